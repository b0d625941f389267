// Certificates made for one test: an authority of its own, and servers that it vouches for.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

namespace markwarden {

struct CertificateWish {
  std::string host = "shop.test";
  int from_days = -1;  // from today
  int to_days = 30;
  bool by_authority = true;  // else it signs itself
};

class Authority {
 public:
  Authority();
  ~Authority();
  Authority(const Authority&) = delete;
  Authority& operator=(const Authority&) = delete;

  // PEM of the authority's own certificate.
  std::string Pem() const;
  using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
  Context Server(const CertificateWish& wish) const;
  // Certificate and key of such a server, for one that reads files.
  std::string ServerPem(const CertificateWish& wish) const;

 private:
  EVP_PKEY* const key_;
  X509* const certificate_;
};

}  // namespace markwarden
