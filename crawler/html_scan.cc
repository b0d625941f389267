// The pre-scan: one pass, everything that is kept is a copy of a range of the page or a reference to one.
#include "crawler/html_scan.h"

#include <algorithm>
#include <cstring>

#include "crawler/html_cost.h"
#include "crawler/html_tag.h"

namespace markwarden {
namespace {

using enum HtmlTag;

// A reference is shorter than what it stands for only from here on.
constexpr size_t kLeastText = 10;
constexpr size_t kMaxReferences = size_t{1} << 24;
constexpr size_t kMaxScripts = 2000;

bool NamedLike(std::string_view name, std::string_view lower) {
  if (name.size() != lower.size()) return false;
  for (size_t i = 0; i < name.size(); ++i) {
    if (LowerAscii(name[i]) != lower[i]) return false;
  }
  return true;
}

bool Contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

class Scanner {
 public:
  Scanner(std::string_view html, const ScanOptions& options)
      : html_(html), options_(options), references_(html.find(kTextReference) == std::string_view::npos) {
    scan_.dom_html.reserve(std::min(html.size(), kMaxDomBytes) / 2 + 64);
  }

  HtmlScan Scan() {
    while (true) {
      const size_t at = std::min(html_.find('<', at_), html_.size());
      if (at > at_) Text(at_, at);
      at_ = copied_ = at;
      if (at == html_.size()) break;
      Markup();
    }
    Copy(html_.size());
    return std::move(scan_);
  }

 private:
  void Over(const char* cap) {
    if (scan_.over.empty()) scan_.over = cap;
  }

  void Append(std::string_view bytes) {
    if (scan_.dom_html.size() + referred_ + bytes.size() > kMaxDomBytes) Over("bytes");
    else scan_.dom_html.append(bytes);
  }
  // What lies between the last thing copied and `end` goes to the tree.
  void Copy(size_t end) {
    if (end > copied_) Append(html_.substr(copied_, end - copied_));
    copied_ = std::max(copied_, end);
  }
  // The page up to `begin` goes to the tree, [begin, end) does not.
  void Drop(size_t begin, size_t end) {
    Copy(begin);
    copied_ = end;
  }
  // [begin, end) goes to the tree as a reference.
  void Refer(size_t begin, size_t end) {
    Copy(begin);
    const size_t index = scan_.texts.size();
    const char digits[kReferenceDigitCount] = {Digit(index >> 18), Digit(index >> 12), Digit(index >> 6), Digit(index)};
    Append(kTextReference);
    Append({digits, sizeof(digits)});
    scan_.texts.push_back(html_.substr(begin, end - begin));
    referred_ += end - begin;
    if (scan_.dom_html.size() + referred_ > kMaxDomBytes) Over("bytes");
    copied_ = end;
  }
  static char Digit(size_t value) { return kReferenceDigits[value & 63]; }
  // Only what the parser would hand on as it stands can be referred to.
  bool Plain(std::string_view text) const {
    return references_ && text.size() >= kLeastText && scan_.texts.size() < kMaxReferences && std::memchr(text.data(), '&', text.size()) == nullptr &&
           std::memchr(text.data(), '\0', text.size()) == nullptr;
  }

  // Text between tags: its white space shrinks to one sign, the rest is referred to.
  void Text(size_t begin, size_t end) {
    copied_ = begin;
    size_t first = begin, last = end;
    while (first < last && IsHtmlSpace(html_[first])) ++first;
    while (last > first && IsHtmlSpace(html_[last - 1])) --last;
    if (first > begin + 1) Drop(begin + 1, first);
    if (Plain(html_.substr(first, last - first))) {
      Refer(first, last);
    } else {
      for (size_t i = first; i < last; ++i) {
        if (!IsHtmlSpace(html_[i])) continue;
        size_t run = i + 1;
        while (IsHtmlSpace(html_[run])) ++run;
        if (run > i + 1) Drop(i + 1, run);
        i = run;
      }
    }
    if (end > last + 1) Drop(last + 1, end);
    Copy(end);
  }

  // What begins with the "<" at at_.
  void Markup() {
    const size_t at = at_;
    const char next = at + 1 < html_.size() ? html_[at + 1] : '\0';
    if (next == '!' && html_.compare(at, 4, "<!--") == 0) {
      // "<!-->" and "<!--->" are whole comments.
      Skip(html_.find("-->", at + 2), 3);
    } else if (next == '!' || next == '?' || (next == '/' && (at + 2 >= html_.size() || !IsAsciiAlpha(html_[at + 2])))) {
      // A document type stays; anything else is a comment up to the next ">".
      const size_t end = html_.find('>', at);
      const bool doctype = NamedLike(html_.substr(at, 9), "<!doctype") && end != std::string_view::npos && html_.find('<', at + 1) > end && end - at < 500;
      if (doctype) at_ = end + 1;
      else Skip(end, 1);
      Copy(at_);
    } else if (!IsAsciiAlpha(next) && next != '/') {
      // No tag begins here; nor may one once what follows is elided.
      Append("&lt;");
      at_ = copied_ = at + 1;
    } else {
      Tag();
    }
  }
  // Elides up to `found` and `size` bytes more, or the rest of the page.
  void Skip(size_t found, size_t size) { at_ = copied_ = found == std::string_view::npos ? html_.size() : found + size; }

  void Tag() {
    const size_t at = at_;
    ReadTagName(html_, at, tag_);
    if (++tags_ > kMaxTags) Over("tags");
    if (!tag_.end_tag && (tag_.tag == kScript || tag_.tag == kStyle || tag_.tag == kNoembed || tag_.tag == kNoframes || tag_.tag == kXmp || tag_.tag == kSvg || tag_.tag == kMath)) {
      return RawElement(at);
    }
    if (tag_.end_tag && (tag_.tag == kSvg || tag_.tag == kMath || tag_.tag == kIframe)) {
      if (ReadTag(html_, at, tag_)) Skip(tag_.end, 0);
      else Skip(std::string_view::npos, 0);
      return;
    }
    const size_t kept = scan_.dom_html.size(), referred = scan_.texts.size();
    if (!Attributes()) {
      // An unfinished tag swallows the rest of the page, as in browsers.
      scan_.dom_html.resize(kept);
      scan_.texts.resize(referred);
      at_ = copied_ = html_.size();
      return;
    }
    if (tag_.attributes > kMaxAttributes) Over("attributes");
    if (scan_.over.empty()) {
      if (tag_.end_tag) cost_.End(tag_.tag, tag_.name);
      else cost_.Start(tag_.tag, tag_.name, tag_.attributes);
      if (cost_.deepest() > kMaxDepth) Over("depth");
      if (cost_.work() > kMaxTreeWork) Over("work");
    }
    Copy(tag_.end);
    at_ = tag_.end;
    if (tag_.end_tag) return;
    if (tag_.tag == kIframe) return FrameContent();
    if (tag_.tag == kTextarea || tag_.tag == kTitle) TextContent();
  }

  // Copies the tag's attributes but those that are not kept; false when the tag has no end.
  bool Attributes() {
    AttributeWalk walk(html_, tag_.attributes_at);
    TagAttribute attribute;
    tag_.attributes = 0;
    const bool refer = !IsFormattingTag(tag_.tag) || tag_.tag == kA;  // formatting elements are compared by their values
    while (walk.Next(attribute)) {
      ++tag_.attributes;
      if (tag_.end_tag) continue;
      const std::string_view name = html_.substr(attribute.begin, attribute.name_end - attribute.begin);
      std::string_view value = html_.substr(attribute.value, attribute.value_end - attribute.value);
      if (!options_.keep_attributes && Useless(name, value)) {
        Drop(attribute.begin, attribute.end);
      } else if (refer && Plain(value)) {
        Refer(attribute.value, attribute.value_end);
      }
    }
    tag_.self_closing = walk.self_closing();
    tag_.unfinished = walk.at() >= html_.size();
    tag_.end = std::min(walk.at() + 1, html_.size());
    if (tag_.end_tag && !tag_.unfinished) Drop(tag_.attributes_at, walk.at());
    return !tag_.unfinished;
  }

  // Handlers of scripts, styles that strike nothing out, pictures inside their own address, objects for scripts.
  static bool Useless(std::string_view name, std::string_view value) {
    if (name.size() < 3) return false;
    const char first = LowerAscii(name[0]), second = LowerAscii(name[1]);
    if (first == 'o' && second == 'n') return true;
    if (first == 's' && NamedLike(name, "style")) return !Contains(value, "line-through");
    if (first == 's' && NamedLike(name, "sizes")) return true;
    if (value.size() > 64) {
      if (NamedLike(value.substr(0, 5), "data:") && (NamedLike(name.substr(name.size() - 3), "src") || NamedLike(name, "srcset"))) return true;
      if (first == 'd' && second == 'a' && (value[0] == '{' || value[0] == '[' || value.compare(0, 7, "{&quot;") == 0 || value.compare(0, 7, "[{&quot") == 0)) return true;
    }
    return false;
  }

  // An element that the tree does not need at all; scripts are kept aside.
  void RawElement(size_t at) {
    if (!ReadTag(html_, at, tag_)) {
      at_ = copied_ = html_.size();
      return;
    }
    const bool foreign = tag_.tag == kSvg || tag_.tag == kMath;
    if (foreign && tag_.self_closing) return Skip(tag_.end, 0);
    const size_t close = foreign ? ForeignEnd() : FindRawEnd(html_, tag_.end, tag_.name);
    if (tag_.tag == kScript) {
      ScriptBlock script;
      AttributeWalk walk(html_, tag_.attributes_at);
      TagAttribute attribute;
      while (walk.Next(attribute)) {
        const std::string_view name = html_.substr(attribute.begin, attribute.name_end - attribute.begin);
        if (!NamedLike(name, "type") && !NamedLike(name, "id")) continue;
        std::string value = DecodeEntities(html_.substr(attribute.value, attribute.value_end - attribute.value));
        if (NamedLike(name, "id")) {
          script.id = std::move(value);
        } else {
          std::transform(value.begin(), value.end(), value.begin(), LowerAscii);
          script.type = std::move(value);
        }
      }
      script.body = html_.substr(tag_.end, std::min(close, html_.size()) - tag_.end);
      if (!script.body.empty() && scan_.scripts.size() < kMaxScripts) scan_.scripts.push_back(std::move(script));
    }
    if (close == std::string_view::npos && foreign) return Skip(tag_.end, 0);  // dropped alone; a script that never ends takes the rest along
    Skip(close == std::string_view::npos ? close : html_.find('>', close), 1);
  }

  // SVG and MathML nest; what counts is the end of the outermost.  A search that failed once is not repeated.
  size_t ForeignEnd() {
    bool& endless = tag_.tag == kSvg ? endless_svg_ : endless_math_;
    if (endless) return std::string_view::npos;
    const std::string_view name = tag_.name;
    int level = 1;
    for (size_t at = html_.find('<', tag_.end); at != std::string_view::npos; at = html_.find('<', at + 1)) {
      if (at + 1 < html_.size() && html_[at + 1] == '/') {
        if (NamedLike(html_.substr(at + 2, name.size()), name) && --level == 0) return at;
      } else if (NamedLike(html_.substr(at + 1, name.size()), name)) {
        ++level;
      }
    }
    endless = true;
    return std::string_view::npos;
  }

  // What stands inside an <iframe> is text that nobody sees.
  void FrameContent() {
    const size_t close = endless_frame_ ? std::string_view::npos : FindRawEnd(html_, at_, "iframe");
    endless_frame_ = close == std::string_view::npos;
    Append("</iframe>");
    cost_.End(kIframe, "iframe");
    if (close != std::string_view::npos) Skip(html_.find('>', close), 1);
  }

  // <title> and <textarea> hold text, in some places of a page tags: without a "<" it is the same.
  void TextContent() {
    const size_t close = endless_text_ ? std::string_view::npos : FindRawEnd(html_, at_, tag_.name);
    endless_text_ = close == std::string_view::npos;
    if (endless_text_) return;
    while (at_ < close) {
      const size_t end = std::min(html_.find('<', at_), close);
      if (end > at_) Text(at_, end);
      at_ = copied_ = end;
      if (end == close) break;
      Append("&lt;");
      at_ = copied_ = end + 1;
    }
  }

  const std::string_view html_;
  const ScanOptions options_;
  const bool references_;
  HtmlScan scan_;
  HtmlCost cost_;
  TagSpan tag_;
  size_t tags_ = 0, at_ = 0, copied_ = 0;
  size_t referred_ = 0;  // bytes of scan_.texts
  bool endless_svg_ = false, endless_math_ = false, endless_text_ = false, endless_frame_ = false;
};

}  // namespace

HtmlScan ScanHtml(std::string_view html, const ScanOptions& options) { return Scanner(html, options).Scan(); }

}  // namespace markwarden
