// What an officer weighs beside a lead.
#include "service/flag_context.h"

#include "service/regions.h"
#include "tests/service/review_fixture.h"

namespace markwarden {
namespace {

class FlagContextTest : public ReviewFixture {
 protected:
  Json Context(const Scope& who) {
    auto context = ShowFlagContext(*service_, who, flag_);
    EXPECT_TRUE(context) << context.error().message;
    return context ? *context : Json();
  }
  // Another offer of the same stall.
  void Import(const std::string& line) {
    const auto done = ImportFile(*service_, lin_, {.file = Write("more-" + std::to_string(++imports_) + ".jsonl", line + "\n"), .from = "shopx"});
    ASSERT_TRUE(done) << done.error().message;
  }
  Id FlagAt(const std::string& url) {
    FlagQuery query;
    query.states = {"any"};
    query.verdict = "any";
    const auto page = ListFlags(*service_, lin_, query);
    for (const Json& item : (*page)["items"]) {
      if (item["url"] == url) return *ParseId(JsonText(item, "id"));
    }
    ADD_FAILURE() << "no flag of " << url;
    return 0;
  }
  int imports_ = 0;
};

Json Entry(const Json& list, const char* key, const std::string& value) {
  for (const Json& one : list) {
    if (one[key] == value) return one;
  }
  return nullptr;
}

// Several letters for one ideograph, others left out: told as a whole, since sign by sign nearly all of the name would be missing.
TEST_F(FlagContextTest, ANameWrittenByItsSoundIsToldAsAWhole) {
  Import(R"({"url":"https://shopx.example/item/31","platform":"shopx","item_id":"31","title":"泽尔沃拉 运动鞋 高仿 1:1","price":{"amount":"19.00","currency":"CNY"},"seller":{"name":"Night stall","id":"s1"}})");
  const auto context = ShowFlagContext(*service_, lin_, FlagAt("https://shopx.example/item/31"));
  ASSERT_TRUE(context) << context.error().message;
  const Json& reading = (*context)["readings"][0];
  EXPECT_EQ(reading["steps"], Json::parse(R"([{"step":"transliteration","from":"泽尔沃拉","to":"Zellvora","sound":null,"axis":"sound","cost":0.25}])"));
  EXPECT_GT(reading["sound"], 0.5);
}

TEST_F(FlagContextTest, SaysHowItReadsWhatWasTriedAndWhatWasNot) {
  const Json context = Context(lin_);
  ASSERT_FALSE(context["readings"].empty()) << context.dump();
  EXPECT_EQ(context["readings"][0]["steps"][0]["step"], "separators");
  EXPECT_EQ(context["readings"][0]["form"], 1.0);
  EXPECT_TRUE(context["readings"][0]["meaning"].is_null()) << "no nickname stands there";
  EXPECT_EQ(Entry(context["innocent"], "code", "seller.authorised")["result"], "no");
  EXPECT_EQ(Entry(context["innocent"], "code", "use.own_brand")["why"], "no_brand");
  EXPECT_EQ(Entry(context["innocent"], "code", "use.nominative")["result"], "no") << context["innocent"].dump();
  for (const char* code : {"no_pictures", "no_reference_picture", "no_meaning", "no_credit_code", "right_status_never"}) {
    EXPECT_FALSE(Entry(context["unchecked"], "code", code).is_null()) << code << " in " << context["unchecked"].dump();
  }
  EXPECT_EQ(context["basis"]["date"], "2026-11-27");
  EXPECT_EQ(context["basis"]["suspected"][0]["id"], "tm-2019-57");
  EXPECT_EQ(context["basis"]["dismiss"]["fair_use"]["id"], "tm-2019-59");
  EXPECT_EQ(context["look"]["needed_ms"], 5000);
}

TEST_F(FlagContextTest, TheSellersHistoryIsCountedAndOpensItsRows) {
  EXPECT_EQ(Context(lin_)["seller"]["history"]["flags"], 0) << "this flag itself is no history";
  const std::string stall = R"("seller":{"name":"Night stall","id":"s1"})";
  Import(R"({"url":"https://shopx.example/item/11","platform":"shopx","item_id":"11","title":"Z.e.l.l.v.o.r.a 帽子 高仿","price":{"amount":"19.00","currency":"CNY"},)" + stall + "}");
  Import(R"({"url":"https://shopx.example/item/12","platform":"shopx","item_id":"12","title":"Z.e.l.l.v.o.r.a 外套 高仿","price":{"amount":"29.00","currency":"CNY"},)" + stall + "}");
  const Id dismissed = FlagAt("https://shopx.example/item/11"), upheld = FlagAt("https://shopx.example/item/12");
  ASSERT_TRUE(DecideFlag(*service_, lin_, dismissed, {.action = "dismiss", .reason = "bad_match", .basis = {}, .note = {}}));
  ASSERT_TRUE(SayLook(*service_, lin_, upheld, {}));
  Later(std::chrono::seconds(6));
  ASSERT_TRUE(MakeCase(*service_, lin_, {.flags = {upheld}, .title = {}, .reason = "x", .basis = {}}));
  const Json context = Context(lin_);
  const Json& history = context["seller"]["history"];
  EXPECT_EQ(history["flags"], 2);
  EXPECT_EQ(history["dismissed"], 1);
  EXPECT_EQ(history["upheld"], 1);
  EXPECT_EQ(history["cases"], 1);
  EXPECT_EQ(history["more"], false);
  for (const auto& [what, count] : {std::pair("flags", 2u), std::pair("dismissed", 1u), std::pair("upheld", 1u), std::pair("cases", 1u), std::pair("open", 0u), std::pair("notices", 0u), std::pair("measures", 0u), std::pair("relists", 0u)}) {
    const auto rows = ListSellerHistory(*service_, lin_, flag_, what);
    ASSERT_TRUE(rows) << rows.error().message;
    EXPECT_EQ((*rows)["items"].size(), count) << what;
  }
  const auto page = ListSellerHistory(*service_, lin_, flag_, "flags", {.cursor = {}, .limit = 1});
  EXPECT_EQ((*page)["items"].size(), 1u);
  EXPECT_EQ((*ListSellerHistory(*service_, lin_, flag_, "flags", {.cursor = JsonText(*page, "next"), .limit = 1}))["items"].size(), 1u);
  EXPECT_EQ(ListSellerHistory(*service_, lin_, flag_, "sins").error().code, ErrorCode::kInvalid);
  // Both were decided for the same seller: the case first, as it shares more reasons or as much.
  ASSERT_EQ(context["similar"].size(), 2u) << context["similar"].dump();
  EXPECT_EQ(Entry(context["similar"], "flag", IdToString(dismissed))["reason"], "bad_match");
  EXPECT_EQ(Entry(context["similar"], "flag", IdToString(upheld))["state"], "in_case");
  EXPECT_NE(context["similar"][0]["why"].dump().find("seller"), std::string::npos);
}

TEST_F(FlagContextTest, OfFiveYearsOnlyAndOnlyWhatOneMaySee) {
  Import(R"({"url":"https://shopx.example/item/11","platform":"shopx","item_id":"11","title":"Z.e.l.l.v.o.r.a 帽子 高仿","seller":{"name":"Night stall","id":"s1"}})");
  EXPECT_EQ(Context(lin_)["seller"]["history"]["flags"], 1);
  Later(std::chrono::days(5 * 366));
  EXPECT_EQ(Context(lin_)["seller"]["history"]["flags"], 0);
  EXPECT_EQ(ShowFlagContext(*service_, Person("qian", "holder"), flag_).error().code, ErrorCode::kNotFound);
}

TEST_F(FlagContextTest, ACreditCodeIsTestedAndJoinsShops) {
  const std::string code = "91350100MA0000001P";  // not the holder's own, which would clear the offer
  ASSERT_TRUE(IsCreditCode(code));
  Import(R"({"url":"https://shopx.example/item/21","platform":"shopx","item_id":"21","title":"Z.e.l.l.v.o.r.a 帽子 高仿","seller":{"name":"Day stall","id":"d1","credit_code":")" + code + R"("}})");
  Import(R"({"url":"https://shopy.example/item/22","platform":"shopy","item_id":"22","title":"Z.e.l.l.v.o.r.a 外套 高仿","seller":{"name":"Dusk stall","id":"d2","credit_code":")" + code + R"("}})");
  flag_ = FlagAt("https://shopx.example/item/21");
  const Json seller = Context(lin_)["seller"];
  EXPECT_EQ(seller["credit_code_valid"], true);
  EXPECT_EQ(seller["shops"], 2);
  EXPECT_EQ(seller["history"]["flags"], 1) << "of the other shop with the same code";
  EXPECT_EQ(seller["region"]["code"], "350100");
  EXPECT_EQ(seller["region"]["name"]["zh"], "福建省");
  EXPECT_EQ(seller["region"]["whole"], false) << "the city's name is not on file";
}

TEST(RegionNamesTest, NamesWhatADivisionLiesIn) {
  const auto regions = RegionNames::Load(MARKWARDEN_SOURCE_DIR);
  ASSERT_TRUE(regions) << regions.error().message;
  EXPECT_EQ(regions->View("230184")["name"]["zh"], "黑龙江省哈尔滨市");
  EXPECT_EQ(regions->View("230184")["name"]["en"], "Harbin, Heilongjiang");
  EXPECT_EQ(regions->View("230100")["whole"], true);
  EXPECT_TRUE(regions->View("99")["name"].is_null());
  EXPECT_TRUE(regions->View("").is_null());
}

}  // namespace
}  // namespace markwarden
