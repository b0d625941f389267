// How a name in letters is written in ideographs by its sound: 塔内洛 for Tarnello.
//
// After the usual practice of such writings (one ideograph for a consonant and its vowel, or for a consonant alone: 斯, 克, 特; l and r at the
// end of a syllable are 尔 or left out, n is part of the ideograph before it), with the consonants that it does not keep apart taken for one.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace markwarden {

// An ideograph's syllable as what it may stand for in such a writing.
struct HeardSyllable {
  char group = 0;           // of its consonant: one of p t k h s m w, and n for l, r and n; 0 for none
  bool nasal = false;       // ends with n or ng
  bool weak = false;        // may stand for its consonant alone
  bool liquid = false;      // "er"
  std::string_view vowels;  // the letters that its vowel may be
};
// Of toneless pinyin, sounds that dialects mix as one ("nei", "nuo").  Pure, thread-safe.
HeardSyllable HearSyllable(std::string_view pinyin);
// The consonants of a writing: what a name's keys are compared with.
std::string HeardKey(std::span<const HeardSyllable> writing);

// A name in letters, heard.  Immutable, thread-safe.
class HeardName {
 public:
  // `letters`: small a to z.  A name without a vowel (initials), of other signs too, or of more than thirty sounds is heard in no writing.
  explicit HeardName(std::string_view letters);

  // The consonants that a writing usually keeps, one letter for each group; several where letters are read in more ways than one.  A
  // writing that spells what is usually left out (卡勒顿 for Carlton) is not found by them.  None of fewer than two consonants (a vowel
  // at the beginning counts as one).
  std::vector<std::string> Keys() const;

  // Whether the writing is these letters from the first to the last, their vowels too.
  bool IsAll(std::span<const HeardSyllable> writing) const;
  // The same of the letters' beginning: "凯" of Kyvessa.
  bool BeginsWith(std::span<const HeardSyllable> writing) const;

 private:
  std::string sounds_;     // two letters each, see the implementation
  bool silent_e_ = false;  // ends with a consonant and an e, which may be silent
};

}  // namespace markwarden
