// Words to classes and groups; groups beside groups.
#include "rules/goods_reading.h"

#include <algorithm>

#include "core/text/views.h"

namespace markwarden {
namespace {

// A word of the text with what the tables know of it.
struct GoodsWord {
  size_t begin = 0, length = 0;
  PhraseIndex::Found nice;
  const std::vector<int>* classes = nullptr;
};

void SortOut(std::vector<int>& numbers) {
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

std::vector<int> ClassesNamed(const GoodsSide& side) {
  std::vector<int> classes = side.classes;
  for (const GoodsGroup& group : side.groups) classes.push_back(group.nice_class());
  SortOut(classes);
  return classes;
}

bool Names(const std::vector<int>& classes, int nice_class) { return std::find(classes.begin(), classes.end(), nice_class) != classes.end(); }

// All groups of the class are meant.
bool WholeClass(const GoodsSide& side, int nice_class) {
  return side.whole && Names(side.classes, nice_class) && std::none_of(side.groups.begin(), side.groups.end(), [&](const GoodsGroup& one) { return one.nice_class() == nice_class; });
}

class GoodsRelater {
 public:
  GoodsRelater(const NiceTable& nice, const GoodsSide& right, const GoodsSide& other) : nice_(nice), right_(right), other_(other) {}

  std::optional<GoodsFinding> Nearest() {
    for (const GoodsGroup& theirs : other_.groups) {
      for (const GoodsGroup& ours : right_.groups) {
        if (ours.number == theirs.number) {
          const bool apart = ours.part != 0 && theirs.part != 0 && ours.part != theirs.part && !nice_.PartsAlike(ours.number);
          Note(apart ? GoodsRelation::kNear : GoodsRelation::kSame, ours, theirs);
        } else if (nice_.Crossed(ours, theirs)) {
          Note(GoodsRelation::kSimilar, ours, theirs);
        } else if (ours.nice_class() == theirs.nice_class()) {
          Note(GoodsRelation::kWeak, ours, theirs);
        }
      }
      if (WholeClass(right_, theirs.nice_class())) Note(GoodsRelation::kSame, {theirs.number, 0}, theirs);
    }
    for (const GoodsGroup& ours : right_.groups) {
      if (WholeClass(other_, ours.nice_class())) Note(GoodsRelation::kSame, ours, {ours.number, 0});
    }
    for (const int nice_class : right_.classes) {
      if (!best_ && WholeClass(right_, nice_class) && WholeClass(other_, nice_class)) return GoodsFinding{GoodsRelation::kSame, false, {}, {}};
    }
    if (best_ && best_->relation <= GoodsRelation::kSimilar) return best_;
    for (const GoodsGroup& theirs : other_.groups) Across(nice_.PairsOf(theirs.number), theirs, false);
    for (const GoodsGroup& ours : right_.groups) Across(nice_.PairsOf(ours.number), ours, true);
    // Two registrations that name classes alone.
    if (!best_ && other_.groups.empty() && right_.groups.empty()) {
      for (const NiceTable::Pair& pair : nice_.pairs()) {
        if (Means(right_, pair.of) && Means(other_, pair.to)) Note(GoodsRelation::kSimilar, pair.of, pair.to);
      }
    }
    return best_;
  }

 private:
  static bool Means(const GoodsSide& side, const GoodsGroup& group) {
    return WholeClass(side, group.nice_class()) ||
           std::any_of(side.groups.begin(), side.groups.end(), [&](const GoodsGroup& one) { return one.number == group.number && (one.part == 0 || group.part == 0 || one.part == group.part); });
  }
  // Groups that are searched across with `one`, which is a group of the right or of the other.
  void Across(std::span<const NiceTable::Pair> pairs, const GoodsGroup& one, bool of_right) {
    for (const NiceTable::Pair& pair : pairs) {
      if (one.part != 0 && pair.of.part != 0 && one.part != pair.of.part) continue;
      if (!Means(of_right ? other_ : right_, pair.to)) continue;
      if (of_right) Note(GoodsRelation::kSimilar, one, pair.to);
      else Note(GoodsRelation::kSimilar, pair.to, one);
    }
  }
  void Note(GoodsRelation relation, const GoodsGroup& ours, const GoodsGroup& theirs) {
    if (!best_ || relation < best_->relation) best_ = GoodsFinding{relation, true, ours, theirs};
  }

  const NiceTable& nice_;
  const GoodsSide& right_;
  const GoodsSide& other_;
  std::optional<GoodsFinding> best_;
};

}  // namespace

namespace {

// Calls found(word) for the longest name of goods at each place of a folded text.
template <typename Found>
void ForGoodsWords(const RuleBook& book, std::string_view folded, Found found) {
  for (size_t at = 0; at < folded.size();) {
    const GoodsTable::Found small = book.goods.LongestAt(folded, at);
    GoodsWord word{at, small.length, {}, small.classes};
    if (!book.nice.empty()) {
      const PhraseIndex::Found nice = book.nice.LongestAt(folded, at);
      if (nice.length > 0 && nice.length >= small.length) word = {at, nice.length, nice, nullptr};
    }
    if (word.length > 0) found(word);
    at += std::max<size_t>(word.length, 1);
  }
}

}  // namespace

GoodsReading ReadGoodsIn(const RuleBook& book, std::string_view text) {
  const std::string folded = MakeViews(text).folded;
  GoodsWord last, first;
  ForGoodsWords(book, folded, [&](const GoodsWord& word) {
    last = word;
    if (first.length == 0 && IsCyrillicLead(folded[word.begin])) first = word;
  });
  const GoodsWord& found = first.length > 0 ? first : last;
  GoodsReading reading;
  if (found.length == 0) return reading;
  reading.word = folded.substr(found.begin, found.length);
  if (found.classes) {
    reading.classes = *found.classes;
    return reading;
  }
  reading.by_nice = true;
  for (const PhraseIndex::Entry* entry = found.nice.first; entry != found.nice.last; ++entry) {
    const NiceTable::Item& item = book.nice.items()[entry->value];
    reading.items.push_back(entry->value);
    reading.classes.push_back(item.group.nice_class());
    if (std::find(reading.groups.begin(), reading.groups.end(), item.group) == reading.groups.end()) reading.groups.push_back(item.group);
  }
  SortOut(reading.classes);
  std::sort(reading.groups.begin(), reading.groups.end());
  return reading;
}

GoodsReading ReadGoods(const RuleBook& book, const Listing& listing) {
  GoodsReading reading;
  for (size_t i = listing.category.size(); i-- > 0;) {
    reading = ReadGoodsIn(book, listing.category[i]);
    if (reading.empty()) continue;
    reading.field = "category";
    return reading;
  }
  reading = ReadGoodsIn(book, listing.title);
  reading.field = "title";
  return reading;
}

std::string_view ToString(GoodsRelation relation) {
  switch (relation) {
    case GoodsRelation::kSame: return "same";
    case GoodsRelation::kSimilar: return "similar";
    case GoodsRelation::kNear: return "near";
    case GoodsRelation::kWeak: return "weak";
    case GoodsRelation::kRelated: return "related";
    case GoodsRelation::kOther: return "other";
  }
  return "other";
}

GoodsSide GoodsOf(const Right& right) { return {right.classes, right.groups, true}; }
GoodsSide GoodsOf(const GoodsReading& reading) { return {reading.classes, reading.groups, false}; }

std::optional<GoodsFinding> RelateGoods(const RuleBook& book, const GoodsSide& right, const GoodsSide& other) {
  const std::vector<int> ours = ClassesNamed(right), theirs = ClassesNamed(other);
  if (ours.empty() || theirs.empty()) return std::nullopt;
  const bool groups_known = !book.nice.empty() && (other.whole || !other.groups.empty());
  if (groups_known) {
    if (std::optional<GoodsFinding> found = GoodsRelater(book.nice, right, other).Nearest()) return found;
  }
  GoodsFinding finding{GoodsRelation::kOther, groups_known, {}, {}};
  for (const int a : ours) {
    for (const int b : theirs) {
      // With groups known of both sides only whole classes of both have come here.
      if (a == b) return GoodsFinding{GoodsRelation::kSame, false, {}, {}};
      if (book.goods.Related(a, b)) finding.relation = GoodsRelation::kRelated;
    }
  }
  if (groups_known && !other.groups.empty()) finding.other = other.groups.front();
  return finding;
}

ClassSet ClassSetOf(const std::vector<int>& classes) {
  ClassSet set = 0;
  for (const int c : classes) set |= c >= 1 && c <= 45 ? ClassSet{1} << c : 0;
  return set;
}

ClassSet ClassesSpokenOf(const RuleBook& book, const Listing& listing) {
  ClassSet set = 0;
  const auto add = [&](std::string_view text) {
    ForGoodsWords(book, MakeViews(text).folded, [&](const GoodsWord& word) {
      if (word.classes) set |= ClassSetOf(*word.classes);
      for (const PhraseIndex::Entry* entry = word.nice.first; entry != word.nice.last; ++entry) set |= ClassSet{1} << book.nice.items()[entry->value].group.nice_class();
    });
  };
  add(listing.title);
  for (const std::string& category : listing.category) add(category);
  return set;
}

GoodsReach::GoodsReach(const RuleBook& book) {
  for (int a = 1; a <= 45; ++a) {
    for (int b = 1; b <= 45; ++b) {
      if (a == b || book.goods.Related(a, b)) reach_[static_cast<size_t>(a)] |= ClassSet{1} << b;
    }
  }
  for (const NiceTable::Cross& cross : book.nice.crosses()) {
    const int a = cross.of.nice_class(), b = cross.to / 100;  // a group begins with its class
    reach_[static_cast<size_t>(a)] |= ClassSet{1} << b;
    reach_[static_cast<size_t>(b)] |= ClassSet{1} << a;
  }
}

ClassSet GoodsReach::Of(const Right& right) const {
  const std::vector<int> named = ClassesNamed(GoodsOf(right));
  if (named.empty() || IsWellKnown(right)) return ~ClassSet{0};
  ClassSet set = 0;
  for (const int c : named) set |= c >= 1 && c <= 45 ? reach_[static_cast<size_t>(c)] : ~ClassSet{0};
  return set;
}

bool IsWellKnown(const Right& right) { return right.extra.is_object() && right.extra.value("well_known", Json()) == Json(true); }

}  // namespace markwarden
