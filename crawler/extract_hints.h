// Field hints of a source file: simple selectors that say where a site keeps a field.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "crawler/extract_page.h"
#include "crawler/html.h"

namespace markwarden {

// tag, .class, #id, [attr], [attr=value], joined without spaces; descendants with spaces; a
// final @attr takes the attribute in place of the text.
class Selector {
 public:
  // Errors: kInvalid (says what was not understood).
  static Result<Selector> Parse(std::string_view text);

  // Nodes of the subtree of `root` in page order, at most `limit`.
  std::vector<int32_t> Find(const HtmlDocument& document, int32_t root, size_t limit = 1000) const;
  // The first non-empty value below `root`; empty when there is none.
  std::string Value(const HtmlDocument& document, int32_t root) const;

 private:
  struct Step {
    std::string tag, id;
    std::vector<std::string> classes;
    struct Test {
      std::string name, value;
      bool any = false;
    };
    std::vector<Test> attributes;
  };
  bool Matches(const HtmlDocument& document, int32_t node, const Step& step) const;
  std::string Take(const HtmlDocument& document, int32_t node) const;

  std::vector<Step> steps_;
  std::string attribute_;
};

// Overwrites the fields that hints name and find.  Hints that do not parse are skipped.
void ApplyHints(const HtmlDocument& document, const PageContext& context, const Json& hints, Listing& listing, int32_t root = 0);

// The blocks of hints["item"], each with the other hints applied inside; empty without it.
std::vector<Listing> ReadHintedList(const HtmlDocument& document, const PageContext& context, const Json& hints);

}  // namespace markwarden
