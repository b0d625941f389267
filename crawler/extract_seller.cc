// Shop cues: labels, class words, licence pictures, credit codes.
#include "crawler/extract_seller.h"

#include <algorithm>
#include <cctype>

#include "crawler/extract_cues.h"

namespace markwarden {
namespace {

// 18 characters of the GB 32100 alphabet standing alone in a text.
std::string FindCreditCode(std::string_view text) {
  const auto part = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  for (size_t i = 0; i < text.size();) {
    if (!part(text[i])) {
      ++i;
      continue;
    }
    size_t end = i;
    while (end < text.size() && part(text[end])) ++end;
    if (end - i == 18 && IsCreditCode(text.substr(i, 18))) return std::string(text.substr(i, 18));
    i = end;
  }
  return "";
}

bool IsLabel(std::string_view text) {
  const std::string key = FoldKey(text);
  for (const std::string_view word : {"seller", "soldby", "shopname", "storename", "store", "shop", "vendor", "merchant", "dispatchedfromandsoldby", "shipsfromandsoldby", "店铺", "店铺名称", "店鋪", "商家", "卖家", "掌柜", "掌柜名", "賣家",
                                      "公司名称", "企业名称", "经营者", "company", "companyname", "businessname", "legalname", "компания", "организация", "наименование", "продавец", "магазин", "verkäufer", "verkauftdurch", "verkaufundversanddurch", "vendeur", "venduetexpédiépar", "vendupar", "vendedor", "vendidopor", "venditore", "vendutoda", "sprzedawca", "prodejce", "販売元", "販売者", "ショップ", "판매자", "البائع"}) {
    if (key == word) return true;
  }
  return false;
}

// "Sold by Acme Ltd" -> "Acme Ltd".
std::string AfterPrefix(const std::string& text) {
  const std::string lower = ToLowerAscii(text);
  for (const std::string_view prefix : {"sold by:", "sold by", "seller:", "vendor:", "shop:", "store:", "ships from and sold by", "dispatched from and sold by", "店铺：", "店铺:", "掌柜：", "掌柜:", "卖家：", "商家：", "商家:", "продавец:", "verkäufer:", "verkauf durch", "verkauf und versand durch", "vendu par", "vendu et expédié par", "vendido por", "venduto da", "venduto e spedito da", "sprzedawca:"}) {
    if (lower.compare(0, prefix.size(), prefix) == 0 && text.size() > prefix.size() + 1) {
      std::string rest = TidyText(std::string_view(text).substr(prefix.size()), 120);
      while (!rest.empty() && (rest.front() == ':' || rest.front() == ' ')) rest.erase(0, 1);
      // "Acme and ships from Acme's warehouse."
      for (const std::string_view tail : {" and ships ", " and dispatched ", " and fulfilled ", " und versand", " et expédié"}) {
        if (const size_t at = rest.find(tail); at != std::string::npos) rest.resize(at);
      }
      return rest;
    }
  }
  return "";
}

bool GoodName(const std::string& name) {
  return name.size() >= 2 && name.size() <= 90 && std::any_of(name.begin(), name.end(), [](char c) { return std::isalpha(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80; });
}

}  // namespace

void ReadDomSeller(const CueIndex& cues, const PageContext& context, Seller& seller) {
  const HtmlDocument& document = cues.document();
  double best = 0;
  std::string name, url;
  const auto offer = [&](double score, std::string text, int32_t node) {
    text = TidyText(text, 120);
    if (!GoodName(text) || score <= best) return;
    const std::string key = FoldKey(text);
    for (const std::string_view noise : {"进店逛逛", "进入店铺", "收藏店铺", "关注店铺", "联系卖家", "联系客服", "客服", "visitstore", "contactseller", "followstore", "visitshop", "seller", "store", "shop", "login", "signin", "help", "所有宝贝", "手机逛本店", "全部商品", "店铺", "进店", "mystore", "findastore", "stores", "shopall", "商家", "sellerinformation", "visitsite"}) {
      if (key == noise) return;
    }
    best = score;
    name = std::move(text);
    url.clear();
    for (int32_t i = node; i < document[node].end; ++i) {
      if (document[i].tag == "a") {
        url = context.Absolute(document.Attribute(i, "href"));
        break;
      }
    }
    for (int32_t up = node, level = 0; url.empty() && up >= 0 && level < 3; up = document[up].parent, ++level) {
      if (document[up].tag == "a") url = context.Absolute(document.Attribute(up, "href"));
    }
  };
  int texts = 0;
  for (int32_t i = 0; i < document.size(); ++i) {
    const HtmlNode& flat = document[i];
    if (flat.tag.empty()) {
      if (flat.text.size() < 2 || flat.text.size() > 600) continue;
      if (seller.credit_code.empty() && flat.text.size() >= 18 && ++texts < 100000) seller.credit_code = FindCreditCode(flat.text);
      if (flat.text.size() > 160) continue;
      const std::string text = TidyText(flat.text, 160);
      if (std::string rest = AfterPrefix(text); !rest.empty()) {
        offer(3, rest, flat.parent);
      } else {
        std::string label = text;
        while (!label.empty() && (label.back() == ':' || label.back() == ' ')) label.pop_back();
        if (label.size() > 3 && label.compare(label.size() - 3, 3, "：") == 0) label.resize(label.size() - 3);
        if (label.size() < text.size() + 1 && IsLabel(label) && (label.size() != text.size() || document[flat.parent].tag == "dt" || document[flat.parent].tag == "th" || document[flat.parent].tag == "td" || FoldKey(label).find("by") != std::string::npos)) {
          int32_t at = i;
          for (int climb = 0; climb < 3 && at >= 0; ++climb, at = document[at].parent) {
            const int32_t parent = document[at].parent;
            if (parent < 0) break;
            int32_t next = document[at].end;
            while (next < document[parent].end && document.Text(next, 8).empty()) next = document[next].end;
            if (next >= document[parent].end) continue;
            offer(2.5, document[next].tag.empty() ? TidyText(document[next].text, 120) : document.Text(next, 120), document[next].tag.empty() ? parent : next);
            break;
          }
        }
      }
      continue;
    }
    if (flat.attribute_count == 0) continue;
    if (flat.tag == "img" || flat.tag == "a") {
      // 营业执照 / 工商执照: the licence that E-Commerce Law art. 15 makes shops show.
      const std::string what = ToLowerAscii(std::string(document.Attribute(i, "alt")) + " " + std::string(document.Attribute(i, "title")) + " " + std::string(document.Attribute(i, "class")) + " " +
                                            (flat.tag == "a" ? document.Text(i, 60) : ""));
      if (seller.licence.empty() && (what.find("执照") != std::string::npos || what.find("執照") != std::string::npos || what.find("licence") != std::string::npos || what.find("business license") != std::string::npos || what.find("business-license") != std::string::npos)) {
        if (flat.tag == "img") {
          seller.licence = ImageAddress(document, i, context);
        } else {
          for (int32_t k = i; k < flat.end && seller.licence.empty(); ++k) {
            if (document[k].tag == "img") seller.licence = ImageAddress(document, k, context);
          }
          if (seller.licence.empty()) seller.licence = context.Absolute(document.Attribute(i, "href"));
        }
      }
    }
    if (!cues.HasPart(i, {"seller", "shop", "store", "merchant", "vendor", "supplier", "nick"})) continue;
    const bool named = cues.HasPart(i, {"name", "title", "nick", "link"}) || flat.tag == "a";
    if (!named || flat.tag == "input" || flat.tag == "form" || flat.tag == "body") continue;
    const bool strong = cues.HasPart(i, {"shop name", "shopname", "store name", "storename", "seller name", "sellername", "merchant name", "merchantname", "vendor name", "seller link", "shop link", "shop title", "seller nick", "company name", "supplier name", "merchant info"});
    double score = strong ? 2 : cues.HasWord(i, {"seller", "merchant", "vendor"}) ? 1.2 : 0;
    if (score == 0) continue;
    for (int32_t up = i, level = 0; up >= 0 && level < 40; up = document[up].parent, ++level) {
      const std::string_view tag = document[up].tag;
      if (tag == "footer" || tag == "nav" || cues.HasPart(up, {"related", "recommend", "similar", "carousel", "locator", "finder"})) {
        score -= 2;
        break;
      }
    }
    std::string text = document.Text(i, 120);
    if (std::string rest = AfterPrefix(text); !rest.empty()) text = rest;
    if (text.empty()) text = std::string(document.Attribute(i, "title"));
    offer(score, std::move(text), i);
  }
  if (seller.name.empty() && best > 0) {
    seller.name = name;
    if (seller.url.empty()) seller.url = url;
  } else if (seller.url.empty() && !name.empty() && FoldKey(name) == FoldKey(seller.name)) {
    seller.url = url;
  }
}

}  // namespace markwarden
