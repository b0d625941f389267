// Tables as text: lines, comments with #; those of characters have lines "character<TAB>entries".
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace markwarden {

// Broken bytes are left out.
std::u32string ToUtf32(std::string_view text);

// The parts between blanks.
std::vector<std::string_view> PartsOf(std::string_view text);

// Calls line(number, text) for each line that is neither empty nor a comment, from line 1 on, until one is refused.
Status ForTableLines(std::string_view table, const std::function<Status(int number, std::string_view text)>& line);

// Calls row(key, rest) for each line that is no comment; false means that the rest is not what it should be.  `table`: what errors call it.
// Errors: kInvalid, with the line.
Status ForTableRows(std::string_view tsv, const char* table, const std::function<bool(char32_t key, std::string_view rest)>& row);

// The ideographs of a table that is nothing but ideographs and blanks, in order, each once.  Errors: kInvalid, with the line of `file`.
Result<std::u32string> ParseIdeographs(std::string_view table, std::string_view file);

}  // namespace markwarden
