// Rules, watches and sources over the API.
#include <gtest/gtest.h>

#include "service/rule_shadow.h"
#include "tests/web/openapi.h"
#include "tests/web/server_fixture.h"

namespace markwarden {
namespace {

TEST_F(ServerTest, APackIsDraftedTriedAndPutInForceByAnother) {
  const OpenApi api;
  const auto approver = [&](const std::string& target, const Json& body, const std::string& etag) {
    return Ask(server_->port(), {"POST", target, {{"Cookie", SessionOf(SignInAs("approver"))}, {"Content-Type", "application/json"}, {"Origin", Own()}, {"If-Match", etag}}, DumpJson(body)});
  };
  const std::string yaml = "id: web-pack\nversion: 1\nsource: this test\nrules:\n  - {id: web.r, effect: suspect, reason: counterfeit_slang, db: 3, any: [1:1], must_fire: ['1:1']}\n";
  const Reply checked = Post("/api/v1/rules/check", {{"yaml", yaml}});
  EXPECT_EQ(api.Check("/rules/check", "post", checked.status, Json::parse(checked.body)), "") << checked.body;
  const Reply wrong = Post("/api/v1/rules/check", {{"yaml", "id: ["}});
  EXPECT_EQ(wrong.status, 400) << wrong.body;
  const Reply made = Post("/api/v1/rules/drafts", {{"yaml", yaml}});
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(api.Check("/rules/drafts", "post", 201, Json::parse(made.body)), "") << made.body;
  const std::string path = made.headers.at("location"), etag = made.headers.at("etag");
  EXPECT_EQ(Post(path + "/acts", {{"act", "activate"}, {"reason", "x"}}).status, 428);
  EXPECT_EQ(Post(path + "/acts", {{"act", "activate"}, {"reason", "x"}}, {{"If-Match", etag}}).status, 403) << "not an officer's";
  EXPECT_EQ(Post(path + "/acts", {{"act", "burn"}}, {{"If-Match", etag}}).status, 400);
  EXPECT_EQ(approver(path + "/acts", {{"act", "activate"}, {"reason", "x"}}, etag).status, 409) << "not tried yet";
  const Reply run = Post(path + "/shadows", {{"snapshots", 10}});
  ASSERT_EQ(run.status, 201) << run.body;
  EXPECT_EQ(api.Check("/rules/drafts/{id}/shadows", "post", 201, Json::parse(run.body)), "") << run.body;
  const Result<bool> went = RuleShadowPass(*service_, {});
  ASSERT_TRUE(went && *went);
  const Reply shown = Get(run.headers.at("location"));
  EXPECT_EQ(api.Check("/rules/shadows/{id}", "get", 200, Json::parse(shown.body)), "") << shown.body;
  EXPECT_EQ(Post(run.headers.at("location") + "/cancel", Json::object()).status, 409) << "it has ended";
  const Reply done = approver(path + "/acts", {{"act", "activate"}, {"reason", "x"}}, etag);
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(api.Check("/rules/drafts/{id}/acts", "post", 200, Json::parse(done.body)), "") << done.body;
  EXPECT_EQ(approver(path + "/acts", {{"act", "drop"}}, etag).status, 403) << "approvers do not draft";
  EXPECT_EQ(Get("/api/v1/rules/packs/web-pack").status, 200);
  const Reply out = approver("/api/v1/rules/packs/web-pack/withdraw", {{"reason", "x"}}, etag);
  EXPECT_EQ(api.Check("/rules/packs/{pack}/withdraw", "post", out.status, Json::parse(out.body)), "") << out.body;
  EXPECT_EQ(Get("/api/v1/rules/packs/web-pack").status, 404);
}

TEST_F(ServerTest, ATableOfGoodsIsPreviewedImportedAndPutInForceByAnother) {
  const OpenApi api;
  const auto as = [&](const char* role, const std::string& target, const Json& body, const std::string& etag) {
    return Ask(server_->port(), {"POST", target, {{"Cookie", SessionOf(SignInAs(role))}, {"Content-Type", "application/json"}, {"Origin", Own()}, {"If-Match", etag}}, DumpJson(body)});
  };
  const auto hand_in = [&](const std::string& target, const std::string& bytes) {
    return Ask(server_->port(), {"POST", target, {{"Cookie", Officer()}, {"Content-Type", "application/octet-stream"}, {"Origin", Own()}}, bytes});
  };
  const std::string csv = "item,group,part,name,note\n259001,2501,1,hooded overgarment,similar to 1802\n189001,1802,,folding travel bag,\n", query = "?edition=Test%201&from=2026-01-01&name=t.csv";
  const Reply none = Get("/api/v1/rules/goods");
  EXPECT_EQ(api.Check("/rules/goods", "get", none.status, Json::parse(none.body)), "") << none.body;
  const Reply preview = hand_in("/api/v1/rules/goods/preview" + query, csv);
  EXPECT_EQ(api.Check("/rules/goods/preview", "post", preview.status, Json::parse(preview.body)), "") << preview.body;
  const Reply wrong = hand_in("/api/v1/rules/goods/preview" + query, csv + "x,2501,,y,\n");
  EXPECT_EQ(api.Check("/rules/goods/preview", "post", wrong.status, Json::parse(wrong.body)), "") << wrong.body;
  EXPECT_EQ(Json::parse(wrong.body)["refused"][0]["line"], 4);
  EXPECT_EQ(hand_in("/api/v1/rules/goods/imports" + query, csv + "x,2501,,y,\n").status, 400) << "nothing is kept by halves";
  EXPECT_EQ(hand_in("/api/v1/rules/goods/imports?edition=&from=2026-01-01", csv).status, 400);
  const Reply made = hand_in("/api/v1/rules/goods/imports" + query, csv);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(api.Check("/rules/goods/imports", "post", 201, Json::parse(made.body)), "") << made.body;
  const std::string path = made.headers.at("location"), etag = made.headers.at("etag");
  const Reply list = Get("/api/v1/rules/goods/imports");
  EXPECT_EQ(api.Check("/rules/goods/imports", "get", list.status, Json::parse(list.body)), "") << list.body;
  EXPECT_EQ(Post(path + "/acts", {{"act", "activate"}, {"reason", "x"}}).status, 428);
  EXPECT_EQ(Post(path + "/acts", {{"act", "burn"}}, {{"If-Match", etag}}).status, 400);
  EXPECT_EQ(Post(path + "/acts", {{"act", "activate"}, {"reason", "x"}}, {{"If-Match", etag}}).status, 403) << "not an officer's";
  const Reply done = as("approver", path + "/acts", {{"act", "activate"}, {"reason", "x"}}, etag);
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(api.Check("/rules/goods/imports/{id}/acts", "post", 200, Json::parse(done.body)), "") << done.body;
  EXPECT_EQ(as("approver", path + "/acts", {{"act", "activate"}, {"reason", "x"}}, etag).status, 412) << "it changed meanwhile";
  const Reply shown = Get(path);
  EXPECT_EQ(api.Check("/rules/goods/imports/{id}", "get", 200, Json::parse(shown.body)), "") << shown.body;
  const Reply now = Get("/api/v1/rules/goods");
  EXPECT_EQ(api.Check("/rules/goods", "get", 200, Json::parse(now.body)), "") << now.body;
  const Reply look = Get("/api/v1/rules/goods/look?words=a%20Hooded%20Overgarment");
  EXPECT_EQ(api.Check("/rules/goods/look", "get", look.status, Json::parse(look.body)), "") << look.body;
  EXPECT_EQ(Json::parse(look.body)["groups"], Json::array({"2501-1"}));
  const Reply items = Get("/api/v1/rules/goods/items?q=bag&class=18");
  EXPECT_EQ(api.Check("/rules/goods/items", "get", items.status, Json::parse(items.body)), "") << items.body;
  EXPECT_EQ(Json::parse(items.body)["items"].size(), 1u);
  for (const char* bad : {"items?class=46", "items?class=x", "items?group=1", "items?cursor=-1", "look?words="}) EXPECT_EQ(Get(std::string("/api/v1/rules/goods/") + bad).status, 400) << bad;
  const Reply out = as("approver", "/api/v1/rules/goods/withdraw", {{"reason", "x"}}, etag);
  EXPECT_EQ(api.Check("/rules/goods/withdraw", "post", out.status, Json::parse(out.body)), "") << out.body;
  EXPECT_EQ(as("approver", "/api/v1/rules/goods/withdraw", {{"reason", "x"}}, etag).status, 409);
}

TEST_F(ServerTest, AWatchAndItsSourceAreChanged) {
  const OpenApi api;
  const std::string yaml = "id: shopw\nplatform: shopw\nname: {en: Shop W}\nhosts: [shopw.example]\nstart: ['https://shopw.example/']\n";
  const Reply source = Post("/api/v1/sources", {{"yaml", yaml}});
  ASSERT_EQ(source.status, 201) << source.body;
  EXPECT_EQ(api.Check("/sources", "post", 201, Json::parse(source.body)), "") << source.body;
  EXPECT_EQ(Post("/api/v1/sources", {{"yaml", "hosts: 7"}}).status, 400);
  EXPECT_EQ(Post("/api/v1/sources", {{"yaml", yaml + "allow_networks: [10.0.0.0/8]\n"}}).status, 403);
  const std::string at = source.headers.at("location");
  const Reply shown = Get(at);
  EXPECT_EQ(api.Check("/sources/{id}", "get", 200, Json::parse(shown.body)), "") << shown.body;
  const std::string tag = shown.headers.at("etag");
  EXPECT_EQ(Post(at + "/acts", {{"act", "disable"}}).status, 428);
  const Reply off = Post(at + "/acts", {{"act", "disable"}}, {{"If-Match", tag}});
  EXPECT_EQ(api.Check("/sources/{id}/acts", "post", off.status, Json::parse(off.body)), "") << off.body;
  EXPECT_EQ(Post(at + "/acts", {{"act", "enable"}}, {{"If-Match", tag}}).status, 412);
  EXPECT_EQ(Post("/api/v1/sources/test", {{"source", "1"}, {"url", "https://shopw.example/"}}).status, 404);

  const Reply added = Post("/api/v1/watches", {{"name", "w"}, {"sources", {"shopw"}}});
  ASSERT_EQ(added.status, 201) << added.body;
  const std::string watch = "/api/v1/watches/" + Json::parse(added.body)["id"].get<std::string>();
  const Reply seen = Get(watch);
  EXPECT_EQ(api.Check("/watches/{id}", "get", 200, Json::parse(seen.body)), "") << seen.body;
  const auto patch = [&](const Json& body, const std::string& etag) {
    return Ask(server_->port(), {"PATCH", watch, {{"Cookie", Officer()}, {"Content-Type", "application/json"}, {"Origin", Own()}, {"If-Match", etag}}, DumpJson(body)});
  };
  const Reply changed = patch({{"name", "w2"}}, seen.headers.at("etag"));
  EXPECT_EQ(api.Check("/watches/{id}", "patch", changed.status, Json::parse(changed.body)), "") << changed.body;
  EXPECT_EQ(patch({{"name", "w3"}}, seen.headers.at("etag")).status, 412);
  const Reply paused = Post(watch + "/acts", {{"act", "pause"}}, {{"If-Match", changed.headers.at("etag")}});
  EXPECT_EQ(api.Check("/watches/{id}/acts", "post", paused.status, Json::parse(paused.body)), "") << paused.body;
  EXPECT_EQ(Get("/api/v1/watches/1").status, 404);
}

}  // namespace
}  // namespace markwarden
