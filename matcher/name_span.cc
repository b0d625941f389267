// How a span stands in its text: gaps, neighbours, the dictionary's words around it.
#include "matcher/name_span.h"

#include <algorithm>

#include "matcher/word_breaks.h"

namespace markwarden {

namespace {
constexpr uint8_t kMaxInvisibleGap = 12;
}

bool IsLetter(const Unit& unit) {
  return unit.script == Script::kLatin || unit.script == Script::kCyrillic || unit.script == Script::kGreek ||
         unit.script == Script::kHangul || unit.script == Script::kKana;
}

namespace {

// Only invisible signs between: still one word to the reader.
bool Touches(const Unit& next) { return (next.gap & ~(kGapInvisible | kGapCombining)) == 0; }

// A sign that goes on with the one beside it; a digit beside letters does not.
bool GoesOn(const Unit& inside, const Unit& outside) {
  if (IsLetter(inside)) {
    return outside.script == inside.script || (IsLetter(outside) && outside.script != Script::kKana && outside.script != Script::kHangul);
  }
  return inside.script == Script::kDigit && outside.script == Script::kDigit;
}

}  // namespace

bool BeginsInside(const std::vector<Unit>& units, uint32_t at) { return at > 0 && Touches(units[at]) && GoesOn(units[at], units[at - 1]); }

bool StandsAlone(const Name& name, const std::vector<Unit>& units, uint32_t first, uint32_t last) {
  const auto joined = [&](const Unit& inside, const Unit& outside) {
    return GoesOn(inside, outside) || (IsLetter(inside) && outside.script == Script::kDigit && name.letters < 4);
  };
  if (first > 0 && Touches(units[first]) && joined(units[first], units[first - 1])) return false;
  if (last + 1 < units.size() && Touches(units[last + 1]) && joined(units[last], units[last + 1])) {
    // Korean and Japanese put particles right after a name.
    const Script script = units[last].script;
    if (script != Script::kHangul && script != Script::kKana) return false;
  }
  return true;
}

Gaps GapsOf(const Name& name, const std::vector<Unit>& units, uint32_t first, uint32_t last) {
  Gaps gaps;
  int piece = 1;
  int stops = 0, bare_stops = 0;  // list marks, and those with nothing else beside them
  const auto& own = name.views.units;
  for (uint32_t i = first + 1; i <= last; ++i) {
    const Unit& unit = units[i];
    const size_t place = i - first;
    uint8_t gap = unit.gap;
    if (place < own.size() && own[place].gap && own.size() == last - first + 1) {
      gap &= static_cast<uint8_t>(~(kGapSpace | kGapOrdinary | kGapStop | kGapBracket));  // "Avira Nol", "avira-nol", "avira,nol"
      if (own[place].gap & kGapOdd) gap &= static_cast<uint8_t>(~kGapOdd);
    }
    if (gap & kGapStop) {
      ++stops;
      if (unit.gap_count == 1) ++bare_stops;
    }
    const bool plain = gap & (kGapSpace | kGapOrdinary | kGapOdd | kGapEmoji | kGapStop);
    if (plain && unit.gap_count > kMaxPlainGap) gaps.impossible = true;
    if (unit.gap_count > kMaxInvisibleGap) gaps.impossible = true;
    gaps.seen |= gap;
    if (gap && (unit.gap_count > 1 || (gap & kGapSpace))) gaps.tight = false;
    if (plain) {
      gaps.longest_piece = std::max(gaps.longest_piece, piece);
      gaps.shortest_piece = std::min(gaps.shortest_piece, piece);
      piece = 0;
      ++gaps.pieces;
    }
    ++piece;
  }
  gaps.longest_piece = std::max(gaps.longest_piece, piece);
  gaps.shortest_piece = std::min(gaps.shortest_piece, piece);
  // Two sides of a comma are two things, except where it parts every letter of an alphabetic name, or stands
  // once in the middle of a long one with no blank after it.
  if (stops > 0) {
    const bool syllabic = units[first].script == Script::kKana || units[first].script == Script::kHangul;
    const bool every_letter = gaps.longest_piece == 1 && gaps.pieces >= (syllabic ? 3 : 4);
    const bool inside_word = stops == 1 && gaps.pieces == 2 && last - first + 1 >= (syllabic ? 5u : 7u) && gaps.shortest_piece >= 2;
    const bool hidden_besides = (gaps.seen & kGapInvisible) && last - first + 1 >= 6;  // nobody lists things by zero-width signs
    if (!name.alpha || stops != bare_stops || (!every_letter && !inside_word && !hidden_besides)) gaps.impossible = true;
    if (!gaps.impossible) gaps.seen |= kGapOdd;
  }
  return gaps;
}

bool CoversASign(const Views& views, uint32_t at) {
  const auto& units = views.units;
  if (at == 0 || units[at].gap != kGapOdd || units[at].gap_count != 1) return false;
  const auto sign = std::lower_bound(views.folded_from.begin(), views.folded_from.end(), units[at - 1].end);
  return sign == views.folded_from.end() || *sign >= units[at].begin;  // a full stop is kept in the folded text
}

bool BoundedByGap(const std::vector<Unit>& units, uint32_t first, uint32_t last) {
  const auto apart = [](const Unit& a, const Unit& b) { return a.gap != 0 || (a.script == Script::kHan) != (b.script == Script::kHan); };
  return (first == 0 || apart(units[first], units[first - 1])) &&
         (last + 1 >= units.size() || apart(units[last + 1], units[last]));
}

namespace {

// Right after the phrase in brackets that a title begins with: "【包邮】".
bool AfterLeadingBrackets(const std::vector<Unit>& units, uint32_t first) {
  if (!(units[0].gap & kGapBracket) || !(units[first].gap & kGapBracket)) return false;
  return std::none_of(units.begin() + 1, units.begin() + first, [](const Unit& unit) { return (unit.gap & kGapBracket) != 0; });
}

}  // namespace

bool AtBrandPlace(const Views& views, uint32_t first, uint32_t last, const RuleBook& book) {
  if (first == 0 || BoundedByGap(views.units, first, last) || AfterLeadingBrackets(views.units, first)) return true;
  const auto& units = views.units;
  if (last + 1 != units.size() || units[first].script != Script::kHan || units[last].script != Script::kHan) return false;
  const WordBreaks words(units, first, last);
  return words.At(first).begin >= first && (units[first - 1].script != Script::kHan || words.At(first - 1).size() >= 2 || book.goods.EndsWord(units[first - 1].key));
}

bool IsEnglishWord(const Views& views, uint32_t first, uint32_t last, const RuleBook& book) {
  std::string word;
  for (uint32_t i = first; i <= last; ++i) {
    const char32_t key = views.units[i].key;
    if (key < 'a' || key > 'z') return false;
    word += static_cast<char>(key);
  }
  return book.english.Has(word);
}

NameHit HitAt(const Name& name, const Views& views, uint32_t first, uint32_t last) {
  NameHit hit;
  hit.right = name.right;
  hit.decoded = name.text;
  hit.begin = views.units[first].begin;
  hit.end = views.units[last].end;
  return hit;
}

const char* WeightOr(const RuleBook& book, const char* later, const char* before) { return book.weights[later] > 0 ? later : before; }

void Weigh(NameHit& hit, const RuleBook& book, const char* detector, const char* weight, double value, bool disguised) {
  hit.detector = detector;
  hit.db = book.weights[weight];
  hit.value = value;
  hit.disguised = disguised;
}

Explained ExplainedByWords(const Views& views, uint32_t first, uint32_t last, const std::vector<uint32_t>& strange) {
  const WordBreaks words(views.units, first, last);
  if (words.At(first).begin < first || words.At(last).end > last + 1) return Explained::kAcross;
  return std::all_of(strange.begin(), strange.end(), [&](uint32_t at) { return words.At(at).size() >= 2; }) ? Explained::kInside : Explained::kNot;
}

bool OrdinaryWords(const Views& views, uint32_t first, uint32_t last, const std::vector<uint32_t>& strange) {
  return ExplainedByWords(views, first, last, strange) != Explained::kNot;
}

bool IsListedWord(const std::vector<Unit>& units, uint32_t first, uint32_t last, const WordList& words) {
  if (words.size() == 0) return false;
  std::string text;
  for (uint32_t i = first; i <= last; ++i) {
    if (i > first && units[i].gap != 0) return false;
    text += ToUtf8(units[i].key);
  }
  return words.Has(text);
}

bool EdgeOfWords(const Views& views, uint32_t first, uint32_t last) {
  const WordBreaks words(views.units, first, last);
  if (words.At(first).begin >= first && words.At(last).end <= last + 1) return false;
  return words.LoneWithout(first, last) >= words.Lone();
}

}  // namespace markwarden
