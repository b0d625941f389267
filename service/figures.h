// Statistical reports: how long it takes, what platforms do, what comes back.  Every number comes with its query.
#pragma once

#include <string>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

struct ReportQuery {
  std::string from = {}, to = {};  // dates, both included, in the report's zone; empty: the last 30 days
  std::string by = "week";         // day, week, month
};
enum class ReportFormat { kJson, kHtml, kPdf, kXlsx, kCsv };

// reports/figure_report.h as JSON.  Errors: kInvalid (no date, from after to, more than 10 years), kDenied.
Result<Json> ShowReport(Service& service, const Scope& scope, const ReportQuery& query);
// The same in `language` as a page, a PDF, a workbook or one CSV of all sections.
Result<std::string> RenderReport(Service& service, const Scope& scope, const ReportQuery& query, ReportFormat format, const std::string& language);

}  // namespace markwarden
