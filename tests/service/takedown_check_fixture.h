// A listing that notice was given of, and its shop on loopback, which answers as the test says.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "reports/follow_up.h"
#include "service/measures.h"
#include "service/notices.h"
#include "service/takedown_check.h"
#include "service/transact.h"
#include "store/notices.h"
#include "store/tasks.h"
#include "tests/net/test_server.h"
#include "tests/service/store_fixture.h"

namespace markwarden {

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

inline TestResponse LookedPage(const std::string& body, int status = 200) {
  return {.status = status, .headers = {"Content-Type: text/html; charset=utf-8"}, .body = "<!doctype html><html>" + body + "</html>"};
}
inline TestResponse LedTo(const std::string& location) { return {.status = 302, .headers = {"Location: " + location}}; }
inline TestResponse OfferPage(const std::string& title, const std::string& more = "") {
  return LookedPage("<head><title>" + title + "</title><script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@type\":\"Product\",\"name\":\"" + title +
              "\",\"offers\":{\"@type\":\"Offer\",\"price\":\"99.00\",\"priceCurrency\":\"CNY\",\"availability\":\"https://schema.org/InStock\"}}</script></head><body><h1>" +
              title + "</h1><b>¥99.00</b>" + more + "</body>");
}

inline constexpr const char* kOfferTitle = "Z.e.l.l.v.o.r.a 运动鞋 高仿 1:1 男款 透气 跑步";

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
    clock_.Advance(std::chrono::hours(24));
    EXPECT_EQ(Pass().gone, 1);
    clock_.Advance(std::chrono::hours(6));
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

}  // namespace markwarden
