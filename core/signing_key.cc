// Secret keys in guarded memory, and their files.
#include "core/signing_key.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/base64.h"
#include "core/descriptor.h"
#include "core/hash.h"
#include "core/sodium_ready.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrivate = "PRIVATE+KEY+";
constexpr size_t kMaxFileBytes = 1024;

Error FromErrno(const std::string& what) {
  const int error = errno;
  const std::string text = what + ": " + std::strerror(error);
  switch (error) {
    case ENOENT:
    case ENOTDIR: return {ErrorCode::kNotFound, text};
    case EEXIST: return {ErrorCode::kConflict, text};
    case ENOSPC:
    case EDQUOT: return {ErrorCode::kExhausted, text};
    case ELOOP: return {ErrorCode::kDenied, what + ": it is a link; put the file itself there"};
    case EACCES:
    case EPERM:
    case EROFS: return {ErrorCode::kDenied, text};
    default: return {ErrorCode::kInternal, text};
  }
}

// A key that somebody else could have read or put there is not used.
Status CheckOwnership(int folder, int file, const std::string& path) {
  struct stat info {};
  if (::fstat(folder, &info) != 0) return Fail(FromErrno("look at the folder of " + path));
  if (info.st_uid != ::geteuid() || (info.st_mode & 022) != 0) {
    return Fail(ErrorCode::kDenied, "others own or can write the folder of " + path + ": chown it to this account and chmod 700 it");
  }
  if (::fstat(file, &info) != 0) return Fail(FromErrno("look at " + path));
  if (!S_ISREG(info.st_mode)) return Fail(ErrorCode::kDenied, path + " is no plain file");
  if (info.st_uid != ::geteuid()) return Fail(ErrorCode::kDenied, path + " belongs to another account: chown it to the one that runs `work`");
  if ((info.st_mode & 077) != 0) return Fail(ErrorCode::kDenied, "others can read " + path + ": chmod 600 it, and rotate the key if anybody may have copied it");
  return Ok();
}

Result<Descriptor> Open(const fs::path& path) {
  const Descriptor folder(::open(path.has_parent_path() ? path.parent_path().c_str() : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0) return Fail(FromErrno("open " + path.parent_path().string()));
  Descriptor file(::openat(folder.get(), path.filename().c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (file.get() < 0) return Fail(FromErrno("open " + path.string()));
  if (Status ours = CheckOwnership(folder.get(), file.get(), path.string()); !ours) return Fail(ours);
  return file;
}

}  // namespace

struct SigningKey::Secret {
  unsigned char* key = static_cast<unsigned char*>(sodium_malloc(crypto_sign_SECRETKEYBYTES));
  ~Secret() { sodium_free(key); }  // wipes it
};

SigningKey::SigningKey(VerifierKey verifier, std::unique_ptr<Secret> secret)
    : verifier_(std::move(verifier)), secret_(std::move(secret)) {}
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;
SigningKey::~SigningKey() = default;

Result<SigningKey> SigningKey::Make(std::string name) {
  if (!IsKeyName(name)) return Fail(ErrorCode::kInvalid, "a key's name has no spaces and no +");
  if (!SodiumReady()) return Fail(ErrorCode::kInternal, "libsodium cannot start: the system gives no random bytes");
  auto secret = std::make_unique<Secret>();
  if (secret->key == nullptr) return Fail(ErrorCode::kExhausted, "no memory for a secret key");
  std::array<uint8_t, 32> point{};
  crypto_sign_keypair(point.data(), secret->key);
  return SigningKey(MakeVerifierKey(std::move(name), point), std::move(secret));
}

Result<SigningKey> SigningKey::Load(const fs::path& path) {
  if (!SodiumReady()) return Fail(ErrorCode::kInternal, "libsodium cannot start: the system gives no random bytes");
  Result<Descriptor> opened = Open(path);
  if (!opened) return Fail(opened);
  const auto broken = [&] { return Fail(ErrorCode::kInvalid, path.string() + " holds no signing key: restore it from a backup"); };
  struct Text {
    char bytes[kMaxFileBytes + 1] = {};
    ~Text() { sodium_memzero(bytes, sizeof bytes); }
  } text;
  size_t size = 0;
  while (size < sizeof text.bytes) {
    const ssize_t got = ::read(opened->get(), text.bytes + size, sizeof text.bytes - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Fail(FromErrno("read " + path.string()));
    if (got == 0) break;
    size += static_cast<size_t>(got);
  }
  std::string_view line(text.bytes, size);
  if (size > kMaxFileBytes || !line.starts_with(kPrivate) || !line.ends_with('\n')) return broken();
  line = line.substr(kPrivate.size(), line.size() - kPrivate.size() - 1);
  const size_t first = line.find('+'), second = first == std::string_view::npos ? first : line.find('+', first + 1);
  if (second == std::string_view::npos || second - first != 9 || !IsKeyName(line.substr(0, first))) return broken();
  unsigned char seed[1 + crypto_sign_SEEDBYTES];
  size_t seed_size = 0;
  const std::string_view encoded = line.substr(second + 1);
  const bool read = sodium_base642bin(seed, sizeof seed, encoded.data(), encoded.size(), nullptr, &seed_size, nullptr,
                                      sodium_base64_VARIANT_ORIGINAL) == 0 && seed_size == sizeof seed && seed[0] == 0x01;
  auto secret = std::make_unique<Secret>();
  std::array<uint8_t, 32> point{};
  if (read && secret->key != nullptr) crypto_sign_seed_keypair(point.data(), secret->key, seed + 1);
  sodium_memzero(seed, sizeof seed);
  if (!read) return broken();
  if (secret->key == nullptr) return Fail(ErrorCode::kExhausted, "no memory for a secret key");
  VerifierKey verifier = MakeVerifierKey(std::string(line.substr(0, first)), point);
  const std::string public_line = FormatVerifierKey(verifier);
  if (std::string_view(public_line).substr(first + 1, 8) != line.substr(first + 1, 8)) return broken();
  return SigningKey(std::move(verifier), std::move(secret));
}

Status SigningKey::Save(const fs::path& path) const {
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return Fail(FromErrno("make folder " + folder.string()));
  const Descriptor dir(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (dir.get() < 0) return Fail(FromErrno("open " + folder.string()));
  const std::string part = "." + path.filename().string() + "." + ToHex(RandomBytes(6));
  unsigned char seed[1 + crypto_sign_SEEDBYTES] = {0x01};
  crypto_sign_ed25519_sk_to_seed(seed + 1, secret_->key);
  const std::string public_line = FormatVerifierKey(verifier_);
  char encoded[64];
  sodium_bin2base64(encoded, sizeof encoded, seed, sizeof seed, sodium_base64_VARIANT_ORIGINAL);
  std::string line;
  line.reserve(kMaxFileBytes);  // no half-grown copies of it
  line.append(kPrivate).append(public_line, 0, verifier_.name.size() + 10).append(encoded).append("\n");
  sodium_memzero(seed, sizeof seed);
  sodium_memzero(encoded, sizeof encoded);
  Status written;
  {
    const Descriptor file(::openat(dir.get(), part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (file.get() < 0) {
      written = Fail(FromErrno("create " + path.string()));
    } else if (::write(file.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size()) || ::fsync(file.get()) != 0) {
      written = Fail(FromErrno("write " + path.string()));
    }
  }
  sodium_memzero(line.data(), line.size());
  // A link, unlike a rename, does not replace a key that is there.
  if (written && ::linkat(dir.get(), part.c_str(), dir.get(), path.filename().c_str(), 0) != 0) {
    written = Fail(FromErrno("make " + path.string()));
  }
  ::unlinkat(dir.get(), part.c_str(), 0);
  if (written && ::fsync(dir.get()) != 0) written = Fail(FromErrno("sync " + folder.string()));
  return written;
}

std::string SigningKey::Sign(std::string_view message) const {
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr,
                       reinterpret_cast<const unsigned char*>(message.data()), message.size(), secret_->key);
  return signature;
}

Status CheckKeyFile(const fs::path& path) {
  Result<Descriptor> opened = Open(path);
  return opened ? Ok() : Status(Fail(opened));
}

}  // namespace markwarden
