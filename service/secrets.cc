// One file a secret.
#include "service/secrets.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "core/file.h"
#include "core/hash.h"
#include "store/log_keys.h"

namespace markwarden {

Status CheckPrivateFile(const std::filesystem::path& file) {
  struct stat found {};
  if (::lstat(file.c_str(), &found) != 0) return Fail(ErrorCode::kNotFound, "no file " + file.string());
  if (!S_ISREG(found.st_mode)) return Fail(ErrorCode::kDenied, file.string() + " is no regular file");
  if (found.st_uid != ::geteuid()) return Fail(ErrorCode::kDenied, file.string() + " belongs to another user");
  if ((found.st_mode & 077) != 0) return Fail(ErrorCode::kDenied, "others can read " + file.string() + ": chmod 600 it");
  return Ok();
}

Result<std::string> ReadSecret(const Store& store, const std::string& name) {
  if (name.empty() || name.size() > 64 || name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") != std::string::npos) {
    return Fail(ErrorCode::kInvalid, "a secret's name is up to 64 of a-z 0-9 - _");
  }
  const std::filesystem::path file = KeyDir(store) / ("secret-" + name);
  if (Status alone = CheckPrivateFile(file); !alone) {
    if (alone.error().code != ErrorCode::kNotFound) return Fail(alone);
    return Fail(ErrorCode::kNotFound, "the secret " + name + " is missing: write it into " + file.string() + ", mode 600");
  }
  Result<std::string> text = ReadFile(file, 8 << 10);
  if (!text) return Fail(text);
  if (!text->empty() && text->back() == '\n') text->pop_back();
  if (text->empty() || std::any_of(text->begin(), text->end(), [](char c) { return c < 0x20 || c >= 0x7f; })) {
    return Fail(ErrorCode::kInvalid, "the secret " + name + " is one line of printable ASCII");
  }
  return text;
}

Result<std::string> EnsureSecret(const Store& store, const std::string& name, const std::function<std::string()>& make) {
  Result<std::string> there = ReadSecret(store, name);
  if (there || there.error().code != ErrorCode::kNotFound) return there;
  std::error_code error;
  std::filesystem::create_directories(KeyDir(store), error);
  if (error) return Fail(ErrorCode::kDenied, "cannot make " + KeyDir(store).string() + ": " + error.message());
  std::filesystem::permissions(KeyDir(store), std::filesystem::perms::owner_all, error);
  const std::filesystem::path file = KeyDir(store) / ("secret-" + name), fresh = file.string() + "." + ToHex(RandomBytes(8));
  if (Status written = WriteFileAtomic(fresh, make() + "\n", 0600); !written) return Fail(written);
  // A name that is there already is kept: somebody was first.
  const bool linked = ::link(fresh.c_str(), file.c_str()) == 0 || errno == EEXIST;
  std::filesystem::remove(fresh, error);
  if (!linked) return Fail(ErrorCode::kDenied, "cannot make " + file.string());
  return ReadSecret(store, name);
}

}  // namespace markwarden
