// PDQ: a 256-bit perceptual hash of a picture (the algorithm that Facebook published in
// 2019 as "PDQ" in ThreatExchange, reimplemented from its description).
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/picture_key.h"

namespace markwarden {

// Luminance, row by row, 0..255.
struct Luma {
  int width = 0, height = 0;
  std::vector<float> pixels;
};

// The part of a picture; the region is cut to the picture.
Luma Crop(const Luma& picture, const std::array<int, 4>& region);

// Pictures smaller than 5 pixels a side have quality 0.
PictureHash ComputePdq(const Luma& picture);

// The hashes of the picture turned and mirrored, from one transform: itself, rotated by 90, 180, 270 degrees
// counter-clockwise, flipped top to bottom, left to right, and along both diagonals.
std::array<PictureHash, 8> ComputePdqOrientations(const Luma& picture);

}  // namespace markwarden
