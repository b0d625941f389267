// Corners and descriptors over a pyramid of sizes.
#include "matcher/features.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace markwarden {
namespace {

constexpr int kLongSide = 640;       // of the largest level
constexpr float kStep = 1.25f;       // from level to level
constexpr int kLevels = 8;
constexpr int kMargin = 17;          // a descriptor's reach and a pixel
constexpr int kMassRadius = 13;
constexpr int kReach = 13;           // of the comparisons
constexpr int kTurns = 64;           // directions that the comparisons are laid out for
constexpr int kCells = 6;            // a side; no cell may have more than its share of corners
constexpr float kMinResponse = 60;   // squared grey levels a pixel; flat ground and JPEG noise lie below

Luma Resized(const Luma& from, int width, int height) {
  Luma out{width, height, std::vector<float>(static_cast<size_t>(width) * static_cast<size_t>(height))};
  const float sx = static_cast<float>(from.width) / static_cast<float>(width), sy = static_cast<float>(from.height) / static_cast<float>(height);
  for (int y = 0; y < height; ++y) {
    const float fy = std::clamp((static_cast<float>(y) + 0.5f) * sy - 0.5f, 0.0f, static_cast<float>(from.height - 1));
    const int y0 = static_cast<int>(fy), y1 = std::min(y0 + 1, from.height - 1);
    const float ty = fy - static_cast<float>(y0);
    const float* a = &from.pixels[static_cast<size_t>(y0) * static_cast<size_t>(from.width)];
    const float* b = &from.pixels[static_cast<size_t>(y1) * static_cast<size_t>(from.width)];
    float* to = &out.pixels[static_cast<size_t>(y) * static_cast<size_t>(width)];
    for (int x = 0; x < width; ++x) {
      const float fx = std::clamp((static_cast<float>(x) + 0.5f) * sx - 0.5f, 0.0f, static_cast<float>(from.width - 1));
      const int x0 = static_cast<int>(fx), x1 = std::min(x0 + 1, from.width - 1);
      const float tx = fx - static_cast<float>(x0);
      to[x] = (a[x0] * (1 - tx) + a[x1] * tx) * (1 - ty) + (b[x0] * (1 - tx) + b[x1] * tx) * ty;
    }
  }
  return out;
}

// The mean over (2 * radius + 1) squared pixels; the border repeats itself.
std::vector<float> BoxMean(const std::vector<float>& from, int width, int height, int radius) {
  std::vector<float> rows(from.size()), out(from.size());
  const float part = 1 / static_cast<float>(2 * radius + 1);
  const auto w = static_cast<size_t>(width);
  for (int y = 0; y < height; ++y) {
    const float* in = &from[static_cast<size_t>(y) * w];
    float* to = &rows[static_cast<size_t>(y) * w];
    const auto at_edge = [&](int x) {
      float sum = 0;
      for (int d = -radius; d <= radius; ++d) sum += in[std::clamp(x + d, 0, width - 1)];
      to[x] = sum * part;
    };
    const int inner = std::max(radius, width - radius);
    for (int x = 0; x < std::min(radius, width); ++x) at_edge(x);
    for (int d = -radius; d <= radius; ++d) {
      for (int x = radius; x < inner; ++x) to[x] += in[x + d];
    }
    for (int x = radius; x < inner; ++x) to[x] *= part;
    for (int x = inner; x < width; ++x) at_edge(x);
  }
  for (int y = 0; y < height; ++y) {
    float* to = &out[static_cast<size_t>(y) * w];
    for (int d = -radius; d <= radius; ++d) {
      const float* in = &rows[static_cast<size_t>(std::clamp(y + d, 0, height - 1)) * w];
      for (int x = 0; x < width; ++x) to[x] += in[x] * part;
    }
  }
  return out;
}

struct Corner {
  int x = 0, y = 0;
  float response = 0;
};

// The lesser eigenvalue of the gradients around each pixel, where it is the greatest of its neighbourhood.
std::vector<Corner> CornersOf(const Luma& level) {
  const int width = level.width, height = level.height;
  const auto w = static_cast<size_t>(width);
  std::vector<float> xx(level.pixels.size()), yy(xx.size()), xy(xx.size());
  for (int y = 1; y + 1 < height; ++y) {
    const float* in = &level.pixels[static_cast<size_t>(y) * w];
    const size_t row = static_cast<size_t>(y) * w;
    for (size_t x = 1; x + 1 < w; ++x) {
      const float gx = (in[x + 1] - in[x - 1]) / 2, gy = (in[x + w] - in[static_cast<std::ptrdiff_t>(x) - width]) / 2;
      xx[row + x] = gx * gx;
      yy[row + x] = gy * gy;
      xy[row + x] = gx * gy;
    }
  }
  xx = BoxMean(xx, width, height, 2);
  yy = BoxMean(yy, width, height, 2);
  xy = BoxMean(xy, width, height, 2);
  std::vector<float>& response = xx;
  const float* const vertical = yy.data();
  const float* const mixed = xy.data();
  float* const lesser = response.data();
  for (size_t i = 0; i < response.size(); ++i) {
    const float half = (lesser[i] + vertical[i]) / 2, apart = (lesser[i] - vertical[i]) / 2;
    lesser[i] = half - std::sqrt(apart * apart + mixed[i] * mixed[i]);
  }
  std::vector<Corner> corners;
  for (int y = kMargin; y + kMargin < height; ++y) {
    for (int x = kMargin; x + kMargin < width; ++x) {
      const float here = response[static_cast<size_t>(y) * w + static_cast<size_t>(x)];
      if (here < kMinResponse) continue;
      bool greatest = true;
      for (int dy = -2; dy <= 2 && greatest; ++dy) {
        const float* row = &response[static_cast<size_t>(y + dy) * w + static_cast<size_t>(x)];
        for (int dx = -2; dx <= 2 && greatest; ++dx) {
          if (dy == 0 && dx == 0) continue;
          const bool before = dy < 0 || (dy == 0 && dx < 0);
          greatest = before ? row[dx] < here : row[dx] <= here;
        }
      }
      if (greatest) corners.push_back({x, y, here});
    }
  }
  return corners;
}

// The strongest `quota`, none of a grid's cells with more than three times its share.
std::vector<Corner> Spread(std::vector<Corner> corners, size_t quota, int width, int height) {
  std::sort(corners.begin(), corners.end(), [](const Corner& a, const Corner& b) {
    return a.response != b.response ? a.response > b.response : a.y != b.y ? a.y < b.y : a.x < b.x;
  });
  const size_t share = std::max<size_t>(3, 3 * quota / (kCells * kCells));
  std::vector<size_t> had(kCells * kCells);
  std::vector<Corner> out;
  for (const Corner& corner : corners) {
    if (out.size() >= quota) break;
    size_t& cell = had[static_cast<size_t>(corner.y * kCells / height * kCells + corner.x * kCells / width)];
    if (cell++ < share) out.push_back(corner);
  }
  return out;
}

struct Pair {
  float x1, y1, x2, y2;
};

// 128 pairs of places around the corner and the same with y negated, which is what mirroring makes of them.
std::vector<Pair> MakePairs() {
  std::vector<Pair> pairs;
  uint32_t state = 20240229;
  const auto next = [&state] {  // near a normal distribution of deviation 6, within the reach
    for (;;) {
      float sum = 0;
      for (int i = 0; i < 6; ++i) {
        state = state * 1664525u + 1013904223u;
        sum += static_cast<float>(state >> 16) / 65536.0f - 0.5f;
      }
      const float value = sum * 6 * std::numbers::sqrt2_v<float>;
      if (std::abs(value) <= static_cast<float>(kReach)) return value;
    }
  };
  const auto inside = [](float x, float y) { return x * x + y * y <= static_cast<float>(kReach * kReach); };
  while (pairs.size() < 128) {
    const Pair p{next(), next(), next(), next()};
    if (inside(p.x1, p.y1) && inside(p.x2, p.y2)) pairs.push_back(p);
  }
  for (size_t i = 0; i < 128; ++i) pairs.push_back({pairs[i].x1, -pairs[i].y1, pairs[i].x2, -pairs[i].y2});
  return pairs;
}

struct Offset {
  int8_t x1, y1, x2, y2;
};

const std::vector<Offset>& OffsetsOf(int turn) {
  static const std::vector<std::vector<Offset>> all = [] {
    const std::vector<Pair> pairs = MakePairs();
    std::vector<std::vector<Offset>> turns(kTurns);
    for (int t = 0; t < kTurns; ++t) {
      const double angle = 2 * std::numbers::pi * t / kTurns;
      const double c = std::cos(angle), s = std::sin(angle);
      const auto whole = [](double v) { return static_cast<int8_t>(std::lround(v)); };
      for (const Pair& p : pairs) {
        turns[static_cast<size_t>(t)].push_back({whole(c * p.x1 - s * p.y1), whole(s * p.x1 + c * p.y1),
                                                 whole(c * p.x2 - s * p.y2), whole(s * p.x2 + c * p.y2)});
      }
    }
    return turns;
  }();
  return all[static_cast<size_t>(turn)];
}

// The direction from the corner to the centre of mass around it, radians.
float DirectionOf(const std::vector<float>& smooth, size_t width, const Corner& corner) {
  float mx = 0, my = 0;
  for (int dy = -kMassRadius; dy <= kMassRadius; ++dy) {
    const float* row = &smooth[static_cast<size_t>(corner.y + dy) * width + static_cast<size_t>(corner.x)];
    for (int dx = -kMassRadius; dx <= kMassRadius; ++dx) {
      if (dx * dx + dy * dy > kMassRadius * kMassRadius) continue;
      mx += static_cast<float>(dx) * row[dx];
      my += static_cast<float>(dy) * row[dx];
    }
  }
  return std::atan2(my, mx);
}

PictureHash Describe(const std::vector<float>& smooth, size_t width, const Corner& corner, float direction) {
  const int turn = static_cast<int>(std::lround(direction / (2 * std::numbers::pi_v<float>) * kTurns) + kTurns) % kTurns;
  const auto at = [&](int dx, int dy) {
    return smooth[static_cast<size_t>(corner.y + dy) * width + static_cast<size_t>(corner.x + dx)];
  };
  const std::vector<Offset>& offsets = OffsetsOf(turn);
  PictureHash out;
  for (size_t i = 0; i < offsets.size(); ++i) {
    if (at(offsets[i].x1, offsets[i].y1) < at(offsets[i].x2, offsets[i].y2)) out.words[i / 64] |= uint64_t{1} << (i % 64);
  }
  return out;
}

}  // namespace

std::vector<PictureFeature> FindFeatures(const Luma& picture) {
  std::vector<PictureFeature> out;
  const float top = std::min(1.0f, static_cast<float>(kLongSide) / static_cast<float>(std::max(picture.width, picture.height)));
  float weight = 0;
  for (int l = 0; l < kLevels; ++l) weight += std::pow(kStep, -static_cast<float>(l));
  Luma level = picture;
  for (int l = 0; l < kLevels; ++l) {
    const float scale = top * std::pow(kStep, -static_cast<float>(l));
    const int width = static_cast<int>(std::lround(static_cast<float>(picture.width) * scale));
    const int height = static_cast<int>(std::lround(static_cast<float>(picture.height) * scale));
    if (std::min(width, height) <= 2 * kMargin) break;
    if (width != level.width || height != level.height) level = Resized(level, width, height);
    const auto quota = static_cast<size_t>(std::lround(kMaxFeatures * std::pow(kStep, -static_cast<float>(l)) / weight));
    const std::vector<Corner> corners = Spread(CornersOf(level), quota, width, height);
    if (corners.empty()) continue;
    const std::vector<float> smooth = BoxMean(level.pixels, width, height, 2);
    for (const Corner& corner : corners) {
      const float direction = DirectionOf(smooth, static_cast<size_t>(width), corner);
      PictureFeature feature;
      feature.x = static_cast<int>(std::lround((static_cast<float>(corner.x) + 0.5f) / scale - 0.5f));
      feature.y = static_cast<int>(std::lround((static_cast<float>(corner.y) + 0.5f) / scale - 0.5f));
      feature.size = std::max(1, static_cast<int>(std::lround(static_cast<float>(kReach) / scale)));
      feature.turn = static_cast<int>(std::lround(direction / (2 * std::numbers::pi_v<float>) * 256) + 256) % 256;
      feature.descriptor = Describe(smooth, static_cast<size_t>(width), corner, direction);
      out.push_back(feature);
    }
  }
  return out;
}

}  // namespace markwarden
