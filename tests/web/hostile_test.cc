// What hostile clients and hostile bytes try at the console, over the wire.  The numbers are those of the table in docs/SECURITY.md.
#include <sys/resource.h>

#include <gtest/gtest.h>

#include <chrono>
#include <mutex>
#include <regex>
#include <set>
#include <thread>

#include "core/hash.h"
#include "service/events.h"
#include "tests/web/openapi.h"
#include "tests/web/server_fixture.h"
#include "web/routes.h"

namespace markwarden {
namespace {

constexpr const char* kHostilePage = "<!doctype html><script>fetch('/api/v1/session')</script>";

Reply HandInBytes(uint16_t port, const std::string& cookie, const std::string& origin, const std::string& target, const std::string& bytes) {
  return Ask(port, {"POST", target, {{"Cookie", cookie}, {"Content-Type", "application/octet-stream"}, {"Origin", origin}}, bytes});
}

void ExpectFenced(const Reply& reply, const std::string& what) {
  EXPECT_EQ(reply.headers.at("x-content-type-options"), "nosniff") << what;
  const std::string& policy = reply.headers.at("content-security-policy");
  EXPECT_NE(policy.find("default-src 'none'"), std::string::npos) << what;
  EXPECT_NE(policy.find("; sandbox"), std::string::npos) << what;
  EXPECT_EQ(policy.find("script-src"), std::string::npos) << what;
  EXPECT_EQ(policy.find("allow-"), std::string::npos) << what;
}

// Bytes of others come as a file to be saved or as a picture, and whatever comes is fenced in.
TEST_F(ServerTest, BadInput62BytesOfOthersNeverOpenAsAPage) {
  const Reply kept = HandInBytes(server_->port(), Officer(), Own(), "/api/v1/uploads", kHostilePage);
  ASSERT_EQ(kept.status, 201) << kept.body;
  const std::string digest = Json::parse(kept.body)["sha256"];
  EXPECT_EQ(Get("/api/v1/pictures/" + digest).status, 404) << "a page is no picture";
  const Reply tip = Post("/api/v1/tips", {{"file_name", "../\"page\r\n.html"}, {"file_sha256", digest}, {"note", "look"}});
  ASSERT_EQ(tip.status, 201) << tip.body;
  const Reply file = Get("/api/v1/tips/" + Json::parse(tip.body)["id"].get<std::string>() + "/file");
  ASSERT_EQ(file.status, 200) << file.body;
  EXPECT_EQ(file.body, kHostilePage) << "evidence is not changed";
  EXPECT_EQ(file.headers.at("content-type"), "application/octet-stream");
  EXPECT_TRUE(std::regex_match(file.headers.at("content-disposition"), std::regex("attachment; filename=\"tip-[0-9]+\""))) << "no name of the sender's";
  ExpectFenced(file, "a tip's file");

  // What scripts live in is no picture; as a document of a right it is text to be saved.
  for (const std::string& page : {std::string("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), std::string(kHostilePage)}) {
    EXPECT_EQ(HandInBytes(server_->port(), Officer(), Own(), "/api/v1/rights/files?name=x.svg&purpose=picture", page).status, 400) << page;
  }
  const Reply named = HandInBytes(server_->port(), Officer(), Own(), "/api/v1/rights/files?name=certificate.html", kHostilePage);
  ASSERT_EQ(named.status, 201) << named.body;
  const std::string paper = Json::parse(named.body)["sha256"];
  const Reply right = Post("/api/v1/rights", {{"id", "tm-62"}, {"kind", "trademark"}, {"title", "QUILLORB"}, {"names", {"QUILLORB"}}, {"classes", {25}}, {"jurisdiction", "CN"}, {"reg_no", "62"},
                                              {"valid_to", "2036-01-01"}, {"documents", {{{"kind", "certificate"}, {"name", "certificate"}, {"sha256", paper}}}}});
  ASSERT_EQ(right.status, 201) << right.body;
  const Reply document = Get("/api/v1/rights/tm-62/documents/" + paper);
  ASSERT_EQ(document.status, 200) << document.body;
  EXPECT_EQ(document.headers.at("content-type"), "text/plain; charset=utf-8");
  EXPECT_EQ(document.headers.at("content-disposition"), "attachment; filename=\"document-" + paper.substr(0, 12) + ".txt\"");
  ExpectFenced(document, "a right's document");

  // HTML is what our own templates make, and nothing else of the contract.
  std::set<std::string> html;
  const OpenApi api;
  for (const auto& [path, methods] : api.root()["paths"].items()) {
    for (const auto& [method, operation] : methods.items()) {
      for (const auto& [status, answer] : operation["responses"].items()) {
        if (!answer.contains("content")) continue;
        for (const auto& [type, schema] : answer["content"].items()) {
          EXPECT_EQ(type.find("svg"), std::string::npos) << path;
          EXPECT_EQ(type.find("xhtml"), std::string::npos) << path;
          if (type.starts_with("text/html")) html.insert(operation["operationId"]);
        }
      }
    }
  }
  EXPECT_EQ(html, (std::set<std::string>{"getFormFile", "getReportFile", "previewNoticeHtml"}));
  const Reply report = Get("/api/v1/reports/takedown/html");
  ASSERT_EQ(report.status, 200) << report.body.substr(0, 200);
  ExpectFenced(report, "a report");
}

// A body that two programs could read in two ways, or that none should read: one line, and nothing is done.
TEST_F(ServerTest, BadInput57HostileJsonIsRefusedInOneLine) {
  const auto right = [](const std::string& more) { return R"({"id":"tm-57","kind":"trademark","title":"QUORLAN","names":["QUORLAN"],"classes":[25],"jurisdiction":"CN","reg_no":"57","valid_to":"2036-01-01")" + more + "}"; };
  const struct { const char* why; std::string body; const char* says; } cases[] = {
      {"depth 100000", right(",\"x\":" + std::string(100'000, '[') + std::string(100'000, ']')), "JSON nests deeper than 64 levels"},
      {"an id twice", right(",\"id\":\"tm-58\""), "the key \"id\" appears twice in one object"},
      {"twice below", right(",\"holder\":{\"name\":\"A\",\"name\":\"B\"}"), "the key \"name\" appears twice in one object"},
      {"1e400", right(",\"reference_price\":{\"amount\":1e400,\"currency\":\"CNY\"}"), "not JSON: number overflow parsing '1e400'"},
  };
  for (const auto& c : cases) {
    const Reply reply = Ask(server_->port(), {"POST", "/api/v1/rights", {{"Cookie", Officer()}, {"Content-Type", "application/json"}, {"Origin", Own()}}, c.body});
    ASSERT_EQ(reply.status, 400) << c.why << ": " << reply.body;
    EXPECT_EQ(Json::parse(reply.body)["detail"], c.says) << c.why;
  }
  for (const char* id : {"tm-57", "tm-58"}) EXPECT_EQ(Get(std::string("/api/v1/rights/") + id).status, 404) << id;
  const Reply sound = Ask(server_->port(), {"POST", "/api/v1/rights", {{"Cookie", Officer()}, {"Content-Type", "application/json"}, {"Origin", Own()}}, right("")});
  EXPECT_EQ(sound.status, 201) << "the same without it is taken: " << sound.body;
}

// One connection, one request that two servers could read in two ways, and a second one hidden behind it: one refusal, and the end.
TEST_F(ServerTest, BadInput67WhatHidesBehindARequestIsNotAnswered) {
  auto server = Start({.request_timeout = std::chrono::milliseconds(1'500)});
  const std::string hidden = "GET /api/v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", host = "Host: 127.0.0.1\r\n", post = "POST /api/v1/session HTTP/1.1\r\n", type = "Content-Type: application/json\r\n";
  const std::string chunked = "Transfer-Encoding: chunked\r\n", zero = "0\r\n\r\n";
  const struct { const char* why; std::string bytes; std::set<int> answers; } cases[] = {
      {"length before chunks", post + host + type + "Content-Length: 5\r\n" + chunked + "\r\n" + zero, {400, 411}},
      {"chunks before length", post + host + type + chunked + "Content-Length: 5\r\n\r\n" + zero, {400, 411}},
      {"chunks on a read", "GET /api/v1/health HTTP/1.1\r\n" + host + chunked + "\r\n" + zero, {400, 411}},
      {"chunks in capitals", post + host + type + "TRANSFER-ENCODING: Chunked\r\n\r\n" + zero, {400, 411}},
      {"chunks with a neighbour", post + host + type + "Transfer-Encoding: identity, chunked\r\n\r\n" + zero, {400, 411}},
      {"a coding that is none", post + host + type + "Transfer-Encoding: xchunked\r\n\r\n" + zero, {400, 411}},
      {"two codings", post + host + type + chunked + "Transfer-Encoding: identity\r\n\r\n" + zero, {400, 411}},
      {"a blank before the colon", post + host + type + "Transfer-Encoding : chunked\r\n\r\n" + zero, {400, 411}},
      {"a tab in the name", post + host + type + "Transfer\tEncoding: chunked\r\n\r\n" + zero, {400, 411}},
      {"chunks in a folded line", post + host + type + "Transfer-Encoding:\r\n chunked\r\n\r\n" + zero, {400, 411}},
      {"a length in a folded line", post + host + type + "Content-Length: 0\r\n 5\r\n\r\n{\"a\"}", {400}},
      {"two lengths", post + host + type + "Content-Length: 0\r\nContent-Length: 5\r\n\r\n", {400}},
      {"the same length twice", post + host + type + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", {400}},
      {"lengths in a list", post + host + type + "Content-Length: 2, 2\r\n\r\n{}", {400}},
      {"a length with a sign", post + host + type + "Content-Length: +2\r\n\r\n{}", {400}},
      {"a negative length", post + host + type + "Content-Length: -1\r\n\r\n", {400}},
      {"a hexadecimal length", post + host + type + "Content-Length: 0x2\r\n\r\n{}", {400}},
      {"a length that overflows", post + host + type + "Content-Length: 18446744073709551618\r\n\r\n{}", {400, 413}},
      {"a NUL in a value", post + host + type + "X: a" + std::string(1, '\0') + "b\r\nContent-Length: 2\r\n\r\n{}", {400}},
      {"line feeds alone in the head", "GET /api/v1/health HTTP/1.1\n" + host + "\r\n", {400}},
      {"a line feed alone in a field", "GET /api/v1/health HTTP/1.1\r\nHost: 127.0.0.1\nContent-Length: 60\r\n\r\n", {400}},
      {"a return alone", "GET /api/v1/health HTTP/1.1\r\nHost: 127.0.0.1\rContent-Length: 60\r\n\r\n", {400}},
      {"no version", "GET /api/v1/health\r\n\r\n", {400}},
      {"a version to come", "GET /api/v1/health HTTP/2.0\r\n" + host + "\r\n", {400}},
      {"two blanks", "GET  /api/v1/health HTTP/1.1\r\n" + host + "\r\n", {400}},
      {"another host in the target", "GET http://evil.test/ HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n", {400}},
  };
  for (const auto& c : cases) {
    Socket socket(server->port());
    socket.Send(c.bytes + hidden);
    const Reply reply = socket.ReadReply();
    EXPECT_TRUE(c.answers.contains(reply.status)) << c.why << ": " << reply.status << " " << reply.body;
    EXPECT_EQ(socket.Read(1), "") << c.why << ": something was said to what was hidden";
    EXPECT_TRUE(socket.ended()) << c.why;
  }
  // Without one whole head there is no request: nothing is answered, and the time ends.
  Socket bare(server->port());
  bare.Send("GET /api/v1/health HTTP/1.1\nHost: 127.0.0.1\n\n");
  const Reply none = bare.ReadReply();
  EXPECT_TRUE(none.status == 0 || none.status == 400) << none.status;
}

TEST_F(ServerTest, BadInput67AMegabyteOfHeadersIsRefusedEarly) {
  std::string many = "GET /api/v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  for (int i = 0; many.size() < (1 << 20); ++i) many += "X-" + std::to_string(i) + ": y\r\n";
  const std::string one = "GET /api/v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: " + std::string(1 << 20, 'a') + "\r\n";
  const std::string target = "GET /" + std::string(1 << 20, 'a') + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  for (const std::string& head : {many, one, target}) {
    Socket socket(server_->port());
    socket.Send(head + "\r\n");
    EXPECT_EQ(socket.ReadReply().status, 431) << head.substr(0, 60);
    EXPECT_EQ(socket.Read(1), "");
  }
  EXPECT_EQ(Ask(server_->port(), {"GET", "/api/v1/health", {}, ""}).status, 200);
}

// As many as the limit of open files lets one process hold both ends of.
TEST_F(ServerTest, BadInput67IdleSocketsCostNobodyAnAnswer) {
  rlimit files{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &files), 0);
  const rlimit before = files;
  files.rlim_cur = files.rlim_max;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &files), 0);
  const size_t most = files.rlim_cur > 21'000 ? 10'000 : files.rlim_cur > 1'600 ? static_cast<size_t>(files.rlim_cur - 1'000) / 2 : 0;
  RecordProperty("idle_sockets", static_cast<int>(most));
  if (most == 0) GTEST_SKIP() << "only " << files.rlim_cur << " open files are allowed";
  {
    auto server = Start({.max_connections = most + 50});
    std::vector<Socket> idle;
    idle.reserve(most);
    for (size_t i = 0; i < most; ++i) {
      idle.emplace_back(server->port());
      ASSERT_TRUE(idle.back().connected()) << i;
    }
    for (int i = 0; i < 20; ++i) EXPECT_EQ(Ask(server->port(), {"GET", "/api/v1/health", {}, ""}).status, 200) << i;
    idle.clear();
    EXPECT_EQ(Ask(server->port(), {"GET", "/api/v1/health", {}, ""}).status, 200);
  }
  EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
}

// Whatever stands in a path as an id, a name or a format leads to a file of nobody's.
TEST_F(ServerTest, BadInput68NoPathLeadsOutOfTheStore) {
  const char* const kPaths[] = {"..", "%2e%2e", "..%2f..%2fkeys%2fsecret-authenticator", "%2e%2e%2f%2e%2e%2fcase.db", "..%5c..%5ccase.db", "%2fetc%2fpasswd", "....%2f%2fcase.db",
                                "%c0%ae%c0%ae%2fcase.db", "%252e%252e%252fcase.db", "1%00.pdf", "%2e", "file:%2f%2f%2fetc%2fpasswd", "~root", "1%0d%0aX-Injected:%201"};
  int asked = 0;
  for (const Route& route : Routes()) {
    if (route.method != "GET" || route.path.find('{') == std::string_view::npos) continue;
    for (const char* path : kPaths) {
      const std::string target = "/api/v1" + std::regex_replace(std::string(route.path), std::regex("\\{[a-z0-9]+\\}"), path);
      const Reply reply = Get(target);
      EXPECT_TRUE(reply.status == 400 || reply.status == 403 || reply.status == 404) << target << " " << reply.status << " " << reply.body.substr(0, 200);
      EXPECT_EQ(reply.headers.count("x-injected"), 0u) << target;
      EXPECT_EQ(reply.body.find("root:x:"), std::string::npos) << target;
      EXPECT_EQ(reply.body.find("SQLite format"), std::string::npos) << target;
      EXPECT_EQ(reply.body.find(dir_->string()), std::string::npos) << target << " says where the store lies";
      ++asked;
    }
  }
  EXPECT_GT(asked, 400);
  for (const char* path : kPaths) {
    for (const std::string& target : {"/" + std::string(path), "/assets/" + std::string(path)}) {
      const Reply reply = Get(target);
      EXPECT_EQ(reply.body.find("SQLite format"), std::string::npos) << target;
      EXPECT_TRUE(reply.status == 400 || reply.status == 404 || reply.headers.at("content-type").starts_with("text/html")) << target << " " << reply.status;
    }
  }
}

// A double click, or a request that somebody sends again: the same bytes over several connections at once.
TEST_F(ServerTest, BadInput70TheSameBytesAgainAreOneOutcome) {
  const auto at_once = [&](const Asking& asking) {
    std::vector<Reply> replies(6);
    {
      std::vector<std::jthread> clicks;
      for (Reply& reply : replies) clicks.emplace_back([&] { reply = Ask(server_->port(), asking); });
    }
    return replies;
  };
  const auto count = [](const std::vector<Reply>& replies, int status) { return std::count_if(replies.begin(), replies.end(), [&](const Reply& reply) { return reply.status == status; }); };
  const auto said = [](const std::vector<Reply>& replies) {
    std::string all;
    for (const Reply& reply : replies) all += std::to_string(reply.status) + " " + reply.body.substr(0, 120) + "\n";
    return all;
  };
  std::map<std::string, std::string> headers = {{"Cookie", Officer()}, {"Content-Type", "application/json"}, {"Origin", Own()}};

  const std::string flag = FirstFlag(), path = "/api/v1/flags/" + flag;
  ASSERT_FALSE(flag.empty());
  auto seen = headers;
  seen["If-Match"] = Get(path).headers.at("etag");
  const Asking decide{"POST", path + "/decision", seen, DumpJson({{"action", "hold"}, {"note", "wait for the sample"}})};
  const auto decided = at_once(decide);
  EXPECT_EQ(count(decided, 200), 1) << said(decided);
  EXPECT_EQ(count(decided, 200) + count(decided, 412) + count(decided, 409), 6) << said(decided);
  EXPECT_EQ(Ask(server_->port(), decide).status, 412) << "sent again later";

  const Asking make{"POST", "/api/v1/cases", headers, DumpJson({{"flag_ids", {flag}}, {"reason", "a disguised name"}})};
  const auto made = at_once(make);
  EXPECT_EQ(count(made, 201), 1) << said(made);
  EXPECT_EQ(count(made, 409), 5) << said(made);
  EXPECT_EQ(Ask(server_->port(), make).status, 409) << "sent again later";

  const std::string code = *MakeSignInCode(*service_, *admin_, "approver");
  const auto entered = at_once({"POST", "/api/v1/session", {{"Content-Type", "application/json"}}, DumpJson({{"code", code}})});
  EXPECT_EQ(count(entered, 200), 1) << said(entered);
  EXPECT_EQ(count(entered, 401), 5) << said(entered);
}

// What has no version to be refused by: a draft and a tip, each under a key, sent six times at once and again later.
TEST_F(ServerTest, BadInput70UnderAKeyThereIsOneOfIt) {
  const std::map<std::string, std::string> headers = {{"Cookie", Officer()}, {"Content-Type", "application/json"}, {"Origin", Own()}};
  const auto keyed = [&](std::string key) {
    auto with = headers;
    with["Idempotency-Key"] = std::move(key);
    return with;
  };
  const auto ids_of = [&](const std::string& list) {
    std::set<std::string> ids;
    const Json page = Json::parse(Get(list).body);
    for (const Json& row : page["items"]) ids.insert(row["id"].get<std::string>());
    return ids;
  };
  std::string made_case;
  {
    // One of those that stand already, or a new one.
    const std::set<std::string> cases = ids_of("/api/v1/cases");
    const std::string flag = FirstFlag();
    if (!flag.empty()) {
      const Reply made = Ask(server_->port(), {"POST", "/api/v1/cases", headers, DumpJson({{"flag_ids", {flag}}, {"reason", "a disguised name"}})});
      if (made.status == 201) made_case = Json::parse(made.body)["id"];
    }
    if (made_case.empty() && !cases.empty()) made_case = *cases.begin();
  }
  ASSERT_FALSE(made_case.empty());
  const struct { const char* what; std::string path, list; Json body, other; } rows[] = {
      {"a tip", "/api/v1/tips", "/api/v1/tips?limit=200", {{"url", "https://shop.example/70"}, {"note", "seen in the street"}}, {{"url", "https://shop.example/71"}, {"note", "another"}}},
      {"a draft", "/api/v1/cases/" + made_case + "/notices", "/api/v1/notices?limit=200", {{"regime", "cn-ecommerce-42"}}, {{"regime", "cn-ecommerce-42"}, {"language", "en"}}},
  };
  for (const auto& row : rows) {
    const std::set<std::string> before = ids_of(row.list);
    const Asking asking{"POST", row.path, keyed("\"70-" + Sha256Hex(row.path).substr(0, 20) + "\""), DumpJson(row.body)};
    std::vector<Reply> replies(6);
    {
      std::vector<std::jthread> clicks;
      for (Reply& reply : replies) clicks.emplace_back([&] { reply = Ask(server_->port(), asking); });
    }
    std::set<std::string> told;
    for (const Reply& reply : replies) {
      ASSERT_TRUE(reply.status == 201 || reply.status == 409) << row.what << ": " << reply.status << " " << reply.body;
      if (reply.status == 201) told.insert(Json::parse(reply.body)["id"].get<std::string>());
    }
    EXPECT_EQ(told.size(), 1u) << row.what;
    const Reply again = Ask(server_->port(), asking);
    ASSERT_EQ(again.status, 201) << again.body;
    EXPECT_EQ(told, std::set<std::string>{Json::parse(again.body)["id"].get<std::string>()}) << "sent again later: " << row.what;
    EXPECT_EQ(again.headers.at("location").substr(again.headers.at("location").rfind('/') + 1), *told.begin());
    EXPECT_EQ(ids_of(row.list).size(), before.size() + 1) << row.what;
    const Reply other = Ask(server_->port(), {"POST", row.path, asking.headers, DumpJson(row.other)});
    EXPECT_EQ(other.status, 409) << other.body;
    EXPECT_NE(other.body.find("another request"), std::string::npos) << other.body;
    EXPECT_EQ(ids_of(row.list).size(), before.size() + 1) << row.what;
  }
  // A key whose request was refused is free again; keys are names; where a version does the same there is none.
  const Asking refused{"POST", "/api/v1/tips", keyed("70-refused"), DumpJson({{"note", ""}})};
  EXPECT_EQ(Ask(server_->port(), refused).status, 400);
  EXPECT_EQ(Ask(server_->port(), {"POST", "/api/v1/tips", refused.headers, DumpJson(rows[0].other)}).status, 201);
  for (const std::string& key : {std::string("a b"), std::string(129, 'k'), std::string("\"\""), std::string("k;drop")}) {
    EXPECT_EQ(Ask(server_->port(), {"POST", "/api/v1/tips", keyed(key), DumpJson(rows[0].body)}).status, 400) << key;
  }
  EXPECT_EQ(Ask(server_->port(), {"POST", "/api/v1/cases", keyed("70-case"), DumpJson({{"flag_ids", {"1"}}, {"reason", "x"}})}).status, 400) << "takes none";
}

class LinesTaken {
 public:
  std::function<void(const std::string&)> Sink() {
    return [this](const std::string& line) {
      const std::lock_guard lock(mutex_);
      lines_.push_back(line);
    };
  }
  std::vector<std::string> Take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(lines_, {});
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> lines_;
};

// Refusals are written down, and nothing that a client says breaks or paints a line.
TEST_F(ServerTest, BadInput71NoClientWritesIntoTheLog) {
  LinesTaken lines;
  auto server = Start({.behind_proxy = true, .log = lines.Sink()});
  const std::string own = "https://127.0.0.1:" + std::to_string(server->port());
  const auto one = [&](const Asking& asking, int status) -> Json {
    const Reply reply = Ask(server->port(), asking);
    EXPECT_EQ(reply.status, status) << reply.body;
    const std::vector<std::string> written = lines.Take();
    EXPECT_EQ(written.size(), 1u);
    if (written.size() != 1) return Json();
    for (const char c : written[0]) EXPECT_TRUE(c >= 0x20 && c < 0x7f) << written[0];
    return Json::parse(written[0]);
  };
  const auto sign_in = [&](const std::string& login, const std::string& password, const std::string& from = "203.0.113.5") {
    return Asking{"POST", "/api/v1/session", {{"Content-Type", "application/json"}, {"Origin", own}, {"X-Forwarded-For", from}}, DumpJson({{"login", login}, {"password", password}})};
  };
  Json line = one(sign_in("approver", "not the password at all"), 401);
  EXPECT_EQ(line["what"], "sign_in_refused");
  EXPECT_EQ(line["by"], "approver");
  EXPECT_EQ(line["peer"], "203.0.113.5");
  EXPECT_EQ(line["operation"], "signIn");
  EXPECT_EQ(line["at"].get<std::string>().back(), 'Z') << "UTC";
  EXPECT_EQ(line.dump().find("not the password"), std::string::npos);

  line = one(sign_in("x\r\n2026-01-01 console: {\"what\":\"signed_in\"}\x1b[2J\xc2\x9b" "31m\xe2\x80\xae", "p"), 401);
  EXPECT_EQ(line["by"], "no such account") << "what was typed there may be a password";
  line = one(sign_in("nobody", "p", "1.2.3.4\xc2\x9b" "31m, not an address\xc2\x9b" "0m"), 401);
  EXPECT_EQ(line["peer"], "127.0.0.1") << "what is no address is not taken";

  line = one({"GET", "/api/v1/flags/%0d%0a%1b%5b31m?q=secret-of-the-query", {{"Authorization", "Bearer mwt_guessed\xc2\x9b" "31m"}}, ""}, 401);
  EXPECT_EQ(line["what"], "credential_refused");
  EXPECT_EQ(line.dump().find("secret-of-the-query"), std::string::npos);
  EXPECT_EQ(line.dump().find("mwt_"), std::string::npos) << "no part of a token";
  line = one({"POST", "/api/v1/cases", {{"Origin", "https://evil.test\xc2\x9b" "31m"}, {"Cookie", "x=1"}, {"Content-Type", "application/json"}}, "{}"}, 403);
  EXPECT_EQ(line["what"], "foreign_request");

  const Reply entered = Ask(server->port(), sign_in("approver", kPassword));
  ASSERT_EQ(entered.status, 200) << entered.body;
  EXPECT_EQ(entered.headers.at("set-cookie").substr(0, 26), "__Host-markwarden_session=");
  EXPECT_TRUE(lines.Take().empty()) << "who is let in is an event of the store's log";
  line = one({"POST", "/api/v1/rights", {{"Origin", own}, {"Cookie", SessionOf(entered)}, {"Content-Type", "application/json"}}, R"({"id":"x\u001b[31m","kind":"trademark","names":["x"]})"}, 403);
  EXPECT_EQ(line["what"], "denied");
  EXPECT_EQ(line["by"], "approver");
  EXPECT_EQ(line["operation"], "addRight");
  EXPECT_NE(line["why"].get<std::string>().find("needs one of the roles"), std::string::npos);
  {
    Socket socket(server->port());
    socket.Send("GET /\x1b[31m HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n");
    EXPECT_GE(socket.ReadReply().status, 400);
    const std::vector<std::string> written = lines.Take();
    ASSERT_EQ(written.size(), 1u);
    EXPECT_EQ(Json::parse(written[0])["what"], "malformed_request");
    EXPECT_EQ(written[0].find('\x1b'), std::string::npos);
  }

  // A browser that calls itself something is shown in words to its owner.
  auto painted = sign_in("approver", kPassword);
  painted.headers["User-Agent"] = "Mozilla\xc2\x9b" "31m";
  const Reply again = Ask(server->port(), painted);
  const Reply sessions = Ask(server->port(), {"GET", "/api/v1/account/sessions", {{"Cookie", SessionOf(again)}}, ""});
  EXPECT_EQ(Json::parse(sessions.body)["items"][0]["agent"], "Mozilla??31m") << sessions.body;
}

// Answers are objects of a type that no page of another site may read or run, and no address of ours sends a browser elsewhere.
TEST_F(ServerTest, BadInput72NothingIsReadAsAScriptAndNothingLeadsElsewhere) {
  for (const Route& route : Routes()) {
    if (route.method != "GET" || route.path.find('{') != std::string_view::npos || route.operation == "listen") continue;
    const std::string target = "/api/v1" + std::string(route.path) + "?callback=steal&jsonp=steal&next=https://evil.test/&url=//evil.test/";
    const Reply reply = Get(target);
    EXPECT_TRUE(reply.status < 300 || reply.status >= 400) << target;
    EXPECT_EQ(reply.headers.count("location"), 0u) << target;
    EXPECT_EQ(reply.headers.count("access-control-allow-origin"), 0u) << target;
    EXPECT_EQ(reply.headers.at("x-content-type-options"), "nosniff") << target;
    EXPECT_EQ(reply.headers.at("cross-origin-resource-policy"), "same-origin") << target;
    EXPECT_TRUE(reply.headers.at("content-type").ends_with("json")) << target << " " << reply.headers.at("content-type");
    EXPECT_EQ(reply.body.substr(0, 1), "{") << target << " is no object: " << reply.body.substr(0, 40);
    EXPECT_EQ(reply.body.find("steal"), std::string::npos) << target;
    // As a script, a picture or a frame of another site asks.
    for (const char* site : {"cross-site", "same-site"}) {
      const Reply other = Ask(server_->port(), {"GET", target, {{"Cookie", Officer()}, {"Sec-Fetch-Site", site}, {"Sec-Fetch-Mode", "no-cors"}, {"Sec-Fetch-Dest", "script"}}, ""});
      EXPECT_EQ(other.status, 403) << target;
      EXPECT_EQ(other.headers.count("access-control-allow-origin"), 0u) << target;
    }
  }
  for (const char* target : {"//evil.test/", "/\\evil.test/", "/%5cevil.test", "/%2f%2fevil.test/", "/https://evil.test/", "/?next=https://evil.test/", "/signin?return=//evil.test/",
                             "/%0d%0aLocation:%20https://evil.test/", "/.evil.test", "/flags/..//evil.test"}) {
    const Reply reply = Get(target);
    EXPECT_TRUE(reply.status < 300 || reply.status >= 400) << target << " " << reply.status;
    EXPECT_EQ(reply.headers.count("location"), 0u) << target;
  }
  // Where something was made, the address is a path of this server.
  const Reply made = Post("/api/v1/tips", {{"url", "https://evil.test/"}, {"note", "look"}});
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_TRUE(made.headers.at("location").starts_with("/api/v1/tips/"));
  // A preflight of another site is told nothing that lets it go on.
  const Reply preflight = Ask(server_->port(), {"OPTIONS", "/api/v1/cases", {{"Origin", "https://evil.test"}, {"Access-Control-Request-Method", "POST"}}, ""});
  EXPECT_EQ(preflight.status, 405);
  EXPECT_EQ(preflight.headers.count("access-control-allow-origin"), 0u);
  // Nothing gives a request back.
  for (const char* method : {"TRACE", "TRACK", "DEBUG"}) {
    for (const char* target : {"/", "/api/v1/health", "/api/v1/session"}) {
      const Reply traced = Ask(server_->port(), {method, target, {{"X-Secret", "told-back"}}, ""});
      EXPECT_EQ(traced.status, 405) << method << " " << target;
      EXPECT_EQ(traced.body.find("told-back"), std::string::npos);
    }
  }
}

// Signing out has the browser forget what it kept; by its other cookie it is still known, so that strangers do not lock its owner out.
TEST_F(ServerTest, SigningOutClearsTheBrowserAndKeepsItKnown) {
  const Reply entered = SignInAs("approver");
  ASSERT_EQ(entered.cookies.size(), 2u);
  const std::string session = SessionOf(entered);
  const Reply out = Ask(server_->port(), {"DELETE", "/api/v1/session", {{"Cookie", session}, {"Origin", Own()}}, ""});
  ASSERT_EQ(out.status, 204);
  EXPECT_EQ(out.headers.at("clear-site-data"), "\"cache\", \"storage\"");
  ASSERT_EQ(out.cookies.size(), 1u) << "the session's alone";
  EXPECT_TRUE(out.cookies[0].starts_with("markwarden_session=; ")) << out.cookies[0];
  EXPECT_NE(out.cookies[0].find("Max-Age=0"), std::string::npos);
  EXPECT_EQ(Get("/api/v1/session", session).status, 401);
  EXPECT_EQ(Get("/").headers.count("clear-site-data"), 0u);
}

TEST_F(ServerTest, ReachedOverTlsItsCookiesAreOfThisHostAlone) {
  auto server = Start({.behind_proxy = true});
  const std::string own = "https://127.0.0.1:" + std::to_string(server->port());
  const auto sign_in = [&](const std::string& cookie) {
    return Ask(server->port(), {"POST", "/api/v1/session", {{"Content-Type", "application/json"}, {"Origin", own}, {"Cookie", cookie}}, DumpJson({{"login", "approver"}, {"password", kPassword}})});
  };
  const Reply entered = sign_in("a=b");
  ASSERT_EQ(entered.status, 200) << entered.body;
  ASSERT_EQ(entered.cookies.size(), 2u);
  for (const std::string& cookie : entered.cookies) {
    // RFC 6265bis, 4.1.3.2: Secure, Path=/, no Domain; else the browser drops it.
    EXPECT_TRUE(cookie.starts_with("__Host-markwarden_")) << cookie;
    EXPECT_NE(cookie.find("; Path=/;"), std::string::npos) << cookie;
    EXPECT_TRUE(cookie.ends_with("; Secure")) << cookie;
    EXPECT_EQ(cookie.find("Domain"), std::string::npos) << cookie;
  }
  EXPECT_EQ(entered.headers.at("strict-transport-security"), "max-age=31536000; includeSubDomains");
  const std::string session = SessionOf(entered), secret = session.substr(session.find('=') + 1);
  const auto who = [&](const std::string& cookie) { return Ask(server->port(), {"GET", "/api/v1/session", {{"Cookie", cookie}}, ""}).status; };
  EXPECT_EQ(who(session), 200);
  EXPECT_EQ(who("markwarden_session=" + secret), 401) << "another host of the domain may set that name";
  EXPECT_EQ(Get("/api/v1/session", session).status, 401) << "on loopback over plain HTTP that name is none";
  // Signing in again ends the session before it, by its own name.
  EXPECT_EQ(sign_in(session).status, 200);
  EXPECT_EQ(who(session), 401);
}

}  // namespace
}  // namespace markwarden
