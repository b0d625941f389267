// The review queue: lists, one flag whole, decisions, counts.
#include "store/flags.h"

#include <map>

#include "core/transitions.h"
#include "store/captures.h"
#include "store/hit_row.h"

namespace markwarden {
namespace {

constexpr const char* kFlagColumns = R"sql(
  f.id, f.org_id, f.listing_id, f.right_id, f.state, f.score, f.db, f.verdict, f.latest_hit_id,
  COALESCE(f.watch_id, 0), f.region_code, COALESCE(f.assigned_to, 0), f.created_at, f.updated_at, f.row_version,
  f.lane, f.priority, f.priority_parts, COALESCE(f.seller_id, 0), f.picture_group, COALESCE(f.second_look_by, 0)
)sql";

FlagRecord ReadFlag(Query& row) {
  FlagRecord flag;
  flag.id = row.TakeInt();
  flag.org = row.TakeInt();
  flag.listing = row.TakeInt();
  flag.right = row.TakeInt();
  flag.state = ParseFlagState(row.TakeText()).value_or(FlagState::kNew);
  flag.score = row.TakeReal();
  flag.db = row.TakeReal();
  flag.verdict = row.TakeText() == "cleared" ? Verdict::kCleared : Verdict::kSuspected;
  flag.latest_hit = row.TakeInt();
  flag.watch = row.TakeInt();
  flag.region_code = row.TakeText();
  flag.assigned = row.TakeInt();
  flag.created_at = row.TakeSeconds();
  flag.updated_at = row.TakeSeconds();
  flag.row_version = row.TakeInt();
  flag.lane = row.TakeText();
  flag.priority = row.TakeReal();
  flag.priority_parts = row.TakeText();
  flag.seller = row.TakeInt();
  flag.picture_group = row.TakeHex();
  flag.second_look_by = row.TakeInt();
  return flag;
}

// The hit's own snapshot, not the listing's latest: the row shows what was judged.
const std::string& QueueColumns() {
  static const std::string sql = "SELECT " + std::string(kFlagColumns) + R"sql(
    , r.right_key, r.title, r.kind, l.platform_key, l.url, l.title, COALESCE(s.name, ''), n.payload, h.payload,
      (SELECT p.sha256 FROM snapshot_picture AS p
        WHERE p.snapshot_id = h.snapshot_id AND p.sha256 IS NOT NULL ORDER BY p.position LIMIT 1),
      k.account_id, k.account_name, k.since, k.until
    FROM flag AS f
    JOIN ip_right AS r ON r.id = f.right_id
    JOIN listing AS l ON l.id = f.listing_id
    JOIN hit AS h ON h.id = f.latest_hit_id
    JOIN snapshot AS n ON n.id = h.snapshot_id
    LEFT JOIN seller AS s ON s.id = l.seller_id
    LEFT JOIN flag_lease AS k ON k.flag_id = f.id AND k.until > :now
  )sql";
  return sql;
}

QueueRow ReadQueueRow(Query& row) {
  QueueRow queued;
  queued.flag = ReadFlag(row);
  queued.right_key = row.TakeText();
  queued.right_title = row.TakeText();
  queued.right_kind = row.TakeText();
  queued.platform = row.TakeText();
  queued.url = row.TakeText();
  queued.title = row.TakeText();
  queued.seller_name = row.TakeText();
  const Json price = row.TakeJsonMember("price");  // a list of a hundred rows shows two of some fifty values
  queued.price_amount = JsonText(price, "amount");
  queued.price_currency = JsonText(price, "currency");
  queued.reason_codes = JsonTexts(Json{{"codes", row.TakeJsonMember("reason_codes")}}, "codes");
  queued.picture_sha256 = row.TakeHex();
  if (const std::optional<int64_t> account = row.TakeIntOrNull()) {
    FlagLease lease{.flag = queued.flag.id, .account = *account, .account_name = row.TakeText(), .since = {}, .until = {}};
    lease.since = row.TakeSeconds();
    lease.until = row.TakeSeconds();
    queued.lease = std::move(lease);
  }
  return queued;
}

ScopeSql SeenFlags(const Scope& scope) {
  return ToSql(scope, {.org = "f.org_id", .region = "f.region_code", .right = "f.right_id"});
}

Result<std::vector<Decision>> DecisionsOf(CaseDb& db, Id flag) {
  Query rows(db, R"sql(
    SELECT d.id, d.flag_id, d.hit_id, d.actor_id, d.actor_name, d.action, d.reason_code, d.basis, d.note, d.created_at, u.at
      FROM decision AS d LEFT JOIN decision_undo AS u ON u.decision_id = d.id
     WHERE d.flag_id = :flag ORDER BY d.id
  )sql");
  rows.Int(":flag", flag);
  std::vector<Decision> decisions;
  while (rows.Next()) {
    Decision decision;
    decision.id = rows.TakeInt();
    decision.flag = rows.TakeInt();
    decision.hit_seen = rows.TakeInt();
    decision.actor = rows.TakeInt();
    decision.actor_name = rows.TakeText();
    decision.action = ParseDecisionAction(rows.TakeText()).value_or(DecisionAction::kNote);
    decision.reason_code = rows.TakeText();
    decision.basis = rows.TakeText();
    decision.note = rows.TakeText();
    decision.at = rows.TakeSeconds();
    if (const std::optional<int64_t> undone = rows.TakeIntOrNull()) decision.undone_at = FromUnixSeconds(*undone);
    decisions.push_back(std::move(decision));
  }
  return decisions;
}

}  // namespace

Result<Decision> Decide(Transaction& tx, const Scope& scope, const NewDecision& wanted) try {
  CaseDb& db = tx.db();
  Result<std::optional<FlagRecord>> flag = FindFlag(db, scope, wanted.flag);
  if (!flag) return Fail(std::move(flag.error()));
  if (!*flag) return Fail(ErrorCode::kNotFound, "no flag " + IdToString(wanted.flag));
  Result<std::optional<HitRecord>> hit = FindHit(db, scope, wanted.hit_seen);
  if (!hit) return Fail(std::move(hit.error()));
  if (!*hit || (*hit)->flag != wanted.flag) return Fail(ErrorCode::kNotFound, "the flag has no hit " + IdToString(wanted.hit_seen));
  if ((*flag)->row_version != wanted.row_version) {
    return Fail(ErrorCode::kConflict, "the flag has changed since it was shown: look at it again");
  }
  std::optional<FlagState> state;
  if (wanted.action != DecisionAction::kNote) {
    if ((*flag)->state == FlagState::kInCase) return Fail(ErrorCode::kConflict, "the flag is in a case: decide there");
    const Transition* act = FindTransition(Machine::kLead, ToString(wanted.action), ToString((*flag)->state));
    if (!act) {
      return Fail(ErrorCode::kConflict, "a flag that is " + std::string(ToString((*flag)->state)) + " cannot be given a " + std::string(ToString(wanted.action)));
    }
    state = ParseFlagState(act->to);
  }
  if (wanted.action == DecisionAction::kDismiss && wanted.reason_code.empty()) {
    return Fail(ErrorCode::kInvalid, "a dismissal needs a reason");
  }
  Decision decision{db.NewId(), wanted.flag, wanted.hit_seen, scope.actor, scope.actor_name, wanted.action,
                    wanted.reason_code, wanted.basis, wanted.note, FromUnixSeconds(ToUnixSeconds(db.Now())), {}};
  Query(db, R"sql(
    INSERT INTO decision (id, org_id, flag_id, hit_id, actor_id, actor_name, action, reason_code, basis, note, created_at)
    VALUES (:id, :org, :flag, :hit, :actor, :name, :action, :reason, :basis, :note, :at)
  )sql")
      .Int(":id", decision.id).Int(":org", (*flag)->org).Int(":flag", wanted.flag).Int(":hit", wanted.hit_seen)
      .Int(":actor", scope.actor).Text(":name", scope.actor_name).Text(":action", ToString(wanted.action))
      .Text(":reason", wanted.reason_code).Text(":basis", wanted.basis).Text(":note", wanted.note)
      .Int(":at", ToUnixSeconds(decision.at)).Run();
  if (state) {
    Query(db, R"sql(
      INSERT INTO decision_before (decision_id, state, decided_hit_id, row_version, second_look_by)
      SELECT :decision, state, decided_hit_id, row_version, second_look_by FROM flag WHERE id = :id
    )sql")
        .Int(":decision", decision.id).Int(":id", wanted.flag).Run();
    Query(db, R"sql(
      UPDATE flag SET state = :state, decided_hit_id = :hit, updated_at = :now, row_version = row_version + 1
       WHERE id = :id AND row_version = :version
    )sql")
        .Text(":state", ToString(*state)).Int(":hit", wanted.hit_seen).Int(":now", ToUnixSeconds(db.Now()))
        .Int(":id", wanted.flag).Int(":version", wanted.row_version).Run();
    // What the queue keeps beside it.
    Query(db, "UPDATE flag SET priority_due = 0, second_look_by = CASE WHEN :asked <> 0 THEN :asked ELSE second_look_by END WHERE id = :id")
        .Int(":asked", wanted.action == DecisionAction::kSecondLook ? scope.actor : 0).Int(":id", wanted.flag).Run();
  }
  return decision;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "record the decision"));
}

Status AssignFlag(Transaction& tx, const Scope& scope, Id flag, Id account, int64_t row_version) try {
  Result<std::optional<FlagRecord>> found = FindFlag(tx.db(), scope, flag);
  if (!found) return Fail(std::move(found.error()));
  if (!*found) return Fail(ErrorCode::kNotFound, "no flag " + IdToString(flag));
  const int changed = Query(tx.db(), "UPDATE flag SET assigned_to = :account, row_version = row_version + 1 WHERE id = :id AND row_version = :version")
                          .IdOrNull(":account", account).Int(":id", flag).Int(":version", row_version).Run();
  if (changed == 0) return Fail(ErrorCode::kConflict, "the flag has changed since it was shown: look at it again");
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "assign the flag"));
}

Result<std::vector<QueueRow>> QueueRowsOf(CaseDb& db, const std::vector<Id>& ids) try {
  std::vector<QueueRow> rows(ids.size());
  std::map<Id, size_t> places;
  std::string names;
  for (size_t i = 0; i < ids.size(); ++i) {
    places[ids[i]] = i;
    names += (i == 0 ? ":id_" : ", :id_") + std::to_string(i);
  }
  if (ids.empty()) return rows;
  Query found(db, QueueColumns() + " WHERE f.id IN (" + names + ")");
  found.Int(":now", ToUnixSeconds(db.Now()));
  for (size_t i = 0; i < ids.size(); ++i) found.Int((":id_" + std::to_string(i)).c_str(), ids[i]);
  size_t count = 0;
  for (; found.Next(); ++count) {
    QueueRow row = ReadQueueRow(found);
    const size_t place = places.at(row.flag.id);
    rows[place] = std::move(row);
  }
  if (count != ids.size()) return Fail(ErrorCode::kInternal, "a flag misses a part; restore the store from a backup");
  return rows;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read the queue"));
}

Result<std::optional<FlagRecord>> FindFlag(CaseDb& db, const Scope& scope, Id id) try {
  const ScopeSql seen = SeenFlags(scope);
  Query row(db, "SELECT " + std::string(kFlagColumns) + " FROM flag AS f WHERE f.id = :id AND " + seen.where);
  row.Int(":id", id).Scope(seen);
  if (!row.Next()) return std::optional<FlagRecord>();
  return std::optional<FlagRecord>(ReadFlag(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the flag"));
}

Result<std::optional<FlagDetail>> FindFlagDetail(CaseDb& db, const Scope& scope, Id id) try {
  FlagDetail detail;
  {
    const ScopeSql seen = SeenFlags(scope);
    Query row(db, QueueColumns() + " WHERE f.id = :id AND " + seen.where);
    row.Int(":id", id).Int(":now", ToUnixSeconds(db.Now())).Scope(seen);
    if (!row.Next()) return std::optional<FlagDetail>();
    detail.row = ReadQueueRow(row);
  }
  // The flag was seen; what it consists of is read whole.  Its right belongs to it, whoever asks.
  Scope through = scope;
  through.rights = {detail.row.flag.right};
  if (!SeesThroughRights(scope)) through.org = detail.row.flag.org;

  Result<std::vector<HitRecord>> hits = HitsOf(db, scope, id);
  if (!hits) return Fail(std::move(hits.error()));
  detail.hits = std::move(*hits);
  if (detail.hits.empty()) return Fail(ErrorCode::kInternal, "flag " + IdToString(id) + " has no hit; restore the store from a backup");
  const auto latest = std::find_if(detail.hits.begin(), detail.hits.end(),
                                   [&](const HitRecord& hit) { return hit.id == detail.row.flag.latest_hit; });
  const HitRecord& shown = latest != detail.hits.end() ? *latest : detail.hits.front();

  Result<std::vector<Decision>> decisions = DecisionsOf(db, id);
  if (!decisions) return Fail(std::move(decisions.error()));
  detail.decisions = std::move(*decisions);
  Result<std::optional<ListingRecord>> listing = FindListing(db, detail.row.flag.listing);
  if (!listing) return Fail(std::move(listing.error()));
  Result<std::optional<SnapshotRecord>> snapshot = FindSnapshot(db, shown.snapshot);
  if (!snapshot) return Fail(std::move(snapshot.error()));
  Result<std::optional<RightRecord>> right = FindRightVersion(db, through, shown.right_version);
  if (!right) return Fail(std::move(right.error()));
  Result<std::optional<CaptureRecord>> capture = FindCapture(db, shown.capture);
  if (!capture) return Fail(std::move(capture.error()));
  if (!*listing || !*snapshot || !*right || !*capture) {
    return Fail(ErrorCode::kInternal, "flag " + IdToString(id) + " misses a part; restore the store from a backup");
  }
  detail.listing = std::move(**listing);
  detail.snapshot = std::move(**snapshot);
  detail.right = std::move(**right);
  detail.capture = std::move(**capture);
  Result<SealedInfo> sealed = SealOfCapture(db, shown.capture);
  if (!sealed) return Fail(std::move(sealed.error()));
  detail.sealed = std::move(*sealed);
  const Id seller = detail.snapshot.seller != 0 ? detail.snapshot.seller : detail.listing.seller;
  if (seller != 0) {
    Result<std::optional<SellerRecord>> found = FindSeller(db, seller);
    if (!found) return Fail(std::move(found.error()));
    detail.seller = std::move(*found);
  }
  Query row(db, "SELECT c.id FROM case_flag AS k JOIN case_file AS c ON c.id = k.case_id WHERE k.flag_id = :id AND c.state = 'open' ORDER BY c.id DESC LIMIT 1");
  row.Int(":id", id);
  if (row.Next()) detail.case_id = row.TakeInt();
  return std::optional<FlagDetail>(std::move(detail));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the flag"));
}

Result<FlagCounts> CountFlags(CaseDb& db, const Scope& scope) try {
  const ScopeSql seen = SeenFlags(scope);
  FlagCounts counts;
  {
    Query rows(db, "SELECT f.verdict, f.state, COUNT(*) FROM flag AS f WHERE " + seen.where + " GROUP BY f.verdict, f.state");
    rows.Scope(seen);
    while (rows.Next()) {
      const bool cleared = rows.TakeText() == "cleared";
      const std::string state = rows.TakeText();
      const int64_t count = rows.TakeInt();
      if (cleared) {
        counts.cleared += count;
      } else {
        counts.suspected += count;
        counts.by_state[state] += count;
      }
    }
  }
  {
    Query rows(db, "SELECT g.detector, f.verdict, COUNT(*) FROM flag AS f JOIN hit_signal AS g ON g.hit_id = f.latest_hit_id"
                   " WHERE g.clears = CASE f.verdict WHEN 'cleared' THEN 1 ELSE 0 END AND " + seen.where +
                   " GROUP BY g.detector, f.verdict");
    rows.Scope(seen);
    while (rows.Next()) {
      const std::string detector = rows.TakeText();
      const bool cleared = rows.TakeText() == "cleared";
      (cleared ? counts.cleared_by : counts.by_detector)[detector] = rows.TakeInt();
    }
  }
  {
    Query rows(db, "SELECT l.platform_key, COUNT(*) FROM flag AS f JOIN listing AS l ON l.id = f.listing_id"
                   " WHERE f.verdict = 'suspected' AND " + seen.where + " GROUP BY l.platform_key");
    rows.Scope(seen);
    while (rows.Next()) {
      const std::string platform = rows.TakeText();
      counts.by_platform[platform] = rows.TakeInt();
    }
  }
  Query rows(db, "SELECT r.id, r.right_key, r.title, SUM(CASE f.verdict WHEN 'suspected' THEN 1 ELSE 0 END),"
                 " SUM(CASE f.verdict WHEN 'cleared' THEN 1 ELSE 0 END)"
                 " FROM flag AS f JOIN ip_right AS r ON r.id = f.right_id WHERE " + seen.where +
                 " GROUP BY r.id, r.right_key, r.title ORDER BY 4 DESC, r.right_key");
  rows.Scope(seen);
  while (rows.Next()) {
    RightCount count;
    count.right = rows.TakeInt();
    count.key = rows.TakeText();
    count.title = rows.TakeText();
    count.suspected = rows.TakeInt();
    count.cleared = rows.TakeInt();
    counts.by_right.push_back(std::move(count));
  }
  return counts;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count flags"));
}

Result<std::map<Id, int64_t>> CountFlagsByRight(CaseDb& db, const Scope& scope) try {
  const ScopeSql seen = SeenFlags(scope);
  Query rows(db, "SELECT f.right_id, COUNT(*) FROM flag AS f WHERE f.verdict = 'suspected' AND " + seen.where + " GROUP BY f.right_id");
  rows.Scope(seen);
  std::map<Id, int64_t> counts;
  while (rows.Next()) {
    const Id right = rows.TakeInt();
    counts[right] = rows.TakeInt();
  }
  return counts;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count flags"));
}

}  // namespace markwarden
