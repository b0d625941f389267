// Base64 and quoted-printable.
#include "core/formats/transfer_text.h"

#include <array>
#include <cstdint>

#include "core/base64.h"

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

std::string EncodeBase64Lines(std::string_view bytes) {
  constexpr size_t kLine = 57;  // bytes in 76 signs
  std::string out;
  out.reserve(bytes.size() / 3 * 4 + bytes.size() / kLine * 2 + 8);
  for (size_t at = 0; at < bytes.size(); at += kLine) {
    if (at > 0) out += "\r\n";
    out += ToBase64(bytes.substr(at, kLine));
  }
  return out;
}

std::string EncodeQuotedPrintable(std::string_view text) {
  constexpr char kHex[] = "0123456789ABCDEF";
  constexpr size_t kLine = 75;  // and "=" for a soft end
  std::string out;
  size_t column = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') {
      out += "\r\n";
      column = 0;
      ++i;
      continue;
    }
    const bool before_end = i + 1 == text.size() || text.substr(i + 1, 2) == "\r\n";
    const bool plain = (c > ' ' && c < 0x7f && c != '=') || ((c == ' ' || c == '\t') && !before_end);
    const bool touchy = column == 0 && (c == '.' || text.substr(i, 5) == "From ");
    const size_t width = plain && !touchy ? 1 : 3;
    if (column + width > kLine) {
      out += "=\r\n";
      column = 0;
    }
    if (width == 1) out += c;
    else out.append({'=', kHex[static_cast<uint8_t>(c) >> 4], kHex[c & 15]});
    column += width;
  }
  return out;
}

}  // namespace markwarden
