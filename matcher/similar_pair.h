// How near two marks are by sound, form and meaning (音、形、义), and the clauses of the examination guidelines that
// speak for or against it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/views.h"
#include "rules/rule_book.h"
#include "rules/weak_words.h"

namespace markwarden {

// A run of ideographs, or a word of letters and digits.
struct MarkPart {
  bool han = false;
  std::u32string keys;              // folded: NFKC, small letters, simplified
  std::u32string looks;             // the same by what each sign looks like
  std::vector<uint16_t> syllables;  // of ideographs; 0 where none is known
  std::string sound;                // SoundKey, of ideographs over their pinyin
  double weight = 1;                // how much of the mark it is: signs, less where the word is weak or common
  bool weak = false;                // names goods, a place, a quality, a sort of company; not where the whole mark does
  bool common = false;              // the same, there too
};

// A mark taken apart, once.
struct MarkText {
  std::string text;
  std::vector<MarkPart> parts;
  bool word = false;  // ideographs only, and together one word of the dictionary
};
inline constexpr size_t kMaxMarkSigns = 64;  // what follows is not compared
MarkText TakeApart(std::string_view mark, const WeakWords& weak);

// A clause of the guidelines (商标审查审理指南, part 2 chapter 5) by the id that docs/SIMILAR.md gives it.
struct ClauseFinding {
  std::string id;         // "ZH-2"
  bool holds = false;     // false: its exception applies
  std::string exception;  // which one: "first_differs", "other_meaning"; empty when it holds
};

struct MarkNearness {
  double score = 0;               // 0..1: what the list is ordered by
  double sound = 0, form = 0;     // 0..1
  std::optional<double> meaning;  // 0..1; empty where nothing is known of it
  std::vector<ClauseFinding> clauses;
};

// `a` is the mark that is looked at, `b` the earlier one; the same when they are swapped.  Pure, thread-safe.
MarkNearness Compare(const MarkText& a, const MarkText& b, const HanTables& han);

}  // namespace markwarden
