// The table's text, read and written.
//
// markwarden-nice-table TAB 1
// edition TAB name / from TAB day / counts TAB classes TAB groups TAB items TAB names TAB crosses
// group TAB 2501 / alike TAB 0733 / cross TAB 2501-2 TAB 1802 / item TAB number TAB group TAB name;name
#include "rules/nice_table.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <tuple>

#include "core/text/views.h"

namespace markwarden {
namespace {

constexpr std::string_view kFormat = "markwarden-nice-table\t1";
constexpr size_t kSamples = 20, kToldGroups = 200;
constexpr int64_t kMostItems = 400'000;

Error NiceWrong(size_t line, const std::string& what) {
  return {ErrorCode::kInvalid, std::string(kNiceTableName) + " line " + std::to_string(line) + ": " + what};
}

std::string_view TakeField(std::string_view& line) {
  const size_t tab = line.find('\t');
  const std::string_view field = line.substr(0, tab);
  line = tab == std::string_view::npos ? std::string_view() : line.substr(tab + 1);
  return field;
}

std::string_view TakeLine(std::string_view& text) {
  const size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return line;
}

int64_t NumberIn(std::string_view text) {
  int64_t number = -1;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
  return wrong == std::errc() && end == text.data() + text.size() ? number : -1;
}

// Takes the head's lines off.
Result<NiceHead> TakeHead(std::string_view& text) {
  if (TakeLine(text) != kFormat) return Fail(NiceWrong(1, "not a table of goods"));
  NiceHead head;
  std::string_view line = TakeLine(text);
  if (TakeField(line) != "edition" || line.empty()) return Fail(NiceWrong(2, "no edition"));
  head.edition = line;
  line = TakeLine(text);
  if (TakeField(line) != "from" || line.size() != 10) return Fail(NiceWrong(3, "no day it came in force"));
  head.from = line;
  line = TakeLine(text);
  if (TakeField(line) != "counts") return Fail(NiceWrong(4, "no counts"));
  for (int64_t* count : {&head.counts.classes, &head.counts.groups, &head.counts.items, &head.counts.names, &head.counts.crosses}) {
    *count = NumberIn(TakeField(line));
    if (*count < 0 || *count > kMostItems * 64) return Fail(NiceWrong(4, "a count that is none"));
  }
  return head;
}

// Canonical groups alone are in the text; anything else is no table of ours.
std::optional<GoodsGroup> WrittenGroup(std::string_view text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.size() < 4 || !std::all_of(text.begin(), text.begin() + 4, digit)) return std::nullopt;
  GoodsGroup group{.number = static_cast<int>(NumberIn(text.substr(0, 4))), .part = 0};
  if (group.nice_class() < 1 || group.nice_class() > 45 || group.number % 100 == 0) return std::nullopt;
  if (text.size() == 4) return group;
  const int64_t part = text[4] == '-' && text.size() <= 7 ? NumberIn(text.substr(5)) : -1;
  if (part < 1 || part > 99) return std::nullopt;
  group.part = static_cast<int>(part);
  return group;
}

template <typename Use>
void ForNames(std::string_view names, Use use) {
  while (!names.empty()) {
    const size_t stop = names.find(';');
    use(names.substr(0, stop));
    names = stop == std::string_view::npos ? std::string_view() : names.substr(stop + 1);
  }
}

// "鞋（脚上的穿着物）*" is also 鞋: nobody who sells writes the rest.
std::string WithoutRemarks(std::string_view name) {
  static constexpr std::pair<std::string_view, std::string_view> kBrackets[] = {{"（", "）"}, {"(", ")"}, {"[", "]"}, {"【", "】"}, {"〔", "〕"}};
  std::string plain(name);
  if (name.find_first_of("([\xE3\xEF") == std::string_view::npos) return plain;
  for (const auto& [open, close] : kBrackets) {
    for (size_t at = plain.find(open); at != std::string::npos; at = plain.find(open, at)) {
      const size_t end = plain.find(close, at);
      if (end == std::string::npos) break;
      plain.erase(at, end + close.size() - at);
    }
  }
  return plain;
}

bool IsOneSign(std::string_view folded) {
  return std::count_if(folded.begin(), folded.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }) < 2;
}

std::string NoBlankEnds(std::string text) {
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text.substr(std::min(text.find_first_not_of(' '), text.size()));
}

// Most names are small letters, digits and ideographs that fold to themselves: looked up once, not folded each time.
class NameFolder {
 public:
  // Until the next call.
  std::string_view Fold(std::string_view name) {
    if (IsPlain(name)) return name;
    folded_ = NoBlankEnds(MakeViews(name).folded);
    return folded_;
  }

 private:
  bool IsPlain(std::string_view name) {
    for (size_t at = 0; at < name.size();) {
      const char c = name[at];
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        ++at;
      } else if (c == ' ') {
        if (at == 0 || at + 1 == name.size() || name[at + 1] == ' ') return false;
        ++at;
      } else if (!IsPlainHan(name.substr(at, 3))) {
        return false;
      } else {
        at += 3;
      }
    }
    return true;
  }
  bool IsPlainHan(std::string_view sign) {
    if (sign.size() != 3 || static_cast<unsigned char>(sign[0]) < 0xE4 || static_cast<unsigned char>(sign[0]) > 0xE9) return false;
    const uint32_t code = (static_cast<unsigned char>(sign[0]) & 0x0Fu) << 12 | (static_cast<unsigned char>(sign[1]) & 0x3Fu) << 6 | (static_cast<unsigned char>(sign[2]) & 0x3Fu);
    if (code < 0x4E00 || code > 0x9FFF) return false;
    char& known = known_[code - 0x4E00];
    if (known == 0) known = MakeViews(sign).folded == sign ? 'y' : 'n';
    return known == 'y';
  }

  std::vector<char> known_ = std::vector<char>(0x5200);
  std::string folded_;
};

bool PartsMeet(int a, int b) { return a == 0 || b == 0 || a == b; }

}  // namespace

Json ToJson(const NiceCounts& counts) {
  return {{"classes", counts.classes}, {"groups", counts.groups}, {"items", counts.items}, {"names", counts.names}, {"crosses", counts.crosses}};
}

Json ToJson(const NiceTable::Item& item) {
  Json names = Json::array();
  ForNames(item.names, [&](std::string_view name) { names.push_back(std::string(name)); });
  return {{"number", std::string(item.number)}, {"class", item.group.nice_class()}, {"group", ToString(item.group)}, {"names", std::move(names)}};
}

Result<NiceHead> ReadNiceHead(std::string_view text) { return TakeHead(text); }

Result<NiceTable> NiceTable::Parse(std::string_view given) {
  if (given.size() > kMaxNiceText) return Fail(ErrorCode::kExhausted, std::string(kNiceTableName) + ": larger than 48 MiB");
  NiceTable table;
  table.text_ = std::make_shared<const std::string>(given);
  std::string_view text = *table.text_;
  Result<NiceHead> head = TakeHead(text);
  if (!head) return Fail(std::move(head.error()));
  table.head_ = std::move(*head);
  table.items_.reserve(static_cast<size_t>(std::min(table.head_.counts.items, kMostItems)));
  std::set<int> groups;
  NameFolder folder;
  for (size_t number = 5; !text.empty(); ++number) {
    std::string_view line = TakeLine(text);
    const std::string_view sort = TakeField(line);
    if (sort == "item") {
      Item item;
      item.number = TakeField(line);
      const std::optional<GoodsGroup> group = WrittenGroup(TakeField(line));
      if (!group || item.number.empty() || line.empty()) return Fail(NiceWrong(number, "not \"item<TAB>number<TAB>group<TAB>name;name\""));
      if (table.items_.size() >= static_cast<size_t>(kMostItems)) return Fail(NiceWrong(number, "more than 400,000 items"));
      item.group = *group;
      item.names = line;
      groups.insert(group->number);
      const auto place = static_cast<uint32_t>(table.items_.size());
      ForNames(line, [&](std::string_view name) {
        const std::string plain = WithoutRemarks(name);
        table.words_.Add(folder.Fold(plain), place);
        if (plain.size() != name.size()) table.words_.Add(folder.Fold(name), place);
      });
      table.items_.push_back(item);
    } else if (sort == "group" || sort == "alike") {
      const std::optional<GoodsGroup> group = WrittenGroup(line);
      if (!group || group->part != 0) return Fail(NiceWrong(number, "not a group of four digits"));
      groups.insert(group->number);
      if (sort == "alike") table.parts_alike_.insert(group->number);
    } else if (sort == "cross") {
      const std::optional<GoodsGroup> of = WrittenGroup(TakeField(line)), to = WrittenGroup(line);
      if (!of || !to || to->part != 0) return Fail(NiceWrong(number, "not \"cross<TAB>group<TAB>group\""));
      table.crosses_.push_back({*of, to->number});
    } else {
      return Fail(NiceWrong(number, "neither item, group, cross nor alike"));
    }
  }
  std::sort(table.crosses_.begin(), table.crosses_.end());
  for (const Cross& cross : table.crosses_) {
    table.pairs_.push_back({cross.of, {cross.to, 0}});
    table.pairs_.push_back({{cross.to, 0}, cross.of});
  }
  std::sort(table.pairs_.begin(), table.pairs_.end());
  table.groups_.assign(groups.begin(), groups.end());
  table.words_.Seal();
  return table;
}

PhraseIndex::Found NiceTable::LongestAt(std::string_view folded, size_t at) const {
  const PhraseIndex::Found found = words_.LongestAt(folded, at);
  return IsOneSign(folded.substr(at, found.length)) ? PhraseIndex::Found() : found;
}

bool NiceTable::HasGroup(int group) const { return std::binary_search(groups_.begin(), groups_.end(), group); }

std::span<const NiceTable::Pair> NiceTable::PairsOf(int group) const {
  const auto begin = std::lower_bound(pairs_.begin(), pairs_.end(), group, [](const Pair& pair, int number) { return pair.of.number < number; });
  const auto end = std::upper_bound(begin, pairs_.end(), group, [](int number, const Pair& pair) { return number < pair.of.number; });
  return {begin, end};
}

bool NiceTable::Crossed(const GoodsGroup& a, const GoodsGroup& b) const {
  const std::span<const Pair> pairs = PairsOf(a.number);
  return std::any_of(pairs.begin(), pairs.end(), [&](const Pair& pair) { return pair.to.number == b.number && PartsMeet(pair.of.part, a.part) && PartsMeet(pair.to.part, b.part); });
}

std::vector<uint32_t> NiceTable::Find(const Search& search) const {
  std::vector<uint32_t> found;
  const auto fits = [&](uint32_t place) {
    const GoodsGroup& group = items_[place].group;
    return static_cast<int64_t>(place) > search.after && (search.nice_class == 0 || group.nice_class() == search.nice_class) && (search.group == 0 || group.number == search.group);
  };
  const std::string folded = NoBlankEnds(MakeViews(search.text).folded);
  std::vector<bool> named(folded.empty() ? 0 : items_.size(), false);
  if (!folded.empty()) {
    for (const PhraseIndex::Entry& entry : words_.entries()) {
      if (!named[entry.value] && words_.Phrase(entry).find(folded) != std::string_view::npos) named[entry.value] = true;
    }
  }
  const bool digits = !folded.empty() && folded.find_first_not_of("0123456789", folded[0] == 'c' ? 1 : 0) == std::string::npos;
  const int64_t group = folded.size() == 4 ? NumberIn(folded) : -1;
  for (uint32_t place = 0; place < items_.size() && found.size() < search.most; ++place) {
    if (!fits(place)) continue;
    bool take = folded.empty() || named[place] || items_[place].group.number == group;
    if (!take && digits) {
      const std::string_view number = items_[place].number;
      take = number.starts_with(folded) || (number[0] == 'C' && folded[0] == 'c' && number.substr(1).starts_with(std::string_view(folded).substr(1)));
    }
    if (take) found.push_back(place);
  }
  return found;
}

std::string WriteNiceTable(NiceSource source) {
  const auto plain = [](std::string text) {
    for (char& c : text) {
      if (static_cast<unsigned char>(c) < ' ' || c == ';' || c == 0x7f) c = ' ';
    }
    return text;
  };
  std::sort(source.rows.begin(), source.rows.end(), [](const NiceRow& a, const NiceRow& b) { return std::tie(a.group, a.number, a.names) < std::tie(b.group, b.number, b.names); });
  NiceCounts counts;
  std::set<int> classes;
  for (const NiceRow& row : source.rows) {
    source.groups.insert(row.group.number);
    counts.names += static_cast<int64_t>(row.names.size());
  }
  for (const int group : source.groups) classes.insert(group / 100);
  counts.classes = static_cast<int64_t>(classes.size());
  counts.groups = static_cast<int64_t>(source.groups.size());
  counts.items = static_cast<int64_t>(source.rows.size());
  counts.crosses = static_cast<int64_t>(source.crosses.size());
  std::string text(kFormat);
  text += "\nedition\t" + plain(source.edition) + "\nfrom\t" + source.from + "\ncounts";
  for (const int64_t count : {counts.classes, counts.groups, counts.items, counts.names, counts.crosses}) text += "\t" + std::to_string(count);
  text += '\n';
  for (const int group : source.groups) text += "group\t" + ToString(GoodsGroup{group, 0}) + "\n";
  for (const int group : source.parts_alike) text += "alike\t" + ToString(GoodsGroup{group, 0}) + "\n";
  for (const auto& [of, to] : source.crosses) text += "cross\t" + ToString(of) + "\t" + ToString(GoodsGroup{to, 0}) + "\n";
  for (const NiceRow& row : source.rows) {
    text += "item\t" + row.number + "\t" + ToString(row.group) + "\t";
    for (size_t i = 0; i < row.names.size(); ++i) text += (i ? ";" : "") + plain(row.names[i]);
    text += '\n';
  }
  return text;
}

Json NiceChanges(const NiceTable& then, const NiceTable& now) {
  // An item that stands in several groups is one for each of them; one that left a single group for another has moved.
  std::map<std::string_view, std::vector<uint32_t>> before;
  for (uint32_t i = 0; i < then.items().size(); ++i) before[then.items()[i].number].push_back(i);
  std::map<std::string_view, std::vector<uint32_t>> after;
  for (uint32_t i = 0; i < now.items().size(); ++i) after[now.items()[i].number].push_back(i);
  int64_t added = 0, removed = 0, moved = 0, renamed = 0;
  Json samples = {{"added", Json::array()}, {"removed", Json::array()}, {"moved", Json::array()}, {"renamed", Json::array()}};
  const auto tell = [&](const char* what, Json item) {
    if (samples[what].size() < kSamples) samples[what].push_back(std::move(item));
  };
  for (const auto& [number, places] : after) {
    const auto was = before.find(number);
    std::vector<uint32_t> left = was == before.end() ? std::vector<uint32_t>() : was->second, fresh;
    for (const uint32_t place : places) {
      const NiceTable::Item& item = now.items()[place];
      const auto same = std::find_if(left.begin(), left.end(), [&](uint32_t other) { return then.items()[other].group == item.group; });
      if (same == left.end()) {
        fresh.push_back(place);
        continue;
      }
      if (then.items()[*same].names != item.names) {
        ++renamed;
        Json told = ToJson(item);
        told["before"] = ToJson(then.items()[*same])["names"];
        tell("renamed", std::move(told));
      }
      left.erase(same);
    }
    for (size_t i = 0; i < fresh.size(); ++i) {
      const NiceTable::Item& item = now.items()[fresh[i]];
      if (i < left.size()) {
        ++moved;
        Json told = ToJson(item);
        told["from"] = ToString(then.items()[left[i]].group);
        tell("moved", std::move(told));
      } else {
        ++added;
        tell("added", ToJson(item));
      }
    }
    for (size_t i = fresh.size(); i < left.size(); ++i) {
      ++removed;
      tell("removed", ToJson(then.items()[left[i]]));
    }
  }
  for (const auto& [number, places] : before) {
    if (after.contains(number)) continue;
    for (const uint32_t place : places) {
      ++removed;
      tell("removed", ToJson(then.items()[place]));
    }
  }
  Json groups_added = Json::array(), groups_removed = Json::array();
  int64_t more_groups = 0, fewer_groups = 0, more_crosses = 0, fewer_crosses = 0;
  for (const int group : now.groups()) {
    if (then.HasGroup(group) || ++more_groups > static_cast<int64_t>(kToldGroups)) continue;
    groups_added.push_back(ToString(GoodsGroup{group, 0}));
  }
  for (const int group : then.groups()) {
    if (now.HasGroup(group) || ++fewer_groups > static_cast<int64_t>(kToldGroups)) continue;
    groups_removed.push_back(ToString(GoodsGroup{group, 0}));
  }
  for (const NiceTable::Cross& cross : now.crosses()) more_crosses += !std::binary_search(then.crosses().begin(), then.crosses().end(), cross);
  for (const NiceTable::Cross& cross : then.crosses()) fewer_crosses += !std::binary_search(now.crosses().begin(), now.crosses().end(), cross);
  return {{"items", {{"added", added}, {"removed", removed}, {"moved", moved}, {"renamed", renamed}}},
          {"groups", {{"added", std::move(groups_added)}, {"removed", std::move(groups_removed)}, {"added_total", more_groups}, {"removed_total", fewer_groups}}},
          {"crosses", {{"added", more_crosses}, {"removed", fewer_crosses}}},
          {"samples", std::move(samples)}};
}

}  // namespace markwarden
