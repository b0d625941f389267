// Two passes of a box filter in both directions, 64 x 64 samples, 16 x 16 coefficients
// of a DCT without the constant one; each bit is a coefficient against the median.
//
// The filters do what a plain walk along each line does, number by number, so the hash is the same to the bit.
// Rows are taken eight at a time, so that eight sums run beside each other; columns all at once, row by row.
#include "matcher/pdq.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace markwarden {
namespace {

constexpr int kSide = 64;
constexpr int kBits = 16;
constexpr int kMinSide = 5;
constexpr size_t kLanes = 8;
using Grid = PdqGrid;
using Coefficients = std::array<float, kBits * kBits>;

int WindowOf(int dimension) { return (dimension + 2 * kSide - 1) / (2 * kSide); }

int SampleAt(int i, int dimension) { return static_cast<int>((i + 0.5) * dimension / kSide); }

// The moving mean along each of up to kLanes rows; a window that shrinks at both ends.
class RowMean {
 public:
  RowMean(int width, int window)
      : width_(static_cast<size_t>(width)), window_(static_cast<size_t>(window)), in_(width_ * kLanes), out_(width_ * kLanes) {}

  // Row `lane` of the block.
  void Set(size_t lane, const float* row) {
    for (size_t x = 0; x < width_; ++x) in_[x * kLanes + lane] = row[x];
  }

  void Run() {
    const size_t half = (window_ + 2) / 2;
    float sum[kLanes] = {};
    float count = 0;
    const float* right = in_.data();
    const float* left = in_.data();
    float* out = out_.data();
    const auto take = [&] {
      for (size_t lane = 0; lane < kLanes; ++lane) sum[lane] += right[lane];
      right += kLanes;
    };
    const auto drop = [&] {
      for (size_t lane = 0; lane < kLanes; ++lane) sum[lane] -= left[lane];
      left += kLanes;
    };
    const auto give = [&] {
      for (size_t lane = 0; lane < kLanes; ++lane) out[lane] = sum[lane] / count;
      out += kLanes;
    };
    for (size_t i = 0; i + 1 < half; ++i) {
      take();
      count += 1;
    }
    for (size_t i = 0; i + half < window_ + 1; ++i) {
      take();
      count += 1;
      give();
    }
    for (size_t i = window_; i < width_; ++i) {
      take();
      drop();
      give();
    }
    for (size_t i = 0; i + 1 < half; ++i) {
      drop();
      count -= 1;
      give();
    }
  }

  float At(size_t lane, size_t x) const { return out_[x * kLanes + lane]; }
  void Get(size_t lane, float* row) const {
    for (size_t x = 0; x < width_; ++x) row[x] = out_[x * kLanes + lane];
  }

 private:
  const size_t width_, window_;
  std::vector<float> in_, out_;  // row `lane` at x: [x * kLanes + lane]
};

// The moving mean down each column, a row in, a row out, the latter half a window behind.
class ColumnMean {
 public:
  ColumnMean(size_t width, int height, int window)
      : width_(width), height_(static_cast<size_t>(height)), window_(static_cast<size_t>(window)), half_((window_ + 2) / 2),
        kept_(width * window_), sums_(width), out_(width) {}

  // The next row; true when a row came out.
  bool Add(const float* row) {
    float* const kept = &kept_[taken_ % window_ * width_];
    float* const sums = sums_.data();
    float* const out = out_.data();
    const bool full = taken_ >= window_;
    if (!full) count_ += 1;
    const float count = count_;
    if (full) {
      for (size_t x = 0; x < width_; ++x) {
        const float sum = sums[x] + row[x] - kept[x];
        kept[x] = row[x];
        sums[x] = sum;
        out[x] = sum / count;
      }
    } else {
      for (size_t x = 0; x < width_; ++x) {
        kept[x] = row[x];
        sums[x] += row[x];
        out[x] = sums[x] / count;
      }
    }
    return ++taken_ >= half_;
  }

  // After the last row: true while further rows come out.
  bool Drain() {
    if (drained_ + 1 >= half_) return false;
    const float* const kept = &kept_[(height_ - window_ + drained_) % window_ * width_];
    count_ -= 1;
    for (size_t x = 0; x < width_; ++x) {
      sums_[x] -= kept[x];
      out_[x] = sums_[x] / count_;
    }
    ++drained_;
    return true;
  }

  const float* out() const { return out_.data(); }

 private:
  const size_t width_, height_, window_, half_;
  std::vector<float> kept_, sums_, out_;
  size_t taken_ = 0, drained_ = 0;
  float count_ = 0;
};

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

}  // namespace

struct PdqSampler::Work {
  const int width, height;
  RowMean rows;
  ColumnMean columns, sampled_columns;
  std::vector<float> row;
  size_t first = 0, second = 0;  // rows that wait in `rows` and `again`
  RowMean again;
  int taken = 0, blurred = 0, sampled = 0;
  size_t at_row = 0;  // of the grid
  Grid grid{};

  Work(int w, int h)
      : width(w), height(h), rows(w, WindowOf(w)), columns(static_cast<size_t>(w), h, WindowOf(h)),
        sampled_columns(kSide, h, WindowOf(h)), row(static_cast<size_t>(w)), again(w, WindowOf(w)) {}

  void Add(const float* samples) {
    rows.Set(first++, samples);
    ++taken;
    if (first < kLanes && taken < height) return;
    rows.Run();
    for (size_t lane = 0; lane < first; ++lane) {
      rows.Get(lane, row.data());
      if (columns.Add(row.data())) Again(columns.out());
    }
    first = 0;
    if (taken < height) return;
    while (columns.Drain()) Again(columns.out());
  }

  void Again(const float* samples) {
    again.Set(second++, samples);
    ++blurred;
    if (second < kLanes && blurred < height) return;
    again.Run();
    std::array<float, kSide> places;
    for (size_t lane = 0; lane < second; ++lane) {
      for (int j = 0; j < kSide; ++j) places[static_cast<size_t>(j)] = again.At(lane, static_cast<size_t>(SampleAt(j, width)));
      if (sampled_columns.Add(places.data())) Sampled(sampled_columns.out());
    }
    second = 0;
    if (blurred < height) return;
    while (sampled_columns.Drain()) Sampled(sampled_columns.out());
  }

  void Sampled(const float* places) {
    for (; at_row < kSide && SampleAt(static_cast<int>(at_row), height) == sampled; ++at_row) {
      std::copy_n(places, kSide, &grid[at_row * kSide]);
    }
    ++sampled;
  }
};

PdqSampler::PdqSampler(int width, int height) : work_(std::make_unique<Work>(width, height)) {}
PdqSampler::~PdqSampler() = default;
void PdqSampler::Add(const float* row) { work_->Add(row); }
const PdqGrid& PdqSampler::Samples() const { return work_->grid; }

PictureHash PdqOf(const PdqGrid& samples, int width, int height) {
  if (width < kMinSide || height < kMinSide) return {};
  return HashOf(Transform(samples), QualityOf(samples));
}

PictureHash ComputePdq(const Luma& picture) {
  if (picture.width < kMinSide || picture.height < kMinSide) return {};
  PdqSampler sampler(picture.width, picture.height);
  for (int y = 0; y < picture.height; ++y) sampler.Add(&picture.pixels[static_cast<size_t>(y) * static_cast<size_t>(picture.width)]);
  return PdqOf(sampler.Samples(), picture.width, picture.height);
}

std::array<PictureHash, 8> PdqOrientationsOf(const PdqGrid& grid, int width, int height) {
  std::array<PictureHash, 8> out{};
  if (width < kMinSide || height < kMinSide) return out;
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
