// ZIP archives written: stored entries only, the same bytes for the same input (APPNOTE.TXT 6.3.10).
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/formats/byte_sink.h"
#include "core/formats/byte_source.h"
#include "core/result.h"

namespace markwarden {

struct ZipWriterOptions {
  Time modified = Time{};          // of every entry, in UTC; ZIP knows 1980 to 2107 in steps of two seconds
  int64_t wide_from = 0xffffffff;  // sizes and offsets from here on are written in 64 bits
};

//   ZipWriter zip(sink, {.modified = at});
//   zip.Add("a/b.txt", "text"); zip.AddFrom("c.bin", source); zip.Finish();
// One thread at a time; the sink outlives it.  After an error other than kInvalid the archive is lost.
class ZipWriter {
 public:
  explicit ZipWriter(ByteSink& sink, const ZipWriterOptions& options = {}) : sink_(sink), options_(options) {}

  // Errors: kInvalid (a name that ZipReader would refuse, a second entry of one name, or of one that differs in ASCII
  // case only; nothing was written), those of the sink.
  Status Add(std::string_view name, std::string_view bytes);
  // Reads the source twice, 1 MiB at a time: for its checksum, then for its bytes.  Errors: also those of the
  // source, kConflict (it changed meanwhile).
  Status AddFrom(std::string_view name, const ByteSource& source);
  // Writes the directory.  Once, after which nothing may be added.
  Status Finish();

  int64_t written() const { return written_; }  // bytes so far

 private:
  struct Entry {
    std::string name;
    int64_t size = 0, offset = 0;
    uint32_t crc = 0;
  };
  Status Begin(std::string_view name, int64_t size, uint32_t crc);
  Status Put(std::string_view bytes);

  ByteSink& sink_;
  const ZipWriterOptions options_;
  int64_t written_ = 0;
  std::vector<Entry> entries_;
  std::set<std::string> names_;  // folded
  bool finished_ = false;
};

}  // namespace markwarden
