// Multiparts taken apart by their boundaries (RFC 2046, 5.1.1).
#include "core/formats/mime.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "core/formats/exchange_record.h"

namespace markwarden {

std::string_view TrimBlanks(std::string_view text) {
  while (!text.empty() && static_cast<uint8_t>(text.front()) <= ' ') text.remove_prefix(1);
  while (!text.empty() && static_cast<uint8_t>(text.back()) <= ' ') text.remove_suffix(1);
  return text;
}

std::string MimeEntity::Header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return "";
}

MimeEntity SplitMimeEntity(std::string_view bytes, size_t max_head_bytes) {
  MimeEntity entity;
  const std::string_view whole = bytes.substr(0, max_head_bytes);
  size_t at = 0, length = 0;
  while (at < whole.size()) {
    const size_t end = std::min(whole.find('\n', at), whole.size());
    std::string_view line = whole.substr(at, end - at);
    at = std::min(end + 1, whole.size());
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) {
      entity.head_bytes = at;
      entity.body = bytes.substr(at);
      return entity;
    }
    const bool folded = line[0] == ' ' || line[0] == '\t';
    length = folded ? length + line.size() : line.size();
    entity.longest_line = std::max(entity.longest_line, length);
    if (folded && !entity.headers.empty()) {
      std::string& value = entity.headers.back().second;
      value.append(value.empty() ? "" : " ").append(TrimBlanks(line));
      continue;
    }
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    entity.headers.emplace_back(LowerAscii(TrimBlanks(line.substr(0, colon))), std::string(TrimBlanks(line.substr(colon + 1))));
  }
  entity.head_bytes = whole.size();
  entity.head_too_long = bytes.size() > whole.size();
  return entity;
}

MimeParameterList MimeParameters(std::string_view header) {
  MimeParameterList found;
  size_t at = std::min(header.find(';'), header.size());
  while (at < header.size()) {
    ++at;  // the semicolon
    const size_t begin = at;
    size_t equals = std::string_view::npos;
    std::string value;
    bool quoted = false, had_quotes = false;
    for (; at < header.size() && (quoted || header[at] != ';'); ++at) {
      const char c = header[at];
      if (equals == std::string_view::npos) {
        if (c == '=') equals = at;
      } else if (c == '"') {
        quoted = !quoted;
        had_quotes = true;
      } else if (c == '\\' && quoted && at + 1 < header.size()) {
        value += header[++at];
      } else if (quoted || !had_quotes || static_cast<uint8_t>(c) > ' ') {
        value += c;
      }
    }
    if (equals == std::string_view::npos) continue;
    if (!had_quotes) value = TrimBlanks(value);
    found.emplace_back(LowerAscii(TrimBlanks(header.substr(begin, equals - begin))), std::move(value));
  }
  return found;
}

std::string MimeParameter(std::string_view header, std::string_view name) {
  for (auto& [key, value] : MimeParameters(header)) {
    if (key == name) return std::move(value);
  }
  return "";
}

std::string MimeType(std::string_view content_type) { return LowerAscii(TrimBlanks(content_type.substr(0, content_type.find(';')))); }

std::vector<std::string_view> MimeParts(std::string_view body, const std::string& boundary, size_t max_parts) {
  std::vector<std::string_view> parts;
  const std::string mark = "--" + boundary;
  size_t begin = std::string_view::npos;
  for (size_t at = 0; at < body.size() && parts.size() < max_parts;) {
    // Linear whatever the body: std::string_view::find is slow where the first sign of what it looks for is frequent.
    const void* const found = ::memmem(body.data() + at, body.size() - at, mark.data(), mark.size());
    if (found == nullptr) break;
    const auto line_begin = static_cast<size_t>(static_cast<const char*>(found) - body.data());
    const size_t line_end = std::min(body.find('\n', line_begin), body.size());
    at = std::min(line_end + 1, body.size());
    if (line_begin > 0 && body[line_begin - 1] != '\n') continue;
    const std::string_view rest = body.substr(line_begin + mark.size(), line_end - std::min(line_end, line_begin + mark.size()));
    const bool last = rest.starts_with("--");
    if (!last && !TrimBlanks(rest).empty()) continue;  // a longer boundary begins alike
    if (begin != std::string_view::npos && begin <= line_begin) {
      std::string_view part = body.substr(begin, line_begin - begin);
      if (part.ends_with('\n')) part.remove_suffix(1);
      if (part.ends_with('\r')) part.remove_suffix(1);
      parts.push_back(part);
    }
    begin = last ? std::string_view::npos : at;
    if (last) break;
  }
  if (begin != std::string_view::npos && begin < body.size() && parts.size() < max_parts) parts.push_back(body.substr(begin));
  return parts;
}

}  // namespace markwarden
