// Base64 and quoted-printable.
#include "core/formats/transfer_text.h"

#include <array>
#include <cstdint>

namespace markwarden {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

constexpr std::array<int8_t, 256> kSextets = [] {
  std::array<int8_t, 256> table{};
  for (int8_t& value : table) value = -1;
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (int8_t i = 0; i < 64; ++i) table[static_cast<uint8_t>(kDigits[i])] = i;
  table['-'] = 62;
  table['_'] = 63;
  return table;
}();

}  // namespace

std::optional<std::string> DecodeBase64(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 3);
  uint32_t buffer = 0;
  int bits = 0;
  size_t padding = 0;
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
    if (c == '=') {
      if (++padding > 2) return std::nullopt;
      continue;
    }
    const int value = kSextets[static_cast<uint8_t>(c)];
    if (value < 0 || padding > 0) return std::nullopt;
    buffer = (buffer << 6 | static_cast<uint32_t>(value)) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes += static_cast<char>(buffer >> bits & 0xff);
    }
  }
  if (bits == 6) return std::nullopt;  // one sextet alone says nothing
  return bytes;
}

std::string DecodeQuotedPrintable(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    if (text[i] != '=') {
      bytes += text[i++];
      continue;
    }
    // A soft line break, with blanks that transport may have put before its end.
    size_t end = i + 1;
    while (end < text.size() && (text[end] == ' ' || text[end] == '\t')) ++end;
    if (end >= text.size()) return bytes;
    if (text[end] == '\n' || text.substr(end, 2) == "\r\n") {
      i = end + (text[end] == '\n' ? 1 : 2);
      continue;
    }
    const int high = i + 2 < text.size() ? HexDigit(text[i + 1]) : -1, low = high < 0 ? -1 : HexDigit(text[i + 2]);
    if (low >= 0) {
      bytes += static_cast<char>(high << 4 | low);
      i += 3;
    } else {
      bytes += text[i++];
    }
  }
  return bytes;
}

}  // namespace markwarden
