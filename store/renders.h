// The queue of pages that a browser is to show, and what came of each.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/scope.h"
#include "store/database.h"

namespace markwarden {

enum class RenderReason {
  kFlag,        // a flag was raised or reopened: a picture of the page
  kEmptyShell,  // the page says nothing before its scripts have run
  kAsked,       // a person asked for a picture of a flag's page
};
std::string_view ToString(RenderReason reason);

struct NewRender {
  RenderReason reason = RenderReason::kFlag;
  std::string url;       // WHATWG href, http or https
  std::string host_group;
  Id flag = 0;           // 0 for kEmptyShell only
  Id page_capture = 0;
  Id source = 0;
  Id watch = 0;
  std::string region_code = {};
  double weight = 0;     // the heaviest first
};

struct RenderRecord {
  Id id = 0;
  Id org = 0;
  RenderReason reason = RenderReason::kFlag;
  std::string url, host_group;
  Id flag = 0, page_capture = 0, source = 0, watch = 0;
  std::string state;  // queued, done, failed
  int attempts = 0;
  Time not_before;
  std::string why;    // of the last failure, or empty
  Id dom_capture = 0, screenshot_capture = 0;
  Id created_by = 0;
  Time created_at, updated_at;
  int64_t row_version = 1;
};

inline constexpr int64_t kMaxQueuedShells = 10'000;  // more are not queued: a site of shells must not fill the queue

// The id of the render, or of the one that is queued already for this flag (this address, for a shell); 0 when there
// are kMaxQueuedShells shells.
Result<Id> QueueRender(Transaction& tx, const Scope& scope, const NewRender& render);

// The next one of any organisation that may be tried at `now`: what people asked for, then flags or shells as
// `flags_first` says; the heaviest first.  Skips host groups whose time has not come.
Result<std::optional<RenderRecord>> NextRender(CaseDb& db, Time now, bool flags_first);

// Ends `render` and every other queued one of its address with these captures.  Returns how many.
Result<int64_t> FinishRender(Transaction& tx, const RenderRecord& render, Id dom_capture, Id screenshot_capture);
// Another try at `again`, or none when it is empty.
Status FailRender(Transaction& tx, const RenderRecord& render, const std::string& why, std::optional<Time> again);
// Not tried, only put off: no attempt is counted.
Status PutOffRender(Transaction& tx, const RenderRecord& render, const std::string& why, Time until);
// No page of the group before `next`.
Status SetRenderHost(Transaction& tx, const std::string& host_group, Time next);

Result<std::vector<RenderRecord>> RendersOfFlag(CaseDb& db, const Scope& scope, Id flag);  // newest first
Result<std::optional<RenderRecord>> FindRender(CaseDb& db, const Scope& scope, Id id);

struct RenderCounts {
  int64_t queued = 0, done = 0, failed = 0;
};
Result<RenderCounts> CountRenders(CaseDb& db);  // of all organisations

}  // namespace markwarden
