// One deflate stream undone piece by piece, for files too large to hold twice.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "core/result.h"

namespace markwarden {

// One thread at a time.
class InflateStream {
 public:
  enum class Form { kRaw, kGzip };  // RFC 1951; RFC 1952, one member

  explicit InflateStream(Form form);
  ~InflateStream();
  InflateStream(InflateStream&&) noexcept;
  InflateStream& operator=(InflateStream&&) noexcept;

  struct Step {
    size_t used = 0;     // bytes of the input
    size_t made = 0;     // bytes of the output
    bool ended = false;  // the stream is whole: its checksum, where it has one, fits
  };
  // Reads from `in`, writes at most `room` bytes to `out`.  Nothing used and nothing made
  // means that more input is needed.  Errors: kInvalid (the stream is broken; it stays so).
  Result<Step> Run(std::string_view in, char* out, size_t room);

  // Begins another stream of the same form.
  void Reset();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// CRC-32 as ZIP and gzip use it; `crc` is 0 for the first piece.
uint32_t Crc32(uint32_t crc, std::string_view bytes);

}  // namespace markwarden
