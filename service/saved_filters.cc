// Parameters as text, and back.
#include "service/saved_filters.h"

#include <charconv>

#include "core/utf8.h"
#include "service/permissions.h"
#include "service/queue_filter.h"
#include "service/queue_policy.h"
#include "service/transact.h"
#include "store/events.h"
#include "store/saved_filters.h"

namespace markwarden {
namespace {

constexpr size_t kMaxFilterName = 60;     // characters
constexpr size_t kMaxFilterText = 2'000;  // bytes, of the whole filter

struct TextParameter {
  const char* name;
  std::string FlagQuery::*member;
};
constexpr TextParameter kTextParameters[] = {
    {"view", &FlagQuery::view}, {"sort", &FlagQuery::sort}, {"group", &FlagQuery::group}, {"right", &FlagQuery::right}, {"watch", &FlagQuery::watch},
    {"source", &FlagQuery::source}, {"platform", &FlagQuery::platform}, {"region", &FlagQuery::region}, {"seller", &FlagQuery::seller},
    {"reason", &FlagQuery::reason}, {"q", &FlagQuery::text}};
struct NumberParameter {
  const char* name;
  std::optional<double> FlagQuery::*member;
};
constexpr NumberParameter kNumberParameters[] = {{"min_db", &FlagQuery::min_db}, {"max_db", &FlagQuery::max_db},
                                                 {"min_priority", &FlagQuery::min_priority}, {"max_priority", &FlagQuery::max_priority}};

Json SavedFilterView(const SavedFilter& filter, const Scope& scope) {
  return {{"id", IdToString(filter.id)}, {"name", filter.name}, {"filter", filter.filter}, {"shared", filter.shared}, {"default", filter.is_default},
          {"mine", filter.owner == scope.actor}, {"owner", filter.owner_name}, {"updated_at", FormatTime(filter.updated_at)},
          {"row_version", filter.row_version}};
}

size_t CharactersIn(const std::string& text) {
  size_t count = 0;
  for (size_t at = 0; at < text.size(); ++count) NextUtf8(text, at);
  return count;
}

std::string NumberText(double number) {
  char buffer[32];
  const auto [end, failed] = std::to_chars(buffer, buffer + sizeof buffer, number);
  return std::string(buffer, end);
}

}  // namespace

Result<FlagQuery> FlagQueryOf(const Json& filter) {
  if (!filter.is_object()) return Fail(ErrorCode::kInvalid, "a filter is an object of parameters");
  FlagQuery query;
  for (const auto& [name, value] : filter.items()) {
    if (!value.is_string()) return Fail(ErrorCode::kInvalid, "the value of " + name + " must be text, as in an address");
    const std::string text = value.get<std::string>();
    bool known = false;
    for (const TextParameter& parameter : kTextParameters) {
      if (name != parameter.name) continue;
      query.*parameter.member = text;
      known = true;
    }
    for (const NumberParameter& parameter : kNumberParameters) {
      if (name != parameter.name) continue;
      double number = 0;
      const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
      if (failed != std::errc() || end != text.data() + text.size()) return Fail(ErrorCode::kInvalid, name + " is a number");
      query.*parameter.member = number;
      known = true;
    }
    if (!known) return Fail(ErrorCode::kInvalid, "a filter of the queue has no parameter \"" + name + "\"");
  }
  return query;
}

Json FilterOfQuery(const FlagQuery& query) {
  Json filter = Json::object();
  for (const TextParameter& parameter : kTextParameters) {
    if (!(query.*parameter.member).empty()) filter[parameter.name] = query.*parameter.member;
  }
  for (const NumberParameter& parameter : kNumberParameters) {
    if (query.*parameter.member) filter[parameter.name] = NumberText(*(query.*parameter.member));
  }
  return filter;
}

Result<Json> ListSavedFilters(Service& service, const Scope& scope) {
  if (Status allowed = Authorise(scope, UseCase::kSeeFlags); !allowed) return Fail(allowed);
  Result<const QueuePolicy*> policy = service.queue_policy();
  if (!policy) return Fail(policy);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::vector<SavedFilter>> filters = ListFilters(db, scope, (*policy)->filters_per_person);
    if (!filters) return Fail(filters);
    Json items = Json::array();
    for (const SavedFilter& filter : *filters) items.push_back(SavedFilterView(filter, scope));
    return Json{{"items", std::move(items)}};
  });
}

Result<Json> SaveQueueFilter(Service& service, const Scope& scope, const FilterRequest& request) {
  if (Status allowed = Authorise(scope, UseCase::kSaveFilter); !allowed) return Fail(allowed);
  Result<const QueuePolicy*> policy = service.queue_policy();
  if (!policy) return Fail(policy);
  if (request.name.empty()) return Fail(ErrorCode::kInvalid, "give the filter a name");
  if (!IsWellFormedUtf8(request.name) || CharactersIn(request.name) > kMaxFilterName) {
    return Fail(ErrorCode::kInvalid, "a filter's name has at most " + std::to_string(kMaxFilterName) + " characters");
  }
  if (DumpJson(request.filter).size() > kMaxFilterText) return Fail(ErrorCode::kInvalid, "the filter is longer than " + std::to_string(kMaxFilterText) + " bytes");
  Result<FlagQuery> query = FlagQueryOf(request.filter);
  if (!query) return Fail(query);
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    // What the queue would refuse is not kept.
    if (auto filter = QueueFilterOf(service, tx.db(), scope, *query); !filter) return Fail(filter);
    Result<SavedFilter> saved = SaveFilter(tx, scope, {.id = request.id, .name = request.name, .filter = request.filter, .shared = request.shared,
                                                       .is_default = request.is_default, .owner = 0, .owner_name = {}, .updated_at = {},
                                                       .row_version = request.row_version},
                                           (*policy)->filters_per_person);
    if (!saved) return Fail(saved);
    NewEvent event = EventBy(scope, "queue.filter_saved", "saved_filter", saved->id);
    event.detail = {{"shared", saved->shared}, {"default", saved->is_default}};
    event.personal = {{"name", saved->name}, {"filter", saved->filter}};
    if (auto id = AppendEvent(tx, event); !id) return Fail(id);
    return SavedFilterView(*saved, scope);
  });
}

Status RemoveSavedFilter(Service& service, const Scope& scope, Id id) {
  if (Status allowed = Authorise(scope, UseCase::kSaveFilter); !allowed) return allowed;
  Result<bool> removed = Writing(service, [&](Transaction& tx) -> Result<bool> {
    if (Status gone = RemoveFilter(tx, scope, id); !gone) return Fail(gone);
    if (auto event = AppendEvent(tx, EventBy(scope, "queue.filter_removed", "saved_filter", id)); !event) return Fail(event);
    return true;
  });
  if (!removed) return Fail(removed);
  return Ok();
}

}  // namespace markwarden
