// MHTML (RFC 2557): a page saved as one mail message, its parts as exchanges.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/formats/exchange_record.h"
#include "core/result.h"

namespace markwarden {

inline constexpr size_t kMaxMhtmlParts = 10'000;
inline constexpr int kMaxMhtmlDepth = 4;  // multiparts inside multiparts

struct Mhtml {
  std::string address;  // of the page: Snapshot-Content-Location, else the root part's Content-Location
  std::string date;     // as the message writes it
  // In order of the file.  The root part's notes hold "root": true.  A part without a web address (cid: alone) is `skipped`; a part
  // that cannot be decoded or lies too deep is refused.  `content_type` is the part's own.
  std::vector<ExchangeRecord> parts;
};

// Errors: kInvalid (no MIME message with a web page), kExhausted (too many parts).
Result<Mhtml> ReadMhtml(std::string_view bytes);

}  // namespace markwarden
