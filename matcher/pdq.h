// PDQ: a 256-bit perceptual hash of a picture (the algorithm that Facebook published in
// 2019 as "PDQ" in ThreatExchange, reimplemented from its description).  The picture is
// hashed at its full size from rows as they come, in memory for about a hundredth of it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/picture_key.h"

namespace markwarden {

// Luminance, row by row, 0..255.
struct Luma {
  int width = 0, height = 0;
  std::vector<float> pixels;
};

using PdqGrid = std::array<float, 64 * 64>;

// Blurs a picture and samples it at 64 x 64 places.  Not thread-safe; one picture each.
class PdqSampler {
 public:
  // At least 1 x 1 pixels.
  PdqSampler(int width, int height);
  ~PdqSampler();
  // The next row from the top, `width` samples; exactly `height` times.
  void Add(const float* row);
  // The samples, when every row was added.
  const PdqGrid& Samples() const;

 private:
  struct Work;
  std::unique_ptr<Work> work_;
};

// Pictures smaller than 5 pixels a side have quality 0.
PictureHash ComputePdq(const Luma& picture);

// The same from samples; `width` and `height` are the picture's.
PictureHash PdqOf(const PdqGrid& samples, int width, int height);

// The hashes of the picture turned and mirrored, from one transform: itself, rotated by 90, 180, 270 degrees
// counter-clockwise, flipped top to bottom, left to right, and along both diagonals.
std::array<PictureHash, 8> PdqOrientationsOf(const PdqGrid& samples, int width, int height);

}  // namespace markwarden
