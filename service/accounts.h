// Organisations, accounts, and everything that turns a secret into a Scope.
#pragma once

#include <string>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

struct InitOptions {
  std::string organisation = "Market supervision bureau";
  std::string region;           // GB/T 2260
  std::string login = "admin";
  std::string display_name;
  std::string password;         // checked by CheckPassword
  bool simulated = false;       // a store with a clock offset says so for ever
  int64_t clock_offset_seconds = 0;
};

// Makes the store, its system actors, the first organisation and its administrator.
// Errors: kConflict (there is a store already), kInvalid (password, login), kExhausted, kDenied.
Status InitStore(const std::filesystem::path& dir, const InitOptions& options);

struct NewOrganisation {
  std::string name;
  std::string kind = "bureau";  // bureau, holder, agent, platform
  std::string region;
};
Result<Id> AddOrganisation(Service& service, const Scope& scope, const NewOrganisation& organisation);

struct NewAccount {
  std::string login;  // 2..40 of a-z 0-9 . _ -
  std::string display_name;
  std::string password;  // empty: signs in by a one-time code only
  std::vector<std::string> roles;
  std::vector<std::string> regions;
  std::vector<std::string> rights;  // ids of rights, for holders and agents
  Id org = 0;                       // 0: the actor's own
};
Result<Json> AddAccount(Service& service, const Scope& scope, const NewAccount& account);
// {"id","login","display_name","roles","regions","org":{"id","name"},"disabled"}
Result<Json> ListAccounts(Service& service, const Scope& scope);

// A code for one sign-in within `minutes`; shown once.
Result<std::string> MakeSignInCode(Service& service, const Scope& scope, const std::string& login, int minutes = 60);

struct SignedIn {
  std::string secret;  // session cookie or bearer token; never stored in clear
  Scope scope;
};
// Sessions end after 30 idle minutes or 12 hours.  Errors: kDenied, the same words for an unknown
// login, a wrong password and a disabled account; kUnavailable after too many tries: wait.
Result<SignedIn> SignInWithPassword(Service& service, const std::string& login, const std::string& password);
Result<SignedIn> SignInWithCode(Service& service, const std::string& code);
Result<Scope> ScopeOfSession(Service& service, const std::string& secret);
// The same; asking keeps the session no longer alive than it is.
Result<Scope> ScopeOfIdleSession(Service& service, const std::string& secret);
Status SignOut(Service& service, const std::string& secret);

// Bearer tokens for the command line and scripts; 90 days.
Result<std::string> MakeToken(Service& service, const Scope& scope, const std::string& name);
Result<Scope> ScopeOfToken(Service& service, const std::string& token);

// {"id","login","display_name","roles","org":{"id","name","kind","region"},"regions"}
Result<Json> ShowSelf(Service& service, const Scope& scope);

}  // namespace markwarden
