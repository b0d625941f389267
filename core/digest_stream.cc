// OpenSSL's EVP digests behind one name.
#include "core/digest_stream.h"

#include <openssl/evp.h>

#include <cstdlib>
#include <new>

#include "core/hash.h"

namespace markwarden {

struct DigestStream::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  size_t bytes = 0;
  ~State() { EVP_MD_CTX_free(context); }
};

DigestStream::DigestStream(std::unique_ptr<State> state) : state_(std::move(state)) {}
DigestStream::DigestStream(DigestStream&&) noexcept = default;
DigestStream& DigestStream::operator=(DigestStream&&) noexcept = default;
DigestStream::~DigestStream() = default;

std::optional<DigestStream> DigestStream::Open(std::string_view algorithm) {
  const struct { std::string_view name; const EVP_MD* (*make)(); } known[] = {
      {"md5", EVP_md5}, {"sha1", EVP_sha1}, {"sha224", EVP_sha224}, {"sha256", EVP_sha256}, {"sha384", EVP_sha384}, {"sha512", EVP_sha512}};
  for (const auto& [name, make] : known) {
    if (name != algorithm) continue;
    auto state = std::make_unique<State>();
    if (state->context == nullptr || EVP_DigestInit_ex(state->context, make(), nullptr) != 1) throw std::bad_alloc();
    state->bytes = static_cast<size_t>(EVP_MD_get_size(make()));
    return DigestStream(std::move(state));
  }
  return std::nullopt;
}

void DigestStream::Update(std::string_view bytes) {
  if (EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) != 1) std::abort();
}

std::string DigestStream::FinishHex() {
  std::string digest(state_->bytes, '\0');
  if (EVP_DigestFinal_ex(state_->context, reinterpret_cast<unsigned char*>(digest.data()), nullptr) != 1) std::abort();
  return ToHex(digest);
}

size_t DigestStream::bytes() const { return state_->bytes; }

}  // namespace markwarden
