// Checks of what only sounds like a name: syllables, spelled words, half a name.
#include <algorithm>

#include "core/text/pinyin.h"
#include "matcher/name.h"
#include "matcher/name_span.h"
#include "matcher/transliteration.h"
#include "matcher/word_breaks.h"

namespace markwarden {
namespace {

bool IsCapital(const Unit& unit) { return (unit.change & kCaseChanged) != 0; }

// Letters in which syllables are spelled.
bool IsSpelling(const Unit& unit) { return unit.script == Script::kLatin || unit.script == Script::kCyrillic; }

// The word and those around it are in capitals, so that capitals say nothing.
bool AllCapitals(const std::vector<Unit>& units, uint32_t first, uint32_t last) {
  if (std::any_of(units.begin() + first, units.begin() + last + 1, [](const Unit& unit) { return IsSpelling(unit) && !IsCapital(unit); })) return false;
  bool any = false;
  for (uint32_t i = 0; i < units.size(); ++i) {
    if ((i >= first && i <= last) || !IsSpelling(units[i])) continue;
    if (!IsCapital(units[i])) return false;
    any = true;
  }
  return any;
}

// Where sellers put a brand, and with the capital of one.
bool WrittenAsBrand(const Views& views, uint32_t first, uint32_t last, const RuleBook& book) {
  return IsCapital(views.units[first]) && !AllCapitals(views.units, first, last) && AtBrandPlace(views, first, last, book);
}

// No other letters of these scripts stand in the text.
bool OnlySpelling(const std::vector<Unit>& units, uint32_t first, uint32_t last) {
  for (uint32_t i = 0; i < units.size(); ++i) {
    if ((i < first || i > last) && IsSpelling(units[i])) return false;
  }
  return true;
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
  size_t same = 0, han = 0, spelled = 0, digits = 0, runs = 0, lone = 0;
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
      ++spelled;
      const bool starts_run = item.first == 0 || units[item.first].gap != 0 || !IsSpelling(units[item.first - 1]);
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
  const bool ends_run = last + 1 >= units.size() || units[last + 1].gap != 0 || !IsSpelling(units[last + 1]);
  if (IsSpelling(units[last]) && !ends_run) return std::nullopt;
  NameHit hit = HitAt(name, views, first, last);
  hit.chain = {"nfkc_casefold", "pinyin"};
  const double value = 0.7 + 0.3 * static_cast<double>(same) / static_cast<double>(syllables);
  if (spelled == syllables) {
    // Two words, or four letters, are a name only where a brand stands and as one is written: a sentence's first word has its capital anyway.
    const bool capitals = IsCapital(units[first]) && (runs < 2 ? first > 0 || OnlySpelling(units, first, last) : IsCapital(units[views.sound[last_item].first]));
    const bool as_brand = capitals && AtBrandPlace(views, first, last, book) && !AllCapitals(units, first, last) && !IsEnglishWord(views, first, last, book);
    if (syllables == 2 && (runs > 1 || last - first + 1 < 5) && !as_brand) return std::nullopt;
    // Ordinary Russian words are pinyin through and through, too (малина, ботинки), and no list of them is here.
    const bool may_be_a_word = units[first].script == Script::kCyrillic && !as_brand;
    Weigh(hit, book, "text.sound", may_be_a_word ? "text.sound_word" : syllables > 2 ? "text.pinyin" : as_brand ? "text.pinyin_short_apart" : "text.pinyin_short", value, true);
    hit.respelled = true;
    return hit;
  }
  if (spelled > 0 || digits > 0) {
    if (!strange.empty()) {
      if (syllables < 3 || OrdinaryWords(views, strange.front(), strange.back(), strange)) return std::nullopt;
    }
    if (same == 0 || (digits > 0 && EdgeOfWords(views, first, last))) return std::nullopt;
    if (digits > 0 && syllables == 2 && !NumeralsMatch(name, views, first_item, last_item)) return std::nullopt;
    const char* weight = syllables > 2                        ? "text.mixed"
                         : digits == 0                        ? "text.mixed_short"
                         : AtBrandPlace(views, first, last, book) ? "text.sound_short_apart"
                                                              : "text.sound_short";
    Weigh(hit, book, "text.mixed", weight, value, true);
    return hit;
  }
  if (OrdinaryWords(views, first, last, strange)) return std::nullopt;
  // Nothing of the name but its sound: where the text is nothing else, as in a field for the brand; elsewhere goods and seller have to speak.
  if (syllables == 2 && same == 0) {
    const bool whole = first == 0 && last + 1 == units.size();
    if (!whole && (!AtBrandPlace(views, first, last, book) || IsListedWord(units, first, last, book.chinese))) return std::nullopt;
    Weigh(hit, book, "text.sound", whole ? "text.sound_short_all" : WeightOr(book, "text.sound_short_brand", "text.sound_short"), value, true);
    return hit;
  }
  const char* weight = IsListedWord(units, first, last, book.chinese) ? "text.sound_short"
                       : syllables >= 4 && same > 0          ? "text.sound_long"
                       : syllables == 3 && same > 0          ? "text.sound"
                       : AtBrandPlace(views, first, last, book) ? "text.sound_short_apart"
                       : syllables >= 3                      ? "text.sound_all"
                                                             : "text.sound_short";
  Weigh(hit, book, "text.sound", weight, value, true);
  return hit;
}

// Latin letters that are a word, or of which no list says that they are none; in other alphabets whatever has no capital.
bool MayBeAWord(const Views& views, uint32_t first, uint32_t last, const RuleBook& book) {
  if (views.units[first].script == Script::kLatin) return book.english.size() == 0 || IsEnglishWord(views, first, last, book);
  return views.units[first].script == Script::kCyrillic && !IsCapital(views.units[first]);
}
constexpr size_t kBriefSound = 4;

// Shorter words that sound alike are too many; those a little longer count where they are no word of the language.
constexpr size_t kMisspelt = 6, kMisspeltNoWord = 5;

// Where sellers put a brand, as one is written in that script: kana and hangul have no capitals.
bool InAnotherScriptAsBrand(const Views& views, uint32_t first, uint32_t last, const RuleBook& book) {
  const Script script = views.units[first].script;
  if (script == Script::kKana || script == Script::kHangul) return AtBrandPlace(views, first, last, book);
  // Of Cyrillic words no list is here, and the first of a text has its capital anyway.
  if (script == Script::kCyrillic && first == 0 && last + 1 < views.units.size()) return false;
  return WrittenAsBrand(views, first, last, book) && !MayBeAWord(views, first, last, book);
}

std::optional<NameHit> CheckWordSound(const Name& name, const Views& views, uint32_t first, uint32_t last, bool mixed,
                                      const RuleBook& book) {
  const auto& own = name.views.units;
  const size_t length = last - first + 1;
  bool equal = length == own.size();
  for (uint32_t i = 0; equal && i < length; ++i) equal = views.units[first + i].key == own[i].key;
  if (equal) return std::nullopt;
  // Of three sounds much is made that is a word, or a name of people.
  const size_t sounds = SoundKey(own.data(), own.data() + own.size()).size();
  if (sounds < kBriefSound && (mixed || MayBeAWord(views, first, last, book))) return std::nullopt;
  NameHit hit = HitAt(name, views, first, last);
  hit.chain = {"nfkc_casefold", "sound"};
  if (mixed) {
    // Honest words are written in one script; kana and hangul beside Latin may be a brand's own way.
    const bool name_is_mixed = std::any_of(own.begin(), own.end(), [&](const Unit& unit) { return unit.script != own[0].script; });
    if (name_is_mixed) return std::nullopt;
    Weigh(hit, book, "text.mixed", "text.mixed", 0.85, true);
    return hit;
  }
  if (views.units[first].script == own[0].script) {
    // The same script has one spelling; shorter ones count where sellers put a brand, as one is written.
    const size_t shorter = std::min(own.size(), length);
    const bool misspelt = (shorter >= kMisspelt || (shorter >= kMisspeltNoWord && book.english.size() > 0)) && !IsEnglishWord(views, first, last, book);
    const bool as_brand = shorter >= kBriefSound && WrittenAsBrand(views, first, last, book) && !MayBeAWord(views, first, last, book);
    Weigh(hit, book, "text.sound", misspelt || as_brand ? "text.sound_word_misspelt" : "text.sound_word", 0.8, true);
  } else {
    // Another spells a name its own way: who sells the genuine goods may do so as well.
    const bool as_brand = sounds >= kMisspeltNoWord && InAnotherScriptAsBrand(views, first, last, book);
    hit.other_script = true;
    Weigh(hit, book, "text.sound", as_brand ? WeightOr(book, "text.sound_script", "text.sound_word") : "text.sound_word", 0.8, true);
  }
  hit.respelled = true;
  return hit;
}

std::optional<NameHit> CheckNearSound(const Name& name, const Views& views, uint32_t first, uint32_t last, const RuleBook& book) {
  if (last - first + 1 < 4 || views.units[first].script != name.views.units[0].script || MayBeAWord(views, first, last, book)) return std::nullopt;
  if (!StandsAlone(name, views.units, first, last)) return std::nullopt;
  NameHit hit = HitAt(name, views, first, last);
  hit.chain = {"nfkc_casefold", "near_sound"};
  Weigh(hit, book, "text.sound", WrittenAsBrand(views, first, last, book) ? "text.near_sound_apart" : "text.near_sound", 0.7, true);
  hit.respelled = true;
  return hit.db > 0 ? std::optional(hit) : std::nullopt;
}

namespace {

constexpr size_t kMinHalfName = 6, kMinTail = 4;

}  // namespace

size_t ShortestTail(size_t letters) { return letters < kMinHalfName ? 0 : std::max(kMinTail, (letters * 2 + 4) / 5); }

std::optional<NameHit> CheckHalfName(const Name& name, const Views& views, uint32_t first, uint32_t last, const RuleBook& book) {
  const auto& units = views.units;
  const auto& own = name.views.units;
  const size_t tail = last - first + 1;
  const HeardName sounds(LatinSpelling(own.data(), own.data() + own.size()));
  std::vector<HeardSyllable> writing;
  uint32_t begin = first, found = first;
  while (begin > 0 && first - begin < 3 && units[begin].gap == 0 && units[begin - 1].script == Script::kHan && units[begin - 1].syllable) {
    --begin;
    writing.insert(writing.begin(), HearSyllable(SyllableText(units[begin].syllable)));
    if (writing.size() + tail <= own.size() && sounds.BeginsWith(writing)) found = begin;
  }
  if (found == first || WordBreaks(units, found, first - 1).At(found).begin < found) return std::nullopt;
  // Four letters may be a word of their own ("手机壳mini"): then the mixture has to stand apart.
  if (tail == kMinTail && !AtBrandPlace(views, found, last, book)) return std::nullopt;
  NameHit hit = HitAt(name, views, found, last);
  hit.chain = {"nfkc_casefold", "pinyin", "half"};
  Weigh(hit, book, "text.mixed", tail > kMinTail ? "text.mixed" : "text.mixed_short", 0.8, true);
  return hit;
}

std::optional<NameHit> CheckBorrowed(const Name& name, const Views& views, uint32_t first, uint32_t last, const RuleBook& book) {
  std::vector<uint32_t> all;
  for (uint32_t i = first; i <= last; ++i) all.push_back(i);
  if (OrdinaryWords(views, first, last, all) || IsListedWord(views.units, first, last, book.chinese)) return std::nullopt;
  const bool apart = AtBrandPlace(views, first, last, book), fewest = last - first + 1 == kFewestBorrowed;
  if (!apart && fewest) return std::nullopt;
  NameHit hit = HitAt(name, views, first, last);
  hit.chain = {"nfkc_casefold", "transliteration"};
  Weigh(hit, book, "text.sound", apart && !fewest ? "text.borrowed" : "text.borrowed_short", 0.75, true);
  hit.respelled = true;
  return hit;
}

}  // namespace markwarden
