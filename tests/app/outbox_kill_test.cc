// kill -9 of `work` while it sends, again and again: no complaint reaches the platform twice, and none is lost.
#include <signal.h>

#include <chrono>
#include <cstdlib>
#include <random>
#include <set>

#include "app/child.h"
#include "store/events.h"
#include "tests/app/run_command.h"
#include "tests/service/outbox_fixture.h"

namespace markwarden {
namespace {

using std::chrono::milliseconds;

class OutboxKillTest : public OutboxFixture {
 protected:
  std::string Listings() const override {
    std::string lines;
    for (int i = 0; i < 400; ++i) {
      lines += R"({"url":"https://shopx.example/item/)" + std::to_string(i) + R"(","platform":"shopx","item_id":")" + std::to_string(i) +
               R"(","title":"Z.e.l.l.v.o.r.a 运动鞋 高仿 1:1","price":{"amount":"99.00","currency":"CNY"},"category":["鞋"],"seller":{"name":"Night stall )" + std::to_string(i) + R"("}})" "\n";
    }
    return lines;
  }
  Result<Child> StartWork() {
    return Child::Start({MARKWARDEN_BIN_DIR "/markwarden", "--store", (dir_ / "store").string(), "work"},
                        {{"XDG_CONFIG_HOME", (dir_ / "config").string()}, {"MARKWARDEN_DATA", MARKWARDEN_SOURCE_DIR}}, (dir_ / "log").string());
  }
};

TEST_F(OutboxKillTest, NoComplaintTwiceAndNoneLost) {
  const char* wanted = std::getenv("MARKWARDEN_KILLS");
  const int kills = wanted ? std::atoi(wanted) : 8;
  std::minstd_rand random(20261126);
  std::mutex mutex;
  std::map<std::string, std::set<std::string>> kept;  // key -> notices; guarded by mutex
  int asked = 0;                                      // guarded by mutex
  std::minstd_rand delays(20261127);                  // guarded by mutex
  TestServer platform("127.0.0.1", [&](const TestRequest& request) -> TestResponse {
    const auto body = ParseJson(request.body);
    milliseconds before, after;
    {
      const std::lock_guard lock(mutex);
      ++asked;
      before = milliseconds(delays() % 60);
      after = milliseconds(delays() % 60);
    }
    std::this_thread::sleep_for(before);
    const std::lock_guard lock(mutex);
    std::set<std::string>& notices = kept[request.Header("idempotency-key")];
    const bool fresh = notices.empty();
    notices.insert(body ? JsonText(*body, "notice") : "?");
    return {.status = fresh ? 201 : 200, .headers = {"Content-Type: application/json"}, .body = R"({"complaint":{"id":"C"}})", .delay = after};
  });
  std::string yaml = DeskYaml("");
  for (size_t at; (at = yaml.find(desk_.Base())) != std::string::npos;) yaml.replace(at, desk_.Base().size(), platform.Base());
  yaml.replace(yaml.find("timeout_ms: 700"), 15, "timeout_ms: 9000");
  ASSERT_TRUE(AddConnector(*service_, head_, yaml));
  const auto code = MakeSignInCode(*service_, admin_, "lin");
  ASSERT_TRUE(code);
  ASSERT_EQ(RunMarkwarden("--store " + (dir_ / "store").string() + " account login --code " + *code, "XDG_CONFIG_HOME=" + (dir_ / "config").string()).code, 0);

  std::vector<Id> flags;
  for (std::string cursor;;) {
    FlagQuery query;
    query.cursor = cursor;
    query.limit = 200;
    const auto page = ListFlags(*service_, officer_, query);
    ASSERT_TRUE(page);
    for (const Json& flag : (*page)["items"]) flags.push_back(*ParseId(JsonText(flag, "id")));
    cursor = JsonText(*page, "next");
    if (cursor.empty()) break;
  }
  ASSERT_GE(flags.size(), 20u);
  std::map<Id, Id> put;  // notice -> delivery
  int killed = 0, in_the_middle = 0;
  constexpr size_t kMostInAnHour = 190;  // the linter lets 200 listings go within one
  for (int i = 0; i < kills; ++i) {
    for (int more = 0; more < (kills > 90 ? 1 : 2); ++more) {
      const size_t next = put.size();
      if (next >= std::min(flags.size(), kMostInAnHour)) break;
      const auto made = MakeCase(*service_, officer_, {.flags = {flags[next]}, .title = {}, .reason = "imitation", .basis = "tm-57"});
      ASSERT_TRUE(made) << made.error().message;
      case_ = *ParseId(JsonText(*made, "id"));
      const Id notice = Released();
      put[notice] = MustPut(notice);
    }
    auto work = StartWork();
    ASSERT_TRUE(work) << work.error().message;
    std::this_thread::sleep_for(milliseconds(random() % 900));
    ::kill(work->pid(), SIGKILL);
    if (work->Wait() == 128 + SIGKILL) ++killed;
    auto db = service_->Connect();
    ASSERT_TRUE(db);
    const auto under_way = DeliveriesUnderWay(**db);
    ASSERT_TRUE(under_way);
    if (!under_way->empty()) ++in_the_middle;
  }
  EXPECT_GT(killed, 0);
  for (int turn = 0; turn < 5; ++turn) {
    auto work = StartWork();
    ASSERT_TRUE(work);
    ASSERT_EQ(work->Wait(), 0);
  }
  for (const auto& [notice, delivery] : put) {
    EXPECT_EQ(Shown(delivery)["state"], "accepted") << Shown(delivery).dump();
    EXPECT_EQ(State(notice), "sent");
  }
  const std::lock_guard lock(mutex);
  EXPECT_EQ(kept.size(), put.size()) << "a key for each notice";
  std::set<std::string> told;
  for (const auto& [key, notices] : kept) {
    EXPECT_EQ(notices.size(), 1u);
    for (const std::string& notice : notices) EXPECT_TRUE(told.insert(notice).second) << notice << " was complained of under two keys";
  }
  auto db = service_->Connect();
  ASSERT_TRUE(db);
  const Status log = CheckLog(**db);
  EXPECT_TRUE(log) << log.error().message;
  std::printf("%d kills, %d while a notice was under way; %zu notices, %d requests\n", killed, in_the_middle, put.size(), asked);
}

}  // namespace
}  // namespace markwarden
