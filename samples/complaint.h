// A complaint that a shop's desk recorded, and what has become of it by a given time.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"

namespace markwarden::samples {

// How the marketplace takes its complaints, by their order: the first, fifth, ninth ... honours.
enum class Habit { kHonours, kIgnores, kCounters, kRelists };
Habit HabitOf(int number);  // number >= 1

inline constexpr std::chrono::days kHonourSlowly{2}, kHonourSoon{1};
inline constexpr std::chrono::days kCounterAfter{3};   // of the complaint's receipt
inline constexpr std::chrono::days kFilingPeriod{15};  // from the counter-notice
inline constexpr std::chrono::days kRelistAfter{20};   // of the complaint's receipt

struct ComplaintItem {
  std::string item_id, right, reason;
  int offer = -1;  // index into Market::offers
};

// That the holder complained to an authority or sued, as the holder told.
struct Filing {
  std::string kind, number, filed_at;  // "complaint" or "suit"; RFC 3339
  Time told;
};

struct Complaint {
  int number = 0;  // 1, 2, 3 ... over the whole marketplace
  int shop = 0;    // index into Market::shops
  Time received;
  std::string receipt;          // "S1-000001"
  std::string notice, contact;  // the holder's own number of it; how to reach the holder
  std::vector<ComplaintItem> items;
  std::vector<std::string> unknown;  // item ids or URLs that mean nothing at this shop
  std::vector<Filing> filings;       // at most one of each kind
  std::optional<Time> withdrawn;
};

enum class Measure { kNone, kDeleted, kRestored };
std::string_view ToString(Measure measure);

// The same for all items of a complaint.  Absent times: it has not happened.
struct Standing {
  std::string_view status = "received";  // received, honoured, refused, counter_notice
  Measure measure = Measure::kNone;
  std::optional<Time> measured;   // when `measure` was taken
  std::optional<Time> countered;  // when the seller's counter-notice came
  std::optional<Time> relisted;   // when the items came back under other sellers
};

// A function of its arguments: with a clock that goes back, what came later has not happened.
Standing StandingAt(const Complaint& complaint, Time now);

}  // namespace markwarden::samples
