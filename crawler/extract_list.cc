// Finds the repeated block that holds most priced links, and reads each of its members.
#include "crawler/extract_list.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "crawler/extract_cues.h"

namespace markwarden {
namespace {

// Tag and first class word without digits: "li.item" for class="item item-3 last".
std::string Shape(const HtmlDocument& document, int32_t node) {
  std::string shape(document[node].tag);
  std::string_view classes = document.Attribute(node, "class");
  while (!classes.empty() && static_cast<unsigned char>(classes.front()) <= ' ') classes.remove_prefix(1);
  classes = classes.substr(0, std::min(classes.find_first_of(" \t\n\r"), size_t{60}));
  shape += '.';
  for (const char c : classes) {
    if (!std::isdigit(static_cast<unsigned char>(c))) shape += c;
  }
  return shape;
}

struct Group {
  std::vector<int32_t> members;
  size_t priced = 0, linked = 0;
};

bool HasLetters(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return std::isalpha(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80; });
}

class ListReader {
 public:
  ListReader(const CueIndex& cues, std::vector<PriceCandidate> prices, const PageContext& context) : document_(cues.document()), context_(context), cues_(cues), prices_(std::move(prices)) {}

  std::vector<Listing> Read() {
    prices_.erase(std::remove_if(prices_.begin(), prices_.end(), [](const PriceCandidate& c) { return c.score < -4; }), prices_.end());
    if (prices_.size() < 3) return {};
    const std::vector<int32_t> members = ChooseMembers();
    if (members.size() < 3) return {};
    std::vector<Listing> listings;
    std::set<std::string> seen;
    for (const int32_t member : members) {
      if (listings.size() >= 500) break;
      Listing listing = ReadMember(member);
      if (listing.title.empty() || (listing.url.empty() && listing.sku.empty())) continue;
      if (!seen.insert(listing.url + "\n" + listing.title).second) continue;
      listings.push_back(std::move(listing));
    }
    size_t priced = 0, pictured = 0;
    for (const Listing& listing : listings) {
      priced += listing.price.has_value();
      pictured += !listing.images.empty();
    }
    if (listings.size() < 3 || priced * 2 < listings.size()) return {};
    // Prices without a single picture and short of a crowd are a table of fees, not offers.
    if (pictured == 0 && priced < 5) return {};
    return listings;
  }

 private:
  std::vector<int32_t> ChooseMembers() {
    const auto size = static_cast<size_t>(document_.size());
    std::vector<int32_t> price_sum(size + 1, 0), link_sum(size + 1, 0), image_sum(size + 1, 0);
    for (const PriceCandidate& price : prices_) ++price_sum[static_cast<size_t>(price.node) + 1];
    for (size_t i = 0; i < size; ++i) {
      const HtmlNode& flat = document_[static_cast<int32_t>(i)];
      link_sum[i + 1] = flat.tag == "a" && !document_.Attribute(static_cast<int32_t>(i), "href").empty();
      image_sum[i + 1] = flat.tag == "img";
    }
    for (size_t i = 0; i < size; ++i) {
      price_sum[i + 1] += price_sum[i];
      link_sum[i + 1] += link_sum[i];
      image_sum[i + 1] += image_sum[i];
    }
    const auto within = [&](const std::vector<int32_t>& sum, int32_t node) { return sum[static_cast<size_t>(document_[node].end)] - sum[static_cast<size_t>(node)]; };
    std::map<std::string, Group> groups;
    for (int32_t i = 0; i < document_.size(); ++i) {
      const HtmlNode& flat = document_[i];
      if (flat.tag.empty() || flat.parent < 0 || flat.tag == "td" || flat.tag == "option" || flat.tag == "body" || flat.tag == "script") continue;
      const int32_t prices = within(price_sum, i);
      bool link = within(link_sum, i) > 0;
      if (!link && flat.parent >= 0) link = document_[flat.parent].tag == "a";
      if (prices == 0 && !(link && within(image_sum, i) > 0)) continue;
      const std::string key = Shape(document_, flat.parent) + ">" + Shape(document_, i);
      Group& group = groups[key];
      // A block inside a block of the same shape is part of it.
      if (!group.members.empty() && document_[group.members.back()].end > i) continue;
      group.members.push_back(i);
      // Blocks with very many prices are rows or whole lists.
      if (prices > 0 && prices <= 12 && link) ++group.priced;
      if (link) ++group.linked;
    }
    const Group* best = nullptr;
    double best_score = 0;
    for (const auto& [key, group] : groups) {
      if (group.priced < 3 || group.priced * 2 < group.members.size()) continue;
      // Distinct places and a picture speak for offers; the more the block holds the better.
      double nodes = 0, images = 0;
      for (const int32_t member : group.members) {
        nodes += document_[member].end - member;
        images += within(image_sum, member) > 0;
      }
      const auto count = static_cast<double>(group.members.size());
      const double score = static_cast<double>(group.priced) * (1 + 0.3 * images / count) + std::min(nodes / count, 300.0) * 0.001;
      if (!best || score > best_score) {
        best = &group;
        best_score = score;
      }
    }
    return best ? best->members : std::vector<int32_t>();
  }

  Listing ReadMember(int32_t member) {
    Listing listing;
    const int32_t end = document_[member].end;
    int32_t title_node = -1;
    double title_score = 0;
    std::string first_href, title_href;
    for (int32_t i = member; i < end; ++i) {
      const HtmlNode& flat = document_[i];
      if (flat.tag.empty()) continue;
      const std::string_view href = flat.tag == "a" ? document_.Attribute(i, "href") : std::string_view();
      if (!href.empty() && first_href.empty() && href.substr(0, 11) != "javascript:" && href[0] != '#') first_href = std::string(href);
      if (flat.tag == "img") {
        const std::string url = ImageAddress(document_, i, context_);
        const bool small = document_.Attribute(i, "width").size() == 2 && document_.Attribute(i, "width") < std::string_view("40");
        if (!url.empty() && !small && url.find("icon") == std::string::npos && listing.images.size() < 5 && std::find(listing.images.begin(), listing.images.end(), url) == listing.images.end()) {
          listing.images.push_back(url);
        }
        const std::string alt = TidyText(document_.Attribute(i, "alt"), 300);
        if (alt.size() > 8 && HasLetters(alt)) ConsiderTitle(0.8, alt, i, title_score, title_node, listing.title);
        continue;
      }
      const bool heading = flat.tag.size() == 2 && flat.tag[0] == 'h' && flat.tag[1] >= '1' && flat.tag[1] <= '6';
      const bool named = flat.attribute_count > 0 && cues_.HasWord(i, {"title", "name", "subject", "heading", "desc", "description", "tit", "productname", "itemname"}) &&
                         !cues_.HasPart(i, {"shop", "store", "seller", "brand", "price", "sub"});
      if (flat.tag == "a" || heading || named) {
        double score = (heading ? 2.0 : 0) + (named ? 1.5 : 0) + (flat.tag == "a" ? 1 : 0);
        if (flat.tag == "a" && i > member) {
          for (int32_t up = flat.parent; up >= member && up > flat.parent - 6; up = document_[up].parent) {
            if (cues_.HasWord(up, {"title", "name", "productname"}) || (document_[up].tag.size() == 2 && document_[up].tag[0] == 'h')) {
              score += 1.2;
              break;
            }
          }
        }
        std::string text = document_.Text(i, 400);
        const std::string attribute = TidyText(document_.Attribute(i, "title"), 300);
        const bool cut = text.size() > 3 && (text.compare(text.size() - 3, 3, "...") == 0 || text.compare(text.size() - 3, 3, "…") == 0);
        if (cut && attribute.size() > text.size()) text = attribute;
        if (text.empty()) text = attribute;
        ConsiderTitle(score, text, i, title_score, title_node, listing.title);
      }
      if (flat.attribute_count > 0) {
        if (listing.seller.name.empty() && cues_.HasPart(i, {"shop", "store", "seller", "merchant", "vendor", "supplier", "nick"}) && flat.tag != "input" && flat.tag != "img") {
          std::string text = document_.Text(i, 100);
          if (text.size() > 1 && text.size() < 80 && HasLetters(text) && !ContainsNoCase(text, "add to") && !ContainsNoCase(text, "free")) {
            listing.seller.name = text;
            for (int32_t k = i; k < flat.end && listing.seller.url.empty(); ++k) {
              if (document_[k].tag == "a") listing.seller.url = context_.Absolute(document_.Attribute(k, "href"));
            }
          }
        }
        if (listing.seller.location.empty() && cues_.HasWord(i, {"location", "loc", "city", "area"})) {
          const std::string text = document_.Text(i, 60);
          if (text.size() > 1 && text.size() < 40) listing.seller.location = text;
        }
        if (listing.sku.empty()) {
          for (const char* name : {"data-sku", "data-product-id", "data-item-id", "data-itemid", "data-productid", "data-pid", "data-nid", "data-goods-id", "data-asin", "data-id"}) {
            const std::string_view value = document_.Attribute(i, name);
            if (!value.empty() && value.size() < 40 && std::isalnum(static_cast<unsigned char>(value[0]))) {
              listing.sku = std::string(value);
              break;
            }
          }
        }
      }
    }
    if (title_node >= 0) {
      for (int32_t k = title_node; k < document_[title_node].end && title_href.empty(); ++k) {
        if (document_[k].tag == "a") title_href = std::string(document_.Attribute(k, "href"));
      }
      for (int32_t up = title_node; up >= 0 && title_href.empty() && up >= member - 1; up = document_[up].parent) {
        if (document_[up].tag == "a") title_href = std::string(document_.Attribute(up, "href"));
      }
    }
    if (first_href.empty() && document_[member].parent >= 0 && document_[document_[member].parent].tag == "a") {
      first_href = std::string(document_.Attribute(document_[member].parent, "href"));
    }
    listing.url = context_.Absolute(title_href.empty() ? first_href : title_href);
    if (listing.url.empty()) listing.url = context_.Absolute(first_href);

    const PriceCandidate* best = nullptr;
    for (auto it = std::lower_bound(prices_.begin(), prices_.end(), member, [](const PriceCandidate& c, int32_t node) { return c.node < node; }); it != prices_.end() && it->node < end; ++it) {
      if (it->struck) continue;
      if (!best || it->score > best->score + 1e-9) best = &*it;
    }
    if (best) listing.price = best->found.price;
    for (int32_t i = member; i < end && !listing.sales; ++i) {
      const std::string_view text = document_[i].tag.empty() ? document_[i].text : std::string_view();
      if (text.size() < 3 || text.size() > 60) continue;
      for (const std::string_view word : {"付款", "已售", "销量", "收货", "人购买", " sold", "продано", "verkauft", "vendidos"}) {
        if (text.find(word) == std::string_view::npos) continue;
        listing.sales = ParseCount(text);
        if (!listing.sales && document_[i].parent > member) listing.sales = ParseCount(document_.Text(document_[i].parent, 40));
      }
    }
    return listing;
  }

  void ConsiderTitle(double score, const std::string& text, int32_t node, double& best, int32_t& best_node, std::string& title) const {
    if (text.size() < 4 || text.size() > 380 || !HasLetters(text)) return;
    // A link that is nothing but a price, a shop or a call to act is no title.
    const std::vector<FoundPrice> prices = FindPrices(text, context_.money, 2);
    if (!prices.empty() && prices.front().has_currency && prices.front().end - prices.front().begin > text.size() / 2) return;
    score += std::min<double>(static_cast<double>(text.size()), 60) / 60;
    if (!prices.empty() && prices.front().has_currency) score -= 1;
    if (cues_.HasPart(node, {"shop", "store", "seller", "review", "comment", "rating", "btn", "button", "price", "cart", "wish", "compare"})) score -= 2;
    if (score > best + 1e-9) {
      best = score;
      best_node = node;
      title = text;
    }
  }

  const HtmlDocument& document_;
  const PageContext& context_;
  const CueIndex& cues_;
  std::vector<PriceCandidate> prices_;
};

}  // namespace

std::vector<Listing> ReadDomList(const CueIndex& cues, std::vector<PriceCandidate> prices, const PageContext& context) { return ListReader(cues, std::move(prices), context).Read(); }

}  // namespace markwarden
