// Reports: what is checked, how cells read, pages in both languages, and what happens at the caps.
#include "reports/figure_report.h"

#include <gmock/gmock.h>

#include <functional>

#include "reports/document.h"
#include "tests/reports/figure_fixture.h"

namespace markwarden {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::FigurePages;
using testing::SampleReport;

TEST(FigureReportTest, CellsReadAsWhatTheyAre) {
  const FigureReport report = SampleReport();
  ASSERT_TRUE(CheckFigureReport(report));
  const FigureSection& platforms = report.sections[1];
  const struct { size_t row, column; const char* want; } cases[] = {
      {0, 0, "示例商城 <b>"}, {0, 1, "400"},         {0, 3, "94.2% (377/400)"}, {0, 4, "31.2"}, {0, 5, "1,234,567.50"},
      {0, 6, "2026-11-04 02:20"},                      // 18:20 UTC of the day before, in Shanghai
      {1, 3, "0.0% (0/10)"},  {1, 4, "—"},           {1, 6, "2026-11-09"},
      {2, 1, "0"},            {2, 3, "— (0/0)"},     {2, 5, "—"},
  };
  for (const auto& c : cases) EXPECT_EQ(FigureText(report, platforms, c.row, c.column), c.want) << c.row << ", " << c.column;
  EXPECT_EQ(FigureText(report, report.sections[0], 0, 1), "12,345");
}

TEST(FigureReportTest, WhatCannotBeTrueIsRefused) {
  const auto section = [](FigureReport& report) -> FigureSection& { return report.sections[1]; };
  const struct { const char* says; std::function<void(FigureReport&)> spoil; } cases[] = {
      {"an id and a title", [](FigureReport& r) { r.title.clear(); }},
      {"period", [](FigureReport& r) { r.to = "2026-02-30"; }},
      {"ends before it begins", [](FigureReport& r) { r.to = "2026-10-01"; }},
      {"zone", [](FigureReport& r) { r.zone = "Mars/Olympus"; }},
      {"is no time", [](FigureReport& r) { r.made_at = "yesterday"; }},
      {"id of its own", [](FigureReport& r) { r.sections[1].id = "funnel"; }},
      {"names no query", [](FigureReport& r) { r.sections[1].query = " \n"; }},
      {"are no object", [](FigureReport& r) { r.sections[1].parameters = Json::array(); }},
      {"has no title", [](FigureReport& r) { r.sections[1].title = {{"zh", "\u202e"}}; }},
      {"has no columns", [](FigureReport& r) { r.sections[1].columns.clear(); }},
      {"column \"notified\" needs an id of its own", [&](FigureReport& r) { section(r).columns[2].id = "notified"; }},
      {"comes from \"platform\", which is no column of counts", [&](FigureReport& r) { section(r).columns[3].numerator = "platform"; }},
      {"row 2 has 6 cells for 7 columns", [&](FigureReport& r) { section(r).rows[1].pop_back(); }},
      {"row 1, column \"notified\" is no whole number", [&](FigureReport& r) { section(r).rows[0][1] = 3.5; }},
      {"row 1, column \"notified\" is below zero", [&](FigureReport& r) { section(r).rows[0][1] = -1; }},
      {"row 1, column \"share\" is a share above 1", [&](FigureReport& r) { section(r).rows[0][3] = 94.25; }},
      {"row 1, column \"share\" is not 377 of 400", [&](FigureReport& r) { section(r).rows[0][3] = 0.9; }},
      {"row 3, column \"share\" is a share of nothing: it must be null", [&](FigureReport& r) { section(r).rows[2][3] = 0.0; }},
      {"row 1, column \"hours\" is no number", [&](FigureReport& r) { section(r).rows[0][4] = "31"; }},
      {"row 1, column \"value\" is no decimal", [&](FigureReport& r) { section(r).rows[0][5] = 12.5; }},
      {"row 1, column \"first\" is no date", [&](FigureReport& r) { section(r).rows[0][6] = "2026-13-01"; }},
      {"row 1, column \"platform\" is no text", [&](FigureReport& r) { section(r).rows[0][0] = 7; }},
      {"labels \"nobody\" are no column", [&](FigureReport& r) { section(r).chart->label = "nobody"; }},
      {"values \"platform\" are no column of numbers", [&](FigureReport& r) { section(r).chart->values = {"platform"}; }},
      {"2 columns of values", [&](FigureReport& r) { section(r).chart->kind = ChartKind::kFunnel; }},
  };
  for (const auto& c : cases) {
    FigureReport report = SampleReport();
    c.spoil(report);
    const Status done = CheckFigureReport(report);
    ASSERT_FALSE(done) << c.says;
    EXPECT_EQ(done.error().code, ErrorCode::kInvalid) << c.says;
    EXPECT_THAT(done.error().message, HasSubstr(c.says));
    EXPECT_FALSE(RenderFigureHtml(report, FigurePages(), "zh")) << c.says;
  }
}

TEST(FigureReportTest, TheDigestNamesAllOfIt) {
  const FigureReport report = SampleReport();
  FigureReport other = report;
  EXPECT_EQ(FigureDigest(other), FigureDigest(report));
  other.sections[2].rows[3][1] = 1;
  EXPECT_NE(FigureDigest(other), FigureDigest(report));
}

TEST(FigureHtmlTest, MatchesGoldenFiles) {
  for (const char* lang : {"zh", "en"}) {
    const Result<std::string> html = RenderFigureHtml(SampleReport(), FigurePages(), lang);
    ASSERT_TRUE(html) << html.error().message;
    testing::ExpectGolden(std::string("figures.") + lang + ".html", *html);
  }
}

TEST(FigureHtmlTest, EveryFigureIsTraceableAndNothingIsFetched) {
  const FigureReport report = SampleReport();
  for (const char* lang : {"zh", "en"}) {
    const std::string html = *RenderFigureHtml(report, FigurePages(), lang);
    for (const char* words : {"WHERE s.first_seen &gt;= :from", ":platforms", "[&quot;shop1&quot;,&quot;shop2&quot;]", "1793462400", "94.2% (377/400)", "— (0/0)", "示例商城 &lt;b&gt;", "Asia/Shanghai"}) {
      EXPECT_THAT(html, HasSubstr(words)) << lang;
    }
    EXPECT_THAT(html, HasSubstr(FigureDigest(report))) << lang;
    EXPECT_THAT(html, HasSubstr(std::string(lang) == "zh" ? "涉嫌" : "suspected"));
    size_t charts = 0, details = 0;
    for (size_t at = 0; (at = html.find("<svg role=\"img\"", at)) != std::string::npos; ++at) ++charts;
    for (size_t at = 0; (at = html.find("<details>", at)) != std::string::npos; ++at) ++details;
    EXPECT_EQ(charts, 4u) << lang;
    EXPECT_EQ(details, report.sections.size()) << lang;
    for (const char* never : {"<script", "http://", "https://", "url(", "@import", "<link", "<img"}) EXPECT_THAT(html, Not(HasSubstr(never))) << lang;
    const Result<Document> document = ParseDocument(html);
    ASSERT_TRUE(document) << document.error().message;
    // Each chart is followed by its table.
    for (size_t i = 0; i < document->blocks.size(); ++i) {
      if (document->blocks[i].kind != Block::Kind::kDrawing) continue;
      ASSERT_LT(i + 1, document->blocks.size());
      EXPECT_EQ(document->blocks[i + 1].kind, Block::Kind::kTable);
      EXPECT_FALSE(document->blocks[i].drawing.title.empty());
    }
  }
}

TEST(FigureHtmlTest, SimulatedReportsSaySo) {
  FigureReport report = SampleReport();
  EXPECT_THAT(*RenderFigureHtml(report, FigurePages(), "zh"), Not(HasSubstr("模拟数据")));
  report.simulated = true;
  EXPECT_THAT(*RenderFigureHtml(report, FigurePages(), "zh"), HasSubstr("模拟数据"));
  EXPECT_THAT(*RenderFigureHtml(report, FigurePages(), "en"), HasSubstr("Simulated:"));
  EXPECT_FALSE(RenderFigureHtml(report, FigurePages(), "fr"));
}

TEST(FigureHtmlTest, AChartThatCannotBeDrawnLeavesItsTable) {
  FigureReport report = SampleReport();
  FigureSection& section = report.sections[1];
  section.chart->values = {"value"};
  section.rows[0][5] = "-12.50";
  const Result<std::string> html = RenderFigureHtml(report, FigurePages(), "en");
  ASSERT_TRUE(html) << html.error().message;
  EXPECT_THAT(*html, HasSubstr("cannot be drawn: chart: series"));
  EXPECT_THAT(*html, HasSubstr("-12.50"));
}

FigureReport LongReport(size_t sections, size_t rows, size_t columns) {
  FigureReport report = SampleReport();
  const FigureSection first = report.sections[0];
  report.sections.clear();
  for (size_t s = 0; s < sections; ++s) {
    FigureSection section;
    section.id = "s" + std::to_string(s);
    section.title = first.title;
    section.query = "SELECT 1";
    for (size_t c = 0; c < columns; ++c) section.columns.push_back({"c" + std::to_string(c), {{"zh", "列"}, {"en", "column"}}, FigureKind::kCount, "", ""});
    for (size_t r = 0; r < rows; ++r) section.rows.emplace_back(columns, static_cast<int64_t>(r + 70'001));
    report.sections.push_back(std::move(section));
  }
  return report;
}

TEST(FigureHtmlTest, SectionsAreCapped) {
  EXPECT_TRUE(RenderFigureHtml(LongReport(kMaxFigureSections, 1, 1), FigurePages(), "en"));
  const Result<std::string> over = RenderFigureHtml(LongReport(kMaxFigureSections + 1, 1, 1), FigurePages(), "en");
  ASSERT_FALSE(over);
  EXPECT_EQ(over.error().code, ErrorCode::kExhausted);
  EXPECT_TRUE(CheckFigureReport(LongReport(1, 1, kMaxFigureColumns)));
  EXPECT_EQ(CheckFigureReport(LongReport(1, 1, kMaxFigureColumns + 1)).error().code, ErrorCode::kExhausted);
  FigureReport report = LongReport(1, 1, 1);
  report.sections[0].query = std::string(kMaxFigureTextBytes, 'x');
  EXPECT_TRUE(RenderFigureHtml(report, FigurePages(), "en"));
  report.sections[0].query += 'x';
  EXPECT_EQ(CheckFigureReport(report).error().code, ErrorCode::kExhausted);
}

TEST(FigureHtmlTest, RowsPastTheCapAreLeftOutAndSaid) {
  const std::string whole = *RenderFigureHtml(LongReport(1, kMaxShownRows, 2), FigurePages(), "en");
  EXPECT_THAT(whole, HasSubstr("<td class=\"n\">80,000</td>"));
  EXPECT_THAT(whole, Not(HasSubstr("left out")));
  const std::string cut = *RenderFigureHtml(LongReport(1, kMaxShownRows + 1, 2), FigurePages(), "en");
  EXPECT_THAT(cut, HasSubstr("<td class=\"n\">80,000</td>"));
  EXPECT_THAT(cut, Not(HasSubstr("80,001")));
  EXPECT_THAT(cut, HasSubstr("The first 10000 rows are listed here and 1 are left out; the workbook has all 10001."));
  EXPECT_THAT(*RenderFigureHtml(LongReport(1, kMaxShownRows + 1, 2), FigurePages(), "zh"), HasSubstr("省略其余 1 行；全部 10001 行见工作簿"));
}

TEST(FigureHtmlTest, TheCellsOfAPageAreCapped) {
  EXPECT_EQ(ShownRows(LongReport(5, 10'000, 5), kMaxShownRows), 10'000u);   // 250,000 cells
  EXPECT_EQ(ShownRows(LongReport(5, 10'000, 6), kMaxShownRows), 1'000u);
  EXPECT_EQ(ShownRows(LongReport(200, 1'500, 3), kMaxShownRows), 100u);
  EXPECT_EQ(ShownRows(LongReport(200, 150, 62), kMaxShownRows), 20u);
  EXPECT_EQ(ShownRows(LongReport(200, 30, 64), kMaxShownRows), 5u);
  EXPECT_EQ(ShownRows(LongReport(1, 10'000, 1), 999), 100u);
  const std::string html = *RenderFigureHtml(LongReport(200, 1'500, 3), FigurePages(), "en");
  EXPECT_THAT(html, HasSubstr("The first 100 rows are listed here and 1400 are left out; the workbook has all 1500."));
}

TEST(FigureHtmlTest, TitlesAreCutAtTheirCap) {
  FigureReport report = SampleReport();
  report.title = {{"zh", std::string(kMaxFigureTitleChars, 't')}};
  EXPECT_THAT(*RenderFigureHtml(report, FigurePages(), "zh"), HasSubstr("<h1>" + std::string(kMaxFigureTitleChars, 't') + "</h1>"));
  report.title["zh"] += "t";
  EXPECT_THAT(*RenderFigureHtml(report, FigurePages(), "zh"), HasSubstr("<h1>" + std::string(kMaxFigureTitleChars, 't') + "…</h1>"));
}

TEST(FigureHtmlTest, LongChartsShowTheirFirstRowsAndSaySo) {
  FigureReport report = LongReport(1, kMaxChartBars + 5, 2);
  report.sections[0].chart = FigureChart{ChartKind::kBar, "c0", {"c1"}};
  const std::string html = *RenderFigureHtml(report, FigurePages(), "en");
  EXPECT_THAT(html, HasSubstr("The chart shows the first 30 rows; the other 5 are in the table."));
}

}  // namespace
}  // namespace markwarden
