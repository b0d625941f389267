// What follows a notice, reports, identifications and clues over the API against web/openapi.yaml.
#include <gtest/gtest.h>

#include <fstream>

#include "service/transact.h"
#include "store/notices.h"
#include "tests/web/openapi.h"
#include "tests/web/server_fixture.h"
#include "web/routes.h"

namespace markwarden {
namespace {

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
  Json wrong = answer;
  for (const char* number : {"4294967296", "-1", "1.5", "18446744073709551615"}) {
    wrong["items"] = Json::array({Json::parse(number)});
    EXPECT_EQ(Post(path + "/counter-notices", wrong).status, 400) << number;
  }
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
  const Json listed = Json::parse(tasks.body);
  EXPECT_EQ(api.Check("/tasks", "get", 200, listed), "") << tasks.body;
  for (const Json& task : listed["items"]) {
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

}  // namespace
}  // namespace markwarden
