// What the checks of candidates share: how a span stands in its text, and the hit that is made of it.  For name*.cc alone.
#pragma once

#include <cstdint>
#include <vector>

#include "core/text/views.h"
#include "matcher/name.h"
#include "matcher/name_index.h"
#include "rules/rule_book.h"

namespace markwarden {

inline constexpr uint8_t kMaxPlainGap = 3;  // blanks and ordinary signs between two letters of a name

bool IsLetter(const Unit& unit);

// True inside a word or number: no name that stands alone begins there, whatever it is.
bool BeginsInside(const std::vector<Unit>& units, uint32_t at);

// False for a span that begins or ends inside a longer alphabetic word or number.
bool StandsAlone(const Name& name, const std::vector<Unit>& units, uint32_t first, uint32_t last);

struct Gaps {
  bool impossible = false;
  uint8_t seen = 0;       // UnitGap bits that the name itself does not have
  bool tight = true;      // each gap is one sign, and no blank
  int pieces = 1;
  int longest_piece = 0;
  int shortest_piece = 1000;
};
Gaps GapsOf(const Name& name, const std::vector<Unit>& units, uint32_t first, uint32_t last);

// One sign before the unit that stands for none and may cover another: a star, a circle, a line; no full stop.
bool CoversASign(const Views& views, uint32_t at);

bool BoundedByGap(const std::vector<Unit>& units, uint32_t first, uint32_t last);

// Where sellers put a brand: at the very start or right behind the brackets that a title begins with ("【包邮】"), apart from other words on both sides, or at the very end after a word
// of two signs and more or one that ends words of goods ("保护套").
bool AtBrandPlace(const Views& views, uint32_t first, uint32_t last, const RuleBook& book);

// Whether ordinary words explain every character at `strange`: a dictionary word of two or more characters that reaches outside
// the span, or words that lie in it whole.
enum class Explained { kNot, kInside, kAcross };
Explained ExplainedByWords(const Views& views, uint32_t first, uint32_t last, const std::vector<uint32_t>& strange);
bool OrdinaryWords(const Views& views, uint32_t first, uint32_t last, const std::vector<uint32_t>& strange);

// The span is a word of the list: it is written honestly more often than not, and is no suspicion by itself.
bool IsListedWord(const std::vector<Unit>& units, uint32_t first, uint32_t last, const WordList& words);

// A short ideographic name that is only the edge of other words: cutting it out would leave more characters that
// are no word by themselves.
bool EdgeOfWords(const Views& views, uint32_t first, uint32_t last);

// Whether the span's letters are a word of the book's list.
bool IsEnglishWord(const Views& views, uint32_t first, uint32_t last, const RuleBook& book);

// The span as a hit that weighs nothing yet.
NameHit HitAt(const Name& name, const Views& views, uint32_t first, uint32_t last);
// `later` where the rule set has such a weight, else what stood for it in rule sets of before.
const char* WeightOr(const RuleBook& book, const char* later, const char* before);
void Weigh(NameHit& hit, const RuleBook& book, const char* detector, const char* weight, double value, bool disguised);

}  // namespace markwarden
