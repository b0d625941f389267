// HAR 1.2 as browsers save it, and as nobody should.
#include "core/formats/har.h"

#include <gtest/gtest.h>

#include "core/formats/transfer_text.h"

namespace markwarden {
namespace {

std::string Entry(const std::string& url, const std::string& content, const std::string& more_headers = "", int status = 200) {
  return R"({"startedDateTime":"2026-11-20T08:00:00.123+08:00","time":12.5,"serverIPAddress":"203.0.113.9","request":{"method":"GET","url":")" + url +
         R"(","httpVersion":"HTTP/2.0","headers":[{"name":":authority","value":"shop.test"},{"name":"Accept","value":"*/*"}]},"response":{"status":)" +
         std::to_string(status) + R"(,"statusText":"OK","httpVersion":"HTTP/1.1","headers":[{"name":"X-One","value":"a\r\nX-Two: b"},{"name":"Content-Length","value":"3"})" +
         more_headers + R"(],"content":)" + content + "}}";
}
std::string File(const std::string& entries) { return R"({"log":{"version":"1.2","creator":{"name":"browser"},"pages":[{"id":"p"}],"entries":[)" + entries + "]}}"; }

std::vector<ExchangeRecord> ReadHar(const std::string& text) {
  Result<HarReader> reader = HarReader::Open(text);
  std::vector<ExchangeRecord> all;
  if (!reader) {
    ADD_FAILURE() << reader.error().message;
    return all;
  }
  while (auto record = reader->Next()) all.push_back(std::move(*record));
  return all;
}

TEST(HarTest, AnEntryBecomesAnExchange) {
  const auto all = ReadHar("\xEF\xBB\xBF" + File(Entry("https://shop.test/item/1#top", R"({"size":20,"mimeType":"text/html; charset=gbk","text":"<h1>价格</h1>"})",
                                       R"(,{"name":"content-encoding","value":"br"},{"name":"Content-Type","value":"text/html; charset=gbk"})")));
  ASSERT_EQ(all.size(), 1u);
  const ExchangeRecord& record = all[0];
  EXPECT_EQ(record.refused, "");
  EXPECT_EQ(record.place, "entry 1");
  EXPECT_EQ(record.claimed_time, "2026-11-20T08:00:00.123+08:00");
  EXPECT_EQ(record.exchange.url, "https://shop.test/item/1");
  EXPECT_EQ(record.exchange.status, 200);
  EXPECT_EQ(record.exchange.remote_ip, "203.0.113.9");
  EXPECT_EQ(record.exchange.body, "<h1>价格</h1>");
  EXPECT_EQ(record.exchange.response_head, "HTTP/1.1 200 OK\r\nX-One: a  X-Two: b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n")
      << "the coding that the browser undid, and what was decoded, are not said any more; no value adds a line";
  EXPECT_EQ(record.exchange.request_head, "GET https://shop.test/item/1 HTTP/2.0\r\nAccept: */*\r\n\r\n");
  EXPECT_EQ(JsonText(record.notes, "content_coding"), "undone by the browser: br");
  EXPECT_NE(JsonText(record.notes, "charset").find("charset=gbk"), std::string::npos);
}

TEST(HarTest, BodiesOfEveryKind) {
  const auto all = ReadHar(File(Entry("https://s.test/a", R"({"size":3,"mimeType":"image/png","text":"iVBO\nRw==","encoding":"base64"})") + "," +
                                Entry("https://s.test/b", R"({"size":9,"mimeType":"text/html"})") + ",\n" +
                                Entry("https://s.test/c", R"({"size":3,"mimeType":"x","text":"***","encoding":"base64"})") + "," +
                                Entry("https://s.test/d", R"({"size":3,"mimeType":"x","text":"a","encoding":"rot13"})") + "," +
                                Entry("https://s.test/e", R"({"size":0,"mimeType":""})", "", 0) + "," +
                                Entry("data:text/html,x", R"({"size":0,"mimeType":""})")));
  ASSERT_EQ(all.size(), 6u);
  EXPECT_EQ(all[0].exchange.body, "\x89PNG");
  EXPECT_FALSE(all[0].notes.contains("charset"));
  EXPECT_EQ(JsonText(all[1].notes, "body"), "not saved in the file");
  EXPECT_EQ(all[2].refused, "its body is no base64");
  EXPECT_NE(all[3].refused.find("rot13"), std::string::npos);
  EXPECT_NE(all[4].refused.find("status is 0"), std::string::npos);
  EXPECT_TRUE(all[5].skipped);
}

// Depth 10^5, a key that appears twice, a number past every range: each costs its own entry.
TEST(HarTest, ABadEntryCostsItselfOnly) {
  const std::string good = Entry("https://s.test/good", R"({"size":1,"mimeType":"text/html","text":"x"})");
  const std::string deep = R"({"request":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  std::string at_cap = good;
  at_cap.insert(1, R"("x":)" + std::string(63, '[') + std::string(63, ']') + ",");
  std::string past_cap = good;
  past_cap.insert(1, R"("x":)" + std::string(64, '[') + std::string(64, ']') + ",");
  const struct { const char* why; std::string entry; const char* want; } cases[] = {
      {"depth 100000", deep, "deeper than 64"},
      {"depth 64", at_cap, ""},
      {"depth 65", past_cap, "deeper than 64"},
      {"a key twice", R"({"request":{"url":"https://s.test/1","url":"https://s.test/2"},"response":{"status":200}})", "\"url\" appears twice"},
      {"one name in two objects", R"({"request":{"url":"https://s.test/1"},"response":{"status":200,"url":"x"}})", ""},
      {"1e400", R"({"time":1e400,"request":{"url":"https://s.test/1"},"response":{"status":200}})", "not JSON"},
      {"no request", R"({"response":{"status":200}})", "lacks a request"},
      {"broken UTF-8", "{\"a\":\"\xff\"}", "not JSON"},
      {"half a word", R"({"a":tru})", "not JSON"},
  };
  for (const auto& c : cases) {
    const auto all = ReadHar(File(good + "," + c.entry + "," + good));
    ASSERT_EQ(all.size(), 3u) << c.why;
    EXPECT_EQ(all[0].refused, "") << c.why;
    EXPECT_EQ(all[2].refused, "") << c.why;
    EXPECT_EQ(all[2].exchange.url, "https://s.test/good") << c.why;
    if (*c.want) {
      EXPECT_NE(all[1].refused.find(c.want), std::string::npos) << c.why << ": " << all[1].refused;
    } else {
      EXPECT_EQ(all[1].refused, "") << c.why;
    }
    EXPECT_LE(all[1].excerpt.size(), kMaxExcerptBytes);
  }
}

TEST(HarTest, WhatIsCutOffIsSaidOnce) {
  const std::string whole = File(Entry("https://s.test/1", R"({"size":1,"text":"x"})") + "," + Entry("https://s.test/2", R"({"size":1,"text":"y"})"));
  const auto all = ReadHar(whole.substr(0, whole.size() - 20));
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].refused, "");
  EXPECT_NE(all[1].refused.find("cut off"), std::string::npos);
  for (const char* text : {"", "{}", "[]", "{\"log\":[]}", "{\"log\":{\"entries\":{}}}", "{\"log\":{\"entries\":", "{\"log\"", "nonsense", "{\"a\":\"", "{\"log\":{\"x\":1}"}) {
    EXPECT_EQ(HarReader::Open(text).error().code, ErrorCode::kInvalid) << text;
  }
}

TEST(HarTest, EveryCutEnds) {
  const std::string whole = File(Entry("https://s.test/1", R"({"size":1,"text":"x\"]}"})"));
  for (size_t length = 0; length <= whole.size(); ++length) {
    const std::string cut = whole.substr(0, length);
    Result<HarReader> reader = HarReader::Open(cut);
    int records = 0;
    while (reader && reader->Next()) ASSERT_LE(++records, 2) << length;
  }
}

TEST(TransferTextTest, Base64InEverySpelling) {
  const struct { const char* in; std::optional<std::string> want; } cases[] = {
      {"", ""}, {"TQ==", "M"}, {"TWE=", "Ma"}, {"TWFu", "Man"}, {"TWE", "Ma"}, {"TW\r\nFu", "Man"}, {"-_8=", "\xfb\xff"}, {"+/8=", "\xfb\xff"},
      {"T", std::nullopt}, {"TWFu!", std::nullopt}, {"TQ==TQ==", std::nullopt}, {"====", std::nullopt}};
  for (const auto& c : cases) EXPECT_EQ(DecodeBase64(c.in), c.want) << c.in;
}

TEST(TransferTextTest, QuotedPrintable) {
  const struct { const char* in; const char* want; } cases[] = {
      {"a=3Db", "a=b"}, {"soft=\r\nbreak", "softbreak"}, {"soft=\nbreak", "softbreak"}, {"soft=  \r\nbreak", "softbreak"},
      {"=E4=BB=B7", "价"}, {"=e4=bb=b7", "价"}, {"a=ZZb", "a=ZZb"}, {"a=3", "a=3"}, {"a=", "a"}};
  for (const auto& c : cases) EXPECT_EQ(DecodeQuotedPrintable(c.in), c.want) << c.in;
}

}  // namespace
}  // namespace markwarden
