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
constexpr uint64_t kDecoyTries = 4;
constexpr size_t kLeastOfNames = 50;  // signs of one kind and place, so that decoys are made of them

// Which signs may stand for each other.
int KindOf(char32_t sign) {
  const auto c = static_cast<UChar32>(sign);
  if (!u_isalpha(c)) return -1;
  const int script = u_getIntPropertyValue(c, UCHAR_SCRIPT);
  static const std::u32string kVowels = U"aeiouyаеёиоуыэюяαεηιουω";
  return script * 2 + (kVowels.find(sign) != std::u32string::npos ? 1 : 0);
}

int PlaceOf(size_t at, size_t count) { return at == 0 ? 0 : at + 1 == count ? 1 : 2; }

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

DecoyMaker::DecoyMaker(SignCounts counts, const std::vector<std::string>& taken) : counts_(std::move(counts)) {
  for (const std::string& name : taken) {
    taken_.insert(KeyText(name));
    const std::vector<Unit> units = MakeViews(name).units;
    for (size_t i = 0; i < units.size(); ++i) {
      if (const int kind = KindOf(units[i].key); kind >= 0) of_names_[{kind, PlaceOf(i, units.size())}].push_back(units[i].key);
    }
  }
}

std::string DecoyMaker::NameAfter(std::string_view name, uint64_t seed) {
  for (uint64_t attempt = 0; attempt < kDecoyTries; ++attempt) {
    std::string decoy = Swapped(name, seed + (attempt << 32));
    if (decoy.empty() || taken_.count(KeyText(decoy)) == 0) return decoy;
  }
  return {};
}

Right DecoyMaker::RightAfter(const Right& right, std::string id, uint64_t seed) {
  Right decoy = right;
  decoy.id = std::move(id);
  decoy.images.clear();
  decoy.texts.clear();
  decoy.names.clear();
  decoy.nicknames.clear();
  for (const auto& [from, to] : {std::pair{&right.names, &decoy.names}, std::pair{&right.nicknames, &decoy.nicknames}}) {
    for (const std::string& name : *from) {
      if (std::string made = NameAfter(name, seed); !made.empty()) to->push_back(std::move(made));
    }
  }
  return decoy;
}

std::string DecoyMaker::Swapped(std::string_view name, uint64_t seed) {
  std::mt19937_64 random(seed ^ std::stoull(Sha256Hex(name).substr(0, 15), nullptr, 16));
  std::string decoy;
  size_t at = 0;
  bool swapped = false;
  const std::vector<Unit> units = MakeViews(name).units;
  for (size_t i = 0; i < units.size(); ++i) {
    const Unit& unit = units[i];
    if (unit.begin < at) continue;  // a further unit of the same character
    decoy += name.substr(at, unit.begin - at);
    at = unit.end;
    if (KindOf(unit.key) < 0) {
      decoy += name.substr(unit.begin, unit.end - unit.begin);
      continue;
    }
    const std::vector<char32_t>& near = Near(unit.key, PlaceOf(i, units.size()));
    if (near.empty()) return {};
    decoy += ToUtf8(near[random() % near.size()]);
    swapped = true;
  }
  decoy += name.substr(at);
  return swapped ? decoy : std::string();
}

const std::vector<char32_t>& DecoyMaker::Near(char32_t sign, int place) {
  const auto names = of_names_.find({KindOf(sign), place});
  if (names != of_names_.end() && names->second.size() >= kLeastOfNames) return names->second;
  const auto [at, fresh] = near_.try_emplace(sign);
  if (fresh) at->second = counts_.Neighbours(sign, kDecoyNeighbours);
  return at->second;
}

}  // namespace markwarden
