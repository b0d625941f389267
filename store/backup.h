// A store as a bag (BagIt 1.0, RFC 8493) that other people's tools check too, taken while the store is in use:
//   data/store.json  data/case.db  data/crawl.db  data/warc/*.warc  data/evidence/*.zip  data/log/checkpoint
// No key that signs the log is in it: whoever holds a backup signs nothing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/formats/finding.h"
#include "core/hash.h"
#include "core/result.h"
#include "store/log_files.h"
#include "store/store.h"

namespace markwarden {

struct BackupWatch {
  std::stop_token stop = {};
  std::function<void(int64_t done, int64_t all)> progress = {};  // in bytes; `all` is 0 when it is not known
};

struct BackupFacts {
  std::string store_id;
  Time made_at;
  bool simulated = false;
  int64_t captures = 0, segments = 0, packages = 0;
  int64_t events = 0;              // of the log, numbered
  Checkpoint checkpoint;           // the last one; size 0: none was made yet
  int64_t files = 0, bytes = 0;    // of the payload
  std::string tagmanifest_sha256;  // names the whole backup
};

// Copies what the store holds now into `folder`, which it makes; FOLDER.part until it is whole.  Databases are copied in the order in which
// nothing that one names can be missing from another: crawl.db, case.db, then the bytes that case.db knows.  `software` goes
// into bag-info.txt.  Errors: kConflict (`folder` or FOLDER.part is there), kNotFound (its parent is not), kExhausted (too
// little space, said before anything is copied where it can be known), kCancelled, kInternal (a segment is missing or too short).
// After an error FOLDER.part is gone.
Result<BackupFacts> WriteBackup(Store& store, const std::filesystem::path& folder, const std::string& software, const BackupWatch& watch = {});

// Reads all of it: the bag, both databases with their indexes (and that their schema is that of a store), every event of the log and every
// node of its tree, the signature of the checkpoint, the length of every segment, that every package opens.  A file that no row of
// case.db names is refused: SQLite would play a journal into its database.  `published`, unless empty, is a file with a checkpoint of this log that is known from elsewhere: the backup
// must not be older, nor of another history.  Errors: kNotFound (no such folder), kInvalid (not a whole backup: names the first broken file and its
// bytes), kConflict (older than `published`, or a fork), kUnsupported (a newer store), kCancelled.
Result<BackupFacts> CheckBackup(const std::filesystem::path& backup, const std::filesystem::path& published = {}, const BackupWatch& watch = {});

struct RestoreOptions {
  std::filesystem::path published = {};  // as CheckBackup
  std::filesystem::path keys = {};       // a folder with the log's key files (log-1.key ...), which are copied in
  // What is still to be done to the store before it has its name; an error undoes the restore.
  std::function<Status(const std::filesystem::path& store, const BackupFacts& facts)> settle = {};
};

// Checks the backup and makes a store of it at `target`, which must not be there or be an empty folder; TARGET.part until it is whole and on
// the disk.  Every copied file has the digest of the manifest, and the copies of the databases are checked once more.  The
// log's tiles are made anew.  Errors: as CheckBackup; kConflict (`target` is in use), kExhausted, kNotFound (no keys there), those of
// `settle`.  After an error TARGET.part is gone.
Result<BackupFacts> RestoreBackup(const std::filesystem::path& backup, const std::filesystem::path& target, const RestoreOptions& options = {},
                                  const BackupWatch& watch = {});

}  // namespace markwarden
