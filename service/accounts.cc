// Accounts over the store; secrets are random, shown once, kept as digests.
#include "service/accounts.h"

#include <algorithm>
#include <map>
#include <mutex>

#include "core/hash.h"
#include "service/log_keys.h"
#include "service/password.h"
#include "service/permissions.h"
#include "store/accounts.h"
#include "store/events.h"
#include "store/store.h"

namespace markwarden {
namespace {

constexpr Seconds kIdle = std::chrono::minutes(30);
constexpr Seconds kAbsolute = std::chrono::hours(12);
constexpr Seconds kTokenLife = std::chrono::hours(24 * 90);

Status CheckLogin(const std::string& login) {
  const bool good = login.size() >= 2 && login.size() <= 40 &&
                    std::all_of(login.begin(), login.end(), [](char c) {
                      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
                    });
  if (good) return Ok();
  return Fail(ErrorCode::kInvalid, "a login has 2 to 40 of a-z, 0-9, dot, dash and underscore: \"" + login + "\"");
}

Scope ScopeOf(const Account& account) {
  return {.actor = account.id, .actor_name = account.login, .org = account.org, .regions = account.regions,
          .rights = account.rights, .roles = account.roles};
}

std::string NewSecret(std::string_view prefix) { return std::string(prefix) + ToBase64Url(RandomBytes(32)); }

Json AccountView(const Account& account) {
  Json roles = Json::array(), rights = Json::array();
  for (const Role role : account.roles) roles.push_back(ToString(role));
  for (const Id right : account.rights) rights.push_back(IdToString(right));
  return {{"id", IdToString(account.id)}, {"login", account.login}, {"display_name", account.display_name},
          {"roles", std::move(roles)},    {"regions", account.regions}, {"rights", std::move(rights)},
          {"disabled", account.disabled}, {"row_version", account.row_version}};
}

Result<std::set<Role>> RolesOf(const std::vector<std::string>& names) {
  std::set<Role> roles;
  for (const std::string& name : names) {
    const auto role = ParseRole(name);
    if (!role || *role == Role::kSystem) {
      return Fail(ErrorCode::kInvalid, "no role is called \"" + name + "\": administrator, head, officer, reviewer, "
                  "approver, sender, holder, agent, platform, auditor, spotter are");
    }
    roles.insert(*role);
  }
  if (roles.empty()) return Fail(ErrorCode::kInvalid, "an account needs at least one role");
  const bool admin = roles.contains(Role::kAdministrator), others = roles.size() > 1;
  if (admin && others) {
    return Fail(ErrorCode::kInvalid, "an administrator keeps people and settings and has no other role");
  }
  return roles;
}

// Slows guessing down per login, in this process: 10 wrong tries a minute.
class TryLimiter {
 public:
  bool Allowed(const std::string& login, Time now) {
    const std::lock_guard lock(mutex_);
    if (tries_.size() > 10'000) tries_.clear();
    auto& [count, since] = tries_[login];
    if (now - since > std::chrono::minutes(1)) {
      count = 0;
      since = now;
    }
    return count < 10;
  }
  void Wrong(const std::string& login) {
    const std::lock_guard lock(mutex_);
    ++tries_[login].first;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::pair<int, Time>> tries_;  // guarded by mutex_
};

TryLimiter& Limiter() {
  static TryLimiter limiter;
  return limiter;
}

Result<SignedIn> BeginSession(Service& service, Transaction& tx, const Account& account) {
  const Time now = service.clock().Now();
  SignedIn signed_in{.secret = NewSecret("mws_"), .scope = ScopeOf(account)};
  if (Status done = AddSession(tx, signed_in.secret, {.account = account.id, .created_at = now,
                                                       .idle_until = now + kIdle, .expires_at = now + kAbsolute});
      !done) {
    return Fail(done);
  }
  if (auto event = AppendEvent(tx, EventBy(signed_in.scope, "account.signed_in", "account", account.id)); !event) {
    return Fail(event);
  }
  return signed_in;
}

}  // namespace

Status InitStore(const std::filesystem::path& dir, const InitOptions& options) {
  if (Status login = CheckLogin(options.login); !login) return login;
  if (Status password = CheckPassword(options.password); !password) return password;
  Result<std::string> hash = HashPassword(options.password);
  if (!hash) return Fail(hash);

  Result<std::unique_ptr<Store>> store =
      Store::Create(dir, {.simulated = options.simulated, .clock_offset = Seconds(options.clock_offset_seconds)});
  if (!store) return Fail(store);
  Result<std::unique_ptr<CaseDb>> db = (*store)->OpenCase();
  if (!db) return Fail(db);
  Result<std::unique_ptr<Transaction>> tx = (*db)->Begin();
  if (!tx) return Fail(tx);
  const Scope system = SystemScope("system:work", kSystemOrg);
  Result<Organisation> org = AddOrganisation(
      **tx, Organisation{.id = 0, .name = options.organisation, .kind = "bureau", .region_code = options.region,
                         .created_by = system.actor, .created_at = {}, .row_version = 1});
  if (!org) return Fail(org);
  Account admin;
  admin.org = org->id;
  admin.login = options.login;
  admin.display_name = options.display_name.empty() ? options.login : options.display_name;
  admin.password_hash = *hash;
  admin.roles = {Role::kAdministrator};
  admin.created_by = system.actor;
  Result<Account> account = AddAccount(**tx, admin);
  if (!account) return Fail(account);
  if (auto event = AppendEvent(**tx, EventBy(ScopeOf(*account), "store.made", "account", account->id)); !event) {
    return Fail(event);
  }
  if (Status done = (*tx)->Commit(); !done) return Fail(done);
  tx->reset();
  db->reset();
  store->reset();
  // Where this cannot be done yet, the first `work` does it or says why not.
  Result<std::unique_ptr<Service>> service = Service::Open({.store_dir = dir, .data_dir = {}, .process = "cli"});
  if (service) (void)EnsureLogKey(**service);
  return Ok();
}

Result<Id> AddOrganisation(Service& service, const Scope& scope, const NewOrganisation& organisation) {
  if (Status allowed = Authorise(scope, UseCase::kManageAccounts); !allowed) return Fail(allowed);
  static const std::set<std::string> kKinds = {"bureau", "holder", "agent", "platform", "association"};
  if (!kKinds.contains(organisation.kind)) {
    return Fail(ErrorCode::kInvalid, "an organisation is a bureau, holder, agent, platform or association, not \"" +
                                         organisation.kind + "\"");
  }
  if (organisation.name.empty()) return Fail(ErrorCode::kInvalid, "an organisation needs a name");
  auto db = service.Connect();
  if (!db) return Fail(db);
  auto tx = (*db)->Begin();
  if (!tx) return Fail(tx);
  Result<Organisation> added = AddOrganisation(
      **tx, Organisation{.id = 0, .name = organisation.name, .kind = organisation.kind,
                         .region_code = organisation.region, .created_by = scope.actor, .created_at = {}, .row_version = 1});
  if (!added) return Fail(added);
  if (auto event = AppendEvent(**tx, EventBy(scope, "organisation.added", "organisation", added->id)); !event) {
    return Fail(event);
  }
  if (Status done = (*tx)->Commit(); !done) return Fail(done);
  return added->id;
}

Result<Json> AddAccount(Service& service, const Scope& scope, const NewAccount& wanted) {
  if (Status allowed = Authorise(scope, UseCase::kManageAccounts); !allowed) return Fail(allowed);
  if (Status login = CheckLogin(wanted.login); !login) return Fail(login);
  Result<std::set<Role>> roles = RolesOf(wanted.roles);
  if (!roles) return Fail(roles);
  Account account;
  account.org = wanted.org == 0 ? scope.org : wanted.org;
  account.login = wanted.login;
  account.display_name = wanted.display_name.empty() ? wanted.login : wanted.display_name;
  account.roles = std::move(*roles);
  account.regions = wanted.regions;
  account.created_by = scope.actor;
  for (const std::string& text : wanted.rights) {
    const auto right = ParseId(text);
    if (!right) return Fail(ErrorCode::kInvalid, "\"" + text + "\" is no id of a right: see markwarden right list");
    account.rights.push_back(*right);
  }
  if (!wanted.password.empty()) {
    if (Status strong = CheckPassword(wanted.password); !strong) return Fail(strong);
    Result<std::string> hash = HashPassword(wanted.password);
    if (!hash) return Fail(hash);
    account.password_hash = std::move(*hash);
  }
  auto db = service.Connect();
  if (!db) return Fail(db);
  auto tx = (*db)->Begin();
  if (!tx) return Fail(tx);
  Result<std::optional<Account>> taken = FindAccountByLogin(**db, wanted.login);
  if (!taken) return Fail(taken);
  if (*taken) return Fail(ErrorCode::kConflict, "there is an account called " + wanted.login + " already: choose another login");
  Result<Account> added = AddAccount(**tx, account);
  if (!added) {
    if (added.error().code == ErrorCode::kConflict) {
      return Fail(ErrorCode::kConflict, "a right or the organisation of the account does not exist: see markwarden right list");
    }
    return Fail(added);
  }
  if (auto event = AppendEvent(**tx, EventBy(scope, "account.added", "account", added->id)); !event) {
    return Fail(event);
  }
  if (Status done = (*tx)->Commit(); !done) return Fail(done);
  return AccountView(*added);
}

Result<Json> ListAccounts(Service& service, const Scope& scope) {
  if (Status allowed = Authorise(scope, UseCase::kManageAccounts); !allowed) return Fail(allowed);
  auto db = service.Connect();
  if (!db) return Fail(db);
  Result<std::vector<Account>> accounts = ListAccounts(**db, scope);
  if (!accounts) return Fail(accounts);
  Json items = Json::array();
  for (const Account& account : *accounts) items.push_back(AccountView(account));
  return Json{{"items", std::move(items)}, {"next", nullptr}};
}

Result<std::string> MakeSignInCode(Service& service, const Scope& scope, const std::string& login, int minutes) {
  if (Status allowed = Authorise(scope, UseCase::kManageAccounts); !allowed) return Fail(allowed);
  auto db = service.Connect();
  if (!db) return Fail(db);
  auto tx = (*db)->Begin();
  if (!tx) return Fail(tx);
  Result<std::optional<Account>> account = FindAccountByLogin(**db, login);
  if (!account) return Fail(account);
  // An administrator opens doors for the own organisation's people; holders of other organisations
  // were added by the same administrator.
  if (!*account || (*account)->disabled ||
      ((*account)->org != scope.org && (*account)->created_by != scope.actor)) {
    return Fail(ErrorCode::kNotFound, "no account is called " + login);
  }
  const std::string code = NewSecret("");
  const Time expires = service.clock().Now() + std::chrono::minutes(std::clamp(minutes, 1, 24 * 60));
  if (Status added = AddSignInCode(**tx, (*account)->id, code, expires); !added) return Fail(added);
  if (auto event = AppendEvent(**tx, EventBy(scope, "account.code_made", "account", (*account)->id)); !event) {
    return Fail(event);
  }
  if (Status done = (*tx)->Commit(); !done) return Fail(done);
  return code;
}

Result<SignedIn> SignInWithPassword(Service& service, const std::string& login, const std::string& password) {
  const auto refuse = [] { return Fail(ErrorCode::kDenied, "login or password is wrong"); };
  if (!Limiter().Allowed(login, service.clock().Now())) {
    return Fail(ErrorCode::kUnavailable, "too many wrong passwords for this login: wait a minute");
  }
  auto db = service.Connect();
  if (!db) return Fail(db);
  Result<std::optional<Account>> account = FindAccountByLogin(**db, login);
  if (!account) return Fail(account);
  if (!*account || password.size() > 1024) {
    WastePasswordTime(password.substr(0, 1024));
    Limiter().Wrong(login);
    return refuse();
  }
  if (!VerifyPassword((*account)->password_hash, password) || (*account)->disabled) {
    Limiter().Wrong(login);
    return refuse();
  }
  auto tx = (*db)->Begin();
  if (!tx) return Fail(tx);
  Result<SignedIn> session = BeginSession(service, **tx, **account);
  if (!session) return session;
  if (Status done = (*tx)->Commit(); !done) return Fail(done);
  return session;
}

Result<SignedIn> SignInWithCode(Service& service, const std::string& code) {
  auto db = service.Connect();
  if (!db) return Fail(db);
  auto tx = (*db)->Begin();
  if (!tx) return Fail(tx);
  Result<std::optional<Account>> account = UseSignInCode(**tx, code);
  if (!account) return Fail(account);
  if (!*account || (*account)->disabled) {
    return Fail(ErrorCode::kDenied, "this sign-in code is unknown, used or too old: ask for another");
  }
  Result<SignedIn> session = BeginSession(service, **tx, **account);
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
  auto tx = (*db)->Begin();
  if (tx) {
    // Moves the idle end on; a busy writer only means that it moves with the next request.
    if (auto used = UseSession(**tx, secret, kIdle)) {
      if (Status done = (*tx)->Commit(); !done) return ScopeOf(**account);
    }
  }
  return ScopeOf(**account);
}

Result<Scope> ScopeOfIdleSession(Service& service, const std::string& secret) {
  auto db = service.Connect();
  if (!db) return Fail(db);
  Result<std::optional<Account>> account = AccountBySession(**db, secret);
  if (!account) return Fail(account);
  if (!*account) return Fail(ErrorCode::kDenied, "not signed in, or signed in too long ago");
  return ScopeOf(**account);
}

Status SignOut(Service& service, const std::string& secret) {
  auto db = service.Connect();
  if (!db) return Fail(db);
  auto tx = (*db)->Begin();
  if (!tx) return Fail(tx);
  if (Status ended = EndSession(**tx, secret); !ended) return ended;
  return (*tx)->Commit();
}

Result<std::string> MakeToken(Service& service, const Scope& scope, const std::string& name) {
  if (scope.actor == 0 || scope.Has(Role::kSystem)) return Fail(ErrorCode::kDenied, "sign in first");
  auto db = service.Connect();
  if (!db) return Fail(db);
  auto tx = (*db)->Begin();
  if (!tx) return Fail(tx);
  const std::string token = NewSecret("mwt_");
  Result<ApiToken> added = AddToken(**tx, scope.actor, name, token, service.clock().Now() + kTokenLife);
  if (!added) return Fail(added);
  if (auto event = AppendEvent(**tx, EventBy(scope, "account.token_made", "token", added->id)); !event) {
    return Fail(event);
  }
  if (Status done = (*tx)->Commit(); !done) return Fail(done);
  return token;
}

Result<Scope> ScopeOfToken(Service& service, const std::string& token) {
  auto db = service.Connect();
  if (!db) return Fail(db);
  Result<std::optional<Account>> account = AccountByToken(**db, token);
  if (!account) return Fail(account);
  if (!*account) {
    return Fail(ErrorCode::kDenied, "the token is unknown, revoked or too old: run markwarden account login");
  }
  return ScopeOf(**account);
}

Result<Json> ShowSelf(Service& service, const Scope& scope) {
  auto db = service.Connect();
  if (!db) return Fail(db);
  Result<std::optional<Account>> account = FindAccount(**db, scope.actor);
  if (!account) return Fail(account);
  if (!*account) return Fail(ErrorCode::kNotFound, "no such account");
  Result<std::optional<Organisation>> org = FindOrganisation(**db, (*account)->org);
  if (!org) return Fail(org);
  Json view = AccountView(**account);
  if (*org) {
    view["org"] = {{"id", IdToString((*org)->id)}, {"name", (*org)->name}, {"kind", (*org)->kind},
                   {"region", TextOrNull((*org)->region_code)}};
  }
  Json permissions = Json::array();
  for (const Permission& permission : Permissions()) {
    if (Authorise(scope, permission.use_case)) permissions.push_back(permission.name);
  }
  view["permissions"] = std::move(permissions);
  return view;
}

}  // namespace markwarden
