// Microdata and RDFa Lite, read into the objects that extract_schema understands.
#include <algorithm>
#include <map>

#include "crawler/extract_schema.h"

namespace markwarden {
namespace {

constexpr size_t kMaxItems = 20000;

std::vector<std::string_view> Words(std::string_view text) {
  std::vector<std::string_view> words;
  size_t i = 0;
  while (i < text.size() && words.size() < 32) {
    while (i < text.size() && static_cast<unsigned char>(text[i]) <= ' ') ++i;
    const size_t begin = i;
    while (i < text.size() && static_cast<unsigned char>(text[i]) > ' ') ++i;
    if (i > begin) words.push_back(text.substr(begin, i - begin));
  }
  return words;
}

std::string ValueOf(const HtmlDocument& document, int32_t node, const PageContext& context) {
  const std::string_view tag = document[node].tag;
  if (document.Has(node, "content")) return std::string(document.Attribute(node, "content"));
  const auto address = [&](const char* attribute) {
    const std::string absolute = context.Absolute(document.Attribute(node, attribute));
    return absolute.empty() ? std::string(document.Attribute(node, attribute)) : absolute;
  };
  if (tag == "a" || tag == "link" || tag == "area") {
    if (document.Has(node, "href")) return address("href");
  }
  if (tag == "img" || tag == "source" || tag == "iframe" || tag == "video" || tag == "audio" || tag == "embed") {
    for (const char* attribute : {"src", "data-src", "data-original"}) {
      const std::string_view value = document.Attribute(node, attribute);
      if (!value.empty() && value.substr(0, 5) != "data:") return address(attribute);
    }
    return "";
  }
  if (tag == "object") return address("data");
  if ((tag == "data" || tag == "meter" || tag == "input") && document.Has(node, "value")) return std::string(document.Attribute(node, "value"));
  if (tag == "time" && document.Has(node, "datetime")) return std::string(document.Attribute(node, "datetime"));
  return document.Text(node, 6000);
}

// Items in page order with their properties; a property is text or another item.
struct Item {
  int32_t parent = -1;  // item that has this one as a value
  std::string property;
  Json object = Json::object();
};

void Put(Json& object, const std::string& name, Json value) {
  if (!object.contains(name)) {
    object[name] = std::move(value);
    return;
  }
  Json& slot = object[name];
  if (!slot.is_array()) slot = Json::array({std::move(slot)});
  if (slot.size() < 500) slot.push_back(std::move(value));
}

// Children come after their parents, so one pass from the back nests them all.  Nesting
// deeper than a page can mean is cut.
std::vector<Json> Nest(std::vector<Item>& items) {
  std::vector<int> depth(items.size(), 0);
  for (size_t i = 0; i < items.size(); ++i) {
    if (items[i].parent >= 0) depth[i] = depth[static_cast<size_t>(items[i].parent)] + 1;
  }
  std::vector<Json> roots;
  for (size_t i = items.size(); i-- > 0;) {
    Item& item = items[i];
    if (item.parent >= 0 && depth[i] < 32) {
      // Children are met last to first: keep the page's order by putting them in front.
      Json& slot = items[static_cast<size_t>(item.parent)].object[item.property];
      if (slot.is_null()) {
        slot = std::move(item.object);
      } else {
        if (!slot.is_array()) slot = Json::array({std::move(slot)});
        if (slot.size() < 500) slot.insert(slot.begin(), std::move(item.object));
      }
    } else {
      roots.push_back(std::move(item.object));
    }
  }
  std::reverse(roots.begin(), roots.end());
  return roots;
}

}  // namespace

std::vector<Json> ReadMicrodata(const HtmlDocument& document, const PageContext& context) {
  std::vector<Item> items;
  std::vector<std::pair<int32_t, int32_t>> refs;   // item, node with itemref
  std::vector<std::pair<int32_t, int32_t>> scopes;  // item (-1: none), end of its subtree
  const auto walk = [&](int32_t begin, int32_t end, int32_t item) {
    scopes.assign(1, {item, end});
    for (int32_t i = begin; i < end; ++i) {
      const HtmlNode& node = document[i];
      while (scopes.back().second <= i && scopes.size() > 1) scopes.pop_back();
      if (node.tag.empty() || node.attribute_count == 0) continue;
      const bool scope = document.Has(i, "itemscope");
      const std::string_view properties = document.Attribute(i, "itemprop");
      if (!scope && properties.empty()) continue;
      const int32_t owner = scopes.back().first;
      if (scope) {
        if (items.size() >= kMaxItems) return;
        Item made;
        const std::vector<std::string_view> names = Words(properties);
        if (!names.empty() && owner >= 0) {
          made.parent = owner;
          made.property = std::string(names.front());
        }
        for (const std::string_view type : Words(document.Attribute(i, "itemtype"))) Put(made.object, "@type", std::string(type));
        if (const std::string_view id = document.Attribute(i, "itemid"); !id.empty()) made.object["@id"] = std::string(id);
        items.push_back(std::move(made));
        const auto index = static_cast<int32_t>(items.size()) - 1;
        if (document.Has(i, "itemref") && refs.size() < 100) refs.emplace_back(index, i);
        scopes.emplace_back(index, node.end);
      } else if (owner >= 0) {
        const std::string value = ValueOf(document, i, context);
        for (const std::string_view name : Words(properties)) {
          if (!value.empty()) Put(items[static_cast<size_t>(owner)].object, std::string(name), value);
        }
      }
    }
  };
  walk(0, document.size(), -1);
  if (!refs.empty()) {
    std::map<std::string_view, int32_t> ids;
    for (int32_t i = 0; i < document.size(); ++i) {
      if (const std::string_view id = document.Attribute(i, "id"); !id.empty()) ids.emplace(id, i);
    }
    int budget = 200;
    const std::vector<std::pair<int32_t, int32_t>> first_refs = refs;
    for (const auto& [item, node] : first_refs) {
      for (const std::string_view id : Words(document.Attribute(node, "itemref"))) {
        const auto found = ids.find(id);
        if (found == ids.end() || --budget < 0) continue;
        // A reference to an ancestor would be a circle.
        if (found->second <= node && document[found->second].end > node) continue;
        walk(found->second, document[found->second].end, item);
      }
    }
  }
  return Nest(items);
}

std::vector<Json> ReadRdfa(const HtmlDocument& document, const PageContext& context) {
  std::vector<Item> items;
  std::vector<std::pair<int32_t, int32_t>> scopes = {{-1, document.size()}};
  for (int32_t i = 0; i < document.size(); ++i) {
    const HtmlNode& node = document[i];
    while (scopes.back().second <= i && scopes.size() > 1) scopes.pop_back();
    if (node.tag.empty() || node.attribute_count == 0) continue;
    const std::string_view type = document.Attribute(i, "typeof");
    const std::string_view property = document.Attribute(i, "property").empty() ? document.Attribute(i, "rel") : document.Attribute(i, "property");
    const int32_t owner = scopes.back().first;
    const auto local = [](std::string_view name) {
      const size_t cut = name.find_last_of(":/#");
      return std::string(cut == std::string_view::npos ? name : name.substr(cut + 1));
    };
    if (!type.empty()) {
      if (items.size() >= kMaxItems) break;
      Item made;
      const std::vector<std::string_view> names = Words(property);
      if (!names.empty() && owner >= 0) {
        made.parent = owner;
        made.property = local(names.front());
      }
      for (const std::string_view word : Words(type)) Put(made.object, "@type", local(word));
      items.push_back(std::move(made));
      scopes.emplace_back(static_cast<int32_t>(items.size()) - 1, node.end);
    } else if (owner >= 0 && document.Has(i, "property")) {
      std::string value = document.Has(i, "resource") ? std::string(document.Attribute(i, "resource")) : ValueOf(document, i, context);
      for (const std::string_view name : Words(document.Attribute(i, "property"))) {
        if (!value.empty()) Put(items[static_cast<size_t>(owner)].object, local(name), value);
      }
    }
  }
  return Nest(items);
}

}  // namespace markwarden
