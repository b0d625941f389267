// Batches from the worker; files and folders made readable for it.
#include "service/import_confined.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/wire.h"
#include "service/content_jobs.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxFolderFiles = 10'000;

Status WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return Fail(ErrorCode::kExhausted, std::string("write a temporary file: ") + std::strerror(errno));
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return Ok();
}

// The same file again, for reading alone.
Result<std::unique_ptr<FileSource>> ReadOnly(int fd, int64_t size) {
  const int again = ::open(("/proc/self/fd/" + std::to_string(fd)).c_str(), O_RDONLY | O_CLOEXEC);
  const std::string why = std::strerror(errno);
  ::close(fd);
  if (again < 0) return Fail(ErrorCode::kInternal, "open a temporary file again: " + why);
  return FileSource::Adopt(again, size);
}

Result<std::vector<PackedFile>> ListFolder(const fs::path& folder) {
  std::vector<PackedFile> files;
  std::error_code error;
  fs::recursive_directory_iterator it(folder, fs::directory_options::none, error);
  for (const fs::recursive_directory_iterator end; !error && it != end; it.increment(error)) {
    std::error_code ignored;
    const fs::file_status status = it->symlink_status(ignored);
    if (fs::is_directory(status)) continue;
    PackedFile file;
    file.name = it->path().lexically_relative(folder).generic_string();
    if (!fs::is_regular_file(status)) file.refused = fs::is_symlink(status) ? "it is a symbolic link" : "it is no regular file";
    files.push_back(std::move(file));
    if (files.size() > kMaxFolderFiles) {
      return Fail(ErrorCode::kExhausted, "the folder holds more than " + std::to_string(kMaxFolderFiles) + " files: split it");
    }
  }
  if (error) return Fail(error == std::errc::no_such_file_or_directory ? ErrorCode::kNotFound : ErrorCode::kDenied, "open " + folder.string() + ": " + error.message());
  std::sort(files.begin(), files.end(), [](const PackedFile& a, const PackedFile& b) { return a.name < b.name; });
  return files;
}

}  // namespace

Result<std::unique_ptr<ConfinedImport>> ConfinedImport::Start(ContentWorkers& content, int file, int64_t size) {
  const int own = ::fcntl(file, F_DUPFD_CLOEXEC, 0);
  if (own < 0) return Fail(ErrorCode::kExhausted, std::string("open the file once more: ") + std::strerror(errno));
  std::unique_ptr<FileSource> kept = FileSource::Adopt(own, size);
  Result<std::unique_ptr<WorkerSession>> session = content.OpenSession(own);
  if (!session) return Fail(session);
  return std::unique_ptr<ConfinedImport>(new ConfinedImport(content, std::move(kept), std::move(*session)));
}

Result<ImportKind> ConfinedImport::Detect() {
  WireWriter params;
  params.Signed(file_->size());
  const Result<std::string> name = session_->Run(kImportDetectJob, std::move(params).Take(), "");
  if (!name) return Fail(name.error());
  const std::optional<ImportKind> kind = ParseImportKind(*name);
  if (!kind) return Fail(ErrorCode::kInternal, "a content worker named a kind that does not exist");
  return *kind;
}

Status ConfinedImport::Open(ImportOpening opening, const std::vector<PackedFile>& folder) {
  opening_ = std::move(opening);
  opening_.size = file_->size();
  folder_ = folder;
  return OpenInWorker();
}

Status ConfinedImport::OpenInWorker() {
  const Result<std::string> opened = session_->Run(kImportOpenJob, ToWire(opening_), opening_.kind == ImportKind::kFolder ? ToWire(folder_) : std::string());
  return opened ? Ok() : Status(Fail(opened.error()));
}

Status ConfinedImport::BeginAgain() {
  lost_at_ = read_;
  to_skip_ = read_;
  Result<std::unique_ptr<WorkerSession>> session = content_.OpenSession(file_->fd());
  if (!session) return Fail(session);
  session_ = std::move(*session);
  return OpenInWorker();
}

Result<std::optional<ImportItem>> ConfinedImport::Next() {
  while (at_ == batch_.items.size()) {
    if (batch_.broken) return Fail(*batch_.broken);
    if (batch_.ended) return std::optional<ImportItem>();
    const Result<std::string> reply = session_->Run(kImportNextJob, "", "");
    if (!reply) {
      if (!session_->lost() || lost_at_ == read_) return Fail(reply.error());
      if (Status begun = BeginAgain(); !begun) return Fail(begun);
      continue;
    }
    Result<ImportBatch> batch = ImportBatchFromWire(*reply);
    if (!batch) return Fail(ErrorCode::kExhausted, "content worker: " + batch.error().message);
    if (batch->items.empty() && !batch->ended) return Fail(ErrorCode::kInternal, "a content worker gave nothing and did not end");
    batch_ = std::move(*batch);
    const int64_t items = static_cast<int64_t>(batch_.items.size()), known = std::min(to_skip_, items);
    at_ = static_cast<size_t>(known);
    to_skip_ -= known;
    read_ += items - known;
  }
  return std::optional<ImportItem>(std::move(batch_.items[at_++]));
}

Result<std::unique_ptr<FileSource>> FileOfBytes(std::string_view bytes) {
  const int fd = ::memfd_create("markwarden-upload", MFD_CLOEXEC);
  if (fd < 0) return Fail(ErrorCode::kExhausted, std::string("memory for an upload: ") + std::strerror(errno));
  if (Status written = WriteAll(fd, bytes); !written) {
    ::close(fd);
    return Fail(written);
  }
  return ReadOnly(fd, static_cast<int64_t>(bytes.size()));
}

Result<PackedFolder> PackFolder(const fs::path& folder) {
  Result<std::vector<PackedFile>> files = ListFolder(folder);
  if (!files) return Fail(files);
  std::error_code ignored;
  const std::string where = fs::temp_directory_path(ignored).string();
  const int fd = ::open(where.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0) return Fail(ErrorCode::kExhausted, "a temporary file in " + where + ": " + std::strerror(errno));
  int64_t offset = 0;
  Status packed = Ok();
  for (PackedFile& file : *files) {
    if (!file.refused.empty()) continue;
    Result<std::unique_ptr<FileSource>> source = FileSource::Open((folder / file.name).string());
    if (!source) {
      file.refused = source.error().message;
      continue;
    }
    file.offset = offset;
    file.length = (*source)->size();
    offset += file.length;
    if (offset > kMaxArchiveBytes) packed = Fail(ErrorCode::kExhausted, "the folder holds more than 1 GiB: split it");
    for (int64_t at = 0; packed && at < file.length;) {
      const Result<std::string> bytes = (*source)->ReadAt(at, size_t{1} << 20);
      if (!bytes || bytes->empty()) packed = bytes ? Status(Fail(ErrorCode::kConflict, file.name + " became shorter while it was read")) : Status(Fail(bytes.error()));
      else packed = WriteAll(fd, *bytes);
      if (packed) at += static_cast<int64_t>(bytes->size());
    }
    if (!packed) break;
  }
  if (!packed) {
    ::close(fd);
    return Fail(packed);
  }
  Result<std::unique_ptr<FileSource>> again = ReadOnly(fd, offset);
  if (!again) return Fail(again);
  return PackedFolder{std::move(*again), std::move(*files)};
}

}  // namespace markwarden
