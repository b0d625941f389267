// The states of what belongs to a case, one kind after another.
#include "service/case_open.h"

#include <algorithm>

#include "core/transitions.h"
#include "store/counter_notices.h"
#include "store/deliveries.h"
#include "store/measures.h"
#include "store/notices.h"

namespace markwarden {
namespace {

constexpr size_t kMattersNamed = 10;

// "waiting" and "trying" may still go out; of an "unknown" one nobody knows whether it did.
void AddDeliveries(const std::vector<Delivery>& deliveries, std::vector<OpenMatter>& matters) {
  for (const Delivery& delivery : deliveries) {
    const bool under_way = delivery.state == "waiting" || delivery.state == "trying";
    if (under_way || delivery.state == "unknown") matters.push_back({.what = under_way ? "in_outbox" : "delivery_unknown", .id = delivery.id, .notice = delivery.notice});
  }
}

Status AddNoticeMatters(CaseDb& db, const Scope& scope, const NoticeRecord& notice, std::vector<OpenMatter>& matters) {
  Result<std::vector<Delivery>> deliveries = DeliveriesOfNotice(db, scope, notice.id);
  if (!deliveries) return Fail(deliveries);
  const size_t before = matters.size();
  AddDeliveries(*deliveries, matters);
  const bool in_outbox = matters.size() > before;
  if (!StandsOpen(Machine::kNotice, notice.state)) return Ok();
  if (notice.state != "sent") {
    if (!in_outbox) matters.push_back({.what = notice.state == "queued" ? "notice_queued" : "notice_not_sent", .id = notice.id, .notice = notice.id});
    return Ok();
  }
  Result<std::vector<Measure>> measures = MeasuresOfNotice(db, scope, notice.id);
  if (!measures) return Fail(measures);
  const auto waiting = std::count_if(measures->begin(), measures->end(), [](const Measure& measure) { return StandsOpen(Machine::kMeasure, measure.state); });
  if (waiting > 0) matters.push_back({.what = "notice_unanswered", .id = notice.id, .notice = notice.id, .listings = static_cast<int>(waiting)});
  return Ok();
}

std::string OneMatter(const OpenMatter& matter) {
  return Say("open." + matter.what, {{"id", IdToString(matter.id)}, {"notice", IdToString(matter.notice)}, {"count", std::to_string(matter.listings)}}).kept();
}

}  // namespace

Result<std::vector<OpenMatter>> OpenMattersOf(CaseDb& db, const Scope& scope, Id case_id) {
  std::vector<NoticeRecord> notices;
  for (PageRequest page{.limit = kMaxPageRows, .after = {}};;) {
    Result<Page<NoticeRecord>> found = ListNotices(db, scope, NoticeFilter{.platform = {}, .state = {}, .regime = {}, .case_id = case_id}, page);
    if (!found) return Fail(found);
    std::move(found->rows.begin(), found->rows.end(), std::back_inserter(notices));
    if (found->next.empty()) break;
    page.after = found->next;
  }
  std::sort(notices.begin(), notices.end(), [](const NoticeRecord& a, const NoticeRecord& b) { return a.id < b.id; });
  std::vector<OpenMatter> matters;
  for (const NoticeRecord& notice : notices) {
    if (Status added = AddNoticeMatters(db, scope, notice, matters); !added) return Fail(added);
  }
  for (PageRequest page{.limit = kMaxPageRows, .after = {}};;) {
    Result<Page<CounterNotice>> counters = ListCounterNotices(db, scope, CounterNoticeFilter{.state = {}, .notice = 0, .case_id = case_id}, page);
    if (!counters) return Fail(counters);
    for (const CounterNotice& counter : counters->rows) {
      if (StandsOpen(Machine::kCounterNotice, counter.state)) matters.push_back({.what = "counter_notice", .id = counter.id, .notice = counter.notice});
    }
    if (counters->next.empty()) return matters;
    page.after = counters->next;
  }
}

Json OpenMattersView(const std::vector<OpenMatter>& matters) {
  Json view = Json::array();
  for (const OpenMatter& matter : matters) {
    view.push_back({{"what", matter.what}, {"id", IdToString(matter.id)}, {"notice", IdToString(matter.notice)}, {"listings", matter.listings}});
  }
  return view;
}

Said SayOpenMatters(const std::vector<OpenMatter>& matters) {
  std::string zh, en;
  const auto add = [&](const std::string& one) {
    zh += (zh.empty() ? "" : "；") + InWords(one, "zh");
    en += (en.empty() ? "" : "; ") + InWords(one, "en");
  };
  for (size_t i = 0; i < matters.size() && i < kMattersNamed; ++i) add(OneMatter(matters[i]));
  if (matters.size() > kMattersNamed) add(Say("open.more", {{"count", std::to_string(matters.size() - kMattersNamed)}}).kept());
  return Say("case.not_at_end", {{"zh", zh}, {"en", en}});
}

}  // namespace markwarden
