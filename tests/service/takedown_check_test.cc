// Listings looked at again over a loopback shop: taken by two looks, back by one, and what a shop may answer instead.
#include "service/takedown_check.h"

#include <thread>

#include "store/captures.h"
#include "store/listings.h"
#include "store/measures.h"
#include "store/segments.h"
#include "store/relists.h"
#include "tests/service/takedown_check_fixture.h"

namespace markwarden {
namespace {

using std::chrono::hours;

TEST_F(TakedownCheckTest, TakenByTwoLooksBackByOne) {
  ASSERT_NO_FATAL_FAILURE(Notify());
  EXPECT_NE(Shown()["listing"], nullptr);
  EXPECT_EQ(Pass().looks, 0) << "nothing is due yet";
  EXPECT_EQ(server_.hits().size(), 0u);
  clock_.Advance(hours(24));
  EXPECT_EQ(Pass().live, 1);
  EXPECT_EQ(Shown()["state"], "asked");
  shop_.Put("/item/1", {.status = 404});
  clock_.Advance(hours(24));
  EXPECT_EQ(Pass().gone, 1);
  EXPECT_EQ(Shown()["state"], "asked");
  clock_.Advance(hours(5));
  EXPECT_EQ(Pass().looks, 0);
  clock_.Advance(hours(1));
  const CheckTotals confirmed = Pass();
  EXPECT_EQ(confirmed.taken, 1);
  Json shown = Shown();
  EXPECT_EQ(shown["state"], "taken");
  EXPECT_EQ(shown["taken_at"], FormatTime(clock_.Now()));
  EXPECT_EQ(shown["next_look_at"], FormatTime(clock_.Now() - hours(6) + hours(7 * 24)));
  ASSERT_EQ(shown["checks"].size(), 3u);
  EXPECT_EQ(shown["checks"][0]["why"], "the page shows the offer");
  EXPECT_EQ(shown["checks"][2]["why"], "the server answered 404");
  EXPECT_EQ(shown["checks"][2]["said"]["text"]["zh"], "服务器应答 404");
  EXPECT_EQ(shown["checks"][2]["said"]["code"], "look.status");

  // Every look has its capture, sealed like every other.
  ASSERT_TRUE(RunWork(*service_, officer_, {}, {}));
  auto db = service_->Connect();
  ASSERT_TRUE(db);
  for (const Json& check : shown["checks"]) {
    const auto capture = FindCapture(**db, *ParseId(JsonText(check, "capture")));
    ASSERT_TRUE(capture && *capture);
    EXPECT_EQ((*capture)->kind, CaptureKind::kFetched);
    EXPECT_EQ(JsonText((*capture)->provenance, "measure"), IdToString(measure_));
    EXPECT_EQ((*capture)->status, check["status"]);
  }
  EXPECT_EQ(*CountUnsealed(**db), 0);
  // What was fetched is told with it: the title as that page had it, and the seal.
  shown = Shown();
  const Json &live = shown["checks"][0]["page"], &gone = shown["checks"][2]["page"];
  EXPECT_EQ(live["title"], kOfferTitle);
  EXPECT_EQ(live["url"], base_ + "/item/1");
  EXPECT_GT(live["size"], 0);
  EXPECT_EQ(gone["title"], nullptr) << "a page that shows no offer has none";
  EXPECT_EQ(gone["picture"], nullptr);
  for (const Json* page : {&live, &gone}) {
    EXPECT_EQ(JsonText(*page, "sha256").size(), 64u);
    ASSERT_TRUE((*page)["sealed"].is_object()) << page->dump();
    EXPECT_TRUE(ParseId(JsonText((*page)["sealed"], "event")));
  }
  // robots.txt is asked for once a day, before the page.
  EXPECT_EQ(server_.CountHits("/robots.txt"), 2u);
  EXPECT_EQ(server_.hits()[0].target, "/robots.txt");

  shop_.Put("/item/1", OfferPage(kOfferTitle));
  clock_.Advance(hours(7 * 24));
  EXPECT_EQ(Pass().back, 1);
  EXPECT_EQ(Shown()["state"], "back");
  const std::vector<Task> tasks = Tasks();
  ASSERT_EQ(tasks.size(), 1u);
  EXPECT_EQ(tasks[0].kind, "listing_back");
  EXPECT_EQ(tasks[0].case_id, case_);
  EXPECT_EQ(EventsOf("measure", measure_), (std::vector<std::string>{"measure.checked", "measure.checked", "measure.taken", "measure.back"}));
  EXPECT_EQ(EventsOf("notice", notice_).back(), "measure.asked");
}

TEST_F(TakedownCheckTest, WhatElseAShopMayAnswer) {
  ASSERT_NO_FATAL_FAILURE(Notify());
  shop_.Put("/", LookedPage("<head><title>V shop</title></head><body><h1>V shop</h1><p>" + std::string(900, 'w') + "</p><a href=/item/5>five</a></body>"));
  shop_.Put("/a", LedTo("/b"));
  shop_.Put("/b", LedTo("/a"));
  for (int i = 0; i < 15; ++i) shop_.Put("/hop" + std::to_string(i), LedTo("/hop" + std::to_string(i + 1)));
  shop_.Put("/login", LookedPage("<head><title>登录</title></head><body><form><input type=text><input type=password></form></body>"));
  const std::string words = "<p>" + std::string("many words of a page about nothing in particular. ") + "</p>";
  std::string endless = "<head><title>V</title></head><body><p>商品已下架</p>";
  while (endless.size() < (9u << 20)) endless += words;
  const struct { const char* why; TestResponse answer; const char* seen; const char* says; } cases[] = {
      {"the offer", OfferPage(kOfferTitle), "live", "shows the offer"},
      {"word of absence in a review of the live offer", OfferPage(kOfferTitle, "<div class=reviews><p>上一双商品已下架，这双还在</p></div>"), "live", "shows the offer"},
      {"gone in words", LookedPage("<head><title>V shop</title></head><body><h1>很抱歉，商品已下架</h1></body>"), "gone", "商品已下架"},
      {"gone in Russian", LookedPage("<head><title>V</title></head><body><p>Товар снят с продажи: товар снят с продажи</p></body>"), "gone", "снят с продажи"},
      {"CAPTCHA with status 200", LookedPage("<head><title>安全验证</title></head><body><p>请完成验证 拖动滑块</p></body>"), "unclear", "CAPTCHA"},
      {"another offer", OfferPage("木质餐桌 北欧风 六人座 实木 家用"), "unclear", "another offer"},
      {"led to the first page", LedTo("/"), "gone", "does not show the offer"},
      {"led to a form to sign in", LedTo("/login"), "unclear", "sign in"},
      {"led round in a circle", LedTo("/a"), "unclear", "circle"},
      {"led on without end", LedTo("/hop0"), "unclear", "more than 10 times"},
      {"led to another site", LedTo("http://elsewhere.test/"), "unclear", "no host of the source"},
      {"led to a password in an address", LedTo("http://user:word@vshop.test/"), "unclear", "an address that is none"},
      {"led where robots.txt says no", LedTo("/members/1"), "unreachable", "robots.txt says no"},
      {"403", {.status = 403, .body = "no"}, "unreachable", "403"},
      {"429", {.status = 429}, "unreachable", "429"},
      {"503", LookedPage("<body>商品已下架</body>", 503), "unreachable", "503"},
      {"cut off", {.headers = {"Content-Type: text/html"}, .body = std::string(5000, 'x'), .cut_after = 400}, "unreachable", "cut short"},
      {"larger than is read of a page", LookedPage(endless), "unclear", "larger"},
      {"no page at all", {.raw = "SSH-2.0-something\r\n"}, "unreachable", ""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.why);
    shop_.Put("/item/1", c.answer);
    const Json check = LookNow();
    EXPECT_EQ(check["seen"], c.seen) << check.dump();
    EXPECT_NE(JsonText(check, "why").find(c.says), std::string::npos) << check.dump();
    EXPECT_EQ(Shown()["state"], "asked") << "no time has passed";
  }
  EXPECT_EQ(server_.CountHits("/members/1"), 0u);
  EXPECT_EQ(server_.CountHits("/hop11"), 0u);
}

TEST_F(TakedownCheckTest, RobotsTxtHoldsForLooksToo) {
  ASSERT_NO_FATAL_FAILURE(Notify());
  shop_.Put("/robots.txt", {.headers = {"Content-Type: text/plain"}, .body = "User-agent: *\nDisallow: /item/\n"});
  Json check = LookNow();
  EXPECT_EQ(check["seen"], "unreachable") << check.dump();
  EXPECT_EQ(check["capture"], nullptr);
  EXPECT_NE(JsonText(check, "why").find("robots.txt says no"), std::string::npos);
  EXPECT_EQ(server_.CountHits("/item/1"), 0u);
  LookNow();
  EXPECT_EQ(server_.CountHits("/robots.txt"), 1u) << "known for a day";
  clock_.Advance(hours(25));
  shop_.Put("/robots.txt", {.status = 503});
  check = LookNow();
  EXPECT_EQ(check["seen"], "unreachable") << check.dump();
  EXPECT_EQ(server_.CountHits("/item/1"), 0u);
  clock_.Advance(hours(25));
  shop_.Put("/robots.txt", {.status = 404});
  EXPECT_EQ(LookNow()["seen"], "live");
}

TEST_F(TakedownCheckTest, WhereNoSourceKnowsTheHostAPersonIsAsked) {
  ASSERT_TRUE(AddSource(*service_, officer_, Write("vshop.yaml", "id: vshop\nplatform: vshop\nname: {en: V shop}\nhosts: [other.test]\nstart: [\"http://other.test/\"]\n")));
  ASSERT_NO_FATAL_FAILURE(Notify());
  clock_.Advance(hours(24));
  for (int i = 0; i < (**service_->follow_up()).looks.give_up_after; ++i) {
    EXPECT_EQ(Pass().unreachable, 1) << i;
    clock_.Advance(hours(6));
  }
  EXPECT_EQ(Pass().looks, 0) << "given up";
  EXPECT_EQ(server_.hits().size(), 0u);
  const std::vector<Task> tasks = Tasks();
  ASSERT_EQ(tasks.size(), 1u);
  EXPECT_EQ(tasks[0].kind, "looks_failed");
  EXPECT_EQ(Shown()["next_look_at"], nullptr);
  EXPECT_NE(JsonText(LookNow(), "why").find("no source of vshop"), std::string::npos) << "a person may ask for one all the same";
}

TEST_F(TakedownCheckTest, AStopLosesTheLookAndNothingElse) {
  ASSERT_NO_FATAL_FAILURE(Notify());
  TestResponse slow = OfferPage(kOfferTitle);
  slow.delay = std::chrono::seconds(2);
  shop_.Put("/item/1", slow);
  clock_.Advance(hours(24));
  const Json before = Shown();
  std::stop_source stop;
  std::jthread stopper([&] {
    while (server_.CountHits("/item/1") == 0) std::this_thread::yield();
    stop.request_stop();
  });
  const auto totals = CheckPass(*service_, {}, stop.get_token());
  ASSERT_TRUE(totals) << totals.error().message;
  EXPECT_EQ(totals->looks, 0);
  EXPECT_EQ(Shown(), before);
  shop_.Put("/item/1", OfferPage(kOfferTitle));
  EXPECT_EQ(Pass().live, 1);
}

TEST_F(TakedownCheckTest, WhatPeopleRecordIsKeptAsSaid) {
  ASSERT_NO_FATAL_FAILURE(Notify());
  const auto record = [&](const MeasureDeed& deed) { return RecordOfMeasure(*service_, officer_, measure_, deed); };
  const std::string now = FormatTime(clock_.Now());
  const struct { const char* why; MeasureDeed deed; ErrorCode code; const char* says; } wrong[] = {
      {"no such act", {.act = "burn"}, ErrorCode::kInvalid, "refused, taken, ended or look"},
      {"no reason", {.act = "refused"}, ErrorCode::kInvalid, "proof_insufficient"},
      {"an unknown reason", {.act = "refused", .reason = "mood"}, ErrorCode::kInvalid, "proof_insufficient"},
      {"other without a word", {.act = "refused", .reason = "other"}, ErrorCode::kInvalid, "needs a note"},
      {"no time", {.act = "taken"}, ErrorCode::kInvalid, "say when"},
      {"a time to come", {.act = "taken", .at = FormatTime(clock_.Now() + hours(1))}, ErrorCode::kInvalid, "still to come"},
      {"before the notice", {.act = "taken", .at = FormatTime(clock_.Now() - hours(1))}, ErrorCode::kInvalid, "went out at"},
      {"an unknown outcome", {.act = "taken", .at = now, .outcome = "GONE"}, ErrorCode::kInvalid, "no outcome"},
      {"an endless note", {.act = "taken", .note = std::string(2001, 'x'), .at = now}, ErrorCode::kInvalid, "longer"},
      {"nothing to end", {.act = "ended"}, ErrorCode::kConflict, "asked"},
      {"not what was seen", {.act = "refused", .row_version = 99, .reason = "duplicate"}, ErrorCode::kConflict, "meanwhile"},
  };
  for (const auto& c : wrong) {
    const auto done = record(c.deed);
    ASSERT_FALSE(done) << c.why;
    EXPECT_EQ(done.error().code, c.code) << c.why << ": " << done.error().message;
    EXPECT_NE(done.error().message.find(c.says), std::string::npos) << c.why << ": " << done.error().message;
  }
  // The recipient says that it is gone; it is not.
  auto said = record({.act = "taken", .note = "mail of the platform", .at = now, .outcome = "DECISION_VISIBILITY_CONTENT_REMOVED"});
  ASSERT_TRUE(said) << said.error().message;
  EXPECT_EQ((*said)["state"], "asked") << "only looks tell";
  EXPECT_EQ((*said)["outcome_name"]["en"], "content removed");
  EXPECT_EQ((*said)["next_look_at"], now);
  EXPECT_EQ(Pass().live, 1);
  const auto refused = record({.act = "refused", .reason = "proof_insufficient"});
  ASSERT_TRUE(refused) << refused.error().message;
  EXPECT_EQ((*refused)["state"], "refused");
  EXPECT_FALSE(record({.act = "refused", .reason = "duplicate"}));
  ASSERT_NO_FATAL_FAILURE(TakeDown());
  const auto ended = record({.act = "ended", .note = "restored: nothing was filed"});
  ASSERT_TRUE(ended) << ended.error().message;
  EXPECT_EQ((*ended)["state"], "ended");
  EXPECT_EQ((*ended)["next_look_at"], nullptr);
  EXPECT_EQ((*ended)["may"], Json::array({"look"}));
  const auto watched = Reading(*service_, [&](CaseDb& db) { return HasOpenRelistWatch(db, officer_.org); });
  EXPECT_FALSE(*watched);
  Scope stranger = officer_;
  stranger.org = 4711;
  EXPECT_EQ(RecordOfMeasure(*service_, stranger, measure_, {.act = "look"}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(ShowMeasure(*service_, stranger, measure_).error().code, ErrorCode::kNotFound);
}

TEST_F(TakedownCheckTest, AWithdrawnNoticeIsNotFollowed) {
  ASSERT_NO_FATAL_FAILURE(Notify());
  ASSERT_NO_FATAL_FAILURE(TakeDown());
  const Status dropped = Writing(*service_, [&](Transaction& tx) { return DropMeasures(tx, officer_, notice_, "the seller is authorised"); });
  ASSERT_TRUE(dropped) << dropped.error().message;
  EXPECT_EQ(Shown()["state"], "dropped");
  EXPECT_EQ(Shown()["may"], Json::array());
  clock_.Advance(hours(24 * 400));
  EXPECT_EQ(Pass().looks, 0);
  Import("again.jsonl", "2", kOfferTitle, "Day stall", "s2");
  EXPECT_TRUE(Relists().empty()) << "nothing is watched for any more";
}

TEST_F(TakedownCheckTest, TheCommandLooksUnlessWorkDoes) {
  ASSERT_NO_FATAL_FAILURE(Notify());
  clock_.Advance(hours(24));
  {
    auto lock = service_->HoldRole("work");
    ASSERT_TRUE(lock);
    const auto busy = RunChecks(*service_, officer_, {}, {});
    ASSERT_TRUE(busy) << busy.error().message;
    EXPECT_EQ((*busy)["running"], true);
    EXPECT_EQ((*busy)["looks"], 0);
    EXPECT_EQ((*busy)["waiting"], 1);
  }
  const auto done = RunChecks(*service_, officer_, {}, {});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ((*done)["running"], false);
  EXPECT_EQ((*done)["live"], 1);
  EXPECT_EQ((*done)["waiting"], 0);
  clock_.Advance(hours(24));
  const auto worked = RunWork(*service_, officer_, {.check_listings = 20, .progress = {}}, {});
  ASSERT_TRUE(worked) << worked.error().message;
  EXPECT_EQ((*worked)["looked"], 1);
}

}  // namespace
}  // namespace markwarden
