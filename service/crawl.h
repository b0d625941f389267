// The roles that run for long: crawl (fetch, extract, store) and work (match, seal, number).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"
#include "service/work.h"

namespace markwarden {

struct RunProgress {
  int64_t pages = 0, pictures = 0, listings = 0, errors = 0, queued = 0;
  double per_second = 0;
};

struct CrawlRun {
  bool forever = false;          // wait for the next round instead of ending
  int64_t patience_ms = 60'000;  // ends when nothing falls due for so long
  std::vector<std::string> sources = {};  // by name; empty: all that watches use
  std::function<void(const RunProgress&)> progress;
  SayLine say;
};
// Holds the lock of the role.  {"pages","pictures","listings","errors","not_modified","robots_refused",
// "elapsed_ms","waiting_until","stopped"}.  Errors: kConflict (another crawl runs), kInvalid (no watch).
Result<Json> RunCrawl(Service& service, const Scope& scope, const CrawlRun& run, std::stop_token stop);

// Why a crawl does what it does, above all when it does nothing: {"running","work_running","causes":[as CausesView],"until","lines":[...],
// "rendering","sources":[...],"groups":[...],"last_fetch"}
Result<Json> ShowCrawlStatus(Service& service, const Scope& scope);

struct WorkRun {
  bool forever = false;  // pass after pass until stopped; a last pass runs after the stop
  int render_pages = 0;  // pages rendered after each pass, at most
  std::chrono::milliseconds render_time{600'000};  // and none is begun after so long
  int check_listings = 0;  // listings looked at again after each pass, at most (takedown_check.h)
  std::function<void(const RunProgress&)> progress;
  SayLine say = {};      // what a person should know while it runs: each line once
};
// {"matched","flags","cleared","sealed","numbered","checkpoint","stamped","rendered","not_rendered","looked","taken","back","relists","not_signed","elapsed_ms",
// "match_ms","seal_ms"}; "checkpoint" is the size of the log's last signed state, or null; "not_rendered" says why no page can be
// rendered here, "not_signed" why the log's newest state is not signed, or they are null.  Errors: kConflict (another `work` runs),
// kInternal (the log was rolled back or forked: service/checkpoints.h).
Result<Json> RunWork(Service& service, const Scope& scope, const WorkRun& run, std::stop_token stop);

}  // namespace markwarden
