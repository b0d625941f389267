// What a person reads of an HTML mail, without its tags.
#pragma once

#include <string>
#include <string_view>

namespace markwarden {

// Lines of text: tags, comments, scripts and styles left out, blanks joined, a line's end where a block begins or ends.
// Character references are undone where `utf8` says that `html` is UTF-8, else only those of ASCII.  Not a parser for
// pages (crawler/ has one): nothing is built, time and memory are linear.
std::string HtmlToText(std::string_view html, bool utf8);

}  // namespace markwarden
