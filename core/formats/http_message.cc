// Splitting heads, undoing chunks.
#include "core/formats/http_message.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "core/formats/exchange_record.h"

namespace markwarden {
namespace {

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

}  // namespace

HttpMessage SplitHttpMessage(std::string_view block) {
  for (size_t at = block.find('\n'); at != std::string_view::npos; at = block.find('\n', at + 1)) {
    size_t end = at + 1;
    if (block.substr(end, 2) == "\r\n") end += 2;
    else if (block.substr(end, 1) == "\n") end += 1;
    else continue;
    return {block.substr(0, end), block.substr(end)};
  }
  return {};
}

int HttpStatus(std::string_view head) {
  if (!head.starts_with("HTTP/")) return 0;
  const size_t blank = head.find(' ');
  int status = 0;
  if (blank == std::string_view::npos || head.size() < blank + 4) return 0;
  const auto [end, failed] = std::from_chars(head.data() + blank + 1, head.data() + blank + 4, status);
  return failed == std::errc() && end == head.data() + blank + 4 && status >= 100 ? status : 0;
}

std::string HttpHeader(std::string_view head, std::string_view name) {
  const std::string wanted = LowerAscii(name);
  while (!head.empty()) {
    const size_t end = std::min(head.find('\n'), head.size());
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(std::min(end + 1, head.size()));
    const size_t colon = line.find(':');
    if (colon != std::string_view::npos && LowerAscii(line.substr(0, colon)) == wanted) return std::string(Trim(line.substr(colon + 1)));
  }
  return "";
}

bool IsChunked(std::string_view head) { return LowerAscii(HttpHeader(head, "Transfer-Encoding")).ends_with("chunked"); }

Unchunked UndoChunks(std::string_view body) {
  Unchunked out;
  std::string_view rest = body;
  while (true) {
    const size_t line_end = rest.find('\n');
    const std::string_view line = Trim(rest.substr(0, std::min(line_end, rest.find(';'))));
    uint64_t length = 0;
    const auto [end, failed] = std::from_chars(line.data(), line.data() + line.size(), length, 16);
    if (line_end == std::string_view::npos || line.empty() || failed != std::errc() || end != line.data() + line.size()) {
      // A body that never was chunked is the body; one that breaks later is what came before.
      if (rest.data() == body.data()) out.bytes = body;
      return out;
    }
    rest.remove_prefix(line_end + 1);
    if (length == 0) {
      out.whole = true;
      return out;
    }
    out.bytes += rest.substr(0, length);
    if (length >= rest.size()) return out;
    rest.remove_prefix(length);
    if (rest.starts_with('\r')) rest.remove_prefix(1);
    if (!rest.starts_with('\n')) return out;
    rest.remove_prefix(1);
  }
}

}  // namespace markwarden
