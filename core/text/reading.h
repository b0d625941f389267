// How what stands in a text reads as a name: step by step, what stands for what.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace markwarden {

struct ReadingStep {
  // "reversed", "reordered" (the name's signs in another order), "separators", "invisible", "emoji", "spaces", "marks", "width", "simplified", "case", "look", "pinyin" (letters for an
  // ideograph), "sound" (another sign of the same sound), "other" (another sign, neither in look nor in sound), "missing", "added"
  std::string step;
  std::string from, to;  // as written; `to` empty for what is only dropped
  std::string sound;     // "wo" of pinyin and sound
  double cost = 0;       // what it costs in the alignment: 0 nothing, 1 a sign for one that is nothing like it
};

// Along which of the three ways of comparing marks (音、形、义) a step leads from the text to the name: "sound", "form" or "meaning".
std::string_view AxisOf(std::string_view step);

struct NameReading {
  std::vector<ReadingStep> steps;
  // Both texts from their beginnings to their ends, sign by sign: the steps that take a sign for another (without "separators" and what else is
  // only dropped), and "same" between them.
  std::vector<ReadingStep> pairs;
  double form = 0;              // share of the name's signs that stand in the text as such, or as signs that look the same
  std::optional<double> sound;  // share of the name's signs whose sound stands in the text; empty when nothing in it has a sound that is known
};

inline constexpr size_t kMaxReadingUnits = 64;  // of either side; what is longer is not taken apart

// `reversed`: the text stands backwards.  Empty when either side is empty or too long.  Pure, thread-safe.
std::optional<NameReading> ReadAs(std::string_view matched, std::string_view name, bool reversed = false);

// The same where the text has all signs of the name in any order; the pairs are in the name's.  Empty where it has others, or where one character makes several signs.
std::optional<NameReading> ReadReordered(std::string_view matched, std::string_view name);

}  // namespace markwarden
