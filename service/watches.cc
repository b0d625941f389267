// Watches into the store, their changes, and what they have come to.
#include "service/watches.h"

#include <algorithm>
#include <map>

#include "core/region.h"
#include "service/period.h"
#include "service/search_queries.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "service/view.h"
#include "store/accounts.h"
#include "store/crawl_view.h"
#include "store/events.h"
#include "store/rights.h"
#include "store/sources.h"
#include "store/store.h"
#include "store/watch_versions.h"
#include "store/watches.h"

namespace markwarden {
namespace {

constexpr size_t kMaxWatchName = 800, kMaxWatchParts = 2'000, kMaxQuery = 1'000;

// An id, or the key that the holder gave.
Result<Id> RightIdOf(CaseDb& db, const Scope& scope, const std::string& id_or_key) {
  Result<std::optional<RightRecord>> found = FindRightByKey(db, scope, id_or_key);
  if (!found) return Fail(found);
  if (!*found) {
    if (const auto id = ParseId(id_or_key)) found = FindRight(db, scope, *id);
    if (!found) return Fail(found);
  }
  if (!*found) return Fail(ErrorCode::kNotFound, "no right " + id_or_key + ": see markwarden right list");
  return (*found)->id;
}

// `wanted` into `watch`: names become ids, what was left out is filled in.
Status FillWatch(CaseDb& db, const Scope& scope, const NewWatch& wanted, Watch& watch) {
  if (wanted.name.empty() || wanted.name.size() > kMaxWatchName) return Fail(ErrorCode::kInvalid, "a watch needs a name of at most 200 characters");
  if (wanted.rights.size() + wanted.sources.size() + wanted.queries.size() > kMaxWatchParts) {
    return Fail(ErrorCode::kInvalid, "a watch takes at most 2,000 rights, sources and queries: make several");
  }
  for (const std::string& query : wanted.queries) {
    if (query.empty() || query.size() > kMaxQuery) return Fail(ErrorCode::kInvalid, "a query is 1 to 1,000 bytes long");
  }
  if (wanted.region.size() > 12 || wanted.region.find_first_not_of("0123456789") != std::string::npos) {
    return Fail(ErrorCode::kInvalid, "the region \"" + wanted.region.substr(0, 40) + "\" is no GB/T 2260 code such as 230100");
  }
  Result<std::optional<Time>> from = PeriodEdge(wanted.from, "the period's begin");
  if (!from) return Fail(from);
  Result<std::optional<Time>> to = PeriodEdge(wanted.to, "the period's end");
  if (!to) return Fail(to);
  if (*from && *to && **to < **from) return Fail(ErrorCode::kInvalid, "the period ends before it begins: change one of its days");
  watch.rights.clear();
  watch.sources.clear();
  watch.owner = scope.actor;
  if (!wanted.owner.empty()) {
    Result<std::optional<Account>> owner = FindAccountByLogin(db, wanted.owner);
    if (!owner) return Fail(owner);
    if (!*owner || (*owner)->org != scope.org || (*owner)->disabled) {
      return Fail(ErrorCode::kNotFound, "nobody here signs in as " + wanted.owner.substr(0, 60) + ": name the owner by login");
    }
    watch.owner = (*owner)->id;
  }
  if (wanted.discovery && (*wanted.discovery < 0 || *wanted.discovery > kMaxDiscovery)) {
    return Fail(ErrorCode::kInvalid, "a round searches for 0 to 200 generated queries in a source");
  }
  if (wanted.discovery) watch.discovery = wanted.discovery;
  watch.name = wanted.name;
  watch.region_code = wanted.region;
  if (scope.bureau != 0) {
    // A bureau below another watches within its own region.
    if (watch.region_code.empty()) watch.region_code = scope.regions.front();
    if (std::none_of(scope.regions.begin(), scope.regions.end(), [&](const std::string& own) { return RegionHolds(own, watch.region_code); })) {
      return Fail(ErrorCode::kInvalid, "the region " + watch.region_code + " is not one of the own bureau");
    }
  }
  watch.from = *from;
  watch.to = *to;
  Result<std::vector<RightRecord>> known = AllRights(db, scope);
  if (!known) return Fail(known);
  for (const std::string& text : wanted.rights) {
    Result<Id> right = RightIdOf(db, scope, text);
    if (!right) return Fail(right);
    watch.rights.push_back(*right);
  }
  if (wanted.rights.empty()) {
    for (const RightRecord& right : *known) watch.rights.push_back(right.id);
  }
  if (watch.rights.empty()) {
    return Fail(ErrorCode::kInvalid, "there is no right to watch: add one with markwarden right import");
  }
  for (const std::string& name : wanted.sources) {
    Result<std::optional<Source>> source = FindSourceByName(db, scope, name);
    if (!source) return Fail(source);
    if (!*source) return Fail(ErrorCode::kNotFound, "no source " + name + ": see markwarden source list");
    watch.sources.push_back((*source)->id);
  }
  if (wanted.sources.empty()) {
    Result<std::vector<Source>> sources = ListSources(db, scope);
    if (!sources) return Fail(sources);
    for (const Source& source : *sources) watch.sources.push_back(source.id);
  }
  if (watch.sources.empty()) {
    return Fail(ErrorCode::kInvalid, "there is no source to watch: add one with markwarden source add FILE");
  }
  watch.queries = wanted.queries;
  if (watch.queries.empty()) {
    for (const RightRecord& right : *known) {
      if (std::find(watch.rights.begin(), watch.rights.end(), right.id) == watch.rights.end()) continue;
      watch.queries.insert(watch.queries.end(), right.right.names.begin(), right.right.names.end());
    }
  }
  return Ok();
}

// What watches name, looked up once for a whole list; null where the scope sees none.
struct WatchNames {
  std::map<Id, Json> rights, sources;
};

Result<Json> WatchView(CaseDb& db, const Scope& scope, const Watch& watch, WatchNames& known) {
  Json rights = Json::array(), sources = Json::array();
  for (const Id id : watch.rights) {
    const auto [named, fresh] = known.rights.try_emplace(id);
    if (fresh) {
      Result<std::optional<RightRecord>> right = FindRight(db, scope, id);
      if (!right) return Fail(right);
      if (*right) named->second = {{"id", IdToString(id)}, {"right_id", (*right)->key}, {"title", (*right)->right.title}};
    }
    if (!named->second.is_null()) rights.push_back(named->second);
  }
  for (const Id id : watch.sources) {
    const auto [named, fresh] = known.sources.try_emplace(id);
    if (fresh) {
      Result<std::optional<Source>> source = FindSource(db, scope, id);
      if (!source) return Fail(source);
      if (*source) named->second = {{"id", IdToString(id)}, {"source", (*source)->name}, {"disabled", (*source)->disabled}};
    }
    if (!named->second.is_null()) sources.push_back(named->second);
  }
  Result<std::optional<Account>> owner = FindAccount(db, watch.owner);
  if (!owner) return Fail(owner);
  Result<int> version = WatchVersionOf(db, watch.id);
  if (!version) return Fail(version);
  return Json{{"id", IdToString(watch.id)},
              {"name", watch.name},
              {"rights", std::move(rights)},
              {"sources", std::move(sources)},
              {"queries", watch.queries},
              {"region", TextOrNull(watch.region_code)},
              {"from", TimeOrNull(watch.from)},
              {"to", TimeOrNull(watch.to)},
              {"state", watch.state},
              {"owner", *owner ? Json((*owner)->login) : Json(nullptr)},
              {"discovery", watch.discovery ? Json(*watch.discovery) : Json(nullptr)},
              {"version", std::max(*version, 1)},
              {"created_by", IdToString(watch.created_by)},
              {"row_version", watch.row_version}};
}

// Counts of crawl.db and case.db; pages that a watch shares with an earlier one count there.
Result<Json> CoverageOf(Service& service, CaseDb& db, Id id) {
  Result<WatchYield> yield = YieldOfWatch(db, id);
  if (!yield) return Fail(yield);
  Json coverage = {{"pages", 0}, {"queued", 0}, {"fetched", 0}, {"failed", 0}, {"refused", 0}, {"refused_by_robots", 0}, {"over_budget", 0},
                   {"next_due", nullptr}, {"cap", kCountCap - 1},
                   {"listings", yield->listings}, {"last_new_listing", TimeOrNull(yield->last_new_listing)}};
  Result<std::unique_ptr<CrawlView>> crawl = CrawlView::Open(service.store().crawl_path().string());
  if (!crawl) return crawl.error().code == ErrorCode::kNotFound ? Result<Json>(std::move(coverage)) : Fail(crawl);
  Result<WatchCoverage> pages = (*crawl)->OfWatch(id);
  if (!pages) return Fail(pages);
  const auto count = [&](const char* state) { return pages->states.contains(state) ? pages->states.at(state) : 0; };
  int64_t all = 0;
  for (const auto& [state, n] : pages->states) all += n;
  coverage["pages"] = std::min(all, kCountCap);
  coverage["queued"] = count("queued");
  coverage["fetched"] = std::min(count("done") + count("gone"), kCountCap);
  coverage["failed"] = count("failed");
  coverage["refused"] = count("refused");
  coverage["refused_by_robots"] = pages->refused_by_robots;
  coverage["over_budget"] = count("over_budget");
  coverage["next_due"] = TimeOrNull(pages->next_due);
  return coverage;
}

Result<Watch> SeenWatch(CaseDb& db, const Scope& scope, Id id) {
  Result<std::optional<Watch>> watch = FindWatch(db, scope, id);
  if (!watch) return Fail(watch);
  if (!*watch) return Fail(ErrorCode::kNotFound, "no watch " + IdToString(id));
  return std::move(**watch);
}

// The version that a change begins from is kept too, where none was yet.
Status KeepFirstVersion(Transaction& tx, const Scope& scope, const Watch& before) {
  Result<int> last = WatchVersionOf(tx.db(), before.id);
  if (!last) return Fail(last);
  if (*last > 0) return Ok();
  Result<int> kept = AddWatchVersion(tx, scope, before);
  return kept ? Ok() : Status(Fail(kept));
}

}  // namespace

Result<Json> AddWatch(Service& service, const Scope& scope, const NewWatch& wanted) {
  if (Status allowed = Authorise(scope, UseCase::kAddWatch); !allowed) return Fail(allowed);
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Watch watch;
    if (Status filled = FillWatch(tx.db(), scope, wanted, watch); !filled) return Fail(filled);
    Result<Watch> added = AddWatch(tx, scope, watch);
    if (!added) {
      if (added.error().code == ErrorCode::kConflict) {
        return Fail(ErrorCode::kConflict, "there is a watch called " + wanted.name + " already: choose another name");
      }
      return Fail(added);
    }
    if (auto kept = AddWatchVersion(tx, scope, *added); !kept) return Fail(kept);
    if (auto id = AppendEvent(tx, EventBy(scope, "watch.added", "watch", added->id)); !id) return Fail(id);
    return Json{{"id", IdToString(added->id)}, {"name", added->name}, {"rights", added->rights.size()},
                {"sources", added->sources.size()}, {"queries", added->queries.size()}};
  });
}

Result<Json> EditWatch(Service& service, const Scope& scope, Id id, const NewWatch& wanted, int64_t row_version) {
  if (Status allowed = Authorise(scope, UseCase::kAddWatch); !allowed) return Fail(allowed);
  Status done = Writing(service, [&](Transaction& tx) -> Status {
    Result<Watch> before = SeenWatch(tx.db(), scope, id);
    if (!before) return Fail(before);
    if (before->state == "done") return Fail(ErrorCode::kConflict, "the watch has ended: add another instead of changing it");
    Watch watch = *before;
    NewWatch whole = wanted;
    if (whole.owner.empty()) {
      Result<std::optional<Account>> owner = FindAccount(tx.db(), before->owner);
      if (!owner) return Fail(owner);
      if (*owner) whole.owner = (*owner)->login;
    }
    if (Status filled = FillWatch(tx.db(), scope, whole, watch); !filled) return filled;
    if (Status kept = KeepFirstVersion(tx, scope, *before); !kept) return kept;
    Result<Watch> edited = EditWatch(tx, scope, watch, row_version);
    if (!edited) return Fail(edited);
    Result<int> version = AddWatchVersion(tx, scope, *edited);
    if (!version) return Fail(version);
    NewEvent event = EventBy(scope, "watch.changed", "watch", id);
    event.region_code = edited->region_code;
    event.detail = {{"version", *version}};
    if (auto written = AppendEvent(tx, event); !written) return Fail(written);
    return Ok();
  });
  if (!done) return Fail(done);
  return ShowWatch(service, scope, id);
}

Result<Json> ActOnWatch(Service& service, const Scope& scope, Id id, const std::string& act, int64_t row_version) {
  if (Status allowed = Authorise(scope, UseCase::kAddWatch); !allowed) return Fail(allowed);
  struct Act {
    const char* name;
    const char* from;  // "": from whatever is not the end
    const char* to;
    const char* told;
  };
  static constexpr Act kActs[] = {{"pause", "active", "paused", "paused"}, {"resume", "paused", "active", "resumed"}, {"end", "", "done", "ended"}};
  const auto found = std::find_if(std::begin(kActs), std::end(kActs), [&](const Act& one) { return act == one.name; });
  if (found == std::end(kActs)) return Fail(ErrorCode::kInvalid, "a watch can be paused, resumed and ended: send act pause, resume or end");
  Status done = Writing(service, [&](Transaction& tx) -> Status {
    Result<Watch> before = SeenWatch(tx.db(), scope, id);
    if (!before) return Fail(before);
    if (before->state == found->to || before->state == "done" || (*found->from != '\0' && before->state != found->from)) {
      return Fail(ErrorCode::kConflict, "the watch is " + before->state + ": it cannot be " + found->told);
    }
    if (Status kept = KeepFirstVersion(tx, scope, *before); !kept) return kept;
    if (Status set = SetWatchState(tx, scope, id, found->to, row_version); !set) return set;
    before->state = found->to;
    if (auto kept = AddWatchVersion(tx, scope, *before); !kept) return Fail(kept);
    NewEvent event = EventBy(scope, std::string("watch.") + found->told, "watch", id);
    event.region_code = before->region_code;
    if (auto written = AppendEvent(tx, event); !written) return Fail(written);
    return Ok();
  });
  if (!done) return Fail(done);
  return ShowWatch(service, scope, id);
}

Result<Json> ListWatches(Service& service, const Scope& scope, const ListPage&) {
  if (Status allowed = Authorise(scope, UseCase::kSeeWatches); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::vector<Watch>> watches = ListWatches(db, scope);
    if (!watches) return Fail(watches);
    Json items = Json::array();
    WatchNames known;
    for (const Watch& watch : *watches) {
      Result<Json> view = WatchView(db, scope, watch, known);
      if (!view) return view;
      items.push_back(std::move(*view));
    }
    return Json{{"items", std::move(items)}, {"next", nullptr}};
  });
}

Result<Json> ShowWatch(Service& service, const Scope& scope, Id id) {
  if (Status allowed = Authorise(scope, UseCase::kSeeWatches); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Watch> watch = SeenWatch(db, scope, id);
    if (!watch) return Fail(watch);
    WatchNames known;
    Result<Json> view = WatchView(db, scope, *watch, known);
    if (!view) return view;
    Result<std::vector<WatchVersion>> versions = ListWatchVersions(db, id);
    if (!versions) return Fail(versions);
    Json kept = Json::array();
    for (const WatchVersion& version : *versions) {
      kept.push_back({{"version", version.number}, {"by", version.actor_name}, {"at", FormatTime(version.created_at)}, {"watch", version.payload}});
    }
    Result<Json> coverage = CoverageOf(service, db, id);
    if (!coverage) return coverage;
    (*view)["versions"] = std::move(kept);
    (*view)["coverage"] = std::move(*coverage);
    return view;
  });
}

}  // namespace markwarden
