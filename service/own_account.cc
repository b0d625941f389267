// The own account over the store.
#include "service/own_account.h"

#include "core/account.h"
#include "core/totp.h"
#include "service/authenticators.h"
#include "service/password.h"
#include "service/password_rules.h"
#include "service/permissions.h"
#include "service/sign_in_guard.h"
#include "service/transact.h"
#include "store/accounts.h"
#include "store/events.h"
#include "store/sign_in.h"

namespace markwarden {
namespace {

constexpr const char* kIssuer = "markwarden";

Result<Account> OwnAccountOf(CaseDb& db, const Scope& scope) {
  Result<std::optional<Account>> account = FindAccount(db, scope.actor);
  if (!account) return Fail(account);
  if (!*account) return Fail(ErrorCode::kNotFound, "no such account");
  return std::move(**account);
}

// Whoever changes what proves who one is proves it once more.  An account that never had a password has none to show.
Status ProvePassword(Service& service, CaseDb& db, const Scope& scope, const std::string& password) {
  if (!scope.token_scopes.empty()) return Fail(ErrorCode::kDenied, "a token that may less than its account changes nothing of it: sign in");
  Result<Account> account = OwnAccountOf(db, scope);
  if (!account) return Fail(account);
  if (account->password_hash.empty()) return Ok();
  SignInGuard& guard = service.sign_in_guard();
  const std::string counted = "own password of " + account->login;
  const Time now = service.clock().Now();
  if (const auto wait = guard.WaitForCode(counted, now)) {
    return Fail(ErrorCode::kUnavailable, "too many wrong tries: wait " + std::to_string(wait->count()) + " seconds");
  }
  if (password.size() > 1024 || !VerifyPassword(account->password_hash, password)) {
    guard.CodeFailed(counted, now);
    return Fail(ErrorCode::kDenied, "the password is wrong");
  }
  guard.CodeSucceeded(counted);
  return Ok();
}

Status Say(Transaction& tx, const Scope& scope, const char* kind) {
  Result<Id> event = AppendEvent(tx, EventBy(scope, kind, "account", scope.actor));
  return event ? Ok() : Status(Fail(event));
}

}  // namespace

Result<Json> ShowOwnAccount(Service& service, const Scope& scope) {
  if (Status allowed = Authorise(scope, UseCase::kOwnAccount); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Account> account = OwnAccountOf(db, scope);
    if (!account) return Fail(account);
    Result<int64_t> codes = CountRecoveryCodes(db, scope.actor);
    if (!codes) return Fail(codes);
    return Json{{"login", account->login}, {"display_name", account->display_name}, {"authenticator", account->authenticator},
                {"needs_authenticator", service.sign_in_guard().policy().NeedsAuthenticator(account->roles)}, {"recovery_codes", *codes},
                {"has_password", !account->password_hash.empty()}};
  });
}

Status ChangePassword(Service& service, const Scope& scope, const OwnSession& session, const std::string& password, const std::string& next) {
  if (Status allowed = Authorise(scope, UseCase::kOwnAccount); !allowed) return allowed;
  if (Status short_of = CheckPassword(next); !short_of) return short_of;
  if (Status proved = Reading(service, [&](CaseDb& db) { return ProvePassword(service, db, scope, password); }); !proved) return proved;
  Result<Account> own = Reading(service, [&](CaseDb& db) { return OwnAccountOf(db, scope); });
  if (!own) return Fail(own);
  if (Status strong = CheckNewPassword(service, next, *own); !strong) return strong;
  Result<std::string> hash = HashPassword(next);
  if (!hash) return Fail(hash);
  return Writing(service, [&](Transaction& tx) -> Status {
    Result<Account> account = OwnAccountOf(tx.db(), scope);
    if (!account) return Fail(account);
    account->password_hash = std::move(*hash);
    if (Result<Account> updated = UpdateAccount(tx, *account); !updated) return Fail(updated);
    if (Status ended = EndSessionsOf(tx, scope.actor, session.secret); !ended) return ended;
    if (Status forgotten = ForgetDevices(tx, scope.actor); !forgotten) return forgotten;
    return Say(tx, scope, "account.password_changed");
  });
}

Result<Json> BeginAuthenticator(Service& service, const Scope& scope, const std::string& password) {
  if (Status allowed = Authorise(scope, UseCase::kOwnAccount); !allowed) return Fail(allowed);
  if (Status proved = Reading(service, [&](CaseDb& db) { return ProvePassword(service, db, scope, password); }); !proved) return Fail(proved);
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Result<Account> account = OwnAccountOf(tx.db(), scope);
    if (!account) return Fail(account);
    if (account->authenticator) return Fail(ErrorCode::kConflict, "the account has an authenticator: take it off first");
    Result<std::string> secret = MakeAuthenticator(service, tx, scope.actor);
    if (!secret) return Fail(secret);
    return Json{{"secret", ToBase32(*secret)}, {"uri", TotpUri(*secret, kIssuer, account->login)}};
  });
}

Result<Json> ConfirmAuthenticatorOf(Service& service, const Scope& scope, const std::string& code) {
  if (Status allowed = Authorise(scope, UseCase::kOwnAccount); !allowed) return Fail(allowed);
  if (!scope.token_scopes.empty()) return Fail(ErrorCode::kDenied, "a token that may less than its account changes nothing of it: sign in");
  SignInGuard& guard = service.sign_in_guard();
  const Time now = service.clock().Now();
  if (const auto wait = guard.WaitForCode(scope.actor_name, now)) {
    return Fail(ErrorCode::kUnavailable, "too many wrong tries: wait " + std::to_string(wait->count()) + " seconds");
  }
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Result<bool> right = ConfirmWithCode(service, tx, scope.actor, code);
    if (!right) return Fail(right);
    if (!*right) {
      guard.CodeFailed(scope.actor_name, now);
      return Fail(ErrorCode::kInvalid, "the code is not that of this authenticator now: look at the clock of both, and try the next one");
    }
    Result<std::vector<std::string>> codes = MakeRecoveryCodes(tx, scope.actor, guard.policy().recovery_codes);
    if (!codes) return Fail(codes);
    if (Status said = Say(tx, scope, "account.authenticator_set"); !said) return Fail(said);
    return Json{{"recovery_codes", *codes}};
  });
}

Result<Json> RenewRecoveryCodes(Service& service, const Scope& scope, const std::string& password) {
  if (Status allowed = Authorise(scope, UseCase::kOwnAccount); !allowed) return Fail(allowed);
  if (Status proved = Reading(service, [&](CaseDb& db) { return ProvePassword(service, db, scope, password); }); !proved) return Fail(proved);
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Result<Account> account = OwnAccountOf(tx.db(), scope);
    if (!account) return Fail(account);
    if (!account->authenticator) return Fail(ErrorCode::kNotFound, "the account has no authenticator");
    Result<std::vector<std::string>> codes = MakeRecoveryCodes(tx, scope.actor, service.sign_in_guard().policy().recovery_codes);
    if (!codes) return Fail(codes);
    if (Status said = Say(tx, scope, "account.recovery_codes_made"); !said) return Fail(said);
    return Json{{"recovery_codes", *codes}};
  });
}

Status TakeOffAuthenticator(Service& service, const Scope& scope, const std::string& password) {
  if (Status allowed = Authorise(scope, UseCase::kOwnAccount); !allowed) return allowed;
  if (Status proved = Reading(service, [&](CaseDb& db) { return ProvePassword(service, db, scope, password); }); !proved) return proved;
  return Writing(service, [&](Transaction& tx) -> Status {
    Result<Account> account = OwnAccountOf(tx.db(), scope);
    if (!account) return Fail(account);
    if (!account->authenticator) return Fail(ErrorCode::kNotFound, "the account has no authenticator");
    if (service.sign_in_guard().policy().NeedsAuthenticator(account->roles)) {
      return Fail(ErrorCode::kDenied, "a role of this account asks for an authenticator: an administrator resets one that was lost");
    }
    if (Status removed = RemoveAuthenticator(tx, scope.actor); !removed) return removed;
    return Say(tx, scope, "account.authenticator_taken_off");
  });
}

Result<Json> ListOwnSessions(Service& service, const Scope& scope, const OwnSession& session) {
  if (Status allowed = Authorise(scope, UseCase::kOwnAccount); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::vector<Session>> sessions = ListSessions(db, scope.actor);
    if (!sessions) return Fail(sessions);
    Result<Id> own = session.secret.empty() ? Result<Id>(Id{0}) : SessionId(db, session.secret);
    if (!own) return Fail(own);
    Json items = Json::array();
    for (const Session& one : *sessions) {
      items.push_back({{"id", IdToString(one.id)}, {"created_at", FormatTime(one.created_at)}, {"used_at", FormatTime(one.used_at)},
                       {"expires_at", FormatTime(one.expires_at)}, {"address", TextOrNull(one.address)}, {"agent", TextOrNull(one.agent)},
                       {"current", one.id == *own}});
    }
    return Json{{"items", std::move(items)}, {"next", nullptr}};
  });
}

Status EndOwnSession(Service& service, const Scope& scope, Id id) {
  if (Status allowed = Authorise(scope, UseCase::kOwnAccount); !allowed) return allowed;
  return Writing(service, [&](Transaction& tx) -> Status {
    if (Status ended = EndSessionById(tx, scope.actor, id); !ended) return ended;
    return Say(tx, scope, "account.session_ended");
  });
}

Result<Json> ListOwnTokens(Service& service, const Scope& scope) {
  if (Status allowed = Authorise(scope, UseCase::kOwnAccount); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::vector<ApiToken>> tokens = ListTokens(db, scope.actor);
    if (!tokens) return Fail(tokens);
    Json items = Json::array();
    for (const ApiToken& token : *tokens) {
      items.push_back({{"id", IdToString(token.id)}, {"name", token.name}, {"created_at", FormatTime(token.created_at)},
                       {"expires_at", FormatTime(token.expires_at)}, {"scopes", token.scopes}});
    }
    return Json{{"items", std::move(items)}, {"next", nullptr}};
  });
}

Status EndOwnToken(Service& service, const Scope& scope, Id id) {
  if (Status allowed = Authorise(scope, UseCase::kOwnAccount); !allowed) return allowed;
  return Writing(service, [&](Transaction& tx) -> Status {
    if (Status ended = RevokeToken(tx, scope.actor, id); !ended) return ended;
    return Say(tx, scope, "account.token_ended");
  });
}

}  // namespace markwarden
