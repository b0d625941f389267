// WARC records that are packed one gzip member each (WARC 1.1, annex D), read one by one.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/formats/byte_source.h"
#include "core/formats/warc.h"
#include "core/result.h"

namespace markwarden {

// The lengths of the records that stand one after another in `bytes`.  Errors: as ReadWarcRecord.
Result<std::vector<int64_t>> WarcRecordLengths(std::string_view bytes, const WarcLimits& limits = {});

struct PackedWarcRecord {
  WarcRecord record;
  std::string bytes;                 // the whole record, unpacked: what digests of captures are made of
  int64_t offset = 0, length = 0;    // of the gzip member in the source
};

// Reads views of `source`, which outlives it.  One thread at a time.
class WarcGzipReader {
 public:
  explicit WarcGzipReader(const ByteSource& source, const WarcLimits& limits = {}) : source_(source), limits_(limits) {}

  // Empty at the end.  Errors: kInvalid (no gzip member, a broken or cut one, one that holds less or more than one
  // record), kExhausted (past a limit).  After an error `offset()` stands at the member's beginning and there is no next.
  Result<std::optional<PackedWarcRecord>> Next();
  int64_t offset() const { return offset_; }

 private:
  const ByteSource& source_;
  const WarcLimits limits_;
  int64_t offset_ = 0;
};

}  // namespace markwarden
