// Sellers as pages and commands see them.
#include "service/sellers.h"

#include <algorithm>

#include "service/permissions.h"
#include "service/transact.h"
#include "service/view.h"
#include "store/sellers.h"

namespace markwarden {
namespace {

constexpr int kHistoryRows = 200, kEventsAStep = 2'000, kMostSharing = 20;
constexpr std::chrono::hours kHistory{24 * 365 * 5 + 24};

Json SellerView(const SellerRow& row) {
  const SellerTally& tally = row.tally;
  return {{"id", IdToString(row.seller.id)}, {"name", TextOrNull(row.seller.name)}, {"platform", row.seller.platform}, {"url", TextOrNull(row.seller.url)},
          {"credit_code", TextOrNull(row.seller.credit_code)}, {"region", TextOrNull(row.seller.region_code)}, {"location", TextOrNull(row.seller.location)},
          {"suspected", tally.suspected}, {"upheld", tally.upheld}, {"dismissed", tally.dismissed}, {"rights", tally.rights}, {"notices", tally.notices},
          {"taken", tally.taken}, {"relists", tally.relists}, {"last_seen", TimeOrNull(tally.last_seen)}};
}

}  // namespace

Result<Json> ListSellers(Service& service, const Scope& scope, const SellerQuery& query) {
  if (Status allowed = Authorise(scope, UseCase::kSeeSellers); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Page<SellerRow>> page = ListSellers(db, scope, SellerFilter{.text = query.text, .platform = query.platform, .upheld_only = query.upheld_only},
                                               PageRequest{.limit = std::clamp(query.limit, 1, 500), .after = query.cursor});
    if (!page) return Fail(page);
    Json items = Json::array();
    for (const SellerRow& row : page->rows) items.push_back(SellerView(row));
    return Json{{"items", std::move(items)}, {"next", TextOrNull(page->next)}};
  });
}

Result<Json> ShowSeller(Service& service, const Scope& scope, Id seller) {
  if (Status allowed = Authorise(scope, UseCase::kSeeSellers); !allowed) return Fail(allowed);
  const Time since = service.clock().Now() - kHistory;
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::optional<SellerRow>> row = FindSellerRow(db, scope, seller);
    if (!row) return Fail(row);
    if (!*row) return Fail(ErrorCode::kNotFound, "no seller " + IdToString(seller));
    Json view = SellerView(**row);
    Result<std::vector<SellerKey>> keys = KeysOfSeller(db, seller);
    if (!keys) return Fail(keys);
    Json known = Json::array();
    for (const SellerKey& key : *keys) known.push_back({{"kind", key.kind}, {"value", key.value}, {"first_seen", FormatTime(key.first_seen)}});
    Result<std::string> licence = LicencePictureOf(db, seller);
    if (!licence) return Fail(licence);
    view["licence"] = TextOrNull(*licence);
    view["keys"] = std::move(known);
    Result<std::vector<SellerLink>> links = LinksOfSeller(db, seller, kMostSharing);
    if (!links) return Fail(links);
    Json linked = Json::array();
    for (const SellerLink& link : *links) {
      linked.push_back({{"seller", IdToString(link.seller)}, {"name", TextOrNull(link.name)}, {"platform", link.platform}, {"kind", link.kind}, {"value", link.value},
                        {"shared_by", link.shared_by}});
    }
    view["links"] = std::move(linked);
    Result<std::vector<SellerYear>> years = YearsOfSeller(db, scope, seller, since);
    if (!years) return Fail(years);
    Json list = Json::array();
    for (const SellerYear& year : *years) list.push_back({{"year", year.year}, {"suspected", year.suspected}, {"upheld", year.upheld}});
    view["years"] = std::move(list);
    Result<std::vector<SellerAct>> acts = ActsOfSeller(db, scope, seller, since, kHistoryRows);
    if (!acts) return Fail(acts);
    Json history = Json::array();
    for (const SellerAct& act : *acts) {
      history.push_back({{"kind", act.kind}, {"id", IdToString(act.id)}, {"at", FormatTime(act.at)}, {"state", act.state}, {"title", TextOrNull(act.title)},
                         {"right", {{"id", IdToString(act.right)}, {"title", act.right_title}}}, {"db", act.kind == "flag" ? Json(act.db) : Json(nullptr)}});
    }
    view["history"] = std::move(history);
    return view;
  });
}

Result<int64_t> SellerPass(Service& service) {
  int64_t all = 0;
  for (;;) {
    Result<int64_t> read = Writing(service, [](Transaction& tx) { return TallySellers(tx, kEventsAStep); });
    if (!read) return read;
    all += *read;
    if (*read < kEventsAStep) return all;
  }
}

}  // namespace markwarden
