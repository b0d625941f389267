// Checks of a report and its cells as words.
#include "reports/figure_report.h"

#include <cmath>
#include <cstdio>
#include <set>

#include "core/clock.h"
#include "core/hash.h"
#include "core/money.h"
#include "core/time_zone.h"
#include "reports/template.h"

namespace markwarden {
namespace {

constexpr const char* kUnknownWord = "—";

bool IsNumberKind(FigureKind kind) { return kind != FigureKind::kText && kind != FigureKind::kDate; }

std::string_view Unsigned(std::string_view decimal) { return decimal.starts_with('-') ? decimal.substr(1) : decimal; }

// What is wrong with a cell that is not null; empty when nothing is.
std::string CellFault(const FigureColumn& column, const Json& cell) {
  switch (column.kind) {
    case FigureKind::kText: return cell.is_string() ? "" : "is no text";
    case FigureKind::kCount:
      if (!cell.is_number_integer()) return "is no whole number";
      return cell.is_number_unsigned() || cell.get<int64_t>() >= 0 ? "" : "is below zero";
    case FigureKind::kShare:
    case FigureKind::kHours:
    case FigureKind::kDays: {
      if (!cell.is_number() || !std::isfinite(cell.get<double>())) return "is no number";
      const double value = cell.get<double>();
      if (value < 0) return "is below zero";
      return column.kind == FigureKind::kShare && value > 1 ? "is a share above 1" : "";
    }
    case FigureKind::kDate: return cell.is_string() && ParseTime(cell.get_ref<const std::string&>()) ? "" : "is no date such as 2026-11-26";
    case FigureKind::kMoney:
      return cell.is_string() && NormaliseDecimal(Unsigned(cell.get_ref<const std::string&>())) ? "" : "is no decimal such as \"199.00\"";
  }
  return "";
}

// A share says the same as the counts it comes from, to the rounding of a query.
std::string ShareFault(const Json& share, const Json& numerator, const Json& denominator) {
  if (numerator.is_null() || denominator.is_null()) return "";
  const double n = numerator.get<double>(), d = denominator.get<double>();
  if (share.is_null()) return "";
  if (d == 0) return "is a share of nothing: it must be null";
  return std::abs(share.get<double>() - n / d) <= 0.0006 ? "" : "is not " + numerator.dump() + " of " + denominator.dump();
}

Status CheckColumns(const FigureSection& section, const std::string& where) {
  if (section.columns.empty()) return Fail(ErrorCode::kInvalid, where + "has no columns");
  if (section.columns.size() > kMaxFigureColumns) return Fail(ErrorCode::kExhausted, where + "has more than " + std::to_string(kMaxFigureColumns) + " columns");
  std::set<std::string> ids;
  for (const FigureColumn& column : section.columns) {
    if (column.id.empty() || !ids.insert(column.id).second) return Fail(ErrorCode::kInvalid, where + "column \"" + column.id + "\" needs an id of its own");
  }
  for (const FigureColumn& column : section.columns) {
    for (const std::string& id : {column.numerator, column.denominator}) {
      if (id.empty()) continue;
      const auto found = FindFigureColumn(section, id);
      if (column.kind != FigureKind::kShare || !found || section.columns[*found].kind != FigureKind::kCount) {
        return Fail(ErrorCode::kInvalid, where + "column \"" + column.id + "\" comes from \"" + id + "\", which is no column of counts");
      }
    }
  }
  if (!section.chart) return Ok();
  const FigureChart& chart = *section.chart;
  if (!FindFigureColumn(section, chart.label)) return Fail(ErrorCode::kInvalid, where + "the chart's labels \"" + chart.label + "\" are no column");
  if (chart.values.empty() || chart.values.size() > kMaxChartSeries || (chart.kind == ChartKind::kFunnel && chart.values.size() != 1)) {
    return Fail(ErrorCode::kInvalid, where + "the chart has " + std::to_string(chart.values.size()) + " columns of values");
  }
  for (const std::string& id : chart.values) {
    const auto found = FindFigureColumn(section, id);
    if (!found || !IsNumberKind(section.columns[*found].kind)) return Fail(ErrorCode::kInvalid, where + "the chart's values \"" + id + "\" are no column of numbers");
  }
  return Ok();
}

Status CheckRows(const FigureSection& section, const std::string& where) {
  if (section.rows.size() > kMaxFigureRows) return Fail(ErrorCode::kExhausted, where + "has more than " + std::to_string(kMaxFigureRows) + " rows");
  std::vector<std::pair<std::optional<size_t>, std::optional<size_t>>> parts;
  for (const FigureColumn& column : section.columns) {
    parts.emplace_back(FindFigureColumn(section, column.numerator), FindFigureColumn(section, column.denominator));
  }
  for (size_t r = 0; r < section.rows.size(); ++r) {
    const std::vector<Json>& row = section.rows[r];
    const std::string place = "row " + std::to_string(r + 1);
    if (row.size() != section.columns.size()) return Fail(ErrorCode::kInvalid, where + place + " has " + std::to_string(row.size()) + " cells for " + std::to_string(section.columns.size()) + " columns");
    for (int pass = 0; pass < 2; ++pass) {  // the counts are looked at before the shares that rest on them
      for (size_t c = 0; c < row.size(); ++c) {
        std::string fault = pass == 0 && !row[c].is_null()                         ? CellFault(section.columns[c], row[c])
                            : pass == 1 && parts[c].first && parts[c].second ? ShareFault(row[c], row[*parts[c].first], row[*parts[c].second])
                                                                                   : "";
        if (!fault.empty()) return Fail(ErrorCode::kInvalid, where + place + ", column \"" + section.columns[c].id + "\" " + fault);
      }
    }
  }
  return Ok();
}

// "1234567.50" -> "1,234,567.50".
std::string Grouped(std::string_view digits) {
  std::string text(digits);
  const size_t start = text.starts_with('-') ? 1 : 0;
  const size_t dot = std::min(text.find('.'), text.size());
  for (size_t at = dot; at > start + 3;) text.insert(at -= 3, ",");
  return text;
}

std::string Rounded(double value, const char* format) {
  char buffer[400];
  std::snprintf(buffer, sizeof buffer, format, value);
  return buffer;
}

std::string DateText(const std::string& text, const std::string& zone) {
  if (text.size() == 10) return text;
  const std::string local = TimeInZone(text, zone);
  return local.size() >= 16 ? local.substr(0, 16) : local;  // the zone stands in the report's head
}

}  // namespace

std::string_view ToString(FigureKind kind) {
  switch (kind) {
    case FigureKind::kText: return "text";
    case FigureKind::kCount: return "count";
    case FigureKind::kShare: return "share";
    case FigureKind::kHours: return "hours";
    case FigureKind::kDays: return "days";
    case FigureKind::kDate: return "date";
    case FigureKind::kMoney: return "money";
  }
  return "";
}

std::string InLanguage(const LocalText& text, std::string_view lang) {
  const auto found = text.find(std::string(lang));
  if (found != text.end() && !found->second.empty()) return found->second;
  for (const auto& [other, words] : text) {
    if (!words.empty()) return words;
  }
  return "";
}

std::optional<size_t> FindFigureColumn(const FigureSection& section, std::string_view id) {
  if (id.empty()) return std::nullopt;
  for (size_t i = 0; i < section.columns.size(); ++i) {
    if (section.columns[i].id == id) return i;
  }
  return std::nullopt;
}

Status CheckFigureReport(const FigureReport& report) {
  if (report.id.empty() || IsBlank(InLanguage(report.title, "zh"))) return Fail(ErrorCode::kInvalid, "report: an id and a title are missing");
  for (const std::string& day : {report.from, report.to}) {
    if (!ParseDay(day)) return Fail(ErrorCode::kInvalid, "report: its period needs two days such as 2026-11-26, not \"" + day + "\"");
  }
  if (report.from > report.to) return Fail(ErrorCode::kInvalid, "report: its period ends before it begins");
  if (!ParseTime(report.made_at)) return Fail(ErrorCode::kInvalid, "report: made_at \"" + report.made_at + "\" is no time");
  if (const Result<LocalZone> zone = LocalZone::Find(report.zone); !zone) return Fail(Error(zone.error()).While("report"));
  if (report.sections.size() > kMaxFigureSections) return Fail(ErrorCode::kExhausted, "report: more than " + std::to_string(kMaxFigureSections) + " sections");
  std::set<std::string> ids;
  for (const FigureSection& section : report.sections) {
    const std::string where = "section \"" + section.id + "\": ";
    if (section.id.empty() || !ids.insert(section.id).second) return Fail(ErrorCode::kInvalid, where + "needs an id of its own");
    if (IsBlank(InLanguage(section.title, "zh"))) return Fail(ErrorCode::kInvalid, where + "has no title");
    if (IsBlank(section.query)) return Fail(ErrorCode::kInvalid, where + "names no query: a figure must be traceable");
    if (!section.parameters.is_object()) return Fail(ErrorCode::kInvalid, where + "its parameters are no object");
    size_t longest = std::max(section.query.size(), DumpJson(section.parameters).size());
    for (const LocalText* text : {&section.definition, &section.note}) {
      for (const auto& [lang, words] : *text) longest = std::max(longest, words.size());
    }
    if (longest > kMaxFigureTextBytes) return Fail(ErrorCode::kExhausted, where + "definition, query, parameters and note hold at most " + std::to_string(kMaxFigureTextBytes) + " bytes each");
    if (Status done = CheckColumns(section, where); !done) return done;
    if (Status done = CheckRows(section, where); !done) return done;
  }
  return Ok();
}

Json FigureReportJson(const FigureReport& report) {
  Json sections = Json::array();
  for (const FigureSection& section : report.sections) {
    Json columns = Json::array();
    for (const FigureColumn& column : section.columns) {
      columns.push_back({{"id", column.id}, {"name", column.name}, {"kind", ToString(column.kind)}, {"numerator", TextOrNull(column.numerator)}, {"denominator", TextOrNull(column.denominator)}});
    }
    Json chart;
    if (section.chart) chart = {{"kind", ToString(section.chart->kind)}, {"label", section.chart->label}, {"values", section.chart->values}};
    sections.push_back({{"id", section.id}, {"title", section.title}, {"definition", section.definition}, {"query", section.query}, {"parameters", section.parameters},
                        {"columns", std::move(columns)}, {"rows", section.rows}, {"chart", std::move(chart)}, {"note", section.note}});
  }
  return {{"format", "markwarden-figures/1"}, {"id", report.id}, {"title", report.title}, {"from", report.from}, {"to", report.to}, {"zone", report.zone},
          {"made_at", report.made_at}, {"org", report.org}, {"simulated", report.simulated}, {"sections", std::move(sections)}};
}

std::string FigureDigest(const FigureReport& report) { return Sha256Hex(DumpJson(FigureReportJson(report))); }

std::string FigureText(const FigureReport& report, const FigureSection& section, size_t row, size_t column) {
  const std::vector<Json>& cells = section.rows[row];
  const Json& cell = cells[column];
  const FigureColumn& about = section.columns[column];
  switch (about.kind) {
    case FigureKind::kText: return cell.is_null() ? kUnknownWord : CleanText(cell.get_ref<const std::string&>());
    case FigureKind::kCount: return cell.is_null() ? kUnknownWord : Grouped(cell.dump());
    case FigureKind::kHours:
    case FigureKind::kDays: return cell.is_null() ? kUnknownWord : Grouped(Rounded(cell.get<double>(), "%.1f"));
    case FigureKind::kDate: return cell.is_null() ? kUnknownWord : DateText(cell.get_ref<const std::string&>(), report.zone);
    case FigureKind::kMoney: return cell.is_null() ? kUnknownWord : Grouped(cell.get_ref<const std::string&>());
    case FigureKind::kShare: {
      std::string text = cell.is_null() ? kUnknownWord : Rounded(cell.get<double>() * 100, "%.1f") + "%";
      const auto numerator = FindFigureColumn(section, about.numerator), denominator = FindFigureColumn(section, about.denominator);
      if (!numerator || !denominator) return text;
      return text + " (" + FigureText(report, section, row, *numerator) + "/" + FigureText(report, section, row, *denominator) + ")";
    }
  }
  return kUnknownWord;
}

std::string TimeInZone(std::string_view rfc3339, const std::string& zone) {
  const auto time = ParseTime(rfc3339);
  if (!time) return CleanText(rfc3339, 64);
  const Result<LocalZone> found = LocalZone::Find(zone);
  std::string text = FormatTime(found ? *time + found->OffsetAt(*time) : *time);
  text[10] = ' ';
  text.pop_back();
  return text + " (" + (found ? found->name() : "UTC") + ")";
}

}  // namespace markwarden
