// JSON as pages really write it: with comments, trailing commas, raw line breaks, single
// quotes, unquoted keys, and JavaScript around it.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "core/json.h"

namespace markwarden {

// Limits one page's worth of parsing, shared by all calls over that page.
struct LiteralBudget {
  size_t bytes = 24u << 20;   // that may be looked at, in all
  size_t values = 2'000'000;  // that may be made, in all
};

// Reads one object or array (or a plain value) from the beginning of `text`; white space may
// come first.  `consumed` tells where it ended.  What is no JSON value inside (a function, a
// variable) becomes null.  Empty when the text is no literal, nests deeper than
// kMaxJsonDepth, or the budget is used up.
std::optional<Json> ParseLiteral(std::string_view text, LiteralBudget& budget, size_t* consumed = nullptr);

// Every object and array of at least `min_bytes` that a script assigns, passes or returns:
// "window.x = {...}", "JSON.parse('...')", "init({...})".  In page order.
std::vector<Json> FindLiterals(std::string_view script, LiteralBudget& budget, size_t min_bytes = 40);

}  // namespace markwarden
