// Platforms (shared) and the sources that pull from them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/scope.h"
#include "core/watch.h"
#include "store/database.h"

namespace markwarden {

// Adds or rewrites the platform with this key.
Result<Platform> SavePlatform(Transaction& tx, const Scope& scope, const Platform& platform);
Result<std::optional<Platform>> FindPlatform(CaseDb& db, const std::string& key);
Result<std::vector<Platform>> ListPlatforms(CaseDb& db);

// Adds the source, or a new version of it when the YAML differs; the platform must exist (kNotFound).
Result<Source> SaveSource(Transaction& tx, const Scope& scope, const std::string& name,
                          const std::string& platform_key, const std::string& yaml);
// A disabled source is fetched from by no crawl.  Errors: kConflict (changed since row_version was read).
Status SetSourceDisabled(Transaction& tx, const Scope& scope, Id id, bool disabled, int64_t row_version);
Result<std::optional<Source>> FindSource(CaseDb& db, const Scope& scope, Id id);
Result<std::optional<Source>> FindSourceByName(CaseDb& db, const Scope& scope, const std::string& name);
Result<std::vector<Source>> ListSources(CaseDb& db, const Scope& scope);  // by name

}  // namespace markwarden
