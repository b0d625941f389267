// What GNU wget writes with --warc-file can be read, plain and compressed.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "core/formats/warc_exchanges.h"
#include "core/hash.h"
#include "tests/net/test_server.h"

namespace markwarden {
namespace {

TEST(WgetWarcTest, IsRead) {
  if (std::system("wget --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "wget is not installed";
  TestServer server("127.88.3.1", [](const TestRequest& request) {
    TestResponse response;
    if (request.target == "/robots.txt") response.status = 404;
    else if (request.target == "/chunked") response.raw = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\n<p>in\r\n9\r\n chunks</\r\n2\r\np>\r\n0\r\n\r\n";
    else response = {.headers = {"Content-Type: text/html"}, .body = "<a href=\"/chunked\">zorla</a>"};
    return response;
  });
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / ("markwarden-wget-" + ToHex(RandomBytes(6)));
  std::filesystem::create_directories(folder);
  for (const bool packed : {true, false}) {
    const std::string command = "cd " + folder.string() + " && wget -q --no-proxy -e robots=off -O out --warc-file=got " + (packed ? "" : "--no-warc-compression ") +
                                server.Base() + "/page " + server.Base() + "/chunked " + server.Base() + "/page";
    ASSERT_EQ(std::system(command.c_str()), 0) << command;
    const auto file = FileSource::Open((folder / (packed ? "got.warc.gz" : "got.warc")).string());
    ASSERT_TRUE(file) << file.error().message;
    WarcExchanges reader(**file);
    std::vector<ExchangeRecord> records;
    Result<std::optional<ExchangeRecord>> record = reader.Next();
    for (; record && *record; record = reader.Next()) records.push_back(std::move(**record));
    ASSERT_TRUE(record) << record.error().message;
    ASSERT_EQ(records.size(), 3u);
    for (const ExchangeRecord& taken : records) {
      EXPECT_EQ(taken.refused, "") << packed;
      EXPECT_EQ(taken.exchange.status, 200);
      EXPECT_EQ(taken.exchange.remote_ip, "127.88.3.1");
      EXPECT_TRUE(taken.exchange.request_head.starts_with("GET /")) << taken.exchange.request_head;
      EXPECT_TRUE(ParseTime(taken.claimed_time)) << taken.claimed_time;
    }
    EXPECT_EQ(records[0].exchange.url, server.Base() + "/page");
    EXPECT_EQ(records[0].exchange.body, "<a href=\"/chunked\">zorla</a>");
    EXPECT_EQ(records[1].exchange.url, server.Base() + "/chunked");
    EXPECT_EQ(records[1].exchange.body, "<p>in chunks</p>");
    EXPECT_GE(reader.skipped(), 4) << "warcinfo, requests, wget's own metadata";
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace markwarden
