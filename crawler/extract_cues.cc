// Class words and shown prices.
#include "crawler/extract_cues.h"

#include <algorithm>
#include <cctype>

namespace markwarden {
namespace {

constexpr size_t kMaxCandidates = 1500;
constexpr int32_t kMaxPriceNodes = 600;

void AddWords(std::string_view value, std::string& out) {
  bool last_lower = false;
  for (const char c : value.substr(0, 300)) {
    const auto u = static_cast<unsigned char>(c);
    if (std::isupper(u)) {
      if (last_lower) out += ' ';
      out += static_cast<char>(std::tolower(u));
      last_lower = false;
    } else if (std::islower(u) || u >= 0x80) {
      out += c;
      last_lower = true;
    } else if (std::isdigit(u)) {
      out += c;
      last_lower = false;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
      last_lower = false;
    }
  }
  if (!out.empty() && out.back() != ' ') out += ' ';
}

bool IsStruckTag(std::string_view tag) { return tag == "del" || tag == "s" || tag == "strike"; }

bool TextHas(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

// Text right before a node, within its near ancestors: the label of a price.
std::string TextBefore(const HtmlDocument& document, int32_t node, int32_t begin) {
  std::string out;
  for (int32_t i = node - 1, steps = 0; i >= begin && steps < 14 && out.size() < 40; --i, ++steps) {
    const HtmlNode& flat = document[i];
    if (!flat.tag.empty()) continue;
    const std::string text = TidyText(flat.text.substr(0, 200), 200);
    if (text.empty()) continue;
    out = text + " " + out;
  }
  return ToLowerAscii(out.size() > 60 ? std::string_view(out).substr(out.size() - 60) : std::string_view(out));
}

std::string TextAfter(const HtmlDocument& document, int32_t node, int32_t end) {
  std::string out;
  for (int32_t i = document[node].end, steps = 0; i < end && steps < 6 && out.size() < 20; ++i, ++steps) {
    if (document[i].tag.empty()) out += TidyText(document[i].text.substr(0, 60), 60);
  }
  return ToLowerAscii(out);
}

}  // namespace

const std::string& CueIndex::Hint(int32_t node) const {
  std::string& hint = hints_[static_cast<size_t>(node)];
  if (hint.empty()) {
    hint = " ";
    if (!document_[node].tag.empty()) {
      const HtmlNode& flat = document_[node];
      const HtmlAttribute* attributes = document_.attributes(flat);
      for (uint32_t i = 0; i < flat.attribute_count; ++i) {
        const std::string_view name = attributes[i].name;
        if (name == "class" || name == "id" || name == "itemprop" || name == "name" || name == "data-testid" || name == "data-test" || name == "data-test-id" ||
            name == "data-qa" || name == "data-auto" || name == "data-zone-name" || name == "data-role" || name == "data-spm" || name == "data-hook" ||
            name == "data-component" || name == "data-element" || name == "role" || name == "property" ||
            (name.size() > 8 && name.substr(0, 5) == "data-" && name.substr(name.size() - 3) == "-id" && !attributes[i].value.empty() &&
             std::isalpha(static_cast<unsigned char>(attributes[i].value[0])))) {
          AddWords(attributes[i].value, hint);
        }
      }
    }
  }
  return hint;
}

bool CueIndex::HasWord(int32_t node, std::initializer_list<std::string_view> words) const {
  const std::string& hint = Hint(node);
  if (hint.size() < 3) return false;
  for (const std::string_view word : words) {
    for (size_t at = hint.find(word); at != std::string::npos; at = hint.find(word, at + 1)) {
      if (hint[at - 1] == ' ' && hint[at + word.size()] == ' ') return true;
    }
  }
  return false;
}

bool CueIndex::HasPart(int32_t node, std::initializer_list<std::string_view> parts) const {
  const std::string& hint = Hint(node);
  return hint.size() >= 3 && TextHas(hint, parts);
}

std::string PriceText(const CueIndex& cues, int32_t node, size_t max_bytes) {
  const HtmlDocument& document = cues.document();
  std::string out;
  // Prices fit into few nodes; a list of ten thousand options is walked once for each of them otherwise.
  const int32_t end = std::min(document[node].end, node + kMaxPriceNodes);
  for (int32_t i = node; i < end && out.size() < max_bytes; ++i) {
    const HtmlNode& flat = document[i];
    if (!flat.tag.empty()) {
      if (flat.tag == "script" || flat.tag == "style" || flat.tag == "template" || flat.tag == "noscript" || flat.tag == "option") {

        i = flat.end - 1;
        continue;
      }
      if (i == node) continue;
      const bool digit = !out.empty() && std::isdigit(static_cast<unsigned char>(out.back()));
      if (digit && (flat.tag == "sup" || cues.HasPart(i, {"cent", "decim", "fraction", "penny"}))) {
        std::string inner = document.Text(i, 8);
        if (inner.size() >= 2 && std::isdigit(static_cast<unsigned char>(inner[0])) && std::isdigit(static_cast<unsigned char>(inner[1]))) {
          // Only when the digits before are whole: "12" and not "12.".
          size_t back = out.size();
          while (back > 0 && std::isdigit(static_cast<unsigned char>(out[back - 1]))) --back;
          if (back == 0 || (out[back - 1] != '.' && out[back - 1] != ',')) out += '.';
          else if (out.size() - back == 3) out += '.';
          continue;
        }
      }
      if (flat.tag == "br" || flat.tag == "div" || flat.tag == "p" || flat.tag == "li" || flat.tag == "td" || IsStruckTag(flat.tag)) {
        if (!out.empty() && out.back() != ' ' && out.back() != '.' && out.back() != ',') out += ' ';
      }
      continue;
    }
    std::string_view text = flat.text;
    for (size_t k = 0; k < text.size() && out.size() < max_bytes; ++k) {
      const char c = text[k];
      const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
      if (space) {
        if (!out.empty() && out.back() != ' ') out += ' ';
      } else {
        // "12. " "99" of two nodes is one number.
        if (std::isdigit(static_cast<unsigned char>(c)) && out.size() >= 2 && out.back() == ' ' && (out[out.size() - 2] == '.' || out[out.size() - 2] == ',') && k == 0) {
          out.pop_back();
        }
        out += c;
      }
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::vector<PriceCandidate> FindShownPrices(const CueIndex& cues, int32_t begin, int32_t end, const PageContext& context) {
  const HtmlDocument& document = cues.document();
  std::vector<PriceCandidate> candidates;
  int32_t done_until = -1;
  for (int32_t i = begin; i < end && candidates.size() < kMaxCandidates; ++i) {
    const HtmlNode& flat = document[i];
    if (!flat.tag.empty()) {
      if (flat.tag == "script" || flat.tag == "style" || flat.tag == "template") i = flat.end - 1;
      continue;
    }
    if (i < done_until || flat.parent < begin) continue;
    if (flat.text.size() > 400 || std::none_of(flat.text.begin(), flat.text.end(), [](char c) { return c >= '0' && c <= '9'; })) continue;
    int32_t node = flat.parent;
    std::string text = PriceText(cues, node, 130);
    std::vector<FoundPrice> found;
    if (text.size() < 120) found = FindPrices(text, context.money, 6);
    // Climb while the currency may stand outside, and the block stays small.
    for (int climb = 0; climb < 3; ++climb) {
      const bool currency = std::any_of(found.begin(), found.end(), [](const FoundPrice& f) { return f.has_currency; });
      const bool fraction_apart = !currency || !found.front().has_fraction;
      if (!fraction_apart) break;
      const int32_t parent = document[node].parent;
      if (parent < begin || IsStruckTag(document[node].tag) || document[node].tag == "a" || document[node].tag == "li" || document[node].tag == "td") break;
      const std::string wider = PriceText(cues, parent, 50);
      if (wider.size() >= 48) break;
      const std::vector<FoundPrice> more = FindPrices(wider, context.money, 6);
      const bool gains_currency = !currency && std::any_of(more.begin(), more.end(), [](const FoundPrice& f) { return f.has_currency; });
      const bool gains_fraction = !more.empty() && !found.empty() && more.size() <= found.size() && more.front().has_fraction && !found.front().has_fraction &&
                                  more.front().price.amount.compare(0, found.front().price.amount.size(), found.front().price.amount) == 0;
      if (more.size() > std::max<size_t>(found.size(), 1)) break;
      if (!gains_currency && !gains_fraction && !found.empty() && currency) break;
      node = parent;
      text = wider;
      found = more;
    }
    if (found.empty()) continue;
    // What the node and its ancestors say.
    double base = 0;
    bool price_word = false, struck = false, outside = false;
    double weight = 1;
    int32_t up = node;
    for (int level = 0; up >= 0 && level < 60; ++level, up = document[up].parent) {
      const std::string_view tag = document[up].tag;
      if (level < 5) {
        if (!price_word && cues.HasPart(up, {"price", "prijs", "preis", "precio", "prezzo", "preco", "prix", "cena", "цена", "jiage", " prc ", " amount "})) {
          price_word = true;
          base += 2 * weight;
          if (cues.HasWord(up, {"now", "sale", "current", "final", "our", "offer", "special", "actual", "selling", "deal", "promo", "buy", "main", "pdp", "new", "today", "sales", "product"})) base += 1;
        }
        if (level < 3 && document.Attribute(up, "itemprop") == "price") base += 3;
        if (level < 4 && (IsStruckTag(tag) || cues.HasWord(up, {"old", "was", "rrp", "msrp", "original", "before", "strike", "striked", "strikethrough", "crossed", "prev", "previous", "retail", "market", "compare", "uvp", "reference", "through", "del", "stroke"}) ||
                          (price_word && cues.HasWord(up, {"regular", "standard", "base"}) && level == 0) ||
                          // A list of goods is no list price.
                          (cues.HasWord(up, {"list"}) && cues.HasPart(up, {"price", "prc"})) ||
                          cues.HasPart(up, {"oldprice", "wasprice", "listprice", "priceold", "pricewas", "strike", "crossed", "originalprice", "origprice", "marketprice", "line through"}) ||
                          document.Attribute(up, "style").find("line-through") != std::string_view::npos)) {
          struck = true;
        }
        if (cues.HasWord(up, {"save", "saving", "savings", "saved", "discount", "shipping", "delivery", "postage", "installment", "installments", "instalment", "monthly", "month", "unit", "finance", "financing", "coupon", "voucher", "points", "tax", "vat", "deposit", "cashback", "bonus", "loyalty",
                              "warranty", "insurance", "subtotal", "total", "cart", "minicart", "basket", "filter", "facet", "slider", "credit", "freight", "phone", "tel", "rating", "review", "reviews", "count", "quantity", "qty", "stock", "sku", "date", "time", "protection", "used", "olp", "uom", "perunit", "measure"}) && level < 4) {
          base -= 3 * weight;
        }
        if (cues.HasPart(up, {"in app", "inapp"})) base -= 3 * weight;  // what can be bought inside an app
        weight *= 0.85;
      }
      if (tag == "nav" || tag == "footer" || tag == "select" || tag == "option" || tag == "aside" || tag == "noscript") base -= 3;
      if (cues.HasPart(up, {"related", "similar", "recommend", "carousel", "upsell", "crosssell", "cross sell", "also bought", "also viewed", "recently", "viewed", "accessor", "sponsored", "suggest", "footer", "minicart", "mini cart", "header", "bestsell", "best sell", "comparison", "compare table", "slick", "swiper", " ad ", " ads ", "bundle", "frequently", "tooltip", "popup", "modal", "flyout", "warrant"}) && !outside) {
        // The page's own frame may carry such words too: they count once, and not on <body>.
        if (tag != "body" && tag != "html") {
          base -= 4;
          outside = true;
        }
      }
      if (tag == "a" && level < 6) base -= 1.5;
      if (tag == "b" || tag == "strong" || (tag.size() == 2 && tag[0] == 'h' && tag[1] <= '4')) base += 0.3;
    }
    const std::string before = TextBefore(document, node, begin), after = TextAfter(document, node, end);
    for (size_t k = 0; k < found.size(); ++k) {
      PriceCandidate candidate;
      candidate.node = node;
      candidate.found = found[k];
      if (!candidate.found.has_currency && !price_word) continue;
      const size_t from = k == 0 ? 0 : std::min(found[k - 1].end, found[k].begin);
      const std::string inner = ToLowerAscii(std::string_view(text).substr(from, found[k].begin - from));
      const std::string label = k == 0 && inner.size() < 3 ? before + inner : inner;
      const std::string tail = k + 1 == found.size() ? ToLowerAscii(std::string_view(text).substr(std::min(found[k].end, text.size()))) + after : "";
      double score = base + (candidate.found.has_currency ? 2 : 0) + (candidate.found.has_fraction ? 0.3 : 0);
      candidate.struck = struck || TextHas(inner, {"原价", "市场价", "吊牌价", "专柜价", "was", "uvp", "statt", "rrp", "list price", "старая", "定价"}) ||
                         (k == 0 && inner.size() < 3 && TextHas(label.substr(label.size() > 24 ? label.size() - 24 : 0), {"原价", "市场价", "吊牌价", "专柜价", "was:", "was ", "uvp", "statt", "rrp", "list price:", "старая цена"}));
      if (candidate.struck) score -= 4;
      const std::string near_label = label.substr(label.size() > 30 ? label.size() - 30 : 0);
      if (TextHas(near_label, {"price", "цена", "价格", "促销价", "售价", "价", "preis", "prix", "precio", "prezzo", "preço", "cena", "ราคา", "価格", "가격", "السعر"})) score += 1.5;
      if (TextHas(near_label, {"shipping", "运费", "delivery", "postage", "save", "you save", "doprava", "доставка", "versand", "livraison", "free over", "orders over", "over ", "economi", "rabatt", "скидк", "节省", "立减", "coupon", "under "})) score -= 3;
      if (TextHas(std::string_view(tail).substr(0, 16), {"/ mo", "/mo", "per month", "a month", "в мес", "/мес", "/100", "/ 100", "/kg", "/ kg", "per 100", "/l", "pro ", "off", "shipping", "/ штука", "/unit", " x ", "x "})) score -= 2.5;
      if (text.size() > 60) score -= 1;
      candidate.score = score;
      candidates.push_back(std::move(candidate));
      if (candidates.size() >= kMaxCandidates) break;
    }
    done_until = document[node].end;
  }
  return candidates;
}

std::string ImageAddress(const HtmlDocument& document, int32_t node, const PageContext& context) {
  for (const char* name : {"data-zoom-image", "data-large", "data-src", "data-original", "data-lazy-src", "data-lazyload", "data-lazy-img", "data-ks-lazyload", "data-lazy", "source-data-lazy-img", "data-img", "src", "data-srcset", "srcset"}) {
    std::string_view value = document.Attribute(node, name);
    if (value.empty() || value.substr(0, 5) == "data:" || value == "done") continue;
    if (std::string_view(name).find("srcset") != std::string_view::npos) value = value.substr(0, value.find_first_of(" ,"));
    if (value.find("blank.") != std::string_view::npos || value.find("spacer.") != std::string_view::npos || value.find("pixel.") != std::string_view::npos ||
        value.find("loading.") != std::string_view::npos || value.find("placeholder") != std::string_view::npos) {
      continue;
    }
    std::string url = context.Absolute(value);
    if (!url.empty()) return url;
  }
  return "";
}

}  // namespace markwarden
