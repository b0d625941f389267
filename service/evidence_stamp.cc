// Tokens into packages.
#include "service/evidence_stamp.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/descriptor.h"
#include "core/formats/bagit.h"
#include "core/formats/bagit_text.h"
#include "core/formats/byte_sink.h"
#include "core/formats/file_tree.h"
#include "core/formats/zip_writer.h"
#include "reports/evidence_check.h"
#include "service/timestamps.h"
#include "service/transact.h"
#include "store/captures.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;

constexpr int kPasses = 4;

// The tokens at hand for a seal and a checkpoint, and the certificates they were checked with.
Result<std::vector<std::pair<std::string, std::string>>> TokensAtHand(CaseDb& db, const Sha256Digest& seal, int64_t checkpoint_size) {
  std::vector<std::pair<std::string, std::string>> files;
  std::string anchors;
  const auto add = [&](const Sha256Digest& digest, const char* path) -> Status {
    Result<std::optional<TimestampRecord>> stamp = FindTimestamp(db, digest);
    if (!stamp) return Fail(std::move(stamp.error()));
    if (!*stamp || (*stamp)->state != StampState::kHave) return Ok();
    Result<std::optional<TimeAuthorityRecord>> authority = FindTimeAuthority(db, (*stamp)->authority);
    if (!authority) return Fail(std::move(authority.error()));
    files.push_back({path, (*stamp)->answer});
    if (*authority && anchors.find((*authority)->rules.anchors_pem) == std::string::npos) anchors += (*authority)->rules.anchors_pem;
    return Ok();
  };
  if (Status done = add(seal, kPackageSealStamp); !done) return Fail(done);
  Result<std::optional<CheckpointRecord>> checkpoint = CheckpointOfSize(db, checkpoint_size);
  if (!checkpoint) return Fail(checkpoint);
  if (*checkpoint) {
    if (Status done = add(Sha256((*checkpoint)->note), kPackageCheckpointStamp); !done) return Fail(done);
  }
  if (!anchors.empty()) files.push_back({kPackageAnchors, anchors});
  return files;
}

Status Replace(const fs::path& fresh, const fs::path& path) {
  std::error_code failed;
  fs::rename(fresh, path, failed);
  if (!failed) {
    const Descriptor folder(::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.get() >= 0 && ::fsync(folder.get()) == 0) return Ok();
    return Fail(ErrorCode::kInternal, "sync " + path.parent_path().string() + ": " + std::strerror(errno));
  }
  std::error_code ignored;
  fs::remove(fresh, ignored);
  return Fail(ErrorCode::kUnavailable, "put " + path.string() + " in its place: " + failed.message());
}

}  // namespace

Json PackageView(const PackageRecord& package) {
  return {{"id", IdToString(package.id)},
          {"name", package.name},
          {"case", IdToString(package.case_id)},
          {"language", package.language},
          {"captures", package.captures},
          {"bytes", package.bytes},
          {"created_at", FormatTime(package.created_at)},
          {"tagmanifest_sha256", package.tagmanifest_sha256},
          {"seal_sha256", package.seal_sha256},
          {"checkpoint_size", package.checkpoint_size}};
}

Result<Json> TimeOfSeal(CaseDb& db, const std::string& seal_sha256) {
  const std::optional<Sha256Digest> seal = DigestFromHex(seal_sha256);
  if (!seal) return Fail(ErrorCode::kInternal, "\"" + seal_sha256 + "\" is no digest of a seal: restore the store from a backup");
  Result<TimeTrust> trust = TimeClassOfDigest(db, *seal);
  if (!trust) return Fail(trust);
  return DescribeTime(db, *trust, Json::object());
}

Result<StampFiles> AskStampsNow(Service& service, const Sha256Digest& seal, const CheckpointRecord& checkpoint) {
  Result<TimestampRecord> wanted = Writing(service, [&](Transaction& tx) -> Result<TimestampRecord> {
    if (auto first = WantTimestamp(tx, StampSubject::kSeal, 0, seal); !first) return Fail(first);
    return WantTimestamp(tx, StampSubject::kCheckpoint, checkpoint.size, Sha256(checkpoint.note));
  });
  if (!wanted) return Fail(wanted);
  // One request a pass: the seal's and the checkpoint's.  A busy queue or a slow authority is left to `work`.
  for (int pass = 0; pass < kPasses; ++pass) {
    Result<StampTotals> asked = StampPass(service, {});
    if (!asked) return Fail(asked);
    if (asked->stamped == 0) break;
  }
  return Reading(service, [&](CaseDb& db) -> Result<StampFiles> {
    auto files = TokensAtHand(db, seal, checkpoint.size);
    if (!files) return Fail(files);
    Result<Json> time = TimeOfSeal(db, ToHex(seal));
    if (!time) return Fail(time);
    return StampFiles{.files = std::move(*files), .time = std::move(*time)};
  });
}

fs::path ArchivePath(Service& service, const PackageRecord& package) { return service.store().evidence_dir() / (package.name + ".zip"); }

fs::path UnfinishedPath(const fs::path& home) { return home / (kUnfinishedPrefix + std::to_string(::getpid()) + "-" + ToHex(RandomBytes(4))); }

Result<int64_t> WriteArchive(const fs::path& folder, const fs::path& home, const std::string& name, Time made_at) {
  std::error_code failed;
  fs::create_directories(home, failed);
  if (failed) return Fail(ErrorCode::kUnavailable, "make " + home.string() + ": " + failed.message());
  Result<std::unique_ptr<FileTree>> files = OpenFolderTree(folder);
  if (!files) return Fail(files);
  const fs::path fresh = UnfinishedPath(home);
  Result<std::unique_ptr<FileSink>> sink = FileSink::Create(fresh, 0640);
  if (!sink) return Fail(sink);
  ZipWriter zip(**sink, {.modified = made_at});
  for (const TreeEntry& entry : (*files)->entries()) {
    Result<std::unique_ptr<ByteSource>> source = (*files)->Open(entry.path);
    if (!source) return Fail(source);
    if (Status added = zip.AddFrom(name + "/" + entry.path, **source); !added) return Fail(added);
  }
  if (Status done = zip.Finish(); !done) return Fail(done);
  if (Status done = (*sink)->Finish(); !done) return Fail(done);
  if (Status done = Replace(fresh, home / (name + ".zip")); !done) return Fail(done);
  return zip.written();
}

Status BringStamps(Service& service, const PackageRecord& package) {
  const auto seal = DigestFromHex(package.seal_sha256);
  if (!seal) return Fail(ErrorCode::kInternal, "the row of package " + package.name + " has no digest of its seal");
  auto tokens = Reading(service, [&](CaseDb& db) { return TokensAtHand(db, *seal, package.checkpoint_size); });
  if (!tokens) return Fail(std::move(tokens.error()));
  if (tokens->empty()) return Ok();
  const fs::path path = ArchivePath(service, package);
  Result<std::unique_ptr<FileSource>> source = FileSource::Open(path.string());
  if (!source) return Fail(std::move(source.error()));
  Result<std::unique_ptr<FileTree>> files = OpenZipTree(**source);
  if (!files) return Fail(std::move(files.error()));
  bool missing = false;
  for (const auto& [name, bytes] : *tokens) missing = missing || (*files)->Find(name) == nullptr;
  if (!missing) return Ok();
  const fs::path fresh = UnfinishedPath(path.parent_path());
  {
    Result<std::unique_ptr<FileSink>> sink = FileSink::Create(fresh, 0640);
    if (!sink) return Fail(std::move(sink.error()));
    ZipWriter zip(**sink, {.modified = package.created_at});
    std::string sums;
    for (const TreeEntry& entry : (*files)->entries()) {
      bool replaced = entry.path == kSealSumsFile;  // and certificates of two authorities may have become one file
      for (const auto& [name, bytes] : *tokens) replaced = replaced || name == entry.path;
      if (replaced) continue;
      Result<std::unique_ptr<ByteSource>> bytes = (*files)->Open(entry.path);
      if (!bytes) return Fail(std::move(bytes.error()));
      if (Status added = zip.AddFrom(package.name + "/" + entry.path, **bytes); !added) return added;
      if (!entry.path.starts_with("seal/")) continue;
      Result<std::string> small = (*files)->Read(entry.path, 1 << 20);
      if (!small) return Fail(std::move(small.error()));
      sums += FormatManifestLine(Sha256Hex(*small), entry.path);
    }
    for (const auto& [name, bytes] : *tokens) {
      if (Status added = zip.Add(package.name + "/" + name, bytes); !added) return added;
      sums += FormatManifestLine(Sha256Hex(bytes), name);
    }
    if (Status added = zip.Add(package.name + "/" + kSealSumsFile, sums); !added) return added;
    if (Status done = zip.Finish(); !done) return done;
    if (Status done = (*sink)->Finish(); !done) return done;
  }
  return Replace(fresh, path);
}

}  // namespace markwarden
