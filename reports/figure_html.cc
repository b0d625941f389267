// Report -> values -> template.
#include "reports/figure_html.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/file.h"
#include "core/hash.h"
#include "reports/template.h"

namespace markwarden {
namespace {

constexpr size_t kRowSteps[] = {kMaxShownRows, 1'000, 100, 20, kFewestShownRows};
constexpr size_t kMaxIndent = 40;

// Lines with their indentation, which cleaning would fold away.
Json QueryLines(const std::string& query) {
  Json lines = Json::array();
  for (size_t at = 0; at <= query.size();) {
    const size_t end = std::min(query.find('\n', at), query.size());
    const std::string line = query.substr(at, end - at);
    at = end + 1;
    if (IsBlank(line)) continue;
    size_t blanks = 0;
    for (const char c : line) {
      if (c != ' ' && c != '\t') break;
      blanks += c == '\t' ? 4 : 1;
    }
    lines.push_back({{"indent", std::vector<int>(std::min(blanks, kMaxIndent))}, {"text", CleanText(line, kMaxFigureTextBytes)}});
  }
  return lines;
}

Json ParameterRows(const Json& parameters) {
  Json rows = Json::array();
  for (const auto& [name, value] : parameters.items()) {
    rows.push_back({{"name", ":" + CleanText(name, 200)}, {"value", CleanText(value.is_string() ? value.get<std::string>() : DumpJson(value), 2000)}});
  }
  return rows;
}

// Near enough for the length of a bar; empty when it is past a double.
std::optional<double> MoneyNumber(const std::string& decimal) {
  double value = 0;
  const auto [end, error] = std::from_chars(decimal.data(), decimal.data() + decimal.size(), value);
  return error == std::errc() ? std::optional(value) : std::nullopt;
}

// `drawn` is how many rows the chart takes.
ChartData DataOf(const FigureReport& report, const FigureSection& section, size_t drawn, const std::string& title, std::string_view lang) {
  const FigureChart& chart = *section.chart;
  ChartData data;
  data.kind = chart.kind;
  data.title = title;
  data.share = true;
  const size_t label = *FindFigureColumn(section, chart.label);
  for (size_t row = 0; row < drawn; ++row) data.labels.push_back(FigureText(report, section, row, label));
  for (const std::string& id : chart.values) {
    const size_t column = *FindFigureColumn(section, id);
    data.share = data.share && section.columns[column].kind == FigureKind::kShare;
    ChartSeries series;
    series.name = CleanText(InLanguage(section.columns[column].name, lang), kMaxFigureTitleChars);
    for (size_t row = 0; row < drawn; ++row) {
      const Json& cell = section.rows[row][column];
      series.values.push_back(cell.is_null() ? std::nullopt : cell.is_string() ? MoneyNumber(cell.get_ref<const std::string&>()) : std::optional(cell.get<double>()));
      series.words.push_back(FigureText(report, section, row, column));
    }
    data.series.push_back(std::move(series));
  }
  return data;
}

// "Sellers: a bar chart of 12 rows"
std::string ChartTitle(const FigureChart& chart, const std::string& title, size_t drawn, bool zh) {
  const std::string count = std::to_string(drawn);
  const char* kind = "";
  switch (chart.kind) {
    case ChartKind::kBar: kind = zh ? "条形图" : "bar chart"; break;
    case ChartKind::kStacked: kind = zh ? "堆积条形图" : "stacked bar chart"; break;
    case ChartKind::kLine: kind = zh ? "折线图" : "line chart"; break;
    case ChartKind::kFunnel: kind = zh ? "漏斗图" : "funnel chart"; break;
  }
  return zh ? title + "（" + kind + "，" + count + " 行，数据见下表）" : title + " (" + kind + " of " + count + " rows, whose data are in the table below)";
}

void AddChart(Json& view, const FigureReport& report, const FigureSection& section, const std::string& title, size_t max_rows, std::string_view lang) {
  view["chart"] = nullptr;
  view["chart_fault"] = "";
  if (!section.chart || section.rows.empty()) return;
  // Bars grow with their number, as the table does.
  const size_t room = section.chart->kind == ChartKind::kLine ? kMaxChartPoints : std::min(max_rows, kMaxChartBars);
  const size_t drawn = std::min(section.rows.size(), room);
  const Result<Drawing> drawing = DrawChart(DataOf(report, section, drawn, ChartTitle(*section.chart, title, drawn, lang == "zh"), lang));
  if (!drawing) {
    view["chart_fault"] = drawing.error().message;
    return;
  }
  view["chart"] = DrawingView(*drawing);
  view["chart"]["drawn"] = std::to_string(drawn);
  view["chart"]["left_out"] = drawn == section.rows.size() ? "" : std::to_string(section.rows.size() - drawn);
}

Json SectionView(const FigureReport& report, const FigureSection& section, size_t number, size_t max_rows, std::string_view lang) {
  const std::string title = CleanText(InLanguage(section.title, lang), kMaxFigureTitleChars);
  const size_t shown = std::min(section.rows.size(), max_rows);
  Json heads = Json::array(), rows = Json::array();
  std::vector<bool> numbers;
  for (const FigureColumn& column : section.columns) {
    numbers.push_back(column.kind != FigureKind::kText && column.kind != FigureKind::kDate);
    heads.push_back({{"number", static_cast<bool>(numbers.back())}, {"text", CleanText(InLanguage(column.name, lang), kMaxFigureTitleChars)}});
  }
  for (size_t row = 0; row < shown; ++row) {
    Json cells = Json::array();
    for (size_t column = 0; column < numbers.size(); ++column) {
      cells.push_back({{"number", static_cast<bool>(numbers[column])}, {"text", FigureText(report, section, row, column)}});
    }
    rows.push_back({{"cells", std::move(cells)}});
  }
  Json view = {{"n", std::to_string(number)},
               {"title", title},
               {"definition", InLanguage(section.definition, lang)},
               {"heads", std::move(heads)},
               {"rows", std::move(rows)},
               {"row_count", section.rows.empty() ? "" : std::to_string(section.rows.size())},
               {"rows_shown", std::to_string(shown)},
               {"rows_left_out", shown == section.rows.size() ? "" : std::to_string(section.rows.size() - shown)},
               {"note", InLanguage(section.note, lang)},
               {"query", QueryLines(section.query)},
               {"query_sha256", Sha256Hex(section.query)},
               {"has_parameters", !section.parameters.empty()},
               {"parameters", ParameterRows(section.parameters)}};
  AddChart(view, report, section, title, max_rows, lang);
  return view;
}

}  // namespace

Result<FigureTemplates> LoadFigureTemplates(const std::filesystem::path& data_dir) {
  FigureTemplates templates;
  for (const char* lang : {"zh", "en"}) {
    const std::filesystem::path file = data_dir / "reports" / "figures" / ("report." + std::string(lang) + ".html");
    Result<std::string> page = ReadFile(file, 1 << 20);
    if (!page) return Fail(std::move(page.error()).While("read " + file.string()));
    templates.pages[lang] = std::move(*page);
  }
  return templates;
}

size_t ShownRows(const FigureReport& report, size_t max_rows) {
  for (const size_t step : kRowSteps) {
    if (step > max_rows) continue;
    size_t cells = 0;
    for (const FigureSection& section : report.sections) cells += std::min(section.rows.size(), step) * section.columns.size();
    if (cells <= kMaxShownCells) return step;
  }
  return kFewestShownRows;
}

Result<std::string> RenderFigureHtml(const FigureReport& report, const FigureTemplates& templates, std::string_view lang, const FigureHtmlOptions& options) {
  const auto page = templates.pages.find(std::string(lang));
  if (page == templates.pages.end()) return Fail(ErrorCode::kUnsupported, "a report is written in zh or en, not \"" + std::string(lang) + "\"");
  if (Status done = CheckFigureReport(report); !done) return Fail(std::move(done.error()));
  const size_t max_rows = ShownRows(report, options.max_rows);
  Json sections = Json::array();
  for (size_t i = 0; i < report.sections.size(); ++i) sections.push_back(SectionView(report, report.sections[i], i + 1, max_rows, lang));
  const Json view = {{"id", report.id},
                     {"title", CleanText(InLanguage(report.title, lang), kMaxFigureTitleChars)},
                     {"from", report.from},
                     {"to", report.to},
                     {"zone", report.zone},
                     {"made_at", TimeInZone(report.made_at, report.zone)},
                     {"org", CleanText(report.org, kMaxFigureTitleChars)},
                     {"simulated", report.simulated},
                     {"sections", std::move(sections)},
                     {"digest", FigureDigest(report)}};
  Result<std::string> html = FillTemplate(page->second, view);
  if (!html) return Fail(std::move(html.error()).While("report \"" + report.id + "\""));
  return html;
}

}  // namespace markwarden
