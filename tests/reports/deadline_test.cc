// Terms: holidays and the days worked for them, the end of a year, summer time, years that are not published.
#include "reports/deadline.h"

#include "tests/reports/fixtures.h"

namespace markwarden {
namespace {

class DeadlineTest : public ::testing::Test {
 protected:
  static const DayCalendars& Calendars() {
    static const auto calendars = LoadDayCalendars(testing::LawDir());
    return *calendars;
  }
  static const DeadlineRule& Rule(const std::string& regime, const std::string& id) {
    for (const DeadlineRule& rule : testing::RegimeOf(regime).deadlines) {
      if (rule.id == id) return rule;
    }
    ADD_FAILURE() << "no deadline " << id;
    return testing::RegimeOf(regime).deadlines.front();
  }
  static Term Ends(const DeadlineRule& rule, const std::string& start) {
    const auto term = TermOf(rule, *ParseTime(start), Calendars());
    EXPECT_TRUE(term) << term.error().message;
    EXPECT_TRUE(*term) << start;
    return **term;
  }
};

// E-Commerce Law, art. 43: fifteen days after the statement has arrived; Civil Code, art. 201 and 203.
TEST_F(DeadlineTest, FifteenDaysAfterAStatementArrived) {
  const struct { const char* why; const char* start; const char* last; const char* due; bool moved, unknown; } cases[] = {
      {"an ordinary term", "2026-11-26T01:00:00Z", "2026-12-11", "2026-12-11T16:00:00Z", false, false},
      {"arrived in the day's last second in Beijing", "2026-11-25T15:59:59Z", "2026-12-10", "2026-12-10T16:00:00Z", false, false},
      {"and in the next day's first", "2026-11-25T16:00:00Z", "2026-12-11", "2026-12-11T16:00:00Z", false, false},
      {"ends in the National Day's week: moves behind it", "2026-09-20T02:00:00Z", "2026-10-08", "2026-10-08T16:00:00Z", true, false},
      {"ends on the Spring Festival's first day off", "2026-01-31T15:30:00Z", "2026-02-24", "2026-02-24T16:00:00Z", true, false},
      {"ends on a Saturday that is worked", "2026-01-30T01:00:00Z", "2026-02-14", "2026-02-14T16:00:00Z", false, false},
      {"ends on a Sunday", "2026-10-31T01:00:00Z", "2026-11-16", "2026-11-16T16:00:00Z", true, false},
      {"ends in a year that is not published", "2030-12-20T01:00:00Z", "2031-01-04", "2031-01-04T16:00:00Z", false, true},
      {"a weekday of one", "2030-12-22T01:00:00Z", "2031-01-06", "2031-01-06T16:00:00Z", false, true},
      {"ends on a leap day", "2032-02-14T01:00:00Z", "2032-02-29", "2032-02-29T16:00:00Z", false, true},
  };
  for (const auto& c : cases) {
    const Term term = Ends(Rule("cn-ecommerce-42", "statement-wait"), c.start);
    EXPECT_EQ(term.last_day, c.last) << c.why;
    EXPECT_EQ(FormatTime(term.due), c.due) << c.why;
    EXPECT_EQ(term.moved, c.moved) << c.why;
    EXPECT_EQ(term.holidays_unknown, c.unknown) << c.why;
    EXPECT_FALSE(term.not_before) << c.why;
    EXPECT_EQ(term.zone, "Asia/Shanghai");
  }
}

// Fa Shi [2020] No. 9, art. 3: at most twenty working days.
TEST_F(DeadlineTest, TwentyWorkingDaysThroughTheSpringFestival) {
  const Term term = Ends(Rule("cn-ecommerce-42", "statement-extension"), "2026-02-05T03:00:00Z");
  EXPECT_EQ(term.last_day, "2026-03-11") << "nine days off, two Saturdays worked";
  EXPECT_FALSE(term.holidays_unknown);
  const Term later = Ends(Rule("cn-ecommerce-42", "statement-extension"), "2030-12-25T03:00:00Z");
  EXPECT_EQ(later.last_day, "2031-01-22");
  EXPECT_TRUE(later.holidays_unknown);
}

// 17 U.S.C. 512(g)(2)(C): not less than 10, nor more than 14, business days following receipt.
TEST_F(DeadlineTest, TenToFourteenBusinessDays) {
  const struct { const char* why; const char* start; const char* not_before; const char* due; } cases[] = {
      {"over Thanksgiving", "2026-11-16T20:00:00Z", "2026-12-01T05:00:00Z", "2026-12-08T05:00:00Z"},
      {"over the beginning of summer time", "2026-03-02T20:00:00Z", "2026-03-16T04:00:00Z", "2026-03-21T04:00:00Z"},
      {"over Christmas and New Year", "2026-12-21T20:00:00Z", "2027-01-06T05:00:00Z", "2027-01-13T05:00:00Z"},
      {"received in the evening of New York, the next day in UTC", "2026-03-03T02:00:00Z", "2026-03-16T04:00:00Z", "2026-03-21T04:00:00Z"},
  };
  for (const auto& c : cases) {
    const Term term = Ends(Rule("us-512c3", "restore"), c.start);
    ASSERT_TRUE(term.not_before) << c.why;
    EXPECT_EQ(FormatTime(*term.not_before), c.not_before) << c.why;
    EXPECT_EQ(FormatTime(term.due), c.due) << c.why;
    EXPECT_FALSE(term.holidays_unknown) << c.why;
  }
}

// Regulation (EEC, Euratom) 1182/71, art. 3(2)(c): months end on the day of the same number, or on the last of the month.
TEST_F(DeadlineTest, MonthsEndOnTheDayOfTheSameNumber) {
  const struct { const char* why; const char* start; const char* last; const char* due; } cases[] = {
      {"over the beginning of summer time", "2026-11-26T10:00:00Z", "2027-05-26", "2027-05-26T22:00:00Z"},
      {"over its end", "2026-05-26T10:00:00Z", "2026-11-26", "2026-11-26T23:00:00Z"},
      {"to a month without a 31st", "2026-08-31T10:00:00Z", "2027-02-28", "2027-02-28T23:00:00Z"},
      {"to a leap day", "2027-08-31T10:00:00Z", "2028-02-29", "2028-02-29T23:00:00Z"},
      {"begun in the evening of one day and the night of the next", "2026-11-26T23:30:00Z", "2027-05-27", "2027-05-27T22:00:00Z"},
  };
  for (const auto& c : cases) {
    const Term term = Ends(Rule("eu-dsa-16", "complaint"), c.start);
    EXPECT_EQ(term.last_day, c.last) << c.why;
    EXPECT_EQ(FormatTime(term.due), c.due) << c.why;
    EXPECT_EQ(term.zone, "Europe/Brussels");
  }
}

// Places whose holidays are not on file: the end is computed, and said to rest on unknown holidays where it does.
TEST_F(DeadlineTest, PlacesWithoutHolidaysOnFileSaySo) {
  const struct { const char* regime; const char* id; const char* not_before; const char* due; bool unknown; } cases[] = {
      {"jp-ryutsu-platform", "outcome", "", "2026-12-03T15:00:00Z", true},
      {"jp-ryutsu-platform", "outcome-cap", "", "2026-12-10T15:00:00Z", true},
      {"kr-copyright-103", "notify", "", "2026-11-29T15:00:00Z", true},
      {"kr-copyright-103", "restore-date", "2026-12-02T15:00:00Z", "2026-12-10T15:00:00Z", false},
      {"ru-149fz-15-7", "removal", "", "2026-11-27T01:00:00Z", false},
      {"ru-149fz-15-7", "clarification", "", "2026-11-27T01:00:00Z", false},
  };
  for (const auto& c : cases) {
    const Term term = Ends(Rule(c.regime, c.id), "2026-11-26T01:00:00Z");
    EXPECT_EQ(FormatTime(term.due), c.due) << c.id;
    EXPECT_EQ(term.not_before ? FormatTime(*term.not_before) : "", c.not_before) << c.id;
    EXPECT_EQ(term.holidays_unknown, c.unknown) << c.id;
  }
}

TEST_F(DeadlineTest, HoursRunThroughEverything) {
  DeadlineRule day;
  day.unit = TermUnit::kHour;
  day.count_min = day.count_max = 24;
  EXPECT_EQ(FormatTime(Ends(day, "2026-12-31T20:00:00Z").due), "2027-01-01T20:00:00Z");
  EXPECT_TRUE(Ends(day, "2026-12-31T20:00:00Z").last_day.empty());
}

TEST_F(DeadlineTest, WithoutDelayHasNoEnd) {
  const auto term = TermOf(Rule("cn-ecommerce-42", "measure"), *ParseTime("2026-11-26"), Calendars());
  ASSERT_TRUE(term);
  EXPECT_FALSE(*term);
}

TEST_F(DeadlineTest, ACalendarThatIsMissingIsSaid) {
  const auto term = TermOf(Rule("us-512c3", "restore"), *ParseTime("2026-11-26"), {});
  ASSERT_FALSE(term);
  EXPECT_EQ(term.error().code, ErrorCode::kInvalid);
  EXPECT_NE(term.error().message.find("no calendar \"us\""), std::string::npos);
}

}  // namespace
}  // namespace markwarden
