// The operations of the API: each reads its input, calls one use case, shapes the answer.
#include <algorithm>
#include <charconv>

#include "core/file.h"
#include "core/picture_type.h"
#include "service/accounts.h"
#include "service/cases.h"
#include "service/checkpoints.h"
#include "service/crawl.h"
#include "service/events.h"
#include "service/evidence.h"
#include "service/flags.h"
#include "service/import.h"
#include "service/log_keys.h"
#include "service/log_view.h"
#include "service/notice_drafts.h"
#include "service/notices.h"
#include "service/render.h"
#include "service/right_register.h"
#include "service/rights.h"
#include "service/terms.h"
#include "service/time_authorities.h"
#include "service/version.h"
#include "service/vocabularies.h"
#include "service/worker_health.h"
#include "web/answer.h"
#include "web/routes.h"

namespace markwarden {
namespace {

std::vector<std::string> SplitCommas(const std::string& text) {
  std::vector<std::string> parts;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find(',', begin), text.size());
    if (end > begin) parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

WebResponse GetHealth(const Call&) {
  return JsonResponse({{"status", "ok"}, {"version", kProgramVersion}});
}

WebResponse SignIn(const Call& call) {
  const std::string login = JsonText(call.body, "login"), password = JsonText(call.body, "password");
  const std::string code = JsonText(call.body, "code"), authenticator = JsonText(call.body, "authenticator");
  if (code.empty() && (login.empty() || password.empty())) return BadInput("send login and password, or a one-time code");
  const SignInClient client = ClientOf(call);
  return AnswerSignIn(call, code.empty() ? SignInWithPassword(call.service, login, password, client, authenticator)
                                         : SignInWithCode(call.service, code, client, authenticator));
}

WebResponse GetSession(const Call& call) { return Answer(ShowSelf(call.service, call.scope)); }

WebResponse EndMySession(const Call& call) {
  const std::string secret = call.request.Cookie(SessionCookieName(call.guard));
  if (secret.empty()) return BadInput("a token has no session to end");
  if (Status ended = SignOut(call.service, secret); !ended) return Problem(ended.error());
  WebResponse response{.status = 204, .content_type = "", .body = "", .headers = {}};
  response.headers.emplace_back("Set-Cookie", EndedCookie(call.guard));
  response.headers.emplace_back("Clear-Site-Data", kClearedAtSignOut);
  return response;
}

WebResponse GetVocabularies(const Call& call) { return Answer(ShowVocabularies(call.service, call.scope)); }

WebResponse GetStats(const Call& call) { return Answer(ShowStatistics(call.service, call.scope)); }

WebResponse GetFlags(const Call& call) {
  FlagQuery query{.states = SplitCommas(Query(call, "state")), .right = Query(call, "right"),
                  .platform = Query(call, "platform"), .watch = Query(call, "watch"), .text = Query(call, "q"),
                  .min_db = std::nullopt, .cursor = Query(call, "cursor"), .limit = Limit(call)};
  if (const std::string verdict = Query(call, "verdict"); !verdict.empty()) query.verdict = verdict;
  query.view = Query(call, "view");
  query.sort = Query(call, "sort");
  query.group = Query(call, "group");
  query.source = Query(call, "source");
  query.region = Query(call, "region");
  query.seller = Query(call, "seller");
  query.reason = Query(call, "reason");
  for (const auto& [name, bound] : {std::pair("min_db", &query.min_db), std::pair("max_db", &query.max_db), std::pair("min_priority", &query.min_priority),
                                    std::pair("max_priority", &query.max_priority)}) {
    const std::string text = Query(call, name);
    if (text.empty()) continue;
    double number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed != std::errc() || end != text.data() + text.size()) return BadInput(std::string(name) + " is a number");
    *bound = number;
  }
  return Answer(ListFlags(call.service, call.scope, query));
}

WebResponse GetFlag(const Call& call) { return Answer(ShowFlag(call.service, call.scope, IdOf(call))); }

WebResponse Replay(const Call& call) {
  Result<Json> replay = ReplayFlag(call.service, call.scope, IdOf(call));
  if (!replay) return Problem(replay.error());
  return JsonResponse({{"identical", (*replay)["identical"]}, {"engine", (*replay)["engine"]}, {"rule_set", (*replay)["rule_set"]}});
}

WebResponse GetCertificate(const Call& call) {
  const Id id = IdOf(call);
  Result<Json> certificate = FlagCertificate(call.service, call.scope, id);
  if (!certificate) return Problem(certificate.error());
  WebResponse response = JsonResponse(*certificate);
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"match-" + IdToString(id) + ".json\"");
  return response;
}

WebResponse Decide(const Call& call) {
  const auto version = IfMatch(call);
  if (!version) return Problem(428, "invalid", "send the flag's ETag as If-Match: decide what was seen");
  const Id id = IdOf(call);
  FlagDecision decision{.action = JsonText(call.body, "action"), .reason = JsonText(call.body, "reason"),
                        .basis = JsonText(call.body, "basis"), .note = JsonText(call.body, "note"),
                        .row_version = *version};
  if (const std::string hit = JsonText(call.body, "hit_id"); !hit.empty()) {
    const auto seen = ParseId(hit);
    if (!seen) return BadInput("hit_id is no id");
    decision.hit = *seen;
  }
  if (decision.basis.size() > 2'000 || decision.note.size() > 16'000) return BadInput("basis or note is too long");
  Result<Json> decided = DecideFlag(call.service, call.scope, id, decision);
  if (!decided && decided.error().code == ErrorCode::kConflict) {
    // Somebody was first, or the flag's state forbids it: the version tells.
    const Result<Json> now = ShowFlag(call.service, call.scope, id);
    if (now && JsonInt(*now, "row_version") != version) return Problem(412, "stale", decided.error().message);
  }
  return Answer(decided);
}

WebResponse GetCases(const Call& call) {
  return Answer(ListCases(call.service, call.scope, {.cursor = Query(call, "cursor"), .limit = Limit(call)}));
}

WebResponse PostCase(const Call& call) {
  CaseRequest wanted{.flags = {}, .title = JsonText(call.body, "title"), .reason = JsonText(call.body, "reason"),
                     .basis = JsonText(call.body, "basis")};
  const std::vector<std::string> ids = JsonTexts(call.body, "flag_ids");
  if (ids.size() > 500) return BadInput("a case takes at most 500 flags at once");
  for (const std::string& text : ids) {
    const auto id = ParseId(text);
    if (!id) return BadInput("flag_ids holds something that is no id");
    if (std::find(wanted.flags.begin(), wanted.flags.end(), *id) == wanted.flags.end()) wanted.flags.push_back(*id);
  }
  if (wanted.title.size() > 1'200 || wanted.reason.size() > 16'000 || wanted.basis.size() > 2'000) {
    return BadInput("title, reason or basis is too long");
  }
  return Created(MakeCase(call.service, call.scope, wanted), "/cases");
}

WebResponse GetCase(const Call& call) { return Answer(ShowCase(call.service, call.scope, IdOf(call))); }

WebResponse PostNotice(const Call& call) {
  NoticeRequest wanted{.case_id = IdOf(call), .platform = JsonText(call.body, "platform"),
                       .regime = JsonText(call.body, "regime"), .language = JsonText(call.body, "language")};
  if (const Json* overrides = JsonMember(call.body, "overrides")) {
    if (!overrides->is_object()) return BadInput("overrides is an object");
    wanted.overrides = *overrides;
  }
  return Created(DraftNoticeFor(call.service, call.scope, wanted), "/notices");
}

WebResponse GetNotices(const Call& call) {
  return Answer(ListNotices(call.service, call.scope,
                            {.platform = Query(call, "platform"), .state = Query(call, "state"),
                             .cursor = Query(call, "cursor"), .limit = Limit(call)}));
}

WebResponse GetNotice(const Call& call) { return Answer(ShowNotice(call.service, call.scope, IdOf(call))); }

WebResponse PostNoticeAct(const Call& call) {
  const auto version = IfMatch(call);
  if (!version) return Problem(428, "invalid", "send the notice's ETag as If-Match: act on what was seen");
  const Id id = IdOf(call);
  const NoticeDeed deed{.act = JsonText(call.body, "act"), .row_version = *version, .reason = JsonText(call.body, "reason"),
                        .channel = JsonText(call.body, "channel"), .sent_at = JsonText(call.body, "sent_at"), .receipt = JsonText(call.body, "receipt"),
                        .receipt_sha256 = JsonText(call.body, "receipt_sha256")};
  Result<Json> done = ActOnNotice(call.service, call.scope, id, deed);
  if (!done && done.error().code == ErrorCode::kConflict) {
    // Somebody was first, or the notice's state forbids it: the version tells.
    const Result<Json> now = ShowNotice(call.service, call.scope, id);
    if (now && JsonInt(*now, "row_version") != version) return Problem(412, "stale", done.error().message);
  }
  return Answer(done);
}

WebResponse PatchNotice(const Call& call) {
  const auto version = IfMatch(call);
  if (!version) return Problem(428, "invalid", "send the notice's ETag as If-Match: act on what was seen");
  const Id id = IdOf(call);
  return AnswerAct(EditNotice(call.service, call.scope, id, call.body, *version), *version, [&] { return ShowNotice(call.service, call.scope, id); });
}

WebResponse GetNoticeTerms(const Call& call) { return Answer(NoticeTerms(call.service, call.scope, IdOf(call), {.sent = Query(call, "sent"), .counter = Query(call, "counter"), .outcome = Query(call, "outcome")})); }

WebResponse PreviewHtml(const Call& call) {
  Result<std::string> bytes = RenderNoticeDocument(call.service, call.scope, IdOf(call), NoticeFormat::kHtml, "");
  if (!bytes) return Problem(bytes.error());
  WebResponse response{.status = 200, .content_type = "text/html; charset=utf-8", .body = std::move(*bytes), .headers = {}};
  response.headers.emplace_back("Content-Security-Policy", kPreviewPolicy);
  return response;
}

WebResponse PreviewPdf(const Call& call) {
  const Id id = IdOf(call);
  Result<std::string> bytes = RenderNoticeDocument(call.service, call.scope, id, NoticeFormat::kPdf, "");
  if (!bytes) return Problem(bytes.error());
  WebResponse response{.status = 200, .content_type = "application/pdf", .body = std::move(*bytes), .headers = {}};
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"notice-" + IdToString(id) + ".pdf\"");
  return response;
}

WebResponse GetQueues(const Call& call) { return Answer(ListQueues(call.service, call.scope)); }

WebResponse GetRights(const Call& call) {
  return Answer(ListRights(call.service, call.scope, {.cursor = Query(call, "cursor"), .limit = Limit(call)}));
}

WebResponse GetRight(const Call& call) { return Answer(ShowRight(call.service, call.scope, call.path.at("id"))); }

WebResponse PostRight(const Call& call) {
  return Created(RegisterRight(call.service, call.scope, call.body), "/rights");
}

WebResponse GetCrawlStatus(const Call& call) { return Answer(ShowCrawlStatus(call.service, call.scope)); }

WebResponse GetWorkers(const Call& call) {
  return Answer(ShowWorkerHealth(call.service, call.scope, {.cursor = Query(call, "cursor"), .limit = Limit(call)}));
}

WebResponse GetImports(const Call& call) {
  return Answer(ListImports(call.service, call.scope, {.cursor = Query(call, "cursor"), .limit = Limit(call)}));
}

WebResponse PostImport(const Call& call) {
  if (call.request.body.empty()) return BadInput("send the file as the body");
  FileImport import;
  import.upload = &call.request.body;
  import.name = Query(call, "name");
  import.from = Query(call, "from");
  import.as = Query(call, "as");
  import.mapping = Query(call, "mapping");
  if (import.name.empty() || import.name.size() > 255) return BadInput("name is the file's name, of at most 255 bytes");
  if (import.from.size() > 800) return BadInput("from is too long");
  const Result<Json> done = ImportFile(call.service, call.scope, import);
  if (done && (*done)["already_done"] == true) return Answer(done);
  return Created(done, "/imports");
}

WebResponse GetImport(const Call& call) { return Answer(ShowImport(call.service, call.scope, IdOf(call))); }

WebResponse GetImportRefusals(const Call& call) {
  return Answer(ListImportRefusals(call.service, call.scope, IdOf(call), {.cursor = Query(call, "cursor"), .limit = Limit(call)}));
}

WebResponse GetPackages(const Call& call) {
  EvidenceFilter filter{.case_id = 0, .text = Query(call, "q"), .from = Query(call, "from"), .to = Query(call, "to")};
  if (const std::string text = Query(call, "case"); !text.empty()) {
    const auto id = ParseId(text);
    if (!id) return BadInput("case is no id");
    filter.case_id = *id;
  }
  return Answer(ListEvidence(call.service, call.scope, filter, {.cursor = Query(call, "cursor"), .limit = Limit(call)}));
}

WebResponse PostPackage(const Call& call) {
  EvidenceRequest wanted{.case_id = IdOf(call), .language = JsonText(call.body, "language"), .officers = JsonTexts(call.body, "officers"),
                         .witness = JsonText(call.body, "witness"), .place = JsonText(call.body, "place"), .purpose = JsonText(call.body, "purpose"), .to = {}};
  if (wanted.language.empty()) wanted.language = "zh";
  return Created(ExportEvidence(call.service, call.scope, wanted), "/packages");
}

WebResponse GetPackage(const Call& call) { return Answer(ShowEvidence(call.service, call.scope, IdOf(call))); }

WebResponse GetArchive(const Call& call) {
  Result<EvidenceFile> file = TakeEvidence(call.service, call.scope, IdOf(call));
  if (!file) return Problem(file.error());
  Result<std::string> bytes = ReadFile(file->path, kMaxArchiveBody);
  if (!bytes && bytes.error().code == ErrorCode::kExhausted) {
    return Problem(413, "too_large", "the package is too large for a browser: take it with markwarden evidence take");
  }
  if (!bytes) return Problem(bytes.error());
  WebResponse response{.status = 200, .content_type = "application/zip", .body = std::move(*bytes), .headers = {}};
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + file->name + "\"");
  return response;
}

WebResponse GetRecord(const Call& call) {
  const Id id = IdOf(call);
  Result<std::string> pdf = ShowEvidenceRecord(call.service, call.scope, id);
  if (!pdf) return Problem(pdf.error());
  WebResponse response{.status = 200, .content_type = "application/pdf", .body = std::move(*pdf), .headers = {}};
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"record-" + IdToString(id) + ".pdf\"");
  return response;
}

WebResponse PostHandOver(const Call& call) {
  const HandOver given{.to = JsonText(call.body, "to"), .how = JsonText(call.body, "how"), .note = JsonText(call.body, "note")};
  return Answer(HandOverEvidence(call.service, call.scope, IdOf(call), given));
}

WebResponse GetEvents(const Call& call) {
  EventQuery query{.subject_kind = Query(call, "subject_kind"), .subject = ParseId(Query(call, "subject")).value_or(0),
                   .kind = Query(call, "kind"), .actor = Query(call, "actor"), .from = Query(call, "from"), .to = Query(call, "to"),
                   .cursor = Query(call, "cursor"), .limit = Limit(call)};
  return Answer(ListEvents(call.service, call.scope, query));
}

WebResponse GetProof(const Call& call) { return Answer(ProveEvent(call.service, call.scope, IdOf(call))); }

WebResponse GetLog(const Call& call) { return Answer(ShowLogState(call.service, call.scope)); }

WebResponse PostCheckpoint(const Call& call) { return Answer(SignLogNow(call.service, call.scope), 201); }

WebResponse PostLogKey(const Call& call) {
  const Json* at_once = JsonMember(call.body, "at_once");
  if (at_once != nullptr && !at_once->is_boolean()) return BadInput("at_once is true or false");
  return Answer(RotateLogKey(call.service, call.scope, at_once != nullptr && at_once->get<bool>()), 201);
}

WebResponse PostTimeAuthority(const Call& call) {
  return Answer(AddTimeAuthorityOf(call.service, call.scope, call.body), 201);
}

WebResponse CheckAuthorities(const Call& call) { return Answer(CheckTimeAuthorities(call.service, call.scope, {})); }

WebResponse GetRenders(const Call& call) { return Answer(ListRenders(call.service, call.scope, IdOf(call))); }

WebResponse PostRender(const Call& call) { return Answer(AskRender(call.service, call.scope, IdOf(call)), 201); }

WebResponse GetScreenshot(const Call& call) {
  Result<PictureBytes> picture = ShowScreenshot(call.service, call.scope, IdOf(call));
  if (!picture) return Problem(picture.error());
  if (PictureContentType(picture->bytes) != "image/png") return Problem(404, "not_found", "those bytes are no screenshot");
  WebResponse response{.status = 200, .content_type = "image/png", .body = std::move(picture->bytes), .headers = {}};
  response.headers.emplace_back("Cache-Control", "private, max-age=3600");
  return response;
}

WebResponse GetPicture(const Call& call) {
  const std::string& digest = call.path.at("sha256");
  if (digest.size() != 64 || digest.find_first_not_of("0123456789abcdef") != std::string::npos) {
    return Problem(404, "not_found", "a picture is named by its SHA-256");
  }
  Result<PictureBytes> picture = ShowPicture(call.service, call.scope, digest);
  if (!picture) return Problem(picture.error());
  const std::string_view type = PictureContentType(picture->bytes);
  if (type.empty()) return Problem(404, "not_found", "those bytes are no picture that is shown");
  WebResponse response{.status = 200, .content_type = std::string(type), .body = std::move(picture->bytes), .headers = {}};
  response.headers.emplace_back("Cache-Control", "private, max-age=3600");
  return response;
}

constexpr Route kRoutes[] = {
    {"GET", "/health", "getHealth", true, GetHealth},
    {"POST", "/session", "signIn", true, SignIn},
    {"GET", "/session", "getSession", false, GetSession},
    {"DELETE", "/session", "signOut", false, EndMySession},
    {"GET", "/vocabularies", "getVocabularies", false, GetVocabularies},
    {"GET", "/stats", "getStats", false, GetStats},
    {"GET", "/flags", "listFlags", false, GetFlags},
    {"GET", "/flags/{id}", "getFlag", false, GetFlag},
    {"POST", "/flags/{id}/replay", "replayFlag", false, Replay},
    {"GET", "/flags/{id}/certificate", "getFlagCertificate", false, GetCertificate},
    {"POST", "/flags/{id}/decision", "decideFlag", false, Decide},
    {"GET", "/flags/{id}/renders", "listRenders", false, GetRenders},
    {"POST", "/flags/{id}/renders", "askRender", false, PostRender},
    {"GET", "/renders/{id}/screenshot", "getScreenshot", false, GetScreenshot},
    {"GET", "/cases", "listCases", false, GetCases},
    {"POST", "/cases", "makeCase", false, PostCase},
    {"GET", "/cases/{id}", "getCase", false, GetCase},
    {"POST", "/cases/{id}/notices", "draftNotice", false, PostNotice, false, true},
    {"GET", "/notices", "listNotices", false, GetNotices},
    {"GET", "/notices/{id}", "getNotice", false, GetNotice},
    {"PATCH", "/notices/{id}", "editNotice", false, PatchNotice},
    {"POST", "/notices/{id}/acts", "actOnNotice", false, PostNoticeAct},
    {"GET", "/notices/{id}/terms", "getNoticeTerms", false, GetNoticeTerms},
    {"GET", "/notices/{id}/preview.html", "previewNoticeHtml", false, PreviewHtml},
    {"GET", "/notices/{id}/preview.pdf", "previewNoticePdf", false, PreviewPdf},
    {"GET", "/queues", "listQueues", false, GetQueues},
    {"GET", "/rights", "listRights", false, GetRights},
    {"POST", "/rights", "addRight", false, PostRight},
    {"GET", "/rights/{id}", "getRight", false, GetRight},
    {"GET", "/crawl/status", "getCrawlStatus", false, GetCrawlStatus},
    {"GET", "/workers", "getWorkers", false, GetWorkers},
    {"GET", "/imports", "listImports", false, GetImports},
    {"POST", "/imports", "importFile", false, PostImport, true},
    {"GET", "/imports/{id}", "getImport", false, GetImport},
    {"GET", "/imports/{id}/refusals", "listImportRefusals", false, GetImportRefusals},
    {"GET", "/packages", "listPackages", false, GetPackages},
    {"POST", "/cases/{id}/packages", "makePackage", false, PostPackage, false, true},
    {"GET", "/packages/{id}", "getPackage", false, GetPackage},
    {"GET", "/packages/{id}/archive.zip", "takePackage", false, GetArchive},
    {"GET", "/packages/{id}/record.pdf", "getPackageRecord", false, GetRecord},
    {"POST", "/packages/{id}/hand-over", "handOverPackage", false, PostHandOver},
    {"GET", "/events", "listEvents", false, GetEvents},
    {"GET", "/events/{id}/proof", "proveEvent", false, GetProof},
    {"GET", "/log", "getLog", false, GetLog},
    {"POST", "/log/checkpoints", "signLog", false, PostCheckpoint},
    {"POST", "/log/keys", "rotateLogKey", false, PostLogKey},
    {"POST", "/time-authorities", "addTimeAuthority", false, PostTimeAuthority},
    {"POST", "/time-authorities/check", "checkTimeAuthorities", false, CheckAuthorities},
    {"GET", "/pictures/{sha256}", "getPicture", false, GetPicture},
};

}  // namespace

std::span<const Route> CoreRoutes() { return kRoutes; }

}  // namespace markwarden
