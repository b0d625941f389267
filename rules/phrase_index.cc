// A sorted list, narrowed character by character; the first one by a hash.
#include "rules/phrase_index.h"

#include <algorithm>

namespace markwarden {
namespace {

constexpr size_t kMaxPhraseBytes = 200;

bool IsWordByte(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool IsTail(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// Bytes of the character at `at`, at most four.
size_t CharacterBytes(std::string_view text, size_t at) {
  size_t bytes = 1;
  while (bytes < 4 && at + bytes < text.size() && IsTail(text[at + bytes])) ++bytes;
  return bytes;
}

uint32_t Packed(std::string_view character) {
  uint32_t packed = 0;
  for (const char c : character) packed = packed << 8 | static_cast<unsigned char>(c);
  return packed;
}

}  // namespace

bool IsCyrillicLead(char c) { return static_cast<unsigned char>(c) == 0xD0 || static_cast<unsigned char>(c) == 0xD1; }

bool StandsAlone(std::string_view text, size_t begin, size_t end) {
  if (IsWordByte(text[begin]) && begin > 0 && IsWordByte(text[begin - 1])) return false;
  if (IsWordByte(text[end - 1]) && end < text.size() && IsWordByte(text[end])) {
    // English plurals.
    const bool plural = text[end] == 's' && (end + 1 == text.size() || !IsWordByte(text[end + 1]));
    if (!plural) return false;
  }
  if (IsCyrillicLead(text[begin]) && begin > 1 && IsTail(text[begin - 1]) && IsCyrillicLead(text[begin - 2])) return false;
  return true;  // Russian words are listed by stem, so their ends are open
}

void PhraseIndex::Add(std::string_view folded, uint32_t value) {
  if (folded.empty() || folded.size() > kMaxPhraseBytes) return;
  entries_.push_back({static_cast<uint32_t>(bytes_.size()), value, static_cast<uint16_t>(folded.size())});
  bytes_ += folded;
}

void PhraseIndex::Seal() {
  std::sort(entries_.begin(), entries_.end(), [this](const Entry& a, const Entry& b) {
    const int order = Phrase(a).compare(Phrase(b));
    return order != 0 ? order < 0 : a.value < b.value;
  });
  entries_.erase(std::unique(entries_.begin(), entries_.end(), [this](const Entry& a, const Entry& b) { return a.value == b.value && Phrase(a) == Phrase(b); }), entries_.end());
  for (uint32_t i = 0; i < entries_.size(); ++i) {
    const std::string_view phrase = Phrase(entries_[i]);
    Range& range = by_first_[Packed(phrase.substr(0, CharacterBytes(phrase, 0)))];
    if (range.end == 0) range.begin = i;
    range.end = i + 1;
  }
}

PhraseIndex::Found PhraseIndex::LongestAt(std::string_view text, size_t at) const {
  Found found;
  if (IsTail(text[at]) || (at > 0 && IsWordByte(text[at]) && IsWordByte(text[at - 1]))) return found;
  size_t depth = CharacterBytes(text, at);
  const auto first = by_first_.find(Packed(text.substr(at, depth)));
  if (first == by_first_.end()) return found;
  const Entry* begin = entries_.data() + first->second.begin;
  const Entry* end = entries_.data() + first->second.end;
  // All of [begin, end) begin with the text's `depth` bytes.
  while (begin < end) {
    const Entry* same = begin;
    while (same < end && same->length == depth) ++same;
    if (same > begin && StandsAlone(text, at, at + depth)) found = {depth, begin, same};
    begin = same;
    if (begin == end || at + depth >= text.size()) break;
    const size_t bytes = CharacterBytes(text, at + depth);
    const std::string_view next = text.substr(at + depth, bytes);
    const auto piece = [&](const Entry& entry) { return Phrase(entry).substr(depth, bytes); };
    begin = std::lower_bound(begin, end, next, [&](const Entry& entry, std::string_view value) { return piece(entry) < value; });
    end = std::upper_bound(begin, end, next, [&](std::string_view value, const Entry& entry) { return value < piece(entry); });
    depth += bytes;
  }
  return found;
}

}  // namespace markwarden
