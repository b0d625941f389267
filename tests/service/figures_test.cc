// The figures of a report, against a history written out by hand.
#include "service/figures.h"

#include "reports/figure_report.h"
#include "service/local_forms.h"
#include "store/measures.h"
#include "tests/service/takedown_fixture.h"

namespace markwarden {
namespace {

using std::chrono::hours;

class FiguresTest : public TakedownFixture {
 protected:
  Json Section(const Json& report, const std::string& id) {
    for (const Json& section : report["sections"]) {
      if (section["id"] == id) return section;
    }
    ADD_FAILURE() << "no section " << id;
    return Json::object();
  }
  Json Row(const Json& section, const std::string& first) {
    for (const Json& row : section["rows"]) {
      if (row[0].get<std::string>().find(first) != std::string::npos) return row;
    }
    ADD_FAILURE() << "no row " << first << " in " << section.dump();
    return Json::array();
  }
  ReportQuery February() const { return {.from = "2026-02-01", .to = "2026-02-28", .by = "week"}; }
};

TEST_F(FiguresTest, CountWhatHappened) {
  Later(hours(2));
  const Id notice = Sent();  // raised at 02:00, sent at 04:00
  Later(hours(30));
  ASSERT_TRUE(Writing(*service_, [&](Transaction& tx) -> Result<Measure> {
    auto measures = MeasuresOfNotice(tx.db(), officer_, notice);
    Measure measure = measures->front();
    measure.state = "taken";
    measure.taken_at = clock_.Now();
    return SaveMeasure(tx, officer_, measure);
  }));
  Later(hours(24 * 40));
  const auto report = ShowReport(*service_, officer_, February());
  ASSERT_TRUE(report) << report.error().message;
  const Json funnel = Section(*report, "funnel");
  EXPECT_EQ(Row(funnel, "suspected")[1], 1);
  EXPECT_EQ(Row(funnel, "in a case")[1], 1);
  EXPECT_EQ(Row(funnel, "under notice")[1], 1);
  EXPECT_EQ(Row(funnel, "taken down")[1], 1);
  const Json times = Section(*report, "times");
  EXPECT_EQ(Row(times, "to moderate"), (Json::array({"审核 / to moderate", 1, 2.0, 2.0})));
  EXPECT_EQ(Row(times, "to notify")[2], 2.0);
  EXPECT_EQ(Row(times, "to take down")[2], 30.0);
  EXPECT_EQ(Row(times, "lifetime")[2], 32.0);
  const Json league = Section(*report, "platforms");
  EXPECT_EQ(Row(league, "shopx"), (Json::array({"shopx", 1, 1, 0, 0, 0, 1.0, 30.0})));
  EXPECT_EQ(Section(*report, "wrong")["rows"][0][2], 0);
  const Json weeks = Section(*report, "over_time");
  EXPECT_EQ(weeks["rows"].size(), 5u) << "the Mondays from 26 January to 23 February";
  EXPECT_EQ(Row(weeks, "2026-02-02"), (Json::array({"2026-02-02", 1, 1, 1, 1})));
  const Json over = Section(*report, "times_over");
  EXPECT_EQ(Row(over, "2026-02-02"), (Json::array({"2026-02-02", 2.0, 2.0, 30.0, 32.0})));
  EXPECT_EQ(Row(over, "2026-02-09"), (Json::array({"2026-02-09", nullptr, nullptr, nullptr, nullptr}))) << "nothing ended then";
  const Json regions = Section(*report, "regions");
  ASSERT_EQ(regions["rows"].size(), 1u);
  EXPECT_EQ(regions["rows"][0], (Json::array({nullptr, 1, 1, 1, 1}))) << "the seller's region is not known";
  for (const Json& section : (*report)["sections"]) {
    EXPECT_FALSE(JsonText(section, "query").empty()) << section["id"] << " has no query";
    EXPECT_FALSE(section["definition"].empty());
  }
  EXPECT_EQ(Section(*ShowReport(*service_, officer_, {.from = "2026-01-01", .to = "2026-01-31"}), "platforms")["rows"].size(), 0u) << "the month before";
}

TEST_F(FiguresTest, OneReportInEveryFormat) {
  Sent();
  for (const char* language : {"zh", "en"}) {
    const auto html = RenderReport(*service_, officer_, February(), ReportFormat::kHtml, language);
    ASSERT_TRUE(html) << html.error().message;
    EXPECT_NE(html->find("<svg"), std::string::npos);
    EXPECT_NE(html->find("SELECT"), std::string::npos) << "each number with its query";
    const auto pdf = RenderReport(*service_, officer_, February(), ReportFormat::kPdf, language);
    ASSERT_TRUE(pdf) << pdf.error().message;
    EXPECT_TRUE(pdf->starts_with("%PDF"));
    const auto xlsx = RenderReport(*service_, officer_, February(), ReportFormat::kXlsx, language);
    ASSERT_TRUE(xlsx) << xlsx.error().message;
    EXPECT_TRUE(xlsx->starts_with("PK"));
    const auto csv = RenderReport(*service_, officer_, February(), ReportFormat::kCsv, language);
    ASSERT_TRUE(csv) << csv.error().message;
    EXPECT_NE(csv->find("shopx"), std::string::npos);
  }
}

TEST_F(FiguresTest, BadPeriodsAreRefused) {
  const struct { const char* why; ReportQuery query; const char* says; } cases[] = {
      {"no day", {.from = "yesterday", .to = ""}, "no day"},
      {"a day that is not", {.from = "2026-02-30", .to = ""}, "no day"},
      {"backwards", {.from = "2026-02-02", .to = "2026-02-01"}, "begins after"},
      {"a lifetime", {.from = "1980-01-01", .to = "2026-01-01"}, "ten years"},
      {"by year", {.from = "", .to = "", .by = "year"}, "day, week or month"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.why);
    ExpectRefused(ShowReport(*service_, officer_, c.query), ErrorCode::kInvalid, c.says);
  }
}

// The documents say what is known and name what is not.
TEST_F(FiguresTest, DocumentsAreFilledAndNameWhatIsEmpty) {
  Sent();
  const auto forms = ListForms(*service_, officer_);
  ASSERT_TRUE(forms) << forms.error().message;
  EXPECT_EQ((*forms)["items"].size(), 5u);
  for (const Json& form : (*forms)["items"]) {
    if (form["about"] != "case") continue;
    const FormQuery query{.form = JsonText(form, "id"), .about = Case(), .language = "zh", .number = "7"};
    const auto shown = ShowForm(*service_, officer_, query);
    ASSERT_TRUE(shown) << query.form << ": " << shown.error().message;
    EXPECT_FALSE((*shown)["empty"].empty()) << query.form << " cannot know everything";
    const auto html = RenderLocalForm(*service_, officer_, query, FormFormat::kHtml);
    ASSERT_TRUE(html) << query.form << ": " << html.error().message;
    EXPECT_NE(html->find("Night stall"), std::string::npos) << query.form;
    EXPECT_NE(html->find("涉嫌"), std::string::npos) << query.form;
    const auto pdf = RenderLocalForm(*service_, officer_, query, FormFormat::kPdf);
    ASSERT_TRUE(pdf) << query.form << ": " << pdf.error().message;
  }
  ExpectRefused(ShowForm(*service_, officer_, {.form = "no-such", .about = Case()}), ErrorCode::kNotFound, "no form");
  ExpectRefused(ShowForm(*service_, officer_, {.form = "clue-flow", .about = 4711}), ErrorCode::kNotFound, "no case");
  ExpectRefused(ShowForm(*service_, officer_, {.form = "task-request", .about = 4711}), ErrorCode::kNotFound, "no watch");
}

}  // namespace
}  // namespace markwarden
