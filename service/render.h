// Pages shown by a browser: what `work` takes from the queue, and what people see of it.
#pragma once

#include <chrono>
#include <cstdint>
#include <stop_token>
#include <string>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/flags.h"
#include "service/service.h"

namespace markwarden {

class CaseDb;

struct RenderBudget {
  int pages = 0;                                 // tries, good or bad
  std::chrono::milliseconds time{600'000};       // no page is begun after it
  std::chrono::milliseconds wait_for_gap{5'000}; // how long to wait for a host's gap when nothing else is to be done
};
struct RenderTotals {
  int64_t rendered = 0, failed = 0, put_off = 0;
  int64_t listings = 0;  // from empty shells
  std::string why_not;   // no browser or no sandbox here: one line; the queue stays as it is
};
// Renders queued pages one after another, in one browser for a few of them.  Each page's text and picture are captures of
// kind `rendered` in the segment of `work`; the text of an empty shell gives listings.  A page that robots.txt
// refuses is never asked for, a host at most once a gap.  The caller holds the lock of `work`, on one thread.
Result<RenderTotals> RenderPass(Service& service, const RenderBudget& budget, std::stop_token stop);

// {"available","why","queued","done","failed","line"}: for status pages and summaries.
Result<Json> RenderingState(Service& service);

// {"items":[{"id","reason","state","url","why","attempts","requested_at","updated_at","screenshot":{"capture","sha256","captured_at",
//   "width","height","cut","sealed"},"dom"}],"available","why"}, newest first.
Result<Json> ListRenders(Service& service, const Scope& scope, Id flag);

// The newest render of the flag that has a picture, as an item of ListRenders; null when there is none.
Result<Json> LatestScreenshot(CaseDb& db, const Scope& scope, Id flag);

// Queues the page of a flag.  {"id","state"}.  Errors: kNotFound, kUnsupported (the page was handed over, not crawled).
Result<Json> AskRender(Service& service, const Scope& scope, Id flag);

// The sealed picture of a render, as it was stored.  Errors: kNotFound.
Result<PictureBytes> ShowScreenshot(Service& service, const Scope& scope, Id render);

}  // namespace markwarden
