// A store: one folder with both databases, the WARC segments and the locks.
//   DIR/store.json  format, id, whether simulated     DIR/case.db, DIR/crawl.db
//   DIR/warc/*.warc capture segments                  DIR/locks/*.lock
//   DIR/evidence/*.zip packages                       DIR/keys/*.key, DIR/log/ (log_keys.h, log_files.h)
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/clock.h"
#include "core/id.h"
#include "core/result.h"
#include "store/database.h"

namespace markwarden {

struct StoreOptions {
  bool simulated = false;                     // only such a store may have a clock offset
  std::chrono::milliseconds clock_offset{0};
};

// An advisory lock on a file, held until destroyed; the kernel drops it when the process dies.
class FileLock {
 public:
  // Does not wait.  Errors: kConflict "another `WHAT` runs on this store (pid N)"; kUnavailable
  // (the folder cannot be written); kInternal.
  static Result<FileLock> Take(const std::filesystem::path& path, std::string_view what);
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  ~FileLock();

  // Adds a number to the file, for other processes to read.  Errors: kExhausted, kUnavailable, kInternal.
  Status Publish(int64_t number);
  // The number that the last holder published; empty when that process has ended or published nothing.
  static std::optional<int64_t> Published(const std::filesystem::path& path);

 private:
  explicit FileLock(int fd) : fd_(fd) {}
  int fd_ = -1;
};
using RoleLock = FileLock;

// Thread-safe: constant after construction, except for `ids()`, which locks itself.
class Store {
 public:
  // Makes the folder and an empty store.  Errors: kConflict (there is a store already, or a
  // folder with other files), kInvalid (a clock offset without `simulated`), kUnavailable
  // (also a clock that cannot be: see CheckIdTime), kExhausted.
  static Result<std::unique_ptr<Store>> Create(const std::filesystem::path& dir, const StoreOptions& options = {});

  // Errors: kNotFound (no store there), kUnsupported (made by a newer version), kInternal (broken), kUnavailable (a
  // clock that cannot be: see CheckIdTime).
  // `clock`, when given, replaces the machine's clock and must outlive the store (tests).
  static Result<std::unique_ptr<Store>> Open(const std::filesystem::path& dir, const Clock* clock = nullptr);
  ~Store();

  // Turns the clock of a simulated store on; whoever opens it afterwards sees that.  Errors: kInvalid (not simulated, or back in time), kNotFound.
  static Status MoveClock(const std::filesystem::path& dir, std::chrono::milliseconds offset);

  // A new connection, one per thread.
  Result<std::unique_ptr<CaseDb>> OpenCase();

  // One process per role ("crawl", "serve", "work").  Errors as FileLock::Take.
  Result<RoleLock> LockRole(std::string_view role) const;

  const std::filesystem::path& dir() const { return dir_; }
  std::filesystem::path case_path() const { return dir_ / "case.db"; }
  std::filesystem::path crawl_path() const { return dir_ / "crawl.db"; }
  std::filesystem::path evidence_dir() const { return dir_ / "evidence"; }
  std::filesystem::path warc_dir() const { return dir_ / "warc"; }
  std::filesystem::path lock_dir() const { return dir_ / "locks"; }
  const std::string& id() const { return id_; }
  bool simulated() const { return simulated_; }
  const Clock& clock() const { return *clock_; }
  IdMaker& ids() { return *ids_; }

 private:
  Store();
  std::filesystem::path dir_;
  std::string id_;
  bool simulated_ = false;
  std::unique_ptr<Clock> own_clock_;
  const Clock* clock_ = nullptr;
  std::unique_ptr<FileLock> node_lock_;  // this process's node number for ids
  std::unique_ptr<IdMaker> ids_;
};

// Where the console of the store in `dir` listens now, if `serve` runs: its lock file says so.
// Works without opening the store.  Thread-safe.
std::optional<uint16_t> ConsolePort(const std::filesystem::path& dir);

}  // namespace markwarden
