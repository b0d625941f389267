// One answer from many readers.
#include "crawler/extract_merge.h"

#include <algorithm>

#include "crawler/extract_dom.h"
#include "crawler/extract_hints.h"
#include "crawler/extract_list.h"
#include "crawler/extract_schema.h"
#include "crawler/extract_seller.h"
#include "crawler/extract_state.h"

namespace markwarden {
namespace {

// Takes from `other` what `listing` does not say.
void FillFrom(Listing& listing, const Listing& other) {
  const auto text = [](std::string& to, const std::string& from) {
    if (to.empty()) to = from;
  };
  text(listing.title, other.title);
  text(listing.description, other.description);
  text(listing.brand, other.brand);
  text(listing.availability, other.availability);
  text(listing.sku, other.sku);
  text(listing.gtin, other.gtin);
  text(listing.item_id, other.item_id);
  text(listing.seller.name, other.seller.name);
  text(listing.seller.id, other.seller.id);
  text(listing.seller.url, other.seller.url);
  text(listing.seller.location, other.seller.location);
  text(listing.seller.licence, other.seller.licence);
  text(listing.seller.credit_code, other.seller.credit_code);
  if (listing.category.empty()) listing.category = other.category;
  if (listing.images.empty()) listing.images = other.images;
  if (!listing.sales) listing.sales = other.sales;
  if (!listing.price) {
    listing.price = other.price;
  } else if (other.price && listing.price->currency.empty() && DecimalRatio(listing.price->amount, other.price->amount).value_or(0) == 1) {
    listing.price->currency = other.price->currency;
  }
}

// "Name - Shop", "Name | Shop" -> "Name", when the shop says its name.
std::string WithoutSiteName(const std::string& title, const std::string& site) {
  if (site.empty()) return title;
  for (const char* separator : {" | ", " - ", " – ", " — ", " :: ", " : ", "_", "-"}) {
    const size_t at = title.rfind(separator);
    if (at == std::string::npos || at < 4) continue;
    const std::string tail = title.substr(at + std::char_traits<char>::length(separator));
    if (FoldKey(tail) == FoldKey(site)) return title.substr(0, at);
  }
  return title;
}

// The product that the page is about, among those its markup names: the one whose name is
// like the page's own, else the first.
const Draft* MainProduct(const std::vector<Draft>& products, const std::string& title) {
  const Draft* best = nullptr;
  double best_score = 0;
  for (const Draft& draft : products) {
    double score = draft.weight + (draft.listed ? -1.0 : 0.0) + (draft.listing.price ? 0.4 : 0.0);
    if (!title.empty() && !draft.listing.title.empty()) score += 2 * TitleLikeness(title, draft.listing.title);
    if (!best || score > best_score + 1e-9) {
      best = &draft;
      best_score = score;
    }
  }
  return best;
}

// "45,000+ results for ...": the heading of a search.
bool SpeaksOfResults(std::string_view title) {
  const std::string lower = ToLowerAscii(title);
  for (const std::string_view word : {"results for", "search results", "results found", " results", "搜索结果", "搜尋結果", "результаты поиска", "найдено", "suchergebnis", "ergebnisse", "résultats", "resultados", "risultati", "検索結果", "wyniki wyszukiwania"}) {
    if (lower.find(word) != std::string::npos) return true;
  }
  return false;
}

// Titles say the shop's name after the page's: "Name - Shop".
bool BeginsWithName(std::string_view title, std::string_view name) {
  const std::string whole = FoldKey(title), part = FoldKey(name);
  return part.size() >= 6 && whole.compare(0, part.size(), part) == 0;
}

// An address with what tells one item from another blotted out: "/item/#?id"; empty when
// nothing in it looks like an item's number or name.
std::string AddressShape(const Url& url) {
  const std::string href = url.HrefWithoutFragment();
  const size_t scheme = href.find("://");
  const size_t path = scheme == std::string::npos ? std::string::npos : href.find('/', scheme + 3);
  if (path == std::string::npos) return "";
  const size_t query = std::min(href.find('?', path), href.size());
  const auto numbered = [](std::string_view part) {
    return std::count_if(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; }) >= 4;
  };
  std::string shape = href.substr(0, path);
  bool told = false;
  for (size_t at = path; at < query;) {
    const size_t end = std::min(href.find('/', at + 1), query);
    const std::string_view part = std::string_view(href).substr(at + 1, end - at - 1);
    const bool number = numbered(part);
    at = end;
    if (part.find('=') != std::string_view::npos) continue;  // a parameter, not a place
    told = told || number;
    shape += '/';
    if (number) shape += '#';
    else if (std::count(part.begin(), part.end(), '-') >= 3) shape += '@';
    else shape += part;
  }
  for (size_t at = query; at < href.size();) {
    const size_t end = std::min(href.find('&', at + 1), href.size());
    const std::string_view pair = std::string_view(href).substr(at + 1, end - at - 1);
    const size_t equals = std::min(pair.find('='), pair.size());
    if (numbered(pair.substr(equals)) && pair.substr(0, 4) != "utm_") {
      shape += '?';
      shape += pair.substr(0, equals);
      told = true;
    }
    at = end;
  }
  return told ? shape : "";
}

class Merger {
 public:
  explicit Merger(const PageInput& input) : in_(input) {}

  PageOffers Merge() {
    LiteralBudget budget;
    std::vector<Json> roots;
    if (in_.options.use_json_ld) roots = ReadJsonLdBlocks(in_.scan.scripts, budget);
    SchemaFindings ld = ReadSchema(roots, in_.context);
    SchemaFindings micro, rdfa;
    DomProduct dom;
    std::vector<PriceCandidate> prices;
    if (in_.document) {
      micro = ReadSchema(ReadMicrodata(*in_.document, in_.context), in_.context);
      rdfa = ReadSchema(ReadRdfa(*in_.document, in_.context), in_.context);
      cues_.emplace(*in_.document);
      prices = FindShownPrices(*cues_, 0, in_.document->size(), in_.context);
      dom = ReadDomProduct(*cues_, prices, in_.facts, in_.context);
    }
    const StateFindings state = ReadState(in_.scan.scripts, in_.context, budget);
    std::optional<Draft> meta = ReadMetaDraft(in_.facts, in_.context);
    const std::string own_title = !dom.listing.title.empty() ? dom.listing.title : meta ? meta->listing.title : in_.facts.title;

    PageOffers offers;
    if (!in_.options.hints.empty() && in_.document) {
      std::vector<Listing> hinted = ReadHintedList(*in_.document, in_.context, in_.options.hints);
      if (!hinted.empty()) return Finish(PageKind::kList, std::move(hinted));
    }
    // What the page's list, if it has one, looks like.
    std::vector<Listing> list = cues_ ? ReadDomList(*cues_, std::move(prices), in_.context) : std::vector<Listing>();
    DropNeighboursPrice(dom, list);
    ImproveList(list, ld, micro, state);

    std::vector<const Draft*> sources;
    for (SchemaFindings* findings : {&ld, &micro, &rdfa}) {
      if (const Draft* main = MainProduct(findings->products, own_title); main && Plausible(*main, *findings, own_title, list.size())) {
        sources.push_back(main);
      }
    }
    const double like_title = 0.45;
    const Draft* state_main = nullptr;
    if (const Draft* main = MainProduct(state.products, own_title)) {
      if (TitleLikeness(main->listing.title, own_title) >= like_title || TitleLikeness(main->listing.title, in_.facts.title) >= like_title) state_main = main;
    }
    const bool state_own = state_main != nullptr && StateIsOwn(*state_main, own_title, list);
    const bool declared = !sources.empty() || (meta && meta->weight > 0.5);
    const bool single_state = state_main != nullptr && state_main->listing.price && list.size() < 8;
    const bool page_says_list = list.size() >= 4 && !declared;
    // A list beside the page's own offer (similar goods) shows neither its title nor its price.
    const bool apart = dom.listing.price && dom.price_confidence >= 0.6 && dom.confidence >= 0.5 &&
                       std::none_of(list.begin(), list.end(), [&](const Listing& item) {
                         return TitleLikeness(item.title, dom.listing.title) > 0.9 || (item.price && item.price->amount == dom.listing.price->amount);
                       });
    // Beside a long list the page's own offer must be told by more than a number.
    const bool own_offer = apart && !dom.listing.title.empty() && !SpeaksOfResults(dom.listing.title) && (list.size() < 20 || dom.confidence >= 0.75);
    // Out of stock, without a price: a long name that is the page's title, a number and pictures.
    const bool unpriced = !dom.listing.price && dom.listing.title.size() >= 25 && !dom.listing.sku.empty() && !dom.listing.images.empty() &&
                          TitleLikeness(dom.listing.title, in_.facts.title) > 0.6 && !SpeaksOfResults(dom.listing.title) &&
                          std::none_of(list.begin(), list.end(), [&](const Listing& item) { return TitleLikeness(item.title, dom.listing.title) > 0.9; });
    Seller seller;
    if (cues_) ReadDomSeller(*cues_, in_.context, seller);
    const bool main_page = IsMainPage(dom, seller, list);
    const bool dom_product = dom.confidence >= 0.5 && !SpeaksOfResults(dom.listing.title) && !(page_says_list && dom.confidence < 0.8);
    if (declared || own_offer || unpriced || state_own || main_page || (dom_product && !(list.size() >= 12 && dom.confidence < 0.9)) || (single_state && dom.confidence >= 0.3)) {
      offers.kind = PageKind::kProduct;
      offers.listings.push_back(MergeProduct(sources, meta, state_main, state_own && (!apart || dom.confidence < 0.5), dom, ld, micro));
      return Finish(offers.kind, std::move(offers.listings));
    }
    if (list.size() >= 3) return Finish(PageKind::kList, std::move(list));
    if (!seller.name.empty() && (!seller.credit_code.empty() || !seller.licence.empty())) offers.seller_page = std::move(seller);
    return offers;
  }

 private:
  // A price that stands nowhere but in the blocks of other goods is theirs.
  static void DropNeighboursPrice(DomProduct& dom, const std::vector<Listing>& list) {
    if (!dom.listing.price || dom.listing.title.empty()) return;
    const std::string& amount = dom.listing.price->amount;
    const auto shown = std::count(dom.amounts.begin(), dom.amounts.end(), amount);
    std::ptrdiff_t listed = 0;
    for (const Listing& item : list) {
      if (!item.price || item.price->amount != amount) continue;
      if (TitleLikeness(item.title, dom.listing.title) > 0.6) return;
      ++listed;
    }
    if (listed < shown || listed == 0) return;
    dom.listing.price.reset();
    dom.confidence -= dom.price_share;
    dom.price_confidence = dom.price_share = 0;
  }

  // An object of the page's state is what the page is about: the title names it, or its
  // number is in the address.
  bool StateIsOwn(const Draft& draft, const std::string& own_title, const std::vector<Listing>& list) const {
    const Listing& listing = draft.listing;
    if (draft.listed || SpeaksOfResults(in_.facts.title)) return false;
    const double like = std::max(TitleLikeness(listing.title, own_title), TitleLikeness(listing.title, in_.facts.title));
    const bool named = like > 0.75 || BeginsWithName(in_.facts.title, listing.title);
    if (!named && !draft.addressed) return false;
    if (!listing.price && (listing.images.empty() || (listing.sku.empty() && !draft.addressed))) return false;
    // A list whose length makes the page a list needs both to be outweighed.
    return list.size() < 12 || (named && draft.addressed);
  }

  // A page with one product's name, picture and facts, beside a few others.
  bool IsMainPage(const DomProduct& dom, const Seller& seller, const std::vector<Listing>& list) const {
    const Listing& own = dom.listing;
    if (own.title.size() < 8 || own.images.empty() || SpeaksOfResults(own.title)) return false;
    if (TitleLikeness(own.title, in_.facts.title) < 0.6 && !BeginsWithName(in_.facts.title, own.title)) return false;
    if (!seller.name.empty() && TitleLikeness(seller.name, own.title) > 0.8) return false;  // the shop's own page
    const std::string here = in_.context.url ? in_.context.url->HrefWithoutFragment() : "";
    const std::string shape = in_.context.url ? AddressShape(*in_.context.url) : "";
    const Result<Url> canonical = ParseUrl(in_.context.Absolute(in_.facts.canonical));
    const std::string canonical_shape = canonical ? AddressShape(*canonical) : "";
    size_t siblings = 0;
    for (const Listing& item : list) {
      const Result<Url> url = ParseUrl(item.url);
      if (!url || item.url == here) continue;
      const std::string other = AddressShape(*url);
      siblings += !other.empty() && (other == shape || other == canonical_shape);
    }
    const bool sibling = siblings > 0 && siblings * 2 >= list.size();
    const bool addressed = in_.context.InAddress(own.sku);
    const std::string name = FoldKey(own.title);
    if (!sibling && !addressed) {
      // Categories are named by the menu, listed goods by their own block.
      for (const PageFacts::Anchor& anchor : in_.facts.anchors) {
        if (FoldKey(anchor.text) == name) return false;
      }
      for (const Listing& item : list) {
        if (TitleLikeness(item.title, own.title) > 0.9) return false;
      }
    }
    const int evidence = (sibling || addressed ? 2 : 0) + (!own.sku.empty() || !own.gtin.empty()) + !seller.name.empty() + (own.sales.has_value() || !own.availability.empty()) + !own.brand.empty() + (own.price && dom.price_confidence >= 0.4);
    // Beside a long list: one of its kind by address, with a name longer than categories have.
    if (list.size() >= 12) return (sibling || addressed) && own.title.size() >= 25 && evidence >= 4;
    return evidence >= 3;
  }

  // Several equal products without one that is the page's are a list, not a product page.
  bool Plausible(const Draft& main, const SchemaFindings& findings, const std::string& title, size_t list_size) const {
    size_t named = 0;
    for (const Draft& draft : findings.products) named += !draft.listing.title.empty();
    if (main.listed && named > 1) return TitleLikeness(main.listing.title, title) > 0.7;
    if (named > 3 && list_size >= 3) return TitleLikeness(main.listing.title, title) > 0.6;
    return main.listing.price || !main.listing.sku.empty() || !main.listing.images.empty() || !main.listing.brand.empty() ||
           TitleLikeness(main.listing.title, title) > 0.5;
  }

  // A list told by markup or state, when the tree showed less of it.
  void ImproveList(std::vector<Listing>& list, const SchemaFindings& ld, const SchemaFindings& micro, const StateFindings& state) const {
    const auto priced = [](const std::vector<Listing>& some) {
      return static_cast<size_t>(std::count_if(some.begin(), some.end(), [](const Listing& l) { return l.price.has_value(); }));
    };
    const auto consider = [&](std::vector<Listing> other) {
      if (other.size() >= 3 && priced(other) > priced(list)) list = std::move(other);
    };
    for (const SchemaFindings* findings : {&ld, &micro}) {
      std::vector<Listing> told;
      for (const Draft& draft : findings->products) {
        if (!draft.listing.title.empty() && (!draft.listing.url.empty() || draft.listing.price)) told.push_back(draft.listing);
      }
      consider(std::move(told));
    }
    for (const std::vector<Listing>& told : state.lists) consider(told);
  }

  Listing MergeProduct(const std::vector<const Draft*>& sources, const std::optional<Draft>& meta, const Draft* state, bool state_first, const DomProduct& shown,
                       const SchemaFindings& ld, const SchemaFindings& micro) const {
    Listing listing;
    // The name that the page shows is what buyers read; markup often holds less or more.
    const std::string site = in_.facts.Meta("og:site_name");
    for (const Draft* draft : sources) FillFrom(listing, draft->listing);
    // A page that a script draws shows little of its own: what it shows are other goods.
    const bool drawn = state_first && sources.empty();
    if (drawn) FillFrom(listing, state->listing);
    DomProduct dom = shown;
    if (drawn && !listing.price && state->unpriced) dom.listing.price.reset();
    if (listing.title.empty() && !dom.listing.title.empty()) listing.title = dom.listing.title;
    // Prices: what the page shows and its markup agree on wins.
    if (!listing.price && meta && meta->listing.price) listing.price = meta->listing.price;
    if (!drawn && listing.price && dom.listing.price && dom.price_confidence >= 0.8 && !dom.Shows(listing.price->amount)) {
      // Markup that the page contradicts: often a price without tax, or a stale one.
      listing.price = dom.listing.price;
    }
    if (!listing.price && dom.listing.price && dom.price_confidence >= 0.6) listing.price = dom.listing.price;
    if (state) {
      if (!listing.price || listing.price->currency.empty()) FillFrom(listing, state->listing);
    }
    FillFrom(listing, dom.listing);
    // Of two texts about the goods the page's own prose says more than a line for search engines; markup of the
    // product stands, unless it holds but the beginning of that prose.
    if (dom.listing.description.size() > 2 * listing.description.size()) listing.description = dom.listing.description;
    if (meta) {
      Listing said = meta->listing;
      said.title = WithoutSiteName(said.title, site);
      FillFrom(listing, said);
    }
    if (state) FillFrom(listing, state->listing);
    if (listing.price && listing.price->currency.empty()) {
      if (dom.listing.price && !dom.listing.price->currency.empty()) listing.price->currency = dom.listing.price->currency;
      else if (state && state->listing.price) listing.price->currency = state->listing.price->currency;
      else if (meta && meta->listing.price) listing.price->currency = meta->listing.price->currency;
      else if (!dom.currency.empty()) listing.price->currency = dom.currency;
    }
    if (listing.title.empty()) listing.title = WithoutSiteName(TidyText(in_.facts.title, 1000), site);
    if (listing.category.empty()) listing.category = !ld.breadcrumb.empty() ? ld.breadcrumb : micro.breadcrumb;
    if (cues_) ReadDomSeller(*cues_, in_.context, listing.seller);
    FinishProduct(listing);
    return listing;
  }

  // What holds however the listing was read.
  void FinishProduct(Listing& listing) const {
    if (in_.document && !in_.options.hints.empty()) ApplyHints(*in_.document, in_.context, in_.options.hints, listing);
    // A page's address is where it was found.
    if (in_.context.url) {
      listing.url = in_.context.url->HrefWithoutFragment();
    } else {
      const std::string canonical = in_.context.Absolute(in_.facts.canonical);
      if (!canonical.empty()) listing.url = canonical;
    }
  }

  PageOffers Finish(PageKind kind, std::vector<Listing> listings) const {
    for (Listing& listing : listings) {
      if (listing.lang.empty()) listing.lang = in_.context.lang;
    }
    return {kind, std::move(listings), std::nullopt};
  }

  const PageInput& in_;
  std::optional<CueIndex> cues_;  // of the tree, when there is one
};

}  // namespace

PageOffers ReadOffers(const PageInput& input) { return Merger(input).Merge(); }

}  // namespace markwarden
