// Tags as bytes: names, attributes, and what the HTML Standard's tree construction knows about a name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace markwarden {

// Names that the pre-scan treats in some way of their own; every other one is kOther.
enum class HtmlTag : uint8_t {
  kOther, kA, kAddress, kApplet, kArea, kArticle, kAside, kB, kBase, kBasefont, kBgsound, kBig, kBlockquote, kBody, kBr, kButton, kCaption, kCenter, kCode, kCol,
  kColgroup, kDd, kDetails, kDialog, kDir, kDiv, kDl, kDt, kEm, kEmbed, kFieldset, kFigcaption, kFigure, kFont, kFooter, kForm, kFrame, kFrameset, kH1, kH2, kH3,
  kH4, kH5, kH6, kHead, kHeader, kHgroup, kHr, kHtml, kI, kIframe, kImage, kImg, kInput, kKeygen, kLi, kLink, kListing, kMain, kMarquee, kMath, kMenu, kMeta, kNav,
  kNobr, kNoembed, kNoframes, kNoscript, kObject, kOl, kOptgroup, kOption, kP, kParam, kPlaintext, kPre, kRp, kRt, kS, kScript, kSection, kSelect, kSmall,
  kSource, kSpan, kStrike, kStrong, kStyle, kSummary, kSvg, kTable, kTbody, kTd, kTemplate, kTextarea, kTfoot, kTh, kThead, kTitle, kTr, kTrack, kTt, kU, kUl,
  kWbr, kXmp, kCount
};

// `name` in lower case.
HtmlTag HtmlTagOf(std::string_view name);

// What a tag is to tree construction (HTML Standard, 13.2).
bool IsVoidTag(HtmlTag tag);        // has no content
bool IsSpecialTag(HtmlTag tag);     // stops the search for any other end tag
bool IsFormattingTag(HtmlTag tag);  // may be opened again after it was closed by something else
bool ClosesParagraph(HtmlTag tag);  // its start tag ends an open <p>

inline bool IsHtmlSpace(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }
inline bool IsAsciiAlpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
inline char LowerAscii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// One attribute of a tag, as offsets into the page.
struct TagAttribute {
  size_t begin = 0, name_end = 0;        // the name starts at `begin`
  size_t value = 0, value_end = 0;       // without quotes; both 0 when there is none
  size_t end = 0;                        // one past its last byte
};

// Walks the attributes that begin at `at`, as the Standard's tokenizer does.
class AttributeWalk {
 public:
  AttributeWalk(std::string_view html, size_t at) : html_(html), at_(at) {}
  // False at '>' or at the end of the page.
  bool Next(TagAttribute& attribute);
  size_t at() const { return at_; }  // after Next gave false: of '>', or the page's size
  bool self_closing() const { return self_closing_; }

 private:
  std::string_view html_;
  size_t at_;
  bool self_closing_ = false;
};

struct TagSpan {
  std::string name;  // lower case, at most 64 bytes
  HtmlTag tag = HtmlTag::kOther;
  bool end_tag = false;
  bool self_closing = false;
  bool unfinished = false;  // no '>' before the page ends
  size_t end = 0;           // one past '>'
  size_t attributes = 0;
  size_t attributes_at = 0;
};

// Reads the tag at html[at] == '<'; false when there is none, or when it is unfinished.
bool ReadTag(std::string_view html, size_t at, TagSpan& tag);
// The first part of ReadTag: the name alone; attributes_at tells where to go on.
bool ReadTagName(std::string_view html, size_t at, TagSpan& tag);

// Where "</name" begins at or after `from`; npos when the element never ends.
size_t FindRawEnd(std::string_view html, size_t from, std::string_view name);

}  // namespace markwarden
