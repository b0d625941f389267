// Aliases: proposed with evidence, tried, put in force by another person, matched, kept, withdrawn.
#include "service/aliases.h"

#include "service/flag_forecast.h"
#include "service/flags.h"
#include "service/matching.h"
#include "service/right_register.h"
#include "service/work.h"
#include "tests/service/takedown_fixture.h"

namespace markwarden {
namespace {

class AliasTest : public TakedownFixture {
 protected:
  Json Wanted(const std::string& text, const std::string& relation = "nickname") {
    return {{"right", "tm-1"}, {"text", text}, {"relation", relation}, {"evidence", {{{"kind", "statement"}, {"text", "sellers call it so"}}}}};
  }
  Json Proposed(const std::string& text, const std::string& relation = "nickname") {
    const auto made = ProposeAlias(*service_, officer_, Wanted(text, relation));
    EXPECT_TRUE(made) << made.error().message;
    return made ? *made : Json::object();
  }
  Result<Json> Act(const Scope& who, const Json& alias, const char* act) {
    return ActOnAlias(*service_, who, *ParseId(JsonText(alias, "id")), act, "compared", JsonInt(alias, "row_version").value_or(0));
  }
  std::vector<std::string> Nicknames() {
    const auto shown = ShowRight(*service_, officer_, "tm-1");
    EXPECT_TRUE(shown);
    return JsonTexts((*shown)["right"], "nicknames");
  }
  int64_t Version() { return JsonInt(*ShowRight(*service_, officer_, "tm-1"), "version").value_or(0); }
  void Offer(const std::string& item, const std::string& title, const std::string& seller = "n1") {
    const Json offer = {{"url", "https://shopz.example/item/" + item}, {"platform", "shopz"}, {"item_id", item}, {"title", title}, {"category", {"鞋"}},
                        {"price", {{"amount", "59.00"}, {"currency", "CNY"}}}, {"seller", {{"name", "Stall " + seller}, {"id", seller}}}};
    ASSERT_TRUE(ImportFile(*service_, officer_, {.file = Write("offer" + item + ".jsonl", DumpJson(offer) + "\n")}));
  }
  Json FlagsOn(const std::string& platform) {
    FlagQuery query;
    query.platform = platform;
    query.limit = 500;
    const auto flags = ListFlags(*service_, officer_, query);
    EXPECT_TRUE(flags);
    return (*flags)["items"];
  }
};

TEST_F(AliasTest, IsMatchedOnceAnotherPersonPutItInForce) {
  Offer("1", "泽斑牌 运动鞋 高仿 1:1");
  EXPECT_TRUE(FlagsOn("shopz").empty());
  const int64_t version = Version();
  const Json alias = Proposed("泽斑牌");
  EXPECT_EQ(alias["state"], "proposed");
  EXPECT_EQ(alias["of"], "Zellvora");
  EXPECT_EQ(Version(), version) << "a proposal changes nothing";
  // What it would find, beside what is found.
  const auto tried = TryAlias(*service_, head_, *ParseId(JsonText(alias, "id")), [](const TrialProgress&) {}, {});
  ASSERT_TRUE(tried) << tried.error().message;
  EXPECT_EQ((*tried)["in_force"]["raised"], 1) << tried->dump();
  EXPECT_EQ((*tried)["in_force"]["gone"], 0);
  EXPECT_EQ((*tried)["suspected"], (*tried)["in_force"]["suspected"].get<int64_t>() + 1);
  EXPECT_TRUE((*tried)["forecast"]["per_week"].is_null()) << "nothing is a week old";
  EXPECT_EQ(Version(), version);

  ExpectRefused(Act(officer_, alias, "approve"), ErrorCode::kDenied, "alias.decide needs");
  const auto approved = Act(head_, alias, "approve");
  ASSERT_TRUE(approved) << approved.error().message;
  EXPECT_EQ((*approved)["state"], "in_force");
  EXPECT_EQ(Nicknames(), std::vector<std::string>{"泽斑牌"});
  EXPECT_EQ(Version(), version + 1);
  ASSERT_TRUE(RunWork(*service_, officer_, {}, {}));
  const Json flags = FlagsOn("shopz");
  ASSERT_EQ(flags.size(), 1u) << "what is stored is matched anew";
  const auto graph = ShowAliasGraph(*service_, officer_, "tm-1");
  ASSERT_TRUE(graph) << graph.error().message;
  ASSERT_EQ((*graph)["edges"].size(), 1u);
  EXPECT_EQ((*graph)["edges"][0]["found"], 1);
  // The flag replays with what was in force.
  const auto replay = ReplayFlag(*service_, officer_, *ParseId(JsonText(flags[0], "id")));
  ASSERT_TRUE(replay) << replay.error().message;
  EXPECT_EQ((*replay)["identical"], true) << replay->dump();

  ExpectRefused(Act(head_, *approved, "approve"), ErrorCode::kConflict, "nothing to approve");
  const auto gone = Act(head_, *approved, "withdraw");
  ASSERT_TRUE(gone) << gone.error().message;
  EXPECT_TRUE(Nicknames().empty());
  EXPECT_EQ((*gone)["ending"], "compared");
}

TEST_F(AliasTest, NobodyApprovesTheOwnAndWhoRegistersAnewKeepsIt) {
  const Scope both = [&] {
    Scope scope = officer_;
    scope.roles.insert(Role::kHead);
    return scope;
  }();
  const Json alias = Proposed("泽拉");
  ExpectRefused(Act(both, alias, "approve"), ErrorCode::kDenied, "another person");
  ASSERT_TRUE(Act(head_, alias, "approve"));
  // The holder's file knows nothing of the alias.
  const auto again = ImportRightsFile(*service_, officer_, Write("again.jsonl", kSampleRight));
  ASSERT_TRUE(again);
  EXPECT_EQ((*again)["unchanged"], 1) << again->dump();
  EXPECT_EQ(Nicknames(), std::vector<std::string>{"泽拉"});
  const auto preview = PreviewRightsFile(*service_, officer_, Write("again.jsonl", kSampleRight));
  ASSERT_TRUE(preview);
  EXPECT_EQ((*preview)["unchanged"], 1) << preview->dump();
}

TEST_F(AliasTest, OneThatWasRegisteredStaysWhenTheAliasGoes) {
  Json right = *ParseJson(kSampleRight);
  right["nicknames"] = {"泽友"};
  ASSERT_TRUE(ImportRightsFile(*service_, officer_, Write("more.jsonl", DumpJson(right) + "\n")));
  const int64_t version = Version();
  const Json alias = Proposed("泽友");
  const auto approved = Act(head_, alias, "approve");
  ASSERT_TRUE(approved);
  EXPECT_EQ(Version(), version) << "the right has it already";
  ASSERT_TRUE(Act(head_, *approved, "withdraw"));
  EXPECT_EQ(Nicknames(), std::vector<std::string>{"泽友"});
}

TEST_F(AliasTest, RefusesWhatCannotBeAnAliasInOneLine) {
  const struct {
    const char* why;
    Json wanted;
    ErrorCode code;
    const char* said;
  } cases[] = {
      {"one sign", Wanted("泽"), ErrorCode::kInvalid, "one sign alone"},
      {"no sign", Wanted("..."), ErrorCode::kInvalid, "letters, ideographs, digits or emoji"},
      {"too long", Wanted(std::string(301, 'x')), ErrorCode::kInvalid, "at most 300 bytes"},
      {"broken text", Wanted("ab\xff"), ErrorCode::kInvalid, "UTF-8"},
      {"unknown relation", Wanted("泽斑牌", "friend"), ErrorCode::kInvalid, "say what the alias is"},
      {"its own name", Wanted("z e l l v o r a"), ErrorCode::kConflict, "one of the right's names"},
      {"no such right", {{"right", "tm-9"}, {"text", "泽斑牌"}, {"relation", "nickname"}, {"evidence", {{{"kind", "statement"}, {"text", "x"}}}}}, ErrorCode::kNotFound, "no right"},
      {"no evidence", {{"right", "tm-1"}, {"text", "泽斑牌"}, {"relation", "nickname"}, {"evidence", Json::array()}}, ErrorCode::kInvalid, "needs evidence"},
      {"no address", {{"right", "tm-1"}, {"text", "泽斑牌"}, {"relation", "nickname"}, {"evidence", {{{"kind", "url"}, {"url", "javascript:alert(1)"}}}}}, ErrorCode::kInvalid, "none of the web"},
      {"no flag of it", {{"right", "tm-1"}, {"text", "泽斑牌"}, {"relation", "nickname"}, {"evidence", {{{"kind", "flag"}, {"flag", "5"}}}}}, ErrorCode::kNotFound, "no flag"},
      {"of nothing", {{"right", "tm-1"}, {"text", "泽斑牌"}, {"of", "Marnova"}, {"relation", "nickname"}, {"evidence", {{{"kind", "statement"}, {"text", "x"}}}}}, ErrorCode::kInvalid, "one of the right's names"},
      {"no object", Json::array(), ErrorCode::kInvalid, "JSON object"},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.why);
    ExpectRefused(ProposeAlias(*service_, officer_, one.wanted), one.code, one.said);
  }
  const Json first = Proposed("泽斑牌");
  ExpectRefused(ProposeAlias(*service_, officer_, Wanted("泽·斑·牌")), ErrorCode::kConflict, "proposed already");
  ExpectRefused(ActOnAlias(*service_, head_, *ParseId(JsonText(first, "id")), "approve", " ", 1), ErrorCode::kInvalid, "say why");
  ExpectRefused(ActOnAlias(*service_, head_, *ParseId(JsonText(first, "id")), "approve", "x", 7), ErrorCode::kConflict, "changed meanwhile");
  // An alias of an alias; evidence up to the cap.
  Json second = Wanted("斑牌鞋", "series");
  second["of"] = "泽斑牌";
  EXPECT_TRUE(ProposeAlias(*service_, officer_, second));
  const Id id = *ParseId(JsonText(first, "id"));
  for (int i = 1; i < 50; ++i) ASSERT_TRUE(AddEvidenceToAlias(*service_, officer_, id, {{"kind", "url"}, {"url", "https://forum.example/" + std::to_string(i)}}));
  ExpectRefused(AddEvidenceToAlias(*service_, officer_, id, {{"kind", "statement"}, {"text", "one more"}}), ErrorCode::kConflict, "at most 50");
}

TEST_F(AliasTest, AnEmojiIsAnAliasToo) {
  Offer("7", "🦓🦓 运动鞋 高仿 1:1 原单");
  const auto approved = Act(head_, Proposed("🦓🦓", "emoji"), "approve");
  ASSERT_TRUE(approved) << approved.error().message;
  ASSERT_TRUE(RunWork(*service_, officer_, {}, {}));
  EXPECT_EQ(FlagsOn("shopz").size(), 1u);
}

TEST_F(AliasTest, DisguisesThatRecurInWhatWasUpheldAreSuggested) {
  for (int i = 0; i < 4; ++i) Offer(std::to_string(20 + i), "Ze11vora 运动鞋 高仿 1:1", "n" + std::to_string(i % 2));
  const Json flags = FlagsOn("shopz");
  ASSERT_EQ(flags.size(), 4u);
  auto graph = ShowAliasGraph(*service_, officer_, "tm-1");
  ASSERT_TRUE(graph);
  EXPECT_TRUE((*graph)["suggestions"].empty()) << "nothing was upheld yet";
  std::vector<Id> ids;
  for (const Json& flag : flags) ids.push_back(*ParseId(JsonText(flag, "id")));
  ASSERT_TRUE(MakeCase(*service_, officer_, {.flags = ids, .title = {}, .reason = "imitation", .basis = "tm-57"}));
  graph = ShowAliasGraph(*service_, officer_, "tm-1");
  ASSERT_TRUE(graph);
  ASSERT_EQ((*graph)["suggestions"].size(), 1u) << graph->dump();
  const Json& suggestion = (*graph)["suggestions"][0];
  EXPECT_EQ(suggestion["text"], "Ze11vora");
  EXPECT_EQ(suggestion["of"], "Zellvora");
  EXPECT_EQ(suggestion["count"], 4);
  EXPECT_EQ(suggestion["sellers"], 2);
  // Those flags are evidence for it.
  Json wanted = Wanted("Ze11vora", "disguise");
  wanted["evidence"] = {{{"kind", "flag"}, {"flag", suggestion["flags"][0]}}};
  const auto made = ProposeAlias(*service_, officer_, wanted);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ((*made)["evidence"][0]["body"], "Ze11vora 运动鞋 高仿 1:1");
  EXPECT_TRUE((*ShowAliasGraph(*service_, officer_, "tm-1"))["suggestions"].empty()) << "it is proposed";
}

TEST(FlagForecastTest, ARateHasItsRange) {
  EXPECT_FALSE(FlagForecast(0, 0, 30, {}));
  // Of the gamma distribution's tables: 10.5 has its 5th and 95th percentile at 5.7957 and 16.3353.
  const auto ten = FlagForecast(10, 2'000, 14, {.level = 0.9, .least_days = 7});
  ASSERT_TRUE(ten && ten->per_week);
  EXPECT_DOUBLE_EQ(ten->per_1000.expected, 5);
  EXPECT_NEAR(ten->per_1000.low, 5.7957 / 2, 0.01);
  EXPECT_NEAR(ten->per_1000.high, 16.3353 / 2, 0.01);
  EXPECT_DOUBLE_EQ(ten->per_week->expected, 5);
  EXPECT_DOUBLE_EQ(ten->listings_per_week, 1'000);
  const auto none = FlagForecast(0, 1'000, 3, {.level = 0.9, .least_days = 7});
  ASSERT_TRUE(none);
  EXPECT_FALSE(none->per_week) << "three days are no week";
  EXPECT_EQ(none->per_1000.low, 0);
  EXPECT_GT(none->per_1000.high, 1);
}

}  // namespace
}  // namespace markwarden
