// The server over a real store: sessions, the operations against web/openapi.yaml, hostile clients.
#include "web/server.h"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <regex>

#include "core/data_dir.h"
#include "service/accounts.h"
#include "service/crawl.h"
#include "service/import.h"
#include "service/measures.h"
#include "service/transact.h"
#include "store/notices.h"
#include "tests/web/http_client.h"
#include "tests/web/openapi.h"
#include "web/routes.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;
constexpr const char* kPassword = "a long enough pass phrase";

// One store and one server for all tests of the file: making a store costs a slow password hash.
class ServerTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    dir_ = new fs::path(fs::temp_directory_path() / ("markwarden-web-" + std::to_string(::getpid())));
    fs::remove_all(*dir_);
    fs::create_directories(*dir_ / "ui" / "assets");
    std::ofstream(*dir_ / "ui" / "index.html") << "<!doctype html><title>console</title>";
    std::ofstream(*dir_ / "ui" / "assets" / "app-1.js") << std::string(5'000, 'x');
    std::ofstream(*dir_ / "ui" / "secret.key") << "not for serving";
    std::ofstream(*dir_ / "outside.html") << "outside";
    fs::create_symlink(*dir_ / "outside.html", *dir_ / "ui" / "link.html");
    InitOptions init;
    init.password = kPassword;
    const Status made = InitStore(*dir_ / "store", init);
    ASSERT_TRUE(made) << made.error().message;
    auto service = Service::Open({.store_dir = *dir_ / "store", .data_dir = MARKWARDEN_SOURCE_DIR, .process = "serve"});
    ASSERT_TRUE(service) << service.error().message;
    service_ = service->release();
    const Result<SignedIn> admin = SignInWithPassword(*service_, "admin", kPassword);
    ASSERT_TRUE(admin) << admin.error().message;
    admin_ = new Scope(admin->scope);
    for (const char* role : {"officer", "approver"}) {
      NewAccount account;
      account.login = role;
      account.password = kPassword;
      account.roles = {role};
      const auto added = AddAccount(*service_, *admin_, account);
      ASSERT_TRUE(added) << added.error().message;
    }
    server_ = Start({}).release();
    ASSERT_TRUE(server_);
    FillStore();
  }

  static void TearDownTestSuite() {
    delete server_;
    delete service_;
    delete admin_;
    fs::remove_all(*dir_);
    delete dir_;
  }

  static std::unique_ptr<ConsoleServer> Start(ServerOptions options) {
    options.port = 0;
    options.ui_dir = *dir_ / "ui";
    auto server = ConsoleServer::Start(options, *service_);
    EXPECT_TRUE(server) << server.error().message;
    return server ? std::move(*server) : nullptr;
  }

  static std::string SessionOf(const Reply& reply) {
    const auto cookie = reply.headers.find("set-cookie");
    return cookie == reply.headers.end() ? "" : cookie->second.substr(0, cookie->second.find(';'));
  }

  static Reply SignInAs(const std::string& login, const std::string& password = kPassword, const std::string& cookie = "") {
    Asking asking{"POST", "/api/v1/session", {{"Content-Type", "application/json"}, {"Origin", Own()}},
                  DumpJson({{"login", login}, {"password", password}})};
    if (!cookie.empty()) asking.headers["Cookie"] = cookie;
    return Ask(server_->port(), asking);
  }

  static std::string Own() { return "http://127.0.0.1:" + std::to_string(server_->port()); }

  static const std::string& Officer() {
    static const std::string cookie = SessionOf(SignInAs("officer"));
    return cookie;
  }

  static Reply Get(const std::string& target, const std::string& cookie = Officer()) {
    return Ask(server_->port(), {"GET", target, {{"Cookie", cookie}}, ""});
  }
  static Reply Post(const std::string& target, const Json& body, std::map<std::string, std::string> more = {}) {
    more.insert({{"Cookie", Officer()}, {"Content-Type", "application/json"}, {"Origin", Own()}});
    return Ask(server_->port(), {"POST", target, std::move(more), DumpJson(body)});
  }

  // Two listings of a file, one right, one pass of matching: flags to decide.
  static void FillStore() {
    const Reply right = Post("/api/v1/rights", {{"id", "tm-1"}, {"kind", "trademark"}, {"title", "VELTARA"}, {"names", {"VELTARA"}},
                                                {"classes", {25}}, {"jurisdiction", "CN"}, {"reg_no", "1"}, {"valid_to", "2036-01-01"},
                                                {"reference_price", {{"amount", "599.00"}, {"currency", "CNY"}}}});
    ASSERT_EQ(right.status, 201) << right.body;
    std::ofstream file(*dir_ / "listings.jsonl");
    for (const char* item : {"1", "2", "3", "4"}) {
      file << DumpJson({{"url", std::string("https://shop.example/item/") + item}, {"platform", "shop"}, {"item_id", item},
                        {"title", "V*E*L*T*A*R*A 运动鞋 高仿 1:1 <img src=x onerror=alert(1)>"},
                        {"price", {{"amount", "59.00"}, {"currency", "CNY"}}}, {"seller", {{"name", "x\r\ny"}}}})
           << "\n";
    }
    file.close();
    const Result<Scope> officer = ScopeOfSession(*service_, Officer().substr(Officer().find('=') + 1));
    ASSERT_TRUE(officer) << officer.error().message;
    const auto imported = ImportFile(*service_, *officer, {.file = *dir_ / "listings.jsonl", .from = "test"});
    ASSERT_TRUE(imported) << imported.error().message;
    const auto worked = RunWork(*service_, *officer, {}, {});
    ASSERT_TRUE(worked) << worked.error().message;
  }

  static std::string FirstFlag() {
    const Json page = Json::parse(Get("/api/v1/flags").body);
    return page["items"].empty() ? "" : page["items"][0]["id"].get<std::string>();
  }

  static fs::path* dir_;
  static Service* service_;
  static Scope* admin_;
  static ConsoleServer* server_;
};
fs::path* ServerTest::dir_ = nullptr;
Service* ServerTest::service_ = nullptr;
Scope* ServerTest::admin_ = nullptr;
ConsoleServer* ServerTest::server_ = nullptr;

TEST(RoutesTest, AreThoseOfTheContract) {
  std::set<std::string> routes;
  for (const Route& route : Routes()) {
    routes.insert(std::string(route.method) + " " + std::string(route.path) + " " + std::string(route.operation));
  }
  EXPECT_EQ(routes, OpenApi().Operations());
}

TEST_F(ServerTest, NothingIsAnsweredBeforeSigningIn) {
  for (const Route& route : Routes()) {
    const std::string target = "/api/v1" + std::regex_replace(std::string(route.path), std::regex("\\{[a-z0-9]+\\}"), "1");
    Asking asking{std::string(route.method), target, {{"Content-Type", route.upload ? "application/octet-stream" : "application/json"}}, route.method == "POST" ? "{}" : ""};
    const Reply reply = Ask(server_->port(), asking);
    if (route.open) EXPECT_NE(reply.status, 401) << target;
    else EXPECT_EQ(reply.status, 401) << route.method << " " << target << " " << reply.body;
  }
}

TEST_F(ServerTest, AnswersFitTheContract) {
  const OpenApi api;
  const std::string flag = FirstFlag();
  ASSERT_FALSE(flag.empty());
  const std::string right = Json::parse(Get("/api/v1/rights").body)["items"][0]["id"];
  const std::string approver = SessionOf(SignInAs("approver"));
  const Json events = Json::parse(Get("/api/v1/events", approver).body);
  ASSERT_TRUE(events.contains("items") && !events["items"].empty()) << events.dump();
  const std::string event = events["items"].back()["id"];
  const struct { const char* path; std::string target; const char* who; } reads[] = {
      {"/health", "/health", "officer"},           {"/session", "/session", "officer"},
      {"/stats", "/stats", "officer"},             {"/flags", "/flags?limit=2", "officer"},
      {"/flags/{id}", "/flags/" + flag, "officer"}, {"/cases", "/cases", "officer"},
      {"/notices", "/notices", "officer"},         {"/queues", "/queues", "officer"},
      {"/rights", "/rights", "officer"},           {"/rights/{id}", "/rights/" + right, "officer"},
      {"/watches", "/watches", "officer"},         {"/sources", "/sources", "officer"},
      {"/crawl/status", "/crawl/status", "officer"}, {"/events", "/events", "approver"},              {"/imports", "/imports", "officer"},
      {"/events/{id}/proof", "/events/" + event + "/proof", "approver"},
  };
  for (const auto& read : reads) {
    const Reply reply = Get("/api/v1" + read.target, read.who == std::string("officer") ? Officer() : approver);
    EXPECT_EQ(reply.status, 200) << read.target << " " << reply.body;
    EXPECT_EQ(reply.headers.at("content-type"), "application/json");
    EXPECT_EQ(api.Check(read.path, "get", reply.status, Json::parse(reply.body)), "") << read.target << "\n" << reply.body;
  }
  for (const char* target : {"/flags/1", "/flags/x", "/cases/1", "/notices/1", "/rights/1", "/pictures/1", "/nothing"}) {
    const Reply reply = Get(std::string("/api/v1") + target);
    EXPECT_EQ(reply.status, 404) << target;
    EXPECT_EQ(reply.headers.at("content-type"), "application/problem+json");
    EXPECT_EQ(api.Fits(api.root()["components"]["schemas"]["Problem"], Json::parse(reply.body), "$"), "") << reply.body;
  }
}

TEST_F(ServerTest, AFileIsHandedOver) {
  const OpenApi api;
  const auto send = [](const std::string& query, const std::string& body, const std::string& type = "application/octet-stream") {
    return Ask(server_->port(), {"POST", "/api/v1/imports" + query, {{"Cookie", Officer()}, {"Content-Type", type}, {"Origin", Own()}}, body});
  };
  const std::string csv = "title,url,note\ntea,https://upload.example/1,x\n,https://upload.example/2,y\n";
  const Reply first = send("?name=..%2Fgoods.csv&from=upload.example", csv);
  ASSERT_EQ(first.status, 201) << first.body;
  const Json made = Json::parse(first.body);
  EXPECT_EQ(api.Check("/imports", "post", 201, made), "") << first.body;
  EXPECT_EQ(made["file"], "goods.csv") << "no folder of the sender";
  EXPECT_EQ(made["listings"], 1);
  EXPECT_EQ(made["columns"]["ignored"], Json::array({"note"}));
  const std::string path = "/api/v1/imports/" + made["id"].get<std::string>();
  EXPECT_EQ(first.headers.at("location"), path);
  const Reply again = send("?name=goods.csv", csv);
  EXPECT_EQ(again.status, 200) << again.body;
  EXPECT_EQ(Json::parse(again.body)["already_done"], true);
  EXPECT_EQ(api.Check("/imports", "get", 200, Json::parse(Get("/api/v1/imports").body)), "");
  EXPECT_EQ(api.Check("/imports/{id}", "get", 200, Json::parse(Get(path).body)), "");
  const Json refused = Json::parse(Get(path + "/refusals").body);
  EXPECT_EQ(api.Check("/imports/{id}/refusals", "get", 200, refused), "");
  ASSERT_EQ(refused["items"].size(), 1u);
  EXPECT_EQ(refused["items"][0]["place"], "line 3");
  const Reply mapped = send("?name=m.csv&mapping=columns%3A%20%7BWare%3A%20title%2C%20Ort%3A%20url%7D", "Ware,Ort\nTee,https://upload.example/3\n");
  EXPECT_EQ(mapped.status, 201) << mapped.body;

  EXPECT_EQ(send("", csv).status, 400) << "a file has a name";
  EXPECT_EQ(send("?name=x", "").status, 400);
  EXPECT_EQ(send("?name=x", std::string("\1\0\2", 3)).status, 422);
  EXPECT_EQ(send("?name=x.csv&as=doc", csv).status, 400);
  EXPECT_EQ(send("?name=x.csv", csv, "application/json").status, 415);
  EXPECT_EQ(send("?name=x.csv", csv, "text/plain").status, 415) << "what a form can send";
  EXPECT_EQ(send("?name=x.csv", csv, "multipart/form-data; boundary=x").status, 415);
  EXPECT_EQ(Get("/api/v1/imports/1/refusals").status, 404);
  // Only this route takes more than 1 MiB, and 32 MiB are its end.
  const std::string lines = "{\"url\":\"https://upload.example/4\",\"title\":\"tea\"}\n" + std::string(3 << 20, '\n');
  EXPECT_EQ(send("?name=large.jsonl", lines).status, 201);
  EXPECT_EQ(Post("/api/v1/rights", {{"id", std::string(2 << 20, 'x')}}).status, 413);
  EXPECT_EQ(send("?name=larger.jsonl", std::string((32 << 20) + 1, '\n')).status, 413);
}

TEST_F(ServerTest, AFlagIsDecidedOnceAndMadeACaseOf) {
  const OpenApi api;
  const std::string flag = FirstFlag(), target = "/api/v1/flags/" + flag + "/decision";
  const Reply seen = Get("/api/v1/flags/" + flag);
  const std::string etag = seen.headers.at("etag");
  EXPECT_EQ(Post(target, {{"action", "hold"}}).status, 428) << "a decision says what was seen";
  EXPECT_EQ(Post(target, {{"action", "dismiss"}}, {{"If-Match", etag}}).status, 400) << "a dismissal has a reason";
  EXPECT_EQ(Post(target, {{"action", "dismiss"}, {"reason", "other"}}, {{"If-Match", etag}}).status, 400);
  EXPECT_EQ(Post(target, {{"action", "burn"}}, {{"If-Match", etag}}).status, 400);
  const Reply done = Post(target, {{"action", "dismiss"}, {"reason", "fair_use"}, {"note", "a\r\nb"}}, {{"If-Match", etag}});
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(api.Check("/flags/{id}/decision", "post", 200, Json::parse(done.body)), "") << done.body;
  const Reply late = Post(target, {{"action", "hold"}}, {{"If-Match", etag}});
  EXPECT_EQ(late.status, 412) << late.body;
  EXPECT_EQ(Json::parse(late.body)["code"], "stale");

  const std::string other = FirstFlag();
  ASSERT_NE(other, flag);
  EXPECT_EQ(Post("/api/v1/cases", {{"flag_ids", {other}}}).status, 400) << "a case has a reason";
  const Reply made = Post("/api/v1/cases", {{"flag_ids", {other, other}}, {"reason", "a disguised name and a low price"}});
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(api.Check("/cases", "post", 201, Json::parse(made.body)), "") << made.body;
  EXPECT_EQ(Post("/api/v1/cases", {{"flag_ids", {other}}, {"reason", "again"}}).status, 409);
  const std::string case_id = Json::parse(made.body)["id"];
  EXPECT_EQ(made.headers.at("location"), "/api/v1/cases/" + case_id);
  const Reply shown = Get("/api/v1/cases/" + case_id);
  EXPECT_EQ(api.Check("/cases/{id}", "get", shown.status, Json::parse(shown.body)), "") << shown.body;

  const Reply drafted = Post("/api/v1/cases/" + case_id + "/notices", {{"regime", "cn-ecommerce-42"}, {"language", "zh"}});
  ASSERT_EQ(drafted.status, 201) << drafted.body;
  const Json notice = Json::parse(drafted.body);
  EXPECT_EQ(api.Check("/cases/{id}/notices", "post", 201, notice), "") << drafted.body;
  EXPECT_EQ(notice["state"], "draft");
  EXPECT_FALSE(notice["missing"].empty());
  const std::string path = "/api/v1/notices/" + notice["id"].get<std::string>();
  EXPECT_EQ(api.Check("/notices/{id}", "get", 200, Json::parse(Get(path).body)), "");
  const Reply terms = Get(path + "/terms?from=2026-09-20T10:00:00%2B08:00");
  EXPECT_EQ(api.Check("/notices/{id}/terms", "get", 200, Json::parse(terms.body)), "") << terms.body;
  EXPECT_EQ(Json::parse(terms.body)["items"][1]["last_day"], "2026-10-08");
  EXPECT_EQ(Get(path + "/terms").status, 400) << "no term is counted from a guess";
  EXPECT_EQ(Get("/api/v1/notices/1/terms?from=2026-09-20T10:00:00Z").status, 404);
  EXPECT_EQ(Get(path + "/preview.html").status, 400) << "an incomplete notice is not shown as one that could go out";
  EXPECT_EQ(Get(path + "/preview.pdf").status, 400);

  const std::string acts = path + "/acts", version = Get(path).headers.at("etag");
  EXPECT_EQ(Post(acts, {{"act", "withdraw"}, {"reason", "x"}}).status, 428) << "an act says what was seen";
  EXPECT_EQ(Post(acts, {{"act", "withdraw"}}, {{"If-Match", version}}).status, 400) << "a withdrawal has a reason";
  EXPECT_EQ(Post(acts, {{"act", "release"}}, {{"If-Match", version}}).status, 403) << "not the officer's to release";
  EXPECT_EQ(Post(acts, {{"act", "send"}, {"channel", "post"}}, {{"If-Match", version}}).status, 409) << "nothing is sent that was not released";
  const Reply withdrawn = Post(acts, {{"act", "withdraw"}, {"reason", "a mistake"}}, {{"If-Match", version}});
  ASSERT_EQ(withdrawn.status, 200) << withdrawn.body;
  EXPECT_EQ(api.Check("/notices/{id}/acts", "post", 200, Json::parse(withdrawn.body)), "") << withdrawn.body;
  EXPECT_EQ(Json::parse(withdrawn.body)["acts"].back()["reason"], "a mistake");
  EXPECT_EQ(Post(acts, {{"act", "withdraw"}, {"reason", "again"}}, {{"If-Match", version}}).status, 412);
}

TEST_F(ServerTest, WhatARecipientDidIsShownAndRecorded) {
  const OpenApi api;
  EXPECT_EQ(api.Check("/measures", "get", 200, Json::parse(Get("/api/v1/measures").body)), "");
  EXPECT_EQ(api.Check("/relists", "get", 200, Json::parse(Get("/api/v1/relists").body)), "");
  const Reply made = Post("/api/v1/cases", {{"flag_ids", {FirstFlag()}}, {"reason", "a disguised name"}});
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string case_id = Json::parse(made.body)["id"];
  const Reply drafted = Post("/api/v1/cases/" + case_id + "/notices", {{"regime", "cn-ecommerce-42"}, {"language", "zh"}});
  ASSERT_EQ(drafted.status, 201) << drafted.body;
  const Result<Scope> officer = ScopeOfSession(*service_, Officer().substr(Officer().find('=') + 1));
  ASSERT_TRUE(officer);
  const Status begun = Writing(*service_, [&](Transaction& tx) -> Status {
    Result<std::optional<NoticeRecord>> record = FindNotice(tx.db(), *officer, *ParseId(JsonText(Json::parse(drafted.body), "id")));
    if (!record) return Fail(record);
    return StartMeasures(tx, *officer, **record, *NoticeFromJson((*record)->payload), service_->clock().Now(), **service_->follow_up());
  });
  ASSERT_TRUE(begun) << begun.error().message;

  const Reply list = Get("/api/v1/measures?case=" + case_id);
  EXPECT_EQ(api.Check("/measures", "get", 200, Json::parse(list.body)), "") << list.body;
  ASSERT_EQ(Json::parse(list.body)["items"].size(), 1u) << list.body;
  EXPECT_EQ(Json::parse(Get("/api/v1/measures?state=taken&case=" + case_id).body)["items"].size(), 0u);
  const std::string path = "/api/v1/measures/" + Json::parse(list.body)["items"][0]["id"].get<std::string>(), acts = path + "/acts";
  const Reply shown = Get(path);
  EXPECT_EQ(api.Check("/measures/{id}", "get", 200, Json::parse(shown.body)), "") << shown.body;
  EXPECT_EQ(Json::parse(shown.body)["may"], Json::array({"refused", "taken", "look"}));
  const std::string version = shown.headers.at("etag");
  EXPECT_EQ(Post(acts, {{"act", "look"}}).status, 428) << "an act says what was seen";
  EXPECT_EQ(Post(acts, {{"act", "burn"}}, {{"If-Match", version}}).status, 400);
  EXPECT_EQ(Post(acts, {{"act", "refused"}}, {{"If-Match", version}}).status, 400) << "a refusal has a reason";
  EXPECT_EQ(Post(acts, {{"act", "ended"}}, {{"If-Match", version}}).status, 409) << "nothing was taken down";
  const Reply refused = Post(acts, {{"act", "refused"}, {"reason", "proof_insufficient"}, {"note", "by mail"}}, {{"If-Match", version}});
  ASSERT_EQ(refused.status, 200) << refused.body;
  EXPECT_EQ(api.Check("/measures/{id}/acts", "post", 200, Json::parse(refused.body)), "") << refused.body;
  EXPECT_EQ(Json::parse(refused.body)["state"], "refused");
  EXPECT_EQ(Post(acts, {{"act", "look"}}, {{"If-Match", version}}).status, 412) << "somebody was first";
  EXPECT_EQ(Get("/api/v1/measures/1").status, 404);
}

TEST_F(ServerTest, WhatFollowsANoticeIsServed) {
  const OpenApi api;
  NewAccount account;
  account.login = "chief";
  account.password = kPassword;
  account.roles = {"head"};
  ASSERT_TRUE(AddAccount(*service_, *admin_, account));
  const std::string chief = SessionOf(SignInAs("chief"));
  const Reply made = Post("/api/v1/cases", {{"flag_ids", {FirstFlag()}}, {"reason", "a disguised name"}});
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string case_id = Json::parse(made.body)["id"];
  const Reply drafted = Post("/api/v1/cases/" + case_id + "/notices", {{"regime", "cn-ecommerce-42"}, {"language", "zh"}});
  ASSERT_EQ(drafted.status, 201) << drafted.body;
  const std::string path = "/api/v1/notices/" + Json::parse(drafted.body)["id"].get<std::string>();
  const Json fields = {
      {"right", {{"proofs", {{{"name", "certificate"}, {"sha256", std::string(64, 'a')}}}}}},
      {"right_holder", {{"name", "Veltara Ltd"}, {"id_type", "credit_code"}, {"id_no", "91350100M000100Y43"}, {"address", "1 Road"}, {"email", "a@veltara.test"}, {"phone", "1"}}},
      {"recipient", {{"name", "Shop"}, {"address", "2 Road"}, {"email", "ipr@shop.test"}}},
      {"declarations", {{"truthfulness", true}, {"good_faith", true}, {"accuracy", true}}},
      {"signer", {{"name", "Wu"}, {"role", "officer of the holder"}, {"method", "electronic"}, {"time", FormatTime(service_->clock().Now())}}}};
  const auto patch = [&](const Json& body, std::map<std::string, std::string> more) {
    more.insert({{"Cookie", Officer()}, {"Content-Type", "application/json"}, {"Origin", Own()}});
    return Ask(server_->port(), {"PATCH", path, std::move(more), DumpJson(body)});
  };
  EXPECT_EQ(patch(fields, {}).status, 428);
  const Reply edited = patch(fields, {{"If-Match", Get(path).headers.at("etag")}});
  ASSERT_EQ(edited.status, 200) << edited.body;
  EXPECT_EQ(api.Check("/notices/{id}", "patch", 200, Json::parse(edited.body)), "") << edited.body;
  EXPECT_EQ(Json::parse(edited.body)["state"], "queued") << edited.body;
  const auto act = [&](const std::string& cookie, const Json& body) {
    return Post(path + "/acts", body, {{"Cookie", cookie}, {"If-Match", Get(path).headers.at("etag")}});
  };
  const Reply released = act(chief, {{"act", "release"}, {"reason", "compared"}});
  ASSERT_EQ(released.status, 200) << released.body;
  const std::string now = FormatTime(service_->clock().Now());
  const Reply sent = act(Officer(), {{"act", "send"}, {"channel", "platform_form"}, {"sent_at", now}, {"receipt", "P-1"}});
  ASSERT_EQ(sent.status, 200) << sent.body;
  EXPECT_EQ(api.Check("/notices/{id}", "get", 200, Json::parse(Get(path).body)), "");
  EXPECT_FALSE(Json::parse(sent.body)["terms"].empty());

  const Reply deadlines = Get("/api/v1/deadlines?case=" + case_id);
  EXPECT_EQ(api.Check("/deadlines", "get", 200, Json::parse(deadlines.body)), "") << deadlines.body;
  EXPECT_FALSE(Json::parse(deadlines.body)["items"].empty());
  EXPECT_EQ(Get("/api/v1/deadlines?state=lost").status, 400);
  const Reply month = Get("/api/v1/deadlines/calendar?month=" + now.substr(0, 7));
  EXPECT_EQ(api.Check("/deadlines/calendar", "get", 200, Json::parse(month.body)), "") << month.body;
  EXPECT_EQ(Get("/api/v1/deadlines/calendar?month=soon").status, 400);

  const Json answer = {{"number", "C-1"}, {"received_at", FormatTime(service_->clock().Now())}, {"from", "x"}, {"reason", "owner"}, {"statement", "ours"}};
  const Reply recorded = Post(path + "/counter-notices", answer);
  ASSERT_EQ(recorded.status, 201) << recorded.body;
  EXPECT_EQ(api.Check("/notices/{id}/counter-notices", "post", 201, Json::parse(recorded.body)), "") << recorded.body;
  EXPECT_EQ(Post(path + "/counter-notices", answer).status, 409) << "recorded already";
  const std::string counter = "/api/v1/counter-notices/" + Json::parse(recorded.body)["id"].get<std::string>();
  EXPECT_EQ(recorded.headers.at("location"), counter);
  EXPECT_EQ(api.Check("/counter-notices/{id}", "get", 200, Json::parse(Get(counter).body)), "");
  EXPECT_EQ(api.Check("/counter-notices", "get", 200, Json::parse(Get("/api/v1/counter-notices?state=received").body)), "");
  EXPECT_EQ(Post(counter + "/acts", {{"act", "withdraw"}}).status, 428);
  const std::string seen = Get(counter).headers.at("etag");
  EXPECT_EQ(Post(counter + "/acts", {{"act", "withdraw"}}, {{"If-Match", seen}}).status, 400) << "a reason";
  const Reply withdrawn = Post(counter + "/acts", {{"act", "withdraw"}, {"reason", "they are right"}}, {{"If-Match", seen}});
  ASSERT_EQ(withdrawn.status, 200) << withdrawn.body;
  EXPECT_EQ(api.Check("/counter-notices/{id}/acts", "post", 200, Json::parse(withdrawn.body)), "") << withdrawn.body;
  EXPECT_EQ(Post(counter + "/acts", {{"act", "withdraw"}, {"reason", "again"}}, {{"If-Match", seen}}).status, 412);
  EXPECT_EQ(Json::parse(Get(path).body)["state"], "withdrawn");

  const Reply tasks = Get("/api/v1/tasks?state=any");
  EXPECT_EQ(api.Check("/tasks", "get", 200, Json::parse(tasks.body)), "") << tasks.body;
  for (const Json& task : Json::parse(tasks.body)["items"]) {
    const std::string done = "/api/v1/tasks/" + task["id"].get<std::string>() + "/done";
    if (task["state"] == "done") EXPECT_EQ(Post(done, {{"note", "x"}}).status, 409);
    else EXPECT_EQ(api.Check("/tasks/{id}/done", "post", 200, Json::parse(Post(done, {{"note", "seen to"}}).body)), "");
  }
}

TEST_F(ServerTest, ReportsAndDocumentsAreServed) {
  const OpenApi api;
  const Reply report = Get("/api/v1/reports/takedown?by=day");
  ASSERT_EQ(report.status, 200) << report.body;
  EXPECT_EQ(api.Check("/reports/takedown", "get", 200, Json::parse(report.body)), "") << report.body;
  EXPECT_EQ(Get("/api/v1/reports/takedown?from=never").status, 400);
  const Reply page = Get("/api/v1/reports/takedown/html?language=en");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.headers.at("content-type"), "text/html; charset=utf-8");
  EXPECT_NE(page.headers.at("content-security-policy").find("sandbox"), std::string::npos);
  for (const char* kind : {"pdf", "xlsx", "csv"}) {
    const Reply file = Get("/api/v1/reports/takedown/" + std::string(kind));
    EXPECT_EQ(file.status, 200) << kind;
    EXPECT_NE(file.headers.at("content-disposition").find("attachment"), std::string::npos) << kind;
  }
  EXPECT_EQ(Get("/api/v1/reports/takedown/exe").status, 404);
  const Reply forms = Get("/api/v1/forms");
  EXPECT_EQ(api.Check("/forms", "get", 200, Json::parse(forms.body)), "") << forms.body;
  Json cases = Json::parse(Get("/api/v1/cases").body)["items"];
  if (cases.empty()) cases.push_back(Json::parse(Post("/api/v1/cases", {{"flag_ids", {FirstFlag()}}, {"reason", "a disguised name"}}).body));
  const std::string about = "?about=" + cases[0]["id"].get<std::string>();
  EXPECT_EQ(api.Check("/forms/{form}", "get", 200, Json::parse(Get("/api/v1/forms/clue-flow" + about).body)), "");
  EXPECT_EQ(Get("/api/v1/forms/clue-flow/html" + about).status, 200);
  EXPECT_EQ(Get("/api/v1/forms/clue-flow/pdf" + about).status, 200);
  EXPECT_EQ(Get("/api/v1/forms/clue-flow/docx" + about).status, 404);
  EXPECT_EQ(Get("/api/v1/forms/clue-flow?about=1").status, 404);
}

TEST_F(ServerTest, AHolderIsAskedAndAClueRunsItsCourse) {
  const OpenApi api;
  // Another person of the bureau, its head, and the right's holder.
  const std::string right = Json::parse(Get("/api/v1/rights").body)["items"][0]["id"];
  for (const auto& [login, role] : {std::pair<const char*, const char*>{"second", "officer"}, {"head", "head"}, {"holder", "holder"}}) {
    NewAccount account;
    account.login = login;
    account.password = kPassword;
    account.roles = {role};
    if (role == std::string("holder")) account.rights = {right};
    const auto added = AddAccount(*service_, *admin_, account);
    ASSERT_TRUE(added) << added.error().message;
  }
  const std::string head = SessionOf(SignInAs("head")), holder = SessionOf(SignInAs("holder"));
  const auto made_case = [&] {
    // A case that an earlier test made, or one of a flag that is left.
    const Json cases = Json::parse(Get("/api/v1/cases").body)["items"];
    if (!cases.empty()) return cases[0]["id"].get<std::string>();
    return Json::parse(Post("/api/v1/cases", {{"flag_ids", {FirstFlag()}}, {"reason", "a disguised name"}}).body)["id"].get<std::string>();
  };
  const std::string case_id = made_case();
  const std::string flag = Json::parse(Get("/api/v1/cases/" + case_id).body)["flags"][0]["id"];

  EXPECT_EQ(Post("/api/v1/flags/" + flag + "/identifications", {{"question", ""}}).status, 400);
  const Reply asked = Post("/api/v1/flags/" + flag + "/identifications", {{"question", "Is it yours?"}});
  ASSERT_EQ(asked.status, 201) << asked.body;
  EXPECT_EQ(api.Check("/flags/{id}/identifications", "post", 201, Json::parse(asked.body)), "") << asked.body;
  const std::string question = "/api/v1/identifications/" + Json::parse(asked.body)["id"].get<std::string>();
  EXPECT_EQ(asked.headers.at("location"), question);
  EXPECT_EQ(Get(question + "/statement").status, 404) << "nothing is signed";
  const Reply seen = Get(question, holder);
  EXPECT_EQ(api.Check("/identifications/{id}", "get", seen.status, Json::parse(seen.body)), "") << seen.body;
  EXPECT_FALSE(Json::parse(seen.body).contains("case"));
  EXPECT_EQ(api.Check("/identifications", "get", 200, Json::parse(Get("/api/v1/identifications?state=asked", holder).body)), "");
  EXPECT_EQ(Get("/api/v1/identifications?case=" + case_id, holder).status, 400);
  EXPECT_EQ(Get("/api/v1/identifications?case=x").status, 400);
  const Json answer = {{"verdict", "fake"}, {"reasons", "not our label"}, {"signer", "Wu"}, {"position", "counsel"}, {"language", "en"}};
  EXPECT_EQ(Post(question + "/answer", answer, {{"Cookie", holder}}).status, 428);
  EXPECT_EQ(Post(question + "/answer", answer, {{"If-Match", seen.headers.at("etag")}}).status, 403) << "not the officer's to answer";
  const Reply answered = Post(question + "/answer", answer, {{"Cookie", holder}, {"If-Match", seen.headers.at("etag")}});
  ASSERT_EQ(answered.status, 200) << answered.body;
  EXPECT_EQ(api.Check("/identifications/{id}/answer", "post", 200, Json::parse(answered.body)), "") << answered.body;
  EXPECT_EQ(Post(question + "/answer", answer, {{"Cookie", holder}, {"If-Match", seen.headers.at("etag")}}).status, 412);
  EXPECT_EQ(Post(question + "/answer", answer, {{"Cookie", holder}, {"If-Match", answered.headers.at("etag")}}).status, 409);
  const Reply statement = Get(question + "/statement", holder);
  EXPECT_EQ(statement.status, 200);
  EXPECT_EQ(statement.headers.at("content-type"), "text/plain; charset=utf-8");
  EXPECT_NE(statement.headers.at("content-disposition").find("attachment"), std::string::npos);
  EXPECT_NE(statement.body.find("not our label"), std::string::npos);
  const Reply another = Post("/api/v1/flags/" + flag + "/identifications", {{"question", "And the box?"}});
  const std::string second = "/api/v1/identifications/" + Json::parse(another.body)["id"].get<std::string>();
  EXPECT_EQ(Post(second + "/withdraw", Json::object()).status, 428);
  const Reply withdrawn = Post(second + "/withdraw", {{"reason", "x"}}, {{"If-Match", another.headers.at("etag")}});
  EXPECT_EQ(withdrawn.status, 200) << withdrawn.body;
  EXPECT_EQ(api.Check("/identifications/{id}/withdraw", "post", 200, Json::parse(withdrawn.body)), "") << withdrawn.body;

  const Reply opened = Post("/api/v1/cases/" + case_id + "/clues", {{"region", "230100"}});
  ASSERT_EQ(opened.status, 201) << opened.body;
  EXPECT_EQ(api.Check("/cases/{id}/clues", "post", 201, Json::parse(opened.body)), "") << opened.body;
  const std::string clue = "/api/v1/clues/" + Json::parse(opened.body)["id"].get<std::string>();
  EXPECT_EQ(Post("/api/v1/cases/" + case_id + "/clues", {{"region", "230100"}}).status, 409);
  EXPECT_EQ(api.Check("/clues", "get", 200, Json::parse(Get("/api/v1/clues?case=" + case_id).body)), "");
  EXPECT_EQ(Get("/api/v1/clues?case=x").status, 400);
  EXPECT_EQ(Get("/api/v1/clues/1").status, 404);
  EXPECT_EQ(Post(clue + "/acts", {{"act", "file"}}).status, 428);
  EXPECT_EQ(Post(clue + "/acts", {{"act", "file"}}, {{"If-Match", opened.headers.at("etag")}}).status, 400) << "two officers";
  EXPECT_EQ(Post(clue + "/acts", {{"act", "decide"}, {"second_officer", "second"}}, {{"If-Match", opened.headers.at("etag")}}).status, 409);
  EXPECT_EQ(Post(clue + "/acts", {{"act", "file"}, {"documents", "x"}}, {{"If-Match", opened.headers.at("etag")}}).status, 400);
  const Json file = {{"act", "file"}, {"second_officer", "second"}, {"number", "2026-17"}, {"documents", {{{"name", "approval"}, {"sha256", std::string(64, 'a')}}}}};
  const Reply filed = Post(clue + "/acts", file, {{"If-Match", opened.headers.at("etag")}});
  ASSERT_EQ(filed.status, 200) << filed.body;
  EXPECT_EQ(api.Check("/clues/{id}/acts", "post", 200, Json::parse(filed.body)), "") << filed.body;
  EXPECT_EQ(Post(clue + "/acts", file, {{"If-Match", opened.headers.at("etag")}}).status, 412);
  const Reply suspended = Post(clue + "/acts", {{"act", "suspend"}, {"reason", "a suit is pending"}}, {{"Cookie", head}, {"If-Match", filed.headers.at("etag")}});
  ASSERT_EQ(suspended.status, 200) << suspended.body;
  const Reply shown = Get(clue);
  EXPECT_EQ(api.Check("/clues/{id}", "get", 200, Json::parse(shown.body)), "") << shown.body;
  EXPECT_EQ(Json::parse(shown.body)["timeline"].back()["reason"], "a suit is pending");

  const std::string acts = "/api/v1/cases/" + case_id + "/acts", version = Get("/api/v1/cases/" + case_id).headers.at("etag");
  const Json close = {{"act", "close"}, {"outcome", "no_result"}, {"reason", "x"}};
  EXPECT_EQ(Post(acts, close).status, 428);
  EXPECT_EQ(Post(acts, close, {{"If-Match", version}}).status, 403) << "not the officer's to close";
  EXPECT_EQ(Post(acts, close, {{"Cookie", head}, {"If-Match", version}}).status, 409) << "the clue is open";
  std::string etag = shown.headers.at("etag");
  for (const char* act : {"resume", "decide", "close"}) {
    const bool officers = act == std::string("decide");
    const Reply done = Post(clue + "/acts", {{"act", act}, {"second_officer", "second"}}, {{"Cookie", officers ? Officer() : head}, {"If-Match", etag}});
    ASSERT_EQ(done.status, 200) << act << done.body;
    etag = done.headers.at("etag");
  }
  const Reply closed = Post(acts, close, {{"Cookie", head}, {"If-Match", version}});
  ASSERT_EQ(closed.status, 200) << closed.body;
  EXPECT_EQ(api.Check("/cases/{id}/acts", "post", 200, Json::parse(closed.body)), "") << closed.body;
  EXPECT_EQ(Post(acts, close, {{"Cookie", head}, {"If-Match", version}}).status, 412);
  const Reply reopened = Post(acts, {{"act", "reopen"}, {"reason", "back"}}, {{"Cookie", head}, {"If-Match", closed.headers.at("etag")}});
  EXPECT_EQ(reopened.status, 200) << reopened.body;
}

TEST_F(ServerTest, SessionsAreNewEndAndStayApart) {
  const Reply wrong = SignInAs("officer", "not the password at all");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(wrong.headers.count("set-cookie"), 0u);
  EXPECT_EQ(SignInAs("nobody", "not the password at all").body, wrong.body) << "an unknown login reads the same";

  const Reply first = SignInAs("approver");
  ASSERT_EQ(first.status, 200) << first.body;
  const std::string cookie = first.headers.at("set-cookie");
  EXPECT_NE(cookie.find("HttpOnly"), std::string::npos);
  EXPECT_NE(cookie.find("SameSite=Strict"), std::string::npos);

  // A planted cookie is never taken up; signing in over a session ends the old one.
  const Reply second = SignInAs("approver", kPassword, SessionOf(first));
  EXPECT_NE(SessionOf(second), SessionOf(first));
  EXPECT_EQ(Get("/api/v1/session", SessionOf(first)).status, 401);
  EXPECT_EQ(SessionOf(SignInAs("approver", kPassword, "markwarden_session=planted")).find("planted"), std::string::npos);

  const Reply out = Ask(server_->port(), {"DELETE", "/api/v1/session", {{"Cookie", SessionOf(second)}, {"Origin", Own()}}, ""});
  EXPECT_EQ(out.status, 204);
  EXPECT_EQ(Get("/api/v1/session", SessionOf(second)).status, 401);

  const auto token = MakeToken(*service_, *admin_, "test");
  ASSERT_TRUE(token);
  EXPECT_EQ(Ask(server_->port(), {"GET", "/api/v1/session", {{"Authorization", "Bearer " + *token}}, ""}).status, 200);
  EXPECT_EQ(Ask(server_->port(), {"GET", "/api/v1/session", {{"Authorization", "Bearer x" + *token}}, ""}).status, 401);

  const auto code = MakeSignInCode(*service_, *admin_, "officer");
  ASSERT_TRUE(code) << code.error().message;
  const Asking once{"POST", "/api/v1/session", {{"Content-Type", "application/json"}}, DumpJson({{"code", *code}})};
  EXPECT_EQ(Ask(server_->port(), once).status, 200);
  EXPECT_EQ(Ask(server_->port(), once).status, 401) << "a one-time code works once";
}

TEST_F(ServerTest, RolesDecide) {
  const std::string approver = SessionOf(SignInAs("approver"));
  const std::string flag = FirstFlag();
  std::map<std::string, std::string> as = {{"Cookie", approver}, {"Content-Type", "application/json"}, {"Origin", Own()}, {"If-Match", "\"1\""}};
  EXPECT_EQ(Ask(server_->port(), {"POST", "/api/v1/cases", as, DumpJson({{"flag_ids", {flag}}, {"reason", "r"}})}).status, 403);
  EXPECT_EQ(Ask(server_->port(), {"POST", "/api/v1/rights", as, R"({"id":"x","kind":"trademark","names":["x"]})"}).status, 403);
}

TEST_F(ServerTest, FilesAreThoseOfTheConsoleAlone) {
  const Reply page = Get("/");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.headers.at("cache-control"), "no-cache");
  EXPECT_NE(page.headers.at("content-security-policy").find("script-src 'self'"), std::string::npos);
  EXPECT_EQ(Get("/flags/123").body, page.body) << "the console's own addresses";
  const Reply script = Get("/assets/app-1.js");
  EXPECT_NE(script.headers.at("cache-control").find("immutable"), std::string::npos);
  EXPECT_EQ(script.headers.at("x-content-type-options"), "nosniff");
  const Reply packed = Ask(server_->port(), {"GET", "/assets/app-1.js", {{"Accept-Encoding", "gzip, br"}}, ""});
  EXPECT_EQ(packed.headers.at("content-encoding"), "gzip");
  EXPECT_LT(packed.body.size(), 200u);
  EXPECT_EQ(Ask(server_->port(), {"GET", "/assets/app-1.js", {{"If-None-Match", script.headers.at("etag")}}, ""}).status, 304);
  const Reply head = Ask(server_->port(), {"HEAD", "/assets/app-1.js", {}, ""});
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers.at("content-length"), "5000");
  for (const char* target : {"/secret.key", "/link.html", "/../outside.html", "/%2e%2e/outside.html", "/assets/..%2f..%2foutside.html",
                             "/assets/../../../../etc/passwd", "//etc/passwd", "/outside.html", "/api/v2/flags", "/api/v1"}) {
    const Reply reply = Get(target);
    EXPECT_TRUE(reply.status == 404 || reply.status == 400) << target << " " << reply.status;
  }
}

TEST_F(ServerTest, WhatTwoServersCouldReadInTwoWaysIsRefused) {
  const std::string host = "Host: 127.0.0.1\r\n", type = "Content-Type: application/json\r\n";
  const struct { const char* why; std::string bytes; int status; } cases[] = {
      {"length and chunks", "POST /api/v1/session HTTP/1.1\r\n" + host + type + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"chunks", "POST /api/v1/session HTTP/1.1\r\n" + host + type + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411},
      {"two lengths", "POST /api/v1/session HTTP/1.1\r\n" + host + type + "Content-Length: 2\r\nContent-Length: 4\r\n\r\n{}", 400},
      {"a length that is none", "POST /api/v1/session HTTP/1.1\r\n" + host + type + "Content-Length: +2\r\n\r\n{}", 400},
      {"two hosts", "GET /api/v1/health HTTP/1.1\r\n" + host + host + "\r\n", 400},
      {"no host", "GET /api/v1/health HTTP/1.1\r\n\r\n", 400},
      {"another host", "GET /api/v1/health HTTP/1.1\r\nHost: evil.test\r\n\r\n", 421},
      {"a body on a read", "GET /api/v1/health HTTP/1.1\r\n" + host + "Content-Length: 2\r\n\r\n{}", 400},
      {"a large header", "GET /api/v1/health HTTP/1.1\r\n" + host + "X: " + std::string(20'000, 'a') + "\r\n\r\n", 431},
      {"a large body", "POST /api/v1/session HTTP/1.1\r\n" + host + type + "Content-Length: 1048577\r\n\r\n", 413},
      {"no HTTP", "\x16\x03\x01\x02garbage\r\n\r\n", 400},
      {"a method that is none", "GE T / HTTP/1.1\r\n" + host + "\r\n", 400},
      {"an unknown method", "BREW /api/v1/health HTTP/1.1\r\n" + host + type + "Authorization: Bearer x\r\n\r\n", 405},
      {"no JSON", "POST /api/v1/session HTTP/1.1\r\n" + host + type + "Content-Length: 1\r\n\r\n{", 400},
      {"a list", "POST /api/v1/session HTTP/1.1\r\n" + host + type + "Content-Length: 2\r\n\r\n[]", 400},
      {"a form", "POST /api/v1/session HTTP/1.1\r\n" + host + "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}", 415},
  };
  for (const auto& c : cases) {
    Socket socket(server_->port());
    socket.Send(c.bytes);
    EXPECT_EQ(socket.ReadReply().status, c.status) << c.why;
  }
  // The body at the cap is read; its depth is capped too.
  const std::string deep = R"({"a":)" + std::string(70, '[') + std::string(70, ']') + "}";
  EXPECT_EQ(Ask(server_->port(), {"POST", "/api/v1/session", {{"Content-Type", "application/json"}}, deep}).status, 400);
  const std::string large = R"({"login":")" + std::string((1 << 20) - 40, 'a') + R"(","password":"x"})";
  EXPECT_EQ(Ask(server_->port(), {"POST", "/api/v1/session", {{"Content-Type", "application/json"}}, large}).status, 401);
}

TEST_F(ServerTest, KeepsAConnectionForSeveralRequests) {
  Socket socket(server_->port());
  for (int i = 0; i < 3; ++i) {
    socket.Send(BytesOf({"GET", "/api/v1/health", {}, ""}, server_->port()));
    EXPECT_EQ(socket.ReadReply().status, 200);
  }
  socket.Send(BytesOf({"GET", "/api/v1/health", {}, ""}, server_->port()) + BytesOf({"GET", "/api/v1/health", {}, ""}, server_->port()));
  EXPECT_EQ(socket.ReadReply().status, 200);
  EXPECT_EQ(socket.ReadReply().status, 200);
}

TEST_F(ServerTest, SlowClientsCostNothingAndAreDropped) {
  auto server = Start({.request_timeout = std::chrono::milliseconds(700)});
  std::vector<Socket> slow;
  for (int i = 0; i < 400; ++i) {
    slow.emplace_back(server->port());
    ASSERT_TRUE(slow.back().connected());
    slow.back().Send(i % 2 ? "GET /api/v1/health HTTP/1.1\r\nHost: 127" : "POST /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{");
  }
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(Ask(server->port(), {"GET", "/api/v1/health", {}, ""}).status, 200);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(600)) << "answered past them";
  for (Socket& socket : slow) socket.Read(1 << 20, 5'000);
  int dropped = 0;
  for (Socket& socket : slow) dropped += socket.ended();
  EXPECT_EQ(dropped, 400);
}

TEST_F(ServerTest, PastItsConnectionsItClosesFurtherOnes) {
  auto server = Start({.max_connections = 4});
  std::vector<Socket> open;
  for (int i = 0; i < 4; ++i) {
    open.emplace_back(server->port());
    open.back().Send(BytesOf({"GET", "/api/v1/health", {}, ""}, server->port()));
    EXPECT_EQ(open.back().ReadReply().status, 200);
  }
  EXPECT_EQ(Ask(server->port(), {"GET", "/api/v1/health", {}, ""}).status, 0);
  for (Socket& socket : open) {
    socket.Send(BytesOf({"GET", "/api/v1/health", {}, ""}, server->port()));
    EXPECT_EQ(socket.ReadReply().status, 200);
  }
}

TEST_F(ServerTest, SaysWhyItCannotListen) {
  const struct { const char* why; ServerOptions options; ErrorCode code; const char* says; } cases[] = {
      {"busy", {.port = server_->port()}, ErrorCode::kUnavailable, "is busy"},
      {"every address", {.address = "0.0.0.0", .port = 0}, ErrorCode::kDenied, "not loopback"},
      {"no address", {.address = "example.cn", .port = 0}, ErrorCode::kInvalid, "no address"},
      {"no console", {.port = 0, .ui_dir = *dir_ / "nowhere"}, ErrorCode::kNotFound, "npm run build"},
      {"no certificate", {.port = 0, .tls_certificate = *dir_ / "no.pem", .tls_key = *dir_ / "no.key"}, ErrorCode::kInvalid, "certificate"},
  };
  for (const auto& c : cases) {
    const auto server = ConsoleServer::Start(c.options, *service_);
    ASSERT_FALSE(server) << c.why;
    EXPECT_EQ(server.error().code, c.code) << c.why;
    EXPECT_NE(server.error().message.find(c.says), std::string::npos) << server.error().message;
    EXPECT_EQ(server.error().message.find('\n'), std::string::npos);
  }
}

TEST_F(ServerTest, StopsWhileClientsAreConnected) {
  for (int i = 0; i < 20; ++i) {
    auto server = Start({});
    Socket idle(server->port());
    Socket busy(server->port());
    busy.Send(BytesOf({"GET", "/api/v1/health", {}, ""}, server->port()));
    server->Stop();
    server->Stop();
    Socket late(server->port());
    late.Send("x");
    EXPECT_EQ(late.ReadReply().status, 0);
  }
}

}  // namespace
}  // namespace markwarden
