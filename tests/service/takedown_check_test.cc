// Listings looked at again over a loopback shop: taken by two looks, back by one, and what a shop may answer instead.
#include "service/takedown_check.h"

#include <gtest/gtest.h>

#include <mutex>
#include <thread>

#include "core/picture_key.h"
#include "reports/follow_up.h"
#include "service/measures.h"
#include "service/notices.h"
#include "service/relist_prints.h"
#include "service/transact.h"
#include "store/listings.h"
#include "store/captures.h"
#include "store/cases.h"
#include "store/measures.h"
#include "store/notices.h"
#include "store/relists.h"
#include "store/segments.h"
#include "store/tasks.h"
#include "tests/net/test_server.h"
#include "tests/service/store_fixture.h"

namespace markwarden {
namespace {

using std::chrono::hours;

// What the shop answers; changed by the test between looks.
class ShopAnswers {
 public:
  void Put(const std::string& target, TestResponse response) {
    const std::lock_guard lock(mutex_);
    response.close = true;
    pages_[target] = std::move(response);
  }
  TestResponse Answer(const TestRequest& request) {
    const std::lock_guard lock(mutex_);
    const auto page = pages_.find(request.target);
    return page == pages_.end() ? TestResponse{.status = 404, .close = true} : page->second;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, TestResponse> pages_;  // guarded by mutex_
};

TestResponse LookedPage(const std::string& body, int status = 200) {
  return {.status = status, .headers = {"Content-Type: text/html; charset=utf-8"}, .body = "<!doctype html><html>" + body + "</html>"};
}
TestResponse LedTo(const std::string& location) { return {.status = 302, .headers = {"Location: " + location}}; }
TestResponse OfferPage(const std::string& title, const std::string& more = "") {
  return LookedPage("<head><title>" + title + "</title><script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@type\":\"Product\",\"name\":\"" + title +
              "\",\"offers\":{\"@type\":\"Offer\",\"price\":\"99.00\",\"priceCurrency\":\"CNY\",\"availability\":\"https://schema.org/InStock\"}}</script></head><body><h1>" +
              title + "</h1><b>¥99.00</b>" + more + "</body>");
}

constexpr const char* kOfferTitle = "Z.e.l.l.v.o.r.a 运动鞋 高仿 1:1 男款 透气 跑步";

class TakedownCheckTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    clock_.Set(Time(std::chrono::floor<std::chrono::seconds>(service_->clock().Now())) + std::chrono::minutes(1));
    service_.reset();
    auto service = Service::Open({.store_dir = dir_ / "store", .data_dir = MARKWARDEN_SOURCE_DIR, .process = "test", .clock = &clock_});
    ASSERT_TRUE(service) << service.error().message;
    service_ = std::move(*service);
    officer_ = Person("lin", "officer");
    shop_.Put("/robots.txt", {.headers = {"Content-Type: text/plain"}, .body = "User-agent: *\nDisallow: /members/\n"});
    shop_.Put("/item/1", OfferPage(kOfferTitle));
    base_ = "http://vshop.test:" + std::to_string(server_.port());
    Result<Json> source = AddSource(*service_, officer_, Write("vshop.yaml", "id: vshop\nplatform: vshop\nname: {en: V shop}\nhosts: [vshop.test]\nstart: [\"" + base_ +
        "/\"]\nitem_id: '/item/(\\d+)'\nbudget: {pages: 50, depth: 3}\npoliteness: {gap_ms: 10}\nresolve: {vshop.test: 127.77.9.6}\nallow_networks: [127.77.9.0/24]\n"));
    ASSERT_TRUE(source) << source.error().message;
    ASSERT_TRUE(ImportRightsFile(*service_, officer_, Write("rights.jsonl", kSampleRight)));
    Import("offers.jsonl", "1", kOfferTitle, "Night stall", "s1");
  }

  void Import(const std::string& file, const std::string& item, const std::string& title, const std::string& seller, const std::string& seller_id,
              const std::vector<std::string>& images = {}) {
    const Json listing = {{"url", base_ + "/item/" + item}, {"platform", "vshop"}, {"item_id", item}, {"title", title}, {"category", {"鞋"}},
                          {"price", {{"amount", "99.00"}, {"currency", "CNY"}}}, {"seller", {{"name", seller}, {"id", seller_id}}}, {"images", images}};
    const auto imported = ImportFile(*service_, officer_, {.file = Write(file, listing.dump() + "\n")});
    ASSERT_TRUE(imported) << imported.error().message;
  }

  // A case and a queued notice of the suspected listing, with its measure begun.
  void Notify() {
    const auto flags = ListFlags(*service_, officer_, {});
    ASSERT_TRUE(flags && !(*flags)["items"].empty());
    Id flag = 0;
    for (const Json& one : (*flags)["items"]) {
      if (JsonText(one, "url") == base_ + "/item/1") flag = *ParseId(JsonText(one, "id"));
    }
    ASSERT_NE(flag, 0) << flags->dump();
    const auto made = MakeCase(*service_, officer_, {.flags = {flag}, .title = {}, .reason = "imitation", .basis = "tm-57"});
    ASSERT_TRUE(made) << made.error().message;
    case_ = *ParseId(JsonText(*made, "id"));
    NoticeRequest request;
    request.case_id = case_;
    request.regime = "cn-ecommerce-42";
    request.overrides = *ParseJson(kNoticeFields);
    const auto drafted = DraftNoticeFor(*service_, officer_, request);
    ASSERT_TRUE(drafted) << drafted.error().message;
    notice_ = *ParseId(JsonText(*drafted, "id"));
    for (int twice = 0; twice < 2; ++twice) {
      const Status begun = Writing(*service_, [&](Transaction& tx) -> Status {
        Result<std::optional<NoticeRecord>> record = FindNotice(tx.db(), officer_, notice_);
        if (!record) return Fail(record);
        return StartMeasures(tx, officer_, **record, *NoticeFromJson((*record)->payload), clock_.Now(), **service_->follow_up());
      });
      ASSERT_TRUE(begun) << begun.error().message;
    }
    const auto measures = ListMeasures(*service_, officer_, {});
    ASSERT_TRUE(measures);
    ASSERT_EQ((*measures)["items"].size(), 1u) << measures->dump();
    measure_ = *ParseId(JsonText((*measures)["items"][0], "id"));
  }

  CheckTotals Pass() {
    const auto totals = CheckPass(*service_, {}, {});
    EXPECT_TRUE(totals) << (totals ? "" : totals.error().message);
    return totals ? *totals : CheckTotals();
  }
  Json Shown() {
    const auto shown = ShowMeasure(*service_, officer_, measure_);
    EXPECT_TRUE(shown) << (shown ? "" : shown.error().message);
    return shown ? *shown : Json::object();
  }
  // A look now, whatever is planned: what it saw.
  Json LookNow() {
    const auto asked = RecordOfMeasure(*service_, officer_, measure_, {.act = "look"});
    EXPECT_TRUE(asked) << (asked ? "" : asked.error().message);
    EXPECT_EQ(Pass().looks, 1);
    return Shown()["checks"].back();
  }
  void TakeDown() {
    shop_.Put("/item/1", {.status = 404});
    clock_.Advance(hours(24));
    EXPECT_EQ(Pass().gone, 1);
    clock_.Advance(hours(6));
    EXPECT_EQ(Pass().taken, 1);
    ASSERT_EQ(Shown()["state"], "taken");
  }
  std::vector<Task> Tasks() {
    const auto tasks = Reading(*service_, [&](CaseDb& db) { return ListTasks(db, officer_); });
    EXPECT_TRUE(tasks);
    return tasks ? tasks->rows : std::vector<Task>();
  }
  std::vector<std::string> EventsOf(const std::string& kind, Id subject) {
    Scope head = officer_;
    head.roles.insert(Role::kHead);
    const auto events = ListEvents(*service_, head, {.subject_kind = kind, .subject = subject, .kind = {}, .cursor = {}, .limit = 50});
    std::vector<std::string> kinds;
    EXPECT_TRUE(events) << (events ? "" : events.error().message);
    if (events) {
      for (const Json& event : (*events)["items"]) kinds.insert(kinds.begin(), JsonText(event, "kind"));
    }
    return kinds;
  }
  Json Relists() {
    const auto relists = ListRelists(*service_, officer_, {});
    EXPECT_TRUE(relists);
    return relists ? (*relists)["items"] : Json();
  }

  FakeClock clock_{Time{}};
  ShopAnswers shop_;
  TestServer server_{"127.77.9.6", [this](const TestRequest& request) { return shop_.Answer(request); }};
  std::string base_;
  Scope officer_;
  Id case_ = 0, notice_ = 0, measure_ = 0;
};

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

TEST_F(TakedownCheckTest, WhatComesBackElsewhereReopensTheCase) {
  // Stood beside the other one before anything was taken down: a flag of its own, no return.
  Import("beside.jsonl", "3", "Z.e.l.l.v.o.r.a 运动鞋 高仿 1:1 男款 透气 跑步鞋", "Twin stall", "s9");
  ASSERT_NO_FATAL_FAILURE(Notify());
  ASSERT_NO_FATAL_FAILURE(TakeDown());
  const Status closed = Writing(*service_, [&](Transaction& tx) -> Status {
    Result<std::optional<CaseRecord>> record = FindCase(tx.db(), officer_, case_);
    if (!record) return Fail(record);
    return CloseCase(tx, officer_, case_, "removed", (*record)->row_version);
  });
  ASSERT_TRUE(closed) << closed.error().message;
  clock_.Advance(hours(24));
  Import("beside-again.jsonl", "3", "Z.e.l.l.v.o.r.a 运动鞋 高仿 1:1 男款 透气 跑步鞋 ", "Twin stall", "s9");
  Import("table.jsonl", "4", "木质餐桌 北欧风 六人座 实木 家用", "Night stall", "s1");
  Import("own.jsonl", "5", kOfferTitle, "Zellvora Outdoor Ltd", "s7");  // the holder's
  EXPECT_TRUE(Relists().empty()) << Relists().dump();
  EXPECT_EQ((*ShowCase(*service_, officer_, case_))["state"], "closed");

  Import("again.jsonl", "2", kOfferTitle, "Day stall", "s2");
  const Json relists = Relists();
  ASSERT_EQ(relists.size(), 1u) << relists.dump();
  EXPECT_EQ(relists[0]["url"], base_ + "/item/2");
  EXPECT_EQ(relists[0]["taken_url"], base_ + "/item/1");
  EXPECT_EQ(relists[0]["reasons"][0]["what"], "text");
  const auto shown = ShowCase(*service_, officer_, case_);
  ASSERT_TRUE(shown) << shown.error().message;
  EXPECT_EQ((*shown)["state"], "open");
  EXPECT_EQ((*shown)["relists"].size(), 1u);
  EXPECT_EQ(Shown()["relists"].size(), 1u);
  EXPECT_EQ(Shown()["state"], "taken") << "another listing does not undo the takedown of this one";
  const std::vector<Task> tasks = Tasks();
  ASSERT_EQ(tasks.size(), 1u);
  EXPECT_EQ(tasks[0].kind, "relist");
  EXPECT_EQ(tasks[0].case_id, case_);
  const std::vector<std::string> events = EventsOf("case", case_);
  ASSERT_GE(events.size(), 2u);
  EXPECT_EQ(events[events.size() - 2], "listing.relisted");
  EXPECT_EQ(events.back(), "case.reopened");

  Import("same-again.jsonl", "2", std::string(kOfferTitle) + " 新款", "Day stall", "s2");
  EXPECT_EQ(Relists().size(), 1u) << "once a listing";
  clock_.Advance(hours(24 * 181));
  Import("late.jsonl", "6", kOfferTitle, "Late stall", "s8");
  EXPECT_EQ(Relists().size(), 1u) << "a watch ends";
}

// Each pass compares with all that is watched for, and reads of it only what is new.
TEST_F(TakedownCheckTest, WhatIsWatchedForIsReadOnce) {
  ASSERT_NO_FATAL_FAILURE(Notify());
  ASSERT_NO_FATAL_FAILURE(TakeDown());
  const RelistPrints& prints = service_->relist_prints();
  const int64_t before = prints.read();
  for (int i = 0; i < 5; ++i) Import("tables" + std::to_string(i) + ".jsonl", std::to_string(20 + i), "木质餐桌 北欧风 六人座 实木 家用", "Table stall", "t1");
  EXPECT_EQ(prints.read(), before + 1) << "five passes, one watch";
  // Back, and taken down again: the watch is another one now.
  shop_.Put("/item/1", OfferPage(kOfferTitle));
  clock_.Advance(hours(24 * 7));
  EXPECT_EQ(Pass().back, 1);
  shop_.Put("/item/1", {.status = 404});
  clock_.Advance(hours(24));
  EXPECT_EQ(Pass().gone, 1);
  clock_.Advance(hours(6));
  EXPECT_EQ(Pass().taken, 1);
  for (int i = 0; i < 3; ++i) Import("more" + std::to_string(i) + ".jsonl", std::to_string(30 + i), "木质餐桌 北欧风 六人座 实木 家用", "Table stall", "t1");
  EXPECT_EQ(prints.read(), before + 2);
  // What is over is neither read nor compared with.
  clock_.Advance(hours(24 * 181));
  Import("late.jsonl", "40", kOfferTitle, "Late stall", "s8");
  Import("later.jsonl", "41", kOfferTitle, "Later stall", "s9");
  EXPECT_EQ(prints.read(), before + 2);
  EXPECT_TRUE(Relists().empty());
}

// Other words, another seller, the picture edited a little; and it arrives after its page was compared.
TEST_F(TakedownCheckTest, APictureThatComesLaterGivesTheReturnAway) {
  const auto link = [&](const std::string& url, uint64_t edit) {
    PictureKey key;
    key.sha256 = Sha256Hex(url);
    key.width = key.height = 400;
    key.views = {{.name = "whole", .region = {0, 0, 400, 400}, .hash = {.words = {0x1234567890abcdef ^ edit, 0xfedcba0987654321, 0x0f1e2d3c4b5a6978, 0x8796a5b4c3d2e1f0}, .quality = 100}}};
    const Status linked = Writing(*service_, [&](Transaction& tx) -> Status {
      if (Status saved = SavePicture(tx, {.sha256 = key.sha256, .perceptual_hash = DumpJson(ToJson(key)), .quality = 100, .width = 400, .height = 400}); !saved) return saved;
      Result<int64_t> places = LinkPicture(tx, url, 1, key.sha256);
      EXPECT_EQ(places.value_or(0), 1) << url;
      return Ok();
    });
    ASSERT_TRUE(linked) << linked.error().message;
  };
  Import("with-picture.jsonl", "1", kOfferTitle, "Night stall", "s1", {"https://img.test/1.jpg"});
  ASSERT_NO_FATAL_FAILURE(link("https://img.test/1.jpg", 0));
  ASSERT_NO_FATAL_FAILURE(Notify());
  ASSERT_NO_FATAL_FAILURE(TakeDown());
  Import("copy.jsonl", "2", "春季新款 休闲旅游鞋 厂家直销 包邮 男女同款", "Day stall", "s2", {"https://img.test/2.jpg"});
  EXPECT_TRUE(Relists().empty());
  ASSERT_NO_FATAL_FAILURE(link("https://img.test/2.jpg", 0xff0));
  ASSERT_TRUE(RunWork(*service_, officer_, {}, {}));
  const Json relists = Relists();
  ASSERT_EQ(relists.size(), 1u);
  EXPECT_EQ(relists[0]["reasons"], Json::parse(R"([{"what":"picture","value":8,"count":1}])"));
}

TEST_F(TakedownCheckTest, TheListingItselfSeenElsewhereIsLookedAtAtOnce) {
  ASSERT_NO_FATAL_FAILURE(Notify());
  ASSERT_NO_FATAL_FAILURE(TakeDown());
  shop_.Put("/item/1", OfferPage(kOfferTitle));
  clock_.Advance(hours(24));
  EXPECT_EQ(Pass().looks, 0);
  Import("seen.jsonl", "1", std::string(kOfferTitle) + " 现货", "Night stall", "s1");
  EXPECT_EQ(Shown()["state"], "taken") << "a file tells nothing of today";
  EXPECT_EQ(Shown()["next_look_at"], FormatTime(clock_.Now())) << Shown().dump();
  EXPECT_EQ(Pass().back, 1);
  EXPECT_TRUE(Relists().empty()) << "the same address is no other one";
  clock_.Advance(hours(1));
  ASSERT_TRUE(RunWork(*service_, officer_, {}, {}));
  EXPECT_EQ(Pass().looks, 0) << "our own look calls for no other";
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
