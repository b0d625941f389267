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
  std::vector<std::string> ids;
  for (const Regime& regime : Regimes()) {
    ids.push_back(regime.id);
    for (const std::string& lang : {std::string("zh"), std::string("en"), regime.default_language}) {
      EXPECT_TRUE(regime.templates.contains(lang)) << regime.id << "." << lang;
    }
    EXPECT_FALSE(regime.deadlines.empty()) << regime.id;
    for (const LegalBasis& row : regime.legal_basis) EXPECT_FALSE(row.source.empty()) << row.id;
  }
  EXPECT_THAT(ids, ::testing::ElementsAre("cn-copyright-net-14", "cn-ecommerce-42", "eu-dsa-16", "jp-ryutsu-platform", "kr-copyright-103", "ru-149fz-15-7", "us-512c3"));
}

// What starts a term and what its end means, for the clocks that are built on them.
TEST(RegimeTest, TermsSayWhatStartsAndEndsThem) {
  const struct { const char* regime; const char* id; const char* start; const char* then; const char* extends; } terms[] = {
      {"cn-ecommerce-42", "measure", "sent", "action", ""},
      {"cn-ecommerce-42", "statement-wait", "counter", "restore", ""},
      {"cn-ecommerce-42", "statement-extension", "excuse", "restore", "statement-wait"},
      {"cn-copyright-net-14", "removal", "sent", "action", ""},
      {"cn-copyright-net-14", "restoration", "counter", "restore", ""},
      {"us-512c3", "removal", "sent", "action", ""},
      {"us-512c3", "restore", "counter", "restore", ""},
      {"eu-dsa-16", "receipt", "sent", "receipt", ""},
      {"eu-dsa-16", "decision", "sent", "outcome", ""},
      {"eu-dsa-16", "complaint", "outcome", "none", ""},
      {"ru-149fz-15-7", "removal", "sent", "action", ""},
      {"ru-149fz-15-7", "clarification", "sent", "none", ""},
      {"jp-ryutsu-platform", "outcome", "sent", "outcome", ""},
      {"jp-ryutsu-platform", "sender-inquiry", "sent", "none", ""},
      {"kr-copyright-103", "notify", "sent", "outcome", ""},
      {"kr-copyright-103", "restore-date", "counter", "restore", ""},
  };
  for (const auto& c : terms) {
    const DeadlineRule* rule = RegimeOf(c.regime).FindDeadline(c.id);
    ASSERT_TRUE(rule) << c.regime << " " << c.id;
    EXPECT_EQ(rule->start, c.start) << c.id;
    EXPECT_EQ(rule->then, c.then) << c.id;
    EXPECT_EQ(rule->extends, c.extends) << c.id;
  }
}

// E-Commerce Law 43; Regulations on Communication over Information Networks 16, 17; 17 U.S.C. 512(g)(2)(C); Copyright Act of Korea 103.
TEST(RegimeTest, SaysWhatACounterNoticeDoes) {
  using Restores = CounterRule::Restores;
  const struct { const char* regime; Restores restores; const char* term; bool blocks; } cases[] = {
      {"cn-ecommerce-42", Restores::kAfterTerm, "statement-wait", false}, {"cn-copyright-net-14", Restores::kAtOnce, "", true},
      {"us-512c3", Restores::kAfterTerm, "restore", false},               {"eu-dsa-16", Restores::kNone, "", false},
      {"ru-149fz-15-7", Restores::kNone, "", false},                      {"jp-ryutsu-platform", Restores::kNone, "", false},
      {"kr-copyright-103", Restores::kOnDate, "restore-date", false},
  };
  for (const auto& c : cases) {
    const CounterRule& counter = RegimeOf(c.regime).counter;
    EXPECT_EQ(ToString(counter.restores), ToString(c.restores)) << c.regime;
    EXPECT_EQ(counter.term, c.term) << c.regime;
    EXPECT_EQ(counter.blocks_renotice, c.blocks) << c.regime;
    EXPECT_TRUE(RegimeOf(c.regime).FindBasis(counter.rule)) << c.regime;
  }
}

// What was only read second-hand or remembered ships unverified.
TEST(RegimeTest, UnreadRowsAreNotCalledVerified) {
  EXPECT_TRUE(RegimeOf("cn-ecommerce-42").FindBasis("spc-2020-32-5")->verified_by.empty());
  EXPECT_TRUE(RegimeOf("us-512c3").FindBasis("usc-512c3")->verified_by.empty());
  EXPECT_FALSE(RegimeOf("cn-ecommerce-42").FindBasis("ecl-42")->verified_by.empty());
  EXPECT_FALSE(RegimeOf("cn-copyright-net-14").FindBasis("copyright-net-14")->verified_by.empty());
  EXPECT_FALSE(RegimeOf("eu-dsa-16").FindBasis("dsa-16")->verified_by.empty());
  for (const char* row : {"dsa-16-6", "dsa-17-3", "dsa-20"}) EXPECT_TRUE(RegimeOf("eu-dsa-16").FindBasis(row)->verified_by.empty()) << row;
  for (const char* id : {"ru-149fz-15-7", "jp-ryutsu-platform", "kr-copyright-103"}) {
    for (const LegalBasis& row : RegimeOf(id).legal_basis) EXPECT_TRUE(row.verified_by.empty()) << row.id;
  }
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
      {RightKind::kCopyright, "CN", "2026-11-23", "cn-ecommerce-42"},
      {RightKind::kCopyright, "RU", "2026-11-23", "ru-149fz-15-7"},
      {RightKind::kCopyright, "KR", "2026-11-23", "kr-copyright-103"},
      {RightKind::kCopyright, "JP", "2026-11-23", "jp-ryutsu-platform"},
      {RightKind::kTrademark, "JP", "2026-11-23", "jp-ryutsu-platform"},
      {RightKind::kTrademark, "EU", "2026-11-23", "eu-dsa-16"},
      {RightKind::kTrademark, "DE", "2026-11-23", "eu-dsa-16"},
      {RightKind::kPlantVariety, "PL", "2026-11-23", "eu-dsa-16"},
      {RightKind::kHeritage, "IE", "2026-11-23", "eu-dsa-16"},
  };
  for (const auto& c : good) {
    const Result<const Regime*> regime = ChooseRegime(Regimes(), c.kind, c.country, c.date);
    ASSERT_TRUE(regime) << regime.error().message;
    EXPECT_EQ((*regime)->id, c.want);
  }
  const struct { RightKind kind; const char* country; const char* date; ErrorCode code; const char* says; } bad[] = {
      {RightKind::kTrademark, "US", "2026-11-23", ErrorCode::kInvalid, "copyright only"},
      {RightKind::kTrademark, "CN", "2001-01-01", ErrorCode::kInvalid, "no law"},
      {RightKind::kTrademark, "RU", "2026-11-23", ErrorCode::kInvalid, "copyright and related rights only, not trademarks"},
      {RightKind::kTrademark, "KR", "2026-11-23", ErrorCode::kInvalid, "copyright only"},
      {RightKind::kDesignPatent, "JP", "2026-11-23", ErrorCode::kInvalid, "has not been checked"},
      {RightKind::kGeographicalIndication, "FR", "2024-01-01", ErrorCode::kInvalid, "no law"},
      {RightKind::kTrademark, "GB", "2026-11-23", ErrorCode::kUnsupported, "GB"},
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

// One that is taken by name only neither serves nor refuses by itself.
TEST(RegimeTest, WhatIsNoDefaultIsTakenByNameOnly) {
  EXPECT_FALSE(RegimeOf("cn-copyright-net-14").by_default);
  EXPECT_TRUE(RegimeOf("cn-copyright-net-14").Covers(RightKind::kCopyright));
  EXPECT_EQ(FindRegime(Regimes(), "cn-copyright-net-14")->id, "cn-copyright-net-14");
  const std::vector<Regime> only = {RegimeOf("cn-copyright-net-14")};
  EXPECT_EQ(ChooseRegime(only, RightKind::kCopyright, "CN", "2026-11-23").error().code, ErrorCode::kUnsupported);
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
      {"calendar: us, ", "", "days and months need a calendar"},
      {"start: counter", "start: Counter", "us-512c3.yaml: deadline restore: start \"Counter\" is not one of sent, counter, excuse, outcome"},
      {"start: counter, ", "", "deadline restore: start is missing"},
      {"then: restore", "then: restored", "us-512c3.yaml: deadline restore: then \"restored\" is not one of none, action, receipt, restore, outcome"},
      {"then: restore, ", "", "deadline restore: then is missing"},
      {"start: counter", "start: excuse", "an excuse extends another"},
      {"start: counter", "start: counter, extends: removal", "no other does"},
      {"start: counter", "start: excuse, extends: nothing", "extends \"nothing\" names no deadline"},
      {"start: counter", "start: excuse, extends: restore", "names no deadline that can be extended"},
      {"id: removal", "id: restore", "stands twice"},
      {"restores: after_term", "restores: later", "us-512c3.yaml: counter: restores \"later\" is not one of none, after_term, at_once, on_date"},
      {"  term: restore\n", "", "counter: term is missing"},
      {"restores: after_term", "restores: at_once", "counter: term goes with"},
      {"term: restore", "term: rest", "counter: term \"rest\" names no deadline"},
      {"term: restore", "term: removal", "must start: counter, then: restore"},
      {"blocks_renotice: false", "blocks_renotice: perhaps", "counter: blocks_renotice is true or false"},
      {"removed as a result of misidentification\"}}\n  rule: usc-512g3", "removed as a result of misidentification\"}}\n  rule: usc-1", "counter: rule \"usc-1\""},
      {"blocks_renotice: false", "block_renotice: false", "counter: unknown key \"block_renotice\""},
      {"\ncounter:", "\nrights_of_reply:", "unknown key"},
      {"templates: [en, zh]", "default: no way\ntemplates: [en, zh]", "default is true or false"},
      {"min: 10, max: 14", "min: 14, max: 10", "min no more than max"},
      {"min: 10, max: 14", "min: 10, max: 100000", "units"},
      {"min: 10, max: 14", "min: 10, max: 14, last_day_off: moves", "moves_on or stays"},
      {"templates: [en, zh]", "templates: [en, ru]", "us-512c3.ru.html"},
      {"id: us-512c3", "id: [", "us-512c3.yaml"},
  };
  for (const auto& c : cases) {
    fs::remove_all(dir);
    fs::create_directories(dir / "regimes");
    fs::copy(testing::LawDir() / "templates", dir / "templates", fs::copy_options::recursive);
    fs::copy(testing::LawDir() / "wording.yaml", dir / "wording.yaml");
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
  // A regime that says nothing of counter-notices is refused too.
  std::string text = good;
  const size_t at = text.find("\ncounter:");
  text.erase(at, text.find("\ntemplates:") - at);
  ASSERT_TRUE(WriteFileAtomic(dir / "regimes/us-512c3.yaml", text));
  EXPECT_THAT(LoadRegimes(dir).error().message, HasSubstr("us-512c3.yaml: counter is missing"));
  fs::remove_all(dir);
  EXPECT_EQ(LoadRegimes(dir).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace markwarden
