// Secrets are random, shown once, kept as digests.
#include "service/sign_in.h"

#include <algorithm>

#include "core/hash.h"
#include "core/region.h"
#include "core/text/charset.h"
#include "service/authenticators.h"
#include "service/password.h"
#include "service/permissions.h"
#include "service/sign_in_guard.h"
#include "service/transact.h"
#include "store/accounts.h"
#include "store/events.h"
#include "store/sign_in.h"

namespace markwarden {
namespace {

constexpr Seconds kIdle = std::chrono::minutes(30);
constexpr Seconds kAbsolute = std::chrono::hours(12);
constexpr Seconds kTouch = std::chrono::minutes(1);  // the idle end moves at most so often: not every look is a write
constexpr size_t kMaxAgent = 200, kMaxTokenName = 200, kMaxTokens = 100;

std::string PrintableAgent(const std::string& agent) {
  std::string text = agent.substr(0, kMaxAgent);
  for (char& c : text) {
    if (c < 0x20 || c >= 0x7f) c = '?';
  }
  return text;
}

std::string WaitWords(std::chrono::seconds wait) { return "too many wrong tries: wait " + std::to_string(wait.count()) + " seconds"; }

// Whether the account's authenticator, if it has one, says yes too; counts what is wrong.
Status CheckSecondFactor(Service& service, Transaction& tx, SignInGuard& guard, const Account& account, const std::string& code) {
  if (!account.authenticator) return Ok();
  if (code.empty()) return Fail(ErrorCode::kDenied, kAuthenticatorNeeded);
  const Time now = service.clock().Now();
  if (const auto wait = guard.WaitForCode(account.login, now)) return Fail(ErrorCode::kUnavailable, WaitWords(*wait));
  Result<bool> right = TakeAuthenticatorCode(service, tx, account.id, code);
  if (!right) return Fail(right);
  if (!*right) {
    guard.CodeFailed(account.login, now);
    return Fail(ErrorCode::kDenied, "the code is wrong, too old or was used already: wait for the next one");
  }
  guard.CodeSucceeded(account.login);
  return Ok();
}

}  // namespace

std::string NewSecret(std::string_view prefix) { return std::string(prefix) + ToBase64Url(RandomBytes(32)); }

Scope ScopeOf(const Account& account, const SignInGuard& guard) {
  Scope scope{.actor = account.id, .actor_name = account.login, .org = account.tenant, .regions = account.regions,
              .rights = account.rights, .roles = account.roles};
  scope.kept = account.kept;
  scope.must_enrol = !account.authenticator && guard.policy().NeedsAuthenticator(account.roles);
  if (account.parent != 0) {
    scope.bureau = account.org;
    std::erase_if(scope.regions, [&](const std::string& region) { return !RegionHolds(account.org_region, region); });
    if (scope.regions.empty()) scope.regions = {account.org_region};
  }
  return scope;
}

Result<SignedIn> BeginSession(Service& service, Transaction& tx, const Account& account, const SignInClient& client) {
  const SignInPolicy& policy = service.sign_in_guard().policy();
  const Time now = service.clock().Now();
  SignedIn signed_in{.secret = NewSecret("mws_"), .scope = ScopeOf(account, service.sign_in_guard())};
  Session session;
  session.account = account.id;
  session.address = client.address.substr(0, 64);
  session.agent = PrintableAgent(client.agent);
  session.created_at = now;
  session.idle_until = now + kIdle;
  session.expires_at = now + kAbsolute;
  if (Status done = AddSession(tx, signed_in.secret, session); !done) return Fail(done);
  // The command line of this machine is no device: nobody counts tries against it.
  if (!client.address.empty()) {
    Result<bool> known = client.device.empty() ? Result<bool>(false) : KnowsDevice(tx.db(), account.id, client.device);
    if (!known) return Fail(known);
    signed_in.device = *known ? client.device : NewSecret("mwd_");
    const Time until = now + policy.device_life;
    Status kept = *known ? UseDevice(tx, account.id, signed_in.device, until) : AddDevice(tx, account.id, signed_in.device, until, policy.devices);
    if (!kept) return Fail(kept);
  }
  NewEvent event = EventBy(signed_in.scope, "account.signed_in", "account", account.id);
  if (!session.address.empty()) event.personal = {{"address", session.address}};
  if (auto written = AppendEvent(tx, event); !written) return Fail(written);
  return signed_in;
}

Result<SignedIn> SignInWithPassword(Service& service, const std::string& login, const std::string& password, const SignInClient& client,
                                    const std::string& authenticator) {
  const auto refuse = [] { return Fail(ErrorCode::kDenied, "login or password is wrong"); };
  SignInGuard& guard = service.sign_in_guard();
  const Time now = service.clock().Now();
  auto db = service.Connect();
  if (!db) return Fail(db);
  Result<std::optional<Account>> account = FindAccountByLogin(**db, login.substr(0, 100));
  if (!account) return Fail(account);
  SignInTry tried{.login = login, .address = client.address, .device = {}};
  if (*account && !client.device.empty()) {
    Result<bool> known = KnowsDevice(**db, (*account)->id, client.device);
    if (!known) return Fail(known);
    if (*known) tried.device = client.device;
  }
  if (const auto wait = guard.Wait(tried, now)) return Fail(ErrorCode::kUnavailable, WaitWords(*wait));
  // Every way to a refusal costs one hash of a password.
  const std::string hash = *account && password.size() <= 1024 ? (*account)->password_hash : std::string();
  const bool right = VerifyPassword(hash, std::string_view(password).substr(0, 1024));
  Result<std::optional<Organisation>> org = *account ? FindOrganisation(**db, (*account)->org) : Result<std::optional<Organisation>>(std::nullopt);
  if (!org) return Fail(org);
  if (!right || (*account)->disabled || (*org && (*org)->disabled)) {
    guard.Failed(tried, now);
    return refuse();
  }
  auto tx = (*db)->Begin();
  if (!tx) return Fail(tx);
  if (Status second = CheckSecondFactor(service, **tx, guard, **account, authenticator); !second) return Fail(second);
  Result<SignedIn> session = BeginSession(service, **tx, **account, client);
  if (!session) return session;
  if (Status done = (*tx)->Commit(); !done) return Fail(done);
  guard.Succeeded(tried);
  return session;
}

Result<SignedIn> SignInWithCode(Service& service, const std::string& code, const SignInClient& client, const std::string& authenticator) {
  auto db = service.Connect();
  if (!db) return Fail(db);
  auto tx = (*db)->Begin();
  if (!tx) return Fail(tx);
  Result<std::optional<Account>> account = UseSignInCode(**tx, code);
  if (!account) return Fail(account);
  if (!*account) return Fail(ErrorCode::kDenied, "this sign-in code is unknown, used or too old: ask for another");
  // Refused here, the code is as it was: the transaction ends without a commit.
  if (Status second = CheckSecondFactor(service, **tx, service.sign_in_guard(), **account, authenticator); !second) return Fail(second);
  Result<SignedIn> session = BeginSession(service, **tx, **account, client);
  if (!session) return session;
  if (Status done = (*tx)->Commit(); !done) return Fail(done);
  return session;
}

Result<Scope> ScopeOfSession(Service& service, const std::string& secret) {
  auto db = service.Connect();
  if (!db) return Fail(db);
  Result<std::optional<Account>> account = AccountBySession(**db, secret);
  if (!account) return Fail(account);
  if (!*account) return Fail(ErrorCode::kDenied, "not signed in, or signed in too long ago");
  const Scope scope = ScopeOf(**account, service.sign_in_guard());
  Result<bool> due = SessionIsDue(**db, secret, kIdle - kTouch);
  if (!due || !*due) return scope;
  auto tx = (*db)->Begin();
  if (tx) {
    // Moves the idle end on; a busy writer only means that it moves with the next request.
    if (auto used = UseSession(**tx, secret, kIdle)) {
      if (Status done = (*tx)->Commit(); !done) return scope;
    }
  }
  return scope;
}

Result<Scope> ScopeOfIdleSession(Service& service, const std::string& secret) {
  auto db = service.Connect();
  if (!db) return Fail(db);
  Result<std::optional<Account>> account = AccountBySession(**db, secret);
  if (!account) return Fail(account);
  if (!*account) return Fail(ErrorCode::kDenied, "not signed in, or signed in too long ago");
  return ScopeOf(**account, service.sign_in_guard());
}

Status SignOut(Service& service, const std::string& secret) {
  auto db = service.Connect();
  if (!db) return Fail(db);
  auto tx = (*db)->Begin();
  if (!tx) return Fail(tx);
  if (Status ended = EndSession(**tx, secret); !ended) return ended;
  return (*tx)->Commit();
}

bool IsLogin(Service& service, const std::string& login) {
  if (login.size() > 100) return false;
  const auto found = Reading(service, [&](CaseDb& db) { return FindAccountByLogin(db, login); });
  return found && *found;
}

Result<std::string> MakeToken(Service& service, const Scope& scope, const NewToken& wanted) {
  if (Status allowed = Authorise(scope, UseCase::kOwnAccount); !allowed) return Fail(allowed);
  if (!scope.token_scopes.empty()) return Fail(ErrorCode::kDenied, "a token that may less than its account makes no tokens: sign in with the password");
  if (wanted.name.empty() || wanted.name.size() > kMaxTokenName || !IsUtf8(wanted.name)) return Fail(ErrorCode::kInvalid, "a token has a name of at most 200 bytes: say what it is for");
  if (wanted.days < 1 || wanted.days > 365) return Fail(ErrorCode::kInvalid, "a token lives from 1 to 365 days");
  for (const std::string& one : wanted.scopes) {
    if (one != "read" && FindPermission(one) == nullptr) {
      return Fail(ErrorCode::kInvalid, "no scope is called \"" + one.substr(0, 60) + "\": \"read\", or a permission that markwarden account whoami lists");
    }
  }
  return Writing(service, [&](Transaction& tx) -> Result<std::string> {
    Result<std::vector<ApiToken>> there = ListTokens(tx.db(), scope.actor);
    if (!there) return Fail(there);
    if (there->size() >= kMaxTokens) return Fail(ErrorCode::kExhausted, "an account has at most 100 tokens: end some that are no longer used");
    const std::string token = NewSecret("mwt_");
    Result<ApiToken> added = AddToken(tx, scope.actor, wanted.name, token, service.clock().Now() + std::chrono::hours(24 * wanted.days), wanted.scopes);
    if (!added) return Fail(added);
    NewEvent event = EventBy(scope, "account.token_made", "token", added->id);
    event.detail = {{"scopes", wanted.scopes}, {"days", wanted.days}};
    if (auto written = AppendEvent(tx, event); !written) return Fail(written);
    return token;
  });
}

Result<Scope> ScopeOfToken(Service& service, const std::string& token) {
  auto db = service.Connect();
  if (!db) return Fail(db);
  Result<std::optional<TokenBearer>> bearer = AccountByToken(**db, token);
  if (!bearer) return Fail(bearer);
  if (!*bearer) {
    return Fail(ErrorCode::kDenied, "the token is unknown, revoked or too old: run markwarden account login");
  }
  Scope scope = ScopeOf((*bearer)->account, service.sign_in_guard());
  scope.token_scopes = std::move((*bearer)->scopes);
  return scope;
}

}  // namespace markwarden
