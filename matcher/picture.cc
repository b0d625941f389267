// Fingerprints of a picture, its likely cuts and its corners.
#include "matcher/picture.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

#include "core/formats/image_decode.h"
#include "core/hash.h"
#include "matcher/features.h"
#include "matcher/pdq.h"

namespace markwarden {
namespace {

constexpr int kSmallSide = 512;     // what parts are hashed from
constexpr size_t kFlipX = 5;        // among the eight orientations
constexpr float kStillStep = 1.5f;  // grey levels between neighbours of one tone
constexpr double kStillShare = 0.75;
constexpr double kBesideStrip = 0.86;
constexpr double kCuts[] = {0.94, 0.87};  // sides of the cuts of a reference, each at nine places
constexpr const char* kPlaces[] = {"nw", "n", "ne", "w", "mid", "e", "sw", "s", "se"};
constexpr float kBorderSpread = 12; // grey levels within which a line counts as border

// Takes a picture's rows: samples them for the hash of the whole at full size, and keeps a smaller copy, halves,
// thirds ... of the picture by averaging blocks until its shorter side is near kSmallSide, for the hashes of parts.
class Intake : public PictureSink {
 public:
  int width = 0, height = 0;
  std::unique_ptr<PdqSampler> whole;
  Luma small;

  void Start(int w, int h, int channels) override {
    width = w;
    height = h;
    grey_ = channels == 1;
    factor_ = static_cast<size_t>(std::max(1, std::min(w, h) / kSmallSide));
    whole = std::make_unique<PdqSampler>(w, h);
    small = {w / static_cast<int>(factor_), h / static_cast<int>(factor_), {}};
    small.pixels.resize(static_cast<size_t>(small.width) * static_cast<size_t>(small.height));
    row_.resize(static_cast<size_t>(w));
  }

  void Row(const uint8_t* samples) override {
    for (size_t x = 0; x < row_.size(); ++x, samples += grey_ ? 1 : 3) {
      row_[x] = grey_ ? static_cast<float>(samples[0])
                      : 0.299f * static_cast<float>(samples[0]) + 0.587f * static_cast<float>(samples[1]) +
                            0.114f * static_cast<float>(samples[2]);
    }
    whole->Add(row_.data());
    const size_t y = taken_++ / factor_;
    if (y >= static_cast<size_t>(small.height)) return;
    float* to = &small.pixels[y * static_cast<size_t>(small.width)];
    const float part = 1 / static_cast<float>(factor_ * factor_);
    const float* from = row_.data();
    for (int x = 0; x < small.width; ++x, from += factor_) to[x] += std::accumulate(from, from + factor_, 0.0f) * part;
  }

 private:
  bool grey_ = false;
  size_t factor_ = 1, taken_ = 0;
  std::vector<float> row_;
};

// What is left when lines of one grey level are cut off all four sides.
std::array<int, 4> WithoutBorder(const Luma& picture) {
  const auto at = [&](int x, int y) {
    return picture.pixels[static_cast<size_t>(y) * static_cast<size_t>(picture.width) + static_cast<size_t>(x)];
  };
  const float ground = at(0, 0);
  const auto flat_row = [&](int y, int x0, int x1) {
    for (int x = x0; x < x1; ++x) {
      if (std::abs(at(x, y) - ground) > kBorderSpread) return false;
    }
    return true;
  };
  const auto flat_column = [&](int x, int y0, int y1) {
    for (int y = y0; y < y1; ++y) {
      if (std::abs(at(x, y) - ground) > kBorderSpread) return false;
    }
    return true;
  };
  int x0 = 0, y0 = 0, x1 = picture.width, y1 = picture.height;
  while (y0 + 1 < y1 && flat_row(y0, x0, x1)) ++y0;
  while (y1 - 1 > y0 && flat_row(y1 - 1, x0, x1)) --y1;
  while (x0 + 1 < x1 && flat_column(x0, y0, y1)) ++x0;
  while (x1 - 1 > x0 && flat_column(x1 - 1, y0, y1)) --x1;
  return {x0, y0, x1 - x0, y1 - y0};
}

// Few tones on a plain ground: one tone along all four sides, and hardly a change of tone anywhere but at lines.
bool IsFigure(const Luma& picture) {
  const auto width = static_cast<size_t>(picture.width), height = static_cast<size_t>(picture.height);
  if (width < 32 || height < 32) return false;
  const float* p = picture.pixels.data();
  const auto plain = [&](size_t at) { return std::abs(p[at] - p[0]) <= kBorderSpread; };
  for (size_t x = 0; x < width; ++x) {
    if (!plain(x) || !plain((height - 1) * width + x)) return false;
  }
  for (size_t y = 0; y < height; ++y) {
    if (!plain(y * width) || !plain(y * width + width - 1)) return false;
  }
  size_t still = 0;
  for (size_t y = 0; y + 1 < height; ++y) {
    for (size_t x = 0; x + 1 < width; ++x) {
      const float here = p[y * width + x];
      still += std::abs(p[y * width + x + 1] - here) <= kStillStep && std::abs(p[(y + 1) * width + x] - here) <= kStillStep;
    }
  }
  return static_cast<double>(still) >= kStillShare * static_cast<double>(width * height);
}

std::array<int, 4> Centre(int width, int height, double part) {
  const int w = static_cast<int>(width * part), h = static_cast<int>(height * part);
  return {(width - w) / 2, (height - h) / 2, w, h};
}

}  // namespace

Result<PictureKey> FingerprintPicture(std::string_view bytes, const FingerprintOptions& options) {
  Intake intake;
  if (Status read = ReadPicture(bytes, intake); !read) return Fail(read);
  PictureKey key;
  key.sha256 = Sha256Hex(bytes);
  key.width = intake.width;
  key.height = intake.height;
  const Luma& picture = intake.small;
  const double scale_x = static_cast<double>(key.width) / picture.width, scale_y = static_cast<double>(key.height) / picture.height;
  const auto full = [&](const std::array<int, 4>& region) {
    return std::array<int, 4>{static_cast<int>(std::lround(region[0] * scale_x)), static_cast<int>(std::lround(region[1] * scale_y)),
                              static_cast<int>(std::lround(region[2] * scale_x)), static_cast<int>(std::lround(region[3] * scale_y))};
  };
  const std::array<int, 4> whole = {0, 0, picture.width, picture.height}, all = {0, 0, key.width, key.height};
  static constexpr const char* kOrientations[] = {"whole", "rotate90", "rotate180", "rotate270",
                                                  "flip_y", "flip_x", "flip_diagonal", "flip_antidiagonal"};
  const std::array<PictureHash, 8> turned = PdqOrientationsOf(intake.whole->Samples(), key.width, key.height);
  for (size_t i = 0; i < turned.size(); ++i) key.views.push_back({kOrientations[i], all, turned[i]});
  // Mirrored, too, for a picture that was mirrored and framed; a mirrored cut is found from the other side.
  const auto add = [&](const char* name, const std::array<int, 4>& region, const char* mirrored) {
    if (region == whole || region[2] < 32 || region[3] < 32) return;
    PdqSampler part(region[2], region[3]);
    const float* row = &picture.pixels[static_cast<size_t>(region[1]) * static_cast<size_t>(picture.width) + static_cast<size_t>(region[0])];
    for (int y = 0; y < region[3]; ++y, row += picture.width) part.Add(row);
    const std::array<PictureHash, 8> hashes = PdqOrientationsOf(part.Samples(), region[2], region[3]);
    key.views.push_back({name, full(region), hashes[0]});
    if (mirrored) key.views.push_back({mirrored, full(region), hashes[kFlipX]});
  };
  add("trim", WithoutBorder(picture), "trim_flip_x");
  add("centre90", Centre(picture.width, picture.height, 0.9), nullptr);
  add("centre80", Centre(picture.width, picture.height, 0.8), nullptr);
  add("centre70", Centre(picture.width, picture.height, 0.7), nullptr);
  // A strip of promises laid over the top or the bottom.
  const int most = static_cast<int>(std::lround(picture.height * kBesideStrip));
  add("above86", {0, 0, picture.width, most}, "above86_flip_x");
  add("below86", {0, picture.height - most, picture.width, most}, "below86_flip_x");
  if (options.role == PictureRole::kReference) {
    key.figure = IsFigure(picture);
    for (const double part : kCuts) {
      const int w = static_cast<int>(picture.width * part), h = static_cast<int>(picture.height * part);
      for (int place = 0; place < 9; ++place) {
        const std::string name = kPlaces[place] + std::to_string(std::lround(part * 100));
        add(name.c_str(), {(picture.width - w) * (place % 3) / 2, (picture.height - h) * (place / 3) / 2, w, h}, nullptr);
      }
    }
  }
  if (options.corners == Corners::kNone) return key;
  key.features = FindFeatures(picture);
  for (PictureFeature& f : key.features) {
    f.x = static_cast<int>(std::lround(f.x * scale_x));
    f.y = static_cast<int>(std::lround(f.y * scale_y));
    f.size = static_cast<int>(std::lround(f.size * scale_x));
  }
  return key;
}

bool IsReferenceKey(const PictureKey& key) {
  return key.figure || !key.features.empty() || std::any_of(key.views.begin(), key.views.end(), [](const PictureView& view) { return view.name.starts_with(kPlaces[0]); });
}

}  // namespace markwarden
