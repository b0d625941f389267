// PDQ against its published values and against the plain walk of the same numbers.
#include "matcher/pdq.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "core/file.h"
#include "matcher/picture.h"
#include "tests/matcher/pdq_oracle.h"

namespace markwarden {
namespace {

Luma Noise(int width, int height, uint32_t seed) {
  std::mt19937 random(seed);
  Luma picture{width, height, std::vector<float>(static_cast<size_t>(width) * static_cast<size_t>(height))};
  for (float& sample : picture.pixels) sample = 0.299f * static_cast<float>(random() % 256) + 0.701f * static_cast<float>(random() % 256);
  return picture;
}

PdqGrid Streamed(const Luma& picture) {
  PdqSampler sampler(picture.width, picture.height);
  for (int y = 0; y < picture.height; ++y) sampler.Add(&picture.pixels[static_cast<size_t>(y) * static_cast<size_t>(picture.width)]);
  return sampler.Samples();
}

TEST(PdqTest, StreamingGivesThePlainWalksNumbersToTheBit) {
  std::mt19937 random(7);
  std::vector<std::pair<int, int>> sizes = {{1, 1}, {1, 700}, {700, 1}, {5, 5}, {7, 130}, {64, 64}, {127, 128}, {128, 129},
                                            {129, 257}, {256, 256}, {512, 512}, {511, 1025}, {1280, 384}};
  for (int i = 0; i < 40; ++i) sizes.emplace_back(1 + random() % 600, 1 + random() % 600);
  for (const auto& [width, height] : sizes) {
    const Luma picture = Noise(width, height, static_cast<uint32_t>(width * 1000 + height));
    EXPECT_EQ(Streamed(picture), PdqOracleSamples(picture)) << width << " x " << height;
  }
}

TEST(PdqTest, ATinyPictureHasNoQuality) {
  EXPECT_EQ(ComputePdq(Noise(4, 100, 1)), PictureHash{});
  EXPECT_EQ(ComputePdq(Noise(100, 4, 1)), PictureHash{});
  EXPECT_GT(ComputePdq(Noise(5, 5, 1)).quality, 0);
}

// Turning the picture and turning its transform say the same but for the rounding of 64 sampling places.
TEST(PdqTest, EightTurnsComeFromOneTransform) {
  const Luma picture = [] {
    Luma soft{192, 192, std::vector<float>(192 * 192)};
    for (int y = 0; y < 192; ++y) {
      for (int x = 0; x < 192; ++x) {
        soft.pixels[static_cast<size_t>(y * 192 + x)] = static_cast<float>(128 + 60 * std::sin(x / 11.0) + 60 * std::cos((x + 2 * y) / 17.0));
      }
    }
    return soft;
  }();
  const std::array<PictureHash, 8> turns = PdqOrientationsOf(Streamed(picture), picture.width, picture.height);
  EXPECT_EQ(turns[0], ComputePdq(picture));
  const auto turned = [&](auto from) {
    Luma out{192, 192, std::vector<float>(picture.pixels.size())};
    for (int y = 0; y < 192; ++y) {
      for (int x = 0; x < 192; ++x) {
        const auto [fx, fy] = from(x, y);
        out.pixels[static_cast<size_t>(y * 192 + x)] = picture.pixels[static_cast<size_t>(fy * 192 + fx)];
      }
    }
    return ComputePdq(out);
  };
  using At = std::pair<int, int>;
  const PictureHash expected[] = {
      turned([](int x, int y) { return At{x, y}; }),
      turned([](int x, int y) { return At{191 - y, x}; }),
      turned([](int x, int y) { return At{191 - x, 191 - y}; }),
      turned([](int x, int y) { return At{y, 191 - x}; }),
      turned([](int x, int y) { return At{x, 191 - y}; }),
      turned([](int x, int y) { return At{191 - x, y}; }),
      turned([](int x, int y) { return At{y, x}; }),
      turned([](int x, int y) { return At{191 - y, 191 - x}; }),
  };
  for (size_t i = 0; i < 8; ++i) EXPECT_LE(HammingDistance(turns[i], expected[i]), 24) << i;
}

// The published hashes of ThreatExchange's own pictures.
TEST(PdqTest, GivesThePublishedValuesExactly) {
  const char* set = std::getenv("MARKWARDEN_EVAL");
  const std::filesystem::path dir =
      std::filesystem::path(set ? set : MARKWARDEN_SOURCE_DIR "/../shared/eval") / "images_copydetect" / "pdq";
  std::ifstream table(dir / "expected.tsv");
  if (!table) GTEST_SKIP() << "no published values at " << dir;
  std::string file, hex;
  std::getline(table, file);
  int compared = 0;
  while (table >> file >> hex) {
    const auto bytes = ReadFile(dir / file);
    ASSERT_TRUE(bytes) << file;
    const auto key = FingerprintPicture(*bytes);
    ASSERT_TRUE(key) << file << ": " << key.error().message;
    EXPECT_EQ(ToHex(key->views[0].hash), hex) << file;
    ++compared;
  }
  EXPECT_EQ(compared, 22);
}

}  // namespace
}  // namespace markwarden
