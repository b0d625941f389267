// Questions and answers over the store.
#include "service/identifications.h"

#include <algorithm>

#include "core/said.h"
#include "core/hash.h"
#include "core/text/charset.h"
#include "reports/deadline.h"
#include "reports/identification.h"
#include "reports/template.h"
#include "service/deadline_terms.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "store/accounts.h"
#include "store/deadlines.h"
#include "store/events.h"
#include "store/flags.h"
#include "store/scope_sql.h"
#include "store/identifications.h"
#include "store/listings.h"
#include "store/scope_sql.h"

namespace markwarden {
namespace {

constexpr size_t kMaxQuestion = 4000, kMaxReasons = 8000, kMaxSigner = 200, kMaxWhy = 2000;
constexpr const char* kSubject = "identification";

Status CheckWords(const std::string& text, size_t most, const char* what) {
  if (!IsUtf8(text)) return Fail(ErrorCode::kInvalid, std::string(what) + " is not UTF-8");
  if (IsBlank(text)) return Fail(ErrorCode::kInvalid, std::string(what) + " is missing");
  if (text.size() > most) return Fail(ErrorCode::kInvalid, std::string(what) + " is longer than " + std::to_string(most) + " bytes");
  return Ok();
}

// What the question was about, as it was when it was put.
struct AskedAbout {
  Listing listing;
  RightRecord right;
};

Result<AskedAbout> About(CaseDb& db, const Scope& scope, const Identification& record) {
  Result<Id> snapshot = SnapshotAsked(db, record);
  if (!snapshot) return Fail(snapshot);
  Result<std::optional<SnapshotRecord>> shown = FindSnapshot(db, *snapshot);
  if (!shown) return Fail(shown);
  // The right belongs to the question, whoever asks.
  Scope through = scope;
  through.rights = {record.right};
  if (!SeesThroughRights(scope)) through.org = record.org;
  Result<std::optional<RightRecord>> right = FindRight(db, through, record.right);
  if (!right) return Fail(right);
  if (!*shown || !*right) return Fail(ErrorCode::kInternal, "the listing or the right of identification " + IdToString(record.id) + " is gone: restore the store from a backup");
  return AskedAbout{.listing = std::move((*shown)->listing), .right = std::move(**right)};
}

std::string RightTitle(const RightRecord& right) {
  if (!right.right.title.empty()) return right.right.title;
  return right.right.names.empty() ? right.key : right.right.names.front();
}

Json PriceView(const Listing& listing) {
  if (!listing.price) return nullptr;
  return {{"amount", listing.price->amount}, {"currency", TextOrNull(listing.price->currency)}};
}

bool HoldsRight(const Scope& scope, const Identification& record) {
  return std::find(scope.rights.begin(), scope.rights.end(), record.right) != scope.rights.end();
}

Result<Json> QuestionView(CaseDb& db, const Scope& scope, const Identification& record) {
  Result<AskedAbout> about = About(db, scope, record);
  if (!about) return Fail(about);
  const Right& right = about->right.right;
  Json view = {{"id", IdToString(record.id)},
               {"state", record.state},
               {"right", {{"id", IdToString(record.right)}, {"right_id", about->right.key}, {"title", RightTitle(about->right)}, {"kind", ToString(right.kind)}}},
               {"listing", {{"title", about->listing.title}, {"platform", about->listing.platform}, {"price", PriceView(about->listing)}}},
               {"question", record.question},
               {"pictures", record.pictures},
               {"asked_at", FormatTime(record.created_at)},
               {"due", FormatTime(record.due)},
               {"verdict", TextOrNull(record.verdict)},
               {"reasons", TextOrNull(record.reasons)},
               {"signer", TextOrNull(record.signer)},
               {"position", TextOrNull(record.position)},
               {"signed_at", record.signed_at ? Json(FormatTime(*record.signed_at)) : Json(nullptr)},
               {"statement_sha256", TextOrNull(record.answer_sha256)},
               {"row_version", record.row_version}};
  Json may = Json::array();
  if (record.state == "asked" && Authorise(scope, UseCase::kAnswerIdentification) && HoldsRight(scope, record)) may.push_back("answer");
  if (record.state == "asked" && Authorise(scope, UseCase::kAskIdentification)) may.push_back("withdraw");
  view["may"] = std::move(may);
  if (SeesThroughRights(scope)) return view;
  view["case"] = IdToString(record.case_id);
  view["flag"] = IdToString(record.flag);
  view["url"] = about->listing.url;
  view["region"] = TextOrNull(record.region_code);
  view["asked_by"] = IdToString(record.created_by);
  return view;
}

Result<Identification> KnownQuestion(CaseDb& db, const Scope& scope, Id id) {
  Result<std::optional<Identification>> record = FindIdentification(db, scope, id);
  if (!record) return Fail(record);
  if (!*record) return Fail(ErrorCode::kNotFound, "no identification " + IdToString(id));
  return std::move(**record);
}

// An event of the bureau that asked, whoever acts: the holder's answer is in its log.
NewEvent EventOf(const Scope& scope, const char* kind, const Identification& record) {
  NewEvent event = EventBy(scope, kind, kSubject, record.id);
  event.org = record.org;
  event.region_code = record.region_code;
  event.detail = {{"case", IdToString(record.case_id)}, {"flag", IdToString(record.flag)}, {"right", IdToString(record.right)}};
  return event;
}

// Those of the listing that were asked for, each once; all when none was named.
Result<std::vector<std::string>> PicturesOf(const SnapshotRecord& snapshot, const std::vector<std::string>& wanted) {
  std::vector<std::string> there, chosen;
  for (const SnapshotPicture& picture : snapshot.pictures) {
    if (!picture.sha256.empty() && std::find(there.begin(), there.end(), picture.sha256) == there.end()) there.push_back(picture.sha256);
  }
  if (wanted.empty()) return there;
  for (const std::string& sha256 : wanted) {
    if (std::find(there.begin(), there.end(), sha256) == there.end()) {
      return Fail(ErrorCode::kInvalid, "the listing shows no picture \"" + sha256.substr(0, 64) + "\": choose among those of the flag");
    }
    if (std::find(chosen.begin(), chosen.end(), sha256) == chosen.end()) chosen.push_back(sha256);
  }
  return chosen;
}

}  // namespace

Result<Json> AskIdentification(Service& service, const Scope& scope, const IdentificationQuestion& question) {
  if (Status allowed = Authorise(scope, UseCase::kAskIdentification); !allowed) return Fail(allowed);
  if (Status fine = CheckWords(question.question, kMaxQuestion, "the question"); !fine) return Fail(fine);
  Result<DeadlineRule> rule = LoadIdentificationTerm(service.options().data_dir);
  if (!rule) return Fail(rule);
  Result<DayCalendars> calendars = LoadDayCalendars(service.options().data_dir / "reports" / "law");
  if (!calendars) return Fail(calendars);
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    CaseDb& db = tx.db();
    Result<std::optional<FlagDetail>> detail = FindFlagDetail(db, scope, question.flag);
    if (!detail) return Fail(detail);
    if (!*detail) return Fail(ErrorCode::kNotFound, "no flag " + IdToString(question.flag));
    const FlagRecord& flag = (*detail)->row.flag;
    if ((*detail)->case_id == 0) return Fail(ErrorCode::kConflict, Say("identification.no_case"));
    Result<std::vector<std::string>> pictures = PicturesOf((*detail)->snapshot, question.pictures);
    if (!pictures) return Fail(pictures);
    const Time now = service.clock().Now();
    Result<std::optional<Term>> term = TermOf(*rule, now, *calendars);
    if (!term) return Fail(term);
    Identification asked;
    asked.org = flag.org;
    asked.region_code = flag.region_code;
    asked.case_id = (*detail)->case_id;
    asked.flag = flag.id;
    asked.right = flag.right;
    asked.question = question.question;
    asked.pictures = std::move(*pictures);
    asked.due = (*term)->due;
    Result<Identification> added = AddIdentification(tx, scope, asked);
    if (!added) return Fail(added);
    const TermSubject subject{.kind = kSubject, .id = added->id, .case_id = added->case_id, .org = added->org, .region_code = added->region_code};
    const TermLaw follow_up{.id = "follow-up", .rules = {&*rule, 1}, .calendars = &*calendars};
    if (auto started = StartTerms(tx, scope, subject, follow_up, rule->start, now); !started) return Fail(started);
    NewEvent event = EventOf(scope, "identification.asked", *added);
    event.detail["pictures"] = added->pictures;
    event.detail["due"] = FormatTime(added->due);
    event.personal = {{"question", added->question}};
    if (auto done = AppendEvent(tx, event); !done) return Fail(done);
    return QuestionView(db, scope, *added);
  });
}

Result<Json> AnswerIdentification(Service& service, const Scope& scope, Id id, const IdentificationAnswer& answer) {
  if (Status allowed = Authorise(scope, UseCase::kAnswerIdentification); !allowed) return Fail(allowed);
  if (Status fine = CheckWords(answer.reasons, kMaxReasons, "the reason for the answer"); !fine) return Fail(fine);
  if (Status fine = CheckWords(answer.signer, kMaxSigner, "the signer's name"); !fine) return Fail(fine);
  if (Status fine = CheckWords(answer.position, kMaxSigner, "the signer's position"); !fine) return Fail(fine);
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    CaseDb& db = tx.db();
    Result<Identification> record = KnownQuestion(db, scope, id);
    if (!record) return Fail(record);
    if (!HoldsRight(scope, *record)) return Fail(ErrorCode::kDenied, Say("identification.not_holder"));
    if (record->state != "asked") return Fail(ErrorCode::kConflict, Say("identification.not_asked", {{"state", Say("state.identification." + record->state).kept()}}));
    Result<AskedAbout> about = About(db, scope, *record);
    if (!about) return Fail(about);
    Result<std::optional<Organisation>> organisation = FindOrganisation(db, record->org);
    if (!organisation) return Fail(organisation);
    const Time now = FromUnixSeconds(ToUnixSeconds(service.clock().Now()));
    StatementFacts facts;
    facts.number = IdToString(id);
    facts.organisation = *organisation ? (*organisation)->name : "";
    facts.asked_at = FormatTime(record->created_at);
    facts.right = RightTitle(about->right);
    facts.reg_no = about->right.right.reg_no;
    facts.title = about->listing.title;
    facts.platform = about->listing.platform;
    if (about->listing.price) facts.price = about->listing.price->amount + " " + about->listing.price->currency;
    facts.question = record->question;
    facts.pictures = record->pictures;
    facts.verdict = answer.verdict;
    facts.reasons = answer.reasons;
    facts.signer = answer.signer;
    facts.position = answer.position;
    facts.account = scope.actor_name;
    facts.signed_at = FormatTime(now);
    Result<std::string> statement = RenderStatement(facts, answer.language, service.options().data_dir);
    if (!statement) return Fail(statement);
    Result<std::string> digest = SaveBody(tx, "text/plain; charset=utf-8", *statement);
    if (!digest) return Fail(digest);
    record->verdict = answer.verdict;
    record->reasons = answer.reasons;
    record->signer = answer.signer;
    record->position = answer.position;
    record->signed_at = now;
    record->answer_sha256 = *digest;
    Result<Identification> answered = SetAnswer(tx, scope, *record, answer.row_version ? answer.row_version : record->row_version);
    if (!answered) return Fail(answered);
    if (auto ended = EndDeadlines(tx, kSubject, id, "all", "met", now); !ended) return Fail(ended);
    NewEvent event = EventOf(scope, "identification.answered", *answered);
    event.detail["verdict"] = answered->verdict;
    event.detail["statement"] = answered->answer_sha256;
    event.personal = {{"reasons", answered->reasons}, {"signer", answered->signer}, {"position", answered->position}};
    if (auto done = AppendEvent(tx, event); !done) return Fail(done);
    return QuestionView(db, scope, *answered);
  });
}

Result<Json> WithdrawIdentification(Service& service, const Scope& scope, Id id, const std::string& reason, int64_t row_version) {
  if (Status allowed = Authorise(scope, UseCase::kAskIdentification); !allowed) return Fail(allowed);
  if (reason.size() > kMaxWhy || !IsUtf8(reason)) return Fail(ErrorCode::kInvalid, "the reason is longer than " + std::to_string(kMaxWhy) + " bytes, or not UTF-8");
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    CaseDb& db = tx.db();
    Result<Identification> record = KnownQuestion(db, scope, id);
    if (!record) return Fail(record);
    if (SeesThroughRights(scope) || record->org != scope.org) return Fail(ErrorCode::kDenied, Say("identification.not_ours"));
    Result<Identification> withdrawn = SetWithdrawn(tx, scope, id, row_version ? row_version : record->row_version);
    if (!withdrawn) return Fail(withdrawn);
    if (auto ended = EndDeadlines(tx, kSubject, id, "all", "stopped", service.clock().Now()); !ended) return Fail(ended);
    NewEvent event = EventOf(scope, "identification.withdrawn", *withdrawn);
    if (!reason.empty()) event.personal = {{"reason", reason}};
    if (auto done = AppendEvent(tx, event); !done) return Fail(done);
    return QuestionView(db, scope, *withdrawn);
  });
}

Result<Json> ListIdentifications(Service& service, const Scope& scope, const IdentificationQuery& query) {
  if (Status allowed = Authorise(scope, UseCase::kSeeIdentifications); !allowed) return Fail(allowed);
  if (query.case_id != 0 && SeesThroughRights(scope)) return Fail(ErrorCode::kInvalid, "a holder's questions are not listed by case");
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Page<Identification>> page = ListIdentifications(db, scope, IdentificationFilter{.case_id = query.case_id, .state = query.state},
                                                            PageRequest{.limit = std::clamp(query.limit, 1, 500), .after = query.cursor});
    if (!page) return Fail(page);
    Json items = Json::array();
    for (const Identification& record : page->rows) {
      Result<Json> view = QuestionView(db, scope, record);
      if (!view) return view;
      items.push_back(std::move(*view));
    }
    return Json{{"items", std::move(items)}, {"next", TextOrNull(page->next)}};
  });
}

Result<Json> ShowIdentification(Service& service, const Scope& scope, Id id) {
  if (Status allowed = Authorise(scope, UseCase::kSeeIdentifications); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Identification> record = KnownQuestion(db, scope, id);
    if (!record) return Fail(record);
    return QuestionView(db, scope, *record);
  });
}

Result<std::string> ShowStatement(Service& service, const Scope& scope, Id id) {
  if (Status allowed = Authorise(scope, UseCase::kSeeIdentifications); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<std::string> {
    Result<Identification> record = KnownQuestion(db, scope, id);
    if (!record) return Fail(record);
    Result<std::optional<Body>> body = SignedStatement(db, scope, id);
    if (!body) return Fail(body);
    if (!*body) return Fail(ErrorCode::kNotFound, "nothing was signed on identification " + IdToString(id));
    if (Sha256Hex((*body)->bytes) != record->answer_sha256) return Fail(ErrorCode::kInternal, "the signed statement has changed: restore the store from a backup");
    return std::move((*body)->bytes);
  });
}

}  // namespace markwarden
