// The small table of everyday words: which Nice classes they speak of.
#include <algorithm>
#include <set>

#include "core/text/views.h"
#include "rules/rule_book.h"
#include "rules/table_lines.h"

namespace markwarden {
namespace {

constexpr size_t kMaxWordBytes = 64;

}  // namespace

Result<GoodsTable> GoodsTable::Parse(std::string_view tsv) {
  GoodsTable table;
  std::map<std::string, std::vector<int>> words;
  std::u32string ends;  // the last ideograph of each
  Status read = ForTableLines(tsv, [&](int line, std::string_view text) -> Status {
    // classes TAB words separated by ;
    const size_t tab = text.find('\t');
    const bool related = text.substr(0, tab) == "related";
    std::vector<int> classes;
    int number = 0;
    bool valid = tab != std::string_view::npos;
    for (const char c : valid ? related ? text.substr(tab + 1) : text.substr(0, tab) : text.substr(0, 0)) {
      if (c == ',') {
        classes.push_back(number);
        number = 0;
      } else if (c >= '0' && c <= '9') {
        number = number * 10 + (c - '0');
      } else {
        valid = false;
      }
    }
    classes.push_back(number);
    valid = valid && std::all_of(classes.begin(), classes.end(), [](int c) { return c >= 1 && c <= 45; });
    if (!valid) return Fail(ErrorCode::kInvalid, "goods.tsv line " + std::to_string(line) + ": not \"classes<TAB>word;word\"");
    if (related) {
      table.related_.push_back(std::move(classes));
      return Ok();
    }
    std::string_view left = text.substr(tab + 1);
    while (!left.empty()) {
      const size_t stop = left.find(';');
      const Views views = MakeViews(left.substr(0, stop));
      const std::string& word = views.folded;
      left = stop == std::string_view::npos ? "" : left.substr(stop + 1);
      if (word.size() < 2 || word.size() > kMaxWordBytes) continue;
      if (views.units.size() >= 2 && views.units.back().script == Script::kHan) ends += views.units.back().key;
      std::vector<int>& entry = words[word];
      for (const int c : classes) {
        if (std::find(entry.begin(), entry.end(), c) == entry.end()) entry.push_back(c);
      }
    }
    return Ok();
  });
  if (!read) return Fail(std::move(read.error()));
  for (auto& [word, classes] : words) {
    table.words_.Add(word, static_cast<uint32_t>(table.classes_.size()));
    std::sort(classes.begin(), classes.end());
    table.classes_.push_back(std::move(classes));
  }
  table.words_.Seal();
  std::sort(ends.begin(), ends.end());
  for (size_t i = 1; i < ends.size(); ++i) {
    if (ends[i] == ends[i - 1] && (table.ends_.empty() || table.ends_.back() != ends[i])) table.ends_ += ends[i];
  }
  return table;
}

GoodsTable::Found GoodsTable::LongestAt(std::string_view folded, size_t at) const {
  const PhraseIndex::Found found = words_.LongestAt(folded, at);
  return {found.length, found.length == 0 ? nullptr : &classes_[found.first->value]};
}

int64_t GoodsTable::class_count() const {
  std::set<int> all;
  for (const std::vector<int>& classes : classes_) all.insert(classes.begin(), classes.end());
  return static_cast<int64_t>(all.size());
}

bool GoodsTable::Related(int a, int b) const {
  return std::any_of(related_.begin(), related_.end(), [&](const std::vector<int>& group) {
    return std::find(group.begin(), group.end(), a) != group.end() && std::find(group.begin(), group.end(), b) != group.end();
  });
}

}  // namespace markwarden
