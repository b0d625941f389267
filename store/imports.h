// Imports: files that were handed over, how far each was read, what of it was refused.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/id.h"
#include "core/json.h"
#include "core/scope.h"
#include "store/database.h"
#include "store/page.h"

namespace markwarden {

struct ImportRecord {
  Id id = 0;
  Id org = 0;
  std::string region_code;
  Id created_by = 0;
  int64_t row_version = 1;
  std::string file_name;
  std::string sha256;          // hexadecimal
  int64_t bytes = 0;
  std::string kind;            // as the table's CHECK lists them
  std::string mapping_sha256;  // hexadecimal
  std::string from_whom;
  Id capture = 0;              // of the file itself; 0: not kept whole
  std::string state;           // running, done, failed
  std::string failure;
  int64_t read_to = 0;         // records dealt with
  int64_t pages = 0, listings = 0, refused = 0;
  Json columns = Json::object();
  Time started_at;
  std::optional<Time> ended_at;
};

struct ImportRefusal {
  int64_t number = 0;
  std::string place, reason, excerpt;
};

// At most so many refusals of one import are kept; `refused` counts them all.
inline constexpr int64_t kMaxKeptRefusals = 100'000;

// The import of these bytes as this kind with this mapping: the one that was begun before, else a new one in
// state running.  `begun` fields: file_name, sha256, bytes, kind, mapping_sha256, from_whom, region_code.
struct ImportBegun {
  ImportRecord record;
  bool created = false;
};
Result<ImportBegun> BeginImport(Transaction& tx, const Scope& scope, const ImportRecord& begun);

// Writes state, failure, capture, cursor, counts and columns of `record` and adds refusals.  Errors: kConflict (changed since
// row_version was read: another process runs the same import).  Returns the record with its new row version.
Result<ImportRecord> AdvanceImport(Transaction& tx, const Scope& scope, const ImportRecord& record, const std::vector<ImportRefusal>& refusals);

Result<std::optional<ImportRecord>> FindImport(CaseDb& db, const Scope& scope, Id id);
Result<Page<ImportRecord>> ListImports(CaseDb& db, const Scope& scope, const PageRequest& page = {});  // newest first
// Empty when the scope does not see the import.
Result<Page<ImportRefusal>> ListImportRefusals(CaseDb& db, const Scope& scope, Id import, const PageRequest& page = {});

}  // namespace markwarden
