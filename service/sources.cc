// Sources into the store, and how they stand.
#include "service/sources.h"

#include <algorithm>
#include <mutex>
#include <set>

#include "core/file.h"
#include "core/hash.h"
#include "core/url.h"
#include "crawler/source.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "store/accounts.h"
#include "store/crawl_view.h"
#include "store/events.h"
#include "store/sources.h"
#include "store/store.h"
#include "store/watches.h"

namespace markwarden {
namespace {

constexpr size_t kMaxSourceBytes = 1 << 20;
constexpr int kShownFailures = 10;
constexpr size_t kMaxTrialUrl = 8 << 10;

std::string NameOf(const SourceSpec& spec) {
  for (const char* language : {"en", "zh"}) {
    if (const auto found = spec.name.find(language); found != spec.name.end()) return found->second;
  }
  return spec.name.empty() ? spec.id : spec.name.begin()->second;
}

Json Texts(const std::map<std::string, std::string>& names) {
  Json object = Json::object();
  for (const auto& [language, text] : names) object[language] = text;
  return object;
}

struct ReadSource {
  SourceSpec spec;
  std::shared_ptr<const SourceView> view;
};

Result<ReadSource> ReadSourceText(const std::string& yaml) {
  Result<SourceSpec> spec = ParseSource(yaml);
  if (!spec) return Fail(spec);
  Result<std::shared_ptr<const SourceView>> view = SourceView::Make(*spec);
  if (!view) return Fail(view);
  return ReadSource{.spec = std::move(*spec), .view = std::move(*view)};
}

// Who has no hand on the machine may not point its requests at another network.
Status MayReach(Service& service, const Scope& scope, const SourceSpec& spec) {
  if (scope.Has(Role::kAdministrator)) return Ok();
  std::vector<std::string> networks, hosts;
  std::map<std::string, std::string> resolve;
  Result<std::optional<Source>> before = Reading(service, [&](CaseDb& db) { return FindSourceByName(db, scope, spec.id); });
  if (!before) return Fail(before);
  if (*before) {
    if (Result<SourceSpec> kept = ParseSource((*before)->yaml)) {
      networks = kept->allow_networks;
      resolve = kept->resolve;
      hosts = kept->hosts;
    }
  }
  const bool nothing_special = spec.allow_networks.empty() && spec.resolve.empty();
  if (nothing_special || (spec.allow_networks == networks && spec.resolve == resolve && spec.hosts == hosts)) return Ok();
  return Fail(ErrorCode::kDenied, "allow_networks and resolve, and the hosts beside them, are an administrator's to set: leave them as they are, or have the file added with markwarden source add");
}

// The tree of bureaus crawls by the same sources; below its top, who did not bring one in does not change it for the others.
Status MayChange(CaseDb& db, const Scope& scope, const Source& source) {
  if (scope.bureau == 0) return Ok();
  Result<std::optional<Account>> author = FindAccount(db, source.created_by);
  if (!author) return Fail(author);
  if (*author && (*author)->org == scope.bureau) return Ok();
  return Fail(ErrorCode::kDenied, "the source " + source.name + " is another bureau's: its own people and those of the bureau at the top change it");
}

Json SourceRow(const Source& source) {
  Json row = {{"id", IdToString(source.id)},
              {"source", source.name},
              {"platform", source.platform_key},
              {"version", source.version},
              {"digest", source.digest},
              {"disabled", source.disabled},
              {"created_at", FormatTime(source.created_at)}};
  if (Result<SourceSpec> spec = ParseSource(source.yaml)) {
    row["name"] = Texts(spec->name);
    row["hosts"] = spec->hosts;
    row["kind"] = !spec->search.empty() ? "search" : !spec->sitemaps.empty() ? "sitemap" : "site";
    row["gap_ms"] = spec->gap.count();
    row["budget"] = {{"pages", spec->budget_pages}, {"depth", spec->budget_depth}};
    row["region"] = TextOrNull(spec->region);
  }
  return row;
}

// How the source's hosts stand with the crawl: rests, robots.txt, what went wrong last.  Nothing yet where nothing was crawled.
Status AddStanding(Service& service, const ReadSource& read, Json& shown) {
  Result<std::unique_ptr<CrawlView>> opened = CrawlView::Open(service.store().crawl_path().string());
  if (!opened) return opened.error().code == ErrorCode::kNotFound ? Ok() : Fail(opened);
  CrawlView& crawl = **opened;
  const Time now = service.clock().Now();
  std::set<std::string> groups;
  for (const std::string& host : read.spec.hosts) {
    if (const Result<Url> url = ParseUrl("https://" + (host.starts_with("*.") ? host.substr(2) : host) + "/")) groups.insert(read.view->Group(*url));
  }
  for (const std::string& group : groups) {
    Result<std::optional<HostGroupView>> found = crawl.Group(group);
    if (!found) return Fail(found);
    if (!*found) continue;
    const bool resting = !(*found)->why.empty() && (*found)->next_at > now;
    shown["groups"].push_back({{"group", group}, {"next_at", FormatTime((*found)->next_at)}, {"resting", resting},
                               {"failures", (*found)->failures}, {"why", resting ? Json((*found)->why) : Json(nullptr)}});
  }
  Result<std::vector<RobotsRow>> robots = crawl.Robots();
  if (!robots) return Fail(robots);
  for (const RobotsRow& row : *robots) {
    const Result<Url> url = ParseUrl(row.origin + "/");
    if (!url || !read.view->PictureAllowed(*url)) continue;
    shown["robots"].push_back({{"origin", row.origin}, {"state", row.state}, {"expires_at", FormatTime(row.expires)}, {"failures", row.failures}});
  }
  Result<std::vector<FetchFailure>> failures = crawl.Failures(read.spec.id, kShownFailures);
  if (!failures) return Fail(failures);
  for (const FetchFailure& failure : *failures) {
    shown["errors"].push_back({{"at", FormatTime(failure.at)}, {"url", failure.url}, {"status", failure.status}, {"why", failure.why}});
  }
  return Ok();
}

Result<Json> KeepSource(Service& service, const Scope& scope, const ReadSource& read, const std::string& yaml) {
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Platform platform;
    platform.key = read.spec.platform;
    platform.name = NameOf(read.spec);
    platform.hosts = read.spec.hosts;
    platform.item_pattern = read.spec.item_id;
    // A GB/T 2260 region says that the platform is in China, whose law then governs its notices.
    platform.notice_profile = {{"profile", read.spec.notice_profile}, {"email", TextOrNull(read.spec.notice_email)},
                               {"country", read.spec.region.empty() ? Json(nullptr) : Json("CN")},
                               {"names", Texts(read.spec.name)}};
    if (auto saved = SavePlatform(tx, scope, platform); !saved) return Fail(saved);
    Result<std::optional<Source>> before = FindSourceByName(tx.db(), scope, read.spec.id);
    if (!before) return Fail(before);
    if (*before && (*before)->yaml != yaml) {
      if (Status may = MayChange(tx.db(), scope, **before); !may) return Fail(may);
    }
    Result<Source> source = SaveSource(tx, scope, read.spec.id, read.spec.platform, yaml);
    if (!source) return Fail(source);
    const std::string status = !*before ? "added" : (*before)->digest == source->digest ? "unchanged" : "changed";
    if (status != "unchanged") {
      NewEvent event = EventBy(scope, "source." + status, "source", source->id);
      event.detail = {{"version", source->version}, {"digest", source->digest}};
      if (auto id = AppendEvent(tx, event); !id) return Fail(id);
    }
    return Json{{"id", IdToString(source->id)}, {"source", source->name}, {"platform", source->platform_key},
                {"version", source->version},   {"status", status}};
  });
}

}  // namespace

Result<Json> AddSource(Service& service, const Scope& scope, const std::filesystem::path& file) {
  if (Status allowed = Authorise(scope, UseCase::kAddSource); !allowed) return Fail(allowed);
  Result<std::string> yaml = ReadFile(file, kMaxSourceBytes);
  if (!yaml) return Fail(yaml);
  Result<ReadSource> read = ReadSourceText(*yaml);
  if (!read) return Fail(std::move(read.error()).While(file.string()));
  return KeepSource(service, scope, *read, *yaml);
}

Result<Json> AddSourceText(Service& service, const Scope& scope, const std::string& yaml) {
  if (Status allowed = Authorise(scope, UseCase::kAddSource); !allowed) return Fail(allowed);
  if (yaml.size() > kMaxSourceBytes) return Fail(ErrorCode::kExhausted, "a source's text is larger than 1 MiB: shorten it");
  Result<ReadSource> read = ReadSourceText(yaml);
  if (!read) return Fail(read);
  if (Status may = MayReach(service, scope, read->spec); !may) return Fail(may);
  return KeepSource(service, scope, *read, yaml);
}

Result<Json> ListSources(Service& service, const Scope& scope, const ListPage&) {
  if (Status allowed = Authorise(scope, UseCase::kSeeSources); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::vector<Source>> sources = ListSources(db, scope);
    if (!sources) return Fail(sources);
    Json items = Json::array();
    for (const Source& source : *sources) {
      items.push_back(SourceRow(source));
    }
    return Json{{"items", std::move(items)}, {"next", nullptr}};
  });
}

Result<Json> ShowSource(Service& service, const Scope& scope, Id id) {
  if (Status allowed = Authorise(scope, UseCase::kSeeSources); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::optional<Source>> source = FindSource(db, scope, id);
    if (!source) return Fail(source);
    if (!*source) return Fail(ErrorCode::kNotFound, "no source " + IdToString(id));
    Json shown = SourceRow(**source);
    shown["yaml"] = (*source)->yaml;
    shown["row_version"] = (*source)->row_version;
    shown["groups"] = shown["robots"] = shown["errors"] = shown["watches"] = Json::array();
    shown["item_pattern"] = nullptr;
    Result<std::vector<Watch>> watches = ListWatches(db, scope);
    if (!watches) return Fail(watches);
    for (const Watch& watch : *watches) {
      if (std::find(watch.sources.begin(), watch.sources.end(), id) != watch.sources.end()) {
        shown["watches"].push_back({{"id", IdToString(watch.id)}, {"name", watch.name}, {"state", watch.state}});
      }
    }
    Result<ReadSource> read = ReadSourceText((*source)->yaml);
    if (!read) return shown;
    shown["item_pattern"] = TextOrNull(read->spec.item_id);
    if (Status stood = AddStanding(service, *read, shown); !stood) return Fail(stood);
    return shown;
  });
}

Result<Json> ActOnSource(Service& service, const Scope& scope, Id id, const std::string& act, int64_t row_version) {
  if (Status allowed = Authorise(scope, UseCase::kAddSource); !allowed) return Fail(allowed);
  if (act != "disable" && act != "enable") return Fail(ErrorCode::kInvalid, "a source is enabled or disabled: send act enable or disable");
  Status done = Writing(service, [&](Transaction& tx) -> Status {
    Result<std::optional<Source>> source = FindSource(tx.db(), scope, id);
    if (!source) return Fail(source);
    if (!*source) return Fail(ErrorCode::kNotFound, "no source " + IdToString(id));
    if (Status may = MayChange(tx.db(), scope, **source); !may) return may;
    const bool disable = act == "disable";
    if ((*source)->disabled == disable) return Fail(ErrorCode::kConflict, std::string("the source is ") + act + "d already");
    if (Status set = SetSourceDisabled(tx, scope, id, disable, row_version); !set) return set;
    NewEvent event = EventBy(scope, "source." + act + "d", "source", id);
    event.detail = {{"source", (*source)->name}};
    if (auto written = AppendEvent(tx, event); !written) return Fail(written);
    return Ok();
  });
  if (!done) return Fail(done);
  return ShowSource(service, scope, id);
}

Result<Json> TestSourceFor(Service& service, const Scope& scope, const SourceTrial& trial) {
  if (Status allowed = Authorise(scope, UseCase::kAddSource); !allowed) return Fail(allowed);
  std::string yaml = trial.yaml;
  if (trial.url.size() > kMaxTrialUrl) return Fail(ErrorCode::kInvalid, "the page's address is longer than 8 KiB");
  if (yaml.size() > kMaxSourceBytes) return Fail(ErrorCode::kExhausted, "a source's text is larger than 1 MiB: shorten it");
  if (yaml.empty()) {
    Result<std::optional<Source>> source = Reading(service, [&](CaseDb& db) { return FindSource(db, scope, ParseId(trial.source).value_or(0)); });
    if (!source) return Fail(source);
    if (!*source) return Fail(ErrorCode::kNotFound, "no source " + trial.source.substr(0, 60) + ": name one, or send its text");
    yaml = (*source)->yaml;
  } else {
    Result<ReadSource> read = ReadSourceText(yaml);
    if (!read) return Fail(read);
    if (Status may = MayReach(service, scope, read->spec); !may) return Fail(may);
  }
  Result<ReadSource> read = ReadSourceText(yaml);
  if (!read) return Fail(read);
  Result<Url> url = ParseUrl(trial.url);
  if (!url) return Fail(std::move(url.error()).While("the page's address"));
  if (!read->view->PictureAllowed(*url)) {
    return Fail(ErrorCode::kInvalid, "the page's host " + url->host() + " is none of the source's: give the address of one of its pages");
  }
  static std::mutex one_at_a_time;
  const std::unique_lock turn(one_at_a_time, std::try_to_lock);
  if (!turn) return Fail(ErrorCode::kUnavailable, "another source is being tested: try again in a minute");
  return TestSource(yaml, trial.url, service.store().dir());
}

}  // namespace markwarden
