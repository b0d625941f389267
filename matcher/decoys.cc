// Signs swapped for signs as frequent.
#include "matcher/decoys.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <random>

#include "core/hash.h"
#include "core/text/views.h"

namespace markwarden {
namespace {

constexpr size_t kDecoyNeighbours = 24;

// Which signs may stand for each other.
int KindOf(char32_t sign) {
  const auto c = static_cast<UChar32>(sign);
  if (!u_isalpha(c)) return -1;
  const int script = u_getIntPropertyValue(c, UCHAR_SCRIPT);
  static const std::u32string kVowels = U"aeiouyаеёиоуыэюяαεηιουω";
  return script * 2 + (kVowels.find(sign) != std::u32string::npos ? 1 : 0);
}

}  // namespace

void SignCounts::Add(std::string_view text) {
  for (const Unit& unit : MakeViews(text).units) {
    if (KindOf(unit.key) >= 0) ++counts_[unit.key];
  }
}

std::vector<char32_t> SignCounts::Neighbours(char32_t sign, size_t most) const {
  const auto found = counts_.find(sign);
  const int64_t own = found == counts_.end() ? 0 : found->second;
  const int kind = KindOf(sign);
  std::vector<std::pair<int64_t, char32_t>> near;
  for (const auto& [other, count] : counts_) {
    if (other != sign && KindOf(other) == kind) near.emplace_back(std::abs(count - own), other);
  }
  std::sort(near.begin(), near.end());
  if (near.size() > most) near.resize(most);
  std::vector<char32_t> signs;
  for (const auto& [distance, other] : near) signs.push_back(other);
  return signs;
}

std::string DecoyOf(std::string_view name, const SignCounts& counts, uint64_t seed) {
  std::mt19937_64 random(seed ^ std::stoull(Sha256Hex(name).substr(0, 15), nullptr, 16));
  std::string decoy;
  size_t at = 0;
  bool swapped = false;
  for (const Unit& unit : MakeViews(name).units) {
    if (unit.begin < at) continue;  // a further unit of the same character
    decoy += name.substr(at, unit.begin - at);
    at = unit.end;
    if (KindOf(unit.key) < 0) {
      decoy += name.substr(unit.begin, unit.end - unit.begin);
      continue;
    }
    const std::vector<char32_t> near = counts.Neighbours(unit.key, kDecoyNeighbours);
    if (near.empty()) return {};
    decoy += ToUtf8(near[random() % near.size()]);
    swapped = true;
  }
  decoy += name.substr(at);
  return swapped ? decoy : std::string();
}

Right DecoyRight(const Right& right, const SignCounts& counts, std::string id, uint64_t seed) {
  Right decoy = right;
  decoy.id = std::move(id);
  decoy.images.clear();
  decoy.texts.clear();
  decoy.names.clear();
  decoy.nicknames.clear();
  for (const auto& [from, to] : {std::pair{&right.names, &decoy.names}, std::pair{&right.nicknames, &decoy.nicknames}}) {
    for (const std::string& name : *from) {
      if (std::string made = DecoyOf(name, counts, seed); !made.empty()) to->push_back(std::move(made));
    }
  }
  return decoy;
}

}  // namespace markwarden
