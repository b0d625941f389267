// Undoes HTTP content codings (gzip, deflate, br) with caps, for bytes that nobody vouches for.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/result.h"

namespace markwarden {

struct InflateLimits {
  size_t max_bytes = 20u << 20;    // of output
  size_t max_ratio = 200;          // output to input, once the output passes free_bytes
  size_t free_bytes = 1u << 20;
};

enum class InflateEnd {
  kWhole,      // everything was decoded
  kTruncated,  // the input stops early: `bytes` is what came before
  kCorrupt,    // the input breaks: `bytes` is what came before
  kNotCoded,   // the input does not carry a coding that was named: `bytes` is what would have been decoded, as it came
  kMaxBytes,   // cut at max_bytes
  kMaxRatio,   // cut where the ratio passed max_ratio
};
std::string_view ToString(InflateEnd end);

struct Inflated {
  std::string bytes;
  InflateEnd end = InflateEnd::kWhole;
};

// `coding` is the value of a Content-Encoding header: "", "identity", "gzip", "x-gzip", "deflate"
// (with or without its zlib wrapper), "br", or a list of at most 3 of them in the order they were
// applied.  Concatenated gzip members are one stream (RFC 1952); what follows the last is ignored.
// Errors: kUnsupported for any other coding (the message names it).
Result<Inflated> Inflate(std::string_view coding, std::string_view bytes,
                         const InflateLimits& limits = {});

// True when the bytes begin like a gzip member, whatever their file name or header says.
bool LooksGzip(std::string_view bytes);

}  // namespace markwarden
