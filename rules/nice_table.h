// The full table of goods and services that an office works with (the Nice Classification with its similar groups), as one edition of it was
// imported: part of a rule book, beside the small table of everyday words.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/goods_group.h"
#include "core/json.h"
#include "core/result.h"
#include "rules/phrase_index.h"

namespace markwarden {

// Its name among RuleTexts.  A pack's id has no dot, so nothing else is called that.
inline constexpr const char* kNiceTableName = "nice_table.tsv";
inline constexpr size_t kMaxNiceText = 48u << 20;

struct NiceCounts {
  int64_t classes = 0, groups = 0, items = 0, names = 0, crosses = 0;
  bool operator==(const NiceCounts&) const = default;
};
Json ToJson(const NiceCounts& counts);

// What is told of a table without reading all of it.
struct NiceHead {
  std::string edition;
  std::string from;  // the day it came in force, "2026-01-01"
  NiceCounts counts;
};
// Of the first bytes of a text, 1 KiB is enough.  Errors: kInvalid.
Result<NiceHead> ReadNiceHead(std::string_view text);

// Immutable after Parse, thread-safe.  Default-constructed: no table.
class NiceTable {
 public:
  struct Item {
    std::string_view number;  // "250003", "C250001"
    GoodsGroup group;
    std::string_view names;   // parted by ";"
  };

  // The text that WriteNiceTable makes.  Errors: kInvalid with the line.
  static Result<NiceTable> Parse(std::string_view text);

  bool empty() const { return items_.empty(); }
  const NiceHead& head() const { return head_; }
  const std::vector<Item>& items() const { return items_; }  // by group, part, number
  const std::vector<int>& groups() const { return groups_; }
  bool HasGroup(int group) const;

  // Items of the longest name that begins at byte `at` of a folded text: their places in items().  A name of one ideograph alone is
  // part of too many words to be looked for.
  PhraseIndex::Found LongestAt(std::string_view folded, size_t at) const;

  // Groups that are searched across, whichever of the two says so; a part that is not told may be any.
  bool Crossed(const GoodsGroup& a, const GoodsGroup& b) const;
  struct Cross {
    GoodsGroup of;
    int to = 0;
    auto operator<=>(const Cross&) const = default;
  };
  const std::vector<Cross>& crosses() const { return crosses_; }
  // From either end: those of one group, its parts' among them.
  struct Pair {
    GoodsGroup of, to;
    auto operator<=>(const Pair&) const = default;
  };
  std::span<const Pair> PairsOf(int group) const;
  std::span<const Pair> pairs() const { return pairs_; }
  // Whether the group's notes say that its parts are similar to each other, which in principle they are not.
  bool PartsAlike(int group) const { return parts_alike_.contains(group); }

  // Places in items(), in their order: those with `text` in a name, a number that begins with it, or the group of that number; `group` (0: any)
  // and `nice_class` (0: any) narrow it.  From the place `after` on (-1: from the first), `most` at most.
  struct Search {
    std::string text = {};
    int nice_class = 0, group = 0;
    int64_t after = -1;
    size_t most = 50;
  };
  std::vector<uint32_t> Find(const Search& search) const;

 private:
  std::shared_ptr<const std::string> text_;
  NiceHead head_;
  std::vector<Item> items_;
  std::vector<int> groups_;
  std::vector<Cross> crosses_;   // sorted, as they were said
  std::vector<Pair> pairs_;      // both directions, sorted
  std::set<int> parts_alike_;
  PhraseIndex words_;
};

// What a table's text is made of.
struct NiceRow {
  std::string number;
  GoodsGroup group;
  std::vector<std::string> names;
};
struct NiceSource {
  std::string edition, from;
  std::vector<NiceRow> rows;
  std::set<int> groups;
  std::set<std::pair<GoodsGroup, int>> crosses;
  std::set<int> parts_alike;
};
// The same content in any order gives the same text.
std::string WriteNiceTable(NiceSource source);

// What is otherwise in `now`, where `then` may be no table:
// {"items":{"added","removed","moved","renamed"},"groups":{"added":[],"removed":[]},"crosses":{"added","removed"},
//  "samples":{"added":[Item],"removed":[Item],"moved":[{...Item,"from"}],"renamed":[{...Item,"before"}]}}, at most 20 samples and 200 groups of each.
Json NiceChanges(const NiceTable& then, const NiceTable& now);
// {"number","class","group","names":[]}
Json ToJson(const NiceTable::Item& item);

}  // namespace markwarden
