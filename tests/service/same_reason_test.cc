// A platform that takes a reason once a listing: the second report needs another code, and is told which are left.
#include "service/notices.h"

#include "service/notice_drafts.h"
#include "tests/service/store_fixture.h"

namespace markwarden {
namespace {

constexpr const char* kAuctions =
    R"({"url":"https://ebay.example/itm/1","platform":"ebay","item_id":"1","title":"Z.e.l.l.v.o.r.a 运动鞋 高仿 1:1","price":{"amount":"99.00","currency":"CNY"},"category":["鞋"],"seller":{"name":"Night stall","id":"s1"}})" "\n";

class SameReasonTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    officer_ = Person("lin", "officer");
    head_ = Person("zhou", "head");
    ASSERT_TRUE(ImportRightsFile(*service_, officer_, Write("rights.jsonl", kSampleRight)));
    ASSERT_TRUE(ImportFile(*service_, officer_, {.file = Write("offers.jsonl", kAuctions)}));
    const auto flags = ListFlags(*service_, officer_, {});
    ASSERT_TRUE(flags && !(*flags)["items"].empty());
    const auto made = MakeCase(*service_, officer_, {.flags = {*ParseId(JsonText((*flags)["items"][0], "id"))}, .title = {}, .reason = "imitation", .basis = "tm-57"});
    ASSERT_TRUE(made) << made.error().message;
    case_ = *ParseId(JsonText(*made, "id"));
  }
  Result<Json> Draft(const std::string& reason = "") {
    NoticeRequest request;
    request.case_id = case_;
    request.regime = "cn-ecommerce-42";
    request.overrides = *ParseJson(kNoticeFields);
    if (!reason.empty()) request.overrides["recipient"]["reason"] = reason;
    return DraftNoticeFor(*service_, officer_, request);
  }
  // Released and sent by hand; gives its id.
  Id Sent(const Result<Json>& drafted) {
    EXPECT_TRUE(drafted) << drafted.error().message;
    const Id id = *ParseId(JsonText(*drafted, "id"));
    const auto released = ActOnNotice(*service_, head_, id, {.act = "release", .reason = "compared today"});
    EXPECT_TRUE(released) << released.error().message;
    const auto sent = ActOnNotice(*service_, officer_, id, {.act = "send", .channel = "platform_form", .sent_at = FormatTime(service_->clock().Now())});
    EXPECT_TRUE(sent) << sent.error().message;
    return id;
  }
  std::string ReasonOf(Id notice) {
    const auto shown = ShowNotice(*service_, officer_, notice);
    EXPECT_TRUE(shown);
    return shown ? JsonText((*shown)["notice"]["recipient"], "reason") : "";
  }
  void ExpectLeft(const Result<Json>& drafted, const std::string& left, const std::string& gone) {
    ASSERT_FALSE(drafted) << drafted->dump();
    EXPECT_EQ(drafted.error().code, ErrorCode::kConflict);
    EXPECT_NE(drafted.error().message.find(left), std::string::npos) << drafted.error().message;
    EXPECT_EQ(drafted.error().message.find(gone + " ("), std::string::npos) << drafted.error().message;
  }

  Scope officer_, head_;
  Id case_ = 0;
};

TEST_F(SameReasonTest, EachReportHasAReasonOfItsOwn) {
  const Id first = Sent(Draft());
  EXPECT_EQ(ReasonOf(first), "9052") << "which code was given is part of the record";
  ASSERT_TRUE(ActOnNotice(*service_, officer_, first, {.act = "close", .reason = "no answer"}));
  ExpectLeft(Draft(), "reasons left: 9037", "9052");

  const Id second = Sent(Draft("9037"));
  EXPECT_EQ(ReasonOf(second), "9037");
  // What was withdrawn after it went out was reported all the same.
  ASSERT_TRUE(ActOnNotice(*service_, officer_, second, {.act = "withdraw", .reason = "imported lawfully"}));
  ExpectLeft(Draft("9037"), "reasons left: 7052", "9037");
  const auto third = Draft("7052");
  ASSERT_TRUE(third) << third.error().message;
  const Id last = *ParseId(JsonText(*third, "id"));

  // Changed after it was drafted, it is stopped where it would be released.
  const auto given_back = ActOnNotice(*service_, head_, last, {.act = "give_back", .reason = "another reason"});
  ASSERT_TRUE(given_back) << given_back.error().message;
  ASSERT_TRUE(EditNotice(*service_, officer_, last, {{"recipient", {{"reason", "9052"}}}}, 0));
  const auto released = ActOnNotice(*service_, head_, last, {.act = "release", .reason = "compared today"});
  ASSERT_FALSE(released);
  EXPECT_NE(released.error().message.find("for the reason 9052"), std::string::npos) << released.error().message;
}

}  // namespace
}  // namespace markwarden
