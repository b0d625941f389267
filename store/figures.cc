// The queries behind the reports.
#include "store/figures.h"

#include "store/sql.h"

namespace markwarden {
namespace {

constexpr int kMostRows = 1'000'000;

std::optional<Time> SecondsOrNull(Query& row) {
  const std::optional<int64_t> seconds = row.TakeIntOrNull();
  return seconds ? std::optional<Time>(FromUnixSeconds(*seconds)) : std::nullopt;
}

// Binds the period and the scope, and says with what.
struct Asked {
  Asked(CaseDb& db, const std::string& text, const ScopeSql& seen, const FigurePeriod& period) : rows(db, text) {
    rows.Int(":from", ToUnixSeconds(period.from)).Int(":to", ToUnixSeconds(period.to)).Int(":most", kMostRows).Scope(seen);
    query.sql = text;
    query.parameters = {{":from", ToUnixSeconds(period.from)}, {":to", ToUnixSeconds(period.to)}, {":most", kMostRows}};
    for (const auto& [name, id] : seen.ids) query.parameters[name] = IdToString(id);
    for (const auto& [name, value] : seen.texts) query.parameters[name] = value;
  }
  Query rows;
  FigureQuery query;
};

template <typename Row, typename Read>
Result<FigureRows<Row>> Ask(CaseDb& db, const std::string& sql, const ScopeSql& seen, const FigurePeriod& period, Read read) {
  Asked asked(db, sql, seen, period);
  FigureRows<Row> figures;
  while (asked.rows.Next()) figures.rows.push_back(read(asked.rows));
  if (figures.rows.size() >= size_t(kMostRows)) return Fail(ErrorCode::kExhausted, "more than a million rows: ask for a shorter period");
  figures.query = std::move(asked.query);
  return figures;
}

}  // namespace

Result<FigureRows<FlagFigure>> FlagFigures(CaseDb& db, const Scope& scope, const FigurePeriod& period) try {
  const ScopeSql seen = ToSql(scope, {.org = "f.org_id", .region = "f.region_code", .right = "f.right_id"});
  const std::string sql = R"sql(SELECT l.platform_key, r.title, f.verdict, f.state, f.region_code, f.created_at,
       (SELECT MIN(d.created_at) FROM decision AS d WHERE d.flag_id = f.id AND d.action <> 'note'),
       (SELECT MIN(d.created_at) FROM decision AS d WHERE d.flag_id = f.id AND d.action = 'make_case')
  FROM flag AS f
  JOIN listing AS l ON l.id = f.listing_id
  JOIN ip_right AS r ON r.id = f.right_id
 WHERE f.created_at >= :from AND f.created_at < :to AND )sql" + seen.where + "\n ORDER BY f.id LIMIT :most";
  return Ask<FlagFigure>(db, sql, seen, period, [](Query& row) {
    FlagFigure flag;
    flag.platform = row.TakeText();
    flag.right = row.TakeText();
    flag.verdict = row.TakeText();
    flag.state = row.TakeText();
    flag.region = row.TakeText();
    flag.raised = row.TakeSeconds();
    flag.decided = SecondsOrNull(row);
    flag.in_case = SecondsOrNull(row);
    return flag;
  });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count flags for a report"));
}

Result<FigureRows<MeasureFigure>> MeasureFigures(CaseDb& db, const Scope& scope, const FigurePeriod& period) try {
  const ScopeSql seen = ToSql(scope, {.org = "m.org_id", .region = "m.region_code", .right = "m.right_id"});
  const std::string sql = R"sql(SELECT m.platform_key, r.title, m.state, m.region_code, m.asked_at, l.first_seen, f.created_at, m.taken_at, m.ended_at
  FROM measure AS m
  JOIN ip_right AS r ON r.id = m.right_id
  LEFT JOIN listing AS l ON l.id = m.listing_id
  LEFT JOIN flag AS f ON f.listing_id = m.listing_id AND f.right_id = m.right_id AND f.org_id = m.org_id
 WHERE m.asked_at >= :from AND m.asked_at < :to AND )sql" + seen.where + "\n ORDER BY m.id LIMIT :most";
  return Ask<MeasureFigure>(db, sql, seen, period, [](Query& row) {
    MeasureFigure measure;
    measure.platform = row.TakeText();
    measure.right = row.TakeText();
    measure.state = row.TakeText();
    measure.region = row.TakeText();
    measure.asked = row.TakeSeconds();
    measure.first_seen = SecondsOrNull(row);
    measure.raised = SecondsOrNull(row);
    measure.taken = SecondsOrNull(row);
    measure.ended = SecondsOrNull(row);
    return measure;
  });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count measures for a report"));
}

Result<FigureRows<NoticeFigure>> NoticeFigures(CaseDb& db, const Scope& scope, const FigurePeriod& period) try {
  const ScopeSql seen = ToSql(scope, {.org = "n.org_id", .region = "n.region_code", .right = ""});
  const std::string sql = R"sql(SELECT n.platform_key, n.regime, n.state, n.created_at, s.sent_at, n.payload
  FROM notice AS n
  LEFT JOIN notice_sending AS s ON s.notice_id = n.id
 WHERE n.created_at >= :from AND n.created_at < :to AND )sql" + seen.where + "\n ORDER BY n.id LIMIT :most";
  return Ask<NoticeFigure>(db, sql, seen, period, [](Query& row) {
    NoticeFigure notice;
    notice.platform = row.TakeText();
    notice.regime = row.TakeText();
    notice.state = row.TakeText();
    notice.drafted = row.TakeSeconds();
    notice.sent = SecondsOrNull(row);
    const Json payload = row.TakeJson();
    if (const Json* items = JsonMember(payload, "items"); items && items->is_array()) notice.listings = int64_t(items->size());
    return notice;
  });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count notices for a report"));
}

Result<FigureRows<ReachFigure>> ReachFigures(CaseDb& db, const Scope& scope, const FigurePeriod& period) try {
  const ScopeSql seen = ToSql(scope, {.org = "w.org_id", .region = "w.region_code", .right = ""});
  const std::string sql = R"sql(SELECT w.name, l.platform_key, COUNT(DISTINCT l.id),
       COUNT(DISTINCT CASE WHEN f.verdict = 'suspected' THEN l.id END)
  FROM watch AS w
  JOIN snapshot AS n ON n.watch_id = w.id
  JOIN listing AS l ON l.id = n.listing_id
  LEFT JOIN flag AS f ON f.listing_id = l.id AND f.org_id = w.org_id
 WHERE n.created_at >= :from AND n.created_at < :to AND )sql" + seen.where +
                          "\n GROUP BY w.name, l.platform_key ORDER BY w.name, l.platform_key LIMIT :most";
  return Ask<ReachFigure>(db, sql, seen, period, [](Query& row) {
    ReachFigure reach;
    reach.watch = row.TakeText();
    reach.platform = row.TakeText();
    reach.listings = row.TakeInt();
    reach.suspected = row.TakeInt();
    return reach;
  });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count listings for a report"));
}

Result<FigureRows<RelistFigure>> RelistFigures(CaseDb& db, const Scope& scope, const FigurePeriod& period) try {
  const ScopeSql seen = ToSql(scope, {.org = "e.org_id", .region = "m.region_code", .right = "m.right_id"});
  const std::string sql = R"sql(SELECT l.platform_key, COUNT(*)
  FROM relist AS e
  JOIN measure AS m ON m.id = e.measure_id
  JOIN listing AS l ON l.id = e.listing_id
 WHERE e.seen_at >= :from AND e.seen_at < :to AND )sql" + seen.where + "\n GROUP BY l.platform_key ORDER BY l.platform_key LIMIT :most";
  return Ask<RelistFigure>(db, sql, seen, period, [](Query& row) {
    RelistFigure relist;
    relist.platform = row.TakeText();
    relist.relists = row.TakeInt();
    return relist;
  });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count relists for a report"));
}

}  // namespace markwarden
