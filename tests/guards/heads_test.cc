// Response heads that flood, fold or break the rules.
#include "core/sanitized.h"
#include "tests/guards/guard_fixture.h"

namespace markwarden {
namespace {

class HeadsTest : public GuardedTest {
 protected:
  Result<Exchange> Answered(const std::string& raw, bool close = true) {
    WireServer server([&](Wire& wire) {
      if (wire.ReadHead() && wire.Send(raw) && !close) wire.ReadHead();
    });
    Result<Exchange> got = Get(At("shop.test", server));
    fetcher_.reset();
    return got;
  }
};

TEST_F(HeadsTest, FloodsAreRefusedAsTooLarge) {
  std::string many = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 100'000; ++i) many += "X" + std::to_string(i) + ": y\r\n";
  const struct { const char* why; std::string raw; } cases[] = {
      {"100,000 headers", many + "\r\n"},
      {"one header of 10 MB", "HTTP/1.1 200 OK\r\nX: " + std::string(10'000'000, 'x') + "\r\n\r\n"},
      {"one header of 200 KB", "HTTP/1.1 200 OK\r\nX: " + std::string(200'000, 'x') + "\r\n\r\n"},
      {"a status line of 1 MB", "HTTP/1.1 200 " + std::string(1'000'000, 'x') + "\r\n\r\n"},
      {"a folded header of 1 MB", "HTTP/1.1 200 OK\r\nX: a\r\n" + [] {
         std::string folds;
         for (int i = 0; i < 10'000; ++i) folds += " " + std::string(100, 'f') + "\r\n";
         return folds;
       }() + "\r\n"},
  };
  const long before = PeakMiB();
  for (const auto& c : cases) {
    const auto got = Answered(c.raw);
    ASSERT_FALSE(got) << c.why;
    EXPECT_EQ(got.error().code, ErrorCode::kExhausted) << c.why << ": " << got.error().message;
  }
  if (!kSanitized) {  // a sanitizer keeps what was freed
    EXPECT_LT(PeakMiB() - before, 100);
  }
}

TEST_F(HeadsTest, AFloodOfCookiesIsKeptAsEvidenceAndNeverSentBack) {
  std::string cookies;
  for (int i = 0; i < 4000; ++i) cookies += "Set-Cookie: c" + std::to_string(i) + "=" + std::string(30, 'v') + "\r\n";
  std::vector<std::string> heads;
  WireServer server(Site([&](const SiteRequest& request) {
    heads.push_back(request.head);
    return "HTTP/1.1 200 OK\r\n" + cookies + "Content-Length: 2\r\n\r\nok";
  }));
  for (int i = 0; i < 2; ++i) {
    const auto got = Get(At("shop.test", server));
    ASSERT_TRUE(got) << got.error().message;
    EXPECT_NE(got->response_head.find("c3999="), std::string::npos);
  }
  ASSERT_EQ(heads.size(), 2u);
  EXPECT_EQ(heads[1].find("ookie:"), std::string::npos) << heads[1];
}

TEST_F(HeadsTest, OddHeadsAreKeptAsTheyCame) {
  const char* heads[] = {
      "HTTP/1.1 200 OK\r\nX-Fold: one\r\n two\r\n\tthree\r\nContent-Length: 2\r\n\r\n",  // obs-fold, RFC 9112, 5.2
      "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\n",
      "HTTP/1.1 200 OK\nContent-Length: 2\n\n",
      "HTTP/1.1 999 Odd\r\nContent-Length: 2\r\n\r\n",
      "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n",
      "HTTP/1.1 200 \xd6\xd0\xce\xc4\r\nContent-Length: 2\r\n\r\n",
      "HTTP/1.1 200 OK\r\nSet-Cookie: a=\x01\x1b[31m\r\nContent-Length: 2\r\n\r\n",
  };
  for (const char* head : heads) {
    const auto got = Answered(std::string(head) + "ok");
    ASSERT_TRUE(got) << head << got.error().message;
    EXPECT_EQ(got->response_head, head);
    EXPECT_EQ(got->body, "ok") << head;
  }
}

TEST_F(HeadsTest, WhatIsNoHttpIsNoAnswer) {
  const std::string cases[] = {"HTTP/1.1 200 OK\r\nno colon at all\r\nContent-Length: 2\r\n\r\nok", "hello\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "ICY 200 OK\r\n\r\n", "\r\n\r\n\r\n", "",
                               "HTTP/1.1 200 OK\r\nX: a" + std::string(1, '\0') + "b\r\nContent-Length: 2\r\n\r\nok", "<html>no head</html>"};
  for (const std::string& raw : cases) {
    const auto got = Answered(raw);
    ASSERT_FALSE(got) << raw;
    EXPECT_TRUE(got.error().code == ErrorCode::kUnavailable || got.error().code == ErrorCode::kInvalid) << raw << ": " << got.error().message;
  }
}

// A target that no URL can be long enough for ends the chain; the crawl goes on.
TEST_F(HeadsTest, ARedirectToAnEndlessAddressIsNotFollowed) {
  WireServer server(Site([](const SiteRequest& request) {
    if (request.target == "/robots.txt") return Response("");
    if (request.target == "/") return Page(Anchor("/long") + Anchor("/longer") + Anchor("/item/1"));
    if (request.target == "/long") return Response("", {"Location: /" + std::string(60'000, 'a')}, 302);
    if (request.target == "/longer") return Response("", {"Location: /" + std::string(300'000, 'a')}, 302);
    return Page("<h1>thing</h1>");
  }));
  Add(Shop(server));
  Crawl();
  EXPECT_NE(Fetched("/item/1"), nullptr);
  EXPECT_NE(Fetched("/long"), nullptr);
  EXPECT_EQ(Fetched("/longer"), nullptr);
  for (const FetchedPage& page : sink_.pages()) EXPECT_LT(page.exchange.url.size(), 9000u);
  int64_t queued = 0;
  for (const GroupStatus& group : StatusNow().groups) queued += group.queued;
  EXPECT_EQ(queued, 0) << "a flood is not asked for again";
}

}  // namespace
}  // namespace markwarden
