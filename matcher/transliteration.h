// How a name in letters is written in ideographs by its sound: 塔内洛 for Tarnello.
//
// After the usual practice of such writings (one ideograph for a consonant and its vowel, or for a consonant alone: 斯, 克, 特; l and r at the
// end of a syllable are 尔 or left out, n is part of the ideograph before it), with the consonants that it does not keep apart taken for one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace markwarden {

// The consonants that such a writing usually keeps, one letter for each group; several where letters are read in more ways than one.  A
// writing that spells what is usually left out (卡勒顿 for Carlton) is not found by them.  `letters`: small a to z.  None of fewer than two consonants (a vowel
// at the beginning counts as one), without a vowel, or of more than thirty sounds, which the functions below do not hear either.
std::vector<std::string> HeardKeys(std::string_view letters);
// The same of a writing, each sign as its toneless pinyin, sounds that dialects mix as one ("nei", "nuo").
std::string HeardKey(const std::vector<std::string>& syllables);

// Whether the syllables, one for each ideograph, are these letters from the first to the last, their vowels too.
bool HeardAlike(const std::vector<std::string>& syllables, std::string_view letters);

// The same of the letters' beginning: "凯" of Kyvessa.
bool HeardAtFirst(const std::vector<std::string>& syllables, std::string_view letters);

}  // namespace markwarden
