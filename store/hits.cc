// Recording looks: hits, what they change on their flag, and when they reopen it.
#include <sqlite3.h>

#include <cmath>
#include <map>
#include <set>

#include "store/flags.h"
#include "store/hit_row.h"

namespace markwarden {
namespace {

// One digest over all that decides the result, and the result.
Result<Sha256Digest> DigestOf(CaseDb& db, const NewHit& hit, const std::string& result) {
  const auto payload_of = [&db](Id capture) -> std::string {
    Query row(db, "SELECT payload_sha256 FROM capture WHERE id = :id");
    row.Int(":id", capture);
    return row.Next() ? row.TakeHex() : std::string();
  };
  const std::string page = payload_of(hit.capture);
  if (page.empty()) return Fail(ErrorCode::kNotFound, "no capture " + IdToString(hit.capture));
  Json pictures = Json::array();
  for (const Id capture : hit.picture_captures) pictures.push_back(payload_of(capture));
  return Sha256(DumpJson(Json{{"engine", hit.result.engine}, {"page", page}, {"pictures", std::move(pictures)},
                              {"result", Sha256Hex(result)}, {"right_version", IdToString(hit.right_version)},
                              {"rule_set", hit.result.rule_set}, {"seller", IdToString(hit.seller)}}));
}

void SaveSignals(CaseDb& db, Id hit, const Flag& result) {
  std::map<std::pair<std::string, bool>, double> sums;
  for (const Signal& signal : result.signals) sums[{signal.detector, false}] += signal.db;
  for (const Clearing& clearing : result.cleared_by) sums[{clearing.detector, true}] += clearing.db;
  for (const auto& [key, sum] : sums) {
    Query(db, "INSERT INTO hit_signal (hit_id, detector, clears, db) VALUES (:hit, :detector, :clears, :db)")
        .Int(":hit", hit).Text(":detector", key.first).Int(":clears", key.second ? 1 : 0).Real(":db", sum).Run();
  }
}

// What lists filter and group by, beside the flag; its priority is due.
void SaveForQueue(CaseDb& db, Id flag, const NewHit& hit) {
  std::string reasons;
  for (const std::string& code : hit.result.reason_codes) reasons += (reasons.empty() ? "," : "") + code + ",";
  Query(db, R"sql(
    UPDATE flag SET
      seller_id = COALESCE(:seller, (SELECT l.seller_id FROM listing AS l WHERE l.id = flag.listing_id)),
      platform_key = (SELECT l.platform_key FROM listing AS l WHERE l.id = flag.listing_id),
      source_id = (SELECT c.source_id FROM capture AS c WHERE c.id = :capture),
      picture_sha256 = (SELECT p.sha256 FROM snapshot_picture AS p
                         WHERE p.snapshot_id = :snapshot AND p.sha256 IS NOT NULL ORDER BY p.position LIMIT 1),
      reasons = :reasons, priority_due = 0
     WHERE id = :id
  )sql")
      .IdOrNull(":seller", hit.seller).Int(":capture", hit.capture).Int(":snapshot", hit.snapshot).Text(":reasons", reasons)
      .Int(":id", flag).Run();
  // Its own group until near-duplicates are looked for.
  Query(db, R"sql(
    UPDATE flag SET picture_group = COALESCE((SELECT p.group_sha256 FROM picture AS p WHERE p.sha256 = flag.picture_sha256), picture_sha256)
     WHERE id = :id
  )sql")
      .Int(":id", flag).Run();
}

struct Existing {
  Id id = 0;
  FlagState state = FlagState::kNew;
  Id latest_hit = 0, decided_hit = 0;
};

std::optional<Existing> FindExisting(CaseDb& db, Id org, Id listing, Id right) {
  Query row(db, R"sql(
    SELECT id, state, latest_hit_id, COALESCE(decided_hit_id, 0) FROM flag
     WHERE org_id = :org AND listing_id = :listing AND right_id = :right
  )sql");
  row.Int(":org", org).Int(":listing", listing).Int(":right", right);
  if (!row.Next()) return std::nullopt;
  Existing flag;
  flag.id = row.TakeInt();
  flag.state = ParseFlagState(row.TakeText()).value_or(FlagState::kNew);
  flag.latest_hit = row.TakeInt();
  flag.decided_hit = row.TakeInt();
  return flag;
}

std::set<std::string> Detectors(const Flag& flag) {
  std::set<std::string> names;
  for (const Signal& signal : flag.signals) names.insert(signal.detector);
  return names;
}

std::set<std::string> Pictures(const Flag& flag) {
  std::set<std::string> digests;
  for (const Signal& signal : flag.signals) {
    if (!signal.sha256.empty()) digests.insert(signal.sha256);
  }
  return digests;
}

bool Adds(const std::set<std::string>& before, const std::set<std::string>& now) {
  return !std::includes(before.begin(), before.end(), now.begin(), now.end());
}

}  // namespace

HitRecord ReadHit(Query& row) {
  HitRecord hit;
  hit.id = row.TakeInt();
  hit.flag = row.TakeInt();
  hit.snapshot = row.TakeInt();
  hit.capture = row.TakeInt();
  hit.picture_captures = row.TakeIds();
  hit.right_version = row.TakeInt();
  hit.seller = row.TakeInt();
  hit.digest = row.TakeHex();
  Result<Flag> result = FlagFromJson(row.TakeJson());
  if (!result) throw SQLite::Exception("a row holds a broken flag: " + result.error().message, SQLITE_CORRUPT);
  hit.result = std::move(*result);
  hit.created_at = row.TakeSeconds();
  return hit;
}

bool IsMateriallyNew(const HitRecord& decided, const HitRecord& now, const ReopenRule& rule) {
  if (now.result.verdict == Verdict::kCleared) return false;
  if (rule.new_detector && Adds(Detectors(decided.result), Detectors(now.result))) return true;
  if (rule.new_picture && Adds(Pictures(decided.result), Pictures(now.result))) return true;
  if (now.result.db - decided.result.db >= rule.more_db) return true;
  if (rule.other_seller && now.seller != 0 && now.seller != decided.seller) return true;
  return rule.new_right_version && now.right_version != decided.right_version;
}

Result<HitSaved> RecordHit(Transaction& tx, const Scope& scope, const NewHit& hit, const ReopenRule& rule) try {
  if (!std::isfinite(hit.result.db) || !std::isfinite(hit.result.score)) {
    return Fail(ErrorCode::kInvalid, "a hit's score must be a number");
  }
  CaseDb& db = tx.db();
  const std::string payload = DumpJson(ToJson(hit.result));
  const Result<Sha256Digest> digest = DigestOf(db, hit, payload);
  if (!digest) return Fail(digest.error());
  const int64_t now = ToUnixSeconds(db.Now());
  HitSaved saved;
  std::optional<Existing> flag = FindExisting(db, scope.org, hit.listing, hit.right);
  if (flag) {
    saved.flag = flag->id;
    Query row(db, "SELECT id FROM hit WHERE flag_id = :flag AND digest = :digest");
    row.Int(":flag", flag->id).Blob(":digest", *digest);
    if (row.Next()) {
      saved.hit = row.TakeInt();
      return saved;
    }
  }
  saved.new_hit = true;
  saved.hit = db.NewId();
  if (!flag) {
    saved.new_flag = true;
    saved.flag = db.NewId();
    Query(db, R"sql(
      INSERT INTO flag (id, org_id, region_code, listing_id, right_id, watch_id, state, verdict, score, db,
                        latest_hit_id, created_by, created_at, updated_at)
      VALUES (:id, :org, :region, :listing, :right, :watch, 'new', :verdict, :score, :db, :hit, :by, :now, :now)
    )sql")
        .Int(":id", saved.flag).Int(":org", scope.org).Text(":region", hit.region_code).Int(":listing", hit.listing)
        .Int(":right", hit.right).IdOrNull(":watch", hit.watch).Text(":verdict", ToString(hit.result.verdict))
        .Real(":score", hit.result.score).Real(":db", hit.result.db).Int(":hit", saved.hit).Int(":by", scope.actor)
        .Int(":now", now).Run();
  } else {
    FlagState state = flag->state;
    if (state == FlagState::kDismissed) {
      Query row(db, std::string(kHitColumns) + " WHERE h.id = :id");
      row.Int(":id", flag->decided_hit != 0 ? flag->decided_hit : flag->latest_hit);
      HitRecord fresh;
      fresh.result = hit.result;
      fresh.seller = hit.seller;
      fresh.right_version = hit.right_version;
      if (row.Next() && IsMateriallyNew(ReadHit(row), fresh, rule)) {
        state = FlagState::kReopened;
        saved.reopened = true;
      }
    }
    Query(db, R"sql(
      UPDATE flag SET state = :state, verdict = :verdict, score = :score, db = :db, latest_hit_id = :hit,
                      region_code = CASE WHEN :region = '' THEN region_code
                                         WHEN EXISTS (SELECT 1 FROM assignment AS s WHERE s.subject_kind = 'flag' AND s.subject_id = flag.id) THEN region_code
                                         ELSE :region END,
                      watch_id = COALESCE(:watch, watch_id), updated_at = :now, row_version = row_version + 1
       WHERE id = :id
    )sql")
        .Text(":state", ToString(state)).Text(":verdict", ToString(hit.result.verdict)).Real(":score", hit.result.score)
        .Real(":db", hit.result.db).Int(":hit", saved.hit).Text(":region", hit.region_code)
        .IdOrNull(":watch", hit.watch).Int(":now", now).Int(":id", saved.flag).Run();
  }
  Query(db, R"sql(
    INSERT INTO hit (id, flag_id, snapshot_id, capture_id, picture_captures, right_version_id, seller_id, rule_set,
                     engine, payload, digest, created_by, created_at)
    VALUES (:id, :flag, :snapshot, :capture, :pictures, :version, :seller, :rule_set, :engine, :payload, :digest, :by, :now)
  )sql")
      .Int(":id", saved.hit).Int(":flag", saved.flag).Int(":snapshot", hit.snapshot).Int(":capture", hit.capture)
      .Text(":pictures", IdsJson(hit.picture_captures)).Int(":version", hit.right_version)
      .IdOrNull(":seller", hit.seller).Text(":rule_set", hit.result.rule_set).Text(":engine", hit.result.engine)
      .Text(":payload", payload).Blob(":digest", *digest).Int(":by", scope.actor).Int(":now", now).Run();
  SaveSignals(db, saved.hit, hit.result);
  SaveForQueue(db, saved.flag, hit);
  return saved;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "record the hit"));
}

Result<std::vector<HitRecord>> HitsOf(CaseDb& db, const Scope& scope, Id flag) try {
  const ScopeSql seen = ToSql(scope, {.org = "f.org_id", .region = "f.region_code", .right = "f.right_id"});
  Query rows(db, std::string(kHitColumns) + " JOIN flag AS f ON f.id = h.flag_id WHERE h.flag_id = :flag AND " +
                     seen.where + " ORDER BY h.id DESC");
  rows.Int(":flag", flag).Scope(seen);
  std::vector<HitRecord> hits;
  while (rows.Next()) hits.push_back(ReadHit(rows));
  return hits;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list hits"));
}

Result<std::optional<HitRecord>> FindHit(CaseDb& db, const Scope& scope, Id id) try {
  const ScopeSql seen = ToSql(scope, {.org = "f.org_id", .region = "f.region_code", .right = "f.right_id"});
  Query row(db, std::string(kHitColumns) + " JOIN flag AS f ON f.id = h.flag_id WHERE h.id = :id AND " + seen.where);
  row.Int(":id", id).Scope(seen);
  if (!row.Next()) return std::optional<HitRecord>();
  return std::optional<HitRecord>(ReadHit(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the hit"));
}

}  // namespace markwarden
