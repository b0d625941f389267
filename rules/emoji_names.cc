// Lists of words by emoji.
#include "rules/emoji_names.h"

#include <algorithm>

#include "rules/table_lines.h"

namespace markwarden {

Result<EmojiNames> EmojiNames::Parse(std::string_view tsv) {
  EmojiNames table;
  Status status = ForTableRows(tsv, "emoji_names.tsv", [&](char32_t emoji, std::string_view rest) {
    std::vector<std::vector<std::string_view>> lists;
    while (true) {
      const size_t tab = rest.find('\t');
      lists.push_back(PartsOf(rest.substr(0, tab)));
      if (tab == std::string_view::npos) break;
      rest = rest.substr(tab + 1);
    }
    std::vector<std::string>& names = table.names_[emoji];
    size_t most = 0;
    for (const auto& list : lists) most = std::max(most, list.size());
    for (size_t i = 0; i < most; ++i) {
      for (const auto& list : lists) {
        if (i < list.size() && list[i] != "-") names.emplace_back(list[i]);
      }
    }
    return !names.empty();
  });
  if (!status) return Fail(std::move(status.error()));
  return table;
}

const std::vector<std::string>& EmojiNames::Of(char32_t emoji) const {
  static const std::vector<std::string> none;
  const auto found = names_.find(emoji);
  return found == names_.end() ? none : found->second;
}

}  // namespace markwarden
