// The names, titles and made listings that text matching is measured on, the same for ours and for its peers.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "rules/rule_set.h"

namespace markwarden::bench {

using Row = std::vector<std::string>;

// The lines of a file, parted by tabs.  Ends the program when it cannot be read.
std::vector<Row> Table(const std::string& path);

// $MARKWARDEN_EVAL, else the folder beside the source.  Ends the program with 3 when there is none.
std::string EvalFolder();

struct TextData {
  std::vector<std::string> han, latin, cyrillic, kana, hangul;  // names
  std::vector<std::string> titles_han, titles_latin;
  std::vector<Row> gold;  // title, spans parted by |
};
TextData ReadTextData(const std::string& eval);

// A title with one of the names in it, behind a disguise.
struct HiddenTitle {
  size_t name = 0;
  std::string title, shown;  // as it was hidden
  size_t begin = 0;          // of `shown` in the title
};
struct HiddenWay {
  std::string id;
  double promised = 0;
  std::vector<HiddenTitle> titles;
};
struct HiddenTitles {
  std::vector<std::string> names;  // of the first `hidden` some are hidden, the others are watched as well
  size_t hidden = 0;
  std::vector<std::string> clean;  // titles that hold the letters of no name
  std::vector<std::string> named;  // those that do, be it within other words
  std::vector<HiddenWay> ways;
};
// Seeded.  `watched`: names in all, at least those that are hidden; as many as there are at most.
HiddenTitles MakeHiddenTitles(const TextData& data, const std::string& eval, unsigned seed, size_t asked, size_t watched = 0);

// Names as real as the data has them, the rest made of their halves.
std::vector<std::string> ManyNames(const TextData& data, size_t count, unsigned seed);
// Real titles in a row, to 1.5 kB each.
std::vector<std::string> LongTexts(const TextData& data, size_t count, unsigned seed);

// One trademark for each name: "r0", "r1" ...
std::shared_ptr<const RuleSet> RulesOver(const std::vector<std::string>& names, const std::shared_ptr<const RuleBook>& book);

}  // namespace markwarden::bench
