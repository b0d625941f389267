// A text with its emoji read as words, to find names that are half drawn: 🐴仕, 🍎watch.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/emoji_names.h"

namespace markwarden {

inline constexpr size_t kMostEmoji = 16;         // of one text that are read
inline constexpr size_t kMostEmojiReadings = 12;  // of each

// What stands around a text's emoji, each of them replaced by one of its words.
struct EmojiReading {
  std::string text;
  std::vector<uint32_t> from;                          // for each byte, and for the end: the byte of the original
  std::vector<std::pair<uint32_t, uint32_t>> replaced;  // bytes [begin, end) of `text` that are an emoji in the original
};

// One for each rank of words that some emoji has; none when no emoji is known.  Pure.
std::vector<EmojiReading> ReadEmoji(std::string_view text, const EmojiNames& names);

}  // namespace markwarden
