// What a PDQ hash costs: the streaming code beside a plain walk of the same numbers, in one run.
//
//   cmake --preset bench && cmake --build build/release --target pdq_speed && build/release/bin/pdq_speed
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <vector>

#include "matcher/pdq.h"
#include "tests/matcher/pdq_oracle.h"

namespace {

using markwarden::Luma;

// Gradients and noise; the content does not matter to the time.
Luma Picture(int width, int height) {
  Luma picture{width, height, std::vector<float>(static_cast<size_t>(width) * static_cast<size_t>(height))};
  uint32_t state = 1;
  for (size_t i = 0; i < picture.pixels.size(); ++i) {
    state = state * 1664525u + 1013904223u;
    picture.pixels[i] = static_cast<float>((i / 97 + (state >> 26)) % 256);
  }
  return picture;
}

// The median of several runs.
double Milliseconds(const std::function<void()>& run, int times) {
  std::vector<double> all;
  for (int i = 0; i < times; ++i) {
    const auto from = std::chrono::steady_clock::now();
    run();
    all.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - from).count());
  }
  std::nth_element(all.begin(), all.begin() + times / 2, all.end());
  return all[static_cast<size_t>(times / 2)];
}

}  // namespace

int main() {
  std::printf("%-12s %12s %12s %8s %12s\n", "pixels", "streamed ms", "plain ms", "gain", "8 turns ms");
  const struct { int width, height, times; } sizes[] = {{256, 256, 101}, {512, 512, 51}, {1024, 1024, 21}, {4032, 3024, 7}};
  for (const auto& size : sizes) {
    const Luma picture = Picture(size.width, size.height);
    markwarden::PictureHash ours, theirs;
    const double streamed = Milliseconds([&] { ours = ComputePdq(picture); }, size.times);
    const double plain = Milliseconds([&] { theirs = markwarden::PdqOf(PdqOracleSamples(picture), size.width, size.height); }, size.times);
    const double turned = Milliseconds([&] {
      markwarden::PdqSampler sampler(size.width, size.height);
      for (int y = 0; y < size.height; ++y) sampler.Add(&picture.pixels[static_cast<size_t>(y) * static_cast<size_t>(size.width)]);
      ours = markwarden::PdqOrientationsOf(sampler.Samples(), size.width, size.height)[0];
    }, size.times);
    std::printf("%4d x %-5d %12.2f %12.2f %8.1f %12.2f\n", size.width, size.height, streamed, plain, plain / streamed, turned);
    if (ours.words != theirs.words) {
      std::fprintf(stderr, "the two disagree\n");
      return 1;
    }
  }
  return 0;
}
