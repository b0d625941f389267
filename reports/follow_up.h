// What happens after a notice, as data: when its listings are looked at again, what counts as gone or come back, our own
// terms and brakes.  Loaded once from reports/follow_up.yaml; read-only and thread-safe afterwards.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/notice.h"
#include "core/result.h"
#include "reports/regime.h"
#include "reports/relist.h"

namespace markwarden {

// When a listing is looked at.
struct LookPlan {
  std::chrono::hours confirm{6};              // between the two looks that make "taken"
  std::vector<std::chrono::hours> asked;      // after the notice went out, ascending
  std::chrono::hours asked_until{0};          // after the last of them once a day, so long
  std::vector<std::chrono::hours> taken;      // after it was seen gone, ascending
  std::chrono::hours back_every{24};          // while it is back
  std::chrono::hours retry{6};                // after a look that could not be made or told nothing
  int give_up_after = 0;                      // such looks in a row
};

struct GonePhrase {
  std::string lang;
  std::string text;  // as written, ASCII in lower case
};

// A term of our own, counted like a law's.
struct FollowUpTerm {
  int count = 0;
  TermUnit unit = TermUnit::kNone;
  std::string calendar;  // id of a DayCalendar
};

struct ErrorBrake {
  int window = 0;       // the last so many notices
  double warn = 0, block = 0;  // share that was withdrawn or restored
  int least = 0;        // fewer say nothing
};
struct BulkBrake {
  int per_hour = 0;        // notices a person may release in an hour
  int first_right = 0;     // of a right that is new here
  int until_outcomes = 0;  // and that is so until so many have an outcome
};

struct FollowUp {
  std::string version;  // the day of the data, "2026-11-26"
  std::string digest;   // SHA-256 of the file, hexadecimal
  LookPlan looks;
  int watch_days = 0;
  std::vector<int> stay_down_days;
  std::vector<Choice> refusals, outcomes;
  RelistRules relist;
  std::vector<GonePhrase> gone_phrases;
  FollowUpTerm acknowledge, second_notice, withdrawal, identification;
  std::vector<int> reminders_days_before;  // descending
  ErrorBrake brake;
  BulkBrake bulk;
  int fresh_registration_days = 0;

  const Choice* FindRefusal(std::string_view code) const;
  const Choice* FindOutcome(std::string_view code) const;
};

// Errors: kNotFound, kInvalid naming the field.
Result<FollowUp> LoadFollowUp(const std::filesystem::path& path);
Result<FollowUp> ParseFollowUp(std::string_view yaml);

}  // namespace markwarden
