// Rows of flag_lease.
#include "store/flag_leases.h"

#include "store/sql.h"

namespace markwarden {
namespace {

Error HeldBy(const FlagLease& lease) {
  return {ErrorCode::kConflict, lease.account_name + " has had this lead open since " + FormatTime(lease.since) + ", until " +
                                    FormatTime(lease.until) + " at most: take another, or have a head break the lock"};
}

bool SeesFlagOfLease(CaseDb& db, const Scope& scope, Id flag) {
  const ScopeSql seen = ToSql(scope, {.org = "f.org_id", .region = "f.region_code", .right = "f.right_id"});
  Query row(db, "SELECT 1 FROM flag AS f WHERE f.id = :id AND " + seen.where);
  row.Int(":id", flag).Scope(seen);
  return row.Next();
}

}  // namespace

Result<std::optional<FlagLease>> LeaseOf(CaseDb& db, Id flag) try {
  Query row(db, "SELECT k.flag_id, k.account_id, k.account_name, k.since, k.until FROM flag_lease AS k WHERE k.flag_id = :flag AND k.until > :now");
  row.Int(":flag", flag).Int(":now", ToUnixSeconds(db.Now()));
  if (!row.Next()) return std::optional<FlagLease>();
  FlagLease lease;
  lease.flag = row.TakeInt();
  lease.account = row.TakeInt();
  lease.account_name = row.TakeText();
  lease.since = row.TakeSeconds();
  lease.until = row.TakeSeconds();
  return std::optional<FlagLease>(std::move(lease));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "see who has the lead open"));
}

Status CheckNobodyElseHas(CaseDb& db, const Scope& scope, Id flag) {
  Result<std::optional<FlagLease>> held = LeaseOf(db, flag);
  if (!held) return Fail(std::move(held.error()));
  if (*held && (*held)->account != scope.actor) return Fail(HeldBy(**held));
  return Ok();
}

Result<FlagLease> TakeLease(Transaction& tx, const Scope& scope, Id flag, std::chrono::minutes time, int most) try {
  CaseDb& db = tx.db();
  if (!SeesFlagOfLease(db, scope, flag)) return Fail(ErrorCode::kNotFound, "no flag " + IdToString(flag));
  const int64_t now = ToUnixSeconds(db.Now());
  Result<std::optional<FlagLease>> held = LeaseOf(db, flag);
  if (!held) return Fail(std::move(held.error()));
  if (*held && (*held)->account != scope.actor) return Fail(HeldBy(**held));
  if (!*held) {
    Query(db, "DELETE FROM flag_lease WHERE account_id = :account AND until <= :now").Int(":account", scope.actor).Int(":now", now).Run();
    Query count(db, "SELECT COUNT(*) FROM flag_lease WHERE account_id = :account AND until > :now");
    count.Int(":account", scope.actor).Int(":now", now);
    count.Next();
    if (count.TakeInt() >= most) {
      return Fail(ErrorCode::kExhausted, "you have " + std::to_string(most) + " leads open: leave some, or wait until their locks end");
    }
  }
  FlagLease lease{.flag = flag, .account = scope.actor, .account_name = scope.actor_name,
                  .since = *held ? (*held)->since : FromUnixSeconds(now),
                  .until = FromUnixSeconds(now) + time};
  Query(db, R"sql(
    INSERT INTO flag_lease (flag_id, org_id, region_code, account_id, account_name, since, until, created_by)
    SELECT f.id, f.org_id, f.region_code, :account, :name, :since, :until, :account FROM flag AS f WHERE f.id = :flag
    ON CONFLICT (flag_id) DO UPDATE
      SET account_id = excluded.account_id, account_name = excluded.account_name, since = excluded.since, until = excluded.until,
          created_by = excluded.created_by, row_version = flag_lease.row_version + 1
  )sql")
      .Int(":account", scope.actor).Text(":name", scope.actor_name).Int(":since", ToUnixSeconds(lease.since))
      .Int(":until", ToUnixSeconds(lease.until)).Int(":flag", flag).Run();
  return lease;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "lock the lead"));
}

Result<bool> ReleaseLease(Transaction& tx, const Scope& scope, Id flag) try {
  return Query(tx.db(), "DELETE FROM flag_lease WHERE flag_id = :flag AND account_id = :account")
             .Int(":flag", flag).Int(":account", scope.actor).Run() > 0;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "unlock the lead"));
}

Result<std::optional<FlagLease>> BreakLease(Transaction& tx, const Scope& scope, Id flag) try {
  if (!SeesFlagOfLease(tx.db(), scope, flag)) return Fail(ErrorCode::kNotFound, "no flag " + IdToString(flag));
  Result<std::optional<FlagLease>> held = LeaseOf(tx.db(), flag);
  if (held) Query(tx.db(), "DELETE FROM flag_lease WHERE flag_id = :flag").Int(":flag", flag).Run();
  return held;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "break the lock of the lead"));
}

}  // namespace markwarden
