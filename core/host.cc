// Hosts: domains, IPv4 in all the notations browsers accept, IPv6, opaque hosts.
#include "core/host.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include "core/idna.h"

namespace markwarden {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

int HexValue(char c) {
  if (IsDigit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Forbidden host code point (URL Standard, 3.2).
bool IsForbidden(char c) {
  constexpr std::string_view kForbidden("\0\t\n\r #/:<>?@[\\]^|", 17);
  return kForbidden.find(c) != std::string_view::npos;
}

bool IsForbiddenInDomain(char c) {
  return IsForbidden(c) || static_cast<unsigned char>(c) <= 0x1f || c == '%' || c == 0x7f;
}

std::string PercentDecode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && HexValue(text[i + 1]) >= 0 && HexValue(text[i + 2]) >= 0) {
      out += static_cast<char>(HexValue(text[i + 1]) * 16 + HexValue(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::vector<std::string_view> SplitDots(std::string_view text) {
  std::vector<std::string_view> parts;
  size_t start = 0;
  while (true) {
    const size_t dot = text.find('.', start);
    parts.push_back(text.substr(start, dot == std::string_view::npos ? dot : dot - start));
    if (dot == std::string_view::npos) return parts;
    start = dot + 1;
  }
}

// "0x1f", "017" or "15".  Absent when it is no number; a value past 2^32 is held there.
std::optional<uint64_t> ParseIpv4Number(std::string_view text) {
  if (text.empty()) return std::nullopt;
  unsigned base = 10;
  if (text.size() >= 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
    base = 16;
    text.remove_prefix(2);
  } else if (text.size() >= 2 && text[0] == '0') {
    base = 8;
    text.remove_prefix(1);
  }
  uint64_t value = 0;
  for (const char c : text) {
    const int digit = HexValue(c);
    if (digit < 0 || static_cast<unsigned>(digit) >= base) return std::nullopt;
    value = std::min<uint64_t>(value * base + static_cast<unsigned>(digit), uint64_t{1} << 32);
  }
  return value;
}

// The ends-in-a-number checker (URL Standard, 3.5).
bool EndsInNumber(std::string_view text) {
  std::vector<std::string_view> parts = SplitDots(text);
  if (parts.back().empty()) {
    if (parts.size() == 1) return false;
    parts.pop_back();
  }
  const std::string_view last = parts.back();
  if (!last.empty() && std::all_of(last.begin(), last.end(), IsDigit)) return true;
  return last.size() >= 2 && last[0] == '0' && (last[1] == 'x' || last[1] == 'X') &&
         ParseIpv4Number(last).has_value();
}

std::optional<uint32_t> ParseIpv4(std::string_view text) {
  std::vector<std::string_view> parts = SplitDots(text);
  if (parts.back().empty() && parts.size() > 1) parts.pop_back();
  if (parts.size() > 4) return std::nullopt;
  std::vector<uint64_t> numbers;
  for (const std::string_view part : parts) {
    const std::optional<uint64_t> number = ParseIpv4Number(part);
    if (!number) return std::nullopt;
    numbers.push_back(*number);
  }
  uint64_t address = numbers.back();
  if (address >= uint64_t{1} << (8 * (5 - numbers.size()))) return std::nullopt;
  for (size_t i = 0; i + 1 < numbers.size(); ++i) {
    if (numbers[i] > 255) return std::nullopt;
    address += numbers[i] << (8 * (3 - i));
  }
  return static_cast<uint32_t>(address);
}

std::string FormatIpv4(uint32_t address) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) {
    text += std::to_string((address >> shift) & 255);
    if (shift > 0) text += '.';
  }
  return text;
}

// The dotted end of an IPv6 address: exactly four numbers 0..255 without leading zeros.
bool ParseEmbeddedIpv4(std::string_view text, uint16_t* two_pieces) {
  const std::vector<std::string_view> parts = SplitDots(text);
  if (parts.size() != 4) return false;
  for (size_t i = 0; i < 4; ++i) {
    const std::string_view part = parts[i];
    if (part.empty() || part.size() > 3 || !std::all_of(part.begin(), part.end(), IsDigit)) return false;
    if (part.size() > 1 && part[0] == '0') return false;
    unsigned value = 0;
    for (const char c : part) value = value * 10 + static_cast<unsigned>(c - '0');
    if (value > 255) return false;
    two_pieces[i / 2] = static_cast<uint16_t>(two_pieces[i / 2] * 256 + value);
  }
  return true;
}

Result<Host> ParseOpaqueHost(std::string_view text) {
  Host host{HostKind::kOpaque, ""};
  for (const char c : text) {
    if (IsForbidden(c)) return Fail(ErrorCode::kInvalid, "a character that no host may have");
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x1f || byte > 0x7e) {
      char escape[4];
      std::snprintf(escape, sizeof escape, "%%%02X", byte);
      host.text += escape;
    } else {
      host.text += c;
    }
  }
  if (host.text.empty()) host.kind = HostKind::kEmpty;
  return host;
}

}  // namespace

std::optional<std::array<uint16_t, 8>> ParseIpv6(std::string_view text) {
  std::array<uint16_t, 8> address = {};
  size_t piece = 0;
  std::optional<size_t> gap;
  size_t i = 0;
  if (!text.empty() && text[0] == ':') {
    if (text.size() < 2 || text[1] != ':') return std::nullopt;
    i = 2;
    gap = piece = 1;
  }
  while (i < text.size()) {
    if (piece == 8) return std::nullopt;
    if (text[i] == ':') {
      if (gap) return std::nullopt;
      ++i;
      gap = ++piece;
      continue;
    }
    const size_t start = i;
    unsigned value = 0;
    while (i < text.size() && i - start < 4 && HexValue(text[i]) >= 0) {
      value = value * 16 + static_cast<unsigned>(HexValue(text[i++]));
    }
    if (i < text.size() && text[i] == '.') {
      if (i == start || piece > 6) return std::nullopt;
      uint16_t two[2] = {0, 0};
      if (!ParseEmbeddedIpv4(text.substr(start), two)) return std::nullopt;
      address[piece++] = two[0];
      address[piece++] = two[1];
      break;
    }
    if (i < text.size()) {
      if (text[i] != ':' || ++i == text.size()) return std::nullopt;
    }
    address[piece++] = static_cast<uint16_t>(value);
  }
  if (gap) {
    std::rotate(address.begin() + static_cast<std::ptrdiff_t>(*gap),
                address.begin() + static_cast<std::ptrdiff_t>(piece), address.end());
  } else if (piece != 8) {
    return std::nullopt;
  }
  return address;
}

std::string FormatIpv6(const std::array<uint16_t, 8>& pieces) {
  size_t best = 8, best_size = 1;  // the first longest run of at least two zeros
  for (size_t i = 0; i < 8;) {
    size_t end = i;
    while (end < 8 && pieces[end] == 0) ++end;
    if (end - i > best_size) {
      best = i;
      best_size = end - i;
    }
    i = std::max(end, i + 1);
  }
  std::string text;
  for (size_t i = 0; i < 8; ++i) {
    if (i == best) {
      text += i == 0 ? "::" : ":";
      i += best_size - 1;
      continue;
    }
    char hex[8];
    std::snprintf(hex, sizeof hex, "%x", pieces[i]);
    text += hex;
    if (i != 7) text += ':';
  }
  return text;
}

Result<Host> ParseHost(std::string_view text, bool opaque) {
  if (!text.empty() && text[0] == '[') {
    if (text.back() != ']') return Fail(ErrorCode::kInvalid, "an IPv6 address without its closing bracket");
    const auto address = ParseIpv6(text.substr(1, text.size() - 2));
    if (!address) return Fail(ErrorCode::kInvalid, "the host is not an IPv6 address");
    return Host{HostKind::kIpv6, "[" + FormatIpv6(*address) + "]"};
  }
  if (opaque) return ParseOpaqueHost(text);
  Result<std::string> ascii = DomainToAscii(PercentDecode(text));
  if (!ascii) return Fail(std::move(ascii.error()));
  if (ascii->empty()) return Fail(ErrorCode::kInvalid, "the host is empty");
  if (std::any_of(ascii->begin(), ascii->end(), IsForbiddenInDomain)) {
    return Fail(ErrorCode::kInvalid, "a character that no domain may have");
  }
  if (EndsInNumber(*ascii)) {
    const std::optional<uint32_t> address = ParseIpv4(*ascii);
    if (!address) return Fail(ErrorCode::kInvalid, "the host is not an IPv4 address");
    return Host{HostKind::kIpv4, FormatIpv4(*address)};
  }
  return Host{HostKind::kDomain, std::move(*ascii)};
}

}  // namespace markwarden
