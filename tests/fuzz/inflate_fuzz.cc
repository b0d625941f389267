// Content codings: the first line names them, the rest is the body.
#include <zlib.h>

#include "core/inflate.h"
#include "tests/fuzz/target.h"

using namespace markwarden;
using markwarden::fuzz::Require;

namespace {

constexpr InflateLimits kSmall = {.max_bytes = 1 << 20, .max_ratio = 200, .free_bytes = 64 << 10};

std::string Compressed(std::string_view bytes, int window_bits) {
  z_stream stream{};
  Require(deflateInit2(&stream, 1, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) == Z_OK, "zlib starts");
  std::string out(deflateBound(&stream, bytes.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  Require(deflate(&stream, Z_FINISH) == Z_STREAM_END, "zlib ends");
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace

MARKWARDEN_FUZZ_TARGET(inflate) {
  const auto [coding, body] = fuzz::FirstLine(bytes);
  for (const std::string_view name : {coding, std::string_view("gzip"), std::string_view("deflate"), std::string_view("br")}) {
    const Result<Inflated> plain = Inflate(name, body, kSmall);
    if (!plain) continue;
    Require(plain->bytes.size() <= std::max(kSmall.max_bytes, body.size()), "output keeps its cap");
    if (plain->end == InflateEnd::kNotCoded && name.find(',') == std::string_view::npos) Require(plain->bytes == body, "what is not coded comes as it is");
    const Result<Inflated> again = Inflate(name, body, kSmall);
    Require(again && again->bytes == plain->bytes && again->end == plain->end, "the same bytes give the same answer");
  }
  for (const auto& [name, bits] : {std::pair{"gzip", 31}, {"deflate", 15}, {"deflate", -15}}) {
    const Result<Inflated> back = Inflate(name, Compressed(body, bits), {.max_bytes = 64 << 20, .max_ratio = 100000, .free_bytes = 64 << 20});
    Require(back.has_value(), "a coding that we made is known");
    // Raw deflate may begin like something else; with a wrapper there is no doubt.
    if (bits > 0) Require(back->end == InflateEnd::kWhole && back->bytes == body, "what was deflated comes back");
  }
}
