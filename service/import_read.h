// What a file that was handed over holds: pages, listings, refused records, pulled one after the other.  The only way in which service/
// looks into such files, so that reading can move elsewhere whole.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/exchange.h"
#include "core/formats/byte_source.h"
#include "core/json.h"
#include "core/listing.h"
#include "core/result.h"
#include "crawler/extract.h"
#include "crawler/listing_mapping.h"

namespace markwarden {

enum class ImportKind { kListingsJsonl, kListingsCsv, kListingsXlsx, kWarc, kHar, kMhtml, kHtml, kArchive, kFolder };
std::string_view ToString(ImportKind kind);  // "listings_jsonl" ... as the store writes it
// Also what people type: jsonl, csv, xlsx, warc, har, mhtml, mht, html, zip.
std::optional<ImportKind> ParseImportKind(std::string_view text);

// Caps.
inline constexpr int64_t kMaxImportFileBytes = 4LL << 30;    // WARC is streamed
inline constexpr size_t kMaxImportWholeBytes = 256 << 20;    // of a file that is read whole: CSV, HAR, anything in gzip
inline constexpr size_t kMaxImportPageBytes = 20 << 20;      // of one saved page
inline constexpr int kMaxArchiveDepth = 2;                   // archives inside archives
inline constexpr int64_t kMaxArchiveBytes = 1LL << 30;       // inflated, with those inside

// Plain values.
struct ImportItem {
  enum class What { kPage, kListing, kRefusal };
  What what = What::kRefusal;
  std::string place;         // "line 12", "entry 3", "a/b.html"
  int64_t line = 0;          // of a table or JSON Lines; 0 elsewhere

  Exchange page;             // kPage; `started` is not set: a file's times are claims
  std::string content_type;  // of a page without a head
  std::string claimed_time;  // as the file has it
  Json notes = Json::object();

  Listing listing;           // kListing

  std::string reason, excerpt;  // kRefusal
};

struct ImportReadOptions {
  std::string file_name = {};
  const ListingMapping* mapping = nullptr;    // outlives the reader
  const KnownColumns* known_columns = nullptr;  // outlives the reader
};

// One thread at a time.  The same bytes and options give the same items in the same order.
class ImportReader {
 public:
  virtual ~ImportReader() = default;
  // Empty at the end.  Errors end the file: kInvalid, kExhausted, kUnsupported (say what to do), kInternal (the disk).
  virtual Result<std::optional<ImportItem>> Next() = 0;
  // Of a table: {"used":[{"column","field"}],"ignored":[],"columns_version"}; else {}.
  virtual Json columns() const { return Json::object(); }
};

// By the bytes alone.  Errors: kUnsupported (nothing that is read), those of opening a ZIP archive.
Result<ImportKind> DetectImportKind(const ByteSource& source);

// `source` outlives the reader.  A file of any kind may be in gzip.  Errors: kInvalid (not of that kind; a mapping that does not fit the
// heading), kExhausted (past a cap).
Result<std::unique_ptr<ImportReader>> OpenImport(const ByteSource& source, ImportKind kind, const ImportReadOptions& options);

// A folder of saved files whose bytes lie one behind the other in `source`.  Errors: those of a list of addresses in it.
struct PackedFile;
Result<std::unique_ptr<ImportReader>> OpenPackedFolder(const ByteSource& source, std::vector<PackedFile> files, const ImportReadOptions& options);

// How an imported page is to be extracted; empty for what is no page.
std::optional<ExtractOptions> HowToExtract(const Exchange& page, const std::string& content_type);

}  // namespace markwarden
