// Counter-notices over case.db.
#include "store/counter_notices.h"

#include "core/transitions.h"
#include "store/notices.h"
#include "store/sql.h"

namespace markwarden {
namespace {

constexpr const char* kCounterColumns = R"sql(
  SELECT k.id, k.org_id, k.region_code, k.notice_id, k.case_id, k.number, k.received_at, k.from_name, k.from_address, k.reason, k.statement,
         k.items, k.document_sha256, k.source, k.late, k.state, k.filing_kind, k.filing_number, k.filed_at, k.told_at, k.proof_sha256,
         COALESCE(k.decided_by, 0), k.decided_at, k.decision_reason, k.created_by, k.created_at, k.row_version
    FROM counter_notice AS k
)sql";

std::optional<Time> TakeTimeOrNull(Query& row) {
  const std::optional<int64_t> seconds = row.TakeIntOrNull();
  return seconds ? std::optional<Time>(FromUnixSeconds(*seconds)) : std::nullopt;
}

CounterNotice ReadCounter(Query& row) {
  CounterNotice counter;
  counter.id = row.TakeInt();
  counter.org = row.TakeInt();
  counter.region_code = row.TakeText();
  counter.notice = row.TakeInt();
  counter.case_id = row.TakeInt();
  counter.number = row.TakeText();
  counter.received_at = row.TakeSeconds();
  counter.from_name = row.TakeText();
  counter.from_address = row.TakeText();
  counter.reason = row.TakeText();
  counter.statement = row.TakeText();
  for (const Json& item : row.TakeJson()) counter.items.push_back(item.get<int>());
  counter.document_sha256 = row.TakeHex();
  counter.source = row.TakeText();
  counter.late = row.TakeInt() != 0;
  counter.state = row.TakeText();
  counter.filing_kind = row.TakeText();
  counter.filing_number = row.TakeText();
  counter.filed_at = TakeTimeOrNull(row);
  counter.told_at = TakeTimeOrNull(row);
  counter.proof_sha256 = row.TakeHex();
  counter.decided_by = row.TakeInt();
  counter.decided_at = TakeTimeOrNull(row);
  counter.decision_reason = row.TakeText();
  counter.created_by = row.TakeInt();
  counter.created_at = row.TakeSeconds();
  counter.row_version = row.TakeInt();
  return counter;
}

ScopeSql SeenCounters(const Scope& scope) { return ToSql(scope, {.org = "k.org_id", .region = "k.region_code", .right = ""}); }

Result<CounterNotice> MustCounter(CaseDb& db, const Scope& scope, Id id) {
  Result<std::optional<CounterNotice>> found = FindCounterNotice(db, scope, id);
  if (!found) return Fail(std::move(found.error()));
  if (!*found) return Fail(ErrorCode::kNotFound, "no counter-notice " + IdToString(id));
  return std::move(**found);
}

void BindTime(Query& query, const char* name, const std::optional<Time>& time) {
  if (time) query.Int(name, ToUnixSeconds(*time)); else query.Null(name);
}

}  // namespace

Result<CounterNotice> AddCounterNotice(Transaction& tx, const Scope& scope, const CounterNotice& counter) try {
  CaseDb& db = tx.db();
  Result<std::optional<NoticeRecord>> notice = FindNotice(db, scope, counter.notice);
  if (!notice) return Fail(std::move(notice.error()));
  if (!*notice) return Fail(ErrorCode::kNotFound, "no notice " + IdToString(counter.notice));
  if (!counter.number.empty()) {
    Query same(db, "SELECT k.id FROM counter_notice AS k WHERE k.notice_id = :notice AND k.number = :number");
    same.Int(":notice", counter.notice).Text(":number", counter.number);
    if (same.Next()) return Fail(ErrorCode::kConflict, "counter-notice " + counter.number + " of this notice is recorded already");
  }
  const Id id = db.NewId();
  Query add(db, R"sql(
    INSERT INTO counter_notice (id, org_id, region_code, notice_id, case_id, number, received_at, from_name, from_address, reason, statement,
                                items, document_sha256, source, late, state, created_by, created_at)
    VALUES (:id, :org, :region, :notice, :case, :number, :received, :name, :address, :reason, :statement, :items, :document, :source, :late,
            'received', :by, :now)
  )sql");
  add.Int(":id", id).Int(":org", (*notice)->org).Text(":region", (*notice)->region_code).Int(":notice", counter.notice).Int(":case", (*notice)->case_id)
      .Text(":number", counter.number).Int(":received", ToUnixSeconds(counter.received_at)).Text(":name", counter.from_name)
      .Text(":address", counter.from_address).Text(":reason", counter.reason).Text(":statement", counter.statement)
      .Text(":items", DumpJson(Json(counter.items))).Hex(":document", counter.document_sha256).Text(":source", counter.source)
      .Int(":late", counter.late ? 1 : 0).Int(":by", scope.actor).Int(":now", ToUnixSeconds(db.Now())).Run();
  return MustCounter(db, scope, id);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "record the counter-notice"));
}

Result<CounterNotice> DecideCounterNotice(Transaction& tx, const Scope& scope, const CounterNotice& decided, const std::string& act, int64_t row_version) try {
  CaseDb& db = tx.db();
  Result<CounterNotice> there = MustCounter(db, scope, decided.id);
  if (!there) return there;
  const Transition* step = FindTransition(Machine::kCounterNotice, act, there->state);
  if (!step) return Fail(ErrorCode::kConflict, "a counter-notice that is " + there->state + " cannot be given a " + act);
  Query change(db, R"sql(
    UPDATE counter_notice SET state = :state, filing_kind = :kind, filing_number = :number, filed_at = :filed, told_at = :told, proof_sha256 = :proof,
                              decided_by = :by, decided_at = :now, decision_reason = :reason, row_version = row_version + 1
     WHERE id = :id AND row_version = :version
  )sql");
  change.Text(":state", step->to).Text(":kind", decided.filing_kind).Text(":number", decided.filing_number);
  BindTime(change, ":filed", decided.filed_at);
  BindTime(change, ":told", decided.told_at);
  change.Hex(":proof", decided.proof_sha256).Int(":by", scope.actor).Int(":now", ToUnixSeconds(db.Now())).Text(":reason", decided.decision_reason)
      .Int(":id", decided.id).Int(":version", row_version);
  if (change.Run() == 0) return Fail(ErrorCode::kConflict, "the counter-notice was changed meanwhile: read it again");
  return MustCounter(db, scope, decided.id);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "decide on the counter-notice"));
}

Status NoteTold(Transaction& tx, const Scope& scope, Id id, Time told) try {
  Result<CounterNotice> there = MustCounter(tx.db(), scope, id);
  if (!there) return Fail(std::move(there.error()));
  Query(tx.db(), "UPDATE counter_notice SET told_at = :told, row_version = row_version + 1 WHERE id = :id AND told_at IS NULL")
      .Int(":told", ToUnixSeconds(told)).Int(":id", id).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "note that the platform was told"));
}

Result<std::optional<CounterNotice>> FindCounterNotice(CaseDb& db, const Scope& scope, Id id) try {
  const ScopeSql seen = SeenCounters(scope);
  Query row(db, std::string(kCounterColumns) + " WHERE k.id = :id AND " + seen.where);
  row.Int(":id", id).Scope(seen);
  if (!row.Next()) return std::optional<CounterNotice>();
  return std::optional<CounterNotice>(ReadCounter(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the counter-notice"));
}

Result<Page<CounterNotice>> ListCounterNotices(CaseDb& db, const Scope& scope, const CounterNoticeFilter& filter, const PageRequest& page) try {
  const Result<Id> after = ReadCursor(page.after);
  if (!after) return Fail(after.error());
  const ScopeSql seen = SeenCounters(scope);
  std::string sql = std::string(kCounterColumns) + " WHERE " + seen.where;
  if (!filter.state.empty()) sql += " AND k.state = :state";
  if (filter.notice != 0) sql += " AND k.notice_id = :notice";
  if (filter.case_id != 0) sql += " AND k.case_id = :case";
  if (*after != 0) sql += " AND k.id < :after";
  Query rows(db, sql + " ORDER BY k.id DESC LIMIT :limit");
  rows.Scope(seen);
  if (!filter.state.empty()) rows.Text(":state", filter.state);
  if (filter.notice != 0) rows.Int(":notice", filter.notice);
  if (filter.case_id != 0) rows.Int(":case", filter.case_id);
  if (*after != 0) rows.Int(":after", *after);
  const int limit = ClampLimit(page.limit);
  rows.Int(":limit", limit + 1);
  std::vector<CounterNotice> counters;
  while (rows.Next()) counters.push_back(ReadCounter(rows));
  return MakePage(std::move(counters), limit, [](const CounterNotice& k) { return IdToString(k.id); });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list counter-notices"));
}

Result<std::string> RestoredBy(CaseDb& db, Id org, Id right, const std::string& url, const std::vector<std::string>& regimes) try {
  for (const std::string& regime : regimes) {
    Query row(db, R"sql(
      SELECT k.number, k.id
        FROM measure AS m
        JOIN notice AS n ON n.id = m.notice_id
        JOIN counter_notice AS k ON k.notice_id = n.id AND k.state <> 'withdrawn'
       WHERE m.org_id = :org AND m.right_id = :right AND m.url = :url AND n.regime = :regime AND m.state = 'ended'
       ORDER BY k.id DESC LIMIT 1
    )sql");
    row.Int(":org", org).Int(":right", right).Text(":url", url).Text(":regime", regime);
    if (!row.Next()) continue;
    const std::string number = row.TakeText();
    return number.empty() ? IdToString(row.TakeInt()) : number;
  }
  return std::string();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "look for counter-notices"));
}

}  // namespace markwarden
