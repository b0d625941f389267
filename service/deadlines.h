// The terms that run, as a list and as a calendar, and what people must still do.
#pragma once

#include <string>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

struct DeadlineQuery {
  std::string state = "running";  // running, met, over, stopped, any
  std::string from = {}, to = {};  // days in Beijing time, both included; empty: no bound
  Id case_id = 0;
  std::string cursor = {};
  int limit = 50;
};
// By when they end.  {"items":[{"id","case","subject":{"kind","id"},"about":{"number","name","right","platform","case_title"},"law","rule","name":{},"basis":{"law":{},"article":{},"verified"},"start_event",
// "started_at","due","last_day","zone","not_before","at_end","state","ended_at","holidays_unknown","left"}],"next"}
// "left": seconds until the end as of now, negative when it is over.
Result<Json> ListDeadlines(Service& service, const Scope& scope, const DeadlineQuery& query);

// Every day of a month ("2026-12"), in Beijing time: {"month","zone","known","days":[{"day","worked","items":[...]}]}.  "known": whether the
// year's holidays are published.
Result<Json> ShowDeadlineCalendar(Service& service, const Scope& scope, const std::string& month);

struct TaskQuery {
  std::string state = "open";  // open, done, any
  std::string kind = {}, cursor = {};
  int limit = 50;
};
// Oldest first.  {"items":[{"id","kind","subject":{"kind","id"},"about" as of terms,"case","due","detail","state","created_at","done":{"by","at","note"} or null,"row_version"}],"next"}
Result<Json> ListTasks(Service& service, const Scope& scope, const TaskQuery& query);
// Errors: kNotFound, kConflict (done already), kInvalid (a note too long).
Result<Json> FinishTask(Service& service, const Scope& scope, Id id, const std::string& note);

}  // namespace markwarden
