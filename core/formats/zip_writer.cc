// Stored entries with their sizes and checksums in front, and the directory at the end.
#include "core/formats/zip_writer.h"

#include <algorithm>
#include <cassert>

#include "core/formats/zip.h"
#include "core/inflate_stream.h"

namespace markwarden {
namespace {

constexpr size_t kCopyStep = 1 << 20;
constexpr uint16_t kUtf8Names = 1 << 11, kPlainVersion = 20, kWideVersion = 45;
constexpr uint32_t kFull = 0xffffffff;
constexpr size_t kManyEntries = 0xffff;

struct Fields {
  std::string bytes;
  Fields& Put(uint64_t value, int count) {
    for (int i = 0; i < count; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xff);
    return *this;
  }
};

// MS-DOS date and time in one word (APPNOTE 4.4.6); what it cannot say becomes its first moment.
uint32_t DosTime(Time time) {
  constexpr uint32_t kEarliest = 1 << 21 | 1 << 16;
  const auto days = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(days);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - days));
  const int year = static_cast<int>(date.year());
  if (year < 1980 || year > 2107) return kEarliest;
  return static_cast<uint32_t>(year - 1980) << 25 | static_cast<unsigned>(date.month()) << 21 | static_cast<unsigned>(date.day()) << 16 |
         static_cast<uint32_t>(clock.hours().count()) << 11 | static_cast<uint32_t>(clock.minutes().count()) << 5 |
         static_cast<uint32_t>(clock.seconds().count()) / 2;
}

}  // namespace

Status ZipWriter::Put(std::string_view bytes) {
  written_ += static_cast<int64_t>(bytes.size());
  return sink_.Write(bytes);
}

Status ZipWriter::Begin(std::string_view name, int64_t size, uint32_t crc) {
  assert(!finished_);
  if (const std::string wrong = name.ends_with('/') ? "its name is that of a folder" : WrongZipName(name); !wrong.empty()) {
    return Fail(ErrorCode::kInvalid, "entry " + std::string(name) + ": " + wrong);
  }
  if (!names_.insert(FoldedZipName(name)).second) {
    return Fail(ErrorCode::kInvalid, "entry " + std::string(name) + ": the archive has an entry of that name");
  }
  const bool wide = size >= options_.wide_from;
  Fields head;
  head.Put(0x04034b50, 4).Put(wide ? kWideVersion : kPlainVersion, 2).Put(kUtf8Names, 2).Put(0, 2).Put(DosTime(options_.modified), 4).Put(crc, 4);
  for (int i = 0; i < 2; ++i) head.Put(wide ? kFull : static_cast<uint64_t>(size), 4);
  head.Put(name.size(), 2).Put(wide ? 20 : 0, 2);
  head.bytes += name;
  if (wide) head.Put(1, 2).Put(16, 2).Put(static_cast<uint64_t>(size), 8).Put(static_cast<uint64_t>(size), 8);
  entries_.push_back({std::string(name), size, written_, crc});
  return Put(head.bytes);
}

Status ZipWriter::Add(std::string_view name, std::string_view bytes) {
  if (Status begun = Begin(name, static_cast<int64_t>(bytes.size()), Crc32(0, bytes)); !begun) return begun;
  return Put(bytes);
}

Status ZipWriter::AddFrom(std::string_view name, const ByteSource& source) {
  const int64_t size = source.size();
  const auto changed = [&] { return Fail(ErrorCode::kConflict, "entry " + std::string(name) + ": its bytes changed while they were packed"); };
  uint32_t crc = 0;
  for (int64_t at = 0; at < size; at += static_cast<int64_t>(kCopyStep)) {
    const Result<std::string> piece = source.ReadAt(at, kCopyStep);
    if (!piece) return Fail(piece.error());
    if (static_cast<int64_t>(piece->size()) != std::min<int64_t>(static_cast<int64_t>(kCopyStep), size - at)) return changed();
    crc = Crc32(crc, *piece);
  }
  if (Status begun = Begin(name, size, crc); !begun) return begun;
  uint32_t seen = 0;
  for (int64_t at = 0; at < size; at += static_cast<int64_t>(kCopyStep)) {
    const Result<std::string> piece = source.ReadAt(at, kCopyStep);
    if (!piece) return Fail(piece.error());
    if (static_cast<int64_t>(piece->size()) != std::min<int64_t>(static_cast<int64_t>(kCopyStep), size - at)) return changed();
    seen = Crc32(seen, *piece);
    if (Status put = Put(*piece); !put) return put;
  }
  if (seen != crc) return changed();
  return Ok();
}

Status ZipWriter::Finish() {
  assert(!finished_);
  finished_ = true;
  const int64_t directory = written_;
  for (const Entry& entry : entries_) {
    const bool wide_size = entry.size >= options_.wide_from, wide_offset = entry.offset >= options_.wide_from;
    Fields extra;
    if (wide_size) extra.Put(static_cast<uint64_t>(entry.size), 8).Put(static_cast<uint64_t>(entry.size), 8);
    if (wide_offset) extra.Put(static_cast<uint64_t>(entry.offset), 8);
    const uint16_t version = extra.bytes.empty() ? kPlainVersion : kWideVersion;
    Fields head;
    head.Put(0x02014b50, 4).Put(3 << 8 | version, 2).Put(version, 2).Put(kUtf8Names, 2).Put(0, 2).Put(DosTime(options_.modified), 4).Put(entry.crc, 4);
    for (int i = 0; i < 2; ++i) head.Put(wide_size ? kFull : static_cast<uint64_t>(entry.size), 4);
    head.Put(entry.name.size(), 2).Put(extra.bytes.empty() ? 0 : extra.bytes.size() + 4, 2).Put(0, 2).Put(0, 2).Put(0, 2)
        .Put(uint64_t{0100644} << 16, 4).Put(wide_offset ? kFull : static_cast<uint64_t>(entry.offset), 4);
    head.bytes += entry.name;
    if (!extra.bytes.empty()) head.Put(1, 2).Put(extra.bytes.size(), 2);
    head.bytes += extra.bytes;
    if (Status put = Put(head.bytes); !put) return put;
  }
  const int64_t end = written_, length = end - directory;
  const bool wide = entries_.size() >= kManyEntries || directory >= options_.wide_from || length >= options_.wide_from;
  Fields tail;
  if (wide) {
    tail.Put(0x06064b50, 4).Put(44, 8).Put(3 << 8 | kWideVersion, 2).Put(kWideVersion, 2).Put(0, 4).Put(0, 4).Put(entries_.size(), 8).Put(entries_.size(), 8)
        .Put(static_cast<uint64_t>(length), 8).Put(static_cast<uint64_t>(directory), 8)
        .Put(0x07064b50, 4).Put(0, 4).Put(static_cast<uint64_t>(end), 8).Put(1, 4);
  }
  tail.Put(0x06054b50, 4).Put(0, 4);
  for (int i = 0; i < 2; ++i) tail.Put(wide ? kManyEntries : entries_.size(), 2);
  tail.Put(wide ? kFull : static_cast<uint64_t>(length), 4).Put(wide ? kFull : static_cast<uint64_t>(directory), 4).Put(0, 2);
  return Put(tail.bytes);
}

}  // namespace markwarden
