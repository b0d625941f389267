// Lines of standard input, each with a cap, so that a stream without line ends cannot fill memory.
#pragma once

#include <cstddef>
#include <istream>
#include <optional>
#include <string>

namespace markwarden {

inline constexpr size_t kMaxPlumbingLine = 1u << 20;

struct PlumbingLine {
  std::string text;       // without its line end, at most kMaxPlumbingLine bytes
  bool too_long = false;  // the rest of the line was passed over
};

// Empty at the end of the input.
inline std::optional<PlumbingLine> ReadPlumbingLine(std::istream& in) {
  std::streambuf* const buffer = in.rdbuf();
  PlumbingLine line;
  bool any = false;
  while (true) {
    const int c = buffer->sbumpc();
    if (c == std::char_traits<char>::eof()) {
      in.setstate(std::ios::eofbit);
      break;
    }
    any = true;
    if (c == '\n') break;
    if (line.text.size() < kMaxPlumbingLine) {
      line.text += static_cast<char>(c);
    } else {
      line.too_long = true;
    }
  }
  if (!any) return std::nullopt;
  if (!line.text.empty() && line.text.back() == '\r') line.text.pop_back();
  return line;
}

}  // namespace markwarden
