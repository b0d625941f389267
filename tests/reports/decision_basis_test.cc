// The article that a dismissal stands on follows the reason, the right and the day of the act.
#include "reports/decision_basis.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/temporary_folder.h"

namespace markwarden {
namespace {

std::vector<DecisionBasis> Shipped() {
  auto rows = LoadDecisionBases(MARKWARDEN_SOURCE_DIR);
  EXPECT_TRUE(rows) << rows.error().message;
  return rows ? *rows : std::vector<DecisionBasis>();
}
std::string IdFor(const std::vector<DecisionBasis>& rows, const char* reason, RightKind kind, const char* date) {
  const DecisionBasis* row = SuggestBasis(rows, reason, kind, date);
  return row ? row->id : "";
}

// The Trademark Law as revised in 2026 is in force from 2027-01-01 (its article 87): article 59 becomes 73, 57 becomes 72.
TEST(DecisionBasisTest, TheVersionIsThatOfTheDayOfTheAct) {
  const auto rows = Shipped();
  EXPECT_EQ(IdFor(rows, "fair_use", RightKind::kTrademark, "2026-12-31"), "tm-2019-59");
  EXPECT_EQ(IdFor(rows, "fair_use", RightKind::kTrademark, "2027-01-01"), "tm-2026-73");
  EXPECT_EQ(IdFor(rows, "bad_match", RightKind::kTrademark, "2026-12-31"), "tm-2019-57-alike");
  EXPECT_EQ(IdFor(rows, "bad_match", RightKind::kTrademark, "2027-01-01"), "tm-2026-72-alike");
}

TEST(DecisionBasisTest, EveryReasonHasAnArticleForEveryRight) {
  const auto rows = Shipped();
  for (const RightKind kind : {RightKind::kTrademark, RightKind::kCopyright, RightKind::kSoftware, RightKind::kDesignPatent, RightKind::kGeographicalIndication,
                               RightKind::kPlantVariety, RightKind::kTradeDress, RightKind::kHeritage}) {
    for (const char* reason : {"authorised", "fair_use", "other_goods", "genuine", "generic_word", "bad_match", "right_not_live", "duplicate", "other"}) {
      for (const char* date : {"2026-11-27", "2027-06-01"}) EXPECT_NE(IdFor(rows, reason, kind, date), "") << ToString(kind) << " " << reason << " " << date;
    }
    EXPECT_EQ(IdFor(rows, "other", kind, "2026-11-27"), "penalty-54");
  }
  EXPECT_EQ(IdFor(rows, "other", RightKind::kTrademark, "2020-01-01"), "") << "nothing on file for acts that long ago";
}

TEST(DecisionBasisTest, ReadsAsALawIsCited) {
  const DecisionBasis* row = nullptr;
  const auto rows = Shipped();
  row = SuggestBasis(rows, "fair_use", RightKind::kTrademark, "2026-11-27");
  ASSERT_TRUE(row);
  const LocalText text = BasisText(row->statute, row->article, row->needs);
  EXPECT_EQ(text.at("zh"), "《中华人民共和国商标法（2019年修正）》第五十九条：正当使用，权利人无权禁止");
  EXPECT_EQ(text.at("en"), "Trademark Law of the People's Republic of China (2019), article 59: fair use, which the proprietor may not prohibit");
}

TEST(DecisionBasisTest, AFaultIsNamed) {
  const struct { const char *text, *says; } bad[] = {
      {"rows: []", "no rows"},
      {"rows:\n  - {id: a, reasons: [], rights: [], statute: {zh: a, en: a}, article: {zh: a, en: a}, needs: {zh: a, en: a}, source: s, verified_by: ''}", "effective_from"},
      {"rows:\n  - {id: a, reasons: [], rights: [cow], statute: {zh: a, en: a}}", "cow"},
      {"rows:\n  - {id: a, reasons: [], rights: [], colour: red}", "colour"},
      {"rows:\n  - {id: a, reasons: [], rights: [], statute: {zh: a}}", "no text in en"},
  };
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "reports" / "law");
  for (const auto& one : bad) {
    std::ofstream(folder.path() / "reports" / "law" / "decision_basis.yaml") << one.text;
    const auto rows = LoadDecisionBases(folder.path());
    ASSERT_FALSE(rows) << one.text;
    EXPECT_NE(rows.error().message.find(one.says), std::string::npos) << rows.error().message;
  }
}

}  // namespace
}  // namespace markwarden
