// Numbers of rights.
#include "service/right_record.h"

#include <algorithm>

#include "service/measures.h"
#include "service/permissions.h"
#include "service/right_save.h"
#include "service/right_terms.h"
#include "service/transact.h"
#include "service/view.h"
#include "store/right_record.h"
#include "store/rights.h"
#include "store/scope_sql.h"

namespace markwarden {
namespace {

constexpr int kWeeksShown = 26;
constexpr int kOverviewRows = 50;

int64_t CountIn(const std::map<std::string, int64_t>& counts, std::initializer_list<const char*> names) {
  int64_t sum = 0;
  for (const char* name : names) {
    if (const auto found = counts.find(name); found != counts.end()) sum += found->second;
  }
  return sum;
}

int64_t CountAll(const std::map<std::string, int64_t>& counts) {
  int64_t sum = 0;
  for (const auto& [name, count] : counts) sum += count;
  return sum;
}

// A holder is told of what went out.
std::map<std::string, int64_t> NoticesShown(const Scope& scope, std::map<std::string, int64_t> notices) {
  if (SeesThroughRights(scope)) std::erase_if(notices, [](const auto& entry) { return entry.first != "sent" && entry.first != "withdrawn" && entry.first != "closed"; });
  return notices;
}

Json CaseRow(const Scope& scope, const RightCaseRow& row) {
  return {{"id", IdToString(row.id)}, {"title", SeesThroughRights(scope) ? Json(nullptr) : TextOrNull(row.title)}, {"state", row.state},
          {"outcome", TextOrNull(row.outcome)}, {"flags", row.flags}, {"created_at", FormatTime(row.created_at)}, {"updated_at", FormatTime(row.updated_at)}};
}

Json NoticeRow(const RightNoticeRow& row) {
  return {{"id", IdToString(row.id)}, {"case", IdToString(row.case_id)}, {"platform", row.platform}, {"regime", row.regime}, {"state", row.state}, {"items", row.items},
          {"created_at", FormatTime(row.created_at)}, {"sent_at", TimeOrNull(row.sent_at)}};
}

}  // namespace

Result<Json> ShowRightRecord(Service& service, const Scope& scope, const std::string& id) {
  if (Status allowed = Authorise(scope, UseCase::kSeeRights); !allowed) return Fail(allowed);
  const Time since = service.clock().Now() - std::chrono::hours(24 * 7 * kWeeksShown);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<RightRecord> right = KnownRight(db, scope, id);
    if (!right) return Fail(right);
    Result<RightNumbers> numbers = NumbersOfRight(db, scope, right->id, since);
    if (!numbers) return Fail(numbers);
    Json weeks = Json::array(), watches = Json::array();
    for (const auto& [week, states] : numbers->weeks) weeks.push_back({{"week", week}, {"states", states}, {"total", CountAll(states)}});
    if (!SeesThroughRights(scope)) {
      Result<std::vector<RightWatchRow>> watching = WatchesOfRight(db, scope, right->id);
      if (!watching) return Fail(watching);
      for (const RightWatchRow& watch : *watching) watches.push_back({{"id", IdToString(watch.id)}, {"name", watch.name}, {"state", watch.state}});
    }
    const int64_t all = CountAll(numbers->flags) + numbers->cleared, clean = CountIn(numbers->flags, {"dismissed"}) + numbers->cleared;
    Json cleanliness = nullptr;
    if (all > 0) cleanliness = {{"clean", clean}, {"of", all}, {"share", static_cast<double>(clean) / static_cast<double>(all)}};
    return Json{{"right", IdToString(right->id)}, {"flags", numbers->flags}, {"cleared", numbers->cleared}, {"weeks", std::move(weeks)}, {"cases", numbers->cases},
                {"notices", NoticesShown(scope, numbers->notices)}, {"measures", numbers->measures}, {"relists", numbers->relists}, {"questions", numbers->questions},
                {"more", numbers->more}, {"cleanliness", std::move(cleanliness)}, {"watches", std::move(watches)}};
  });
}

Result<Json> ListRightRows(Service& service, const Scope& scope, const std::string& id, const RightRowsQuery& query) {
  if (Status allowed = Authorise(scope, UseCase::kSeeRights); !allowed) return Fail(allowed);
  Result<RightRecord> right = Reading(service, [&](CaseDb& db) { return KnownRight(db, scope, id); });
  if (!right) return Fail(right);
  const PageRequest request{.limit = std::clamp(query.limit, 1, 500), .after = query.cursor};
  if (query.of == "measures") {
    return ListMeasures(service, scope, {.state = query.state, .platform = {}, .notice = 0, .case_id = 0, .right = right->id, .cursor = query.cursor, .limit = query.limit});
  }
  if (query.of == "relists") return ListRelists(service, scope, {.case_id = 0, .right = right->id, .cursor = query.cursor, .limit = query.limit});
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Json items = Json::array();
    std::string next;
    if (query.of == "cases") {
      Result<Page<RightCaseRow>> cases = CasesOfRight(db, scope, right->id, request);
      if (!cases) return Fail(cases);
      for (const RightCaseRow& row : cases->rows) items.push_back(CaseRow(scope, row));
      next = cases->next;
    } else if (query.of == "notices") {
      Result<Page<RightNoticeRow>> notices = NoticesOfRight(db, scope, right->id, SeesThroughRights(scope), request);
      if (!notices) return Fail(notices);
      for (const RightNoticeRow& row : notices->rows) items.push_back(NoticeRow(row));
      next = notices->next;
    } else {
      return Fail(ErrorCode::kInvalid, "of is cases, notices, measures or relists, not \"" + query.of.substr(0, 40) + "\"");
    }
    return Json{{"items", std::move(items)}, {"next", TextOrNull(next)}};
  });
}

Result<Json> ListRightsOverview(Service& service, const Scope& scope, const ListPage& page) {
  if (Status allowed = Authorise(scope, UseCase::kSeeRights); !allowed) return Fail(allowed);
  const Time now = service.clock().Now();
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Page<RightRecord>> rights = ListRights(db, scope, RightFilter{}, {.limit = std::clamp(page.limit, 1, kOverviewRows), .after = page.cursor});
    if (!rights) return Fail(rights);
    Json items = Json::array();
    for (const RightRecord& record : rights->rows) {
      Result<RightNumbers> numbers = NumbersOfRight(db, scope, record.id, now);
      if (!numbers) return Fail(numbers);
      Json row = RightView(record);
      if (Status said = SayStanding(service, db, record, row); !said) return Fail(said);
      items.push_back({{"right", std::move(row)}, {"found", CountAll(numbers->flags)}, {"noticed", CountAll(numbers->measures)},
                       {"down", CountIn(numbers->measures, {"taken"})}, {"back", CountIn(numbers->measures, {"back"}) + numbers->relists},
                       {"questions", numbers->questions}, {"more", numbers->more}});
    }
    return Json{{"items", std::move(items)}, {"next", TextOrNull(rights->next)}};
  });
}

}  // namespace markwarden
