// Samples over case.db.
#include "store/samples.h"

#include "store/sql.h"

namespace markwarden {
namespace {

constexpr int64_t kMostSamplesCounted = 10'000;

constexpr const char* kSampleColumns = R"sql(
  SELECT s.id, s.org_id, s.region_code, s.kind, s.flag_id, s.hit_id, s.right_id, s.first_by, s.first_outcome, s.first_at, s.state,
         COALESCE(s.second_by, 0), s.second_name, s.second_outcome, s.second_reason, s.second_note, s.second_at,
         COALESCE(s.settled_by, 0), s.settled_name, s.settled_outcome, s.settled_note, s.settled_at, s.created_at, s.row_version
    FROM sample AS s
)sql";

Sample ReadSample(Query& row) {
  Sample sample;
  sample.id = row.TakeInt();
  sample.org = row.TakeInt();
  sample.region_code = row.TakeText();
  sample.kind = row.TakeText();
  sample.flag = row.TakeInt();
  sample.hit = row.TakeInt();
  sample.right = row.TakeInt();
  sample.first_by = row.TakeInt();
  sample.first_outcome = row.TakeText();
  sample.first_at = row.TakeSeconds();
  sample.state = row.TakeText();
  sample.second_by = row.TakeInt();
  sample.second_name = row.TakeText();
  sample.second_outcome = row.TakeText();
  sample.second_reason = row.TakeText();
  sample.second_note = row.TakeText();
  if (const std::optional<int64_t> at = row.TakeIntOrNull()) sample.second_at = FromUnixSeconds(*at);
  sample.settled_by = row.TakeInt();
  sample.settled_name = row.TakeText();
  sample.settled_outcome = row.TakeText();
  sample.settled_note = row.TakeText();
  if (const std::optional<int64_t> at = row.TakeIntOrNull()) sample.settled_at = FromUnixSeconds(*at);
  sample.created_at = row.TakeSeconds();
  sample.row_version = row.TakeInt();
  return sample;
}

ScopeSql SeenSamples(const Scope& scope) {
  return ToSql(scope, {.org = "s.org_id", .region = "s.region_code", .right = "s.right_id"});
}

Result<Sample> AsItIsNow(CaseDb& db, const Scope& scope, Id id) {
  Result<std::optional<Sample>> found = FindSample(db, scope, id);
  if (!found) return Fail(found);
  if (!*found) return Fail(ErrorCode::kNotFound, "no sample " + IdToString(id));
  return std::move(**found);
}

}  // namespace

Result<std::string> FindSampleSeed(CaseDb& db) try {
  Query row(db, "SELECT seed FROM sample_seed WHERE id = 1");
  return row.Next() ? row.TakeBlob() : std::string();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read the seed of the draw"));
}

Result<SampleSeed> SeedOfDraw(Transaction& tx) try {
  Result<std::string> known = FindSampleSeed(tx.db());
  if (!known) return Fail(known);
  if (!known->empty()) return SampleSeed{.bytes = std::move(*known), .made = false};
  SampleSeed seed{.bytes = RandomBytes(32), .made = true};
  Query(tx.db(), "INSERT INTO sample_seed (id, seed, created_at) VALUES (1, :seed, :now)")
      .Blob(":seed", seed.bytes).Int(":now", ToUnixSeconds(tx.db().Now())).Run();
  return seed;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "make the seed of the draw"));
}

Result<bool> OpenSample(Transaction& tx, const Scope& scope, const Sample& sample) try {
  CaseDb& db = tx.db();
  const int64_t now = ToUnixSeconds(db.Now());
  const int changed = Query(db, R"sql(
    INSERT INTO sample (id, org_id, region_code, kind, flag_id, hit_id, right_id, first_by, first_outcome, first_at, state, created_by, created_at)
    VALUES (:id, :org, :region, :kind, :flag, :hit, :right, :by, :outcome, :now, 'open', :actor, :now)
    ON CONFLICT (kind, flag_id) DO UPDATE
       SET hit_id = excluded.hit_id, first_by = excluded.first_by, first_outcome = excluded.first_outcome, first_at = excluded.first_at,
           state = 'open', row_version = sample.row_version + 1
     WHERE sample.state IN ('open', 'void')
  )sql")
      .Int(":id", db.NewId()).Int(":org", sample.org).Text(":region", sample.region_code).Text(":kind", sample.kind).Int(":flag", sample.flag)
      .Int(":hit", sample.hit).Int(":right", sample.right).Int(":by", sample.first_by).Text(":outcome", sample.first_outcome)
      .Int(":now", now).Int(":actor", scope.actor).Run();
  return changed > 0;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "open the sample"));
}

Status VoidSample(Transaction& tx, const std::string& kind, Id flag) try {
  Query(tx.db(), "UPDATE sample SET state = 'void', row_version = row_version + 1 WHERE kind = :kind AND flag_id = :flag AND state = 'open'")
      .Text(":kind", kind).Int(":flag", flag).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "void the sample"));
}

Result<std::optional<Sample>> FindSample(CaseDb& db, const Scope& scope, Id id) try {
  const ScopeSql seen = SeenSamples(scope);
  Query row(db, std::string(kSampleColumns) + " WHERE s.id = :id AND " + seen.where);
  row.Int(":id", id).Scope(seen);
  if (!row.Next()) return std::optional<Sample>();
  return std::optional<Sample>(ReadSample(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the sample"));
}

Result<Page<Sample>> ListSamples(CaseDb& db, const Scope& scope, const SampleFilter& filter, const PageRequest& page) try {
  Result<Id> after = ReadCursor(page.after);
  if (!after) return Fail(after);
  const ScopeSql seen = SeenSamples(scope);
  std::string sql = std::string(kSampleColumns) + " WHERE s.org_id = :org AND s.state = :state AND s.id > :after AND " + seen.where;
  if (!filter.kind.empty()) sql += " AND s.kind = :kind";
  if (filter.judge != 0) {
    sql += " AND s.first_by <> :judge AND NOT EXISTS (SELECT 1 FROM look AS k WHERE k.flag_id = s.flag_id AND k.actor_id = :judge"
           " AND k.last_at_ms >= s.first_at * 1000)";
  }
  Query rows(db, sql + " ORDER BY s.id LIMIT :limit");
  rows.Int(":org", scope.org).Text(":state", filter.state).Int(":after", *after).Scope(seen);
  if (!filter.kind.empty()) rows.Text(":kind", filter.kind);
  if (filter.judge != 0) rows.Int(":judge", filter.judge);
  const int limit = ClampLimit(page.limit);
  rows.Int(":limit", limit + 1);
  std::vector<Sample> samples;
  while (rows.Next()) samples.push_back(ReadSample(rows));
  return MakePage(std::move(samples), limit, [](const Sample& one) { return IdToString(one.id); });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list samples"));
}

Result<bool> HasLookedSince(CaseDb& db, Id actor, const Sample& sample) try {
  Query row(db, "SELECT 1 FROM look WHERE flag_id = :flag AND actor_id = :actor AND last_at_ms >= :since LIMIT 1");
  row.Int(":flag", sample.flag).Int(":actor", actor).Int(":since", ToMillis(sample.first_at));
  return row.Next();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the look"));
}

Result<Sample> JudgeSample(Transaction& tx, const Scope& scope, Id id, const std::string& outcome, const std::string& reason, const std::string& note,
                           int64_t row_version) try {
  Result<Sample> sample = AsItIsNow(tx.db(), scope, id);
  if (!sample) return sample;
  const bool agreed = outcome == sample->first_outcome;
  const int changed = Query(tx.db(), R"sql(
    UPDATE sample SET state = :state, second_by = :by, second_name = :name, second_outcome = :outcome, second_reason = :reason,
                      second_note = :note, second_at = :now, row_version = row_version + 1
     WHERE id = :id AND state = 'open' AND row_version = :version
  )sql")
      .Text(":state", agreed ? "agreed" : "disagreed").Int(":by", scope.actor).Text(":name", scope.actor_name).Text(":outcome", outcome)
      .Text(":reason", reason).Text(":note", note).Int(":now", ToUnixSeconds(tx.db().Now())).Int(":id", id).Int(":version", row_version).Run();
  if (changed == 0) return Fail(ErrorCode::kConflict, "the sample has been judged or withdrawn meanwhile: take the next one");
  return AsItIsNow(tx.db(), scope, id);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "judge the sample"));
}

Result<Sample> SettleSample(Transaction& tx, const Scope& scope, Id id, const std::string& outcome, const std::string& note, int64_t row_version) try {
  const int changed = Query(tx.db(), R"sql(
    UPDATE sample SET state = 'settled', settled_by = :by, settled_name = :name, settled_outcome = :outcome, settled_note = :note,
                      settled_at = :now, row_version = row_version + 1
     WHERE id = :id AND state = 'disagreed' AND row_version = :version
  )sql")
      .Int(":by", scope.actor).Text(":name", scope.actor_name).Text(":outcome", outcome).Text(":note", note)
      .Int(":now", ToUnixSeconds(tx.db().Now())).Int(":id", id).Int(":version", row_version).Run();
  if (changed == 0) return Fail(ErrorCode::kConflict, "the two judgements do not disagree, or this was settled meanwhile: look at it again");
  return AsItIsNow(tx.db(), scope, id);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "settle the sample"));
}

Result<SampleFigures> FiguresOfSamples(CaseDb& db, const Scope& scope, const std::string& kind, Time from, Time to) try {
  const ScopeSql seen = SeenSamples(scope);
  SampleFigures figures;
  {
    Query rows(db, "SELECT s.first_outcome, s.second_outcome, s.state, s.settled_outcome, COUNT(*) FROM sample AS s WHERE s.org_id = :org AND s.kind = :kind"
                   " AND s.second_at >= :from AND s.second_at < :to AND " + seen.where +
                   " GROUP BY s.first_outcome, s.second_outcome, s.state, s.settled_outcome");
    rows.Int(":org", scope.org).Text(":kind", kind).Int(":from", ToUnixSeconds(from)).Int(":to", ToUnixSeconds(to)).Scope(seen);
    while (rows.Next()) {
      const bool first = rows.TakeText() == "suspect";
      const std::string second = rows.TakeText(), state = rows.TakeText(), settled = rows.TakeText();
      const int64_t count = rows.TakeInt();
      figures.agreement.table[first ? 1 : 0][second == "suspect" ? 1 : 0] += count;
      if (state == "settled") figures.settled += count;
      if (state == "settled" && settled == second) figures.settled_for_second += count;
    }
  }
  for (const char* state : {"open", "disagreed"}) {
    Query row(db, "SELECT COUNT(*) FROM (SELECT 1 FROM sample AS s WHERE s.org_id = :org AND s.state = :state AND s.kind = :kind AND " + seen.where + " LIMIT :most) AS t");
    row.Int(":org", scope.org).Text(":state", state).Text(":kind", kind).Int(":most", kMostSamplesCounted).Scope(seen);
    if (row.Next()) (std::string_view(state) == "open" ? figures.open : figures.disagreed) = row.TakeInt();
  }
  return figures;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count samples"));
}

}  // namespace markwarden
