// Page -> document -> PDF, shorter and shorter until it fits.
#include "reports/figure_pdf.h"

#include <algorithm>

#include "reports/document.h"
#include "reports/pdf.h"
#include "reports/template.h"

namespace markwarden {
namespace {

// A page of A4 holds no more rows of one line each; what cannot fit is not laid out to find that out.
constexpr size_t kRowsOnPage = 40;

bool CannotFit(const FigureReport& report, size_t rows) {
  size_t pages = 0;
  for (const FigureSection& section : report.sections) pages += std::min(section.rows.size(), rows) / kRowsOnPage;
  return pages > kMaxPdfPages;
}

}  // namespace

Result<std::string> RenderFigurePdf(const FigureReport& report, const FigureTemplates& templates, std::string_view lang) {
  size_t longest = 0;
  for (const FigureSection& section : report.sections) longest = std::max(longest, section.rows.size());
  for (size_t rows = ShownRows(report, kMaxShownRows);;) {
    const bool last = std::min(rows, longest) <= kFewestShownRows;
    const size_t fewer = last ? rows : ShownRows(report, std::min(rows, longest) - 1);
    if (!last && CannotFit(report, rows)) {
      rows = fewer;
      continue;
    }
    const Result<std::string> html = RenderFigureHtml(report, templates, lang, {.max_rows = rows});
    if (!html) return html;
    const Result<Document> document = ParseDocument(*html);
    if (!document) return Fail(Error(document.error()).While("report \"" + report.id + "\""));
    PdfOptions options;
    options.author = CleanText(report.org, 200);
    options.header = document->title;
    options.page_word = lang == "zh" ? "第 {page} 页 / 共 {pages} 页" : "page {page} of {pages}";
    options.foot = (lang == "zh" ? "报告数据 SHA-256 " : "Report data SHA-256 ") + FigureDigest(report);
    options.created = ParseTime(report.made_at).value_or(Time{});
    Result<std::string> pdf = WritePdf(*document, options);
    if (pdf || pdf.error().code != ErrorCode::kExhausted || last) return pdf;
    rows = fewer;
  }
}

}  // namespace markwarden
