// Encoded words are cut where characters end, and read with some patience.
#include "core/formats/mail_words.h"

#include <algorithm>
#include <cstdint>

#include "core/base64.h"
#include "core/formats/exchange_record.h"
#include "core/formats/transfer_text.h"
#include "core/hash.h"
#include "core/utf8.h"

namespace markwarden {
namespace {

constexpr size_t kMaxWordBytes = 4'096;       // that a reader takes for one encoded word; RFC 2047 allows 75
constexpr size_t kMaxParameterPieces = 1'000;

constexpr std::string_view kWordStart = "=?utf-8?B?";
constexpr size_t kWordLine = 76;  // RFC 2047, 2; of it 12 are "=?utf-8?B?" and "?="

// Moves `at` behind as many whole characters as fit into `room` bytes; at least one.
size_t CutUtf8(std::string_view text, size_t at, size_t room) {
  size_t end = at;
  while (end < text.size()) {
    size_t next = end;
    (void)NextUtf8(text, next);
    if (next - at > room && end > at) break;
    end = next;
  }
  return end;
}

struct EncodedWord {
  std::string charset, bytes;
  size_t length = 0;  // as written
};

// The encoded word that `text` begins with.
std::optional<EncodedWord> ReadWord(std::string_view text) {
  text = text.substr(0, kMaxWordBytes);
  const size_t charset_end = text.find('?', 2);
  if (charset_end == std::string_view::npos || charset_end == 2 || charset_end + 3 > text.size() || text[charset_end + 2] != '?') return std::nullopt;
  const size_t end = text.find("?=", charset_end + 3);
  if (end == std::string_view::npos) return std::nullopt;
  EncodedWord word;
  word.length = end + 2;
  word.charset = LowerAscii(text.substr(2, std::min(text.find('*'), charset_end) - 2));  // RFC 2231, 5: a language may follow
  if (word.charset.find(' ') != std::string::npos) return std::nullopt;
  const std::string_view payload = text.substr(charset_end + 3, end - charset_end - 3);
  const char encoding = text[charset_end + 1];
  if (encoding == 'B' || encoding == 'b') {
    std::optional<std::string> bytes = DecodeBase64(payload);
    if (!bytes) return std::nullopt;
    word.bytes = std::move(*bytes);
  } else if (encoding == 'Q' || encoding == 'q') {
    std::string spaced(payload);
    std::replace(spaced.begin(), spaced.end(), '_', ' ');
    word.bytes = DecodeQuotedPrintable(spaced);
  } else {
    return std::nullopt;
  }
  return word;
}

std::string Shown(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    const std::optional<char32_t> c = NextUtf8(text, at);
    if (!c) out += "\xef\xbf\xbd";
    else if (*c < 0x20 || (*c >= 0x7f && *c < 0xa0) || *c == 0x2028 || *c == 0x2029) out += ' ';
    else out.append(text, begin, at - begin);
  }
  return out;
}

bool IsParameterChar(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || std::string_view("!#$&+-.^_`{}~").find(c) != std::string_view::npos;
}

std::string Unpercent(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const std::string byte = text[i] == '%' ? FromHex(text.substr(i + 1, 2)) : "";
    if (byte.empty()) {
      out += text[i];
    } else {
      out += byte;
      i += 2;
    }
  }
  return out;
}

}  // namespace

std::optional<std::string> DecodeCharset(std::string_view bytes, std::string_view charset, const CharsetDecoder& decoder) {
  const std::string label = LowerAscii(charset);
  const bool ascii = std::all_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<uint8_t>(c) < 0x80; });
  if (label == "utf-8" || label == "utf8" || label == "us-ascii" || label == "ascii") {
    if (ascii || IsWellFormedUtf8(bytes)) return std::string(bytes);
  }
  if (decoder) {
    if (std::optional<std::string> decoded = decoder(bytes, label)) return MendUtf8(*decoded);
  }
  if (label == "utf-8" || label == "utf8") return MendUtf8(bytes);
  if (label != "iso-8859-1") return std::nullopt;
  std::string out;
  for (const char c : bytes) AppendUtf8(out, static_cast<uint8_t>(c));
  return out;
}

std::string EncodeMailWords(std::string_view text, size_t column) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const size_t end = CutUtf8(text, at, (kWordLine - 12 - (at == 0 ? column : 1)) / 4 * 3);
    if (at > 0) out += "\r\n ";
    out.append(kWordStart).append(ToBase64(text.substr(at, end - at))).append("?=");
    at = end;
  }
  return out;
}

std::string DecodeMailWords(std::string_view value, const CharsetDecoder& decoder) {
  std::string out;
  EncodedWord run;       // words of one charset that follow each other
  std::string_view written;
  const auto flush = [&] {
    if (written.empty()) return;
    const std::optional<std::string> text = DecodeCharset(run.bytes, run.charset, decoder);
    out += text ? *text : std::string(written);
    written = {};
  };
  size_t at = 0, plain = 0;  // `plain`: from where what is no word has not been taken yet
  while (at < value.size()) {
    at = std::min(value.find("=?", at), value.size());
    std::optional<EncodedWord> word = at < value.size() ? ReadWord(value.substr(at)) : std::nullopt;
    if (!word) {
      at = std::min(at + 2, value.size());
      continue;
    }
    const std::string_view between = value.substr(plain, at - plain);
    const bool adjacent = !written.empty() && TrimBlanks(between).empty();
    if (adjacent && word->charset == run.charset) {
      run.bytes += word->bytes;
      written = value.substr(static_cast<size_t>(written.data() - value.data()), at + word->length - static_cast<size_t>(written.data() - value.data()));
    } else {
      flush();
      if (!adjacent) out += between;
      written = value.substr(at, word->length);
      run = std::move(*word);
    }
    at = plain = static_cast<size_t>(written.data() - value.data()) + written.size();
  }
  flush();
  out += value.substr(plain);
  return Shown(out);
}

std::string EncodeMailParameter(std::string_view name, std::string_view value) {
  const bool plain = std::all_of(value.begin(), value.end(), [](char c) { return c >= ' ' && c < 0x7f && c != '"' && c != '\\'; }) &&
                     value.find("=?") == std::string_view::npos;
  if (plain && name.size() + value.size() < 70) return (";\r\n " + std::string(name) + "=\"").append(value) + "\"";
  constexpr size_t kPiece = 54;  // beside a name, "*12*=" and a semicolon
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string out, piece = "utf-8''";
  size_t number = 0;
  const auto write = [&] {
    out += (";\r\n " + std::string(name) + "*" + std::to_string(number++)).append("*=").append(piece);
    piece.clear();
  };
  for (size_t at = 0; at < value.size();) {
    const size_t end = CutUtf8(value, at, 1);
    std::string character;
    for (const char c : value.substr(at, end - at)) {
      if (IsParameterChar(c)) character += c;
      else character.append({'%', kHex[static_cast<uint8_t>(c) >> 4], kHex[c & 15]});
    }
    if (piece.size() + character.size() > kPiece) write();
    piece += character;
    at = end;
  }
  write();
  return out;
}

std::string DecodeMailParameter(const MimeParameterList& parameters, std::string_view name, const CharsetDecoder& decoder) {
  std::string plain;
  bool has_plain = false;
  // RFC 2231, 3 and 4: name*=, name*0=, name*1*= ...
  std::vector<std::pair<const std::string*, bool>> pieces;  // value, percent-encoded
  for (const auto& [key, value] : parameters) {
    if (key == name && !has_plain) {
      plain = value;
      has_plain = true;
    }
    if (!key.starts_with(name) || key.size() <= name.size() || key[name.size()] != '*') continue;
    std::string_view rest = std::string_view(key).substr(name.size() + 1);
    const bool percent = rest.empty() || rest.ends_with('*');
    if (rest.ends_with('*')) rest.remove_suffix(1);
    size_t number = 0;
    if (rest.size() > 3 || !std::all_of(rest.begin(), rest.end(), [](char c) { return c >= '0' && c <= '9'; })) continue;
    for (const char c : rest) number = number * 10 + static_cast<size_t>(c - '0');
    if (number >= kMaxParameterPieces) continue;
    if (pieces.size() <= number) pieces.resize(number + 1);
    if (pieces[number].first == nullptr) pieces[number] = {&value, percent};
  }
  if (pieces.empty() || pieces[0].first == nullptr) return DecodeMailWords(plain, decoder);
  std::string charset, bytes;
  for (size_t i = 0; i < pieces.size() && pieces[i].first != nullptr; ++i) {
    std::string_view value = *pieces[i].first;
    if (i == 0 && pieces[i].second) {
      const size_t first = value.find('\''), second = first == std::string_view::npos ? first : value.find('\'', first + 1);
      if (second != std::string_view::npos) {
        charset = value.substr(0, first);
        value.remove_prefix(second + 1);
      }
    }
    bytes += pieces[i].second ? Unpercent(value) : std::string(value);
  }
  const std::optional<std::string> text = DecodeCharset(bytes, charset.empty() ? "us-ascii" : charset, decoder);
  return Shown(text ? *text : bytes);
}

}  // namespace markwarden
