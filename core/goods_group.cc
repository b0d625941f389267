// Groups and parts as tables and people write them.
#include "core/goods_group.h"

#include <algorithm>
#include <array>
#include <utility>

namespace markwarden {
namespace {

constexpr std::array<std::string_view, 9> kHanDigits = {"一", "二", "三", "四", "五", "六", "七", "八", "九"};
constexpr std::string_view kHanTen = "十";
constexpr int kMostParts = 99;

bool IsGoodsDigit(char c) { return c >= '0' && c <= '9'; }

void StripWord(std::string& text, std::string_view what) {
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at)) text.erase(at, what.size());
}

// One ideograph of 1..9 at the begin, taken off; 0 for none.
int TakeHanDigit(std::string_view& text) {
  for (size_t i = 0; i < kHanDigits.size(); ++i) {
    if (!text.starts_with(kHanDigits[i])) continue;
    text.remove_prefix(kHanDigits[i].size());
    return static_cast<int>(i) + 1;
  }
  return 0;
}

// "二", "十", "十二", "二十", "二十一"
std::optional<int> HanNumber(std::string_view text) {
  const int first = TakeHanDigit(text);
  if (text.empty()) return first > 0 ? std::optional<int>(first) : std::nullopt;
  if (!text.starts_with(kHanTen)) return std::nullopt;
  text.remove_prefix(kHanTen.size());
  const int last = TakeHanDigit(text);
  if (!text.empty()) return std::nullopt;
  return (first > 0 ? first : 1) * 10 + last;
}

}  // namespace

std::string PlainDigits(std::string_view text) {
  static constexpr std::pair<std::string_view, char> kOthers[] = {{"（", '('}, {"）", ')'}, {"－", '-'}, {"–", '-'}, {"—", '-'}};
  std::string plain;
  for (size_t at = 0; at < text.size();) {
    const std::string_view rest = text.substr(at);
    // U+FF10..U+FF19 are EF BC 90..99.
    if (rest.starts_with("\xEF\xBC") && rest.size() > 2 && static_cast<unsigned char>(rest[2]) >= 0x90 && static_cast<unsigned char>(rest[2]) <= 0x99) {
      plain += static_cast<char>('0' + (static_cast<unsigned char>(rest[2]) - 0x90));
      at += 3;
      continue;
    }
    if (rest.starts_with("\xE3\x80\x80")) {  // U+3000
      at += 3;
      continue;
    }
    if (rest.starts_with("\xC2\xA0")) {
      at += 2;
      continue;
    }
    const auto other = std::find_if(std::begin(kOthers), std::end(kOthers), [&](const auto& one) { return rest.starts_with(one.first); });
    if (other != std::end(kOthers)) {
      plain += other->second;
      at += other->first.size();
      continue;
    }
    if (static_cast<unsigned char>(text[at]) > ' ') plain += text[at];
    ++at;
  }
  return plain;
}

std::optional<int> ParseGoodsPart(std::string_view text) {
  std::string plain = PlainDigits(text);
  for (const std::string_view word : {"(", ")", "第", "部分"}) StripWord(plain, word);
  if (plain.empty()) return std::nullopt;
  if (std::all_of(plain.begin(), plain.end(), IsGoodsDigit)) {
    if (plain.size() > 2) return std::nullopt;
    const int number = std::stoi(plain);
    return number >= 1 && number <= kMostParts ? std::optional<int>(number) : std::nullopt;
  }
  return HanNumber(plain);
}

std::optional<GoodsGroup> ParseGoodsGroup(std::string_view text) {
  const std::string plain = PlainDigits(text);
  if (plain.size() < 4 || !std::all_of(plain.begin(), plain.begin() + 4, IsGoodsDigit)) return std::nullopt;
  GoodsGroup group{.number = std::stoi(plain.substr(0, 4)), .part = 0};
  if (group.nice_class() < 1 || group.nice_class() > 45 || group.number % 100 == 0) return std::nullopt;
  if (plain.size() == 4) return group;
  const bool dash = plain[4] == '-';
  if (!dash && (plain[4] != '(' || plain.back() != ')')) return std::nullopt;
  const std::optional<int> part = ParseGoodsPart(std::string_view(plain).substr(dash ? 5 : 4));
  if (!part) return std::nullopt;
  group.part = *part;
  return group;
}

std::string ToString(const GoodsGroup& group) {
  std::string text = std::to_string(group.number);
  text.insert(0, 4 - std::min<size_t>(4, text.size()), '0');
  return group.part == 0 ? text : text + "-" + std::to_string(group.part);
}

}  // namespace markwarden
