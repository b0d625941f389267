// The binary form: one form per value, nothing believed.
#include "core/wire.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

namespace markwarden {
namespace {

TEST(WireTest, EveryKindOfValueComesBack) {
  const uint64_t numbers[] = {0, 1, 127, 128, 300, 1ull << 32, std::numeric_limits<uint64_t>::max()};
  const int64_t signs[] = {0, -1, 1, -64, 64, std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max()};
  const double doubles[] = {0.0, -0.0, 1.5, 1e308, std::numeric_limits<double>::infinity(), std::nan("")};
  WireWriter writer;
  for (const uint64_t number : numbers) writer.Unsigned(number);
  for (const int64_t number : signs) writer.Signed(number);
  for (const double number : doubles) writer.Double(number);
  writer.Bool(true);
  writer.Text("五常大米");
  writer.Text(std::string_view("a\0b", 3));
  writer.Texts({"", "x"});
  writer.Optional(std::optional<int64_t>(-7), [](WireWriter& to, int64_t value) { to.Signed(value); });
  writer.Optional(std::optional<int64_t>(), [](WireWriter& to, int64_t value) { to.Signed(value); });
  const std::string bytes = std::move(writer).Take();

  WireReader reader(bytes);
  for (const uint64_t number : numbers) EXPECT_EQ(reader.Unsigned(), number);
  for (const int64_t number : signs) EXPECT_EQ(reader.Signed(), number);
  for (const double number : doubles) EXPECT_EQ(std::bit_cast<uint64_t>(reader.Double()), std::bit_cast<uint64_t>(number));
  EXPECT_TRUE(reader.Bool());
  EXPECT_EQ(reader.Text(), "五常大米");
  EXPECT_EQ(reader.Text(), std::string_view("a\0b", 3));
  EXPECT_EQ(reader.Texts(), (std::vector<std::string>{"", "x"}));
  const auto read = [](WireReader& from) { return from.Signed(); };
  EXPECT_EQ(reader.Optional<int64_t>(read), -7);
  EXPECT_EQ(reader.Optional<int64_t>(read), std::nullopt);
  EXPECT_TRUE(reader.Done());
}

TEST(WireTest, SmallThingsAreSmall) {
  WireWriter writer;
  writer.Unsigned(127);
  writer.Signed(-64);
  writer.Text("ab");
  EXPECT_EQ(std::move(writer).Take(), "\x7f\x7f\x02" "ab");
}

TEST(WireTest, RefusesWhatNoWriterWrites) {
  const struct { const char* why; std::string bytes; void (*read)(WireReader&); const char* says; } cases[] = {
      {"nothing", "", [](WireReader& r) { r.Byte(); }, "too early"},
      {"a number without its end", "\xff\xff", [](WireReader& r) { r.Unsigned(); }, "too early"},
      {"a number of 65 bits", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", [](WireReader& r) { r.Unsigned(); }, "one form"},
      {"a number of eleven bytes", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", [](WireReader& r) { r.Unsigned(); }, "one form"},
      {"5 in two bytes", std::string("\x85\x00", 2), [](WireReader& r) { r.Unsigned(); }, "one form"},
      {"a third truth value", "\x02", [](WireReader& r) { r.Bool(); }, "truth"},
      {"a text of more than there is", "\x05" "abc", [](WireReader& r) { r.Text(); }, "longer than what is left"},
      {"a text of 2^63 bytes", "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", [](WireReader& r) { r.Text(); }, "longer than what is left"},
      {"a text past its cap", "\x03" "abc", [](WireReader& r) { r.Text(2); }, "longer than it may be"},
      {"more texts than bytes", "\x7f\x00", [](WireReader& r) { r.Texts(); }, "more elements than bytes"},
      {"more texts than the cap", std::string("\x03\0\0\0", 4), [](WireReader& r) { r.Texts(2); }, "more elements than there may be"},
      {"an enum's value that is none", "\x04", [](WireReader& r) { r.UnsignedUpTo(3, "no such kind"); }, "no such kind"},
      {"half a double", "\x01\x02\x03\x04", [](WireReader& r) { r.Double(); }, "too early"},
      {"bytes left over", "\x01\x01", [](WireReader& r) { r.Bool(); }, "1 bytes left over"},
  };
  for (const auto& c : cases) {
    WireReader reader(c.bytes);
    c.read(reader);
    const Status done = reader.Done();
    ASSERT_FALSE(done) << c.why;
    EXPECT_NE(done.error().message.find(c.says), std::string::npos) << c.why << ": " << done.error().message;
  }
}

TEST(WireTest, CapsHoldExactly) {
  WireWriter writer;
  writer.Texts({"a", "b", "c"});
  writer.Texts({"d"});
  const std::string bytes = std::move(writer).Take();
  const auto read = [&](const WireLimits& limits) {
    WireReader reader(bytes, limits);
    reader.Texts();
    reader.Texts();
    return reader.Done();
  };
  EXPECT_TRUE(read({.max_bytes = bytes.size(), .max_elements = 4}));
  const Status elements = read({.max_bytes = bytes.size(), .max_elements = 3});
  ASSERT_FALSE(elements);
  EXPECT_EQ(elements.error().code, ErrorCode::kExhausted);
  const Status size = read({.max_bytes = bytes.size() - 1, .max_elements = 4});
  ASSERT_FALSE(size);
  EXPECT_EQ(size.error().code, ErrorCode::kExhausted);
}

TEST(WireTest, AFailureSticks) {
  WireReader reader("\x02\x01\x01");
  EXPECT_FALSE(reader.Bool());
  EXPECT_FALSE(reader.Bool()) << "nothing is read after a failure";
  EXPECT_EQ(reader.Text(), "");
  EXPECT_TRUE(reader.Vector<uint64_t>([](WireReader& from) { return from.Unsigned(); }).empty());
  EXPECT_NE(reader.Done().error().message.find("at byte 1"), std::string::npos);
}

}  // namespace
}  // namespace markwarden
