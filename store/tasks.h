// What people must still do: reminders, unknown replies, proposals.
#pragma once

#include <optional>
#include <string>

#include "core/scope.h"
#include "core/takedown.h"
#include "store/database.h"
#include "store/page.h"

namespace markwarden {

// Opens `task` for its organisation.  The same cause opens one task: gives the id of the one that is there, open or done.
Result<Id> AddTask(Transaction& tx, const Scope& scope, const Task& task);
// Whether it was opened now: false when there is one of that cause already.
Result<bool> OpenTaskOnce(Transaction& tx, const Scope& scope, const Task& task);
Result<std::optional<Task>> FindTask(CaseDb& db, const Scope& scope, Id id);
// Everything open about one thing, because something was done about it.
Status FinishTasksOf(Transaction& tx, const Scope& scope, const std::string& subject_kind, Id subject, const std::string& note);
struct TaskFilter {
  std::string state = "open";  // empty: every one
  std::string kind = {};
};
// Oldest first.
Result<Page<Task>> ListTasks(CaseDb& db, const Scope& scope, const TaskFilter& filter = {}, const PageRequest& page = {});
// By the acting account.  Errors: kNotFound, kConflict (done already).
Status FinishTask(Transaction& tx, const Scope& scope, Id id, const std::string& note);

}  // namespace markwarden
