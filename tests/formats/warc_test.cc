// WARC 1.1 (ISO 28500:2017): what is written can be read and checked; what is broken is refused.
#include "core/formats/warc.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace markwarden {
namespace {

Exchange SampleExchange() {
  Exchange exchange;
  exchange.url = "http://shop1.test/item/1";
  exchange.request_head = "GET /item/1 HTTP/1.1\r\nHost: shop1.test\r\n\r\n";
  exchange.response_head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";
  exchange.body = "<h1>\r\n\r\nzorla</h1>";
  exchange.status = 200;
  exchange.remote_ip = "127.0.0.2";
  exchange.truncated = "length";
  exchange.started = *ParseTime("2026-11-23T08:00:00.125Z");
  return exchange;
}

TEST(WarcTest, WritesAnEventThatReadsBack) {
  const Exchange exchange = SampleExchange();
  const WarcInfoRecord info = WriteWarcInfo({.software = "markwarden", .operator_name = "bureau\r\nX: y", .user_agent = "m/1",
                                             .file_name = "a.warc", .description = "", .date = exchange.started, .simulated = true});
  const WarcEvent event = WriteWarcEvent(exchange, {{"tls", nullptr}}, info.id, "");
  const std::string file = info.bytes + event.bytes;
  EXPECT_EQ(file.substr(info.bytes.size() + static_cast<size_t>(event.payload_offset), exchange.body.size()), exchange.body);
  std::vector<WarcRecord> records;
  for (int64_t offset = 0; offset < static_cast<int64_t>(file.size()); offset += records.back().length) {
    Result<WarcRecord> record = ReadWarcRecord(file, offset);
    ASSERT_TRUE(record) << record.error().message;
    EXPECT_TRUE(CheckWarcDigests(*record)) << record->type;
    records.push_back(std::move(*record));
  }
  ASSERT_EQ(records.size(), 4u);
  EXPECT_EQ(records[0].type, "warcinfo");
  EXPECT_NE(records[0].block.find("operator: bureau%0D%0AX: y\r\n"), std::string::npos) << "a value cannot add a line";
  EXPECT_NE(records[0].block.find("simulated"), std::string::npos);
  EXPECT_EQ(records[1].type, "response");
  EXPECT_EQ(WarcPayload(records[1]), exchange.body);
  EXPECT_EQ(records[1].Header("warc-payload-digest"), "sha256:" + Sha256Hex(exchange.body));
  EXPECT_EQ(records[1].Header("WARC-Block-Digest"), "sha256:" + Sha256Hex(exchange.response_head + exchange.body));
  EXPECT_EQ(records[1].Header("WARC-IP-Address"), "127.0.0.2");
  EXPECT_EQ(records[1].Header("WARC-Truncated"), "length");
  EXPECT_EQ(records[2].type, "request");
  EXPECT_EQ(records[2].block, exchange.request_head);
  EXPECT_EQ(records[3].type, "metadata");
  std::set<std::string> ids;
  for (size_t i = 1; i < records.size(); ++i) {
    EXPECT_EQ(records[i].Header("WARC-Date"), "2026-11-23T08:00:00.125Z") << "one date for one event";
    EXPECT_EQ(records[i].Header("WARC-Warcinfo-ID"), "<" + info.id + ">");
    EXPECT_EQ(records[i].Header("WARC-Concurrent-To"), i > 1 ? records[1].Header("WARC-Record-ID") : "");
    EXPECT_TRUE(ids.insert(records[i].Header("WARC-Record-ID")).second);
  }
}

TEST(WarcTest, StreamsAFileAndStopsAtACutTail) {
  const std::string whole = WriteWarcEvent(SampleExchange(), Json::object(), "", "").bytes;
  std::string path = (std::filesystem::temp_directory_path() / "markwarden-warc-XXXXXX").string();
  const int fd = ::mkstemp(path.data());
  ASSERT_GE(fd, 0);
  std::ofstream(path, std::ios::binary) << whole << whole.substr(0, whole.size() - 3);
  Result<WarcReader> reader = WarcReader::Open(path);
  ASSERT_TRUE(reader);
  int records = 0;
  Result<std::optional<WarcRecord>> record = reader->Next();
  for (; record && *record; record = reader->Next()) ++records;
  EXPECT_EQ(records, 3);
  ASSERT_FALSE(record);
  EXPECT_EQ(record.error().code, ErrorCode::kInvalid);
  std::filesystem::remove(path);
  EXPECT_EQ(WarcReader::Open(path).error().code, ErrorCode::kNotFound);
}

TEST(WarcTest, RefusesWhatIsBroken) {
  const std::string head = "WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: ";
  const struct { const char* why; std::string in; ErrorCode want; } cases[] = {
      {"nothing", "", ErrorCode::kInvalid},
      {"not a WARC", "GET / HTTP/1.1\r\n\r\n", ErrorCode::kInvalid},
      {"head cut off", "WARC/1.1\r\nWARC-Type: x\r\n", ErrorCode::kInvalid},
      {"no type", "WARC/1.1\r\nContent-Length: 0\r\n\r\n\r\n\r\n", ErrorCode::kInvalid},
      {"no length", "WARC/1.1\r\nWARC-Type: x\r\n\r\n\r\n\r\n", ErrorCode::kInvalid},
      {"negative length", head + "-1\r\n\r\n\r\n\r\n", ErrorCode::kInvalid},
      {"length past 64 bits", head + "99999999999999999999\r\n\r\n", ErrorCode::kInvalid},
      {"length with more behind it", head + "1 2\r\n\r\nx\r\n\r\n", ErrorCode::kInvalid},
      {"block cut off", head + "5\r\n\r\nabc", ErrorCode::kInvalid},
      {"block longer than said", head + "2\r\n\r\nabc\r\n\r\n", ErrorCode::kInvalid},
      {"block past the limit", head + "1001\r\n\r\n", ErrorCode::kExhausted},
      {"head past the limit", "WARC/1.1\r\nX: " + std::string(2000, 'x') + "\r\n\r\n", ErrorCode::kExhausted},
      {"a line without a name", "WARC/1.1\r\nnothing\r\n\r\n", ErrorCode::kInvalid},
  };
  for (const auto& c : cases) {
    const Result<WarcRecord> record = ReadWarcRecord(c.in, 0, {.header_bytes = 1000, .block_bytes = 1000});
    ASSERT_FALSE(record) << c.why;
    EXPECT_EQ(record.error().code, c.want) << c.why << ": " << record.error().message;
  }
  EXPECT_TRUE(ReadWarcRecord(head + "1000\r\n\r\n" + std::string(1000, 'x') + "\r\n\r\n", 0, {.header_bytes = 1000, .block_bytes = 1000}))
      << "at the limit";
}

TEST(WarcTest, ChecksDigestsInEitherSpelling) {
  // RFC 4648 base32 of the SHA-256 of nothing, as other writers spell it.
  const std::string empty = "4OYMIQUY7QOBJGX36TEJS35ZEQT24QPEMSNZGTFESWMRW6CSXBKQ";
  WarcRecord record;
  record.headers = {{"WARC-Block-Digest", "sha256:" + empty + "===="}};
  EXPECT_TRUE(CheckWarcDigests(record));
  // RFC 3174's digest of "abc", in the base32 that GNU wget writes.
  record.block = "abc";
  record.headers = {{"WARC-Block-Digest", "sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5"}};
  EXPECT_TRUE(CheckWarcDigests(record));
  record.headers = {{"WARC-Block-Digest", "sha1:a9993e364706816aba3e25717850c26c9cd0d89d"}};
  EXPECT_TRUE(CheckWarcDigests(record));
  record.block = "x";
  EXPECT_FALSE(CheckWarcDigests(record));
  record.headers = {{"WARC-Block-Digest", "md5:whatever"}};
  EXPECT_TRUE(CheckWarcDigests(record)) << "another algorithm is not ours to judge";
}

}  // namespace
}  // namespace markwarden
