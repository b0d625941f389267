// Cards into sightings, sightings into a view.
#include "service/search_sightings.h"

#include <set>

#include "service/listing_intake.h"
#include "store/captures.h"
#include "store/listings.h"
#include "store/sightings.h"

namespace markwarden {
namespace {

constexpr size_t kMostOffersOfAPage = 500;
constexpr int kSightingsShown = 20, kHistoriesShown = 50;

// The cards in their order; an offer of another kind of page has no item id where the source says how its items look.
std::vector<std::pair<std::string, std::string>> OffersOnPage(const SourceView& source, const Extraction& extraction, bool& listed) {
  std::vector<std::pair<std::string, std::string>> offers;
  const bool items_known = !source.spec().item_id.empty();
  listed = extraction.kind == PageKind::kList;
  if (listed) {
    for (const Listing& listing : extraction.listings) {
      const Result<Url> url = ParseUrl(listing.url);
      if (!url || (items_known && source.ItemId(*url).empty())) continue;
      offers.push_back(ListingKeyOf(source, *url, listing.item_id));
      if (offers.size() == kMostOffersOfAPage) break;
    }
    return offers;
  }
  if (!items_known) return offers;
  std::set<std::string> once;
  for (const std::string& link : extraction.links) {
    const Result<Url> url = ParseUrl(link);
    if (!url || source.ItemId(*url).empty() || !source.InScope(*url)) continue;
    auto offer = ListingKeyOf(source, *url, "");
    if (once.insert(offer.second).second) offers.push_back(std::move(offer));
    if (offers.size() == kMostOffersOfAPage) break;
  }
  return offers;
}

Json PlaceView(const PlaceInTime& one) { return {{"place", one.place}, {"at", FormatTime(one.at)}}; }

}  // namespace

Status TakeSearchPage(Transaction& tx, const Scope& scope, const FetchedPage& page, const SearchSource& source, Id capture, int kept) {
  const SearchPage& search = page.url.search;
  const int status = page.exchange.status;
  if (search.query.empty() || page.url.role == UrlRole::kPicture || (status != 200 && status != 304)) return Ok();
  SearchPageSeen seen{.org = source.org, .watch = page.url.watch, .source = source.id, .query = search.query, .page = search.number, .before = search.before,
                      .round = page.url.round, .capture = capture, .at = page.exchange.started, .listed = true, .offers = {}};
  if (status == 200 && page.extraction) seen.offers = OffersOnPage(source.view, *page.extraction, seen.listed);
  return SaveSearchPage(tx, scope, seen, kept);
}

Result<Json> FoundView(CaseDb& db, const Scope& scope, Id listing) {
  Json sightings = Json::array(), history = Json::array();
  Result<std::optional<ListingRecord>> record = FindListing(db, listing);
  if (!record) return Fail(record);
  if (!*record) return Json{{"sightings", std::move(sightings)}, {"history", std::move(history)}};
  Result<std::vector<Sighting>> found = SightingsOf(db, scope, (*record)->platform, (*record)->key, kSightingsShown);
  if (!found) return Fail(found);
  for (const Sighting& one : *found) {
    Result<SealedInfo> seal = SealOfCapture(db, one.capture);
    if (!seal) return Fail(seal);
    Json sealed = nullptr;
    if (seal->seal != 0) sealed = {{"event", IdToString(seal->event)}, {"event_no", seal->event_no ? Json(*seal->event_no) : Json(nullptr)}};
    sightings.push_back({{"query", one.query}, {"source", {{"id", IdToString(one.source)}, {"name", one.source_name}}},
                         {"watch", {{"id", IdToString(one.watch)}, {"name", one.watch_name}}}, {"page", one.page}, {"position", one.position}, {"place", one.place},
                         {"listed", one.listed}, {"at", FormatTime(one.at)}, {"url", one.url}, {"capture", IdToString(one.capture)}, {"sealed", std::move(sealed)}});
  }
  Result<std::vector<SearchHistory>> places = SearchHistoryOf(db, scope, (*record)->platform, (*record)->key, kHistoriesShown);
  if (!places) return Fail(places);
  for (const SearchHistory& one : *places) {
    history.push_back({{"query", one.query}, {"source", {{"id", IdToString(one.source)}, {"name", one.source_name}}}, {"times", one.times},
                       {"shown_first", one.shown_first}, {"first", PlaceView(one.first)}, {"best", PlaceView(one.best)}, {"last", PlaceView(one.last)}});
  }
  return Json{{"sightings", std::move(sightings)}, {"history", std::move(history)}};
}

}  // namespace markwarden
