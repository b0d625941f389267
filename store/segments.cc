// The capture writer: bytes into the hot segment, then rows, in that order.
#include "store/segments.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/formats/warc.h"
#include "store/sql.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;

constexpr int kMaxWriters = 16;  // processes of one name at a time

Error FileError(const std::string& doing) {
  const int error = errno;
  const std::string text = doing + ": " + std::strerror(error);
  if (error == ENOSPC || error == EDQUOT || error == EFBIG) {
    return {ErrorCode::kExhausted, text + "; what was stored before is safe: free some space and try again"};
  }
  if (error == EACCES || error == EROFS || error == EPERM) {
    return {ErrorCode::kUnavailable, text + "; check the folder's owner and its mount"};
  }
  return {ErrorCode::kInternal, text};
}

bool HasControls(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<uint8_t>(c) < 0x20 || c == 0x7f; });
}

// "warc/crawl-123.warc" of writer "crawl" -> 123.
std::optional<Id> SegmentIdOf(const fs::path& file, const std::string& writer) {
  const std::string name = file.filename().string();
  if (!name.starts_with(writer + "-") || !name.ends_with(".warc")) return std::nullopt;
  return ParseId(std::string_view(name).substr(writer.size() + 1, name.size() - writer.size() - 6));
}

Status SyncFolder(const fs::path& dir) {
  const int fd = ::open(dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return Fail(FileError("open " + dir.string()));
  const int synced = ::fsync(fd);
  const int error = errno;
  ::close(fd);
  errno = error;
  if (synced != 0) return Fail(FileError("sync " + dir.string()));
  return Ok();
}

}  // namespace

CaptureWriter::CaptureWriter(Store& store, CaptureWriterOptions options, std::string writer, FileLock lock)
    : store_(store), options_(std::move(options)), writer_(std::move(writer)), lock_(std::move(lock)),
      alive_(std::make_shared<bool>(true)) {}

CaptureWriter::~CaptureWriter() {
  *alive_ = false;
  // What was never committed is nobody's; if cutting fails here, or may not be done, opening cuts it.
  if (!pending_.empty() || (segment_.id != 0 && !segment_known_)) static_cast<void>(Discard().has_value());
  if (fd_ >= 0) ::close(fd_);
}

Result<std::unique_ptr<CaptureWriter>> CaptureWriter::Open(Store& store, CaseDb& db, std::string_view writer,
                                                           const CaptureWriterOptions& options) try {
  for (int n = 1; n <= kMaxWriters; ++n) {
    const std::string name = n == 1 ? std::string(writer) : std::string(writer) + "-" + std::to_string(n);
    Result<FileLock> lock = FileLock::Take(store.lock_dir() / ("segment-" + name + ".lock"), name);
    if (!lock) {
      if (lock.error().code == ErrorCode::kConflict && n < kMaxWriters) continue;
      return Fail(std::move(lock.error()));
    }
    std::unique_ptr<CaptureWriter> made(new CaptureWriter(store, options, name, std::move(*lock)));
    if (Status opened = made->OpenHot(db); !opened) return Fail(std::move(opened.error()));
    return made;
  }
  return Fail(ErrorCode::kConflict, "too many writers");
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "open the segments"));
}

Status CaptureWriter::OpenHot(CaseDb& db) {
  // A segment whose first commit never came has no row: its file goes.
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(store_.warc_dir(), ignored)) {
    const std::optional<Id> id = SegmentIdOf(entry.path(), writer_);
    if (!id) continue;
    Query row(db, "SELECT 1 FROM segment WHERE id = :id");
    row.Int(":id", *id);
    if (row.Next()) continue;
    std::error_code error;
    const auto size = static_cast<int64_t>(entry.file_size(error));
    if (!fs::remove(entry.path(), error)) return Fail(ErrorCode::kUnavailable, "remove " + entry.path().string() + ": " + error.message());
    cut_bytes_ += size;
  }
  Query row(db, "SELECT id, file, committed_length, created_at FROM segment WHERE writer = :writer AND state = 'hot' ORDER BY id DESC LIMIT 1");
  row.Text(":writer", writer_);
  if (!row.Next()) return Ok();
  segment_.id = row.TakeInt();
  segment_.file = row.TakeText();
  segment_.committed_length = row.TakeInt();
  segment_.created_at = row.TakeSeconds();
  segment_.writer = writer_;
  segment_known_ = true;
  const std::string path = (store_.dir() / segment_.file).string();
  fd_ = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  struct stat file {};
  if (fd_ < 0 || ::fstat(fd_, &file) != 0) return Fail(FileError("open " + path));
  if (file.st_size < segment_.committed_length) {
    return Fail(ErrorCode::kInternal, path + " has lost " + std::to_string(segment_.committed_length - file.st_size) +
                                          " bytes that were stored: restore it from a backup");
  }
  if (file.st_size > segment_.committed_length) {
    cut_bytes_ += file.st_size - segment_.committed_length;
    if (Status cut = Cut(segment_.committed_length); !cut) return cut;
  }
  end_ = segment_.committed_length;
  Result<WarcReader> reader = WarcReader::Open(path);
  if (!reader) return Fail(std::move(reader.error()));
  Result<std::optional<WarcRecord>> info = reader->Next();
  if (!info) return Fail(std::move(info.error()).While("read " + path));
  if (*info) {
    warcinfo_id_ = (*info)->Header("WARC-Record-ID");
    if (warcinfo_id_.size() > 2) warcinfo_id_ = warcinfo_id_.substr(1, warcinfo_id_.size() - 2);
  }
  return Ok();
}

Status CaptureWriter::Cut(int64_t length) {
  if (::ftruncate(fd_, length) != 0) {
    broken_ = true;
    return Fail(FileError("cut " + segment_.file));
  }
  end_ = length;
  return Ok();
}

Status CaptureWriter::Write(std::string_view bytes) {
  size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t put = ::pwrite(fd_, bytes.data() + done, bytes.size() - done, end_ + static_cast<int64_t>(done));
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) {
      Error error = FileError("write " + segment_.file);
      if (Status cut = Cut(end_); !cut) return cut;
      return Fail(std::move(error));
    }
    done += static_cast<size_t>(put);
  }
  end_ += static_cast<int64_t>(bytes.size());
  return Ok();
}

Status CaptureWriter::BeginSegment() {
  segment_ = SegmentRecord{};
  segment_.id = store_.ids().Next();
  segment_.file = "warc/" + writer_ + "-" + IdToString(segment_.id) + ".warc";
  segment_.writer = writer_;
  segment_.created_at = store_.clock().Now();
  segment_known_ = false;
  end_ = 0;
  const std::string path = (store_.dir() / segment_.file).string();
  fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd_ < 0) {
    segment_.id = 0;
    return Fail(FileError("make " + path));
  }
  const WarcInfoRecord info = WriteWarcInfo({.software = options_.software, .operator_name = options_.operator_name,
                                             .user_agent = options_.user_agent,
                                             .file_name = fs::path(segment_.file).filename().string(),
                                             .description = "", .date = segment_.created_at,
                                             .simulated = store_.simulated()});
  warcinfo_id_ = info.id;
  if (Status written = Write(info.bytes); !written) {
    static_cast<void>(Discard().has_value());
    return written;
  }
  return Ok();
}

Result<CaptureRef> CaptureWriter::Append(const Exchange& exchange, const CaptureMeta& meta) {
  if (broken_) return Fail(ErrorCode::kInternal, "the segment could not be synced: stop, check the disk, start again");
  if (in_transaction_) return Fail(ErrorCode::kInvalid, "the transaction of the captures before has not ended");
  if (exchange.url.empty() || HasControls(exchange.url)) return Fail(ErrorCode::kInvalid, "a capture needs the address it came from");
  if (fd_ < 0) {
    if (Status begun = BeginSegment(); !begun) return Fail(std::move(begun.error()));
  }
  CaptureRecord record;
  record.id = meta.id != 0 ? meta.id : store_.ids().Next();
  record.kind = meta.kind;
  record.method = exchange.method;
  record.url = exchange.url;
  record.captured_at = exchange.started;
  record.status = exchange.status;
  record.content_type = meta.content_type.empty() ? exchange.Header("Content-Type") : meta.content_type;
  record.remote_ip = exchange.remote_ip;
  record.truncated = exchange.truncated;
  record.provenance = meta.provenance.is_object() ? meta.provenance : Json::object();
  record.source = meta.source;
  record.watch = meta.watch;
  record.created_by = meta.created_by;
  record.simulated = store_.simulated();

  Json about = {{"capture", IdToString(record.id)}, {"kind", ToString(record.kind)}, {"method", exchange.method},
                {"duration_ms", exchange.duration.count()}, {"time_class", ToString(record.time_class)},
                {"provenance", record.provenance}};
  if (!exchange.tls.empty()) about["tls"] = exchange.tls;
  if (!exchange.Header("Transfer-Encoding").empty()) about["transfer_coding"] = "undone; the head is as received";
  if (record.simulated) about["simulated"] = true;

  const WarcEvent event = WriteWarcEvent(exchange, about, warcinfo_id_, record.content_type);
  const int64_t begin = end_;
  if (Status written = Write(event.bytes); !written) return Fail(std::move(written.error()));
  record.segment = segment_.id;
  record.response = {begin, event.response_length};
  record.request = {begin + event.response_length, event.request_length};
  record.metadata = {record.request.offset + event.request_length, event.metadata_length};
  record.payload_sha256 = ToHex(event.payload);
  record.payload_length = static_cast<int64_t>(exchange.body.size());
  record.digest = Sha256Hex(event.bytes);
  CaptureRef ref{record.id, record.payload_sha256, record.digest, record.segment};
  BlobRecord blob{record.payload_sha256, segment_.id, begin + event.payload_offset, record.payload_length, record.content_type};
  pending_.push_back({std::move(record), std::move(blob)});
  return ref;
}

int64_t CaptureWriter::pending_bytes() const { return end_ - segment_.committed_length; }

Result<std::vector<CaptureRef>> CaptureWriter::Commit(Transaction& tx) try {
  std::vector<CaptureRef> refs;
  if (broken_) return Fail(ErrorCode::kInternal, "the segment could not be synced: stop, check the disk, start again");
  if (in_transaction_) return Fail(ErrorCode::kInvalid, "the transaction of the captures before has not ended");
  if (pending_.empty()) return refs;
  // After a failed fsync the kernel may have dropped the pages: nothing may be acknowledged.
  if (::fdatasync(fd_) != 0) {
    broken_ = true;
    return Fail(FileError("sync " + segment_.file));
  }
  if (!segment_known_) {
    if (Status synced = SyncFolder(store_.warc_dir()); !synced) {
      broken_ = true;
      return Fail(std::move(synced.error()));
    }
  }
  CaseDb& db = tx.db();
  const bool close = end_ >= options_.rotate_bytes;
  in_transaction_ = true;
  tx.OnEnd([this, alive = alive_, close](Transaction::Outcome outcome) {
    if (!*alive) return;
    in_transaction_ = false;
    // The rows may be found when the database is opened again: their bytes stay until then.
    if (outcome == Transaction::Outcome::kUnknown) broken_ = true;
    if (outcome != Transaction::Outcome::kCommitted) {
      static_cast<void>(Discard().has_value());
      return;
    }
    pending_.clear();
    segment_known_ = true;
    segment_.committed_length = end_;
    if (close) CloseSegment();
  });
  Query(db, R"sql(
    INSERT INTO segment (id, file, writer, state, committed_length, created_at)
    VALUES (:id, :file, :writer, :state, :length, :at)
    ON CONFLICT (id) DO UPDATE SET committed_length = excluded.committed_length, state = excluded.state,
                                   row_version = segment.row_version + 1
  )sql")
      .Int(":id", segment_.id).Text(":file", segment_.file).Text(":writer", writer_)
      .Text(":state", close ? "closed" : "hot").Int(":length", end_).Int(":at", ToUnixSeconds(segment_.created_at))
      .Run();
  for (const Pending& item : pending_) {
    const CaptureRecord& c = item.record;
    const int inserted = Query(db, R"sql(
      INSERT INTO capture (id, kind, method, url, captured_at_ms, time_class, status, content_type, payload_sha256,
                           payload_length, digest, segment_id, record_offset, response_length, request_length,
                           metadata_length, remote_ip, truncated, provenance, source_id, watch_id, created_by, simulated)
      VALUES (:id, :kind, :method, :url, :at, :time_class, :status, :content_type, :payload, :payload_length, :digest,
              :segment, :offset, :response, :request, :metadata, :ip, :truncated, :provenance, :source, :watch, :by, :simulated)
      ON CONFLICT (id) DO NOTHING
    )sql")
        .Int(":id", c.id).Text(":kind", ToString(c.kind)).Text(":method", c.method).Text(":url", c.url)
        .Int(":at", ToMillis(c.captured_at)).Text(":time_class", ToString(c.time_class)).Int(":status", c.status)
        .Text(":content_type", c.content_type).Hex(":payload", c.payload_sha256).Int(":payload_length", c.payload_length)
        .Hex(":digest", c.digest).Int(":segment", c.segment).Int(":offset", c.response.offset)
        .Int(":response", c.response.length).Int(":request", c.request.length).Int(":metadata", c.metadata.length)
        .Text(":ip", c.remote_ip).Text(":truncated", c.truncated).Text(":provenance", ObjectJson(c.provenance))
        .IdOrNull(":source", c.source).IdOrNull(":watch", c.watch).Int(":by", c.created_by)
        .Int(":simulated", c.simulated ? 1 : 0).Run();
    if (inserted == 0) {
      // Written before, under this id: the first bytes stand.
      Result<std::optional<CaptureRecord>> first = FindCapture(db, c.id);
      if (!first) return Fail(std::move(first.error()));
      if (*first) refs.push_back({c.id, (*first)->payload_sha256, (*first)->digest, (*first)->segment});
      continue;
    }
    Query(db, R"sql(
      INSERT INTO blob (sha256, segment_id, data_offset, data_length, content_type)
      VALUES (:sha, :segment, :offset, :length, :type)
      ON CONFLICT (sha256) DO NOTHING
    )sql")
        .Hex(":sha", item.blob.sha256).Int(":segment", item.blob.segment).Int(":offset", item.blob.offset)
        .Int(":length", item.blob.length).Text(":type", item.blob.content_type).Run();
    refs.push_back({c.id, c.payload_sha256, c.digest, c.segment});
  }
  return refs;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "store captures"));
}

void CaptureWriter::CloseSegment() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
  segment_ = SegmentRecord{};
  segment_known_ = false;
  end_ = 0;
}

Status CaptureWriter::Rotate(Transaction& tx) try {
  if (!pending_.empty()) return Fail(ErrorCode::kInvalid, "a segment is closed only when all of it is committed");
  if (segment_.id == 0) return Ok();
  if (!segment_known_) return Discard();
  Query(tx.db(), "UPDATE segment SET state = 'closed', row_version = row_version + 1 WHERE id = :id AND state = 'hot'")
      .Int(":id", segment_.id).Run();
  tx.OnEnd([this, alive = alive_](Transaction::Outcome outcome) {
    if (*alive && outcome == Transaction::Outcome::kCommitted) CloseSegment();
  });
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "close a segment"));
}

Status CaptureWriter::Discard() {
  pending_.clear();
  if (fd_ < 0 || broken_) return Ok();  // a broken writer leaves the cut to the next Open
  if (segment_known_) return Cut(segment_.committed_length);
  const std::string path = (store_.dir() / segment_.file).string();
  CloseSegment();
  if (::unlink(path.c_str()) != 0) return Fail(FileError("remove " + path));
  return Ok();
}

}  // namespace markwarden
