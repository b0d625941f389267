// Pictures of every kind that is read, against the pixels that went into them.
#include "core/formats/image_decode.h"

#include <gtest/gtest.h>

#include "tests/formats/picture_builder.h"

namespace markwarden {
namespace {

using namespace test;

GreyPicture Decoded(const std::string& bytes) {
  const auto picture = DecodePicture(bytes);
  EXPECT_TRUE(picture) << picture.error().message;
  return picture ? *picture : GreyPicture{};
}

using Pixels = std::vector<uint8_t>;

TEST(ImageDecodeTest, PngOfEveryKind) {
  const std::string palette = PngChunk("PLTE", std::string("\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF", 12));
  const struct {
    const char* why;
    std::string bytes;
    Pixels want;
  } cases[] = {
      {"grey", PngFile(2, {std::string("\x10\xF0", 2)}, 8, 0), {0x10, 0xF0}},
      {"one bit a sample", PngFile(3, {std::string("\xA0", 1)}, 1, 0), {255, 0, 255}},
      {"16 bits are rounded", PngFile(3, {std::string("\x10\x00\x10\xFF\xFF\xFF", 6)}, 16, 0), {0x10, 0x11, 0xFF}},
      {"red, green, blue", PngFile(3, {std::string("\xFF\0\0\0\xFF\0\0\0\xFF", 9)}, 8, 2), {76, 150, 29}},
      {"palette", PngFile(4, {std::string("\x1B", 1)}, 2, 3, palette), {0, 255, 76, 29}},
      {"palette and alpha", PngFile(4, {std::string("\x1B", 1)}, 2, 3, palette + PngChunk("tRNS", std::string("\0\x80", 2))), {255, 255, 76, 29}},
      {"grey and alpha", PngFile(3, {std::string("\0\0\0\x80\0\xFF", 6)}, 8, 4), {255, 127, 0}},
      {"RGBA over white", PngFile(2, {std::string("\0\0\0\0\xFF\0\0\xFF", 8)}, 8, 6), {255, 76}},
      {"16 bits and alpha", PngFile(1, {std::string("\0\0\0\0\0\0\x80\x80", 8)}, 16, 6), {127}},
      {"one transparent colour", PngFile(2, {std::string("\x10\xF0", 2)}, 8, 0, PngChunk("tRNS", std::string("\0\x10", 2))), {255, 0xF0}},
  };
  for (const auto& c : cases) EXPECT_EQ(Decoded(c.bytes).pixels, c.want) << c.why;
}

// Adam7 of a 2 x 2 picture: pass 1 has the first pixel, pass 6 the second, pass 7 the second row.
TEST(ImageDecodeTest, InterlacedPngIsPutTogether) {
  const std::string raw = std::string("\0\x0A", 2) + std::string("\0\x14", 2) + std::string("\0\x1E\x28", 3);
  const std::string bytes = kPngSignature + PngHeader(2, 2, 8, 0, 1) + PngChunk("IDAT", ZlibDeflated(raw)) + PngChunk("IEND", "");
  EXPECT_EQ(Decoded(bytes).pixels, (Pixels{10, 20, 30, 40}));
}

TEST(ImageDecodeTest, AnimatedPngIsItsFirstPicture) {
  const std::string first = ZlibDeflated(std::string("\0\x20", 2)), second = ZlibDeflated(std::string("\0\xE0", 2));
  const std::string control = Big(0, 4) + Big(1, 4) + Big(1, 4) + Big(0, 4) + Big(0, 4) + Big(0x00010001, 4) + std::string(2, '\0');
  const std::string bytes = kPngSignature + PngHeader(1, 1, 8, 0) + PngChunk("acTL", Big(2, 4) + Big(0, 4)) + PngChunk("fcTL", control) +
                            PngChunk("IDAT", first) + PngChunk("fcTL", Big(1, 4) + control.substr(4)) +
                            PngChunk("fdAT", Big(2, 4) + second) + PngChunk("IEND", "");
  EXPECT_EQ(Decoded(bytes).pixels, Pixels{0x20});
}

TEST(ImageDecodeTest, JpegColours) {
  const auto flat = [](const Pixels& colour) {
    Pixels samples;
    for (int i = 0; i < 64; ++i) samples.insert(samples.end(), colour.begin(), colour.end());
    return samples;
  };
  const struct {
    const char* why;
    std::string bytes;
    int want;
  } cases[] = {
      {"grey", JpegFile(flat({90}), 8, 8, JCS_GRAYSCALE), 90},
      {"colour", JpegFile(flat({255, 0, 0}), 8, 8, JCS_RGB), 76},
      {"progressive", JpegFile(flat({0, 0, 255}), 8, 8, JCS_RGB, 90, true), 29},
      // Adobe stores 255 - ink.
      {"Adobe's inverted CMYK, no ink", JpegFile(flat({255, 255, 255, 255}), 8, 8, JCS_CMYK), 255},
      {"Adobe's inverted CMYK, black ink", JpegFile(flat({255, 255, 255, 0}), 8, 8, JCS_CMYK), 0},
      {"Adobe's inverted CMYK, half cyan", JpegFile(flat({128, 255, 255, 255}), 8, 8, JCS_CMYK), 217},
      {"CMYK without the marker, no ink", JpegFile(flat({0, 0, 0, 0}), 8, 8, JCS_CMYK, 90, false, false), 255},
      {"CMYK without the marker, yellow ink", JpegFile(flat({0, 0, 255, 0}), 8, 8, JCS_CMYK, 90, false, false), 226},
  };
  for (const auto& c : cases) {
    const GreyPicture picture = Decoded(c.bytes);
    ASSERT_EQ(picture.pixels.size(), 64u) << c.why;
    EXPECT_NEAR(picture.pixels[27], c.want, 3) << c.why;
  }
}

TEST(ImageDecodeTest, WebpLiesOverWhiteAndAnimationsShowTheirFirstFrame) {
  EXPECT_EQ(Decoded(WebpFile({10, 10, 10, 255, 0, 0, 0, 0}, 2, 1)).pixels, (Pixels{10, 255}));
  const auto frame = [](int x, int y, uint8_t grey) {
    const std::string still = WebpFile({grey, grey, grey, 255, grey, grey, grey, 0}, 2, 1);
    return RiffChunk("ANMF", Little(static_cast<uint32_t>(x / 2), 3) + Little(static_cast<uint32_t>(y / 2), 3) + Little(1, 3) + Little(0, 3) +
                                 Little(100, 3) + '\0' + still.substr(12));
  };
  const std::string control = RiffChunk("ANIM", Little(0, 4) + Little(0, 2));
  EXPECT_EQ(Decoded(WebpExtended(0x12, 4, 3, control + frame(2, 2, 40) + frame(0, 0, 90))).pixels,
            (Pixels{255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 40, 255}));
  const auto outside = DecodePicture(WebpExtended(0x12, 3, 3, control + frame(2, 2, 40)));
  ASSERT_FALSE(outside);
  EXPECT_EQ(outside.error().code, ErrorCode::kInvalid);
  EXPECT_FALSE(DecodePicture(WebpExtended(0x12, 3, 3, control)));
}

TEST(ImageDecodeTest, GifShowsItsFirstFrameOnItsCanvas) {
  const GifFrame frame{1, 1, 2, 2, {10, 20, 30, 40}, 30};
  EXPECT_EQ(Decoded(GifFile(3, 3, {frame, {0, 0, 3, 3, Pixels(9, 99)}})).pixels, (Pixels{255, 255, 255, 255, 20, 40, 255, 255, 80}));
  EXPECT_EQ(Decoded(GifFile(2, 2, {{1, 1, 2, 2, {10, 20, 30, 40}}})).pixels, (Pixels{255, 255, 255, 20})) << "cut to the canvas";
  EXPECT_EQ(Decoded(GifFile(1, 5, {{0, 0, 1, 5, {1, 2, 3, 4, 5}, -1, true}})).pixels, (Pixels{2, 8, 6, 10, 4})) << "interlaced";
}

// Stored 3 x 2 as 0 1 2 / 3 4 5; what EXIF makes of it (Exif 2.32, 4.6.4).
TEST(ImageDecodeTest, ExifTurnsThePictureUpright) {
  const std::vector<Pixels> upright = {{0, 1, 2, 3, 4, 5}, {2, 1, 0, 5, 4, 3}, {5, 4, 3, 2, 1, 0}, {3, 4, 5, 0, 1, 2},
                                       {0, 3, 1, 4, 2, 5}, {3, 0, 4, 1, 5, 2}, {5, 2, 4, 1, 3, 0}, {2, 5, 1, 4, 0, 3}};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    for (const bool little : {false, true}) {
      const std::string exif = ExifBlock(orientation, little);
      Pixels rgba;
      for (uint8_t i = 0; i < 6; ++i) rgba.insert(rgba.end(), {i, i, i, 255});
      const std::string still = WebpFile(rgba, 3, 2);
      const std::string files[] = {
          PngFile(3, {std::string("\0\1\2", 3), "\3\4\5"}, 8, 0, PngChunk("eXIf", exif)),
          WebpExtended(8, 3, 2, still.substr(12) + RiffChunk("EXIF", exif)),
      };
      for (const std::string& file : files) {
        const GreyPicture picture = Decoded(file);
        EXPECT_EQ(picture.pixels, upright[static_cast<size_t>(orientation - 1)]) << orientation;
        EXPECT_EQ(picture.width, orientation < 5 ? 3 : 2);
        const auto size = ProbePicture(file);
        ASSERT_TRUE(size);
        EXPECT_EQ(size->width, picture.width);
        EXPECT_EQ(size->height, picture.height);
      }
    }
  }
}

TEST(ImageDecodeTest, ExifTurnsAJpegToo) {
  Pixels samples(48 * 16);  // left half dark, right half light
  for (int y = 0; y < 16; ++y) {
    for (int x = 0; x < 48; ++x) samples[static_cast<size_t>(y * 48 + x)] = x < 24 ? 20 : 220;
  }
  const std::string jpeg = JpegFile(samples, 48, 16, JCS_GRAYSCALE, 95);
  const GreyPicture turned = Decoded(WithSegments(jpeg, JpegSegment(0xE1, std::string("Exif\0\0", 6) + ExifBlock(6))));
  ASSERT_EQ(turned.width, 16);
  ASSERT_EQ(turned.height, 48);
  EXPECT_NEAR(turned.pixels[2 * 16 + 8], 20, 4);
  EXPECT_NEAR(turned.pixels[45 * 16 + 8], 220, 4);
  for (const std::string& odd : {std::string("Exif\0\0", 6), std::string("Exif\0\0MM", 8), std::string("Exif\0\0", 6) + ExifBlock(9)}) {
    EXPECT_EQ(Decoded(WithSegments(jpeg, JpegSegment(0xE1, odd))).width, 48);
  }
}

}  // namespace
}  // namespace markwarden
