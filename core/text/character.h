// What one code point becomes in the views.  Computed with ICU when it is first asked for, and kept.
#pragma once

#include <cstdint>

#include "core/text/views.h"

namespace markwarden {

struct Character {
  char32_t keys[4] = {};  // empty when it is a gap
  char32_t looks[4] = {};
  uint8_t count = 0;       // keys in use
  uint8_t change = 0;      // UnitChange, without kJoined
  uint8_t gap = 0;         // UnitGap when count is 0
  bool leet = false;       // a sign that stands for a letter between letters: $ @ ! |, and among kana ‡
  uint16_t syllable = 0;
  Script script = Script::kOther;
  char32_t fold = 0;       // what the folded text shows, 0 for nothing
};

// Of a letter, an ideograph or a digit; kOther for everything else.
Script ScriptOf(char32_t code_point);

// Thread-safe; the reference stays valid.  `code_point` <= 0x10FFFF.
const Character& CharacterOf(char32_t code_point);

// What a letter is by look, as in Unit::look.
inline char32_t LookOf(char32_t letter) { return CharacterOf(letter).looks[0]; }

// What a sign as written looks like beside that: hiragana う is ウ, and drawn like ラ.  0 for none.
inline char32_t SecondLookOf(char32_t raw) { return raw == U'う' ? LookOf(U'ラ') : 0; }

}  // namespace markwarden
