// Words that add little to a mark: goods, places, qualities, sorts of company (clauses ZH-5 and EN-4 of the
// examination guidelines).  From rules/data/weak_words.tsv.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/result.h"

namespace markwarden {

class WeakWords {
 public:
  // Errors: kInvalid, naming the line.
  static Result<WeakWords> Parse(std::string_view tsv);

  // Its kind ("place", "quality", "goods", "company", "article"), empty for none; `key` as KeyText gives it.
  std::string_view KindOf(std::string_view key) const;
  std::string_view KindOf(std::u32string_view keys) const;
  // The longest weak word that begins, or ends, these characters and leaves something, or as much as asked; 0 for none.  In characters.
  size_t AtStart(std::u32string_view keys) const;
  size_t AtEnd(std::u32string_view keys, size_t leaving = 1) const;

 private:
  std::unordered_map<std::string, std::string> kinds_;
  size_t longest_ = 0;  // in characters
};

// `data_dir` is DataDir().  Errors: kNotFound, and those of Parse.
Result<WeakWords> LoadWeakWords(const std::filesystem::path& data_dir);

}  // namespace markwarden
