// The server with a certificate of its own: what is spoken, and what comes with it.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>

#include "tests/guards/certificates.h"
#include "tests/web/server_fixture.h"

namespace markwarden {
namespace {

// A handshake with these versions and ciphers, and one request; empty when no handshake came about.
std::string Spoken(uint16_t port, int least, int most, const char* ciphers, const std::string& request, std::string* version = nullptr) {
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  SSL_CTX_set_security_level(context.get(), 0);
  SSL_CTX_set_min_proto_version(context.get(), least);
  SSL_CTX_set_max_proto_version(context.get(), most);
  if (SSL_CTX_set_cipher_list(context.get(), ciphers) != 1) return "no such cipher";
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string answer;
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    std::unique_ptr<SSL, decltype(&SSL_free)> tls(SSL_new(context.get()), SSL_free);
    SSL_set_fd(tls.get(), fd);
    if (SSL_connect(tls.get()) == 1) {
      if (version) *version = SSL_get_version(tls.get());
      SSL_write(tls.get(), request.data(), static_cast<int>(request.size()));
      char buffer[4096];
      for (int got = 0; (got = SSL_read(tls.get(), buffer, sizeof buffer)) > 0;) answer.append(buffer, static_cast<size_t>(got));
    }
  }
  ::close(fd);
  return answer;
}

TEST_F(ServerTest, SpeaksTls12AndNewerWithForwardSecrecyAlone) {
  const Authority authority;
  const std::filesystem::path pem = *dir_ / "server.pem";
  std::ofstream(pem) << authority.ServerPem({.host = "console.test"});
  auto server = Start({.tls_certificate = pem, .tls_key = pem});
  ASSERT_TRUE(server);
  EXPECT_TRUE(server->url().starts_with("https://"));
  const std::string ask = "GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  constexpr const char* kAny = "ALL:@SECLEVEL=0";
  std::string version;
  const std::string newest = Spoken(server->port(), TLS1_VERSION, TLS1_3_VERSION, kAny, ask, &version);
  EXPECT_TRUE(newest.starts_with("HTTP/1.1 200 ")) << newest;
  EXPECT_EQ(version, "TLSv1.3");
  EXPECT_NE(newest.find("Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n"), std::string::npos) << newest;
  EXPECT_TRUE(Spoken(server->port(), TLS1_2_VERSION, TLS1_2_VERSION, kAny, ask, &version).starts_with("HTTP/1.1 200 "));
  EXPECT_EQ(version, "TLSv1.2");
  EXPECT_EQ(Spoken(server->port(), TLS1_VERSION, TLS1_1_VERSION, kAny, ask), "");
  for (const char* weak : {"ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384", "NULL:eNULL:aNULL"}) {
    EXPECT_EQ(Spoken(server->port(), TLS1_2_VERSION, TLS1_2_VERSION, (std::string(weak) + ":@SECLEVEL=0").c_str(), ask), "") << weak;
  }
  // Plain HTTP is no handshake: nothing is answered in clear, and nobody is led elsewhere.
  EXPECT_EQ(Ask(server->port(), {"GET", "/api/v1/health", {}, ""}).status, 0);

  const std::string body = DumpJson({{"login", "approver"}, {"password", kPassword}});
  const std::string entered = Spoken(server->port(), TLS1_3_VERSION, TLS1_3_VERSION, kAny,
                                     "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nOrigin: https://localhost\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " +
                                         std::to_string(body.size()) + "\r\n\r\n" + body);
  EXPECT_TRUE(entered.starts_with("HTTP/1.1 200 ")) << entered;
  EXPECT_NE(entered.find("Set-Cookie: __Host-markwarden_session=mws_"), std::string::npos);
  EXPECT_NE(entered.find("; Path=/; HttpOnly; SameSite=Strict; Secure\r\n"), std::string::npos);
}

}  // namespace
}  // namespace markwarden
