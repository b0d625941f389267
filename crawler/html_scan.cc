// The pre-scan and the text-only tokenizer.
#include "crawler/html_scan.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <unordered_map>

namespace markwarden {
namespace {

bool IsSpace(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }
bool IsAlpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char LowerChar(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool StartsWithNoCase(std::string_view text, std::string_view lower) {
  if (text.size() < lower.size()) return false;
  for (size_t i = 0; i < lower.size(); ++i) {
    if (LowerChar(text[i]) != lower[i]) return false;
  }
  return true;
}

// Where "</name" begins at or after `from`; npos when the element never ends.
size_t FindRawEnd(std::string_view html, size_t from, std::string_view name) {
  for (size_t at = html.find("</", from); at != std::string_view::npos; at = html.find("</", at + 2)) {
    if (StartsWithNoCase(html.substr(at + 2), name)) {
      const size_t after = at + 2 + name.size();
      if (after >= html.size() || IsSpace(html[after]) || html[after] == '>' || html[after] == '/') return at;
    }
  }
  return std::string_view::npos;
}

struct TagSpan {
  std::string name;  // lower case
  bool end_tag = false;
  bool self_closing = false;
  bool unfinished = false;  // no '>' before the page ends
  size_t end = 0;           // one past '>'
  size_t attributes = 0;
  size_t attributes_at = 0;
};

// Reads the tag at html[at] == '<'; false when there is none.  Does not look inside values.
bool ReadTag(std::string_view html, size_t at, TagSpan& tag) {
  size_t i = at + 1;
  tag.unfinished = false;
  tag.end_tag = i < html.size() && html[i] == '/';
  if (tag.end_tag) ++i;
  if (i >= html.size() || !IsAlpha(html[i])) return false;
  tag.name.clear();
  while (i < html.size() && !IsSpace(html[i]) && html[i] != '>' && html[i] != '/') {
    if (tag.name.size() < 64) tag.name += LowerChar(html[i]);
    ++i;
  }
  tag.attributes = 0;
  tag.attributes_at = i;
  tag.self_closing = false;
  while (i < html.size() && html[i] != '>') {
    if (IsSpace(html[i])) {
      ++i;
      continue;
    }
    if (html[i] == '/') {
      tag.self_closing = i + 1 < html.size() && html[i + 1] == '>';
      ++i;
      continue;
    }
    ++tag.attributes;
    ++i;  // the first character of a name may even be '='
    while (i < html.size() && !IsSpace(html[i]) && html[i] != '=' && html[i] != '>' && html[i] != '/') ++i;
    size_t j = i;
    while (j < html.size() && IsSpace(html[j])) ++j;
    if (j >= html.size() || html[j] != '=') continue;
    ++j;
    while (j < html.size() && IsSpace(html[j])) ++j;
    if (j < html.size() && (html[j] == '"' || html[j] == '\'')) {
      const size_t close = html.find(html[j], j + 1);
      i = close == std::string_view::npos ? html.size() : close + 1;
    } else {
      i = j;
      while (i < html.size() && !IsSpace(html[i]) && html[i] != '>') ++i;
    }
  }
  tag.end = std::min(i + 1, html.size());
  tag.unfinished = i >= html.size();
  return !tag.unfinished;
}

void ReadAttributes(std::string_view html, std::vector<std::pair<std::string, std::string>>& out) {
  size_t i = 0;
  while (i < html.size() && html[i] != '>' && out.size() < kMaxAttributes) {
    if (IsSpace(html[i]) || html[i] == '/') {
      ++i;
      continue;
    }
    const size_t name_at = i;
    ++i;
    while (i < html.size() && !IsSpace(html[i]) && html[i] != '=' && html[i] != '>' && html[i] != '/') ++i;
    std::string name(html.substr(name_at, std::min<size_t>(i - name_at, 100)));
    std::transform(name.begin(), name.end(), name.begin(), LowerChar);
    size_t j = i;
    while (j < html.size() && IsSpace(html[j])) ++j;
    std::string_view value;
    if (j < html.size() && html[j] == '=') {
      ++j;
      while (j < html.size() && IsSpace(html[j])) ++j;
      if (j < html.size() && (html[j] == '"' || html[j] == '\'')) {
        const size_t close = html.find(html[j], j + 1);
        const size_t stop = close == std::string_view::npos ? html.size() : close;
        value = html.substr(j + 1, stop - j - 1);
        i = close == std::string_view::npos ? html.size() : close + 1;
      } else {
        i = j;
        while (i < html.size() && !IsSpace(html[i]) && html[i] != '>') ++i;
        value = html.substr(j, i - j);
      }
    }
    out.emplace_back(std::move(name), DecodeEntities(value));
  }
}

bool OneOf(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool IsVoid(std::string_view name) {
  return OneOf(name, {"area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "image", "img",
                      "input", "keygen", "link", "meta", "param", "source", "track", "wbr"});
}

// "Special" elements of the HTML Standard stop the search of any other end tag.
bool IsSpecial(std::string_view name) {
  return OneOf(name, {"address", "applet", "article", "aside", "blockquote", "body", "button", "caption", "center",
                      "dd", "details", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
                      "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "html", "iframe", "li", "listing",
                      "main", "marquee", "menu", "nav", "object", "ol", "p", "pre", "section", "select", "summary",
                      "table", "tbody", "td", "template", "tfoot", "th", "thead", "tr", "ul"});
}

// An estimate of how deep the tree gets, never much below the truth.  Amortised linear: an
// end tag is only looked for when its element is known to be open.
class DepthMeter {
 public:
  void Start(const std::string& name) {
    // What a start tag closes by itself, when it is on top.
    const auto closes = [&](std::string_view top) {
      if (name == "li") return top == "li";
      if (name == "p" || IsBlock(name)) return top == "p";
      if (name == "dt" || name == "dd") return top == "dt" || top == "dd";
      if (name == "option" || name == "optgroup") return top == "option";
      if (name == "td" || name == "th") return top == "td" || top == "th";
      if (name == "tr") return top == "td" || top == "th" || top == "tr";
      if (name == "tbody" || name == "thead" || name == "tfoot") {
        return top == "td" || top == "th" || top == "tr" || top == "tbody" || top == "thead" || top == "tfoot";
      }
      return false;
    };
    while (!stack_.empty() && closes(stack_.back())) Pop();
    stack_.push_back(name);
    ++open_[name];
    deepest_ = std::max(deepest_, static_cast<int>(stack_.size()));
  }

  void End(const std::string& name) {
    const auto found = open_.find(name);
    if (found == open_.end() || found->second == 0) return;
    const bool special = IsSpecial(name);
    while (!stack_.empty()) {
      if (stack_.back() == name) {
        Pop();
        return;
      }
      // </span> does not reach past a <div>, and </div> not past a <td>.
      if (!special && IsSpecial(stack_.back())) return;
      if (OneOf(stack_.back(), {"td", "th", "table", "caption", "template", "object", "button"}) &&
          !OneOf(name, {"table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption", "template"})) {
        return;
      }
      Pop();
    }
  }

  int deepest() const { return deepest_; }

 private:
  static bool IsBlock(std::string_view name) {
    return OneOf(name, {"div", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "form",
                        "header", "footer", "nav", "dl", "pre", "blockquote", "hr", "aside", "main", "fieldset"});
  }
  void Pop() {
    --open_[stack_.back()];
    stack_.pop_back();
  }

  std::vector<std::string> stack_;
  std::unordered_map<std::string, int> open_;
  int deepest_ = 0;
};

}  // namespace

HtmlScan ScanHtml(std::string_view html) {
  HtmlScan scan;
  scan.dom_html.reserve(std::min(html.size(), kMaxDomBytes) / 2);
  DepthMeter depth;
  size_t tags = 0, copied = 0, at = 0;
  // A search for an end that failed once is not repeated: the scan stays linear.
  bool endless_svg = false, endless_text = false;
  const auto over = [&](const char* cap) {
    if (scan.over.empty()) scan.over = cap;
  };
  const auto copy_to = [&](size_t end) {
    if (scan.dom_html.size() + (end - copied) > kMaxDomBytes) {
      over("bytes");
    } else {
      scan.dom_html.append(html.substr(copied, end - copied));
    }
  };
  TagSpan tag;
  while ((at = html.find('<', at)) != std::string_view::npos) {
    if (html.compare(at, 4, "<!--") == 0) {
      copy_to(at);
      // "<!-->" and "<!--->" are whole comments.
      const size_t end = html.find("-->", at + 2);
      at = copied = end == std::string_view::npos ? html.size() : end + 3;
      continue;
    }
    if (!ReadTag(html, at, tag)) {
      if (tag.unfinished) {
        // An unfinished tag swallows the rest of the page, as in browsers.
        copy_to(at);
        copied = html.size();
        break;
      }
      ++at;
      continue;
    }
    if (++tags > kMaxTags) over("tags");
    if (tag.attributes > kMaxAttributes) over("attributes");
    const bool raw = !tag.end_tag && OneOf(tag.name, {"script", "style", "svg", "noembed", "noframes", "xmp"});
    if (raw) {
      copy_to(at);
      size_t close = std::string_view::npos;
      if (tag.name != "svg") close = FindRawEnd(html, tag.end, tag.name);
      if (tag.name == "svg" && tag.self_closing) close = tag.end;
      if (tag.name == "svg" && !tag.self_closing && endless_svg) {
        close = std::string_view::npos;
      } else if (tag.name == "svg" && !tag.self_closing) {
        // SVG nests; what counts is the end of the outermost.
        int level = 1;
        size_t probe = tag.end;
        while (level > 0) {
          const size_t next = html.find('<', probe);
          if (next == std::string_view::npos) break;
          probe = next + 1;
          if (StartsWithNoCase(html.substr(next), "</svg")) --level;
          else if (StartsWithNoCase(html.substr(next), "<svg")) ++level;
          if (level == 0) close = next;
        }
        endless_svg = close == std::string_view::npos;
      }
      if (tag.name == "script") {
        ScriptBlock script;
        std::vector<std::pair<std::string, std::string>> attributes;
        ReadAttributes(html.substr(tag.attributes_at, tag.end - tag.attributes_at), attributes);
        for (auto& [name, value] : attributes) {
          if (name == "type") {
            script.type = value;
            std::transform(script.type.begin(), script.type.end(), script.type.begin(), LowerChar);
          } else if (name == "id") {
            script.id = value;
          }
        }
        script.body = html.substr(tag.end, (close == std::string_view::npos ? html.size() : close) - tag.end);
        if (!script.body.empty() && scan.scripts.size() < 2000) scan.scripts.push_back(std::move(script));
      }
      if (close == std::string_view::npos) {
        // SVG that never ends is dropped alone; a script that never ends takes the rest along.
        at = copied = tag.name == "svg" ? tag.end : html.size();
      } else {
        const size_t end = tag.name == "svg" && tag.self_closing ? close : html.find('>', close);
        at = copied = end == std::string_view::npos ? html.size() : tag.name == "svg" && tag.self_closing ? end : end + 1;
      }
      continue;
    }
    if (tag.end_tag) {
      depth.End(tag.name);
    } else if (!IsVoid(tag.name)) {
      if (scan.over.empty()) depth.Start(tag.name);
      if (depth.deepest() > kMaxDepth) over("depth");
    }
    at = tag.end;
    if (!tag.end_tag && OneOf(tag.name, {"textarea", "title"})) {
      const size_t close = endless_text ? std::string_view::npos : FindRawEnd(html, at, tag.name);
      if (close != std::string_view::npos) at = close;
      endless_text = close == std::string_view::npos;
    }
  }
  if (copied < html.size()) copy_to(html.size());
  return scan;
}

std::string HtmlToken::Attribute(std::string_view attribute_name) const {
  for (const auto& [key, value] : attributes) {
    if (key == attribute_name) return value;
  }
  return "";
}

bool HtmlTokenizer::Next(HtmlToken& token) {
  token.attributes.clear();
  token.name.clear();
  token.text = {};
  if (at_ >= html_.size()) return false;
  if (!raw_.empty()) {
    size_t close = FindRawEnd(html_, at_, raw_);
    if (close == std::string_view::npos) close = html_.size();
    raw_.clear();
    if (close > at_) {
      token.kind = HtmlToken::Kind::kText;
      token.text = html_.substr(at_, close - at_);
      at_ = close;
      return true;
    }
  }
  size_t at = at_;
  TagSpan tag;
  for (;;) {
    at = html_.find('<', at);
    if (at == std::string_view::npos) at = html_.size();
    const bool comment = html_.compare(at, 4, "<!--") == 0;
    const bool is_tag = at < html_.size() && !comment && ReadTag(html_, at, tag);
    if (at < html_.size() && !comment && !is_tag && tag.unfinished) html_ = html_.substr(0, at);
    if (at == html_.size() || comment || is_tag) {
      if (at > at_) {
        token.kind = HtmlToken::Kind::kText;
        token.text = html_.substr(at_, at - at_);
        at_ = at;
        return true;
      }
      if (at == html_.size()) return false;
      if (comment) {
        const size_t end = html_.find("-->", at + 2);
        at_ = at = end == std::string_view::npos ? html_.size() : end + 3;
        if (at_ >= html_.size()) return false;
        continue;
      }
      break;
    }
    ++at;
  }
  token.kind = tag.end_tag ? HtmlToken::Kind::kEnd : HtmlToken::Kind::kStart;
  token.name = tag.name;
  if (!tag.end_tag) ReadAttributes(html_.substr(tag.attributes_at, tag.end - tag.attributes_at), token.attributes);
  at_ = tag.end;
  if (!tag.end_tag && OneOf(tag.name, {"script", "style", "title", "textarea", "noembed", "noframes", "xmp"})) raw_ = tag.name;
  return true;
}

std::string DecodeEntities(std::string_view text) {
  static const std::unordered_map<std::string_view, const char*> names = {
      {"amp", "&"},      {"lt", "<"},         {"gt", ">"},         {"quot", "\""},      {"apos", "'"},
      {"nbsp", "\u00a0"}, {"euro", "€"},       {"pound", "£"},      {"yen", "¥"},        {"cent", "¢"},
      {"copy", "©"},     {"reg", "®"},        {"trade", "™"},      {"ndash", "–"},      {"mdash", "—"},
      {"hellip", "…"},   {"raquo", "»"},      {"laquo", "«"},      {"rsaquo", "›"},     {"lsaquo", "‹"},
      {"middot", "·"},   {"times", "×"},      {"thinsp", "\u2009"}, {"rarr", "→"},      {"larr", "←"},
      {"eacute", "é"},   {"egrave", "è"},     {"agrave", "à"},     {"ouml", "ö"},       {"uuml", "ü"},
      {"auml", "ä"},     {"szlig", "ß"},      {"Ouml", "Ö"},       {"Uuml", "Ü"},       {"Auml", "Ä"},
      {"ccedil", "ç"},   {"ntilde", "ñ"},     {"oacute", "ó"},     {"aacute", "á"},     {"iacute", "í"},
      {"uacute", "ú"},   {"lsquo", "‘"},      {"rsquo", "’"},      {"ldquo", "“"},      {"rdquo", "”"}};
  if (text.find('&') == std::string_view::npos) return std::string(text);
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '&') {
      out += text[i];
      continue;
    }
    const size_t end = text.substr(0, i + 32).find(';', i);
    if (end == std::string_view::npos) {
      out += '&';
      continue;
    }
    const std::string_view name = text.substr(i + 1, end - i - 1);
    if (name.size() > 1 && name[0] == '#') {
      const bool hex = name[1] == 'x' || name[1] == 'X';
      uint32_t code = 0;
      bool valid = name.size() > (hex ? 2u : 1u);
      for (const char c : name.substr(hex ? 2 : 1)) {
        const char low = LowerChar(c);
        const int digit = low >= '0' && low <= '9' ? low - '0' : hex && low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
        if (digit < 0 || code > 0x10FFFF) {
          valid = false;
          break;
        }
        code = code * (hex ? 16 : 10) + static_cast<uint32_t>(digit);
      }
      if (valid && code > 0 && code <= 0x10FFFF && !(code >= 0xD800 && code <= 0xDFFF)) {
        if (code < 0x80) {
          out += static_cast<char>(code);
        } else if (code < 0x800) {
          out += static_cast<char>(0xC0 | (code >> 6));
          out += static_cast<char>(0x80 | (code & 0x3F));
        } else if (code < 0x10000) {
          out += static_cast<char>(0xE0 | (code >> 12));
          out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
          out += static_cast<char>(0x80 | (code & 0x3F));
        } else {
          out += static_cast<char>(0xF0 | (code >> 18));
          out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
          out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
          out += static_cast<char>(0x80 | (code & 0x3F));
        }
        i = end;
        continue;
      }
    } else if (const auto found = names.find(name); found != names.end()) {
      out += found->second;
      i = end;
      continue;
    }
    out += '&';
  }
  return out;
}

}  // namespace markwarden
