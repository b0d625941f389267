// One walk over the tags: text, links, scripts.
#include "crawler/empty_shell.h"

#include "crawler/html_scan.h"

namespace markwarden {
namespace {

constexpr size_t kWorkingScript = 80;   // bytes of an inline script that could build a page
constexpr size_t kMaxShellTags = 2000;  // a page of more elements than that is built already

bool IsHtmlSpace(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f'; }

size_t TextBytes(std::string_view text) {
  size_t bytes = 0;
  bool gap = true;
  for (const char c : text) {
    if (IsHtmlSpace(c)) {
      gap = true;
      continue;
    }
    if (gap && bytes > 0) ++bytes;
    gap = false;
    ++bytes;
  }
  return bytes;
}

// Types that hold data, not code.
bool IsCode(const std::string& type) {
  return type.empty() || type.find("javascript") != std::string::npos || type.find("ecmascript") != std::string::npos || type == "module";
}

}  // namespace

bool IsEmptyShell(std::string_view html) {
  HtmlTokenizer tokens(html);
  HtmlToken token;
  size_t text = 0, tags = 0;
  int links = 0;
  bool can_build = false, frames = false;
  std::string inside;  // of an element whose text nobody reads
  bool code = false;   // that element is a script that runs
  while (tokens.Next(token)) {
    switch (token.kind) {
      case HtmlToken::Kind::kStart:
        if (++tags > kMaxShellTags) return false;
        if (token.name == "a" && !token.Attribute("href").empty() && ++links > kMaxShellLinks) return false;
        if (token.name == "frame" || token.name == "iframe") frames = true;
        if (inside.empty() && (token.name == "script" || token.name == "style" || token.name == "noscript" || token.name == "title" ||
                               token.name == "template")) {
          inside = token.name;
          code = token.name == "script" && IsCode(token.Attribute("type"));
          if (code && !token.Attribute("src").empty()) can_build = true;
        }
        break;
      case HtmlToken::Kind::kEnd:
        if (token.name == inside) inside.clear();
        break;
      case HtmlToken::Kind::kText:
        if (inside == "script") {
          if (code && token.text.size() >= kWorkingScript) can_build = true;
        } else if (inside.empty()) {
          text += TextBytes(token.text);
          if (text > kMaxShellText) return false;
        }
        break;
    }
  }
  return can_build && !frames;
}

}  // namespace markwarden
