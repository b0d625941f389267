// Ordinary words of a language, from a file: what a word may honestly be, however like a mark it is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"

namespace markwarden {

// Immutable after Parse, thread-safe.
class WordList {
 public:
  // Words in small letters a to z or in ideographs, parted by blanks and line ends; lines that begin with # are comments.  Errors: kInvalid, with the line of `file`.
  static Result<WordList> Parse(std::string_view text, std::string_view file);
  bool Has(std::string_view word) const;
  size_t size() const { return words_.size(); }

 private:
  std::string_view At(const std::pair<uint32_t, uint32_t>& word) const { return std::string_view(text_).substr(word.first, word.second); }
  std::string text_;
  std::vector<std::pair<uint32_t, uint32_t>> words_;  // begin and length in text_, by their letters
};

}  // namespace markwarden
