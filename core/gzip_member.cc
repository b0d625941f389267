// zlib's deflate over bytes in memory.
#include "core/gzip_member.h"

#include <zlib.h>

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <new>

namespace markwarden {

std::string GzipMember(std::string_view bytes) {
  constexpr int kGzip = 15 + 16, kMemory = 9;
  z_stream stream = {};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzip, kMemory, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
  gz_header head = {};
  head.os = 255;  // unknown: what is written does not depend on the machine
  if (deflateSetHeader(&stream, &head) != Z_OK) std::abort();
  std::string out;
  size_t used = 0, made = 0;
  int code = Z_OK;
  while (code != Z_STREAM_END) {
    if (out.size() - made < (64u << 10)) out.resize(std::max<size_t>(out.size() * 2, 64u << 10));
    const size_t offered = std::min<size_t>(bytes.size() - used, INT_MAX), room = std::min<size_t>(out.size() - made, INT_MAX);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data() + used));
    stream.avail_in = static_cast<uInt>(offered);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + made);
    stream.avail_out = static_cast<uInt>(room);
    code = deflate(&stream, used + offered == bytes.size() ? Z_FINISH : Z_NO_FLUSH);
    if (code != Z_OK && code != Z_BUF_ERROR && code != Z_STREAM_END) std::abort();
    used += offered - stream.avail_in;
    made += room - stream.avail_out;
  }
  deflateEnd(&stream);
  out.resize(made);
  return out;
}

}  // namespace markwarden
