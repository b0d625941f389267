// Columns of flag that the queue is ordered and grouped by.
#include "store/priorities.h"

#include "core/account.h"
#include "store/sql.h"

namespace markwarden {

Result<std::vector<DuePriority>> ListDuePriorities(CaseDb& db, Time now, int limit) try {
  Query rows(db, R"sql(
    SELECT f.id, f.org_id, COALESCE(f.seller_id, 0), f.lane, f.priority_of, f.db, f.created_at, n.payload, v.payload, f.picture_sha256, f.latest_hit_id
      FROM flag AS f
      JOIN hit AS h ON h.id = f.latest_hit_id
      JOIN snapshot AS n ON n.id = h.snapshot_id
      JOIN right_version AS v ON v.id = h.right_version_id
     WHERE f.priority_due <= :now
     ORDER BY f.priority_due, f.id LIMIT :limit
  )sql");
  rows.Int(":now", ToUnixSeconds(now)).Int(":limit", limit);
  std::vector<DuePriority> due;
  std::vector<Id> hits;
  while (rows.Next()) {
    DuePriority one;
    one.flag = rows.TakeInt();
    one.org = rows.TakeInt();
    one.seller = rows.TakeInt();
    one.lane = rows.TakeText();
    one.counted = rows.TakeText();
    one.db = rows.TakeReal();
    one.found_at = rows.TakeSeconds();
    if (Result<Listing> listing = ListingFromJson(rows.TakeJson())) one.listing = std::move(*listing);
    if (Result<Right> right = RightFromJson(rows.TakeJson())) one.right = std::move(*right);
    one.picture_sha256 = rows.TakeHex();
    hits.push_back(rows.TakeInt());
    due.push_back(std::move(one));
  }
  for (size_t i = 0; i < due.size(); ++i) {
    Query detectors(db, "SELECT detector FROM hit_signal WHERE hit_id = :hit AND clears = 0 ORDER BY detector");
    detectors.Int(":hit", hits[i]);
    while (detectors.Next()) due[i].detectors.push_back(detectors.TakeText());
  }
  return due;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list leads whose priority is due"));
}

Result<SellerPast> PastOfSeller(CaseDb& db, Id org, Id seller, Id but_flag, Time since, const std::vector<std::string>& not_upheld, int most) try {
  SellerPast past;
  if (seller == 0) return past;
  // Another right's lead on the same listing is no other offer.
  constexpr const char* kOthers = " FROM flag AS f WHERE f.org_id = :org AND f.seller_id = :seller AND f.created_at >= :since"
                                  " AND f.listing_id <> (SELECT o.listing_id FROM flag AS o WHERE o.id = :but)";
  const auto count = [&](const std::string& sql, bool outcomes) {
    Query row(db, "SELECT COUNT(*) FROM (" + sql + " LIMIT :most)");
    row.Int(":org", org).Int(":seller", seller).Int(":since", ToUnixSeconds(since)).Int(":but", but_flag).Int(":most", most);
    if (outcomes) {
      for (size_t i = 0; i < not_upheld.size(); ++i) row.Text((":outcome_" + std::to_string(i)).c_str(), not_upheld[i]);
    }
    row.Next();
    return static_cast<int>(row.TakeInt());
  };
  past.flags = count(std::string("SELECT 1") + kOthers + " AND (f.verdict = 'suspected' OR f.lane = 'in_case')", false);
  std::string upheld = std::string("SELECT 1") + kOthers + " AND f.lane = 'in_case'";
  if (!not_upheld.empty()) {
    upheld += " AND NOT EXISTS (SELECT 1 FROM case_flag AS k JOIN case_file AS c ON c.id = k.case_id WHERE k.flag_id = f.id AND c.state = 'closed' AND c.outcome IN (";
    for (size_t i = 0; i < not_upheld.size(); ++i) upheld += (i == 0 ? ":outcome_" : ", :outcome_") + std::to_string(i);
    upheld += "))";
  }
  past.upheld = past.flags == 0 ? 0 : count(upheld, true);
  return past;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count a seller's leads"));
}

Status SavePriority(Transaction& tx, Id flag, double points, const std::string& parts, const std::string& counted, Time due) try {
  Query(tx.db(), "UPDATE flag SET priority = :points, priority_parts = :parts, priority_of = :counted, priority_due = :due WHERE id = :id")
      .Real(":points", points).Text(":parts", parts).Text(":counted", counted).Int(":due", ToUnixSeconds(due)).Int(":id", flag).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "save a priority"));
}

Status SellerPrioritiesAreDue(Transaction& tx, Id org, Id seller, Id but_flag, int most) try {
  Query(tx.db(), R"sql(
    UPDATE flag SET priority_due = 0
     WHERE id IN (SELECT f.id FROM flag AS f WHERE f.org_id = :org AND f.seller_id = :seller AND f.lane IN ('new', 'second_look', 'held')
                     AND f.id <> :but LIMIT :most)
  )sql")
      .Int(":org", org).Int(":seller", seller).Int(":but", but_flag).Int(":most", most).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "compute a seller's priorities anew"));
}

Status AllPrioritiesAreDue(Transaction& tx) try {
  Query(tx.db(), "UPDATE flag SET priority_due = 0 WHERE lane IN ('new', 'second_look', 'held', 'cleared')").Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "compute priorities anew"));
}

Result<std::string> PriorityFormulaInForce(CaseDb& db) try {
  Query row(db, "SELECT digest FROM priority_formula ORDER BY in_force_since DESC, version DESC LIMIT 1");
  return row.Next() ? row.TakeText() : std::string();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the formula of priorities"));
}

Status PutPriorityFormulaInForce(Transaction& tx, const std::string& digest, int64_t version, const std::string& yaml) try {
  Query(tx.db(), R"sql(
    INSERT INTO priority_formula (digest, version, yaml, in_force_since, created_by) VALUES (:digest, :version, :yaml, :now, :by)
    ON CONFLICT (digest) DO UPDATE SET in_force_since = excluded.in_force_since
  )sql")
      .Text(":digest", digest).Int(":version", version).Text(":yaml", yaml).Int(":now", ToUnixSeconds(tx.db().Now()))
      .Int(":by", kSystemActors[3].id).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "keep the formula of priorities"));
}

Result<bool> AnyPriorityIsDue(CaseDb& db, Time now) try {
  Query row(db, "SELECT 1 FROM flag WHERE priority_due <= :now LIMIT 1");
  row.Int(":now", ToUnixSeconds(now));
  return row.Next();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find priorities that are due"));
}

Result<std::vector<PictureHead>> ListPictureHeads(CaseDb& db) try {
  Query rows(db, "SELECT p.sha256, p.group_hash FROM picture AS p WHERE p.group_hash IS NOT NULL");
  std::vector<PictureHead> heads;
  while (rows.Next()) {
    PictureHead head;
    head.sha256 = rows.TakeHex();
    head.hash = rows.TakeHex();
    heads.push_back(std::move(head));
  }
  return heads;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list pictures that stand for others"));
}

Result<PictureGroup> GroupOfPicture(CaseDb& db, const std::string& sha256) try {
  Query row(db, "SELECT p.group_sha256, p.perceptual_hash FROM picture AS p WHERE p.sha256 = :sha256");
  row.Hex(":sha256", sha256);
  PictureGroup group;
  if (!row.Next()) return group;
  group.head = row.TakeHex();
  group.perceptual_hash = row.TakeBlob();
  return group;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find a picture's group"));
}

Status SetPictureGroup(Transaction& tx, const std::string& sha256, const std::string& head, const std::string& hash) try {
  Query(tx.db(), "UPDATE picture SET group_sha256 = :head, group_hash = :hash WHERE sha256 = :sha256")
      .Hex(":head", head).Hex(":hash", hash).Hex(":sha256", sha256).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "group a picture"));
}

Status SetFlagPictureGroup(Transaction& tx, Id flag, const std::string& head) try {
  Query(tx.db(), "UPDATE flag SET picture_group = :head WHERE id = :id").Hex(":head", head).Int(":id", flag).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "group a lead by its picture"));
}

}  // namespace markwarden
