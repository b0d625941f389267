// The bytes of one exchange as the store keeps them: where they lie, what they hash to,
// how they came.  Never edited.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/exchange.h"
#include "core/hash.h"
#include "core/id.h"
#include "core/json.h"

namespace markwarden {

// How far the time of a capture can be trusted (never shown as a trusted timestamp below kA).
enum class TimeClass {
  kA,  // a time-stamp token of a listed authority
  kB,  // our own log, stamped later
  kC,  // this machine's clock alone
};
constexpr std::string_view ToString(TimeClass time_class) {
  switch (time_class) {
    case TimeClass::kA: return "A";
    case TimeClass::kB: return "B";
    case TimeClass::kC: return "C";
  }
  return "C";
}

// What the writer cannot see in the exchange itself.
struct CaptureMeta {
  Id id = 0;  // 0: the writer makes one; else writing the same id twice stores it once
  CaptureKind kind = CaptureKind::kFetched;
  std::string content_type = {};  // empty: taken from the response head
  Id source = 0;
  Id watch = 0;
  Id created_by = 0;
  Json provenance = Json::object();  // by whom, from whom, robots decision, redirect chain ...
};

// Bytes of one WARC record in its segment.
struct RecordRange {
  int64_t offset = 0;
  int64_t length = 0;  // 0: no such record
  bool operator==(const RecordRange&) const = default;
};

struct CaptureRecord {
  Id id = 0;
  CaptureKind kind = CaptureKind::kFetched;
  std::string method;
  std::string url;
  Time captured_at;  // milliseconds; when the capture began
  TimeClass time_class = TimeClass::kC;
  int status = 0;  // HTTP; 0 when there was no HTTP
  std::string content_type;
  std::string payload_sha256;  // hexadecimal; of the entity as received (content coding kept)
  int64_t payload_length = 0;
  std::string digest;          // hexadecimal; SHA-256 of the capture's WARC records, in order
  Id segment = 0;
  RecordRange response, request, metadata;  // `response` is a `resource` record for non-HTTP captures
  std::string remote_ip;
  std::string truncated;
  Json provenance = Json::object();
  Id source = 0;
  Id watch = 0;
  Id created_by = 0;
  bool simulated = false;
};

// What a writer gives back; enough to link a snapshot or a picture to its bytes.
struct CaptureRef {
  Id id = 0;
  std::string payload_sha256;
  std::string digest;
  Id segment = 0;
};

// Bytes in a segment, by their digest.
struct BlobRecord {
  std::string sha256;
  Id segment = 0;
  int64_t offset = 0;  // of the first byte of the entity itself
  int64_t length = 0;
  std::string content_type;
};

struct SegmentRecord {
  Id id = 0;
  std::string file;    // relative to the store's folder
  std::string writer;  // "crawl", "import" ...
  std::string state;   // hot (being written), closed (full, not wholly sealed), sealed, kept
  int64_t committed_length = 0;
  Time created_at;
  int64_t captures = 0;
};

// One Merkle root over consecutive captures of a segment; its event is a leaf of the log.
struct SealRecord {
  Id id = 0;
  Id segment = 0;
  int64_t from_offset = 0, to_offset = 0;
  int64_t captures = 0;
  std::string root;  // hexadecimal
  Id event = 0;
  Time created_at;
};

// Whether and by what a capture is sealed.
struct SealedInfo {
  Id seal = 0;                 // 0: not sealed yet
  Id event = 0;
  std::optional<int64_t> event_no;  // empty until the sequencer numbered it
  std::string root;
};

}  // namespace markwarden
