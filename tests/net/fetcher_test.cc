// The fetcher against a loopback server: exact bytes, caps, refusals.
#include "core/net/fetcher.h"

#include <gtest/gtest.h>

#include <future>

#include "tests/net/test_server.h"

namespace markwarden {
namespace {

using std::chrono::milliseconds;

FetchRequest Ask(const std::string& url) {
  FetchRequest request;
  request.url = url;
  request.user_agent = "markwarden-test/1";
  request.allow_networks = {*ParseIpNetwork("127.77.9.0/24")};
  return request;
}

Result<Exchange> Get(Fetcher& fetcher, FetchRequest request) {
  auto promise = std::make_shared<std::promise<Result<Exchange>>>();
  fetcher.Submit(std::move(request), [promise](Result<Exchange> result) { promise->set_value(std::move(result)); });
  return promise->get_future().get();
}

class FetcherTest : public testing::Test {
 protected:
  std::unique_ptr<Fetcher> fetcher_ = std::move(*MakeFetcher({}));
};

TEST_F(FetcherTest, KeepsTheExchangeAsItWentOverTheWire) {
  const std::string raw =
      "HTTP/1.1 200 So it is\r\nX-Odd:   two  spaces \r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
      "5\r\n\x1f\x8b" "abc\r\n3\r\ndef\r\n0\r\nX-Trailer: t\r\n\r\n";
  TestServer server("127.77.9.1", [&](const TestRequest&) { return TestResponse{.raw = raw}; });
  FetchRequest request = Ask(server.Base() + "/a/../b/./%7e?q=%E9#part");
  request.headers = {"If-None-Match: \"x\""};
  const auto exchange = Get(*fetcher_, std::move(request));
  ASSERT_TRUE(exchange) << exchange.error().message;
  EXPECT_EQ(exchange->status, 200);
  EXPECT_EQ(exchange->response_head, raw.substr(0, raw.find("\r\n\r\n") + 4));
  EXPECT_EQ(exchange->body, "\x1f\x8b" "abcdef");  // transfer coding undone, content coding kept
  EXPECT_EQ(exchange->url, server.Base() + "/b/%7e?q=%E9");
  EXPECT_TRUE(exchange->request_head.starts_with("GET /b/%7e?q=%E9 HTTP/1.1\r\nHost: 127.77.9.1:")) << exchange->request_head;
  EXPECT_TRUE(exchange->request_head.ends_with("\r\n\r\n"));
  EXPECT_NE(exchange->request_head.find("User-Agent: markwarden-test/1\r\n"), std::string::npos);
  EXPECT_NE(exchange->request_head.find("If-None-Match: \"x\"\r\n"), std::string::npos);
  EXPECT_NE(exchange->request_head.find("Accept-Encoding: gzip, deflate, br\r\n"), std::string::npos);
  EXPECT_EQ(exchange->remote_ip, "127.77.9.1");
  EXPECT_EQ(exchange->tls, "");
  EXPECT_EQ(exchange->truncated, "");
}

TEST_F(FetcherTest, AnInterimAnswerIsNotTheAnswer) {
  TestServer server("127.77.9.1", [](const TestRequest&) {
    return TestResponse{.raw = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\nno"};
  });
  const auto exchange = Get(*fetcher_, Ask(server.Base() + "/"));
  ASSERT_TRUE(exchange) << exchange.error().message;
  EXPECT_EQ(exchange->status, 404);
  EXPECT_EQ(exchange->response_head, "HTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(exchange->body, "no");
}

// What goes to a platform for people leaves once: libcurl sends a request again by itself when a kept connection turns out to be dead.
TEST_F(FetcherTest, ARequestThatLeavesOnce) {
  std::atomic<bool> answers{true};
  std::mutex mutex;
  std::vector<std::string> seen;  // guarded by mutex
  TestServer server("127.77.9.1", [&](const TestRequest& request) {
    const std::lock_guard lock(mutex);
    seen.push_back(request.method + " " + request.body);
    return answers ? TestResponse{.status = 200} : TestResponse{.body = "x", .cut_after = 0};
  });
  const auto ask = [&](const std::string& url, const std::string& method, std::optional<std::string> body, const std::shared_ptr<std::atomic<bool>>& left) {
    FetchRequest request = Ask(url);
    request.method = method;
    request.post = std::move(body);
    request.once = true;
    request.left = left;
    return Get(*fetcher_, std::move(request));
  };
  const auto left = [] { return std::make_shared<std::atomic<bool>>(false); };
  for (const char* method : {"POST", "PUT", "PATCH", "DELETE"}) {
    const auto gone = left();
    const auto exchange = ask(server.Base() + "/a", method, "{}", gone);
    ASSERT_TRUE(exchange) << exchange.error().message;
    EXPECT_EQ(exchange->method, method);
    EXPECT_EQ(exchange->request_head.find("Accept-Encoding"), std::string::npos);
    EXPECT_TRUE(gone->load());
  }
  EXPECT_TRUE(ask(server.Base() + "/a", "DELETE", std::nullopt, nullptr));
  EXPECT_EQ((std::lock_guard(mutex), seen), (std::vector<std::string>{"POST {}", "PUT {}", "PATCH {}", "DELETE {}", "DELETE "}));
  const auto hits = server.hits();
  for (size_t i = 1; i < hits.size(); ++i) EXPECT_NE(hits[i].connection, hits[i - 1].connection) << "a connection of its own";
  answers = false;
  const auto lost = left();
  const auto broken = ask(server.Base() + "/a", "POST", "{}", lost);
  ASSERT_FALSE(broken);
  EXPECT_TRUE(lost->load()) << "the site may have it";
  EXPECT_EQ(server.hits().size(), 6u);
  const auto never = left();
  EXPECT_FALSE(ask("http://127.77.9.1:1/", "POST", "{}", never));
  EXPECT_FALSE(never->load()) << "nobody listens there";
  EXPECT_FALSE(ask("http://127.88.0.1:1/", "POST", "{}", never));
  EXPECT_FALSE(never->load()) << "refused by the guard";
}

TEST_F(FetcherTest, RedirectsAreNotFollowedAndConnectionsAreKept) {
  TestServer server("127.77.9.1", [](const TestRequest& request) {
    return TestResponse{.status = request.target == "/a" ? 302 : 200, .headers = {"Location: /b"}};
  });
  const auto exchange = Get(*fetcher_, Ask(server.Base() + "/a"));
  ASSERT_TRUE(exchange) << exchange.error().message;
  EXPECT_EQ(exchange->status, 302);
  EXPECT_EQ(exchange->Header("location"), "/b");
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(Get(*fetcher_, Ask(server.Base() + "/c")));
  const auto hits = server.hits();
  ASSERT_EQ(hits.size(), 6u);
  for (const TestHit& hit : hits) EXPECT_EQ(hit.connection, 0);
}

TEST_F(FetcherTest, CutsABodyAtItsCapAndKeepsWhatCame) {
  TestServer server("127.77.9.1", [](const TestRequest& request) {
    return TestResponse{.body = std::string(request.target == "/fits" ? 1000 : 1001, 'x')};
  });
  for (const std::string target : {"/fits", "/over"}) {
    FetchRequest request = Ask(server.Base() + target);
    request.max_bytes = 1000;
    const auto exchange = Get(*fetcher_, std::move(request));
    ASSERT_TRUE(exchange) << exchange.error().message;
    EXPECT_EQ(exchange->body.size(), 1000u) << target;
    EXPECT_EQ(exchange->truncated, target == "/fits" ? "" : "length");
  }
}

TEST_F(FetcherTest, RefusesAFloodOfHeaders) {
  TestServer server("127.77.9.1", [](const TestRequest& request) {
    TestResponse response;
    const size_t lines = request.target == "/fits" ? 250 : 262;
    for (size_t i = 0; i < lines; ++i) response.headers.push_back("X: " + std::string(1000, 'x'));
    return response;
  });
  EXPECT_TRUE(Get(*fetcher_, Ask(server.Base() + "/fits")));
  const auto flood = Get(*fetcher_, Ask(server.Base() + "/flood"));
  ASSERT_FALSE(flood);
  EXPECT_EQ(flood.error().code, ErrorCode::kExhausted) << flood.error().message;
}

TEST_F(FetcherTest, SaysHowAnAnswerWasCutShort) {
  TestServer server("127.77.9.1", [](const TestRequest& request) {
    TestResponse response{.body = std::string(400, 'x')};
    if (request.target == "/drop") response.cut_after = 200;
    if (request.target == "/drip") response.drip = milliseconds(20);
    if (request.target == "/silent") response.delay = milliseconds(5000);
    if (request.target == "/nothing") response.cut_after = 0;
    return response;
  });
  const auto dropped = Get(*fetcher_, Ask(server.Base() + "/drop"));
  ASSERT_TRUE(dropped) << dropped.error().message;
  EXPECT_EQ(dropped->truncated, "disconnect");
  EXPECT_GT(dropped->body.size(), 0u);
  FetchRequest drip = Ask(server.Base() + "/drip");
  drip.timeout = milliseconds(300);
  const auto dripped = Get(*fetcher_, std::move(drip));
  ASSERT_TRUE(dripped) << dripped.error().message;
  EXPECT_EQ(dripped->truncated, "time");
  FetchRequest silent = Ask(server.Base() + "/silent");
  silent.timeout = milliseconds(100);
  EXPECT_EQ(Get(*fetcher_, std::move(silent)).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(Get(*fetcher_, Ask(server.Base() + "/nothing")).error().code, ErrorCode::kUnavailable);
}

TEST_F(FetcherTest, AsksTheGuardForEveryConnection) {
  TestServer server("127.77.9.1", [](const TestRequest&) { return TestResponse{}; });
  FetchRequest open = Ask("http://shop.test:" + std::to_string(server.port()) + "/");
  open.resolve = {{"shop.test", "127.77.9.1"}};
  ASSERT_TRUE(Get(*fetcher_, open));
  // The connection is kept alive, yet a request whose source does not allow the network has no use of it.
  FetchRequest closed = open;
  closed.allow_networks.clear();
  const auto refused = Get(*fetcher_, closed);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kDenied) << refused.error().message;
  EXPECT_NE(refused.error().message.find("127.77.9.1"), std::string::npos);
  EXPECT_EQ(server.hits().size(), 1u);
  // A name that resolves to this machine on its own.
  FetchRequest local = Ask("http://localhost:" + std::to_string(server.port()) + "/");
  EXPECT_EQ(Get(*fetcher_, local).error().code, ErrorCode::kDenied);
  EXPECT_EQ(Get(*fetcher_, Ask("http://2130706433:" + std::to_string(server.port()) + "/")).error().code, ErrorCode::kDenied);
}

TEST_F(FetcherTest, RefusesWhatIsNoWebAddress) {
  for (const char* url : {"", "/a", "ftp://127.77.9.1/a", "file:///etc/passwd", "http://", "gopher://x/", "http://u:p@127.77.9.1/"}) {
    const auto result = Get(*fetcher_, Ask(url));
    ASSERT_FALSE(result) << url;
    EXPECT_EQ(result.error().code, ErrorCode::kInvalid) << url;
  }
}

TEST_F(FetcherTest, HttpsIsNeverSpokenInThePlain) {
  TestServer server("127.77.9.1", [](const TestRequest&) { return TestResponse{}; });
  FetchRequest request = Ask("https://127.77.9.1:" + std::to_string(server.port()) + "/");
  request.timeout = milliseconds(300);
  const auto result = Get(*fetcher_, std::move(request));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(server.hits().empty());
}

TEST_F(FetcherTest, CancelAllAndDestructionAnswerEveryRequest) {
  TestServer server("127.77.9.1", [](const TestRequest&) { return TestResponse{.delay = milliseconds(10'000)}; });
  std::atomic<int> cancelled{0};
  const auto count = [&](Result<Exchange> result) { cancelled += !result && result.error().code == ErrorCode::kCancelled; };
  for (int i = 0; i < 20; ++i) fetcher_->Submit(Ask(server.Base() + "/"), count);
  fetcher_->CancelAll();
  for (int i = 0; i < 20; ++i) fetcher_->Submit(Ask(server.Base() + "/"), count);
  fetcher_.reset();
  EXPECT_EQ(cancelled, 40);
}

}  // namespace
}  // namespace markwarden
