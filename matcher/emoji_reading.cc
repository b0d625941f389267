// Pieces of the text around emoji, put together again for each rank of words.
#include "matcher/emoji_reading.h"

#include <unicode/utf8.h>

#include <algorithm>

namespace markwarden {
namespace {

constexpr size_t kAround = 96;  // bytes on each side: longer than most names

struct EmojiPlace {
  uint32_t begin = 0, end = 0;  // with a variation selector
  const std::vector<std::string>* names = nullptr;
};

std::vector<EmojiPlace> EmojiIn(std::string_view text, const EmojiNames& names) {
  std::vector<EmojiPlace> found;
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto length = static_cast<int32_t>(text.size());
  for (int32_t at = 0; at < length && found.size() < kMostEmoji;) {
    if (bytes[at] < 0xE2) {  // the first emoji is U+2600
      ++at;
      continue;
    }
    const int32_t begin = at;
    UChar32 c;
    U8_NEXT(bytes, at, length, c);
    if (c < 0x2600) continue;
    const std::vector<std::string>& words = names.Of(static_cast<char32_t>(c));
    if (words.empty()) continue;
    if (text.substr(static_cast<size_t>(at), 3) == "\xEF\xB8\x8F") at += 3;
    found.push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(at), &words});
  }
  return found;
}

bool IsInsideCharacter(std::string_view text, size_t at) { return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80; }

}  // namespace

std::vector<EmojiReading> ReadEmoji(std::string_view text, const EmojiNames& names) {
  const std::vector<EmojiPlace> found = EmojiIn(text, names);
  size_t ranks = 0;
  for (const EmojiPlace& one : found) ranks = std::max(ranks, std::min(one.names->size(), kMostEmojiReadings));
  std::vector<EmojiReading> readings(ranks);
  for (size_t rank = 0; rank < ranks; ++rank) {
    EmojiReading& reading = readings[rank];
    const auto copy = [&](size_t begin, size_t end) {
      for (size_t i = begin; i < end; ++i) {
        reading.text += text[i];
        reading.from.push_back(static_cast<uint32_t>(i));
      }
    };
    size_t done = 0;
    for (size_t i = 0; i < found.size(); ++i) {
      size_t begin = found[i].begin > kAround ? found[i].begin - kAround : 0;
      while (IsInsideCharacter(text, begin)) ++begin;
      if (begin > done && done > 0) {  // what lies between is left out
        reading.text += '\n';
        reading.from.push_back(static_cast<uint32_t>(done));
      }
      copy(std::max(begin, done), found[i].begin);
      const std::string& word = (*found[i].names)[std::min(rank, found[i].names->size() - 1)];
      reading.replaced.emplace_back(static_cast<uint32_t>(reading.text.size()), static_cast<uint32_t>(reading.text.size() + word.size()));
      reading.text += word;
      reading.from.insert(reading.from.end(), word.size(), found[i].begin);
      const size_t next = i + 1 < found.size() ? found[i + 1].begin : text.size();
      size_t end = std::min<size_t>(found[i].end + kAround, next);
      while (end < next && IsInsideCharacter(text, end)) ++end;
      copy(found[i].end, end);
      done = end;
    }
    reading.from.push_back(static_cast<uint32_t>(done));
  }
  return readings;
}

}  // namespace markwarden
