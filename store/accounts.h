// Organisations, accounts, tokens, sessions, one-time sign-in codes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/account.h"
#include "core/scope.h"
#include "store/database.h"
#include "store/page.h"

namespace markwarden {

Result<Organisation> AddOrganisation(Transaction& tx, const Organisation& organisation);
Result<std::optional<Organisation>> FindOrganisation(CaseDb& db, Id id);
Result<std::vector<Organisation>> ListOrganisations(CaseDb& db);
// Writes name and disabled; row_version must be the one that was read.  Errors: kConflict (changed meanwhile).
Result<Organisation> UpdateOrganisation(Transaction& tx, const Organisation& organisation);
// What the administrators of `home` keep: it, every bureau below it, and whatever those keep.  By id.
Result<Page<Organisation>> ListKeptOrganisations(CaseDb& db, Id home, const PageRequest& page = {});
Result<bool> KeepsOrganisation(CaseDb& db, Id home, Id id);
// Every bureau of one tree.
Result<std::vector<Organisation>> ListBureausOf(CaseDb& db, Id tenant);

// The id, times and version of `account` are made here.  Errors: kConflict (login taken).
Result<Account> AddAccount(Transaction& tx, const Account& account);
// Writes display name, password, roles, regions, rights, disabled; row_version must be the one
// that was read.  Errors: kConflict (changed meanwhile), kNotFound.
Result<Account> UpdateAccount(Transaction& tx, const Account& account);
Result<std::optional<Account>> FindAccount(CaseDb& db, Id id);
Result<std::optional<Account>> FindAccountByLogin(CaseDb& db, const std::string& login);
// People of what the administrators of the scope's own organisation keep, by login.
Result<Page<Account>> ListAccounts(CaseDb& db, const Scope& scope, const PageRequest& page = {});
Result<int64_t> CountPeople(CaseDb& db);  // accounts that are not system actors

// Secrets (tokens, sessions, codes) are given and looked up as text; only SHA-256 is kept.
Result<ApiToken> AddToken(Transaction& tx, Id account, const std::string& name, const std::string& secret, Time expires_at,
                          const std::vector<std::string>& scopes = {});
struct TokenBearer {
  Account account;
  std::vector<std::string> scopes;
};
// The account behind a token that is neither expired nor revoked nor disabled, and what the token may.
Result<std::optional<TokenBearer>> AccountByToken(CaseDb& db, const std::string& secret);
Result<std::vector<ApiToken>> ListTokens(CaseDb& db, Id account);  // in force, newest first
Status RevokeToken(Transaction& tx, Id account, Id token);         // kNotFound: not that account's

Status AddSession(Transaction& tx, const std::string& secret, const Session& session);
// The account of a live session; moves `idle_until` to now + idle (never past expires_at).
Result<std::optional<Account>> UseSession(Transaction& tx, const std::string& secret, Seconds idle);
// As UseSession, changing nothing.
Result<std::optional<Account>> AccountBySession(CaseDb& db, const std::string& secret);
// Whether it would end within `left` if nobody used it: time to move its idle end.
Result<bool> SessionIsDue(CaseDb& db, const std::string& secret, Seconds left);
Status EndSession(Transaction& tx, const std::string& secret);
Status EndSessionsOf(Transaction& tx, Id account, const std::string& but = {});  // `but`: the secret of one that stays
Result<std::vector<Session>> ListSessions(CaseDb& db, Id account);  // live ones, newest first
Result<Id> SessionId(CaseDb& db, const std::string& secret);        // 0: no such session
Status EndSessionById(Transaction& tx, Id account, Id session);     // kNotFound: not that account's

Status AddSignInCode(Transaction& tx, Id account, const std::string& secret, Time expires_at);
// The account, once: a second use, or one past the time, finds nothing.
Result<std::optional<Account>> UseSignInCode(Transaction& tx, const std::string& secret);

}  // namespace markwarden
