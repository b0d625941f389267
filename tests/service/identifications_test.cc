// Asking a right's holder: what the holder sees, what is signed, one answer of two at once, and where the answer goes.
#include "service/identifications.h"

#include <thread>

#include "core/event.h"
#include "core/file.h"
#include "service/case_acts.h"
#include "service/evidence.h"
#include "service/transact.h"
#include "store/deadlines.h"
#include "store/events.h"
#include "store/identifications.h"
#include "store/listings.h"
#include "tests/service/store_fixture.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;

const std::string kFront(64, 'a'), kBack(64, 'b');

class IdentificationsTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    officer_ = Person("lin", "officer");
    ASSERT_TRUE(ImportRightsFile(*service_, officer_, Write("rights.jsonl", kSampleRight)));
    std::string listings = kSampleListings;
    listings.insert(listings.find("\"category\""), R"("images":["https://shopx.example/front.jpg","https://shopx.example/back.jpg","https://shopx.example/none.jpg"],)");
    ASSERT_TRUE(ImportFile(*service_, officer_, {.file = Write("offers.jsonl", listings)}));
    const auto rights = ListRights(*service_, officer_);
    ASSERT_TRUE(rights);
    right_ = JsonText((*rights)["items"][0], "id");
    const auto flags = ListFlags(*service_, officer_, {});
    ASSERT_TRUE(flags && !(*flags)["items"].empty());
    flag_ = *ParseId(JsonText((*flags)["items"][0], "id"));
    // Two of its pictures are at hand.
    const Status linked = Writing(*service_, [&](Transaction& tx) -> Status {
      for (const auto& [url, sha256] : {std::pair<const char*, std::string>{"https://shopx.example/front.jpg", kFront}, {"https://shopx.example/back.jpg", kBack}}) {
        Result<std::optional<FlagDetail>> detail = FindFlagDetail(tx.db(), officer_, flag_);
        if (!detail) return Fail(detail);
        if (auto done = LinkPicture(tx, url, (*detail)->capture.id, sha256); !done) return Fail(done);
      }
      return Ok();
    });
    ASSERT_TRUE(linked) << linked.error().message;
    holder_ = Person("wu", "holder", {right_});
  }
  Id MadeCase() {
    const auto made = MakeCase(*service_, officer_, {.flags = {flag_}, .title = "Zellvora", .reason = "imitation", .basis = "tm-57"});
    EXPECT_TRUE(made) << made.error().message;
    return *ParseId(JsonText(*made, "id"));
  }
  Id Asked() {
    if (case_ == 0) case_ = MadeCase();
    const auto asked = AskIdentification(*service_, officer_, {.flag = flag_, .question = "Is the label yours?", .pictures = {}});
    EXPECT_TRUE(asked) << asked.error().message;
    return asked ? *ParseId(JsonText(*asked, "id")) : 0;
  }
  static IdentificationAnswer Fake(int64_t seen = 0) {
    return {.verdict = "fake", .reasons = "Wrong stitching.\nThe label is not ours.", .signer = "吴芳", .position = "法务", .language = "zh", .row_version = seen};
  }
  void ExpectRefused(const Result<Json>& done, ErrorCode code, const char* says) {
    ASSERT_FALSE(done) << says;
    EXPECT_EQ(done.error().code, code) << done.error().message;
    EXPECT_NE(done.error().message.find(says), std::string::npos) << done.error().message;
  }
  std::vector<Event> EventsOf(Id id) {
    const auto events = Reading(*service_, [&](CaseDb& db) { return ListEvents(db, officer_, EventFilter{.kind = "identification.", .subject_kind = "identification", .subject = id}); });
    EXPECT_TRUE(events);
    return {events->rows.rbegin(), events->rows.rend()};
  }
  std::string TermState(Id id) {
    const auto terms = Reading(*service_, [&](CaseDb& db) {
      DeadlineFilter filter;
      filter.subject_kind = "identification";
      filter.subject = id;
      return ListDeadlines(db, officer_, filter);
    });
    EXPECT_TRUE(terms && terms->rows.size() == 1u);
    return terms->rows.front().state;
  }

  Scope officer_, holder_;
  std::string right_;
  Id flag_ = 0, case_ = 0;
};

TEST_F(IdentificationsTest, AHolderSeesTheQuestionAndNothingOfTheCase) {
  const Id id = Asked();
  const auto seen = ShowIdentification(*service_, holder_, id);
  ASSERT_TRUE(seen) << seen.error().message;
  EXPECT_EQ((*seen)["question"], "Is the label yours?");
  EXPECT_EQ((*seen)["pictures"], Json({kFront, kBack})) << "all that are at hand";
  EXPECT_EQ((*seen)["listing"]["title"], "Z.e.l.l.v.o.r.a 运动鞋 高仿 1:1");
  EXPECT_EQ((*seen)["listing"]["platform"], "shopx");
  EXPECT_EQ((*seen)["listing"]["price"]["amount"], "99.00");
  EXPECT_EQ((*seen)["right"]["right_id"], "tm-1");
  EXPECT_EQ((*seen)["may"], Json::array({"answer"}));
  std::vector<std::string> keys;
  for (const auto& [key, value] : seen->items()) keys.push_back(key);
  const std::vector<std::string> allowed = {"asked_at", "due", "id", "listing", "may", "pictures", "position", "question", "reasons", "right",
                                            "row_version", "signed_at", "signer", "state", "statement_sha256", "verdict"};
  EXPECT_EQ(keys, allowed) << "neither case nor flag nor address nor who asks";
  const auto listed = ListIdentifications(*service_, holder_, {});
  ASSERT_TRUE(listed);
  ASSERT_EQ((*listed)["items"].size(), 1u);
  EXPECT_EQ((*listed)["items"][0], *seen);
  ExpectRefused(ListIdentifications(*service_, holder_, {.case_id = case_}), ErrorCode::kInvalid, "by case");
  // Whoever holds another right, or none, learns of nothing.
  for (const Scope& other : {Person("no", "holder"), Person("na", "agent")}) {
    ExpectRefused(ShowIdentification(*service_, other, id), ErrorCode::kNotFound, "no identification");
    ExpectRefused(AnswerIdentification(*service_, other, id, Fake()), ErrorCode::kNotFound, "no identification");
    EXPECT_TRUE((*ListIdentifications(*service_, other, {}))["items"].empty());
  }
  Scope stranger = officer_;
  stranger.org = 4711;
  ExpectRefused(ShowIdentification(*service_, stranger, id), ErrorCode::kNotFound, "no identification");
  // The bureau sees it whole.
  const auto whole = ShowIdentification(*service_, officer_, id);
  ASSERT_TRUE(whole);
  EXPECT_EQ((*whole)["case"], IdToString(case_));
  EXPECT_EQ((*whole)["flag"], IdToString(flag_));
  EXPECT_EQ((*whole)["may"], Json::array({"withdraw"}));
}

TEST_F(IdentificationsTest, WhatIsAskedIsChecked) {
  ExpectRefused(AskIdentification(*service_, officer_, {.flag = flag_, .question = "x"}), ErrorCode::kConflict, "no open case");
  ExpectRefused(AskIdentification(*service_, officer_, {.flag = 5, .question = "x"}), ErrorCode::kNotFound, "no flag");
  case_ = MadeCase();
  const struct { const char* why; std::string question; std::vector<std::string> pictures; const char* says; } cases[] = {
      {"nothing asked", " \n", {}, "missing"},
      {"too long", std::string(4001, 'x'), {}, "longer than 4000"},
      {"not UTF-8", "\xff", {}, "UTF-8"},
      {"another listing's picture", "x", {std::string(64, 'c')}, "shows no picture"},
      {"no digest", "x", {"front.jpg"}, "shows no picture"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.why);
    ExpectRefused(AskIdentification(*service_, officer_, {.flag = flag_, .question = c.question, .pictures = c.pictures}), ErrorCode::kInvalid, c.says);
  }
  const auto chosen = AskIdentification(*service_, officer_, {.flag = flag_, .question = std::string(4000, 'x'), .pictures = {kBack, kBack}});
  ASSERT_TRUE(chosen) << chosen.error().message;
  EXPECT_EQ((*chosen)["pictures"], Json::array({kBack}));
  EXPECT_GT(*ParseTime(JsonText(*chosen, "due")), service_->clock().Now() + std::chrono::hours(4 * 24));
}

TEST_F(IdentificationsTest, WhatWasSignedIsShownAgainByteForByte) {
  const Id id = Asked();
  EXPECT_FALSE(ShowStatement(*service_, officer_, id)) << "nothing is signed yet";
  EXPECT_EQ(TermState(id), "running");
  const auto answered = AnswerIdentification(*service_, holder_, id, Fake());
  ASSERT_TRUE(answered) << answered.error().message;
  EXPECT_EQ((*answered)["state"], "answered");
  EXPECT_EQ((*answered)["verdict"], "fake");
  EXPECT_EQ((*answered)["may"], Json::array());
  EXPECT_EQ(TermState(id), "met");
  const auto statement = ShowStatement(*service_, holder_, id);
  ASSERT_TRUE(statement) << statement.error().message;
  EXPECT_EQ(Sha256Hex(*statement), (*answered)["statement_sha256"]);
  for (const char* fact : {"辨认意见书", "Is the label yours?", "    Wrong stitching.\n    The label is not ours.\n", "吴芳", "法务", "99.00 CNY"}) {
    EXPECT_NE(statement->find(fact), std::string::npos) << fact << "\n" << *statement;
  }
  EXPECT_NE(statement->find(kFront), std::string::npos);
  EXPECT_EQ(*ShowStatement(*service_, officer_, id), *statement);
  // A changed listing or right does not change what was asked and signed.
  Json right = *ParseJson(kSampleRight);
  right["title"] = "Renamed";
  ASSERT_TRUE(ImportRightsFile(*service_, officer_, Write("changed.jsonl", right.dump() + "\n")));
  EXPECT_EQ(*ShowStatement(*service_, officer_, id), *statement);
  // Names and reasons are in the erasable part of the log alone.
  const std::vector<Event> events = EventsOf(id);
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].kind, "identification.asked");
  EXPECT_EQ(events[1].kind, "identification.answered");
  EXPECT_EQ(events[1].actor_name, "wu");
  EXPECT_EQ(events[1].org, officer_.org) << "the answer is in the log of the bureau that asked";
  EXPECT_EQ(events[1].detail["verdict"], "fake");
  EXPECT_EQ(events[1].detail["statement"], (*answered)["statement_sha256"]);
  for (const char* personal : {"吴芳", "stitching", "label yours"}) {
    for (const Event& event : events) EXPECT_EQ(event.detail.dump().find(personal), std::string::npos) << personal;
  }
  EXPECT_EQ((*events[1].personal)["signer"], "吴芳");
}

TEST_F(IdentificationsTest, TheFirstAnswerStands) {
  const Id id = Asked();
  ASSERT_TRUE(AnswerIdentification(*service_, holder_, id, Fake()));
  IdentificationAnswer other = Fake();
  other.verdict = "genuine";
  ExpectRefused(AnswerIdentification(*service_, holder_, id, other), ErrorCode::kConflict, "answered already");
  ExpectRefused(WithdrawIdentification(*service_, officer_, id, "", 0), ErrorCode::kConflict, "answered already");
  EXPECT_EQ((*ShowIdentification(*service_, officer_, id))["verdict"], "fake");
}

TEST_F(IdentificationsTest, AnAnswerIsCheckedAndOnWhatWasSeen) {
  const Id id = Asked();
  const struct { const char* why; void (*spoil)(IdentificationAnswer&); const char* says; } cases[] = {
      {"no verdict", [](IdentificationAnswer& a) { a.verdict = "maybe"; }, "genuine, fake or cannot_tell"},
      {"no reasons", [](IdentificationAnswer& a) { a.reasons = " "; }, "missing"},
      {"endless reasons", [](IdentificationAnswer& a) { a.reasons = std::string(8001, 'x'); }, "longer than 8000"},
      {"nobody signs", [](IdentificationAnswer& a) { a.signer = ""; }, "missing"},
      {"an endless name", [](IdentificationAnswer& a) { a.signer = std::string(201, 'x'); }, "longer than 200"},
      {"no position", [](IdentificationAnswer& a) { a.position = "\t"; }, "missing"},
      {"not UTF-8", [](IdentificationAnswer& a) { a.position = "\xfe"; }, "UTF-8"},
      {"a language without a form", [](IdentificationAnswer& a) { a.language = "ru"; }, "zh or en"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.why);
    IdentificationAnswer answer = Fake();
    c.spoil(answer);
    ExpectRefused(AnswerIdentification(*service_, holder_, id, answer), ErrorCode::kInvalid, c.says);
  }
  const int64_t seen = *JsonInt(*ShowIdentification(*service_, holder_, id), "row_version");
  ExpectRefused(AnswerIdentification(*service_, holder_, id, Fake(seen + 1)), ErrorCode::kConflict, "meanwhile");
  ExpectRefused(AnswerIdentification(*service_, officer_, id, Fake()), ErrorCode::kDenied, "identification.answer");
  // A holder's role in the bureau's own organisation is not the right.
  Scope both = officer_;
  both.roles.insert(Role::kHolder);
  ExpectRefused(AnswerIdentification(*service_, both, id, Fake()), ErrorCode::kDenied, "holds the right");
  IdentificationAnswer longest = Fake(seen);
  longest.reasons = std::string(8000, 'x');
  longest.language = "en";
  ASSERT_TRUE(AnswerIdentification(*service_, holder_, id, longest));
  EXPECT_EQ(ShowStatement(*service_, officer_, id)->find("Identification by the right's holder"), 0u);
}

TEST_F(IdentificationsTest, AQuestionIsTakenBackByWhoAsked) {
  const Id id = Asked();
  ExpectRefused(WithdrawIdentification(*service_, holder_, id, "", 0), ErrorCode::kDenied, "identification.ask");
  ExpectRefused(WithdrawIdentification(*service_, officer_, id, "", 99), ErrorCode::kConflict, "meanwhile");
  ExpectRefused(WithdrawIdentification(*service_, officer_, id, std::string(2001, 'x'), 0), ErrorCode::kInvalid, "longer");
  const auto withdrawn = WithdrawIdentification(*service_, officer_, id, "asked twice", 0);
  ASSERT_TRUE(withdrawn) << withdrawn.error().message;
  EXPECT_EQ((*withdrawn)["state"], "withdrawn");
  EXPECT_EQ(TermState(id), "stopped");
  EXPECT_EQ((*EventsOf(id).back().personal)["reason"], "asked twice");
  ExpectRefused(AnswerIdentification(*service_, holder_, id, Fake()), ErrorCode::kConflict, "withdrawn already");
}

// Two people of the holder answer, and the officer withdraws, at once: one outcome, one event.
TEST_F(IdentificationsTest, OfThreeAtOnceExactlyOneGetsThrough) {
  const Scope second = Person("wei", "holder", {right_});
  std::map<std::string, int> outcomes;
  for (int round = 0; round < 12; ++round) {
    const Id id = Asked();
    const int64_t seen = *JsonInt(*ShowIdentification(*service_, officer_, id), "row_version");
    IdentificationAnswer genuine = Fake(seen);
    genuine.verdict = "genuine";
    Result<Json> first = Fail(ErrorCode::kInternal, ""), other = first, withdrawn = first;
    {
      std::jthread one([&] { first = AnswerIdentification(*service_, holder_, id, Fake(seen)); });
      std::jthread two([&] { other = AnswerIdentification(*service_, second, id, genuine); });
      std::jthread three([&] { withdrawn = WithdrawIdentification(*service_, officer_, id, "", seen); });
    }
    ASSERT_EQ(first.has_value() + other.has_value() + withdrawn.has_value(), 1);
    for (const Result<Json>* result : {&first, &other, &withdrawn}) {
      if (!*result) {
        EXPECT_EQ(result->error().code, ErrorCode::kConflict) << result->error().message;
      }
    }
    const Json shown = *ShowIdentification(*service_, officer_, id);
    EXPECT_EQ(shown["state"], withdrawn ? "withdrawn" : "answered");
    EXPECT_EQ(shown["verdict"], first ? Json("fake") : other ? Json("genuine") : Json(nullptr));
    EXPECT_EQ(EventsOf(id).size(), 2u);
    ++outcomes[JsonText(shown, "state")];
  }
  RecordProperty("answered", outcomes["answered"]);
}

TEST_F(IdentificationsTest, TheAnswerIsEvidenceOfACaseAndOfANotice) {
  const Id open = Asked(), id = Asked();
  ASSERT_TRUE(AnswerIdentification(*service_, holder_, id, Fake()));
  const auto last = Reading(*service_, [&](CaseDb& db) { return LastAnswer(db, flag_); });
  ASSERT_TRUE(last && *last);
  EXPECT_EQ((*last)->id, id);
  const auto none = Reading(*service_, [&](CaseDb& db) { return LastAnswer(db, 5); });
  ASSERT_TRUE(none);
  EXPECT_FALSE(*none);

  fs::create_directories(dir_ / "out");
  const auto made = ExportEvidence(*service_, officer_, {.case_id = case_, .language = "zh", .to = dir_ / "out"});
  ASSERT_TRUE(made) << made.error().message;
  const fs::path folder = JsonText(*made, "folder");
  const auto report = ParseJson(*ReadFile(folder / "data/identifications.json"));
  ASSERT_TRUE(report);
  ASSERT_EQ((*report)["items"].size(), 1u) << "answered ones alone";
  const Json& item = (*report)["items"][0];
  EXPECT_EQ(item["identification"], IdToString(id));
  EXPECT_EQ(item["verdict"], "fake");
  EXPECT_EQ(*ReadFile(folder / "data" / JsonText(item, "file")), *ShowStatement(*service_, officer_, id));
  const auto record = ParseJson(*ReadFile(folder / "data/record.json"));
  EXPECT_EQ((*record)["identifications"][0]["sha256"], item["sha256"]);
  const std::string custody = *ReadFile(folder / "data/custody.jsonl");
  for (const char* kind : {"identification.asked", "identification.answered"}) EXPECT_NE(custody.find(kind), std::string::npos) << kind;
  EXPECT_EQ(custody.find("吴芳"), std::string::npos);
  EXPECT_EQ(JsonText(*VerifyEvidence(folder), "result"), "whole");
  ASSERT_TRUE(WriteFileAtomic(folder / "data" / JsonText(item, "file"), *ReadFile(folder / "data" / JsonText(item, "file")) + " "));
  EXPECT_EQ(JsonText(*VerifyEvidence(folder), "result"), "broken") << "a signed statement is checked like every other file";

  const auto evidence = [&] {
    NoticeRequest request;
    request.case_id = case_;
    request.regime = "cn-ecommerce-42";
    const auto drafted = DraftNoticeFor(*service_, officer_, request);
    EXPECT_TRUE(drafted) << drafted.error().message;
    const auto notice = Reading(*service_, [&](CaseDb& db) { return FindNotice(db, officer_, *ParseId(JsonText(*drafted, "id"))); });
    Json found = Json::array();
    for (const Json& piece : (*notice)->payload["prima_facie_evidence"]) {
      if (piece["kind"] == "identification") found.push_back(piece);
    }
    return found;
  };
  ASSERT_EQ(evidence().size(), 1u);
  EXPECT_EQ(evidence()[0]["ref"], IdToString(id));
  EXPECT_EQ(evidence()[0]["sha256"], item["sha256"]);
  // The last word counts.
  IdentificationAnswer genuine = Fake();
  genuine.verdict = "genuine";
  ASSERT_TRUE(AnswerIdentification(*service_, holder_, open, genuine));
  NoticeRequest request;
  request.case_id = case_;
  request.regime = "cn-ecommerce-42";
  ExpectRefused(DraftNoticeFor(*service_, officer_, request), ErrorCode::kConflict, "identified the goods as genuine");
}

TEST_F(IdentificationsTest, ACaseIsNotClosedOverAnOpenQuestion) {
  const Id id = Asked();
  const Scope head = Person("zhou", "head");
  const CaseDeed close{.act = "close", .outcome = "genuine", .reason = "the holder says so"};
  ExpectRefused(ActOnCase(*service_, head, case_, close), ErrorCode::kConflict, "has not answered");
  ASSERT_TRUE(WithdrawIdentification(*service_, officer_, id, "", 0));
  EXPECT_TRUE(ActOnCase(*service_, head, case_, close));
}

}  // namespace
}  // namespace markwarden
