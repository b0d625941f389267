// Messages and parts of them taken apart: heads, parameters, boundaries (RFC 2045, 2046).  What MHTML and mail share.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace markwarden {

// A message or part: its head lines, unfolded, and what follows the empty line.
struct MimeEntity {
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case, values without blanks at their ends
  std::string_view body;                                     // a view into what was split
  size_t head_bytes = 0;                                     // with the empty line
  size_t longest_line = 0;                                   // of the head, folds counted in
  bool head_too_long = false;                                // there was more than the limit: `body` is empty

  // The first of that name; empty when there is none.
  std::string Header(std::string_view name) const;
};

// Lines may end in CRLF or LF alone; one without a colon is passed over.
MimeEntity SplitMimeEntity(std::string_view bytes, size_t max_head_bytes);

using MimeParameterList = std::vector<std::pair<std::string, std::string>>;  // names in lower case, quotes undone
// Of "multipart/related; boundary=\"x\"".
MimeParameterList MimeParameters(std::string_view header);
std::string MimeParameter(std::string_view header, std::string_view name);

// "text/html; charset=x" without what follows the type, in lower case.
std::string MimeType(std::string_view content_type);

// The parts between lines "--boundary", at most `max_parts` of them; the last may lack its closing line.
std::vector<std::string_view> MimeParts(std::string_view body, const std::string& boundary, size_t max_parts);

// Without blanks and control characters at its ends.
std::string_view TrimBlanks(std::string_view text);

}  // namespace markwarden
