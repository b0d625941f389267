// Archives: the directory, each entry pulled to its end, and the same bytes as a workbook.
#include "core/formats/xlsx.h"
#include "core/formats/zip.h"
#include "tests/fuzz/target.h"

using namespace markwarden;
using markwarden::fuzz::Require;

MARKWARDEN_FUZZ_TARGET(archive) {
  const MemorySource source(bytes);
  const ZipLimits limits{.entries = 64, .total_bytes = 8 << 20, .ratio = 100, .free_bytes = 1 << 16, .name_bytes = 256};
  if (const Result<ZipReader> zip = ZipReader::Open(source, limits)) {
    Require(zip->entries().size() <= limits.entries, "entries keep their cap");
    for (const ZipEntry& entry : zip->entries()) {
      if (!entry.refused.empty()) {
        Require(!zip->Stream(entry).has_value(), "a refused entry is not read");
        continue;
      }
      Require(("/" + entry.name + "/").find("/../") == std::string::npos && !entry.name.starts_with('/'), "no name leads out");
      const Result<std::string> read = zip->Read(entry, 1 << 20);
      if (read) Require(static_cast<int64_t>(read->size()) == entry.size, "an entry is as long as it says");
    }
  }
  if (Result<XlsxReader> book = XlsxReader::Open(source)) {
    for (int rows = 0; rows < 1000; ++rows) {
      const Result<std::optional<XlsxRow>> row = book->Next();
      if (!row || !*row) break;
      Require((*row)->cells.size() <= kMaxXlsxColumns, "columns keep their cap");
      Require((*row)->cells.empty() || !(*row)->cells.back().empty() || !(*row)->error.empty(), "the last cell is not empty");
    }
  }
}
