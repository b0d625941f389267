// The market's time: the machine's clock and a file that moves it.
#include "samples/market_clock.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/file.h"

namespace markwarden::samples {
namespace {

using std::chrono::milliseconds;

TEST(MarketClockTest, ReadsOneWholeNumber) {
  const struct { const char* why; std::string text; std::optional<milliseconds> want; } cases[] = {
      {"zero", "0", milliseconds(0)},
      {"a day", "86400000", milliseconds(86'400'000)},
      {"back", "-5", milliseconds(-5)},
      {"blanks around", " \t12\r\n", milliseconds(12)},
      {"a hundred years", std::to_string(kMaxClockOffset.count()), kMaxClockOffset},
      {"more than that", std::to_string(kMaxClockOffset.count() + 1), std::nullopt},
      {"far back", std::to_string(-kMaxClockOffset.count() - 1), std::nullopt},
      {"past 64 bits", "99999999999999999999", std::nullopt},
      {"empty", "", std::nullopt},
      {"blank", " \n", std::nullopt},
      {"words", "tomorrow", std::nullopt},
      {"two numbers", "1 2", std::nullopt},
      {"a part of one", "1.5", std::nullopt},
      {"hexadecimal", "0x10", std::nullopt},
      {"64 bytes", std::string(63, ' ') + "7", milliseconds(7)},
      {"65 bytes", std::string(64, ' ') + "7", std::nullopt},
  };
  for (const auto& c : cases) EXPECT_EQ(ParseClockOffset(c.text), c.want) << c.why;
}

// Within a minute of the machine's clock moved by `offset`.
void ExpectOffset(const MarketClock& clock, milliseconds offset, const char* why) {
  const milliseconds moved = clock.Now() - SystemClock().Now();
  EXPECT_LT(std::chrono::abs(moved - offset), std::chrono::minutes(1)) << why;
}

TEST(MarketClockTest, ReadsItsFileAnewEachTime) {
  const std::filesystem::path path = std::filesystem::temp_directory_path() / ("market_clock_" + std::to_string(::getpid()));
  const MarketClock clock(path);
  ExpectOffset(MarketClock(), milliseconds(0), "no file named");
  ExpectOffset(clock, milliseconds(0), "absent");
  ASSERT_TRUE(WriteFileAtomic(path, "864000000\n"));
  ExpectOffset(clock, std::chrono::days(10), "ten days");
  ASSERT_TRUE(WriteFileAtomic(path, "-864000000"));
  ExpectOffset(clock, -std::chrono::days(10), "ten days back");
  ASSERT_TRUE(WriteFileAtomic(path, std::string(1 << 20, '8')));
  ExpectOffset(clock, milliseconds(0), "too long");
  std::filesystem::remove(path);
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  ExpectOffset(clock, milliseconds(0), "a pipe that nobody writes to");
  std::filesystem::remove(path);
  std::filesystem::create_directory(path);
  ExpectOffset(clock, milliseconds(0), "a folder");
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace markwarden::samples
