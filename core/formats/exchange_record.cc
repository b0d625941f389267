// Heads rebuilt from parts.
#include "core/formats/exchange_record.h"

#include <algorithm>

namespace markwarden {

std::string Excerpt(std::string_view bytes) {
  size_t end = std::min(bytes.size(), kMaxExcerptBytes);
  while (end > 0 && end < bytes.size() && (static_cast<uint8_t>(bytes[end]) & 0xC0) == 0x80) --end;
  return std::string(bytes.substr(0, end));
}

std::string BuildHead(std::string_view first_line, const std::vector<std::pair<std::string, std::string>>& headers) {
  std::string head = OneLine(first_line) + "\r\n";
  for (const auto& [name, value] : headers) {
    if (name.empty() || name.find_first_of(" \t\r\n:") != std::string::npos) continue;
    head += OneLine(name) + ": " + OneLine(value) + "\r\n";
  }
  return head + "\r\n";
}

std::string OneLine(std::string_view text) {
  std::string line(text);
  for (char& c : line) {
    if (static_cast<uint8_t>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return line;
}

std::string LowerAscii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return lower;
}

std::string WithUtf8Charset(std::string_view content_type) {
  std::string kept;
  for (size_t from = 0; from <= content_type.size();) {
    const size_t to = std::min(content_type.find(';', from), content_type.size());
    std::string_view part = content_type.substr(from, to - from);
    while (part.starts_with(' ')) part.remove_prefix(1);
    if (!part.empty() && !LowerAscii(part).starts_with("charset")) kept += (kept.empty() ? "" : "; ") + std::string(part);
    from = to + 1;
  }
  return kept + "; charset=utf-8";
}

bool IsWebAddress(std::string_view address) {
  const std::string start = LowerAscii(address.substr(0, 8));
  return start.starts_with("http://") || start.starts_with("https://");
}

}  // namespace markwarden
