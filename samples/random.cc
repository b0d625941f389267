// SplitMix64 over a hash of seed and key.
#include "samples/random.h"

namespace markwarden::samples {

uint64_t HashText(uint64_t seed, std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325ULL ^ (seed * 0x9e3779b97f4a7c15ULL);
  for (const char c : text) {
    hash ^= static_cast<uint8_t>(c);
    hash *= 0x100000001b3ULL;
  }
  hash ^= hash >> 32;
  return hash * 0xd6e8feb86659fd93ULL;
}

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

Random::Random(uint64_t seed, std::string_view key) : state_(HashText(seed, key)) {}

uint64_t Random::Next() {
  uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

int Random::Below(int count) { return static_cast<int>((Next() >> 33) % static_cast<uint64_t>(count)); }

int Random::Between(int low, int high) { return low + Below(high - low + 1); }

double Random::Unit() { return static_cast<double>(Next() >> 11) * 0x1.0p-53; }

std::string_view Random::PickPart(std::string_view alternatives) {
  const std::vector<std::string_view> parts = Split(alternatives, '|');
  return Pick(parts);
}

}  // namespace markwarden::samples
