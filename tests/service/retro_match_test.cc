// What is stored meets new rights in the shadow first; a flood waits for a person's word.
#include "service/retro_match.h"

#include "service/right_register.h"
#include "service/work.h"
#include "tests/service/takedown_fixture.h"

namespace markwarden {
namespace {

class RetroMatchTest : public TakedownFixture {
 protected:
  // `count` offers that name Marnova, of which no right is registered yet.
  void Offers(int count) {
    std::string offers;
    for (int i = 0; i < count; ++i) {
      offers += DumpJson({{"url", "https://shopy.example/item/" + std::to_string(i)}, {"platform", "shopy"}, {"item_id", std::to_string(i)},
                          {"title", "M.a.r.n.o.v.a 运动鞋 高仿 1:1 " + std::to_string(i)}, {"price", {{"amount", "59.00"}, {"currency", "CNY"}}},
                          {"seller", {{"name", "Stall"}, {"id", "n"}}}}) + "\n";
    }
    ASSERT_TRUE(ImportFile(*service_, officer_, {.file = Write("offers-" + std::to_string(count) + ".jsonl", offers)}));
  }
  void Register() {
    Json right = *ParseJson(kSampleRight);
    right["id"] = "tm-2";
    right["title"] = "Marnova";
    right["names"] = {"Marnova"};
    const auto saved = RegisterRight(*service_, officer_, right);
    ASSERT_TRUE(saved) << saved.error().message;
  }
  Json Newest() {
    const auto list = ListRetroMatches(*service_, officer_);
    EXPECT_TRUE(list && !(*list)["items"].empty());
    return (*list)["items"][0];
  }
  size_t FlagsOfMarnova() {
    FlagQuery query;
    query.right = "tm-2";
    query.limit = 500;
    return (*ListFlags(*service_, officer_, query))["items"].size();
  }
  void Work() {
    const auto worked = RunWork(*service_, officer_, {}, {});
    ASSERT_TRUE(worked) << worked.error().message;
  }
};

TEST_F(RetroMatchTest, AFewAreCountedAndMatchedAtOnce) {
  Offers(5);
  Register();
  Work();
  const Json retro = Newest();
  EXPECT_EQ(retro["state"], "free");
  EXPECT_EQ(retro["scanned"], 8);
  EXPECT_EQ(retro["raised"], 5);
  EXPECT_EQ(retro["gone"], 0);
  ASSERT_EQ(retro["by_right"].size(), 1u);
  EXPECT_EQ(retro["by_right"][0]["right_id"], "tm-2");
  EXPECT_EQ(FlagsOfMarnova(), 5u);
  const auto count = (*ListRetroMatches(*service_, officer_))["items"].size();
  Work();
  EXPECT_EQ((*ListRetroMatches(*service_, officer_))["items"].size(), count) << "the same rules meet what is stored once";
}

TEST_F(RetroMatchTest, AFloodWaitsAndWhatIsNewDoesNot) {
  Offers(120);
  Register();
  Work();
  Json retro = Newest();
  EXPECT_EQ(retro["state"], "held") << retro.dump();
  EXPECT_EQ(retro["raised"], 120);
  EXPECT_EQ(FlagsOfMarnova(), 0u);
  // What comes now is matched at once.
  ASSERT_TRUE(ImportFile(*service_, officer_, {.file = Write("new.jsonl", R"({"url":"https://shopw.example/1","platform":"shopw","item_id":"1","title":"M.a.r.n.o.v.a 鞋 高仿 1:1"})" "\n")}));
  Work();
  EXPECT_EQ(FlagsOfMarnova(), 1u);
  EXPECT_EQ(retro["may"], Json::array()) << "an officer does not release it";
  const Id id = *ParseId(JsonText(retro, "id"));
  ExpectRefused(ReleaseRetroMatch(*service_, officer_, id, "x", 2), ErrorCode::kDenied, "rules.release needs");
  ExpectRefused(ReleaseRetroMatch(*service_, head_, id, " ", 2), ErrorCode::kInvalid, "say why");
  ExpectRefused(ReleaseRetroMatch(*service_, head_, id, "x", 1), ErrorCode::kConflict, "changed meanwhile");
  const auto released = ReleaseRetroMatch(*service_, head_, id, "looked at ten of them", 2);
  ASSERT_TRUE(released) << released.error().message;
  EXPECT_EQ((*released)["state"], "released");
  Work();
  EXPECT_EQ(FlagsOfMarnova(), 121u);
  ExpectRefused(ReleaseRetroMatch(*service_, head_, id, "x", 3), ErrorCode::kConflict, "not held any more");
}

TEST_F(RetroMatchTest, ARightThatComesIsCompiledBesideTheOthers) {
  const auto before = BringRulesInForce(*service_, officer_.org);
  ASSERT_TRUE(before) << before.error().message;
  EXPECT_FALSE(before->Find("tm-2"));
  Register();
  const auto after = BringRulesInForce(*service_, officer_.org, *before);
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_TRUE(after->matcher->rules().SharesWith(before->matcher->rules()));
  EXPECT_TRUE(*StillInForce(*service_, officer_.org, *after));
  EXPECT_FALSE(*StillInForce(*service_, officer_.org, *before));
  const auto anew = BringRulesInForce(*service_, officer_.org);
  EXPECT_FALSE(anew->matcher->rules().SharesWith(before->matcher->rules()));
  EXPECT_EQ(after->matcher->rules().digest(), anew->matcher->rules().digest());
  ASSERT_TRUE(after->Find("tm-2"));
  EXPECT_EQ(after->Find("tm-2")->right.names[0], "Marnova");
  for (const RightVersion& version : anew->matcher->rules().rights()) {
    ASSERT_TRUE(after->RefOf(version.right.id)) << version.right.id;
    EXPECT_EQ(after->RefOf(version.right.id)->id, anew->RefOf(version.right.id)->id);
    EXPECT_EQ(after->RefOf(version.right.id)->version, anew->RefOf(version.right.id)->version);
  }
}

// Rights and files of a new office come in together: nothing was stored that other rules had seen.
using FirstRightsTest = StoreFixture;

TEST_F(FirstRightsTest, WhatNoRulesHadSeenIsMatchedAtOnce) {
  const Scope officer = Person("lin", "officer");
  ASSERT_TRUE(ImportRightsFile(*service_, officer, Write("rights.jsonl", kSampleRight)));
  std::string offers;
  for (int i = 0; i < 120; ++i) {
    offers += DumpJson({{"url", "https://shopx.example/item/" + std::to_string(i)}, {"platform", "shopx"}, {"item_id", std::to_string(i)},
                        {"title", "Z.e.l.l.v.o.r.a 运动鞋 高仿 1:1 " + std::to_string(i)}}) + "\n";
  }
  ASSERT_TRUE(ImportFile(*service_, officer, {.file = Write("offers.jsonl", offers)}));
  FlagQuery query;
  query.limit = 500;
  const auto flags = ListFlags(*service_, officer, query);
  ASSERT_TRUE(flags);
  EXPECT_EQ((*flags)["items"].size(), 120u);
}

}  // namespace
}  // namespace markwarden
