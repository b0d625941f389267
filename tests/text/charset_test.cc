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

std::string Utf16(std::u16string_view text, bool big_endian) {
  std::string out;
  for (const char16_t unit : text) {
    const char high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 255);
    out += big_endian ? high : low;
    out += big_endian ? low : high;
  }
  return out;
}

// The order is byte order mark, HTTP, the page's own word, detection.
TEST(CharsetTest, ConflictsGoByTheOrder) {
  const DecodedText bom = DecodePage("\xef\xbb\xbf<meta charset=big5>五常", "text/html; charset=gbk");
  EXPECT_EQ(bom.charset, "utf-8");
  EXPECT_EQ(bom.source, "bom");
  const DecodedText http = DecodePage("<meta charset=utf-8>\xce\xe5\xb3\xa3", "text/html; charset=gbk");
  EXPECT_EQ(http.source, "http");
  EXPECT_NE(http.text.find("五常"), std::string::npos);
}

TEST(CharsetTest, Utf16WithoutAByteOrderMark) {
  const std::u16string_view page = u"<html><title>Plain text page</title><p>五常大米 plain text here 大米</p></html>";
  for (const char* header : {"", "text/html; charset=utf-8"}) {
    const DecodedText little = DecodePage(Utf16(page, false), header), big = DecodePage(Utf16(page, true), header);
    EXPECT_EQ(little.charset, "utf-16le") << header;
    EXPECT_EQ(big.charset, "utf-16be") << header;
    EXPECT_EQ(little.text, big.text);
    EXPECT_NE(little.text.find("五常大米"), std::string::npos);
  }
}

// gb18030 gives nearly any bytes a meaning, so what browsers show for Big5 or Shift_JIS under its name is what we
// read; bytes that it cannot hold are told.
TEST(CharsetTest, AnotherCharsetUnderTheNameOfGb2312) {
  const struct { const char* real; std::string bytes; const char* text; bool told; } cases[] = {
      {"gb18030", "\xd5\xe2\xd6\xd6\xb4\xf3\xc3\xd7\xc0\xb4\xd7\xd4\xba\xda\xc1\xfa\xbd\xad\xce\xe5\xb3\xa3\xa3\xac\xbd\xf1\xc4\xea\xd0\xc2\xc3\xd7\xa3\xac\x95\x34\xb2\x35\xcc\xef\xbc\xd2\xd2\xb2\xcf\xb2\xbb\xb6\xa1\xa3", "这种大米来自黑龙江五常，今年新米，𠮷田家也喜欢。", true},
      {"big5", "\xb3\x6f\xba\xd8\xa4\x6a\xa6\xcc\xa8\xd3\xa6\xdb\xbb\x4f\xc6\x57\xaa\xe1\xbd\xac\xbf\xa4\xb4\x49\xa8\xbd\xb6\x6d\xa1\x41\xa4\xb5\xa6\x7e\xb7\x73\xa6\xcc\xa1\x41\xb0\x65\xc2\xa7\xa6\xdb\xa5\xce\xb3\xa3\xab\xdc\xa6\x58\xbe\x41\xa1\x41\xc5\x77\xaa\xef\xbf\xef\xc1\xca\xa1\x43", "這種大米來自臺灣花蓮縣富里鄉，今年新米，送禮自用都很合適，歡迎選購。", false},
      {"shift_jis", "\x93\xfa\x96\x7b\x8c\xea\x82\xcc\x83\x79\x81\x5b\x83\x57\x82\xc5\x82\xb7\x81\x42\x82\xb1\x82\xcc\x8f\xa4\x95\x69\x82\xcd\x91\x97\x97\xbf\x96\xb3\x97\xbf\x82\xc5\x82\xa8\x93\xcd\x82\xaf\x82\xb5\x82\xdc\x82\xb7\x81\x42\x82\xb2\x92\x8d\x95\xb6\x82\xf0\x82\xa8\x91\xd2\x82\xbf\x82\xb5\x82\xc4\x82\xa8\x82\xe8\x82\xdc\x82\xb7\x81\x42", "日本語のページです。この商品は送料無料でお届けします。ご注文をお待ちしております。", false},
      {"euc-kr", "\xc7\xd1\xb1\xb9\xbe\xee\x20\xc6\xe4\xc0\xcc\xc1\xf6\xc0\xd4\xb4\xcf\xb4\xd9\x2e\x20\xc0\xcc\x20\xbb\xf3\xc7\xb0\xc0\xba\x20\xb9\xab\xb7\xe1\xb7\xce\x20\xb9\xe8\xbc\xdb\xb5\xcb\xb4\xcf\xb4\xd9\x2e\x20\xb8\xb9\xc0\xba\x20\xc1\xd6\xb9\xae\x20\xba\xce\xc5\xb9\xb5\xe5\xb8\xb3\xb4\xcf\xb4\xd9\x2e", "한국어 페이지입니다. 이 상품은 무료로 배송됩니다. 많은 주문 부탁드립니다.", false},
      {"windows-1251", "\xcf\xf0\xe8\xe2\xe5\xf2\x2c\x20\xec\xe8\xf0\x21\x20\xdd\xf2\xee\x20\xef\xf0\xee\xe2\xe5\xf0\xea\xe0\x20\xea\xee\xe4\xe8\xf0\xee\xe2\xea\xe8\x20\xf1\xf2\xf0\xe0\xed\xe8\xf6\xfb\x20\xec\xe0\xe3\xe0\xe7\xe8\xed\xe0\x20\xf1\x20\xe4\xee\xf1\xf2\xe0\xe2\xea\xee\xe9\x2e", "Привет, мир! Это проверка кодировки страницы магазина с доставкой.", true},
  };
  for (const auto& c : cases) {
    for (const bool header : {false, true}) {
      const DecodedText got = header ? DecodePage("<p>" + c.bytes, "text/html; charset=gb2312") : DecodePage("<meta charset=gb2312><p>" + c.bytes);
      EXPECT_TRUE(IsUtf8(got.text)) << c.real;
      EXPECT_EQ(got.declared, "gb2312") << c.real;
      EXPECT_EQ(got.charset, c.told ? c.real : "gb18030") << c.real;
      EXPECT_EQ(got.text.find(c.text) != std::string::npos, c.told) << c.real;
    }
  }
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
