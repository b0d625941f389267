// Ids are unique, ordered and survive a clock that steps back.
#include "core/id.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

namespace markwarden {
namespace {

TEST(IdTest, NeverRepeatsEvenWhenTheClockStepsBack) {
  FakeClock clock(*ParseTime("2026-11-23T08:00:00Z"));
  IdMaker ids(clock, 7);
  Id last = 0;
  for (int i = 0; i < 20000; ++i) {
    if (i == 10000) clock.Advance(std::chrono::hours(-1));
    const Id id = ids.Next();
    ASSERT_GT(id, last);
    last = id;
  }
}

TEST(IdTest, ThreadsShareOneMaker) {
  const SystemClock clock;
  IdMaker ids(clock, 1);
  std::vector<Id> made[4];
  {
    std::vector<std::jthread> threads;
    for (auto& mine : made) {
      threads.emplace_back([&] {
        for (int i = 0; i < 5000; ++i) mine.push_back(ids.Next());
      });
    }
  }
  std::set<Id> all;
  for (const auto& mine : made) all.insert(mine.begin(), mine.end());
  EXPECT_EQ(all.size(), 20000u);
}

TEST(IdTest, TellsItsTimeAndNodesDoNotMeet) {
  const FakeClock clock(*ParseTime("2026-11-23T08:00:00Z"));
  IdMaker a(clock, 1), b(clock, 2);
  const Id id = a.Next();
  EXPECT_EQ(IdTime(id), clock.Now());
  EXPECT_NE(id, b.Next());
  EXPECT_EQ(ParseId(IdToString(id)), id);
}

TEST(IdTest, SaysWhichClocksCannotBe) {
  const struct { const char* now; bool possible; } cases[] = {
      {"1970-01-01T00:00:05Z", false}, {"2023-12-31T23:59:59Z", false}, {"2024-01-01T00:00:01Z", true},
      {"2038-01-19T03:14:08Z", true},  {"2093-09-06T00:00:00Z", true},  {"2093-09-07T00:00:00Z", false},
  };
  for (const auto& c : cases) {
    const FakeClock clock(*ParseTime(c.now));
    const Status checked = CheckIdTime(clock.Now());
    EXPECT_EQ(bool(checked), c.possible) << c.now;
    if (c.possible) {
      EXPECT_GT(IdMaker(clock, 1023).Next(), 0) << c.now;
    } else {
      EXPECT_NE(checked.error().message.find(c.now), std::string::npos);
    }
  }
}

TEST(IdTest, RefusesWhatIsNoId) {
  for (const char* bad : {"", "0", "-5", "12a", " 12", "99999999999999999999"}) EXPECT_FALSE(ParseId(bad)) << bad;
}

}  // namespace
}  // namespace markwarden
