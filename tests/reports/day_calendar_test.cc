// Days worked: the shipped calendars, and what a calendar file may not say.
#include "reports/day_calendar.h"

#include "tests/reports/fixtures.h"

namespace markwarden {
namespace {

const DayCalendar& Shipped(const std::string& id) {
  static const auto calendars = LoadDayCalendars(testing::LawDir());
  EXPECT_TRUE(calendars) << calendars.error().message;
  return calendars->at(id);
}

TEST(DayCalendarTest, ChinaWorksOnSomeSaturdaysAndRestsOnSomeMondays) {
  const struct { const char* day; bool worked; const char* why; } cases[] = {
      {"2026-11-26", true, "a Thursday"},
      {"2026-11-28", false, "a Saturday"},
      {"2026-02-14", true, "a Saturday worked for the Spring Festival"},
      {"2026-02-16", false, "a Monday of the Spring Festival"},
      {"2026-02-23", false, "its last day"},
      {"2026-02-24", true, "the day after"},
      {"2026-01-04", true, "a Sunday worked for New Year"},
      {"2026-09-20", true, "a Sunday worked for the National Day"},
      {"2026-10-07", false, "the National Day's last day off"},
      {"2025-10-08", false, "a day longer with the Mid-Autumn Festival"},
      {"2025-01-02", true, "New Year's Day alone was off"},
  };
  for (const auto& c : cases) EXPECT_EQ(Shipped("cn").IsWorked(*ParseDay(c.day)), c.worked) << c.day << ": " << c.why;
  EXPECT_TRUE(Shipped("cn").Knows(std::chrono::year(2026)));
  EXPECT_FALSE(Shipped("cn").SourceOf(std::chrono::year(2026))->text.empty());
}

// China's days of a year that is not published yet are those of its weeks, and said to be unknown.
TEST(DayCalendarTest, AYearThatIsNotPublishedIsSaidToBe) {
  EXPECT_FALSE(Shipped("cn").Knows(std::chrono::year(2031)));
  EXPECT_FALSE(Shipped("cn").SourceOf(std::chrono::year(2031)));
  EXPECT_TRUE(Shipped("cn").IsWorked(*ParseDay("2031-10-01")));
  EXPECT_FALSE(Shipped("cn").IsWorked(*ParseDay("2031-10-04")));
}

// 5 U.S.C. 6103(a), (b); Executive Order 11582, section 3(a).
TEST(DayCalendarTest, FederalHolidaysReturnByRule) {
  const struct { const char* day; bool worked; const char* why; } cases[] = {
      {"2027-01-18", false, "third Monday of January"},
      {"2027-01-11", true, "the second"},
      {"2027-05-31", false, "last Monday of May"},
      {"2026-11-26", false, "fourth Thursday of November"},
      {"2026-11-27", true, "the Friday after it"},
      {"2026-07-03", false, "the Friday before a Fourth of July on a Saturday"},
      {"2027-07-05", false, "the Monday after one on a Sunday"},
      {"2027-12-31", false, "New Year's Day of 2028 falls on a Saturday"},
      {"2020-06-19", true, "before it was a holiday"},
      {"2021-06-18", false, "the first, observed on a Friday"},
      {"2026-12-24", true, "no holiday by law"},
  };
  for (const auto& c : cases) EXPECT_EQ(Shipped("us").IsWorked(*ParseDay(c.day)), c.worked) << c.day << ": " << c.why;
  EXPECT_TRUE(Shipped("us").Knows(std::chrono::year(2090)));
  EXPECT_TRUE(Shipped("us").SourceOf(std::chrono::year(2090))->verified_by.empty());
}

TEST(DayCalendarTest, PlacesWithoutHolidaysOnFileKnowNoYear) {
  const struct { const char* id; const char* zone; } cases[] = {{"ru", "Europe/Moscow"}, {"jp", "Asia/Tokyo"}, {"kr", "Asia/Seoul"}, {"eu", "Europe/Brussels"}};
  for (const auto& c : cases) {
    EXPECT_EQ(Shipped(c.id).zone().name(), c.zone);
    for (const int year : {2025, 2026, 2027}) {
      EXPECT_FALSE(Shipped(c.id).Knows(std::chrono::year(year))) << c.id;
      EXPECT_FALSE(Shipped(c.id).SourceOf(std::chrono::year(year))) << c.id;
    }
    EXPECT_TRUE(Shipped(c.id).IsWorked(*ParseDay("2026-01-01"))) << c.id << ": no holiday is known";
    EXPECT_FALSE(Shipped(c.id).IsWorked(*ParseDay("2026-11-28"))) << c.id << ": a Saturday";
  }
}

TEST(DayCalendarTest, WhatCannotBeIsRefused) {
  const std::string head = "id: xx\nname: {zh: \"历\", en: calendar}\nzone: Asia/Shanghai\nweekend: [saturday, sunday]\n";
  const std::string year = head + "years:\n  - {year: 2026, source: s, ";
  const struct { const char* why; std::string yaml; const char* says; } cases[] = {
      {"nothing", "", "expected a mapping"},
      {"no YAML", "id: [", "not YAML"},
      {"unknown key", head + "colour: red\n", "unknown key \"colour\""},
      {"one language", "id: xx\nname: {en: c}\nzone: Asia/Shanghai\nweekend: [sunday]\n", "no text in zh"},
      {"no zone", "id: xx\nname: {zh: c, en: c}\nzone: Mars\nweekend: [sunday]\n", "no time zone"},
      {"no such day", "id: xx\nname: {zh: c, en: c}\nzone: Asia/Shanghai\nweekend: [someday]\n", "no day of the week"},
      {"four days off a week", "id: xx\nname: {zh: c, en: c}\nzone: Asia/Shanghai\nweekend: [monday, tuesday, saturday, sunday]\n", "one to three days"},
      {"no days", head, "years, or holidays"},
      {"no years and no holidays", head + "years: []\nholidays: {source: s, days: []}\n", "years, or holidays"},
      {"no source", head + "years:\n  - {year: 2026, off: [2026-01-01]}\n", "source is missing"},
      {"a date that is none", year + "off: [2026-02-29]}\n", "not a date"},
      {"another year's", year + "off: [2027-01-01]}\n", "not in 2026"},
      {"backwards", year + "off: [2026-01-03/2026-01-01]}\n", "does not end after"},
      {"a holiday of a year", year + "off: [2026-01-01/2026-12-31]}\n", "longer than a month"},
      {"both", year + "off: [2026-01-01], worked: [2026-01-01]}\n", "both off and worked"},
      {"a year twice", year + "off: [2026-01-01]}\n  - {year: 2026, source: s, off: [2026-01-01]}\n", "stands twice"},
      {"month 13", head + "holidays: {source: s, days: [{month: 13, day: 1}]}\n", "month must be"},
      {"the fifth Monday", head + "holidays: {source: s, days: [{month: 1, weekday: monday, nth: 5}]}\n", "nth must be"},
  };
  for (const auto& c : cases) {
    const auto calendar = DayCalendar::Parse(c.yaml);
    ASSERT_FALSE(calendar) << c.why;
    EXPECT_EQ(calendar.error().code, ErrorCode::kInvalid) << c.why;
    EXPECT_NE(calendar.error().message.find(c.says), std::string::npos) << c.why << ": " << calendar.error().message;
  }
  EXPECT_EQ(LoadDayCalendars("/nowhere").error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace markwarden
