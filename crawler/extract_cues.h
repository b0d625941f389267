// Cues in a page's tree that shops share: words of class names and ids, prices with what
// speaks for and against each.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/extract_page.h"
#include "crawler/html.h"

namespace markwarden {

// Words of class, id, itemprop, name and data-test attributes: " product price current ", lower case,
// camelCase and joined words split.  Computed once a node.  Not thread-safe; lives as long as one page.
class CueIndex {
 public:
  explicit CueIndex(const HtmlDocument& document) : document_(document), hints_(static_cast<size_t>(document.size())) {}

  const HtmlDocument& document() const { return document_; }
  const std::string& Hint(int32_t node) const;
  // One of `words` as a whole word; of `parts` anywhere.
  bool HasWord(int32_t node, std::initializer_list<std::string_view> words) const;
  bool HasPart(int32_t node, std::initializer_list<std::string_view> parts) const;

 private:
  const HtmlDocument& document_;
  mutable std::vector<std::string> hints_;
};

struct PriceCandidate {
  int32_t node = 0;
  FoundPrice found;
  double score = 0;   // what the node, its ancestors and its labels say; 4 and more is a price
  bool struck = false;  // an old price
};

// Prices shown in the nodes [begin, end), in page order, at most 1,500.
std::vector<PriceCandidate> FindShownPrices(const CueIndex& cues, int32_t begin, int32_t end, const PageContext& context);

// Text of a subtree as prices are read: "12<sup>99</sup>" is "12.99".
std::string PriceText(const CueIndex& cues, int32_t node, size_t max_bytes);

// The address of the picture that an <img> or lazy <img> shows; empty for icons and blanks.
std::string ImageAddress(const HtmlDocument& document, int32_t node, const PageContext& context);

}  // namespace markwarden
