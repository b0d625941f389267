// Queries of measures.
#include "store/measures.h"

#include <algorithm>

#include "core/transitions.h"
#include "store/sql.h"

namespace markwarden {
namespace {

constexpr const char* kMeasureColumns = R"sql(
  SELECT m.id, m.org_id, m.region_code, m.notice_id, m.case_id, m.item, m.listing_id, m.right_id, m.platform_key, m.url, m.state,
         m.asked_at, m.first_gone_at, m.taken_at, m.ended_at, m.refusal, m.note, m.next_check_at, m.checks, m.misses, m.outcome, m.row_version
    FROM measure AS m
)sql";

constexpr const char* kStayDown = R"sql(
  SELECT COUNT(*), COUNT(CASE WHEN fate = 'down' THEN 1 END), COUNT(CASE WHEN fate = 'back' THEN 1 END),
         COUNT(CASE WHEN fate = 'ended' THEN 1 END), COUNT(CASE WHEN fate = 'unknown' THEN 1 END)
    FROM (
      SELECT CASE
               WHEN EXISTS (SELECT 1 FROM measure_check AS c
                             WHERE c.measure_id = m.id AND c.seen = 'live' AND c.at > m.taken_at AND c.at <= m.taken_at + :seconds
                               AND (m.ended_at IS NULL OR c.at < m.ended_at)) THEN 'back'
               WHEN m.ended_at IS NOT NULL AND m.ended_at <= m.taken_at + :seconds THEN 'ended'
               WHEN EXISTS (SELECT 1 FROM measure_check AS c
                             WHERE c.measure_id = m.id AND c.seen = 'gone' AND c.at >= m.taken_at + :seconds
                               AND NOT EXISTS (SELECT 1 FROM measure_check AS l
                                                WHERE l.measure_id = m.id AND l.seen = 'live' AND l.at > m.taken_at AND l.at < c.at)) THEN 'down'
               ELSE 'unknown'
             END AS fate
        FROM measure AS m
       WHERE m.taken_at >= :from AND m.taken_at < :to AND m.state <> 'dropped' AND )sql";

std::optional<Time> TakeTime(Query& row) {
  const std::optional<int64_t> seconds = row.TakeIntOrNull();
  return seconds ? std::optional<Time>(FromUnixSeconds(*seconds)) : std::nullopt;
}

Query& BindTime(Query& query, const char* name, const std::optional<Time>& time) {
  return time ? query.Int(name, ToUnixSeconds(*time)) : query.Null(name);
}

Measure ReadMeasure(Query& row) {
  Measure measure;
  measure.id = row.TakeInt();
  measure.org = row.TakeInt();
  measure.region_code = row.TakeText();
  measure.notice = row.TakeInt();
  measure.case_id = row.TakeInt();
  measure.item = static_cast<int>(row.TakeInt());
  measure.listing = row.TakeIntOrNull().value_or(0);
  measure.right = row.TakeInt();
  measure.platform = row.TakeText();
  measure.url = row.TakeText();
  measure.state = row.TakeText();
  measure.asked_at = row.TakeSeconds();
  measure.first_gone_at = TakeTime(row);
  measure.taken_at = TakeTime(row);
  measure.ended_at = TakeTime(row);
  measure.refusal = row.TakeText();
  measure.note = row.TakeText();
  measure.next_check_at = TakeTime(row);
  measure.checks = static_cast<int>(row.TakeInt());
  measure.misses = static_cast<int>(row.TakeInt());
  measure.outcome = row.TakeText();
  measure.row_version = row.TakeInt();
  return measure;
}

ScopeSql SeenMeasures(const Scope& scope) {
  return ToSql(scope, {.org = "m.org_id", .region = "m.region_code", .right = "m.right_id"});
}

}  // namespace

Result<bool> AddMeasure(Transaction& tx, const Scope& scope, const Measure& measure) try {
  CaseDb& db = tx.db();
  Query add(db, R"sql(
    INSERT INTO measure (id, org_id, region_code, notice_id, case_id, item, listing_id, right_id, platform_key, url, state, asked_at,
                         next_check_at, created_by)
    VALUES (:id, :org, :region, :notice, :case, :item, :listing, :right, :platform, :url, 'asked', :asked, :next, :by)
    ON CONFLICT (notice_id, item) DO NOTHING
  )sql");
  add.Int(":id", db.NewId()).Int(":org", measure.org).Text(":region", measure.region_code).Int(":notice", measure.notice).Int(":case", measure.case_id)
      .Int(":item", measure.item).IdOrNull(":listing", measure.listing).Int(":right", measure.right).Text(":platform", measure.platform)
      .Text(":url", measure.url).Int(":asked", ToUnixSeconds(measure.asked_at)).Int(":by", scope.actor);
  return BindTime(add, ":next", measure.next_check_at).Run() > 0;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "add a measure"));
}

Result<Measure> SaveMeasure(Transaction& tx, const Scope& scope, const Measure& measure) try {
  CaseDb& db = tx.db();
  Result<std::optional<Measure>> there = FindMeasure(db, scope, measure.id);
  if (!there) return Fail(there);
  if (!*there) return Fail(ErrorCode::kNotFound, "no measure " + IdToString(measure.id));
  if ((*there)->state != measure.state && !TransitionBetween(Machine::kMeasure, (*there)->state, measure.state)) {
    return Fail(ErrorCode::kConflict, "a measure that is " + (*there)->state + " cannot become " + measure.state);
  }
  Query change(db, R"sql(
    UPDATE measure
       SET state = :state, first_gone_at = :gone, taken_at = :taken, ended_at = :ended, refusal = :refusal, note = :note,
           next_check_at = :next, checks = :checks, misses = :misses, outcome = :outcome, row_version = row_version + 1
     WHERE id = :id AND row_version = :version
  )sql");
  change.Text(":state", measure.state).Text(":refusal", measure.refusal).Text(":note", measure.note).Int(":checks", measure.checks)
      .Int(":misses", measure.misses).Text(":outcome", measure.outcome).Int(":id", measure.id).Int(":version", measure.row_version);
  BindTime(change, ":gone", measure.first_gone_at);
  BindTime(change, ":taken", measure.taken_at);
  BindTime(change, ":ended", measure.ended_at);
  BindTime(change, ":next", measure.next_check_at);
  if (change.Run() == 0) return Fail(ErrorCode::kConflict, "the measure was changed meanwhile: read it again");
  Measure saved = measure;
  ++saved.row_version;
  return saved;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "change the measure"));
}

Result<Id> AddMeasureCheck(Transaction& tx, const MeasureCheck& check) try {
  const Id id = tx.db().NewId();
  Query(tx.db(), "INSERT INTO measure_check (id, measure_id, at, seen, why, status, capture_id) VALUES (:id, :measure, :at, :seen, :why, :status, :capture)")
      .Int(":id", id).Int(":measure", check.measure).Int(":at", ToUnixSeconds(check.at)).Text(":seen", check.seen).Text(":why", check.why)
      .Int(":status", check.status).IdOrNull(":capture", check.capture).Run();
  return id;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "record a look at a listing"));
}

Result<std::optional<Measure>> FindMeasure(CaseDb& db, const Scope& scope, Id id) try {
  const ScopeSql seen = SeenMeasures(scope);
  Query row(db, std::string(kMeasureColumns) + " WHERE m.id = :id AND " + seen.where);
  row.Int(":id", id).Scope(seen);
  if (!row.Next()) return std::optional<Measure>();
  return std::optional<Measure>(ReadMeasure(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the measure"));
}

Result<Page<Measure>> ListMeasures(CaseDb& db, const Scope& scope, const MeasureFilter& filter, const PageRequest& page) try {
  const Result<Id> after = ReadCursor(page.after);
  if (!after) return Fail(after.error());
  const ScopeSql seen = SeenMeasures(scope);
  std::string sql = std::string(kMeasureColumns) + " WHERE m.id > :after AND " + seen.where;
  if (!filter.state.empty()) sql += " AND m.state = :state";
  if (!filter.platform.empty()) sql += " AND m.platform_key = :platform";
  if (filter.notice != 0) sql += " AND m.notice_id = :notice";
  if (filter.case_id != 0) sql += " AND m.case_id = :case";
  if (filter.right != 0) sql += " AND m.right_id = :right";
  Query rows(db, sql + " ORDER BY m.id LIMIT :limit");
  rows.Int(":after", *after).Scope(seen);
  if (!filter.state.empty()) rows.Text(":state", filter.state);
  if (!filter.platform.empty()) rows.Text(":platform", filter.platform);
  if (filter.notice != 0) rows.Int(":notice", filter.notice);
  if (filter.case_id != 0) rows.Int(":case", filter.case_id);
  if (filter.right != 0) rows.Int(":right", filter.right);
  const int limit = ClampLimit(page.limit);
  rows.Int(":limit", limit + 1);
  std::vector<Measure> measures;
  while (rows.Next()) measures.push_back(ReadMeasure(rows));
  return MakePage(std::move(measures), limit, [](const Measure& m) { return IdToString(m.id); });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list measures"));
}

Result<std::vector<Measure>> MeasuresOfNotice(CaseDb& db, const Scope& scope, Id notice) {
  std::vector<Measure> measures;
  PageRequest request{.limit = kMaxPageRows, .after = {}};
  do {
    Result<Page<Measure>> page = ListMeasures(db, scope, MeasureFilter{.state = {}, .platform = {}, .notice = notice, .case_id = 0, .right = 0}, request);
    if (!page) return Fail(std::move(page.error()));
    measures.insert(measures.end(), page->rows.begin(), page->rows.end());
    request.after = page->next;
  } while (!request.after.empty());
  std::sort(measures.begin(), measures.end(), [](const Measure& a, const Measure& b) { return a.item < b.item; });
  return measures;
}

Result<std::vector<MeasureCheck>> ChecksOf(CaseDb& db, const Scope& scope, Id measure) try {
  const ScopeSql seen = SeenMeasures(scope);
  Query rows(db, R"sql(
    SELECT c.id, c.measure_id, c.at, c.seen, c.why, c.status, COALESCE(c.capture_id, 0)
      FROM measure_check AS c
      JOIN measure AS m ON m.id = c.measure_id
     WHERE c.measure_id = :id AND )sql" + seen.where + " ORDER BY c.id DESC LIMIT 1000");
  rows.Int(":id", measure).Scope(seen);
  std::vector<MeasureCheck> checks;
  while (rows.Next()) {
    MeasureCheck check;
    check.id = rows.TakeInt();
    check.measure = rows.TakeInt();
    check.at = rows.TakeSeconds();
    check.seen = rows.TakeText();
    check.why = rows.TakeText();
    check.status = static_cast<int>(rows.TakeInt());
    check.capture = rows.TakeInt();
    checks.push_back(std::move(check));
  }
  std::reverse(checks.begin(), checks.end());
  return checks;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list the looks at a listing"));
}

Result<std::map<Id, LookPage>> PagesOfLooks(CaseDb& db, const Scope& scope, Id measure) try {
  const ScopeSql seen = SeenMeasures(scope);
  Query rows(db, R"sql(
    SELECT p.id, p.url, p.captured_at_ms, p.status, p.content_type, p.payload_sha256, p.payload_length, COALESCE(s.payload, '{}'),
           COALESCE((SELECT i.sha256 FROM snapshot_picture AS i JOIN picture AS k ON k.sha256 = i.sha256
                      WHERE i.snapshot_id = s.id AND k.perceptual_hash IS NOT NULL ORDER BY i.position LIMIT 1), '')
      FROM measure_check AS c
      JOIN measure AS m ON m.id = c.measure_id
      JOIN capture AS p ON p.id = c.capture_id
      LEFT JOIN snapshot AS s ON s.id = (SELECT MAX(o.id) FROM snapshot AS o WHERE o.listing_id = m.listing_id AND o.capture_id = p.id)
     WHERE c.measure_id = :id AND )sql" + seen.where + " ORDER BY c.id DESC LIMIT 1000");
  rows.Int(":id", measure).Scope(seen);
  std::map<Id, LookPage> pages;
  while (rows.Next()) {
    LookPage& page = pages[rows.TakeInt()];
    page.url = rows.TakeText();
    page.captured_at = rows.TakeMillis();
    page.status = static_cast<int>(rows.TakeInt());
    page.content_type = rows.TakeText();
    page.payload_sha256 = rows.TakeHex();
    page.payload_length = rows.TakeInt();
    page.title = JsonText(rows.TakeJson(), "title");
    page.picture_sha256 = rows.TakeHex();
  }
  return pages;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list the pages of looks at a listing"));
}

Result<std::vector<Measure>> DueMeasures(CaseDb& db, Time now, int limit) try {
  Query rows(db, std::string(kMeasureColumns) + " WHERE m.next_check_at IS NOT NULL AND m.next_check_at <= :now ORDER BY m.next_check_at, m.id LIMIT :limit");
  rows.Int(":now", ToUnixSeconds(now)).Int(":limit", ClampLimit(limit));
  std::vector<Measure> due;
  while (rows.Next()) due.push_back(ReadMeasure(rows));
  return due;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the listings to look at"));
}

Status PutOffMeasure(Transaction& tx, Id measure, Time until) try {
  // Times are seconds: rounded up, so that it is not due again at once.
  Query(tx.db(), "UPDATE measure SET next_check_at = :until WHERE id = :id AND next_check_at IS NOT NULL")
      .Int(":until", ToUnixSeconds(until + std::chrono::milliseconds(999))).Int(":id", measure).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "put off a look"));
}

Status LookAgain(Transaction& tx, Id listing) try {
  Query(tx.db(), R"sql(
    UPDATE measure SET next_check_at = :now, misses = 0, row_version = row_version + 1
     WHERE listing_id = :listing AND state = 'taken' AND (next_check_at IS NULL OR next_check_at > :now)
  )sql")
      .Int(":now", ToUnixSeconds(tx.db().Now())).Int(":listing", listing).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "plan a look"));
}

Result<Id> SourceOfListing(CaseDb& db, Id listing) try {
  Query row(db, R"sql(
    SELECT c.source_id FROM snapshot AS s
      JOIN capture AS c ON c.id = s.capture_id
     WHERE s.listing_id = :listing AND c.source_id IS NOT NULL
     ORDER BY s.id DESC LIMIT 1
  )sql");
  row.Int(":listing", listing);
  return row.Next() ? row.TakeInt() : Id{0};
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the source of a listing"));
}

Result<std::optional<Time>> HostFreeAt(CaseDb& db, const std::string& host_group) try {
  Query row(db, "SELECT next_at_ms FROM render_host WHERE host_group = :host_group");
  row.Text(":host_group", host_group);
  if (!row.Next()) return std::optional<Time>();
  return std::optional<Time>(row.TakeMillis());
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read the gap of a host"));
}

std::string StayDownSql(const Scope& scope) { return kStayDown + SeenMeasures(scope).where + ") AS fates"; }

Result<std::vector<StayDownRow>> StayDown(CaseDb& db, const Scope& scope, Time from, Time to, const std::vector<int>& days) try {
  std::vector<StayDownRow> table;
  const ScopeSql seen = SeenMeasures(scope);
  for (const int day : days) {
    Query row(db, StayDownSql(scope));
    row.Int(":from", ToUnixSeconds(from)).Int(":to", ToUnixSeconds(to)).Int(":seconds", int64_t{day} * 86'400).Scope(seen);
    row.Next();
    StayDownRow one;
    one.days = day;
    one.taken = row.TakeInt();
    one.down = row.TakeInt();
    one.back = row.TakeInt();
    one.ended = row.TakeInt();
    one.unknown = row.TakeInt();
    table.push_back(one);
  }
  return table;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count what stayed down"));
}

}  // namespace markwarden
