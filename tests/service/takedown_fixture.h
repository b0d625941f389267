// A store whose clock the test turns, with a notice that can be brought to any state.
#pragma once

#include <string>

#include "core/clock.h"
#include "service/follow_up_pass.h"
#include "service/notices.h"
#include "store/notices.h"
#include "service/transact.h"
#include "tests/service/store_fixture.h"

namespace markwarden {

class TakedownFixture : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    service_.reset();
    auto service = Service::Open({.store_dir = dir_ / "store", .data_dir = MARKWARDEN_SOURCE_DIR, .process = "test", .worker_program = {}, .clock = &clock_});
    ASSERT_TRUE(service) << service.error().message;
    service_ = std::move(*service);
    officer_ = Person("lin", "officer");
    head_ = Person("zhou", "head");
    ASSERT_TRUE(ImportRightsFile(*service_, officer_, Write("rights.jsonl", kSampleRight)));
    ASSERT_TRUE(ImportFile(*service_, officer_, {.file = Write("offers.jsonl", kSampleListings)}));
  }

  static Time At(const char* text) { return *ParseTime(text); }
  void Later(std::chrono::milliseconds by) { clock_.Advance(by); }

  Id Case() {
    if (case_ == 0) {
      const auto flags = ListFlags(*service_, officer_, {});
      EXPECT_TRUE(flags && !(*flags)["items"].empty());
      const auto made = MakeCase(*service_, officer_, {.flags = {*ParseId(JsonText((*flags)["items"][0], "id"))}, .title = {}, .reason = "imitation", .basis = "tm-57"});
      EXPECT_TRUE(made) << made.error().message;
      case_ = *ParseId(JsonText(*made, "id"));
    }
    return case_;
  }
  Result<Json> Draft(const std::string& regime = "cn-ecommerce-42", Json fields = *ParseJson(kNoticeFields)) {
    NoticeRequest request;
    request.case_id = Case();
    request.regime = regime;
    request.overrides = std::move(fields);
    request.overrides["signer"]["time"] = FormatTime(clock_.Now());
    return DraftNoticeFor(*service_, officer_, request);
  }
  Id Queued() {
    const auto drafted = Draft();
    EXPECT_TRUE(drafted) << drafted.error().message;
    EXPECT_EQ((*drafted)["state"], "queued") << drafted->dump();
    return *ParseId(JsonText(*drafted, "id"));
  }
  Result<Json> Act(const Scope& who, Id notice, const NoticeDeed& deed) { return ActOnNotice(*service_, who, notice, deed); }
  NoticeDeed Release() const { return {.act = "release", .reason = "compared today"}; }
  NoticeDeed Sending() const { return {.act = "send", .channel = "platform_form", .sent_at = FormatTime(clock_.Now()), .receipt = "P-42"}; }
  Id Sent() {
    const Id id = Queued();
    const auto released = Act(head_, id, Release());
    EXPECT_TRUE(released) << released.error().message;
    const auto sent = Act(officer_, id, Sending());
    EXPECT_TRUE(sent) << sent.error().message;
    return id;
  }
  Json Shown(Id notice) {
    const auto shown = ShowNotice(*service_, officer_, notice);
    EXPECT_TRUE(shown) << shown.error().message;
    return shown ? *shown : Json::object();
  }
  // As if a file had been uploaded.
  std::string Upload(const std::string& bytes) {
    const auto saved = Writing(*service_, [&](Transaction& tx) { return SaveBody(tx, "application/pdf", bytes); });
    EXPECT_TRUE(saved);
    return saved ? *saved : "";
  }
  FollowUpTotals Pass() {
    const auto totals = FollowUpPass(*service_);
    EXPECT_TRUE(totals) << totals.error().message;
    return totals ? *totals : FollowUpTotals{};
  }
  void ExpectRefused(const Result<Json>& done, ErrorCode code, const std::string& says) {
    ASSERT_FALSE(done) << says;
    EXPECT_EQ(done.error().code, code) << done.error().message;
    EXPECT_NE(done.error().message.find(says), std::string::npos) << done.error().message;
  }

  FakeClock clock_{*ParseTime("2026-02-02T02:00:00Z")};
  Scope officer_, head_;
  Id case_ = 0;
};

}  // namespace markwarden
