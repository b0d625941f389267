// Accounts over the store.
#include "service/accounts.h"

#include <algorithm>
#include <set>

#include "core/data_dir.h"
#include "core/region.h"
#include "core/text/charset.h"
#include "service/log_keys.h"
#include "service/password.h"
#include "service/password_rules.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "service/view.h"
#include "store/accounts.h"
#include "store/events.h"
#include "store/sign_in.h"
#include "store/store.h"

namespace markwarden {
namespace {

constexpr size_t kMaxDisplayName = 200, kMaxRegions = 200, kMaxRights = 1000;

Status CheckLogin(const std::string& login) {
  const bool good = login.size() >= 2 && login.size() <= 40 &&
                    std::all_of(login.begin(), login.end(), [](char c) {
                      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
                    });
  if (good) return Ok();
  return Fail(ErrorCode::kInvalid, "a login has 2 to 40 of a-z, 0-9, dot, dash and underscore: \"" + login.substr(0, 60) + "\"");
}

Json BareAccountView(const Account& account) {
  Json roles = Json::array(), rights = Json::array();
  for (const Role role : account.roles) roles.push_back(ToString(role));
  for (const Id right : account.rights) rights.push_back(IdToString(right));
  return {{"id", IdToString(account.id)}, {"login", account.login}, {"display_name", account.display_name},
          {"roles", std::move(roles)},    {"regions", account.regions}, {"rights", std::move(rights)},
          {"disabled", account.disabled}, {"authenticator", account.authenticator}, {"row_version", account.row_version}};
}

Result<std::set<Role>> RolesOf(const std::vector<std::string>& names) {
  std::set<Role> roles;
  for (const std::string& name : names) {
    const auto role = ParseRole(name);
    if (!role || *role == Role::kSystem) {
      return Fail(ErrorCode::kInvalid, "no role is called \"" + name.substr(0, 60) + "\": administrator, head, officer, reviewer, "
                  "approver, sender, holder, agent, platform, auditor, spotter are");
    }
    roles.insert(*role);
  }
  if (roles.empty()) return Fail(ErrorCode::kInvalid, "an account needs at least one role");
  if (roles.size() > 1 && roles.contains(Role::kAdministrator)) {
    return Fail(ErrorCode::kInvalid, "an administrator keeps people and settings and has no other role");
  }
  if (roles.size() > 1 && roles.contains(Role::kSpotter)) return Fail(ErrorCode::kInvalid, "a spotter hands in clues and has no other role");
  return roles;
}

Status CheckRegions(const std::vector<std::string>& regions, const Organisation& org) {
  if (regions.size() > kMaxRegions) return Fail(ErrorCode::kInvalid, "an account has at most 200 regions");
  for (const std::string& region : regions) {
    if (LevelOf(region) == RegionLevel::kUnknown) {
      return Fail(ErrorCode::kInvalid, "\"" + region.substr(0, 20) + "\" is no region: write its code of two, four or six digits, such as 230100");
    }
    if (org.parent != 0 && !RegionHolds(org.region_code, region)) return Fail(ErrorCode::kInvalid, "the region " + region + " is not one of " + org.name);
  }
  return Ok();
}

Result<std::vector<Id>> RightIds(const std::vector<std::string>& texts) {
  if (texts.size() > kMaxRights) return Fail(ErrorCode::kInvalid, "an account sees at most 1,000 rights");
  std::vector<Id> rights;
  for (const std::string& text : texts) {
    const auto right = ParseId(text);
    if (!right) return Fail(ErrorCode::kInvalid, "\"" + text.substr(0, 60) + "\" is no id of a right: see markwarden right list");
    rights.push_back(*right);
  }
  return rights;
}

Result<std::string> CheckedName(const std::string& name, const std::string& login) {
  if (name.size() > kMaxDisplayName || !IsUtf8(name)) return Fail(ErrorCode::kInvalid, "a name has at most 200 bytes of UTF-8");
  return name.empty() ? login : name;
}

Error NoSuchRight() { return {ErrorCode::kConflict, "a right of the account does not exist: see markwarden right list"}; }

}  // namespace

Status InitStore(const std::filesystem::path& dir, const InitOptions& options) {
  if (Status login = CheckLogin(options.login); !login) return login;
  if (!options.region.empty() && LevelOf(options.region) == RegionLevel::kUnknown) {
    return Fail(ErrorCode::kInvalid, "\"" + options.region + "\" is no region: write its code of two, four or six digits, such as 230000");
  }
  // The store is not there yet: its own list, if it ever has one, holds from the next password on.
  Result<PasswordRules> rules = PasswordRules::Load(DataDir(), {});
  if (!rules) return Fail(std::move(rules.error()).While("load the words of passwords"));
  const std::string about[] = {options.login, options.display_name, options.organisation};
  if (Status strong = rules->Check(options.password, about); !strong) return strong;
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
  if (auto event = AppendEvent(**tx, EventBy({.actor = account->id, .actor_name = account->login, .org = org->id, .regions = {}, .rights = {}, .roles = {}}, "store.made", "account", account->id)); !event) {
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

Status FillAccount(CaseDb& db, const Scope& scope, const NewAccount& wanted, Account& account) {
  if (Status login = CheckLogin(wanted.login); !login) return login;
  Result<std::set<Role>> roles = RolesOf(wanted.roles);
  if (!roles) return Fail(roles);
  Result<Organisation> org = KeptOrganisation(db, scope, wanted.org == 0 ? scope.home() : wanted.org);
  if (!org) return Fail(org);
  if (Status regions = CheckRegions(wanted.regions, *org); !regions) return regions;
  Result<std::vector<Id>> rights = RightIds(wanted.rights);
  if (!rights) return Fail(rights);
  Result<std::string> name = CheckedName(wanted.display_name, wanted.login);
  if (!name) return Fail(name);
  account.org = org->id;
  account.login = wanted.login;
  account.display_name = std::move(*name);
  account.roles = std::move(*roles);
  account.regions = wanted.regions;
  account.rights = std::move(*rights);
  account.created_by = scope.actor;
  Result<std::optional<Account>> taken = FindAccountByLogin(db, wanted.login);
  if (!taken) return Fail(taken);
  if (*taken) return Fail(ErrorCode::kConflict, "there is an account called " + wanted.login + " already: choose another login");
  return Ok();
}

Result<Json> AccountView(CaseDb& db, const Account& account) {
  Json view = BareAccountView(account);
  Result<std::optional<Organisation>> org = FindOrganisation(db, account.org);
  if (!org) return Fail(org);
  if (*org) view["org"] = {{"id", IdToString((*org)->id)}, {"name", (*org)->name}, {"kind", (*org)->kind}};
  Result<std::optional<Invitation>> invitation = OpenInvitationOf(db, account.id);
  if (!invitation) return Fail(invitation);
  view["invited_until"] = *invitation ? Json(FormatTime((*invitation)->expires_at)) : Json(nullptr);
  return view;
}

Result<Account> KeptAccount(CaseDb& db, const Scope& scope, Id id) {
  Result<std::optional<Account>> account = FindAccount(db, id);
  if (!account) return Fail(account);
  Result<bool> kept = *account ? KeepsOrganisation(db, scope.home(), (*account)->org) : Result<bool>(false);
  if (!kept) return Fail(kept);
  if (!*kept) return Fail(ErrorCode::kNotFound, "no account " + IdToString(id));
  return std::move(**account);
}

Result<Json> AddAccount(Service& service, const Scope& scope, const NewAccount& wanted) {
  if (Status allowed = Authorise(scope, UseCase::kManageAccounts); !allowed) return Fail(allowed);
  std::string hash;
  if (!wanted.password.empty()) {
    Account asked;
    asked.org = wanted.org == 0 ? scope.home() : wanted.org;
    asked.login = wanted.login;
    asked.display_name = wanted.display_name;
    if (Status strong = CheckNewPassword(service, wanted.password, asked); !strong) return Fail(strong);
    Result<std::string> hashed = HashPassword(wanted.password);
    if (!hashed) return Fail(hashed);
    hash = std::move(*hashed);
  }
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Account account;
    account.password_hash = std::move(hash);
    if (Status filled = FillAccount(tx.db(), scope, wanted, account); !filled) return Fail(filled);
    Result<Account> added = AddAccount(tx, account);
    if (!added) return Fail(added.error().code == ErrorCode::kConflict ? NoSuchRight() : added.error());
    if (auto event = AppendEvent(tx, EventBy(scope, "account.added", "account", added->id)); !event) return Fail(event);
    return AccountView(tx.db(), *added);
  });
}

Result<Json> ChangeAccount(Service& service, const Scope& scope, Id id, const AccountChange& change) {
  if (Status allowed = Authorise(scope, UseCase::kManageAccounts); !allowed) return Fail(allowed);
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Result<Account> account = KeptAccount(tx.db(), scope, id);
    if (!account) return Fail(account);
    if (id == scope.actor) return Fail(ErrorCode::kDenied, "nobody changes the own roles: another administrator does");
    if (change.row_version != account->row_version) return Fail(ErrorCode::kConflict, "the account was changed meanwhile: read it again");
    Json detail = Json::object();
    if (change.display_name) {
      Result<std::string> name = CheckedName(*change.display_name, account->login);
      if (!name) return Fail(name);
      account->display_name = std::move(*name);
    }
    if (change.roles) {
      Result<std::set<Role>> roles = RolesOf(*change.roles);
      if (!roles) return Fail(roles);
      account->roles = std::move(*roles);
      detail["roles"] = *change.roles;
    }
    if (change.regions) {
      Result<std::optional<Organisation>> org = FindOrganisation(tx.db(), account->org);
      if (!org) return Fail(org);
      if (Status regions = CheckRegions(*change.regions, **org); !regions) return Fail(regions);
      account->regions = *change.regions;
      detail["regions"] = *change.regions;
    }
    if (change.rights) {
      Result<std::vector<Id>> rights = RightIds(*change.rights);
      if (!rights) return Fail(rights);
      account->rights = std::move(*rights);
      detail["rights"] = *change.rights;
    }
    if (change.disabled) {
      account->disabled = *change.disabled;
      detail["disabled"] = *change.disabled;
    }
    Result<Account> updated = UpdateAccount(tx, *account);
    if (!updated) {
      const bool no_right = updated.error().code == ErrorCode::kConflict && updated.error().message.find("FOREIGN") != std::string::npos;
      return Fail(no_right ? NoSuchRight() : updated.error());
    }
    NewEvent event = EventBy(scope, "account.changed", "account", id);
    event.detail = std::move(detail);
    if (auto written = AppendEvent(tx, event); !written) return Fail(written);
    return AccountView(tx.db(), *updated);
  });
}

Result<Json> ListAccounts(Service& service, const Scope& scope, const std::string& cursor, int limit) {
  if (Status allowed = Authorise(scope, UseCase::kManageAccounts); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Page<Account>> page = ListAccounts(db, scope, {.limit = limit, .after = cursor});
    if (!page) return Fail(page);
    Json items = Json::array();
    for (const Account& account : page->rows) {
      Result<Json> view = AccountView(db, account);
      if (!view) return view;
      items.push_back(std::move(*view));
    }
    return Json{{"items", std::move(items)}, {"next", TextOrNull(page->next)}};
  });
}

Result<Json> ShowAccount(Service& service, const Scope& scope, Id id) {
  if (Status allowed = Authorise(scope, UseCase::kManageAccounts); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Account> account = KeptAccount(db, scope, id);
    if (!account) return Fail(account);
    return AccountView(db, *account);
  });
}

Result<std::string> MakeSignInCode(Service& service, const Scope& scope, const std::string& login, int minutes) {
  if (Status allowed = Authorise(scope, UseCase::kManageAccounts); !allowed) return Fail(allowed);
  return Writing(service, [&](Transaction& tx) -> Result<std::string> {
    Result<std::optional<Account>> found = FindAccountByLogin(tx.db(), login);
    if (!found) return Fail(found);
    Result<Account> account = *found ? KeptAccount(tx.db(), scope, (*found)->id) : Result<Account>(Fail(ErrorCode::kNotFound, ""));
    if (!account || account->disabled) {
      if (!account && account.error().code != ErrorCode::kNotFound) return Fail(account);
      return Fail(ErrorCode::kNotFound, "no account is called " + login.substr(0, 60));
    }
    const std::string code = NewSecret("");
    const Time expires = service.clock().Now() + std::chrono::minutes(std::clamp(minutes, 1, 24 * 60));
    if (Status added = AddSignInCode(tx, account->id, code, expires); !added) return Fail(added);
    if (auto event = AppendEvent(tx, EventBy(scope, "account.code_made", "account", account->id)); !event) return Fail(event);
    return code;
  });
}

Result<Json> ResetAuthenticator(Service& service, const Scope& scope, Id id) {
  if (Status allowed = Authorise(scope, UseCase::kManageAccounts); !allowed) return Fail(allowed);
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Result<Account> account = KeptAccount(tx.db(), scope, id);
    if (!account) return Fail(account);
    if (id == scope.actor) return Fail(ErrorCode::kDenied, "nobody resets the own authenticator: it is taken off with the password");
    if (Status removed = RemoveAuthenticator(tx, id); !removed) return Fail(removed);
    if (Status ended = EndSessionsOf(tx, id); !ended) return Fail(ended);
    if (auto event = AppendEvent(tx, EventBy(scope, "account.authenticator_reset", "account", id)); !event) return Fail(event);
    account->authenticator = false;
    return AccountView(tx.db(), *account);
  });
}

Result<Json> ShowSelf(Service& service, const Scope& scope) {
  auto db = service.Connect();
  if (!db) return Fail(db);
  Result<std::optional<Account>> account = FindAccount(**db, scope.actor);
  if (!account) return Fail(account);
  if (!*account) return Fail(ErrorCode::kNotFound, "no such account");
  Result<std::optional<Organisation>> org = FindOrganisation(**db, (*account)->org);
  if (!org) return Fail(org);
  Json view = BareAccountView(**account);
  if (*org) view["org"] = OrganisationView(**org);
  view["must_enrol"] = scope.must_enrol;
  view["token_scopes"] = scope.token_scopes;
  Json permissions = Json::array();
  for (const Permission& permission : Permissions()) {
    if (Authorise(scope, permission.use_case)) permissions.push_back(permission.name);
  }
  view["permissions"] = std::move(permissions);
  return view;
}

}  // namespace markwarden
