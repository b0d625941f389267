// Cases and notices over the store.
#include "service/cases.h"

#include <algorithm>
#include <map>

#include "reports/notice_check.h"
#include "reports/notice_draft.h"
#include "reports/notice_render.h"
#include "reports/platform_profile.h"
#include "reports/regime.h"
#include "reports/vocabulary.h"
#include "service/case_acts.h"
#include "service/case_open.h"
#include "service/looks.h"
#include "service/measures.h"
#include "service/notice_drafts.h"
#include "service/notice_view.h"
#include "service/permissions.h"
#include "service/samples.h"
#include "service/transact.h"
#include "store/captures.h"
#include "store/cases.h"
#include "store/events.h"
#include "store/flag_leases.h"
#include "store/flags.h"
#include "store/identifications.h"
#include "store/notices.h"
#include "store/rights.h"
#include "store/sources.h"

namespace markwarden {
namespace {

Json CaseView(const CaseRecord& record) {
  return {{"id", IdToString(record.id)},
          {"title", record.title},
          {"state", record.state},
          {"outcome", TextOrNull(record.outcome)},
          {"officer", record.officer ? Json(IdToString(record.officer)) : Json(nullptr)},
          {"region", TextOrNull(record.region_code)},
          {"flags", record.flags.size()},
          {"created_at", FormatTime(record.created_at)},
          {"updated_at", FormatTime(record.updated_at)},
          {"row_version", record.row_version}};
}

}  // namespace

Result<Json> MakeCase(Service& service, const Scope& scope, const CaseRequest& made) {
  if (Status allowed = Authorise(scope, UseCase::kMakeCase); !allowed) return Fail(allowed);
  if (made.flags.empty()) return Fail(ErrorCode::kInvalid, "a case needs at least one flag");
  if (made.reason.empty()) return Fail(ErrorCode::kInvalid, "say why infringement is suspected: a case needs a reason");
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Id right = 0;
    std::string title = made.title;
    std::vector<FlagRecord> records;
    std::vector<FlagToLookAt> looked_at;
    for (const Id id : made.flags) {
      Result<std::optional<FlagDetail>> detail = FindFlagDetail(tx.db(), scope, id);
      if (!detail) return Fail(detail);
      if (!*detail) return Fail(ErrorCode::kNotFound, "no flag " + IdToString(id));
      if (right != 0 && right != (*detail)->row.flag.right) {
        return Fail(ErrorCode::kInvalid, "a case is about one right: these flags are of several");
      }
      right = (*detail)->row.flag.right;
      if (title.empty()) title = (*detail)->row.right_title + " - " + (*detail)->row.seller_name;
      const NewDecision decision{.flag = id, .hit_seen = (*detail)->row.flag.latest_hit,
                                 .row_version = (*detail)->row.flag.row_version,
                                 .action = DecisionAction::kNote, .reason_code = "suspected", .basis = made.basis,
                                 .note = made.reason};
      if ((*detail)->row.flag.state == FlagState::kInCase) {
        return Fail(ErrorCode::kConflict, "flag " + IdToString(id) + " is in case " + IdToString((*detail)->case_id) + " already");
      }
      if (Status free = CheckNobodyElseHas(tx.db(), scope, id); !free) return Fail(free);
      if (auto decided = Decide(tx, scope, decision); !decided) return Fail(decided);
      records.push_back((*detail)->row.flag);
      looked_at.push_back({.flag = id, .hit = (*detail)->row.flag.latest_hit});
      if (auto left = ReleaseLease(tx, scope, id); !left) return Fail(left);
    }
    Result<std::vector<int64_t>> shown = LookedEnough(service, tx.db(), scope, looked_at);
    if (!shown) return Fail(shown);
    Result<CaseRecord> record = OpenCase(tx, scope, NewCase{.title = title, .flags = made.flags});
    if (!record) return Fail(record);
    NewEvent event = EventBy(scope, "case.made", "case", record->id);
    event.region_code = record->region_code;
    Json flags = Json::array();
    for (const Id id : made.flags) flags.push_back(IdToString(id));
    Json looked = Json::array();
    for (size_t i = 0; i < looked_at.size(); ++i) looked.push_back({{"hit", IdToString(looked_at[i].hit)}, {"shown_ms", (*shown)[i]}});
    event.detail = {{"flags", std::move(flags)}, {"basis", TextOrNull(made.basis)}, {"looked", std::move(looked)}};
    event.personal = {{"reason", made.reason}};
    if (auto id = AppendEvent(tx, event); !id) return Fail(id);
    for (const FlagRecord& flag : records) {
      if (Status drawn = DrawForSample(service, tx, scope, flag, flag.latest_hit, "decided", "suspect"); !drawn) return Fail(drawn);
    }
    return CaseView(*record);
  });
}

Result<Json> ListCases(Service& service, const Scope& scope, const ListPage& page) {
  if (Status allowed = Authorise(scope, UseCase::kSeeCases); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Page<CaseRecord>> cases =
        ListCases(db, scope, CaseFilter{}, PageRequest{.limit = std::clamp(page.limit, 1, 500), .after = page.cursor});
    if (!cases) return Fail(cases);
    Json items = Json::array();
    for (const CaseRecord& record : cases->rows) items.push_back(CaseView(record));
    return Json{{"items", std::move(items)}, {"next", TextOrNull(cases->next)}};
  });
}

Result<Json> ShowCase(Service& service, const Scope& scope, Id id) {
  if (Status allowed = Authorise(scope, UseCase::kSeeCases); !allowed) return Fail(allowed);
  Result<const std::vector<Regime>*> regimes = service.regimes();
  if (!regimes) return Fail(regimes);
  Result<const Vocabulary*> words = service.vocabulary();
  if (!words) return Fail(words);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::optional<CaseRecord>> record = FindCase(db, scope, id);
    if (!record) return Fail(record);
    if (!*record) return Fail(ErrorCode::kNotFound, "no case " + IdToString(id));
    Json view = CaseView(**record);
    Result<std::vector<FlagDetail>> details = FlagsOfCase(db, scope, **record);
    if (!details) return Fail(details);
    Json flags = Json::array(), platforms = Json::array();
    for (const FlagDetail& detail : *details) {
      flags.push_back({{"id", IdToString(detail.row.flag.id)}, {"title", detail.row.title}, {"url", detail.row.url},
                       {"platform", detail.row.platform}, {"seller", TextOrNull(detail.row.seller_name)},
                       {"db", detail.row.flag.db}, {"picture", TextOrNull(detail.row.picture_sha256)},
                       {"price", detail.row.price_amount.empty() ? Json(nullptr)
                                                                  : Json{{"amount", detail.row.price_amount},
                                                                         {"currency", TextOrNull(detail.row.price_currency)}}},
                       {"reason_codes", detail.row.reason_codes}});
      if (std::find(platforms.begin(), platforms.end(), Json(detail.row.platform)) == platforms.end()) {
        platforms.push_back(detail.row.platform);
      }
    }
    view["flags"] = std::move(flags);
    view["platforms"] = std::move(platforms);
    view["right"] = nullptr;
    Json offered = Json::array();
    if (!details->empty()) {
      const RightRecord& right = details->front().right;
      view["right"] = {{"id", IdToString(right.id)}, {"right_id", right.key}, {"kind", ToString(right.right.kind)},
                       {"title", details->front().row.right_title}};
      for (const Regime& regime : **regimes) {
        if (!regime.Covers(right.right.kind)) continue;
        Json languages = Json::array();
        for (const auto& [language, text] : regime.templates) languages.push_back(language);
        offered.push_back({{"id", regime.id}, {"name", Json(regime.name)}, {"languages", std::move(languages)}});
      }
    }
    view["regimes"] = std::move(offered);
    Result<Page<NoticeRecord>> notices =
        ListNotices(db, scope, NoticeFilter{.platform = {}, .state = {}, .regime = {}, .case_id = id}, PageRequest{.limit = 200, .after = {}});
    if (!notices) return Fail(notices);
    Json list = Json::array();
    for (const NoticeRecord& notice : notices->rows) list.push_back(NoticeRecordView(notice));
    view["notices"] = std::move(list);
    Result<Json> relists = RelistsOfCase(db, scope, id);
    if (!relists) return relists;
    view["relists"] = std::move(*relists);
    view["outcomes"] = Json::array();
    for (const Vocabulary::Word& outcome : (*words)->Of("case_outcomes").words) view["outcomes"].push_back({{"code", outcome.code}, {"name", outcome.name}});
    Result<std::vector<OpenMatter>> open = OpenMattersOf(db, scope, id);
    if (!open) return Fail(open);
    view["open"] = OpenMattersView(*open);
    view["may"] = CaseActsOpenTo(scope, **record);
    return view;
  });
}

Result<Json> ListNotices(Service& service, const Scope& scope, const NoticeQuery& query) {
  if (Status allowed = Authorise(scope, UseCase::kSeeNotices); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Page<NoticeRecord>> page =
        ListNotices(db, scope, NoticeFilter{.platform = query.platform, .state = query.state, .regime = {}, .case_id = 0},
                    PageRequest{.limit = std::clamp(query.limit, 1, 500), .after = query.cursor});
    if (!page) return Fail(page);
    Json items = Json::array();
    for (const NoticeRecord& record : page->rows) items.push_back(NoticeRecordView(record));
    return Json{{"items", std::move(items)}, {"next", TextOrNull(page->next)}};
  });
}

Result<Json> ListQueues(Service& service, const Scope& scope) {
  if (Status allowed = Authorise(scope, UseCase::kSeeNotices); !allowed) return Fail(allowed);
  Result<const std::vector<PlatformProfile>*> profiles = service.platform_profiles();
  if (!profiles) return Fail(profiles);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::vector<TakedownQueue>> queues = TakedownQueues(db, scope);
    if (!queues) return Fail(queues);
    Json items = Json::array();
    for (const TakedownQueue& queue : *queues) {
      Result<std::optional<Platform>> platform = FindPlatform(db, queue.platform);
      if (!platform) return Fail(platform);
      const PlatformProfile* profile = FindPlatformProfile(**profiles, queue.platform);
      items.push_back({{"platform", queue.platform},
                       {"name", *platform ? Json((*platform)->name) : Json(nullptr)},
                       {"states", queue.by_state},
                       {"limit", profile && profile->max_items ? Json(profile->max_items) : Json(nullptr)}});
    }
    return Json{{"items", std::move(items)}, {"next", nullptr}};
  });
}

Result<std::string> RenderNoticeDocument(Service& service, const Scope& scope, Id id, NoticeFormat format,
                                         const std::string& language) {
  if (Status allowed = Authorise(scope, UseCase::kSeeNotices); !allowed) return Fail(allowed);
  Result<const std::vector<Regime>*> regimes = service.regimes();
  if (!regimes) return Fail(regimes);
  return Reading(service, [&](CaseDb& db) -> Result<std::string> {
    Result<std::optional<NoticeRecord>> record = FindNotice(db, scope, id);
    if (!record) return Fail(record);
    if (!*record) return Fail(ErrorCode::kNotFound, "no notice " + IdToString(id));
    const bool stored = language.empty() || language == (*record)->language;
    if (stored && format != NoticeFormat::kText) {
      Result<std::optional<Body>> body = NoticeBody(db, scope, id, format == NoticeFormat::kHtml ? "html" : "pdf");
      if (!body) return Fail(body);
      if (*body) return std::move((*body)->bytes);
    }
    const Regime* regime = FindRegime(**regimes, (*record)->regime);
    if (!regime) return Fail(ErrorCode::kUnsupported, "this build has no regime " + (*record)->regime);
    Result<Notice> notice = NoticeFromJson((*record)->payload);
    if (!notice) return Fail(notice);
    Result<RenderedNotice> rendered = RenderNotice(*notice, *regime, language.empty() ? (*record)->language : language);
    if (!rendered) return Fail(rendered);
    switch (format) {
      case NoticeFormat::kHtml: return std::move(rendered->html);
      case NoticeFormat::kPdf: return std::move(rendered->pdf);
      case NoticeFormat::kText: return std::move(rendered->text);
    }
    return Fail(ErrorCode::kInternal, "unknown format");
  });
}

}  // namespace markwarden
