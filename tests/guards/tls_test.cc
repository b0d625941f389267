// Certificates and protocols that are not to be trusted; what is agreed on in the handshake.
#include <fstream>

#include "tests/guards/certificates.h"
#include "tests/guards/guard_fixture.h"

namespace markwarden {
namespace {

class TlsTest : public GuardedTest {
 protected:
  TlsTest() {
    fetching_.ca_file = (dir_ / "authority.pem").string();
    std::ofstream(fetching_.ca_file) << authority_.Pem();
  }
  static std::string Secure(const WireServer& server, const std::string& target = "/") {
    return "https://shop.test:" + std::to_string(server.port()) + target;
  }

  Authority authority_;
};

// RFC 5280, 6.1; RFC 9110, 4.3.4: the name in the URL must be among the certificate's.
TEST_F(TlsTest, OnlyAValidCertificateOfThisHostIsTalkedTo) {
  const struct { const char* why; CertificateWish wish; const char* said; } cases[] = {
      {"expired", {.from_days = -30, .to_days = -1}, "expired"},
      {"not valid yet", {.from_days = 2, .to_days = 30}, "not yet valid"},
      {"of another host", {.host = "other.test"}, "shop.test"},
      {"signed by itself", {.by_authority = false}, "self-signed"},
  };
  for (const auto& c : cases) {
    const auto context = authority_.Server(c.wish);
    WireServer server(Site([](const SiteRequest&) { return Response("secret"); }), 0, context.get());
    const auto got = Get(Secure(server));
    ASSERT_FALSE(got) << c.why;
    EXPECT_EQ(got.error().code, ErrorCode::kUnavailable) << c.why;
    EXPECT_NE(got.error().message.find(c.said), std::string::npos) << c.why << ": " << got.error().message;
  }
  const auto context = authority_.Server({});
  WireServer server(Site([](const SiteRequest&) { return Response("fine"); }), 0, context.get());
  const auto got = Get(Secure(server));
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(got->body, "fine");
  EXPECT_TRUE(got->tls.starts_with("TLSv1.3 ")) << got->tls;
}

// RFC 8996: TLS 1.0 and 1.1 must not be used.
TEST_F(TlsTest, OldProtocolsAreRefused) {
  for (const int newest : {TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION}) {
    const auto context = authority_.Server({});
    SSL_CTX_set_security_level(context.get(), 0);
    SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context.get(), newest);
    SSL_CTX_set_cipher_list(context.get(), "ALL:@SECLEVEL=0");
    WireServer server(Site([](const SiteRequest&) { return Response("old"); }), 0, context.get());
    const auto got = Get(Secure(server));
    EXPECT_EQ(got.has_value(), newest == TLS1_2_VERSION) << newest;
    if (got) {
      EXPECT_TRUE(got->tls.starts_with("TLSv1.2 ")) << got->tls;
    }
    if (!got) {
      EXPECT_EQ(got.error().code, ErrorCode::kUnavailable);
    }
  }
}

// A shop that has nothing newer can still be evidence, where its source says so; certificates are checked as ever.
TEST_F(TlsTest, OldProtocolsAreSpokenWhereASourceSaysSoAndAreNoted) {
  const struct { int newest; CertificateWish wish; std::string noted; } cases[] = {
      {TLS1_VERSION, {}, "TLSv1 "},
      {TLS1_1_VERSION, {}, "TLSv1.1 "},
      {TLS1_3_VERSION, {}, "TLSv1.3 "},
      {TLS1_VERSION, {.from_days = -30, .to_days = -1}, ""},
      {TLS1_VERSION, {.host = "other.test"}, ""},
  };
  for (const auto& c : cases) {
    const auto context = authority_.Server(c.wish);
    SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context.get(), c.newest);
    SSL_CTX_set_cipher_list(context.get(), "ALL:@SECLEVEL=0");
    WireServer server(Site([](const SiteRequest&) { return Response("old"); }), 0, context.get());
    FetchRequest request;
    request.url = Secure(server);
    EXPECT_EQ(Get(request).has_value(), c.newest == TLS1_3_VERSION);
    request.old_tls = true;
    const auto got = Get(request);
    ASSERT_EQ(got.has_value(), !c.noted.empty()) << c.noted;
    if (got) {
      EXPECT_TRUE(got->tls.starts_with(c.noted)) << got->tls;
    }
  }
}

TEST_F(TlsTest, ACrawlSaysWhyASiteIsNotTrusted) {
  const auto context = authority_.Server({.from_days = -30, .to_days = -1});
  WireServer server(Site([](const SiteRequest&) { return Page("<h1>x</h1>"); }), 0, context.get());
  SourceSpec spec = Shop(server);
  spec.start = {Secure(server)};
  Add(spec);
  options_.patience = std::chrono::milliseconds(200);
  const CrawlSummary summary = Crawl();
  EXPECT_EQ(summary.total.pages, 0);
  EXPECT_TRUE(sink_.pages().empty());
  const FrontierStatus status = StatusNow();
  ASSERT_EQ(status.robots.size(), 1u);
  std::string said;
  for (const std::string& line : ExplainCrawl(status, clock_.Now()).lines) said += line + "\n";
  EXPECT_NE(said.find("certificate has expired"), std::string::npos) << said;
}

int RememberOffer(SSL*, const unsigned char** out, unsigned char* out_length, const unsigned char* in, unsigned int in_length, void* offered) {
  static_cast<std::string*>(offered)->assign(reinterpret_cast<const char*>(in), in_length);
  for (unsigned int at = 0; at < in_length; at += in[at] + 1u) {
    if (std::string_view(reinterpret_cast<const char*>(in) + at + 1, in[at]) != "http/1.1") continue;
    *out = in + at + 1;
    *out_length = in[at];
    return SSL_TLSEXT_ERR_OK;
  }
  return SSL_TLSEXT_ERR_NOACK;
}

// HTTP/2 is not spoken, so its floods (rapid reset, endless CONTINUATION) find nobody.
TEST_F(TlsTest, HttpTwoIsNeverOffered) {
  const auto context = authority_.Server({});
  std::string offered;
  SSL_CTX_set_alpn_select_cb(context.get(), &RememberOffer, &offered);
  WireServer server(Site([](const SiteRequest&) { return Response("fine"); }), 0, context.get());
  const auto got = Get(Secure(server));
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(offered, "\x08http/1.1");
  EXPECT_NE(got->request_head.find(" HTTP/1.1\r\n"), std::string::npos);

  WireServer plain(Site([](const SiteRequest&) { return std::string("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n"); }));
  FetchRequest request;
  request.url = At("shop.test", plain);
  request.timeout = std::chrono::milliseconds(500);
  const auto switched = Get(std::move(request));
  EXPECT_TRUE(!switched || switched->status == 101 || !switched->truncated.empty());
  WireServer frames([](Wire& wire) {
    // SETTINGS, then CONTINUATION frames for ever.
    if (!wire.ReadHead() || !wire.Send(std::string("\0\0\0\x04\0\0\0\0\0", 9))) return;
    while (wire.Send(std::string("\0\x10\0\x09\0\0\0\0\x01", 9) + std::string(4096, 'c'))) {
    }
  });
  const auto framed = Get(At("shop.test", frames));
  ASSERT_FALSE(framed);
  EXPECT_LT(frames.bytes_sent(), 64 << 20);
}

}  // namespace
}  // namespace markwarden
