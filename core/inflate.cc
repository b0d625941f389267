// Bounded decoding of content codings with zlib and brotli.
#include "core/inflate.h"

#include <brotli/decode.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <climits>
#include <memory>
#include <vector>

namespace markwarden {
namespace {

constexpr size_t kMaxCodings = 3;
constexpr size_t kStep = 64u << 10;

// Collects output and says when a cap is reached.
class Sink {
 public:
  Sink(const InflateLimits& limits, size_t input) : limits_(limits), input_(std::max<size_t>(input, 1)) {}

  // False when a cap stopped it; end() says which.
  bool Take(const uint8_t* data, size_t size) {
    const size_t room = limits_.max_bytes - bytes_.size();
    bytes_.append(reinterpret_cast<const char*>(data), std::min(size, room));
    if (bytes_.size() > limits_.free_bytes && bytes_.size() / input_ >= limits_.max_ratio) {
      end_ = InflateEnd::kMaxRatio;
      return false;
    }
    if (size > room) {
      end_ = InflateEnd::kMaxBytes;
      return false;
    }
    return true;
  }

  bool empty() const { return bytes_.empty(); }
  Inflated Finish(InflateEnd end) { return {std::move(bytes_), end}; }
  Inflated Capped() { return {std::move(bytes_), end_}; }

 private:
  const InflateLimits& limits_;
  const size_t input_;
  std::string bytes_;
  InflateEnd end_ = InflateEnd::kWhole;
};

Inflated AsItCame(std::string_view bytes, const InflateLimits& limits) {
  if (bytes.size() > limits.max_bytes) {
    return {std::string(bytes.substr(0, limits.max_bytes)), InflateEnd::kMaxBytes};
  }
  return {std::string(bytes), InflateEnd::kNotCoded};
}

// RFC 1950: method 8, a window of at most 32 KiB, and a header that divides by 31.
bool LooksZlib(std::string_view bytes) {
  if (bytes.size() < 2) return false;
  const unsigned cmf = static_cast<uint8_t>(bytes[0]);
  const unsigned flags = static_cast<uint8_t>(bytes[1]);
  return (cmf & 0x0f) == 8 && (cmf >> 4) <= 7 && (cmf * 256 + flags) % 31 == 0;
}

// `window_bits` as zlib's inflateInit2 takes it: 31 gzip, 15 zlib, -15 raw.
Inflated RunZlib(std::string_view bytes, int window_bits, const InflateLimits& limits) {
  z_stream stream = {};
  if (inflateInit2(&stream, window_bits) != Z_OK) return {"", InflateEnd::kCorrupt};
  const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, inflateEnd);
  Sink sink(limits, bytes.size());
  std::vector<uint8_t> out(kStep);
  size_t offset = 0;
  while (true) {
    if (stream.avail_in == 0 && offset < bytes.size()) {
      const size_t chunk = std::min<size_t>(bytes.size() - offset, INT_MAX);
      stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data() + offset));
      stream.avail_in = static_cast<uInt>(chunk);
      offset += chunk;
    }
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    const int code = inflate(&stream, Z_NO_FLUSH);
    const size_t made = out.size() - stream.avail_out;
    if (!sink.Take(out.data(), made)) return sink.Capped();
    if (code == Z_STREAM_END) {
      const std::string_view rest = bytes.substr(offset - stream.avail_in);
      if (window_bits != 31 || !LooksGzip(rest)) return sink.Finish(InflateEnd::kWhole);
      if (inflateReset(&stream) != Z_OK) return sink.Finish(InflateEnd::kCorrupt);
      continue;
    }
    const bool drained = stream.avail_in == 0 && offset == bytes.size();
    if (code == Z_BUF_ERROR || (code == Z_OK && made == 0 && drained)) {
      return sink.Finish(InflateEnd::kTruncated);
    }
    if (code != Z_OK) return sink.Finish(InflateEnd::kCorrupt);
  }
}

Inflated RunBrotli(std::string_view bytes, const InflateLimits& limits) {
  const std::unique_ptr<BrotliDecoderState, void (*)(BrotliDecoderState*)> state(
      BrotliDecoderCreateInstance(nullptr, nullptr, nullptr), BrotliDecoderDestroyInstance);
  if (!state) return {"", InflateEnd::kCorrupt};
  Sink sink(limits, bytes.size());
  std::vector<uint8_t> out(kStep);
  size_t left = bytes.size();
  const auto* next = reinterpret_cast<const uint8_t*>(bytes.data());
  while (true) {
    size_t room = out.size();
    uint8_t* into = out.data();
    const BrotliDecoderResult code =
        BrotliDecoderDecompressStream(state.get(), &left, &next, &room, &into, nullptr);
    if (!sink.Take(out.data(), out.size() - room)) return sink.Capped();
    switch (code) {
      case BROTLI_DECODER_RESULT_SUCCESS: return sink.Finish(InflateEnd::kWhole);
      case BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT: return sink.Finish(InflateEnd::kTruncated);
      case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT: continue;
      case BROTLI_DECODER_RESULT_ERROR: break;
    }
    // Brotli has no magic number: nothing decoded means that it never was brotli.
    return sink.empty() ? AsItCame(bytes, limits) : sink.Finish(InflateEnd::kCorrupt);
  }
}

Inflated RunDeflate(std::string_view bytes, const InflateLimits& limits) {
  if (LooksZlib(bytes)) {
    Inflated wrapped = RunZlib(bytes, 15, limits);
    if (wrapped.end != InflateEnd::kCorrupt || !wrapped.bytes.empty()) return wrapped;
  }
  Inflated raw = RunZlib(bytes, -15, limits);  // what many servers mean by "deflate"
  if (raw.end == InflateEnd::kCorrupt && raw.bytes.empty()) return AsItCame(bytes, limits);
  return raw;
}

// Lower case names of the header, "identity" left out.
std::vector<std::string> SplitCodings(std::string_view header) {
  std::vector<std::string> names;
  std::string name;
  for (size_t i = 0; i <= header.size(); ++i) {
    const char c = i < header.size() ? header[i] : ',';
    if (c == ',') {
      if (!name.empty() && name != "identity" && name != "none") names.push_back(name);
      name.clear();
    } else if (c != ' ' && c != '\t' && c != '"') {
      name += (c >= 'A' && c <= 'Z') ? static_cast<char>(c + 32) : c;
    }
  }
  return names;
}

}  // namespace

std::string_view ToString(InflateEnd end) {
  switch (end) {
    case InflateEnd::kWhole: return "whole";
    case InflateEnd::kTruncated: return "truncated";
    case InflateEnd::kCorrupt: return "corrupt";
    case InflateEnd::kNotCoded: return "not_coded";
    case InflateEnd::kMaxBytes: return "max_bytes";
    case InflateEnd::kMaxRatio: return "max_ratio";
  }
  return "corrupt";
}

bool LooksGzip(std::string_view bytes) {
  return bytes.size() >= 3 && bytes.substr(0, 3) == std::string_view("\x1f\x8b\x08", 3);
}

Result<Inflated> Inflate(std::string_view coding, std::string_view bytes, const InflateLimits& limits) {
  const std::vector<std::string> codings = SplitCodings(coding);
  if (codings.size() > kMaxCodings) {
    return Fail(ErrorCode::kUnsupported, "content coding: more than 3 codings are stacked");
  }
  for (const std::string& name : codings) {
    if (name != "gzip" && name != "x-gzip" && name != "deflate" && name != "br") {
      // The name is a header's and may hold anything.
      std::string shown = name.substr(0, 40);
      std::replace_if(shown.begin(), shown.end(), [](char c) { return c < 0x20 || c > 0x7e; }, '?');
      return Fail(ErrorCode::kUnsupported, "content coding \"" + shown + "\" is not known");
    }
  }
  if (codings.empty() || bytes.empty()) {
    Inflated plain = AsItCame(bytes, limits);
    if (plain.end == InflateEnd::kNotCoded) plain.end = InflateEnd::kWhole;
    return plain;
  }
  Inflated result;
  std::string_view input = bytes;
  std::string held;
  for (size_t i = codings.size(); i-- > 0;) {  // the last applied comes off first
    const std::string& name = codings[i];
    if (name == "br") {
      result = RunBrotli(input, limits);
    } else if (name == "deflate") {
      result = RunDeflate(input, limits);
    } else {
      result = LooksGzip(input) ? RunZlib(input, 31, limits) : AsItCame(input, limits);
    }
    if (result.end != InflateEnd::kWhole) break;
    held = std::move(result.bytes);
    input = held;
    result.bytes.clear();
    if (i == 0) result.bytes = std::move(held);
  }
  return result;
}

}  // namespace markwarden
