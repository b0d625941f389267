// The PDF of a report: its text can be extracted, its charts are in it, and no title turns the page around.
#include "reports/figure_pdf.h"

#include <gmock/gmock.h>

#include "tests/reports/figure_fixture.h"

namespace markwarden {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::FigurePages;
using testing::HaveProgram;
using testing::OutputOf;
using testing::SampleReport;
using testing::ScratchFile;

TEST(FigurePdfTest, TextAndChartsAreInIt) {
  if (!HaveProgram("command -v pdftotext && command -v qpdf && command -v pdfimages")) GTEST_SKIP() << "poppler-utils or qpdf is not installed";
  const FigureReport report = SampleReport();
  for (const char* lang : {"zh", "en"}) {
    const Result<std::string> pdf = RenderFigurePdf(report, FigurePages(), lang);
    ASSERT_TRUE(pdf) << pdf.error().message;
    EXPECT_EQ(*pdf, *RenderFigurePdf(report, FigurePages(), lang)) << "the same report gives the same bytes";
    const std::string path = ScratchFile(std::string(lang) + ".pdf", *pdf).string();
    EXPECT_EQ(std::system(("qpdf --check " + path + " >/dev/null 2>&1").c_str()), 0);
    std::string text = OutputOf("pdftotext -raw " + path + " -");
    std::erase(text, ' ');
    std::erase(text, '\n');
    for (const char* words : {"94.2%(377/400)", "—(0/0)", "1,234,567.50", "WHEREs.first_seen>=:fromANDs.first_seen<:to", ":period", "2026-11-04"}) EXPECT_THAT(text, HasSubstr(words)) << lang;
    EXPECT_THAT(text, HasSubstr(FigureDigest(report))) << lang;
    // "9,876" stands in the table and beside its step of the funnel: the chart's words are text, not a picture.
    size_t seen = 0;
    for (size_t at = 0; (at = text.find("9,876", at)) != std::string::npos; ++at) ++seen;
    EXPECT_EQ(seen, 2u) << lang;
    EXPECT_EQ(OutputOf("pdfimages -list " + path + " | tail -n +3"), "") << "charts are paths";
    // The paths of the first chart's funnel, in the colour of the first series.
    const std::string paths = OutputOf("qpdf --qdf --object-streams=disable " + path + " - | grep -a -c '0.1215[0-9]* 0.372[0-9]* 0.658[0-9]* rg'");
    EXPECT_GE(std::atoi(paths.c_str()), 3) << lang << ": " << paths;
    EXPECT_THAT(OutputOf("TZ=UTC pdfinfo " + path), HasSubstr("Tue Dec  1 01:30:00 2026 UTC")) << lang;
  }
}

// Overrides and isolates are taken out of titles before anything is laid out; what is written from right to left by nature stays in its place.
TEST(FigurePdfTest, BidiOverrideInATitleDoesNotReorderThePage) {
  if (!HaveProgram("command -v pdftotext")) GTEST_SKIP() << "poppler-utils is not installed";
  FigureReport report = SampleReport();
  report.title = {{"zh", "月报\u202Eabc123\u202C 终\u2066稿\u2069\u200F\u061C"}};
  report.sections[0].title = {{"zh", "\u202Edrawkcab\u202D first"}};
  report.sections[1].title = {{"zh", "\u2067דוח מחירים\u2069 2026"}};
  report.org = "\u202E局理管督监\u202C";
  report.sections[1].rows[0][0] = "\u202Epohs\u202C";
  report.sections[1].columns[1].name = {{"zh", "已通\u202E知数"}};
  const Result<std::string> html = RenderFigureHtml(report, FigurePages(), "zh");
  ASSERT_TRUE(html);
  const Result<std::string> pdf = RenderFigurePdf(report, FigurePages(), "zh");
  ASSERT_TRUE(pdf) << pdf.error().message;
  const std::string path = ScratchFile("bidi.pdf", *pdf).string();
  const std::string text = OutputOf("pdftotext -layout -enc UTF-8 " + path + " -"), about = OutputOf("pdfinfo -enc UTF-8 " + path);
  for (const char* control : {"\u202A", "\u202B", "\u202D", "\u202E", "\u2066", "\u2067", "\u2068", "\u200F", "\u061C"}) {
    EXPECT_THAT(*html, Not(HasSubstr(control)));
    EXPECT_THAT(about, Not(HasSubstr(control)));
  }
  for (const char* override_mark : {"\u202D", "\u202E"}) EXPECT_THAT(text, Not(HasSubstr(override_mark)));
  // In reading order, as it was written.
  EXPECT_THAT(text, HasSubstr("月报abc123 终稿"));
  EXPECT_THAT(about, HasSubstr("月报abc123 终稿"));
  EXPECT_THAT(text, HasSubstr("1. drawkcab first"));
  EXPECT_THAT(text, HasSubstr("局理管督监"));
  EXPECT_THAT(text, HasSubstr("pohs"));
  EXPECT_THAT(text, HasSubstr("已通知数"));
  // The period, the sections and the rows stay where they were.
  const size_t period = text.find("2026-11-01"), first = text.find("1. drawkcab"), second = text.find("2. "), third = text.find("3. 每日新增线索");
  ASSERT_NE(period, std::string::npos);
  ASSERT_NE(third, std::string::npos);
  EXPECT_LT(period, first);
  EXPECT_LT(first, second);
  EXPECT_LT(second, third);
  // A heading in Hebrew begins at the same left margin as the others: "2." stands left of it.
  const std::string boxes = OutputOf("pdftotext -bbox -enc UTF-8 " + path + " -");
  const auto left_of = [&](const std::string& word) {
    const size_t at = boxes.find(">" + word + "</word>");
    const size_t x = at == std::string::npos ? at : boxes.rfind("xMin=\"", at);
    return x == std::string::npos ? -1.0 : std::stod(boxes.substr(x + 6));
  };
  EXPECT_GT(left_of("1."), 0);
  EXPECT_NEAR(left_of("1."), left_of("2."), 0.5);
  EXPECT_NEAR(left_of("3."), left_of("2."), 0.5);
}

TEST(FigurePdfTest, ALongReportIsShortenedUntilItFits) {
  if (!HaveProgram("command -v pdftotext")) GTEST_SKIP() << "poppler-utils is not installed";
  FigureReport report = SampleReport();
  FigureSection section = report.sections[0];
  section.chart.reset();
  report.sections.clear();
  for (int s = 0; s < 3; ++s) {
    section.id = "s" + std::to_string(s);
    section.rows.clear();
    for (int r = 0; r < 9'000; ++r) section.rows.push_back({"step", r});
    report.sections.push_back(section);
  }
  // 27,000 rows are more than 500 pages; 3,000 are not.
  const Result<std::string> pdf = RenderFigurePdf(report, FigurePages(), "en");
  ASSERT_TRUE(pdf) << pdf.error().message;
  const std::string text = OutputOf("pdftotext -raw " + ScratchFile("long.pdf", *pdf).string() + " -");
  EXPECT_THAT(text, HasSubstr("The first 1000 rows are listed here and 8000 are left out; the workbook"));
  EXPECT_THAT(text, HasSubstr("step 999\n"));
}

// Each with a chart, a table of 21 rows and its source, none of them shortened.
TEST(FigurePdfTest, TwoHundredSectionsFit) {
  FigureReport report = SampleReport();
  FigureSection section = report.sections[1];
  section.rows.resize(21, section.rows[0]);
  report.sections.clear();
  for (size_t s = 0; s < kMaxFigureSections; ++s) {
    report.sections.push_back(section);
    report.sections.back().id = "s" + std::to_string(s);
  }
  const Result<std::string> pdf = RenderFigurePdf(report, FigurePages(), "zh");
  ASSERT_TRUE(pdf) << pdf.error().message;
  if (!HaveProgram("command -v pdftotext")) GTEST_SKIP() << "poppler-utils is not installed";
  const std::string text = OutputOf("pdftotext -raw " + ScratchFile("200.pdf", *pdf).string() + " -");
  EXPECT_THAT(text, HasSubstr("200. 各平台的处置"));
  EXPECT_THAT(text, Not(HasSubstr("省略其余")));
}

}  // namespace
}  // namespace markwarden
