// X.509 by OpenSSL, elliptic curves because they are quick to make.
#include "tests/guards/certificates.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdlib>

namespace markwarden {
namespace {

long NextSerial() {
  static long serial = 1;
  return serial++;
}

void Extend(X509* certificate, int what, const std::string& value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, what, value.c_str());
  if (extension == nullptr || X509_add_ext(certificate, extension, -1) != 1) std::abort();
  X509_EXTENSION_free(extension);
}

X509* Unsigned(EVP_PKEY* key, const std::string& name, int from_days, int to_days) {
  X509* certificate = X509_new();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), NextSerial());
  X509_gmtime_adj(X509_getm_notBefore(certificate), long{from_days} * 86'400);
  X509_gmtime_adj(X509_getm_notAfter(certificate), long{to_days} * 86'400);
  X509_set_pubkey(certificate, key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  return certificate;
}

template <typename Write>
std::string Written(Write write) {
  BIO* memory = BIO_new(BIO_s_mem());
  write(memory);
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  std::string pem(data, size_t(size));
  BIO_free(memory);
  return pem;
}

}  // namespace

Authority::Authority() : key_(EVP_EC_gen("P-256")), certificate_(Unsigned(key_, "Test authority", -10, 365)) {
  X509_set_issuer_name(certificate_, X509_get_subject_name(certificate_));
  Extend(certificate_, NID_basic_constraints, "critical,CA:TRUE");
  Extend(certificate_, NID_key_usage, "critical,keyCertSign");
  X509_sign(certificate_, key_, EVP_sha256());
}

Authority::~Authority() {
  X509_free(certificate_);
  EVP_PKEY_free(key_);
}

std::string Authority::Pem() const {
  return Written([this](BIO* out) { PEM_write_bio_X509(out, certificate_); });
}

std::string Authority::ServerPem(const CertificateWish& wish) const {
  const Context context = Server(wish);
  return Written([&](BIO* out) {
    PEM_write_bio_X509(out, SSL_CTX_get0_certificate(context.get()));
    PEM_write_bio_PrivateKey(out, SSL_CTX_get0_privatekey(context.get()), nullptr, nullptr, 0, nullptr, nullptr);
  });
}

Authority::Context Authority::Server(const CertificateWish& wish) const {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = Unsigned(key, wish.host, wish.from_days, wish.to_days);
  X509_set_issuer_name(certificate, X509_get_subject_name(wish.by_authority ? certificate_ : certificate));
  Extend(certificate, NID_subject_alt_name, "DNS:" + wish.host);
  X509_sign(certificate, wish.by_authority ? key_ : key, EVP_sha256());
  Context context(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
  if (SSL_CTX_use_certificate(context.get(), certificate) != 1 || SSL_CTX_use_PrivateKey(context.get(), key) != 1) std::abort();
  X509_free(certificate);
  EVP_PKEY_free(key);
  return context;
}

}  // namespace markwarden
