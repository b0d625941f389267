// Inviting people: an account that waits for its owner, and a link that lets one person in, once.
#pragma once

#include <string>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/accounts.h"
#include "service/service.h"

namespace markwarden {

// Makes an account without a password and its invitation.  {"account":AccountView,"code","expires_at"}: the code is shown once and stands in
// the fragment of the link, "/#invitation=CODE", which no server log sees.  Errors: those of AddAccount.
Result<Json> InvitePerson(Service& service, const Scope& scope, const NewAccount& account);
// Another link for a person who let the first one go by, or lost the password; the earlier one ends.  Errors: kDenied, kNotFound, kConflict (disabled).
Result<Json> InviteAgain(Service& service, const Scope& scope, Id account);

// What an invitation says to who holds it, before it is used: {"login","display_name","roles","organisation","expires_at"}.
// Errors: kNotFound, the same words for one that is unknown, used and too old.
Result<Json> ShowInvitation(Service& service, const std::string& code);
// Sets the password and signs in; the invitation is used up.  Errors: those of ShowInvitation, kInvalid (a weak password: nothing is used up).
Result<SignedIn> AcceptInvitation(Service& service, const std::string& code, const std::string& password, const SignInClient& client = {});

}  // namespace markwarden
