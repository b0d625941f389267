// Another person judges blind; where two differ the head settles; the draw can be steered by nobody.
#include "service/samples.h"

#include "core/hash.h"
#include "tests/service/review_fixture.h"

namespace markwarden {
namespace {

class SamplesTest : public ReviewFixture {
 protected:
  Json Open(const Scope& who, const std::string& kind = "decided") {
    const auto page = ListSamplesFor(*service_, who, {.state = "open", .kind = kind, .cursor = {}});
    EXPECT_TRUE(page) << page.error().message;
    return page ? (*page)["items"] : Json::array();
  }
  Id Only(const Json& items) {
    EXPECT_EQ(items.size(), 1u) << items.dump();
    return items.empty() ? 0 : *ParseId(JsonText(items[0], "id"));
  }
  Result<Json> Judge(const Scope& who, Id sample, const std::string& outcome) {
    return JudgeSampleBlind(*service_, who, sample, {.outcome = outcome, .reason = outcome == "innocent" ? "genuine" : "", .note = {}});
  }
};

TEST_F(SamplesTest, TheDrawIsAShareAndAlwaysTheSame) {
  const std::string seed(32, 's');
  int drawn = 0;
  for (Id flag = 1; flag <= 20'000; ++flag) {
    const bool in = IsDrawn(seed, "decided", flag, 0.035);
    EXPECT_EQ(in, IsDrawn(seed, "decided", flag, 0.035));
    drawn += in ? 1 : 0;
    EXPECT_TRUE(!in || IsDrawn(seed, "decided", flag, 0.5)) << "a greater share holds the smaller";
  }
  EXPECT_NEAR(drawn, 700, 100);
  EXPECT_FALSE(IsDrawn(seed, "decided", 1, 0));
  EXPECT_TRUE(IsDrawn(seed, "decided", 1, 1));
  int differs = 0;
  for (Id flag = 1; flag <= 1'000; ++flag) differs += IsDrawn(seed, "decided", flag, 0.5) != IsDrawn(std::string(32, 't'), "decided", flag, 0.5) ? 1 : 0;
  EXPECT_NEAR(differs, 500, 100) << "another seed draws others";
}

TEST_F(SamplesTest, TheSecondPersonJudgesWithoutTheFirstDecision) {
  ASSERT_TRUE(Dismiss(lin_));
  EXPECT_TRUE(Open(lin_).empty()) << "not one's own";
  const Id id = Only(Open(wei_));
  EXPECT_FALSE(Open(wei_)[0].contains("first"));
  const auto shown = ShowSample(*service_, wei_, id);
  ASSERT_TRUE(shown) << shown.error().message;
  EXPECT_EQ((*shown)["flag"]["decisions"].size(), 0u);
  EXPECT_EQ((*shown)["flag"]["state"], "new");
  EXPECT_EQ((*shown)["flag"]["id"], IdToString(id)) << "it does not lead to the flag's own page";
  for (const char* secret : {"dismissed", "genuine", "lin"}) EXPECT_EQ(shown->dump().find("\"" + std::string(secret) + "\""), std::string::npos) << secret;
  EXPECT_EQ(ShowSample(*service_, lin_, id).error().code, ErrorCode::kDenied);
  EXPECT_EQ(Judge(lin_, id, "innocent").error().code, ErrorCode::kDenied);
  EXPECT_FALSE(JudgeSampleBlind(*service_, wei_, id, {.outcome = "innocent", .reason = {}, .note = {}})) << "innocent has a reason";
  EXPECT_FALSE(Judge(wei_, id, "maybe"));
  const auto judged = Judge(wei_, id, "innocent");
  ASSERT_TRUE(judged) << judged.error().message;
  EXPECT_EQ((*judged)["state"], "judged") << "what the first said is not told";
  EXPECT_EQ(Judge(zhou_, id, "suspect").error().code, ErrorCode::kConflict) << "once";
  const auto figures = ShowSampleFigures(*service_, wei_, {});
  ASSERT_TRUE(figures) << figures.error().message;
  EXPECT_EQ((*figures)["decided"]["agreement"], 1.0);
  EXPECT_EQ((*figures)["decided"]["judged"], 1);
  EXPECT_EQ(LastEvent("sample.judged")["actor"], "wei");
  EXPECT_EQ(LastEvent("sample.seeded")["detail"]["sha256"], (*figures)["seed_sha256"]) << "the seed's digest stands in the log";
}

TEST_F(SamplesTest, WhoHasSeenThePageIsNotBlind) {
  ASSERT_TRUE(Dismiss(lin_));
  const Id id = Only(Open(wei_));
  Say(wei_, "show");
  EXPECT_TRUE(Open(wei_).empty());
  EXPECT_EQ(ShowSample(*service_, wei_, id).error().code, ErrorCode::kDenied);
  EXPECT_EQ(Judge(wei_, id, "suspect").error().code, ErrorCode::kDenied);
  EXPECT_EQ(Open(zhou_).size(), 1u);
}

TEST_F(SamplesTest, ADisagreementGoesToTheHeadAndOpensWhatWasDismissed) {
  ASSERT_TRUE(Dismiss(lin_));
  const Id id = Only(Open(wei_));
  ASSERT_TRUE(Judge(wei_, id, "suspect"));
  EXPECT_EQ(ListSamplesFor(*service_, wei_, {.state = "disagreed", .kind = {}, .cursor = {}}).error().code, ErrorCode::kDenied);
  const auto waiting = ListSamplesFor(*service_, zhou_, {.state = "disagreed", .kind = {}, .cursor = {}});
  ASSERT_TRUE(waiting) << waiting.error().message;
  EXPECT_EQ((*waiting)["items"][0]["first"]["outcome"], "innocent");
  EXPECT_EQ((*waiting)["items"][0]["second"]["by"], "wei");
  EXPECT_FALSE(SettleDisagreement(*service_, zhou_, id, {.outcome = "suspect", .reason = {}, .note = {}})) << "the head says why";
  const auto settled = SettleDisagreement(*service_, zhou_, id, {.outcome = "suspect", .reason = {}, .note = "the label is a copy"});
  ASSERT_TRUE(settled) << settled.error().message;
  EXPECT_EQ((*settled)["reopened"], true);
  EXPECT_EQ(Flag(flag_)["state"], "reopened");
  EXPECT_FALSE(SettleDisagreement(*service_, zhou_, id, {.outcome = "innocent", .reason = {}, .note = "again"}));
  const auto figures = ShowSampleFigures(*service_, zhou_, {});
  EXPECT_EQ((*figures)["decided"]["second_right"], 1);
  EXPECT_EQ((*figures)["decided"]["agreement"], 0.0);
}

TEST_F(SamplesTest, AHeadWhoWasOneOfTheTwoDoesNotSettle) {
  ASSERT_TRUE(Dismiss(lin_));
  const Id id = Only(Open(zhou_));
  ASSERT_TRUE(Judge(zhou_, id, "suspect"));
  EXPECT_EQ(SettleDisagreement(*service_, zhou_, id, {.outcome = "suspect", .reason = {}, .note = "mine"}).error().code, ErrorCode::kDenied);
  EXPECT_TRUE(SettleDisagreement(*service_, Person("han", "head"), id, {.outcome = "innocent", .reason = {}, .note = "resold"}));
  EXPECT_EQ(Flag(flag_)["state"], "dismissed");
}

TEST_F(SamplesTest, UndoAndDecideAgainDrawTheSame) {
  ASSERT_TRUE(Dismiss(lin_));
  const Id id = Only(Open(wei_));
  ASSERT_TRUE(UndoDecision(*service_, lin_, flag_, 0));
  EXPECT_TRUE(Open(wei_).empty()) << "what was taken back is not judged";
  ASSERT_TRUE(Dismiss(lin_));
  EXPECT_EQ(Only(Open(wei_)), id) << "a second try is not another draw";
}

TEST_F(SamplesTest, WhatBecameACaseIsJudgedToo) {
  Say(lin_, "show");
  Later(std::chrono::seconds(6));
  ASSERT_TRUE(Case(lin_));
  const Id id = Only(Open(wei_));
  EXPECT_TRUE((*ShowSample(*service_, wei_, id))["flag"]["case"].is_null());
  ASSERT_TRUE(Judge(wei_, id, "suspect"));
  EXPECT_EQ((*ShowSampleFigures(*service_, wei_, {}))["decided"]["table"]["suspect_suspect"], 1);
}

TEST_F(SamplesTest, WhatTheProgramClearedIsJudgedForWhatItMisses) {
  const Id id = Only(Open(wei_, "cleared"));
  ASSERT_TRUE(Judge(wei_, id, "suspect"));
  const auto figures = ShowSampleFigures(*service_, zhou_, {.from = "2026-11-01", .to = ""});
  ASSERT_TRUE(figures) << figures.error().message;
  EXPECT_EQ((*figures)["cleared"]["missed"], 1);
  EXPECT_EQ((*figures)["cleared"]["miss_rate"], 1.0);
  EXPECT_FALSE(ShowSampleFigures(*service_, zhou_, {.from = "soon", .to = ""}));
  EXPECT_FALSE(ShowSampleFigures(*service_, zhou_, {.from = "2026-12-01", .to = "2026-11-01"}));
}

}  // namespace
}  // namespace markwarden
