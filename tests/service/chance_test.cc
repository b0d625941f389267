// How many leads come by chance: the share by weight, when it is told, and what `work` counts.
#include "service/chance.h"

#include "service/right_register.h"
#include "service/right_try.h"
#include "service/work.h"
#include "tests/service/takedown_fixture.h"

namespace markwarden {
namespace {

const ChancePolicy kPolicy = {.snapshots = 1000, .least_snapshots = 200, .seconds = 5, .hours = 24, .decoys = 5, .most_decoys = 100, .trial_decoys = 20,
                              .least_suspected = 20, .least_decided = 50, .factor = 2, .level = 0.95, .no_such_name = {"bad_match"}};

// Two decoys of each of ten rights: every two chance leads stand for one.
ChanceCount Counted(std::vector<ChanceBin> bins) {
  ChanceCount count;
  count.rights = 10;
  count.decoys = 20;
  count.scanned = 1000;
  count.bins = std::move(bins);
  return count;
}

TEST(ChanceShareTest, IsThatOfAllLeadsAsHeavyOrHeavier) {
  const ChanceCount count = Counted({{14, 50, 40}, {20, 50, 10}, {30, 100, 0}});
  const auto all = ChanceShareOf(count, 14.5, kPolicy);
  ASSERT_TRUE(all);
  EXPECT_EQ(all->suspected, 200);
  EXPECT_NEAR(all->share, 25.0 / 200, 1e-9);
  EXPECT_GT(all->at_most, all->share);
  const auto heavy = ChanceShareOf(count, 20, kPolicy);
  ASSERT_TRUE(heavy);
  EXPECT_EQ(heavy->suspected, 150);
  EXPECT_NEAR(heavy->share, 5.0 / 150, 1e-9);
  const auto none = ChanceShareOf(count, 30, kPolicy);
  ASSERT_TRUE(none);
  EXPECT_EQ(none->share, 0);
  EXPECT_GT(none->at_most, 0) << "no decoy in twice a hundred does not make certain";
}

TEST(ChanceShareTest, NeverGrowsWithTheWeight) {
  const ChanceCount count = Counted({{14, 100, 2}, {20, 30, 20}});
  EXPECT_NEAR(ChanceShareOf(count, 20, kPolicy)->share, ChanceShareOf(count, 14, kPolicy)->share, 1e-9);
}

TEST(ChanceShareTest, FewLeadsTellNothing) {
  EXPECT_FALSE(ChanceShareOf(Counted({{14, 19, 0}}), 14, kPolicy));
  EXPECT_FALSE(ChanceShareOf(Counted({{14, 40, 0}, {30, 5, 0}}), 30, kPolicy));
  EXPECT_FALSE(ChanceShareOf(ChanceCount(), 14, kPolicy));
}

TEST(ChanceShareTest, PeopleContradictIt) {
  const struct {
    const char* why;
    int64_t decided, chance;
    double claimed;
    bool wanted;
  } cases[] = {
      {"as claimed", 100, 10, 10, false},
      {"within a factor of two", 100, 10, 17, false},
      {"four times as many", 100, 40, 10, true},
      {"a fourth", 100, 10, 40, true},
      {"a few are an accident", 100, 3, 1, false},
      {"too few decisions", 49, 40, 2, false},
  };
  for (const auto& one : cases) {
    ChanceCount count;
    count.decided = one.decided;
    count.decided_chance = one.chance;
    count.decided_claimed = one.claimed;
    EXPECT_EQ(IsContradicted(count, kPolicy), one.wanted) << one.why;
  }
}

TEST(ChanceShareTest, IsCountedOnceADayUnlessThereIsMuchMore) {
  const Time noon = FromUnixSeconds(1'700'000'000);
  ChanceCount last;
  last.wanted = 400;
  last.scanned = 90;  // no more in the time it had
  last.created_at = noon;
  const struct {
    const char* why;
    bool counted;
    int64_t stored;
    int hours;
    bool wanted;
  } cases[] = {
      {"too little", false, 199, 0, false},
      {"the first time", false, 200, 0, true},
      {"an hour later", true, 500, 1, false},
      {"twice as much", true, 800, 1, true},
      {"a day later", true, 500, 24, true},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(ChanceIsDue(one.counted ? std::optional(last) : std::nullopt, one.stored, noon + std::chrono::hours(one.hours), kPolicy), one.wanted) << one.why;
  }
}

// 250 offers: 30 hide Zellvora, and the others hold words.
class ChanceTest : public TakedownFixture {
 protected:
  void Offers(int count, int hidden) {
    const char* const words[] = {"运动鞋 男 透气", "女鞋 新款 秋季", "儿童 书包 轻便", "厨房 刀具 套装", "雨伞 折叠 防晒"};
    std::string offers;
    for (int i = 0; i < count; ++i) {
      const std::string title = i < hidden ? "Z.e.l.l.v.o.r.a 运动鞋 高仿 1:1" : std::string(words[i % 5]) + " brand model value orange zeal";
      offers += DumpJson({{"url", "https://shopy.example/c/" + std::to_string(count) + "/" + std::to_string(i)}, {"platform", "shopy"}, {"item_id", std::to_string(count) + "-" + std::to_string(i)}, {"title", title + " " + std::to_string(i)},
                          {"seller", {{"name", "Stall"}, {"id", "n"}}}}) + "\n";
    }
    ASSERT_TRUE(ImportFile(*service_, officer_, {.file = Write("offers-" + std::to_string(count) + ".jsonl", offers)}));
  }
  void Work() {
    const auto worked = RunWork(*service_, officer_, {}, {});
    ASSERT_TRUE(worked) << worked.error().message;
  }
  Json Shown() {
    const auto shown = ShowChance(*service_, officer_);
    EXPECT_TRUE(shown) << shown.error().message;
    return shown ? *shown : Json::object();
  }
};

TEST_F(ChanceTest, WorkCountsOnceEnoughIsStoredAndLeadsAreToldByIt) {
  Work();
  EXPECT_EQ(Shown()["at"], nullptr) << "three offers are too few";
  EXPECT_EQ(Shown()["why"], "none");
  Offers(250, 30);
  Work();
  const Json chance = Shown();
  EXPECT_NE(chance["at"], nullptr);
  EXPECT_EQ(chance["scanned"], 253);
  EXPECT_EQ(chance["rights"], 1);
  EXPECT_EQ(chance["decoys"], 5);
  EXPECT_EQ(chance["shown"], true) << chance.dump();
  ASSERT_FALSE(chance["rows"].empty());
  EXPECT_GE(chance["rows"][0]["suspected"], 30);
  EXPECT_EQ(chance["rows"][0]["chance"], 0.0) << "nobody writes made-up names in dots";
  FlagQuery query;
  query.platform = "shopy";
  const auto list = ListFlags(*service_, officer_, query);
  ASSERT_TRUE(list && !(*list)["items"].empty());
  const auto flag = ShowFlag(*service_, officer_, *ParseId(JsonText((*list)["items"][0], "id")));
  ASSERT_TRUE(flag);
  ASSERT_TRUE((*flag)["chance"].is_object()) << (*flag)["chance"].dump();
  EXPECT_EQ((*flag)["chance"]["share"], 0.0);
  EXPECT_GT((*flag)["chance"]["at_most"], 0.0);
  const std::string at = JsonText(chance, "at");
  Offers(251, 30);
  Work();
  EXPECT_EQ(Shown()["scanned"], 253) << "once a day";
  Offers(310, 30);
  Work();
  EXPECT_EQ(Shown()["scanned"], 814) << "more than twice as much is stored";
}

TEST_F(ChanceTest, ATrialTellsWhatComesByChance) {
  Offers(250, 0);
  Json right = *ParseJson(kSampleRight);
  right["id"] = "tm-9";
  right["names"] = {"value"};
  const auto tried = TryRight(*service_, officer_, right, {}, [](const TrialProgress&) {}, {});
  ASSERT_TRUE(tried) << tried.error().message;
  const Json& chance = (*tried)["chance"];
  ASSERT_TRUE(chance.is_object()) << chance.dump();
  EXPECT_EQ(chance["decoys"], 20);
  EXPECT_EQ(chance["seen"], (*tried)["seen"]);
  EXPECT_LE(chance["per_1000"]["low"], chance["per_1000"]["expected"]);
}

// Decisions, where there are enough, say how many leads of a weight are upheld.
TEST_F(ChanceTest, WhatPeopleDecidedIsToldByWeight) {
  Offers(212, 211);
  Work();
  EXPECT_EQ(Shown()["upheld"]["labels"], 0);
  FlagQuery query;
  query.platform = "shopy";
  query.limit = 200;
  std::vector<Id> leads;
  for (std::optional<std::string> cursor = ""; cursor && leads.size() < 201;) {
    query.cursor = *cursor;
    const auto page = ListFlags(*service_, officer_, query);
    ASSERT_TRUE(page) << page.error().message;
    for (const Json& row : (*page)["items"]) leads.push_back(*ParseId(JsonText(row, "id")));
    cursor = (*page)["next"].is_string() ? std::optional(JsonText(*page, "next")) : std::nullopt;
  }
  ASSERT_GE(leads.size(), 201u);
  for (size_t i = 0; i < 199; ++i) ASSERT_TRUE(DecideFlag(*service_, officer_, leads[i], {.action = "dismiss", .reason = "bad_match", .basis = {}, .note = {}}));
  EXPECT_EQ(Shown()["upheld"]["labels"], 199);
  EXPECT_TRUE(Shown()["upheld"]["rows"].empty()) << "one too few";
  EXPECT_TRUE((*ShowFlag(*service_, officer_, leads[200]))["upheld"].is_null());
  ASSERT_TRUE(DecideFlag(*service_, officer_, leads[199], {.action = "dismiss", .reason = "bad_match", .basis = {}, .note = {}}));
  const Json rows = Shown()["upheld"]["rows"];
  ASSERT_EQ(rows.size(), 1u) << rows.dump();
  EXPECT_EQ(rows[0]["leads"], 200);
  EXPECT_EQ(rows[0]["share"], 0.0);
  EXPECT_GT(rows[0]["high"], 0.0);
  const auto lead = ShowFlag(*service_, officer_, leads[200]);
  EXPECT_EQ((*lead)["upheld"], rows[0]) << lead->dump().substr(0, 3000);
}

TEST_F(ChanceTest, WhoSeesNoRulesSeesNoCount) {
  Scope nobody = officer_;
  nobody.roles.clear();
  ExpectRefused(ShowChance(*service_, nobody), ErrorCode::kDenied, "rules.see");
}

}  // namespace
}  // namespace markwarden
