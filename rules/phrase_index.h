// Phrases of folded text, found where they begin, the longest first.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace markwarden {

// An alphabetic word stands alone, save for an English plural; an ideographic one may stand anywhere, and the end of a Russian one is open.
bool StandsAlone(std::string_view text, size_t begin, size_t end);
bool IsCyrillicLead(char c);

// Filled once, then read by any number of threads.
class PhraseIndex {
 public:
  // `folded` as MakeViews folds it.  Of more than 200 bytes, or of none: passed over.
  void Add(std::string_view folded, uint32_t value);
  void Seal();  // after the last Add

  struct Entry {
    uint32_t begin = 0;
    uint32_t value = 0;
    uint16_t length = 0;
  };
  struct Found {
    size_t length = 0;              // of the text; 0: none
    const Entry* first = nullptr;   // its values, lowest first
    const Entry* last = nullptr;    // past them
  };
  // The longest phrase that begins at byte `at` and stands alone.
  Found LongestAt(std::string_view text, size_t at) const;

  const std::vector<Entry>& entries() const { return entries_; }  // in the order of their phrases
  std::string_view Phrase(const Entry& entry) const { return std::string_view(bytes_).substr(entry.begin, entry.length); }

 private:
  // Those whose first two characters (of one that has no second: the one) are these.
  struct Slot {
    uint64_t key = 0;  // 0: free
    uint32_t begin = 0, end = 0;
  };
  const Slot* Find(uint64_t key) const;

  std::string bytes_;
  std::vector<Entry> entries_;
  std::vector<Slot> slots_;      // open addressing, a power of two
  std::vector<uint64_t> seen_;   // bits of the keys: most places of a text begin no phrase, and this little lies at hand
};

}  // namespace markwarden
