// Sellers over case.db.
#include "store/sellers.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "store/sql.h"

namespace markwarden {
namespace {

constexpr int kMaxKeys = 200, kMaxLinks = 200, kMaxContacts = 10, kCounted = 20'000;
constexpr size_t kMaxKeyBytes = 300;

// As keys are compared: without blanks, small letters.
std::string KeyValue(std::string_view text) {
  std::string value;
  for (const char c : text.substr(0, kMaxKeyBytes)) {
    if (static_cast<unsigned char>(c) <= ' ') continue;
    value += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  while (!value.empty() && text.size() > kMaxKeyBytes && (static_cast<unsigned char>(value.back()) & 0xC0) == 0x80) value.pop_back();
  return value;
}

void RememberKey(CaseDb& db, Id seller, Id snapshot, const char* kind, std::string_view text, int64_t now) {
  const std::string value = KeyValue(text);
  if (value.empty()) return;
  Query(db, R"sql(
    INSERT INTO seller_key (seller_id, kind, value, snapshot_id, first_seen) VALUES (:seller, :kind, :value, :snapshot, :now)
    ON CONFLICT (seller_id, kind, value) DO NOTHING
  )sql")
      .Int(":seller", seller).Text(":kind", kind).Text(":value", value).Int(":snapshot", snapshot).Int(":now", now).Run();
}

constexpr const char* kSellerRow = R"sql(
  SELECT s.id, s.platform_key, s.seller_key, s.name, s.url, s.credit_code, s.region_code, s.location,
         t.suspected, t.upheld, t.dismissed, t.rights, t.notices, t.taken, t.relists, t.last_seen
    FROM seller_tally AS t JOIN seller AS s ON s.id = t.seller_id
)sql";

SellerRow ReadSellerRow(Query& row) {
  SellerRow read;
  read.seller.id = row.TakeInt();
  read.seller.platform = row.TakeText();
  read.seller.key = row.TakeText();
  read.seller.name = row.TakeText();
  read.seller.url = row.TakeText();
  read.seller.credit_code = row.TakeText();
  read.seller.region_code = row.TakeText();
  read.seller.location = row.TakeText();
  read.tally.suspected = row.TakeInt();
  read.tally.upheld = row.TakeInt();
  read.tally.dismissed = row.TakeInt();
  read.tally.rights = row.TakeInt();
  read.tally.notices = row.TakeInt();
  read.tally.taken = row.TakeInt();
  read.tally.relists = row.TakeInt();
  if (const int64_t seen = row.TakeInt(); seen > 0) read.tally.last_seen = FromUnixSeconds(seen);
  return read;
}

// Tallies are of an organisation: who sees through rights sees none.
ScopeSql SeenTallies(const Scope& scope) { return ToSql(scope, {.org = "t.org_id", .region = "t.region_code", .right = ""}); }

// "upheld~suspected~id"
struct WorstCursor {
  int64_t upheld = 0, suspected = 0, id = 0;
};
std::optional<WorstCursor> ReadWorstCursor(const std::string& text) {
  WorstCursor cursor;
  const char* at = text.data();
  const char* const end = at + text.size();
  for (int64_t* part : {&cursor.upheld, &cursor.suspected, &cursor.id}) {
    const auto [next, failed] = std::from_chars(at, end, *part);
    if (failed != std::errc() || (next != end && *next != '~')) return std::nullopt;
    at = next == end ? end : next + 1;
  }
  return at == end ? std::optional(cursor) : std::nullopt;
}

void CountSeller(CaseDb& db, Id org, Id seller) {
  SellerTally tally;
  int64_t last = 0;
  {
    Query row(db, R"sql(
      SELECT COUNT(*), COALESCE(SUM(CASE f.state WHEN 'in_case' THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE f.state WHEN 'dismissed' THEN 1 ELSE 0 END), 0),
             COUNT(DISTINCT f.right_id), COALESCE(MAX(f.created_at), 0)
        FROM (SELECT l.id FROM listing AS l WHERE l.seller_id = :seller ORDER BY l.id DESC LIMIT :most) AS o
        JOIN flag AS f ON f.listing_id = o.id
       WHERE f.org_id = :org AND f.verdict = 'suspected'
    )sql");
    row.Int(":seller", seller).Int(":org", org).Int(":most", kCounted);
    row.Next();
    tally.suspected = row.TakeInt();
    tally.upheld = row.TakeInt();
    tally.dismissed = row.TakeInt();
    tally.rights = row.TakeInt();
    last = row.TakeInt();
  }
  {
    Query row(db, R"sql(
      SELECT COUNT(DISTINCT m.notice_id), COUNT(m.taken_at)
        FROM (SELECT l.id FROM listing AS l WHERE l.seller_id = :seller ORDER BY l.id DESC LIMIT :most) AS o
        JOIN measure AS m ON m.listing_id = o.id
       WHERE m.org_id = :org
    )sql");
    row.Int(":seller", seller).Int(":org", org).Int(":most", kCounted);
    row.Next();
    tally.notices = row.TakeInt();
    tally.taken = row.TakeInt();
  }
  {
    Query row(db, R"sql(
      SELECT COUNT(*)
        FROM (SELECT l.id FROM listing AS l WHERE l.seller_id = :seller ORDER BY l.id DESC LIMIT :most) AS o
        JOIN relist AS r ON r.listing_id = o.id
       WHERE r.org_id = :org
    )sql");
    row.Int(":seller", seller).Int(":org", org).Int(":most", kCounted);
    row.Next();
    tally.relists = row.TakeInt();
  }
  Query(db, R"sql(
    INSERT INTO seller_tally (org_id, seller_id, region_code, suspected, upheld, dismissed, rights, notices, taken, relists, last_seen)
    VALUES (:org, :seller, COALESCE((SELECT region_code FROM seller WHERE id = :seller), ''), :suspected, :upheld, :dismissed, :rights, :notices, :taken, :relists, :last)
    ON CONFLICT (org_id, seller_id) DO UPDATE
      SET region_code = excluded.region_code, suspected = excluded.suspected, upheld = excluded.upheld, dismissed = excluded.dismissed,
          rights = excluded.rights, notices = excluded.notices, taken = excluded.taken, relists = excluded.relists, last_seen = excluded.last_seen
  )sql")
      .Int(":org", org).Int(":seller", seller).Int(":suspected", tally.suspected).Int(":upheld", tally.upheld).Int(":dismissed", tally.dismissed)
      .Int(":rights", tally.rights).Int(":notices", tally.notices).Int(":taken", tally.taken).Int(":relists", tally.relists).Int(":last", last).Run();
}

// Whose offers an event is about.
void SellersOfSubject(CaseDb& db, const std::string& kind, Id subject, std::set<Id>& sellers) {
  static const std::map<std::string, std::string> kSql = {
      {"flag", "SELECT l.seller_id FROM flag AS f JOIN listing AS l ON l.id = f.listing_id WHERE f.id = :id AND l.seller_id IS NOT NULL"},
      {"case", "SELECT DISTINCT l.seller_id FROM case_flag AS k JOIN flag AS f ON f.id = k.flag_id JOIN listing AS l ON l.id = f.listing_id"
               " WHERE k.case_id = :id AND l.seller_id IS NOT NULL"},
      {"notice", "SELECT DISTINCT l.seller_id FROM measure AS m JOIN listing AS l ON l.id = m.listing_id WHERE m.notice_id = :id AND l.seller_id IS NOT NULL"},
      {"measure", "SELECT l.seller_id FROM measure AS m JOIN listing AS l ON l.id = m.listing_id WHERE m.id = :id AND l.seller_id IS NOT NULL"},
      {"listing", "SELECT l.seller_id FROM listing AS l WHERE l.id = :id AND l.seller_id IS NOT NULL"}};
  const auto sql = kSql.find(kind);
  if (sql == kSql.end()) return;
  Query rows(db, sql->second);
  rows.Int(":id", subject);
  while (rows.Next()) sellers.insert(rows.TakeInt());
}

}  // namespace

Status RememberSellerKeys(Transaction& tx, Id seller, Id snapshot, const Seller& shown) try {
  CaseDb& db = tx.db();
  const int64_t now = ToUnixSeconds(db.Now());
  RememberKey(db, seller, snapshot, "name", shown.name, now);
  RememberKey(db, seller, snapshot, "credit_code", shown.credit_code, now);
  RememberKey(db, seller, snapshot, "licence", shown.licence, now);
  int contacts = 0;
  for (const std::string& contact : shown.contacts) {
    if (++contacts > kMaxContacts) break;
    RememberKey(db, seller, snapshot, "contact", contact, now);
  }
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "remember the seller's keys"));
}

Result<std::vector<SellerKey>> KeysOfSeller(CaseDb& db, Id seller) try {
  Query rows(db, "SELECT kind, value, snapshot_id, first_seen FROM seller_key WHERE seller_id = :id ORDER BY kind, first_seen, value LIMIT :limit");
  rows.Int(":id", seller).Int(":limit", kMaxKeys);
  std::vector<SellerKey> keys;
  while (rows.Next()) {
    SellerKey key;
    key.kind = rows.TakeText();
    key.value = rows.TakeText();
    key.snapshot = rows.TakeInt();
    key.first_seen = rows.TakeSeconds();
    keys.push_back(std::move(key));
  }
  return keys;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list the seller's keys"));
}

Result<Page<SellerRow>> ListSellers(CaseDb& db, const Scope& scope, const SellerFilter& filter, const PageRequest& page) try {
  const ScopeSql seen = SeenTallies(scope);
  std::string sql = std::string(kSellerRow) + " WHERE " + seen.where;
  if (!filter.platform.empty()) sql += " AND s.platform_key = :platform";
  if (filter.upheld_only) sql += " AND t.upheld > 0";
  const std::string from = KeyValue(filter.text);
  if (!from.empty()) sql += " AND t.seller_id IN (SELECT k.seller_id FROM seller_key AS k WHERE k.value >= :from AND k.value < :until LIMIT 1000)";
  std::optional<WorstCursor> cursor;
  if (!page.after.empty()) {
    cursor = ReadWorstCursor(page.after);
    if (!cursor) return Fail(ErrorCode::kInvalid, "the cursor is not one that a page gave");
    sql += " AND t.upheld <= :upheld AND (t.upheld < :upheld OR t.suspected < :suspected OR (t.suspected = :suspected AND t.seller_id > :id))";
  }
  Query rows(db, sql + " ORDER BY t.upheld DESC, t.suspected DESC, t.seller_id LIMIT :limit");
  rows.Scope(seen);
  if (!filter.platform.empty()) rows.Text(":platform", filter.platform);
  if (!from.empty()) rows.Text(":from", from).Text(":until", from + "\xF4\x8F\xBF\xBF");
  if (cursor) rows.Int(":upheld", cursor->upheld).Int(":suspected", cursor->suspected).Int(":id", cursor->id);
  const int limit = ClampLimit(page.limit);
  rows.Int(":limit", limit + 1);
  std::vector<SellerRow> sellers;
  while (rows.Next()) sellers.push_back(ReadSellerRow(rows));
  return MakePage(std::move(sellers), limit, [](const SellerRow& row) {
    return std::to_string(row.tally.upheld) + "~" + std::to_string(row.tally.suspected) + "~" + IdToString(row.seller.id);
  });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list sellers"));
}

Result<std::optional<SellerRow>> FindSellerRow(CaseDb& db, const Scope& scope, Id id) try {
  const ScopeSql seen = SeenTallies(scope);
  Query row(db, std::string(kSellerRow) + " WHERE t.seller_id = :id AND " + seen.where);
  row.Int(":id", id).Scope(seen);
  if (!row.Next()) return std::optional<SellerRow>();
  return std::optional<SellerRow>(ReadSellerRow(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the seller"));
}

Result<std::vector<SellerLink>> LinksOfSeller(CaseDb& db, Id seller, int most) try {
  Result<std::vector<SellerKey>> keys = KeysOfSeller(db, seller);
  if (!keys) return Fail(keys);
  static const std::vector<std::string> kBest = {"credit_code", "licence", "contact", "name"};
  std::vector<SellerLink> links;
  for (const std::string& kind : kBest) {
    for (const SellerKey& key : *keys) {
      if (key.kind != kind || links.size() >= static_cast<size_t>(kMaxLinks)) continue;
      Query rows(db, "SELECT k.seller_id, s.platform_key, s.name FROM seller_key AS k JOIN seller AS s ON s.id = k.seller_id"
                     " WHERE k.value = :value AND k.kind = :kind ORDER BY k.seller_id LIMIT 100");
      rows.Text(":value", key.value).Text(":kind", kind);
      std::vector<SellerLink> found;
      int64_t sharing = 0;
      while (rows.Next()) {
        SellerLink link;
        link.seller = rows.TakeInt();
        ++sharing;
        if (link.seller == seller) continue;
        link.platform = rows.TakeText();
        link.name = rows.TakeText();
        link.kind = kind;
        link.value = key.value;
        found.push_back(std::move(link));
      }
      if (sharing > most) continue;
      for (SellerLink& link : found) {
        link.shared_by = sharing;
        if (links.size() < static_cast<size_t>(kMaxLinks)) links.push_back(std::move(link));
      }
    }
  }
  return links;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find sellers with the same keys"));
}

Result<std::vector<SellerAct>> ActsOfSeller(CaseDb& db, const Scope& scope, Id seller, Time since, int limit) try {
  const ScopeSql flags = ToSql(scope, {.org = "f.org_id", .region = "f.region_code", .right = "f.right_id"});
  const ScopeSql cases = ToSql(scope, {.org = "c.org_id", .region = "c.region_code", .right = ""});
  const ScopeSql measures = ToSql(scope, {.org = "m.org_id", .region = "m.region_code", .right = "m.right_id"});
  std::vector<SellerAct> acts;
  const auto read = [&](const char* kind, const std::string& sql, const ScopeSql& seen) {
    Query rows(db, sql + " AND " + seen.where + " ORDER BY 2 DESC LIMIT :limit");
    rows.Int(":seller", seller).Int(":since", ToUnixSeconds(since)).Scope(seen).Int(":limit", limit);
    while (rows.Next()) {
      SellerAct act;
      act.kind = kind;
      act.id = rows.TakeInt();
      act.at = rows.TakeSeconds();
      act.state = rows.TakeText();
      act.title = rows.TakeText();
      act.right = rows.TakeInt();
      act.right_title = rows.TakeText();
      act.db = rows.TakeReal();
      acts.push_back(std::move(act));
    }
  };
  read("flag", "SELECT f.id, f.created_at, f.state, l.title, f.right_id, r.title, f.db FROM listing AS l JOIN flag AS f ON f.listing_id = l.id"
               " JOIN ip_right AS r ON r.id = f.right_id WHERE l.seller_id = :seller AND f.verdict = 'suspected' AND f.created_at >= :since", flags);
  read("case", "SELECT DISTINCT c.id, c.created_at, c.state, c.title, f.right_id, r.title, 0.0 FROM listing AS l JOIN flag AS f ON f.listing_id = l.id"
               " JOIN case_flag AS k ON k.flag_id = f.id JOIN case_file AS c ON c.id = k.case_id JOIN ip_right AS r ON r.id = f.right_id"
               " WHERE l.seller_id = :seller AND c.created_at >= :since", cases);
  read("notice", "SELECT DISTINCT m.notice_id, m.asked_at, n.state, n.platform_key, m.right_id, r.title, 0.0 FROM listing AS l JOIN measure AS m ON m.listing_id = l.id"
                 " JOIN notice AS n ON n.id = m.notice_id JOIN ip_right AS r ON r.id = m.right_id WHERE l.seller_id = :seller AND m.asked_at >= :since", measures);
  read("taken", "SELECT m.id, m.taken_at, m.state, l.title, m.right_id, r.title, 0.0 FROM listing AS l JOIN measure AS m ON m.listing_id = l.id"
                " JOIN ip_right AS r ON r.id = m.right_id WHERE l.seller_id = :seller AND m.taken_at IS NOT NULL AND m.taken_at >= :since", measures);
  read("relist", "SELECT e.id, e.seen_at, m.state, l.title, m.right_id, r.title, e.score FROM listing AS l JOIN relist AS e ON e.listing_id = l.id"
                 " JOIN measure AS m ON m.id = e.measure_id JOIN ip_right AS r ON r.id = m.right_id WHERE l.seller_id = :seller AND e.seen_at >= :since", measures);
  std::stable_sort(acts.begin(), acts.end(), [](const SellerAct& a, const SellerAct& b) { return a.at > b.at; });
  if (acts.size() > static_cast<size_t>(limit)) acts.resize(static_cast<size_t>(limit));
  return acts;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read the seller's history"));
}

Result<std::vector<SellerYear>> YearsOfSeller(CaseDb& db, const Scope& scope, Id seller, Time since) try {
  const ScopeSql seen = ToSql(scope, {.org = "f.org_id", .region = "f.region_code", .right = "f.right_id"});
  Query rows(db, "SELECT f.created_at, f.state FROM listing AS l JOIN flag AS f ON f.listing_id = l.id"
                 " WHERE l.seller_id = :seller AND f.verdict = 'suspected' AND f.created_at >= :since AND " + seen.where + " LIMIT :most");
  rows.Int(":seller", seller).Int(":since", ToUnixSeconds(since)).Scope(seen).Int(":most", kCounted);
  std::map<int, SellerYear> years;
  while (rows.Next()) {
    const Time at = rows.TakeSeconds();
    const int year = static_cast<int>(std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(at)).year());
    SellerYear& count = years[year];
    count.year = year;
    ++count.suspected;
    if (rows.TakeText() == "in_case") ++count.upheld;
  }
  std::vector<SellerYear> list;
  for (const auto& [year, count] : years) list.push_back(count);
  return list;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count the seller's years"));
}

Result<std::string> LicencePictureOf(CaseDb& db, Id seller) try {
  std::string address;
  {
    Query row(db, "SELECT n.payload FROM seller_key AS k JOIN snapshot AS n ON n.id = k.snapshot_id WHERE k.seller_id = :seller AND k.kind = 'licence'"
                  " ORDER BY k.snapshot_id DESC LIMIT 1");
    row.Int(":seller", seller);
    if (!row.Next()) return std::string();
    const Json listing = row.TakeJson();
    const Json* shown = JsonMember(listing, "seller");
    if (shown && shown->is_object()) address = JsonText(*shown, "licence");
  }
  if (address.empty()) return std::string();
  Query row(db, "SELECT c.payload_sha256 FROM capture AS c JOIN picture AS p ON p.sha256 = c.payload_sha256 WHERE c.url = :url ORDER BY c.captured_at_ms DESC LIMIT 1");
  row.Text(":url", address);
  return row.Next() ? row.TakeHex() : std::string();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the licence's picture"));
}

Result<int64_t> TallySellers(Transaction& tx, int limit) try {
  CaseDb& db = tx.db();
  int64_t position = 0;
  {
    Query row(db, "SELECT leaf FROM seller_tally_position WHERE id = 1");
    if (row.Next()) position = row.TakeInt();
  }
  std::map<Id, std::set<Id>> touched;  // by organisation
  int64_t read = 0, next = position;
  {
    Query rows(db, "SELECT l.no, e.org_id, e.kind, e.subject_kind, e.subject_id, e.detail FROM log_leaf AS l JOIN event AS e ON e.id = l.event_id"
                   " WHERE l.no >= :from ORDER BY l.no LIMIT :limit");
    rows.Int(":from", position).Int(":limit", limit);
    while (rows.Next()) {
      next = rows.TakeInt() + 1;
      ++read;
      const Id org = rows.TakeInt();
      const std::string kind = rows.TakeText(), subject_kind = rows.TakeText();
      const Id subject = rows.TakeInt();
      SellersOfSubject(db, subject_kind, subject, touched[org]);
      if (kind == "listing.relisted") {
        if (const auto listing = ParseId(JsonText(rows.TakeJson(), "listing"))) SellersOfSubject(db, "listing", *listing, touched[org]);
      }
    }
  }
  for (const auto& [org, sellers] : touched) {
    for (const Id seller : sellers) CountSeller(db, org, seller);
  }
  if (read > 0) Query(db, "UPDATE seller_tally_position SET leaf = :leaf WHERE id = 1").Int(":leaf", next).Run();
  return read;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count sellers"));
}

}  // namespace markwarden
