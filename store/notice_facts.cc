// Counting over notices and measures.
#include "store/notice_facts.h"

#include <algorithm>

#include "store/sql.h"

namespace markwarden {
namespace {

constexpr int kLongestChain = 100;

// An outcome is an end: what was asked and is still open is none.
constexpr const char* kOutcomes = R"sql(
  SELECT m.state FROM measure AS m
   WHERE m.org_id = :org AND m.right_id = :right AND m.state IN ('taken', 'refused', 'ended', 'dropped')
   ORDER BY m.id DESC LIMIT :window
)sql";

}  // namespace

Result<std::map<Id, std::vector<NoticeOfFlag>>> NoticesOfFlags(CaseDb& db, const std::vector<Id>& flags) try {
  std::map<Id, std::vector<NoticeOfFlag>> found;
  std::map<Id, bool> read;  // notices
  for (const Id flag : flags) {
    Query rows(db, R"sql(
      SELECT n.id, n.state, n.regime, n.payload
        FROM case_flag AS k
        JOIN notice AS n ON n.case_id = k.case_id
       WHERE k.flag_id = :flag AND n.state <> 'withdrawn'
       ORDER BY n.id
    )sql");
    rows.Int(":flag", flag);
    while (rows.Next()) {
      NoticeOfFlag notice;
      notice.notice = rows.TakeInt();
      notice.state = rows.TakeText();
      notice.regime = rows.TakeText();
      if (!read.emplace(notice.notice, true).second) continue;
      const Json payload = rows.TakeJson();
      const Json* items = JsonMember(payload, "items");
      if (!items || !items->is_array()) continue;
      for (const Json& item : *items) {
        if (const auto id = ParseId(JsonText(item, "flag_id"))) found[*id].push_back(notice);
      }
    }
  }
  return found;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "look for notices of the same listing"));
}

Result<std::vector<ReportOfListing>> ReportsOfListing(CaseDb& db, Id flag, const std::string& platform) try {
  Query rows(db, R"sql(
    SELECT n.id, g.id, n.payload
      FROM flag AS f
      JOIN flag AS g ON g.listing_id = f.listing_id AND g.org_id = f.org_id
      JOIN case_flag AS k ON k.flag_id = g.id
      JOIN notice AS n ON n.case_id = k.case_id
     WHERE f.id = :flag AND n.platform_key = :platform
       AND (n.state IN ('queued', 'approved', 'sent', 'closed')
            OR EXISTS (SELECT 1 FROM notice_sending AS s WHERE s.notice_id = n.id))
     ORDER BY n.id
  )sql");
  rows.Int(":flag", flag).Text(":platform", platform);
  std::vector<ReportOfListing> reports;
  while (rows.Next()) {
    const Id notice = rows.TakeInt();
    const std::string named = IdToString(rows.TakeInt());
    Json payload = rows.TakeJson();
    const Json* items = JsonMember(payload, "items");
    if (!items || !items->is_array() || (!reports.empty() && reports.back().notice == notice)) continue;
    const bool of_it = std::any_of(items->begin(), items->end(), [&](const Json& item) { return JsonText(item, "flag_id") == named; });
    if (of_it) reports.push_back({notice, std::move(payload)});
  }
  return reports;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "look for reports of the same listing"));
}

Result<RightOutcomes> OutcomesOfRight(CaseDb& db, Id org, Id right, int window) try {
  RightOutcomes outcomes;
  Query rows(db, kOutcomes);
  rows.Int(":org", org).Int(":right", right).Int(":window", window);
  while (rows.Next()) {
    const std::string state = rows.TakeText();
    ++outcomes.decided;
    outcomes.wrong += state == "ended" || state == "dropped";
  }
  return outcomes;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count outcomes"));
}

Result<int64_t> ListingsUnderNotice(CaseDb& db, Id org, Id right) try {
  Query row(db, "SELECT COUNT(*) FROM measure WHERE org_id = :org AND right_id = :right");
  row.Int(":org", org).Int(":right", right);
  return row.Next() ? row.TakeInt() : 0;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count listings under notice"));
}

Result<int64_t> ListingsDrafted(CaseDb& db, Id author, Time since) try {
  Query rows(db, "SELECT payload FROM notice WHERE author_id = :author AND created_at >= :since AND state <> 'withdrawn'");
  rows.Int(":author", author).Int(":since", ToUnixSeconds(since));
  int64_t listings = 0;
  while (rows.Next()) {
    const Json payload = rows.TakeJson();
    if (const Json* items = JsonMember(payload, "items"); items && items->is_array()) listings += int64_t(items->size());
  }
  return listings;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count drafted listings"));
}

Result<int> CasesOfSeller(CaseDb& db, Id org, Id seller, Id other_than) try {
  if (seller == 0) return 0;
  Query row(db, R"sql(
    SELECT COUNT(DISTINCT k.case_id)
      FROM listing AS l
      JOIN flag AS f ON f.listing_id = l.id AND f.org_id = :org
      JOIN case_flag AS k ON k.flag_id = f.id
     WHERE l.seller_id = :seller AND k.case_id <> :other
  )sql");
  row.Int(":org", org).Int(":seller", seller).Int(":other", other_than);
  return row.Next() ? int(row.TakeInt()) : 0;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count the seller's cases"));
}

Result<std::vector<Id>> NoticesRepeated(CaseDb& db, Id notice) try {
  std::vector<Id> chain;
  for (Id id = notice; id != 0 && chain.size() < kLongestChain;) {
    chain.push_back(id);
    Query row(db, "SELECT COALESCE(follows_id, 0) FROM notice WHERE id = :id");
    row.Int(":id", id);
    id = row.Next() ? row.TakeInt() : 0;
    if (std::find(chain.begin(), chain.end(), id) != chain.end()) break;
  }
  return chain;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read which notices are repeated"));
}

}  // namespace markwarden
