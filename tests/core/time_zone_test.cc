// Local days: summer times, jumps over midnight, days that a place left out.
#include "core/time_zone.h"

#include <gtest/gtest.h>

namespace markwarden {
namespace {

TEST(LocalZoneTest, DaysBeginWhereTheirPlaceSays) {
  const struct { const char* why; const char* zone; const char* day; const char* begins; } cases[] = {
      {"eight hours ahead, all year", "Asia/Shanghai", "2026-11-26", "2026-11-25T16:00:00Z"},
      {"year's end", "Asia/Shanghai", "2027-01-01", "2026-12-31T16:00:00Z"},
      {"leap day", "Asia/Shanghai", "2028-02-29", "2028-02-28T16:00:00Z"},
      {"winter", "America/New_York", "2026-03-08", "2026-03-08T05:00:00Z"},
      {"the day after clocks went forward", "America/New_York", "2026-03-09", "2026-03-09T04:00:00Z"},
      {"the day on which they go back", "America/New_York", "2026-11-01", "2026-11-01T04:00:00Z"},
      {"the day after", "America/New_York", "2026-11-02", "2026-11-02T05:00:00Z"},
      {"forward over midnight: the day has none", "America/Havana", "2026-03-08", "2026-03-08T05:00:00Z"},
      {"back to midnight: the first of two", "America/Havana", "2026-11-01", "2026-11-01T04:00:00Z"},
      {"back from midnight: an hour later", "Asia/Beirut", "2025-10-26", "2025-10-25T22:00:00Z"},
      {"half an hour", "Asia/Kolkata", "2026-11-26", "2026-11-25T18:30:00Z"},
  };
  for (const auto& c : cases) {
    const auto zone = LocalZone::Find(c.zone);
    ASSERT_TRUE(zone) << c.why;
    const auto day = ParseDay(c.day);
    ASSERT_TRUE(day) << c.why;
    const Time begins = zone->StartOf(*day);
    EXPECT_EQ(FormatTime(begins), c.begins) << c.why;
    EXPECT_EQ(FormatDay(zone->DayOf(begins)), c.day) << c.why;
    EXPECT_NE(zone->DayOf(begins - std::chrono::milliseconds(1)), *day) << c.why;
  }
}

// Samoa left 2011-12-30 out: it begins and ends at once.
TEST(LocalZoneTest, ADayThatAPlaceLeftOutIsEmpty) {
  const auto apia = LocalZone::Find("Pacific/Apia");
  ASSERT_TRUE(apia);
  EXPECT_EQ(FormatTime(apia->StartOf(*ParseDay("2011-12-31"))), "2011-12-30T10:00:00Z");
  EXPECT_EQ(FormatDay(apia->DayOf(*ParseTime("2011-12-30T09:59:59Z"))), "2011-12-29");
  EXPECT_EQ(FormatDay(apia->DayOf(*ParseTime("2011-12-30T10:00:00Z"))), "2011-12-31");
}

TEST(LocalZoneTest, WhatIsNoZoneIsRefused) {
  for (const char* name : {"", "Beijing", "Asia/Shanghai ", "../../etc/passwd", "GMT+25:00"}) {
    const auto zone = LocalZone::Find(name);
    ASSERT_FALSE(zone) << name;
    EXPECT_EQ(zone.error().code, ErrorCode::kInvalid);
    EXPECT_NE(zone.error().message.find("write one as Asia/Shanghai"), std::string::npos);
  }
}

TEST(LocalZoneTest, DaysAreWrittenInOneWay) {
  for (const char* text : {"2026-11-26", "2028-02-29", "1999-12-31"}) EXPECT_EQ(FormatDay(*ParseDay(text)), text);
  for (const char* text : {"", "2026-02-29", "2026-13-01", "2026-1-1", "2026-11-26T00:00:00Z", "26.11.2026"}) EXPECT_FALSE(ParseDay(text)) << text;
}

}  // namespace
}  // namespace markwarden
