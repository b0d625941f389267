// A page as a tree, flat in memory and in page order.  The only place that knows the
// HTML parser.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace markwarden {

struct HtmlAttribute {
  std::string_view name;   // lower case
  std::string_view value;  // entities decoded
};

// Nodes are in document order: the subtree of node i is [i, end), its first child is
// i + 1 when end > i + 1, and the next sibling of i is its end when that is below the
// parent's end.  A walk is a loop, never a recursion.
struct HtmlNode {
  int32_t parent = -1;
  int32_t end = 0;
  int32_t depth = 0;
  std::string_view tag;   // lower case; empty for text
  std::string_view text;  // of a text node, entities decoded
  uint32_t first_attribute = 0, attribute_count = 0;
};

class HtmlDocument {
 public:
  // `html` is UTF-8 that has passed ScanHtml's caps, `texts` what the references in it stand for.  Errors: kExhausted
  // when the parser takes more than its share of memory or time, or the tree is deeper than it may be: the caller goes
  // on without one.  `html` and what `texts` point to must outlive the document.
  static Result<HtmlDocument> Parse(std::string_view html, const std::vector<std::string_view>& texts = {});

  HtmlDocument(HtmlDocument&&) noexcept;
  HtmlDocument& operator=(HtmlDocument&&) noexcept;
  ~HtmlDocument();

  const std::vector<HtmlNode>& nodes() const { return nodes_; }
  const HtmlNode& operator[](int32_t i) const { return nodes_[static_cast<size_t>(i)]; }
  // What the parser took, in bytes.
  size_t arena_bytes() const;
  int32_t size() const { return static_cast<int32_t>(nodes_.size()); }

  // Empty when the attribute is absent or empty.
  std::string_view Attribute(int32_t node, std::string_view name) const;
  bool Has(int32_t node, std::string_view name) const;
  const HtmlAttribute* attributes(const HtmlNode& node) const { return attributes_.data() + node.first_attribute; }

  // The subtree's text, white space collapsed, at most about `max_bytes`.
  std::string Text(int32_t node, size_t max_bytes = 4096) const;

 private:
  class Arena;
  HtmlDocument();
  static std::string_view Resolve(const char* text, const std::vector<std::string_view>& texts, Arena& arena);
  std::unique_ptr<Arena> arena_;  // owns what the views point to
  std::vector<HtmlNode> nodes_;
  std::vector<HtmlAttribute> attributes_;
};

}  // namespace markwarden
