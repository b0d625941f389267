// The blind sample: what is drawn, what the second person says, what the head settles.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/review.h"
#include "core/scope.h"
#include "store/database.h"
#include "store/page.h"

namespace markwarden {

// The store's seed; made when there is none, and then `made` is true.
struct SampleSeed {
  std::string bytes;
  bool made = false;
};
Result<SampleSeed> SeedOfDraw(Transaction& tx);
// Empty when none was made yet.
Result<std::string> FindSampleSeed(CaseDb& db);

// Opens the sample, or opens anew one that was void; one that somebody judged already stays.  False: nothing was opened.
Result<bool> OpenSample(Transaction& tx, const Scope& scope, const Sample& sample);
// The first judgement no longer stands: an open sample of it is void.
Status VoidSample(Transaction& tx, const std::string& kind, Id flag);

Result<std::optional<Sample>> FindSample(CaseDb& db, const Scope& scope, Id id);

struct SampleFilter {
  std::string state = "open";
  std::string kind = {};       // empty: both
  // Those that `judge` may still judge blind: not the first person, and no look at the flag's own page since the first judgement.
  Id judge = 0;
};
// Oldest first.
Result<Page<Sample>> ListSamples(CaseDb& db, const Scope& scope, const SampleFilter& filter = {}, const PageRequest& page = {});
// Whether the person has looked at the flag's page since the sample's first judgement.
Result<bool> HasLookedSince(CaseDb& db, Id actor, const Sample& sample);

// Errors: kConflict (judged or settled meanwhile, or void), kNotFound.
Result<Sample> JudgeSample(Transaction& tx, const Scope& scope, Id id, const std::string& outcome, const std::string& reason, const std::string& note, int64_t row_version);
Result<Sample> SettleSample(Transaction& tx, const Scope& scope, Id id, const std::string& outcome, const std::string& note, int64_t row_version);

struct SampleFigures {
  Agreement agreement;
  int64_t open = 0, disagreed = 0, settled = 0;
  int64_t settled_for_second = 0;  // of those settled: the head found the second right
};
// Of those judged in [from, to); `open` and `disagreed` are today's, counted no further than 10,000.
Result<SampleFigures> FiguresOfSamples(CaseDb& db, const Scope& scope, const std::string& kind, Time from, Time to);

}  // namespace markwarden
