// A watched name, prepared once, and the checks that turn a candidate span into a hit.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/text/views.h"
#include "matcher/name_index.h"
#include "rules/goods_reading.h"
#include "rules/rule_book.h"

namespace markwarden {

struct Name {
  uint32_t right = 0;
  std::string text;
  bool nickname = false;
  bool origin = false;  // a geographical indication or plant variety: use needs permission
  Views views;
  bool han = false;     // ideographs only
  bool alpha = false;   // letters and digits only, at least one letter
  size_t letters = 0;
  ClassSet reach = ~ClassSet{0};  // classes that its right may have to do with
};
Name MakeName(uint32_t right, std::string text, bool nickname, bool origin);

// A span that may be a name's use, and by which check it is told.
enum class NameCheck : uint8_t { kKeys, kReversed, kSplit, kLook, kSound, kNear, kWordSound, kMixedWordSound, kHalfName, kBorrowed, kMasked, kNearSound, kReordered };
struct NameCandidate {
  uint32_t name = 0;
  uint32_t first = 0, last = 0;  // units; items of the look or sound stream for kLook and kSound
  NameCheck check = NameCheck::kKeys;
  auto operator<=>(const NameCandidate&) const = default;
};

// Spans are units, or items of a stream, first and last included.  Each is empty when the span is no use of the name: a longer word, another word, chance.
std::optional<NameHit> CheckKeys(const Name& name, const Views& views, uint32_t first, uint32_t last, NameCheck check,
                                 const RuleBook& book);
std::optional<NameHit> CheckLook(const Name& name, const Views& views, uint32_t first_item, uint32_t last_item,
                                 const RuleBook& book);
std::optional<NameHit> CheckSound(const Name& name, const Views& views, uint32_t first_item, uint32_t last_item,
                                  const RuleBook& book);
// As many ideographs as the name's, some of which are others: by what they look like, or one of three and more whatever it is (clause
// ZH-2 of the examination guidelines: few of many differ).
std::optional<NameHit> CheckNear(const Name& name, const Views& views, uint32_t first, uint32_t last, const RuleBook& book);
std::optional<NameHit> CheckWordSound(const Name& name, const Views& views, uint32_t first, uint32_t last, bool mixed,
                                      const RuleBook& book);

// The latter part of a Latin name after ideographs that sound like the former: "凯essa" of Kyvessa.  [first, last] is the
// Latin part; the hit begins with the ideographs.
std::optional<NameHit> CheckHalfName(const Name& name, const Views& views, uint32_t first, uint32_t last, const RuleBook& book);

// A name in letters written in ideographs by its sound, which they were found to be: "塔内洛" for Tarnello (matcher/borrowed_names).
std::optional<NameHit> CheckBorrowed(const Name& name, const Views& views, uint32_t first, uint32_t last, const RuleBook& book);
// Of fewer ideographs too much sounds alike; of more no writing is.
inline constexpr uint32_t kFewestBorrowed = 3, kMostBorrowed = 8;

// One sign of the name covered by another that is none: "Sho*anna".  [first, last] are the signs that are left.
std::optional<NameHit> CheckMasked(const Name& name, const Views& views, uint32_t first, uint32_t last, const RuleBook& book);

// An alphabetic word with the name's consonants, whose vowels are others in one place: "Rolx", "Shenel".
std::optional<NameHit> CheckNearSound(const Name& name, const Views& views, uint32_t first, uint32_t last, const RuleBook& book);

// All signs of the name in another order: letters cut in two whose parts changed places ("cciGu", "ikeN") or two neighbours of which did ("Qovrella"),
// three and more ideographs in any ("达迪阿斯").
std::optional<NameHit> CheckReordered(const Name& name, const Views& views, uint32_t first, uint32_t last, const RuleBook& book);
inline constexpr uint32_t kFewestReorderedLetters = 4, kFewestReorderedHan = 3, kMostReorderedHan = 8;

// How long the Latin part of such a mixture must be, for a name of so many letters; 0 when the name is too short for one.
size_t ShortestTail(size_t letters);

}  // namespace markwarden
