// Tips over the store.
#include "service/tips.h"

#include <algorithm>
#include <set>

#include "core/text/charset.h"
#include "core/url.h"
#include "reports/template.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "service/view.h"
#include "store/events.h"
#include "store/notices.h"
#include "store/tips.h"

namespace markwarden {
namespace {

constexpr int kMostUploads = 200;

struct TipAct {
  std::string_view act, state;
  const char* event;
};
constexpr TipAct kTipActs[] = {{"look", "looked_at", "tip.looked_at"}, {"use", "used", "tip.used"}, {"decline", "declined", "tip.declined"}};

bool IsAnswered(const Tip& tip) { return tip.state == "used" || tip.state == "declined"; }

Json TipView(const Scope& scope, const Tip& tip) {
  Json may = Json::array();
  if (!IsAnswered(tip) && Authorise(scope, UseCase::kAnswerTip)) {
    if (tip.state == "new") may.push_back("look");
    may.push_back("use");
    may.push_back("decline");
  }
  return {{"id", IdToString(tip.id)},
          {"url", TextOrNull(tip.url)},
          {"file", tip.file_sha256.empty() ? Json(nullptr) : Json{{"name", tip.file_name}, {"sha256", tip.file_sha256}}},
          {"note", tip.note},
          {"state", tip.state},
          {"answer", TextOrNull(tip.answer)},
          {"answered_by", TextOrNull(tip.answered_by_name)},
          {"answered_at", TimeOrNull(tip.answered_at)},
          {"created_by", tip.created_by_name},
          {"created_at", FormatTime(tip.created_at)},
          {"row_version", tip.row_version},
          {"may", std::move(may)}};
}

Status CheckTip(const TipRequest& tip) {
  if (tip.url.empty() && tip.file_sha256.empty()) return Fail(ErrorCode::kInvalid, "hand in a link or a file");
  if (!tip.url.empty()) {
    const bool web = tip.url.starts_with("https://") || tip.url.starts_with("http://");
    if (!web || tip.url.size() > 8192 || !ParseUrl(tip.url)) return Fail(ErrorCode::kInvalid, "the link is no address of the web: begin it with https://");
  }
  if (!tip.file_sha256.empty()) {
    if (tip.file_sha256.size() != 64 || tip.file_sha256.find_first_not_of("0123456789abcdef") != std::string::npos) return Fail(ErrorCode::kInvalid, "a file is named by its SHA-256");
    if (IsBlank(tip.file_name) || tip.file_name.size() > 255 || !IsUtf8(tip.file_name)) return Fail(ErrorCode::kInvalid, "a file has a name of at most 255 bytes");
  }
  if (IsBlank(tip.note)) return Fail(ErrorCode::kInvalid, "say what should be looked at: a tip needs a note");
  if (tip.note.size() > kMaxTipText || !IsUtf8(tip.note)) return Fail(ErrorCode::kInvalid, "the note is longer than 4,000 bytes, or not UTF-8");
  return Ok();
}

// Whoever knows a digest does not thereby own the file: it must be among the last that this person sent.
Result<bool> HandedInBy(CaseDb& db, const Scope& scope, const std::string& sha256) {
  Result<Page<Event>> sent = ListEvents(db, scope, {.kind = "file.handed_in", .actor = scope.actor}, {.limit = kMostUploads});
  if (!sent) return Fail(sent);
  return std::any_of(sent->rows.begin(), sent->rows.end(), [&](const Event& event) { return JsonText(event.detail, "sha256") == sha256; });
}

}  // namespace

Result<Json> HandInTip(Service& service, const Scope& scope, const TipRequest& wanted) {
  if (Status allowed = Authorise(scope, UseCase::kHandInTip); !allowed) return Fail(allowed);
  if (Status good = CheckTip(wanted); !good) return Fail(good);
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    if (!wanted.file_sha256.empty()) {
      Result<bool> own = HandedInBy(tx.db(), scope, wanted.file_sha256);
      if (!own) return Fail(own);
      if (!*own) return Fail(ErrorCode::kNotFound, "you handed in no file of that digest: send it first");
    }
    Tip tip;
    tip.url = wanted.url;
    tip.file_name = wanted.file_sha256.empty() ? "" : wanted.file_name;
    tip.file_sha256 = wanted.file_sha256;
    tip.note = wanted.note;
    if (!scope.regions.empty()) tip.region_code = scope.regions.front();
    Result<Tip> added = AddTip(tx, scope, tip);
    if (!added) return Fail(added);
    NewEvent event = EventBy(scope, "tip.handed_in", "tip", added->id);
    event.region_code = added->region_code;
    if (!added->file_sha256.empty()) event.detail = {{"sha256", added->file_sha256}};
    event.personal = {{"url", added->url}, {"note", added->note}};
    if (Result<Id> written = AppendEvent(tx, event); !written) return Fail(written);
    return TipView(scope, *added);
  });
}

Result<Json> ListTips(Service& service, const Scope& scope, const std::string& state, const std::string& cursor, int limit) {
  if (Status allowed = Authorise(scope, UseCase::kSeeTips); !allowed) return Fail(allowed);
  static const std::set<std::string> kStates = {"", "new", "looked_at", "used", "declined"};
  if (!kStates.contains(state)) return Fail(ErrorCode::kInvalid, "a tip is new, looked_at, used or declined");
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Page<Tip>> page = ListTips(db, scope, state, {.limit = limit, .after = cursor});
    if (!page) return Fail(page);
    Json items = Json::array();
    for (const Tip& tip : page->rows) items.push_back(TipView(scope, tip));
    return Json{{"items", std::move(items)}, {"next", TextOrNull(page->next)}};
  });
}

Result<Json> ShowTip(Service& service, const Scope& scope, Id id) {
  if (Status allowed = Authorise(scope, UseCase::kSeeTips); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::optional<Tip>> tip = FindTip(db, scope, id);
    if (!tip) return Fail(tip);
    if (!*tip) return Fail(ErrorCode::kNotFound, "no tip " + IdToString(id));
    return TipView(scope, **tip);
  });
}

Result<Json> AnswerTipOf(Service& service, const Scope& scope, Id id, const TipAnswer& wanted) {
  if (Status allowed = Authorise(scope, UseCase::kAnswerTip); !allowed) return Fail(allowed);
  const TipAct* act = nullptr;
  for (const TipAct& one : kTipActs) {
    if (one.act == wanted.act) act = &one;
  }
  if (!act) return Fail(ErrorCode::kInvalid, "what may be done with a tip is look, use or decline");
  if (act->act != "look" && IsBlank(wanted.answer)) return Fail(ErrorCode::kInvalid, "say what became of it: who handed it in reads the answer");
  if (wanted.answer.size() > kMaxTipText || !IsUtf8(wanted.answer)) return Fail(ErrorCode::kInvalid, "the answer is longer than 4,000 bytes, or not UTF-8");
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Result<std::optional<Tip>> there = FindTip(tx.db(), scope, id);
    if (!there) return Fail(there);
    if (!*there) return Fail(ErrorCode::kNotFound, "no tip " + IdToString(id));
    if (IsAnswered(**there) || (act->act == "look" && (*there)->state != "new")) return Fail(ErrorCode::kConflict, "the tip is " + (*there)->state + " already");
    Result<Tip> done = AnswerTip(tx, scope, id, std::string(act->state), wanted.answer, wanted.row_version);
    if (!done) return Fail(done);
    NewEvent event = EventBy(scope, act->event, "tip", id);
    event.region_code = done->region_code;
    if (!wanted.answer.empty()) event.personal = {{"answer", wanted.answer}};
    if (Result<Id> written = AppendEvent(tx, event); !written) return Fail(written);
    return TipView(scope, *done);
  });
}

Result<TipFile> TakeTipFile(Service& service, const Scope& scope, Id id) {
  if (Status allowed = Authorise(scope, UseCase::kAnswerTip); !allowed) return Fail(allowed);
  return Writing(service, [&](Transaction& tx) -> Result<TipFile> {
    Result<std::optional<Tip>> tip = FindTip(tx.db(), scope, id);
    if (!tip) return Fail(tip);
    Result<std::optional<Body>> body = *tip && !(*tip)->file_sha256.empty() ? FindBody(tx.db(), (*tip)->file_sha256) : Result<std::optional<Body>>(std::nullopt);
    if (!body) return Fail(body);
    if (!*body) return Fail(ErrorCode::kNotFound, "no file of a tip " + IdToString(id));
    NewEvent event = EventBy(scope, "tip.file_taken", "tip", id);
    event.region_code = (*tip)->region_code;
    event.detail = {{"sha256", (*tip)->file_sha256}};
    if (Result<Id> written = AppendEvent(tx, event); !written) return Fail(written);
    return TipFile{.name = (*tip)->file_name, .content_type = (*body)->content_type, .bytes = std::move((*body)->bytes)};
  });
}

}  // namespace markwarden
