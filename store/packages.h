// Evidence packages that were made.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/clock.h"
#include "core/id.h"
#include "core/scope.h"
#include "store/database.h"
#include "store/page.h"

namespace markwarden {

struct PackageRecord {
  Id id = 0;
  Id org = 0;
  std::string region_code;
  Id created_by = 0;
  Time created_at;
  Id case_id = 0;
  std::string name;      // of the archive without ".zip", and of the folder in it
  std::string language;  // zh, en
  int64_t captures = 0;
  int64_t bytes = 0;     // of the archive
  std::string tagmanifest_sha256, seal_sha256;  // hexadecimal
  int64_t checkpoint_size = 0;
};

// `id`, `org`, `created_by` and `created_at` are filled in.  Errors: kConflict (a package of that name).
Result<PackageRecord> AddPackage(Transaction& tx, const Scope& scope, PackageRecord package);
Result<std::optional<PackageRecord>> FindPackage(CaseDb& db, const Scope& scope, Id id);
struct PackageFilter {
  Id case_id = 0;             // 0: of every case
  std::string text = {};      // part of the name
  std::optional<Time> from = {}, to = {};  // made in [from, to)
};
// Newest first.
Result<Page<PackageRecord>> ListPackages(CaseDb& db, const Scope& scope, const PackageFilter& filter = {}, const PageRequest& page = {});
Result<int64_t> CountPackages(CaseDb& db, Id case_id);

}  // namespace markwarden
