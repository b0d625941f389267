// One-time codes of an account: the authenticator's secret, sealed in the database with a key that lies beside it, and recovery codes.
// Internal to service/: who may is asked by the use cases.
#pragma once

#include <string>
#include <vector>

#include "core/id.h"
#include "core/result.h"
#include "service/service.h"

namespace markwarden {

class Transaction;

// A new secret for the account, not yet asked of anybody.  Its raw bytes; they are never given again.
Result<std::string> MakeAuthenticator(Service& service, Transaction& tx, Id account);

// Whether `code` is one of the waiting authenticator's; then it is in force.  Errors: kNotFound (none is waiting), kNotFound, kDenied (the key's file).
Result<bool> ConfirmWithCode(Service& service, Transaction& tx, Id account, const std::string& code);

// Whether `code` is right and was not taken before: of the authenticator, else a recovery code, which is used up then.
Result<bool> TakeAuthenticatorCode(Service& service, Transaction& tx, Id account, const std::string& code);

// In the place of earlier ones.  80 bits each, as groups of four letters and digits.
Result<std::vector<std::string>> MakeRecoveryCodes(Transaction& tx, Id account, int count);

}  // namespace markwarden
