// Head facts, links and pagination.
#include "crawler/extract_meta.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "crawler/extract.h"
#include "crawler/html_scan.h"

namespace markwarden {
namespace {

bool HasWord(std::string_view list, std::string_view word) {
  size_t at = 0;
  const std::string lower = ToLowerAscii(list.substr(0, 300));
  while ((at = lower.find(word, at)) != std::string::npos) {
    const bool left = at == 0 || !std::isalnum(static_cast<unsigned char>(lower[at - 1]));
    const size_t end = at + word.size();
    if (left && (end >= lower.size() || !std::isalnum(static_cast<unsigned char>(lower[end])))) return true;
    at = end;
  }
  return false;
}

void AddMeta(PageFacts& facts, std::string_view name, std::string_view content) {
  if (name.empty() || content.empty() || facts.metas.size() >= 1000) return;
  facts.metas.emplace(ToLowerAscii(name.substr(0, 100)), TidyText(content, 4000));
}

void AddLink(PageFacts& facts, std::string_view rel, std::string_view href) {
  if (href.empty()) return;
  if (HasWord(rel, "canonical") && facts.canonical.empty()) facts.canonical = std::string(href);
  if (HasWord(rel, "next") && facts.rel_next.size() < 10) facts.rel_next.emplace_back(href);
}

std::string Hints(const HtmlDocument& document, int32_t node) {
  std::string out;
  for (const char* name : {"class", "id", "title", "aria-label"}) {
    const std::string_view value = document.Attribute(node, name);
    if (!value.empty()) out += ToLowerAscii(value.substr(0, 100)) + " ";
  }
  return out;
}

// Words for "next" that stand alone in a pager.
constexpr std::string_view kNextWords[] = {
    "next", "nextpage", "nextpagenext", "nextresults", "nextposts", "nextpost", "nextarticles", "older", "olderposts", "olderentries", "olderarticles", "previousentries",
    "下一页", "下一頁", "下页", "下頁", "下一張", "后页", "翌页", "次へ", "次のページ", "次ページ", "다음", "다음페이지", "вперед", "вперёд", "следующая", "следующаястраница",
    "следующие", "далее", "дальше", "след", "наступна", "далі", "напред", "следваща", "weiter", "nächste", "nächsteseite", "vor", "suivant", "suivante", "pagesuivante",
    "suivants", "siguiente", "páginasiguiente", "siguientes", "próxima", "próximo", "próximapágina", "seguinte", "proximo", "proxima", "successiva", "successivo", "avanti",
    "prossima", "paginasuccessiva", "volgende", "volgendepagina", "nästa", "neste", "næste", "seuraava", "následující", "další", "následujúca", "ďalšia", "ďalej", "następna",
    "następne", "dalej", "następny", "következő", "urmatoarea", "următoarea", "înainte", "sonraki", "ileri", "επόμενη", "επόμενο", "επόμενα", "επόμενησελίδα", "הבא", "התالی", "التالي", "التالية",
    "الصفحةالتالية", "بعدی", "صفحهبعد", "अगला", "ถัดไป", "หน้าถัดไป", "tiếp", "tiếptheo", "trangsau", "trangtiếp", "berikutnya", "selanjutnya", "sljedeća", "naslednja",
    "ankstesnis", "kitas", "nākamā", "järgmine", "volgendes", "següent", "hurrengoa", "পরবর্তী", "más", "entradasantiguas", "anteriores", "postagensmaisantigas",
    "entradasmásantiguas", "старые", "старыезаписи", "предыдущиезаписи", "pagina­successiva", "nextpage»", "forward", "nextitems", "loadmore", "gotonextpage", "showmore"};

bool IsNextWord(std::string_view text) {
  const std::string key = FoldKey(text);
  if (key.empty() || key.size() > 60) return false;
  static const auto words = [] {
    std::set<std::string> folded;
    for (const std::string_view word : kNextWords) folded.insert(FoldKey(word));
    return folded;
  }();
  return words.contains(key);
}

bool IsNextSign(std::string_view text) {
  static constexpr std::string_view kSigns[] = {">", "»", "›", "→", ">>", "››", "⟩", "▶", "►", "＞", "≫", "⇒", "❯", ">>>", "▸"};
  for (const std::string_view sign : kSigns) {
    if (text == sign) return true;
  }
  return false;
}

std::optional<int64_t> SmallNumber(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') text = text.substr(1, text.size() - 2);
  if (text.empty() || text.size() > 5) return std::nullopt;
  int64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

// The number of a page in its address: "page=3", "/page/3", "p3".
std::optional<int64_t> PageNumberOf(std::string_view url) {
  static constexpr std::string_view kKeys[] = {"page=", "/page/", "paged=", "pageno=", "pagenumber=", "page-", "/page", "p=", "pg=", "pn=", "pagenum=", "/p/", "seite-", "seite=", "pagina=", "/pagina/", "strona="};
  const std::string lower = ToLowerAscii(url);
  for (const std::string_view key : kKeys) {
    for (size_t at = lower.find(key); at != std::string::npos; at = lower.find(key, at + 1)) {
      if (std::isalpha(static_cast<unsigned char>(key[0])) && at > 0 && std::isalpha(static_cast<unsigned char>(lower[at - 1]))) continue;
      size_t i = at + key.size();
      int64_t number = 0;
      size_t digits = 0;
      while (i < lower.size() && std::isdigit(static_cast<unsigned char>(lower[i])) && digits < 7) {
        number = number * 10 + (lower[i++] - '0');
        ++digits;
      }
      if (digits > 0) return number;
    }
  }
  return std::nullopt;
}

}  // namespace

std::string PageFacts::Meta(std::string_view name) const {
  const auto range = metas.equal_range(std::string(name));
  for (auto it = range.first; it != range.second; ++it) {
    if (!it->second.empty()) return it->second;
  }
  return "";
}

PageFacts ReadFacts(const HtmlDocument& document) {
  PageFacts facts;
  int32_t current_end = -1;  // where the last mark of "this page" ended
  for (int32_t i = 0; i < document.size(); ++i) {
    const HtmlNode& node = document[i];
    if (node.tag.empty()) continue;
    if (node.tag == "html") {
      facts.lang = std::string(document.Attribute(i, "lang"));
      if (facts.lang.empty()) facts.lang = std::string(document.Attribute(i, "xml:lang"));
    } else if (node.tag == "title" && facts.title.empty()) {
      facts.title = document.Text(i, 2000);
    } else if (node.tag == "base" && facts.base_href.empty()) {
      facts.base_href = std::string(document.Attribute(i, "href"));
    } else if (node.tag == "meta") {
      const std::string_view content = document.Attribute(i, "content");
      for (const char* key : {"property", "name", "http-equiv", "itemprop"}) AddMeta(facts, document.Attribute(i, key), content);
    } else if (node.tag == "link") {
      AddLink(facts, document.Attribute(i, "rel"), document.Attribute(i, "href"));
    } else if (node.tag == "a" && facts.anchors.size() < kMaxAnchors) {
      const std::string_view href = document.Attribute(i, "href");
      if (href.empty()) continue;
      PageFacts::Anchor anchor;
      anchor.href = std::string(href.substr(0, 9000));
      anchor.text = document.Text(i, 120);
      anchor.hint = Hints(document, i);
      if (node.parent >= 0) anchor.hint += "^" + Hints(document, node.parent);
      if (anchor.text.empty() && node.end - i < 8) {
        for (int32_t k = i + 1; k < node.end; ++k) anchor.hint += Hints(document, k) + std::string(document.Attribute(k, "alt"));
      }
      anchor.nofollow = HasWord(document.Attribute(i, "rel"), "nofollow");
      if (HasWord(document.Attribute(i, "rel"), "next") && facts.rel_next.size() < 10) facts.rel_next.emplace_back(href);
      anchor.after_current = current_end >= 0 && i - current_end < 8 && SmallNumber(anchor.text).has_value();
      facts.anchors.push_back(std::move(anchor));
    } else if ((node.tag == "span" || node.tag == "strong" || node.tag == "b" || node.tag == "em" || node.tag == "li" || node.tag == "div") &&
               node.end - i <= 4) {
      if (SmallNumber(document.Text(i, 8))) current_end = node.end;
    }
    if (node.tag == "a" && (HasWord(document.Attribute(i, "class"), "current") || HasWord(document.Attribute(i, "class"), "active") ||
                            HasWord(document.Attribute(i, "aria-current"), "page") || HasWord(document.Attribute(i, "aria-current"), "true")) &&
        SmallNumber(document.Text(i, 8))) {
      current_end = node.end;
    }
    if (node.tag == "li" && (HasWord(document.Attribute(i, "class"), "active") || HasWord(document.Attribute(i, "class"), "current") || HasWord(document.Attribute(i, "class"), "selected")) && node.end - i <= 6 && SmallNumber(document.Text(i, 8))) {
      current_end = node.end;
    }
  }
  return facts;
}

PageFacts ReadFactsFlat(std::string_view html) {
  PageFacts facts;
  HtmlTokenizer tokens(html);
  HtmlToken token;
  bool in_title = false;
  size_t count = 0;
  PageFacts::Anchor* open = nullptr;
  while (tokens.Next(token) && ++count < 2'000'000) {
    if (token.kind == HtmlToken::Kind::kText) {
      if (in_title && facts.title.empty()) facts.title = TidyText(token.text, 2000);
      if (open && open->text.size() < 120) open->text = TidyText(open->text + " " + std::string(token.text.substr(0, 200)), 120);
      continue;
    }
    if (token.kind == HtmlToken::Kind::kEnd) {
      if (token.name == "title") in_title = false;
      if (token.name == "a") open = nullptr;
      continue;
    }
    if (token.name == "html") {
      facts.lang = token.Attribute("lang");
    } else if (token.name == "title") {
      in_title = true;
    } else if (token.name == "base" && facts.base_href.empty()) {
      facts.base_href = token.Attribute("href");
    } else if (token.name == "meta") {
      for (const char* key : {"property", "name", "http-equiv", "itemprop"}) AddMeta(facts, token.Attribute(key), token.Attribute("content"));
    } else if (token.name == "link") {
      AddLink(facts, token.Attribute("rel"), token.Attribute("href"));
    } else if (token.name == "a" && facts.anchors.size() < kMaxAnchors) {
      PageFacts::Anchor anchor;
      anchor.href = token.Attribute("href").substr(0, 9000);
      open = nullptr;
      if (anchor.href.empty()) continue;
      anchor.hint = ToLowerAscii(token.Attribute("class") + " " + token.Attribute("title"));
      anchor.nofollow = HasWord(token.Attribute("rel"), "nofollow");
      if (HasWord(token.Attribute("rel"), "next") && facts.rel_next.size() < 10) facts.rel_next.push_back(anchor.href);
      facts.anchors.push_back(std::move(anchor));
      open = &facts.anchors.back();
    }
  }
  return facts;
}

std::vector<std::string> PageLinks(const PageFacts& facts, const PageContext& context) {
  std::vector<std::string> links;
  std::unordered_set<std::string> seen;
  size_t bytes = 0;
  for (const PageFacts::Anchor& anchor : facts.anchors) {
    if (anchor.nofollow) continue;
    if (links.size() >= kMaxLinks) break;
    std::string url = context.Absolute(anchor.href);
    if (url.empty() || !seen.insert(url).second) continue;
    bytes += url.size();
    if (bytes > kMaxAnswerBytes) break;
    links.push_back(std::move(url));
  }
  return links;
}

std::vector<std::string> NextPages(const PageFacts& facts, const PageContext& context) {
  const std::string self = context.url ? context.url->HrefWithoutFragment() : "";
  std::vector<std::pair<double, std::string>> scored;
  std::unordered_map<std::string, size_t> places;  // of each address in `scored`
  const auto add = [&](double score, const std::string& href) {
    std::string url = context.Absolute(href);
    if (url.empty() || url == self) return;
    const auto [place, fresh] = places.emplace(url, scored.size());
    if (fresh) scored.emplace_back(score, std::move(url));
    else scored[place->second].first = std::max(scored[place->second].first, score);
  };
  for (const std::string& href : facts.rel_next) add(10, href);
  const std::optional<int64_t> here = PageNumberOf(self);
  for (const PageFacts::Anchor& anchor : facts.anchors) {
    const size_t caret = anchor.hint.find('^');
    const std::string own = anchor.hint.substr(0, caret);
    const bool pager = anchor.hint.find("pag") != std::string::npos || anchor.hint.find("nav") != std::string::npos ||
                       anchor.hint.find("next") != std::string::npos || PageNumberOf(anchor.href).has_value();
    const bool previous = HasWord(anchor.hint, "prev") || own.find("previous") != std::string::npos || own.find("prev") != std::string::npos;
    const bool other = own.find("slick") != std::string::npos || own.find("carousel") != std::string::npos || own.find("slide") != std::string::npos;
    if (previous || other) continue;
    // Arrows around the words: "Next »".
    const std::string_view text = anchor.text;
    double score = 0;
    if (IsNextWord(text)) score = 6;
    else if (IsNextSign(text) && pager) score = 5;
    else if (own.find("next") != std::string::npos && (text.size() < 30)) score = 4.5;
    else if (HasWord(anchor.hint, "next") && text.size() < 12) score = 3.5;
    else if (anchor.after_current && PageNumberOf(anchor.href)) score = 3;
    if (score == 0 && here) {
      const auto number = SmallNumber(text);
      if (number && *number == *here + 1 && PageNumberOf(anchor.href) == *here + 1) score = 4;
    }
    if (score == 0) continue;
    if (pager) score += 0.5;
    add(score, anchor.href);
  }
  std::stable_sort(scored.begin(), scored.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<std::string> next;
  for (auto& [score, url] : scored) {
    if (next.size() < 3) next.push_back(std::move(url));
  }
  return next;
}

std::optional<Draft> ReadMetaDraft(const PageFacts& facts, const PageContext& context) {
  Draft draft;
  Listing& listing = draft.listing;
  const auto first = [&](std::initializer_list<const char*> names) {
    for (const char* name : names) {
      if (std::string value = facts.Meta(name); !value.empty()) return value;
    }
    return std::string();
  };
  listing.title = first({"og:title", "twitter:title"});
  if (listing.title.empty()) return std::nullopt;
  listing.description = first({"og:description", "description", "twitter:description"});
  listing.brand = first({"product:brand", "og:brand", "brand"});
  const std::string currency = first({"product:price:currency", "og:price:currency", "product:sale_price:currency", "og:product:price:currency", "pricecurrency"});
  for (const char* name : {"product:sale_price:amount", "product:price:amount", "og:price:amount", "og:product:price:amount", "price"}) {
    if (!listing.price) listing.price = ParseMachinePrice(facts.Meta(name), currency, context.money);
  }
  if (!listing.price && ContainsNoCase(facts.Meta("twitter:label1"), "price")) {
    listing.price = ParsePrice(facts.Meta("twitter:data1"), context.money, currency);
  }
  listing.availability = AvailabilityName(first({"product:availability", "og:availability", "availability"}));
  listing.sku = first({"product:retailer_item_id", "sku", "productid"});
  listing.gtin = CleanGtin(first({"product:ean", "product:upc", "product:isbn", "og:upc"}));
  for (const char* name : {"og:image", "og:image:secure_url", "twitter:image"}) {
    const auto range = facts.metas.equal_range(name);
    for (auto it = range.first; it != range.second && listing.images.size() < kMaxListingImages; ++it) {
      const std::string url = context.Absolute(it->second);
      if (!url.empty() && std::find(listing.images.begin(), listing.images.end(), url) == listing.images.end()) listing.images.push_back(url);
    }
    if (!listing.images.empty()) break;
  }
  listing.url = context.Absolute(facts.Meta("og:url"));
  const std::string type = ToLowerAscii(facts.Meta("og:type"));
  draft.weight = listing.price ? 0.8 : type.find("product") != std::string::npos || type == "og:product" ? 0.6 : 0;
  return draft;
}

}  // namespace markwarden
