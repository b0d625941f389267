// Connectors as their people described them: versions that are never changed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/scope.h"
#include "store/database.h"

namespace markwarden {

struct ConnectorRecord {
  Id id = 0;
  Id org = 0;
  std::string name;
  std::string yaml;
  std::string digest;  // SHA-256 of the yaml, hexadecimal
  Id created_by = 0;
  Time created_at;
};

// The newest version of that name in the scope's organisation.  The newest again changes nothing.  Errors: kConflict (an older version, word by word).
Result<ConnectorRecord> SaveConnector(Transaction& tx, const Scope& scope, const std::string& name, const std::string& yaml);
Result<std::optional<ConnectorRecord>> FindConnector(CaseDb& db, Id org, const std::string& name);
// The newest version of each, by name.
Result<std::vector<ConnectorRecord>> ListConnectors(CaseDb& db, Id org);

}  // namespace markwarden
