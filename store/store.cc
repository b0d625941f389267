// The store's folder, its description and its locks.
#include "store/store.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <set>

#include "core/file.h"
#include "core/hash.h"
#include "core/json.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kFormat = 1;
constexpr int kNodes = 1024;  // as IdMaker has them

Error FromErrno(const std::string& what) {
  const int error = errno;
  const std::string text = what + ": " + std::strerror(error);
  switch (error) {
    case ENOSPC:
    case EDQUOT: return {ErrorCode::kExhausted, text + "; free some space and try again"};
    case EACCES:
    case EPERM:
    case EROFS: return {ErrorCode::kUnavailable, text + "; check the folder's owner and its mount"};
    case ENOENT: return {ErrorCode::kNotFound, text};
    default: return {ErrorCode::kInternal, text};
  }
}

Status MakeFolder(const fs::path& dir) {
  if (::mkdir(dir.c_str(), 0700) == 0 || errno == EEXIST) return Ok();
  return Fail(FromErrno("make folder " + dir.string()));
}

// The parts of a store that a killed `Create` may have left: it may be finished.
bool HoldsOnlyOurs(const fs::path& dir) {
  static const std::set<std::string> ours = {"case.db", "case.db-wal", "case.db-shm", "crawl.db",
                                             "crawl.db-wal", "crawl.db-shm", "warc", "locks"};
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(dir, error)) {
    if (!ours.contains(entry.path().filename().string())) return false;
  }
  return !error && (!fs::exists(dir / "warc") || fs::is_empty(dir / "warc"));
}

struct Node {
  int number;
  FileLock lock;
};

// Replaces a small file's content.  A full disk keeps nobody from a lock, which the descriptor holds: what stands in the file only tells others more.
bool Overwrite(int fd, const std::string& text) {
  if (::pwrite(fd, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size())) return ::ftruncate(fd, static_cast<off_t>(text.size())) == 0;
  return errno == ENOSPC || errno == EDQUOT;
}

// A number that no living process has; numbers go round, so that one is not used again at once.
Result<Node> TakeNode(const fs::path& locks) {
  const fs::path counter = locks / "nodes.lock";
  const int fd = ::open(counter.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return Fail(FromErrno("open " + counter.string()));
  struct Closer {
    int fd;
    ~Closer() { ::close(fd); }
  } closer{fd};
  if (::flock(fd, LOCK_EX) != 0) return Fail(FromErrno("lock " + counter.string()));
  char text[16] = {};
  const ssize_t got = ::pread(fd, text, sizeof text - 1, 0);
  int next = got > 0 ? std::atoi(text) : 0;
  if (next < 0) next = 0;
  for (int tries = 0; tries < kNodes; ++tries, ++next) {
    const int number = next % kNodes;
    Result<FileLock> lock = FileLock::Take(locks / ("node-" + std::to_string(number) + ".lock"), "node");
    if (!lock) {
      if (lock.error().code == ErrorCode::kConflict) continue;
      return Fail(std::move(lock.error()));
    }
    const std::string after = std::to_string((number + 1) % kNodes) + "\n";
    if (!Overwrite(fd, after)) return Fail(FromErrno("write " + counter.string()));
    return Node{number, std::move(*lock)};
  }
  return Fail(ErrorCode::kExhausted, "1024 processes have this store open: end some of them");
}

}  // namespace

Result<FileLock> FileLock::Take(const fs::path& path, std::string_view what) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return Fail(FromErrno("open " + path.string()));
  FileLock lock(fd);
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return Fail(FromErrno("lock " + path.string()));
    char pid[16] = {};
    const ssize_t got = ::pread(fd, pid, sizeof pid - 1, 0);
    const int number = got > 0 ? std::atoi(pid) : 0;
    return Fail(ErrorCode::kConflict,
                "another `" + std::string(what) + "` runs on this store (pid " +
                    (number > 0 ? std::to_string(number) : "unknown") + "): end it first");
  }
  const std::string pid = std::to_string(::getpid()) + "\n";
  if (!Overwrite(fd, pid)) return Fail(FromErrno("write " + path.string()));
  return lock;
}

Status FileLock::Publish(int64_t number) {
  const std::string text = std::to_string(::getpid()) + " " + std::to_string(number) + "\n";
  if (::ftruncate(fd_, 0) != 0 || ::pwrite(fd_, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) {
    return Fail(FromErrno("write a lock file"));
  }
  return Ok();
}

std::optional<int64_t> FileLock::Published(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return std::nullopt;
  char text[64] = {};
  const ssize_t got = ::pread(fd, text, sizeof text - 1, 0);
  ::close(fd);
  const char* space = got > 0 ? std::strchr(text, ' ') : nullptr;
  if (space == nullptr) return std::nullopt;
  // Trying the lock would get in the way of a process that is about to take it.
  const pid_t holder = std::atoi(text);
  if (holder <= 0 || (::kill(holder, 0) != 0 && errno == ESRCH)) return std::nullopt;
  return std::atoll(space + 1);
}

std::optional<uint16_t> ConsolePort(const fs::path& dir) {
  const std::optional<int64_t> port = FileLock::Published(dir / "locks" / "serve.lock");
  if (!port || *port <= 0 || *port > 65535) return std::nullopt;
  return static_cast<uint16_t>(*port);
}

FileLock::FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  if (this != &other) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = std::exchange(other.fd_, -1);
  }
  return *this;
}

FileLock::~FileLock() {
  if (fd_ >= 0) ::close(fd_);
}

Store::Store() = default;
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::Create(const fs::path& dir, const StoreOptions& options) {
  if (options.clock_offset.count() != 0 && !options.simulated) {
    return Fail(ErrorCode::kInvalid, "a clock offset needs a store made `simulated`");
  }
  const SystemClock clock(options.clock_offset);
  if (Status possible = CheckIdTime(clock.Now()); !possible) return Fail(std::move(possible.error()));
  if (fs::exists(dir / "store.json")) {
    return Fail(ErrorCode::kConflict, dir.string() + " holds a store already: choose another folder");
  }
  std::error_code ignored;
  if (fs::exists(dir, ignored) && (!fs::is_directory(dir, ignored) || !HoldsOnlyOurs(dir))) {
    return Fail(ErrorCode::kConflict, dir.string() + " is not an empty folder: choose another");
  }
  if (dir.has_parent_path()) {
    std::error_code error;
    fs::create_directories(dir.parent_path(), error);
    if (error) return Fail(ErrorCode::kUnavailable, "make folder " + dir.parent_path().string() + ": " + error.message());
  }
  for (const fs::path& folder : {dir, dir / "warc", dir / "locks"}) {
    if (Status made = MakeFolder(folder); !made) return Fail(std::move(made.error()));
  }
  {
    IdMaker ids(clock, 0);
    Result<std::unique_ptr<CaseDb>> db = CaseDb::Open((dir / "case.db").string(), clock, ids, options.simulated);
    if (!db) return Fail(std::move(db.error()));
  }
  const Json description = {
      {"format", kFormat},
      {"id", ToHex(RandomBytes(16))},
      {"created_at", FormatTime(clock.Now())},
      {"simulated", options.simulated},
      {"clock_offset_ms", options.clock_offset.count()},
  };
  // Last: a folder with this file is a whole store.
  if (Status written = WriteFileAtomic(dir / "store.json", DumpJson(description) + "\n", 0600); !written) {
    return Fail(std::move(written.error()));
  }
  return Open(dir);
}

Result<std::unique_ptr<Store>> Store::Open(const fs::path& dir, const Clock* clock) {
  Result<std::string> text = ReadFile(dir / "store.json", 64 << 10);
  if (!text) {
    if (text.error().code == ErrorCode::kNotFound) {
      return Fail(ErrorCode::kNotFound, dir.string() + " holds no store: run `markwarden init` first");
    }
    return Fail(std::move(text.error()).While("open the store"));
  }
  Result<Json> description = ParseJson(*text);
  const std::optional<int64_t> format = description ? JsonInt(*description, "format") : std::nullopt;
  if (!format || JsonText(*description, "id").empty()) {
    return Fail(ErrorCode::kInternal, (dir / "store.json").string() + " is broken: restore it from a backup");
  }
  if (*format > kFormat) {
    return Fail(ErrorCode::kUnsupported, "the store has format " + std::to_string(*format) +
                                             ", this program knows " + std::to_string(kFormat) +
                                             ": use a newer markwarden");
  }
  const Json* simulated = JsonMember(*description, "simulated");
  const int64_t offset = JsonInt(*description, "clock_offset_ms").value_or(0);
  std::unique_ptr<Store> store(new Store());
  store->simulated_ = simulated != nullptr && simulated->is_boolean() && simulated->get<bool>();
  if (offset != 0 && !store->simulated_) {
    return Fail(ErrorCode::kInternal, (dir / "store.json").string() + " has a clock offset but is not simulated: it was tampered with");
  }
  std::error_code error;
  store->dir_ = fs::absolute(dir, error);
  store->id_ = JsonText(*description, "id");
  store->own_clock_ = std::make_unique<SystemClock>(std::chrono::milliseconds(offset));
  store->clock_ = clock != nullptr ? clock : store->own_clock_.get();
  if (Status possible = CheckIdTime(store->clock_->Now()); !possible) return Fail(std::move(possible.error()));
  for (const fs::path& folder : {store->warc_dir(), store->lock_dir()}) {
    if (Status made = MakeFolder(folder); !made) return Fail(std::move(made.error()));
  }
  Result<Node> node = TakeNode(store->lock_dir());
  if (!node) return Fail(std::move(node.error()));
  store->ids_ = std::make_unique<IdMaker>(*store->clock_, node->number);
  store->node_lock_ = std::make_unique<FileLock>(std::move(node->lock));
  // Brings the schema up to date, or refuses, before anything else happens.
  Result<std::unique_ptr<CaseDb>> db = store->OpenCase();
  if (!db) return Fail(std::move(db.error()));
  return store;
}

Status Store::MoveClock(const fs::path& dir, std::chrono::milliseconds offset) {
  Result<std::string> text = ReadFile(dir / "store.json", 64 << 10);
  if (!text) return Fail(std::move(text.error()));
  Result<Json> description = ParseJson(*text);
  if (!description || !description->is_object()) return Fail(ErrorCode::kInternal, (dir / "store.json").string() + " is broken: restore it from a backup");
  const Json* simulated = JsonMember(*description, "simulated");
  if (!simulated || *simulated != Json(true)) return Fail(ErrorCode::kInvalid, "only a store made `simulated` has a clock that can be turned");
  if (offset.count() < JsonInt(*description, "clock_offset_ms").value_or(0)) return Fail(ErrorCode::kInvalid, "a store's clock goes on, not back");
  (*description)["clock_offset_ms"] = offset.count();
  return WriteFileAtomic(dir / "store.json", DumpJson(*description) + "\n", 0600);
}

Result<std::unique_ptr<CaseDb>> Store::OpenCase() {
  return CaseDb::Open(case_path().string(), *clock_, *ids_, simulated_);
}

Result<RoleLock> Store::LockRole(std::string_view role) const {
  return FileLock::Take(lock_dir() / (std::string(role) + ".lock"), role);
}

}  // namespace markwarden
