// Small readers shared by what reads our own HTML and SVG back.
#pragma once

#include <string>
#include <string_view>

namespace markwarden {

// The five entities that EscapeHtml writes, and &nbsp;.
std::string UnescapeHtml(std::string_view text);

// The value of `name` in a tag such as `td class="n"`, entities undone; empty when it has none.
std::string TagAttribute(std::string_view tag, std::string_view name);

}  // namespace markwarden
