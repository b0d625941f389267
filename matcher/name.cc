// Candidate checks: what undid the disguise, whether the span stands on its own, what it weighs.
#include "matcher/name.h"

#include <algorithm>

#include "core/text/pinyin.h"
#include "matcher/word_breaks.h"

namespace markwarden {
namespace {

constexpr uint8_t kMaxPlainGap = 3;      // blanks and ordinary signs between two letters of a name
constexpr uint8_t kMaxInvisibleGap = 12;

bool IsLetter(const Unit& unit) {
  return unit.script == Script::kLatin || unit.script == Script::kCyrillic || unit.script == Script::kGreek ||
         unit.script == Script::kHangul || unit.script == Script::kKana;
}
bool IsFullWidth(char32_t raw) { return (raw >= 0xFF00 && raw <= 0xFFEF) || raw == 0x3000; }

// A span that begins or ends inside a longer alphabetic word or number is not the name.
bool StandsAlone(const Name& name, const std::vector<Unit>& units, uint32_t first, uint32_t last) {
  const auto joined = [&](const Unit& inside, const Unit& outside) {
    if (IsLetter(inside)) {
      if (outside.script == Script::kDigit) return name.letters < 4;
      return outside.script == inside.script || (IsLetter(outside) && IsLetter(inside) && outside.script != Script::kKana &&
                                                 outside.script != Script::kHangul);
    }
    return inside.script == Script::kDigit && outside.script == Script::kDigit;
  };
  // Only invisible signs between: still one word to the reader.
  const auto touches = [](const Unit& next) { return (next.gap & ~(kGapInvisible | kGapCombining)) == 0; };
  if (first > 0 && touches(units[first]) && joined(units[first], units[first - 1])) return false;
  if (last + 1 < units.size() && touches(units[last + 1]) && joined(units[last], units[last + 1])) {
    // Korean and Japanese put particles right after a name.
    const Script script = units[last].script;
    if (script != Script::kHangul && script != Script::kKana) return false;
  }
  return true;
}

struct Gaps {
  bool impossible = false;
  uint8_t seen = 0;       // UnitGap bits that the name itself does not have
  bool tight = true;      // each gap is one sign, and no blank
  int pieces = 1;
  int longest_piece = 0;
  int shortest_piece = 1000;
};

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
    const bool every_letter = gaps.longest_piece == 1 && gaps.pieces >= 4;
    const bool syllabic = units[first].script == Script::kKana || units[first].script == Script::kHangul;
    const bool inside_word = stops == 1 && gaps.pieces == 2 && last - first + 1 >= (syllabic ? 5u : 7u) && gaps.shortest_piece >= 2;
    const bool hidden_besides = (gaps.seen & kGapInvisible) && last - first + 1 >= 6;  // nobody lists things by zero-width signs
    if (!name.alpha || stops != bare_stops || (!every_letter && !inside_word && !hidden_besides)) gaps.impossible = true;
    if (!gaps.impossible) gaps.seen |= kGapOdd;
  }
  return gaps;
}

bool BoundedByGap(const std::vector<Unit>& units, uint32_t first, uint32_t last) {
  const auto apart = [](const Unit& a, const Unit& b) { return a.gap != 0 || (a.script == Script::kHan) != (b.script == Script::kHan); };
  return (first == 0 || apart(units[first], units[first - 1])) &&
         (last + 1 >= units.size() || apart(units[last + 1], units[last]));
}

// One character of the span in brackets of its own that stand inside the name's word: "(S)hovanna", "岑[未]".
bool BracketsOneInside(const Views& views, uint32_t first, uint32_t last) {
  const auto& units = views.units;
  constexpr uint8_t kBracket = kGapOrdinary | kGapBracket;
  for (uint32_t i = first; i <= last; ++i) {
    const bool opened = units[i].gap == kBracket && units[i].gap_count == 1;
    const bool ends = i + 1 >= units.size();
    const bool closed = ends ? (views.trailing_gap & kGapBracket) != 0 : (units[i + 1].gap & kGapBracket) && units[i + 1].gap_count <= 2;
    const bool inside = (i > first && opened) || (i < last && !ends && units[i + 1].gap == kBracket && units[i + 1].gap_count == 1);
    if ((opened || (i == first && (units[i].gap & kGapBracket))) && closed && inside) return true;
  }
  return false;
}

// What stands after an apostrophe in English: "mother's", "don't", "we'd", "I'm".
bool IsShortEnding(const Unit& unit) { return unit.key == 's' || unit.key == 't' || unit.key == 'd' || unit.key == 'm'; }

// Two ideographs that are a word together: signs between them name alternatives ("左/右", "春、秋").
bool IsPairOfAlternatives(const Name& name) {
  return name.views.units.size() == 2 && WordBreaks(name.views.units, 0, 1).At(0).size() == 2;
}

// Where sellers put a brand: at the very start, or apart from other words on both sides.
bool AtBrandPlace(const std::vector<Unit>& units, uint32_t first, uint32_t last) {
  return first == 0 || BoundedByGap(units, first, last);
}

NameHit HitAt(const Name& name, const Views& views, uint32_t first, uint32_t last) {
  NameHit hit;
  hit.right = name.right;
  hit.decoded = name.text;
  hit.begin = views.units[first].begin;
  hit.end = views.units[last].end;
  return hit;
}

void Weigh(NameHit& hit, const RuleBook& book, const char* detector, const char* weight, double value, bool disguised) {
  hit.detector = detector;
  hit.db = book.weights[weight];
  hit.value = value;
  hit.disguised = disguised;
}

// True when ordinary words explain every character at `strange`: a dictionary word of two or more
// characters that reaches outside the span, or lies in it whole.
bool OrdinaryWords(const Views& views, uint32_t first, uint32_t last, const std::vector<uint32_t>& strange) {
  const WordBreaks words(views.units, first, last);
  if (words.At(first).begin < first || words.At(last).end > last + 1) return true;
  return std::all_of(strange.begin(), strange.end(), [&](uint32_t at) { return words.At(at).size() >= 2; });
}

// A short ideographic name that is only the edge of other words: cutting it out would leave more characters that
// are no word by themselves.
bool EdgeOfWords(const Views& views, uint32_t first, uint32_t last) {
  const WordBreaks words(views.units, first, last);
  if (words.At(first).begin >= first && words.At(last).end <= last + 1) return false;
  return words.LoneWithout(first, last) >= words.Lone();
}

// A capital among small letters: "CaIvorin".
bool IsSmall(const std::vector<Unit>& units, uint32_t at) {
  const auto small = [&](uint32_t i) { return i < units.size() && units[i].script == Script::kLatin && !(units[i].change & kCaseChanged); };
  return at > 0 && small(at - 1) && (at + 1 >= units.size() || units[at + 1].script != Script::kLatin || small(at + 1));
}

}  // namespace

Name MakeName(uint32_t right, std::string text, bool nickname, bool origin) {
  Name name;
  name.right = right;
  name.nickname = nickname;
  name.origin = origin;
  name.views = MakeViews(text);
  name.text = std::move(text);
  const auto& units = name.views.units;
  name.han = !units.empty() && std::all_of(units.begin(), units.end(), [](const Unit& u) { return u.script == Script::kHan; });
  name.letters = static_cast<size_t>(std::count_if(units.begin(), units.end(), IsLetter));
  name.alpha = name.letters > 0 && std::all_of(units.begin(), units.end(), [](const Unit& u) {
                 return IsLetter(u) || u.script == Script::kDigit;
               });
  return name;
}

std::optional<NameHit> CheckKeys(const Name& name, const Views& views, uint32_t first, uint32_t last, KeyPattern pattern,
                                 const RuleBook& book) {
  const auto& units = views.units;
  const size_t length = last - first + 1;
  const bool tiny = name.han ? length < 2 : length < 3;
  if (!StandsAlone(name, units, first, last)) return std::nullopt;
  const Gaps gaps = GapsOf(name, units, first, last);
  if (gaps.impossible) return std::nullopt;
  NameHit hit = HitAt(name, views, first, last);
  hit.chain = {"nfkc_casefold"};
  if (pattern == KeyPattern::kReversed || pattern == KeyPattern::kSplit || pattern == KeyPattern::kLookAlike) {
    if (gaps.pieces > 1) return std::nullopt;
    if (pattern == KeyPattern::kReversed) {
      if (name.han && EdgeOfWords(views, first, last)) return std::nullopt;
      hit.chain.push_back("reversed");
      Weigh(hit, book, "text.reversed", "text.reversed", 0.8, true);
      return hit;
    }
    if (pattern == KeyPattern::kSplit) {
      hit.chain.push_back("recomposed");
      Weigh(hit, book, "text.split", "text.split", 0.9, true);
      return hit;
    }
    std::vector<uint32_t> strange;
    float similarity = 1;
    for (uint32_t i = 0; i < length; ++i) {
      const char32_t own = name.views.units[i].key;
      if (units[first + i].key == own) continue;
      strange.push_back(first + i);
      similarity = std::min(similarity, book.han.Similarity(own, units[first + i].key));
    }
    if (strange.empty() || strange.size() == length || OrdinaryWords(views, first, last, strange)) return std::nullopt;
    hit.chain.push_back("lookalike_han");
    const bool alike = similarity >= 0.8F;
    if (length == 2 && !alike) return std::nullopt;
    Weigh(hit, book, "text.lookalike",
          length == 2 ? AtBrandPlace(units, first, last) ? "text.lookalike_han_short_apart" : "text.lookalike_han_short" : alike ? "text.lookalike_han" : "text.lookalike_han_weak", similarity, true);
    return hit;
  }
  bool wide = false, fancy = false, marks = false, simplified = false, hiragana = false, katakana = false;
  size_t wide_letters = 0;
  for (uint32_t i = 0; i < length; ++i) {
    const Unit& unit = units[first + i];
    const Unit& own = name.views.units[i];
    if (unit.script == Script::kKana) (unit.raw >= U'ぁ' && unit.raw <= U'ゖ' ? hiragana : katakana) = true;
    if (unit.raw == own.raw) continue;
    if (unit.change & kCompatChanged) (IsFullWidth(unit.raw) || unit.script == Script::kKana ? wide : fancy) = true;
    wide_letters += IsFullWidth(unit.raw) && unit.script == Script::kLatin;
    if ((unit.change & kMarkStripped) && !(own.change & kMarkStripped)) marks = true;
    if ((unit.change & kSimplified) != (own.change & kSimplified)) simplified = true;
  }
  if (wide || fancy) hit.chain.push_back("width");
  if (simplified) hit.chain.push_back("simplified");
  if (gaps.seen & (kGapInvisible | kGapCombining)) {
    hit.chain.push_back("invisible");
    Weigh(hit, book, "text.separator", "text.invisible", 1, true);
    return hit;
  }
  const bool odd = gaps.seen & (kGapOdd | kGapEmoji);
  const bool plain_gap = gaps.seen & (kGapSpace | kGapOrdinary);
  if (odd || plain_gap) {
    if (tiny) return std::nullopt;
    hit.chain.push_back("separators");
    const bool apart = gaps.longest_piece == 1 && gaps.pieces >= 3;
    const bool bracketed = BracketsOneInside(views, first, last);
    if (name.han) {
      if (bracketed && gaps.tight && !(length == 2 && IsPairOfAlternatives(name))) {
        Weigh(hit, book, "text.separator", length >= 3 ? "text.separator" : "text.separator_short", 1, true);
        return hit;
      }
      if (!odd && !apart) {
        if (length == 2 && IsPairOfAlternatives(name)) return std::nullopt;
        if (length == 2 && gaps.tight) {
          const bool first_alone = AtBrandPlace(units, first, first) && !EdgeOfWords(views, last, last);
          if (first_alone || ((last + 1 == units.size() || BoundedByGap(units, last, last)) && !EdgeOfWords(views, first, first))) {
            Weigh(hit, book, "text.separator", "text.separator_short", 0.9, true);
            return hit;
          }
        }
        // One blank may as well stand between two words.
        if (length == 2 && !BoundedByGap(units, first, last)) return std::nullopt;
        if (length == 3 && !BoundedByGap(units, first, last) && EdgeOfWords(views, first, last)) return std::nullopt;
        if (length >= 4 && gaps.pieces == 2) {
          Weigh(hit, book, "text.name", name.origin ? "text.name_gi" : name.nickname ? "text.nickname" : "text.name", 0.95, false);
          return hit;
        }
        Weigh(hit, book, "text.separator", "text.separator_weak", 0.9, true);
        return hit;
      }
      Weigh(hit, book, "text.separator", "text.separator", 1, true);
      return hit;
    }
    if (odd || apart) {
      // Three letters may be initials; three kana or hangul are three syllables, which only blanks may part as words.
      const bool syllables = (units[first].script == Script::kKana || units[first].script == Script::kHangul) && odd;
      const bool initials = length <= 3 && gaps.longest_piece == 1 && !syllables;
      Weigh(hit, book, "text.separator", initials ? "text.lookalike_letters" : "text.separator", 1, true);
      return hit;
    }
    // One letter in brackets, with no blank: "Avi(r)anol".  Sellers of other scripts bracket single letters too.
    const bool bare = (gaps.seen & (kGapSpace | kGapStop)) == 0 && gaps.shortest_piece == 1;
    const bool other_script = units[first].script == Script::kHangul || units[first].script == Script::kKana;
    if (bare && ((gaps.pieces == 3 && length >= 6) || (bracketed && length >= 6) || (other_script && length >= 3))) {
      Weigh(hit, book, "text.separator", "text.separator", 0.95, true);
      return hit;
    }
    // "Wre/nho/lt": three pieces with no blank make one word.
    if (gaps.tight && gaps.pieces >= 3 && length >= 6) {
      Weigh(hit, book, "text.separator", "text.separator_weak", 0.9, true);
      return hit;
    }
    // "Gamm-a": nobody parts a last letter.
    if (bare && gaps.tight && gaps.pieces == 2 && length >= 5 && units[last].gap != 0 && IsLetter(units[last]) && !IsShortEnding(units[last])) {
      Weigh(hit, book, "text.separator", "text.separator_weak", 0.85, true);
      return hit;
    }
    // "Lou is": two words that happen to follow each other, or a spelling; not enough to call it hidden.
    if (gaps.shortest_piece == 1 || length < 5 || !BoundedByGap(units, first, last)) return std::nullopt;
    Weigh(hit, book, "text.name", name.nickname ? "text.nickname" : "text.name", 0.9, false);
    return hit;
  }
  if (name.han && length == 2 && EdgeOfWords(views, first, last)) return std::nullopt;
  const auto is_katakana = [](const Unit& unit) { return unit.raw >= U'ァ' && unit.raw <= U'ー'; };
  if (hiragana && katakana && !tiny && std::all_of(name.views.units.begin(), name.views.units.end(), is_katakana)) {
    Weigh(hit, book, "text.mixed", "text.mixed_short", 0.9, true);  // one kana is not mixed with the other inside a word
  } else if ((fancy || (wide_letters > 0 && wide_letters < name.letters)) && !tiny) {
    Weigh(hit, book, "text.width", "text.width", 1, true);
  } else if (wide_letters > 0 && !tiny) {
    Weigh(hit, book, "text.width", "text.width_full", 1, false);
  } else if (marks && !tiny) {
    hit.chain.push_back("marks");
    Weigh(hit, book, "text.lookalike", "text.lookalike_leet", 0.95, true);
  } else {
    Weigh(hit, book, "text.name",
          name.origin ? "text.name_gi" : tiny ? "text.name_short" : name.nickname ? "text.nickname" : "text.name", 1, false);
  }
  return hit;
}

std::optional<NameHit> CheckLook(const Name& name, const Views& views, uint32_t first_item, uint32_t last_item,
                                 const RuleBook& book) {
  const auto& units = views.units;
  const auto& own_units = name.views.units;
  const uint32_t first = views.look[first_item].first, last = views.look[last_item].last;
  if (!StandsAlone(name, units, first, last)) return std::nullopt;
  int foreign = 0, leet = 0, same_script = 0, merged = 0, letters = 0, odd_capitals = 0;
  Script foreign_script = Script::kOther;
  for (uint32_t i = 0; i <= last_item - first_item; ++i) {
    const ViewItem& item = views.look[first_item + i];
    const ViewItem& own_item = name.views.look[i];
    const Unit& unit = units[item.first];
    const Unit& own = own_units[own_item.first];
    const bool text_pair = item.last > item.first, own_pair = own_item.last > own_item.first;
    letters += IsLetter(unit) || (IsLetter(own) && unit.script == Script::kHan);
    if (text_pair != own_pair) {
      if (own_pair) return std::nullopt;  // the plain reading of the text is the shorter one
      ++merged;
      continue;
    }
    if (text_pair || unit.key == own.key) continue;
    if (unit.script != own.script && IsLetter(own) && (IsLetter(unit) || (unit.script == Script::kHan && own.script == Script::kKana))) {
      ++foreign;
      foreign_script = unit.script;
    } else if (IsLetter(own) && !IsLetter(unit)) {
      ++leet;
    } else if (IsLetter(own) && IsLetter(unit)) {
      ++same_script;
      odd_capitals += unit.raw == 'I' && IsSmall(units, item.first);
    } else if (own.script == Script::kDigit && (unit.key == 'o' || unit.key == 'l' || unit.key == 'i')) {
      ++same_script;
    } else {
      return std::nullopt;
    }
  }
  if (foreign + leet + same_script + merged == 0) return std::nullopt;  // the key stream has it
  const size_t length = last_item - first_item + 1;
  if (letters < 2 || static_cast<size_t>(leet) * 2 > length) return std::nullopt;
  const Gaps gaps = GapsOf(name, units, first, last);
  const bool own_gap = std::any_of(own_units.begin(), own_units.end(), [](const Unit& unit) { return unit.gap != 0; });
  if (gaps.impossible || (gaps.pieces > 1 && gaps.longest_piece > 1 && !own_gap && !(gaps.seen & kGapOdd))) return std::nullopt;
  // "lb1 .5" is a size, whatever it looks like.
  if (leet > 0 && !own_gap && gaps.pieces > 1 && gaps.longest_piece > 1 && (gaps.seen & kGapSpace)) return std::nullopt;
  NameHit hit = HitAt(name, views, first, last);
  hit.chain = {"nfkc_casefold"};
  if (gaps.pieces > 1) hit.chain.push_back("separators");
  hit.chain.push_back("skeleton");
  if (foreign > 0) {
    // A word wholly in the other script may be an honest word of that language.
    const bool whole = static_cast<size_t>(foreign) == length;
    bool elsewhere = false;
    for (uint32_t i = 0; i < units.size() && whole; ++i) {
      elsewhere = elsewhere || ((i < first || i > last) && units[i].script == foreign_script);
    }
    if (whole && elsewhere && length < 6) return std::nullopt;
    Weigh(hit, book, "text.lookalike", whole && elsewhere ? "text.lookalike_letters" : "text.lookalike_mixed", 0.97, true);
  } else if (leet > 0) {
    Weigh(hit, book, "text.lookalike", "text.lookalike_leet", 0.95, true);
  } else {
    Weigh(hit, book, "text.lookalike", (merged > 0 || odd_capitals > 0) && length >= 6 ? "text.lookalike_leet" : "text.lookalike_letters", 0.9, true);
  }
  return hit;
}

namespace {

bool IsCapital(const Unit& unit) { return (unit.change & kCaseChanged) != 0; }

// The words around are in capitals too, so that capitals say nothing.
bool AllCapitals(const std::vector<Unit>& units, uint32_t first, uint32_t last) {
  for (uint32_t i = 0; i < units.size(); ++i) {
    if ((i < first || i > last) && units[i].script == Script::kLatin && !IsCapital(units[i])) return false;
  }
  return std::any_of(units.begin(), units.end(), [&](const Unit& unit) {
    const auto i = static_cast<uint32_t>(&unit - units.data());
    return (i < first || i > last) && unit.script == Script::kLatin;
  });
}

// In a name of two characters a digit stands for the numeral itself, not for its sound.
bool NumeralsMatch(const Name& name, const Views& views, uint32_t first_item, uint32_t last_item) {
  constexpr std::u32string_view kNumerals = U"零一二三四五六七八九";
  for (uint32_t i = 0; i <= last_item - first_item; ++i) {
    const Unit& unit = views.units[views.sound[first_item + i].first];
    if (unit.script == Script::kDigit && name.views.units[i].key != kNumerals[unit.key - '0']) return false;
  }
  return true;
}

}  // namespace

std::optional<NameHit> CheckSound(const Name& name, const Views& views, uint32_t first_item, uint32_t last_item,
                                  const RuleBook& book) {
  const auto& units = views.units;
  const uint32_t first = views.sound[first_item].first, last = views.sound[last_item].last;
  const size_t syllables = last_item - first_item + 1;
  size_t same = 0, han = 0, latin = 0, digits = 0, runs = 0, lone = 0;
  std::vector<uint32_t> strange;
  for (uint32_t i = 0; i < syllables; ++i) {
    const ViewItem& item = views.sound[first_item + i];
    const Unit& unit = units[item.first];
    const uint8_t gap = unit.gap;
    if (unit.script == Script::kHan) {
      ++han;
      if (unit.key == name.views.units[i].key) ++same;
      else strange.push_back(item.first);
      if (i > 0 && (gap & (kGapSpace | kGapOrdinary))) return std::nullopt;
    } else if (unit.script == Script::kDigit) {
      ++digits;
    } else {
      ++latin;
      const bool starts_run = item.first == 0 || units[item.first].gap != 0 || units[item.first - 1].script != Script::kLatin;
      const bool hyphened = i > 0 && starts_run && gap == kGapOrdinary && unit.gap_count == 1;  // "you-ting", "cen'wei"
      runs += starts_run && !hyphened;
      if (i == 0 && !starts_run) return std::nullopt;
      lone += item.last == item.first;
      if (i > 0 && units[item.first].gap_count > kMaxPlainGap) return std::nullopt;
    }
    if (i > 0 && (gap & kGapStop)) return std::nullopt;
  }
  if (same == syllables) return std::nullopt;  // the key stream has it
  if (lone > 0 && syllables < 4 && same < 2) return std::nullopt;  // a lone letter spells little
  const bool ends_run = last + 1 >= units.size() || units[last + 1].gap != 0 || units[last + 1].script != Script::kLatin;
  if (units[last].script == Script::kLatin && !ends_run) return std::nullopt;
  NameHit hit = HitAt(name, views, first, last);
  hit.chain = {"nfkc_casefold", "pinyin"};
  const double value = 0.7 + 0.3 * static_cast<double>(same) / static_cast<double>(syllables);
  if (latin == syllables) {
    const bool capitals = IsCapital(units[first]) && IsCapital(units[views.sound[last_item].first]);
    const bool two_words = runs > 1 && !(capitals && AtBrandPlace(units, first, last) && !AllCapitals(units, first, last));
    if (syllables == 2 && (two_words || last - first + 1 < 5)) return std::nullopt;
    Weigh(hit, book, "text.sound", syllables == 2 ? "text.pinyin_short" : "text.pinyin", value, true);
    hit.respelled = true;
    return hit;
  }
  if (latin > 0 || digits > 0) {
    if (!strange.empty()) {
      if (syllables < 3 || OrdinaryWords(views, strange.front(), strange.back(), strange)) return std::nullopt;
    }
    if (same == 0 || (digits > 0 && EdgeOfWords(views, first, last))) return std::nullopt;
    if (digits > 0 && syllables == 2 && !NumeralsMatch(name, views, first_item, last_item)) return std::nullopt;
    const char* weight = syllables > 2                        ? "text.mixed"
                         : digits == 0                        ? "text.mixed_short"
                         : AtBrandPlace(units, first, last)   ? "text.sound_short_apart"
                                                              : "text.sound_short";
    Weigh(hit, book, "text.mixed", weight, value, true);
    return hit;
  }
  if (OrdinaryWords(views, first, last, strange)) return std::nullopt;
  if (syllables == 2 && same == 0) {
    // Nothing of the name but its sound: only where the text is nothing else, as in a field for the brand.
    if (first > 0 || last + 1 < units.size()) return std::nullopt;
    Weigh(hit, book, "text.sound", "text.sound_short_all", value, true);
    return hit;
  }
  const char* weight = syllables >= 4 && same > 0            ? "text.sound_long"
                       : syllables == 3 && same > 0          ? "text.sound"
                       : AtBrandPlace(units, first, last)    ? "text.sound_short_apart"
                       : syllables >= 3                      ? "text.sound_all"
                                                             : "text.sound_short";
  Weigh(hit, book, "text.sound", weight, value, true);
  return hit;
}

std::optional<NameHit> CheckOneOff(const Name& name, const Views& views, uint32_t first, uint32_t last, const RuleBook& book) {
  std::vector<uint32_t> strange;
  for (uint32_t i = first; i <= last; ++i) {
    if (views.units[i].key != name.views.units[i - first].key) strange.push_back(i);
  }
  // A clearly different first character makes another name (the same clause's exception).
  if (strange.size() != 1 || strange[0] == first || OrdinaryWords(views, first, last, strange)) return std::nullopt;
  NameHit hit = HitAt(name, views, first, last);
  hit.chain = {"nfkc_casefold", "one_character"};
  Weigh(hit, book, "text.similar", "text.similar", 0.75, true);
  return hit;
}

// Shorter words that sound alike are too many.
constexpr size_t kMisspelt = 6;

std::optional<NameHit> CheckWordSound(const Name& name, const Views& views, uint32_t first, uint32_t last, bool mixed,
                                      const RuleBook& book) {
  const auto& own = name.views.units;
  const size_t length = last - first + 1;
  bool equal = length == own.size();
  for (uint32_t i = 0; equal && i < length; ++i) equal = views.units[first + i].key == own[i].key;
  if (equal) return std::nullopt;
  NameHit hit = HitAt(name, views, first, last);
  hit.chain = {"nfkc_casefold", "sound"};
  if (mixed) {
    // Honest words are written in one script; kana and hangul beside Latin may be a brand's own way.
    const bool name_is_mixed = std::any_of(own.begin(), own.end(), [&](const Unit& unit) { return unit.script != own[0].script; });
    if (name_is_mixed) return std::nullopt;
    Weigh(hit, book, "text.mixed", "text.mixed", 0.85, true);
    return hit;
  }
  // Another script spells a name its own way; the same script has one spelling.
  const bool same_script = views.units[first].script == own[0].script && own.size() >= kMisspelt && length >= kMisspelt;
  Weigh(hit, book, "text.sound", same_script ? "text.sound_word_misspelt" : "text.sound_word", 0.8, true);
  hit.respelled = true;
  return hit;
}

namespace {

// Consonants that transliteration into Chinese does not keep apart: one letter for each group, 0 for vowels.
char ConsonantOf(char c) {
  switch (c) {
    case 'b': case 'p': return 'p';
    case 'd': case 't': return 't';
    case 'g': case 'k': case 'c': case 'q': return 'k';
    case 'h': return 'h';
    case 'j': case 'z': case 's': case 'x': return 's';
    case 'l': case 'r': case 'n': return 'n';
    case 'm': return 'm';
    case 'f': case 'v': case 'w': return 'w';
    default: return 0;
  }
}
// The same of a syllable of pinyin, by its first letter.
char InitialOf(const std::string& pinyin) {
  const char c = pinyin.empty() ? '\0' : pinyin[0];
  return c == 'q' || c == 'c' ? 's' : ConsonantOf(c);
}

// Whether syllables, one for each ideograph, may stand for these letters: the first sound is the same, and each later
// one is found further on.
bool SoundsLike(const std::vector<std::string>& syllables, const std::string& letters) {
  std::string heard;  // consonant groups of the letters
  for (size_t i = 0; i < letters.size(); ++i) {
    const char group = ConsonantOf(letters[i]);
    if (group == 'w' && i == 0 && letters.size() > 1 && letters[1] == 'r') continue;  // "wr": the w is silent
    if (group && (i == 0 || letters[i] != letters[i - 1])) heard += group;
  }
  const bool vowel_first = !letters.empty() && !ConsonantOf(letters[0]);
  // f stands for p, too: ph is one sound, and the Latin part may begin inside it.
  const auto same = [](char initial, const std::string& pinyin, char group) { return initial == group || (group == 'p' && pinyin[0] == 'f'); };
  const bool affricate = letters.size() > 1 && (letters[0] == 'd' || letters[0] == 't') && letters[1] == 'r';  // "dr" as zh
  size_t from = 0;
  for (size_t i = 0; i < syllables.size(); ++i) {
    const char initial = InitialOf(syllables[i]);
    if (i == 0) {
      if (initial == 0) {
        if (!vowel_first && (letters.empty() || letters[0] != 'y')) return false;
        continue;
      }
      if (vowel_first || heard.empty() || (!same(initial, syllables[i], heard[0]) && !(affricate && initial == 's'))) return false;
      from = 1;
      continue;
    }
    if (initial == 0) continue;
    while (from < heard.size() && !same(initial, syllables[i], heard[from])) ++from;
    if (from++ >= heard.size()) return false;
  }
  return !syllables.empty();
}

constexpr size_t kMinHalfName = 6, kMinTail = 4;

}  // namespace

size_t ShortestTail(size_t letters) { return letters < kMinHalfName ? 0 : std::max(kMinTail, (letters * 2 + 4) / 5); }

std::optional<NameHit> CheckHalfName(const Name& name, const Views& views, uint32_t first, uint32_t last, const RuleBook& book) {
  const auto& units = views.units;
  const auto& own = name.views.units;
  const size_t tail = last - first + 1;
  std::string letters;
  for (size_t i = 0; i + tail < own.size(); ++i) letters += own[i].key < 128 ? static_cast<char>(own[i].key) : '?';
  std::vector<std::string> syllables;
  uint32_t begin = first, found = first;
  while (begin > 0 && first - begin < 3 && units[begin].gap == 0 && units[begin - 1].script == Script::kHan && units[begin - 1].syllable) {
    --begin;
    syllables.insert(syllables.begin(), SyllableText(units[begin].syllable));
    if (syllables.size() <= letters.size() && SoundsLike(syllables, letters)) found = begin;
  }
  if (found == first || WordBreaks(units, found, first - 1).At(found).begin < found) return std::nullopt;
  // Four letters may be a word of their own ("手机壳mini"): then the mixture has to stand apart.
  if (tail == kMinTail && !AtBrandPlace(units, found, last)) return std::nullopt;
  NameHit hit = HitAt(name, views, found, last);
  hit.chain = {"nfkc_casefold", "pinyin", "half"};
  Weigh(hit, book, "text.mixed", tail > kMinTail ? "text.mixed" : "text.mixed_short", 0.8, true);
  return hit;
}

}  // namespace markwarden
