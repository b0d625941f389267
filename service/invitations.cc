// Invitations over the store.
#include "service/invitations.h"

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

Error NoInvitation() { return {ErrorCode::kNotFound, "this invitation is unknown, used or too old: ask for another"}; }

Result<Json> Invite(Service& service, Transaction& tx, const Scope& scope, const Account& account) {
  const std::string code = NewSecret("");
  Invitation invitation;
  invitation.org = account.org;
  invitation.account = account.id;
  invitation.created_by = scope.actor;
  invitation.expires_at = service.clock().Now() + service.sign_in_guard().policy().invitation;
  Result<Invitation> added = AddInvitation(tx, invitation, code);
  if (!added) return Fail(added);
  NewEvent event = EventBy(scope, "account.invited", "account", account.id);
  event.detail = {{"expires_at", FormatTime(added->expires_at)}};
  if (auto written = AppendEvent(tx, event); !written) return Fail(written);
  Result<Json> view = AccountView(tx.db(), account);
  if (!view) return view;
  return Json{{"account", std::move(*view)}, {"code", code}, {"expires_at", FormatTime(added->expires_at)}};
}

struct Invited {
  Invitation invitation;
  Account account;
};
Result<Invited> InvitedBy(CaseDb& db, const std::string& code) {
  Result<std::optional<Invitation>> invitation = FindInvitation(db, code.substr(0, 200));
  if (!invitation) return Fail(invitation);
  if (!*invitation) return Fail(NoInvitation());
  Result<std::optional<Account>> account = FindAccount(db, (*invitation)->account);
  if (!account) return Fail(account);
  Result<std::optional<Organisation>> org = *account ? FindOrganisation(db, (*account)->org) : Result<std::optional<Organisation>>(std::nullopt);
  if (!org) return Fail(org);
  if (!*account || (*account)->disabled || !*org || (*org)->disabled) return Fail(NoInvitation());
  return Invited{std::move(**invitation), std::move(**account)};
}

}  // namespace

Result<Json> InvitePerson(Service& service, const Scope& scope, const NewAccount& wanted) {
  if (Status allowed = Authorise(scope, UseCase::kManageAccounts); !allowed) return Fail(allowed);
  if (!wanted.password.empty()) return Fail(ErrorCode::kInvalid, "who is invited sets the password");
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Account account;
    if (Status filled = FillAccount(tx.db(), scope, wanted, account); !filled) return Fail(filled);
    Result<Account> added = AddAccount(tx, account);
    if (!added && added.error().code == ErrorCode::kConflict) return Fail(ErrorCode::kConflict, "a right of the account does not exist: see markwarden right list");
    if (!added) return Fail(added);
    return Invite(service, tx, scope, *added);
  });
}

Result<Json> InviteAgain(Service& service, const Scope& scope, Id id) {
  if (Status allowed = Authorise(scope, UseCase::kManageAccounts); !allowed) return Fail(allowed);
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Result<Account> account = KeptAccount(tx.db(), scope, id);
    if (!account) return Fail(account);
    if (id == scope.actor) return Fail(ErrorCode::kDenied, "nobody invites oneself");
    if (account->disabled) return Fail(ErrorCode::kConflict, "the account is disabled: enable it first");
    return Invite(service, tx, scope, *account);
  });
}

Result<Json> ShowInvitation(Service& service, const std::string& code) {
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Invited> invited = InvitedBy(db, code);
    if (!invited) return Fail(invited);
    Result<std::optional<Organisation>> org = FindOrganisation(db, invited->account.org);
    if (!org) return Fail(org);
    Json roles = Json::array();
    for (const Role role : invited->account.roles) roles.push_back(ToString(role));
    return Json{{"login", invited->account.login}, {"display_name", invited->account.display_name}, {"roles", std::move(roles)},
                {"organisation", (*org)->name}, {"expires_at", FormatTime(invited->invitation.expires_at)}};
  });
}

Result<SignedIn> AcceptInvitation(Service& service, const std::string& code, const std::string& password, const SignInClient& client) {
  // An unknown code costs no hash of a password.
  Result<Invited> there = Reading(service, [&](CaseDb& db) { return InvitedBy(db, code); });
  if (!there) return Fail(there);
  if (Status strong = CheckNewPassword(service, password, there->account); !strong) return Fail(strong);
  Result<std::string> hash = HashPassword(password);
  if (!hash) return Fail(hash);
  return Writing(service, [&](Transaction& tx) -> Result<SignedIn> {
    Result<Invited> invited = InvitedBy(tx.db(), code);
    if (!invited) return Fail(invited);
    Result<bool> ended = EndInvitation(tx, invited->invitation.id);
    if (!ended) return Fail(ended);
    if (!*ended) return Fail(NoInvitation());
    // A link for a lost password ends whatever the old one opened.
    invited->account.password_hash = std::move(*hash);
    Result<Account> updated = UpdateAccount(tx, invited->account);
    if (!updated) return Fail(updated);
    if (Status gone = EndSessionsOf(tx, updated->id); !gone) return Fail(gone);
    if (Status forgotten = ForgetDevices(tx, updated->id); !forgotten) return Fail(forgotten);
    const Scope scope = ScopeOf(*updated, service.sign_in_guard());
    if (auto event = AppendEvent(tx, EventBy(scope, "account.invitation_used", "account", updated->id)); !event) return Fail(event);
    if (updated->authenticator) {
      // The link proves who has it, not the second factor: signing in comes next.
      return SignedIn{.secret = {}, .scope = scope};
    }
    return BeginSession(service, tx, *updated, client);
  });
}

}  // namespace markwarden
