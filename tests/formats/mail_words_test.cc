// Heads beyond ASCII, lists of addresses, dates, HTML without its tags.
#include "core/formats/mail_words.h"

#include <gtest/gtest.h>

#include "core/formats/html_text.h"
#include "core/formats/mail_addresses.h"
#include "core/formats/mail_date.h"
#include "core/sanitized.h"
#include "core/utf8.h"

namespace markwarden {
namespace {

// Knows one charset, in which every byte is a character: "x-upper".
std::optional<std::string> Upper(std::string_view bytes, std::string_view charset) {
  if (charset != "x-upper") return std::nullopt;
  std::string text = "^";
  for (const char c : bytes) text += static_cast<char>(c & 0x5f);
  return text;
}

// RFC 2047, 8, and what writers really send.
TEST(MailWordsTest, EncodedWordsAreRead) {
  const struct { const char* why; std::string in, want; } cases[] = {
      {"nothing", "", ""},
      {"plain", "Re: notice 12", "Re: notice 12"},
      {"Q", "=?ISO-8859-1?Q?Keld_J=F8rn?= x", "Keld Jørn x"},
      {"B", "=?utf-8?B?5Y+Y5pu0?=", "变更"},
      {"blanks between words are none", "=?utf-8?Q?a?=  \t=?utf-8?Q?b?=", "ab"},
      {"blanks beside text are kept", "a =?utf-8?Q?b?= c", "a b c"},
      {"a character cut in two", "=?utf-8?B?5Y8=?= =?UTF-8?B?mA==?=", "变"},
      {"a language", "=?US-ASCII*EN?Q?Keith?=", "Keith"},
      {"a lent charset", "=?X-Upper?Q?abc?=", "^ABC"},
      {"two charsets side by side", "=?X-Upper?Q?abc?= =?utf-8?Q?d?=", "^ABCd"},
      {"an unknown charset stays", "=?x-none?Q?abc?= d", "=?x-none?Q?abc?= d"},
      {"no base64", "=?utf-8?B?!!?= d", "=?utf-8?B?!!?= d"},
      {"no end", "=?utf-8?Q?abc", "=?utf-8?Q?abc"},
      {"another encoding", "=?utf-8?X?abc?=", "=?utf-8?X?abc?="},
      {"question marks", "=?=?utf-8?Q?a?=", "=?a"},
      {"a line end inside", "=?utf-8?Q?a=0D=0ABcc:_x?=", "a  Bcc: x"},
      {"an escape code, a line separator", "=?utf-8?Q?=1B[31m=E2=80=A8?=", " [31m "},
      {"broken UTF-8", "=?utf-8?Q?=E4=B8?= \xff", "\xef\xbf\xbd \xef\xbf\xbd"},
      {"UTF-8 as it is", "变更", "变更"},
  };
  for (const auto& c : cases) EXPECT_EQ(DecodeMailWords(c.in, Upper), c.want) << c.why;
}

TEST(MailWordsTest, EncodedWordsAreWritten) {
  EXPECT_EQ(EncodeMailWords("变更", 9), "=?utf-8?B?5Y+Y5pu0?=");
  std::string text;
  for (int i = 0; i < 200; ++i) text += i % 3 == 0 ? "商" : i % 3 == 1 ? "a" : "😀";
  for (size_t column = 0; column <= 20; ++column) {
    const std::string written = EncodeMailWords(text, column);
    EXPECT_EQ(DecodeMailWords(written, nullptr), text) << column;
    size_t begin = 0, used = column;
    for (size_t end = written.find("\r\n"); begin < written.size(); end = written.find("\r\n", begin), used = 0) {
      end = std::min(end, written.size());
      EXPECT_LE(end - begin + used, 76u) << "RFC 2047, 2";
      // 5: each word holds whole characters.
      EXPECT_TRUE(IsWellFormedUtf8(DecodeMailWords(written.substr(begin, end - begin), nullptr)));
      EXPECT_EQ(DecodeMailWords(written.substr(begin, end - begin), nullptr).find("\xef\xbf\xbd"), std::string::npos);
      begin = end + 2;
    }
  }
}

TEST(MailWordsTest, Parameters) {
  const struct { const char* why; std::string in, want; } cases[] = {
      {"plain", "attachment; filename=a.pdf", "a.pdf"},
      {"quoted", "attachment; filename=\"a; \\\"b\\\".pdf\"", "a; \"b\".pdf"},
      {"blanks without quotes", "attachment; filename = my file.pdf ; size=3", "my file.pdf"},
      {"in capitals", "attachment; FileName=a.pdf", "a.pdf"},
      {"RFC 2231", "attachment; filename*=utf-8'zh'%E5%95%86%E6%A0%87.pdf", "商标.pdf"},
      {"in pieces, in any order", "a; filename*1*=%87.p; filename*2=\"df\"; filename*0*=utf-8''%E5%95%86%E6%A0", "商标.pdf"},
      {"the new form wins", "a; filename=old.pdf; filename*=utf-8''new.pdf", "new.pdf"},
      {"encoded words", "a; filename=\"=?utf-8?B?5ZWG5qCHLnBkZg==?=\"", "商标.pdf"},
      {"a parameter without a value", "a; b; filename=c", "c"},
      {"a gap in the pieces", "a; filename*0=a; filename*2=c", "a"},
      {"no first piece", "a; filename*1=b", ""},
      {"a piece far away", "a; filename*999999999999=b; filename*=''c", "c"},
      {"control characters", "a; filename*=utf-8''a%0D%0Ab%00", "a  b "},
      {"broken percents", "a; filename*=utf-8''a%4%zz%", "a%4%zz%"},
      {"none", "attachment", ""},
      {"another", "attachment; filenames=a", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(DecodeMailParameter(MimeParameters(c.in), "filename", nullptr), c.want) << c.why;
  for (const std::string& name : {std::string("a.pdf"), std::string("a \"b\".pdf"), std::string("商标 1.pdf"), std::string(300, 'x'), std::string("=?utf-8?Q?a?="), std::string("a%20b'c*.pdf")}) {
    const std::string written = EncodeMailParameter("filename", name);
    EXPECT_EQ(DecodeMailParameter(MimeParameters("attachment" + written), "filename", nullptr), name) << written;
  }
}

TEST(MailWordsTest, ListsOfAddresses) {
  const std::string list = "Plain <a@b.test>, \"Quoted, \\\"x\\\"\" <c@d.test>,, e@f.test (Comment (nested) \\) here), =?utf-8?B?5ZWG5bqX?= <g@h.test>, "
                           "Group: i@j.test, K <k@l.test>;, \"quoted local\"@m.test, nobody, <>, \"a\r\nb\" <n@o.test>, Out <p@q.test\r\nBcc: r@s.test>, t@商标.test";
  std::vector<MailAddress> want = {{"Plain", "a@b.test"}, {"Quoted, \"x\"", "c@d.test"}, {"Comment (nested) ) here", "e@f.test"}, {"商店", "g@h.test"}, {"", "i@j.test"}, {"K", "k@l.test"},
                                   {"", "\"quoted local\"@m.test"}, {"nobody", ""}, {"a  b", "n@o.test"}, {"Out <p@q.test  Bcc: r@s.test>", ""}, {"", "t@xn--czr694b.test"}};
  const std::vector<MailAddress> got = ParseMailAddresses(list, nullptr);
  ASSERT_EQ(got.size(), want.size());
  for (size_t i = 0; i < want.size(); ++i) EXPECT_EQ(got[i], want[i]) << i << ": " << got[i].name << " | " << got[i].address;
  std::string many;
  for (size_t i = 0; i < kMaxMailAddressesRead + 5; ++i) many += "a@b.test,";
  EXPECT_EQ(ParseMailAddresses(many, nullptr).size(), kMaxMailAddressesRead);
  for (const std::string open : {"\"", "(", "<", "\\", "a \"b", "(\\"}) EXPECT_LE(ParseMailAddresses(open, nullptr).size(), 1u) << open;
}

// RFC 5322, 3.3 and 4.3.
TEST(MailDateTest, DatesThereAndBack) {
  const Time time = *ParseTime("2026-11-26T22:44:46Z");
  EXPECT_EQ(FormatMailDate(time), "Thu, 26 Nov 2026 22:44:46 +0000");
  EXPECT_EQ(FormatMailDate(*ParseTime("2028-02-29T00:00:00Z")), "Tue, 29 Feb 2028 00:00:00 +0000");
  EXPECT_EQ(FormatMailDate(Time(std::chrono::sys_days(std::chrono::year(10000) / 1 / 1))), "");
  EXPECT_EQ(FormatMailDate(Time(std::chrono::sys_days(std::chrono::year(1899) / 12 / 31))), "");
  const struct { const char* text; } same[] = {
      {"Thu, 26 Nov 2026 22:44:46 +0000"}, {"26 Nov 2026 22:44:46 GMT"}, {"Fri, 27 Nov 2026 06:44:46 +0800 (CST)"}, {"Thu, 26 nov 26 17:44:46 EST"},
      {"  Thu,26 Nov 2026 22:44:46 -0000"}, {"Thu, 26 Nov 2026 22:44:46 (a (b) comment) UT"}, {"Thu, 26 November 2026 22:44:46"}, {"Thu, 26 Nov 126 22:44:46 Z"}};
  for (const auto& c : same) EXPECT_EQ(ParseMailDate(c.text), time) << c.text;
  EXPECT_EQ(ParseMailDate("1 Jan 1999 00:00 +0000"), ParseTime("1999-01-01"));
  EXPECT_EQ(ParseMailDate("1 Jan 99 00:00 +0000"), ParseTime("1999-01-01"));
  for (const char* text : {"", "now", "Thu", "31 Feb 2026 00:00:00 +0000", "1 Foo 2026 00:00:00 +0000", "1 Jan 2026", "1 Jan 2026 24:00:00 +0000", "1 Jan 2026 00:60 +0000", "1 Jan 2026 0000 +0000",
                           "1 Jan 2026 00:00:00 +00x0", "1 Jan 2026 00:00:00 +0060", "1 Jan 99999 00:00:00 +0000", "-1 Jan 2026 00:00:00", "1 Jan 2026 -1:00:00"}) {
    EXPECT_FALSE(ParseMailDate(text)) << text;
  }
}

TEST(HtmlTextTest, WhatAPersonReads) {
  const struct { const char* why; std::string in, want; } cases[] = {
      {"blocks and blanks", "<html><head><title>t</title></head>\n<body><p>One   two\n three</p><div>four<br>five</div></body>", "One two three\n\nfour\nfive\n"},
      {"scripts, styles, comments", "a<script>if (a</b) x('</p>')</script>b<STYLE>p { }</STYLE >c<!-- <p>d --> e", "abc e\n"},
      {"references", "&lt;b&gt; &amp;amp; &#x4e2d;&#25991; &nbsp;&copy; &unknown; & &#0; &#xd800;", "<b> &amp; 中文 © &unknown; & \xef\xbf\xbd\n"},
      {"a > in a quote", "<a title='>' href=\">\">x</a>", "x\n"},
      {"no tag", "1 < 2 and a<b", "1 < 2 and a\n"},
      {"a table", "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\n\nc\n"},
      {"cut off", "a<p", "a\n"},
      {"an open comment", "a<!-- b", "a\n"},
      {"an open script", "a<script>b", "a\n"},
      {"nothing", "<p></p>", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(HtmlToText(c.in, true), c.want) << c.why;
  EXPECT_EQ(HtmlToText("\xd6\xd0&#x4e2d;&lt;", false), "\xd6\xd0&#x4e2d;<\n") << "bytes of an unknown charset";
}

}  // namespace
}  // namespace markwarden
