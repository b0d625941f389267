// The one place where a Scope becomes SQL.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/scope.h"

namespace SQLite {
class Statement;
}

namespace markwarden {

// Which columns of the queried table say whose the row is.  Empty: the table has none.
struct ScopeColumns {
  std::string org = "org_id";
  std::string region;  // "region_code"
  std::string right;   // "right_id"
};

// A condition and the values of its named parameters (all begin with ":scope_").
//  - rows of other organisations do not exist
//  - a holder or an agent (and nobody else in that account) sees rows through the rights
//    granted to the account, whichever organisation watches them, and no other row
//  - regions: the row's code begins with one of the prefixes; a row of unknown region is
//    visible to a province (two digits, or four zeros at the end) and to accounts without regions.  A row's region is that of
//    the bureau to which it is assigned: a bureau below another works with the rows of the tree's top, within its region
struct ScopeSql {
  std::string where;  // never empty, in parentheses
  std::vector<std::pair<std::string, Id>> ids;
  std::vector<std::pair<std::string, std::string>> texts;

  void Bind(SQLite::Statement& statement) const;
};
ScopeSql ToSql(const Scope& scope, const ScopeColumns& columns);

// The same condition asked of one row in hand: what `ToSql` with all three columns lets through, and nothing else.
bool SeesRow(const Scope& scope, Id org, const std::string& region_code, Id right);

// True for a scope that sees through rights only.
bool SeesThroughRights(const Scope& scope);

// True for a scope that SeesRow lets see every row of its organisation, and none of others.
bool SeesWholeOrganisation(const Scope& scope);

}  // namespace markwarden
