// The tree of bureaus and the organisations around it.
#include "service/organisations.h"

#include <set>

#include "core/region.h"
#include "core/text/charset.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "store/accounts.h"
#include "store/assignments.h"
#include "store/events.h"

namespace markwarden {
namespace {

constexpr size_t kMaxOrganisationName = 400;

Status CheckOrganisationName(const std::string& name) {
  const bool blank = name.find_first_not_of(" \t") == std::string::npos;
  if (blank) return Fail(ErrorCode::kInvalid, "an organisation needs a name");
  if (name.size() > kMaxOrganisationName || !IsUtf8(name)) return Fail(ErrorCode::kInvalid, "an organisation's name has at most 400 bytes of UTF-8");
  return Ok();
}

// The nearest bureau of the tree above `region`, 0 when there is none.
Id NearestAbove(const std::vector<Organisation>& tree, const std::string& region) {
  const Organisation* nearest = nullptr;
  for (const Organisation& one : tree) {
    const bool above = RegionHolds(one.region_code, region) && TrimRegion(one.region_code) != TrimRegion(region);
    if (above && (!nearest || TrimRegion(one.region_code).size() > TrimRegion(nearest->region_code).size())) nearest = &one;
  }
  return nearest ? nearest->id : 0;
}

Status PlaceBureau(CaseDb& db, const Scope& scope, const NewOrganisation& wanted, Organisation& bureau) {
  if (!wanted.region.empty() && LevelOf(wanted.region) == RegionLevel::kUnknown) {
    return Fail(ErrorCode::kInvalid, "\"" + wanted.region.substr(0, 20) + "\" is no region: write its code of two, four or six digits, such as 230100");
  }
  if (wanted.kind != "bureau") {
    if (wanted.parent != 0) return Fail(ErrorCode::kInvalid, "only a bureau has a bureau above it");
    return Ok();
  }
  Result<std::vector<Organisation>> tree = ListBureausOf(db, scope.org);
  if (!tree) return Fail(tree);
  bureau.parent = wanted.parent != 0 ? wanted.parent : wanted.region.empty() ? 0 : NearestAbove(*tree, wanted.region);
  if (bureau.parent == 0) return Ok();
  Result<Organisation> above = KeptOrganisation(db, scope, bureau.parent);
  if (!above) {
    if (wanted.parent != 0) return Fail(above);
    return Fail(ErrorCode::kDenied, "a bureau of that region belongs under one that another administrator keeps");
  }
  if (above->kind != "bureau" || !RegionHolds(above->region_code, wanted.region) || TrimRegion(above->region_code) == TrimRegion(wanted.region)) {
    return Fail(ErrorCode::kInvalid, "the region " + (wanted.region.empty() ? std::string("(none)") : wanted.region) + " does not lie below that of " + above->name);
  }
  for (const Organisation& one : *tree) {
    if (!one.disabled && TrimRegion(one.region_code) == TrimRegion(wanted.region)) return Fail(ErrorCode::kConflict, one.name + " is the bureau of that region");
  }
  return Ok();
}

}  // namespace

Json OrganisationView(const Organisation& one) {
  return {{"id", IdToString(one.id)}, {"name", one.name}, {"kind", one.kind}, {"region", TextOrNull(one.region_code)},
          {"level", one.kind == "bureau" ? TextOrNull(std::string(ToString(LevelOf(one.region_code)))) : Json(nullptr)},
          {"parent", one.parent == 0 ? Json(nullptr) : Json(IdToString(one.parent))}, {"disabled", one.disabled}, {"row_version", one.row_version}};
}

Result<Organisation> KeptOrganisation(CaseDb& db, const Scope& scope, Id id) {
  Result<bool> kept = KeepsOrganisation(db, scope.home(), id);
  if (!kept) return Fail(kept);
  Result<std::optional<Organisation>> found = *kept ? FindOrganisation(db, id) : Result<std::optional<Organisation>>(std::nullopt);
  if (!found) return Fail(found);
  if (!*found) return Fail(ErrorCode::kNotFound, "no organisation " + IdToString(id));
  return std::move(**found);
}

Result<Id> AddOrganisation(Service& service, const Scope& scope, const NewOrganisation& wanted) {
  if (Status allowed = Authorise(scope, UseCase::kManageAccounts); !allowed) return Fail(allowed);
  static const std::set<std::string> kKinds = {"bureau", "holder", "agent", "platform", "association"};
  if (!kKinds.contains(wanted.kind)) {
    return Fail(ErrorCode::kInvalid, "an organisation is a bureau, holder, agent, platform or association, not \"" + wanted.kind.substr(0, 60) + "\"");
  }
  if (Status name = CheckOrganisationName(wanted.name); !name) return Fail(name);
  return Writing(service, [&](Transaction& tx) -> Result<Id> {
    Organisation organisation;
    organisation.name = wanted.name;
    organisation.kind = wanted.kind;
    organisation.region_code = wanted.region;
    organisation.keeper = scope.home();
    organisation.created_by = scope.actor;
    if (Status placed = PlaceBureau(tx.db(), scope, wanted, organisation); !placed) return Fail(placed);
    Result<Organisation> added = AddOrganisation(tx, organisation);
    if (!added) return Fail(added);
    NewEvent event = EventBy(scope, "organisation.added", "organisation", added->id);
    event.detail = {{"kind", added->kind}, {"region", TextOrNull(added->region_code)}, {"parent", added->parent == 0 ? Json(nullptr) : Json(IdToString(added->parent))}};
    if (added->parent != 0) {
      // A person gives it what was found there before it was.
      Result<std::optional<Organisation>> above = FindOrganisation(tx.db(), added->parent);
      if (!above) return Fail(above);
      Result<int64_t> kept = KeepWithBureauAbove(tx, added->tenant, added->region_code, (*above)->region_code);
      if (!kept) return Fail(kept);
      event.detail["kept_above"] = *kept;
    }
    if (auto written = AppendEvent(tx, event); !written) return Fail(written);
    return added->id;
  });
}

Result<Json> ChangeOrganisation(Service& service, const Scope& scope, Id id, const OrganisationChange& change) {
  if (Status allowed = Authorise(scope, UseCase::kManageAccounts); !allowed) return Fail(allowed);
  if (change.name) {
    if (Status name = CheckOrganisationName(*change.name); !name) return Fail(name);
  }
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Result<Organisation> found = KeptOrganisation(tx.db(), scope, id);
    if (!found) return Fail(found);
    if (change.row_version != found->row_version) return Fail(ErrorCode::kConflict, "the organisation was changed meanwhile: read it again");
    if (change.disabled.value_or(false) && id == scope.home()) return Fail(ErrorCode::kInvalid, "nobody disables the own organisation");
    Json changed = Json::array();
    if (change.name && *change.name != found->name) {
      found->name = *change.name;
      changed.push_back("name");
    }
    if (change.disabled && *change.disabled != found->disabled) {
      found->disabled = *change.disabled;
      changed.push_back(found->disabled ? "disabled" : "enabled");
    }
    if (changed.empty()) return OrganisationView(*found);
    Result<Organisation> updated = UpdateOrganisation(tx, *found);
    if (!updated) return Fail(updated);
    NewEvent event = EventBy(scope, "organisation.changed", "organisation", id);
    event.detail = {{"changed", changed}};
    if (auto written = AppendEvent(tx, event); !written) return Fail(written);
    return OrganisationView(*updated);
  });
}

Result<Json> ListOrganisations(Service& service, const Scope& scope, const std::string& cursor, int limit) {
  if (Status allowed = Authorise(scope, UseCase::kManageAccounts); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Page<Organisation>> page = ListKeptOrganisations(db, scope.home(), {.limit = limit, .after = cursor});
    if (!page) return Fail(page);
    Json items = Json::array();
    for (const Organisation& one : page->rows) {
      Json view = OrganisationView(one);
      view["own"] = one.id == scope.home();
      items.push_back(std::move(view));
    }
    return Json{{"items", std::move(items)}, {"next", TextOrNull(page->next)}};
  });
}

Result<Json> ShowOrganisation(Service& service, const Scope& scope, Id id) {
  if (Status allowed = Authorise(scope, UseCase::kManageAccounts); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Organisation> found = KeptOrganisation(db, scope, id);
    if (!found) return Fail(found);
    return OrganisationView(*found);
  });
}

}  // namespace markwarden
