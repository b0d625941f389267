// X.690, 10 and 11: what is DER and what is only BER.
#include "core/formats/der.h"

#include <gtest/gtest.h>

#include <string>

#include "core/hash.h"

namespace markwarden {
namespace {

TEST(DerTest, TellsDerFromOtherBytes) {
  const struct { const char* why; const char* hex; bool good; } cases[] = {
      {"a number", "020105", true}, {"zero", "020100", true}, {"minus one", "0201ff", true}, {"200", "020200c8", true}, {"an empty sequence", "3000", true},
      {"a sequence of two", "3006020101020102", true}, {"sequences in sequences", "300430023000", true}, {"128 bytes", nullptr, true},
      {"true", "0101ff", true}, {"nothing", "", false}, {"cut short", "0202c8", false}, {"no length", "30", false}, {"an indefinite length", "30800000", false},
      {"a long length that could be short", "02810105", false}, {"a length with a zero", "0282000105", false}, {"more than one value", "020101020101", false},
      {"a value that sticks out", "3003020201", false}, {"a rest in a sequence", "30040201010a", false}, {"a number with a needless zero", "02020005", false},
      {"a number with needless ones", "0202ff80", false}, {"a number without digits", "0200", false}, {"another true", "010101", false}, {"a true of two bytes", "0102ffff", false},
      {"a string in pieces", "2405040361626300", false}, {"an end mark", "0000", false}, {"a tag of two bytes", "1f8101", false}, {"a sequence that is none", "1000", false}};
  for (const auto& c : cases) {
    const std::string bytes = c.hex != nullptr ? FromHex(c.hex) : std::string("\x04\x81\x80", 3) + std::string(128, 'x');
    EXPECT_EQ(CheckDer(bytes).has_value(), c.good) << c.why;
  }
}

TEST(DerTest, StopsAtItsDepth) {
  const auto nested = [](int depth) {
    std::string bytes;
    for (int i = 0; i < depth; ++i) {
      const size_t size = bytes.size();
      bytes = (size < 128 ? std::string("\x30") + static_cast<char>(size) : std::string("\x30\x81") + static_cast<char>(size)) + bytes;
    }
    return bytes;
  };
  EXPECT_TRUE(CheckDer(nested(kMaxDerDepth + 1)));  // the innermost one is empty
  EXPECT_EQ(CheckDer(nested(kMaxDerDepth + 2)).error().code, ErrorCode::kExhausted);
}

}  // namespace
}  // namespace markwarden
