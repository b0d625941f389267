// Captures and blobs: rows that say where bytes lie in the segments, and reading them back.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/capture.h"
#include "core/event.h"
#include "store/database.h"
#include "store/page.h"
#include "store/store.h"

namespace markwarden {

Result<std::optional<CaptureRecord>> FindCapture(CaseDb& db, Id id);
// The newest capture of this address, and of these bytes.
Result<std::optional<CaptureRecord>> FindCaptureByUrl(CaseDb& db, const std::string& url);
Result<std::optional<CaptureRecord>> FindCaptureByPayload(CaseDb& db, const std::string& payload_sha256);
Result<std::vector<CaptureRecord>> CapturesOfSegment(CaseDb& db, Id segment);  // by offset
Result<int64_t> CountCaptures(CaseDb& db);

Result<std::optional<BlobRecord>> FindBlob(CaseDb& db, const std::string& sha256);

// Reads bytes back and checks their digest.  Errors: kNotFound (no such row), kInternal (the
// segment is missing or its bytes have changed: says where).
Result<std::string> ReadBlob(const Store& store, CaseDb& db, const std::string& sha256);
// The exchange as written: heads, body, status, times.
Result<Exchange> ReadCapture(const Store& store, CaseDb& db, Id capture);

// The capture's WARC records as they stand in their segment: response (or resource), request, metadata.
// Errors: as ReadCapture.
Result<std::string> ReadCaptureRecords(const Store& store, CaseDb& db, const CaptureRecord& capture);
// The exchange that those records tell of.  Errors: kInternal, kInvalid (they do not fit the row).
Result<Exchange> ParseCapture(const CaptureRecord& capture, std::string_view records);
// The warcinfo record that the segment begins with; empty when it has none.
Result<std::string> ReadWarcInfo(const Store& store, CaseDb& db, Id segment);

// A capture's leaf in the tree of its seal.
struct CaptureProof {
  Id event = 0;  // of the seal
  InclusionProof proof;
};
// In their order.  Errors: kUnavailable (one is not sealed yet), kInternal (a seal's root is not that of its captures).
Result<std::vector<CaptureProof>> ProveCaptures(CaseDb& db, const std::vector<Id>& captures);

// Whether the capture is sealed, by which event.
Result<SealedInfo> SealOfCapture(CaseDb& db, Id capture);

}  // namespace markwarden
