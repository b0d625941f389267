// MHTML (RFC 2557) as browsers save it: parts, encodings, addresses, caps.
#include "core/formats/mhtml.h"

#include <gtest/gtest.h>

#include "core/sanitized.h"

namespace markwarden {
namespace {

constexpr const char* kPage =
    "From: <Saved by a browser>\r\n"
    "Snapshot-Content-Location: https://shop.test/item/1?a=b\r\n"
    "Subject: =?utf-8?Q?x?=\r\n"
    "Date: Fri, 20 Nov 2026 08:00:00 -0000\r\n"
    "MIME-Version: 1.0\r\n"
    "Content-Type: multipart/related;\r\n"
    "\ttype=\"text/html\";\r\n"
    "\tboundary=\"----Boundary--1\"\r\n"
    "\r\n"
    "preamble\r\n"
    "------Boundary--1\r\n"
    "Content-Type: text/html\r\n"
    "Content-ID: <frame-1@mhtml.blink>\r\n"
    "Content-Transfer-Encoding: quoted-printable\r\n"
    "Content-Location: https://shop.test/item/1?a=b#part\r\n"
    "\r\n"
    "<meta charset=3D\"utf-8\"><h1>=E4=BB=B7=\r\n"
    "=E6=A0=BC</h1>\r\n"
    "------Boundary--1\r\n"
    "Content-Type: image/png\r\n"
    "Content-Transfer-Encoding: base64\r\n"
    "Content-Location: https://img.test/1.png\r\n"
    "\r\n"
    "iVBORw==\r\n"
    "------Boundary--1\r\n"
    "Content-Type: text/css\r\n"
    "Content-Location: cid:css-1@mhtml.blink\r\n"
    "\r\n"
    "h1 { }\r\n"
    "------Boundary--1--\r\n";

TEST(MhtmlTest, PartsBecomeExchanges) {
  const Result<Mhtml> page = ReadMhtml(kPage);
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ(page->address, "https://shop.test/item/1?a=b");
  EXPECT_EQ(page->date, "Fri, 20 Nov 2026 08:00:00 -0000");
  ASSERT_EQ(page->parts.size(), 3u);
  EXPECT_EQ(page->parts[0].exchange.body, "<meta charset=\"utf-8\"><h1>价格</h1>");
  EXPECT_EQ(page->parts[0].exchange.url, "https://shop.test/item/1?a=b");
  EXPECT_EQ(page->parts[0].content_type, "text/html");
  EXPECT_EQ(page->parts[0].notes["root"], true);
  EXPECT_EQ(page->parts[0].claimed_time, page->date);
  EXPECT_EQ(page->parts[1].exchange.body, "\x89PNG");
  EXPECT_EQ(page->parts[1].exchange.url, "https://img.test/1.png");
  EXPECT_FALSE(page->parts[1].notes.contains("root"));
  EXPECT_TRUE(page->parts[2].skipped) << "an address of the file alone";
}

TEST(MhtmlTest, WritersDiffer) {
  const struct { const char* why; std::string in; const char* body; const char* url; } cases[] = {
      {"lines end in LF, no closing boundary", "Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\nContent-Location: http://a.test/\n\n<p>x\n", "<p>x\n", "http://a.test/"},
      {"one part alone", "Content-Type: text/html\nContent-Location: http://a.test/\nContent-Transfer-Encoding: base64\n\nPHA+\n", "<p>", "http://a.test/"},
      {"a boundary that is the beginning of another", "Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\nContent-Location: http://a.test/\n\n--bb\n--b--\n", "--bb", "http://a.test/"},
      {"the root is named", "Content-Type: multipart/related; boundary=b; start=\"<two>\"\n\n--b\nContent-Type: text/html\nContent-ID: <one>\nContent-Location: http://a.test/1\n\n1\n--b\nContent-Type: text/html\nContent-ID: <two>\nContent-Location: http://a.test/2\n\n2\n--b--", "2", "http://a.test/2"},
      {"the address of the message serves a root without one", "Snapshot-Content-Location: http://a.test/\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\nContent-Location: cid:x\n\n<p>\n--b--", "<p>", "http://a.test/"},
      {"alternative inside related", "Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\nContent-Type: text/html\nContent-Location: http://a.test/\n\n<p>\n--c--\n--b--", "<p>", "http://a.test/"},
  };
  for (const auto& c : cases) {
    const Result<Mhtml> page = ReadMhtml(c.in);
    ASSERT_TRUE(page) << c.why << ": " << page.error().message;
    bool found = false;
    for (const ExchangeRecord& part : page->parts) {
      if (!part.notes.contains("root")) continue;
      found = true;
      EXPECT_EQ(part.exchange.body, c.body) << c.why;
      EXPECT_EQ(part.exchange.url, c.url) << c.why;
    }
    EXPECT_TRUE(found) << c.why;
  }
}

std::string Nested(int depth) {
  std::string inner = "Content-Type: text/html\nContent-Location: http://a.test/deep\n\ndeep";
  for (int i = depth; i > 0; --i) {
    const std::string boundary = "b" + std::to_string(i);
    inner = "Content-Type: multipart/mixed; boundary=" + boundary + "x\n\n--" + boundary + "x\n" + inner + "\n--" + boundary + "x--";
  }
  return "Content-Type: multipart/related; boundary=top\n\n--top\nContent-Type: text/html\nContent-Location: http://a.test/\n\nroot\n--top\n" + inner + "\n--top--\n";
}

TEST(MhtmlTest, DepthAtTheCapPassesAndOneMoreIsRefused) {
  const Result<Mhtml> at_cap = ReadMhtml(Nested(kMaxMhtmlDepth - 1));
  ASSERT_TRUE(at_cap);
  ASSERT_EQ(at_cap->parts.size(), 2u);
  EXPECT_EQ(at_cap->parts[1].exchange.body, "deep");
  const Result<Mhtml> past = ReadMhtml(Nested(kMaxMhtmlDepth));
  ASSERT_TRUE(past);
  ASSERT_EQ(past->parts.size(), 2u);
  EXPECT_NE(past->parts[1].refused.find("deeper than 4"), std::string::npos);
  EXPECT_TRUE(ReadMhtml(Nested(kSanitized ? 2'000 : 20'000)));
}

TEST(MhtmlTest, PartsAtTheCapPassAndOneMoreIsRefused) {
  std::string text = "Content-Type: multipart/related; boundary=b\n\n";
  for (size_t i = 0; i < kMaxMhtmlParts; ++i) text += "--b\nContent-Type: text/html\n\nx\n";
  const Result<Mhtml> at_cap = ReadMhtml(text + "--b--\n");
  ASSERT_TRUE(at_cap);
  EXPECT_EQ(at_cap->parts.size(), kMaxMhtmlParts);
  EXPECT_EQ(ReadMhtml(text + "--b\n\nx\n--b--\n").error().code, ErrorCode::kExhausted);
}

TEST(MhtmlTest, WhatIsBrokenIsRefused) {
  for (const char* text : {"", "nothing", "Content-Type: multipart/related\n\nx", "Content-Type: text/plain\n\nx", "Subject: x\n\n<html>"}) {
    EXPECT_EQ(ReadMhtml(text).error().code, ErrorCode::kInvalid) << text;
  }
  const std::string whole = kPage;
  std::string bad = whole;
  bad.replace(bad.find("iVBORw=="), 8, "iVB?Rw==");
  const Result<Mhtml> page = ReadMhtml(bad);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->parts[1].refused, "its body is no base64");
  EXPECT_EQ(page->parts[0].refused, "");
  for (size_t length = 0; length < whole.size(); ++length) {
    const Result<Mhtml> cut = ReadMhtml(std::string_view(whole).substr(0, length));
    if (cut) {
      EXPECT_LE(cut->parts.size(), 3u) << length;
    }
  }
}

}  // namespace
}  // namespace markwarden
