// Organisations, accounts, tokens, sessions, one-time sign-in codes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/account.h"
#include "core/scope.h"
#include "store/database.h"

namespace markwarden {

Result<Organisation> AddOrganisation(Transaction& tx, const Organisation& organisation);
Result<std::optional<Organisation>> FindOrganisation(CaseDb& db, Id id);
Result<std::vector<Organisation>> ListOrganisations(CaseDb& db);

// The id, times and version of `account` are made here.  Errors: kConflict (login taken).
Result<Account> AddAccount(Transaction& tx, const Account& account);
// Writes display name, password, roles, regions, rights, disabled; row_version must be the one
// that was read.  Errors: kConflict (changed meanwhile), kNotFound.
Result<Account> UpdateAccount(Transaction& tx, const Account& account);
Result<std::optional<Account>> FindAccount(CaseDb& db, Id id);
Result<std::optional<Account>> FindAccountByLogin(CaseDb& db, const std::string& login);
Result<std::vector<Account>> ListAccounts(CaseDb& db, const Scope& scope);  // of the scope's organisation
Result<int64_t> CountPeople(CaseDb& db);  // accounts that are not system actors

// Secrets (tokens, sessions, codes) are given and looked up as text; only SHA-256 is kept.
Result<ApiToken> AddToken(Transaction& tx, Id account, const std::string& name, const std::string& secret, Time expires_at);
// The account behind a token that is neither expired nor revoked nor disabled.
Result<std::optional<Account>> AccountByToken(CaseDb& db, const std::string& secret);
Result<std::vector<ApiToken>> ListTokens(CaseDb& db, Id account);  // not revoked
Status RevokeToken(Transaction& tx, Id token);

Status AddSession(Transaction& tx, const std::string& secret, const Session& session);
// The account of a live session; moves `idle_until` to now + idle (never past expires_at).
Result<std::optional<Account>> UseSession(Transaction& tx, const std::string& secret, Seconds idle);
// As UseSession, changing nothing.
Result<std::optional<Account>> AccountBySession(CaseDb& db, const std::string& secret);
Status EndSession(Transaction& tx, const std::string& secret);
Status EndSessionsOf(Transaction& tx, Id account);

Status AddSignInCode(Transaction& tx, Id account, const std::string& secret, Time expires_at);
// The account, once: a second use, or one past the time, finds nothing.
Result<std::optional<Account>> UseSignInCode(Transaction& tx, const std::string& secret);

}  // namespace markwarden
