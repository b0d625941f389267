// What host and worker say to each other about a handed-over file.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/import_read.h"

namespace markwarden {

struct ImportOpening {
  int64_t size = 0;            // of the file
  ImportKind kind = ImportKind::kHtml;
  std::string file_name;
  std::string mapping;         // YAML, or empty
  std::string known_columns;   // YAML
};

struct ImportBatch {
  std::vector<ImportItem> items;
  bool ended = false;
  std::optional<Error> broken;  // ends the file after the items
  Json columns = Json::object();
};

// Files in one file: where each lies.
struct PackedFile {
  std::string name;
  int64_t offset = 0, length = 0;
  std::string refused;  // empty, or why it is not read
};

// For the same build on both sides.  Errors of the readers: kInvalid, kExhausted.
std::string ToWire(const ImportOpening& opening);
Result<ImportOpening> ImportOpeningFromWire(std::string_view bytes);
std::string ToWire(const ImportBatch& batch);
Result<ImportBatch> ImportBatchFromWire(std::string_view bytes);
std::string ToWire(const std::vector<PackedFile>& files);
Result<std::vector<PackedFile>> PackedFilesFromWire(std::string_view bytes);

// Bytes that an item takes on the wire, about.
size_t WireSize(const ImportItem& item);

}  // namespace markwarden
