// What a page says about itself in its head, and where it leads.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/extract_page.h"
#include "crawler/html.h"

namespace markwarden {

struct PageFacts {
  std::string title;      // of <title>
  std::string lang;
  std::string base_href;
  std::string canonical;  // as written
  std::multimap<std::string, std::string> metas;  // name or property, lower case -> content
  std::vector<std::string> rel_next;              // <link rel=next>, <a rel=next>
  struct Anchor {
    std::string href;   // as written
    std::string text;   // at most 120 bytes
    std::string hint;   // its and its parent's class, id, title, aria-label; lower case
    bool nofollow = false;
    bool after_current = false;  // follows the mark of the current page in a pager
  };
  std::vector<Anchor> anchors;  // at most kMaxAnchors

  std::string Meta(std::string_view name) const;  // first non-empty content
};

inline constexpr size_t kMaxAnchors = 20000;

PageFacts ReadFacts(const HtmlDocument& document);
// From the text-only tokenizer, for a page without a tree.
PageFacts ReadFactsFlat(std::string_view html);

// Links to other pages, in order, each once; without those that say rel=nofollow.
std::vector<std::string> PageLinks(const PageFacts& facts, const PageContext& context);
// Following pages, best first: rel=next, then pagers by words, signs and numbers.
std::vector<std::string> NextPages(const PageFacts& facts, const PageContext& context);

// OpenGraph, product:* and twitter cards as one draft; no title means no draft.
std::optional<Draft> ReadMetaDraft(const PageFacts& facts, const PageContext& context);

}  // namespace markwarden
