// One pass; what is not closed ends with the text.
#include "core/formats/html_text.h"

#include <algorithm>
#include <cstdint>

#include "core/formats/exchange_record.h"
#include "core/utf8.h"

namespace markwarden {
namespace {

bool IsAsciiLetter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

bool EndsLine(std::string_view tag) {
  for (const char* name : {"br", "p", "div", "tr", "li", "ul", "ol", "table", "blockquote", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "pre"}) {
    if (tag == name) return true;
  }
  return false;
}

// The end of a tag whose "<" is before `at`, past its ">"; quotes hide a ">".
size_t TagEnd(std::string_view html, size_t at) {
  char quote = 0;
  for (; at < html.size(); ++at) {
    const char c = html[at];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      return at + 1;
    }
  }
  return at;
}

// Past "</name ...>", or the end.
size_t ElementEnd(std::string_view html, size_t at, std::string_view name) {
  for (; (at = html.find("</", at)) != std::string_view::npos; at += 2) {
    if (LowerAscii(html.substr(at + 2, name.size())) == name) return TagEnd(html, at + 2);
  }
  return html.size();
}

// The character that the reference at the beginning of `text` ("&...") means, and its length; 0 when it is none.
std::pair<char32_t, size_t> Reference(std::string_view text) {
  text = text.substr(0, 12);
  const size_t end = text.find(';');
  if (end == std::string_view::npos) return {0, 0};
  const std::string_view name = text.substr(1, end - 1);
  const struct { const char* name; char32_t character; } known[] = {
      {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}, {"nbsp", ' '}, {"copy", 0xa9}, {"reg", 0xae}, {"mdash", 0x2014}, {"ndash", 0x2013}};
  for (const auto& reference : known) {
    if (name == reference.name) return {reference.character, end + 1};
  }
  if (!name.starts_with('#') || name.size() < 2) return {0, 0};
  const bool hex = name[1] == 'x' || name[1] == 'X';
  char32_t value = 0;
  for (const char c : name.substr(hex ? 2 : 1)) {
    const int digit = c >= '0' && c <= '9' ? c - '0' : hex && c >= 'a' && c <= 'f' ? c - 'a' + 10 : hex && c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    if (digit < 0) return {0, 0};
    value = std::min<char32_t>(value * (hex ? 16 : 10) + static_cast<char32_t>(digit), 0x110000);
  }
  if (value < 0x20 || (value >= 0x7f && value < 0xa0)) value = ' ';
  return {value, end + 1};
}

}  // namespace

std::string HtmlToText(std::string_view html, bool utf8) {
  std::string out;
  bool blank = false;
  const auto end_line = [&] {
    blank = false;
    if (!out.empty() && !out.ends_with("\n\n")) out += '\n';
  };
  const auto put = [&](std::string_view text) {
    if (blank && !out.empty() && out.back() != '\n') out += ' ';
    blank = false;
    out += text;
  };
  for (size_t at = 0; at < html.size();) {
    const char c = html[at];
    const char next = at + 1 < html.size() ? html[at + 1] : '\0';
    if (IsBlank(c)) {
      blank = true;
      ++at;
    } else if (c == '<' && html.substr(at, 4) == "<!--") {
      const size_t end = html.find("-->", at + 4);
      at = end == std::string_view::npos ? html.size() : end + 3;
    } else if (c == '<' && (next == '!' || next == '?' || next == '/' || IsAsciiLetter(next))) {
      size_t name_end = at + (next == '/' ? 2 : 1);
      const size_t name_begin = name_end;
      while (name_end < html.size() && name_end - name_begin < 12 && html[name_end] != '>' && html[name_end] != '/' && !IsBlank(html[name_end])) ++name_end;
      const std::string name = LowerAscii(html.substr(name_begin, name_end - name_begin));
      at = TagEnd(html, name_end);
      if (next != '/' && (name == "script" || name == "style" || name == "title")) at = ElementEnd(html, at, name);
      else if (EndsLine(name)) end_line();
      else if (name == "td" || name == "th") blank = true;
    } else if (const auto [character, length] = c == '&' ? Reference(html.substr(at)) : std::pair<char32_t, size_t>{0, 0};
               length > 0 && (utf8 || character < 0x80)) {
      at += length;
      if (character == ' ') {
        blank = true;
      } else {
        std::string text;
        AppendUtf8(text, character);
        put(text);
      }
    } else {
      put(html.substr(at, 1));
      ++at;
    }
  }
  while (out.ends_with('\n')) out.pop_back();
  if (!out.empty()) out += '\n';
  return out;
}

}  // namespace markwarden
