// What building the tree of a page would cost, told from its tags alone.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "crawler/html_tag.h"

namespace markwarden {

// Fed with every tag that the tree will be built from, in order.  Two stacks of open elements:
// one closes what a lenient reader takes for closed, so it is close to the real depth; the other closes
// only what tree construction is sure to close, so that what misnested tags leave open, or to be opened again, is
// in it.  The parser walks over its stack and its list of formatting elements for each tag and text, so these
// lengths add up to its work.  What a page contrives past that is left to the parser's own limits (HtmlDocument::Parse).
class HtmlCost {
 public:
  HtmlCost();
  void Start(HtmlTag tag, std::string_view name, size_t attributes);
  void End(HtmlTag tag, std::string_view name);

  int deepest() const { return deepest_; }
  // In steps of about a nanosecond.
  uint64_t work() const { return work_; }

 private:
  struct Open {
    HtmlTag tag;
    uint32_t name;  // hash
    bool operator==(const Open&) const = default;
  };
  static Open Key(HtmlTag tag, std::string_view name);
  void StartLikely(HtmlTag tag);
  void EndLikely(HtmlTag tag);
  void StartSurely(HtmlTag tag, Open key);
  void EndSurely(HtmlTag tag, Open key);

  std::vector<HtmlTag> likely_;
  std::array<int, static_cast<size_t>(HtmlTag::kCount)> open_{};  // of each tag, in likely_
  int deepest_ = 0;
  std::vector<Open> sure_;
  size_t root_attributes_ = 0;  // <html> and <body> gather those of every such tag
  uint64_t work_ = 0;
};

}  // namespace markwarden
