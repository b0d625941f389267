// Repeatable chance: the same seed and key give the same numbers on every machine
// and compiler, which the standard distributions do not promise.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace markwarden::samples {

// Not thread-safe; cheap to make, so each page, listing and picture has its own.
class Random {
 public:
  Random(uint64_t seed, std::string_view key);

  uint64_t Next();
  int Below(int count);             // 0 .. count-1; count > 0
  int Between(int low, int high);   // both ends included
  double Unit();                    // [0, 1)
  double Real(double low, double high) { return low + Unit() * (high - low); }
  bool Chance(double probability) { return Unit() < probability; }

  template <typename T>
  const T& Pick(const std::vector<T>& from) {
    return from[static_cast<size_t>(Below(static_cast<int>(from.size())))];
  }
  template <typename T>
  void Shuffle(std::vector<T>& items) {
    for (size_t i = items.size(); i > 1; --i) {
      std::swap(items[i - 1], items[static_cast<size_t>(Below(static_cast<int>(i)))]);
    }
  }

  // One of "a|b|c".
  std::string_view PickPart(std::string_view alternatives);

 private:
  uint64_t state_;
};

uint64_t HashText(uint64_t seed, std::string_view text);
std::vector<std::string_view> Split(std::string_view text, char separator);

}  // namespace markwarden::samples
