// Aligns the units of both texts at the least cost.
#include "core/text/reading.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/text/ascii_art.h"
#include "core/text/pinyin.h"
#include "core/text/views.h"

namespace markwarden {
namespace {

enum class Pairing { kSame, kLook, kSound, kPinyin, kPair, kOther, kMissing, kAdded };

// `taken` units of the text stand for `given` of the name.
struct Move {
  Pairing how = Pairing::kSame;
  size_t taken = 0, given = 0;
  int cost = 0;
};

constexpr size_t kLongestSyllable = 6;
constexpr int kWholeCost = 6;  // of a sign for one that is nothing like it
constexpr double kTurnedCost = 0.3;  // of a name backwards or in another order
constexpr int kNever = std::numeric_limits<int>::max() / 2;

// Letters that spell syllables, all of one script.
bool IsLetters(const std::vector<Unit>& units, size_t begin, size_t count) {
  for (size_t i = begin; i < begin + count; ++i) {
    if (units[i].script != units[begin].script || (units[i].script != Script::kLatin && units[i].script != Script::kCyrillic)) return false;
  }
  return true;
}

uint16_t SyllableOf(const std::vector<Unit>& units, size_t begin, size_t count) {
  if (!IsLetters(units, begin, count)) return 0;
  std::u32string letters;
  for (size_t i = begin; i < begin + count; ++i) letters += units[i].key;
  return SyllableNumber(letters);
}

bool LooksLikePair(const std::vector<Unit>& text, size_t i, const Unit& name) {
  return i + 2 <= text.size() && LookOfPair(text[i], text[i + 1]) == name.look && name.look != 0;
}

// Signs that may be letters or part them ("|", "‡") part them where that leaves as many signs as the name has.
std::vector<Unit> UnitsBeside(std::string_view matched, size_t name_length) {
  Views views = MakeViews(matched);
  if (!views.bars || views.units.size() == name_length) return std::move(views.units);
  Views parted = MakeViewsOfParted(matched);
  return parted.units.size() == name_length ? std::move(parted.units) : std::move(views.units);
}

std::vector<Move> MovesAt(const std::vector<Unit>& text, size_t i, const std::vector<Unit>& name, size_t j) {
  std::vector<Move> moves;
  if (i < text.size() && j < name.size()) {
    const Unit &a = text[i], &b = name[j];
    if (a.key == b.key) moves.push_back({Pairing::kSame, 1, 1, 0});
    else if (a.look == b.look || (a.script == Script::kDigit && CyrillicOfDigit(a.key) == b.key) || (SecondLookOf(a.raw) != 0 && SecondLookOf(a.raw) == b.look)) moves.push_back({Pairing::kLook, 1, 1, 2});
    else if (a.syllable != 0 && a.syllable == b.syllable) moves.push_back({Pairing::kSound, 1, 1, 2});
    else moves.push_back({Pairing::kOther, 1, 1, kWholeCost});
    if (b.syllable != 0 && b.script == Script::kHan) {
      for (size_t count = 1; count <= kLongestSyllable && i + count <= text.size(); ++count) {
        if (SyllableOf(text, i, count) == b.syllable) moves.push_back({Pairing::kPinyin, count, 1, 2});
      }
    }
    if (a.syllable != 0 && a.script == Script::kHan) {
      for (size_t count = 1; count <= kLongestSyllable && j + count <= name.size(); ++count) {
        if (SyllableOf(name, j, count) == a.syllable) moves.push_back({Pairing::kPinyin, 1, count, 2});
      }
    }
    if (LooksLikePair(text, i, b)) moves.push_back({Pairing::kPair, 2, 1, 2});
  }
  if (i < text.size()) moves.push_back({Pairing::kAdded, 1, 0, 4});
  if (j < name.size()) moves.push_back({Pairing::kMissing, 0, 1, 4});
  return moves;
}

std::string Raw(std::string_view text, const std::vector<Unit>& units, size_t begin, size_t count) {
  if (count == 0) return "";
  const size_t from = std::min<size_t>(text.size(), std::min(units[begin].begin, units[begin + count - 1].begin));
  const size_t to = std::min<size_t>(text.size(), std::max(units[begin].end, units[begin + count - 1].end));
  return std::string(text.substr(from, to > from ? to - from : 0));
}

// The text between units, of one sort each.
void AddGaps(std::string_view text, const std::vector<Unit>& units, std::vector<ReadingStep>& steps) {
  static constexpr std::pair<uint8_t, const char*> kSorts[] = {
      {kGapInvisible, "invisible"}, {kGapCombining, "marks"}, {kGapEmoji, "emoji"}, {kGapOdd, "separators"}, {kGapOrdinary | kGapStop | kGapBracket, "separators"}, {kGapSpace, "spaces"}};
  for (const auto& [sort, step] : kSorts) {
    std::string between;
    for (size_t i = 1; i < units.size(); ++i) {
      if ((units[i].gap & sort) == 0 || units[i].begin <= units[i - 1].end) continue;
      const std::string here(text.substr(units[i - 1].end, units[i].begin - units[i - 1].end));
      if (between.find(here) == std::string::npos) between += here;
    }
    if (between.empty()) continue;
    const bool told = std::any_of(steps.begin(), steps.end(), [&](const ReadingStep& one) { return one.from == between; });
    if (!told) steps.push_back({step, between, "", ""});
  }
}

const char* ChangeOf(const Unit& unit) {
  if (unit.change & kCompatChanged) return "width";
  if (unit.change & kSimplified) return "simplified";
  if (unit.change & kMarkStripped) return "marks";
  if (unit.change & kCaseChanged) return "case";
  return nullptr;
}

}  // namespace

std::optional<NameReading> ReadAs(std::string_view matched, std::string_view name, bool reversed) {
  const std::vector<Unit> goal = MakeViews(name).units;
  std::vector<Unit> text = UnitsBeside(matched, goal.size());
  if (text.empty() || goal.empty() || text.size() > kMaxReadingUnits || goal.size() > kMaxReadingUnits) return std::nullopt;
  NameReading reading;
  AddGaps(matched, text, reading.steps);
  if (reversed) {
    reading.steps.push_back({"reversed", std::string(matched), "", "", kTurnedCost});
    std::reverse(text.begin(), text.end());
  }
  // best[i][j]: the least cost from there to the end, and the move that begins it.
  const size_t n = text.size(), m = goal.size();
  std::vector<std::vector<int>> best(n + 1, std::vector<int>(m + 1, kNever));
  std::vector<std::vector<Move>> by(n + 1, std::vector<Move>(m + 1));
  best[n][m] = 0;
  for (size_t i = n + 1; i-- > 0;) {
    for (size_t j = m + 1; j-- > 0;) {
      for (const Move& move : MovesAt(text, i, goal, j)) {
        const int cost = move.cost + best[i + move.taken][j + move.given];
        if (cost >= best[i][j]) continue;
        best[i][j] = cost;
        by[i][j] = move;
      }
    }
  }
  size_t formed = 0, sounded = 0;
  bool any_sound = false;
  for (size_t i = 0, j = 0; i < n || j < m;) {
    const Move& move = by[i][j];
    const std::string from = Raw(matched, text, i, move.taken), to = Raw(name, goal, j, move.given);
    const uint16_t syllable = move.given > 0 && goal[j].syllable != 0 ? goal[j].syllable : move.taken > 0 ? text[i].syllable : 0;
    ReadingStep pair{"same", from, to, "", std::round(100.0 * move.cost / kWholeCost) / 100};
    switch (move.how) {
      case Pairing::kSame:
        formed += move.given;
        sounded += move.given;
        any_sound = true;
        if (const char* change = ChangeOf(text[i]); change && from != to) pair.step = change;
        break;
      case Pairing::kLook:
      case Pairing::kPair:
        formed += move.given;
        pair.step = "look";
        break;
      case Pairing::kSound:
      case Pairing::kPinyin:
        sounded += move.given;
        any_sound = true;
        pair.step = move.how == Pairing::kSound ? "sound" : "pinyin";
        pair.sound = move.how == Pairing::kSound ? SyllableText(syllable) : KeyText(IsLetters(text, i, move.taken) ? from : to);
        break;
      case Pairing::kOther: pair.step = "other"; break;
      case Pairing::kMissing: pair.step = "missing"; break;
      case Pairing::kAdded: pair.step = "added"; break;
    }
    // Case alone, or a change that the registered name shows too, disguises nothing.
    if (pair.step != "same" && pair.step != "case") reading.steps.push_back(pair);
    // One character may make several signs ("ß" is s and s): it is told once, with all that stands opposite.
    const bool same_text = i > 0 && move.taken > 0 && text[i].begin == text[i - 1].begin;
    const bool same_name = j > 0 && move.given > 0 && goal[j].begin == goal[j - 1].begin;
    if (!reading.pairs.empty() && (same_text || same_name)) {
      ReadingStep& last = reading.pairs.back();
      if (!same_text) last.from += pair.from;
      if (!same_name) last.to += pair.to;
      if (last.step == "same" && last.from != last.to) last.step = "width";
    } else {
      reading.pairs.push_back(std::move(pair));
    }
    i += move.taken;
    j += move.given;
  }
  reading.form = static_cast<double>(formed) / static_cast<double>(m);
  const std::string text_sound = SoundKey(text.data(), text.data() + text.size()), name_sound = SoundKey(goal.data(), goal.data() + goal.size());
  if (!text_sound.empty() && text_sound == name_sound) sounded = m;
  if (any_sound || !text_sound.empty()) reading.sound = static_cast<double>(sounded) / static_cast<double>(m);
  return reading;
}

std::optional<NameReading> ReadReordered(std::string_view matched, std::string_view name) {
  std::vector<Unit> text = MakeViews(matched).units;
  const std::vector<Unit> goal = MakeViews(name).units;
  if (text.size() != goal.size() || text.empty() || text.size() > kMaxReadingUnits) return std::nullopt;
  // A character that makes several signs ("ß") cannot stand for one of them alone.
  for (const std::vector<Unit>* units : {&std::as_const(text), &goal}) {
    for (size_t i = 1; i < units->size(); ++i) {
      if ((*units)[i].begin == (*units)[i - 1].begin) return std::nullopt;
    }
  }
  NameReading reading;
  reading.steps.push_back({"reordered", std::string(matched), std::string(name), "", kTurnedCost});
  for (const Unit& sign : goal) {
    const auto found = std::find_if(text.begin(), text.end(), [&](const Unit& one) { return one.key == sign.key; });
    if (found == text.end()) return std::nullopt;
    const std::string from = std::string(matched.substr(found->begin, found->end - found->begin)), to = std::string(name.substr(sign.begin, sign.end - sign.begin));
    const char* change = from != to ? ChangeOf(*found) : nullptr;
    reading.pairs.push_back({change ? change : "same", from, to, ""});
    text.erase(found);
  }
  reading.form = 1;
  reading.sound = 1;
  return reading;
}

std::string_view AxisOf(std::string_view step) {
  if (step == "pinyin" || step == "sound" || step == "transliteration") return "sound";
  return step == "emoji_word" ? "meaning" : "form";
}

}  // namespace markwarden
