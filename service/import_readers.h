// The readers behind import_read.h.  Internal to service/.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "service/import_read.h"

namespace markwarden {

ImportItem RefusedItem(std::string place, std::string reason, std::string_view bytes);

// UTF-8 without a byte order mark, whatever came; `label` is a mapping's word, or empty.  Errors: kInvalid (no text).
Result<std::string> ImportText(std::string bytes, const std::string& label);

// Tables.  `bytes` are the whole file.
Result<std::unique_ptr<ImportReader>> OpenCsvListings(std::string bytes, const ImportReadOptions& options);
Result<std::unique_ptr<ImportReader>> OpenJsonlListings(const ByteSource& source, const ImportReadOptions& options);
Result<std::unique_ptr<ImportReader>> OpenXlsxListings(const ByteSource& source, const ImportReadOptions& options);

// How much archives may still inflate, and how deep they lie.
struct ArchiveBudget {
  int depth = 0;
  std::shared_ptr<int64_t> left = std::make_shared<int64_t>(kMaxArchiveBytes);
};
Result<std::unique_ptr<ImportReader>> OpenArchive(const ByteSource& source, const ImportReadOptions& options, const ArchiveBudget& budget);
// As OpenImport, inside an archive.
Result<std::unique_ptr<ImportReader>> OpenNested(const ByteSource& source, ImportKind kind, const ImportReadOptions& options, const ArchiveBudget& budget);

// A saved page.  `url` is what a list of addresses says, empty without one.
ImportItem SavedPage(std::string bytes, const std::string& place, const std::string& url);

}  // namespace markwarden
