// RFC 3339 and the clock.
#include "core/clock.h"

#include <gtest/gtest.h>

namespace markwarden {
namespace {

TEST(ClockTest, ReadsAndWritesRfc3339) {
  const struct { const char* in; const char* want; } cases[] = {
      {"2026-11-23T08:40:12Z", "2026-11-23T08:40:12Z"},
      {"2026-11-23T16:40:12+08:00", "2026-11-23T08:40:12Z"},
      {"2026-11-23T08:40:12.987Z", "2026-11-23T08:40:12Z"},
      {"2028-02-29", "2028-02-29T00:00:00Z"},
      {"2026-12-31T23:59:59-01:00", "2027-01-01T00:59:59Z"},
  };
  for (const auto& c : cases) {
    const auto time = ParseTime(c.in);
    ASSERT_TRUE(time) << c.in;
    EXPECT_EQ(FormatTime(*time), c.want) << c.in;
  }
}

TEST(ClockTest, RefusesWhatIsNoTime) {
  for (const char* bad : {"", "2026", "2026-13-01", "2026-02-30", "2027-02-29", "2026-11-23T25:00:00Z",
                          "2026-11-23T08:40:12", "2026-11-23T08:40:12+8", "2026-11-23 x", "２０２６-11-23"}) {
    EXPECT_FALSE(ParseTime(bad)) << bad;
  }
}

TEST(ClockTest, KeepsMilliseconds) {
  EXPECT_EQ(FormatTimeMillis(*ParseTime("2026-11-23T08:40:12.345Z")), "2026-11-23T08:40:12.345Z");
}

}  // namespace
}  // namespace markwarden
