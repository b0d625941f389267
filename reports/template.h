// Documents from templates: a small subset of mustache that fails rather than guess.
//   {{name}} {{a.b}}         the value, escaped for HTML
//   {{.}}                    the current element of a list of texts
//   {{#list}}...{{/list}}    once per element; for an object or true or non-empty text, once
//   {{^name}}...{{/name}}    when the value is empty, false or an empty list
//   {{!name}}                the value, and it must not be blank
// There is no way to insert unescaped text.
#pragma once

#include <string>
#include <string_view>

#include "core/json.h"
#include "core/result.h"

namespace markwarden {

// Names are looked up in the innermost section first, then outwards.  Errors: kInvalid for an unknown
// name, a blank value behind {{!name}}, an unbalanced or unknown tag, each with the line of the template.
Result<std::string> FillTemplate(std::string_view text, const Json& values);

// As FillTemplate, for plain sentences: nothing is escaped, everything is cleaned.
Result<std::string> FillSentence(std::string_view text, const Json& values);

// Text that is safe to show: valid UTF-8 (broken bytes become U+FFFD), no control characters, no
// bidirectional overrides or isolates, no invisible tag characters, runs of blanks as one, at most
// `max_chars` code points with an ellipsis where it was cut.
std::string CleanText(std::string_view text, size_t max_chars = 2000);

// Nothing but blanks and invisible characters.
bool IsBlank(std::string_view text);

std::string EscapeHtml(std::string_view text);

}  // namespace markwarden
