// Sources and watches into the store.
#include "service/sources.h"

#include "core/file.h"
#include "core/hash.h"
#include "crawler/source.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "store/events.h"
#include "store/rights.h"
#include "store/sources.h"
#include "store/watches.h"

namespace markwarden {
namespace {

constexpr size_t kMaxSourceBytes = 1 << 20;

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

Result<std::vector<RightRecord>> AllRights(CaseDb& db, const Scope& scope) {
  std::vector<RightRecord> all;
  PageRequest page{.limit = kMaxPageRows, .after = {}};
  do {
    Result<Page<RightRecord>> rights = ListRights(db, scope, RightFilter{}, page);
    if (!rights) return Fail(rights);
    all.insert(all.end(), rights->rows.begin(), rights->rows.end());
    page.after = rights->next;
  } while (!page.after.empty());
  return all;
}

Result<std::optional<Time>> DateOf(const std::string& text, const char* what) {
  if (text.empty()) return std::optional<Time>();
  const auto time = ParseTime(text);
  if (!time) return Fail(ErrorCode::kInvalid, std::string(what) + " \"" + text + "\" is not a date such as 2026-11-23");
  return std::optional<Time>(*time);
}

}  // namespace

Result<Json> AddSource(Service& service, const Scope& scope, const std::filesystem::path& file) {
  if (Status allowed = Authorise(scope, UseCase::kAddSource); !allowed) return Fail(allowed);
  Result<std::string> yaml = ReadFile(file, kMaxSourceBytes);
  if (!yaml) return Fail(yaml);
  Result<SourceSpec> spec = ParseSource(*yaml);
  if (!spec) return Fail(std::move(spec.error()).While(file.string()));
  Result<std::shared_ptr<const SourceView>> view = SourceView::Make(*spec);
  if (!view) return Fail(std::move(view.error()).While(file.string()));
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Platform platform;
    platform.key = spec->platform;
    platform.name = NameOf(*spec);
    platform.hosts = spec->hosts;
    platform.item_pattern = spec->item_id;
    // A GB/T 2260 region says that the platform is in China, whose law then governs its notices.
    platform.notice_profile = {{"profile", spec->notice_profile}, {"email", TextOrNull(spec->notice_email)},
                               {"country", spec->region.empty() ? Json(nullptr) : Json("CN")},
                               {"names", Texts(spec->name)}};
    if (auto saved = SavePlatform(tx, scope, platform); !saved) return Fail(saved);
    Result<std::optional<Source>> before = FindSourceByName(tx.db(), scope, spec->id);
    if (!before) return Fail(before);
    Result<Source> source = SaveSource(tx, scope, spec->id, spec->platform, *yaml);
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

Result<Json> ListSources(Service& service, const Scope& scope, const ListPage&) {
  if (Status allowed = Authorise(scope, UseCase::kSeeSources); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::vector<Source>> sources = ListSources(db, scope);
    if (!sources) return Fail(sources);
    Json items = Json::array();
    for (const Source& source : *sources) {
      Json row = {{"id", IdToString(source.id)},       {"source", source.name}, {"platform", source.platform_key},
                  {"version", source.version},         {"digest", source.digest},
                  {"created_at", FormatTime(source.created_at)}};
      if (Result<SourceSpec> spec = ParseSource(source.yaml)) {
        row["name"] = Texts(spec->name);
        row["hosts"] = spec->hosts;
        row["gap_ms"] = spec->gap.count();
        row["budget"] = {{"pages", spec->budget_pages}, {"depth", spec->budget_depth}};
        row["region"] = TextOrNull(spec->region);
      }
      items.push_back(std::move(row));
    }
    return Json{{"items", std::move(items)}, {"next", nullptr}};
  });
}

Result<Json> AddWatch(Service& service, const Scope& scope, const NewWatch& wanted) {
  if (Status allowed = Authorise(scope, UseCase::kAddWatch); !allowed) return Fail(allowed);
  if (wanted.name.empty()) return Fail(ErrorCode::kInvalid, "a watch needs a name");
  Result<std::optional<Time>> from = DateOf(wanted.from, "the period's begin");
  if (!from) return Fail(from);
  Result<std::optional<Time>> to = DateOf(wanted.to, "the period's end");
  if (!to) return Fail(to);
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Watch watch;
    watch.name = wanted.name;
    watch.region_code = wanted.region;
    watch.from = *from;
    watch.to = *to;
    Result<std::vector<RightRecord>> known = AllRights(tx.db(), scope);
    if (!known) return Fail(known);
    for (const std::string& text : wanted.rights) {
      Result<Id> right = RightIdOf(tx.db(), scope, text);
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
      Result<std::optional<Source>> source = FindSourceByName(tx.db(), scope, name);
      if (!source) return Fail(source);
      if (!*source) return Fail(ErrorCode::kNotFound, "no source " + name + ": see markwarden source list");
      watch.sources.push_back((*source)->id);
    }
    if (wanted.sources.empty()) {
      Result<std::vector<Source>> sources = ListSources(tx.db(), scope);
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
    Result<Watch> added = AddWatch(tx, scope, watch);
    if (!added) {
      if (added.error().code == ErrorCode::kConflict) {
        return Fail(ErrorCode::kConflict, "there is a watch called " + wanted.name + " already: choose another name");
      }
      return Fail(added);
    }
    if (auto id = AppendEvent(tx, EventBy(scope, "watch.added", "watch", added->id)); !id) return Fail(id);
    return Json{{"id", IdToString(added->id)}, {"name", added->name}, {"rights", added->rights.size()},
                {"sources", added->sources.size()}, {"queries", added->queries.size()}};
  });
}

Result<Json> ListWatches(Service& service, const Scope& scope, const ListPage&) {
  if (Status allowed = Authorise(scope, UseCase::kSeeWatches); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::vector<Watch>> watches = ListWatches(db, scope);
    if (!watches) return Fail(watches);
    Json items = Json::array();
    for (const Watch& watch : *watches) {
      Json rights = Json::array(), sources = Json::array();
      for (const Id id : watch.rights) {
        Result<std::optional<RightRecord>> right = FindRight(db, scope, id);
        if (!right) return Fail(right);
        if (*right) rights.push_back({{"id", IdToString(id)}, {"right_id", (*right)->key}});
      }
      for (const Id id : watch.sources) {
        Result<std::optional<Source>> source = FindSource(db, scope, id);
        if (!source) return Fail(source);
        if (*source) sources.push_back({{"id", IdToString(id)}, {"source", (*source)->name}});
      }
      items.push_back({{"id", IdToString(watch.id)},
                       {"name", watch.name},
                       {"rights", std::move(rights)},
                       {"sources", std::move(sources)},
                       {"queries", watch.queries},
                       {"region", TextOrNull(watch.region_code)},
                       {"from", watch.from ? Json(FormatTime(*watch.from)) : Json(nullptr)},
                       {"to", watch.to ? Json(FormatTime(*watch.to)) : Json(nullptr)},
                       {"state", watch.state},
                       {"created_by", IdToString(watch.created_by)},
                       {"row_version", watch.row_version}});
    }
    return Json{{"items", std::move(items)}, {"next", nullptr}};
  });
}

}  // namespace markwarden
