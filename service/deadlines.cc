// Lists over the store's terms and tasks.
#include "service/deadlines.h"

#include <algorithm>
#include <map>

#include "core/time_zone.h"
#include "reports/day_calendar.h"
#include "service/deadline_terms.h"
#include "service/permissions.h"
#include "service/subject_view.h"
#include "service/transact.h"
#include "store/deadlines.h"
#include "store/events.h"
#include "store/tasks.h"

namespace markwarden {
namespace {

using std::chrono::days;
using std::chrono::local_days;

constexpr const char* kCalendar = "cn";
constexpr size_t kMaxTaskNote = 2000;
constexpr int kMostOfAMonth = 1000;

Result<local_days> DayGiven(const std::string& text) {
  const std::optional<local_days> day = ParseDay(text);
  if (!day) return Fail(ErrorCode::kInvalid, "\"" + text.substr(0, 40) + "\" is no day: write it as 2026-12-31");
  return *day;
}

Result<const DayCalendar*> BeijingCalendar(Service& service) {
  Result<const DayCalendars*> calendars = service.day_calendars();
  if (!calendars) return Fail(calendars);
  const auto calendar = (*calendars)->find(kCalendar);
  if (calendar == (*calendars)->end()) return Fail(ErrorCode::kInternal, "the calendar of China is not shipped");
  return &calendar->second;
}

Result<Json> ListedTerm(const Deadline& term, Time now, SubjectViews& subjects) {
  Result<Json> about = subjects.Of(term.subject_kind, term.subject, term.case_id);
  if (!about) return about;
  Json view = DeadlineView(term);
  view["case"] = IdToString(term.case_id);
  view["subject"] = {{"kind", term.subject_kind}, {"id", IdToString(term.subject)}};
  view["about"] = std::move(*about);
  view["left"] = std::chrono::duration_cast<Seconds>(term.due - now).count();
  return view;
}

Json TaskView(const Task& task) {
  return {{"id", IdToString(task.id)},
          {"kind", task.kind},
          {"subject", {{"kind", task.subject_kind}, {"id", IdToString(task.subject)}}},
          {"case", task.case_id ? Json(IdToString(task.case_id)) : Json(nullptr)},
          {"due", task.due ? Json(FormatTime(*task.due)) : Json(nullptr)},
          {"detail", task.detail},
          {"state", task.state},
          {"created_at", FormatTime(task.created_at)},
          {"done", task.done_at ? Json{{"by", IdToString(task.done_by)}, {"at", FormatTime(*task.done_at)}, {"note", TextOrNull(task.note)}} : Json(nullptr)},
          {"row_version", task.row_version}};
}

}  // namespace

Result<Json> ListDeadlines(Service& service, const Scope& scope, const DeadlineQuery& query) {
  if (Status allowed = Authorise(scope, UseCase::kSeeNotices); !allowed) return Fail(allowed);
  Result<const DayCalendar*> found = BeijingCalendar(service);
  if (!found) return Fail(found);
  const DayCalendar* calendar = *found;
  DeadlineFilter filter;
  filter.case_id = query.case_id;
  if (query.state != "any") {
    if (query.state != "running" && query.state != "met" && query.state != "over" && query.state != "stopped") {
      return Fail(ErrorCode::kInvalid, "a term is running, met, over, stopped or any, not \"" + query.state.substr(0, 40) + "\"");
    }
    filter.state = query.state;
  }
  if (!query.from.empty()) {
    Result<local_days> day = DayGiven(query.from);
    if (!day) return Fail(day);
    filter.due_from = calendar->zone().StartOf(*day) + std::chrono::seconds(1);
  }
  if (!query.to.empty()) {
    Result<local_days> day = DayGiven(query.to);
    if (!day) return Fail(day);
    // A term that ends with a day is due at the first instant of the next.
    filter.due_before = calendar->zone().StartOf(*day + days(1)) + std::chrono::seconds(1);
  }
  const Time now = service.clock().Now();
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Page<Deadline>> page = ListDeadlines(db, scope, filter, PageRequest{.limit = std::clamp(query.limit, 1, 500), .after = query.cursor});
    if (!page) return Fail(page);
    SubjectViews subjects(db);
    Json items = Json::array();
    for (const Deadline& term : page->rows) {
      Result<Json> listed = ListedTerm(term, now, subjects);
      if (!listed) return listed;
      items.push_back(std::move(*listed));
    }
    return Json{{"items", std::move(items)}, {"next", TextOrNull(page->next)}};
  });
}

Result<Json> ShowDeadlineCalendar(Service& service, const Scope& scope, const std::string& month) {
  if (Status allowed = Authorise(scope, UseCase::kSeeNotices); !allowed) return Fail(allowed);
  Result<const DayCalendar*> found = BeijingCalendar(service);
  if (!found) return Fail(found);
  const DayCalendar* calendar = *found;
  const std::optional<local_days> first = month.size() == 7 ? ParseDay(month + "-01") : std::nullopt;
  if (!first) return Fail(ErrorCode::kInvalid, "\"" + month.substr(0, 40) + "\" is no month: write it as 2026-12");
  const std::chrono::year_month_day begins(*first);
  const local_days after((begins.year() / begins.month() + std::chrono::months(1)) / 1);
  const LocalZone& zone = calendar->zone();
  // A term belongs to its last day, not to the midnight after it.
  DeadlineFilter filter;
  filter.due_from = zone.StartOf(*first) + std::chrono::seconds(1);
  filter.due_before = zone.StartOf(after) + std::chrono::seconds(1);
  const Time now = service.clock().Now();
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Page<Deadline>> page = ListDeadlines(db, scope, filter, PageRequest{.limit = kMostOfAMonth, .after = {}});
    if (!page) return Fail(page);
    SubjectViews subjects(db);
    std::map<local_days, Json> items;
    for (const Deadline& term : page->rows) {
      Result<Json> listed = ListedTerm(term, now, subjects);
      if (!listed) return listed;
      items.try_emplace(zone.DayOf(term.due - std::chrono::milliseconds(1)), Json::array()).first->second.push_back(std::move(*listed));
    }
    Json list = Json::array();
    for (local_days day = *first; day < after; day += days(1)) {
      const auto there = items.find(day);
      list.push_back({{"day", FormatDay(day)}, {"worked", calendar->IsWorked(day)}, {"items", there == items.end() ? Json::array() : there->second}});
    }
    return Json{{"month", month}, {"zone", zone.name()}, {"known", calendar->Knows(begins.year())}, {"today", FormatDay(zone.DayOf(now))},
                {"days", std::move(list)}, {"cut", !page->next.empty()}};
  });
}

Result<Json> ListTasks(Service& service, const Scope& scope, const TaskQuery& query) {
  if (Status allowed = Authorise(scope, UseCase::kSeeTasks); !allowed) return Fail(allowed);
  if (query.state != "open" && query.state != "done" && query.state != "any") return Fail(ErrorCode::kInvalid, "a task is open, done or any");
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Page<Task>> page = ListTasks(db, scope, TaskFilter{.state = query.state == "any" ? "" : query.state, .kind = query.kind},
                                        PageRequest{.limit = std::clamp(query.limit, 1, 500), .after = query.cursor});
    if (!page) return Fail(page);
    SubjectViews subjects(db);
    Json items = Json::array();
    for (const Task& task : page->rows) {
      Result<Json> about = subjects.Of(task.subject_kind, task.subject, task.case_id);
      if (!about) return about;
      items.push_back(TaskView(task));
      items.back()["about"] = std::move(*about);
    }
    return Json{{"items", std::move(items)}, {"next", TextOrNull(page->next)}};
  });
}

Result<Json> FinishTask(Service& service, const Scope& scope, Id id, const std::string& note) {
  if (Status allowed = Authorise(scope, UseCase::kDoTask); !allowed) return Fail(allowed);
  if (note.size() > kMaxTaskNote) return Fail(ErrorCode::kInvalid, "the note is longer than " + std::to_string(kMaxTaskNote) + " bytes");
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    if (Status done = FinishTask(tx, scope, id, note); !done) return Fail(done);
    Result<std::optional<Task>> task = FindTask(tx.db(), scope, id);
    if (!task) return Fail(task);
    if (!*task) return Fail(ErrorCode::kNotFound, "no task " + IdToString(id));
    NewEvent event = EventBy(scope, "task.done", "task", id);
    event.region_code = (*task)->region_code;
    event.detail = {{"kind", (*task)->kind}, {"subject", IdToString((*task)->subject)}};
    event.personal = {{"note", note}};
    if (auto appended = AppendEvent(tx, event); !appended) return Fail(appended);
    return TaskView(**task);
  });
}

}  // namespace markwarden
