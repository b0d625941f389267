// Look-alike and split ideographs from their tables.
#include <algorithm>
#include <charconv>

#include "core/text/character.h"
#include "core/text/pinyin.h"
#include "rules/rule_book.h"
#include "rules/table_lines.h"

namespace markwarden {
namespace {

uint64_t PartsKey(char32_t a, char32_t b, char32_t c) { return static_cast<uint64_t>(a) << 42 | static_cast<uint64_t>(b) << 21 | c; }

// As a text's views have it: 辵 is 辶, 耑 is 专.
char32_t PlainPart(char32_t part) {
  const Character& plain = CharacterOf(part);
  return plain.count == 1 ? plain.keys[0] : part;
}

constexpr size_t kPlane = 0x10000;  // classes and first parts are those of the basic plane

}  // namespace

Result<HanTables> HanTables::Parse(const HanTexts& texts) {
  HanTables tables;
  std::u32string order;
  tables.looks_of_.resize(kPlane);
  tables.has_others_.resize(kPlane);
  Status status = ForTableRows(texts.looks, "look-alike ideographs", [&](char32_t key, std::string_view rest) {
    if (key >= kPlane) return false;
    order += key;
    const auto begin = static_cast<uint32_t>(tables.looks_.size());
    for (const std::string_view part : markwarden::PartsOf(rest)) {
      const size_t number = part.find_first_of("01");
      if (number == std::string_view::npos) return false;
      const std::u32string other = ToUtf32(part.substr(0, number));
      float similarity = 0;
      const auto read = std::from_chars(part.data() + number, part.data() + part.size(), similarity);
      if (other.size() != 1 || read.ec != std::errc() || read.ptr != part.data() + part.size() || !(similarity > 0 && similarity <= 1)) return false;
      tables.looks_.push_back({other[0], similarity});
    }
    tables.looks_of_[key] = {begin, static_cast<uint32_t>(tables.looks_.size())};
    return true;
  });
  if (!status) return Fail(std::move(status.error()));
  tables.begins_parts_.resize(kPlane);
  status = ForTableRows(texts.split, "split_han.tsv", [&](char32_t key, std::string_view rest) {
    for (const std::string_view part : markwarden::PartsOf(rest)) {
      std::u32string parts = ToUtf32(part);
      if (parts.size() < 2) return false;
      for (char32_t& one : parts) one = PlainPart(one);
      if (parts.size() > 3 || parts[0] >= kPlane) continue;
      std::u32string& made = tables.made_of_[PartsKey(parts[0], parts[1], parts.size() == 3 ? parts[2] : 0)];
      if (made.find(key) == std::u32string::npos) made += key;
      tables.begins_parts_[parts[0]] = true;
    }
    return true;
  });
  if (!status) return Fail(std::move(status.error()));
  status = ForTableRows(texts.readings, "readings_han.tsv", [&](char32_t key, std::string_view rest) {
    const uint16_t usual = CharacterOf(key).syllable;
    std::vector<uint16_t> others;
    for (const std::string_view part : markwarden::PartsOf(rest)) {
      const uint16_t syllable = SyllableNumber(part);
      if (syllable != 0 && syllable != usual && std::find(others.begin(), others.end(), syllable) == others.end()) others.push_back(syllable);
    }
    if (others.empty()) return true;
    if (key >= kPlane) return false;
    tables.has_others_[key] = true;
    tables.other_syllables_[key] = std::move(others);
    return true;
  });
  if (!status) return Fail(std::move(status.error()));
  std::unordered_map<std::string_view, uint32_t> numbers;
  tables.parts_of_.resize(kPlane);
  status = ForTableRows(texts.parts, "parts_han.tsv", [&](char32_t key, std::string_view rest) {
    if (key >= kPlane) return false;
    const auto begin = static_cast<uint32_t>(tables.parts_.size());
    for (const std::string_view part : markwarden::PartsOf(rest)) {
      if (part.size() < 2) return false;
      tables.parts_.push_back(numbers.emplace(part, static_cast<uint32_t>(numbers.size())).first->second);
    }
    tables.parts_of_[key] = {begin, static_cast<uint32_t>(tables.parts_.size())};
    return true;
  });
  if (!status) return Fail(std::move(status.error()));
  tables.MakeClasses(order);
  return tables;
}

void HanTables::MakeClasses(const std::u32string& order) {
  classes_.assign(kPlane, 0);
  for (const char32_t leader : order) {
    if (leader >= kPlane || classes_[leader] != 0) continue;
    for (const LookAlike& look : Of(leader)) {
      if (look.similarity < kVeryAlike) break;
      if (look.other >= kPlane || classes_[look.other] != 0) continue;
      classes_[look.other] = static_cast<char16_t>(leader);
      classes_[leader] = static_cast<char16_t>(leader);
    }
  }
}

std::span<const LookAlike> HanTables::Of(char32_t han) const {
  if (han >= looks_of_.size()) return {};
  return std::span(looks_).subspan(looks_of_[han].begin, looks_of_[han].end - looks_of_[han].begin);
}

std::span<const uint32_t> HanTables::PartsOf(char32_t han) const {
  if (han >= parts_of_.size()) return {};
  return std::span(parts_).subspan(parts_of_[han].begin, parts_of_[han].end - parts_of_[han].begin);
}

const std::u32string& HanTables::MadeOf(char32_t a, char32_t b, char32_t c) const {
  static const std::u32string none;
  if (!BeginsParts(a)) return none;
  const auto found = made_of_.find(PartsKey(a, b, c));
  return found == made_of_.end() ? none : found->second;
}

const std::vector<uint16_t>& HanTables::OtherSyllables(char32_t han) const {
  static const std::vector<uint16_t> none;
  if (han >= has_others_.size() || !has_others_[han]) return none;
  const auto found = other_syllables_.find(han);
  return found == other_syllables_.end() ? none : found->second;
}

float HanTables::Similarity(char32_t a, char32_t b) const {
  if (a == b) return 1;
  float most = 0;
  for (const LookAlike& look : Of(a)) {
    if (look.other == b) most = look.similarity;
  }
  for (const LookAlike& look : Of(b)) {
    if (look.other == a) most = std::max(most, look.similarity);
  }
  if (most >= kSharedPart) return most;
  for (const uint32_t part : PartsOf(a)) {
    for (const uint32_t other : PartsOf(b)) {
      if (part == other) return kSharedPart;
    }
  }
  return most;
}

}  // namespace markwarden
