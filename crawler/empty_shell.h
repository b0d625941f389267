// Pages whose offer only exists once their scripts have run.
#pragma once

#include <cstddef>
#include <string_view>

namespace markwarden {

// What a person would read of a shell before any script has run, at most.
inline constexpr size_t kMaxShellText = 400;  // bytes, spaces counted once, title and <noscript> aside
inline constexpr int kMaxShellLinks = 12;

// Whether the page says next to nothing itself and carries a script that could say it: one that is fetched, or one of
// some length inside.  Pure and linear; `html` is UTF-8.  Ask it only of a page in which no listing was found.
bool IsEmptyShell(std::string_view html);

}  // namespace markwarden
