// What to search a shop for so that a right's imitations show: its names as sellers write them.  From rules/query_words.yaml.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/result.h"
#include "core/right.h"
#include "core/text/views.h"

namespace markwarden {

// The figures of `discovery` in the file.
struct DiscoveryPolicy {
  int queries = 0, explore_percent = 0, pages = 0, rest_after_rounds = 0, rest_days = 0, of_a_right = 0, of_a_watch = 0, longest_letters = 0, repeat_percent = 0;
  int form_pages = 0, query_pages = 0, sightings_kept = 0;
};

struct SlangWords {
  std::string language;
  std::set<Script> with;       // scripts of names
  std::set<RightKind> kinds;   // empty: all
  std::vector<std::string> words;
};

// Immutable after loading, thread-safe.
struct QueryWords {
  int version = 0;
  std::string date, source;
  DiscoveryPolicy discovery;
  std::vector<std::pair<std::string, double>> forms;  // with what is expected of them, best first
  std::vector<SlangWords> slang;
  std::vector<std::string> separators;
  std::vector<std::pair<std::string, std::string>> looks, sounds;
  std::map<uint16_t, std::vector<std::string>> common;                    // by syllable, most written first
  std::unordered_map<char32_t, std::vector<std::string>> han_looks;       // very alike ones, best first
  std::unordered_map<char32_t, std::vector<std::string>> han_parts;       // ways to write an ideograph as its parts

  // 0 for a form that the table does not have: it is not tried.
  double Expected(std::string_view form) const;

  // `looks` and `parts`: lookalike_han.tsv and split_han.tsv.  Errors: kInvalid, naming what is wrong.
  static Result<QueryWords> Parse(std::string_view yaml, std::string_view looks, std::string_view parts);
};
// `data_dir` is DataDir().  Errors: kNotFound, and those of Parse.
Result<QueryWords> LoadQueryWords(const std::filesystem::path& data_dir);

struct GeneratedQuery {
  std::string text;
  std::string form;      // of the file
  std::string language;  // of slang
  std::string of;        // the name that it was made of
  double expected = 0;   // new suspected leads on a page, before anything is known

  // Whose yields it shares: the form, for slang with its language.
  std::string group() const { return language.empty() ? form : form + "." + language; }
};

// A query of less says too little.
inline constexpr size_t kLeastQueryLetters = 2;

// Best first, no two with the same QueryKey, at most `most` and at most as many as the table says.  Names come first, then nicknames, then what
// is made of both.  Pure: the same right and table give the same queries.
std::vector<GeneratedQuery> GenerateQueries(const Right& right, const QueryWords& words, size_t most);

}  // namespace markwarden
