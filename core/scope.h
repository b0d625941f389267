// Who acts and what they may touch.  Every use case of service/ takes a Scope; it
// becomes SQL in one place (store/scope_sql.h).
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/id.h"

namespace markwarden {

enum class Role {
  kAdministrator, kHead, kOfficer, kReviewer, kApprover, kSender,
  kHolder, kAgent, kPlatform, kAuditor, kSpotter, kSystem,
};
std::string_view ToString(Role role);
std::optional<Role> ParseRole(std::string_view text);

// A value made by service/ from a signed-in account, a token, or a system actor;
// nothing else makes one.
struct Scope {
  Id actor = 0;
  std::string actor_name;            // "lin", "system:crawl"
  Id org = 0;                        // rows of other organisations do not exist for it; of a bureau below another, the one at the top
  std::vector<std::string> regions;  // GB/T 2260 prefixes; empty means every region
  std::vector<Id> rights;            // a holder sees flags through these rights only
  std::set<Role> roles;
  Id bureau = 0;                     // the own organisation where that is not `org`: a bureau below another
  bool kept = false;                 // of an organisation that another keeps: nothing that concerns the whole store
  bool must_enrol = false;           // a role asks for an authenticator and there is none: that first
  std::vector<std::string> token_scopes = {};  // of a token that may less than its account: permissions by name, or "read"

  Id home() const { return bureau != 0 ? bureau : org; }  // the own organisation

  bool Has(Role role) const { return roles.contains(role); }
  bool HasAny(std::initializer_list<Role> any) const {
    for (const Role role : any) {
      if (roles.contains(role)) return true;
    }
    return false;
  }
};

}  // namespace markwarden
