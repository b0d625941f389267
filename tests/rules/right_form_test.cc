// The form of rights: every kind can be filled in, and each thing that is wrong is one line in both languages.
#include "rules/right_form.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace markwarden {
namespace {

const RightForm& TheForm() {
  static const RightForm form = [] {
    Result<RightForm> loaded = LoadRightForm(MARKWARDEN_SOURCE_DIR);
    EXPECT_TRUE(loaded) << loaded.error().message;
    return loaded ? *loaded : RightForm{};
  }();
  return form;
}

const Time kToday = *ParseTime("2026-11-27T04:00:00Z");

Json Whole(const std::string& kind) {
  return {{"kind", kind}, {"id", "r-1"}, {"title", "Qorvella"}, {"names", {"Qorvella"}}, {"jurisdiction", "CN"}, {"classes", {25}}, {"region", {"230184"}}, {"reg_no", "1"},
          {"author", "Wu"}, {"brief", "a shoe"}, {"gi_kind", "product"}, {"species", "rice"}, {"valid_from", "2020-01-01"}, {"valid_to", "2030-01-01"},
          {"holder", {{"name", "Qorvella Ltd"}, {"id", "91350100M000100Y43"}, {"address", "1 Road"}, {"email", "a@qorvella.test"}}},
          {"status", "live"}, {"status_checked_at", "2026-11-01"}, {"declared", true}};
}

std::vector<RightFinding> Check(const Json& right, const std::set<std::string>& documents = {"certificate", "evaluation", "authorship", "power"}) {
  return CheckRightForm(TheForm(), right, documents, kToday);
}

bool Says(const std::vector<RightFinding>& findings, const std::string& field, const std::string& code) {
  return std::any_of(findings.begin(), findings.end(), [&](const RightFinding& one) { return one.field == field && one.code == code; });
}

TEST(RightFormTest, EveryKindCanBeFilledInWhole) {
  for (const char* kind : {"trademark", "copyright", "software", "design_patent", "geographical_indication", "plant_variety", "trade_dress", "heritage"}) {
    const auto findings = Check(Whole(kind));
    EXPECT_TRUE(findings.empty()) << kind << ": " << findings[0].field << " " << findings[0].text.at("en");
  }
}

TEST(RightFormTest, EveryWordStandsInBothLanguages) {
  ASSERT_FALSE(TheForm().fields.empty());
  for (const auto& [code, sentence] : TheForm().sentences) EXPECT_NE(sentence.at("zh"), sentence.at("en")) << code;
  for (const RightField& field : TheForm().fields) EXPECT_NE(field.label.at("zh"), field.label.at("en")) << field.key;
}

TEST(RightFormTest, SaysWhatRefusesARight) {
  const struct { const char* why; const char* pointer; Json value; const char* field; const char* code; } cases[] = {
      {"no kind", "/kind", "", "kind", "required"},
      {"a kind that is none", "/kind", "mark", "kind", "choice"},
      {"no title", "/title", " ", "title", "required"},
      {"a key with a line end", "/id", "a\nb", "id", "key"},
      {"a key past its cap", "/id", std::string(201, 'x'), "id", "key"},
      {"a title past its cap", "/title", std::string(301, 'x'), "title", "too_long"},
      {"names that are no list", "/names", "Qorvella", "names", "type"},
      {"a name twice", "/names", {"A", "A"}, "names", "twice"},
      {"names past their cap", "/names", Json(std::vector<int>(201, 1)), "names", "too_many"},
      {"a country in small letters", "/jurisdiction", "cn", "jurisdiction", "country"},
      {"class 46", "/classes", {46}, "classes", "nice"},
      {"a class in words", "/classes", {"shoes"}, "classes", "nice"},
      {"a class twice", "/classes", {25, 25}, "classes", "twice"},
      {"a credit code whose check is wrong", "/holder/id", "91350100M000100Y44", "holder.id", "credit_code"},
      {"an email without host", "/holder/email", "a@b", "holder.email", "email"},
      {"an email with a line end", "/holder/email", "a@b.test\nx", "holder.email", "email"},
      {"a phone of letters", "/holder/phone", "call me", "holder.phone", "phone"},
      {"a day that does not exist", "/valid_to", "2030-02-30", "valid_to", "date"},
      {"an end before the begin", "/valid_to", "2019-12-31", "valid_to", "before_begin"},
      {"a status that is none", "/status", "alive", "status", "choice"},
      {"a look still to come", "/status_checked_at", "2026-12-24", "status_checked_at", "future"},
      {"a price of letters", "/reference_price", {{"amount", "cheap"}, {"currency", "CNY"}}, "reference_price", "price"},
      {"a band upside down", "/reference_price", {{"amount", "20"}, {"amount_max", "10"}, {"currency", "CNY"}}, "reference_price", "price_order"},
      {"a price without currency", "/reference_price", {{"amount", "20"}}, "reference_price", "currency"},
      {"a seller that is nobody", "/authorised_sellers", {{{"platform", "shopx"}}}, "authorised_sellers", "seller_empty"},
      {"an authorisation upside down", "/authorised_sellers", {{{"name", "X"}, {"valid_from", "2027-01-01"}, {"valid_to", "2026-01-01"}}}, "authorised_sellers", "seller_days"},
      {"a similar group of three digits", "/groups", {"250"}, "groups", "similar_group"},
      {"a similar group of a class that is not given", "/groups", {"0907"}, "groups", "group_class"},
  };
  for (const auto& c : cases) {
    Json right = Whole("trademark");
    right[Json::json_pointer(c.pointer)] = c.value;
    const auto findings = Check(right);
    ASSERT_TRUE(Says(findings, c.field, c.code)) << c.why << (findings.empty() ? "" : ": " + findings[0].field + " " + findings[0].code);
    for (const RightFinding& one : findings) {
      if (one.code != c.code) continue;
      EXPECT_TRUE(one.refuses) << c.why;
      for (const auto& [language, text] : one.text) {
        EXPECT_EQ(text.find("{{"), std::string::npos) << c.why << ": " << text;
        EXPECT_LT(text.size(), 400u) << c.why;
      }
    }
  }
}

TEST(RightFormTest, SaysWhatANoticeNeeds) {
  Json bare = {{"kind", "trademark"}, {"id", "r-1"}, {"title", "Qorvella"}, {"names", {"Qorvella"}}};
  const auto findings = Check(bare, {});
  for (const char* field : {"reg_no", "classes", "jurisdiction", "holder.name", "valid_to", "status", "documents.certificate"}) {
    EXPECT_TRUE(Says(findings, field, std::string(field).starts_with("documents") ? "document" : "before_notice")) << field;
  }
  for (const RightFinding& one : findings) EXPECT_FALSE(one.refuses) << one.field;
  bare["agent"] = {{"name", "Agent Ltd"}};
  const auto with_agent = Check(bare, {});
  EXPECT_TRUE(Says(with_agent, "documents.power", "document") && Says(with_agent, "agent.valid_to", "before_notice"));
  Json nothing = bare;
  nothing["names"] = Json::array();
  EXPECT_TRUE(Says(Check(nothing), "names", "nothing_to_find"));
  nothing.erase("id");
  EXPECT_TRUE(Says(Check(nothing), "id", "key_missing"));
  EXPECT_TRUE(Says(Check(bare, {"diploma"}), "documents", "document_kind"));
}

}  // namespace
}  // namespace markwarden
