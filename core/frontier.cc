// Names of roles and states, as the database and people see them.
#include "core/frontier.h"

namespace markwarden {

std::string_view ToString(UrlRole role) {
  switch (role) {
    case UrlRole::kSeed: return "seed";
    case UrlRole::kSearch: return "search";
    case UrlRole::kList: return "list";
    case UrlRole::kDetail: return "detail";
    case UrlRole::kPicture: return "picture";
    case UrlRole::kSitemap: return "sitemap";
    case UrlRole::kRobots: return "robots";
  }
  return "";
}

std::optional<UrlRole> ParseUrlRole(std::string_view text) {
  for (const UrlRole role : {UrlRole::kSeed, UrlRole::kSearch, UrlRole::kList, UrlRole::kDetail,
                             UrlRole::kPicture, UrlRole::kSitemap, UrlRole::kRobots}) {
    if (text == ToString(role)) return role;
  }
  return std::nullopt;
}

std::string_view ToString(UrlState state) {
  switch (state) {
    case UrlState::kQueued: return "queued";
    case UrlState::kDone: return "done";
    case UrlState::kGone: return "gone";
    case UrlState::kFailed: return "failed";
    case UrlState::kRefused: return "refused";
    case UrlState::kDropped: return "dropped";
    case UrlState::kOverBudget: return "over_budget";
  }
  return "";
}

std::optional<UrlState> ParseUrlState(std::string_view text) {
  for (const UrlState state : {UrlState::kQueued, UrlState::kDone, UrlState::kGone, UrlState::kFailed,
                               UrlState::kRefused, UrlState::kDropped, UrlState::kOverBudget}) {
    if (text == ToString(state)) return state;
  }
  return std::nullopt;
}

}  // namespace markwarden
