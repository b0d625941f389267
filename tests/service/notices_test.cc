// A notice's life: two people before it is sent, one to withdraw it, one outcome when two act at once.
#include "service/notices.h"

#include <thread>

#include "service/notice_drafts.h"
#include "tests/service/store_fixture.h"

namespace markwarden {
namespace {

class NoticesTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    officer_ = Person("lin", "officer");
    approver_ = Person("zhou", "head");  // the sample rests on rows of law that nobody has verified
    ASSERT_TRUE(ImportRightsFile(*service_, officer_, Write("rights.jsonl", kSampleRight)));
    ASSERT_TRUE(ImportFile(*service_, officer_, {.file = Write("offers.jsonl", kSampleListings)}));
  }
  Id Suspected() {
    const auto flags = ListFlags(*service_, officer_, {});
    EXPECT_TRUE(flags && !(*flags)["items"].empty());
    return *ParseId(JsonText((*flags)["items"][0], "id"));
  }
  // A complete notice, queued.
  Id Queued() {
    if (case_ == 0) {
      const auto made = MakeCase(*service_, officer_, {.flags = {Suspected()}, .title = {}, .reason = "imitation", .basis = "tm-57"});
      EXPECT_TRUE(made) << made.error().message;
      case_ = *ParseId(JsonText(*made, "id"));
    }
    NoticeRequest request;
    request.case_id = case_;
    request.regime = "cn-ecommerce-42";
    request.overrides = *ParseJson(kNoticeFields);
    const auto drafted = DraftNoticeFor(*service_, officer_, request);
    EXPECT_TRUE(drafted) << drafted.error().message;
    EXPECT_EQ((*drafted)["state"], "queued") << drafted->dump();
    return *ParseId(JsonText(*drafted, "id"));
  }
  Result<Json> Act(const Scope& who, Id notice, const NoticeDeed& deed) { return ActOnNotice(*service_, who, notice, deed); }
  static NoticeDeed Release(int64_t seen = 0) { return {.act = "release", .row_version = seen, .reason = "compared today"}; }
  NoticeDeed Sending() const { return {.act = "send", .channel = "platform_form", .sent_at = FormatTime(service_->clock().Now()), .receipt = "P-42"}; }
  Json Shown(Id notice, const Scope& who) {
    const auto shown = ShowNotice(*service_, who, notice);
    EXPECT_TRUE(shown) << shown.error().message;
    return shown ? *shown : Json::object();
  }
  void ExpectRefused(const Result<Json>& done, ErrorCode code, const char* says) {
    ASSERT_FALSE(done) << says;
    EXPECT_EQ(done.error().code, code) << done.error().message;
    EXPECT_NE(done.error().message.find(says), std::string::npos) << done.error().message;
  }

  Scope officer_, approver_;
  Id case_ = 0;
};

TEST_F(NoticesTest, TwoPeopleBeforeItIsSent) {
  const Id id = Queued();
  EXPECT_EQ(Shown(id, officer_)["may"], Json::array({"withdraw"})) << "the author cannot release it";
  EXPECT_EQ(Shown(id, approver_)["may"], Json::array({"give_back", "release", "withdraw"}));
  ExpectRefused(Act(officer_, id, Sending()), ErrorCode::kConflict, "queued");
  ExpectRefused(Act(officer_, id, Release()), ErrorCode::kDenied, "notice.release");

  const auto released = Act(approver_, id, Release());
  ASSERT_TRUE(released) << released.error().message;
  EXPECT_EQ((*released)["state"], "approved");
  EXPECT_EQ((*released)["approver"], IdToString(approver_.actor));
  EXPECT_EQ((*released)["sending"], nullptr);
  ExpectRefused(Act(approver_, id, Release()), ErrorCode::kConflict, "approved");

  const auto sent = Act(officer_, id, Sending());
  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_EQ((*sent)["state"], "sent");
  EXPECT_EQ((*sent)["sending"]["receipt"], "P-42");
  EXPECT_EQ((*sent)["sending"]["document_sha256"], (*sent)["pdf_sha256"]) << "the very bytes that were released";
  ExpectRefused(Act(officer_, id, Sending()), ErrorCode::kConflict, "sent");
  Json acts = (*sent)["acts"];
  ASSERT_EQ(acts.size(), 3u);
  EXPECT_EQ(acts[0]["act"], "queued");
  EXPECT_EQ(acts[1]["act"], "approved");
  EXPECT_EQ(acts[1]["actor"], "zhou");
  EXPECT_EQ(acts[1]["reason"], "compared today");
  EXPECT_EQ(acts[2]["act"], "sent");
}

// The head may draft and release, but not both with one notice.
TEST_F(NoticesTest, NobodyReleasesTheirOwn) {
  const Scope head = Person("wu", "head");
  officer_ = head;
  const Id id = Queued();
  ExpectRefused(Act(head, id, Release()), ErrorCode::kDenied, "notice.release");
  EXPECT_EQ(Shown(id, head)["may"], Json::array({"withdraw"}));
  EXPECT_TRUE(Act(Person("han", "head"), id, Release()));
}

// A row of law that nobody has compared with its text needs the head's recorded word.
TEST_F(NoticesTest, OnUnverifiedLawOnlyTheHeadReleases) {
  const Scope approver = Person("min", "approver");
  const Id id = Queued();
  ASSERT_FALSE(Shown(id, approver)["unverified"].empty());
  EXPECT_EQ(Shown(id, approver)["may"], Json::array({"give_back", "withdraw"}));
  ExpectRefused(Act(approver, id, Release()), ErrorCode::kDenied, "only the head may release it");
  ExpectRefused(Act(approver_, id, {.act = "release"}), ErrorCode::kInvalid, "needs a reason");
  EXPECT_EQ(Shown(id, approver_)["state"], "queued");
  EXPECT_TRUE(Act(approver_, id, Release()));
}

TEST_F(NoticesTest, AWithdrawalNeedsOnePersonAndAReason) {
  for (const char* state : {"queued", "approved", "sent"}) {
    const Id id = Queued();
    if (state != std::string("queued")) {
      ASSERT_TRUE(Act(approver_, id, Release()));
    }
    if (state == std::string("sent")) {
      ASSERT_TRUE(Act(officer_, id, Sending()));
    }
    ExpectRefused(Act(officer_, id, {.act = "withdraw", .reason = " \n"}), ErrorCode::kInvalid, "reason");
    ExpectRefused(Act(officer_, id, {.act = "withdraw", .reason = std::string(2001, 'x')}), ErrorCode::kInvalid, "longer");
    const auto withdrawn = Act(officer_, id, {.act = "withdraw", .reason = "the seller is authorised"});
    ASSERT_TRUE(withdrawn) << state << ": " << withdrawn.error().message;
    EXPECT_EQ((*withdrawn)["state"], "withdrawn");
    EXPECT_EQ((*withdrawn)["acts"].back()["reason"], "the seller is authorised");
    EXPECT_EQ((*withdrawn)["may"], Json::array()) << "nothing leads back";
    for (const char* act : {"release", "send", "withdraw"}) {
      NoticeDeed again = Sending();
      again.act = act;
      again.reason = "again";
      ExpectRefused(Act(act == std::string("release") ? approver_ : officer_, id, again), ErrorCode::kConflict, "withdrawn");
    }
  }
}

TEST_F(NoticesTest, WhatIsSaidOfASendingMustBePossible) {
  const Id id = Queued();
  ASSERT_TRUE(Act(approver_, id, Release()));
  const Time now = service_->clock().Now();
  const struct { const char* why; NoticeDeed deed; const char* says; } cases[] = {
      {"no way", {.act = "send", .channel = "", .sent_at = FormatTime(now)}, "platform_form"},
      {"an unknown way", {.act = "send", .channel = "pigeon", .sent_at = FormatTime(now)}, "platform_form"},
      {"no time", {.act = "send", .channel = "post", .sent_at = ""}, "say when"},
      {"a day without its hour", {.act = "send", .channel = "post", .sent_at = "2026-11-26"}, "say when"},
      {"in the future", {.act = "send", .channel = "post", .sent_at = FormatTime(now + std::chrono::hours(1))}, "still to come"},
      {"before it was released", {.act = "send", .channel = "post", .sent_at = FormatTime(now - std::chrono::hours(1))}, "released at"},
      {"an endless receipt", {.act = "send", .channel = "post", .sent_at = FormatTime(now), .receipt = std::string(201, '1')}, "longer"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.why);
    ExpectRefused(Act(officer_, id, c.deed), ErrorCode::kInvalid, c.says);
  }
  ExpectRefused(Act(officer_, id, {.act = "burn"}), ErrorCode::kInvalid, "give_back, release, send");
  EXPECT_EQ(Shown(id, officer_)["state"], "approved");
}

// A right that expired or was cancelled between draft and release.
TEST_F(NoticesTest, NothingIsReleasedOfARightThatEnded) {
  const struct { const char* field; const char* value; const char* says; } cases[] = {
      {"status", "cancelled", "cancelled"}, {"valid_to", "2026-11-01", "ended on 2026-11-01"}, {"valid_from", "2033-01-01", "only from 2033-01-01"}};
  for (const auto& c : cases) {
    const Id id = Queued();
    Json right = *ParseJson(kSampleRight);
    right[c.field] = c.value;
    ASSERT_TRUE(ImportRightsFile(*service_, officer_, Write("changed.jsonl", right.dump() + "\n")));
    ExpectRefused(Act(approver_, id, Release()), ErrorCode::kConflict, c.says);
    EXPECT_EQ(Shown(id, approver_)["state"], "queued");
    ASSERT_TRUE(ImportRightsFile(*service_, officer_, Write("rights.jsonl", kSampleRight)));
    EXPECT_TRUE(Act(approver_, id, Release())) << "in force again";
    // What ended after the release is not sent either.
    ASSERT_TRUE(ImportRightsFile(*service_, officer_, Write("changed.jsonl", right.dump() + "\n")));
    ExpectRefused(Act(officer_, id, Sending()), ErrorCode::kConflict, c.says);
    ASSERT_TRUE(ImportRightsFile(*service_, officer_, Write("rights.jsonl", kSampleRight)));
    ASSERT_TRUE(Act(officer_, id, {.act = "withdraw", .reason = "the next case drafts it anew"}));
  }
}

// What the second person sends back is mended by its author and goes the same way again.
TEST_F(NoticesTest, AQueuedOneGoesBackAndIsEdited) {
  const Id id = Queued();
  ExpectRefused(Act(officer_, id, {.act = "give_back", .reason = "mine"}), ErrorCode::kDenied, "notice.release");
  ExpectRefused(Act(approver_, id, {.act = "give_back"}), ErrorCode::kInvalid, "reason");
  ASSERT_TRUE(Act(approver_, id, {.act = "give_back", .reason = "the address is wrong"}));
  const Json draft = Shown(id, officer_);
  EXPECT_EQ(draft["state"], "draft");
  EXPECT_EQ(draft["acts"].back()["reason"], "the address is wrong");
  const auto stale = EditNotice(*service_, officer_, id, {{"right_holder", {{"address", "9 Road"}}}}, JsonInt(draft, "row_version").value_or(0) + 1);
  ExpectRefused(stale, ErrorCode::kConflict, "meanwhile");
  const auto blank = EditNotice(*service_, officer_, id, {{"right_holder", {{"address", ""}, {"email", ""}, {"phone", ""}}}}, 0);
  ASSERT_TRUE(blank) << blank.error().message;
  EXPECT_EQ((*blank)["state"], "draft");
  EXPECT_FALSE((*blank)["missing"].empty());
  const auto edited = EditNotice(*service_, officer_, id, {{"right_holder", {{"address", "9 Road"}, {"email", "a@zellvora.test"}}}, {"items", Json::array()}}, 0);
  ASSERT_TRUE(edited) << edited.error().message;
  EXPECT_EQ((*edited)["state"], "queued");
  EXPECT_EQ((*edited)["notice"]["items"].size(), 1u) << "what the machine established stays";
  EXPECT_NE((*edited)["pdf_sha256"], draft["pdf_sha256"]);
  ExpectRefused(EditNotice(*service_, officer_, id, Json::object(), 0), ErrorCode::kConflict, "no draft");
  EXPECT_TRUE(Act(approver_, id, Release()));
}

TEST_F(NoticesTest, OnlyWhatWasSeenIsActedOn) {
  const Id id = Queued();
  const int64_t seen = JsonInt(Shown(id, approver_), "row_version").value_or(0);
  ExpectRefused(Act(approver_, id, Release(seen + 1)), ErrorCode::kConflict, "meanwhile");
  ASSERT_TRUE(Act(approver_, id, Release(seen)));
  ExpectRefused(Act(officer_, id, {.act = "withdraw", .row_version = seen, .reason = "stale"}), ErrorCode::kConflict, "meanwhile");
  EXPECT_EQ(Shown(id, approver_)["state"], "approved");
}

// Approve and withdraw at once, from two people: one outcome, one event.
TEST_F(NoticesTest, OfTwoAtOnceExactlyOneGetsThrough) {
  int released = 0;
  for (int round = 0; round < 12; ++round) {
    const Id id = Queued();
    const int64_t seen = JsonInt(Shown(id, approver_), "row_version").value_or(0);
    Result<Json> first = Fail(ErrorCode::kInternal, ""), second = Fail(ErrorCode::kInternal, "");
    {
      std::jthread one([&] { first = Act(approver_, id, Release(seen)); });
      std::jthread two([&] { second = Act(officer_, id, {.act = "withdraw", .row_version = seen, .reason = "a mistake"}); });
    }
    EXPECT_NE(first.has_value(), second.has_value());
    released += first.has_value() ? 1 : 0;
    const Json shown = Shown(id, approver_);
    EXPECT_EQ(shown["state"], first ? "approved" : "withdrawn");
    EXPECT_EQ(shown["acts"].size(), 2u) << shown["acts"].dump();
    if (first) {
      ASSERT_TRUE(Act(officer_, id, {.act = "withdraw", .reason = "the next round drafts it anew"}));
    }
  }
  RecordProperty("released", released);
}

TEST_F(NoticesTest, AnotherOrganisationsDoesNotExist) {
  const Id id = Queued();
  Scope stranger = approver_;
  stranger.org = 4711;
  ExpectRefused(Act(stranger, id, Release()), ErrorCode::kNotFound, "no notice");
  ExpectRefused(ShowNotice(*service_, stranger, id), ErrorCode::kNotFound, "no notice");
}

}  // namespace
}  // namespace markwarden
