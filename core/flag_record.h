// A flag as the store keeps it: its state, the looks at it (hits) and the decisions on it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/flag.h"
#include "core/id.h"

namespace markwarden {

enum class FlagState { kNew, kHeld, kSecondLook, kDismissed, kInCase, kReopened };
constexpr std::string_view ToString(FlagState state) {
  switch (state) {
    case FlagState::kNew: return "new";
    case FlagState::kHeld: return "held";
    case FlagState::kSecondLook: return "second_look";
    case FlagState::kDismissed: return "dismissed";
    case FlagState::kInCase: return "in_case";
    case FlagState::kReopened: return "reopened";
  }
  return "new";
}
constexpr std::optional<FlagState> ParseFlagState(std::string_view text) {
  for (const FlagState state : {FlagState::kNew, FlagState::kHeld, FlagState::kSecondLook,
                                FlagState::kDismissed, FlagState::kInCase, FlagState::kReopened}) {
    if (ToString(state) == text) return state;
  }
  return std::nullopt;
}

// Unique by organisation x listing x right.
struct FlagRecord {
  Id id = 0;
  Id org = 0;
  Id listing = 0;
  Id right = 0;
  FlagState state = FlagState::kNew;
  double score = 0, db = 0;  // of the latest hit
  Verdict verdict = Verdict::kSuspected;
  Id latest_hit = 0;
  Id watch = 0;             // the watch whose crawl found it; 0 when unknown
  std::string region_code;  // the seller's, else the watch's
  Id assigned = 0;          // account, or 0
  Time created_at, updated_at;
  int64_t row_version = 1;
  // For the queue; derived, and no change of theirs moves row_version.
  std::string lane;           // new, cleared, second_look, held, dismissed, in_case
  double priority = 0;        // points
  std::string priority_parts; // JSON of what gave them; "{}" before the first time
  Id seller = 0;              // of the latest look, or 0
  std::string picture_group;  // digest of the picture that stands for the first one and its near-duplicates; empty without one
  Id second_look_by = 0;      // who asked for one last, or 0
};

// One look: a listing's snapshot and pictures against one version of a right under one rule set.
struct HitRecord {
  Id id = 0;
  Id flag = 0;
  Id snapshot = 0;
  Id capture = 0;                    // of the page
  std::vector<Id> picture_captures;
  Id right_version = 0;
  Id seller = 0;                     // store's id of the seller seen, or 0
  std::string digest;                // of everything above that decides the result, hexadecimal
  Flag result;
  Time created_at;
};

enum class DecisionAction { kDismiss, kHold, kSecondLook, kMakeCase, kReopen, kNote };
constexpr std::string_view ToString(DecisionAction action) {
  switch (action) {
    case DecisionAction::kDismiss: return "dismiss";
    case DecisionAction::kHold: return "hold";
    case DecisionAction::kSecondLook: return "second_look";
    case DecisionAction::kMakeCase: return "make_case";
    case DecisionAction::kReopen: return "reopen";
    case DecisionAction::kNote: return "note";
  }
  return "note";
}
constexpr std::optional<DecisionAction> ParseDecisionAction(std::string_view text) {
  for (const DecisionAction action :
       {DecisionAction::kDismiss, DecisionAction::kHold, DecisionAction::kSecondLook,
        DecisionAction::kMakeCase, DecisionAction::kReopen, DecisionAction::kNote}) {
    if (ToString(action) == text) return action;
  }
  return std::nullopt;
}

// Append-only.  Names the hit that the person had seen.
struct Decision {
  Id id = 0;
  Id flag = 0;
  Id hit_seen = 0;
  Id actor = 0;
  std::string actor_name;
  DecisionAction action = DecisionAction::kNote;
  std::string reason_code;
  std::string basis;  // what it rests on: an article, an answer of the holder ...
  std::string note;
  Time at;
  std::optional<Time> undone_at;  // whoever made it took it back
};

// When a decided flag comes back: data of the rules, not constants of the code.
struct ReopenRule {
  bool new_detector = true;
  bool new_picture = true;
  double more_db = 6;
  bool other_seller = true;
  bool new_right_version = true;
};

}  // namespace markwarden
