// A forgiving pull reader for the XML of sitemaps and feeds: no document types, no entities
// but the five of XML and numbers, no recursion.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace markwarden {

struct XmlToken {
  enum class Kind { kStart, kEnd, kText, kDone };
  Kind kind = Kind::kDone;
  std::string_view prefix;  // "image" of <image:loc>
  std::string_view name;    // "loc", as written
  bool closed = false;      // kStart of <a/>: no kEnd follows
  std::string text;         // kText: entities resolved, CDATA as it is
  std::vector<std::pair<std::string, std::string>> attributes;  // name with prefix, value; at most 64
};

// Reads views into `xml`, which must outlive it.
class XmlReader {
 public:
  explicit XmlReader(std::string_view xml) : xml_(xml) {}

  // kDone at the end; broken() then says whether the end was inside a tag, comment or CDATA section.
  XmlToken Next();
  bool broken() const { return broken_; }
  size_t offset() const { return at_; }

 private:
  bool SkipPast(std::string_view mark);
  bool SkipDoctype();
  XmlToken Tag();

  std::string_view xml_;
  size_t at_ = 0;
  bool broken_ = false;
};

// "&amp;" and "&#x41;" become characters; any other reference stays as it is written.
std::string ResolveEntities(std::string_view text);

}  // namespace markwarden
