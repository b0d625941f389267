// The filtering proxy against loopback servers: what passes, what is refused, and that a name is resolved once.
#include "core/net/filter_proxy.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>

#include "tests/net/test_server.h"

namespace markwarden {
namespace {

constexpr const char* kAuthorised = "Proxy-Authorization: Basic cmVuZGVyOnNlY3JldA==\r\n";  // render:secret

class Client {
 public:
  explicit Client(uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(port);
    inet_pton(AF_INET, "127.0.0.1", &where.sin_addr);
    const timeval patience{20, 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    EXPECT_EQ(connect(fd_, reinterpret_cast<sockaddr*>(&where), sizeof where), 0);
  }
  ~Client() { close(fd_); }
  void Send(const std::string& bytes) { send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL); }
  std::string ReadUntil(const std::string& mark) {
    std::string got;
    while (got.find(mark) == std::string::npos) {
      char bytes[4096];
      const ssize_t count = recv(fd_, bytes, sizeof bytes, 0);
      if (count <= 0) break;
      got.append(bytes, size_t(count));
    }
    return got;
  }
  std::string ReadAll() { return ReadUntil(std::string("\0 never \0", 9)); }

 private:
  int fd_;
};

class FilterProxyTest : public testing::Test {
 protected:
  FilterProxyTest() : shop_("127.77.9.1", [](const TestRequest& request) {
    if (request.target == "/away") return TestResponse{.status = 302, .headers = {"Location: http://10.0.0.1/"}, .close = true};
    if (request.target == "/large") return TestResponse{.body = std::string(300'000, 'x'), .close = true};
    return TestResponse{.body = "goods of " + request.target, .close = true};
  }) {}

  void Start(FilterProxyOptions options = {}) {
    if (options.password.empty()) options.password = "secret";
    if (options.allow_networks.empty()) options.allow_networks = {*ParseIpNetwork("127.77.9.0/24")};
    proxy_ = std::move(*FilterProxy::Start(std::move(options)));
  }
  std::string Get(const std::string& url, const std::string& headers = kAuthorised) {
    Client client(proxy_->port());
    client.Send("GET " + url + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n");
    return client.ReadAll();
  }
  std::string Tunnel(const std::string& target, const std::string& first = "") {
    Client client(proxy_->port());
    client.Send("CONNECT " + target + " HTTP/1.1\r\nHost: x\r\n" + kAuthorised + "\r\n");
    std::string got = client.ReadUntil("\r\n\r\n");
    if (!first.empty()) {
      client.Send(first);
      got += client.ReadUntil("goods");
    } else {
      got += client.ReadAll();
    }
    return got;
  }
  ProxyRecord Last() const {
    const std::vector<ProxyRecord> records = proxy_->records();
    return records.empty() ? ProxyRecord() : records.back();
  }
  std::string Port() const { return std::to_string(shop_.port()); }

  TestServer shop_;
  std::unique_ptr<FilterProxy> proxy_;
};

TEST_F(FilterProxyTest, AnAllowedRequestPassesAndIsRecorded) {
  Start({.password = "secret", .resolve = {{"shop1.test", "127.77.9.1"}}});
  const std::string answer = Get("http://shop1.test:" + Port() + "/item/1");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200")) << answer;
  EXPECT_NE(answer.find("\r\nConnection: close\r\n"), std::string::npos) << answer;
  EXPECT_TRUE(answer.ends_with("goods of /item/1")) << answer;
  const ProxyRecord record = Last();
  EXPECT_EQ(record.target, "http://shop1.test:" + Port() + "/item/1");
  EXPECT_EQ(record.outcome, ProxyOutcome::kPassed);
  EXPECT_EQ(record.address, "127.77.9.1");
  EXPECT_EQ(record.status, 200);
  EXPECT_GT(record.bytes, 16);
}

TEST_F(FilterProxyTest, RefusesAddressesThatAreNotPublic) {
  Start();
  for (const char* host : {"10.0.0.1", "192.168.1.1", "169.254.169.254", "127.0.0.1", "[::1]", "100.100.100.200", "0.0.0.0",
                           "2130706433", "0x7f.1", "[::ffff:10.0.0.1]", "[64:ff9b::a00:1]", "[fd00::1]", "localhost"}) {
    const std::string answer = Get(std::string("http://") + host + "/latest/meta-data/");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 403")) << host << ": " << answer;
    EXPECT_EQ(Last().outcome, ProxyOutcome::kRefused) << host;
    EXPECT_NE(Last().why.find("is no public address"), std::string::npos) << host << ": " << Last().why;
    EXPECT_TRUE(Tunnel(std::string(host) + ":443").starts_with("HTTP/1.1 403")) << host;
    EXPECT_EQ(Last().method, "CONNECT");
    EXPECT_EQ(Last().outcome, ProxyOutcome::kRefused) << host;
    EXPECT_EQ(Last().address, "") << host;
  }
}

TEST_F(FilterProxyTest, ARedirectIsAskedForAnewAndRefused) {
  Start();
  EXPECT_TRUE(Get(shop_.Base() + "/away").starts_with("HTTP/1.1 302"));
  EXPECT_TRUE(Get("http://10.0.0.1/").starts_with("HTTP/1.1 403"));
  ASSERT_EQ(proxy_->records().size(), 2u);
  EXPECT_EQ(Last().outcome, ProxyOutcome::kRefused);
}

TEST_F(FilterProxyTest, OurOwnPortsAreRefusedEvenWhereTheNetworkIsAllowed) {
  Start({.password = "secret", .own_ports = {uint16_t(shop_.port())}, .allow_networks = {*ParseIpNetwork("127.0.0.0/8")}});
  EXPECT_TRUE(Get(shop_.Base() + "/").starts_with("HTTP/1.1 403"));
  EXPECT_NE(Last().why.find("our own console"), std::string::npos) << Last().why;
  EXPECT_TRUE(Get("http://127.0.0.1:" + std::to_string(proxy_->port()) + "/").starts_with("HTTP/1.1 403"));
  EXPECT_EQ(shop_.hits().size(), 0u);
}

TEST_F(FilterProxyTest, ANameKeepsItsFirstAddresses) {
  std::atomic<int> asked{0};
  Start({.password = "secret", .resolver = [&](const std::string&) -> Result<std::vector<IpAddress>> {
           return std::vector<IpAddress>{*ParseIpAddress(++asked == 1 ? "127.77.9.1" : "127.0.0.1")};
         }});
  EXPECT_TRUE(Get("http://rebind.test:" + Port() + "/1").ends_with("goods of /1"));
  EXPECT_TRUE(Get("http://rebind.test:" + Port() + "/2").ends_with("goods of /2"));
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(Last().address, "127.77.9.1");
}

TEST_F(FilterProxyTest, ANameThatLeadsToAPrivateAddressIsRefusedWhateverElseItLeadsTo) {
  Start({.password = "secret", .resolver = [](const std::string&) -> Result<std::vector<IpAddress>> {
           return std::vector<IpAddress>{*ParseIpAddress("127.77.9.1"), *ParseIpAddress("192.168.0.1")};
         }});
  EXPECT_TRUE(Get("http://mixed.test:" + Port() + "/").starts_with("HTTP/1.1 403"));
  EXPECT_EQ(shop_.hits().size(), 0u);
}

TEST_F(FilterProxyTest, ANameWithoutAddressFails) {
  Start({.password = "secret", .resolver = [](const std::string&) -> Result<std::vector<IpAddress>> {
           return Fail(ErrorCode::kUnavailable, "no address for the name");
         }});
  EXPECT_TRUE(Get("http://nowhere.test/").starts_with("HTTP/1.1 502"));
  EXPECT_EQ(Last().outcome, ProxyOutcome::kFailed);
}

TEST_F(FilterProxyTest, OnlyWhoHoldsThePasswordIsServed) {
  Start();
  EXPECT_TRUE(Get(shop_.Base() + "/", "").starts_with("HTTP/1.1 407"));
  EXPECT_TRUE(Get(shop_.Base() + "/", "Proxy-Authorization: Basic cmVuZGVyOmd1ZXNz\r\n").starts_with("HTTP/1.1 407"));
  EXPECT_EQ(proxy_->strangers(), 2);
  EXPECT_EQ(proxy_->records().size(), 0u);
  EXPECT_EQ(shop_.hits().size(), 0u);
  proxy_ = std::move(*FilterProxy::Start({.password = ""}));
  EXPECT_TRUE(Get(shop_.Base() + "/", "Proxy-Authorization: Basic cmVuZGVyOg==\r\n").starts_with("HTTP/1.1 407"));
}

TEST_F(FilterProxyTest, ATunnelCarriesTlsAlone) {
  Start();
  const std::string there = "127.77.9.1:" + Port();
  // Not a handshake: our test server would have answered this plain request.
  const std::string plain = Tunnel(there, "GET /chat HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n\r\n");
  EXPECT_EQ(plain, "HTTP/1.1 200 Connection established\r\n\r\n");
  EXPECT_EQ(Last().outcome, ProxyOutcome::kRefused);
  EXPECT_NE(Last().why.find("no TLS"), std::string::npos);
  EXPECT_EQ(shop_.hits().size(), 0u);
  // The first byte of a handshake; the server takes it for a method and answers.
  EXPECT_NE(Tunnel(there, "\x16" "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").find("goods"), std::string::npos);
  EXPECT_EQ(Last().outcome, ProxyOutcome::kPassed);
}

TEST_F(FilterProxyTest, CapsOfRequestsBytesAndHeads) {
  Start({.password = "secret", .max_bytes = 400'000, .max_requests = 3});
  EXPECT_EQ(Get(shop_.Base() + "/large").size() > 300'000, true);
  EXPECT_LT(Get(shop_.Base() + "/large").size(), 300'000u);  // past the cap of bytes
  EXPECT_EQ(Last().outcome, ProxyOutcome::kCut);
  EXPECT_TRUE(Get(shop_.Base() + "/").starts_with("HTTP/1.1 403"));
  EXPECT_EQ(Last().outcome, ProxyOutcome::kCut);
  EXPECT_TRUE(Get(shop_.Base() + "/").starts_with("HTTP/1.1 429"));
  EXPECT_EQ(proxy_->records().size(), 3u);

  Client flood(proxy_->port());
  flood.Send("GET http://shop.test/ HTTP/1.1\r\nA: ");
  const std::string lump(64 << 10, 'a');
  for (int i = 0; i < 6; ++i) flood.Send(lump);
  EXPECT_TRUE(flood.ReadAll().starts_with("HTTP/1.1 431"));
}

TEST_F(FilterProxyTest, AnotherSchemeIsRefusedAndRecorded) {
  Start();
  EXPECT_TRUE(Get("file:///etc/passwd").starts_with("HTTP/1.1 400"));
  EXPECT_EQ(Last().outcome, ProxyOutcome::kRefused);
  EXPECT_TRUE(Get("ftp://shop.test/x").starts_with("HTTP/1.1 400"));
  EXPECT_EQ(proxy_->records().size(), 2u);
}

TEST_F(FilterProxyTest, EndsAtOnceWithConnectionsOpen) {
  for (int i = 0; i < 200; ++i) {
    Start();
    Client waiting(proxy_->port());
    waiting.Send("GET http://shop.test/ HTT");
    proxy_.reset();
    EXPECT_EQ(waiting.ReadAll(), "");
  }
}

}  // namespace
}  // namespace markwarden
