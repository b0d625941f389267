// The Unicode Standard's table of well-formed sequences (3.9, D92), and what is made of the rest.
#include "core/utf8.h"

#include <gtest/gtest.h>

namespace markwarden {
namespace {

TEST(Utf8Test, WellFormedOrNot) {
  const struct { const char* why; std::string text; bool fine; std::string mended; } cases[] = {
      {"nothing", "", true, ""},
      {"ASCII with NUL", std::string("a\0b", 3), true, std::string("a\0b", 3)},
      {"two to four bytes", "é中😀", true, "é中😀"},
      {"the last character", "\xf4\x8f\xbf\xbf", true, "\xf4\x8f\xbf\xbf"},
      {"beyond it", "\xf4\x90\x80\x80", false, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
      {"overlong", "\xc0\xaf", false, "\xef\xbf\xbd\xef\xbf\xbd"},
      {"a surrogate", "\xed\xa0\x80", false, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
      {"cut short", "a\xe4\xb8", false, "a\xef\xbf\xbd"},
      {"GBK", "\xd6\xd0z", false, "\xef\xbf\xbd\xef\xbf\xbdz"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(IsWellFormedUtf8(c.text), c.fine) << c.why;
    EXPECT_EQ(MendUtf8(c.text), c.mended) << c.why;
    EXPECT_TRUE(IsWellFormedUtf8(MendUtf8(c.text))) << c.why;
  }
}

TEST(Utf8Test, CharactersThereAndBack) {
  for (const char32_t c : {U'\0', U'a', U'é', U'中', U'\U0010FFFF'}) {
    std::string text;
    AppendUtf8(text, c);
    size_t at = 0;
    EXPECT_EQ(NextUtf8(text, at), c);
    EXPECT_EQ(at, text.size());
  }
  std::string text;
  AppendUtf8(text, char32_t{0xd800});
  AppendUtf8(text, char32_t{0x110000});
  EXPECT_EQ(text, "\xef\xbf\xbd\xef\xbf\xbd");
}

}  // namespace
}  // namespace markwarden
