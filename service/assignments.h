// Giving flags and cases to the bureau in whose region they lie (交办), and that bureau's receipt.  Nothing is given by itself: the program
// proposes, a person confirms.  The bureau that gave something still sees it.
#pragma once

#include <string>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

struct AssignmentWish {
  std::string kind = "flag";     // flag, case
  std::vector<Id> ids = {};      // empty: whatever waits
};
// What would be given to whom: by the seller's region, else the watch's.
// {"groups":[{"to":{"id","name","region","level"},"basis":{"seller":n,"watch":n},"ids":[...],"examples":[{"id","title"}]}],"count","without": of no bureau's region,
//  "left_out": ids that cannot be given (unknown, decided, given already),"more": whether more than one step holds wait}
Result<Json> ProposeAssignments(Service& service, const Scope& scope, const AssignmentWish& wish);

struct AssignmentOrder {
  std::string kind = "flag";
  std::vector<Id> ids;
  Id to = 0;  // a bureau below the actor's
  std::string note = {};
};
// All or none.  {"given": n,"items":[AssignmentView] the first 50}.  Errors: kInvalid (nothing, too many, no bureau below), kNotFound, kConflict (one is given already).
Result<Json> GiveAssignments(Service& service, const Scope& scope, const AssignmentOrder& order);

struct AssignmentQuery {
  std::string box = {};    // "received", "given"; empty: whatever the account sees
  std::string state = {};  // sent, accepted, returned, passed_on, or overdue
  std::string cursor = {};
  int limit = 50;
};
// {"items":[{"id","subject":{"kind","id","title"},"from":{"id","name"},"to":{"id","name"},"basis","note","state","due","overdue","created_by","created_at",
//   "answered_by","answered_at","reason","row_version","may":["accept","return"]}],"next","waiting": for the own bureau's answer, at most 1,000}
Result<Json> ListAssignments(Service& service, const Scope& scope, const AssignmentQuery& query);
// With "history":[{"kind","at","actor","detail"}], oldest first.
Result<Json> ShowAssignment(Service& service, const Scope& scope, Id id);

struct AssignmentAnswer {
  std::string act = {};     // accept, return
  std::string reason = {};  // needed to return
  int64_t row_version = 0;
};
// Errors: kDenied (another bureau's to answer), kNotFound, kInvalid (act, reason), kConflict.
Result<Json> AnswerAssignmentOf(Service& service, const Scope& scope, Id id, const AssignmentAnswer& answer);

// The bureaus below the actor's.  {"items":[{"id","name","region","level"}],"next":null}
Result<Json> ListBureausBelow(Service& service, const Scope& scope);

}  // namespace markwarden
