// The sealer: a child process that alone opens the log's signing keys.  It is told digests and sizes, composes the texts
// itself, and signs a new state of the log only when that is proved to have grown out of the last one.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/checkpoint.h"
#include "core/clock.h"
#include "core/hash.h"
#include "core/result.h"
#include "core/signed_note.h"

namespace markwarden {

struct SealerStart {
  std::string program;                          // markwarden-worker
  std::filesystem::path checkpoint;             // the last published one; need not exist
  std::vector<std::filesystem::path> key_files; // the keys in force, oldest first; the last one signs seals
  std::vector<VerifierKey> known_keys;          // every key the log ever had
};

// What of a package is signed.
struct SealWish {
  Sha256Digest tagmanifest{};
  std::optional<Sha256Digest> datapackage_digest;
  Time made_at;
};
struct Seal {
  std::string json;       // {"datapackage_digest_sha256","format":"markwarden-seal/1","key","made_at","tagmanifest_sha256"}
  std::string signature;  // 64 bytes over `json`
  VerifierKey key;
};

// One thread at a time.
class Sealer {
 public:
  // Starts it and waits until it has read its keys and locked itself in (no files, no sockets, no new processes).
  // Errors: kNotFound, kDenied (a key file; says which and why), kConflict (the published checkpoint is not signed by
  // any key of this log), kUnavailable (did not come up).
  static Result<Sealer> Start(const SealerStart& start);
  Sealer(Sealer&& other) noexcept;
  Sealer& operator=(Sealer&&) = delete;
  ~Sealer();  // kills it

  // What it knows as the log's last signed state; size 0 when none was published.
  const Checkpoint& last() const { return last_; }

  // The signed note.  `path` proves that the tree of `checkpoint.size` holds that of last().size (RFC 6962, 2.1.2).
  // Errors: kConflict (it does not, or it is smaller), kInvalid (another origin), kUnavailable (the sealer is gone).
  Result<std::string> SignCheckpoint(const Checkpoint& checkpoint, const std::vector<Sha256Digest>& path);
  Result<Seal> SignSeal(const SealWish& wish);

  pid_t pid() const { return pid_; }

 private:
  friend Result<VerifierKey> MakeKeyFile(const std::string& program, const std::filesystem::path& file, const std::string& name);
  static Result<Sealer> Launch(std::vector<std::string> words);
  Sealer(pid_t pid, int socket) : pid_(pid), socket_(socket) {}
  Result<std::string> Ask(const std::string& request);
  pid_t pid_ = -1;
  int socket_ = -1;
  Checkpoint last_;
};

// Has a child make a key of this name and save it (SigningKey::Save); gives its public half.  A key that is in the file already is
// taken, so that a call that was cut off can be made again.  Errors: those of SigningKey, kUnavailable (no such program).
Result<VerifierKey> MakeKeyFile(const std::string& program, const std::filesystem::path& file, const std::string& name);

// The child's side: `markwarden-worker seal ...`.  Returns the process's exit code.
int SealerMain(int argc, char** argv);

}  // namespace markwarden
