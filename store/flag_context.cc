// Bounded queries around one flag.
#include "store/flag_context.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "store/sql.h"

namespace markwarden {
namespace {

constexpr int kMostHitsOfSeller = 5'000;
constexpr int kMostCandidates = 100;     // past decisions that are compared
constexpr size_t kMostPicturesAsked = 4;
constexpr int kMostSnapshotsOfPicture = 2'000;

ScopeSql SeenContextFlags(const Scope& scope) { return ToSql(scope, {.org = "f.org_id", .region = "f.region_code", .right = "f.right_id"}); }

// Queries here begin at the few rows that a seller or a picture leads to, and look flags up from there.  Asked as `id IN (...)` the database may
// as well walk through all flags of the organisation and see which are among them: hence CROSS JOIN, which it takes in the order as written.

// The seller's flags, newest first: `mine`.  Binds :seller_i, :from, :except, :hits, :flags and the scope.
std::string MineSql(const SellerQuestion& question, const ScopeSql& seen) {
  std::string hits;
  for (size_t i = 0; i < question.sellers.size() && i < kMostSellers; ++i) {
    hits += fmt::format("{}SELECT flag_id FROM (SELECT h.flag_id FROM hit AS h WHERE h.seller_id = :seller_{} ORDER BY h.id DESC LIMIT :hits) AS h{}",
                        i == 0 ? "" : " UNION ALL ", i, i);
  }
  return "WITH mine AS (SELECT f.id, f.listing_id, f.right_id, f.state, f.verdict, f.updated_at FROM (SELECT DISTINCT flag_id FROM (" + hits +
         ") AS w) AS q CROSS JOIN flag AS f WHERE f.id = q.flag_id AND f.created_at >= :from AND f.id <> :except AND " + seen.where +
         " ORDER BY f.id DESC LIMIT :flags) ";
}

void BindMine(Query& query, const SellerQuestion& question, const ScopeSql& seen) {
  for (size_t i = 0; i < question.sellers.size() && i < kMostSellers; ++i) query.Int((":seller_" + std::to_string(i)).c_str(), question.sellers[i]);
  query.Int(":from", ToUnixSeconds(question.from)).Int(":except", question.except_flag).Int(":hits", kMostHitsOfSeller).Int(":flags", kMostHistoryFlags).Scope(seen);
}

// Closed with an outcome that speaks for the seller; binds :not_i.
std::string NotUpheldSql(const SellerQuestion& question) {
  std::string names;
  for (size_t i = 0; i < question.not_upheld.size(); ++i) names += fmt::format("{}:not_{}", i == 0 ? "" : ", ", i);
  if (names.empty()) return "(1 = 0)";
  return "EXISTS (SELECT 1 FROM case_flag AS k JOIN case_file AS c ON c.id = k.case_id WHERE k.flag_id = m.id AND c.state = 'closed' AND c.outcome IN (" + names + "))";
}
void BindNotUpheld(Query& query, const SellerQuestion& question) {
  for (size_t i = 0; i < question.not_upheld.size(); ++i) query.Text((":not_" + std::to_string(i)).c_str(), question.not_upheld[i]);
}

struct HistorySort {
  const char* what;
  const char* kind;
  const char* sql;        // id, parent, title, state, at; {upheld} stands for the test
  bool asks_upheld;
};
constexpr HistorySort kSorts[] = {
    {"flags", "flag", "SELECT m.id AS id, 0, l.title, m.state, m.updated_at FROM mine AS m JOIN listing AS l ON l.id = m.listing_id WHERE m.verdict = 'suspected'", false},
    {"open", "flag", "SELECT m.id AS id, 0, l.title, m.state, m.updated_at FROM mine AS m JOIN listing AS l ON l.id = m.listing_id WHERE m.verdict = 'suspected' AND m.state IN ('new', 'held', 'second_look', 'reopened')", false},
    {"upheld", "flag", "SELECT m.id AS id, 0, l.title, m.state, m.updated_at FROM mine AS m JOIN listing AS l ON l.id = m.listing_id WHERE m.state = 'in_case' AND NOT ", true},
    {"dismissed", "flag", "SELECT m.id AS id, 0, l.title, m.state, m.updated_at FROM mine AS m JOIN listing AS l ON l.id = m.listing_id WHERE m.state = 'dismissed'", false},
    {"cases", "case", "SELECT DISTINCT c.id AS id, 0, c.title, c.state, c.created_at FROM mine AS m JOIN case_flag AS k ON k.flag_id = m.id JOIN case_file AS c ON c.id = k.case_id WHERE 1 = 1", false},
    {"notices", "notice", "SELECT DISTINCT n.id AS id, n.case_id, n.platform_key, n.state, n.created_at FROM mine AS m JOIN measure AS a ON a.listing_id = m.listing_id AND a.right_id = m.right_id JOIN notice AS n ON n.id = a.notice_id WHERE 1 = 1", false},
    {"measures", "measure", "SELECT a.id AS id, a.case_id, a.url, a.state, a.asked_at FROM mine AS m JOIN measure AS a ON a.listing_id = m.listing_id AND a.right_id = m.right_id WHERE 1 = 1", false},
    {"relists", "relist", "SELECT DISTINCT r.id AS id, r.case_id, l.title, 'found', r.seen_at FROM mine AS m CROSS JOIN relist AS r JOIN listing AS l ON l.id = r.listing_id WHERE r.listing_id = m.listing_id", false},
};

const HistorySort* FindSort(const std::string& what) {
  for (const HistorySort& sort : kSorts) {
    if (what == sort.what) return &sort;
  }
  return nullptr;
}

// Listings that show one of the pictures, some of them several times; binds :picture_i and :snapshots.
std::string PictureListingsSql(size_t pictures) {
  std::string sql;
  for (size_t i = 0; i < pictures; ++i) {
    sql += fmt::format("{}SELECT n.listing_id AS listing_id FROM (SELECT snapshot_id FROM snapshot_picture WHERE sha256 = :picture_{} LIMIT :snapshots) AS p"
                       " JOIN snapshot AS n ON n.id = p.snapshot_id", i == 0 ? "" : " UNION ALL ", i);
  }
  return sql;
}
size_t BindPictures(Query& query, const std::vector<std::string>& pictures) {
  const size_t asked = std::min(pictures.size(), kMostPicturesAsked);
  for (size_t i = 0; i < asked; ++i) query.Hex((":picture_" + std::to_string(i)).c_str(), pictures[i]);
  query.Int(":snapshots", kMostSnapshotsOfPicture);
  return asked;
}

struct Candidate {
  Id hit = 0;
  bool right = false, seller = false, picture = false;
};

void TakeCandidates(Query& rows, bool Candidate::*why, std::map<Id, Candidate>& candidates) {
  while (rows.Next()) {
    const Id flag = rows.TakeInt();
    Candidate& one = candidates[flag];
    one.hit = rows.TakeInt();
    one.*why = true;
  }
}

std::set<std::string> DetectorsOf(CaseDb& db, Id hit) {
  std::set<std::string> names;
  Query rows(db, "SELECT detector FROM hit_signal WHERE hit_id = :hit AND clears = 0");
  rows.Int(":hit", hit);
  while (rows.Next()) names.insert(rows.TakeText());
  return names;
}

double Alike(const std::set<std::string>& a, const std::set<std::string>& b) {
  size_t both = 0;
  for (const std::string& name : a) both += b.count(name);
  const size_t all = a.size() + b.size() - both;
  return all == 0 ? 0 : static_cast<double>(both) / static_cast<double>(all);
}

// What was decided last, and what came of its case.
PastDecision ReadPast(CaseDb& db, Id flag) {
  PastDecision past;
  past.flag = flag;
  {
    Query row(db, "SELECT f.state, f.updated_at, l.title, r.title FROM flag AS f JOIN listing AS l ON l.id = f.listing_id JOIN ip_right AS r ON r.id = f.right_id WHERE f.id = :id");
    row.Int(":id", flag);
    if (row.Next()) {
      past.state = ParseFlagState(row.TakeText()).value_or(FlagState::kDismissed);
      past.at = row.TakeSeconds();
      past.title = row.TakeText();
      past.right_title = row.TakeText();
    }
  }
  {
    Query row(db, "SELECT d.reason_code, d.actor_name, d.created_at FROM decision AS d WHERE d.flag_id = :id AND d.reason_code <> ''"
                  " AND NOT EXISTS (SELECT 1 FROM decision_undo AS u WHERE u.decision_id = d.id) ORDER BY d.id DESC LIMIT 1");
    row.Int(":id", flag);
    if (row.Next()) {
      past.reason = row.TakeText();
      past.actor_name = row.TakeText();
      past.at = row.TakeSeconds();
    }
  }
  Query row(db, "SELECT c.id, c.outcome FROM case_flag AS k JOIN case_file AS c ON c.id = k.case_id WHERE k.flag_id = :id ORDER BY c.id DESC LIMIT 1");
  row.Int(":id", flag);
  if (row.Next()) {
    past.case_id = row.TakeInt();
    past.case_outcome = row.TakeText();
  }
  return past;
}

}  // namespace

Result<int64_t> CountSellerFlags(CaseDb& db, const Scope& scope, Id seller) try {
  const ScopeSql seen = SeenContextFlags(scope);
  Query row(db, "SELECT COUNT(*) FROM (SELECT f.id FROM (SELECT DISTINCT flag_id FROM (SELECT h.flag_id FROM hit AS h WHERE h.seller_id = :seller"
                " ORDER BY h.id DESC LIMIT :hits) AS w) AS q CROSS JOIN flag AS f WHERE f.id = q.flag_id AND f.verdict = 'suspected' AND " + seen.where + " LIMIT :flags) AS t");
  row.Int(":seller", seller).Int(":hits", kMostHitsOfSeller).Int(":flags", kMostHistoryFlags).Scope(seen);
  return row.Next() ? row.TakeInt() : 0;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count the seller's flags"));
}

Result<std::vector<Id>> SellersLike(CaseDb& db, Id seller, const std::string& credit_code) try {
  std::vector<Id> sellers;
  if (seller != 0) sellers.push_back(seller);
  if (credit_code.empty()) return sellers;
  Query rows(db, "SELECT id FROM seller WHERE credit_code = :code AND credit_code <> '' AND id <> :seller ORDER BY id LIMIT :most");
  rows.Text(":code", credit_code).Int(":seller", seller).Int(":most", kMostSellers - 1);
  while (rows.Next()) sellers.push_back(rows.TakeInt());
  return sellers;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the seller's shops"));
}

Result<SellerHistory> HistoryOfSeller(CaseDb& db, const Scope& scope, const SellerQuestion& question) try {
  SellerHistory history;
  if (question.sellers.empty()) return history;
  const ScopeSql seen = SeenContextFlags(scope);
  const std::string mine = MineSql(question, seen);
  const std::pair<const char*, int64_t*> counts[] = {{"flags", &history.flags}, {"open", &history.open}, {"upheld", &history.upheld}, {"dismissed", &history.dismissed},
                                                     {"cases", &history.cases}, {"notices", &history.notices}, {"measures", &history.measures}, {"relists", &history.relists}};
  std::string sql = mine + "SELECT (SELECT COUNT(*) FROM mine), (SELECT COUNT(*) FROM mine AS m JOIN measure AS a ON a.listing_id = m.listing_id AND a.right_id = m.right_id WHERE a.taken_at IS NOT NULL)";
  for (const auto& [what, count] : counts) {
    const HistorySort& sort = *FindSort(what);
    sql += ", (SELECT COUNT(*) FROM (" + std::string(sort.sql) + (sort.asks_upheld ? NotUpheldSql(question) : "") + ") AS t)";
  }
  Query row(db, sql);
  BindMine(row, question, seen);
  BindNotUpheld(row, question);
  if (row.Next()) {
    history.more = row.TakeInt() >= kMostHistoryFlags;
    history.taken = row.TakeInt();
    for (const auto& [what, count] : counts) *count = row.TakeInt();
  }
  return history;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read the seller's history"));
}

Result<Page<HistoryRow>> RowsOfSeller(CaseDb& db, const Scope& scope, const SellerQuestion& question, const std::string& what, const PageRequest& page) try {
  const HistorySort* sort = FindSort(what);
  if (!sort) return Fail(ErrorCode::kInvalid, "a seller's history has flags, upheld, dismissed, open, cases, notices, measures and relists, not \"" + what + "\"");
  Result<Id> after = ReadCursor(page.after);
  if (!after) return Fail(after);
  if (question.sellers.empty()) return Page<HistoryRow>{};
  const ScopeSql seen = SeenContextFlags(scope);
  Query rows(db, MineSql(question, seen) + "SELECT * FROM (" + sort->sql + (sort->asks_upheld ? NotUpheldSql(question) : "") + ") AS t" +
                     (*after != 0 ? " WHERE t.id < :after" : "") + " ORDER BY t.id DESC LIMIT :limit");
  BindMine(rows, question, seen);
  if (sort->asks_upheld) BindNotUpheld(rows, question);
  if (*after != 0) rows.Int(":after", *after);
  const int limit = ClampLimit(page.limit);
  rows.Int(":limit", limit + 1);
  std::vector<HistoryRow> history;
  while (rows.Next()) {
    HistoryRow row;
    row.kind = sort->kind;
    row.id = rows.TakeInt();
    row.parent = rows.TakeInt();
    row.title = rows.TakeText();
    row.state = rows.TakeText();
    row.at = rows.TakeSeconds();
    history.push_back(std::move(row));
  }
  return MakePage(std::move(history), limit, [](const HistoryRow& row) { return IdToString(row.id); });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list the seller's history"));
}

Result<std::vector<PastDecision>> SimilarDecisions(CaseDb& db, const Scope& scope, const SimilarQuestion& question, size_t most) try {
  const ScopeSql seen = SeenContextFlags(scope);
  const std::string decided = "f.state IN ('dismissed', 'in_case') AND f.id <> :flag AND " + seen.where;
  std::map<Id, Candidate> candidates;
  {
    Query rows(db, "SELECT f.id, f.latest_hit_id FROM flag AS f WHERE f.right_id = :right AND " + decided + " ORDER BY f.updated_at DESC, f.id DESC LIMIT :most");
    rows.Int(":right", question.right).Int(":flag", question.flag).Int(":most", kMostCandidates).Scope(seen);
    TakeCandidates(rows, &Candidate::right, candidates);
  }
  for (size_t i = 0; i < question.sellers.size() && i < kMostSellers; ++i) {
    Query rows(db, "SELECT f.id, f.latest_hit_id FROM (SELECT DISTINCT flag_id FROM (SELECT h.flag_id FROM hit AS h WHERE h.seller_id = :seller ORDER BY h.id DESC"
                   " LIMIT :hits) AS w) AS q CROSS JOIN flag AS f WHERE f.id = q.flag_id AND " + decided + " ORDER BY f.id DESC LIMIT :most");
    rows.Int(":seller", question.sellers[i]).Int(":hits", kMostCandidates).Int(":flag", question.flag).Int(":most", kMostCandidates).Scope(seen);
    TakeCandidates(rows, &Candidate::seller, candidates);
  }
  if (const size_t asked = std::min(question.pictures.size(), kMostPicturesAsked); asked > 0) {
    Query rows(db, "SELECT f.id, f.latest_hit_id FROM (SELECT DISTINCT listing_id FROM (" + PictureListingsSql(asked) + ") AS w) AS q CROSS JOIN flag AS f WHERE f.listing_id = q.listing_id AND " +
                       decided + " ORDER BY f.id DESC LIMIT :most");
    BindPictures(rows, question.pictures);
    rows.Int(":flag", question.flag).Int(":most", kMostCandidates).Scope(seen);
    TakeCandidates(rows, &Candidate::picture, candidates);
  }
  const std::set<std::string> here = DetectorsOf(db, question.hit);
  struct Ranked {
    Id flag;
    Candidate candidate;
    double alike, weight;
  };
  std::vector<Ranked> ranked;
  for (const auto& [flag, candidate] : candidates) {
    const double alike = Alike(here, DetectorsOf(db, candidate.hit));
    ranked.push_back({flag, candidate, alike, (candidate.picture ? 2.0 : 0) + (candidate.seller ? 1.0 : 0) + (candidate.right ? 0.5 + alike : alike / 2)});
  }
  std::sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) { return a.weight != b.weight ? a.weight > b.weight : a.flag > b.flag; });
  std::vector<PastDecision> similar;
  for (const Ranked& one : ranked) {
    if (similar.size() == most) break;
    // The right alone, with no reason in common, says nothing.
    if (!one.candidate.seller && !one.candidate.picture && one.alike == 0) continue;
    PastDecision past = ReadPast(db, one.flag);
    past.same_right = one.candidate.right;
    past.same_seller = one.candidate.seller;
    past.same_picture = one.candidate.picture;
    past.alike = one.alike;
    similar.push_back(std::move(past));
  }
  return similar;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find decisions like it"));
}

Result<Page<PictureListing>> ListingsWithPictures(CaseDb& db, const Scope& scope, Id listing, Id right, const std::vector<std::string>& pictures, const PageRequest& page) try {
  Result<Id> after = ReadCursor(page.after);
  if (!after) return Fail(after);
  const size_t asked = std::min(pictures.size(), kMostPicturesAsked);
  if (asked == 0) return Page<PictureListing>{};
  const ScopeSql seen = SeenContextFlags(scope);
  const std::string join = SeesThroughRights(scope) ? "JOIN" : "LEFT JOIN";
  Query rows(db, "SELECT l.id, l.title, l.url, l.platform_key, COALESCE(s.name, ''), COALESCE(l.seller_id, 0), COALESCE(f.id, 0), COALESCE(f.state, '')"
                 " FROM (SELECT DISTINCT listing_id FROM (" + PictureListingsSql(asked) + ") AS u) AS q"
                 " JOIN listing AS l ON l.id = q.listing_id LEFT JOIN seller AS s ON s.id = l.seller_id " + join +
                 " flag AS f ON f.listing_id = l.id AND f.right_id = :right AND " + seen.where +
                 " WHERE l.id <> :listing AND l.id > :after ORDER BY l.id LIMIT :limit");
  BindPictures(rows, pictures);
  const int limit = ClampLimit(page.limit);
  rows.Int(":right", right).Int(":listing", listing).Int(":after", *after).Int(":limit", limit + 1).Scope(seen);
  std::vector<PictureListing> listings;
  while (rows.Next()) {
    PictureListing row;
    row.listing = rows.TakeInt();
    row.title = rows.TakeText();
    row.url = rows.TakeText();
    row.platform = rows.TakeText();
    row.seller_name = rows.TakeText();
    row.seller = rows.TakeInt();
    row.flag = rows.TakeInt();
    row.state = rows.TakeText();
    listings.push_back(std::move(row));
  }
  return MakePage(std::move(listings), limit, [](const PictureListing& row) { return IdToString(row.listing); });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list listings with the picture"));
}

Result<int64_t> CountListingsWithPictures(CaseDb& db, Id listing, const std::vector<std::string>& pictures) try {
  const size_t asked = std::min(pictures.size(), kMostPicturesAsked);
  if (asked == 0) return 0;
  Query row(db, "SELECT COUNT(*) FROM (SELECT DISTINCT listing_id FROM (" + PictureListingsSql(asked) + ") AS u WHERE listing_id <> :listing LIMIT :most) AS t");
  BindPictures(row, pictures);
  row.Int(":listing", listing).Int(":most", kMostPictureListings);
  return row.Next() ? row.TakeInt() : 0;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count listings with the picture"));
}

}  // namespace markwarden
