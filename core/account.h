// Organisations, the accounts of their people, and what proves who is asking.
#pragma once

#include <array>
#include <set>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/hash.h"
#include "core/id.h"
#include "core/scope.h"

namespace markwarden {

// The system actors exist from `init` on: fixed ids, below anything IdMaker makes.
inline constexpr Id kSystemOrg = 1;
struct SystemActor {
  Id id;
  const char* name;
};
inline constexpr std::array<SystemActor, 4> kSystemActors = {
    {{10, "system:crawl"}, {11, "system:match"}, {12, "system:seal"}, {13, "system:work"}}};

struct Organisation {
  Id id = 0;
  std::string name;
  std::string kind = "bureau";  // bureau, holder, agent, platform, association, system
  std::string region_code;      // GB/T 2260; empty when unknown
  Id parent = 0;                // the bureau above
  Id tenant = 0;                // the bureau at the top of the tree, else itself; made by the store
  Id keeper = 0;                // whose administrators keep it; 0: its own, it is the store's first
  bool disabled = false;        // nobody of it signs in or acts
  Id created_by = 0;
  Time created_at;
  int64_t row_version = 1;
};

struct Account {
  Id id = 0;
  Id org = 0;
  std::string login;          // unique in the store
  std::string display_name;
  std::string password_hash;  // Argon2id text; empty: cannot sign in by password
  std::set<Role> roles;
  std::vector<std::string> regions;  // GB/T 2260 prefixes; empty means every region
  std::vector<Id> rights;            // what a holder or an agent sees flags through
  bool disabled = false;
  // Of its organisation and its authenticator, as they were read.
  Id tenant = 0, parent = 0;
  bool kept = false;        // the organisation has a keeper: it is not the store's first
  std::string org_region;   // the organisation's own
  bool authenticator = false;  // signs in with a one-time code too
  Id created_by = 0;
  Time created_at;
  int64_t row_version = 1;
};

// A bearer token; the token itself is never stored, only its digest.
struct ApiToken {
  Id id = 0;
  Id account = 0;
  std::string name;
  Time created_at;
  Time expires_at;
  std::vector<std::string> scopes;  // permissions by name, or "read"; empty: whatever the account may
};

struct Session {
  Id id = 0;
  Id account = 0;
  std::string address = {}, agent = {};  // where it was begun, and what its browser called itself
  Time created_at;
  Time used_at = {};
  Time idle_until;  // moved on by each use
  Time expires_at;  // never moved
};

}  // namespace markwarden
