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

  // When the worker dies over the file, kExhausted: what came before stands.
  Result<std::optional<ImportItem>> Next() override;
  Json columns() const override { return batch_.columns; }

 private:
  ConfinedImport(std::unique_ptr<WorkerSession> session, int64_t size) : session_(std::move(session)), size_(size) {}
  std::unique_ptr<WorkerSession> session_;
  const int64_t size_;
  ImportBatch batch_;
  size_t at_ = 0;
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
