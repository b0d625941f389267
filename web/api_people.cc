// Operations of organisations, accounts, invitations and the own account.
#include "core/json.h"
#include "service/accounts.h"
#include "service/invitations.h"
#include "service/organisations.h"
#include "service/own_account.h"
#include "web/answer.h"
#include "web/routes.h"

namespace markwarden {
namespace {

constexpr const char* kSeenVersion = "send the ETag of what was seen as If-Match";

OwnSession SessionOf(const Call& call) {
  // By a token there is no session, whatever cookie lies beside it.
  return {.secret = call.request.Header("authorization").empty() ? call.request.Cookie(SessionCookieName(call.guard)) : std::string()};
}

WebResponse Done(const Status& done) {
  if (!done) return TooManyTries(done.error());
  return {.status = 204, .content_type = "", .body = "", .headers = {}};
}
WebResponse AnswerCounted(const Result<Json>& result, int status = 200) { return result ? Answer(result, status) : TooManyTries(result.error()); }

std::optional<std::string> TextSent(const Json& body, const char* key) { return JsonMember(body, key) ? std::optional(JsonText(body, key)) : std::nullopt; }
std::optional<std::vector<std::string>> TextsSent(const Json& body, const char* key) {
  return JsonMember(body, key) ? std::optional(JsonTexts(body, key)) : std::nullopt;
}
// False for anything but a boolean that is there.
bool ReadBool(const Json& body, const char* key, std::optional<bool>& value) {
  const Json* member = JsonMember(body, key);
  if (!member) return true;
  if (!member->is_boolean()) return false;
  value = member->get<bool>();
  return true;
}

WebResponse GetOrganisations(const Call& call) { return Answer(ListOrganisations(call.service, call.scope, Query(call, "cursor"), Limit(call))); }
WebResponse GetOrganisation(const Call& call) { return Answer(ShowOrganisation(call.service, call.scope, IdOf(call))); }

WebResponse PostOrganisation(const Call& call) {
  NewOrganisation wanted{.name = JsonText(call.body, "name"), .kind = JsonText(call.body, "kind"), .region = JsonText(call.body, "region"), .parent = 0};
  if (const std::string parent = JsonText(call.body, "parent"); !parent.empty()) {
    const auto id = ParseId(parent);
    if (!id) return BadInput("parent is the id of a bureau");
    wanted.parent = *id;
  }
  const Result<Id> added = AddOrganisation(call.service, call.scope, wanted);
  if (!added) return Problem(added.error());
  return Created(ShowOrganisation(call.service, call.scope, *added), "/organisations");
}

WebResponse PatchOrganisation(const Call& call) {
  const auto version = IfMatch(call);
  if (!version) return Problem(428, "invalid", kSeenVersion);
  OrganisationChange change{.name = TextSent(call.body, "name"), .disabled = {}, .row_version = *version};
  if (!ReadBool(call.body, "disabled", change.disabled)) return BadInput("disabled is true or false");
  const Id id = IdOf(call);
  return AnswerAct(ChangeOrganisation(call.service, call.scope, id, change), *version, [&] { return ShowOrganisation(call.service, call.scope, id); });
}

WebResponse GetAccounts(const Call& call) { return Answer(ListAccounts(call.service, call.scope, Query(call, "cursor"), Limit(call))); }
WebResponse GetAccount(const Call& call) { return Answer(ShowAccount(call.service, call.scope, IdOf(call))); }

WebResponse PatchAccount(const Call& call) {
  const auto version = IfMatch(call);
  if (!version) return Problem(428, "invalid", kSeenVersion);
  AccountChange change{.display_name = TextSent(call.body, "display_name"), .roles = TextsSent(call.body, "roles"), .regions = TextsSent(call.body, "regions"),
                       .rights = TextsSent(call.body, "rights"), .disabled = {}, .row_version = *version};
  if (!ReadBool(call.body, "disabled", change.disabled)) return BadInput("disabled is true or false");
  const Id id = IdOf(call);
  return AnswerAct(ChangeAccount(call.service, call.scope, id, change), *version, [&] { return ShowAccount(call.service, call.scope, id); });
}

WebResponse PostCode(const Call& call) {
  const Result<Json> account = ShowAccount(call.service, call.scope, IdOf(call));
  if (!account) return Problem(account.error());
  const Result<std::string> code = MakeSignInCode(call.service, call.scope, JsonText(*account, "login"));
  if (!code) return Problem(code.error());
  return JsonResponse({{"code", *code}}, 201);
}

WebResponse PostReset(const Call& call) { return Answer(ResetAuthenticator(call.service, call.scope, IdOf(call))); }

WebResponse PostInvitation(const Call& call) {
  NewAccount wanted;
  wanted.login = JsonText(call.body, "login");
  wanted.display_name = JsonText(call.body, "display_name");
  wanted.roles = JsonTexts(call.body, "roles");
  wanted.regions = JsonTexts(call.body, "regions");
  wanted.rights = JsonTexts(call.body, "rights");
  if (const std::string org = JsonText(call.body, "org"); !org.empty()) {
    const auto id = ParseId(org);
    if (!id) return BadInput("org is the id of an organisation");
    wanted.org = *id;
  }
  return Answer(InvitePerson(call.service, call.scope, wanted), 201);
}

WebResponse PostInvitationAgain(const Call& call) { return Answer(InviteAgain(call.service, call.scope, IdOf(call)), 201); }

// The code stands in the body: an address would be written into logs.
WebResponse PostInvitationShown(const Call& call) { return Answer(ShowInvitation(call.service, JsonText(call.body, "code"))); }

WebResponse PostInvitationAccepted(const Call& call) {
  const Result<SignedIn> signed_in = AcceptInvitation(call.service, JsonText(call.body, "code"), JsonText(call.body, "password"), ClientOf(call));
  if (!signed_in) return Problem(signed_in.error());
  if (signed_in->secret.empty()) return Problem(401, "authenticator_needed", "the password is set: sign in with it and with your authenticator");
  return AnswerSignIn(call, signed_in);
}

WebResponse GetOwnAccount(const Call& call) { return Answer(ShowOwnAccount(call.service, call.scope)); }
WebResponse PostPassword(const Call& call) {
  return Done(ChangePassword(call.service, call.scope, SessionOf(call), JsonText(call.body, "password"), JsonText(call.body, "new_password")));
}
WebResponse PostAuthenticator(const Call& call) { return AnswerCounted(BeginAuthenticator(call.service, call.scope, JsonText(call.body, "password")), 201); }
WebResponse PostAuthenticatorConfirmed(const Call& call) { return AnswerCounted(ConfirmAuthenticatorOf(call.service, call.scope, JsonText(call.body, "code"))); }
WebResponse PostAuthenticatorRemoved(const Call& call) { return Done(TakeOffAuthenticator(call.service, call.scope, JsonText(call.body, "password"))); }
WebResponse PostRecoveryCodes(const Call& call) { return AnswerCounted(RenewRecoveryCodes(call.service, call.scope, JsonText(call.body, "password")), 201); }

WebResponse GetOwnSessions(const Call& call) { return Answer(ListOwnSessions(call.service, call.scope, SessionOf(call))); }
WebResponse DeleteOwnSession(const Call& call) { return Done(EndOwnSession(call.service, call.scope, IdOf(call))); }
WebResponse GetOwnTokens(const Call& call) { return Answer(ListOwnTokens(call.service, call.scope)); }
WebResponse DeleteOwnToken(const Call& call) { return Done(EndOwnToken(call.service, call.scope, IdOf(call))); }
WebResponse PostToken(const Call& call) {
  NewToken wanted{.name = JsonText(call.body, "name"), .scopes = JsonTexts(call.body, "scopes")};
  if (const Json* days = JsonMember(call.body, "days")) {
    const auto whole = JsonInt(call.body, "days");
    if (!whole || *whole < 1 || *whole > 365 || !days->is_number_integer()) return BadInput("a token lives from 1 to 365 days");
    wanted.days = static_cast<int>(*whole);
  }
  const Result<std::string> token = MakeToken(call.service, call.scope, wanted);
  if (!token) return Problem(token.error());
  return JsonResponse({{"token", *token}}, 201);
}

constexpr Route kPeopleRoutes[] = {
    {"GET", "/organisations", "listOrganisations", false, GetOrganisations},
    {"POST", "/organisations", "addOrganisation", false, PostOrganisation},
    {"GET", "/organisations/{id}", "getOrganisation", false, GetOrganisation},
    {"PATCH", "/organisations/{id}", "changeOrganisation", false, PatchOrganisation},
    {"GET", "/accounts", "listAccounts", false, GetAccounts},
    {"GET", "/accounts/{id}", "getAccount", false, GetAccount},
    {"PATCH", "/accounts/{id}", "changeAccount", false, PatchAccount},
    {"POST", "/accounts/{id}/code", "makeSignInCode", false, PostCode},
    {"POST", "/accounts/{id}/authenticator-reset", "resetAuthenticator", false, PostReset},
    {"POST", "/accounts/{id}/invitation", "inviteAgain", false, PostInvitationAgain},
    {"POST", "/invitations", "invitePerson", false, PostInvitation},
    {"POST", "/invitations/shown", "showInvitation", true, PostInvitationShown},
    {"POST", "/invitations/accepted", "acceptInvitation", true, PostInvitationAccepted},
    {"GET", "/account", "getOwnAccount", false, GetOwnAccount},
    {"POST", "/account/password", "changePassword", false, PostPassword},
    {"POST", "/account/authenticator", "beginAuthenticator", false, PostAuthenticator},
    {"POST", "/account/authenticator/confirmed", "confirmAuthenticator", false, PostAuthenticatorConfirmed},
    {"POST", "/account/authenticator/removed", "takeOffAuthenticator", false, PostAuthenticatorRemoved},
    {"POST", "/account/recovery-codes", "renewRecoveryCodes", false, PostRecoveryCodes},
    {"GET", "/account/sessions", "listOwnSessions", false, GetOwnSessions},
    {"DELETE", "/account/sessions/{id}", "endOwnSession", false, DeleteOwnSession},
    {"GET", "/account/tokens", "listOwnTokens", false, GetOwnTokens},
    {"POST", "/account/tokens", "makeToken", false, PostToken},
    {"DELETE", "/account/tokens/{id}", "endOwnToken", false, DeleteOwnToken},
};

}  // namespace

std::span<const Route> PeopleRoutes() { return kPeopleRoutes; }

}  // namespace markwarden
