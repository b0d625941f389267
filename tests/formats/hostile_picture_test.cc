// Pictures made to harm: each is refused with a clear line or read within bounds of memory and time.
#include <gtest/gtest.h>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>

#include "core/formats/image_decode.h"
#include "core/sanitized.h"
#include "tests/formats/picture_builder.h"

namespace markwarden {
namespace {

using namespace test;

using Pixels = std::vector<uint8_t>;

struct Outcome {
  bool decoded = false;
  ErrorCode code = ErrorCode::kInternal;
  std::string message;
  double seconds = 0;
};

Outcome Decode(const std::string& bytes) {
  const auto from = std::chrono::steady_clock::now();
  const auto picture = DecodePicture(bytes);
  Outcome out;
  out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
  out.decoded = picture.has_value();
  if (!picture) {
    out.code = picture.error().code;
    out.message = picture.error().message;
  }
  return out;
}

void ExpectRefused(const std::string& bytes, ErrorCode code, const std::string& says, const char* why) {
  const Outcome out = Decode(bytes);
  EXPECT_FALSE(out.decoded) << why;
  EXPECT_EQ(out.code, code) << why << ": " << out.message;
  EXPECT_NE(out.message.find(says), std::string::npos) << why << ": " << out.message;
  EXPECT_EQ(out.message.find('\n'), std::string::npos) << why;
  EXPECT_LT(out.seconds, 2) << why;
}

// Runs DecodePicture in a child that may hold `megabytes` more than this process does now: 0 decoded, 1 refused.
int DecodeWithin(const std::string& bytes, size_t megabytes) {
  const pid_t child = fork();
  if (child == 0) {
    if (!kSanitized) {
      long pages = 0;
      if (FILE* statm = std::fopen("/proc/self/statm", "r")) {
        if (std::fscanf(statm, "%ld", &pages) != 1) pages = 0;
        std::fclose(statm);
      }
      const rlim_t limit = static_cast<rlim_t>(pages) * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) + (megabytes << 20);
      const rlimit all{limit, limit};
      if (pages == 0 || setrlimit(RLIMIT_AS, &all) != 0) _exit(9);
    }
    _exit(DecodePicture(bytes) ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

TEST(HostilePictureTest, PngOf65535SquareInTwoKilobytes) {
  const std::string png = kPngSignature + PngHeader(65535, 65535, 8, 6) + PngChunk("IDAT", ZlibDeflated(std::string(1 << 20, '\0'))) + PngChunk("IEND", "");
  EXPECT_LT(png.size(), 2048u);
  ExpectRefused(png, ErrorCode::kExhausted, "65535 x 65535", "more than the caps");
  EXPECT_EQ(DecodeWithin(png, 16), 1);
}

TEST(HostilePictureTest, GifOfAHundredThousandFrames) {
  std::vector<GifFrame> frames(100'000, {0, 0, 2, 1, {5, 6}});
  const std::string gif = GifFile(2, 1, frames);
  const auto from = std::chrono::steady_clock::now();
  const auto picture = DecodePicture(gif);
  ASSERT_TRUE(picture);
  EXPECT_EQ(picture->pixels, (Pixels{10, 12}));
  EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count(), 0.5) << "only the first frame is read";
  EXPECT_EQ(DecodeWithin(gif, 16), 0);
  ExpectRefused(GifFile(2, 2, {{0, 0, 60000, 60000, {1}}}), ErrorCode::kExhausted, "40 million", "a frame far past its canvas");
  ExpectRefused(GifFile(2, 2, {}), ErrorCode::kInvalid, "no picture", "no frame at all");
  ExpectRefused(gif.substr(0, 400), ErrorCode::kInvalid, "broken GIF", "cut inside its palette");
}

Pixels Checked(int width, int height) {
  Pixels rgb(static_cast<size_t>(width) * static_cast<size_t>(height) * 3);
  for (size_t i = 0; i < rgb.size(); ++i) rgb[i] = static_cast<uint8_t>((i / 3 / 8 + i / 3 / static_cast<size_t>(width) / 8) % 2 * 200 + i % 3 * 10);
  return rgb;
}

TEST(HostilePictureTest, JpegTruncatedAtEvery64th) {
  for (const bool progressive : {false, true}) {
    const std::string jpeg = JpegFile(Checked(384, 256), 384, 256, JCS_RGB, 85, progressive);
    bool decoded_before = false;
    for (size_t part = 0; part <= 64; ++part) {
      const Outcome out = Decode(jpeg.substr(0, jpeg.size() * part / 64));
      EXPECT_LT(out.seconds, 2);
      // Once its header and tables are whole it is read as far as it goes.
      EXPECT_TRUE(out.decoded || !decoded_before) << part << ": " << out.message;
      if (!out.decoded) {
        EXPECT_EQ(out.code, part == 0 ? ErrorCode::kUnsupported : ErrorCode::kInvalid) << part;
      }
      decoded_before = out.decoded;
    }
    EXPECT_TRUE(decoded_before);
    const auto half = DecodePicture(jpeg.substr(0, jpeg.size() * 3 / 4)), whole = DecodePicture(jpeg);
    ASSERT_TRUE(half && whole);
    if (!progressive) {
      EXPECT_TRUE(std::equal(half->pixels.begin(), half->pixels.begin() + 384 * 64, whole->pixels.begin())) << "the top is there";
    }
  }
}

TEST(HostilePictureTest, JpegOfThousandsOfScans) {
  const std::string jpeg = JpegFile(Checked(64, 64), 64, 64, JCS_RGB, 85, true);
  const size_t last = jpeg.rfind(std::string("\xFF\xDA"));
  const std::string scan = jpeg.substr(last, jpeg.size() - 2 - last);
  std::string many = jpeg.substr(0, jpeg.size() - 2);
  for (int i = 0; i < 5000; ++i) many += scan;
  ExpectRefused(many + "\xFF\xD9", ErrorCode::kExhausted, "scans", "scans without end");
}

TEST(HostilePictureTest, WebpLosslessBomb) {
  // A flat picture at the cap of pixels: a few hundred bytes that need all of it at once.
  const std::string at_cap = WebpFile(Pixels(size_t{4} * 8000 * 5000, 255), 8000, 5000);
  EXPECT_LT(at_cap.size(), 4096u);
  EXPECT_EQ(DecodeWithin(at_cap, 400), 0) << "40 million pixels within a worker's memory";
  std::string header = at_cap;  // the same stream, 16,384 x 16,384 in its header (VP8L: 14 bits each, less one)
  for (size_t i = 21; i < 24; ++i) header[i] = '\xFF';
  header[24] = static_cast<char>(header[24] | 0x0F);
  ExpectRefused(header, ErrorCode::kExhausted, "16384 x 16384", "more than the caps");
}

TEST(HostilePictureTest, SvgIsNeverRendered) {
  const std::string script = "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"><script>alert(1)</script></svg>";
  const std::string entity = "<?xml version=\"1.0\"?>\n<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<svg><text>&x;</text></svg>";
  std::string bomb = "\xEF\xBB\xBF <svg><g id=\"a0\"><rect/></g>";
  for (int i = 1; i < 40; ++i) {
    const std::string before = "<use href=\"#a" + std::to_string(i - 1) + "\"/>";
    bomb += "<g id=\"a" + std::to_string(i) + "\">" + before + before + "</g>";
  }
  for (const std::string& svg : {script, entity, bomb + "</svg>"}) {
    ExpectRefused(svg, ErrorCode::kUnsupported, "SVG drawing is never rendered", "an SVG");
  }
}

TEST(HostilePictureTest, AvifAndHeicWhateverTheyAreDeclaredAs) {
  for (const char* brand : {"avif", "avis", "heic", "heix", "mif1"}) {
    const std::string bytes = Big(24, 4) + "ftyp" + brand + Big(0, 4) + "mif1" + brand + std::string(200, '\0');
    ExpectRefused(bytes, ErrorCode::kUnsupported, "not read", brand);
  }
  ExpectRefused("BM" + std::string(200, '\0'), ErrorCode::kUnsupported, "not a JPEG", "BMP");
  ExpectRefused(std::string("II*\0", 4) + std::string(200, '\0'), ErrorCode::kUnsupported, "not a JPEG", "TIFF");
  // The bytes decide, no declared type is asked for: a PNG sent as JPEG is a PNG.
  EXPECT_TRUE(Decode(PngFile(1, {"x"}, 8, 0)).decoded);
}

TEST(HostilePictureTest, ProfilesAndExifOfManyMegabytes) {
  // Just under the cap of 20 MiB, in segments of 64 kB; over it the picture is refused unread.
  std::string icc, exif;
  for (int i = 0; i < 300; ++i) {
    icc += JpegSegment(0xE2, std::string("ICC_PROFILE\0", 12) + std::string(65000, 'i'));
    exif += JpegSegment(0xE1, std::string("Exif\0\0", 6) + ExifBlock(1) + std::string(65000, 'e'));
  }
  const std::string jpeg = JpegFile(Checked(16, 16), 16, 16, JCS_RGB);
  for (const std::string& segments : {icc, exif}) {
    const std::string large = WithSegments(jpeg, segments);
    ASSERT_LT(large.size(), kMaxPictureBytes);
    const Outcome out = Decode(large);
    EXPECT_TRUE(out.decoded) << out.message;
    EXPECT_LT(out.seconds, 2);
    ExpectRefused(WithSegments(large, segments + segments), ErrorCode::kExhausted, "bytes, more than", "50 MB and more");
  }
  // A profile and a text in a PNG that inflate to 200 MB each are not inflated.
  const std::string inflates = ZlibDeflated(std::string(size_t{200} << 20, 'p'), 1);
  const std::string png = PngFile(1, {"x"}, 8, 0, PngChunk("iCCP", std::string("p\0\0", 3) + inflates) + PngChunk("zTXt", std::string("t\0\0", 3) + inflates));
  EXPECT_EQ(DecodeWithin(png, 32), 0);
}

TEST(HostilePictureTest, ExifThatPointsOutsideItself) {
  const std::string jpeg = JpegFile(Checked(32, 16), 32, 16, JCS_RGB);
  const std::string many = std::string("MM", 2) + Big(42, 2) + Big(8, 4) + Big(65535, 2) + std::string(30, '\x01');
  const std::string away = std::string("II", 2) + Little(42, 2) + Little(0xFFFFFFFF, 4);
  for (const std::string& tiff : {many, away, std::string("MM"), std::string()}) {
    const auto size = ProbePicture(WithSegments(jpeg, JpegSegment(0xE1, std::string("Exif\0\0", 6) + tiff)));
    ASSERT_TRUE(size);
    EXPECT_EQ(size->width, 32);
  }
}

TEST(HostilePictureTest, OnePixelNoPixelAndAThread) {
  EXPECT_TRUE(Decode(PngFile(1, {"x"}, 8, 0)).decoded);
  EXPECT_TRUE(Decode(JpegFile({1, 2, 3}, 1, 1, JCS_RGB)).decoded);
  EXPECT_TRUE(Decode(WebpFile({1, 2, 3, 255}, 1, 1)).decoded);
  EXPECT_TRUE(Decode(GifFile(1, 1, {{0, 0, 1, 1, {1}}})).decoded);
  ExpectRefused(kPngSignature + PngHeader(0, 0, 8, 0) + PngChunk("IDAT", ZlibDeflated("")) + PngChunk("IEND", ""), ErrorCode::kInvalid, "no pixels", "PNG of 0 x 0");
  ExpectRefused(GifFile(0, 0, {{0, 0, 1, 1, {1}}}), ErrorCode::kInvalid, "no pixels", "GIF of 0 x 0");
  ExpectRefused(GifFile(4, 4, {{0, 0, 0, 3, {}}}), ErrorCode::kInvalid, "without pixels", "GIF with a frame of 0 x 3");
  std::string jpeg = JpegFile(Checked(16, 16), 16, 16, JCS_RGB);
  const size_t frame = jpeg.find("\xFF\xC0");
  std::string none = jpeg;
  none.replace(frame + 5, 4, 4, '\0');
  ExpectRefused(none, ErrorCode::kInvalid, "no pixels", "JPEG of 0 x 0");
  ExpectRefused(PngFile(100'000, {std::string(12'500, '\0')}, 1, 0), ErrorCode::kExhausted, "100000 x 1", "100,000 x 1");
  ExpectRefused(PngFile(1, std::vector<std::string>(100'000, "x"), 8, 0), ErrorCode::kExhausted, "1 x 100000", "1 x 100,000");
  EXPECT_TRUE(Decode(PngFile(1, std::vector<std::string>(kMaxPictureSide, "x"), 8, 0)).decoded) << "at the cap of a side";
  ExpectRefused(PngFile(1, std::vector<std::string>(kMaxPictureSide + 1, "x"), 8, 0), ErrorCode::kExhausted, "a side", "one past the cap");
}

TEST(HostilePictureTest, FortyMegapixelsFitAWorker) {
  const std::string row(8000 * 3, '\x40');
  const std::string png = PngFile(8000, std::vector<std::string>(5000, row), 8, 2);
  EXPECT_EQ(DecodeWithin(png, 64), 0) << "40 MB of luma and one row";
  ExpectRefused(PngFile(8000, std::vector<std::string>(5001, row), 8, 2), ErrorCode::kExhausted, "40 million", "one row past the cap");
  const std::string jpeg = JpegFile(Pixels(size_t{3} * 8000 * 5000, 90), 8000, 5000, JCS_RGB, 60, true);
  EXPECT_EQ(DecodeWithin(WithSegments(jpeg, JpegSegment(0xE1, std::string("Exif\0\0", 6) + ExifBlock(6))), 400), 0) << "progressive and turned";
  std::string broken = jpeg;
  broken[jpeg.find("\xFF\xC2") + 4] = 12;  // 12 bits a sample
  ExpectRefused(broken, ErrorCode::kInvalid, "broken JPEG", "12 bits a sample");
}

TEST(HostilePictureTest, JpegThatIsAlsoHtmlAndZip) {
  const std::string jpeg = JpegFile(Checked(16, 16), 16, 16, JCS_RGB);
  const std::string html = "<html><body><script>alert(1)</script><!--";
  const std::string polyglot = WithSegments(jpeg, JpegSegment(0xFE, html)) + "PK\x03\x04" + std::string(100, 'z') + "PK\x05\x06" + std::string(18, '\0');
  const auto picture = DecodePicture(polyglot), plain = DecodePicture(jpeg);
  ASSERT_TRUE(picture && plain);
  EXPECT_EQ(picture->pixels, plain->pixels) << "read as the JPEG that it begins as, the rest unread";
  ExpectRefused(html + jpeg, ErrorCode::kUnsupported, "not a JPEG", "HTML first");
  ExpectRefused("PK\x03\x04" + jpeg, ErrorCode::kUnsupported, "not a JPEG", "ZIP first");
}

}  // namespace
}  // namespace markwarden
