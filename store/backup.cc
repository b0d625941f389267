// Copies out, checks, copies back.
#include "store/backup.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <map>
#include <set>

#include "core/descriptor.h"
#include "core/file.h"
#include "core/formats/bagit.h"
#include "core/formats/bagit_text.h"
#include "core/formats/byte_sink.h"
#include "core/formats/byte_source.h"
#include "core/formats/file_tree.h"
#include "core/json.h"
#include "store/captures.h"
#include "store/checkpoints.h"
#include "store/events.h"
#include "store/log_keys.h"
#include "store/packages.h"
#include "store/segments.h"
#include "store/sql.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;

constexpr const char* kBackupFormat = "markwarden-backup/1";
constexpr TreeLimits kBackupLimits{.entries = 200'000, .total_bytes = std::numeric_limits<int64_t>::max() / 2, .depth = 8};
constexpr size_t kCopyBytes = 1 << 20;

// "x" of "x/": what stands beside it is named after it.
fs::path WithoutSlash(const fs::path& folder) { return folder.has_filename() ? folder : folder.parent_path(); }

// A folder that goes when the work is not finished.
class PartFolder {
 public:
  explicit PartFolder(const fs::path& whole) : whole_(whole), part_(whole.string() + ".part") {}
  PartFolder(const PartFolder&) = delete;
  PartFolder& operator=(const PartFolder&) = delete;
  ~PartFolder() {
    std::error_code ignored;
    if (ours_) fs::remove_all(part_, ignored);
  }
  const fs::path& path() const { return part_; }
  // From here on the folder is this object's to remove.
  void Made() { ours_ = true; }
  Status CheckFree() const {
    std::error_code error;
    if (fs::exists(fs::symlink_status(part_, error))) {
      return Fail(ErrorCode::kConflict, part_.string() + " is there, left by one that was cut short or still runs: remove it or choose another folder");
    }
    const fs::file_status whole = fs::symlink_status(whole_, error);
    if (fs::exists(whole) && !(fs::is_directory(whole) && fs::is_empty(whole_, error))) {
      return Fail(ErrorCode::kConflict, whole_.string() + " is there already: choose another folder");
    }
    return Ok();
  }
  // The folder has its name when all of it is on the disk.
  Status Finish() {
    std::error_code error;
    const Descriptor folder(::open(part_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.get() < 0 || ::syncfs(folder.get()) != 0) return Fail(ErrorCode::kInternal, "sync " + part_.string() + ": " + std::strerror(errno));
    fs::rename(part_, whole_, error);
    if (error) return Fail(ErrorCode::kUnavailable, "rename " + part_.string() + " to " + whole_.string() + ": " + error.message());
    ours_ = false;
    const fs::path parent = whole_.has_parent_path() ? whole_.parent_path() : fs::path(".");
    const Descriptor above(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (above.get() >= 0 && ::fsync(above.get()) != 0) return Fail(ErrorCode::kInternal, "sync " + parent.string() + ": " + std::strerror(errno));
    return Ok();
  }

 private:
  const fs::path whole_, part_;
  bool ours_ = false;
};

// Counts what is read of a source, and stops when asked to.
class Watched : public ByteSource {
 public:
  Watched(const ByteSource& source, const BackupWatch& watch, int64_t& done, int64_t all) : source_(source), watch_(watch), done_(done), all_(all) {}
  int64_t size() const override { return source_.size(); }
  Result<std::string> ReadAt(int64_t offset, size_t count) const override {
    if (watch_.stop.stop_requested()) return Fail(ErrorCode::kCancelled, "stopped: nothing was kept");
    Result<std::string> bytes = source_.ReadAt(offset, count);
    if (bytes) {
      done_ += static_cast<int64_t>(bytes->size());
      if (watch_.progress) watch_.progress(std::min(done_, all_), all_);
    }
    return bytes;
  }

 private:
  const ByteSource& source_;
  const BackupWatch& watch_;
  int64_t& done_;
  const int64_t all_;
};

// The same of every file of a tree.
class WatchedTree : public FileTree {
 public:
  WatchedTree(std::unique_ptr<FileTree> tree, const BackupWatch& watch) : tree_(std::move(tree)), watch_(watch) {
    for (const TreeEntry& entry : tree_->entries()) all_ += entry.size;
  }
  const std::vector<TreeEntry>& entries() const override { return tree_->entries(); }
  Result<std::unique_ptr<ByteSource>> Open(std::string_view path) const override {
    struct Owned : ByteSource {
      Owned(std::unique_ptr<ByteSource> source, const BackupWatch& watch, int64_t& done, int64_t all) : inner(std::move(source)), watched(*inner, watch, done, all) {}
      int64_t size() const override { return inner->size(); }
      Result<std::string> ReadAt(int64_t offset, size_t count) const override { return watched.ReadAt(offset, count); }
      std::unique_ptr<ByteSource> inner;
      Watched watched;
    };
    Result<std::unique_ptr<ByteSource>> source = tree_->Open(path);
    if (!source) return Fail(source);
    return std::unique_ptr<ByteSource>(std::make_unique<Owned>(std::move(*source), watch_, done_, all_));
  }

 private:
  const std::unique_ptr<FileTree> tree_;
  const BackupWatch& watch_;
  int64_t all_ = 0;
  mutable int64_t done_ = 0;
};

Status EnoughSpace(const fs::path& folder, int64_t wanted) {
  struct statvfs disk {};
  const fs::path parent = folder.has_parent_path() ? folder.parent_path() : fs::path(".");
  if (::statvfs(parent.c_str(), &disk) != 0) return Ok();  // the copy itself will say
  const auto free = static_cast<int64_t>(disk.f_bavail) * static_cast<int64_t>(disk.f_frsize);
  if (free >= wanted) return Ok();
  return Fail(ErrorCode::kExhausted, "the copy needs " + std::to_string(wanted) + " bytes, " + parent.string() + " has " + std::to_string(free) +
                                         " free: free some space or choose another folder");
}

struct StoreParts {
  std::vector<SegmentRecord> segments;
  std::vector<std::string> packages;  // names of files
  std::optional<CheckpointRecord> checkpoint;
  std::vector<VerifierKey> keys;
  TreeHead head;
  int64_t captures = 0;
};

Result<StoreParts> ReadParts(CaseDb& db) try {
  StoreParts parts;
  Result<std::vector<SegmentRecord>> segments = ListSegments(db);
  if (!segments) return Fail(segments);
  parts.segments = std::move(*segments);
  Query packages(db, "SELECT name FROM package ORDER BY id");
  while (packages.Next()) parts.packages.push_back(packages.TakeText() + ".zip");
  Result<std::optional<CheckpointRecord>> checkpoint = LastCheckpoint(db);
  if (!checkpoint) return Fail(checkpoint);
  parts.checkpoint = std::move(*checkpoint);
  Result<std::vector<VerifierKey>> keys = KnownLogKeys(db);
  if (!keys) return Fail(keys);
  parts.keys = std::move(*keys);
  Result<TreeHead> head = LogHead(db);
  if (!head) return Fail(head);
  parts.head = *head;
  Result<int64_t> captures = CountCaptures(db);
  if (!captures) return Fail(captures);
  parts.captures = *captures;
  return parts;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read the copy of case.db"));
}

int64_t SizeOf(const fs::path& file) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  return error ? 0 : static_cast<int64_t>(size);
}

BackupFacts FactsOf(const StoreParts& parts, const std::string& store_id) {
  BackupFacts facts;
  facts.store_id = store_id;
  facts.captures = parts.captures;
  facts.segments = static_cast<int64_t>(parts.segments.size());
  facts.packages = static_cast<int64_t>(parts.packages.size());
  facts.events = parts.head.size;
  if (parts.checkpoint) facts.checkpoint = {.origin = LogOriginOf(store_id), .size = parts.checkpoint->size, .root = parts.checkpoint->root};
  return facts;
}

// What tells that a database, its log and its segments belong together and are whole.
Status CheckParts(CaseDb& db, const StoreParts& parts, const FileTree& tree, const std::string& store_id) {
  // The payload is what the database names and nothing more: a journal beside a database would be played into it.
  std::set<std::string> due = {"data/store.json", "data/case.db", "data/crawl.db", "data/log/checkpoint"};
  for (const SegmentRecord& segment : parts.segments) {
    if (!segment.file.starts_with("warc/") || !segment.file.ends_with(".warc")) return Fail(ErrorCode::kInvalid, "case.db calls " + segment.file + " a segment");
    due.insert("data/" + segment.file);
  }
  for (const std::string& package : parts.packages) due.insert("data/evidence/" + package);
  for (const TreeEntry& entry : tree.entries()) {
    if (entry.path.starts_with("data/") && !due.contains(entry.path)) return Fail(ErrorCode::kInvalid, entry.path + " is no part of a store");
  }
  if (Status log = CheckLog(db); !log) return log;
  if (parts.checkpoint) {
    Result<PublishedCheckpoint> note = ParsePublished(parts.checkpoint->note, "the last checkpoint in case.db", LogOriginOf(store_id), parts.keys);
    if (!note) return Fail(note);
    Result<Sha256Digest> root = parts.checkpoint->size <= parts.head.size ? LogRoot(db, parts.checkpoint->size) : Result<Sha256Digest>(Sha256Digest{});
    if (!root) return Fail(root);
    if (note->checkpoint.size != parts.checkpoint->size || note->checkpoint.root != *root) {
      return Fail(ErrorCode::kInvalid, "case.db's log does not fit its own last checkpoint: it was changed");
    }
  }
  for (const SegmentRecord& segment : parts.segments) {
    const TreeEntry* file = tree.Find("data/" + segment.file);
    if (file == nullptr) return Fail(ErrorCode::kInvalid, "data/" + segment.file + " is missing, case.db has captures in it");
    if (file->size < segment.committed_length) {
      return Fail(ErrorCode::kInvalid, "data/" + segment.file + " has " + std::to_string(file->size) + " bytes of " + std::to_string(segment.committed_length));
    }
  }
  for (const std::string& package : parts.packages) {
    const std::string path = "data/evidence/" + package;
    if (tree.Find(path) == nullptr) return Fail(ErrorCode::kInvalid, path + " is missing, case.db tells of it");
    Result<std::unique_ptr<ByteSource>> archive = tree.Open(path);
    if (!archive) return Fail(archive);
    if (Result<std::unique_ptr<FileTree>> files = OpenZipTree(**archive); !files) return Fail(std::move(files.error()).While(path));
  }
  return Ok();
}

// A checkpoint that the world has seen must be a state that this log went through.
Status CheckAgainst(CaseDb& db, const StoreParts& parts, const std::string& store_id, const fs::path& published) {
  Result<std::string> bytes = ReadFile(published, kMaxNoteBytes);
  if (!bytes) return Fail(std::move(bytes.error()).While("read the published checkpoint"));
  Result<PublishedCheckpoint> seen = ParsePublished(std::move(*bytes), published.string(), LogOriginOf(store_id), parts.keys);
  if (!seen) return Fail(seen);
  if (seen->checkpoint.size > parts.head.size) {
    return Fail(ErrorCode::kConflict, "the published log has " + std::to_string(seen->checkpoint.size) + " events, this backup only " + std::to_string(parts.head.size) +
                                          ": a store made of it would fork the log; use a newer backup");
  }
  Result<Sha256Digest> root = LogRoot(db, seen->checkpoint.size);
  if (!root) return Fail(root);
  if (*root != seen->checkpoint.root) {
    return Fail(ErrorCode::kConflict, "the published log is another one than the backup's at " + std::to_string(seen->checkpoint.size) +
                                          " events: one of them forked; find out which before you use either");
  }
  return Ok();
}

// `sha256`, unless empty, is what the copy must be.
Status CopyFile(const ByteSource& source, const fs::path& to, const std::string& sha256, const BackupWatch& watch, int64_t& done, int64_t all) {
  std::error_code error;
  fs::create_directories(to.parent_path(), error);
  Result<std::unique_ptr<FileSink>> sink = FileSink::Create(to, 0600);
  if (!sink) return Fail(sink);
  const Watched watched(source, watch, done, all);
  Sha256Stream digest;
  for (int64_t at = 0; at < source.size();) {
    Result<std::string> bytes = watched.ReadAt(at, kCopyBytes);
    if (!bytes) return Fail(bytes);
    if (bytes->empty()) return Fail(ErrorCode::kInvalid, to.string() + ": the backup became shorter while it was read");
    if (Status written = (*sink)->Write(*bytes); !written) return written;
    digest.Update(*bytes);
    at += static_cast<int64_t>(bytes->size());
  }
  if (!sha256.empty() && ToHex(digest.Finish()) != sha256) {
    return Fail(ErrorCode::kInvalid, to.string() + ": the bytes that were read are not those of the backup's manifest; check its disk and try again");
  }
  return (*sink)->Finish();
}

// A clock and ids for a database that is only read.
struct Reader {
  SystemClock clock;
  IdMaker ids{clock, 0};
};

struct CheckedBackup {
  std::unique_ptr<FileTree> tree;  // lives no longer than the watch it was opened with
  BackupFacts facts;
  std::string checkpoint_note;
  std::map<std::string, std::string> digests;  // of the payload
};

// Both databases below `where`, and that they fit the files of `tree`.
Result<StoreParts> CheckContents(const fs::path& where, const FileTree& tree, const std::string& store_id, const fs::path& published) {
  if (Status pages = CheckFrozen((where / "case.db").string(), CaseMigrations()); !pages) return Fail(pages);
  if (tree.Find("data/crawl.db") != nullptr) {  // not there: nothing was ever crawled
    if (Status pages = CheckFrozen((where / "crawl.db").string(), CrawlMigrations()); !pages) return Fail(pages);
  }
  Reader reader;
  Result<std::unique_ptr<CaseDb>> db = CaseDb::OpenFrozen((where / "case.db").string(), reader.clock, reader.ids);
  if (!db) return Fail(db);
  Result<StoreParts> parts = ReadParts(**db);
  if (!parts) return Fail(ErrorCode::kInvalid, parts.error().message);
  if (Status whole = CheckParts(**db, *parts, tree, store_id); !whole) return Fail(whole.error().code == ErrorCode::kCancelled ? ErrorCode::kCancelled : ErrorCode::kInvalid, whole.error().message);
  if (!published.empty()) {
    if (Status fits = CheckAgainst(**db, *parts, store_id, published); !fits) return Fail(fits);
  }
  return parts;
}

// SHA-256 of each file of the payload, by its path.
Result<std::map<std::string, std::string>> ManifestOf(const FileTree& tree) {
  Result<std::string> text = tree.Read("manifest-sha256.txt", 64 << 20);
  if (!text) return Fail(text);
  std::map<std::string, std::string> digests;
  for (const std::string_view line : BagLines(*text)) {
    Result<ManifestLine> parsed = ParseManifestLine(line, sizeof(Sha256Digest));
    if (!parsed) return Fail(parsed);
    digests[parsed->path] = parsed->digest;
  }
  return digests;
}

Result<CheckedBackup> Check(const fs::path& backup, const fs::path& published, const BackupWatch& watch) {
  Result<std::unique_ptr<FileTree>> opened = OpenFolderTree(backup, kBackupLimits);
  if (!opened) return Fail(opened);
  std::unique_ptr<FileTree> tree = std::make_unique<WatchedTree>(std::move(*opened), watch);
  const auto broken = [&](const std::string& what) {
    if (watch.stop.stop_requested()) return Fail(ErrorCode::kCancelled, "stopped: nothing was made");
    return Fail(ErrorCode::kInvalid, backup.string() + " is no whole backup: " + what);
  };
  Result<std::string> about = tree->Read("backup.json", 64 << 10);
  if (!about) return broken("it has no backup.json");
  const Result<Json> description = ParseJson(*about);
  if (!description || JsonText(*description, "format") != kBackupFormat) return broken("backup.json is not one of " + std::string(kBackupFormat));
  const std::string store_id = JsonText(*description, "store");
  const std::vector<Finding> findings = CheckBag(*tree);
  if (watch.stop.stop_requested()) return Fail(ErrorCode::kCancelled, "stopped: nothing was made");
  for (const Finding& finding : findings) {
    if (finding.level != FindingLevel::kWarning) return broken(DescribeFinding(finding));
  }
  if (tree->Find("data/case.db") == nullptr) return broken("data/case.db is missing");
  Result<std::string> store_file = tree->Read("data/store.json", 64 << 10);
  if (!store_file) return broken("data/store.json is missing");
  const Result<Json> store = ParseJson(*store_file);
  if (!store || JsonText(*store, "id") != store_id || store_id.empty()) return broken("data/store.json is of another store");
  Result<StoreParts> parts = CheckContents(backup / "data", *tree, store_id, published);
  if (!parts) return parts.error().code == ErrorCode::kInvalid ? broken(parts.error().message) : Fail(parts);
  CheckedBackup checked;
  checked.facts = FactsOf(*parts, store_id);
  checked.facts.simulated = JsonMember(*store, "simulated") != nullptr && JsonMember(*store, "simulated")->is_boolean() && (*store)["simulated"].get<bool>();
  if (const std::optional<Time> made = ParseTime(JsonText(*description, "made_at"))) checked.facts.made_at = *made;
  for (const TreeEntry& entry : tree->entries()) {
    if (!entry.path.starts_with("data/")) continue;
    ++checked.facts.files;
    checked.facts.bytes += entry.size;
  }
  Result<std::string> tags = tree->Read("tagmanifest-sha256.txt", 1 << 20);
  if (!tags) return broken("it has no tagmanifest-sha256.txt");
  checked.facts.tagmanifest_sha256 = Sha256Hex(*tags);
  Result<std::map<std::string, std::string>> digests = ManifestOf(*tree);
  if (!digests) return broken(digests.error().message);
  checked.digests = std::move(*digests);
  if (parts->checkpoint) checked.checkpoint_note = std::move(parts->checkpoint->note);
  checked.tree = std::move(tree);
  return checked;
}

// The key files of a log, readable by their owner alone.
Status CopyKeys(const fs::path& from, const fs::path& to) {
  std::error_code error;
  if (::mkdir(to.c_str(), 0700) != 0) return Fail(ErrorCode::kUnavailable, "make " + to.string() + ": " + std::strerror(errno));
  int64_t found = 0, done = 0;
  for (fs::directory_iterator at(from, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (!name.starts_with("log-") || !name.ends_with(".key")) continue;
    Result<std::unique_ptr<FileSource>> source = FileSource::Open(at->path().string());
    if (!source) return Fail(source);
    if (Status copied = CopyFile(**source, to / name, {}, {}, done, 0); !copied) return copied;
    ++found;
  }
  if (error || found == 0) return Fail(ErrorCode::kNotFound, from.string() + " holds no key of a log (log-1.key ...)");
  return Ok();
}

}  // namespace

Result<BackupFacts> WriteBackup(Store& store, const fs::path& wanted, const std::string& software, const BackupWatch& watch) {
  const fs::path folder = WithoutSlash(wanted);
  PartFolder part(folder);
  if (Status free = part.CheckFree(); !free) return Fail(free);
  Result<FileLock> turn = store.LockRole("backup");
  if (!turn) return Fail(turn);
  const Time made_at = store.clock().Now();
  Result<BagWriter> bag = BagWriter::Create(part.path(), {.blocks = false, .folder_mode = 0700});
  if (!bag) return Fail(bag);
  part.Made();
  // The databases are settled beside the bag, then copied into it like everything else.
  PartFolder settled(folder.string() + ".db");
  if (Status free = settled.CheckFree(); !free) return Fail(free);
  if (::mkdir(settled.path().c_str(), 0700) != 0) return Fail(ErrorCode::kUnavailable, "make " + settled.path().string() + ": " + std::strerror(errno));
  settled.Made();
  if (Status space = EnoughSpace(folder, 2 * (SizeOf(store.case_path()) + SizeOf(store.crawl_path()))); !space) return Fail(space);
  const fs::path crawl = settled.path() / "crawl.db", cases = settled.path() / "case.db";
  std::error_code error;
  if (fs::exists(store.crawl_path(), error)) {
    if (Status copied = CopyDatabase(store.crawl_path().string(), crawl.string()); !copied) return Fail(copied);
  }
  if (watch.stop.stop_requested()) return Fail(ErrorCode::kCancelled, "stopped: nothing was kept");
  if (Status copied = CopyDatabase(store.case_path().string(), cases.string()); !copied) return Fail(copied);
  Result<StoreParts> parts = [&]() -> Result<StoreParts> {
    Result<std::unique_ptr<CaseDb>> db = CaseDb::OpenFrozen(cases.string(), store.clock(), store.ids());
    if (!db) return Fail(db);
    return ReadParts(**db);
  }();
  if (!parts) return Fail(parts);

  struct Part {
    std::string name;
    fs::path file;
    int64_t length;  // of it
    bool may_change = false;  // it is replaced as a whole now and then: its length is that of the file that is opened
  };
  std::vector<Part> files = {{"data/store.json", store.dir() / "store.json", SizeOf(store.dir() / "store.json")}, {"data/case.db", cases, SizeOf(cases)}};
  if (fs::exists(crawl, error)) files.push_back({"data/crawl.db", crawl, SizeOf(crawl)});
  for (const SegmentRecord& segment : parts->segments) files.push_back({"data/" + segment.file, store.dir() / segment.file, segment.committed_length});
  for (const std::string& package : parts->packages) files.push_back({"data/evidence/" + package, store.evidence_dir() / package, SizeOf(store.evidence_dir() / package), true});
  if (files.size() + 1 > kMaxManifestLines) return Fail(ErrorCode::kExhausted, "the store has more files than a backup can list (" + std::to_string(kMaxManifestLines) + ")");
  int64_t all = 0, done = 0;
  for (const Part& file : files) all += file.length;
  if (Status space = EnoughSpace(folder, all); !space) return Fail(space);
  for (const Part& file : files) {
    Result<std::unique_ptr<FileSource>> source = FileSource::Open(file.file.string());
    if (!source) return Fail(ErrorCode::kInternal, "back up the store: " + source.error().message + ": restore it from an older backup");
    const int64_t length = file.may_change ? (*source)->size() : file.length;
    if ((*source)->size() < length) {
      return Fail(ErrorCode::kInternal, file.file.string() + " has lost " + std::to_string(length - (*source)->size()) + " bytes that were stored: restore it from an older backup");
    }
    const SliceSource known(**source, 0, length);
    if (Status added = bag->AddFrom(file.name, Watched(known, watch, done, all)); !added) return Fail(std::move(added.error()).While("back up the store"));
  }
  if (parts->checkpoint) {
    if (Status added = bag->Add("data/log/checkpoint", parts->checkpoint->note); !added) return Fail(added);
  }
  BackupFacts facts = FactsOf(*parts, store.id());
  facts.made_at = made_at;
  facts.simulated = store.simulated();
  const Json about = {{"format", kBackupFormat}, {"store", store.id()}, {"made_at", FormatTimeMillis(made_at)}, {"software", software}, {"simulated", store.simulated()},
                      {"log", {{"events", facts.events}, {"checkpoint_size", facts.checkpoint.size}, {"checkpoint_root", parts->checkpoint ? Json(ToHex(facts.checkpoint.root)) : Json(nullptr)}}},
                      {"captures", facts.captures}, {"segments", facts.segments}, {"packages", facts.packages}};
  if (Status added = bag->Add("backup.json", about.dump(1) + "\n"); !added) return Fail(added);
  Result<BagSummary> summary = bag->Finish({.date = made_at, .software = software, .lines = {{"External-Identifier", LogOrigin(store)}, {"External-Description", "Backup of a store of markwarden"}}});
  if (!summary) return Fail(summary);
  facts.files = summary->payload_files;
  facts.bytes = summary->payload_bytes;
  facts.tagmanifest_sha256 = summary->tagmanifest_sha256;
  if (Status finished = part.Finish(); !finished) return Fail(finished);
  return facts;
}

Result<BackupFacts> CheckBackup(const fs::path& backup, const fs::path& published, const BackupWatch& watch) {
  Result<CheckedBackup> checked = Check(backup, published, watch);
  if (!checked) return Fail(checked);
  return std::move(checked->facts);
}

Result<BackupFacts> RestoreBackup(const fs::path& backup, const fs::path& wanted, const RestoreOptions& options, const BackupWatch& watch) {
  const fs::path target = WithoutSlash(wanted);
  PartFolder part(target);
  if (Status free = part.CheckFree(); !free) return Fail(free);
  Result<CheckedBackup> checked = Check(backup, options.published, watch);
  if (!checked) return Fail(checked);
  const BackupFacts& facts = checked->facts;
  if (Status space = EnoughSpace(target, facts.bytes); !space) return Fail(space);
  if (::mkdir(part.path().c_str(), 0700) != 0) return Fail(ErrorCode::kUnavailable, "make " + part.path().string() + ": " + std::strerror(errno));
  part.Made();
  int64_t done = 0;
  for (const TreeEntry& entry : checked->tree->entries()) {
    if (!entry.path.starts_with("data/") || entry.path.starts_with("data/log/")) continue;
    Result<std::unique_ptr<ByteSource>> source = checked->tree->Open(entry.path);
    if (!source) return Fail(source);
    if (Status copied = CopyFile(**source, part.path() / entry.path.substr(5), checked->digests[entry.path], {.stop = watch.stop, .progress = {}}, done, facts.bytes); !copied) return Fail(copied);
  }
  // What was checked was read by its name once more: the copy is what counts.
  if (Result<StoreParts> again = CheckContents(part.path(), *checked->tree, facts.store_id, options.published); !again) return Fail(std::move(again.error()).While("check the copy"));
  if (!options.keys.empty()) {
    if (Status copied = CopyKeys(options.keys, part.path() / "keys"); !copied) return Fail(copied);
  }
  if (!checked->checkpoint_note.empty()) {
    Reader reader;
    Result<std::unique_ptr<CaseDb>> db = CaseDb::OpenFrozen((part.path() / "case.db").string(), reader.clock, reader.ids);
    if (!db) return Fail(db);
    if (Status made = PublishLog(**db, part.path() / "log", 0, facts.checkpoint.size, checked->checkpoint_note); !made) return Fail(made);
  }
  if (options.settle) {
    if (Status settled = options.settle(part.path(), facts); !settled) return Fail(settled);
  }
  if (Status finished = part.Finish(); !finished) return Fail(finished);
  return std::move(checked->facts);
}

}  // namespace markwarden
