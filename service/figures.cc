// From rows of the store to sections of a report.
#include "service/figures.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/time_zone.h"
#include "reports/figure_html.h"
#include "reports/figure_pdf.h"
#include "reports/figure_report.h"
#include "reports/figure_workbook.h"
#include "reports/follow_up.h"
#include "reports/safe_csv.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "store/accounts.h"
#include "store/figures.h"
#include "store/measures.h"
#include "store/store.h"

namespace markwarden {
namespace {

using std::chrono::days;
using std::chrono::local_days;

constexpr const char* kReportZone = "Asia/Shanghai";
constexpr int kUsualDays = 30;
constexpr days kLongestPeriod{3660};

struct Period {
  local_days first, last;
  FigurePeriod times;
  LocalZone zone;
};

Result<Period> PeriodOf(const ReportQuery& query, Time now) {
  Result<LocalZone> zone = LocalZone::Find(kReportZone);
  if (!zone) return Fail(zone);
  local_days last = zone->DayOf(now), first = last - days(kUsualDays - 1);
  for (const auto& [text, day] : {std::pair(&query.to, &last), std::pair(&query.from, &first)}) {
    if (text->empty()) continue;
    const std::optional<local_days> parsed = ParseDay(*text);
    if (!parsed) return Fail(ErrorCode::kInvalid, "\"" + text->substr(0, 40) + "\" is no day: write it as 2026-12-31");
    *day = *parsed;
  }
  if (query.from.empty() && !query.to.empty()) first = last - days(kUsualDays - 1);
  if (first > last) return Fail(ErrorCode::kInvalid, "the period begins after its end");
  if (last - first > kLongestPeriod) return Fail(ErrorCode::kInvalid, "a report spans at most ten years");
  const FigurePeriod times{zone->StartOf(first), zone->StartOf(last + days(1))};
  return Period{first, last, times, std::move(*zone)};
}

// The first day of the day's bucket.
local_days BucketOf(local_days day, const std::string& by) {
  if (by == "week") return day - (std::chrono::weekday(day) - std::chrono::Monday);
  if (by == "month") {
    const std::chrono::year_month_day date(day);
    return local_days(date.year() / date.month() / 1);
  }
  return day;
}

local_days NextBucket(local_days bucket, const std::string& by) {
  if (by == "week") return bucket + days(7);
  if (by == "month") {
    const std::chrono::year_month_day date(bucket);
    return local_days((date.year() / date.month() + std::chrono::months(1)) / 1);
  }
  return bucket + days(1);
}

FigureColumn TextColumn(const char* id, const char* zh, const char* en) { return {.id = id, .name = {{"zh", zh}, {"en", en}}, .kind = FigureKind::kText, .numerator = {}, .denominator = {}}; }
FigureColumn CountColumn(const char* id, const char* zh, const char* en) { return {.id = id, .name = {{"zh", zh}, {"en", en}}, .kind = FigureKind::kCount, .numerator = {}, .denominator = {}}; }
FigureColumn HoursColumn(const char* id, const char* zh, const char* en) { return {.id = id, .name = {{"zh", zh}, {"en", en}}, .kind = FigureKind::kHours, .numerator = {}, .denominator = {}}; }
FigureColumn ShareColumn(const char* id, const char* zh, const char* en, const char* numerator, const char* denominator) {
  return {.id = id, .name = {{"zh", zh}, {"en", en}}, .kind = FigureKind::kShare, .numerator = numerator, .denominator = denominator};
}

Json Share(int64_t part, int64_t whole) { return whole == 0 ? Json(nullptr) : Json(double(part) / double(whole)); }

double HoursBetween(Time from, Time to) { return std::round(std::chrono::duration<double, std::ratio<3600>>(to - from).count() * 10) / 10; }

// Nearest rank; null for none.
Json Percentile(std::vector<double> values, double share) {
  if (values.empty()) return nullptr;
  std::sort(values.begin(), values.end());
  const size_t rank = size_t(std::ceil(share * double(values.size())));
  return values[std::max<size_t>(rank, 1) - 1];
}

FigureSection SectionOf(const char* id, LocalText title, LocalText definition, const FigureQuery& query) {
  FigureSection section;
  section.id = id;
  section.title = std::move(title);
  section.definition = std::move(definition);
  section.query = query.sql;
  section.parameters = query.parameters;
  return section;
}

struct Everything {
  FigureRows<FlagFigure> flags;
  FigureRows<MeasureFigure> measures;
  FigureRows<NoticeFigure> notices;
  FigureRows<ReachFigure> reach;
  FigureRows<RelistFigure> relists;
};

FigureSection Funnel(const Everything& all) {
  FigureSection section = SectionOf(
      "funnel", {{"zh", "五级漏斗"}, {"en", "The five stages"}},
      {{"zh", "期间内监测任务到达的链接；其中首次被标为疑似的；其中立案的；期间内发出的通知所涉链接；其中已下架的。"},
       {"en", "Listings that watches reached in the period; flags raised as suspected; of those made a case; listings under notices that went out in the period; of those taken down."}},
      all.flags.query);
  section.query += "\n;\n" + all.reach.query.sql + "\n;\n" + all.measures.query.sql;
  section.columns = {TextColumn("stage", "环节", "stage"), CountColumn("count", "数量", "count")};
  int64_t reached = 0, suspected = 0, in_case = 0, taken = 0;
  for (const ReachFigure& reach : all.reach.rows) reached += reach.listings;
  for (const FlagFigure& flag : all.flags.rows) {
    suspected += flag.verdict == "suspected";
    in_case += flag.in_case.has_value();
  }
  for (const MeasureFigure& measure : all.measures.rows) taken += measure.taken.has_value();
  section.rows = {{"监测到的链接 / listings reached", reached},
                  {"疑似 / suspected", suspected},
                  {"立案 / in a case", in_case},
                  {"已通知 / under notice", int64_t(all.measures.rows.size())},
                  {"已下架 / taken down", taken}};
  section.chart = FigureChart{.kind = ChartKind::kFunnel, .label = "stage", .values = {"count"}};
  return section;
}

FigureSection Times(const Everything& all) {
  FigureSection section = SectionOf(
      "times", {{"zh", "用时"}, {"en", "How long it takes"}},
      {{"zh", "审核：标记到首次处理；通知：标记到通知发出；下架：通知发出到第一次看到下架；存活：首次见到链接到下架。中位数与九成位按最近秩计算；尚未发生的不计入。"},
       {"en", "To moderate: from flag to first decision; to notify: from flag to the notice's sending; to take down: from sending to the first look that saw it gone; lifetime: from the listing first seen to gone. "
              "Median and 90th percentile by nearest rank; what has not happened yet is not counted."}},
      all.measures.query);
  section.query += "\n;\n" + all.flags.query.sql;
  section.columns = {TextColumn("what", "指标", "figure"), CountColumn("n", "样本数", "cases"), HoursColumn("median", "中位数（小时）", "median (hours)"),
                     HoursColumn("p90", "九成位（小时）", "90th percentile (hours)")};
  std::vector<double> moderate, notify, take_down, lifetime;
  for (const FlagFigure& flag : all.flags.rows) {
    if (flag.decided) moderate.push_back(HoursBetween(flag.raised, *flag.decided));
  }
  for (const MeasureFigure& measure : all.measures.rows) {
    if (measure.raised && *measure.raised <= measure.asked) notify.push_back(HoursBetween(*measure.raised, measure.asked));
    if (!measure.taken) continue;
    if (*measure.taken >= measure.asked) take_down.push_back(HoursBetween(measure.asked, *measure.taken));
    if (measure.first_seen && *measure.first_seen <= *measure.taken) lifetime.push_back(HoursBetween(*measure.first_seen, *measure.taken));
  }
  const auto add = [&](const char* name, const std::vector<double>& hours) {
    section.rows.push_back({name, int64_t(hours.size()), Percentile(hours, 0.5), Percentile(hours, 0.9)});
  };
  add("审核 / to moderate", moderate);
  add("通知 / to notify", notify);
  add("下架 / to take down", take_down);
  add("存活 / lifetime", lifetime);
  section.chart = FigureChart{.kind = ChartKind::kBar, .label = "what", .values = {"median", "p90"}};
  return section;
}

FigureSection League(const Everything& all) {
  FigureSection section = SectionOf(
      "platforms", {{"zh", "平台履行情况"}, {"en", "Compliance by platform"}},
      {{"zh", "期间内发出的通知所涉链接，按平台；下架率为已下架与已通知之比，按下架率排列。"},
       {"en", "Listings under notices that went out in the period, by platform; the rate is what was taken down over what notice was given of, best first."}},
      all.measures.query);
  section.columns = {TextColumn("platform", "平台", "platform"), CountColumn("asked", "已通知", "under notice"), CountColumn("taken", "已下架", "taken down"),
                     CountColumn("refused", "被拒", "refused"), CountColumn("open", "未处理", "open"), CountColumn("back", "恢复或重现", "restored or back"),
                     ShareColumn("rate", "下架率", "rate", "taken", "asked"), HoursColumn("median", "下架中位用时（小时）", "median to take down (hours)")};
  struct Line {
    int64_t asked = 0, taken = 0, refused = 0, open = 0, back = 0;
    std::vector<double> hours;
  };
  std::map<std::string, Line> lines;
  for (const MeasureFigure& measure : all.measures.rows) {
    Line& line = lines[measure.platform];
    ++line.asked;
    line.taken += measure.taken.has_value();
    line.refused += measure.state == "refused";
    line.open += measure.state == "asked";
    line.back += measure.state == "ended" || measure.state == "back";
    if (measure.taken && *measure.taken >= measure.asked) line.hours.push_back(HoursBetween(measure.asked, *measure.taken));
  }
  std::vector<std::pair<std::string, Line>> league(lines.begin(), lines.end());
  std::stable_sort(league.begin(), league.end(), [](const auto& a, const auto& b) { return a.second.taken * b.second.asked > b.second.taken * a.second.asked; });
  for (const auto& [platform, line] : league) {
    section.rows.push_back({platform, line.asked, line.taken, line.refused, line.open, line.back, Share(line.taken, line.asked), Percentile(line.hours, 0.5)});
  }
  section.chart = FigureChart{.kind = ChartKind::kBar, .label = "platform", .values = {"rate"}};
  return section;
}

FigureSection Wrong(const Everything& all) {
  FigureSection section = SectionOf(
      "wrong", {{"zh", "错误通知率"}, {"en", "Notices that were wrong"}},
      {{"zh", "期间内发出的通知所涉、已有结果的链接；错误指通知被撤回或者因声明而恢复。"},
       {"en", "Listings under notices that went out in the period and have an outcome; wrong are those whose notice was withdrawn or that were restored after a counter-notice."}},
      all.measures.query);
  section.columns = {TextColumn("right", "权利", "right"), CountColumn("decided", "已有结果", "with an outcome"), CountColumn("wrong", "撤回或恢复", "withdrawn or restored"),
                     ShareColumn("rate", "错误率", "rate", "wrong", "decided")};
  std::map<std::string, std::pair<int64_t, int64_t>> rights;
  for (const MeasureFigure& measure : all.measures.rows) {
    const bool wrong = measure.state == "ended" || measure.state == "dropped";
    if (!wrong && measure.state != "taken" && measure.state != "refused") continue;
    auto& [decided, wrongs] = rights[measure.right];
    ++decided;
    wrongs += wrong;
  }
  for (const auto& [right, counts] : rights) section.rows.push_back({right, counts.first, counts.second, Share(counts.second, counts.first)});
  return section;
}

FigureSection StayedDown(const std::vector<StayDownRow>& rows, const FigureQuery& query) {
  FigureSection section = SectionOf(
      "stay_down", {{"zh", "下架保持"}, {"en", "Stayed down"}},
      {{"zh", "期间内确认下架的链接，满 7、30、90 天时仍未重现的比例；尚未满期或者未能复查的不计入分母。"},
       {"en", "Listings seen taken down in the period: how many were still down 7, 30 and 90 days later. Those whose day has not come, or that could not be looked at, are not in the denominator."}},
      query);
  section.columns = {TextColumn("days", "天数", "days"), CountColumn("down", "仍下架", "still down"), CountColumn("back", "重现", "came back"),
                     CountColumn("said", "已可判断", "can be said"), CountColumn("open", "尚不可知", "cannot be said yet"), ShareColumn("rate", "保持率", "rate", "down", "said")};
  for (const StayDownRow& row : rows) {
    section.rows.push_back({std::to_string(row.days), row.down, row.back, row.down + row.back, row.unknown, Share(row.down, row.down + row.back)});
  }
  section.chart = FigureChart{.kind = ChartKind::kLine, .label = "days", .values = {"rate"}};
  return section;
}

FigureSection Cleanliness(const Everything& all) {
  FigureSection section = SectionOf(
      "clean", {{"zh", "清洁度"}, {"en", "Cleanliness"}},
      {{"zh", "期间内各监测任务到达的链接中，没有疑似标记的占比。"}, {"en", "Of the listings that each watch reached in the period, the share without a suspected flag."}}, all.reach.query);
  section.columns = {TextColumn("watch", "监测任务", "watch"), TextColumn("platform", "平台", "platform"), CountColumn("listings", "链接", "listings"),
                     CountColumn("clean", "无疑似", "clean"), ShareColumn("rate", "清洁度", "share", "clean", "listings")};
  for (const ReachFigure& reach : all.reach.rows) {
    section.rows.push_back({reach.watch, reach.platform, reach.listings, reach.listings - reach.suspected, Share(reach.listings - reach.suspected, reach.listings)});
  }
  section.note = {{"zh", "以到达的全部链接为准，不限于搜索结果前列：搜索名次未记录。"},
                  {"en", "Over all listings reached, not the top of the search results alone: positions are not recorded."}};
  return section;
}

FigureSection Relisted(const Everything& all) {
  FigureSection section = SectionOf("relists", {{"zh", "重新上架"}, {"en", "Listed again"}},
                                    {{"zh", "期间内识别的、与已下架链接相同的新链接，按平台。"}, {"en", "New listings found in the period that match one taken down before, by platform."}}, all.relists.query);
  section.columns = {TextColumn("platform", "平台", "platform"), CountColumn("relists", "重新上架", "listed again")};
  for (const RelistFigure& relist : all.relists.rows) section.rows.push_back({relist.platform, relist.relists});
  return section;
}

FigureSection OverTime(const Everything& all, const Period& period, const std::string& by) {
  FigureSection section = SectionOf("over_time", {{"zh", "趋势"}, {"en", "Over time"}},
                                    {{"zh", "按事件发生时间归入期间；期间首日为准。"}, {"en", "Each counted on the day it happened, in the period that begins with the day shown."}}, all.flags.query);
  section.query += "\n;\n" + all.notices.query.sql + "\n;\n" + all.measures.query.sql;
  section.columns = {TextColumn("from", "自", "from"), CountColumn("raised", "新疑似", "raised"), CountColumn("decided", "已审核", "decided"),
                     CountColumn("sent", "已通知链接", "under notice"), CountColumn("taken", "已下架", "taken down")};
  struct Line {
    int64_t raised = 0, decided = 0, sent = 0, taken = 0;
  };
  std::map<local_days, Line> lines;
  for (local_days bucket = BucketOf(period.first, by); bucket <= period.last; bucket = NextBucket(bucket, by)) lines[bucket];
  const auto at = [&](Time time) -> Line* {
    const auto line = lines.find(BucketOf(period.zone.DayOf(time), by));
    return line == lines.end() ? nullptr : &line->second;
  };
  for (const FlagFigure& flag : all.flags.rows) {
    if (Line* line = at(flag.raised); line && flag.verdict == "suspected") ++line->raised;
    if (Line* line = flag.decided ? at(*flag.decided) : nullptr) ++line->decided;
  }
  for (const MeasureFigure& measure : all.measures.rows) {
    if (Line* line = at(measure.asked)) ++line->sent;
    if (Line* line = measure.taken ? at(*measure.taken) : nullptr) ++line->taken;
  }
  for (const auto& [bucket, line] : lines) section.rows.push_back({FormatDay(bucket), line.raised, line.decided, line.sent, line.taken});
  section.chart = FigureChart{.kind = ChartKind::kLine, .label = "from", .values = {"raised", "decided", "sent", "taken"}};
  return section;
}

// The four times of FigureSection "times", by the period in which each ended.
FigureSection TimesOver(const Everything& all, const Period& period, const std::string& by) {
  FigureSection section = SectionOf(
      "times_over", {{"zh", "用时的变化"}, {"en", "How long it takes, over time"}},
      {{"zh", "“用时”一节的四种用时的中位数，按其结束之日归入期间；期间内没有结束的为空。"},
       {"en", "The medians of the four times of “How long it takes”, each counted in the period in which it ended; empty where none did."}},
      all.measures.query);
  section.query += "\n;\n" + all.flags.query.sql;
  section.columns = {TextColumn("from", "自", "from"), HoursColumn("moderate", "审核（小时）", "to moderate (hours)"), HoursColumn("notify", "通知（小时）", "to notify (hours)"),
                     HoursColumn("take_down", "下架（小时）", "to take down (hours)"), HoursColumn("lifetime", "存活（小时）", "lifetime (hours)")};
  struct Line {
    std::vector<double> moderate, notify, take_down, lifetime;
  };
  std::map<local_days, Line> lines;
  for (local_days bucket = BucketOf(period.first, by); bucket <= period.last; bucket = NextBucket(bucket, by)) lines[bucket];
  const auto add = [&](std::vector<double> Line::*which, Time begin, Time end) {
    const auto line = lines.find(BucketOf(period.zone.DayOf(end), by));
    if (line != lines.end() && begin <= end) (line->second.*which).push_back(HoursBetween(begin, end));
  };
  for (const FlagFigure& flag : all.flags.rows) {
    if (flag.decided) add(&Line::moderate, flag.raised, *flag.decided);
  }
  for (const MeasureFigure& measure : all.measures.rows) {
    if (measure.raised) add(&Line::notify, *measure.raised, measure.asked);
    if (!measure.taken) continue;
    add(&Line::take_down, measure.asked, *measure.taken);
    if (measure.first_seen) add(&Line::lifetime, *measure.first_seen, *measure.taken);
  }
  for (const auto& [bucket, line] : lines) {
    section.rows.push_back({FormatDay(bucket), Percentile(line.moderate, 0.5), Percentile(line.notify, 0.5), Percentile(line.take_down, 0.5), Percentile(line.lifetime, 0.5)});
  }
  section.chart = FigureChart{.kind = ChartKind::kLine, .label = "from", .values = {"moderate", "notify", "take_down", "lifetime"}};
  return section;
}

// By province, the first two digits of GB/T 2260.
FigureSection Regions(const Everything& all) {
  FigureSection section = SectionOf(
      "regions", {{"zh", "按地区"}, {"en", "By region"}},
      {{"zh", "期间内首次被标为疑似的、其中立案的，以及期间内发出的通知所涉链接、其中已下架的，按行政区划代码的前两位；空白为地区未知。"},
       {"en", "Flags raised as suspected in the period, of those made a case; listings under notices that went out in the period, of those taken down; by the first two digits of the region's code, empty where it is unknown."}},
      all.flags.query);
  section.query += "\n;\n" + all.measures.query.sql;
  section.columns = {TextColumn("region", "地区代码", "region code"), CountColumn("suspected", "疑似", "suspected"), CountColumn("in_case", "立案", "in a case"),
                     CountColumn("asked", "已通知", "under notice"), CountColumn("taken", "已下架", "taken down")};
  struct Line {
    int64_t suspected = 0, in_case = 0, asked = 0, taken = 0;
  };
  std::map<std::string, Line> lines;
  for (const FlagFigure& flag : all.flags.rows) {
    if (flag.verdict != "suspected") continue;
    Line& line = lines[flag.region.substr(0, 2)];
    ++line.suspected;
    line.in_case += flag.in_case.has_value();
  }
  for (const MeasureFigure& measure : all.measures.rows) {
    Line& line = lines[measure.region.substr(0, 2)];
    ++line.asked;
    line.taken += measure.taken.has_value();
  }
  for (const auto& [region, line] : lines) section.rows.push_back({region.empty() ? Json(nullptr) : Json(region), line.suspected, line.in_case, line.asked, line.taken});
  std::stable_sort(section.rows.begin(), section.rows.end(), [](const auto& a, const auto& b) { return a[1] > b[1]; });
  section.chart = FigureChart{.kind = ChartKind::kBar, .label = "region", .values = {"suspected", "taken"}};
  return section;
}

Result<FigureReport> MakeReport(Service& service, const Scope& scope, const ReportQuery& query) {
  if (Status allowed = Authorise(scope, UseCase::kSeeReports); !allowed) return Fail(allowed);
  if (query.by != "day" && query.by != "week" && query.by != "month") return Fail(ErrorCode::kInvalid, "a report counts by day, week or month");
  const Time now = service.clock().Now();
  Result<Period> period = PeriodOf(query, now);
  if (!period) return Fail(period);
  return Reading(service, [&](CaseDb& db) -> Result<FigureReport> {
    Everything all;
    const auto take = [](auto& into, auto result) -> Status {
      if (!result) return Fail(result);
      into = std::move(*result);
      return Ok();
    };
    if (Status ok = take(all.flags, FlagFigures(db, scope, period->times)); !ok) return Fail(ok);
    if (Status ok = take(all.measures, MeasureFigures(db, scope, period->times)); !ok) return Fail(ok);
    if (Status ok = take(all.notices, NoticeFigures(db, scope, period->times)); !ok) return Fail(ok);
    if (Status ok = take(all.reach, ReachFigures(db, scope, period->times)); !ok) return Fail(ok);
    if (Status ok = take(all.relists, RelistFigures(db, scope, period->times)); !ok) return Fail(ok);
    Result<const FollowUp*> data = service.follow_up();
    if (!data) return Fail(data);
    Result<std::vector<StayDownRow>> stayed = StayDown(db, scope, period->times.from, period->times.to, (*data)->stay_down_days);
    if (!stayed) return Fail(stayed);
    FigureQuery stayed_query{.sql = StayDownSql(scope), .parameters = all.measures.query.parameters};
    stayed_query.parameters.erase(":most");
    stayed_query.parameters[":seconds"] = Json::array();
    for (const int days_later : (*data)->stay_down_days) stayed_query.parameters[":seconds"].push_back(int64_t{days_later} * 86'400);
    Result<std::optional<Organisation>> organisation = FindOrganisation(db, scope.org);
    if (!organisation) return Fail(organisation);
    FigureReport report;
    report.id = "takedown";
    report.title = {{"zh", "监测与处置报告"}, {"en", "Monitoring and takedown"}};
    report.from = FormatDay(period->first);
    report.to = FormatDay(period->last);
    report.zone = kReportZone;
    report.made_at = FormatTime(now);
    report.org = *organisation ? (*organisation)->name : "";
    report.simulated = service.store().simulated();
    report.sections = {Funnel(all), Times(all), League(all), StayedDown(*stayed, stayed_query), Wrong(all), Cleanliness(all), Relisted(all), Regions(all), OverTime(all, *period, query.by), TimesOver(all, *period, query.by)};
    for (FigureSection& section : report.sections) {
      if (section.rows.empty()) section.chart = std::nullopt;
    }
    if (Status whole = CheckFigureReport(report); !whole) return Fail(whole);
    return report;
  });
}

// One after the other, each under its title.
std::string ReportCsv(const FigureReport& report, const std::string& lang) {
  std::vector<std::vector<Cell>> rows;
  for (const FigureSection& section : report.sections) {
    rows.push_back({Cell::Text(InLanguage(section.title, lang))});
    std::vector<Cell> heads;
    for (const FigureColumn& column : section.columns) heads.push_back(Cell::Text(InLanguage(column.name, lang)));
    rows.push_back(std::move(heads));
    for (const std::vector<Json>& row : section.rows) {
      std::vector<Cell> cells;
      for (const Json& value : row) {
        cells.push_back(value.is_number() ? Cell::Number(value.get<double>()) : value.is_null() ? Cell{} : Cell::Text(value.get<std::string>()));
      }
      rows.push_back(std::move(cells));
    }
    rows.emplace_back();
  }
  return SafeCsv(rows);
}

}  // namespace

Result<Json> ShowReport(Service& service, const Scope& scope, const ReportQuery& query) {
  Result<FigureReport> report = MakeReport(service, scope, query);
  if (!report) return Fail(report);
  return FigureReportJson(*report);
}

Result<std::string> RenderReport(Service& service, const Scope& scope, const ReportQuery& query, ReportFormat format, const std::string& language) {
  Result<FigureReport> report = MakeReport(service, scope, query);
  if (!report) return Fail(report);
  switch (format) {
    case ReportFormat::kJson: return DumpJson(FigureReportJson(*report));
    case ReportFormat::kXlsx: return RenderFigureWorkbook(*report, language);
    case ReportFormat::kCsv: return ReportCsv(*report, language);
    case ReportFormat::kHtml:
    case ReportFormat::kPdf: break;
  }
  Result<FigureTemplates> templates = LoadFigureTemplates(service.options().data_dir);
  if (!templates) return Fail(templates);
  return format == ReportFormat::kHtml ? RenderFigureHtml(*report, *templates, language) : RenderFigurePdf(*report, *templates, language);
}

}  // namespace markwarden
