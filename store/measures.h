// What recipients did to the listings of notices, and the looks that tell.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/scope.h"
#include "core/takedown.h"
#include "store/database.h"
#include "store/page.h"

namespace markwarden {

// One a notice and item; false when it is there already.  Organisation and region are `measure`'s.
Result<bool> AddMeasure(Transaction& tx, const Scope& scope, const Measure& measure);
// Rewrites state, times, counts, refusal, note and outcome.  Errors: kConflict (the states do not follow one another, or
// it was changed meanwhile), kNotFound.
Result<Measure> SaveMeasure(Transaction& tx, const Scope& scope, const Measure& measure);
// Appends; `check.id` is made.
Result<Id> AddMeasureCheck(Transaction& tx, const MeasureCheck& check);

Result<std::optional<Measure>> FindMeasure(CaseDb& db, const Scope& scope, Id id);
struct MeasureFilter {
  std::string state = {};
  std::string platform = {};
  Id notice = 0;
  Id case_id = 0;
  Id right = 0;
};
// Oldest first.
Result<Page<Measure>> ListMeasures(CaseDb& db, const Scope& scope, const MeasureFilter& filter = {}, const PageRequest& page = {});
// Every one of a notice, in the order of its items.
Result<std::vector<Measure>> MeasuresOfNotice(CaseDb& db, const Scope& scope, Id notice);
Result<std::vector<MeasureCheck>> ChecksOf(CaseDb& db, const Scope& scope, Id measure);  // oldest first, the newest 1,000

// The page that a look fetched, as it is kept.
struct LookPage {
  std::string url;  // where it was in the end
  Time captured_at;
  int status = 0;
  std::string content_type;
  std::string payload_sha256;
  int64_t payload_length = 0;
  std::string title;           // of the listing as that page showed it; empty where it showed none
  std::string picture_sha256;  // its first that was decoded as a picture
};
// By capture, of the newest 1,000 looks.
Result<std::map<Id, LookPage>> PagesOfLooks(CaseDb& db, const Scope& scope, Id measure);

// Of all organisations, the longest due first.
Result<std::vector<Measure>> DueMeasures(CaseDb& db, Time now, int limit);
// Looked at later, without counting as a look.
Status PutOffMeasure(Transaction& tx, Id measure, Time until);
// Has every standing measure on the listing that was taken looked at now: something else has seen it live.
Status LookAgain(Transaction& tx, Id listing);

// Where the listing that a measure is about was last captured from: the source of its newest capture that has one.
Result<Id> SourceOfListing(CaseDb& db, Id listing);  // 0: none

// When the gap of a host group is over; empty when nothing is known of it.
Result<std::optional<Time>> HostFreeAt(CaseDb& db, const std::string& host_group);

// How measures taken in [from, to) stood so many days later.  Dropped ones do not count; of those that ended (the
// law had it restored) only what was seen before.
struct StayDownRow {
  int days = 0;
  int64_t taken = 0;
  int64_t down = 0;     // seen gone at or after that day, and never live between
  int64_t back = 0;     // seen live by then
  int64_t ended = 0;    // restored lawfully by then
  int64_t unknown = 0;  // none of these can be said yet
};
Result<std::vector<StayDownRow>> StayDown(CaseDb& db, const Scope& scope, Time from, Time to, const std::vector<int>& days);
// The query as it is asked, for reports: parameters :from, :to, :seconds and those of the scope.
std::string StayDownSql(const Scope& scope);

}  // namespace markwarden
