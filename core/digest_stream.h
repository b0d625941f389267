// A digest by the name of its algorithm, for bytes that arrive in pieces (OpenSSL).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace markwarden {

// "md5", "sha1", "sha224", "sha256", "sha384" and "sha512".  The first two only check what others wrote: they prove
// nothing any more.
class DigestStream {
 public:
  // Empty for another name.
  static std::optional<DigestStream> Open(std::string_view algorithm);
  DigestStream(DigestStream&&) noexcept;
  DigestStream& operator=(DigestStream&&) noexcept;
  ~DigestStream();

  void Update(std::string_view bytes);
  std::string FinishHex();  // once; lower case
  size_t bytes() const;     // of the digest

 private:
  struct State;
  explicit DigestStream(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace markwarden
