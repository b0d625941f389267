// The event log over case.db.
#include "store/events.h"

#include <map>

#include "core/account.h"
#include "core/merkle.h"
#include "store/sql.h"

namespace markwarden {
namespace {

constexpr size_t kSaltBytes = 32;

constexpr const char* kEventColumns = R"sql(
  e.id, e.org_id, e.region_code, e.actor_id, e.actor_name, e.kind, e.subject_kind, e.subject_id,
  e.at_ms, e.detail, e.payload_digest, e.simulated, p.payload, l.no, l.leaf_hash
  FROM event AS e
  LEFT JOIN event_payload AS p ON p.event_id = e.id
  LEFT JOIN log_leaf AS l ON l.event_id = e.id
)sql";

Event ReadEvent(Query& row) {
  Event event;
  event.id = row.TakeInt();
  event.org = row.TakeInt();
  event.region_code = row.TakeText();
  event.actor = row.TakeInt();
  event.actor_name = row.TakeText();
  event.kind = row.TakeText();
  event.subject_kind = row.TakeText();
  event.subject = row.TakeInt();
  event.at = row.TakeMillis();
  event.detail = row.TakeJson();
  event.payload_digest = row.TakeHex();
  event.simulated = row.TakeInt() != 0;
  const std::string payload = row.TakeText();
  if (!payload.empty()) {
    Result<Json> personal = ParseJson(payload);
    if (personal) event.personal = std::move(*personal);
  }
  event.no = row.TakeIntOrNull();
  event.leaf_hash = row.TakeHex();
  return event;
}

// Complete subtrees are read from log_node, leaves from log_leaf.
NodeReader ReadLog(CaseDb& db) {
  return [&db](int level, int64_t index) -> Result<Sha256Digest> {
    Query row(db, level == 0 ? "SELECT leaf_hash FROM log_leaf WHERE no = :position"
                             : "SELECT hash FROM log_node WHERE level = :level AND position = :position");
    if (level > 0) row.Int(":level", level);
    row.Int(":position", index);
    if (!row.Next()) {
      return Fail(ErrorCode::kInternal, "the log lacks node " + std::to_string(index) + " of level " +
                                            std::to_string(level) + "; restore the store from a backup");
    }
    return row.TakeDigest();
  };
}

// The system's own events (seals) hold nothing of any organisation: everyone with an
// organisation of their own to look at may see them.
ScopeSql SeenEvents(const Scope& scope) {
  ScopeSql seen = ToSql(scope, {.org = "e.org_id", .region = "e.region_code", .right = ""});
  if (!SeesThroughRights(scope)) seen.where = "(" + seen.where + " OR e.org_id = " + IdToString(kSystemOrg) + ")";
  return seen;
}

int64_t LogSize(CaseDb& db) {
  Query row(db, "SELECT COALESCE(MAX(no) + 1, 0) FROM log_leaf");
  row.Next();
  return row.TakeInt();
}

// Every complete subtree that is kept is that of the leaves: proofs and roots are made of them.
Status CheckNodes(CaseDb& db, std::vector<Sha256Digest> row) {
  int level = 1;
  for (;; ++level) {
    for (size_t i = 0; i + 1 < row.size(); i += 2) row[i / 2] = NodeHash(row[i], row[i + 1]);
    row.resize(row.size() / 2);
    Query stored(db, "SELECT position, hash FROM log_node WHERE level = :level ORDER BY position");
    stored.Int(":level", level);
    size_t count = 0;
    for (; stored.Next(); ++count) {
      const int64_t position = stored.TakeInt();
      if (count >= row.size() || position != static_cast<int64_t>(count) || stored.TakeDigest() != row[count]) {
        return Fail(ErrorCode::kInternal, "node " + std::to_string(position) + " of level " + std::to_string(level) + " of the log does not fit its events");
      }
    }
    if (count != row.size()) return Fail(ErrorCode::kInternal, "the log lacks nodes of level " + std::to_string(level));
    if (row.empty()) break;
  }
  Query more(db, "SELECT 1 FROM log_node WHERE level < 1 OR level > :top LIMIT 1");
  more.Int(":top", level);
  return more.Next() ? Status(Fail(ErrorCode::kInternal, "the log has nodes of no level")) : Ok();
}

}  // namespace

NewEvent EventBy(const Scope& scope, std::string kind, std::string subject_kind, Id subject) {
  NewEvent event;
  event.org = scope.org;
  // What a bureau below another does is seen by it and by those above it.
  if (scope.bureau != 0 && !scope.regions.empty()) event.region_code = scope.regions.front();
  event.actor = scope.actor;
  event.actor_name = scope.actor_name;
  event.kind = std::move(kind);
  event.subject_kind = std::move(subject_kind);
  event.subject = subject;
  return event;
}

Result<Id> AppendEvent(Transaction& tx, const NewEvent& event) try {
  CaseDb& db = tx.db();
  const Id id = db.NewId();
  const std::string salt = RandomBytes(kSaltBytes);
  const std::string payload = ObjectJson(event.personal);
  Query(db, R"sql(
    INSERT INTO event (id, org_id, region_code, actor_id, actor_name, kind, subject_kind, subject_id, at_ms,
                       detail, payload_digest, simulated)
    VALUES (:id, :org, :region, :actor, :actor_name, :kind, :subject_kind, :subject, :at, :detail, :digest, :simulated)
  )sql")
      .Int(":id", id).Int(":org", event.org).Text(":region", event.region_code).Int(":actor", event.actor)
      .Text(":actor_name", event.actor_name).Text(":kind", event.kind).Text(":subject_kind", event.subject_kind)
      .Int(":subject", event.subject).Int(":at", ToMillis(db.Now())).Text(":detail", ObjectJson(event.detail))
      .Blob(":digest", Sha256(salt + payload)).Int(":simulated", db.simulated() ? 1 : 0)
      .Run();
  Query(db, "INSERT INTO event_payload (event_id, salt, payload) VALUES (:id, :salt, :payload)")
      .Int(":id", id).Blob(":salt", salt).Text(":payload", payload).Run();
  Query(db, "INSERT INTO event_waiting (event_id) VALUES (:id)").Int(":id", id).Run();
  return id;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "write an event"));
}

std::string LeafBytes(const Event& event) {
  // Keys in alphabetical order, as Json keeps them: one spelling for every verifier.
  return DumpJson(Json{
      {"actor", IdToString(event.actor)},
      {"actor_name", event.actor_name},
      {"at", FormatTimeMillis(event.at)},
      {"detail", event.detail},
      {"id", IdToString(event.id)},
      {"kind", event.kind},
      {"org", IdToString(event.org)},
      {"payload_digest", event.payload_digest},
      {"region", event.region_code},
      {"simulated", event.simulated},
      {"subject", IdToString(event.subject)},
      {"subject_kind", event.subject_kind},
      {"v", 1},
  });
}

Result<int64_t> SequenceEvents(CaseDb& db, int64_t limit) try {
  {
    Query waiting(db, "SELECT 1 FROM event_waiting LIMIT 1");
    if (!waiting.Next()) return 0;  // without taking the write lock
  }
  Result<std::unique_ptr<Transaction>> tx = db.Begin();
  if (!tx) return Fail(std::move(tx.error()));
  std::vector<Event> events;
  {
    Query rows(db, "SELECT " + std::string(kEventColumns) +
                       "JOIN event_waiting AS w ON w.event_id = e.id ORDER BY e.id LIMIT :limit");
    rows.Int(":limit", std::max<int64_t>(limit, 1));
    while (rows.Next()) events.push_back(ReadEvent(rows));
  }
  if (events.empty()) return 0;
  const int64_t begin = LogSize(db);
  int64_t no = begin;
  std::map<std::pair<int, int64_t>, Sha256Digest> fresh;  // nodes of this batch
  const NodeReader stored = ReadLog(db);
  const NodeReader read = [&](int level, int64_t index) -> Result<Sha256Digest> {
    const auto found = fresh.find({level, index});
    return found != fresh.end() ? Result<Sha256Digest>(found->second) : stored(level, index);
  };
  for (const Event& event : events) {
    const Sha256Digest leaf = LeafHash(LeafBytes(event));
    Query(db, "INSERT INTO log_leaf (no, event_id, leaf_hash) VALUES (:no, :event, :hash)")
        .Int(":no", no).Int(":event", event.id).Blob(":hash", leaf).Run();
    Query(db, "DELETE FROM event_waiting WHERE event_id = :event").Int(":event", event.id).Run();
    fresh[{0, no}] = leaf;
    // A leaf with an odd number completes a pair, which may complete a pair of pairs ...
    for (int level = 0; ((no >> level) & 1) != 0; ++level) {
      const int64_t right = no >> level;
      const Result<Sha256Digest> left_hash = read(level, right - 1);
      if (!left_hash) return Fail(left_hash.error());
      const Sha256Digest node = NodeHash(*left_hash, fresh.at({level, right}));
      fresh[{level + 1, right >> 1}] = node;
      Query(db, "INSERT INTO log_node (level, position, hash) VALUES (:level, :position, :hash)")
          .Int(":level", level + 1).Int(":position", right >> 1).Blob(":hash", node).Run();
    }
    ++no;
  }
  const Result<Sha256Digest> root = MerkleRoot(no, read);
  if (!root) return Fail(root.error());
  Query(db, "INSERT INTO log_head (size, root, at_ms) VALUES (:size, :root, :at)")
      .Int(":size", no).Blob(":root", *root).Int(":at", ToMillis(db.Now())).Run();
  if (Status committed = (*tx)->Commit(); !committed) return Fail(std::move(committed.error()));
  return no - begin;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "number the events"));
}

Result<int64_t> SequenceAllEvents(CaseDb& db) {
  for (int64_t all = 0;;) {
    Result<int64_t> numbered = SequenceEvents(db);
    if (!numbered || *numbered == 0) return numbered ? Result<int64_t>(all) : numbered;
    all += *numbered;
  }
}

Result<TreeHead> LogHead(CaseDb& db) try {
  Query row(db, "SELECT size, root, at_ms FROM log_head ORDER BY size DESC LIMIT 1");
  TreeHead head;
  head.root = Sha256("");
  if (!row.Next()) return head;
  head.size = row.TakeInt();
  head.root = row.TakeDigest();
  head.at = row.TakeMillis();
  return head;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read the log's head"));
}

Result<Sha256Digest> LogRoot(CaseDb& db, int64_t size) try {
  if (size < 0 || size > LogSize(db)) return Fail(ErrorCode::kInvalid, "the log has no state of " + std::to_string(size) + " events");
  return MerkleRoot(size, ReadLog(db));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "compute the log's root"));
}

Result<InclusionProof> ProveEvent(CaseDb& db, Id event, int64_t size) try {
  InclusionProof proof;
  {
    Query row(db, "SELECT l.no, l.leaf_hash FROM event AS e LEFT JOIN log_leaf AS l ON l.event_id = e.id WHERE e.id = :id");
    row.Int(":id", event);
    if (!row.Next()) return Fail(ErrorCode::kNotFound, "no event " + IdToString(event));
    const std::optional<int64_t> no = row.TakeIntOrNull();
    if (!no) return Fail(ErrorCode::kUnavailable, "event " + IdToString(event) + " has no number yet: try again once `work` has run");
    proof.index = *no;
    proof.leaf = row.TakeDigest();
  }
  const int64_t whole = LogSize(db);
  proof.size = size == 0 ? whole : size;
  if (proof.size > whole) return Fail(ErrorCode::kInvalid, "the log has only " + std::to_string(whole) + " events");
  Result<std::vector<Sha256Digest>> path = MerkleInclusion(proof.index, proof.size, ReadLog(db));
  if (!path) return Fail(std::move(path.error()));
  proof.path = std::move(*path);
  const Result<Sha256Digest> root = MerkleRoot(proof.size, ReadLog(db));
  if (!root) return Fail(root.error());
  proof.root = *root;
  return proof;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "prove an event"));
}

Result<std::vector<Sha256Digest>> ProveConsistency(CaseDb& db, int64_t old_size, int64_t size) try {
  if (size > LogSize(db)) return Fail(ErrorCode::kInvalid, "the log has no state of " + std::to_string(size) + " events");
  return MerkleConsistency(old_size, size, ReadLog(db));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "prove the log's growth"));
}

Result<std::optional<Event>> FindEvent(CaseDb& db, const Scope& scope, Id id) try {
  const ScopeSql seen = SeenEvents(scope);
  Query row(db, "SELECT " + std::string(kEventColumns) + " WHERE e.id = :id AND " + seen.where);
  row.Int(":id", id).Scope(seen);
  if (!row.Next()) return std::optional<Event>();
  return std::optional<Event>(ReadEvent(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find an event"));
}

Result<Page<Event>> ListEvents(CaseDb& db, const Scope& scope, const EventFilter& filter, const PageRequest& page) try {
  const Result<Id> after = ReadCursor(page.after);
  if (!after) return Fail(after.error());
  const ScopeSql seen = SeenEvents(scope);
  std::string sql = "SELECT " + std::string(kEventColumns) + " WHERE " + seen.where;
  const bool prefix = filter.kind.ends_with('.');
  if (prefix) sql += " AND substr(e.kind, 1, " + std::to_string(filter.kind.size()) + ") = :kind";
  if (!prefix && !filter.kind.empty()) sql += " AND e.kind = :kind";
  if (!filter.subject_kind.empty()) sql += " AND e.subject_kind = :subject_kind";
  if (filter.subject != 0) sql += " AND e.subject_id = :subject";
  if (filter.actor != 0) sql += " AND e.actor_id = :actor";
  if (!filter.actor_name.empty()) sql += " AND e.actor_name = :actor_name";
  const bool by_time = filter.from || filter.to;
  if (filter.from) sql += " AND e.at_ms >= :from";
  if (filter.to) sql += " AND e.at_ms < :to";
  if (*after != 0) sql += by_time ? " AND (e.at_ms, e.id) < ((SELECT x.at_ms FROM event AS x WHERE x.id = :after), :after)" : " AND e.id < :after";
  Query rows(db, sql + (by_time ? " ORDER BY e.at_ms DESC, e.id DESC LIMIT :limit" : " ORDER BY e.id DESC LIMIT :limit"));
  rows.Scope(seen);
  if (!filter.actor_name.empty()) rows.Text(":actor_name", filter.actor_name);
  if (filter.from) rows.Int(":from", ToMillis(*filter.from));
  if (filter.to) rows.Int(":to", ToMillis(*filter.to));
  if (!filter.kind.empty()) rows.Text(":kind", filter.kind);
  if (!filter.subject_kind.empty()) rows.Text(":subject_kind", filter.subject_kind);
  if (filter.subject != 0) rows.Int(":subject", filter.subject);
  if (filter.actor != 0) rows.Int(":actor", filter.actor);
  if (*after != 0) rows.Int(":after", *after);
  const int limit = ClampLimit(page.limit);
  rows.Int(":limit", limit + 1);
  std::vector<Event> events;
  while (rows.Next()) events.push_back(ReadEvent(rows));
  return MakePage(std::move(events), limit, [](const Event& event) { return IdToString(event.id); });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list events"));
}

Result<std::optional<Event>> LastEventOfKind(CaseDb& db, const std::string& kind, Time at) try {
  Query row(db, "SELECT " + std::string(kEventColumns) + "WHERE e.kind = :kind AND e.at_ms <= :at ORDER BY e.id DESC LIMIT 1");
  row.Text(":kind", kind).Int(":at", ToMillis(at));
  if (!row.Next()) return std::optional<Event>();
  return std::optional<Event>(ReadEvent(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read events"));
}

Result<int64_t> CountWaitingEvents(CaseDb& db) try {
  Query row(db, "SELECT COUNT(*) FROM event_waiting");
  row.Next();
  return row.TakeInt();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count events"));
}

Status EraseEventPayload(Transaction& tx, Id event) try {
  const int erased = Query(tx.db(), "DELETE FROM event_payload WHERE event_id = :id").Int(":id", event).Run();
  if (erased == 0) return Fail(ErrorCode::kNotFound, "event " + IdToString(event) + " has no personal payload");
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "erase an event's payload"));
}

Status CheckLog(CaseDb& db) try {
  std::vector<Sha256Digest> leaves;
  {
    Query rows(db, "SELECT " + std::string(kEventColumns) + " WHERE l.no IS NOT NULL ORDER BY l.no");
    while (rows.Next()) {
      const Event event = ReadEvent(rows);
      const std::string which = "event " + IdToString(event.id) + " (number " + std::to_string(*event.no) + ")";
      if (*event.no != static_cast<int64_t>(leaves.size())) return Fail(ErrorCode::kInternal, "the log has a gap before " + which);
      const Sha256Digest leaf = LeafHash(LeafBytes(event));
      if (ToHex(leaf) != event.leaf_hash) return Fail(ErrorCode::kInternal, which + " does not fit its leaf");
      leaves.push_back(leaf);
    }
  }
  {
    Query rows(db, "SELECT e.id, e.payload_digest, p.salt, p.payload FROM event AS e JOIN event_payload AS p ON p.event_id = e.id");
    while (rows.Next()) {
      const Id id = rows.TakeInt();
      const Sha256Digest digest = rows.TakeDigest();
      const std::string salt = rows.TakeBlob();
      if (Sha256(salt + rows.TakeText()) != digest) {
        return Fail(ErrorCode::kInternal, "event " + IdToString(id) + " does not fit its personal payload");
      }
    }
  }
  // Grown leaf by leaf as a stack of complete subtrees: every recorded head is checked in one pass.
  std::map<int64_t, Sha256Digest> heads;
  {
    Query rows(db, "SELECT size, root FROM log_head ORDER BY size");
    while (rows.Next()) {
      const int64_t size = rows.TakeInt();
      heads[size] = rows.TakeDigest();
    }
  }
  std::vector<Sha256Digest> peaks;  // left to right, largest first
  for (size_t i = 0; i < leaves.size(); ++i) {
    peaks.push_back(leaves[i]);
    for (size_t n = i; (n & 1) != 0; n >>= 1) {
      const Sha256Digest right = peaks.back();
      peaks.pop_back();
      peaks.back() = NodeHash(peaks.back(), right);
    }
    const auto head = heads.find(static_cast<int64_t>(i) + 1);
    if (head == heads.end()) continue;
    Sha256Digest root = peaks.back();
    for (size_t k = peaks.size() - 1; k > 0; --k) root = NodeHash(peaks[k - 1], root);
    if (root != head->second) return Fail(ErrorCode::kInternal, "the log's root at " + std::to_string(i + 1) + " events does not fit");
  }
  if (const int64_t named = heads.empty() ? 0 : heads.rbegin()->first; named != static_cast<int64_t>(leaves.size())) {
    return Fail(ErrorCode::kInternal, "the log's head names " + std::to_string(named) + " events, there are " + std::to_string(leaves.size()));
  }
  return CheckNodes(db, std::move(leaves));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "check the log"));
}

}  // namespace markwarden
