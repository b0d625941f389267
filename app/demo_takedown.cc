// Day after day.
#include "app/demo_takedown.h"

#include <iostream>
#include <map>

#include "core/file.h"
#include "service/connectors.h"
#include "service/counter_notices.h"
#include "service/crawl.h"
#include "service/events.h"
#include "service/measures.h"
#include "service/notices.h"
#include "service/outbox.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr size_t kFirstNotices = 4;
constexpr int kLooks = 60;
constexpr int kTriesToSend = 8;
constexpr int kEventsRead = 200;

struct Told {
  const char* event;
  const char* says;
};
constexpr Told kTold[] = {
    {"notice.sent", "notice sent"},
    {"measure.taken", "taken down: two looks saw it gone"},
    {"notice.second_drafted", "still there after seven days: a second notice waits for release"},
    {"counter_notice.received", "the seller answers; fifteen days to file a complaint or suit"},
    {"counter_notice.lapsed", "nothing was filed: the measure ends"},
    {"measure.back", "seen back"},
    {"listing.relisted", "the same goods under another seller: the case goes on"},
};

class Player {
 public:
  explicit Player(DemoLife& life) : life_(life) {}

  Result<Json> Play() {
    if (Status added = AddConnectors(); !added) return Fail(std::move(added.error()).While("connectors"));
    if (Status day = FirstDay(); !day) return Fail(std::move(day.error()).While("day 0"));
    // Two looks six hours apart see what is gone; a counter-notice comes on day 3, a second notice is due after day 7, a restoration on
    // day 18, a relisting on day 20.
    const struct { int day, hour; bool crawl, send; } visits[] = {{1, 2, false, false},  {1, 9, false, false},  {2, 2, false, false}, {2, 9, false, false}, {3, 12, false, false},
                                                                  {8, 2, false, false},  {19, 2, false, false}, {20, 2, true, false}, {27, 0, false, true}, {28, 2, false, false},
                                                                  {28, 9, false, false}, {30, 12, false, false}};
    for (const auto& visit : visits) {
      Status done = MoveTo(days(visit.day) + hours(visit.hour));
      if (done && visit.send) done = Send(kFirstNotices, life_.notices.size());
      if (done && visit.crawl && !relisted_source_.empty()) done = life_.crawl(relisted_source_);
      if (done) done = Work();
      if (done) done = Tell(visit.day);
      if (!done) return Fail(std::move(done.error()).While("day " + std::to_string(visit.day)));
    }
    Status done = MoveTo(kDemoDays);
    if (done) done = Work();
    if (done) done = Tell(int(kDemoDays.count()));
    if (!done) return Fail(std::move(done.error()).While("the last day"));
    return Sum();
  }

 private:
  Service& service() { return *life_.service; }

  // The desk of each shop, as its marketplace describes it.
  Status AddConnectors() {
    Result<std::string> text = ReadFile(life_.market / "complaints.json", 1 << 20);
    if (!text) return Fail(text);
    Result<Json> desks = ParseJson(*text);
    if (!desks) return Fail(desks);
    for (const auto& [shop, desk] : desks->items()) {
      const std::string accepted = "accepted: [200, 201]";
      const std::string yaml = "id: " + shop + "\nname: {zh: \"" + shop + " 知识产权投诉\", en: \"" + shop + " complaints\"}\nplatforms: [" + shop +
                               "]\nallow_networks: [127.77.0.0/16]\npacing: {gap_ms: 20, per_day: 0}\nsubmit:\n  url: " + JsonText(desk, "endpoint") +
                               "\n  idempotency_header: Idempotency-Key\n  body:\n    notice: \"{{/id}}\"\n    right: \"{{/right/title}}\"\n    reason: \"{{/claim/act_code}}\"\n" +
                               "    items: {$each: /items, $item: {url: \"{{./url}}\", item_id: \"{{./platform_item_id}}\"}}\n    contact: \"{{/right_holder/email}}\"\n  " +
                               accepted + "\n  receipt: /receipt\nstatus: {url: \"" + JsonText(desk, "receipt") +
                               "\", state: /status, words: {received: received, honoured: honoured, refused: refused, counter_notice: counter_notice}, note: /refusal, "
                               "counter_notice: /counter_notice}\nwithdraw:\n  url: \"" + JsonText(desk, "withdraw") +
                               "\"\n  idempotency_header: Idempotency-Key\n  body: {reason: \"{{/delivery/reason}}\"}\n  " + accepted + "\nfiling:\n  url: \"" + JsonText(desk, "filing") +
                               "\"\n  idempotency_header: Idempotency-Key\n  body: {kind: \"{{/delivery/filing_kind}}\", number: \"{{/delivery/filing_number}}\", filed_at: \"{{/delivery/filed_at}}\"}\n  " +
                               accepted + "\n";
      if (Result<Json> added = AddConnector(service(), life_.head, yaml); !added) return Fail(std::move(added.error()).While(shop));
    }
    return Ok();
  }

  Status FirstDay() {
    if (Status sent = Send(0, std::min(kFirstNotices, life_.notices.size())); !sent) return sent;
    return Tell(0);
  }

  // Released by one, put into the outbox by the other, tried until the shop has it.
  Status Send(size_t from, size_t to) {
    for (size_t i = from; i < to; ++i) {
      const Id id = life_.notices[i];
      Result<Json> released = ActOnNotice(service(), life_.head, id, {.act = "release", .row_version = 0, .reason = "sample: compared with the goods", .channel = {}, .sent_at = {}, .receipt = {}, .receipt_sha256 = {}});
      if (!released) return Fail(std::move(released.error()).While("release"));
      const std::string platform = JsonText(*released, "platform");
      platforms_[IdToString(id)] = platform;
      if (i == kFirstNotices - 1) relisted_source_ = platform;
      Result<Json> delivery = DeliverNotice(service(), life_.officer, id, {.channel = "connector", .connector = platform, .row_version = 0});
      if (!delivery) return Fail(std::move(delivery.error()).While("deliver"));
      for (int tries = 0;; ++tries) {
        if (Status worked = Work(); !worked) return worked;
        Result<Json> now = ShowDelivery(service(), life_.officer, *ParseId(JsonText(*delivery, "id")));
        if (!now) return Fail(now);
        if (JsonText(*now, "state") == "accepted") break;
        if (tries == kTriesToSend) return Fail(ErrorCode::kUnavailable, platform + " does not take the notice: " + JsonText(*now, "last_answer"));
        if (Status moved = MoveTo(at_ + minutes(5)); !moved) return moved;
      }
    }
    return Ok();
  }

  // The store's clock and the market's.
  Status MoveTo(milliseconds since_start) {
    at_ = since_start;
    const milliseconds offset = DemoOffset(since_start);
    const ServiceOptions options = service().options();
    life_.service.reset();
    if (Status moved = MoveStoreClock(life_.store, offset); !moved) return moved;
    if (Status written = WriteFileAtomic(life_.market / "clock", std::to_string(offset.count())); !written) return written;
    Result<std::unique_ptr<Service>> opened = Service::Open(options);
    if (!opened) return Fail(opened);
    life_.service = std::move(*opened);
    return Ok();
  }

  Status Work() {
    WorkRun run;
    run.check_listings = kLooks;
    if (Result<Json> done = RunWork(service(), life_.officer, run, {}); !done) return Fail(done);
    return Ok();
  }

  // What has happened since the last time, as the log has it.
  Status Tell(int day) {
    EventQuery query;
    query.limit = kEventsRead;
    Result<Json> events = ListEvents(service(), life_.head, query);
    if (!events) return Fail(events);
    std::vector<const Json*> fresh;
    Id newest = seen_;
    for (const Json& event : (*events)["items"]) {
      const Id id = ParseId(JsonText(event, "id")).value_or(0);
      if (id <= seen_) break;
      newest = std::max(newest, id);
      fresh.push_back(&event);
    }
    seen_ = newest;
    std::map<std::pair<std::string, std::string>, int> lines;
    for (auto event = fresh.rbegin(); event != fresh.rend(); ++event) {
      const std::string kind = JsonText(**event, "kind");
      for (const Told& told : kTold) {
        if (kind != told.event) continue;
        ++counts_[kind];
        ++lines[{told.says, PlatformOf(**event)}];
      }
    }
    for (const auto& [line, times] : lines) {
      std::cerr << "  day " << day << ": " << (line.second.empty() ? "" : line.second + ": ") << line.first << (times > 1 ? " (" + std::to_string(times) + ")" : "") << std::endl;
      log_.push_back({{"day", day}, {"what", line.first}, {"platform", TextOrNull(line.second)}, {"times", times}});
    }
    return Ok();
  }

  std::string PlatformOf(const Json& event) {
    std::string notice = JsonText(event, "subject_kind") == "notice" ? JsonText(event, "subject") : "";
    if (const Json* detail = JsonMember(event, "detail"); notice.empty() && detail) {
      notice = JsonText(*detail, "notice");
      if (notice.empty() && !JsonText(*detail, "platform").empty()) return JsonText(*detail, "platform");
    }
    const auto platform = platforms_.find(notice);
    return platform == platforms_.end() ? "" : platform->second;
  }

  Result<Json> Sum() {
    Json sum = {{"sent", counts_["notice.sent"]}, {"second", counts_["notice.second_drafted"]}, {"restored", counts_["counter_notice.lapsed"]},
                {"log", log_}};
    std::map<std::string, int64_t> states;
    MeasureQuery query;
    query.limit = 200;
    Result<Json> measures = ListMeasures(service(), life_.officer, query);
    if (!measures) return Fail(measures);
    for (const Json& measure : (*measures)["items"]) ++states[JsonText(measure, "state")];
    sum["measures"] = states;
    sum["taken"] = counts_["measure.taken"];
    Result<Json> counters = ListCounterNotices(service(), life_.officer, CounterNoticeQuery{});
    if (!counters) return Fail(counters);
    sum["counter_notices"] = (*counters)["items"].size();
    RelistQuery relists;
    relists.limit = 200;
    Result<Json> back = ListRelists(service(), life_.officer, relists);
    if (!back) return Fail(back);
    sum["relists"] = (*back)["items"].size();
    return sum;
  }

  DemoLife& life_;
  milliseconds at_{0};
  Id seen_ = 0;
  std::string relisted_source_;
  std::map<std::string, std::string> platforms_;  // by notice
  std::map<std::string, int64_t> counts_;         // by event
  Json log_ = Json::array();
};

}  // namespace

milliseconds DemoOffset(milliseconds since_start) { return std::min(milliseconds(0), since_start - milliseconds(kDemoDays)); }

Result<Json> PlayTakedowns(DemoLife& life) { return Player(life).Play(); }

}  // namespace markwarden
