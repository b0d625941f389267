// kill -9 of `verify run` while it looks, again and again: no look is lost, none counts twice, and gone is still what two looks saw.
#include <signal.h>

#include <chrono>
#include <cstdlib>
#include <random>

#include "app/child.h"
#include "service/measures.h"
#include "service/notices.h"
#include "service/transact.h"
#include "store/events.h"
#include "store/measures.h"
#include "store/relists.h"
#include "tests/app/run_command.h"
#include "tests/hurried_review.h"
#include "tests/net/test_server.h"
#include "tests/service/store_fixture.h"

namespace markwarden {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

constexpr int kLookedAt = 12;

// A store whose clock other processes see move, a notice of some listings that was sent, and their shop, where all of them are gone.
class LookKillTest : public StoreFixture {
 protected:
  void SetUp() override {
    dir_ = NewFolder();
    InitOptions init;
    init.password = kPassword;
    init.simulated = true;
    ASSERT_TRUE(InitStore(dir_ / "store", init));
    HurryReviews(dir_ / "store");
    service_ = Opened(dir_ / "store");
    ASSERT_TRUE(service_);
    const auto admin = SignInWithPassword(*service_, "admin", kPassword);
    ASSERT_TRUE(admin) << admin.error().message;
    admin_ = admin->scope;
    officer_ = Person("lin", "officer");
    head_ = Person("zhou", "head");
    const std::string base = "http://kshop.test:" + std::to_string(shop_.port());
    const auto source = AddSource(*service_, officer_, Write("kshop.yaml", "id: kshop\nplatform: kshop\nname: {en: K shop}\nhosts: [kshop.test]\nstart: [\"" + base +
        "/\"]\nitem_id: '/item/(\\d+)'\nbudget: {pages: 50, depth: 3}\npoliteness: {gap_ms: 10}\nresolve: {kshop.test: 127.77.9.8}\nallow_networks: [127.77.9.0/24]\n"));
    ASSERT_TRUE(source) << source.error().message;
    ASSERT_TRUE(ImportRightsFile(*service_, officer_, Write("rights.jsonl", kSampleRight)));
    std::string lines;
    for (int i = 0; i < kLookedAt; ++i) {
      lines += R"({"url":")" + base + "/item/" + std::to_string(i) + R"(","platform":"kshop","item_id":")" + std::to_string(i) +
               R"(","title":"Z.e.l.l.v.o.r.a 运动鞋 高仿 1:1","price":{"amount":"99.00","currency":"CNY"},"category":["鞋"],"seller":{"name":"Night stall )" + std::to_string(i) + R"("}})" "\n";
    }
    ASSERT_TRUE(ImportFile(*service_, officer_, {.file = Write("offers.jsonl", lines)}));
    ASSERT_NO_FATAL_FAILURE(SendNotice());
    const auto code = MakeSignInCode(*service_, admin_, "lin");
    ASSERT_TRUE(code);
    ASSERT_EQ(RunMarkwarden("--store " + (dir_ / "store").string() + " account login --code " + *code, "XDG_CONFIG_HOME=" + (dir_ / "config").string()).code, 0);
  }

  void SendNotice() {
    const auto flags = ListFlags(*service_, officer_, {});
    ASSERT_TRUE(flags);
    CaseRequest wanted{.flags = {}, .title = {}, .reason = "imitation", .basis = "tm-57"};
    for (const Json& flag : (*flags)["items"]) wanted.flags.push_back(*ParseId(JsonText(flag, "id")));
    ASSERT_EQ(wanted.flags.size(), size_t(kLookedAt));
    const auto made = MakeCase(*service_, officer_, wanted);
    ASSERT_TRUE(made) << made.error().message;
    NoticeRequest request;
    request.case_id = *ParseId(JsonText(*made, "id"));
    request.regime = "cn-ecommerce-42";
    request.overrides = *ParseJson(kNoticeFields);
    const auto drafted = DraftNoticeFor(*service_, officer_, request);
    ASSERT_TRUE(drafted) << drafted.error().message;
    const Id notice = *ParseId(JsonText(*drafted, "id"));
    const auto released = ActOnNotice(*service_, head_, notice, {.act = "release", .reason = "compared today"});
    ASSERT_TRUE(released) << released.error().message;
    const auto sent = ActOnNotice(*service_, officer_, notice, {.act = "send", .channel = "platform_form", .sent_at = FormatTime(service_->clock().Now())});
    ASSERT_TRUE(sent) << sent.error().message;
  }

  // Later for every process that opens the store from now on.
  void Later(hours by) {
    ahead_ += by;
    const Status moved = MoveStoreClock(dir_ / "store", ahead_);
    ASSERT_TRUE(moved) << moved.error().message;
  }
  Result<Child> StartLooking() {
    return Child::Start({MARKWARDEN_BIN_DIR "/markwarden", "--store", (dir_ / "store").string(), "verify", "run", "--limit", "1000"},
                        {{"XDG_CONFIG_HOME", (dir_ / "config").string()}, {"MARKWARDEN_DATA", MARKWARDEN_SOURCE_DIR}}, (dir_ / "log").string());
  }
  // Looks at all that is due; `kills` processes before the last die on the way.
  void LookThrough(int kills) {
    for (int i = 0; i < kills; ++i) {
      auto looking = StartLooking();
      ASSERT_TRUE(looking) << looking.error().message;
      std::this_thread::sleep_for(milliseconds(random_() % 900));
      ::kill(looking->pid(), SIGKILL);
      killed_ += looking->Wait() == 128 + SIGKILL;
      if (const size_t kept = LooksKept(); kept % kLookedAt != 0) ++in_the_middle_;
    }
    auto last = StartLooking();
    ASSERT_TRUE(last) << last.error().message;
    ASSERT_EQ(last->Wait(), 0);
  }

  std::vector<Measure> Measures() {
    const auto page = Reading(*service_, [&](CaseDb& db) { return ListMeasures(db, officer_); });
    EXPECT_TRUE(page);
    return page ? page->rows : std::vector<Measure>();
  }
  std::vector<MeasureCheck> Checks(Id measure) {
    const auto checks = Reading(*service_, [&](CaseDb& db) { return ChecksOf(db, officer_, measure); });
    EXPECT_TRUE(checks);
    return checks ? *checks : std::vector<MeasureCheck>();
  }
  size_t LooksKept() {
    size_t kept = 0;
    for (const Measure& measure : Measures()) kept += Checks(measure.id).size();
    return kept;
  }
  size_t Asked() const {
    size_t asked = 0;
    for (int i = 0; i < kLookedAt; ++i) asked += shop_.CountHits("/item/" + std::to_string(i));
    return asked;
  }
  size_t EventsOf(Id measure) {
    const auto events = ListEvents(*service_, head_, {.subject_kind = "measure", .subject = measure, .kind = {}, .cursor = {}, .limit = 50});
    EXPECT_TRUE(events) << events.error().message;
    return events ? (*events)["items"].size() : 0;
  }
  // Each measure was looked at so often, each look has its capture and its event, and the counts agree.
  void ExpectLooks(size_t each, const std::string& state) {
    const std::vector<Measure> measures = Measures();
    ASSERT_EQ(measures.size(), size_t(kLookedAt));
    for (const Measure& measure : measures) {
      const std::vector<MeasureCheck> checks = Checks(measure.id);
      EXPECT_EQ(checks.size(), each) << measure.url;
      EXPECT_EQ(measure.checks, int(each)) << measure.url;
      EXPECT_EQ(EventsOf(measure.id), each) << measure.url;
      EXPECT_EQ(measure.state, state) << measure.url;
      for (const MeasureCheck& check : checks) {
        EXPECT_EQ(check.seen, "gone") << check.why;
        EXPECT_NE(check.capture, 0);
      }
      if (checks.size() == 2) {
        EXPECT_GE(checks[1].at - checks[0].at, hours(6)) << measure.url;
      }
    }
  }

  std::minstd_rand random_{20261127};
  TestServer shop_{"127.77.9.8", [](const TestRequest& request) -> TestResponse {
    if (request.target == "/robots.txt") return {.headers = {"Content-Type: text/plain"}, .body = "User-agent: *\nDisallow: /members/\n", .close = true};
    return {.status = 404, .close = true, .delay = milliseconds(30)};
  }};
  milliseconds ahead_{0};
  int killed_ = 0, in_the_middle_ = 0;
  Scope officer_, head_;
};

TEST_F(LookKillTest, NoLookIsLostAndNoneCountsTwice) {
  const char* wanted = std::getenv("MARKWARDEN_KILLS");
  const int kills = wanted ? std::atoi(wanted) : 4;
  ASSERT_NO_FATAL_FAILURE(Later(hours(24)));
  ASSERT_NO_FATAL_FAILURE(LookThrough(kills - kills / 2));
  ExpectLooks(1, "asked");

  ASSERT_NO_FATAL_FAILURE(Later(hours(5)));
  ASSERT_NO_FATAL_FAILURE(LookThrough(0));
  ExpectLooks(1, "asked");

  ASSERT_NO_FATAL_FAILURE(Later(hours(2)));
  ASSERT_NO_FATAL_FAILURE(LookThrough(kills / 2));
  ExpectLooks(2, "taken");
  EXPECT_GT(killed_, 0);
  EXPECT_GE(Asked(), 2u * kLookedAt);
  EXPECT_LE(Asked(), 2u * kLookedAt + size_t(killed_)) << "what a killed process had kept was asked for again";
  const auto watched = Reading(*service_, [&](CaseDb& db) { return RelistWatchHeads(db, officer_.org); });
  ASSERT_TRUE(watched) << watched.error().message;
  EXPECT_EQ(watched->size(), size_t(kLookedAt)) << "each is watched for its return once";
  auto db = service_->Connect();
  ASSERT_TRUE(db);
  const Status log = CheckLog(**db);
  EXPECT_TRUE(log) << log.error().message;
  std::printf("%d kills, %d between looks; %d listings, %zu requests\n", killed_, in_the_middle_, kLookedAt, Asked());
}

}  // namespace
}  // namespace markwarden
