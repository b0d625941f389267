// Exchanges out of WARC files of several writers; a bad record costs itself.
#include "core/formats/warc_exchanges.h"

#include <gtest/gtest.h>

#include "tests/formats/zip_builder.h"

namespace markwarden {
namespace {

std::string Record(const std::string& type, const std::string& url, const std::string& block, const std::string& more = "", const std::string& version = "1.1",
                   const std::string& content_type = "application/http;msgtype=response") {
  return "WARC/" + version + "\r\nWARC-Type: " + type + "\r\n" + (url.empty() ? "" : "WARC-Target-URI: " + url + "\r\n") +
         "WARC-Date: 2026-11-20T08:00:00Z\r\nContent-Type: " + content_type + "\r\n" + more + "Content-Length: " + std::to_string(block.size()) + "\r\n\r\n" + block + "\r\n\r\n";
}
std::string Page(const std::string& url, const std::string& body, const std::string& more = "") {
  return Record("response", url, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body, more);
}

struct All {
  std::vector<ExchangeRecord> records;
  std::string error;
  int64_t skipped = 0;
};
All ReadWarc(const std::string& bytes, const WarcLimits& limits = {}) {
  const MemorySource source(bytes);
  WarcExchanges reader(source, limits);
  All all;
  while (true) {
    Result<std::optional<ExchangeRecord>> record = reader.Next();
    if (!record) {
      all.error = record.error().message;
      break;
    }
    if (!*record) break;
    all.records.push_back(std::move(**record));
  }
  all.skipped = reader.skipped();
  return all;
}

TEST(WarcExchangesTest, ReadsWhatOurOwnWriterWrites) {
  Exchange exchange;
  exchange.url = "http://shop1.test/item/1";
  exchange.request_head = "POST /item/1 HTTP/1.1\r\nHost: shop1.test\r\n\r\n";
  exchange.response_head = "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n";
  exchange.body = "<h1>zorla</h1>";
  exchange.remote_ip = "127.0.0.2";
  exchange.started = *ParseTime("2026-11-23T08:00:00.125Z");
  const WarcInfoRecord info = WriteWarcInfo({.software = "markwarden", .operator_name = "", .user_agent = "", .file_name = "a.warc", .description = "", .date = exchange.started});
  const std::string one = WriteWarcEvent(exchange, {{"a", 1}}, info.id, "").bytes;
  for (const std::string& file : {info.bytes + one + one, Gzipped(info.bytes) + Gzipped(one) + Gzipped(one), Gzipped(info.bytes + one + one)}) {
    const All all = ReadWarc(file);
    EXPECT_EQ(all.error, "");
    ASSERT_EQ(all.records.size(), 2u);
    EXPECT_EQ(all.skipped, 5);
    for (const ExchangeRecord& record : all.records) {
      EXPECT_EQ(record.refused, "");
      EXPECT_EQ(record.exchange.url, exchange.url);
      EXPECT_EQ(record.exchange.status, 404);
      EXPECT_EQ(record.exchange.method, "POST");
      EXPECT_EQ(record.exchange.request_head, exchange.request_head);
      EXPECT_EQ(record.exchange.response_head, exchange.response_head);
      EXPECT_EQ(record.exchange.body, exchange.body);
      EXPECT_EQ(record.exchange.remote_ip, "127.0.0.2");
      EXPECT_EQ(record.claimed_time, "2026-11-23T08:00:00.125Z");
    }
  }
}

TEST(WarcExchangesTest, RecordsOfEveryKind) {
  const std::string request = "GET /a HTTP/1.1\r\nHost: a.test\r\n\r\n";
  const All all = ReadWarc(
      Record("warcinfo", "", "software: x\r\n", "", "1.0", "application/warc-fields") +
      Record("request", "<http://a.test/a>", request, "WARC-Record-ID: <urn:uuid:1>\r\n", "1.0", "application/http;msgtype=request") +
      Record("response", "<http://a.test/a>", "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n",
             "WARC-Concurrent-To: <urn:uuid:1>\r\nWARC-Truncated: unspecified\r\n", "1.0") +
      Record("resource", "https://a.test/b.png", "\x89PNG", "", "1.1", "image/png") +
      Record("revisit", "http://a.test/c", "HTTP/1.1 200 OK\r\n\r\n", "WARC-Refers-To-Target-URI: http://a.test/a\r\nWARC-Payload-Digest: sha1:AAAA\r\n") +
      Record("metadata", "http://a.test/a", "{}", "", "1.1", "application/json") +
      Record("resource", "metadata://gnu.org/software/wget/warc/MANIFEST.txt", "x", "", "1.0", "text/plain") +
      Record("response", "dns:a.test", "20261120\na.test. 60 IN A 203.0.113.1\n", "", "1.0", "text/dns"));
  EXPECT_EQ(all.error, "");
  ASSERT_EQ(all.records.size(), 3u);
  EXPECT_EQ(all.skipped, 5);
  EXPECT_EQ(all.records[0].exchange.url, "http://a.test/a");
  EXPECT_EQ(all.records[0].exchange.body, "abcde");
  EXPECT_EQ(all.records[0].exchange.request_head, request);
  EXPECT_EQ(all.records[0].exchange.truncated, "length");
  EXPECT_EQ(JsonText(all.records[0].notes, "transfer_coding"), "chunked, undone");
  EXPECT_EQ(all.records[1].content_type, "image/png");
  EXPECT_EQ(all.records[1].exchange.response_head, "");
  EXPECT_EQ(all.records[2].exchange.body, "");
  EXPECT_EQ(JsonText(all.records[2].notes, "revisit_of"), "http://a.test/a");
}

TEST(WarcExchangesTest, ABadRecordCostsItself) {
  const std::string first = Page("http://a.test/1", "one"), last = Page("http://a.test/3", "three");
  std::string longer = Page("http://a.test/2", "two"), shorter = longer, no_length = longer, no_type = longer, mark = longer;
  longer.replace(longer.find("Content-Length: "), 18, "Content-Length: 60");
  shorter.replace(shorter.find("Content-Length: "), 18, "Content-Length: 42");
  no_length.replace(no_length.find("Content-Length"), 14, "Content-Lenght");
  no_type.replace(no_type.find("WARC-Type"), 9, "WARC-Tipe");
  mark.replace(0, 6, "WRAC/1");
  const struct { const char* why; std::string middle; const char* want; } cases[] = {
      {"said to be longer", longer, "Content-Length says"},
      {"said to be shorter", shorter, "Content-Length says"},
      {"no length", no_length, "Content-Length"},
      {"no type", no_type, "WARC-Type"},
      {"no mark", mark, "begin with WARC/1."},
      {"payload digest", Page("http://a.test/2", "two", "WARC-Payload-Digest: sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5\r\n"), "payload"},
      {"block digest", Page("http://a.test/2", "two", "WARC-Block-Digest: sha256:00\r\n"), "block"},
      {"no HTTP", Record("response", "http://a.test/2", "nonsense"), "no HTTP response"},
      {"too large", Page("http://a.test/2", std::string(2000, 'x')), "larger than 1000"},
      {"noise", std::string(200'000, '\0') + "\r\n", "head"},
  };
  for (const auto& c : cases) {
    const All all = ReadWarc(first + c.middle + last, {.header_bytes = 64 << 10, .block_bytes = 1000});
    EXPECT_EQ(all.error, "") << c.why;
    ASSERT_EQ(all.records.size(), 3u) << c.why;
    EXPECT_EQ(all.records[0].exchange.body, "one") << c.why;
    EXPECT_NE(all.records[1].refused.find(c.want), std::string::npos) << c.why << ": " << all.records[1].refused;
    EXPECT_EQ(all.records[2].exchange.body, "three") << c.why;
    EXPECT_EQ(all.records[2].refused, "") << c.why;
  }
}

TEST(WarcExchangesTest, ABrokenGzipMemberCostsItself) {
  std::vector<std::string> members;
  for (int i = 0; i < 5; ++i) {
    std::string body;
    for (int j = 0; j < 3000; ++j) body += std::to_string((i + 1) * j * 7919 % 10'007);
    members.push_back(Gzipped(Page("http://a.test/" + std::to_string(i), body)));
  }
  for (const size_t at : {size_t{12}, members[2].size() / 2, members[2].size() - 6}) {
    std::string broken = members[2];
    broken[at] = static_cast<char>(broken[at] ^ 0x55);
    broken[at + 1] = static_cast<char>(broken[at + 1] ^ 0x55);
    const All all = ReadWarc(members[0] + members[1] + broken + members[3] + members[4]);
    EXPECT_EQ(all.error, "");
    std::set<std::string> good;
    size_t refused = 0;
    for (const ExchangeRecord& record : all.records) {
      if (record.refused.empty()) good.insert(record.exchange.url);
      else ++refused;
    }
    for (const char* url : {"http://a.test/0", "http://a.test/1", "http://a.test/3", "http://a.test/4"}) EXPECT_TRUE(good.contains(url)) << at << " " << url;
    EXPECT_EQ(refused, 1u) << at;
    EXPECT_EQ(all.records[1].place, "record 2, in the gzip member at byte " + std::to_string(members[0].size()));
  }
  const All cut = ReadWarc(members[0] + members[1].substr(0, members[1].size() / 2));
  ASSERT_EQ(cut.records.size(), 2u);
  EXPECT_EQ(cut.records[0].refused, "");
  EXPECT_NE(cut.records[1].refused.find("gzip"), std::string::npos);
}

TEST(WarcExchangesTest, ABombOfGzipIsStopped) {
  const std::string zeros(200 << 20, '\0');
  const All all = ReadWarc(Gzipped(Page("http://a.test/1", "one")) + Gzipped("WARC/1.0\r\n" + zeros));
  EXPECT_NE(all.error.find("100 times"), std::string::npos) << all.error;
}

TEST(WarcExchangesTest, WhatIsNoWarcIsRefused) {
  for (const std::string& bytes : {std::string(), std::string("GET / HTTP/1.1\r\n\r\n"), Gzipped("<html>")}) {
    const All all = ReadWarc(bytes);
    EXPECT_TRUE(all.records.empty());
    EXPECT_NE(all.error.find("no WARC file"), std::string::npos);
  }
}

TEST(WarcExchangesTest, EveryCutEnds) {
  const std::string whole = Page("http://a.test/1", "one") + Page("http://a.test/2", "two");
  for (size_t length = 8; length < whole.size(); ++length) {
    const All plain = ReadWarc(whole.substr(0, length));
    EXPECT_LE(plain.records.size(), 2u) << length;
    EXPECT_EQ(plain.error, "") << length;
  }
  const std::string packed = Gzipped(Page("http://a.test/1", "one")) + Gzipped(Page("http://a.test/2", "two"));
  for (size_t length = 60; length < packed.size(); ++length) EXPECT_LE(ReadWarc(packed.substr(0, length)).records.size(), 2u) << length;
}

}  // namespace
}  // namespace markwarden
