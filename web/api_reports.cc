// Reports and documents over the API.
#include <algorithm>

#include "service/figures.h"
#include "service/local_forms.h"
#include "web/answer.h"
#include "web/guard.h"

namespace markwarden {
namespace {

struct Kind {
  std::string_view name;
  const char* type;
  bool shown;  // in the browser, else handed over as a file
};
constexpr Kind kKinds[] = {{"html", "text/html; charset=utf-8", true},
                           {"pdf", "application/pdf", false},
                           {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", false},
                           {"csv", "text/csv; charset=utf-8", false}};

const Kind* FindKind(std::string_view name) {
  const auto kind = std::find_if(std::begin(kKinds), std::end(kKinds), [&](const Kind& one) { return one.name == name; });
  return kind == std::end(kKinds) ? nullptr : kind;
}

WebResponse FileAnswer(Result<std::string> bytes, const Kind& kind, const std::string& name) {
  if (!bytes) return Problem(bytes.error());
  WebResponse response{.status = 200, .content_type = kind.type, .body = std::move(*bytes), .headers = {}};
  if (kind.shown) response.headers.emplace_back("Content-Security-Policy", kPreviewPolicy);
  else response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + name + "." + std::string(kind.name) + "\"");
  return response;
}

std::string Language(const Call& call) { return Query(call, "language") == "en" ? "en" : "zh"; }

ReportQuery ReportAsked(const Call& call) {
  ReportQuery query{.from = Query(call, "from"), .to = Query(call, "to"), .by = Query(call, "by")};
  if (query.by.empty()) query.by = "week";
  return query;
}

WebResponse GetReport(const Call& call) { return Answer(ShowReport(call.service, call.scope, ReportAsked(call))); }

WebResponse GetReportFile(const Call& call) {
  const Kind* kind = FindKind(call.path.at("format"));
  if (!kind) return Problem(404, "not_found", "a report comes as html, pdf, xlsx or csv");
  const ReportFormat format = kind->name == "html"   ? ReportFormat::kHtml
                              : kind->name == "pdf"  ? ReportFormat::kPdf
                              : kind->name == "xlsx" ? ReportFormat::kXlsx
                                                     : ReportFormat::kCsv;
  return FileAnswer(RenderReport(call.service, call.scope, ReportAsked(call), format, Language(call)), *kind, "report");
}

WebResponse GetForms(const Call& call) { return Answer(ListForms(call.service, call.scope)); }

FormQuery FormAsked(const Call& call) {
  return {.form = call.path.at("form"), .about = ParseId(Query(call, "about")).value_or(0), .language = Language(call), .number = Query(call, "number")};
}

WebResponse GetForm(const Call& call) { return Answer(ShowForm(call.service, call.scope, FormAsked(call))); }

WebResponse GetFormFile(const Call& call) {
  const Kind* kind = FindKind(call.path.at("format"));
  if (!kind || (kind->name != "html" && kind->name != "pdf")) return Problem(404, "not_found", "a document comes as html or pdf");
  return FileAnswer(RenderLocalForm(call.service, call.scope, FormAsked(call), kind->name == "pdf" ? FormFormat::kPdf : FormFormat::kHtml), *kind, "document");
}

constexpr Route kReportRoutes[] = {
    {"GET", "/reports/takedown", "getReport", false, GetReport},
    {"GET", "/reports/takedown/{format}", "getReportFile", false, GetReportFile},
    {"GET", "/forms", "listForms", false, GetForms},
    {"GET", "/forms/{form}", "getForm", false, GetForm},
    {"GET", "/forms/{form}/{format}", "getFormFile", false, GetFormFile},
};

}  // namespace

std::span<const Route> ReportRoutes() { return kReportRoutes; }

}  // namespace markwarden
