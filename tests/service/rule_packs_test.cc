// A pack's way: drafted, corrected, tried in the shadow, put in force by another, withdrawn; old hits replay all the while.
#include "service/rule_packs.h"

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

#include "service/matching.h"
#include "service/rule_shadow.h"
#include "store/flags.h"
#include "store/rule_packs.h"
#include "store/rule_sets.h"
#include "service/transact.h"
#include "tests/service/store_fixture.h"

namespace markwarden {
namespace {

std::string PackText(int version, const std::string& pattern, const std::string& example, const std::string& id = "night-market", int db = 30) {
  return "id: " + id + "\nversion: " + std::to_string(version) + "\nsource: words of one stall\nrules:\n"
         "  - id: own.stall\n    effect: suspect\n    reason: counterfeit_slang\n    db: " + std::to_string(db) + "\n    any: ['" + pattern + "']\n    must_fire: ['" + example + "']\n";
}

class RulePacksTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    officer_ = Person("lin", "officer");
    head_ = Person("sun", "head");
    ASSERT_TRUE(ImportRightsFile(*service_, officer_, Write("rights.jsonl", kSampleRight)));
    ASSERT_TRUE(ImportFile(*service_, officer_, {.file = Write("offers.jsonl", kSampleListings), .from = "test"}));
    Work();
  }
  void Work() {
    const auto worked = RunWork(*service_, officer_, {}, {});
    ASSERT_TRUE(worked) << worked.error().message;
  }
  Json Must(Result<Json> result) {
    EXPECT_TRUE(result) << result.error().message;
    return result ? std::move(*result) : Json::object();
  }
  // A whole run of the draft's text.
  Json Tried(Id draft) {
    const Json asked = Must(AskRuleShadow(*service_, officer_, draft, 100));
    const Result<bool> went = RuleShadowPass(*service_, {});
    EXPECT_TRUE(went && *went);
    return Must(ShowRuleShadow(*service_, officer_, *ParseId(JsonText(asked, "id"))));
  }
  std::string RuleSet() {
    const auto set = Reading(*service_, [&](CaseDb& db) { return RuleSetInForce(db, officer_.org); });
    return set && *set ? (*set)->digest : "";
  }
  Scope officer_, head_;
};

TEST_F(RulePacksTest, FromDraftToForceAndBack) {
  const std::string before = RuleSet();
  ASSERT_FALSE(before.empty());
  const Json draft = Must(AddRuleDraft(*service_, officer_, PackText(1, "正品", "正品 鞋")));
  const Id id = *ParseId(JsonText(draft, "id"));
  EXPECT_EQ(draft["failed"], 0);
  EXPECT_EQ(draft["may"], Json::array({"edit", "drop", "shadow"}));
  EXPECT_EQ(RuleSet(), before) << "a draft changes nothing";

  const auto early = ActivateRuleDraft(*service_, head_, id, "seen often", 1);
  ASSERT_FALSE(early);
  EXPECT_NE(early.error().message.find("not tried yet"), std::string::npos) << early.error().message;

  const Json run = Tried(id);
  EXPECT_EQ(run["state"], "done");
  EXPECT_EQ(run["scanned"], 3);
  EXPECT_EQ(run["result"]["rules"][0]["fired"], 1) << run.dump();
  EXPECT_EQ(run["result"]["rules"][0]["samples"][0]["matched"], "正品");
  EXPECT_EQ(RuleSet(), before) << "nor does trying it";

  const auto own = ActivateRuleDraft(*service_, officer_, id, "seen often", 1);
  ASSERT_FALSE(own);
  EXPECT_EQ(own.error().code, ErrorCode::kDenied);
  const auto why = ActivateRuleDraft(*service_, head_, id, "", 1);
  ASSERT_FALSE(why);
  EXPECT_EQ(why.error().code, ErrorCode::kInvalid);
  const Json active = Must(ActivateRuleDraft(*service_, head_, id, "seen often", 1));
  EXPECT_EQ(active["state"], "active");
  const std::string with = RuleSet();
  EXPECT_NE(with, before) << "the rule set is another";
  EXPECT_TRUE(Must(ShowRulePack(*service_, officer_, "night-market"))["own"] == true);
  Work();

  const Json list = Must(WithdrawRulePack(*service_, head_, "night-market", "too broad"));
  for (const Json& pack : list["items"]) EXPECT_NE(pack["id"], "night-market");
  EXPECT_EQ(RuleSet(), before) << "the set of before stands again";
  const auto again = WithdrawRulePack(*service_, head_, "night-market", "again");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kConflict);
}

TEST_F(RulePacksTest, AHeadDoesNotPutTheirOwnTextInForce) {
  const Json draft = Must(AddRuleDraft(*service_, officer_, PackText(1, "正品", "正品")));
  const Id id = *ParseId(JsonText(draft, "id"));
  const Json edited = Must(EditRuleDraft(*service_, head_, id, PackText(1, "运动鞋", "运动鞋"), 1));
  EXPECT_EQ(edited["tried"], false);
  Tried(id);
  const auto own = ActivateRuleDraft(*service_, head_, id, "mine", 2);
  ASSERT_FALSE(own);
  EXPECT_EQ(own.error().code, ErrorCode::kDenied) << "whoever wrote any text of it is an author";
  const auto stale = EditRuleDraft(*service_, officer_, id, PackText(1, "包", "包"), 1);
  ASSERT_FALSE(stale);
  EXPECT_EQ(stale.error().code, ErrorCode::kConflict);
}

TEST_F(RulePacksTest, AHitReplaysWithTheRulesOfItsTime) {
  const Json flags = Must(ListFlags(*service_, officer_, {}));
  ASSERT_FALSE(flags["items"].empty());
  const Id flag = *ParseId(JsonText(flags["items"][0], "id"));
  EXPECT_EQ(Must(ReplayFlag(*service_, officer_, flag))["identical"], true);
  const std::string then = RuleSet();
  // A pack with the id of a shipped one stands in its place.
  const Json draft = Must(AddRuleDraft(*service_, officer_, PackText(99, "高仿", "高仿", "counterfeit-zh")));
  const Id id = *ParseId(JsonText(draft, "id"));
  const Json run = Tried(id);
  EXPECT_EQ(run["result"]["suspected_before"], 1) << run.dump();
  EXPECT_EQ(run["result"]["changed"], 1) << "the same lead, weighed otherwise";
  Must(ActivateRuleDraft(*service_, head_, id, "shorter", 1));
  EXPECT_EQ(Must(ShowRulePack(*service_, officer_, "counterfeit-zh"))["version"], 99);
  const auto rebuilt = RebuildRules(*service_, officer_.org, then);
  ASSERT_TRUE(rebuilt) << rebuilt.error().message;
  EXPECT_EQ(rebuilt->matcher->rules().digest(), then);
  EXPECT_EQ(Must(ReplayFlag(*service_, officer_, flag))["identical"], true);
}

TEST_F(RulePacksTest, WhatIsWrongIsSaidInOneLineWithItsPlace) {
  const std::string next = std::to_string(Must(ShowRulePack(*service_, officer_, "honest-zh"))["version"].get<int>() + 1);
  const struct {
    const char* why;
    std::string yaml, says;
  } cases[] = {
      {"no YAML", "id: [", "line"},
      {"an unknown key", "id: a-b\nversion: 1\nsource: x\nrules:\n  - id: r\n    effect: suspect\n    colour: red\n", "line 5"},
      {"an id of its own kind", PackText(1, "a", "a", "Night Market"), "a-z, 0-9 and -"},
      {"a version that is not newer", PackText(1, "a", "a", "honest-zh"), "write version: " + next},
      {"a rule of another pack", "id: a-b\nversion: 1\nsource: x\nrules:\n  - {id: zh.imitation, effect: suspect, reason: x, db: 1, pattern: a, must_fire: [a]}\n", "counterfeit-zh"},
      {"no rule", "id: a-b\nversion: 1\nsource: x\nrules: []\n", "withdraw"},
      {"too large", "# " + std::string(1 << 20, 'x'), "larger than"},
  };
  for (const auto& one : cases) {
    const auto checked = CheckRulePack(*service_, officer_, one.yaml);
    ASSERT_FALSE(checked) << one.why;
    EXPECT_NE(checked.error().message.find(one.says), std::string::npos) << one.why << ": " << checked.error().message;
    EXPECT_EQ(checked.error().message.find('\n'), std::string::npos) << one.why;
    EXPECT_FALSE(AddRuleDraft(*service_, officer_, one.yaml)) << one.why;
  }
  // An example that fails is shown and kept as a draft, and tried or put in force by nobody.
  const Json draft = Must(AddRuleDraft(*service_, officer_, PackText(1, "正品", "赝品")));
  EXPECT_EQ(draft["failed"], 1);
  const auto asked = AskRuleShadow(*service_, officer_, *ParseId(JsonText(draft, "id")), 10);
  ASSERT_FALSE(asked);
  EXPECT_NE(asked.error().message.find("must fire on"), std::string::npos) << asked.error().message;
}

TEST_F(RulePacksTest, ARunIsBoundedAndCanBeCancelled) {
  const Json draft = Must(AddRuleDraft(*service_, officer_, PackText(1, "正品", "正品")));
  const Id id = *ParseId(JsonText(draft, "id"));
  EXPECT_FALSE(AskRuleShadow(*service_, officer_, id, 0));
  EXPECT_FALSE(AskRuleShadow(*service_, officer_, id, kMaxShadow + 1));
  const Json run = Must(AskRuleShadow(*service_, officer_, id, 1));
  EXPECT_EQ(run["state"], "waiting");
  const auto second = AskRuleShadow(*service_, officer_, id, 1);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kConflict);
  const Id run_id = *ParseId(JsonText(run, "id"));
  EXPECT_EQ(Must(StopRuleShadow(*service_, officer_, run_id))["state"], "cancelled");
  EXPECT_FALSE(StopRuleShadow(*service_, officer_, run_id));
  const Result<bool> nothing = RuleShadowPass(*service_, {});
  ASSERT_TRUE(nothing);
  EXPECT_FALSE(*nothing);
  Must(AskRuleShadow(*service_, officer_, id, 2));
  ASSERT_TRUE(RuleShadowPass(*service_, {}));
  EXPECT_EQ(Must(ShowRuleDraft(*service_, officer_, id))["shadows"][0]["scanned"], 2) << "no more than asked for";
}

TEST_F(RulePacksTest, ARunThatWasCancelledMidwayIsNotWrittenOver) {
  const Json draft = Must(AddRuleDraft(*service_, officer_, PackText(1, "正品", "正品")));
  const Json run = Must(AskRuleShadow(*service_, officer_, *ParseId(JsonText(draft, "id")), 3));
  const Id id = *ParseId(JsonText(run, "id"));
  auto taken = Reading(*service_, [&](CaseDb& db) { return FindRuleShadow(db, officer_, id); });
  ASSERT_TRUE(taken && *taken);
  Must(StopRuleShadow(*service_, officer_, id));
  RuleShadow late = **taken;
  late.state = "done";
  const auto saved = Writing(*service_, [&](Transaction& tx) { return SaveRuleShadow(tx, late); });
  ASSERT_TRUE(saved);
  EXPECT_FALSE(*saved);
  EXPECT_EQ(Must(ShowRuleShadow(*service_, officer_, id))["state"], "cancelled");
}

// Matching goes on while people edit: every look is made with one text of the rule or with another, never with some of both, and the
// newest is in force at the end.
TEST_F(RulePacksTest, BadInput49ARuleEditedWhileMatchingRunsIsSwappedWhole) {
  constexpr int kEdits = 4;
  std::atomic<int> passes{0};
  std::string failed;
  {
    const std::jthread matching([&](const std::stop_token& stop) {
      while (!stop.stop_requested() && failed.empty()) {
        const auto rules = BringRulesInForce(*service_, officer_.org);
        const auto totals = rules ? MatchUnseen(*service_, officer_.org, *rules, stop) : Result<MatchTotals>(Fail(rules.error()));
        if (!totals && totals.error().code != ErrorCode::kUnavailable) failed = totals.error().message;
        ++passes;
      }
    });
    for (int edit = 1; edit <= kEdits; ++edit) {
      // More than a shipped rule that fires as well: only the heaviest counts in full.
      const Json draft = Must(AddRuleDraft(*service_, officer_, PackText(edit, "运动鞋|第" + std::to_string(edit) + "版", "运动鞋", "night-market", 10 + 10 * edit)));
      const Id id = *ParseId(JsonText(draft, "id"));
      Tried(id);
      Must(ActivateRuleDraft(*service_, head_, id, "seen often", 1));
      for (const int before = passes; passes < before + 2 && failed.empty();) std::this_thread::yield();
    }
  }
  ASSERT_EQ(failed, "");
  Work();
  const std::string newest = RuleSet();
  EXPECT_EQ(Must(ShowRulePack(*service_, officer_, "night-market"))["version"], kEdits);
  const Json flags = Must(ListFlags(*service_, officer_, {}));
  ASSERT_FALSE(flags["items"].empty());
  const auto hits = Reading(*service_, [&](CaseDb& db) { return HitsOf(db, officer_, *ParseId(JsonText(flags["items"][0], "id"))); });
  ASSERT_TRUE(hits) << hits.error().message;
  ASSERT_EQ(hits->front().result.rule_set, newest);
  std::set<double> weights;
  for (const HitRecord& hit : *hits) {
    int own = 0;
    for (const Signal& signal : hit.result.signals) {
      if (signal.detector != "rule.own.stall") continue;
      ++own;
      weights.insert(signal.db);
    }
    EXPECT_LE(own, 1) << "of two texts of one rule one speaks";
    // What it says is what the rules that it names say.
    const auto rules = RebuildRules(*service_, officer_.org, hit.result.rule_set);
    ASSERT_TRUE(rules) << rules.error().message;
    const auto again = MatchAgain(*service_, hit, *rules);
    ASSERT_TRUE(again) << again.error().message;
    const auto same = std::find_if(again->begin(), again->end(), [&](const Flag& flag) { return flag.right_id == hit.result.right_id; });
    ASSERT_NE(same, again->end());
    EXPECT_EQ(DumpJson(ToJson(*same)), DumpJson(ToJson(hit.result)));
  }
  EXPECT_EQ(weights, (std::set<double>{20, 30, 40, 50})) << "it was edited while it was matched with";
}

TEST_F(RulePacksTest, AnotherOrganisationMatchesWithItsOwn) {
  const Json draft = Must(AddRuleDraft(*service_, officer_, PackText(1, "正品", "正品")));
  Scope stranger = officer_;
  stranger.org += 1;
  const auto seen = ShowRuleDraft(*service_, stranger, *ParseId(JsonText(draft, "id")));
  ASSERT_FALSE(seen);
  EXPECT_EQ(seen.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace markwarden
