// The outbox against a platform on loopback: once, the same bytes, and an honest word on what became of it.
#include "service/outbox.h"

#include "service/counter_notices.h"
#include "service/outbox_policy.h"
#include "service/uploads.h"
#include "tests/service/outbox_fixture.h"

namespace markwarden {
namespace {

class OutboxTest : public OutboxFixture {};

TEST_F(OutboxTest, WhatAPersonPutsInGoesOutOnce) {
  const Id notice = Released();
  EXPECT_EQ(Pass().accepted, 0) << "no timer sends what nobody put in";
  EXPECT_EQ(desk_.requests().size(), 0u);
  const Id delivery = MustPut(notice);
  EXPECT_EQ(State(notice), "approved");
  EXPECT_EQ(Notice(notice)["approver"], IdToString(head_.actor)) << "putting in is no approval";
  EXPECT_EQ(Pass().accepted, 1);
  const auto requests = desk_.requests();
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0].method, "POST");
  EXPECT_EQ(requests[0].Header("authorization"), "Bearer s3cret");
  EXPECT_FALSE(requests[0].Header("idempotency-key").empty());
  EXPECT_EQ((*ParseJson(requests[0].body))["items"][0]["url"], "https://shopx.example/item/1");
  const Json shown = Shown(delivery);
  EXPECT_EQ(shown["state"], "accepted");
  EXPECT_EQ(shown["receipt"], "C-1");
  EXPECT_EQ(shown["body_sha256"], Sha256Hex(requests[0].body)) << "the very bytes";
  const Json sent = Notice(notice);
  EXPECT_EQ(sent["state"], "sent");
  EXPECT_EQ(sent["sending"]["channel"], "platform_form");
  EXPECT_EQ(sent["sending"]["receipt"], "C-1");
  EXPECT_EQ(sent["sending"]["delivery"], IdToString(delivery));
  EXPECT_EQ(Pass().accepted, 0);
  EXPECT_EQ(desk_.requests().size(), 1u);
  EXPECT_EQ(Events("notice.sent"), 1u);
  // Nothing that is shown or logged holds the secret.
  const auto events = ListEvents(*service_, head_, {.subject_kind = {}, .subject = 0, .kind = {}, .cursor = {}, .limit = 200});
  EXPECT_EQ(events->dump().find("s3cret"), std::string::npos);
  EXPECT_EQ(ShowConnector(*service_, head_, "desk")->dump().find("s3cret"), std::string::npos);
}

TEST_F(OutboxTest, OnlyWhatWasReleasedGoesIn) {
  const Id notice = Released();
  const Scope reviewer = Person("min", "reviewer");
  ExpectRefused(DeliverNotice(*service_, reviewer, notice, {.channel = "connector", .connector = "desk"}), ErrorCode::kDenied, "notice.send");
  ExpectRefused(DeliverNotice(*service_, officer_, notice, {.channel = "pigeon"}), ErrorCode::kInvalid, "email, connector, batch");
  ExpectRefused(DeliverNotice(*service_, officer_, notice, {.channel = "connector"}), ErrorCode::kInvalid, "a connector is named");
  ExpectRefused(DeliverNotice(*service_, officer_, notice, {.channel = "email", .connector = "desk"}), ErrorCode::kInvalid, "a connector is named");
  ExpectRefused(DeliverNotice(*service_, officer_, notice, {.channel = "connector", .connector = "other"}), ErrorCode::kNotFound, "no connector");
  ExpectRefused(DeliverNotice(*service_, officer_, notice, {.channel = "email"}), ErrorCode::kNotFound, "mail.yaml");
  ExpectRefused(DeliverNotice(*service_, officer_, notice, {.channel = "connector", .connector = "desk", .row_version = Version(notice) + 1}), ErrorCode::kConflict, "meanwhile");
  Scope stranger = officer_;
  stranger.org = 4711;
  ExpectRefused(DeliverNotice(*service_, stranger, notice, {.channel = "connector", .connector = "desk"}), ErrorCode::kNotFound, "no notice");
  // Drafted by the program and released by one person: another sends it.
  Sql("UPDATE notice SET author_id = 13 WHERE id = " + IdToString(notice));
  ExpectRefused(DeliverNotice(*service_, head_, notice, {.channel = "connector", .connector = "desk"}), ErrorCode::kDenied, "another person");
  ExpectRefused(ActOnNotice(*service_, head_, notice, {.act = "send", .channel = "post", .sent_at = FormatTime(service_->clock().Now())}), ErrorCode::kDenied, "another person");
  // The right ended between release and sending.
  Json right = *ParseJson(kSampleRight);
  right["status"] = "cancelled";
  ASSERT_TRUE(ImportRightsFile(*service_, officer_, Write("changed.jsonl", right.dump() + "\n")));
  ExpectRefused(Put(notice), ErrorCode::kConflict, "cancelled");
  ASSERT_TRUE(ImportRightsFile(*service_, officer_, Write("rights.jsonl", kSampleRight)));
  const Id delivery = MustPut(notice);
  // And between putting in and sending.
  ASSERT_TRUE(ImportRightsFile(*service_, officer_, Write("changed.jsonl", right.dump() + "\n")));
  EXPECT_EQ(Pass().refused, 1);
  EXPECT_EQ(desk_.requests().size(), 0u);
  EXPECT_EQ(Shown(delivery)["state"], "refused");
  EXPECT_EQ(Tasks("delivery_refused").size(), 1u);
}

// A double click, or a request that is sent again: one delivery.
TEST_F(OutboxTest, TheSameRequestTwiceIsOneDelivery) {
  for (int round = 0; round < 4; ++round) {
    const Id notice = Released();
    const int64_t seen = Version(notice);
    std::vector<Result<Json>> answers(6, Fail(ErrorCode::kInternal, ""));
    {
      std::vector<std::jthread> clicks;
      for (Result<Json>& answer : answers) {
        clicks.emplace_back([&] { answer = DeliverNotice(*service_, officer_, notice, {.channel = "connector", .connector = "desk", .row_version = seen}); });
      }
    }
    int created = 0;
    for (const Result<Json>& answer : answers) {
      ASSERT_TRUE(answer) << answer.error().message;
      EXPECT_EQ((*answer)["id"], (*answers[0])["id"]);
      created += (*answer)["created"] == true ? 1 : 0;
    }
    EXPECT_EQ(created, 1);
    EXPECT_EQ(Pass().accepted, 1);
    const auto replayed = DeliverNotice(*service_, officer_, notice, {.channel = "connector", .connector = "desk", .row_version = seen});
    ASSERT_TRUE(replayed) << "a replay after it went out";
    EXPECT_EQ((*replayed)["created"], false);
    EXPECT_EQ((*replayed)["state"], "accepted");
    EXPECT_EQ(Pass().accepted, 0);
    EXPECT_EQ(desk_.complaints(), static_cast<size_t>(round + 1));
    EXPECT_EQ(desk_.requests().size(), static_cast<size_t>(round + 1));
    ASSERT_TRUE(ActOnNotice(*service_, officer_, notice, {.act = "withdraw", .reason = "next round"}));
    Sql("UPDATE delivery SET state = 'cancelled' WHERE what = 'withdrawal'");
  }
}

TEST_F(OutboxTest, ABusyPlatformIsAskedAgainWithTheSameBytes) {
  const Id notice = Released();
  const Id delivery = MustPut(notice);
  desk_.Next({.status = 503});
  desk_.Next({.status = 429, .headers = {"Retry-After: 7200"}});
  EXPECT_EQ(Pass().put_off, 1);
  EXPECT_EQ(Shown(delivery)["state"], "waiting");
  EXPECT_EQ(State(notice), "approved");
  EXPECT_EQ(Pass().put_off, 0) << "its time has not come";
  Due(delivery);
  const Time before = service_->clock().Now();
  EXPECT_EQ(Pass().put_off, 1);
  EXPECT_GE(*ParseTime(JsonText(Shown(delivery), "next_at")), before + std::chrono::seconds(7199)) << "as the platform asked";
  Due(delivery);
  EXPECT_EQ(Pass().accepted, 1);
  const auto requests = desk_.requests();
  ASSERT_EQ(requests.size(), 3u);
  for (const auto& request : requests) {
    EXPECT_EQ(request.body, requests[0].body);
    EXPECT_EQ(request.Header("idempotency-key"), requests[0].Header("idempotency-key"));
  }
  EXPECT_EQ(desk_.complaints(), 1u);
  EXPECT_EQ(Shown(delivery)["attempts"], 3);
}

// A 409 is "not now" (RFC 9110, 15.5.10) unless the platform's file says that it answers so to a key that it knows.
TEST_F(OutboxTest, AConflictMeansWhatTheConnectorSays) {
  const Id first = Released();
  const Id later = MustPut(first);
  desk_.Next({.status = 409, .body = R"({"complaint":{"id":"C-9"}})"});
  EXPECT_EQ(Pass().put_off, 1);
  EXPECT_EQ(Shown(later)["state"], "waiting");
  EXPECT_EQ(State(first), "approved");
  Due(later);
  EXPECT_EQ(Pass().accepted, 1);
  ASSERT_TRUE(ActOnNotice(*service_, officer_, first, {.act = "withdraw", .reason = "the other meaning"}));
  Sql("UPDATE delivery SET state = 'cancelled' WHERE what = 'withdrawal'");

  std::string yaml = DeskYaml("");
  yaml.replace(yaml.find("  accepted: [200, 201]"), 0, "  conflict: duplicate\n");
  ASSERT_TRUE(AddConnector(*service_, head_, yaml));
  const Id second = Released();
  const Id duplicate = MustPut(second);
  desk_.Next({.status = 0});  // it was given, the answer was lost
  EXPECT_EQ(Pass().put_off, 1);
  Due(duplicate);
  desk_.Next({.status = 409, .headers = {"Content-Type: application/json"}, .body = R"({"complaint":{"id":"C-9"}})"});
  EXPECT_EQ(Pass().accepted, 1);
  EXPECT_EQ(Shown(duplicate)["state"], "accepted");
  EXPECT_EQ(Shown(duplicate)["receipt"], "C-9") << "the number in the answer is kept";
  EXPECT_EQ(State(second), "sent");
}

// The platform has it, and its answer was lost.
TEST_F(OutboxTest, ALostAnswerIsAskedForWithTheSameKey) {
  const Id notice = Released();
  const Id delivery = MustPut(notice);
  desk_.Next({.status = 0});
  EXPECT_EQ(Pass().put_off, 1);
  EXPECT_EQ(desk_.complaints(), 1u);
  EXPECT_EQ(Shown(delivery)["state"], "waiting");
  EXPECT_EQ(Events("delivery.unsure"), 1u);
  Due(delivery);
  EXPECT_EQ(Pass().accepted, 1);
  EXPECT_EQ(desk_.complaints(), 1u);
  EXPECT_EQ(Shown(delivery)["receipt"], "C-1");
  EXPECT_EQ(State(notice), "sent");
}

TEST_F(OutboxTest, WithoutAKeyAPersonIsAsked) {
  AddDesk("", false);
  const Id notice = Released();
  const Id delivery = MustPut(notice);
  desk_.Next({.status = 0});
  EXPECT_EQ(Pass().unknown, 1);
  EXPECT_EQ(Shown(delivery)["state"], "unknown");
  EXPECT_EQ(Shown(delivery)["may"], Json::array({"retry", "arrived", "cancel"}));
  EXPECT_EQ(Tasks("delivery_unknown").size(), 1u);
  Due(delivery);
  EXPECT_EQ(Pass().accepted, 0) << "it is not sent again by itself";
  EXPECT_EQ(desk_.requests().size(), 1u);
  const Time now = service_->clock().Now();
  ExpectRefused(ActOnNotice(*service_, officer_, notice, {.act = "send", .channel = "post", .sent_at = FormatTime(now)}), ErrorCode::kConflict, "in the outbox (unknown)");
  const auto act = [&](DeliveryDeed deed) { return ActOnDelivery(*service_, officer_, delivery, deed); };
  ExpectRefused(act({.act = "cancel"}), ErrorCode::kInvalid, "may have arrived");
  ExpectRefused(act({.act = "arrived", .at = FormatTime(now)}), ErrorCode::kInvalid, "how you know");
  ExpectRefused(act({.act = "arrived", .at = "2026-11-26", .reason = "phoned"}), ErrorCode::kInvalid, "when it arrived");
  ExpectRefused(act({.act = "arrived", .at = FormatTime(now + std::chrono::hours(1)), .reason = "phoned"}), ErrorCode::kInvalid, "cannot have arrived");
  ExpectRefused(act({.act = "arrived", .row_version = 99, .at = FormatTime(now), .reason = "phoned"}), ErrorCode::kConflict, "meanwhile");
  const auto arrived = act({.act = "arrived", .at = FormatTime(now), .receipt = "C-1", .reason = "phoned the desk"});
  ASSERT_TRUE(arrived) << arrived.error().message;
  EXPECT_EQ((*arrived)["state"], "accepted");
  EXPECT_EQ(Notice(notice)["sending"]["receipt"], "C-1");
  EXPECT_EQ(State(notice), "sent");
}

TEST_F(OutboxTest, WhatThePlatformSaysNoToWaitsForAPerson) {
  const Id notice = Released();
  const Id delivery = MustPut(notice);
  desk_.Next({.status = 422, .body = "no such\nbrand"});
  EXPECT_EQ(Pass().refused, 1);
  const Json shown = Shown(delivery);
  EXPECT_EQ(shown["state"], "refused");
  EXPECT_EQ(shown["last_answer"], "status 422: no such brand");
  EXPECT_EQ(State(notice), "approved");
  EXPECT_EQ(Tasks("delivery_refused").size(), 1u);
  EXPECT_EQ(Pass().accepted, 0);
  ExpectRefused(ActOnDelivery(*service_, officer_, delivery, {.act = "arrived", .at = FormatTime(service_->clock().Now()), .reason = "x"}), ErrorCode::kConflict, "cannot be given");
  ASSERT_TRUE(ActOnDelivery(*service_, officer_, delivery, {.act = "retry"}));
  desk_.Next({.status = 422});
  EXPECT_EQ(Pass().refused, 1);
  EXPECT_EQ(Tasks("delivery_refused").size(), 2u);
  // Another way: a new delivery under a key of its own.
  const Id second = MustPut(notice);
  EXPECT_NE(second, delivery);
  ExpectRefused(ActOnDelivery(*service_, officer_, delivery, {.act = "retry"}), ErrorCode::kConflict, "in the outbox again");
  EXPECT_EQ(Pass().accepted, 1);
  const auto requests = desk_.requests();
  EXPECT_EQ(requests[1].Header("idempotency-key"), requests[0].Header("idempotency-key"));
  EXPECT_NE(requests[2].Header("idempotency-key"), requests[0].Header("idempotency-key"));
}

TEST_F(OutboxTest, AnswersOfManyKinds) {
  const struct { const char* why; TestResponse answer; const char* state; const char* says; } cases[] = {
      {"a redirect leads nowhere", {.status = 307, .headers = {"Location: http://127.0.0.1:1/"}}, "refused", "redirect"},
      {"a slow one", {.status = 200, .delay = std::chrono::milliseconds(1500)}, "waiting", "no answer"},
      {"a huge one", {.status = 201, .headers = {"Content-Type: application/json"}, .body = std::string(1 << 20, ' ')}, "accepted", "no receipt could be read"},
      {"no JSON", {.status = 201, .body = "thank you"}, "accepted", "no receipt could be read"},
      {"deep JSON", {.status = 201, .body = std::string(5'000, '[')}, "accepted", "no receipt could be read"},
      {"a receipt that ends lines", {.status = 201, .body = R"({"complaint":{"id":"1\r\nX: y"}})"}, "accepted", "no receipt could be read"},
      {"cut short after its head", {.status = 201, .body = std::string(9'000, ' '), .cut_after = 200}, "accepted", "broke off"},
      {"no HTTP", {.raw = "SSH-2.0-x\r\n\r\n"}, "waiting", "no answer"},
      {"an endless head", {.raw = "HTTP/1.1 201 OK\r\nX: " + std::string(300'000, 'x')}, "waiting", "no answer"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.why);
    const Id notice = Released();
    const Id delivery = MustPut(notice);
    desk_.Next(c.answer);
    Pass();
    const Json shown = Shown(delivery);
    EXPECT_EQ(shown["state"], c.state) << shown.dump();
    EXPECT_NE(JsonText(shown, "last_answer").find(c.says), std::string::npos) << shown["last_answer"];
    EXPECT_EQ(shown["receipt"], nullptr);
    Sql("UPDATE delivery SET state = 'cancelled' WHERE state = 'waiting'");
    Sql("UPDATE notice SET state = 'withdrawn'");
  }
}

TEST_F(OutboxTest, WhatCannotBeReachedWasNotSent) {
  const Id notice = Released();
  const Id delivery = MustPut(notice);
  const auto last = [&] { return JsonText(Shown(delivery), "last_answer"); };
  Secret("desk", "s3cret", 0644);
  EXPECT_EQ(Pass().put_off, 1);
  EXPECT_NE(last().find("chmod 600"), std::string::npos) << last();
  EXPECT_EQ(last().find("s3cret"), std::string::npos);
  std::filesystem::remove(KeyDir(service_->store()) / "secret-desk");
  Due(delivery);
  EXPECT_EQ(Pass().put_off, 1);
  EXPECT_NE(last().find("the secret desk is missing"), std::string::npos) << last();
  Secret("desk", "s3\x01cret");
  Due(delivery);
  EXPECT_EQ(Pass().put_off, 1);
  Secret("desk", "s3cret");
  std::string elsewhere = DeskYaml("");
  elsewhere.replace(elsewhere.find(desk_.Base()), desk_.Base().size(), "http://127.0.0.1:1");
  ASSERT_TRUE(AddConnector(*service_, head_, elsewhere));
  Due(delivery);
  EXPECT_EQ(Pass().put_off, 1);
  EXPECT_EQ(Events("delivery.unsure"), 0u) << "nothing left this machine";
  std::string nowhere = DeskYaml("");
  nowhere.replace(nowhere.find("allow_networks: [127.0.0.0/8]\n"), 30, "");
  ASSERT_TRUE(AddConnector(*service_, head_, nowhere));
  Due(delivery);
  EXPECT_EQ(Pass().refused, 1) << "a private address that nobody allowed";
  EXPECT_EQ(desk_.requests().size(), 0u);
}

TEST_F(OutboxTest, PausesGrowAndEndWithAPerson) {
  const auto policy = LoadOutboxPolicy(MARKWARDEN_SOURCE_DIR);
  ASSERT_TRUE(policy) << policy.error().message;
  std::vector<int64_t> minutes;
  for (int i = 1; i <= 6; ++i) minutes.push_back(policy->PauseAfter(i).count());
  EXPECT_EQ(minutes, (std::vector<int64_t>{1, 5, 15, 60, 60, 60}));
  const Id notice = Released();
  const Id delivery = MustPut(notice);
  Sql("UPDATE delivery SET attempts = 73");
  desk_.Next({.status = 503});
  EXPECT_EQ(Pass().put_off, 1) << "71 hours and 21 minutes";
  Due(delivery);
  desk_.Next({.status = 503});
  EXPECT_EQ(Pass().refused, 1);
  EXPECT_NE(JsonText(Shown(delivery), "last_answer").find("given up after 75 tries"), std::string::npos);
  EXPECT_EQ(Tasks("delivery_refused").size(), 1u);
  ASSERT_TRUE(ActOnDelivery(*service_, officer_, delivery, {.act = "retry"}));
  Sql("UPDATE delivery SET attempts = 74");
  desk_.Next({.status = 0});
  EXPECT_EQ(Pass().unknown, 1) << "what may have arrived is never called refused";
}

// A process that ended between the mark and the answer.
TEST_F(OutboxTest, AMarkThatOutlivedItsProcessIsUnknown) {
  const Id notice = Released();
  const Id delivery = MustPut(notice);
  Sql("UPDATE delivery SET state = 'trying', attempts = 1");
  EXPECT_EQ(Pass().accepted, 1) << "the platform tells a second request from a first";
  EXPECT_EQ(State(notice), "sent");
  EXPECT_EQ(Shown(delivery)["state"], "accepted");
  AddDesk("# without a key\n", false);
  Sql("UPDATE notice SET state = 'closed'");
  const Id other = Released();
  const Id second = MustPut(other);
  Sql("UPDATE delivery SET state = 'trying', attempts = 1 WHERE id = " + IdToString(second));
  EXPECT_EQ(Pass().unknown, 1);
  EXPECT_EQ(Shown(second)["state"], "unknown");
  EXPECT_EQ(desk_.requests().size(), 1u);
}

TEST_F(OutboxTest, AWithdrawalStopsWhatWaitsAndTellsWhoeverHasIt) {
  const auto withdraw = [&](Id notice) { return ActOnNotice(*service_, officer_, notice, {.act = "withdraw", .reason = "the seller is authorised"}); };
  const Id waiting = Released();
  const Id first = MustPut(waiting);
  ASSERT_TRUE(withdraw(waiting));
  EXPECT_EQ(Shown(first)["state"], "cancelled");
  EXPECT_EQ(Pass().accepted, 0);
  EXPECT_EQ(desk_.requests().size(), 0u);

  const Id trying = Released();
  const Id second = MustPut(trying);
  const int64_t later = ToUnixSeconds(service_->clock().Now() + std::chrono::minutes(5));
  Sql("UPDATE delivery SET state = 'trying', next_at = " + std::to_string(later) + " WHERE id = " + IdToString(second));
  ExpectRefused(withdraw(trying), ErrorCode::kConflict, "it is being sent at this moment");
  EXPECT_EQ(Pass().accepted, 1);
  ASSERT_TRUE(withdraw(trying));
  EXPECT_EQ(Pass().accepted, 1);
  const auto requests = desk_.requests();
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[1].target, "/complaints/C-1/withdraw");
  EXPECT_EQ((*ParseJson(requests[1].body))["why"], "the seller is authorised");
  EXPECT_EQ(Events("notice.withdrawal_told"), 1u);

  // What nobody knows to have arrived may have: it is told of, too.
  const Id unsure = Released();
  MustPut(unsure);
  desk_.Next({.status = 0});
  EXPECT_EQ(Pass().put_off, 1);
  ASSERT_TRUE(withdraw(unsure));
  EXPECT_EQ(Tasks("tell_withdrawal").size(), 1u) << "its number is not known: a person tells the platform";
  const auto deliveries = ListDeliveries(*service_, officer_, {.state = "unknown"});
  ASSERT_EQ((*deliveries)["items"].size(), 1u);
  ExpectRefused(ActOnDelivery(*service_, officer_, *ParseId(JsonText((*deliveries)["items"][0], "id")), {.act = "retry"}), ErrorCode::kConflict, "withdrawn");

  const Id by_hand = Released();
  ASSERT_TRUE(ActOnNotice(*service_, officer_, by_hand, {.act = "send", .channel = "post", .sent_at = FormatTime(service_->clock().Now())}));
  ASSERT_TRUE(withdraw(by_hand));
  EXPECT_EQ(Tasks("tell_withdrawal").size(), 2u);
}

TEST_F(OutboxTest, AFilingIsToldToThePlatform) {
  const Id notice = Released();
  MustPut(notice);
  EXPECT_EQ(Pass().accepted, 1);
  const std::string now = FormatTime(service_->clock().Now());
  const auto counter = RecordCounterNotice(*service_, officer_, notice,
                                           {.number = "A-1", .received_at = now, .from_name = "Night stall", .reason = "authorized", .statement = "we may"});
  ASSERT_TRUE(counter) << counter.error().message;
  const Id id = *ParseId(JsonText(*counter, "id"));
  const auto proof = KeepUpload(*service_, officer_, "%PDF-1.7 court stamp");
  ASSERT_TRUE(proof);
  const auto filed = ActOnCounterNotice(*service_, head_, id, {.act = "sue", .reason = "it is no licence", .number = "(2026) 17", .filed_at = now, .proof_sha256 = JsonText(*proof, "sha256")});
  ASSERT_TRUE(filed) << filed.error().message;
  EXPECT_EQ(Pass().accepted, 1);
  const auto requests = desk_.requests();
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[1].target, "/complaints/C-1/filing");
  EXPECT_EQ((*ParseJson(requests[1].body))["number"], "(2026) 17");
  EXPECT_NE((*ShowCounterNotice(*service_, officer_, id))["filing"]["told_at"], nullptr);
  EXPECT_EQ(Pass().accepted, 0);
}

TEST_F(OutboxTest, RecipientsAreLeftAlone) {
  AddDesk("# paced\n");
  std::string paced = DeskYaml("");
  paced.replace(paced.find("{gap_ms: 0}"), 11, "{gap_ms: 60000, per_day: 2}");
  ASSERT_TRUE(AddConnector(*service_, head_, paced));
  const Id one = Released();
  MustPut(one);
  EXPECT_EQ(Pass().accepted, 1);
  Sql("UPDATE notice SET state = 'closed'");
  const Id two = Released();
  MustPut(two);
  EXPECT_EQ(Pass().accepted, 0) << "a minute between two";
  Sql("UPDATE delivery SET accepted_at = accepted_at - 70");
  EXPECT_EQ(Pass().accepted, 1);
  Sql("UPDATE notice SET state = 'closed'");
  Sql("UPDATE delivery SET accepted_at = accepted_at - 70");
  const Id three = Released();
  const Id delivery = MustPut(three);
  EXPECT_EQ(Pass().accepted, 0) << "two a day";
  EXPECT_EQ(Shown(delivery)["state"], "waiting");
  EXPECT_EQ(Shown(delivery)["attempts"], 0);
}

TEST_F(OutboxTest, WhatBecameOfItIsAskedAndToldOnce) {
  const Id notice = Released();
  const Id delivery = MustPut(notice);
  EXPECT_EQ(Pass().accepted, 1);
  const auto poll = [&] {
    Sql("UPDATE delivery SET next_at = 0");
    const auto asked = PollConnectors(*service_, 10, {});
    EXPECT_TRUE(asked) << asked.error().message;
    return asked ? *asked : -1;
  };
  const auto asked = PollConnectors(*service_, 10, {});
  EXPECT_EQ(*asked, 0) << "hours between two questions";
  EXPECT_EQ(poll(), 1);
  EXPECT_EQ(desk_.requests().back().target, "/complaints/C-1");
  desk_.SayState("DECLINED");
  EXPECT_EQ(poll(), 1);
  EXPECT_EQ(poll(), 1);
  EXPECT_EQ(Events("notice.refusal_seen"), 1u) << "each word is told once";
  desk_.SayState("APPEALED");
  EXPECT_EQ(poll(), 1);
  EXPECT_EQ(poll(), 1);
  const auto counters = ListCounterNotices(*service_, officer_, {.state = {}, .cursor = {}, .notice = notice});
  ASSERT_TRUE(counters);
  ASSERT_EQ((*counters)["items"].size(), 1u);
  EXPECT_EQ((*counters)["items"][0]["number"], "A-1");
  desk_.SayState("SOMETHING ELSE");
  EXPECT_EQ(poll(), 1);
  desk_.Next({.status = 500});
  EXPECT_EQ(poll(), 1);
  EXPECT_EQ(Shown(delivery)["state"], "accepted");
  ASSERT_TRUE(ActOnNotice(*service_, officer_, notice, {.act = "withdraw", .reason = "enough"}));
  Sql("UPDATE delivery SET state = 'cancelled' WHERE what = 'withdrawal'");
  EXPECT_EQ(poll(), 0) << "nobody asks about what was withdrawn";
}

}  // namespace
}  // namespace markwarden
