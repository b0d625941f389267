// zlib's inflate behind a pull interface.
#include "core/inflate_stream.h"

#include <zlib.h>

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <new>

namespace markwarden {

struct InflateStream::State {
  z_stream stream = {};
  bool broken = false;
  ~State() { inflateEnd(&stream); }
};

InflateStream::InflateStream(Form form) : state_(std::make_unique<State>()) {
  if (inflateInit2(&state_->stream, form == Form::kRaw ? -15 : 31) != Z_OK) throw std::bad_alloc();
}
InflateStream::~InflateStream() = default;
InflateStream::InflateStream(InflateStream&&) noexcept = default;
InflateStream& InflateStream::operator=(InflateStream&&) noexcept = default;

Result<InflateStream::Step> InflateStream::Run(std::string_view in, char* out, size_t room) {
  if (state_->broken) return Fail(ErrorCode::kInvalid, "the compressed bytes are broken");
  z_stream& stream = state_->stream;
  const size_t offered = std::min<size_t>(in.size(), INT_MAX), space = std::min<size_t>(room, INT_MAX);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
  stream.avail_in = static_cast<uInt>(offered);
  stream.next_out = reinterpret_cast<Bytef*>(out);
  stream.avail_out = static_cast<uInt>(space);
  const int code = inflate(&stream, Z_NO_FLUSH);
  const Step step{offered - stream.avail_in, space - stream.avail_out, code == Z_STREAM_END};
  if (code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR) return step;
  state_->broken = true;
  return Fail(ErrorCode::kInvalid, "the compressed bytes are broken");
}

void InflateStream::Reset() {
  if (inflateReset(&state_->stream) != Z_OK) std::abort();
  state_->broken = false;
}

uint32_t Crc32(uint32_t crc, std::string_view bytes) {
  return static_cast<uint32_t>(crc32_z(crc, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

}  // namespace markwarden
