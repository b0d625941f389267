// A linear walk over the bytes of a page before any tree is built: takes out what the
// tree does not need, keeps scripts that carry data, and measures what a hostile page
// would cost.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace markwarden {

// The caps of ARCHITECTURE, section 4.
inline constexpr size_t kMaxDomBytes = 4u << 20;
inline constexpr size_t kMaxTags = 200000;
inline constexpr int kMaxDepth = 512;
inline constexpr size_t kMaxAttributes = 256;
inline constexpr int kMaxParseMillis = 2000;
// Steps of the parser (HtmlCost), about a nanosecond each: what neither tags nor depth nor attributes of one tag bound.
inline constexpr uint64_t kMaxTreeWork = 200'000'000;

struct ScriptBlock {
  std::string type;       // of the type attribute, lower case
  std::string id;         // of the id attribute
  std::string_view body;  // points into the page
};

struct ScanOptions {
  bool keep_attributes = false;  // also those that no reader looks at
};

struct HtmlScan {
  std::string dom_html;  // what the tree is built from; may be cut short when `over` is set
  // Texts and attribute values that stand in dom_html as a reference (kTextReference and four signs): the parser
  // copies what it reads byte by byte, and these need not go through it.  They point into the page, and count as
  // bytes of the tree.
  std::vector<std::string_view> texts;
  std::vector<ScriptBlock> scripts;
  std::string over;      // empty, or which cap the page passes: "bytes", "tags", "depth", "attributes", "work"
};

// Begins a reference in dom_html; occurs there for nothing else: U+EB1D, of the private use area, since the parser
// replaces control characters.
inline constexpr std::string_view kTextReference = "\xEE\xAC\x9D";
inline constexpr size_t kReferenceDigitCount = 4;
inline constexpr size_t kTextReferenceBytes = kTextReference.size() + kReferenceDigitCount;
inline constexpr char kReferenceDigits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

// `html` is UTF-8 and must outlive the scan.  Linear time, no recursion.  Elides scripts (data scripts are kept aside), styles,
// SVG, MathML, comments, what stands inside an <iframe>, runs of white space, and attributes that no
// reader looks at.  What is left holds no "<" but those of the tags that were counted, whatever mode the parser is in.
HtmlScan ScanHtml(std::string_view html, const ScanOptions& options = {});

// One tag of the text-only tokenizer.
struct HtmlToken {
  enum class Kind { kStart, kEnd, kText };
  Kind kind = Kind::kText;
  std::string name;       // lower case; empty for text
  std::string_view text;  // of kText, entities not decoded
  std::vector<std::pair<std::string, std::string>> attributes;  // at most kMaxAttributes; entities decoded

  std::string Attribute(std::string_view attribute_name) const;
};

// Splits a page into tags and text without building anything.  Scripts and styles come as
// one text token each.  For pages that are past a cap.
class HtmlTokenizer {
 public:
  explicit HtmlTokenizer(std::string_view html) : html_(html) {}
  bool Next(HtmlToken& token);

 private:
  std::string_view html_;
  size_t at_ = 0;
  std::string raw_;  // inside this raw-text element
};

// "&amp;" -> "&", "&#165;" -> U+00A5; the entities shops use, others stay as they are.
std::string DecodeEntities(std::string_view text);

}  // namespace markwarden
