// Corners of drawings made here: cut, turned by any angle, mirrored, put into another picture; and other drawings.
#include "matcher/local_match.h"

#include <gtest/gtest.h>

#include <cmath>

#include "matcher/features.h"

namespace markwarden {
namespace {

constexpr int kLumaSide = 320;

// Boxes of many greys, another picture for each seed.
Luma Boxes(unsigned seed) {
  Luma out{kLumaSide, kLumaSide, std::vector<float>(kLumaSide * kLumaSide, 230.0f)};
  unsigned state = seed * 2654435761u + 1;
  const auto next = [&state](unsigned below) { return static_cast<int>((state = state * 1664525u + 1013904223u) / 65536 % below); };
  for (int i = 0; i < 40; ++i) {
    const int x0 = next(kLumaSide), y0 = next(kLumaSide), w = 10 + next(70), h = 10 + next(70);
    const auto grey = static_cast<float>(next(256));
    for (int y = y0; y < std::min(kLumaSide, y0 + h); ++y) {
      for (int x = x0; x < std::min(kLumaSide, x0 + w); ++x) out.pixels[static_cast<size_t>(y * kLumaSide + x)] = grey;
    }
  }
  return out;
}

// The picture of `width` x `height` whose point (x, y) shows `from` at the place that `back` gives, grey beyond it.
template <typename Back>
Luma Shown(const Luma& from, int width, int height, Back back) {
  Luma out{width, height, std::vector<float>(static_cast<size_t>(width * height), 128.0f)};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const auto [fx, fy] = back(x + 0.5, y + 0.5);
      const int ix = static_cast<int>(std::floor(fx)), iy = static_cast<int>(std::floor(fy));
      if (ix >= 0 && iy >= 0 && ix < from.width && iy < from.height) {
        out.pixels[static_cast<size_t>(y * width + x)] = from.pixels[static_cast<size_t>(iy * from.width + ix)];
      }
    }
  }
  return out;
}

PictureKey KeyOf(const Luma& picture) {
  PictureKey key;
  key.width = picture.width;
  key.height = picture.height;
  key.features = FindFeatures(picture);
  return key;
}

using Place = std::pair<double, double>;

TEST(LocalMatchTest, FindsAPictureWhateverWasDoneToIt) {
  const Luma drawing = Boxes(1);
  const PictureKey reference = KeyOf(drawing);
  const double c = std::cos(0.5), s = std::sin(0.5);
  const struct {
    const char* why;
    Luma picture;
    bool mirrored;
    Region region;
  } cases[] = {
      {"as it is", drawing, false, {0, 0, kLumaSide, kLumaSide}},
      {"a cut of 60 %", Shown(drawing, 250, 250, [](double x, double y) { return Place{x + 40, y + 60}; }), false, {0, 0, 250, 250}},
      {"mirrored and cut", Shown(drawing, 260, 260, [](double x, double y) { return Place{kLumaSide - x - 20, y + 30}; }), true, {0, 0, 260, 260}},
      {"turned by 29 degrees", Shown(drawing, 440, 440, [&](double x, double y) {
         return Place{c * (x - 220) + s * (y - 220) + 160, -s * (x - 220) + c * (y - 220) + 160};
       }), false, {3, 3, 434, 434}},
      {"at two thirds, within another picture", Shown(drawing, 640, 480, [](double x, double y) { return Place{(x - 300) * 1.5, (y - 200) * 1.5}; }),
       false, {300, 200, 213, 213}},
  };
  for (const auto& c2 : cases) {
    const auto match = MatchLocally(KeyOf(c2.picture), reference, 12);
    ASSERT_TRUE(match) << c2.why;
    EXPECT_GE(match->inliers, 12) << c2.why;
    EXPECT_EQ(match->mirrored, c2.mirrored) << c2.why;
    EXPECT_NEAR(match->region.x, c2.region.x, 8) << c2.why;
    EXPECT_NEAR(match->region.y, c2.region.y, 8) << c2.why;
    EXPECT_NEAR(match->region.width, c2.region.width, 12) << c2.why;
    EXPECT_NEAR(match->region.height, c2.region.height, 12) << c2.why;
  }
}

TEST(LocalMatchTest, OtherPicturesHaveNoSimilarityInCommon) {
  const PictureKey reference = KeyOf(Boxes(1));
  for (unsigned seed = 2; seed < 40; ++seed) EXPECT_FALSE(MatchLocally(KeyOf(Boxes(seed)), reference, 12)) << seed;
}

TEST(LocalMatchTest, PicturesWithoutCornersMatchNothing) {
  const PictureKey flat = KeyOf({kLumaSide, kLumaSide, std::vector<float>(kLumaSide * kLumaSide, 90.0f)});
  EXPECT_TRUE(flat.features.empty());
  EXPECT_FALSE(MatchLocally(flat, flat, 1));
  EXPECT_TRUE(FindFeatures({30, 30, std::vector<float>(900, 1.0f)}).empty()) << "smaller than a descriptor";
}

TEST(LocalMatchTest, FeaturesAreCappedAndRepeatable) {
  const Luma drawing = Boxes(3);
  const std::vector<PictureFeature> features = FindFeatures(drawing);
  EXPECT_LE(features.size(), static_cast<size_t>(kMaxFeatures + 8));  // each level rounds its share
  EXPECT_GT(features.size(), 60u);
  EXPECT_EQ(features, FindFeatures(drawing));
  for (const PictureFeature& f : features) {
    EXPECT_TRUE(f.x >= 0 && f.y >= 0 && f.x < kLumaSide && f.y < kLumaSide && f.turn >= 0 && f.turn < 256 && f.size > 0);
    EXPECT_EQ(Mirrored(Mirrored(f.descriptor)), f.descriptor);
  }
}

}  // namespace
}  // namespace markwarden
