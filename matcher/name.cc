// Candidate checks: what undid the disguise, whether the span stands on its own, what it weighs.
#include "matcher/name.h"

#include <algorithm>

#include "matcher/name_span.h"
#include "matcher/word_breaks.h"

namespace markwarden {
namespace {

bool IsFullWidth(char32_t raw) { return (raw >= 0xFF00 && raw <= 0xFFEF) || raw == 0x3000; }

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

// A name with signs written as their parts is read as other words: those that reach out of the span, and in a name of two the parts
// that are a word themselves ("女子").
bool PartsAreWords(const Name& name, const Views& views, uint32_t first, uint32_t last) {
  const auto& own = name.views.units;
  const WordBreaks words(views.units, first, last);
  if (words.At(first).begin < first || words.At(last).end > last + 1) return true;
  if (own.size() > 2) return false;
  const uint32_t begin = views.units[first].key == own[0].key ? first + 1 : first;
  const uint32_t end = views.units[last].key == own[1].key ? last : last + 1;
  for (uint32_t i = begin; i < end; ++i) {
    if (words.At(i).size() < 2) return false;
  }
  return true;
}

// What stands backwards for a short name may be a word the way it stands: ideographs that one makes or that stand where no brand does, and
// letters of which nobody can say that they make none.
bool ReadsForwards(const Name& name, const Views& views, uint32_t first, uint32_t last, const RuleBook& book) {
  if (!AtBrandPlace(views, first, last, book)) return true;
  if (!name.han) return views.units[first].script == Script::kLatin && (book.english.size() == 0 || IsEnglishWord(views, first, last, book));
  return IsListedWord(views.units, first, last, book.chinese) || WordBreaks(views.units, first, last).At(first).size() > 1;
}

// Two parts that changed places.
bool IsTurned(const std::u32string& text, const std::u32string& name) { return text != name && (name + name).find(text) != std::u32string::npos; }

// Two neighbours that did, neither of them the first.
bool IsSwapped(const std::u32string& text, const std::u32string& name) {
  size_t at = 0;
  while (at < name.size() && text[at] == name[at]) ++at;
  return at >= 1 && at + 1 < name.size() && text[at] == name[at + 1] && text[at + 1] == name[at] && text.compare(at + 2, std::u32string::npos, name, at + 2) == 0;
}

// Every word of two ideographs and more in the span stands in the name as well.
bool OnlyWordsOf(const std::u32string& name, const Views& views, uint32_t first, uint32_t last) {
  const WordBreaks words(views.units, first, last);
  if (words.At(first).begin < first || words.At(last).end > last + 1) return false;
  for (uint32_t i = first; i <= last; i = words.At(i).end) {
    std::u32string word;
    for (uint32_t k = i; k < words.At(i).end; ++k) word += views.units[k].key;
    if (word.size() >= 2 && name.find(word) == std::u32string::npos) return false;
  }
  return true;
}

// Two capitals of one alphabet.
bool IsInitials(const std::vector<Unit>& units, uint32_t first, uint32_t last) {
  return units[first].script == units[last].script && IsLetter(units[first]) && (units[first].change & kCaseChanged) && (units[last].change & kCaseChanged);
}

// A Latin name in two pieces that are no words, with nothing but a bar between them: "Jont|iva".  Other signs stand between the parts of
// brands' own spellings and between alternatives.
bool PartedByBar(const Views& views, uint32_t first, uint32_t last, const RuleBook& book) {
  const auto& units = views.units;
  const auto is_latin = [](const Unit& unit) { return unit.script == Script::kLatin; };
  if (!std::all_of(units.begin() + first, units.begin() + last + 1, is_latin)) return false;
  uint32_t second = first + 1;
  while (second < last && units[second].gap == 0) ++second;
  if (IsEnglishWord(views, first, second - 1, book) || IsEnglishWord(views, second, last, book)) return false;
  const auto sign = std::lower_bound(views.folded_from.begin(), views.folded_from.end(), units[second - 1].end);
  return sign != views.folded_from.end() && *sign < units[second].begin && views.folded[static_cast<size_t>(sign - views.folded_from.begin())] == '|';
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

std::optional<NameHit> CheckKeys(const Name& name, const Views& views, uint32_t first, uint32_t last, NameCheck check,
                                 const RuleBook& book) {
  const auto& units = views.units;
  const size_t length = last - first + 1;
  const bool tiny = name.han ? length < 2 : length < 3;
  if (!StandsAlone(name, units, first, last)) return std::nullopt;
  const Gaps gaps = GapsOf(name, units, first, last);
  if (gaps.impossible) return std::nullopt;
  NameHit hit = HitAt(name, views, first, last);
  hit.chain = {"nfkc_casefold"};
  if (check != NameCheck::kKeys) {
    if (gaps.pieces > 1) return std::nullopt;
    if (check == NameCheck::kReversed) {
      if (name.han && EdgeOfWords(views, first, last)) return std::nullopt;
      hit.chain.push_back("reversed");
      // Only who turns a word round ends it with its capital: "ekiN".
      const bool turned = !name.han && (units[last].change & kCaseChanged) && !(units[first].change & kCaseChanged);
      const bool brief = length < (name.han ? 3 : 5) && !turned;
      if (brief && ReadsForwards(name, views, first, last, book)) return std::nullopt;
      Weigh(hit, book, "text.reversed", brief ? "text.reversed_short" : "text.reversed", 0.8, true);
      return hit.db > 0 ? std::optional(hit) : std::nullopt;
    }
    if (PartsAreWords(name, views, first, last)) return std::nullopt;
    hit.chain.push_back("recomposed");
    Weigh(hit, book, "text.split", "text.split", 0.9, true);
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
    hit.chain.push_back("separators");
    if (length == 2 && units[first].script == Script::kHangul && odd && gaps.tight) {
      Weigh(hit, book, "text.separator", "text.separator_short", 1, true);
      return hit;
    }
    if (length == 2 && IsInitials(units, first, last) && gaps.tight && (gaps.seen & ~kGapOdd) == 0) {
      Weigh(hit, book, "text.separator", "text.separator_initials", 0.9, true);
      return hit.db > 0 ? std::optional(hit) : std::nullopt;
    }
    if (tiny) return std::nullopt;
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
          const bool first_alone = AtBrandPlace(views, first, first, book) && !EdgeOfWords(views, last, last);
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
      const bool syllables = (units[first].script == Script::kKana || units[first].script == Script::kHangul) &&
                             (odd || gaps.tight || BoundedByGap(units, first, last));
      const bool initials = length <= 3 && gaps.longest_piece == 1 && !syllables;
      const char* weight = initials ? "text.lookalike_letters" : syllables && !odd && length <= 3 ? "text.separator_weak" : "text.separator";
      Weigh(hit, book, "text.separator", weight, 1, true);
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
    if (gaps.tight && gaps.pieces == 2 && gaps.shortest_piece >= 2 && length >= 6 && book.english.size() > 0 && PartedByBar(views, first, last, book)) {
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
  const bool by_letter = last_item - first_item + 1 != name.views.look.size();
  int foreign = 0, leet = 0, same_script = 0, merged = 0, letters = 0, odd_capitals = 0;
  Script foreign_script = Script::kOther;
  // Counts what stands for a letter of the name; false when nobody would write it for that letter.
  const auto compare = [&](uint32_t at, const Unit& own) {
    const Unit& unit = units[at];
    if (unit.key == own.key) return true;
    if (unit.script != own.script && IsLetter(own) && (IsLetter(unit) || (unit.script == Script::kHan && own.script == Script::kKana))) {
      ++foreign;
      foreign_script = unit.script;
    } else if (IsLetter(own) && !IsLetter(unit)) {
      ++leet;
    } else if (IsLetter(own) && IsLetter(unit)) {
      ++same_script;
      odd_capitals += unit.raw == 'I' && IsSmall(units, at);
    } else if (own.script == Script::kDigit && (unit.key == 'o' || unit.key == 'l' || unit.key == 'i')) {
      ++same_script;
    } else {
      return false;
    }
    return true;
  };
  for (uint32_t i = 0; i <= last_item - first_item; ++i) {
    const ViewItem& item = views.look[first_item + i];
    // A name is looked for with its pairs as one letter, and letter by letter: "cI" stands for "cl" and is no d.
    const ViewItem own_item = by_letter ? ViewItem{0, i, i} : name.views.look[i];
    const Unit& unit = units[item.first];
    const Unit& own = own_units[own_item.first];
    const bool text_pair = item.last > item.first, own_pair = own_item.last > own_item.first;
    letters += IsLetter(unit) || (IsLetter(own) && unit.script == Script::kHan);
    if (text_pair != own_pair) {
      if (own_pair) return std::nullopt;  // the plain reading of the text is the shorter one
      ++merged;
      continue;
    }
    for (uint32_t j = 0; j <= item.last - item.first; ++j) {  // both letters of a pair
      if (!compare(item.first + j, own_units[own_item.first + j])) return std::nullopt;
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
    const bool whole = static_cast<uint32_t>(foreign) == last - first + 1;  // letters, of pairs both
    bool elsewhere = false;
    for (uint32_t i = 0; i < units.size() && whole; ++i) {
      elsewhere = elsewhere || ((i < first || i > last) && units[i].script == foreign_script);
    }
    if (whole && elsewhere && length < 6) return std::nullopt;
    Weigh(hit, book, "text.lookalike", whole && elsewhere ? "text.lookalike_letters" : "text.lookalike_mixed", 0.97, true);
  } else if (leet > 0) {
    Weigh(hit, book, "text.lookalike", "text.lookalike_leet", 0.95, true);
  } else {
    const bool hidden = (merged > 0 || odd_capitals > 0) && (length >= 6 || (length >= 5 && book.english.size() > 0)) && !IsEnglishWord(views, first, last, book);
    Weigh(hit, book, "text.lookalike", hidden ? "text.lookalike_leet" : "text.lookalike_letters", 0.9, true);
  }
  return hit;
}

std::optional<NameHit> CheckMasked(const Name& name, const Views& views, uint32_t first, uint32_t last, const RuleBook& book) {
  if (!StandsAlone(name, views.units, first, last)) return std::nullopt;
  NameHit hit = HitAt(name, views, first, last);
  hit.chain = {"nfkc_casefold", "masked"};
  const size_t left = last - first + 1;
  Weigh(hit, book, "text.separator", left >= (name.han ? 3 : 4) ? "text.masked" : "text.masked_short", 0.9, true);
  return hit.db > 0 ? std::optional(hit) : std::nullopt;
}

std::optional<NameHit> CheckReordered(const Name& name, const Views& views, uint32_t first, uint32_t last, const RuleBook& book) {
  const auto& units = views.units;
  if (!StandsAlone(name, units, first, last) || !AtBrandPlace(views, first, last, book)) return std::nullopt;
  std::u32string text, own;
  for (uint32_t i = first; i <= last; ++i) text += units[i].key;
  for (const Unit& unit : name.views.units) own += unit.key;
  const char* weight = "text.reordered";
  if (name.han) {
    if (IsListedWord(units, first, last, book.chinese) || !OnlyWordsOf(own, views, first, last)) return std::nullopt;
  } else {
    const bool swapped = IsSwapped(text, own);
    if (!swapped && !IsTurned(text, own)) return std::nullopt;
    // A word of a language whose words are not known here may be just that.
    if (units[first].script != Script::kLatin || book.english.size() == 0 || IsEnglishWord(views, first, last, book)) return std::nullopt;
    // "cciGu": the capital shows where the name began.
    const bool shown = std::any_of(units.begin() + first + 1, units.begin() + last + 1, [](const Unit& unit) { return (unit.change & kCaseChanged) != 0; }) && !(units[first].change & kCaseChanged);
    if (!shown && (swapped || text.size() < 6)) weight = "text.reordered_short";
  }
  NameHit hit = HitAt(name, views, first, last);
  hit.chain = {"nfkc_casefold", "reordered"};
  Weigh(hit, book, "text.reordered", weight, 0.8, true);
  return hit.db > 0 ? std::optional(hit) : std::nullopt;
}

std::optional<NameHit> CheckNear(const Name& name, const Views& views, uint32_t first, uint32_t last, const RuleBook& book) {
  const auto& units = views.units;
  const size_t length = last - first + 1;
  std::vector<uint32_t> strange;
  float similarity = 1;
  bool sound = true;
  for (size_t i = 0; i < length; ++i) {
    const Unit& own = name.views.units[i];
    const Unit& unit = units[first + i];
    if (unit.key == own.key) continue;
    strange.push_back(first + static_cast<uint32_t>(i));
    similarity = std::min(similarity, book.han.Similarity(own.key, unit.key));
    sound = sound && own.syllable != 0 && own.syllable == unit.syllable;
  }
  if (strange.empty() || strange.size() == length || (strange.size() * 2 > length && similarity < kVeryAlike)) return std::nullopt;
  if (sound && similarity < kWholeAlike) return std::nullopt;  // the sound stream has it
  const bool apart = length == 2 && AtBrandPlace(views, first, last, book);
  if (length == 2 && similarity < (apart ? kPartAlike : kVeryAlike)) return std::nullopt;
  // A clearly different first character makes another name (the same clause's exception).
  if (similarity < kPartAlike && (strange.size() != 1 || strange[0] == first)) return std::nullopt;
  // "老千妈": one sign may make a word with another of the name's; that the name was meant, the goods have to say.
  const Explained explained = ExplainedByWords(views, first, last, strange);
  const bool among_others = explained == Explained::kInside && length >= 3 && strange.size() == 1 && similarity >= kWholeAlike &&
                            WordBreaks(units, first, last).At(strange.front()).size() < length && book.weights["text.lookalike_han_among"] > 0;
  if (explained != Explained::kNot && !among_others) return std::nullopt;
  NameHit hit = HitAt(name, views, first, last);
  hit.chain = {"nfkc_casefold", similarity >= kPartAlike ? "lookalike_han" : "one_character"};
  const bool word = IsListedWord(units, first, last, book.chinese);
  if (length == 2) {
    const char* weight = word || !apart                ? "text.lookalike_han_short"
                         : similarity < kWholeAlike ? WeightOr(book, "text.lookalike_han_short_part", "text.lookalike_han_short")
                                                    : "text.lookalike_han_short_apart";
    Weigh(hit, book, "text.lookalike", weight, similarity, true);
    return hit;
  }
  if (similarity >= kPartAlike) {
    const char* weight = among_others ? "text.lookalike_han_among" : word ? "text.lookalike_han_short" : similarity >= kVeryAlike ? "text.lookalike_han" : similarity >= kWholeAlike || length >= 4 ? "text.lookalike_han_weak" : "text.lookalike_han_part";
    Weigh(hit, book, "text.lookalike", weight, similarity, true);
    return hit.db > 0 ? std::optional(hit) : std::nullopt;
  }
  Weigh(hit, book, "text.similar", length >= 4 && !word ? "text.similar" : "text.similar_short", 0.75, true);
  return hit.db > 0 ? std::optional(hit) : std::nullopt;
}

}  // namespace markwarden
