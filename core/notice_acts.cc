// The table.
#include "core/notice_acts.h"

namespace markwarden {
namespace {

constexpr NoticeAct kActs[] = {
    {"complete", "draft", "queued"},
    {"release", "queued", "approved", true},
    {"send", "approved", "sent"},
    {"withdraw", "draft", "withdrawn"},
    {"withdraw", "queued", "withdrawn"},
    {"withdraw", "approved", "withdrawn"},
    {"withdraw", "sent", "withdrawn"},
    {"close", "sent", "closed"},
};

}  // namespace

std::span<const NoticeAct> NoticeActs() { return kActs; }

const NoticeAct* FindNoticeAct(std::string_view name, std::string_view from) {
  for (const NoticeAct& act : kActs) {
    if (act.name == name && act.from == from) return &act;
  }
  return nullptr;
}

const NoticeAct* NoticeActBetween(std::string_view from, std::string_view to) {
  for (const NoticeAct& act : kActs) {
    if (act.from == from && act.to == to) return &act;
  }
  return nullptr;
}

}  // namespace markwarden
