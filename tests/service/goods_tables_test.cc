// A table's way: read in a worker, kept, put in force by another, replaced, withdrawn; leads are weighed by it and old ones replay.
#include "service/goods_tables.h"

#include "core/file.h"
#include "service/matching.h"
#include "service/rule_packs.h"
#include "service/rule_shadow.h"
#include "service/similar_marks.h"
#include "service/transact.h"
#include "store/events.h"
#include "store/rule_packs.h"
#include "store/rule_sets.h"
#include "tests/service/store_fixture.h"

namespace markwarden {
namespace {

class GoodsTablesTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    officer_ = Person("lin", "officer");
    head_ = Person("sun", "head");
    const auto bytes = ReadFile(std::string(MARKWARDEN_SOURCE_DIR) + "/tests/data/goods/table.csv", kMaxNiceFile);
    ASSERT_TRUE(bytes);
    table_ = *bytes;
  }
  Json Must(Result<Json> result) {
    EXPECT_TRUE(result) << result.error().message;
    return result ? std::move(*result) : Json::object();
  }
  static GoodsFile File(const std::string& edition, const std::string& from = "2026-01-01") { return {.name = "table.csv", .edition = edition, .from = from}; }
  Id Imported(const std::string& edition) { return *ParseId(JsonText(Must(ImportGoodsTable(*service_, officer_, File(edition), table_)), "id")); }
  std::string RuleSet() {
    const auto set = Reading(*service_, [&](CaseDb& db) { return RuleSetInForce(db, officer_.org); });
    return set && *set ? (*set)->digest : "";
  }
  Scope officer_, head_;
  std::string table_;
};

TEST_F(GoodsTablesTest, FromAFileToForceAndBack) {
  ASSERT_TRUE(ImportRightsFile(*service_, officer_, Write("rights.jsonl", kSampleRight)));
  const std::string offer = R"({"url":"https://shopx.example/item/9","platform":"shopx","item_id":"9","title":"Z.e.l.l.v.o.r.a 连帽外衣 高仿","price":{"amount":"99.00","currency":"CNY"},"seller":{"name":"Night stall","id":"s1"}})" "\n";
  ASSERT_TRUE(ImportFile(*service_, officer_, {.file = Write("offers.jsonl", offer), .from = "test"}));
  ASSERT_TRUE(RunWork(*service_, officer_, {}, {}));
  const std::string before = RuleSet();
  ASSERT_FALSE(before.empty());
  EXPECT_EQ(Must(ShowGoodsTable(*service_, officer_))["in_force"], nullptr);

  const Json preview = Must(PreviewGoodsTable(*service_, officer_, File("Test 1"), table_));
  EXPECT_EQ(preview["refused_total"], 0);
  EXPECT_EQ(preview["counts"]["items"], 29);
  EXPECT_EQ(preview["changes"]["items"]["added"], 29);
  EXPECT_EQ(preview["replaces"], nullptr);
  EXPECT_TRUE(Must(ListGoodsImports(*service_, officer_))["items"].empty()) << "nothing is kept by it";

  const Json kept = Must(ImportGoodsTable(*service_, officer_, File("Test 1"), table_));
  const Id id = *ParseId(JsonText(kept, "id"));
  EXPECT_EQ(kept["may"], Json::array({"drop"})) << "another puts it in force";
  EXPECT_EQ(RuleSet(), before);
  EXPECT_TRUE(Must(ListRuleDrafts(*service_, officer_))["items"].empty()) << "it is no pack";
  EXPECT_FALSE(ShowRuleDraft(*service_, officer_, id));
  EXPECT_FALSE(AskRuleShadow(*service_, officer_, id, 10));

  const auto own = ActivateGoodsImport(*service_, officer_, id, "the office's", 1);
  ASSERT_FALSE(own);
  EXPECT_EQ(own.error().code, ErrorCode::kDenied);
  const auto silent = ActivateGoodsImport(*service_, head_, id, "", 1);
  ASSERT_FALSE(silent);
  EXPECT_EQ(silent.error().code, ErrorCode::kInvalid);
  EXPECT_EQ(Must(ShowGoodsImport(*service_, head_, id))["may"], Json::array({"activate", "drop"}));
  const Json active = Must(ActivateGoodsImport(*service_, head_, id, "the office's", 1));
  EXPECT_EQ(active["state"], "active");
  EXPECT_EQ(active["in_force"], true);
  EXPECT_NE(RuleSet(), before) << "the rule set's digest covers it";
  const Json shown = Must(ShowGoodsTable(*service_, officer_));
  EXPECT_EQ(shown["in_force"]["edition"], "Test 1");
  EXPECT_EQ(shown["in_force"]["by"], "sun");
  EXPECT_EQ(shown["history"].size(), 1u);
  const auto same = ImportGoodsTable(*service_, officer_, File("Test 1"), table_);
  ASSERT_FALSE(same);
  EXPECT_NE(same.error().message.find("this very table is in force"), std::string::npos) << same.error().message;

  // The lead is weighed anew, and says which group of which edition.
  ASSERT_TRUE(RunWork(*service_, officer_, {}, {}));
  const Json flags = Must(ListFlags(*service_, officer_, {}));
  ASSERT_EQ(flags["items"].size(), 1u);
  const Id flag = *ParseId(JsonText(flags["items"][0], "id"));
  const Json shown_flag = Must(ShowFlag(*service_, officer_, flag));
  Json goods;
  for (const Json& signal : shown_flag["hits"][0]["result"]["signals"]) {
    if (JsonText(signal, "detector").starts_with("goods.")) goods = signal;
  }
  EXPECT_EQ(goods, (Json{{"detector", "goods.same_group"}, {"field", "title"}, {"value", 1.0}, {"db", 2.0}, {"matched", "2501-1"}, {"decoded", "2501"}, {"chain", {"Test 1"}}}));
  EXPECT_EQ(Must(ReplayFlag(*service_, officer_, flag))["identical"], true);
  const auto rebuilt = RebuildRules(*service_, officer_.org, before);
  ASSERT_TRUE(rebuilt) << rebuilt.error().message;
  EXPECT_TRUE(rebuilt->matcher->rules().book().nice.empty()) << "what was matched before had no table";

  const Json look = Must(LookGoods(*service_, officer_, "秋季 连帽外衣"));
  EXPECT_EQ(look["table"], "edition");
  EXPECT_EQ(look["groups"], Json::array({"2501-1"}));
  EXPECT_EQ(look["items"][0]["number"], "259001");
  EXPECT_EQ(Must(LookGoods(*service_, officer_, "运动鞋"))["table"], "small");
  EXPECT_EQ(Must(LookGoods(*service_, officer_, "plainly nothing"))["table"], nullptr);
  EXPECT_FALSE(LookGoods(*service_, officer_, " "));

  const auto by_pack = WithdrawRulePack(*service_, head_, kNiceTableName, "by the back door");
  ASSERT_FALSE(by_pack);
  EXPECT_EQ(by_pack.error().code, ErrorCode::kConflict);
  EXPECT_EQ(Must(WithdrawGoodsTable(*service_, head_, "a wrong edition"))["in_force"], nullptr);
  EXPECT_EQ(RuleSet(), before) << "the set of before stands again";
  const auto again = WithdrawGoodsTable(*service_, head_, "again");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kConflict);
  for (const char* kind : {"goods_table.imported", "goods_table.activated", "goods_table.withdrawn"}) {
    EventQuery query;
    query.kind = kind;
    EXPECT_EQ(Must(ListEvents(*service_, head_, query))["items"].size(), 1u) << kind;
  }
}

TEST_F(GoodsTablesTest, AnotherEditionSaysWhatIsOtherwise) {
  const Id first = Imported("Test 1");
  Must(ActivateGoodsImport(*service_, head_, first, "x", 1));
  const size_t at = table_.find("259006,25,2507");
  table_.replace(at, 14, "259006,25,2510");
  table_ += "259090,25,2510,,wading boot,,\n";
  // Eight columns against seven: the row is refused, and nothing is kept.
  const auto refused = ImportGoodsTable(*service_, officer_, File("Test 2"), table_ + "x,1,2\n");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalid);
  EXPECT_NE(refused.error().message.find("1 row is refused and nothing was kept; line 33"), std::string::npos) << refused.error().message;
  const Json preview = Must(PreviewGoodsTable(*service_, officer_, File("Test 2"), table_ + "x,1,2\n"));
  EXPECT_EQ(preview["refused_total"], 1);
  EXPECT_EQ(preview["changes"], nullptr);

  const Json second = Must(ImportGoodsTable(*service_, officer_, File("Test 2"), table_));
  EXPECT_EQ(second["replaces"], "Test 1");
  EXPECT_EQ(second["changes"]["items"], (Json{{"added", 1}, {"removed", 0}, {"moved", 1}, {"renamed", 0}}));
  EXPECT_EQ(second["changes"]["samples"]["moved"][0]["number"], "259006");
  const Id id = *ParseId(JsonText(second, "id"));
  Must(ActivateGoodsImport(*service_, head_, id, "the new edition", 1));
  const Json list = Must(ListGoodsImports(*service_, officer_));
  ASSERT_EQ(list["items"].size(), 2u);
  EXPECT_EQ(list["items"][0]["in_force"], true);
  EXPECT_EQ(list["items"][1]["in_force"], false);
  EXPECT_EQ(list["items"][1]["edition"], "Test 1") << "earlier editions stay";
  const Json page = Must(ListGoodsItems(*service_, officer_, {.group = "2510", .limit = 1}));
  ASSERT_EQ(page["items"].size(), 1u);
  const Json next = Must(ListGoodsItems(*service_, officer_, {.group = "2510", .cursor = JsonText(page, "next"), .limit = 1}));
  EXPECT_EQ(next["items"][0]["number"], "259090");
  EXPECT_EQ(next["next"], nullptr);
}

TEST_F(GoodsTablesTest, WaitsForItsDayAndForOneVersionOfItself) {
  const Json future = Must(ImportGoodsTable(*service_, officer_, File("Test 2099", "2099-01-01"), table_));
  const Id id = *ParseId(JsonText(future, "id"));
  EXPECT_NE(JsonText(future, "problem").find("in force from 2099-01-01"), std::string::npos);
  const auto early = ActivateGoodsImport(*service_, head_, id, "x", 1);
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().code, ErrorCode::kConflict);
  const auto stale = DropGoodsImport(*service_, officer_, id, 7);
  ASSERT_FALSE(stale);
  EXPECT_EQ(stale.error().code, ErrorCode::kConflict);
  EXPECT_EQ(Must(DropGoodsImport(*service_, officer_, id, 1))["state"], "dropped");
  EXPECT_FALSE(DropGoodsImport(*service_, officer_, id, 2)) << "it has been dropped";
  for (int i = 0; i < 10; ++i) Imported("Test " + std::to_string(i));
  const auto eleventh = ImportGoodsTable(*service_, officer_, File("one more"), table_);
  ASSERT_FALSE(eleventh);
  EXPECT_NE(eleventh.error().message.find("ten imports wait"), std::string::npos) << eleventh.error().message;
  EXPECT_FALSE(ShowGoodsImport(*service_, officer_, 1));
  const Scope holder = Person("zhao", "holder");
  EXPECT_FALSE(ShowGoodsTable(*service_, holder));
  EXPECT_FALSE(LookGoods(*service_, holder, "鞋"));
}

TEST_F(GoodsTablesTest, SimilarMarksStandByTheSameRelation) {
  Must(ActivateGoodsImport(*service_, head_, Imported("Test 1"), "x", 1));
  const auto right = RightFromJson({{"id", "tm-9"}, {"kind", "trademark"}, {"title", "岑未雅"}, {"names", {"岑未雅"}}, {"jurisdiction", "CN"}, {"reg_no", "9"}, {"classes", {25}}, {"groups", {"2501"}},
                                    {"status", "live"}});
  ASSERT_TRUE(right) << right.error().message;
  ASSERT_TRUE(AddRight(*service_, officer_, *right, {}));
  const struct { std::vector<int> classes; std::vector<std::string> groups; const char* relation; Json told; } cases[] = {
      {{25}, {"2501"}, "same", {{"right", "2501"}, {"asked", "2501"}, {"edition", "Test 1"}}},
      {{18}, {}, "similar", {{"right", "2501"}, {"asked", "1802"}, {"edition", "Test 1"}}},
      {{25}, {"2507"}, "weak", {{"right", "2501"}, {"asked", "2507"}, {"edition", "Test 1"}}},
      {{21}, {}, "other", nullptr},
  };
  for (const auto& c : cases) {
    const Json found = Must(SearchSimilarMarks(*service_, officer_, {.mark = "岑未雅", .classes = c.classes, .groups = c.groups}));
    ASSERT_EQ(found["hits"].size(), 1u);
    EXPECT_EQ(found["hits"][0]["goods"], c.relation);
    EXPECT_EQ(found["hits"][0]["goods_groups"], c.told);
  }
  EXPECT_FALSE(SearchSimilarMarks(*service_, officer_, {.mark = "岑未雅", .classes = {}, .groups = {"99"}}));
}

}  // namespace
}  // namespace markwarden
