// A statistical report: figures in sections, each with its definition, the query that gave it and that query's parameters.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"
#include "core/notice.h"
#include "core/result.h"
#include "reports/chart.h"

namespace markwarden {

// Caps.  Titles past theirs are cut where they are shown; the others are refused.
inline constexpr size_t kMaxFigureSections = 200;
inline constexpr size_t kMaxFigureColumns = 64;
inline constexpr size_t kMaxFigureRows = 1'000'000;    // of a section
inline constexpr size_t kMaxFigureTitleChars = 300;
inline constexpr size_t kMaxFigureTextBytes = 20'000;  // definition, query, parameters, note

// What a cell of a column holds.  null means unknown in every kind: it is shown as "—", never as 0.
enum class FigureKind {
  kText,
  kCount,  // an integer, 0 or more
  kShare,  // a number from 0 to 1
  kHours,  // a number, 0 or more
  kDays,   // a number, 0 or more
  kDate,   // "2026-11-26" or an RFC 3339 time, shown in the report's zone
  kMoney,  // a decimal as text, "199.00" or "-12.50"; the currency belongs into the column's name
};
std::string_view ToString(FigureKind kind);

struct FigureColumn {
  std::string id;  // unique in its section
  LocalText name;
  FigureKind kind = FigureKind::kText;
  // Of a share: the count columns it comes from, by id.  A share with both prints as "12.5% (5/40)", and must be their quotient.
  std::string numerator, denominator;
};

struct FigureChart {
  ChartKind kind = ChartKind::kBar;
  std::string label;                // a column's id
  std::vector<std::string> values;  // ids of columns of numbers: 1 to kMaxChartSeries, for a funnel 1
};

struct FigureSection {
  std::string id;  // unique in the report
  LocalText title, definition;
  std::string query;                 // the SQL text that gave the rows
  Json parameters = Json::object();  // of the query, by name
  std::vector<FigureColumn> columns;
  std::vector<std::vector<Json>> rows;  // a cell for each column
  std::optional<FigureChart> chart;
  LocalText note;
};

struct FigureReport {
  std::string id;
  LocalText title;
  std::string from, to;  // dates, both days included
  std::string zone;      // IANA name of the zone that cuts the days
  std::string made_at;   // RFC 3339
  std::string org;
  bool simulated = false;
  std::vector<FigureSection> sections;
};

// Whether the report keeps what is said above.  Errors: kInvalid naming section, row and column; kExhausted past a cap.
Status CheckFigureReport(const FigureReport& report);

// {"format":"markwarden-figures/1", ...}: all of it.  Its bytes are what FigureDigest names on every copy.
Json FigureReportJson(const FigureReport& report);
std::string FigureDigest(const FigureReport& report);  // SHA-256, hexadecimal

// A text in `lang`, else in the first language there is, else empty.
std::string InLanguage(const LocalText& text, std::string_view lang);

// The column's index, by id.
std::optional<size_t> FindFigureColumn(const FigureSection& section, std::string_view id);

// A cell of a checked report as it is written for people: "12,345", "12.5% (5/40)", "3.5", "2026-11-26 16:00", "—".
std::string FigureText(const FigureReport& report, const FigureSection& section, size_t row, size_t column);

// "2026-11-26 16:00:00 (Asia/Shanghai)"; in UTC when the zone is unknown; what is not a time comes back as it is.
std::string TimeInZone(std::string_view rfc3339, const std::string& zone);

}  // namespace markwarden
