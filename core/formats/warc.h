// WARC 1.1 (ISO 28500:2017): records of one exchange as bytes, and a bounded reader.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/exchange.h"
#include "core/hash.h"
#include "core/json.h"
#include "core/result.h"

namespace markwarden {

// Records of one event, concatenated in this order: response (or resource), request, metadata.
struct WarcEvent {
  std::string bytes;
  int64_t response_length = 0, request_length = 0, metadata_length = 0;  // 0: no such record
  int64_t payload_offset = 0;  // of the entity's first byte within `bytes`
  Sha256Digest payload{};      // of the entity: transfer coding undone, content coding kept
};

struct WarcInfo {
  std::string software, operator_name, user_agent, file_name;
  std::string description;
  Time date;
  bool simulated = false;
};

// A `warcinfo` record; `id` receives nothing: ids are random UUIDs (RFC 4122, 4.4).
struct WarcInfoRecord {
  std::string bytes;
  std::string id;  // "urn:uuid:..."
};
WarcInfoRecord WriteWarcInfo(const WarcInfo& info);

// An exchange without a response head becomes a `resource` record of `content_type`.
// `metadata` becomes a JSON metadata record when it is not empty.
WarcEvent WriteWarcEvent(const Exchange& exchange, const Json& metadata, const std::string& warcinfo_id,
                         const std::string& content_type);

struct WarcRecord {
  std::string type;  // "response", "request", "metadata", "warcinfo", "resource" ...
  std::vector<std::pair<std::string, std::string>> headers;
  std::string block;
  int64_t offset = 0, length = 0;  // of the whole record in the input, with its two closing CRLF

  std::string Header(std::string_view name) const;  // case-insensitive; empty when absent
};

struct WarcLimits {
  int64_t header_bytes = 64 << 10;
  int64_t block_bytes = 64 << 20;
};

// What of a record is known before its block is read.
struct WarcHead {
  WarcRecord record;        // its block still empty
  int64_t head_length = 0;  // with the empty line
  int64_t block_length = 0;
};
// `text` begins at `offset` of the file and holds the head, if it is within the limit.  WARC 1.0 and 1.1.  Errors: as ReadWarcRecord.
Result<WarcHead> ReadWarcHead(std::string_view text, int64_t offset, const WarcLimits& limits = {});

// Reads the record that begins at `offset` of `bytes`.  Errors: kInvalid (not a WARC record, cut off
// before its end, says where), kExhausted (past a limit).
Result<WarcRecord> ReadWarcRecord(std::string_view bytes, int64_t offset, const WarcLimits& limits = {});

// Streams a file.  One thread at a time.
class WarcReader {
 public:
  // Errors: kNotFound, kDenied.
  static Result<WarcReader> Open(const std::string& path, int64_t offset = 0, const WarcLimits& limits = {});
  WarcReader(WarcReader&& other) noexcept;
  WarcReader& operator=(WarcReader&& other) noexcept;
  ~WarcReader();

  // Empty at the end.  Errors as ReadWarcRecord; `offset()` then stands at the record's beginning.
  Result<std::optional<WarcRecord>> Next();
  int64_t offset() const { return offset_; }

 private:
  WarcReader(int fd, int64_t offset, const WarcLimits& limits) : fd_(fd), offset_(offset), limits_(limits) {}
  int fd_ = -1;
  int64_t offset_ = 0;
  WarcLimits limits_;
};

// Whether the block, and for HTTP messages the payload, fit the digests in the header (SHA-256 or SHA-1, hexadecimal or
// base32; others are not judged).  A payload fits with its transfer coding or without: writers differ.
// Errors: kInvalid naming the digest that does not fit.  A record without digests passes.
Status CheckWarcDigests(const WarcRecord& record);

// The entity of a response or resource block: what follows the head.
std::string_view WarcPayload(const WarcRecord& record);

}  // namespace markwarden
