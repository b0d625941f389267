// Sealing: the captures of a segment under one Merkle root, and that root into the log.
#include "core/account.h"
#include "core/merkle.h"
#include "store/events.h"
#include "store/segments.h"
#include "store/sql.h"

namespace markwarden {
namespace {

constexpr const char* kSegmentColumns = R"sql(
  SELECT g.id, g.file, g.writer, g.state, g.committed_length, g.created_at,
         (SELECT COUNT(*) FROM capture AS c WHERE c.segment_id = g.id)
    FROM segment AS g
)sql";

SegmentRecord ReadSegment(Query& row) {
  SegmentRecord segment;
  segment.id = row.TakeInt();
  segment.file = row.TakeText();
  segment.writer = row.TakeText();
  segment.state = row.TakeText();
  segment.committed_length = row.TakeInt();
  segment.created_at = row.TakeSeconds();
  segment.captures = row.TakeInt();
  return segment;
}

}  // namespace

Result<std::optional<SegmentRecord>> FindSegment(CaseDb& db, Id id) try {
  Query row(db, std::string(kSegmentColumns) + " WHERE g.id = :id");
  row.Int(":id", id);
  if (!row.Next()) return std::optional<SegmentRecord>();
  return std::optional<SegmentRecord>(ReadSegment(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find a segment"));
}

Result<std::vector<SegmentRecord>> ListSegments(CaseDb& db) try {
  Query rows(db, std::string(kSegmentColumns) + " ORDER BY g.id");
  std::vector<SegmentRecord> segments;
  while (rows.Next()) segments.push_back(ReadSegment(rows));
  return segments;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list segments"));
}

Result<std::optional<SealRecord>> SealSegment(Transaction& tx, Id segment_id) try {
  CaseDb& db = tx.db();
  std::string file, state;
  SealRecord seal;
  {
    Query row(db, R"sql(
      SELECT file, state, committed_length, (SELECT COALESCE(MAX(to_offset), 0) FROM seal WHERE segment_id = :id)
        FROM segment WHERE id = :id
    )sql");
    row.Int(":id", segment_id);
    if (!row.Next()) return Fail(ErrorCode::kNotFound, "no segment " + IdToString(segment_id));
    file = row.TakeText();
    state = row.TakeText();
    seal.to_offset = row.TakeInt();
    seal.from_offset = row.TakeInt();
  }
  std::vector<Sha256Digest> leaves;
  {
    Query rows(db, "SELECT digest FROM capture WHERE segment_id = :id AND record_offset >= :from ORDER BY record_offset");
    rows.Int(":id", segment_id).Int(":from", seal.from_offset);
    while (rows.Next()) leaves.push_back(LeafHash(rows.TakeBlob()));
  }
  if (state == "closed") {
    Query(db, "UPDATE segment SET state = 'sealed', row_version = row_version + 1 WHERE id = :id")
        .Int(":id", segment_id).Run();
  }
  if (leaves.empty()) return std::optional<SealRecord>();
  const Sha256Digest root = MerkleRoot(leaves);
  seal.id = db.NewId();
  seal.segment = segment_id;
  seal.captures = static_cast<int64_t>(leaves.size());
  seal.root = ToHex(root);
  seal.created_at = db.Now();
  NewEvent event;
  event.org = kSystemOrg;
  event.actor = kSystemActors[2].id;
  event.actor_name = kSystemActors[2].name;
  event.kind = "segment.sealed";
  event.subject_kind = "segment";
  event.subject = segment_id;
  event.detail = {{"captures", seal.captures}, {"file", file}, {"from", seal.from_offset},
                  {"root", seal.root}, {"to", seal.to_offset}};
  Result<Id> written = AppendEvent(tx, event);
  if (!written) return Fail(std::move(written.error()));
  seal.event = *written;
  Query(db, R"sql(
    INSERT INTO seal (id, segment_id, from_offset, to_offset, captures, root, event_id, created_at)
    VALUES (:id, :segment, :from, :to, :captures, :root, :event, :at)
  )sql")
      .Int(":id", seal.id).Int(":segment", segment_id).Int(":from", seal.from_offset).Int(":to", seal.to_offset)
      .Int(":captures", seal.captures).Blob(":root", root).Int(":event", seal.event)
      .Int(":at", ToUnixSeconds(seal.created_at)).Run();
  return std::optional<SealRecord>(std::move(seal));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "seal a segment"));
}

Result<std::vector<SealRecord>> SealAll(Transaction& tx) try {
  std::vector<Id> due;
  {
    Query rows(tx.db(), R"sql(
      SELECT g.id FROM segment AS g
       WHERE g.state IN ('hot', 'closed')
         AND (g.state = 'closed'
              OR g.committed_length > (SELECT COALESCE(MAX(s.to_offset), 0) FROM seal AS s WHERE s.segment_id = g.id))
       ORDER BY g.id
    )sql");
    while (rows.Next()) due.push_back(rows.TakeInt());
  }
  std::vector<SealRecord> seals;
  for (const Id id : due) {
    Result<std::optional<SealRecord>> seal = SealSegment(tx, id);
    if (!seal) return Fail(std::move(seal.error()));
    if (*seal) seals.push_back(std::move(**seal));
  }
  return seals;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "seal the segments"));
}

Result<std::vector<SealRecord>> SealsOfSegment(CaseDb& db, Id segment) try {
  Query rows(db, R"sql(
    SELECT id, segment_id, from_offset, to_offset, captures, root, event_id, created_at
      FROM seal WHERE segment_id = :segment ORDER BY to_offset
  )sql");
  rows.Int(":segment", segment);
  std::vector<SealRecord> seals;
  while (rows.Next()) {
    SealRecord seal;
    seal.id = rows.TakeInt();
    seal.segment = rows.TakeInt();
    seal.from_offset = rows.TakeInt();
    seal.to_offset = rows.TakeInt();
    seal.captures = rows.TakeInt();
    seal.root = rows.TakeHex();
    seal.event = rows.TakeInt();
    seal.created_at = rows.TakeSeconds();
    seals.push_back(std::move(seal));
  }
  return seals;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list seals"));
}

Result<int64_t> CountUnsealed(CaseDb& db) try {
  Query row(db, R"sql(
    SELECT COUNT(*) FROM segment AS g JOIN capture AS c ON c.segment_id = g.id
     WHERE g.state IN ('hot', 'closed')
       AND c.record_offset >= (SELECT COALESCE(MAX(s.to_offset), 0) FROM seal AS s WHERE s.segment_id = g.id)
  )sql");
  row.Next();
  return row.TakeInt();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count unsealed captures"));
}

}  // namespace markwarden
