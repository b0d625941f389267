// A sorted list, narrowed character by character; the first two by a hash.
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

constexpr size_t kSeenBits = 1 << 19;  // 64 KiB

// At most two characters of at most four bytes.
uint64_t PackedPair(std::string_view characters) {
  uint64_t packed = 0;
  for (const char c : characters) packed = packed << 8 | static_cast<unsigned char>(c);
  return packed;
}

uint64_t MixedKey(uint64_t key) {
  key ^= key >> 31;
  key *= 0x9E3779B97F4A7C15ull;
  return key ^ key >> 29;
}

size_t PairBytes(std::string_view text, size_t at) {
  const size_t first = CharacterBytes(text, at);
  return at + first < text.size() ? first + CharacterBytes(text, at + first) : first;
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
  // Neighbours of the order lie side by side.
  std::string sorted;
  sorted.reserve(bytes_.size());
  for (Entry& entry : entries_) {
    const std::string_view phrase = Phrase(entry);
    entry.begin = static_cast<uint32_t>(sorted.size());
    sorted += phrase;
  }
  bytes_ = std::move(sorted);
  size_t size = 64;
  while (size < 2 * entries_.size()) size *= 2;
  slots_.assign(size, {});
  seen_.assign(kSeenBits / 64, 0);
  for (uint32_t i = 0; i < entries_.size(); ++i) {
    const std::string_view phrase = Phrase(entries_[i]);
    const uint64_t key = PackedPair(phrase.substr(0, PairBytes(phrase, 0))), mixed = MixedKey(key);
    size_t at = mixed & (size - 1);
    while (slots_[at].key != 0 && slots_[at].key != key) at = (at + 1) & (size - 1);
    if (slots_[at].key == 0) slots_[at] = {key, i, i};
    slots_[at].end = i + 1;
    seen_[(mixed % kSeenBits) / 64] |= uint64_t{1} << mixed % 64;
  }
}

const PhraseIndex::Slot* PhraseIndex::Find(uint64_t key) const {
  const uint64_t mixed = MixedKey(key);
  if (seen_.empty() || (seen_[(mixed % kSeenBits) / 64] >> mixed % 64 & 1) == 0) return nullptr;
  for (size_t at = mixed & (slots_.size() - 1); slots_[at].key != 0; at = (at + 1) & (slots_.size() - 1)) {
    if (slots_[at].key == key) return &slots_[at];
  }
  return nullptr;
}

PhraseIndex::Found PhraseIndex::LongestAt(std::string_view text, size_t at) const {
  Found found;
  if (IsTail(text[at]) || (at > 0 && IsWordByte(text[at]) && IsWordByte(text[at - 1]))) return found;
  const size_t one = CharacterBytes(text, at);
  if (const Slot* slot = Find(PackedPair(text.substr(at, one))); slot && StandsAlone(text, at, at + one)) found = {one, &entries_[slot->begin], entries_.data() + slot->end};
  size_t depth = PairBytes(text, at);
  if (depth == one) return found;
  const Slot* slot = Find(PackedPair(text.substr(at, depth)));
  if (!slot) return found;
  const Entry* begin = entries_.data() + slot->begin;
  const Entry* end = entries_.data() + slot->end;
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
