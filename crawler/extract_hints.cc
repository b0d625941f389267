// Simple selectors over the flat tree.
#include "crawler/extract_hints.h"

#include <algorithm>
#include <cctype>

#include "crawler/extract_cues.h"

namespace markwarden {
namespace {

bool IsNameChar(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || static_cast<unsigned char>(c) >= 0x80; }

bool HasClass(std::string_view classes, std::string_view wanted) {
  for (size_t at = classes.find(wanted); at != std::string_view::npos; at = classes.find(wanted, at + 1)) {
    const size_t end = at + wanted.size();
    const bool left = at == 0 || static_cast<unsigned char>(classes[at - 1]) <= ' ';
    if (left && (end == classes.size() || static_cast<unsigned char>(classes[end]) <= ' ')) return true;
  }
  return false;
}

}  // namespace

Result<Selector> Selector::Parse(std::string_view text) {
  Selector selector;
  const auto bad = [&](const std::string& why) { return Fail(ErrorCode::kInvalid, "selector \"" + std::string(text) + "\": " + why); };
  if (text.size() > 300) return bad("longer than 300 characters");
  size_t i = 0;
  const auto name = [&] {
    const size_t begin = i;
    while (i < text.size() && IsNameChar(text[i])) ++i;
    return std::string(text.substr(begin, i - begin));
  };
  while (i < text.size()) {
    if (text[i] == ' ') {
      ++i;
      continue;
    }
    if (text[i] == '@') {
      ++i;
      selector.attribute_ = ToLowerAscii(name());
      if (selector.attribute_.empty() || i != text.size()) return bad("@ needs an attribute's name, at the end");
      break;
    }
    Step step;
    if (text[i] == '*') ++i;
    else step.tag = ToLowerAscii(name());
    bool any = !step.tag.empty() || (i > 0 && text[i - 1] == '*');
    while (i < text.size() && text[i] != ' ' && text[i] != '@') {
      const char c = text[i++];
      if (c == '.' || c == '#') {
        const std::string word = name();
        if (word.empty()) return bad(std::string("a name is missing after \"") + c + "\"");
        if (c == '.') step.classes.push_back(word);
        else step.id = word;
      } else if (c == '[') {
        const size_t close = text.find(']', i);
        if (close == std::string_view::npos) return bad("[ without ]");
        std::string_view inside = text.substr(i, close - i);
        const size_t equal = inside.find('=');
        Step::Test test;
        test.name = ToLowerAscii(inside.substr(0, equal));
        test.any = equal == std::string_view::npos;
        if (!test.any) {
          inside = inside.substr(equal + 1);
          if (inside.size() >= 2 && (inside.front() == '"' || inside.front() == '\'') && inside.back() == inside.front()) inside = inside.substr(1, inside.size() - 2);
          test.value = std::string(inside);
        }
        if (test.name.empty()) return bad("[] without a name");
        step.attributes.push_back(std::move(test));
        i = close + 1;
      } else {
        return bad(std::string("\"") + c + "\" is not understood; tag, .class, #id, [attr=value], spaces and a final @attr are");
      }
      any = true;
    }
    if (!any) return bad("nothing to look for");
    if (selector.steps_.size() >= 16) return bad("more than 16 steps");
    selector.steps_.push_back(std::move(step));
  }
  if (selector.steps_.empty() && selector.attribute_.empty()) return bad("empty");
  return selector;
}

bool Selector::Matches(const HtmlDocument& document, int32_t node, const Step& step) const {
  const HtmlNode& flat = document[node];
  if (flat.tag.empty() || (!step.tag.empty() && flat.tag != step.tag)) return false;
  if (!step.id.empty() && document.Attribute(node, "id") != step.id) return false;
  for (const std::string& wanted : step.classes) {
    if (!HasClass(document.Attribute(node, "class"), wanted)) return false;
  }
  for (const Step::Test& test : step.attributes) {
    if (!document.Has(node, test.name) || (!test.any && document.Attribute(node, test.name) != test.value)) return false;
  }
  return true;
}

std::vector<int32_t> Selector::Find(const HtmlDocument& document, int32_t root, size_t limit) const {
  std::vector<int32_t> found;
  if (steps_.empty()) return {root};
  for (int32_t i = root; i < document[root].end && found.size() < limit; ++i) {
    if (!Matches(document, i, steps_.back())) continue;
    size_t step = steps_.size() - 1;
    for (int32_t up = document[i].parent; step > 0 && up >= root; up = document[up].parent) {
      if (Matches(document, up, steps_[step - 1])) --step;
    }
    if (step == 0) found.push_back(i);
  }
  return found;
}

std::string Selector::Take(const HtmlDocument& document, int32_t node) const {
  if (!attribute_.empty()) return TidyText(document.Attribute(node, attribute_), 9000);
  if (document[node].tag == "meta") return TidyText(document.Attribute(node, "content"), 4000);
  return document.Text(node, 4000);
}

std::string Selector::Value(const HtmlDocument& document, int32_t root) const {
  for (const int32_t node : Find(document, root, 20)) {
    if (std::string value = Take(document, node); !value.empty()) return value;
  }
  return "";
}

void ApplyHints(const HtmlDocument& document, const PageContext& context, const Json& hints, Listing& listing, int32_t root) {
  if (!hints.is_object()) return;
  for (const auto& [field, written] : hints.items()) {
    if (!written.is_string() || field == "item") continue;
    const Result<Selector> selector = Selector::Parse(written.get<std::string>());
    if (!selector) continue;
    if (field == "images" || field == "image") {
      std::vector<std::string> images;
      for (const int32_t node : selector->Find(document, root, 40)) {
        const std::string written_url = written.get<std::string>().find('@') != std::string::npos ? selector->Value(document, node) : "";
        std::string url = written_url.empty() ? ImageAddress(document, node, context) : context.Absolute(written_url);
        if (!url.empty() && std::find(images.begin(), images.end(), url) == images.end()) images.push_back(std::move(url));
      }
      if (!images.empty()) listing.images = std::move(images);
      continue;
    }
    if (field == "category") {
      std::vector<std::string> names;
      for (const int32_t node : selector->Find(document, root, 20)) {
        if (std::string text = document.Text(node, 200); !text.empty()) names.push_back(std::move(text));
      }
      if (!names.empty()) listing.category = std::move(names);
      continue;
    }
    const std::string value = selector->Value(document, root);
    if (value.empty()) continue;
    if (field == "title") listing.title = value;
    else if (field == "description") listing.description = value;
    else if (field == "brand") listing.brand = value;
    else if (field == "sku") listing.sku = value;
    else if (field == "item_id") listing.item_id = value;
    else if (field == "gtin") listing.gtin = CleanGtin(value);
    else if (field == "price") listing.price = ParsePrice(value, context.money, listing.price ? listing.price->currency : "");
    else if (field == "currency") { if (listing.price) listing.price->currency = CurrencyCode(value, context.money); }
    else if (field == "availability") listing.availability = AvailabilityName(value);
    else if (field == "sales") listing.sales = ParseCount(value);
    else if (field == "url") listing.url = context.Absolute(value);
    else if (field == "seller.name") listing.seller.name = value;
    else if (field == "seller.id") listing.seller.id = value;
    else if (field == "seller.url") listing.seller.url = context.Absolute(value);
    else if (field == "seller.location") listing.seller.location = value;
    else if (field == "seller.licence") listing.seller.licence = context.Absolute(value).empty() ? value : context.Absolute(value);
    else if (field == "seller.credit_code") { if (IsCreditCode(value)) listing.seller.credit_code = value; }
  }
}

std::vector<Listing> ReadHintedList(const HtmlDocument& document, const PageContext& context, const Json& hints) {
  std::vector<Listing> listings;
  const std::string written = JsonText(hints, "item");
  if (written.empty()) return listings;
  const Result<Selector> selector = Selector::Parse(written);
  if (!selector) return listings;
  for (const int32_t node : selector->Find(document, 0, 500)) {
    Listing listing;
    ApplyHints(document, context, hints, listing, node);
    if (listing.url.empty()) {
      for (int32_t i = node; i < document[node].end && listing.url.empty(); ++i) {
        if (document[i].tag == "a") listing.url = context.Absolute(document.Attribute(i, "href"));
      }
    }
    if (!listing.title.empty()) listings.push_back(std::move(listing));
  }
  return listings;
}

}  // namespace markwarden
