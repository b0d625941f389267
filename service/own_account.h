// What everybody does with the own account: password, authenticator, sessions, tokens.
#pragma once

#include <string>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

// Who acts, and by which session; by a token the secret is empty.
struct OwnSession {
  std::string secret = {};
};

// {"login","display_name","authenticator","needs_authenticator","recovery_codes": unused ones,"has_password"}
Result<Json> ShowOwnAccount(Service& service, const Scope& scope);

// Ends every other session and forgets known devices.  Tokens stay: they are listed beside.  Errors: kDenied (a token that may less than its account, the
// password is wrong), kInvalid (a weak one), kUnavailable (too many wrong tries).
Status ChangePassword(Service& service, const Scope& scope, const OwnSession& session, const std::string& password, const std::string& next);

// {"secret": in base 32,"uri": as an authenticator scans it}; asked of nobody before it is confirmed.  Errors: kDenied (password), kConflict (there is one).
Result<Json> BeginAuthenticator(Service& service, const Scope& scope, const std::string& password);
// {"recovery_codes"}, shown once.  Errors: kInvalid (the code), kNotFound (none was begun), kUnavailable.
Result<Json> ConfirmAuthenticatorOf(Service& service, const Scope& scope, const std::string& code);
Result<Json> RenewRecoveryCodes(Service& service, const Scope& scope, const std::string& password);
// Errors: kDenied (password; a role asks for it), kNotFound.
Status TakeOffAuthenticator(Service& service, const Scope& scope, const std::string& password);

// {"items":[{"id","created_at","used_at","expires_at","address","agent","current"}],"next":null}
Result<Json> ListOwnSessions(Service& service, const Scope& scope, const OwnSession& session);
Status EndOwnSession(Service& service, const Scope& scope, Id id);
// {"items":[{"id","name","created_at","expires_at","scopes"}],"next":null}
Result<Json> ListOwnTokens(Service& service, const Scope& scope);
Status EndOwnToken(Service& service, const Scope& scope, Id id);

}  // namespace markwarden
