// Why nothing is happening: the causes in the order in which a person would look into them, each with what to do.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/frontier.h"
#include "core/notice.h"
#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "core/watch.h"
#include "service/service.h"

namespace markwarden {

struct CrawlFacts {
  std::vector<Watch> watches;     // of the organisation
  int64_t sources = 0;            // of its live watches that are enabled
  bool crawl_runs = false, work_runs = false;
  FrontierStatus frontier;
  int64_t disk_free = -1;         // bytes; -1: unknown
  int64_t disk_needed = 0;        // below this it is told
  std::optional<Time> next_round;
};

enum class CauseWeight {
  kStops,  // nothing happens until somebody does something
  kWaits,  // it goes on by itself
  kNote,   // something else a person should know
};

struct CrawlCause {
  std::string code;  // "not_running"
  CauseWeight weight = CauseWeight::kNote;
  LocalText text, todo;        // zh and en
  std::optional<Time> until;   // of kWaits
};

// Never empty: the last resort says that the crawl is busy.
std::vector<CrawlCause> DiagnoseCrawl(const CrawlFacts& facts, Time now);

// The facts as they are; what `scope` does not see does not count.
Result<CrawlFacts> GatherCrawlFacts(Service& service, const Scope& scope, FrontierStatus frontier);

// [{"code","weight":"stops|waits|note","text":{"zh","en"},"todo":{"zh","en"},"until"}]
Json CausesView(const std::vector<CrawlCause>& causes);

}  // namespace markwarden
