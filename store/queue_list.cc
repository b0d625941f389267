// Lists of the review queue.  A list is read lane by lane (and, for those who see through rights, right by right): each part comes
// in order out of one index, and the parts are merged here.  What no index tells is asked of each flag in turn, up to a number.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "store/flags.h"
#include "store/sql.h"

namespace markwarden {
namespace {

// A place in the list: the sorted value and the id.
struct QueuePlace {
  double key = 0;
  Id id = 0;
};

std::optional<QueuePlace> ReadQueueCursor(const std::string& text) {
  const size_t tilde = text.find('~');
  if (tilde == std::string::npos) return std::nullopt;
  QueuePlace place;
  const auto [end, error] = std::from_chars(text.data(), text.data() + tilde, place.key);
  const std::optional<Id> id = ParseId(std::string_view(text).substr(tilde + 1));
  if (error != std::errc() || end != text.data() + tilde || !id) return std::nullopt;
  place.id = *id;
  return place;
}

std::string WriteQueueCursor(const QueuePlace& place) { return fmt::format("{}~{}", place.key, place.id); }

const char* SortColumn(QueueSort sort) {
  switch (sort) {
    case QueueSort::kPriority: return "priority";
    case QueueSort::kDb: return "db";
    case QueueSort::kNewest:
    case QueueSort::kOldest: return "created_at";
  }
  return "db";
}

// Whether `a` stands before `b`.
bool Before(QueueSort sort, const QueuePlace& a, const QueuePlace& b) {
  if (a.key != b.key) return sort == QueueSort::kOldest ? a.key < b.key : a.key > b.key;
  return sort == QueueSort::kOldest ? a.id > b.id : a.id < b.id;
}

// A pattern of LIKE, with '!' as its escape.
std::string Containing(std::string_view text) {
  std::string pattern = "%";
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '!') pattern += '!';
    pattern += c;
  }
  return pattern + "%";
}

std::vector<std::string> LanesOf(const QueueFilter& filter) {
  if (!filter.lanes.empty()) return filter.lanes;
  if (filter.mine != 0) return {"new", "second_look", "held"};
  std::set<std::string> lanes;
  const auto add = [&](FlagState state) {
    if (state != FlagState::kNew && state != FlagState::kReopened) {
      lanes.insert(std::string(ToString(state)));
      return;
    }
    if (filter.verdict != Verdict::kCleared) lanes.insert("new");
    if (filter.verdict != Verdict::kSuspected) lanes.insert("cleared");
  };
  for (const FlagState state : filter.states) add(state);
  if (filter.states.empty()) {
    for (const FlagState state : {FlagState::kNew, FlagState::kHeld, FlagState::kSecondLook, FlagState::kDismissed, FlagState::kInCase}) add(state);
  }
  return {lanes.begin(), lanes.end()};
}

// One part of a list: its conditions as text, and their values.
class QueuePart {
 public:
  enum class Mine { kAny, kAssigned, kOpen };

  QueuePart(const Scope& scope, const QueueFilter& filter, std::string lane, Mine mine)
      : scope_(scope), filter_(filter), lane_(std::move(lane)), mine_(mine) {}

  // The first `limit` after `after` that fit.  `stopped` is the last one that was looked at when the examination ended before the part did.
  std::vector<QueuePlace> Find(CaseDb& db, const std::optional<QueuePlace>& after, int limit, std::optional<QueuePlace>& stopped) const {
    Query rows(db, Text(after.has_value()));
    Bind(db, rows, after, limit);
    std::vector<QueuePlace> found;
    QueuePlace last;
    int examined = 0;
    while (rows.Next()) {
      last.key = rows.TakeReal();
      last.id = rows.TakeInt();
      ++examined;
      if (rows.TakeInt() != 0) found.push_back(last);
      if (found.size() == static_cast<size_t>(limit)) return found;
    }
    if (Asks() && examined == filter_.examine) stopped = last;
    return found;
  }

  std::vector<std::string> Plan(CaseDb& db) const {
    Query rows(db, "EXPLAIN QUERY PLAN " + Text(false));
    Bind(db, rows, {}, 50);
    std::vector<std::string> lines;
    while (rows.Next()) {
      for (int i = 0; i < 3; ++i) rows.TakeInt();
      lines.push_back(rows.TakeText());
    }
    return lines;
  }

  // How many flags of the row's group the filter lets through, no further than kGroupCount and one.
  int64_t GroupSize(CaseDb& db, const QueueRow& row) const {
    Query count(db, "SELECT COUNT(*) FROM (SELECT 1 FROM flag AS f WHERE " + Conditions("f") + Asked("f") + " AND f." + GroupColumn() +
                        " = :group LIMIT " + std::to_string(kGroupCount + 1) + ")");
    BindFilter(db, count);
    if (filter_.group == QueueGroup::kSeller) count.Int(":group", row.flag.seller);
    else count.Hex(":group", row.flag.picture_group);
    count.Next();
    return count.TakeInt();
  }

 private:
  bool Asks() const { return !filter_.text.empty() || !filter_.reason.empty() || filter_.group != QueueGroup::kNone; }
  const char* GroupColumn() const { return filter_.group == QueueGroup::kSeller ? "seller_id" : "picture_group"; }

  std::string Text(bool goes_on) const {
    const std::string column = std::string("f.") + SortColumn(filter_.sort);
    const bool rising = filter_.sort == QueueSort::kOldest;
    std::string sql = "SELECT " + column + ", f.id, " + (Asks() ? "CASE WHEN 1 = 1" + Asked("f") + First() + " THEN 1 ELSE 0 END" : "1") +
                      " FROM flag AS f WHERE " + Conditions("f");
    if (goes_on) {
      const char* past = rising ? ">" : "<";
      sql += " AND " + column + " " + past + "= :after AND (" + column + " " + past + " :after OR (" + column + " = :after AND f.id " +
             (rising ? "<" : ">") + " :after_id))";
    }
    return sql + " ORDER BY " + column + (rising ? ", f.id DESC" : " DESC, f.id") + " LIMIT :limit";
  }

  // What an index tells.  A range over a column that is not the sorted one must not lead to that column's index: hence the sign.
  std::string Conditions(const std::string& of) const {
    const std::string f = of + ".";
    std::string sql = Seen(of).where + " AND " + f + "lane = :lane";
    const auto range = [&](const char* column, const char* than) {
      return std::string(" AND ") + (std::string_view(column) == SortColumn(filter_.sort) ? "" : "+") + f + column + " " + than;
    };
    if (!filter_.states.empty()) {
      sql += " AND " + f + "state IN (";
      for (size_t i = 0; i < filter_.states.size(); ++i) sql += (i == 0 ? ":state_" : ", :state_") + std::to_string(i);
      sql += ")";
    }
    if (filter_.verdict && filter_.lanes.empty()) sql += " AND " + f + "verdict = :verdict";
    if (filter_.right != 0) sql += " AND " + f + "right_id = :right";
    if (filter_.listing != 0) sql += " AND " + f + "listing_id = :listing";
    if (filter_.assigned != 0) sql += " AND " + f + "assigned_to = :assigned";
    if (filter_.watch != 0) sql += " AND " + f + "watch_id = :watch";
    if (!filter_.platform.empty()) sql += " AND " + f + "platform_key = :platform";
    if (filter_.seller != 0) sql += " AND " + f + "seller_id = :seller";
    if (filter_.source != 0) sql += " AND " + f + "source_id = :source";
    if (!filter_.region.empty()) sql += " AND substr(" + f + "region_code, 1, " + std::to_string(filter_.region.size()) + ") = :region";
    if (filter_.min_db) sql += range("db", ">= :min_db");
    if (filter_.max_db) sql += range("db", "<= :max_db");
    if (filter_.min_priority) sql += range("priority", ">= :min_priority");
    if (filter_.max_priority) sql += range("priority", "<= :max_priority");
    if (filter_.found_before) sql += range("created_at", "<= :found_before");
    if (filter_.not_asked_by != 0 && lane_ == "second_look") sql += " AND COALESCE(" + f + "second_look_by, 0) <> :not_asked_by";
    if (mine_ == Mine::kAssigned) sql += " AND " + f + "assigned_to = :mine";
    if (mine_ == Mine::kOpen) sql += " AND " + f + "id IN (SELECT k.flag_id FROM flag_lease AS k WHERE k.account_id = :mine AND k.until > :now)";
    return sql;
  }

  // What is asked of each flag in turn.
  std::string Asked(const std::string& of) const {
    std::string sql;
    if (!filter_.text.empty()) {
      sql += " AND EXISTS (SELECT 1 FROM listing AS l WHERE l.id = " + of + ".listing_id AND lower(l.title) LIKE lower(:text) ESCAPE '!')";
    }
    if (!filter_.reason.empty()) sql += " AND " + of + ".reasons LIKE :reason ESCAPE '!'";
    return sql;
  }

  // That no other of the group stands before it.
  std::string First() const {
    if (filter_.group == QueueGroup::kNone) return "";
    const std::string column = SortColumn(filter_.sort), group = GroupColumn();
    const bool rising = filter_.sort == QueueSort::kOldest;
    return " AND NOT EXISTS (SELECT 1 FROM flag AS g WHERE " + Conditions("g") + Asked("g") + " AND g." + group + " = f." + group + " AND (+g." +
           column + (rising ? " < " : " > ") + "f." + column + " OR (+g." + column + " = f." + column + " AND g.id " + (rising ? ">" : "<") + " f.id)))";
  }

  ScopeSql Seen(const std::string& of) const {
    return ToSql(scope_, {.org = of + ".org_id", .region = of + ".region_code", .right = of + ".right_id"});
  }

  void Bind(CaseDb& db, Query& rows, const std::optional<QueuePlace>& after, int limit) const {
    BindFilter(db, rows);
    if (after) rows.Real(":after", after->key).Int(":after_id", after->id);
    rows.Int(":limit", Asks() ? filter_.examine : limit);
  }

  void BindFilter(CaseDb& db, Query& rows) const {
    rows.Scope(Seen("f")).Text(":lane", lane_);
    for (size_t i = 0; i < filter_.states.size(); ++i) rows.Text((":state_" + std::to_string(i)).c_str(), ToString(filter_.states[i]));
    if (filter_.verdict && filter_.lanes.empty()) rows.Text(":verdict", ToString(*filter_.verdict));
    if (filter_.right != 0) rows.Int(":right", filter_.right);
    if (filter_.listing != 0) rows.Int(":listing", filter_.listing);
    if (filter_.assigned != 0) rows.Int(":assigned", filter_.assigned);
    if (filter_.watch != 0) rows.Int(":watch", filter_.watch);
    if (!filter_.platform.empty()) rows.Text(":platform", filter_.platform);
    if (filter_.seller != 0) rows.Int(":seller", filter_.seller);
    if (filter_.source != 0) rows.Int(":source", filter_.source);
    if (!filter_.region.empty()) rows.Text(":region", filter_.region);
    if (filter_.min_db) rows.Real(":min_db", *filter_.min_db);
    if (filter_.max_db) rows.Real(":max_db", *filter_.max_db);
    if (filter_.min_priority) rows.Real(":min_priority", *filter_.min_priority);
    if (filter_.max_priority) rows.Real(":max_priority", *filter_.max_priority);
    if (filter_.found_before) rows.Int(":found_before", ToUnixSeconds(*filter_.found_before));
    if (filter_.not_asked_by != 0 && lane_ == "second_look") rows.Int(":not_asked_by", filter_.not_asked_by);
    if (mine_ != Mine::kAny) rows.Int(":mine", filter_.mine);
    if (mine_ == Mine::kOpen) rows.Int(":now", ToUnixSeconds(db.Now()));
    if (!filter_.text.empty()) rows.Text(":text", Containing(filter_.text));
    if (!filter_.reason.empty()) rows.Text(":reason", Containing("," + filter_.reason + ","));
  }

  const Scope scope_;
  const QueueFilter& filter_;  // outlives it
  const std::string lane_;
  const Mine mine_;
};

std::vector<QueuePart> PartsOf(const Scope& scope, const QueueFilter& filter) {
  std::vector<Scope> scopes = {scope};
  if (SeesThroughRights(scope) && scope.rights.size() > 1) {
    scopes.clear();
    for (const Id right : scope.rights) {
      if (filter.right != 0 && filter.right != right) continue;
      scopes.push_back(scope);
      scopes.back().rights = {right};
    }
  }
  std::vector<QueuePart> parts;
  for (const Scope& one : scopes) {
    for (const std::string& lane : LanesOf(filter)) {
      if (filter.mine == 0) {
        parts.emplace_back(one, filter, lane, QueuePart::Mine::kAny);
      } else {
        parts.emplace_back(one, filter, lane, QueuePart::Mine::kAssigned);
        parts.emplace_back(one, filter, lane, QueuePart::Mine::kOpen);
      }
    }
  }
  return parts;
}

}  // namespace

Result<Page<QueueRow>> ListQueue(CaseDb& db, const Scope& scope, const QueueFilter& filter, const PageRequest& page) try {
  std::optional<QueuePlace> after;
  if (!page.after.empty()) {
    after = ReadQueueCursor(page.after);
    if (!after) return Fail(ErrorCode::kInvalid, "the cursor is not one that a page gave");
  }
  const int limit = ClampLimit(page.limit);
  const std::vector<QueuePart> parts = PartsOf(scope, filter);
  struct Found {
    QueuePlace place;
    const QueuePart* part;
  };
  std::vector<Found> found;
  std::optional<QueuePlace> end;  // past it a part was not looked at
  for (const QueuePart& part : parts) {
    std::optional<QueuePlace> stopped;
    for (const QueuePlace& place : part.Find(db, after, limit + 1, stopped)) found.push_back({place, &part});
    if (stopped && (!end || Before(filter.sort, *stopped, *end))) end = stopped;
  }
  std::sort(found.begin(), found.end(), [&](const Found& a, const Found& b) { return Before(filter.sort, a.place, b.place); });
  // Assigned to somebody who has it open: found twice.
  found.erase(std::unique(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.place.id == b.place.id; }), found.end());
  if (end) std::erase_if(found, [&](const Found& one) { return Before(filter.sort, *end, one.place); });
  Page<QueueRow> made;
  if (found.size() > static_cast<size_t>(limit)) {
    found.resize(static_cast<size_t>(limit));
    made.next = WriteQueueCursor(found.back().place);
  } else if (end) {
    made.next = WriteQueueCursor(*end);
  }
  std::vector<Id> ids;
  for (const Found& one : found) ids.push_back(one.place.id);
  Result<std::vector<QueueRow>> rows = QueueRowsOf(db, ids);
  if (!rows) return Fail(std::move(rows.error()));
  made.rows = std::move(*rows);
  if (filter.group != QueueGroup::kNone) {
    for (size_t i = 0; i < found.size(); ++i) {
      QueueRow& row = made.rows[i];
      row.group = filter.group == QueueGroup::kPicture ? row.flag.picture_group : row.flag.seller != 0 ? IdToString(row.flag.seller) : "";
      if (!row.group.empty()) row.group_size = found[i].part->GroupSize(db, row);
    }
  }
  return made;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list the queue"));
}

Result<std::vector<std::string>> QueuePlan(CaseDb& db, const Scope& scope, const QueueFilter& filter) try {
  std::vector<std::string> lines;
  for (const QueuePart& part : PartsOf(scope, filter)) {
    for (std::string& line : part.Plan(db)) lines.push_back(std::move(line));
  }
  return lines;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "explain a list of the queue"));
}

}  // namespace markwarden
