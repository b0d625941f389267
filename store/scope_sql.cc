// Scope -> WHERE.
#include "store/scope_sql.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>

#include "core/region.h"

namespace markwarden {
bool SeesThroughRights(const Scope& scope) {
  return scope.HasAny({Role::kHolder, Role::kAgent}) &&
         !scope.HasAny({Role::kAdministrator, Role::kHead, Role::kOfficer, Role::kReviewer, Role::kApprover,
                        Role::kSender, Role::kAuditor, Role::kSystem});
}

ScopeSql ToSql(const Scope& scope, const ScopeColumns& columns) {
  ScopeSql sql;
  if (SeesThroughRights(scope)) {
    if (columns.right.empty() || scope.rights.empty()) {
      sql.where = "(1 = 0)";
      return sql;
    }
    sql.where = columns.right + " IN (";
    for (size_t i = 0; i < scope.rights.size(); ++i) {
      const std::string name = ":scope_right_" + std::to_string(i);
      sql.where += (i == 0 ? "" : ", ") + name;
      sql.ids.emplace_back(name, scope.rights[i]);
    }
    sql.where = "(" + sql.where + "))";
    return sql;
  }
  sql.where = columns.org + " = :scope_org";
  sql.ids.emplace_back(":scope_org", scope.org);
  if (!columns.region.empty() && !scope.regions.empty()) {
    std::string regions;
    bool province = false;
    for (size_t i = 0; i < scope.regions.size(); ++i) {
      const std::string prefix = TrimRegion(scope.regions[i]);
      province = province || prefix.size() <= 2;
      const std::string name = ":scope_region_" + std::to_string(i);
      regions += (i == 0 ? "" : " OR ") + std::string("substr(") + columns.region + ", 1, " +
                 std::to_string(prefix.size()) + ") = " + name;
      sql.texts.emplace_back(name, prefix);
    }
    if (province) regions += " OR " + columns.region + " = ''";
    sql.where += " AND (" + regions + ")";
  }
  sql.where = "(" + sql.where + ")";
  return sql;
}

bool SeesWholeOrganisation(const Scope& scope) { return !SeesThroughRights(scope) && scope.regions.empty(); }

bool SeesRow(const Scope& scope, Id org, const std::string& region_code, Id right) {
  if (SeesThroughRights(scope)) return std::find(scope.rights.begin(), scope.rights.end(), right) != scope.rights.end();
  if (org != scope.org) return false;
  if (scope.regions.empty()) return true;
  for (const std::string& region : scope.regions) {
    const std::string prefix = TrimRegion(region);
    if (region_code.starts_with(prefix) || (prefix.size() <= 2 && region_code.empty())) return true;
  }
  return false;
}

void ScopeSql::Bind(SQLite::Statement& statement) const {
  for (const auto& [name, id] : ids) statement.bind(name, id);
  for (const auto& [name, text] : texts) statement.bind(name, text);
}

}  // namespace markwarden
