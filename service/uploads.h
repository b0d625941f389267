// Files that people hand in with what they record: receipts, answers of sellers, proofs of filings.  Kept as they are, never opened here.
#pragma once

#include <string>
#include <string_view>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

inline constexpr size_t kMaxHandedInBytes = 10u << 20;

// "application/pdf", "image/png", "image/jpeg", "message/rfc822", "text/html" or "text/plain", told by how the bytes begin; empty for anything else.
std::string_view HandedInType(std::string_view bytes);

// Keeps the file for whoever may record a sending or a counter-notice.  {"sha256","content_type","size"}.  Errors: kDenied, kInvalid (empty, or of no such type),
// kExhausted (larger than kMaxHandedInBytes).
Result<Json> KeepUpload(Service& service, const Scope& scope, const std::string& bytes);

}  // namespace markwarden
