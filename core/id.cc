// Id layout.
#include "core/id.h"

#include <algorithm>
#include <charconv>

namespace markwarden {
namespace {

constexpr int64_t kEpochMs = 1704067200000;  // 2024-01-01T00:00:00Z
constexpr int kTimeBits = 41;
constexpr int kNodeBits = 10;
constexpr int kSequenceBits = 12;

}  // namespace

IdMaker::IdMaker(const Clock& clock, int node)
    : clock_(clock), node_(node & ((1 << kNodeBits) - 1)) {}

Id IdMaker::Next() {
  const std::lock_guard lock(mutex_);
  const int64_t now = std::max<int64_t>(clock_.Now().time_since_epoch().count() - kEpochMs, 1);
  if (now > last_ms_) {
    last_ms_ = now;
    sequence_ = 0;
  } else if (++sequence_ == (1 << kSequenceBits)) {
    ++last_ms_;  // borrow from the next millisecond rather than wait
    sequence_ = 0;
  }
  return (last_ms_ << (kNodeBits + kSequenceBits)) | (node_ << kSequenceBits) | sequence_;
}

Status CheckIdTime(Time now) {
  const int64_t ms = now.time_since_epoch().count() - kEpochMs;
  if (ms > 0 && ms < int64_t{1} << kTimeBits) return Ok();
  return Fail(ErrorCode::kUnavailable, "this machine's clock says " + FormatTime(now) + ", which cannot be: set it, then try again");
}

std::string IdToString(Id id) { return std::to_string(id); }

std::optional<Id> ParseId(std::string_view text) {
  Id id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc() || end != text.data() + text.size() || id <= 0) return std::nullopt;
  return id;
}

Time IdTime(Id id) {
  return Time(std::chrono::milliseconds((id >> (kNodeBits + kSequenceBits)) + kEpochMs));
}

Id FirstIdAt(Time time) {
  const int64_t ms = std::clamp<int64_t>(time.time_since_epoch().count() - kEpochMs, 0, (int64_t{1} << kTimeBits) - 1);
  return ms << (kNodeBits + kSequenceBits);
}

}  // namespace markwarden
