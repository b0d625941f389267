// Pictures from outside -> grey pixels.  Sizes are read from the header before a pixel
// is decoded.
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

struct GreyPicture {
  int width = 0, height = 0;      // of `pixels`
  int full_width = 0, full_height = 0;  // of the file; larger when decoded at a reduced scale
  std::vector<uint8_t> pixels;    // luma, row by row; transparency lies over white
};

struct PictureSize {
  int width = 0, height = 0;
};

// Errors: kUnsupported (not JPEG, PNG or WebP), kInvalid (broken), kExhausted (past a cap).
Result<PictureSize> ProbePicture(std::string_view bytes);

// The first frame.  `min_side`: a JPEG may be decoded at 1/2, 1/4 or 1/8 as long as its shorter side
// stays at least this; 0 decodes at full size.  Errors: as ProbePicture.
Result<GreyPicture> DecodePicture(std::string_view bytes, int min_side = 0);

}  // namespace markwarden
