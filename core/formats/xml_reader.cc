// The reader: one pass, each byte looked at once.
#include "core/formats/xml_reader.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <tuple>

namespace markwarden {
namespace {

constexpr size_t kMaxAttributes = 64;

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool IsNameStart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || static_cast<signed char>(c) < 0;
}

bool EndsName(char c) { return IsSpace(c) || c == '>' || c == '/' || c == '=' || c == '<'; }

void AppendUtf8(std::string& out, uint32_t code) {
  if (code == 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) code = 0xfffd;
  if (code < 0x80) {
    out += static_cast<char>(code);
    return;
  }
  const int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  constexpr std::array<unsigned char, 4> kLead = {0, 0xc0, 0xe0, 0xf0};
  out += static_cast<char>(kLead[static_cast<size_t>(more)] | (code >> (6 * more)));
  for (int i = more - 1; i >= 0; --i) out += static_cast<char>(0x80 | ((code >> (6 * i)) & 0x3f));
}

// The value of "#65" or "#x41"; false when it is no number.
bool ParseReference(std::string_view name, uint32_t* code) {
  if (name.size() < 2 || name[0] != '#') return false;
  const bool hex = name[1] == 'x' || name[1] == 'X';
  name.remove_prefix(hex ? 2 : 1);
  if (name.empty()) return false;
  uint32_t value = 0;
  for (const char c : name) {
    uint32_t digit = 99;
    if (c >= '0' && c <= '9') digit = static_cast<uint32_t>(c - '0');
    if (hex && (c | 0x20) >= 'a' && (c | 0x20) <= 'f') digit = static_cast<uint32_t>((c | 0x20) - 'a' + 10);
    if (digit > 15) return false;
    value = std::min<uint32_t>(value * (hex ? 16 : 10) + digit, 0x110000);
  }
  *code = value;
  return true;
}

std::pair<std::string_view, std::string_view> SplitName(std::string_view name) {
  const size_t colon = name.find(':');
  if (colon == std::string_view::npos) return {std::string_view(), name};
  return {name.substr(0, colon), name.substr(colon + 1)};
}

}  // namespace

std::string ResolveEntities(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, char>, 5> kNamed = {
      {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}}};
  constexpr size_t kLongest = 10;
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const size_t sign = text.find('&');
    out += text.substr(0, sign);
    if (sign == std::string_view::npos) break;
    text.remove_prefix(sign);
    const size_t end = text.substr(0, kLongest + 2).find(';');
    const std::string_view name = end == std::string_view::npos ? std::string_view() : text.substr(1, end - 1);
    uint32_t code = 0;
    if (ParseReference(name, &code)) {
      AppendUtf8(out, code);
      text.remove_prefix(end + 1);
      continue;
    }
    const auto known = std::find_if(kNamed.begin(), kNamed.end(), [&](const auto& k) { return k.first == name; });
    if (known != kNamed.end()) {
      out += known->second;
      text.remove_prefix(end + 1);
    } else {
      out += '&';
      text.remove_prefix(1);
    }
  }
  return out;
}

bool XmlReader::SkipPast(std::string_view mark) {
  const size_t found = xml_.find(mark, at_);
  if (found == std::string_view::npos) {
    at_ = xml_.size();
    broken_ = true;
    return false;
  }
  at_ = found + mark.size();
  return true;
}

// "<!DOCTYPE x [ ... ]>": what it declares is never used.
bool XmlReader::SkipDoctype() {
  int brackets = 0;
  char quote = 0;
  for (; at_ < xml_.size(); ++at_) {
    const char c = xml_[at_];
    if (quote) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '[') {
      ++brackets;
    } else if (c == ']') {
      --brackets;
    } else if (c == '>' && brackets <= 0) {
      ++at_;
      return true;
    }
  }
  broken_ = true;
  return false;
}

XmlToken XmlReader::Next() {
  while (at_ < xml_.size()) {
    const std::string_view rest = xml_.substr(at_);
    if (rest[0] != '<' || rest.size() < 2 || (rest[1] != '!' && rest[1] != '?' && rest[1] != '/' && !IsNameStart(rest[1]))) {
      // Text; a "<" that opens nothing belongs to it.
      const size_t end = std::min(rest.find('<', 1), rest.size());
      at_ += end;
      XmlToken token;
      token.kind = XmlToken::Kind::kText;
      token.text = ResolveEntities(rest.substr(0, end));
      return token;
    }
    if (rest.substr(0, 4) == "<!--") {
      at_ += 4;
      SkipPast("-->");
    } else if (rest.substr(0, 9) == "<![CDATA[") {
      at_ += 9;
      const size_t start = at_;
      if (!SkipPast("]]>")) break;
      XmlToken token;
      token.kind = XmlToken::Kind::kText;
      token.text = std::string(xml_.substr(start, at_ - 3 - start));
      return token;
    } else if (rest[1] == '!') {
      SkipDoctype();
    } else if (rest[1] == '?') {
      SkipPast("?>");
    } else {
      return Tag();
    }
  }
  return {};
}

XmlToken XmlReader::Tag() {
  XmlToken token;
  const bool end_tag = xml_[at_ + 1] == '/';
  token.kind = end_tag ? XmlToken::Kind::kEnd : XmlToken::Kind::kStart;
  at_ += end_tag ? 2 : 1;
  const auto read_name = [&] {
    const size_t start = at_;
    while (at_ < xml_.size() && !EndsName(xml_[at_])) ++at_;
    return xml_.substr(start, at_ - start);
  };
  std::tie(token.prefix, token.name) = SplitName(read_name());
  while (at_ < xml_.size()) {
    const char c = xml_[at_];
    if (c == '>') {
      ++at_;
      return token;
    }
    if (c == '<') return token;  // the ">" was forgotten
    if (c == '/' || c == '=' || IsSpace(c)) {
      token.closed = c == '/' && !end_tag && at_ + 1 < xml_.size() && xml_[at_ + 1] == '>';
      ++at_;
      continue;
    }
    const std::string_view name = read_name();
    while (at_ < xml_.size() && IsSpace(xml_[at_])) ++at_;
    if (at_ >= xml_.size() || xml_[at_] != '=') continue;
    ++at_;
    while (at_ < xml_.size() && IsSpace(xml_[at_])) ++at_;
    if (at_ >= xml_.size()) break;
    const char quote = xml_[at_];
    std::string_view value;
    if (quote == '"' || quote == '\'') {
      const size_t close = xml_.find(quote, at_ + 1);
      if (close == std::string_view::npos) {
        at_ = xml_.size();
        break;
      }
      value = xml_.substr(at_ + 1, close - at_ - 1);
      at_ = close + 1;
    } else {
      value = read_name();
    }
    if (token.attributes.size() < kMaxAttributes) token.attributes.emplace_back(std::string(name), ResolveEntities(value));
  }
  broken_ = true;
  return {};
}

}  // namespace markwarden
