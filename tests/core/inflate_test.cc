// Content codings: whole, cut, broken, lying and hostile.
#include "core/inflate.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace markwarden {
namespace {

// `window_bits` as deflateInit2 takes it: 31 gzip, 15 zlib, -15 raw.
std::string Pack(std::string_view bytes, int window_bits) {
  z_stream stream = {};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, window_bits, 9, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, bytes.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

// Letters that do not compress to nothing.
std::string Noise(size_t size) {
  std::string text;
  uint32_t state = 12345;
  while (text.size() < size) {
    state = state * 1664525u + 1013904223u;
    text += static_cast<char>('a' + (state >> 24) % 26);
  }
  return text;
}

// "markwarden" as an uncompressed brotli stream: window 16, one stored meta-block, the empty last one.
std::string StoredBrotli() {
  std::string bytes("\x90\x00\x10", 3);
  return bytes + "markwarden" + "\x03";
}

TEST(InflateTest, Codings) {
  const std::string text = Noise(300'000);
  const struct { const char* coding; std::string bytes; } cases[] = {
      {"", text},
      {"identity", text},
      {"gzip", Pack(text, 31)},
      {"GZip", Pack(text, 31)},
      {"x-gzip", Pack(text, 31)},
      {"deflate", Pack(text, 15)},
      {"deflate", Pack(text, -15)},
      {"gzip, identity, deflate", Pack(Pack(text, 31), 15)},
      {"gzip", Pack(text.substr(0, 1000), 31) + Pack(text.substr(1000), 31)},
      {"gzip", Pack(text, 31) + std::string(512, '\0')},
  };
  for (const auto& c : cases) {
    const Result<Inflated> result = Inflate(c.coding, c.bytes);
    ASSERT_TRUE(result) << c.coding;
    EXPECT_EQ(result->end, InflateEnd::kWhole) << c.coding << " " << ToString(result->end);
    EXPECT_EQ(result->bytes, text) << c.coding;
  }
}

TEST(InflateTest, Brotli) {
  const Result<Inflated> result = Inflate("br", StoredBrotli());
  ASSERT_TRUE(result);
  EXPECT_EQ(result->bytes, "markwarden");
  EXPECT_EQ(result->end, InflateEnd::kWhole);
  const std::string whole = StoredBrotli();
  EXPECT_EQ(Inflate("br", whole.substr(0, 8))->end, InflateEnd::kTruncated);
  EXPECT_EQ(Inflate("br", whole.substr(0, 8))->bytes, "markw");
}

TEST(InflateTest, CutStreamsKeepWhatCame) {
  const std::string text = Noise(300'000);
  for (const int bits : {31, 15, -15}) {
    const std::string packed = Pack(text, bits);
    const char* coding = bits == 31 ? "gzip" : "deflate";
    for (const size_t size : {size_t{5}, packed.size() / 2, packed.size() - 1}) {
      const Result<Inflated> result = Inflate(coding, std::string_view(packed).substr(0, size));
      ASSERT_TRUE(result);
      EXPECT_EQ(result->end, InflateEnd::kTruncated) << coding << " " << size;
      EXPECT_EQ(result->bytes, text.substr(0, result->bytes.size())) << coding << " " << size;
      EXPECT_GE(result->bytes.size(), size == 5 ? 0u : 100'000u);
    }
  }
}

TEST(InflateTest, BrokenStreamsKeepWhatCameBefore) {
  const std::string text = Noise(300'000);
  std::string packed = Pack(text, 31);
  packed[packed.size() - 6] = static_cast<char>(packed[packed.size() - 6] ^ 0x55);  // the checksum
  const Result<Inflated> result = Inflate("gzip", packed);
  EXPECT_EQ(result->end, InflateEnd::kCorrupt);
  EXPECT_EQ(result->bytes, text);
}

TEST(InflateTest, HeaderThatLies) {
  for (const char* coding : {"gzip", "deflate", "br"}) {
    const Result<Inflated> result = Inflate(coding, "<!doctype html><title>x</title>");
    ASSERT_TRUE(result);
    EXPECT_EQ(result->end, InflateEnd::kNotCoded) << coding;
    EXPECT_EQ(result->bytes, "<!doctype html><title>x</title>") << coding;
  }
  EXPECT_EQ(Inflate("gzip", "")->end, InflateEnd::kWhole) << "an empty body is whole";
}

TEST(InflateTest, UnknownCodings) {
  const Result<Inflated> result = Inflate("zstd", "x");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kUnsupported);
  EXPECT_NE(result.error().message.find("zstd"), std::string::npos);
  EXPECT_FALSE(Inflate("gzip, gzip, gzip, gzip", "x"));
  EXPECT_NE(Inflate("z\xff\n\xe4\xba\x94", "x").error().message.find("\"z?????\""), std::string::npos) << "what is no plain text stays out of the message";
}

TEST(InflateTest, BytesAreCapped) {
  const std::string text = Noise(10'000);
  for (const char* coding : {"gzip", ""}) {
    const std::string body = *coding ? Pack(text, 31) : text;
    EXPECT_EQ(Inflate(coding, body, {.max_bytes = 10'000})->end, InflateEnd::kWhole);
    const Result<Inflated> cut = Inflate(coding, body, {.max_bytes = 9'999});
    EXPECT_EQ(cut->end, InflateEnd::kMaxBytes);
    EXPECT_EQ(cut->bytes, text.substr(0, 9'999));
  }
}

// Ratio 200, but the first MiB is free.
TEST(InflateTest, RatioIsCapped) {
  const std::string small(1u << 20, 'a');
  EXPECT_EQ(Inflate("gzip", Pack(small, 31))->end, InflateEnd::kWhole) << "1 MiB may have any ratio";
  const std::string bomb = Pack(std::string(16u << 20, 'a'), 31);
  const Result<Inflated> result = Inflate("gzip", bomb);
  EXPECT_EQ(result->end, InflateEnd::kMaxRatio);
  EXPECT_LE(result->bytes.size(), bomb.size() * 200 + (1u << 20) + (64u << 10));
  std::string members;
  for (int i = 0; i < 20; ++i) members += Pack(small, 31);
  EXPECT_EQ(Inflate("gzip", members)->end, InflateEnd::kMaxRatio) << "in many members";
}

}  // namespace
}  // namespace markwarden
