// Blocks of prose, scored.
#include "crawler/extract_description.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "crawler/extract_page.h"

namespace markwarden {
namespace {

constexpr size_t kMinBytes = 12;      // shorter is a label
constexpr size_t kMaxHeading = 60;
constexpr int kMaxBlocks = 2000;       // blocks whose text is taken, and nodes walked for them all: blocks within
constexpr int64_t kMaxSteps = 400'000;  // blocks would be walked again and again

// Headings under which shops describe the goods.
bool IsHeading(std::string_view text) {
  static const std::set<std::string> keys = [] {
    std::set<std::string> made;
    for (const char* word :
         {"description", "product description", "item description", "description of the item", "details", "product details", "item details", "about this item", "about the product", "about this product", "overview",
          "product overview", "product information", "seller's description", "item description from the seller", "商品详情", "商品描述", "商品介绍", "商品說明", "商品说明", "商品詳情", "商品介紹", "商品描述",
          "产品详情", "产品描述", "产品介绍", "产品说明", "產品說明", "產品介紹", "图文详情", "宝贝详情", "宝贝描述", "详情", "详细信息", "详情介绍", "描述", "商品特色", "产品特点", "описание", "описание товара",
          "о товаре", "подробнее о товаре", "характеристики и описание", "подробное описание", "商品説明", "商品の説明", "商品詳細", "商品情報", "この商品について", "상품설명", "상품 상세정보", "상품정보", "상세정보",
          "beschreibung", "produktbeschreibung", "artikelbeschreibung", "produktdetails", "descripción", "descripción del producto", "detalles del producto", "description du produit", "descriptif", "détails",
          "descrizione", "descrizione del prodotto", "descrição", "descrição do produto", "opis", "opis produktu", "popis", "popis produktu", "beschrijving", "productbeschrijving", "omschrijving",
          "productomschrijving", "beskrivning", "produktbeskrivning", "produktbeskrivelse", "beskrivelse", "kuvaus", "tuotekuvaus", "leírás", "termékleírás", "descriere", "açıklama", "ürün açıklaması", "mô tả sản phẩm",
          "คำอธิบาย", "รายละเอียดสินค้า", "الوصف", "وصف المنتج", "περιγραφή", "опис", "опис товару"}) {
      made.insert(FoldKey(word));
    }
    return made;
  }();
  return !text.empty() && text.size() <= kMaxHeading && keys.contains(FoldKey(text));
}

bool IsBlockTag(std::string_view tag) {
  static constexpr std::string_view kTags[] = {"div", "section", "article", "p", "td", "dd", "li", "ul", "span", "details", "blockquote", "main", "table", "tbody"};
  return std::find(std::begin(kTags), std::end(kTags), tag) != std::end(kTags);
}

bool IsHeadingTag(std::string_view tag) {
  static constexpr std::string_view kTags[] = {"h1", "h2", "h3", "h4", "h5", "h6", "dt", "th", "summary", "strong", "b", "label", "legend", "div", "span", "p", "a", "button", "td", "li"};
  return std::find(std::begin(kTags), std::end(kTags), tag) != std::end(kTags);
}

class Reader {
 public:
  Reader(const CueIndex& cues, int32_t title) : cues_(cues), document_(cues.document()), title_(title) {}

  std::string Read() {
    for (int32_t i = 0; i < document_.size() && blocks_ < kMaxBlocks && steps_ < kMaxSteps; ++i) {
      const std::string_view tag = document_[i].tag;
      if (tag.empty()) continue;
      if (tag == "head" || tag == "nav" || tag == "footer" || tag == "script" || tag == "style" || tag == "select" || tag == "template") {
        i = document_[i].end - 1;
        continue;
      }
      if (IsBlockTag(tag) && document_[i].attribute_count > 0) ByName(i);
      if (IsHeadingTag(tag) && document_[i].end - i <= 8) ByHeading(i);
    }
    return best_;
  }

 private:
  void ByName(int32_t node) {
    const HtmlNode& flat = document_[node];
    if (document_.Attribute(node, "itemprop") == "description") return Offer(node, flat.end, 3);
    if (cues_.HasWord(node, {"description", "desc", "descr", "productdescription", "productdesc", "goodsdesc", "proddesc", "itemdesc", "itemdescription", "beschreibung", "descripcion", "descrizione", "opis", "popis", "opisanie"})) {
      return Offer(node, flat.end, cues_.HasPart(node, {"product", "prod", "item", "goods", "full", "long", "detail"}) ? 2.4 : 2);
    }
    if (cues_.HasPart(node, {"product detail", "productdetail", "goods detail", "goodsdetail", "item detail", "detail content", "detailcontent", "detail body", "product intro", "goods intro", "product overview", "productoverview", "feature bullets", "product information"})) {
      return Offer(node, flat.end, 1.4);
    }
  }

  // A heading, then what follows it in its parent, or in its parent's when it stands there alone.
  void ByHeading(int32_t node) {
    if (!IsHeading(document_.Text(node, kMaxHeading + 1))) return;
    int32_t at = node;
    for (int climb = 0; climb < 3 && at >= 0; ++climb, at = document_[at].parent) {
      const int32_t parent = document_[at].parent;
      if (parent < 0 || document_[parent].tag == "body" || document_[parent].tag == "html") return;
      const int32_t from = document_[at].end, end = std::min(document_[parent].end, NextHeading(at, document_[parent].end));
      if (from < end && Offer(from, end, 2.2, parent)) return;
      // "Details | Delivery | Returns": a row of tabs is no heading of what follows.
      if (document_.Text(parent, 400).size() > document_.Text(at, 400).size() + 4) return;
    }
  }

  // Where the next heading of the same rank begins.
  int32_t NextHeading(int32_t node, int32_t end) const {
    const std::string_view tag = document_[node].tag;
    if (tag.size() != 2 || tag[0] != 'h') return end;
    for (int32_t i = document_[node].end; i < end; ++i) {
      if (document_[i].tag == tag) return i;
    }
    return end;
  }

  void Offer(int32_t node, int32_t end, double score) { Offer(node, end, score, node); }

  // The text of nodes [from, end) of one parent.
  bool Offer(int32_t from, int32_t end, double score, int32_t within) {
    if (OtherPart(within)) return false;
    ++blocks_;
    std::string text;
    size_t linked = 0;
    for (int32_t i = from; i < end && text.size() < kMaxDescriptionBytes && steps_ < kMaxSteps; ++i, ++steps_) {
      const HtmlNode& flat = document_[i];
      if (!flat.tag.empty()) {
        if (flat.tag == "script" || flat.tag == "style" || flat.tag == "template" || flat.tag == "noscript" || flat.tag == "select" || flat.tag == "button") i = flat.end - 1;
        continue;
      }
      const std::string piece = TidyText(flat.text, kMaxDescriptionBytes);
      if (piece.empty()) continue;
      if (!text.empty()) text += ' ';
      text += piece;
      for (int32_t up = flat.parent, level = 0; up >= from && level < 6; up = document_[up].parent, ++level) {
        if (document_[up].tag == "a") linked += piece.size();
      }
    }
    text = TidyText(text, kMaxDescriptionBytes);
    if (text.size() < kMinBytes || linked * 2 > text.size()) return false;
    if (title_ >= 0) score += from > title_ ? 0.3 : -0.5;
    score += std::min(text.size(), size_t{1500}) / 1500.0;  // the longer of two that are named alike
    if (score <= best_score_ + 1e-9) return true;
    best_score_ = score;
    best_ = std::move(text);
    return true;
  }

  bool OtherPart(int32_t node) const {
    for (int32_t up = node, level = 0; up >= 0 && level < 40; up = document_[up].parent, ++level) {
      const std::string_view tag = document_[up].tag;
      if (tag == "body") return false;
      if (tag == "nav" || tag == "footer" || tag == "aside" || tag == "header") return true;
      if (document_[up].attribute_count > 0 &&
          cues_.HasPart(up, {"related", "similar", "recommend", "carousel", "recently", "review", "comment", "upsell", "cross sell", "footer", "breadcrumb", "menu", "cookie", "consent", "gdpr", "privacy", "dialog", "modal", "popup", "flyout", "minicart", "cart layer",
                             "newsletter", "shipping", "delivery", "returns"})) {
        return true;
      }
    }
    return false;
  }

  const CueIndex& cues_;
  const HtmlDocument& document_;
  const int32_t title_;
  int blocks_ = 0;
  int64_t steps_ = 0;
  double best_score_ = 0;
  std::string best_;
};

}  // namespace

std::string ReadDescription(const CueIndex& cues, int32_t title) { return Reader(cues, title).Read(); }

}  // namespace markwarden
