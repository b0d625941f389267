// PDQ as its description reads: whole columns walked one after the other, everything in memory.  The tests hold
// the streaming code to these very numbers, the benchmark shows what it gains.
#pragma once

#include <vector>

#include "matcher/pdq.h"

namespace markwarden {

// Mean over a window that shrinks at both ends.  length >= window.
inline void PdqOracleLine(const float* in, float* out, int length, int stride, int window) {
  const int half = (window + 2) / 2;
  float sum = 0;
  int count = 0;
  const float* right = in;
  const float* left = in;
  for (int i = 0; i < half - 1; ++i, right += stride) {
    sum += *right;
    ++count;
  }
  for (int i = 0; i < window - half + 1; ++i, right += stride, out += stride) {
    sum += *right;
    ++count;
    *out = sum / static_cast<float>(count);
  }
  for (int i = 0; i < length - window; ++i, right += stride, left += stride, out += stride) {
    sum += *right;
    sum -= *left;
    *out = sum / static_cast<float>(count);
  }
  for (int i = 0; i < half - 1; ++i, left += stride, out += stride) {
    sum -= *left;
    --count;
    *out = sum / static_cast<float>(count);
  }
}

// The 64 x 64 samples that are transformed.
inline PdqGrid PdqOracleSamples(const Luma& picture) {
  const int width = picture.width, height = picture.height;
  const auto window = [](int dimension) { return (dimension + 127) / 128; };
  std::vector<float> a = picture.pixels, b(a.size());
  for (int pass = 0; pass < 2; ++pass) {
    for (int y = 0; y < height; ++y) {
      const size_t row = static_cast<size_t>(y) * static_cast<size_t>(width);
      PdqOracleLine(&a[row], &b[row], width, 1, window(width));
    }
    for (int x = 0; x < width; ++x) PdqOracleLine(&b[static_cast<size_t>(x)], &a[static_cast<size_t>(x)], height, width, window(height));
  }
  PdqGrid grid{};
  for (int i = 0; i < 64; ++i) {
    const auto y = static_cast<size_t>((i + 0.5) * height / 64);
    for (int j = 0; j < 64; ++j) {
      const auto x = static_cast<size_t>((j + 0.5) * width / 64);
      grid[static_cast<size_t>(i * 64 + j)] = a[y * static_cast<size_t>(width) + x];
    }
  }
  return grid;
}

}  // namespace markwarden
