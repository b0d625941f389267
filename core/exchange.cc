// Reading header lines.
#include "core/exchange.h"

#include <string_view>

namespace markwarden {
namespace {

bool SameName(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

}  // namespace

std::string_view ToString(CaptureKind kind) {
  switch (kind) {
    case CaptureKind::kFetched: return "fetched";
    case CaptureKind::kRendered: return "rendered";
    case CaptureKind::kImported: return "imported";
    case CaptureKind::kHandedIn: return "handed_in";
  }
  return "fetched";
}

std::optional<CaptureKind> ParseCaptureKind(std::string_view text) {
  for (const auto kind : {CaptureKind::kFetched, CaptureKind::kRendered, CaptureKind::kImported,
                          CaptureKind::kHandedIn}) {
    if (ToString(kind) == text) return kind;
  }
  return std::nullopt;
}

std::string Exchange::Header(std::string_view name) const {
  std::string_view rest = response_head;
  while (!rest.empty()) {
    const size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos || !SameName(line.substr(0, colon), name)) continue;
    std::string_view value = line.substr(colon + 1);
    while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
    while (!value.empty() && (value.back() == '\r' || value.back() == ' ')) value.remove_suffix(1);
    return std::string(value);
  }
  return "";
}

}  // namespace markwarden
