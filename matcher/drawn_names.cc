// Sequences of emoji, compared sign by sign.
#include "matcher/drawn_names.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "core/text/views.h"

namespace markwarden {
namespace {

constexpr char32_t kEmojiStyle = 0xFE0F, kTextStyle = 0xFE0E;

struct DrawnSign {
  char32_t sign = 0;
  uint32_t begin = 0, end = 0;  // with what only styles it
};

bool OnlyStyles(char32_t c) { return c == kEmojiStyle || c == kTextStyle || u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_EMOJI_MODIFIER); }
// Digits, letters in boxes and the like are emoji to Unicode, and signs of names to us: they are below, or compatibility forms.
bool IsEmojiSign(char32_t c) { return c >= 0x2190 && u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_EMOJI) && u_charType(static_cast<UChar32>(c)) == U_OTHER_SYMBOL; }

// The emoji of a text; what stands between two of them is a sign of value 0.
std::vector<DrawnSign> SignsIn(std::string_view text) {
  std::vector<DrawnSign> signs;
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto length = static_cast<int32_t>(text.size());
  for (int32_t at = 0; at < length;) {
    const int32_t begin = at;
    UChar32 c;
    U8_NEXT(bytes, at, length, c);
    const auto sign = static_cast<char32_t>(c);
    if (c > 0 && OnlyStyles(sign)) {
      if (!signs.empty()) signs.back().end = static_cast<uint32_t>(at);
    } else if (c > 0 && IsEmojiSign(sign)) {
      signs.push_back({sign, static_cast<uint32_t>(begin), static_cast<uint32_t>(at)});
    } else if (signs.empty() || signs.back().sign != 0) {
      signs.push_back({0, static_cast<uint32_t>(begin), static_cast<uint32_t>(at)});
    }
  }
  return signs;
}

}  // namespace

std::u32string DrawnName(std::string_view text) {
  if (text.empty() || static_cast<unsigned char>(text[0]) < 0xE2) return {};  // no emoji is encoded so
  if (!MakeViews(text).units.empty()) return {};  // letters, those in boxes and those of flags too
  std::u32string name;
  for (const DrawnSign& sign : SignsIn(text)) {
    if (sign.sign == 0 || name.size() == kMostDrawnSigns) return {};
    name += sign.sign;
  }
  return name;
}

bool DrawnNames::Draws(const Right& right) {
  const auto draws = [](const std::string& text) { return !DrawnName(text).empty(); };
  return std::any_of(right.names.begin(), right.names.end(), draws) || std::any_of(right.nicknames.begin(), right.nicknames.end(), draws);
}

DrawnNames::DrawnNames(const RuleSet& rules) {
  for (const uint32_t slot : rules.order()) {
    const Right& right = rules.at(slot)->right;
    for (const auto* list : {&right.names, &right.nicknames}) {
      for (const std::string& text : *list) {
        std::u32string signs = DrawnName(text);
        if (!signs.empty()) of_first_[signs[0]].push_back({slot, text, std::move(signs)});
      }
    }
  }
  for (auto& [first, names] : of_first_) {
    std::stable_sort(names.begin(), names.end(), [](const Drawn& a, const Drawn& b) { return a.signs.size() > b.signs.size(); });
  }
}

std::vector<NameHit> DrawnNames::Find(std::string_view text) const {
  std::vector<NameHit> hits;
  if (of_first_.empty()) return hits;
  const std::vector<DrawnSign> signs = SignsIn(text);
  for (size_t at = 0; at < signs.size(); ++at) {
    const auto names = of_first_.find(signs[at].sign);
    if (names == of_first_.end()) continue;
    for (const Drawn& name : names->second) {
      if (name.signs.size() > signs.size() - at) continue;
      if (!std::equal(name.signs.begin(), name.signs.end(), signs.begin() + static_cast<std::ptrdiff_t>(at), [](char32_t a, const DrawnSign& b) { return a == b.sign; })) continue;
      NameHit hit;
      hit.right = name.right;
      hit.detector = "text.emoji";
      hit.chain = {"emoji_alias"};
      hit.decoded = name.text;
      hit.begin = signs[at].begin;
      hit.end = signs[at + name.signs.size() - 1].end;
      hit.respelled = name.signs.size() == 1;
      hit.disguised = true;
      hit.value = hit.respelled ? 0.7 : 0.9;
      hits.push_back(std::move(hit));
    }
  }
  return hits;
}

}  // namespace markwarden
