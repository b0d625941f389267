// What signing in works with beside passwords: invitations, authenticators with their recovery codes, devices that are known.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/account.h"
#include "core/scope.h"
#include "store/database.h"

namespace markwarden {

struct Invitation {
  Id id = 0;
  Id org = 0;
  Id account = 0;
  Time expires_at;
  Id created_by = 0;
  Time created_at;
};
// Secrets are given and looked up as text; only SHA-256 is kept.  An earlier invitation of the account ends.
Result<Invitation> AddInvitation(Transaction& tx, const Invitation& invitation, const std::string& secret);
// One that is open and not past its time.
Result<std::optional<Invitation>> FindInvitation(CaseDb& db, const std::string& secret);
Result<std::optional<Invitation>> OpenInvitationOf(CaseDb& db, Id account);
// True once.
Result<bool> EndInvitation(Transaction& tx, Id invitation);

struct Authenticator {
  Id account = 0;
  std::string sealed;
  std::optional<Time> confirmed_at;
  int64_t last_step = 0;
};
Result<std::optional<Authenticator>> FindAuthenticator(CaseDb& db, Id account);
// In the place of one that was there.
Status PutAuthenticator(Transaction& tx, Id account, const std::string& sealed);
Status ConfirmAuthenticator(Transaction& tx, Id account, int64_t step);
// True when `step` is later than every one taken before: of two that come at once one is first.
Result<bool> TakeAuthenticatorStep(Transaction& tx, Id account, int64_t step);
Status RemoveAuthenticator(Transaction& tx, Id account);  // its recovery codes too

Status PutRecoveryCodes(Transaction& tx, Id account, const std::vector<std::string>& codes);  // in the place of earlier ones
Result<bool> UseRecoveryCode(Transaction& tx, Id account, const std::string& code);           // true once for each
Result<int64_t> CountRecoveryCodes(CaseDb& db, Id account);                                   // unused ones

// Of the devices of one account the newest `most` are kept.
Status AddDevice(Transaction& tx, Id account, const std::string& secret, Time expires_at, int64_t most);
Result<bool> KnowsDevice(CaseDb& db, Id account, const std::string& secret);
Status UseDevice(Transaction& tx, Id account, const std::string& secret, Time expires_at);
Status ForgetDevices(Transaction& tx, Id account);

}  // namespace markwarden
