// Writing captures into WARC segments: one hot segment per writing process.
// Order of a commit: bytes are synced, then rows are inserted in the caller's transaction.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/capture.h"
#include "core/exchange.h"
#include "store/captures.h"
#include "store/store.h"

namespace markwarden {

struct CaptureWriterOptions {
  int64_t rotate_bytes = 256LL << 20;
  std::string software = "markwarden";  // for the warcinfo record
  std::string operator_name = {};
  std::string user_agent = {};
};

// One thread at a time.  Segments stay plain `.warc`; nothing compresses them yet.
//
//   writer->Append(exchange, meta) ...          bytes go to the file
//   auto refs = writer->Commit(*tx);            one fsync, rows in the caller's transaction
//   tx->Commit();                               a rollback instead cuts those bytes off again
class CaptureWriter {
 public:
  // Takes the lock of `writer` ("crawl", "import", ...; when it is held, "import-2" and so on up
  // to 16), continues its hot segment, and cuts a tail that case.db does not know.
  // Errors: kConflict (all locks held), kExhausted, kUnavailable (not writable), kInternal.
  static Result<std::unique_ptr<CaptureWriter>> Open(Store& store, CaseDb& db, std::string_view writer,
                                                     const CaptureWriterOptions& options = {});
  ~CaptureWriter();

  // Bytes that were cut when opening; 0 after an orderly end.
  int64_t cut_bytes() const { return cut_bytes_; }

  // Errors: kInvalid (no URL), kExhausted (full disk; what was appended before stays good),
  // kInternal (the writer is broken after a failed fsync: open a new one).
  Result<CaptureRef> Append(const Exchange& exchange, const CaptureMeta& meta);

  // Syncs and inserts the rows of everything appended since the last Commit, in order.  Until the
  // transaction has ended, Append and Commit refuse (kInvalid).
  Result<std::vector<CaptureRef>> Commit(Transaction& tx);

  // Closes the segment with this transaction: the next Append begins another.
  // Errors: kInvalid (something is pending).
  Status Rotate(Transaction& tx);

  // Drops everything appended since the last Commit.
  Status Discard();

  size_t pending() const { return pending_.size(); }
  int64_t pending_bytes() const;

 private:
  struct Pending {
    CaptureRecord record;
    BlobRecord blob;
  };
  CaptureWriter(Store& store, CaptureWriterOptions options, std::string writer, FileLock lock);
  Status Write(std::string_view bytes);
  Status OpenHot(CaseDb& db);
  Status BeginSegment();
  Status Cut(int64_t length);
  void CloseSegment();

  Store& store_;
  const CaptureWriterOptions options_;
  const std::string writer_;
  FileLock lock_;
  int fd_ = -1;
  SegmentRecord segment_;       // the hot one; id 0: none open
  bool segment_known_ = false;  // its row is in case.db
  std::string warcinfo_id_;
  int64_t end_ = 0;             // bytes written
  bool broken_ = false;
  bool in_transaction_ = false;  // rows are inserted, their transaction has not ended
  int64_t cut_bytes_ = 0;
  std::vector<Pending> pending_;
  std::shared_ptr<bool> alive_;  // tells a transaction's end whether the writer still exists
};

Result<std::optional<SegmentRecord>> FindSegment(CaseDb& db, Id id);
Result<std::vector<SegmentRecord>> ListSegments(CaseDb& db);

// Seals the captures of `segment` that no seal covers yet: their Merkle root (RFC 6962 over
// the capture digests in order of offset) goes into an event of its own.  Empty when there
// is nothing to seal.  A closed segment wholly covered becomes `sealed`.
Result<std::optional<SealRecord>> SealSegment(Transaction& tx, Id segment);
// Every segment with unsealed captures.
Result<std::vector<SealRecord>> SealAll(Transaction& tx);
Result<std::vector<SealRecord>> SealsOfSegment(CaseDb& db, Id segment);
Result<int64_t> CountUnsealed(CaseDb& db);  // captures

}  // namespace markwarden
