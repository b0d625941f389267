// Registering rights as the form asks for it, trying them, what becomes of them; sellers.
#include <charconv>

#include "service/gazette.h"
#include "service/right_papers.h"
#include "service/right_record.h"
#include "service/right_register.h"
#include "service/right_terms.h"
#include "service/right_try.h"
#include "service/sellers.h"
#include "service/similar_marks.h"
#include "web/answer.h"
#include "web/routes.h"

namespace markwarden {
namespace {

ListPage PageOf(const Call& call) { return {.cursor = Query(call, "cursor"), .limit = Limit(call)}; }

WebResponse GetRightForm(const Call& call) { return Answer(ShowRightForm(call.service, call.scope)); }

WebResponse PostRightCheck(const Call& call) { return Answer(CheckRegistration(call.service, call.scope, call.body)); }

WebResponse PostRightFile(const Call& call) {
  return Answer(KeepRightFile(call.service, call.scope, Query(call, "name"), call.request.body, Query(call, "purpose") == "picture"), 201);
}

WebResponse PostRightsImport(const Call& call) { return Answer(ImportRightsUpload(call.service, call.scope, Query(call, "name"), call.request.body)); }

WebResponse PostRightsPreview(const Call& call) { return Answer(PreviewRightsUpload(call.service, call.scope, Query(call, "name"), call.request.body)); }

WebResponse PostSellersTable(const Call& call) { return Answer(ReadSellersTable(call.service, call.scope, call.request.body)); }

WebResponse PostTrial(const Call& call) {
  const Result<Json> started = StartRightTrial(call.service, call.scope, call.body);
  if (!started && started.error().code == ErrorCode::kUnavailable) {
    WebResponse wait = Problem(429, "unavailable", started.error().message);
    wait.headers.emplace_back("Retry-After", "60");
    return wait;
  }
  return Created(started, "/rights/try");
}

WebResponse GetTrial(const Call& call) { return Answer(ShowRightTrial(call.service, call.scope, call.path.at("id"))); }

WebResponse DeleteTrial(const Call& call) { return Answer(CancelRightTrial(call.service, call.scope, call.path.at("id"))); }

WebResponse GetExpiring(const Call& call) { return Answer(ListExpiringRights(call.service, call.scope, PageOf(call))); }

WebResponse GetSimilar(const Call& call) {
  SimilarSearch search{.mark = Query(call, "mark"), .classes = {}, .most = Limit(call)};
  std::string numbers = Query(call, "classes");
  while (!numbers.empty()) {
    const size_t comma = numbers.find(',');
    const std::string one = numbers.substr(0, comma);
    numbers = comma == std::string::npos ? "" : numbers.substr(comma + 1);
    int number = 0;
    const auto [end, wrong] = std::from_chars(one.data(), one.data() + one.size(), number);
    if (wrong != std::errc() || end != one.data() + one.size()) return BadInput("classes are numbers parted by commas: 25,35");
    search.classes.push_back(number);
  }
  for (std::string groups = Query(call, "groups"); !groups.empty();) {
    const size_t comma = groups.find(',');
    search.groups.push_back(groups.substr(0, comma));
    groups = comma == std::string::npos ? "" : groups.substr(comma + 1);
  }
  return Answer(SearchSimilarMarks(call.service, call.scope, search));
}

WebResponse PostGazette(const Call& call) { return Answer(WatchGazetteUpload(call.service, call.scope, Query(call, "name"), call.request.body)); }

WebResponse GetOverview(const Call& call) { return Answer(ListRightsOverview(call.service, call.scope, PageOf(call))); }

WebResponse GetRightRecord(const Call& call) { return Answer(ShowRightRecord(call.service, call.scope, call.path.at("id"))); }

WebResponse GetRightRows(const Call& call) {
  return Answer(ListRightRows(call.service, call.scope, call.path.at("id"),
                              {.of = Query(call, "of"), .state = Query(call, "state"), .cursor = Query(call, "cursor"), .limit = Limit(call)}));
}

WebResponse GetTells(const Call& call) { return Answer(ShowRightTells(call.service, call.scope, call.path.at("id"))); }

WebResponse PostTells(const Call& call) { return Answer(SaveTellsOfRight(call.service, call.scope, call.path.at("id"), call.body)); }

WebResponse PostStatus(const Call& call) {
  return Answer(RecordStatusLook(call.service, call.scope, call.path.at("id"),
                                 {.status = JsonText(call.body, "status"), .checked_at = JsonText(call.body, "checked_at"),
                                  .source_sha256 = JsonText(call.body, "source_sha256"), .note = JsonText(call.body, "note")}));
}

// A picture is shown, everything else is taken: a document from outside never runs in the console.
WebResponse GetDocument(const Call& call) {
  Result<RightFileBytes> file = TakeRightDocument(call.service, call.scope, call.path.at("id"), call.path.at("sha256"));
  if (!file) return Problem(file.error());
  const bool picture = file->content_type.starts_with("image/");
  std::string name = "document-" + call.path.at("sha256").substr(0, 12);
  name += file->content_type == "application/pdf" ? ".pdf" : picture ? "." + file->content_type.substr(6) : ".txt";
  WebResponse response{.status = 200, .content_type = picture || file->content_type == "application/pdf" ? file->content_type : "text/plain; charset=utf-8",
                       .body = std::move(file->bytes), .headers = {}};
  if (!picture) response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + name + "\"");
  response.headers.emplace_back("Cache-Control", "private, max-age=3600");
  return response;
}

WebResponse GetSellers(const Call& call) {
  return Answer(ListSellers(call.service, call.scope, {.text = Query(call, "q"), .platform = Query(call, "platform"), .upheld_only = Query(call, "upheld") == "true",
                                                       .cursor = Query(call, "cursor"), .limit = Limit(call)}));
}

WebResponse GetSeller(const Call& call) { return Answer(ShowSeller(call.service, call.scope, IdOf(call))); }

constexpr Route kRightRoutes[] = {
    {"GET", "/rights/form", "getRightForm", false, GetRightForm},
    {"POST", "/rights/check", "checkRight", false, PostRightCheck},
    {"POST", "/rights/files", "handInRightFile", false, PostRightFile, true},
    {"POST", "/rights/imports", "importRights", false, PostRightsImport, true},
    {"POST", "/rights/imports/preview", "previewRightsImport", false, PostRightsPreview, true},
    {"POST", "/rights/sellers-table", "readSellersTable", false, PostSellersTable, true},
    {"POST", "/rights/try", "tryRight", false, PostTrial},
    {"GET", "/rights/try/{id}", "getRightTrial", false, GetTrial},
    {"DELETE", "/rights/try/{id}", "stopRightTrial", false, DeleteTrial},
    {"GET", "/rights/similar", "searchSimilarMarks", false, GetSimilar},
    {"POST", "/rights/gazettes", "watchGazette", false, PostGazette, true},
    {"GET", "/rights/expiring", "listExpiringRights", false, GetExpiring},
    {"GET", "/rights/overview", "listRightsOverview", false, GetOverview},
    {"GET", "/rights/{id}/record", "getRightRecord", false, GetRightRecord},
    {"GET", "/rights/{id}/rows", "listRightRows", false, GetRightRows},
    {"GET", "/rights/{id}/tells", "getRightTells", false, GetTells},
    {"POST", "/rights/{id}/tells", "saveRightTells", false, PostTells},
    {"POST", "/rights/{id}/status", "recordRightStatus", false, PostStatus},
    {"GET", "/rights/{id}/documents/{sha256}", "takeRightDocument", false, GetDocument},
    {"GET", "/sellers", "listSellers", false, GetSellers},
    {"GET", "/sellers/{id}", "getSeller", false, GetSeller},
};

}  // namespace

std::span<const Route> RightRoutes() { return kRightRoutes; }

}  // namespace markwarden
