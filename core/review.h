// A person's look at a hit, and a judgement that a second person makes blind.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/id.h"

namespace markwarden {

// kPage: the console tells when listing and right are really in sight.  kText: the comparison was shown as text; counted from then on.
enum class LookWay { kPage, kText };
constexpr std::string_view ToString(LookWay way) { return way == LookWay::kPage ? "page" : "text"; }
constexpr std::optional<LookWay> ParseLookWay(std::string_view text) {
  if (text == "page") return LookWay::kPage;
  if (text == "text") return LookWay::kText;
  return std::nullopt;
}

enum class LookAct { kShow, kStill, kHide };
constexpr std::optional<LookAct> ParseLookAct(std::string_view text) {
  if (text == "show") return LookAct::kShow;
  if (text == "still") return LookAct::kStill;
  if (text == "hide") return LookAct::kHide;
  return std::nullopt;
}

// What one person saw of one hit, over all ways.
struct HitLook {
  Id hit = 0;
  Id actor = 0;
  std::optional<Time> first_at;  // empty: never shown
  std::chrono::milliseconds shown{0};
};

// One thing that two people judge apart.
struct Sample {
  Id id = 0;
  Id org = 0;
  std::string region_code;
  std::string kind = "decided";  // or "cleared"
  Id flag = 0, hit = 0, right = 0;
  Id first_by = 0;               // an account, or the program's
  std::string first_outcome;     // "innocent", "suspect"
  Time first_at;
  std::string state = "open";    // open, agreed, disagreed, settled, void
  Id second_by = 0;
  std::string second_name, second_outcome, second_reason, second_note;
  std::optional<Time> second_at;
  Id settled_by = 0;
  std::string settled_name, settled_outcome, settled_note;
  std::optional<Time> settled_at;
  Time created_at;
  int64_t row_version = 1;
};

// How often two judges agreed.  [i][j]: first said i, second said j; 0 innocent, 1 suspect.
struct Agreement {
  int64_t table[2][2] = {{0, 0}, {0, 0}};
  int64_t Judged() const { return table[0][0] + table[0][1] + table[1][0] + table[1][1]; }
  std::optional<double> Share() const;  // of those judged; empty when there are none
  // Cohen's kappa; empty when nothing was judged, or when both always said the same one thing: chance explains all of it then.
  std::optional<double> Kappa() const;
};

}  // namespace markwarden
