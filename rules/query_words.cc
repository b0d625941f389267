// rules/query_words.yaml -> QueryWords.
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "core/file.h"
#include "core/text/other_scripts.h"
#include "rules/queries.h"
#include "rules/table_lines.h"

namespace markwarden {
namespace {

constexpr size_t kMostQueryWordBytes = 64;
constexpr size_t kMostQueryWordRows = 500;
constexpr float kQueryAlike = 0.8F;

struct QueryWordsWrong : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::string QueryWord(const YAML::Node& node, const std::string& where) {
  const std::string text = node && node.IsScalar() ? node.as<std::string>() : "";
  if (text.empty() || text.size() > kMostQueryWordBytes) throw QueryWordsWrong(where + ": a word of 1 to 64 bytes is needed");
  return text;
}

YAML::Node QueryRows(const YAML::Node& root, const char* key) {
  const YAML::Node rows = root[key];
  if (!rows || !rows.IsSequence() || rows.size() == 0 || rows.size() > kMostQueryWordRows) throw QueryWordsWrong(std::string(key) + " must be a list of 1 to 500 entries");
  return rows;
}

int QueryFigure(const YAML::Node& node, const char* key, int least, int most) {
  int value = 0;
  if (!node[key] || !node[key].IsScalar() || !YAML::convert<int>::decode(node[key], value) || value < least || value > most) {
    throw QueryWordsWrong("discovery." + std::string(key) + " must be whole, from " + std::to_string(least) + " to " + std::to_string(most));
  }
  return value;
}

DiscoveryPolicy ReadDiscovery(const YAML::Node& node) {
  if (!node || !node.IsMap()) throw QueryWordsWrong("discovery is missing");
  return {.queries = QueryFigure(node, "queries", 0, 200), .explore_percent = QueryFigure(node, "explore_percent", 0, 100), .pages = QueryFigure(node, "pages", 1, 50),
          .rest_after_rounds = QueryFigure(node, "rest_after_rounds", 1, 1'000), .rest_days = QueryFigure(node, "rest_days", 1, 3'650),
          .of_a_right = QueryFigure(node, "of_a_right", 1, 1'000), .of_a_watch = QueryFigure(node, "of_a_watch", 1, 20'000),
          .longest_letters = QueryFigure(node, "longest_letters", 2, 200), .repeat_percent = QueryFigure(node, "repeat_percent", 1, 100),
          .form_pages = QueryFigure(node, "form_pages", 1, 1'000), .query_pages = QueryFigure(node, "query_pages", 1, 1'000),
          .sightings_kept = QueryFigure(node, "sightings_kept", 1, 1'000)};
}

Script ScriptNamed(const std::string& name) {
  static const std::map<std::string, Script> names = {{"han", Script::kHan}, {"latin", Script::kLatin}, {"cyrillic", Script::kCyrillic},
                                                      {"greek", Script::kGreek}, {"kana", Script::kKana}, {"hangul", Script::kHangul}};
  const auto found = names.find(name);
  if (found == names.end()) throw QueryWordsWrong("slang: no script is called " + name);
  return found->second;
}

SlangWords ReadSlang(const YAML::Node& node) {
  SlangWords slang;
  slang.language = QueryWord(node["language"], "slang.language");
  for (const YAML::Node& script : node["with"]) slang.with.insert(ScriptNamed(QueryWord(script, "slang.with")));
  for (const YAML::Node& kind : node["kinds"]) {
    const std::optional<RightKind> known = ParseRightKind(QueryWord(kind, "slang.kinds"));
    if (!known) throw QueryWordsWrong("slang: no right is of the kind " + kind.as<std::string>());
    slang.kinds.insert(*known);
  }
  for (const YAML::Node& word : QueryRows(node, "words")) slang.words.push_back(QueryWord(word, "slang.words"));
  if (slang.with.empty()) throw QueryWordsWrong("slang: `with` names no script");
  return slang;
}

std::vector<std::pair<std::string, std::string>> ReadSwaps(const YAML::Node& root, const char* key) {
  std::vector<std::pair<std::string, std::string>> swaps;
  for (const YAML::Node& pair : QueryRows(root, key)) {
    if (!pair.IsSequence() || pair.size() != 2) throw QueryWordsWrong(std::string(key) + ": an entry is not [from, to]");
    swaps.emplace_back(QueryWord(pair[0], key), QueryWord(pair[1], key));
  }
  return swaps;
}

}  // namespace

Result<QueryWords> QueryWords::Parse(std::string_view yaml, std::string_view looks, std::string_view parts) try {
  const YAML::Node root = YAML::Load(std::string(yaml));
  if (!root.IsMap()) throw QueryWordsWrong("not a table");
  QueryWords words;
  words.version = root["version"] ? root["version"].as<int>() : 0;
  words.date = QueryWord(root["date"], "date");
  words.source = root["source"] ? root["source"].as<std::string>() : "";
  if (words.version < 1 || words.source.empty()) throw QueryWordsWrong("version and source are needed");
  words.discovery = ReadDiscovery(root["discovery"]);
  for (const YAML::Node& form : QueryRows(root, "forms")) {
    const double expected = form["expected"] ? form["expected"].as<double>() : 0;
    if (!(expected > 0 && expected <= 100)) throw QueryWordsWrong("forms: expected must be above 0 and at most 100");
    words.forms.emplace_back(QueryWord(form["form"], "forms"), expected);
  }
  for (const YAML::Node& slang : QueryRows(root, "slang")) words.slang.push_back(ReadSlang(slang));
  for (const YAML::Node& separator : QueryRows(root, "separators")) words.separators.push_back(QueryWord(separator, "separators"));
  words.looks = ReadSwaps(root, "looks");
  words.sounds = ReadSwaps(root, "sounds");
  std::set<char32_t> once;
  for (const char32_t c : ToUtf32(root["common"] ? root["common"].as<std::string>() : "")) {
    const uint16_t syllable = SyllableOfHan(c);
    if (syllable != 0 && once.insert(c).second) words.common[syllable].push_back(ToUtf8(c));
  }
  Status status = ForTableRows(looks, "lookalike_han.tsv", [&](char32_t key, std::string_view rest) {
    for (const std::string_view part : PartsOf(rest)) {
      const size_t number = part.find_first_of("01");
      if (number == std::string_view::npos) return false;
      float alike = 0;
      std::from_chars(part.data() + number, part.data() + part.size(), alike);
      if (alike >= kQueryAlike) words.han_looks[key].emplace_back(part.substr(0, number));
    }
    return true;
  });
  if (!status) return Fail(std::move(status.error()));
  status = ForTableRows(parts, "split_han.tsv", [&](char32_t key, std::string_view rest) {
    for (const std::string_view part : PartsOf(rest)) words.han_parts[key].emplace_back(part);
    return true;
  });
  if (!status) return Fail(std::move(status.error()));
  return words;
} catch (const std::exception& error) {
  return Fail(ErrorCode::kInvalid, std::string("query_words.yaml: ") + error.what());
}

Result<QueryWords> LoadQueryWords(const std::filesystem::path& data_dir) {
  const std::filesystem::path dir = data_dir / "rules";
  Result<std::string> yaml = ReadFile(dir / "query_words.yaml", 1 << 20);
  if (!yaml) return Fail(yaml);
  Result<std::string> looks = ReadFile(dir / "data" / "lookalike_han.tsv", 16 << 20);
  if (!looks) return Fail(looks);
  Result<std::string> parts = ReadFile(dir / "data" / "split_han.tsv", 16 << 20);
  if (!parts) return Fail(parts);
  return QueryWords::Parse(*yaml, *looks, *parts);
}

}  // namespace markwarden
