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
  std::string kind = "bureau";  // bureau, holder, platform, system
  std::string region_code;      // GB/T 2260; empty when unknown
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
};

struct Session {
  Id account = 0;
  Time created_at;
  Time idle_until;  // moved on by each use
  Time expires_at;  // never moved
};

}  // namespace markwarden
