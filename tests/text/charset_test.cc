// Charset labels, declarations and decoding.
#include "core/text/charset.h"

#include <gtest/gtest.h>

namespace markwarden {
namespace {

TEST(CharsetTest, LabelsFollowTheEncodingStandard) {
  const struct { const char* label; const char* want; } cases[] = {
      {"utf8", "utf-8"},          {" GB2312 ", "gb18030"},       {"gbk", "gb18030"},     {"GB_2312-80", "gb18030"},
      {"ISO-8859-1", "windows-1252"}, {"big5-hkscs", "big5"},    {"Shift_JIS", "shift_jis"}, {"ks_c_5601-1987", "euc-kr"},
      {"cp1251", "windows-1251"}, {"\"utf-8\"", "utf-8"},        {"utf-16", "utf-16le"}, {"no-such-thing", ""},
      {"", ""}};
  for (const auto& c : cases) EXPECT_EQ(CharsetFromLabel(c.label), c.want) << c.label;
}

TEST(CharsetTest, ReadsContentType) {
  const struct { const char* header; const char* want; } cases[] = {
      {"text/html; charset=GBK", "gbk"},
      {"text/html;Charset=\"utf-8\"", "utf-8"},
      {"text/html; charset = 'koi8-r' ; x=1", "koi8-r"},
      {"text/html; mycharset=gbk", ""},
      {"text/html", ""}};
  for (const auto& c : cases) EXPECT_EQ(CharsetOfContentType(c.header), c.want) << c.header;
}

TEST(CharsetTest, FindsMetaAnywhere) {
  EXPECT_EQ(FindDeclaredCharset("<html>" + std::string(150000, ' ') + "<meta charset=gbk>")->label, "gbk");
  EXPECT_EQ(FindDeclaredCharset("<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>")->label, "windows-1251");
  EXPECT_TRUE(FindDeclaredCharset("<?xml version='1.0' encoding='euc-kr'?><a/>")->xml);
  EXPECT_FALSE(FindDeclaredCharset("<!-- <meta charset=gbk> --><p>")) << "a comment";
  EXPECT_FALSE(FindDeclaredCharset("<script>var u='<meta charset=gbk>';</script>")) << "a script";
  EXPECT_FALSE(FindDeclaredCharset("<meta charset=nonsense>"));
}

TEST(CharsetTest, DecodesWhatIsDeclared) {
  const DecodedText gbk = DecodePage("<meta charset=gb2312>\xce\xe5\xb3\xa3\xb4\xf3\xc3\xd7");
  EXPECT_EQ(gbk.charset, "gb18030");
  EXPECT_NE(gbk.text.find("五常大米"), std::string::npos);
  EXPECT_EQ(gbk.source, "meta");
  EXPECT_EQ(DecodePage("\xef\xbb\xbfok", "text/html; charset=gbk").source, "bom");
  EXPECT_EQ(DecodePage(std::string_view("\xff\xfe" "a\0b\0", 6)).text, "ab");
  const DecodedText russian = DecodePage("\xcf\xf0\xe8\xe2\xe5\xf2", "text/html; charset=windows-1251");
  EXPECT_EQ(russian.text, "Привет");
  EXPECT_EQ(russian.source, "http");
}

TEST(CharsetTest, OverridesADeclarationThatDoesNotFit) {
  const DecodedText utf8 = DecodePage("<meta charset=gbk><p>五常大米 黑龙江 特产</p>");
  EXPECT_EQ(utf8.charset, "utf-8");
  EXPECT_TRUE(utf8.overridden);
  EXPECT_EQ(utf8.declared, "gbk");
  // "This rice comes from Wuchang, Heilongjiang" in GBK, said to be UTF-8.
  const DecodedText gbk = DecodePage("<meta charset=utf-8><p>\xd5\xe2\xd6\xd6\xb4\xf3\xc3\xd7\xc0\xb4\xd7\xd4\xba\xda\xc1\xfa\xbd\xad\xce\xe5\xb3\xa3</p>");
  EXPECT_EQ(gbk.charset, "gb18030");
  EXPECT_NE(gbk.text.find("这种大米来自黑龙江五常"), std::string::npos);
}

TEST(CharsetTest, DetectsWithoutADeclaration) {
  EXPECT_EQ(DecodePage("plain").charset, "utf-8");
  EXPECT_EQ(DecodePage("五常大米").charset, "utf-8");
  EXPECT_EQ(DecodePage("<p>\xcf\xf0\xe8\xe2\xe5\xf2, \xec\xe8\xf0! \xdd\xf2\xee \xef\xf0\xee\xe2\xe5\xf0\xea\xe0 \xea\xee\xe4\xe8\xf0\xee\xe2\xea\xe8.</p>").charset, "windows-1251");
}

TEST(CharsetTest, OutputIsAlwaysUtf8) {
  const struct { const char* why; std::string bytes; } cases[] = {
      {"broken utf-8", "<meta charset=utf-8>ab\xff\xfe\x80"},
      {"half a gbk pair", "<meta charset=gbk>\xce"},
      {"utf-16 of odd length", std::string("\xff\xfe" "a\0b", 5)},
      {"lone surrogate", "\xed\xa0\x80"},
      {"nothing", ""}};
  for (const auto& c : cases) EXPECT_TRUE(IsUtf8(DecodePage(c.bytes).text)) << c.why;
}

TEST(CharsetTest, TellsUtf8) {
  EXPECT_TRUE(IsUtf8("a\xf0\x9f\x98\x80"));
  for (const char* bad : {"\xc0\x80", "\xe0\x80\x80", "\xf5\x80\x80\x80", "\xed\xa0\x80", "\x80", "\xe4\xba"}) EXPECT_FALSE(IsUtf8(bad)) << bad;
}

}  // namespace
}  // namespace markwarden
