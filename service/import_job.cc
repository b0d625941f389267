// One reader per worker, items in batches that fit an answer.
#include "service/import_job.h"

#include "core/sandbox/channel.h"
#include "core/wire.h"
#include "service/import_wire.h"

namespace markwarden {
namespace {

constexpr size_t kBatchItems = 200;
constexpr size_t kBatchBytes = size_t{16} << 20;
constexpr size_t kMaxItemBytes = kMaxJobReply - (size_t{4} << 20);

// Of the worker's whole life; it has one thread.
struct ImportSession {
  std::unique_ptr<FileSource> file;
  std::optional<ListingMapping> mapping;
  KnownColumns known_columns;
  std::unique_ptr<ImportReader> reader;
  std::optional<ImportItem> waiting;  // did not fit the last answer
};
ImportSession& TheImport() {
  static ImportSession session;
  return session;
}

}  // namespace

Result<std::string> DetectImportJob(std::string_view params, std::string_view) {
  WireReader in(params);
  const int64_t size = in.Signed();
  if (Status read = in.Done(); !read) return Fail(read);
  ImportSession& session = TheImport();
  if (!session.file) session.file = FileSource::Adopt(kWorkerFile, size);
  const Result<ImportKind> kind = DetectImportKind(*session.file);
  if (!kind) return Fail(kind.error());
  return std::string(ToString(*kind));
}

Result<std::string> OpenImportJob(std::string_view params, std::string_view data) {
  Result<ImportOpening> opening = ImportOpeningFromWire(params);
  if (!opening) return Fail(opening);
  ImportSession& session = TheImport();
  if (!session.file) session.file = FileSource::Adopt(kWorkerFile, opening->size);
  if (!opening->mapping.empty()) {
    Result<ListingMapping> mapping = ParseListingMapping(opening->mapping);
    if (!mapping) return Fail(std::move(mapping.error()).While("mapping"));
    session.mapping = std::move(*mapping);
  }
  Result<KnownColumns> known = ParseKnownColumns(opening->known_columns);
  if (!known) return Fail(known);
  session.known_columns = std::move(*known);
  const ImportReadOptions options{.file_name = opening->file_name, .mapping = session.mapping ? &*session.mapping : nullptr,
                                  .known_columns = &session.known_columns};
  Result<std::unique_ptr<ImportReader>> reader = Fail(ErrorCode::kInternal, "");
  if (opening->kind == ImportKind::kFolder) {
    Result<std::vector<PackedFile>> files = PackedFilesFromWire(data);
    if (!files) return Fail(files);
    reader = OpenPackedFolder(*session.file, std::move(*files), options);
  } else {
    reader = OpenImport(*session.file, opening->kind, options);
  }
  if (!reader) return Fail(reader);
  session.reader = std::move(*reader);
  return std::string();
}

Result<std::string> NextImportJob(std::string_view, std::string_view) {
  ImportSession& session = TheImport();
  if (!session.reader) return Fail(ErrorCode::kInternal, "import.next before import.open");
  ImportBatch batch;
  size_t bytes = 0;
  while (batch.items.size() < kBatchItems && bytes < kBatchBytes) {
    Result<std::optional<ImportItem>> item = std::optional<ImportItem>();
    if (session.waiting) std::swap(*item, session.waiting);
    else item = session.reader->Next();
    if (!item) batch.broken = item.error();
    batch.ended = !item || !*item;
    if (batch.ended) break;
    const size_t size = WireSize(**item);
    if (size > kMaxItemBytes) {
      ImportItem refused;
      refused.place = (*item)->place;
      refused.reason = "the record is larger than " + std::to_string(kMaxItemBytes >> 20) + " MiB";
      *item = std::move(refused);
    } else if (bytes + size > kMaxItemBytes) {
      session.waiting = std::move(**item);
      break;
    }
    bytes += WireSize(**item);
    batch.items.push_back(std::move(**item));
  }
  batch.columns = session.reader->columns();
  return ToWire(batch);
}

}  // namespace markwarden
