// Pictures from outside -> rows of pixels, upright, first frame.  JPEG, PNG, WebP and GIF, told by their bytes;
// a declared type or a file's name counts for nothing.  Sizes are read from the header and held against the caps
// before a pixel is decoded.  Pure functions for a content worker: no file, no clock, no thread.
//
// What a picture looks like: EXIF orientation (JPEG, PNG, WebP) is applied; transparency lies over white; 16-bit
// samples are rounded to 8; CMYK becomes RGB (inverted when Adobe's marker says so); ICC profiles and gamma are
// passed over; of an animation the first frame on its canvas is the picture.
// A JPEG that ends early is decoded as far as it goes and grey beyond, as browsers show it; one without a whole
// header and any other picture that ends early is broken.
//
// Memory: one row, beside what the format needs at once: 3 or 4 bytes a pixel for an interlaced PNG, a WebP and a
// picture that EXIF turns, twice the samples for a progressive JPEG, 1 byte for a GIF.  At the caps below 400 MB.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace markwarden {

// Caps on what is decoded.
inline constexpr size_t kMaxPictureBytes = 20u << 20;
inline constexpr int64_t kMaxPicturePixels = 40'000'000;
inline constexpr int kMaxPictureSide = 16'384;
inline constexpr int kMaxJpegScans = 100;  // of a progressive JPEG; encoders write about ten

struct PictureSize {
  int width = 0, height = 0;
};

// Takes the rows of one picture.
class PictureSink {
 public:
  virtual ~PictureSink() = default;
  // Once, before the first row.  channels: 1 (grey) or 3 (red, green, blue).
  virtual void Start(int width, int height, int channels) = 0;
  // Every row from the top; `samples` holds width * channels of them, until the call returns.
  virtual void Row(const uint8_t* samples) = 0;
};

// The upright size.  Errors: kUnsupported (none of the four formats), kInvalid (broken), kExhausted (past a cap).
Result<PictureSize> ProbePicture(std::string_view bytes);

// Gives `sink` the upright rows; after an error it may have seen some of them.  Errors: as ProbePicture.
Status ReadPicture(std::string_view bytes, PictureSink& sink);

struct GreyPicture {
  int width = 0, height = 0;
  std::vector<uint8_t> pixels;  // luma, row by row
};

// The whole picture as luma; 1 byte a pixel.  Errors: as ProbePicture.
Result<GreyPicture> DecodePicture(std::string_view bytes);

}  // namespace markwarden
