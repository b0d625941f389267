// What a proxy forwards of a request and of an answer, and what it will not read.
#include "core/net/proxy_head.h"

#include <gtest/gtest.h>

namespace markwarden {
namespace {

TEST(ProxyHeadTest, ARequestGoesOnInOriginFormWithoutWhatConcernsTheHop) {
  const auto head = ParseProxyHead(
      "POST http://shop.test:8081/a%20b?q=1#part HTTP/1.1\r\nHost: evil.test\r\nProxy-Connection: keep-alive\r\n"
      "Proxy-Authorization: Basic cmVuZGVyOnNlY3JldA==\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
      "Accept: */*\r\nContent-Length: 5\r\n\r\n");
  ASSERT_TRUE(head) << head.error().message;
  EXPECT_EQ(head->host, "shop.test");
  EXPECT_EQ(head->port, 8081);
  EXPECT_EQ(head->target, "http://shop.test:8081/a%20b?q=1");
  EXPECT_EQ(head->credentials, "render:secret");
  EXPECT_EQ(head->body_bytes, 5u);
  EXPECT_EQ(head->forward,
            "POST /a%20b?q=1 HTTP/1.1\r\nHost: shop.test:8081\r\nAccept: */*\r\nContent-Length: 5\r\nConnection: close\r\n\r\n");
}

TEST(ProxyHeadTest, ATunnelNamesHostAndPort) {
  const struct { const char* target; const char* host; int port; } cases[] = {
      {"Shop.Test:443", "shop.test", 443},
      {"127.1:8080", "127.0.0.1", 8080},
      {"0x7f000001:80", "127.0.0.1", 80},
      {"[::ffff:127.0.0.1]:443", "[::ffff:7f00:1]", 443},
  };
  for (const auto& c : cases) {
    const auto head = ParseProxyHead(std::string("CONNECT ") + c.target + " HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_TRUE(head) << c.target << ": " << head.error().message;
    EXPECT_TRUE(head->connect);
    EXPECT_EQ(head->host, c.host);
    EXPECT_EQ(head->port, c.port);
    EXPECT_EQ(head->forward, "");
  }
}

TEST(ProxyHeadTest, RefusesWhatNoPageMayAskFor) {
  const struct { const char* why; std::string head; } cases[] = {
      {"another scheme", "GET ftp://shop.test/ HTTP/1.1\r\n\r\n"},
      {"a file", "GET file:///etc/passwd HTTP/1.1\r\n\r\n"},
      {"https without a tunnel", "GET https://shop.test/ HTTP/1.1\r\n\r\n"},
      {"origin form", "GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n"},
      {"credentials", "GET http://user:pass@shop.test/ HTTP/1.1\r\n\r\n"},
      {"a method of its own", "BREW http://shop.test/ HTTP/1.1\r\n\r\n"},
      {"a tunnel with a path", "CONNECT shop.test:443/x HTTP/1.1\r\n\r\n"},
      {"a chunked body", "POST http://shop.test/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"},
      {"two lengths", "POST http://shop.test/ HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"},
      {"a negative length", "POST http://shop.test/ HTTP/1.1\r\nContent-Length: -1\r\n\r\n"},
      {"a folded header", "GET http://shop.test/ HTTP/1.1\r\nA: b\r\n c: d\r\n\r\n"},
      {"a header without a name", "GET http://shop.test/ HTTP/1.1\r\n: b\r\n\r\n"},
      {"a bare line feed", "GET http://shop.test/ HTTP/1.1\r\nA: b\nHost: x\r\n\r\n"},
      {"no version", "GET http://shop.test/\r\n\r\n"},
      {"nothing", "\r\n\r\n"},
  };
  for (const auto& c : cases) {
    const auto head = ParseProxyHead(c.head);
    ASSERT_FALSE(head) << c.why;
    EXPECT_EQ(head.error().code, ErrorCode::kInvalid) << c.why;
  }
}

TEST(ProxyHeadTest, AnAnswerEndsTheConnection) {
  const auto answer = ParseAnswerHead("HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\nConnection: keep-alive\r\n"
                                      "Keep-Alive: timeout=5\r\nAlt-Svc: h3=\":443\"\r\n\r\n");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 302);
  EXPECT_EQ(answer->forward, "HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\nConnection: close\r\n\r\n");
  for (const char* broken : {"SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1\r\n\r\n", "HTTP/2 200\r\n\r\n"}) {
    EXPECT_FALSE(ParseAnswerHead(broken)) << broken;
  }
}

}  // namespace
}  // namespace markwarden
