// HAR 1.2 (HTTP Archive), what browsers' developer tools save: one exchange after the other.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "core/formats/exchange_record.h"
#include "core/result.h"

namespace markwarden {

inline constexpr int64_t kMaxHarEntries = 100'000;
inline constexpr size_t kMaxHarEntryBytes = 64 << 20;

// Reads `text`, which outlives it, entry by entry: a bad entry (deeper than JSON may be, a key that appears twice, a number that
// no number is, a body whose base64 is broken, an answer that never came) costs itself only.  One thread at a time.
//
// A browser stores bodies after it undid their content coding, and texts after it decoded their charset.  The
// head that is built says so: Content-Encoding is left out, a text's charset is utf-8; `notes` tell what was there.
class HarReader {
 public:
  // Errors: kInvalid (no log.entries).
  static Result<HarReader> Open(std::string_view text);

  // Empty at the end.  Never fails before it: what is not JSON between entries ends the list with a refused record.
  std::optional<ExchangeRecord> Next();

 private:
  HarReader(std::string_view text, size_t at) : text_(text), at_(at) {}
  std::string_view text_;
  size_t at_;  // where the next entry begins
  int64_t number_ = 0;
  bool ended_ = false;
};

// The end of the JSON value that begins at `at`, found by brackets and quotes alone, without recursion;
// npos when the text ends first.
size_t SkipJsonValue(std::string_view text, size_t at);

}  // namespace markwarden
