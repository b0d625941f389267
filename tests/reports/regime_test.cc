// Regimes: the shipped law loads, articles follow the date of the act, broken data is refused.
#include "reports/regime.h"

#include <gmock/gmock.h>

#include "core/file.h"
#include "tests/reports/fixtures.h"

namespace markwarden {
namespace {

using ::testing::HasSubstr;
using testing::RegimeOf;
using testing::Regimes;

TEST(RegimeTest, ShippedLawLoads) {
  ASSERT_EQ(Regimes().size(), 2u);
  for (const Regime& regime : Regimes()) {
    EXPECT_EQ(regime.templates.size(), 2u) << regime.id;
    EXPECT_FALSE(regime.deadlines.empty()) << regime.id;
    for (const LegalBasis& row : regime.legal_basis) EXPECT_FALSE(row.source.empty()) << row.id;
  }
}

// What was only read second-hand or remembered ships unverified.
TEST(RegimeTest, UnreadRowsAreNotCalledVerified) {
  EXPECT_TRUE(RegimeOf("cn-ecommerce-42").FindBasis("spc-2020-32-5")->verified_by.empty());
  EXPECT_TRUE(RegimeOf("us-512c3").FindBasis("usc-512c3")->verified_by.empty());
  EXPECT_FALSE(RegimeOf("cn-ecommerce-42").FindBasis("ecl-42")->verified_by.empty());
  for (const Regime& regime : Regimes()) {
    for (const LegalBasis& row : regime.legal_basis) {
      if (row.source.find("memory") != std::string::npos || row.source.find("secondary") != std::string::npos) {
        EXPECT_TRUE(row.verified_by.empty()) << row.id;
      }
    }
  }
}

// The Trademark Law as revised on 2026-06-26 is in force from 2027-01-01 (its article 87).
TEST(RegimeTest, TheDateOfTheActChoosesTheLaw) {
  const Regime& cn = RegimeOf("cn-ecommerce-42");
  const struct { const char* date; bool old_law, new_law; } cases[] = {
      {"2019-10-31", false, false}, {"2019-11-01", true, false}, {"2026-12-31", true, false},
      {"2027-01-01", false, true},  {"2031-05-05", false, true}, {"", false, false}, {"2027", false, false}};
  for (const auto& c : cases) {
    EXPECT_EQ(cn.FindBasis("tm-2019-57")->InForce(c.date), c.old_law) << c.date;
    EXPECT_EQ(cn.FindBasis("tm-2026-72")->InForce(c.date), c.new_law) << c.date;
  }
}

TEST(RegimeTest, ChoosesByRightCountryAndDate) {
  const struct { RightKind kind; const char* country; const char* date; const char* want; } good[] = {
      {RightKind::kTrademark, "CN", "2026-11-23", "cn-ecommerce-42"},
      {RightKind::kTrademark, "CN", "2027-01-01", "cn-ecommerce-42"},
      {RightKind::kGeographicalIndication, "CN", "2026-11-23", "cn-ecommerce-42"},
      {RightKind::kPlantVariety, "CN", "2026-11-23", "cn-ecommerce-42"},
      {RightKind::kHeritage, "CN", "2025-10-14", "cn-ecommerce-42"},
      {RightKind::kCopyright, "US", "2026-11-23", "us-512c3"},
  };
  for (const auto& c : good) {
    const Result<const Regime*> regime = ChooseRegime(Regimes(), c.kind, c.country, c.date);
    ASSERT_TRUE(regime) << regime.error().message;
    EXPECT_EQ((*regime)->id, c.want);
  }
  const struct { RightKind kind; const char* country; const char* date; ErrorCode code; const char* says; } bad[] = {
      {RightKind::kTrademark, "US", "2026-11-23", ErrorCode::kInvalid, "copyright only"},
      {RightKind::kTrademark, "CN", "2001-01-01", ErrorCode::kInvalid, "no law"},
      {RightKind::kTrademark, "BR", "2026-11-23", ErrorCode::kUnsupported, "BR"},
      {RightKind::kTrademark, "", "2026-11-23", ErrorCode::kUnsupported, "country is not known"},
  };
  for (const auto& c : bad) {
    const Result<const Regime*> regime = ChooseRegime(Regimes(), c.kind, c.country, c.date);
    ASSERT_FALSE(regime) << c.says;
    EXPECT_EQ(regime.error().code, c.code);
    EXPECT_THAT(regime.error().message, HasSubstr(c.says));
  }
}

TEST(RegimeTest, BadDataIsRefusedByFileAndField) {
  namespace fs = std::filesystem;
  const fs::path dir = fs::path(::testing::TempDir()) / "law";
  const std::string good = *ReadFile(testing::LawDir() / "regimes/us-512c3.yaml");
  const struct { const char* from; const char* to; const char* says; } cases[] = {
      {"effective_from: \"1978-01-01\"", "effective_from: \"1978-02-30\"", "1978-02-30"},
      {"use: substance", "use: sometimes", "sometimes"},
      {"rule: usc-512g3", "rule: usc-999", "usc-999"},
      {"jurisdiction: US", "jurisdicton: US", "jurisdic"},
      {"kind: trademark", "kind: trade-mark", "trade-mark"},
      {"form: url", "form: link", "link"},
      {"unit: working_day", "unit: us_business_day", "us_business_day"},
      {"calendar: us", "calendar: mars", "no calendar \"mars\""},
      {"calendar: us, ", "", "days need a calendar"},
      {"min: 10, max: 14", "min: 14, max: 10", "min no more than max"},
      {"min: 10, max: 14", "min: 10, max: 100000", "units"},
      {"min: 10, max: 14", "min: 10, max: 14, last_day_off: moves", "moves_on or stays"},
      {"templates: [en, zh]", "templates: [en, ru]", "us-512c3.ru.html"},
      {"id: us-512c3", "id: [", "us-512c3.yaml"},
  };
  for (const auto& c : cases) {
    fs::remove_all(dir);
    fs::create_directories(dir / "regimes");
    fs::copy(testing::LawDir() / "templates", dir / "templates");
    fs::copy(testing::LawDir() / "calendars", dir / "calendars");
    fs::copy(testing::LawDir() / "phrases.yaml", dir / "phrases.yaml");
    std::string text = good;
    const size_t at = text.find(c.from);
    ASSERT_NE(at, std::string::npos) << c.from;
    text.replace(at, std::string(c.from).size(), c.to);
    ASSERT_TRUE(WriteFileAtomic(dir / "regimes/us-512c3.yaml", text));
    const auto loaded = LoadRegimes(dir);
    ASSERT_FALSE(loaded) << c.to;
    EXPECT_EQ(loaded.error().code, ErrorCode::kInvalid);
    EXPECT_THAT(loaded.error().message, HasSubstr(c.says));
  }
  fs::remove_all(dir);
  EXPECT_EQ(LoadRegimes(dir).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace markwarden
