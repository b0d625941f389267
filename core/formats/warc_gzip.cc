// Members of gzip, each unpacked within the limits of a record.
#include "core/formats/warc_gzip.h"

#include <algorithm>

#include "core/inflate.h"
#include "core/inflate_stream.h"

namespace markwarden {
namespace {

constexpr size_t kInflateStep = 64 << 10;
constexpr int64_t kEndBytes = 4;  // the two line ends after a block

Error Broken(int64_t offset, const std::string& what) {
  return {ErrorCode::kInvalid, "the gzip member at byte " + std::to_string(offset) + " " + what};
}

}  // namespace

Result<std::vector<int64_t>> WarcRecordLengths(std::string_view bytes, const WarcLimits& limits) {
  std::vector<int64_t> lengths;
  for (int64_t at = 0; at < static_cast<int64_t>(bytes.size()); at += lengths.back()) {
    const std::string_view rest = bytes.substr(static_cast<size_t>(at));
    const Result<WarcHead> head = ReadWarcHead(rest.substr(0, static_cast<size_t>(limits.header_bytes)), at, limits);
    if (!head) return Fail(head.error());
    const int64_t length = head->record.length;
    if (length > static_cast<int64_t>(rest.size()) || rest.substr(static_cast<size_t>(length - kEndBytes), kEndBytes) != "\r\n\r\n") {
      return Fail(ErrorCode::kInvalid, "no WARC record at byte " + std::to_string(at) + ": its block does not end where Content-Length says");
    }
    lengths.push_back(length);
  }
  return lengths;
}

Result<std::optional<PackedWarcRecord>> WarcGzipReader::Next() {
  if (offset_ >= source_.size()) return std::optional<PackedWarcRecord>();
  const int64_t cap = limits_.header_bytes + limits_.block_bytes + kEndBytes;
  InflateStream inflate(InflateStream::Form::kGzip);
  PackedWarcRecord packed;
  packed.offset = offset_;
  int64_t read = offset_;
  std::string in;
  size_t used = 0;
  for (bool ended = false; !ended;) {
    if (used == in.size()) {
      Result<std::string> more = source_.ReadAt(read, kInflateStep);
      if (!more) return Fail(more);
      if (read == offset_ && !LooksGzip(*more)) return Fail(Broken(offset_, "does not begin as one"));
      in = std::move(*more);
      read += static_cast<int64_t>(in.size());
      used = 0;
    }
    const size_t before = packed.bytes.size();
    packed.bytes.resize(before + kInflateStep);
    const Result<InflateStream::Step> step = inflate.Run(std::string_view(in).substr(used), packed.bytes.data() + before, kInflateStep);
    if (!step) return Fail(Broken(offset_, "is broken"));
    packed.bytes.resize(before + step->made);
    used += step->used;
    ended = step->ended;
    if (static_cast<int64_t>(packed.bytes.size()) > cap) {
      return Fail(ErrorCode::kExhausted, "the gzip member at byte " + std::to_string(offset_) + " unpacks to more than " + std::to_string(cap) + " bytes");
    }
    if (!ended && in.empty() && step->made == 0) return Fail(Broken(offset_, "is cut off"));
  }
  Result<WarcRecord> record = ReadWarcRecord(packed.bytes, 0, limits_);
  if (!record) {
    if (record.error().code == ErrorCode::kExhausted) return Fail(record);
    return Fail(Broken(offset_, "holds no whole WARC record"));
  }
  if (record->length != static_cast<int64_t>(packed.bytes.size())) return Fail(Broken(offset_, "holds more than one WARC record"));
  packed.record = std::move(*record);
  packed.length = read - static_cast<int64_t>(in.size() - used) - offset_;
  offset_ += packed.length;
  return std::optional<PackedWarcRecord>(std::move(packed));
}

}  // namespace markwarden
