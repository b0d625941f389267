// Leads, cases, notices and measures over the API against web/openapi.yaml.
#include <gtest/gtest.h>

#include <set>

#include "service/measures.h"
#include "service/transact.h"
#include "store/notices.h"
#include "tests/web/openapi.h"
#include "tests/web/server_fixture.h"
#include "web/routes.h"

namespace markwarden {
namespace {

TEST(RoutesTest, AreThoseOfTheContract) {
  std::set<std::string> routes;
  for (const Route& route : Routes()) {
    routes.insert(std::string(route.method) + " " + std::string(route.path) + " " + std::string(route.operation));
  }
  EXPECT_EQ(routes, OpenApi().Operations());
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
      {"/flags/{id}", "/flags/" + flag, "officer"}, {"/flags/{id}/context", "/flags/" + flag + "/context", "officer"},
      {"/flags/{id}/seller", "/flags/" + flag + "/seller?what=flags", "officer"}, {"/flags/{id}/same-picture", "/flags/" + flag + "/same-picture", "officer"},
      {"/samples", "/samples", "officer"}, {"/sample-figures", "/sample-figures", "officer"}, {"/cases", "/cases", "officer"},
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

// Clients keep no copy of what may be chosen: it comes from one route, and the contract's own enumerations say the same.
TEST_F(ServerTest, WhatMayBeChosenIsServed) {
  const OpenApi api;
  const Reply reply = Get("/api/v1/vocabularies");
  ASSERT_EQ(reply.status, 200) << reply.body;
  const Json all = Json::parse(reply.body);
  EXPECT_EQ(api.Check("/vocabularies", "get", 200, all), "") << reply.body;
  std::map<std::string, Json> lists;
  for (const Json& list : all["lists"]) {
    for (const Json& choice : list["choices"]) {
      lists[list["name"]].push_back(choice["code"]);
      EXPECT_FALSE(JsonText(choice["name"], "zh").empty() || JsonText(choice["name"], "en").empty()) << choice;
    }
  }
  EXPECT_EQ(lists.size(), 8u);
  EXPECT_EQ(lists.at("case_outcomes")[0], "taken_down");
  EXPECT_EQ(lists.at("measure_outcomes")[0], "DECISION_VISIBILITY_CONTENT_REMOVED");
  EXPECT_EQ(lists.at("refusals").back(), "other");
  const Json& schemas = api.root()["components"]["schemas"];
  EXPECT_EQ(schemas["DecisionRequest"]["properties"]["reason"]["enum"], lists.at("dismissals"));
  EXPECT_EQ(schemas["CounterNoticeReason"]["enum"], lists.at("counter_reasons"));
  EXPECT_EQ(schemas["NoticeChannel"]["enum"], lists.at("sending_channels"));
  EXPECT_EQ(schemas["DeliveryChannel"]["enum"], lists.at("delivery_channels"));
  EXPECT_EQ(schemas["IdentificationAnswer"]["properties"]["verdict"]["enum"], lists.at("verdicts"));

  // Every act of the contract is one of the table.
  std::map<std::string, std::set<std::string>> acts;
  for (const Json& machine : all["machines"]) {
    EXPECT_EQ(machine["states"][0]["code"], machine["first"]) << machine["name"];
    for (const Json& act : machine["acts"]) acts[machine["name"]].insert(act["act"]);
  }
  for (const Json& act : schemas["ClueAct"]["enum"]) EXPECT_TRUE(acts["clue"].contains(act)) << act;
  EXPECT_TRUE(acts["case"].contains("close") && acts["notice"].contains("release"));
  EXPECT_EQ(Ask(server_->port(), {"GET", "/api/v1/vocabularies", {}, ""}).status, 401);
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
  const Reply terms = Get(path + "/terms?counter=2026-09-20T10:00:00%2B08:00");
  EXPECT_EQ(api.Check("/notices/{id}/terms", "get", 200, Json::parse(terms.body)), "") << terms.body;
  EXPECT_EQ(Json::parse(terms.body)["items"][1]["last_day"], "2026-10-08");
  EXPECT_EQ(Get(path + "/terms?counter=soon").status, 400);
  EXPECT_EQ(Json::parse(Get(path + "/terms").body)["items"][1]["due"], nullptr) << "no term is counted from a guess";
  EXPECT_EQ(Get("/api/v1/notices/1/terms?sent=2026-09-20T10:00:00Z").status, 404);
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

}  // namespace
}  // namespace markwarden
