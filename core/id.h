// Identifiers: 63 bits of time, node and sequence, so that rows made on many
// machines never meet and sort by when they were made.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/result.h"

namespace markwarden {

using Id = int64_t;  // > 0; 0 means "none"

// 41 bits of milliseconds since 2024-01-01, 10 bits of node, 12 bits of sequence.
// Thread-safe.  A clock that steps back does not repeat an id: the last time is kept.
class IdMaker {
 public:
  // `node` in 0..1023; processes on one store take different nodes.
  IdMaker(const Clock& clock, int node);
  Id Next();

 private:
  const Clock& clock_;
  const int64_t node_;
  std::mutex mutex_;
  int64_t last_ms_ = 0;   // guarded by mutex_
  int64_t sequence_ = 0;  // guarded by mutex_
};

// Ids are times from 2024 to 2093.  Errors: kUnavailable when `now` is none of these, saying to set the clock; with
// such a clock nothing that is kept would be dated, and ids would repeat.
Status CheckIdTime(Time now);

// Decimal, as in JSON, where ids are strings.
std::string IdToString(Id id);
std::optional<Id> ParseId(std::string_view text);
Time IdTime(Id id);
// No id that was made at `time` or later is smaller.
Id FirstIdAt(Time time);

}  // namespace markwarden
