// A store whose clock the test turns, with leads, and a policy that asks for looks and draws everything.
#pragma once

#include "core/clock.h"
#include "service/flag_undo.h"
#include "service/looks.h"
#include "tests/service/store_fixture.h"

namespace markwarden {

class ReviewFixture : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    service_.reset();
    HurryReviews(dir_ / "store", "5", "100", "100");
    auto service = Service::Open({.store_dir = dir_ / "store", .data_dir = MARKWARDEN_SOURCE_DIR, .process = "test", .worker_program = {}, .clock = &clock_});
    ASSERT_TRUE(service) << service.error().message;
    service_ = std::move(*service);
    lin_ = Person("lin", "officer");
    wei_ = Person("wei", "reviewer");
    zhou_ = Person("zhou", "head");
    ASSERT_TRUE(ImportRightsFile(*service_, lin_, Write("rights.jsonl", kSampleRight)));
    ASSERT_TRUE(ImportFile(*service_, lin_, {.file = Write("offers.jsonl", kSampleListings)}));
    flag_ = First("suspected");
  }
  Id First(const std::string& verdict) {
    FlagQuery query;
    query.states = {"any"};
    query.verdict = verdict;
    const auto page = ListFlags(*service_, lin_, query);
    EXPECT_TRUE(page && !(*page)["items"].empty()) << verdict;
    return *ParseId(JsonText((*page)["items"][0], "id"));
  }
  Json Flag(Id id) {
    auto shown = ShowFlag(*service_, lin_, id);
    EXPECT_TRUE(shown) << shown.error().message;
    return *shown;
  }
  Json Say(const Scope& who, const char* act, const char* way = "page") {
    auto look = SayLook(*service_, who, flag_, {.act = act, .way = way, .hit = 0});
    EXPECT_TRUE(look) << look.error().message;
    return *look;
  }
  Result<Json> Case(const Scope& who) { return MakeCase(*service_, who, {.flags = {flag_}, .title = {}, .reason = "imitation", .basis = {}}); }
  Result<Json> Dismiss(const Scope& who, const std::string& reason = "genuine") {
    return DecideFlag(*service_, who, flag_, {.action = "dismiss", .reason = reason, .basis = {}, .note = {}});
  }
  void Later(std::chrono::milliseconds by) { clock_.Advance(by); }
  Json LastEvent(const std::string& kind) {
    EventQuery query;
    query.kind = kind;
    auto events = ListEvents(*service_, zhou_, query);
    EXPECT_TRUE(events && !(*events)["items"].empty()) << kind;
    return (*events)["items"][0];
  }

  FakeClock clock_{*ParseTime("2026-11-27T02:00:00Z")};
  Scope lin_, wei_, zhou_;
  Id flag_ = 0;
};

}  // namespace markwarden
