// Everything that turns a secret into a Scope: passwords, one-time codes, sessions, tokens.
#pragma once

#include <string>
#include <vector>

#include "core/account.h"
#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

class SignInGuard;

// Where somebody signs in from.
struct SignInClient {
  std::string address = {};  // empty: the command line on this machine
  std::string agent = {};    // what its browser calls itself
  std::string device = {};   // the secret that an earlier signing in gave it
};

struct SignedIn {
  std::string secret;  // session cookie or bearer token; never stored in clear
  Scope scope;
  std::string device = {};  // the secret by which this device is known from now on
};

// The words of kDenied when login and password are right and a code of the authenticator, or a recovery code, is missing.
inline constexpr const char* kAuthenticatorNeeded = "send the code of your authenticator too, or a recovery code";

// Sessions end after 30 idle minutes or 12 hours.  Each has a new secret.  `authenticator` is a code of it or a recovery code, where the
// account has one.  Errors: kDenied, the same words after the same time for an unknown login, a wrong password and a disabled account;
// kUnavailable after too many tries: wait.
Result<SignedIn> SignInWithPassword(Service& service, const std::string& login, const std::string& password, const SignInClient& client = {},
                                    const std::string& authenticator = {});
Result<SignedIn> SignInWithCode(Service& service, const std::string& code, const SignInClient& client = {}, const std::string& authenticator = {});
Result<Scope> ScopeOfSession(Service& service, const std::string& secret);
// The same; asking keeps the session no longer alive than it is.
Result<Scope> ScopeOfIdleSession(Service& service, const std::string& secret);
Status SignOut(Service& service, const std::string& secret);
// Whether an account is called that: for the server's own log, never for an answer.
bool IsLogin(Service& service, const std::string& login);

struct NewToken {
  std::string name;
  std::vector<std::string> scopes = {};  // permissions by name, or "read" for all that only see; empty: whatever the account may
  int days = 90;                         // 1..365
};
// A bearer token for the command line and scripts, shown once.  It can never do more than its account, whatever its scopes say, and a token
// that may less than its account makes none.  Errors: kDenied, kInvalid (no such scope, days, name).
Result<std::string> MakeToken(Service& service, const Scope& scope, const NewToken& token);
inline Result<std::string> MakeToken(Service& service, const Scope& scope, const std::string& name) { return MakeToken(service, scope, NewToken{.name = name}); }
Result<Scope> ScopeOfToken(Service& service, const std::string& token);

// What an account may, and where: a bureau below another works with the rows of the tree's top within its own region.
Scope ScopeOf(const Account& account, const SignInGuard& guard);

// A session of an account that has just shown who it is, and a device that is known from then on.
Result<SignedIn> BeginSession(Service& service, class Transaction& tx, const Account& account, const SignInClient& client);

std::string NewSecret(std::string_view prefix);

}  // namespace markwarden
