// Two passes of a box filter in both directions, 64 x 64 samples, 16 x 16 coefficients
// of a DCT without the constant one; each bit is a coefficient against the median.
#include "matcher/pdq.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace markwarden {
namespace {

constexpr int kSide = 64;
constexpr int kBits = 16;
constexpr int kMinSide = 5;
using Grid = std::vector<float>;  // kSide x kSide
using Coefficients = std::array<float, kBits * kBits>;

// Mean over a window that shrinks at both ends.  length >= window.
void BoxLine(const float* in, float* out, int length, int stride, int window) {
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

int WindowOf(int dimension) { return (dimension + 2 * kSide - 1) / (2 * kSide); }

Grid Sample(const Luma& picture) {
  const int width = picture.width, height = picture.height;
  std::vector<float> a = picture.pixels, b(a.size());
  const int row_window = WindowOf(width), column_window = WindowOf(height);
  for (int pass = 0; pass < 2; ++pass) {
    for (int y = 0; y < height; ++y) {
      BoxLine(&a[static_cast<size_t>(y) * static_cast<size_t>(width)], &b[static_cast<size_t>(y) * static_cast<size_t>(width)],
              width, 1, row_window);
    }
    for (int x = 0; x < width; ++x) BoxLine(&b[static_cast<size_t>(x)], &a[static_cast<size_t>(x)], height, width, column_window);
  }
  Grid grid(kSide * kSide);
  for (int i = 0; i < kSide; ++i) {
    const auto y = static_cast<size_t>((i + 0.5) * height / kSide);
    for (int j = 0; j < kSide; ++j) {
      const auto x = static_cast<size_t>((j + 0.5) * width / kSide);
      grid[static_cast<size_t>(i * kSide + j)] = a[y * static_cast<size_t>(width) + x];
    }
  }
  return grid;
}

int QualityOf(const Grid& grid) {
  int sum = 0;
  const auto add = [&](float u, float v) { sum += std::abs(static_cast<int>((u - v) * 100 / 255)); };
  for (int i = 0; i < kSide; ++i) {
    for (int j = 0; j < kSide; ++j) {
      const auto at = static_cast<size_t>(i * kSide + j);
      if (i + 1 < kSide) add(grid[at], grid[at + kSide]);
      if (j + 1 < kSide) add(grid[at], grid[at + 1]);
    }
  }
  return std::min(sum / 90, 100);
}

Coefficients Transform(const Grid& grid) {
  static const std::vector<float> basis = [] {
    std::vector<float> d(kBits * kSide);
    for (int i = 0; i < kBits; ++i) {
      for (int j = 0; j < kSide; ++j) {
        d[static_cast<size_t>(i * kSide + j)] =
            static_cast<float>(std::sqrt(2.0 / kSide) * std::cos(std::numbers::pi / 2 / kSide * (i + 1) * (2 * j + 1)));
      }
    }
    return d;
  }();
  std::vector<float> half(kBits * kSide);
  for (int i = 0; i < kBits; ++i) {
    for (int j = 0; j < kSide; ++j) {
      float sum = 0;
      for (int k = 0; k < kSide; ++k) sum += basis[static_cast<size_t>(i * kSide + k)] * grid[static_cast<size_t>(k * kSide + j)];
      half[static_cast<size_t>(i * kSide + j)] = sum;
    }
  }
  Coefficients out{};
  for (int i = 0; i < kBits; ++i) {
    for (int j = 0; j < kBits; ++j) {
      float sum = 0;
      for (int k = 0; k < kSide; ++k) sum += half[static_cast<size_t>(i * kSide + k)] * basis[static_cast<size_t>(j * kSide + k)];
      out[static_cast<size_t>(i * kBits + j)] = sum;
    }
  }
  return out;
}

PictureHash HashOf(const Coefficients& coefficients, int quality) {
  Coefficients sorted = coefficients;
  std::nth_element(sorted.begin(), sorted.begin() + 127, sorted.end());
  const float median = sorted[127];
  PictureHash hash;
  hash.quality = quality;
  for (size_t k = 0; k < coefficients.size(); ++k) {
    if (coefficients[k] > median) hash.words[k / 64] |= uint64_t{1} << (k % 64);
  }
  return hash;
}

bool Usable(const Luma& picture) {
  return picture.width >= kMinSide && picture.height >= kMinSide &&
         picture.pixels.size() == static_cast<size_t>(picture.width) * static_cast<size_t>(picture.height);
}

}  // namespace

Luma Crop(const Luma& picture, const std::array<int, 4>& region) {
  const int x0 = std::clamp(region[0], 0, picture.width), y0 = std::clamp(region[1], 0, picture.height);
  const int x1 = std::clamp(region[0] + region[2], x0, picture.width), y1 = std::clamp(region[1] + region[3], y0, picture.height);
  Luma out{x1 - x0, y1 - y0, {}};
  out.pixels.reserve(static_cast<size_t>(out.width) * static_cast<size_t>(out.height));
  for (int y = y0; y < y1; ++y) {
    const auto row = picture.pixels.begin() + static_cast<std::ptrdiff_t>(y) * picture.width;
    out.pixels.insert(out.pixels.end(), row + x0, row + x1);
  }
  return out;
}

PictureHash ComputePdq(const Luma& picture) {
  if (!Usable(picture)) return {};
  const Grid grid = Sample(picture);
  return HashOf(Transform(grid), QualityOf(grid));
}

std::array<PictureHash, 8> ComputePdqOrientations(const Luma& picture) {
  std::array<PictureHash, 8> out{};
  if (!Usable(picture)) return out;
  const Grid grid = Sample(picture);
  const int quality = QualityOf(grid);
  const Coefficients b = Transform(grid);
  // Mirroring an axis changes the sign of its even-numbered cosines; turning is transposing and mirroring.
  const auto variant = [&](bool transpose, bool flip_rows, bool flip_columns) {
    Coefficients c{};
    for (size_t i = 0; i < kBits; ++i) {
      for (size_t j = 0; j < kBits; ++j) {
        float value = transpose ? b[j * kBits + i] : b[i * kBits + j];
        if (flip_rows && i % 2 == 0) value = -value;
        if (flip_columns && j % 2 == 0) value = -value;
        c[i * kBits + j] = value;
      }
    }
    return HashOf(c, quality);
  };
  out[0] = variant(false, false, false);
  out[1] = variant(true, true, false);
  out[2] = variant(false, true, true);
  out[3] = variant(true, false, true);
  out[4] = variant(false, true, false);
  out[5] = variant(false, false, true);
  out[6] = variant(true, false, false);
  out[7] = variant(true, true, true);
  return out;
}

}  // namespace markwarden
