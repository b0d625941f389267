// A released notice and a platform on loopback that takes complaints, for the tests of the outbox.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <map>
#include <mutex>
#include <thread>

#include "service/connectors.h"
#include "service/notices.h"
#include "service/outbox.h"
#include "service/transact.h"
#include "store/deliveries.h"
#include "store/log_keys.h"
#include "store/store.h"
#include "store/tasks.h"
#include "tests/net/test_server.h"
#include "tests/service/store_fixture.h"

namespace markwarden {

// Remembers each complaint by its key, as the platforms that connectors are made for do.
class ComplaintDesk {
 public:
  ComplaintDesk() : server_("127.0.0.1", [this](const TestRequest& request) { return Answer(request); }) {}

  // Said instead of the usual answer, once each, in this order.  A status of 0: the complaint is kept and the connection closed without a word.
  void Next(TestResponse response) {
    const std::lock_guard lock(mutex_);
    next_.push_back(std::move(response));
  }
  std::vector<TestRequest> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  size_t complaints() const {
    const std::lock_guard lock(mutex_);
    return kept_.size();
  }
  void SayState(const std::string& state) {
    const std::lock_guard lock(mutex_);
    state_ = state;
  }
  std::string Base() const { return server_.Base(); }

 private:
  TestResponse Answer(const TestRequest& request) {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
    std::optional<TestResponse> instead;
    if (!next_.empty()) {
      instead = std::move(next_.front());
      next_.erase(next_.begin());
      if (instead->status != 0 && instead->status != 201) return *instead;
    }
    if (request.method == "GET") {
      return {.headers = {"Content-Type: application/json"},
              .body = R"({"state":")" + state_ + R"(","note":"n","appeal":{"number":"A-1","reason":"authorized","statement":"we may"}})"};
    }
    if (request.target == "/complaints") {
      const auto [place, fresh] = kept_.emplace(request.Header("idempotency-key").empty() ? std::to_string(requests_.size()) : request.Header("idempotency-key"), kept_.size() + 1);
      if (instead && instead->status == 0) return {.body = "x", .cut_after = 0};
      if (instead) return *instead;
      return {.status = fresh ? 201 : 200, .headers = {"Content-Type: application/json"}, .body = R"({"complaint":{"id":"C-)" + std::to_string(place->second) + R"("}})"};
    }
    return {.status = 200, .body = "{}"};
  }

  mutable std::mutex mutex_;
  std::vector<TestRequest> requests_;        // guarded by mutex_
  std::vector<TestResponse> next_;           // guarded by mutex_
  std::map<std::string, size_t> kept_;       // guarded by mutex_
  std::string state_ = "OPEN";               // guarded by mutex_
  TestServer server_;
};

class OutboxFixture : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    officer_ = Person("lin", "officer");
    head_ = Person("zhou", "head");
    ASSERT_TRUE(ImportRightsFile(*service_, officer_, Write("rights.jsonl", kSampleRight)));
    ASSERT_TRUE(ImportFile(*service_, officer_, {.file = Write("offers.jsonl", Listings())}));
    Secret("desk", "s3cret\n");
    AddDesk("");
  }
  virtual std::string Listings() const { return kSampleListings; }

  void Secret(const std::string& name, const std::string& text, int mode = 0600) {
    const std::filesystem::path file = KeyDir(service_->store()) / ("secret-" + name);
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    std::filesystem::permissions(file, static_cast<std::filesystem::perms>(mode));
  }
  // The desk's connector; `more` are lines at its end.
  std::string DeskYaml(const std::string& more, bool told_apart = true) const {
    return "id: desk\nname: {zh: 投诉台, en: Desk}\nplatforms: [shopx]\nallow_networks: [127.0.0.0/8]\ntimeout_ms: 700\npacing: {gap_ms: 0}\nsubmit:\n  url: " + desk_.Base() +
           "/complaints\n  auth: {kind: bearer, secret: desk}\n" + (told_apart ? "  idempotency_header: Idempotency-Key\n" : "") +
           "  body: {notice: \"{{/id}}\", items: {$each: /items, $item: {url: \"{{./url}}\", seller: \"{{./seller_name}}\"}}}\n  accepted: [200, 201]\n  receipt: /complaint/id\n"
           "status: {url: \"" + desk_.Base() + "/complaints/{receipt}\", state: /state, note: /note, counter_notice: /appeal, words: {OPEN: pending, REMOVED: honoured, DECLINED: refused, APPEALED: counter_notice}}\n"
           "withdraw: {url: \"" + desk_.Base() + "/complaints/{receipt}/withdraw\", body: {why: \"{{/delivery/reason}}\"}}\n"
           "filing: {url: \"" + desk_.Base() + "/complaints/{receipt}/filing\", body: {kind: \"{{/delivery/filing_kind}}\", number: \"{{/delivery/filing_number}}\"}}\n" + more;
  }
  void AddDesk(const std::string& more, bool told_apart = true) {
    const auto added = AddConnector(*service_, head_, DeskYaml(more, told_apart));
    ASSERT_TRUE(added) << added.error().message;
  }

  // A complete notice, released by another person.
  Id Released(const std::string& fields = kNoticeFields) {
    if (case_ == 0) {
      const auto flags = ListFlags(*service_, officer_, {});
      EXPECT_TRUE(flags && !(*flags)["items"].empty());
      const auto made = MakeCase(*service_, officer_, {.flags = {*ParseId(JsonText((*flags)["items"][0], "id"))}, .title = {}, .reason = "imitation", .basis = "tm-57"});
      EXPECT_TRUE(made) << made.error().message;
      case_ = *ParseId(JsonText(*made, "id"));
    }
    NoticeRequest request;
    request.case_id = case_;
    request.regime = "cn-ecommerce-42";
    request.overrides = *ParseJson(fields);
    const auto drafted = DraftNoticeFor(*service_, officer_, request);
    EXPECT_TRUE(drafted) << drafted.error().message;
    EXPECT_EQ((*drafted)["state"], "queued") << drafted->dump();
    const Id id = *ParseId(JsonText(*drafted, "id"));
    const auto released = ActOnNotice(*service_, head_, id, {.act = "release", .reason = "compared today"});
    EXPECT_TRUE(released) << released.error().message;
    return id;
  }
  Json Notice(Id id) {
    const auto shown = ShowNotice(*service_, officer_, id);
    EXPECT_TRUE(shown) << shown.error().message;
    return shown ? *shown : Json::object();
  }
  std::string State(Id notice) { return JsonText(Notice(notice), "state"); }
  int64_t Version(Id notice) { return JsonInt(Notice(notice), "row_version").value_or(0); }
  Result<Json> Put(Id notice, const std::string& channel = "connector") {
    return DeliverNotice(*service_, officer_, notice, {.channel = channel, .connector = channel == "email" ? "" : "desk", .row_version = 0});
  }
  Id MustPut(Id notice, const std::string& channel = "connector") {
    const auto put = Put(notice, channel);
    EXPECT_TRUE(put) << put.error().message;
    return put ? *ParseId(JsonText(*put, "id")) : 0;
  }
  Json Shown(Id delivery) {
    const auto shown = ShowDelivery(*service_, officer_, delivery);
    EXPECT_TRUE(shown) << shown.error().message;
    return shown ? *shown : Json::object();
  }
  DeliveryTotals Pass() {
    const auto totals = DeliverPass(*service_, 100, {});
    EXPECT_TRUE(totals) << totals.error().message;
    return totals ? *totals : DeliveryTotals{};
  }
  // Its time has come.
  void Due(Id delivery) { Sql("UPDATE delivery SET next_at = 0 WHERE id = " + IdToString(delivery)); }
  void Sql(const std::string& statement) {
    auto db = service_->Connect();
    ASSERT_TRUE(db);
    (*db)->raw().exec(statement);
  }
  std::vector<Task> Tasks(const std::string& kind) {
    const auto page = Reading(*service_, [&](CaseDb& db) { return ListTasks(db, officer_, TaskFilter{.state = "open", .kind = kind}); });
    EXPECT_TRUE(page);
    return page ? page->rows : std::vector<Task>();
  }
  size_t Events(const std::string& kind) {
    const auto page = ListEvents(*service_, head_, {.subject_kind = {}, .subject = 0, .kind = kind, .cursor = {}, .limit = 200});
    EXPECT_TRUE(page) << page.error().message;
    return page ? (*page)["items"].size() : 0;
  }
  void ExpectRefused(const Result<Json>& done, ErrorCode code, const std::string& says) {
    ASSERT_FALSE(done) << says;
    EXPECT_EQ(done.error().code, code) << done.error().message;
    EXPECT_NE(done.error().message.find(says), std::string::npos) << done.error().message;
    EXPECT_EQ(done.error().message.find('\n'), std::string::npos);
  }

  ComplaintDesk desk_;
  Scope officer_, head_;
  Id case_ = 0;
};

}  // namespace markwarden
