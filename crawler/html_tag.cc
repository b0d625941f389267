// Names by a small hash table, and the tokenizer's rules for attributes.
#include "crawler/html_tag.h"

#include <array>

namespace markwarden {
namespace {

constexpr size_t kTags = static_cast<size_t>(HtmlTag::kCount);

constexpr std::array<std::string_view, kTags> kNames = {
    "", "a", "address", "applet", "area", "article", "aside", "b", "base", "basefont", "bgsound", "big", "blockquote", "body", "br", "button", "caption", "center", "code", "col",
    "colgroup", "dd", "details", "dialog", "dir", "div", "dl", "dt", "em", "embed", "fieldset", "figcaption", "figure", "font", "footer", "form", "frame", "frameset", "h1", "h2", "h3",
    "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "i", "iframe", "image", "img", "input", "keygen", "li", "link", "listing", "main", "marquee", "math", "menu", "meta", "nav",
    "nobr", "noembed", "noframes", "noscript", "object", "ol", "optgroup", "option", "p", "param", "plaintext", "pre", "rp", "rt", "s", "script", "section", "select", "small",
    "source", "span", "strike", "strong", "style", "summary", "svg", "table", "tbody", "td", "template", "textarea", "tfoot", "th", "thead", "title", "tr", "track", "tt", "u", "ul",
    "wbr", "xmp"};

constexpr size_t HashOf(std::string_view name) {
  size_t hash = name.size();
  for (const char c : name) hash = hash * 31 + static_cast<unsigned char>(c);
  return hash ^ (hash >> 9);
}

constexpr size_t kSlots = 512;
constexpr std::array<uint8_t, kSlots> kSlotTags = [] {
  std::array<uint8_t, kSlots> table{};
  for (size_t i = 1; i < kTags; ++i) {
    size_t slot = HashOf(kNames[i]) % kSlots;
    while (table[slot] != 0) slot = (slot + 1) % kSlots;
    table[slot] = static_cast<uint8_t>(i);
  }
  return table;
}();

enum Kind : uint8_t { kVoid = 1, kSpecial = 2, kFormatting = 4, kCloses = 8 };

constexpr std::array<uint8_t, kTags> kKinds = [] {
  std::array<uint8_t, kTags> kinds{};
  const auto mark = [&](uint8_t kind, std::initializer_list<HtmlTag> tags) {
    for (const HtmlTag tag : tags) kinds[static_cast<size_t>(tag)] = static_cast<uint8_t>(kinds[static_cast<size_t>(tag)] | kind);
  };
  using enum HtmlTag;
  mark(kVoid, {kArea, kBase, kBasefont, kBgsound, kBr, kCol, kEmbed, kFrame, kHr, kImage, kImg, kInput, kKeygen, kLink, kMeta, kParam, kSource, kTrack, kWbr});
  mark(kSpecial, {kAddress, kApplet, kArticle, kAside, kBlockquote, kBody, kButton, kCaption, kCenter, kDd, kDetails, kDir, kDiv, kDl, kDt, kFieldset,
                  kFigcaption, kFigure, kFooter, kForm, kH1, kH2, kH3, kH4, kH5, kH6, kHeader, kHgroup, kHtml, kIframe, kLi, kListing, kMain, kMarquee,
                  kMenu, kNav, kObject, kOl, kP, kPre, kSection, kSelect, kSummary, kTable, kTbody, kTd, kTemplate, kTfoot, kTh, kThead, kTr, kUl});
  mark(kFormatting, {kA, kB, kBig, kCode, kEm, kFont, kI, kNobr, kS, kSmall, kStrike, kStrong, kTt, kU});
  mark(kCloses, {kDiv, kUl, kOl, kTable, kH1, kH2, kH3, kH4, kH5, kH6, kSection, kArticle, kForm, kHeader, kFooter, kNav, kDl, kPre, kBlockquote, kHr, kAside, kMain, kFieldset});
  return kinds;
}();

bool Is(HtmlTag tag, Kind kind) { return (kKinds[static_cast<size_t>(tag)] & kind) != 0; }

}  // namespace

HtmlTag HtmlTagOf(std::string_view name) {
  if (name.empty() || name.size() > 10) return HtmlTag::kOther;
  for (size_t slot = HashOf(name) % kSlots; kSlotTags[slot] != 0; slot = (slot + 1) % kSlots) {
    if (kNames[kSlotTags[slot]] == name) return static_cast<HtmlTag>(kSlotTags[slot]);
  }
  return HtmlTag::kOther;
}

bool IsVoidTag(HtmlTag tag) { return Is(tag, kVoid); }
bool IsSpecialTag(HtmlTag tag) { return Is(tag, kSpecial); }
bool IsFormattingTag(HtmlTag tag) { return Is(tag, kFormatting); }
bool ClosesParagraph(HtmlTag tag) { return Is(tag, kCloses); }

bool AttributeWalk::Next(TagAttribute& attribute) {
  size_t i = at_;
  const size_t size = html_.size();
  for (;; ++i) {
    if (i >= size || html_[i] == '>') {
      at_ = i;
      return false;
    }
    if (html_[i] == '/') self_closing_ = i + 1 < size && html_[i + 1] == '>';
    else if (!IsHtmlSpace(html_[i])) break;
  }
  attribute.begin = i;
  ++i;  // the first character of a name may even be '='
  while (i < size && !IsHtmlSpace(html_[i]) && html_[i] != '=' && html_[i] != '>' && html_[i] != '/') ++i;
  attribute.name_end = i;
  attribute.value = attribute.value_end = 0;
  size_t j = i;
  while (j < size && IsHtmlSpace(html_[j])) ++j;
  if (j < size && html_[j] == '=') {
    ++j;
    while (j < size && IsHtmlSpace(html_[j])) ++j;
    if (j < size && (html_[j] == '"' || html_[j] == '\'')) {
      const size_t close = html_.find(html_[j], j + 1);
      attribute.value = j + 1;
      attribute.value_end = close == std::string_view::npos ? size : close;
      i = close == std::string_view::npos ? size : close + 1;
    } else {
      i = j;
      while (i < size && !IsHtmlSpace(html_[i]) && html_[i] != '>') ++i;
      attribute.value = j;
      attribute.value_end = i;
    }
  }
  attribute.end = at_ = i;
  return true;
}

bool ReadTagName(std::string_view html, size_t at, TagSpan& tag) {
  size_t i = at + 1;
  tag.unfinished = false;
  tag.end_tag = i < html.size() && html[i] == '/';
  if (tag.end_tag) ++i;
  if (i >= html.size() || !IsAsciiAlpha(html[i])) return false;
  tag.name.clear();
  while (i < html.size() && !IsHtmlSpace(html[i]) && html[i] != '>' && html[i] != '/') {
    if (tag.name.size() < 64) tag.name += LowerAscii(html[i]);
    ++i;
  }
  tag.tag = HtmlTagOf(tag.name);
  tag.attributes_at = i;
  return true;
}

bool ReadTag(std::string_view html, size_t at, TagSpan& tag) {
  if (!ReadTagName(html, at, tag)) return false;
  AttributeWalk walk(html, tag.attributes_at);
  TagAttribute attribute;
  tag.attributes = 0;
  while (walk.Next(attribute)) ++tag.attributes;
  tag.self_closing = walk.self_closing();
  tag.unfinished = walk.at() >= html.size();
  tag.end = std::min(walk.at() + 1, html.size());
  return !tag.unfinished;
}

size_t FindRawEnd(std::string_view html, size_t from, std::string_view name) {
  for (size_t at = html.find("</", from); at != std::string_view::npos; at = html.find("</", at + 2)) {
    if (html.size() - at - 2 < name.size()) return std::string_view::npos;
    size_t i = 0;
    while (i < name.size() && LowerAscii(html[at + 2 + i]) == name[i]) ++i;
    if (i < name.size()) continue;
    const size_t after = at + 2 + name.size();
    if (after >= html.size() || IsHtmlSpace(html[after]) || html[after] == '>' || html[after] == '/') return at;
  }
  return std::string_view::npos;
}

}  // namespace markwarden
