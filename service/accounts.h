// The store's beginning, and the accounts of its people.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/account.h"
#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/organisations.h"
#include "service/service.h"
#include "service/sign_in.h"

namespace markwarden {

struct InitOptions {
  std::string organisation = "Market supervision bureau";
  std::string region;           // GB/T 2260
  std::string login = "admin";
  std::string display_name;
  std::string password;         // checked by PasswordRules
  bool simulated = false;       // a store with a clock offset says so for ever
  int64_t clock_offset_seconds = 0;
};

// Makes the store, its system actors, the first organisation and its administrator.
// Errors: kConflict (there is a store already), kInvalid (password, login), kExhausted, kDenied.
Status InitStore(const std::filesystem::path& dir, const InitOptions& options);

struct NewAccount {
  std::string login;  // 2..40 of a-z 0-9 . _ -
  std::string display_name;
  std::string password;  // empty: signs in by a one-time code only
  std::vector<std::string> roles;
  std::vector<std::string> regions;
  std::vector<std::string> rights;  // ids of rights, for holders and agents
  Id org = 0;                       // 0: the actor's own
};
// Errors: kDenied, kInvalid (login, roles, regions outside the bureau's, password), kNotFound (an organisation that the actor's does not keep),
// kConflict (the login is taken, no such right).
Result<Json> AddAccount(Service& service, const Scope& scope, const NewAccount& account);

struct AccountChange {
  std::optional<std::string> display_name = {};
  std::optional<std::vector<std::string>> roles = {}, regions = {}, rights = {};
  std::optional<bool> disabled = {};
  int64_t row_version = 0;  // that was seen
};
// What changes holds for live sessions and tokens at once; whoever is disabled is signed out.  Nobody changes the own account in this way.
// Errors: kDenied, kNotFound, kInvalid, kConflict.
Result<Json> ChangeAccount(Service& service, const Scope& scope, Id id, const AccountChange& change);

// People of the organisations that the actor's keeps, by login.
// {"items":[{"id","login","display_name","roles","regions","rights","org":{"id","name","kind"},"disabled","authenticator","invited_until"}],"next"}
Result<Json> ListAccounts(Service& service, const Scope& scope, const std::string& cursor = {}, int limit = 200);
Result<Json> ShowAccount(Service& service, const Scope& scope, Id id);

// A code for one sign-in within `minutes`; shown once.
Result<std::string> MakeSignInCode(Service& service, const Scope& scope, const std::string& login, int minutes = 60);
// Takes the account's authenticator and recovery codes away: for who has lost them.
Result<Json> ResetAuthenticator(Service& service, const Scope& scope, Id id);

// {"id","login","display_name","roles","org":{"id","name","kind","region","level","parent"},"regions","permissions","authenticator","must_enrol","token_scopes"}
Result<Json> ShowSelf(Service& service, const Scope& scope);

// For the use cases beside this one.  The account that an administrator may change: kNotFound for any of an organisation that is not kept by the actor's.
Result<Account> KeptAccount(CaseDb& db, const Scope& scope, Id id);
// Checks and fills in what an account is made of; `account.org` is set.
Status FillAccount(CaseDb& db, const Scope& scope, const NewAccount& wanted, Account& account);
// With the name of the organisation and the open invitation.
Result<Json> AccountView(CaseDb& db, const Account& account);

}  // namespace markwarden
