// Measures: begun, dropped, shown, recorded of.
#include "service/measures.h"

#include <algorithm>

#include "core/said.h"
#include "core/transitions.h"
#include "core/url.h"
#include "reports/measure_plan.h"
#include "service/holder_view.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "service/view.h"
#include "store/captures.h"
#include "store/deadlines.h"
#include "store/events.h"
#include "store/listings.h"
#include "store/measures.h"
#include "store/notices.h"
#include "store/relists.h"
#include "store/rights.h"

namespace markwarden {
namespace {

constexpr size_t kMaxMeasureNote = 2000;
constexpr std::chrono::minutes kSaidTo{1};  // people say to the minute when something was done

struct RecordRow {
  std::string_view act;
  std::string_view transition;  // of core/transitions.h; empty: the state stays
  UseCase use_case;
  const char* event;
};
constexpr RecordRow kRecords[] = {
    {"refused", "refuse", UseCase::kRecordMeasure, "measure.refused"},
    {"taken", "", UseCase::kRecordMeasure, "measure.said_taken"},
    {"ended", "end", UseCase::kRecordMeasure, "measure.ended"},
    {"look", "", UseCase::kCheckListings, "measure.look_asked"},
};

bool Fits(const RecordRow& row, const Measure& measure) {
  if (!row.transition.empty()) return FindTransition(Machine::kMeasure, row.transition, measure.state) != nullptr;
  if (row.act == "look") return measure.state != "dropped" && !measure.url.empty();
  return measure.state == "asked" || measure.state == "refused" || measure.state == "back";
}

Json MomentOrNull(const std::optional<Time>& time) { return time ? Json(FormatTime(*time)) : Json(nullptr); }
Json IdOrNull(Id id) { return id ? Json(IdToString(id)) : Json(nullptr); }

Json MeasureView(const Measure& m, const FollowUp& data) {
  const Choice* refusal = data.FindRefusal(m.refusal);
  const Choice* outcome = data.FindOutcome(m.outcome);
  return {{"id", IdToString(m.id)},
          {"notice", IdToString(m.notice)},
          {"case", IdToString(m.case_id)},
          {"item", m.item},
          {"listing", IdOrNull(m.listing)},
          {"right", IdToString(m.right)},
          {"platform", m.platform},
          {"url", m.url},
          {"state", m.state},
          {"asked_at", FormatTime(m.asked_at)},
          {"first_gone_at", MomentOrNull(m.first_gone_at)},
          {"taken_at", MomentOrNull(m.taken_at)},
          {"ended_at", MomentOrNull(m.ended_at)},
          {"refusal", TextOrNull(m.refusal)},
          {"refusal_name", refusal ? Json(refusal->name) : Json(nullptr)},
          {"note", TextOrNull(m.note)},
          {"outcome", TextOrNull(m.outcome)},
          {"outcome_name", outcome ? Json(outcome->name) : Json(nullptr)},
          {"next_look_at", MomentOrNull(m.next_check_at)},
          {"looks", m.checks},
          {"misses", m.misses},
          {"row_version", m.row_version}};
}

Json RelistView(const RelistRow& row) {
  const Relist& relist = row.relist;
  return {{"id", IdToString(relist.id)},       {"case", IdToString(relist.case_id)}, {"measure", IdToString(relist.measure)},
          {"right", IdToString(row.right)},    {"seen_at", FormatTime(relist.seen_at)}, {"score", relist.score},
          {"reasons", relist.reasons},         {"listing", IdToString(relist.listing)}, {"platform", row.platform},
          {"url", row.url},                    {"title", row.title},                 {"seller", TextOrNull(row.seller_name)},
          {"taken_listing", IdToString(row.taken_listing)}, {"taken_url", row.taken_url}, {"taken_title", row.taken_title}};
}

Json LookPageView(const LookPage& page, const SealedInfo& sealed) {
  Json seal = nullptr;
  if (sealed.seal != 0) {
    seal = {{"event", IdToString(sealed.event)}, {"event_no", sealed.event_no ? Json(*sealed.event_no) : Json(nullptr)}, {"root", sealed.root}};
  }
  return {{"url", page.url},
          {"captured_at", FormatTimeMillis(page.captured_at)},
          {"content_type", TextOrNull(page.content_type)},
          {"sha256", page.payload_sha256},
          {"size", page.payload_length},
          {"title", TextOrNull(page.title)},
          {"picture", TextOrNull(page.picture_sha256)},
          {"sealed", std::move(seal)}};
}

Result<Json> RelistPage(CaseDb& db, const Scope& scope, const RelistFilter& filter, const PageRequest& page) {
  Result<Page<RelistRow>> rows = ListRelists(db, scope, filter, page);
  if (!rows) return Fail(rows);
  Json items = Json::array();
  for (const RelistRow& row : rows->rows) items.push_back(RelistView(row));
  return Json{{"items", std::move(items)}, {"next", TextOrNull(rows->next)}};
}

Result<Measure> KnownMeasure(CaseDb& db, const Scope& scope, Id id) {
  Result<std::optional<Measure>> measure = FindMeasure(db, scope, id);
  if (!measure) return Fail(measure);
  if (!*measure) return Fail(ErrorCode::kNotFound, "no measure " + IdToString(id));
  return std::move(**measure);
}

Result<Json> WholeMeasure(CaseDb& db, const Scope& scope, const Measure& measure, const FollowUp& data) {
  Json view = MeasureView(measure, data);
  view["title"] = nullptr;
  if (measure.listing != 0) {
    Result<std::optional<ListingRecord>> listing = FindListing(db, measure.listing);
    if (!listing) return Fail(listing);
    if (*listing) view["title"] = TextOrNull((*listing)->title);
  }
  Result<std::vector<MeasureCheck>> checks = ChecksOf(db, scope, measure.id);
  if (!checks) return Fail(checks);
  Result<std::map<Id, LookPage>> pages = PagesOfLooks(db, scope, measure.id);
  if (!pages) return Fail(pages);
  Json looks = Json::array();
  for (const MeasureCheck& check : *checks) {
    Json page = nullptr;
    if (const auto kept = pages->find(check.capture); kept != pages->end()) {
      Result<SealedInfo> sealed = SealOfCapture(db, check.capture);
      if (!sealed) return Fail(sealed);
      page = LookPageView(kept->second, *sealed);
    }
    looks.push_back({{"at", FormatTime(check.at)}, {"seen", check.seen}, {"why", InWords(check.why, "en")}, {"said", SaidView(check.why)}, {"status", check.status ? Json(check.status) : Json(nullptr)},
                     {"capture", IdOrNull(check.capture)}, {"page", std::move(page)}});
  }
  view["checks"] = std::move(looks);
  Result<Json> relists = RelistPage(db, scope, {.measure = measure.id}, {.limit = 200, .after = {}});
  if (!relists) return relists;
  view["relists"] = std::move((*relists)["items"]);
  Json may = Json::array();
  for (const RecordRow& row : kRecords) {
    if (Fits(row, measure) && Authorise(scope, row.use_case)) may.push_back(row.act);
  }
  view["may"] = std::move(may);
  return view;
}

// What the deed says, put into `measure` and `event`.
Status ApplyDeed(const MeasureDeed& deed, const FollowUp& data, Time now, Measure& measure, NewEvent& event) {
  if (deed.note.size() > kMaxMeasureNote) return Fail(ErrorCode::kInvalid, "the note is longer than " + std::to_string(kMaxMeasureNote) + " bytes");
  if (deed.act == "refused") {
    if (!data.FindRefusal(deed.reason)) {
      std::string codes;
      for (const Choice& one : data.refusals) codes += (codes.empty() ? "" : ", ") + one.code;
      return Fail(ErrorCode::kInvalid, Say("measure.why_refused", {{"codes", codes}}));
    }
    if (deed.reason == "other" && deed.note.empty()) return Fail(ErrorCode::kInvalid, Say("measure.other_needs_note"));
    measure.state = "refused";
    measure.refusal = deed.reason;
    event.detail["reason"] = deed.reason;
  } else if (deed.act == "taken") {
    const std::optional<Time> at = deed.at.size() > 10 ? ParseTime(deed.at) : std::nullopt;
    if (!at) return Fail(ErrorCode::kInvalid, Say("measure.when_taken"));
    if (*at > now) return Fail(ErrorCode::kInvalid, Say("measure.taken_to_come", {{"at", FormatTime(*at)}}));
    if (*at + kSaidTo < measure.asked_at) {
      return Fail(ErrorCode::kInvalid, Say("measure.taken_before", {{"asked", FormatTime(measure.asked_at)}, {"at", FormatTime(*at)}}));
    }
    if (!deed.outcome.empty() && !data.FindOutcome(deed.outcome)) return Fail(ErrorCode::kInvalid, "no outcome is called \"" + deed.outcome.substr(0, 60) + "\"");
    if (!deed.outcome.empty()) measure.outcome = deed.outcome;
    event.detail["said_at"] = FormatTime(*at);
    event.detail["outcome"] = TextOrNull(measure.outcome);
    measure.next_check_at = now;
    measure.misses = 0;
  } else if (deed.act == "ended") {
    measure.state = "ended";
    measure.ended_at = now;
    measure.first_gone_at.reset();
    measure.next_check_at.reset();
  } else {
    measure.next_check_at = now;
    measure.misses = 0;
  }
  if (!deed.note.empty()) {
    measure.note = deed.note;
    event.personal = {{"note", deed.note}};
  }
  return Ok();
}

}  // namespace

Status EndActionTerms(Transaction& tx, const Scope& scope, Id notice, Time at) {
  Result<std::vector<Measure>> measures = MeasuresOfNotice(tx.db(), scope, notice);
  if (!measures) return Fail(measures);
  for (const Measure& measure : *measures) {
    if (measure.state == "asked") return Ok();
  }
  for (const char* then : {"action", "second_notice"}) {
    if (auto met = EndDeadlines(tx, "notice", notice, then, "met", at); !met) return Fail(met);
  }
  return Ok();
}

Status StartMeasures(Transaction& tx, const Scope& scope, const NoticeRecord& record, const Notice& notice, Time asked_at, const FollowUp& data) {
  CaseDb& db = tx.db();
  Result<std::optional<RightRecord>> right = FindRightByKey(db, scope, notice.right.id);
  if (!right) return Fail(right);
  if (!*right) return Fail(ErrorCode::kNotFound, "the right " + notice.right.id + " is not registered any more");
  int64_t begun = 0;
  for (size_t i = 0; i < notice.items.size(); ++i) {
    const NoticeItem& item = notice.items[i];
    Measure measure;
    measure.org = record.org;
    measure.region_code = record.region_code;
    measure.notice = record.id;
    measure.case_id = record.case_id;
    measure.item = static_cast<int>(i);
    measure.right = (*right)->id;
    measure.platform = record.platform;
    measure.url = item.url;
    measure.asked_at = asked_at;
    std::vector<std::string> keys;
    if (!item.platform_item_id.empty()) keys.push_back(item.platform_item_id);
    if (const Result<Url> url = ParseUrl(item.url)) keys.push_back(CanonicalKey(*url));
    for (const std::string& key : keys) {
      Result<std::optional<ListingRecord>> listing = FindListingByKey(db, record.platform, key);
      if (!listing) return Fail(listing);
      if (!*listing) continue;
      measure.listing = (*listing)->id;
      if (measure.url.empty()) measure.url = (*listing)->url;
      break;
    }
    if (!measure.url.empty()) measure.next_check_at = FirstLook(asked_at, data.looks);
    Result<bool> added = AddMeasure(tx, scope, measure);
    if (!added) return Fail(added);
    begun += *added;
  }
  if (begun == 0) return Ok();
  NewEvent event = EventBy(scope, "measure.asked", "notice", record.id);
  event.region_code = record.region_code;
  event.detail = {{"case", IdToString(record.case_id)}, {"measures", begun}, {"asked_at", FormatTime(asked_at)}, {"follow_up", data.digest}};
  if (auto done = AppendEvent(tx, event); !done) return Fail(done);
  return Ok();
}

Status DropMeasures(Transaction& tx, const Scope& scope, Id notice, const std::string& why) {
  CaseDb& db = tx.db();
  PageRequest page{.limit = kMaxPageRows, .after = {}};
  int64_t dropped = 0;
  std::string region;
  do {
    Result<Page<Measure>> measures = ListMeasures(db, scope, {.notice = notice}, page);
    if (!measures) return Fail(measures);
    for (Measure& measure : measures->rows) {
      region = measure.region_code;
      if (!FindTransition(Machine::kMeasure, "drop", measure.state)) continue;
      measure.state = "dropped";
      measure.next_check_at.reset();
      if (Result<Measure> saved = SaveMeasure(tx, scope, measure); !saved) return Fail(saved);
      if (Status over = StopRelistWatch(tx, measure.id); !over) return over;
      ++dropped;
    }
    page.after = measures->next;
  } while (!page.after.empty());
  if (dropped == 0) return Ok();
  NewEvent event = EventBy(scope, "measure.dropped", "notice", notice);
  event.region_code = region;
  event.detail = {{"measures", dropped}};
  event.personal = {{"reason", why}};
  if (auto done = AppendEvent(tx, event); !done) return Fail(done);
  return Ok();
}

Result<Json> ListMeasures(Service& service, const Scope& scope, const MeasureQuery& query) {
  if (Status allowed = Authorise(scope, UseCase::kSeeMeasures); !allowed) return Fail(allowed);
  Result<const FollowUp*> data = service.follow_up();
  if (!data) return Fail(data);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Page<Measure>> page = ListMeasures(db, scope, {.state = query.state, .platform = query.platform, .notice = query.notice, .case_id = query.case_id, .right = query.right},
                                              {.limit = std::clamp(query.limit, 1, 500), .after = query.cursor});
    if (!page) return Fail(page);
    Json items = Json::array();
    for (const Measure& measure : page->rows) {
      items.push_back(MeasureView(measure, **data));
      LeaveOutOfMeasure(scope, items.back());
    }
    return Json{{"items", std::move(items)}, {"next", TextOrNull(page->next)}};
  });
}

Result<Json> ShowMeasure(Service& service, const Scope& scope, Id id) {
  if (Status allowed = Authorise(scope, UseCase::kSeeMeasures); !allowed) return Fail(allowed);
  Result<const FollowUp*> data = service.follow_up();
  if (!data) return Fail(data);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Measure> measure = KnownMeasure(db, scope, id);
    if (!measure) return Fail(measure);
    Result<Json> view = WholeMeasure(db, scope, *measure, **data);
    if (view) LeaveOutOfMeasure(scope, *view);
    return view;
  });
}

Result<Json> RecordOfMeasure(Service& service, const Scope& scope, Id id, const MeasureDeed& deed) {
  const auto row = std::find_if(std::begin(kRecords), std::end(kRecords), [&](const RecordRow& one) { return one.act == deed.act; });
  if (row == std::end(kRecords)) {
    return Fail(ErrorCode::kInvalid, "what may be recorded of a measure is refused, taken, ended or look, not \"" + deed.act.substr(0, 60) + "\"");
  }
  if (Status allowed = Authorise(scope, row->use_case); !allowed) return Fail(allowed);
  Result<const FollowUp*> data = service.follow_up();
  if (!data) return Fail(data);
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    CaseDb& db = tx.db();
    Result<Measure> measure = KnownMeasure(db, scope, id);
    if (!measure) return Fail(measure);
    if (deed.row_version != 0 && deed.row_version != measure->row_version) return Fail(ErrorCode::kConflict, Say("measure.changed"));
    if (!Fits(*row, *measure)) return Fail(ErrorCode::kConflict, Say("measure.not_now", {{"state", Say("state.measure." + measure->state).kept()}}));
    NewEvent event = EventBy(scope, row->event, "measure", id);
    event.region_code = measure->region_code;
    event.detail = {{"from", measure->state}, {"notice", IdToString(measure->notice)}};
    if (Status applied = ApplyDeed(deed, **data, service.clock().Now(), *measure, event); !applied) return Fail(applied);
    Result<Measure> saved = SaveMeasure(tx, scope, *measure);
    if (!saved) return Fail(saved);
    if (saved->state == "refused") {
      if (Status ended = EndActionTerms(tx, scope, saved->notice, service.clock().Now()); !ended) return Fail(ended);
    }
    if (saved->state == "ended") {
      if (Status over = StopRelistWatch(tx, id); !over) return Fail(over);
    }
    if (auto done = AppendEvent(tx, event); !done) return Fail(done);
    return WholeMeasure(db, scope, *saved, **data);
  });
}

Result<Json> ListRelists(Service& service, const Scope& scope, const RelistQuery& query) {
  if (Status allowed = Authorise(scope, UseCase::kSeeMeasures); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) {
    return RelistPage(db, scope, {.case_id = query.case_id, .right = query.right}, {.limit = std::clamp(query.limit, 1, 500), .after = query.cursor});
  });
}

Result<Json> RelistsOfCase(CaseDb& db, const Scope& scope, Id case_id) {
  Result<Json> page = RelistPage(db, scope, {.case_id = case_id}, {.limit = 200, .after = {}});
  if (!page) return page;
  return std::move((*page)["items"]);
}

}  // namespace markwarden
