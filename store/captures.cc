// Finding captures and reading their bytes back.
#include "store/captures.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <map>

#include "core/formats/warc.h"
#include "core/merkle.h"
#include "store/sql.h"

namespace markwarden {
namespace {

constexpr int64_t kMaxRecord = 256LL << 20;

constexpr const char* kCaptureColumns = R"sql(
  SELECT c.id, c.kind, c.method, c.url, c.captured_at_ms, c.time_class, c.status, c.content_type,
         c.payload_sha256, c.payload_length, c.digest, c.segment_id, c.record_offset, c.response_length,
         c.request_length, c.metadata_length, c.remote_ip, c.truncated, c.provenance,
         COALESCE(c.source_id, 0), COALESCE(c.watch_id, 0), c.created_by, c.simulated
    FROM capture AS c
)sql";

CaptureRecord ReadCaptureRow(Query& row) {
  CaptureRecord capture;
  capture.id = row.TakeInt();
  capture.kind = ParseCaptureKind(row.TakeText()).value_or(CaptureKind::kFetched);
  capture.method = row.TakeText();
  capture.url = row.TakeText();
  capture.captured_at = row.TakeMillis();
  const std::string time_class = row.TakeText();
  capture.time_class = time_class == "A" ? TimeClass::kA : time_class == "B" ? TimeClass::kB : TimeClass::kC;
  capture.status = static_cast<int>(row.TakeInt());
  capture.content_type = row.TakeText();
  capture.payload_sha256 = row.TakeHex();
  capture.payload_length = row.TakeInt();
  capture.digest = row.TakeHex();
  capture.segment = row.TakeInt();
  capture.response.offset = row.TakeInt();
  capture.response.length = row.TakeInt();
  capture.request.length = row.TakeInt();
  capture.request.offset = capture.response.offset + capture.response.length;
  capture.metadata.length = row.TakeInt();
  capture.metadata.offset = capture.request.offset + capture.request.length;
  capture.remote_ip = row.TakeText();
  capture.truncated = row.TakeText();
  capture.provenance = row.TakeJson();
  capture.source = row.TakeInt();
  capture.watch = row.TakeInt();
  capture.created_by = row.TakeInt();
  capture.simulated = row.TakeInt() != 0;
  return capture;
}

Result<std::optional<CaptureRecord>> FindOne(Query& row) {
  if (!row.Next()) return std::optional<CaptureRecord>();
  return std::optional<CaptureRecord>(ReadCaptureRow(row));
}

Result<std::string> ReadRange(const Store& store, CaseDb& db, Id segment, int64_t offset, int64_t length) {
  Query row(db, "SELECT file FROM segment WHERE id = :id");
  row.Int(":id", segment);
  if (!row.Next()) return Fail(ErrorCode::kInternal, "no segment " + IdToString(segment) + ": restore the store from a backup");
  const std::string path = (store.dir() / row.TakeText()).string();
  if (length < 0 || length > kMaxRecord) return Fail(ErrorCode::kInternal, "a row names " + std::to_string(length) + " bytes of " + path);
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return Fail(ErrorCode::kInternal, "open " + path + ": " + std::strerror(errno) + "; restore it from a backup");
  std::string bytes(static_cast<size_t>(length), '\0');
  size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t got = ::pread(fd, bytes.data() + have, bytes.size() - have, offset + static_cast<int64_t>(have));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    have += static_cast<size_t>(got);
  }
  ::close(fd);
  if (have < bytes.size()) {
    return Fail(ErrorCode::kInternal, path + " ends before byte " + std::to_string(offset + length) + "; restore it from a backup");
  }
  return bytes;
}

}  // namespace

Result<std::optional<CaptureRecord>> FindCapture(CaseDb& db, Id id) try {
  Query row(db, std::string(kCaptureColumns) + " WHERE c.id = :id");
  row.Int(":id", id);
  return FindOne(row);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find a capture"));
}

Result<std::optional<CaptureRecord>> FindCaptureByUrl(CaseDb& db, const std::string& url) try {
  Query row(db, std::string(kCaptureColumns) + " WHERE c.url = :url ORDER BY c.captured_at_ms DESC, c.id DESC LIMIT 1");
  row.Text(":url", url);
  return FindOne(row);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find a capture"));
}

Result<std::optional<CaptureRecord>> FindCaptureByPayload(CaseDb& db, const std::string& payload_sha256) try {
  Query row(db, std::string(kCaptureColumns) + " WHERE c.payload_sha256 = :sha ORDER BY c.id DESC LIMIT 1");
  row.Hex(":sha", payload_sha256);
  return FindOne(row);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find a capture"));
}

Result<std::vector<CaptureRecord>> CapturesOfSegment(CaseDb& db, Id segment) try {
  Query rows(db, std::string(kCaptureColumns) + " WHERE c.segment_id = :segment ORDER BY c.record_offset");
  rows.Int(":segment", segment);
  std::vector<CaptureRecord> captures;
  while (rows.Next()) captures.push_back(ReadCaptureRow(rows));
  return captures;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list captures"));
}

Result<int64_t> CountCaptures(CaseDb& db) try {
  Query row(db, "SELECT COUNT(*) FROM capture");
  row.Next();
  return row.TakeInt();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count captures"));
}

Result<std::optional<BlobRecord>> FindBlob(CaseDb& db, const std::string& sha256) try {
  Query row(db, "SELECT sha256, segment_id, data_offset, data_length, content_type FROM blob WHERE sha256 = :sha");
  row.Hex(":sha", sha256);
  if (!row.Next()) return std::optional<BlobRecord>();
  BlobRecord blob;
  blob.sha256 = row.TakeHex();
  blob.segment = row.TakeInt();
  blob.offset = row.TakeInt();
  blob.length = row.TakeInt();
  blob.content_type = row.TakeText();
  return std::optional<BlobRecord>(std::move(blob));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find bytes"));
}

Result<std::string> ReadBlob(const Store& store, CaseDb& db, const std::string& sha256) try {
  Result<std::optional<BlobRecord>> blob = FindBlob(db, sha256);
  if (!blob) return Fail(std::move(blob.error()));
  if (!*blob) return Fail(ErrorCode::kNotFound, "no bytes with digest " + sha256);
  Result<std::string> bytes = ReadRange(store, db, (*blob)->segment, (*blob)->offset, (*blob)->length);
  if (!bytes) return bytes;
  if (Sha256Hex(*bytes) != (*blob)->sha256) {
    return Fail(ErrorCode::kInternal, "the bytes stored under " + sha256 + " have changed; restore the segment from a backup");
  }
  return bytes;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read bytes"));
}

Result<std::string> ReadCaptureRecords(const Store& store, CaseDb& db, const CaptureRecord& capture) try {
  const int64_t length = capture.response.length + capture.request.length + capture.metadata.length;
  Result<std::string> bytes = ReadRange(store, db, capture.segment, capture.response.offset, length);
  if (!bytes) return Fail(std::move(bytes.error()));
  if (Sha256Hex(*bytes) != capture.digest) {
    return Fail(ErrorCode::kInternal, "the bytes of capture " + IdToString(capture.id) + " have changed; restore the segment from a backup");
  }
  return bytes;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read a capture"));
}

Result<std::string> ReadWarcInfo(const Store& store, CaseDb& db, Id segment) try {
  Query row(db, "SELECT COALESCE(MIN(record_offset), 0) FROM capture WHERE segment_id = :segment");
  row.Int(":segment", segment);
  row.Next();
  return ReadRange(store, db, segment, 0, row.TakeInt());
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read a segment's head"));
}

Result<std::vector<CaptureProof>> ProveCaptures(CaseDb& db, const std::vector<Id>& captures) try {
  struct Sealed {
    std::vector<Sha256Digest> leaves;
    std::map<Id, int64_t> places;
    Sha256Digest root{};
  };
  std::map<Id, Sealed> seals;
  std::vector<CaptureProof> proofs;
  for (const Id capture : captures) {
    Result<SealedInfo> info = SealOfCapture(db, capture);
    if (!info) return Fail(std::move(info.error()));
    if (info->seal == 0) return Fail(ErrorCode::kUnavailable, "capture " + IdToString(capture) + " is not sealed yet: run markwarden work");
    const auto [found, fresh] = seals.try_emplace(info->seal);
    Sealed& seal = found->second;
    if (fresh) {
      Query rows(db, R"sql(
        SELECT c.id, c.digest
          FROM seal AS s
          JOIN capture AS c ON c.segment_id = s.segment_id AND c.record_offset >= s.from_offset AND c.record_offset < s.to_offset
         WHERE s.id = :seal
         ORDER BY c.record_offset
      )sql");
      rows.Int(":seal", info->seal);
      while (rows.Next()) {
        seal.places[rows.TakeInt()] = static_cast<int64_t>(seal.leaves.size());
        seal.leaves.push_back(LeafHash(rows.TakeBlob()));
      }
      seal.root = MerkleRoot(seal.leaves);
      if (ToHex(seal.root) != info->root) {
        return Fail(ErrorCode::kInternal, "the captures sealed with capture " + IdToString(capture) + " do not give their root; restore the store from a backup");
      }
    }
    const int64_t place = seal.places.at(capture), size = static_cast<int64_t>(seal.leaves.size());
    Result<std::vector<Sha256Digest>> path = MerkleInclusion(place, size, ReadLeaves(seal.leaves));
    if (!path) return Fail(std::move(path.error()));
    proofs.push_back({.event = info->event,
                      .proof = {.index = place, .size = size, .leaf = seal.leaves[static_cast<size_t>(place)], .root = seal.root, .path = std::move(*path)}});
  }
  return proofs;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "prove captures"));
}

Result<Exchange> ReadCapture(const Store& store, CaseDb& db, Id id) {
  Result<std::optional<CaptureRecord>> found = FindCapture(db, id);
  if (!found) return Fail(std::move(found.error()));
  if (!*found) return Fail(ErrorCode::kNotFound, "no capture " + IdToString(id));
  Result<std::string> bytes = ReadCaptureRecords(store, db, **found);
  if (!bytes) return Fail(std::move(bytes.error()));
  return ParseCapture(**found, *bytes);
}

Result<Exchange> ParseCapture(const CaptureRecord& capture, std::string_view bytes) {
  const WarcLimits limits{.header_bytes = 1 << 20, .block_bytes = kMaxRecord};
  Result<WarcRecord> response = ReadWarcRecord(bytes, 0, limits);
  if (!response) return Fail(std::move(response.error()));
  Exchange exchange;
  exchange.url = capture.url;
  exchange.method = capture.method;
  exchange.status = capture.status;
  exchange.remote_ip = capture.remote_ip;
  exchange.truncated = capture.truncated;
  exchange.started = capture.captured_at;
  const auto body = static_cast<size_t>(capture.payload_length);
  if (body > response->block.size()) return Fail(ErrorCode::kInternal, "the row of capture " + IdToString(capture.id) + " does not fit its record");
  exchange.body = response->block.substr(response->block.size() - body);
  exchange.response_head = response->block.substr(0, response->block.size() - body);
  if (capture.request.length > 0) {
    Result<WarcRecord> request = ReadWarcRecord(bytes, capture.response.length, limits);
    if (!request) return Fail(std::move(request.error()));
    exchange.request_head = std::move(request->block);
  }
  if (capture.metadata.length > 0) {
    Result<WarcRecord> record = ReadWarcRecord(bytes, capture.response.length + capture.request.length, limits);
    if (!record) return Fail(std::move(record.error()));
    Result<Json> about = ParseJson(record->block);
    if (!about) return Fail(std::move(about.error()));
    exchange.tls = JsonText(*about, "tls");
    exchange.duration = std::chrono::milliseconds(JsonInt(*about, "duration_ms").value_or(0));
  }
  return exchange;
}

Result<SealedInfo> SealOfCapture(CaseDb& db, Id capture) try {
  Query row(db, R"sql(
    SELECT s.id, s.event_id, l.no, s.root
      FROM capture AS c
      JOIN seal AS s ON s.segment_id = c.segment_id AND s.to_offset > c.record_offset AND s.from_offset <= c.record_offset
      LEFT JOIN log_leaf AS l ON l.event_id = s.event_id
     WHERE c.id = :id
     ORDER BY s.to_offset
     LIMIT 1
  )sql");
  row.Int(":id", capture);
  SealedInfo info;
  if (!row.Next()) return info;
  info.seal = row.TakeInt();
  info.event = row.TakeInt();
  info.event_no = row.TakeIntOrNull();
  info.root = row.TakeHex();
  return info;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find a seal"));
}

}  // namespace markwarden
