// A statistical report in invented names, and the programs that read what is made of it.
#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "core/file.h"
#include "reports/figure_html.h"
#include "reports/figure_report.h"

namespace markwarden::testing {

inline FigureReport SampleReport() {
  FigureReport report;
  report.id = "monthly-2026-11";
  report.title = {{"zh", "2026 年 11 月知识产权网络监测月报"}, {"en", "Online monitoring, November 2026"}};
  report.from = "2026-11-01";
  report.to = "2026-11-30";
  report.zone = "Asia/Shanghai";
  report.made_at = "2026-12-01T01:30:00Z";
  report.org = "某市市场监督管理局";

  FigureSection funnel;
  funnel.id = "funnel";
  funnel.title = {{"zh", "从线索到下架"}, {"en", "From leads to take-downs"}};
  funnel.definition = {{"zh", "期间内新出现的涉嫌侵权线索，按其到达过的最远一步计数。"}, {"en", "Leads of suspected infringement first seen in the period, counted at each step they reached."}};
  funnel.query = "SELECT step, count(*) AS flags\n  FROM flag_step AS s\n WHERE s.first_seen >= :from AND s.first_seen < :to\n GROUP BY step\n ORDER BY min(s.position)";
  funnel.parameters = {{"from", 1793462400}, {"to", 1796054400}};
  funnel.columns = {{"step", {{"zh", "环节"}, {"en", "Step"}}, FigureKind::kText, "", ""}, {"flags", {{"zh", "线索数"}, {"en", "Leads"}}, FigureKind::kCount, "", ""}};
  funnel.rows = {{"标记", 12345}, {"人工核查", 9876}, {"发出通知", 410}, {"下架", 377}};
  funnel.chart = FigureChart{ChartKind::kFunnel, "step", {"flags"}};
  report.sections.push_back(funnel);

  FigureSection platforms;
  platforms.id = "platforms";
  platforms.title = {{"zh", "各平台的处置"}, {"en", "What platforms did"}};
  platforms.definition = {{"zh", "下架率 = 已下架数 / 已通知数；没有通知的平台没有下架率。"}, {"en", "Share taken down = taken down / notified; a platform without notices has none."}};
  platforms.query = "SELECT platform, notified, removed FROM platform_outcome WHERE period = :period";
  platforms.parameters = {{"period", "2026-11"}, {"platforms", {"shop1", "shop2"}}};
  platforms.columns = {{"platform", {{"zh", "平台"}, {"en", "Platform"}}, FigureKind::kText, "", ""},
                       {"notified", {{"zh", "已通知数"}, {"en", "Notified"}}, FigureKind::kCount, "", ""},
                       {"removed", {{"zh", "已下架数"}, {"en", "Taken down"}}, FigureKind::kCount, "", ""},
                       {"share", {{"zh", "下架率"}, {"en", "Share taken down"}}, FigureKind::kShare, "removed", "notified"},
                       {"hours", {{"zh", "处置用时中位数（小时）"}, {"en", "Median time (hours)"}}, FigureKind::kHours, "", ""},
                       {"value", {{"zh", "标价总额（元）"}, {"en", "Listed value (CNY)"}}, FigureKind::kMoney, "", ""},
                       {"first", {{"zh", "最早一次"}, {"en", "First"}}, FigureKind::kDate, "", ""}};
  platforms.rows = {{"示例商城 <b>", 400, 377, 0.9425, 31.25, "1234567.50", "2026-11-03T18:20:00Z"},
                    {"shop2", 10, 0, 0.0, nullptr, "99.00", "2026-11-09"},
                    {"=cmd|' /C calc'!A0", 0, 0, nullptr, nullptr, nullptr, nullptr}};
  platforms.chart = FigureChart{ChartKind::kBar, "platform", {"notified", "removed"}};
  platforms.note = {{"zh", "用时自通知发出起算。"}, {"en", "Times are counted from the sending of the notice."}};
  report.sections.push_back(platforms);

  FigureSection days;
  days.id = "days";
  days.title = {{"zh", "每日新增线索"}, {"en", "New leads a day"}};
  days.query = "SELECT day, trademark, copyright FROM flag_day";
  days.columns = {{"day", {{"zh", "日期"}, {"en", "Day"}}, FigureKind::kDate, "", ""},
                  {"trademark", {{"zh", "商标"}, {"en", "Trademark"}}, FigureKind::kCount, "", ""},
                  {"copyright", {{"zh", "著作权"}, {"en", "Copyright"}}, FigureKind::kCount, "", ""}};
  for (int day = 1; day <= 14; ++day) {
    const std::string date = std::string(day < 10 ? "2026-11-0" : "2026-11-") + std::to_string(day);
    days.rows.push_back({date, day == 6 ? Json() : Json(300 + day * day * 3 % 97), 40 + day * 5 % 23});
  }
  days.chart = FigureChart{ChartKind::kLine, "day", {"trademark", "copyright"}};
  report.sections.push_back(days);

  FigureSection kinds = days;
  kinds.id = "kinds";
  kinds.title = {{"zh", "各类权利的线索"}, {"en", "Leads by kind of right"}};
  kinds.query = "SELECT region, trademark, copyright FROM flag_region";
  kinds.columns[0] = {"region", {{"zh", "地区"}, {"en", "Region"}}, FigureKind::kText, "", ""};
  kinds.rows = {{"230102", 812, 77}, {"230103", 455, nullptr}, {"230184", 0, 12}};
  kinds.chart = FigureChart{ChartKind::kStacked, "region", {"trademark", "copyright"}};
  report.sections.push_back(kinds);

  FigureSection none;
  none.id = "none";
  none.title = {{"zh", "移送案件"}, {"en", "Cases handed over"}};
  none.query = "SELECT id FROM transfer WHERE 0";
  none.columns = {{"id", {{"zh", "编号"}, {"en", "Id"}}, FigureKind::kText, "", ""}};
  report.sections.push_back(none);
  return report;
}

inline const FigureTemplates& FigurePages() {
  static const FigureTemplates pages = [] {
    Result<FigureTemplates> loaded = LoadFigureTemplates(MARKWARDEN_SOURCE_DIR);
    EXPECT_TRUE(loaded) << (loaded ? "" : loaded.error().message);
    return loaded ? std::move(*loaded) : FigureTemplates{};
  }();
  return pages;
}

inline bool HaveProgram(const std::string& command) { return std::system(("{ " + command + "; } >/dev/null 2>&1").c_str()) == 0; }

// What a program writes.
inline std::string OutputOf(const std::string& command) {
  std::string text;
  FILE* pipe = popen((command + " 2>/dev/null").c_str(), "r");
  if (!pipe) return text;
  char buffer[4096];
  for (size_t n; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, n);
  pclose(pipe);
  return text;
}

// A file of this test's own; tests of one binary run beside each other.
inline std::filesystem::path ScratchFile(const std::string& name, const std::string& bytes) {
  const ::testing::TestInfo* test = ::testing::UnitTest::GetInstance()->current_test_info();
  const std::filesystem::path path = std::filesystem::path(::testing::TempDir()) / (std::string(test->test_suite_name()) + "." + test->name() + "." + name);
  EXPECT_TRUE(WriteFileAtomic(path, bytes));
  return path;
}

// Golden files: UPDATE_GOLDEN=1 rewrites them; read the difference, commit both.
inline void ExpectGolden(const std::string& name, const std::string& got) {
  const std::filesystem::path path = std::filesystem::path(MARKWARDEN_SOURCE_DIR) / "tests/reports/golden" / name;
  if (std::getenv("UPDATE_GOLDEN")) {
    ASSERT_TRUE(WriteFileAtomic(path, got));
  }
  const Result<std::string> want = ReadFile(path);
  ASSERT_TRUE(want) << want.error().message;
  EXPECT_EQ(got, *want) << name;
}

}  // namespace markwarden::testing
