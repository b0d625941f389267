// A handed-over file, read by a content worker of its own.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/formats/byte_source.h"
#include "core/result.h"
#include "service/content.h"
#include "service/import_wire.h"

namespace markwarden {

// The host never looks into the file.  One thread at a time; `content` outlives it.
class ConfinedImport : public ImportReader {
 public:
  // `file` may be closed afterwards; `size` is its size.
  // Errors: those of starting a worker.
  static Result<std::unique_ptr<ConfinedImport>> Start(ContentWorkers& content, int file, int64_t size);

  // DetectImportKind of import_read.h.
  Result<ImportKind> Detect();
  // OpenImport, or with `folder` OpenPackedFolder, of import_read.h; `opening.size` is set here.
  Status Open(ImportOpening opening, const std::vector<PackedFile>& folder = {});

  // A worker that dies is followed by another, which reads again up to the same item: an end that was not the file's doing
  // costs nothing.  When the second dies there too, kExhausted: what came before stands.
  Result<std::optional<ImportItem>> Next() override;
  Json columns() const override { return batch_.columns; }

 private:
  ConfinedImport(ContentWorkers& content, std::unique_ptr<FileSource> file, std::unique_ptr<WorkerSession> session)
      : content_(content), file_(std::move(file)), session_(std::move(session)) {}
  Status OpenInWorker();
  // Another worker, that has read nothing yet.
  Status BeginAgain();

  ContentWorkers& content_;
  const std::unique_ptr<FileSource> file_;  // one's own descriptor
  std::unique_ptr<WorkerSession> session_;
  ImportOpening opening_;
  std::vector<PackedFile> folder_;
  ImportBatch batch_;
  size_t at_ = 0;        // in batch_
  int64_t read_ = 0;     // items that came, over all workers
  int64_t to_skip_ = 0;  // of those, what the present worker has not read again
  int64_t lost_at_ = -1;  // read_ when a worker was lost last
};

// Bytes as a file without a name, for a worker to read.
Result<std::unique_ptr<FileSource>> FileOfBytes(std::string_view bytes);

// A folder's files one behind the other in a file without a name, so that a worker can read them.  Links and what is no
// regular file are listed with a reason.  Errors: kNotFound, kDenied, kExhausted (10,000 files, 1 GiB, a full disk).
struct PackedFolder {
  std::unique_ptr<FileSource> file;
  std::vector<PackedFile> files;  // by name
};
Result<PackedFolder> PackFolder(const std::filesystem::path& folder);

}  // namespace markwarden
