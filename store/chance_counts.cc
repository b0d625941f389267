// Rows of chance_count.
#include "store/chance_counts.h"

#include "store/sql.h"

namespace markwarden {
namespace {

constexpr const char* kLatestDecided = R"sql(
  SELECT f.db, f.reasons,
         CASE f.state WHEN 'in_case' THEN '' ELSE COALESCE((SELECT d.reason_code FROM decision AS d WHERE d.flag_id = f.id AND d.action = 'dismiss' ORDER BY d.id DESC LIMIT 1), 'other') END
    FROM flag AS f
   WHERE f.state IN ('dismissed', 'in_case') AND f.verdict = 'suspected' AND
)sql";

}  // namespace

Result<Id> AddChanceCount(Transaction& tx, const Scope& scope, const ChanceCount& count) try {
  CaseDb& db = tx.db();
  const Id id = db.NewId();
  Json bins = Json::array();
  for (const ChanceBin& bin : count.bins) bins.push_back({{"db", bin.db}, {"suspected", bin.suspected}, {"chance", bin.chance}});
  Query(db, R"sql(
    INSERT INTO chance_count (id, org_id, rule_set, engine, newest_snapshot, wanted, scanned, rights, decoys, bins, decided, decided_chance, decided_claimed, created_by, created_at)
    VALUES (:id, :org, :rule_set, :engine, :newest, :wanted, :scanned, :rights, :decoys, :bins, :decided, :decided_chance, :claimed, :by, :now)
  )sql")
      .Int(":id", id).Int(":org", scope.org).Text(":rule_set", count.rule_set).Text(":engine", count.engine).Int(":newest", count.newest_snapshot)
      .Int(":wanted", count.wanted).Int(":scanned", count.scanned).Int(":rights", count.rights).Int(":decoys", count.decoys).Text(":bins", DumpJson(bins))
      .Int(":decided", count.decided).Int(":decided_chance", count.decided_chance).Real(":claimed", count.decided_claimed)
      .Int(":by", scope.actor).Int(":now", ToUnixSeconds(db.Now())).Run();
  return id;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "keep how many leads come by chance"));
}

Result<std::optional<ChanceCount>> LatestChanceCount(CaseDb& db, const Scope& scope) try {
  Query row(db, R"sql(
    SELECT id, org_id, rule_set, engine, newest_snapshot, wanted, scanned, rights, decoys, bins, decided, decided_chance, decided_claimed, created_at
      FROM chance_count WHERE org_id = :org ORDER BY id DESC LIMIT 1
  )sql");
  row.Int(":org", scope.org);
  if (!row.Next()) return std::optional<ChanceCount>();
  ChanceCount count;
  count.id = row.TakeInt();
  count.org = row.TakeInt();
  count.rule_set = row.TakeText();
  count.engine = row.TakeText();
  count.newest_snapshot = row.TakeInt();
  count.wanted = row.TakeInt();
  count.scanned = row.TakeInt();
  count.rights = row.TakeInt();
  count.decoys = row.TakeInt();
  for (const Json& bin : row.TakeJson()) {
    count.bins.push_back({static_cast<int>(JsonInt(bin, "db").value_or(0)), JsonInt(bin, "suspected").value_or(0), JsonInt(bin, "chance").value_or(0)});
  }
  count.decided = row.TakeInt();
  count.decided_chance = row.TakeInt();
  count.decided_claimed = row.TakeReal();
  count.created_at = row.TakeSeconds();
  return std::optional<ChanceCount>(std::move(count));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read how many leads come by chance"));
}

Result<int64_t> CountSnapshots(CaseDb& db, int64_t most) try {
  Query row(db, "SELECT COUNT(*) FROM (SELECT id FROM snapshot LIMIT :most) AS some");
  row.Int(":most", most);
  return row.Next() ? row.TakeInt() : 0;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count snapshots"));
}

Result<std::vector<DecidedLead>> LatestDecidedLeads(CaseDb& db, const Scope& scope, int limit) try {
  Query row(db, std::string(kLatestDecided) + " f.org_id = :org ORDER BY f.id DESC LIMIT :limit");
  row.Int(":org", scope.org).Int(":limit", limit);
  std::vector<DecidedLead> leads;
  while (row.Next()) {
    DecidedLead lead;
    lead.db = row.TakeReal();
    lead.reasons = row.TakeText();
    lead.dismissal = row.TakeText();
    leads.push_back(std::move(lead));
  }
  return leads;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read what was decided"));
}

}  // namespace markwarden
