// From a case to a notice in its takedown queue, and from a draft to a complete one.
#include "service/notice_drafts.h"

#include <algorithm>

#include "reports/notice_check.h"
#include "reports/notice_draft.h"
#include "reports/notice_render.h"
#include "reports/platform_profile.h"
#include "service/cases.h"
#include "service/notice_lint.h"
#include "service/notice_view.h"
#include "service/notices.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "store/cases.h"
#include "store/events.h"
#include "store/identifications.h"
#include "store/rights.h"
#include "store/sources.h"

namespace markwarden {
namespace {

Json DigestsOf(const RightRecord& right) {
  // What the holder handed in as proof of the right, when the right's own record names it.
  const Json* proofs = JsonMember(right.right.extra, "proofs");
  return proofs && proofs->is_array() ? *proofs : Json::array();
}

Result<NoticeRecipient> RecipientOf(CaseDb& db, const std::string& key) {
  Result<std::optional<Platform>> platform = FindPlatform(db, key);
  if (!platform) return Fail(platform);
  NoticeRecipient recipient;
  recipient.platform = key;
  if (!*platform) return recipient;
  const Json& profile = (*platform)->notice_profile;
  recipient.name = JsonText(profile, "operator");
  if (recipient.name.empty()) recipient.name = (*platform)->name;
  recipient.country = JsonText(profile, "country");
  recipient.address = JsonText(profile, "address");
  recipient.email = JsonText(profile, "email");
  recipient.form = JsonText(profile, "form");
  return recipient;
}

// What a person filled in; what the machine established (items, claim) stays as it was.
Result<Notice> FilledIn(const Notice& notice, const Json& fields) {
  Json patch = Json::object();
  for (const char* field : {"right", "right_holder", "agent", "recipient", "measure_requested", "declarations", "signer"}) {
    if (const Json* value = JsonMember(fields, field)) patch[field] = *value;
  }
  Json json = ToJson(notice);
  json.merge_patch(patch);
  return NoticeFromJson(json);
}

}  // namespace

Result<std::vector<FlagDetail>> FlagsOfCase(CaseDb& db, const Scope& scope, const CaseRecord& record) {
  std::vector<FlagDetail> details;
  for (const Id flag : record.flags) {
    Result<std::optional<FlagDetail>> detail = FindFlagDetail(db, scope, flag);
    if (!detail) return Fail(detail);
    if (*detail) details.push_back(std::move(**detail));
  }
  return details;
}

Result<Completed> CompleteNotice(Transaction& tx, const Scope& scope, const NoticeRecord& draft, const Regime& regime) {
  Result<Notice> notice = NoticeFromJson(draft.payload);
  if (!notice) return Fail(notice);
  Completed completed{.record = draft, .missing = CheckNotice(*notice, regime)};
  if (!completed.missing.empty()) return completed;
  Result<RenderedNotice> rendered = RenderNotice(*notice, regime, notice->language);
  if (!rendered) return Fail(rendered);
  Result<std::string> html = SaveBody(tx, "text/html; charset=utf-8", rendered->html);
  if (!html) return Fail(html);
  Result<std::string> pdf = SaveBody(tx, "application/pdf", rendered->pdf);
  if (!pdf) return Fail(pdf);
  if (Status set = SetNoticeBodies(tx, scope, draft.id, *html, *pdf); !set) return Fail(set);
  Result<std::optional<NoticeRecord>> fresh = FindNotice(tx.db(), scope, draft.id);
  if (!fresh) return Fail(fresh);
  Result<NoticeRecord> queued = SetNoticeState(tx, scope, draft.id, "queued", (*fresh)->row_version);
  if (!queued) return Fail(queued);
  completed.record = std::move(*queued);
  return completed;
}

Result<Json> DraftNoticeFor(Service& service, const Scope& scope, const NoticeRequest& request) {
  if (Status allowed = Authorise(scope, UseCase::kDraftNotice); !allowed) return Fail(allowed);
  Result<const std::vector<Regime>*> regimes = service.regimes();
  if (!regimes) return Fail(regimes);
  Result<const std::vector<PlatformProfile>*> profiles = service.platform_profiles();
  if (!profiles) return Fail(profiles);
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    CaseDb& db = tx.db();
    Result<std::optional<CaseRecord>> record = FindCase(db, scope, request.case_id);
    if (!record) return Fail(record);
    if (!*record) return Fail(ErrorCode::kNotFound, "no case " + IdToString(request.case_id));
    Result<std::vector<FlagDetail>> details = FlagsOfCase(db, scope, **record);
    if (!details) return Fail(details);
    if (details->empty()) return Fail(ErrorCode::kInvalid, "the case has no flags: nothing to give notice of");

    std::string platform = request.platform;
    for (const FlagDetail& detail : *details) {
      if (platform.empty()) platform = detail.row.platform;
      if (request.platform.empty() && detail.row.platform != platform) {
        return Fail(ErrorCode::kInvalid, "the case spans several platforms: say which one this notice is for");
      }
    }
    const RightRecord& right = details->front().right;
    Result<NoticeRecipient> recipient = RecipientOf(db, platform);
    if (!recipient) return Fail(recipient);
    const std::string now = FormatTime(service.clock().Now());

    const Regime* regime = nullptr;
    if (!request.regime.empty()) {
      regime = FindRegime(**regimes, request.regime);
      if (!regime) return Fail(ErrorCode::kInvalid, "no regime is called " + request.regime);
    } else {
      Result<const Regime*> chosen = ChooseRegime(**regimes, right.right.kind, recipient->country, now.substr(0, 10));
      if (!chosen) return Fail(chosen);
      regime = *chosen;
    }

    DraftInput input;
    input.regime = regime;
    input.notice_id = IdToString(db.NewId());
    input.language = request.language;
    input.created_at = now;
    input.right = right.right;
    for (const Json& proof : DigestsOf(right)) {
      input.proofs.push_back({.name = JsonText(proof, "name"), .sha256 = JsonText(proof, "sha256")});
    }
    input.recipient = std::move(*recipient);
    for (const FlagDetail& detail : *details) {
      if (detail.row.platform != platform) continue;
      input.items.push_back({.listing = detail.snapshot.listing,
                             .flag = detail.hits.empty() ? Flag{} : detail.hits.front().result,
                             .flag_id = IdToString(detail.row.flag.id),
                             .capture_id = IdToString(detail.capture.id),
                             .captured_at = FormatTime(detail.capture.captured_at),
                             .payload_sha256 = detail.capture.payload_sha256,
                             .sealed_event = detail.sealed.event ? IdToString(detail.sealed.event) : ""});
      Result<std::optional<Identification>> answer = LastAnswer(db, detail.row.flag.id);
      if (!answer) return Fail(answer);
      if (*answer && (*answer)->verdict == "fake") {
        input.evidence.push_back({.kind = "identification", .ref = IdToString((*answer)->id), .sha256 = (*answer)->answer_sha256, .note = (*answer)->signer});
      }
    }
    if (input.items.empty()) return Fail(ErrorCode::kInvalid, "the case has no flag on " + platform);
    // One notice cites one version of the law; and item by item, what must not be sent stays out, and it is said why.
    Json left_out = Json::array();
    std::vector<Notice> drafts;
    std::vector<LintFinding> refusals;
    for (const DraftInput& one : SplitByLaw(input)) {
      Notice notice = DraftNotice(one);
      if (request.overrides.is_object() && !request.overrides.empty()) {
        Result<Notice> patched = FilledIn(notice, request.overrides);
        if (!patched) return Fail(patched);
        notice = std::move(*patched);
      }
      if (Status chosen = ChooseReason(service, db, notice, 0); !chosen) return Fail(chosen);
      Result<std::vector<LintFinding>> findings = LintNow(service, db, scope, notice, *regime, {.case_id = request.case_id, .notice = 0, .author = scope.actor});
      if (!findings) return Fail(findings);
      Json out;
      notice = WithoutRefused(notice, *findings, out);
      for (Json& item : out) left_out.push_back(std::move(item));
      if (notice.items.empty()) refusals.insert(refusals.end(), findings->begin(), findings->end());
      else drafts.push_back(std::move(notice));
    }
    if (drafts.empty()) return Fail(ErrorCode::kConflict, SayLint("lint.every_listing", refusals, LintWeight::kRefuse));

    const PlatformProfile* profile = FindPlatformProfile(**profiles, platform);
    std::vector<Notice> parts;
    for (const Notice& notice : drafts) {
      for (Notice& part : profile ? SplitNotice(notice, *profile) : std::vector<Notice>{notice}) parts.push_back(std::move(part));
    }
    Json made = Json::array();
    for (const Notice& part : parts) {
      Result<NoticeRecord> added = AddNotice(tx, scope, request.case_id, part);
      if (!added) return Fail(added);
      Result<Completed> completed = CompleteNotice(tx, scope, *added, *regime);
      if (!completed) return Fail(completed);
      NewEvent event = EventBy(scope, completed->missing.empty() ? "notice.queued" : "notice.drafted", "notice", added->id);
      event.region_code = (*record)->region_code;
      event.detail = {{"case", IdToString(request.case_id)}, {"regime", regime->id}, {"platform", platform},
                      {"digest", completed->record.payload_digest}, {"missing", completed->missing.size()}, {"left_out", left_out.size()}};
      if (auto id = AppendEvent(tx, event); !id) return Fail(id);
      Json view = NoticeRecordView(completed->record);
      view["missing"] = MissingView(completed->missing);
      made.push_back(std::move(view));
    }
    Json view = made.front();
    view["left_out"] = std::move(left_out);
    if (made.size() > 1) view["parts"] = std::move(made);
    return view;
  });
}

Result<Json> EditNotice(Service& service, const Scope& scope, Id id, const Json& fields, int64_t row_version) {
  if (Status allowed = Authorise(scope, UseCase::kDraftNotice); !allowed) return Fail(allowed);
  Result<const std::vector<Regime>*> regimes = service.regimes();
  if (!regimes) return Fail(regimes);
  Status edited = Writing(service, [&](Transaction& tx) -> Status {
    Result<std::optional<NoticeRecord>> record = FindNotice(tx.db(), scope, id);
    if (!record) return Fail(record);
    if (!*record) return Fail(ErrorCode::kNotFound, "no notice " + IdToString(id));
    const Regime* regime = FindRegime(**regimes, (*record)->regime);
    if (!regime) return Fail(ErrorCode::kUnsupported, "this build has no regime " + (*record)->regime);
    Result<Notice> notice = NoticeFromJson((*record)->payload);
    if (!notice) return Fail(notice);
    Result<Notice> filled = FilledIn(*notice, fields);
    if (!filled) return Fail(filled);
    Result<NoticeRecord> changed = UpdateNotice(tx, scope, id, *filled, row_version ? row_version : (*record)->row_version);
    if (!changed) return Fail(changed);
    Result<Completed> completed = CompleteNotice(tx, scope, *changed, *regime);
    if (!completed) return Fail(completed);
    NewEvent event = EventBy(scope, completed->missing.empty() ? "notice.queued" : "notice.edited", "notice", id);
    event.region_code = (*record)->region_code;
    event.detail = {{"digest", completed->record.payload_digest}, {"before", (*record)->payload_digest}, {"missing", completed->missing.size()}};
    if (auto done = AppendEvent(tx, event); !done) return Fail(done);
    return Ok();
  });
  if (!edited) return Fail(edited);
  return ShowNotice(service, scope, id);
}

}  // namespace markwarden
