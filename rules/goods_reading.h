// What goods a listing speaks of, by the tables of a rule book, and how two sides' goods stand to each other.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/goods_group.h"
#include "core/listing.h"
#include "core/right.h"
#include "rules/rule_book.h"

namespace markwarden {

struct GoodsReading {
  std::vector<int> classes;         // sorted
  std::vector<GoodsGroup> groups;   // sorted; none where the small table alone knew the word
  std::vector<uint32_t> items;      // places in RuleBook::nice.items()
  std::string word;                 // the one that said so, folded
  std::string field;                // "category" or "title"
  bool by_nice = false;             // the full table knew it, else the small one did
  bool empty() const { return classes.empty(); }
};

// The longest name at each place counts, of equal ones that of the full table.  Chinese and English name the goods themselves last ("phone case",
// 手机壳), Russian first.  Empty when no word is known.
GoodsReading ReadGoodsIn(const RuleBook& book, std::string_view text);
// Of the innermost category that says something, else of the title.
GoodsReading ReadGoods(const RuleBook& book, const Listing& listing);

enum class GoodsRelation {
  kSame,     // a group in common; where groups are not known of both, a class
  kSimilar,  // groups that are searched across
  kNear,     // other parts of one group
  kWeak,     // other groups of one class
  kRelated,  // classes whose goods are sold side by side
  kOther,
};
std::string_view ToString(GoodsRelation relation);  // "same", "similar", "near", "weak", "related", "other"

struct GoodsFinding {
  GoodsRelation relation = GoodsRelation::kOther;
  bool by_groups = false;      // of the table in force; else by classes
  GoodsGroup right, other;     // the nearest two, where there are; a right that says no groups has the other's, or the one that is searched across
};

// A side's goods.  `whole`: a class of which it names no group is meant with all its groups, as in a registration; of a listing it is not.
struct GoodsSide {
  std::vector<int> classes;
  std::vector<GoodsGroup> groups;
  bool whole = true;
};
GoodsSide GoodsOf(const Right& right);
GoodsSide GoodsOf(const GoodsReading& reading);

// Empty where one side names nothing.
std::optional<GoodsFinding> RelateGoods(const RuleBook& book, const GoodsSide& right, const GoodsSide& other);

// Classes as bits: class c is bit c.
using ClassSet = uint64_t;
ClassSet ClassSetOf(const std::vector<int>& classes);

// The classes of all goods that title and categories name, whichever of them are offered.
ClassSet ClassesSpokenOf(const RuleBook& book, const Listing& listing);

// Which classes a right's goods may have to do with at all.  Immutable, thread-safe.
class GoodsReach {
 public:
  explicit GoodsReach(const RuleBook& book);
  // Of goods of other classes RelateGoods says kOther; of some of these it may as well.  All classes for a right that names none, and for a well-known
  // mark, which is protected beyond its goods (Trademark Law, article 13).
  ClassSet Of(const Right& right) const;

 private:
  std::array<ClassSet, 46> reach_{};  // by class
};

// Said by the right itself ("well_known": true).
bool IsWellKnown(const Right& right);

}  // namespace markwarden
