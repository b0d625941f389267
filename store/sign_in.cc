// Invitations, authenticators, devices over case.db.
#include "store/sign_in.h"

#include "store/sql.h"

namespace markwarden {
namespace {

constexpr const char* kInvitationColumns =
    "SELECT v.id, v.org_id, v.account_id, v.expires_at, v.created_by, v.created_at FROM invitation AS v";

std::optional<Invitation> ReadInvitation(Query& row) {
  if (!row.Next()) return std::nullopt;
  Invitation invitation;
  invitation.id = row.TakeInt();
  invitation.org = row.TakeInt();
  invitation.account = row.TakeInt();
  invitation.expires_at = row.TakeSeconds();
  invitation.created_by = row.TakeInt();
  invitation.created_at = row.TakeSeconds();
  return invitation;
}

}  // namespace

Result<Invitation> AddInvitation(Transaction& tx, const Invitation& invitation, const std::string& secret) try {
  CaseDb& db = tx.db();
  Invitation added = invitation;
  added.id = db.NewId();
  added.created_at = FromUnixSeconds(ToUnixSeconds(db.Now()));
  Query(db, "UPDATE invitation SET ended_at = :now, row_version = row_version + 1 WHERE account_id = :account AND ended_at IS NULL")
      .Int(":now", ToUnixSeconds(added.created_at)).Int(":account", added.account).Run();
  Query(db, R"sql(
    INSERT INTO invitation (id, org_id, account_id, sha256, expires_at, created_by, created_at)
    VALUES (:id, :org, :account, :sha, :expires, :by, :now)
  )sql")
      .Int(":id", added.id).Int(":org", added.org).Int(":account", added.account).Blob(":sha", Sha256(secret))
      .Int(":expires", ToUnixSeconds(added.expires_at)).Int(":by", added.created_by).Int(":now", ToUnixSeconds(added.created_at)).Run();
  return added;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "add the invitation"));
}

Result<std::optional<Invitation>> FindInvitation(CaseDb& db, const std::string& secret) try {
  Query row(db, std::string(kInvitationColumns) + " WHERE v.sha256 = :sha AND v.ended_at IS NULL AND v.expires_at > :now");
  row.Blob(":sha", Sha256(secret)).Int(":now", ToUnixSeconds(db.Now()));
  return ReadInvitation(row);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the invitation"));
}

Result<std::optional<Invitation>> OpenInvitationOf(CaseDb& db, Id account) try {
  Query row(db, std::string(kInvitationColumns) + " WHERE v.account_id = :account AND v.ended_at IS NULL");
  row.Int(":account", account);
  return ReadInvitation(row);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the invitation"));
}

Result<bool> EndInvitation(Transaction& tx, Id invitation) try {
  return Query(tx.db(), "UPDATE invitation SET ended_at = :now, row_version = row_version + 1 WHERE id = :id AND ended_at IS NULL")
             .Int(":now", ToUnixSeconds(tx.db().Now())).Int(":id", invitation).Run() == 1;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "end the invitation"));
}

Result<std::optional<Authenticator>> FindAuthenticator(CaseDb& db, Id account) try {
  Query row(db, "SELECT account_id, sealed, confirmed_at, last_step FROM authenticator WHERE account_id = :account");
  row.Int(":account", account);
  if (!row.Next()) return std::optional<Authenticator>();
  Authenticator found;
  found.account = row.TakeInt();
  found.sealed = row.TakeBlob();
  if (const auto at = row.TakeIntOrNull()) found.confirmed_at = FromUnixSeconds(*at);
  found.last_step = row.TakeInt();
  return std::optional<Authenticator>(std::move(found));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the authenticator"));
}

Status PutAuthenticator(Transaction& tx, Id account, const std::string& sealed) try {
  Query(tx.db(), R"sql(
    INSERT INTO authenticator (account_id, sealed, created_at) VALUES (:account, :sealed, :now)
    ON CONFLICT (account_id) DO UPDATE SET sealed = :sealed, confirmed_at = NULL, last_step = 0, created_at = :now
  )sql")
      .Int(":account", account).Blob(":sealed", sealed).Int(":now", ToUnixSeconds(tx.db().Now())).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "keep the authenticator"));
}

Status ConfirmAuthenticator(Transaction& tx, Id account, int64_t step) try {
  Query(tx.db(), "UPDATE authenticator SET confirmed_at = :now, last_step = :step WHERE account_id = :account AND confirmed_at IS NULL")
      .Int(":now", ToUnixSeconds(tx.db().Now())).Int(":step", step).Int(":account", account).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "confirm the authenticator"));
}

Result<bool> TakeAuthenticatorStep(Transaction& tx, Id account, int64_t step) try {
  return Query(tx.db(), "UPDATE authenticator SET last_step = :step WHERE account_id = :account AND confirmed_at IS NOT NULL AND last_step < :step")
             .Int(":step", step).Int(":account", account).Run() == 1;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "take the code"));
}

Status RemoveAuthenticator(Transaction& tx, Id account) try {
  Query(tx.db(), "DELETE FROM recovery_code WHERE account_id = :account").Int(":account", account).Run();
  Query(tx.db(), "DELETE FROM authenticator WHERE account_id = :account").Int(":account", account).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "remove the authenticator"));
}

Status PutRecoveryCodes(Transaction& tx, Id account, const std::vector<std::string>& codes) try {
  Query(tx.db(), "DELETE FROM recovery_code WHERE account_id = :account").Int(":account", account).Run();
  for (const std::string& code : codes) {
    Query(tx.db(), "INSERT INTO recovery_code (sha256, account_id) VALUES (:sha, :account)").Blob(":sha", Sha256(code)).Int(":account", account).Run();
  }
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "keep recovery codes"));
}

Result<bool> UseRecoveryCode(Transaction& tx, Id account, const std::string& code) try {
  return Query(tx.db(), "UPDATE recovery_code SET used_at = :now WHERE sha256 = :sha AND account_id = :account AND used_at IS NULL")
             .Int(":now", ToUnixSeconds(tx.db().Now())).Blob(":sha", Sha256(code)).Int(":account", account).Run() == 1;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "use the recovery code"));
}

Result<int64_t> CountRecoveryCodes(CaseDb& db, Id account) try {
  Query row(db, "SELECT COUNT(*) FROM recovery_code WHERE account_id = :account AND used_at IS NULL");
  row.Int(":account", account);
  row.Next();
  return row.TakeInt();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count recovery codes"));
}

Status AddDevice(Transaction& tx, Id account, const std::string& secret, Time expires_at, int64_t most) try {
  CaseDb& db = tx.db();
  Query(db, "INSERT INTO known_device (sha256, account_id, created_at, used_at, expires_at) VALUES (:sha, :account, :now, :now, :expires)")
      .Blob(":sha", Sha256(secret)).Int(":account", account).Int(":now", ToUnixSeconds(db.Now())).Int(":expires", ToUnixSeconds(expires_at)).Run();
  Query(db, R"sql(
    DELETE FROM known_device WHERE account_id = :account AND (expires_at <= :now OR sha256 NOT IN
      (SELECT d.sha256 FROM known_device AS d WHERE d.account_id = :account ORDER BY d.used_at DESC, d.sha256 LIMIT :most))
  )sql")
      .Int(":account", account).Int(":now", ToUnixSeconds(db.Now())).Int(":most", most).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "remember the device"));
}

Result<bool> KnowsDevice(CaseDb& db, Id account, const std::string& secret) try {
  Query row(db, "SELECT account_id FROM known_device WHERE sha256 = :sha AND account_id = :account AND expires_at > :now");
  row.Blob(":sha", Sha256(secret)).Int(":account", account).Int(":now", ToUnixSeconds(db.Now()));
  return row.Next();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "look for the device"));
}

Status UseDevice(Transaction& tx, Id account, const std::string& secret, Time expires_at) try {
  Query(tx.db(), "UPDATE known_device SET used_at = :now, expires_at = :expires WHERE sha256 = :sha AND account_id = :account")
      .Int(":now", ToUnixSeconds(tx.db().Now())).Int(":expires", ToUnixSeconds(expires_at)).Blob(":sha", Sha256(secret)).Int(":account", account).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "remember the device"));
}

Status ForgetDevices(Transaction& tx, Id account) try {
  Query(tx.db(), "DELETE FROM known_device WHERE account_id = :account").Int(":account", account).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "forget devices"));
}

}  // namespace markwarden
