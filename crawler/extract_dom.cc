// Title, price and the rest of one product, read from the tree.
#include "crawler/extract_dom.h"

#include <algorithm>
#include <map>

#include "crawler/extract_cues.h"
#include "crawler/extract_description.h"

namespace markwarden {
namespace {

struct TitleChoice {
  int32_t node = -1;
  std::string text;
  double likeness = 0;
};

TitleChoice ChooseTitle(const CueIndex& cues, const PageFacts& facts) {
  const HtmlDocument& document = cues.document();
  const std::string said = facts.Meta("og:title");
  TitleChoice best;
  double best_score = 0;
  for (int32_t i = 0; i < document.size(); ++i) {
    const std::string_view tag = document[i].tag;
    if (tag.empty()) continue;
    double score = 0;
    if (tag == "h1") score = 1;
    else if (tag == "h2") score = 0.3;
    else if (tag == "h3" || tag == "h4") score = 0.1;
    else if (tag == "head") { i = document[i].end - 1; continue; }
    const bool named = document[i].attribute_count > 0 &&
                       ((cues.HasPart(i, {"product", "item", "goods", "detail", "prod ", "sku"}) && cues.HasPart(i, {"title", "name", "heading"})) || document.Attribute(i, "itemprop") == "name");
    if (named && (tag == "div" || tag == "span" || tag == "p" || tag[0] == 'h' || tag == "a" || tag == "strong")) score += 0.5;
    if (score == 0) continue;
    const std::string text = document.Text(i, 600);
    if (text.size() < 3 || text.size() > 500) continue;
    const double likeness = std::max(TitleLikeness(text, facts.title), TitleLikeness(text, said));
    score += 1.6 * likeness;
    for (int32_t up = document[i].parent; up >= 0; up = document[up].parent) {
      const std::string_view above = document[up].tag;
      if (above == "nav" || above == "footer" || above == "aside" || above == "header") score -= 0.4;
    }
    if (score > best_score + 1e-9) {
      best_score = score;
      best = {i, text, likeness};
    }
  }
  if (best_score < 0.9) return {};
  return best;
}

enum class SpecField { kNone, kBrand, kSku, kGtin };

SpecField SpecOf(std::string_view label) {
  if (label.size() > 60) return SpecField::kNone;
  const std::string key = FoldKey(label);
  if (key.empty() || key.size() > 40) return SpecField::kNone;
  static const std::map<std::string, SpecField> fields = [] {
    std::map<std::string, SpecField> map;
    for (const char* word : {"brand", "brandname", "manufacturer", "品牌", "品牌名称", "商品品牌", "бренд", "марка", "производитель", "marke", "hersteller", "marca", "fabricante", "marque", "fabricant", "merk", "fabrikant", "marka", "producent",
                             "varumärke", "mærke", "merke", "merkki", "značka", "výrobce", "márka", "gyártó", "ブランド", "メーカー", "브랜드", "제조사", "العلامةالتجارية", "الماركة", "تهیه", "μάρκα", "yhãn hiệu", "thươnghiệu", "ยี่ห้อ", "merek", "produttore", "designer", "make"}) {
      map[FoldKey(word)] = SpecField::kBrand;
    }
    for (const char* word : {"sku", "itemnumber", "itemno", "item#", "modelnumber", "model", "productcode", "articleno", "articlenumber", "artnr", "artikelnummer", "artikelnr", "bestellnummer", "货号", "商品编号", "型号", "款号", "артикул", "кодтовара", "код",
                             "référence", "réf", "ref", "referencia", "código", "codice", "codicearticolo", "asin", "mpn", "partnumber", "itemid", "productid", "catalogno", "catno", "catalogue number", "商品番号", "品番", "webcode", "styleno", "adid", "item"}) {
      map[FoldKey(word)] = SpecField::kSku;
    }
    for (const char* word : {"ean", "gtin", "upc", "barcode", "ean13", "ean/gtin", "isbn", "isbn13", "штрихкод", "条形码", "条码", "国际条码", "código de barras", "codebarre", "jan"}) map[FoldKey(word)] = SpecField::kGtin;
    return map;
  }();
  const auto found = fields.find(key);
  return found == fields.end() ? SpecField::kNone : found->second;
}

// "Label: value" and label beside value, wherever the page writes specifications.
void ReadSpecs(const CueIndex& cues, Listing& listing) {
  const HtmlDocument& document = cues.document();
  const auto put = [&](SpecField field, std::string value) {
    value = TidyText(value, 200);
    while (!value.empty() && (value.front() == ':' || value.front() == ' ' || value.front() == '#')) value.erase(0, 1);
    if (value.compare(0, 3, "：") == 0) value.erase(0, 3);
    if (value.empty()) return;
    switch (field) {
      case SpecField::kBrand:
        if (listing.brand.empty() && value.size() <= 60) listing.brand = value;
        break;
      case SpecField::kSku:
        if (listing.sku.empty() && value.size() <= 40 && std::any_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; })) listing.sku = value;
        break;
      case SpecField::kGtin:
        if (listing.gtin.empty()) listing.gtin = CleanGtin(value);
        break;
      case SpecField::kNone:
        break;
    }
  };
  for (int32_t i = 0; i < document.size(); ++i) {
    const HtmlNode& flat = document[i];
    if (!flat.tag.empty() || flat.text.size() < 2 || flat.text.size() > 300 || flat.parent < 0) continue;
    const std::string text = TidyText(flat.text, 300);
    if (text.size() < 2) continue;
    size_t colon = text.find(':');
    size_t width = 1;
    if (const size_t wide = text.find("："); wide != std::string::npos && (colon == std::string::npos || wide < colon)) {
      colon = wide;
      width = 3;
    }
    const SpecField field = SpecOf(std::string_view(text).substr(0, colon));
    if (field == SpecField::kNone) continue;
    if (colon != std::string::npos && colon + width < text.size() && text.size() - colon > width + 0) {
      put(field, text.substr(colon + width));
      continue;
    }
    // The value is the next thing: a later sibling of the label or of one of its parents.
    int32_t at = i;
    for (int climb = 0; climb < 4 && at >= 0; ++climb, at = document[at].parent) {
      const int32_t parent = document[at].parent;
      if (parent < 0 || document[parent].tag == "body") break;
      int32_t next = document[at].end;
      while (next < document[parent].end && document.Text(next, 8).empty()) next = document[next].end;
      if (next >= document[parent].end) continue;
      const bool plain_label = document.Text(at, 80).size() <= text.size() + 2;
      if (!plain_label) break;
      std::string value = document[next].tag.empty() ? TidyText(document[next].text, 200) : document.Text(next, 200);
      if (value == ":" || value == "：" || value == "-") {
        next = document[next].end;
        if (next >= document[parent].end) break;
        value = document[next].tag.empty() ? TidyText(document[next].text, 200) : document.Text(next, 200);
      }
      // A heading followed by a block of prose is no specification.
      put(field, value);
      break;
    }
  }
}

void ReadBrandNode(const CueIndex& cues, const TitleChoice& title, Listing& listing) {
  const HtmlDocument& document = cues.document();
  double best = 0;
  std::string brand;
  for (int32_t i = 0; i < document.size(); ++i) {
    const HtmlNode& flat = document[i];
    if (flat.tag.empty() || flat.attribute_count == 0) continue;
    const bool itemprop = document.Attribute(i, "itemprop") == "brand" || document.Attribute(i, "itemprop") == "manufacturer";
    if (!itemprop && !cues.HasWord(i, {"brand", "brandname", "manufacturer", "byline", "marke", "marca", "marque", "vendor", "designer"})) continue;
    if (flat.tag == "ul" || flat.tag == "nav" || flat.tag == "select" || flat.tag == "input" || flat.tag == "svg") continue;
    std::string text = document.Text(i, 120);
    if (text.empty()) {
      for (int32_t k = i; k < flat.end && k < i + 6; ++k) {
        if (document[k].tag == "img") text = TidyText(document.Attribute(k, "alt"), 100);
        if (document[k].tag == "meta" && text.empty()) text = TidyText(document.Attribute(k, "content"), 100);
      }
    }
    if (text.size() < 2 || text.size() > 60) continue;
    double score = itemprop ? 2 : 1;
    for (int32_t up = flat.parent, level = 0; up >= 0 && level < 40; up = document[up].parent, ++level) {
      const std::string_view tag = document[up].tag;
      if (tag == "nav" || tag == "footer" || tag == "select" || tag == "header") score -= 2;
      if (tag == "ul" && level < 3) score -= 0.5;
      if (cues.HasPart(up, {"related", "similar", "recommend", "carousel", "recently", "filter", "facet", "menu"})) {
        score -= 2;
        break;
      }
    }
    if (title.node >= 0) {
      const int32_t gap = i < title.node ? title.node - i : i - document[title.node].end;
      score += gap < 30 ? 1 : gap < 150 ? 0.5 : gap < 600 ? 0 : -0.5;
      if (i > title.node && i < document[title.node].end) score += 1;
      if (FoldKey(title.text).find(FoldKey(text)) != std::string::npos) score += 0.7;
    }
    if (score > best + 1e-9) {
      best = score;
      brand = text;
    }
  }
  if (best < 0.8) return;
  // "by Acme", "Brand: Acme", "Visit the Acme Store".
  for (const char* prefix : {"by ", "brand:", "brand ", "von ", "marke:", "marke :", "marca:", "marca :", "marque:", "marque :", "visiter la boutique ", "visita lo store di ", "visita la tienda de ", "besuche den ", "品牌：", "品牌:", "бренд:", "visit the ", "shop ", "all from ", "more from ", "от "}) {
    const size_t size = std::char_traits<char>::length(prefix);
    if (ToLowerAscii(brand).compare(0, size, prefix) == 0) brand.erase(0, size);
  }
  for (const char* suffix : {" store", " shop", "-store", "-shop"}) {
    const size_t size = std::char_traits<char>::length(suffix);
    if (brand.size() > size && ToLowerAscii(brand).compare(brand.size() - size, size, suffix) == 0) brand.erase(brand.size() - size);
  }
  brand = TidyText(brand, 60);
  if (!brand.empty()) listing.brand = brand;
}

void ReadImages(const CueIndex& cues, const PageContext& context, const TitleChoice& title, Listing& listing) {
  const HtmlDocument& document = cues.document();
  std::vector<std::pair<double, std::string>> scored;
  for (int32_t i = 0; i < document.size() && scored.size() < 2000; ++i) {
    if (document[i].tag != "img") continue;
    double score = 0;
    const std::string alt = TidyText(document.Attribute(i, "alt"), 200);
    if (!alt.empty() && !title.text.empty()) score += 2 * TitleLikeness(alt, title.text);
    const auto small = [&](const char* name) {
      const std::string_view value = document.Attribute(i, name);
      const int size = std::atoi(std::string(value.substr(0, 6)).c_str());
      return size > 0 && size < 60;
    };
    if (small("width") || small("height")) score -= 2;
    for (int32_t up = i, level = 0; up >= 0 && level < 30; up = document[up].parent, ++level) {
      if (level < 7 && cues.HasPart(up, {"gallery", "zoom", "main image", "product image", "prod image", "hero", "thumb", "photo", "picture", "slide", "media", "viewer"})) {
        score += 0.6;
        break;
      }
    }
    for (int32_t up = i, level = 0; up >= 0 && level < 30; up = document[up].parent, ++level) {
      if (cues.HasPart(up, {"related", "similar", "recommend", "recently", "logo", "footer", "header", "icon", "payment", "menu", "banner", "avatar", "review", "upsell", "cross sell"}) || document[up].tag == "nav" || document[up].tag == "footer") {
        score -= 2;
        break;
      }
    }
    if (title.node >= 0 && std::abs(i - title.node) < 400) score += 0.5;
    if (score < 1) continue;
    std::string url = ImageAddress(document, i, context);
    if (url.empty() || url.find("sprite") != std::string::npos || url.find("logo") != std::string::npos) continue;
    if (std::none_of(scored.begin(), scored.end(), [&](const auto& old) { return old.second == url; })) scored.emplace_back(score, std::move(url));
  }
  std::stable_sort(scored.begin(), scored.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  for (auto& [score, url] : scored) {
    if (listing.images.size() < 12) listing.images.push_back(std::move(url));
  }
}

void ReadBreadcrumb(const CueIndex& cues, Listing& listing) {
  const HtmlDocument& document = cues.document();
  for (int32_t i = 0; i < document.size(); ++i) {
    if (document[i].tag.empty() || document[i].attribute_count == 0) continue;
    if (!cues.HasPart(i, {"breadcrumb", "bread crumb", "crumb"}) && !ContainsNoCase(document.Attribute(i, "aria-label"), "breadcrumb")) continue;
    std::vector<std::string> names;
    for (int32_t k = i; k < document[i].end && names.size() < 12; ++k) {
      if (document[k].tag != "a") continue;
      std::string text = document.Text(k, 100);
      if (!text.empty() && text.size() < 90 && text != ">" && text != "/") names.push_back(std::move(text));
      k = document[k].end - 1;
    }
    if (names.size() >= 1) {
      listing.category = std::move(names);
      return;
    }
  }
}

// A button or link that buys.
bool HasBuyButton(const CueIndex& cues) {
  const HtmlDocument& document = cues.document();
  for (int32_t i = 0; i < document.size(); ++i) {
    const std::string_view tag = document[i].tag;
    if (tag != "button" && tag != "a" && tag != "input" && tag != "div" && tag != "span" && tag != "form") continue;
    if (document[i].attribute_count > 0 &&
        cues.HasPart(i, {"addtocart", "add to cart", "addtobasket", "add to basket", "addtobag", "add to bag", "add cart", "buynow", "buy now", "buybox", "buy box", "addcart", "btn buy", "buy btn"})) {
      return true;
    }
    if (tag == "form") continue;
    const std::string text = tag == "input" ? std::string(document.Attribute(i, "value")) : document[i].end - i < 8 ? document.Text(i, 60) : "";
    if (text.empty() || text.size() > 50) continue;
    const std::string key = FoldKey(text);
    for (const std::string_view word : {"addtocart", "addtobasket", "addtobag", "addtotrolley", "buynow", "buyitnow", "加入购物车", "加入購物車", "立即购买", "立即購買", "放入购物车", "直接購買", "вкорзину", "добавитьвкорзину", "купить", "indenwarenkorb", "ajouteraupanier",
                                        "añadiralcarrito", "añadiralacesta", "agregaralcarrito", "aggiungialcarrello", "adicionaraocarrinho", "comprar", "dokoszyka", "dodajdokoszyka", "dokošíku", "vložitdokošíku", "inwinkelwagen", "läggivarukorg", "lægikurv", "lisääostoskoriin",
                                        "カートに入れる", "장바구니", "أضفإلىالسلة", "أضفإلىالعربة", "sepeteekle", "kosárba", "adaugăîncoș", "agregaralabolsa", "zumwarenkorb"}) {
      if (key == word || (key.size() < 40 && key.compare(0, word.size(), word) == 0)) return true;
    }
  }
  return false;
}

std::string ReadAvailability(const CueIndex& cues, const TitleChoice& title, bool buy_button) {
  const HtmlDocument& document = cues.document();
  for (int32_t i = 0; i < document.size(); ++i) {
    const HtmlNode& flat = document[i];
    if (flat.tag.empty() || flat.attribute_count == 0) continue;
    if (document.Attribute(i, "itemprop") == "availability") {
      for (const char* name : {"content", "href"}) {
        if (std::string said = AvailabilityName(document.Attribute(i, name)); !said.empty()) return said;
      }
    }
    if (title.node >= 0 && (i < title.node - 300 || i > title.node + 2500)) continue;
    if (!cues.HasPart(i, {"availab", "stock", "verfuegbar", "dispo"})) continue;
    const std::string text = document.Text(i, 120);
    if (text.size() < 100) {
      // With a button to buy, such words speak of a size, a store or a hidden message.
      if (std::string said = AvailabilityName(text); !said.empty() && !(buy_button && said == "OutOfStock")) return said;
    }
  }
  return buy_button ? "InStock" : "";
}

std::optional<int64_t> ReadSales(const HtmlDocument& document) {
  for (int32_t i = 0; i < document.size(); ++i) {
    const HtmlNode& flat = document[i];
    if (!flat.tag.empty() || flat.text.size() > 120 || flat.text.size() < 4) continue;
    const std::string_view text = flat.text;
    for (const std::string_view word : {"已售", "销量", "付款", "收货", "月销", "售出", "продано", "verkauft", "vendidos", "vendus", "sold"}) {
      const size_t at = text.find(word);
      if (at == std::string_view::npos) continue;
      if (word == "sold" && at > 0 && (text.find("sold by") != std::string_view::npos || text.find("sold out") != std::string_view::npos)) continue;
      const bool digits = std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
      if (digits && text.size() < 60) {
        if (const auto count = ParseCount(text)) return count;
      } else if (!digits && flat.parent >= 0 && document[flat.parent].parent >= 0) {
        const std::string near_text = document.Text(document[flat.parent].parent, 60);
        if (near_text.size() < 50) {
          if (const auto count = ParseCount(near_text)) return count;
        }
      }
    }
  }
  return std::nullopt;
}

}  // namespace

bool DomProduct::Shows(std::string_view amount) const {
  return std::any_of(amounts.begin(), amounts.end(), [&](const std::string& shown) { return DecimalRatio(shown, amount).value_or(0) == 1; });
}

DomProduct ReadDomProduct(const CueIndex& cues, std::vector<PriceCandidate> prices, const PageFacts& facts, const PageContext& context) {
  DomProduct product;
  Listing& listing = product.listing;
  const TitleChoice title = ChooseTitle(cues, facts);
  listing.title = title.text;

  std::map<std::string, int> currencies;
  for (PriceCandidate& candidate : prices) {
    product.amounts.push_back(candidate.found.price.amount);
    if (candidate.found.price.amount_max) product.amounts.push_back(*candidate.found.price.amount_max);
    if (!candidate.found.price.currency.empty()) ++currencies[candidate.found.price.currency];
    if (title.node >= 0) {
      const int32_t gap = candidate.node - title.node;
      if (gap >= 0) candidate.score += gap < 100 ? 1.8 : gap < 300 ? 1.4 : gap < 700 ? 0.9 : gap < 1500 ? 0.2 : -0.8;
      else candidate.score += gap > -150 ? 0.5 : gap > -400 ? -0.3 : -1.5;
    }
  }
  for (PriceCandidate& candidate : prices) {
    int same = 0;
    for (const PriceCandidate& other : prices) same += other.found.price.amount == candidate.found.price.amount && other.score > 1;
    candidate.score += 0.25 * std::min(same - 1, 3);
  }
  int most = 0;
  for (const auto& [currency, count] : currencies) {
    if (count > most) {
      most = count;
      product.currency = currency;
    }
  }
  const PriceCandidate* best = nullptr;
  for (const PriceCandidate& candidate : prices) {
    if (!best || candidate.score > best->score + 1e-9) best = &candidate;
  }
  if (best && best->score >= 2.5) {
    listing.price = best->found.price;
    if (listing.price->currency.empty()) listing.price->currency = product.currency;
    product.price_confidence = std::clamp(best->score / 7, 0.0, 1.0);
  }
  ReadBrandNode(cues, title, listing);
  ReadSpecs(cues, listing);
  ReadImages(cues, context, title, listing);
  ReadBreadcrumb(cues, listing);
  listing.description = ReadDescription(cues, title.node);
  const bool buy = HasBuyButton(cues);
  listing.availability = ReadAvailability(cues, title, buy);
  listing.sales = ReadSales(cues.document());
  if (title.node >= 0 && title.likeness > 0.35) product.confidence += 0.2;
  product.price_share = product.price_confidence >= 0.55 ? 0.35 : product.price_confidence >= 0.4 ? 0.15 : 0;
  product.confidence += product.price_share;
  if (buy) product.confidence += 0.3;
  if (!listing.sku.empty() || !listing.gtin.empty()) product.confidence += 0.1;
  if (!listing.category.empty()) product.confidence += 0.05;
  return product;
}

}  // namespace markwarden
