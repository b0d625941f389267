// What may be done with a notice: the one table that the store, the service and the pages go by.
#pragma once

#include <span>
#include <string_view>

namespace markwarden {

// What is not here cannot happen: nothing is sent that no second person has released, a withdrawal needs one person and
// no release, and nothing leads back.
struct NoticeAct {
  std::string_view name;      // "release"
  std::string_view from, to;  // states
  bool by_another = false;    // than the notice's author
};
std::span<const NoticeAct> NoticeActs();

// Null when that act cannot be done in that state.
const NoticeAct* FindNoticeAct(std::string_view name, std::string_view from);
// Null when no act leads from one to the other.
const NoticeAct* NoticeActBetween(std::string_view from, std::string_view to);

}  // namespace markwarden
