// The live stream: told what changes, bounded, ended with the session; and the queue's operations against web/openapi.yaml.
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>

#include "core/file.h"
#include "service/accounts.h"
#include "service/crawl.h"
#include "service/import.h"
#include "service/live.h"
#include "tests/web/http_client.h"
#include "tests/web/openapi.h"
#include "web/server.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;
constexpr const char* kLivePassword = "a long enough pass phrase";

class LiveTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    dir_ = new fs::path(fs::temp_directory_path() / ("markwarden-live-" + std::to_string(::getpid())));
    fs::remove_all(*dir_);
    // A policy of its own, so that the caps can be met.
    fs::create_directories(*dir_ / "data" / "service");
    for (const auto& entry : fs::directory_iterator(MARKWARDEN_SOURCE_DIR)) {
      if (entry.is_directory() && entry.path().filename() != "service") fs::create_directory_symlink(entry.path(), *dir_ / "data" / entry.path().filename());
    }
    fs::copy(fs::path(MARKWARDEN_SOURCE_DIR) / "service" / "data", *dir_ / "data" / "service" / "data", fs::copy_options::recursive);
    std::string policy = *ReadFile(*dir_ / "data" / "service" / "data" / "queue_policy.yaml", 1 << 20);
    const std::pair<const char*, const char*> caps[] = {{"live_streams: 500", "live_streams: 3"}, {"live_streams_per_person: 4", "live_streams_per_person: 2"},
                                                        {"live_heartbeat_seconds: 15", "live_heartbeat_seconds: 1"}, {"live_session_seconds: 5", "live_session_seconds: 1"}};
    for (const auto& [from, to] : caps) policy.replace(policy.find(from), std::string_view(from).size(), to);
    std::ofstream(*dir_ / "data" / "service" / "data" / "queue_policy.yaml") << policy;
    InitOptions init;
    init.password = kLivePassword;
    ASSERT_TRUE(InitStore(*dir_ / "store", init));
    auto service = Service::Open({.store_dir = *dir_ / "store", .data_dir = *dir_ / "data", .process = "serve"});
    ASSERT_TRUE(service) << service.error().message;
    service_ = service->release();
    const Result<SignedIn> admin = SignInWithPassword(*service_, "admin", kLivePassword);
    ASSERT_TRUE(admin);
    for (const auto& [login, role] : {std::pair("lin", "officer"), std::pair("wei", "officer"), std::pair("head", "head"), std::pair("desk", "spotter")}) {
      NewAccount account;
      account.login = login;
      account.password = kLivePassword;
      account.roles = {role};
      ASSERT_TRUE(AddAccount(*service_, admin->scope, account));
    }
    auto server = ConsoleServer::Start({.port = 0, .request_timeout = std::chrono::milliseconds(3'000)}, *service_);
    ASSERT_TRUE(server) << server.error().message;
    server_ = server->release();
    const Reply right = Post("/rights", {{"id", "tm-1"}, {"kind", "trademark"}, {"title", "VELTARA"}, {"names", {"VELTARA"}}, {"classes", {25}}, {"jurisdiction", "CN"},
                                         {"reg_no", "1"}, {"valid_to", "2036-01-01"}, {"reference_price", {{"amount", "599.00"}, {"currency", "CNY"}}}}, "lin");
    ASSERT_EQ(right.status, 201) << right.body;
    Offer({"1", "2", "3"});
  }
  static void TearDownTestSuite() {
    delete server_;
    delete service_;
    fs::remove_all(*dir_);
    delete dir_;
  }

  static void Offer(std::initializer_list<const char*> items) {
    std::ofstream file(*dir_ / "listings.jsonl");
    for (const char* item : items) {
      file << DumpJson({{"url", std::string("https://shop.example/item/") + item}, {"platform", "shop"}, {"item_id", item}, {"title", "V*E*L*T*A*R*A 运动鞋 高仿 1:1"},
                        {"price", {{"amount", "59.00"}, {"currency", "CNY"}}}, {"seller", {{"name", "stall"}, {"id", "s1"}}}})
           << "\n";
    }
    file.close();
    const Result<Scope> lin = ScopeOfSession(*service_, Cookie("lin").substr(Cookie("lin").find('=') + 1));
    ASSERT_TRUE(lin) << lin.error().message;
    const auto imported = ImportFile(*service_, *lin, {.file = *dir_ / "listings.jsonl", .from = "test"});
    ASSERT_TRUE(imported) << imported.error().message;
    const auto worked = RunWork(*service_, *lin, {}, {});
    ASSERT_TRUE(worked) << worked.error().message;
  }
  static std::string SignIn(const std::string& login) {
    const Reply reply = Ask(server_->port(), {"POST", "/api/v1/session", {{"Content-Type", "application/json"}, {"Origin", Own()}},
                                              DumpJson({{"login", login}, {"password", kLivePassword}})});
    const auto cookie = reply.headers.find("set-cookie");
    return cookie == reply.headers.end() ? "" : cookie->second.substr(0, cookie->second.find(';'));
  }
  static const std::string& Cookie(const std::string& login) {
    static std::map<std::string, std::string> cookies;
    std::string& cookie = cookies[login];
    if (cookie.empty()) cookie = SignIn(login);
    return cookie;
  }
  static std::string Own() { return "http://127.0.0.1:" + std::to_string(server_->port()); }
  static Reply Send(const char* method, const std::string& path, const Json& body, const std::string& login, std::map<std::string, std::string> more = {}) {
    more.insert({{"Cookie", Cookie(login)}, {"Origin", Own()}});
    if (!body.is_null()) more["Content-Type"] = "application/json";
    return Ask(server_->port(), {method, "/api/v1" + path, std::move(more), body.is_null() ? "" : DumpJson(body)});
  }
  static Reply Get(const std::string& path, const std::string& login = "lin") { return Send("GET", path, nullptr, login); }
  static Reply Post(const std::string& path, const Json& body, const std::string& login = "lin") { return Send("POST", path, body, login); }

  // Opens a stream; reads its head.
  struct Stream {
    explicit Stream(uint16_t port, const std::string& cookie) : socket(port) {
      socket.Send(BytesOf({"GET", "/api/v1/live", {{"Cookie", cookie}, {"Accept", "text/event-stream"}}, ""}, port));
      while (head.find("\r\n\r\n") == std::string::npos) {
        const std::string one = socket.Read(1);
        if (one.empty()) break;
        head += one;
      }
    }
    // The next event of that name; null when the stream ended or `patience_ms` went by without it.
    Json Next(const std::string& name, int patience_ms = 30'000) {
      const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(patience_ms);
      for (;;) {
        const size_t end = text.find("\n\n");
        if (end == std::string::npos) {
          const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
          const std::string more = left > 0 ? socket.Read(1, static_cast<int>(left)) : "";
          if (more.empty()) return nullptr;
          text += more;
          continue;
        }
        const std::string event = text.substr(0, end);
        text.erase(0, end + 2);
        if (event.starts_with(":")) ++beats;
        const std::string begins = "event: " + name + "\ndata: ";
        if (event.starts_with(begins)) return Json::parse(event.substr(begins.size()));
      }
    }
    Socket socket;
    std::string head, text;
    int beats = 0;
  };
  static std::string Lead(int n = 0) {
    const Json page = Json::parse(Get("/flags?view=new&sort=oldest").body);
    return page["items"].at(static_cast<size_t>(n))["id"];
  }

  static fs::path* dir_;
  static Service* service_;
  static ConsoleServer* server_;
};
fs::path* LiveTest::dir_ = nullptr;
Service* LiveTest::service_ = nullptr;
ConsoleServer* LiveTest::server_ = nullptr;

TEST_F(LiveTest, TellsCountsAndLocksAsTheyChangeAndBeatsMeanwhile) {
  const OpenApi api;
  Stream stream(server_->port(), Cookie("wei"));
  EXPECT_EQ(stream.head.substr(0, 12), "HTTP/1.1 200") << stream.head;
  EXPECT_NE(stream.head.find("Content-Type: text/event-stream"), std::string::npos) << stream.head;
  EXPECT_NE(stream.head.find("Cache-Control: no-store"), std::string::npos) << stream.head;
  EXPECT_EQ(stream.head.find("Content-Length"), std::string::npos);
  const Json counts = stream.Next("counts");
  ASSERT_FALSE(counts.is_null());
  EXPECT_EQ(api.Fits(api.root()["components"]["schemas"]["QueueCounts"], counts, "$"), "");
  EXPECT_EQ(counts["views"]["new"], Json::parse(Get("/queue/counts").body)["views"]["new"]);
  EXPECT_EQ(stream.Next("locks")["locks"], Json::array());

  const std::string flag = Lead();
  ASSERT_EQ(Post("/flags/" + flag + "/lock", Json::object()).status, 200);
  const Json locks = stream.Next("locks");
  ASSERT_FALSE(locks.is_null());
  EXPECT_EQ(api.Fits(api.root()["components"]["schemas"]["LiveLocks"], locks, "$"), "");
  EXPECT_EQ(locks["locks"][0]["flag"], flag);
  EXPECT_EQ(locks["locks"][0]["by"], "lin");
  ASSERT_EQ(Send("DELETE", "/flags/" + flag + "/lock", nullptr, "lin").status, 200);
  EXPECT_EQ(stream.Next("locks")["locks"], Json::array());

  Offer({"fresh"});
  const Json fresh = stream.Next("fresh");
  EXPECT_EQ(fresh, (Json{{"count", 1}, {"more", false}})) << "since the stream began";
  for (int i = 0; i < 20 && stream.beats == 0; ++i) stream.Next("nothing of that name", 500);
  EXPECT_GE(stream.beats, 1);
}

TEST_F(LiveTest, ManyPagesAreOneCountAndPastTheCapsTheyAreSentAway) {
  const int64_t before = service_->live().reads();
  const auto begin = std::chrono::steady_clock::now();
  Stream first(server_->port(), Cookie("lin")), second(server_->port(), Cookie("lin"));
  EXPECT_FALSE(first.Next("counts").is_null());
  EXPECT_FALSE(second.Next("counts").is_null());
  const Stream third(server_->port(), Cookie("lin"));
  EXPECT_EQ(third.head.substr(0, 12), "HTTP/1.1 503") << "two of one account";
  Stream other(server_->port(), Cookie("wei"));
  EXPECT_FALSE(other.Next("counts").is_null());
  const Stream full(server_->port(), Cookie("head"));
  EXPECT_EQ(full.head.substr(0, 12), "HTTP/1.1 503") << "three in all";
  for (int i = 0; i < 30; ++i) EXPECT_EQ(Get("/queue/counts").status, 200) << "who is sent away asks";
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - begin).count();
  EXPECT_LE(service_->live().reads() - before, 2 + seconds);
}

TEST_F(LiveTest, EndsWithTheSession) {
  const std::string cookie = SignIn("head");
  Stream stream(server_->port(), cookie);
  ASSERT_FALSE(stream.Next("counts").is_null());
  ASSERT_EQ(Ask(server_->port(), {"DELETE", "/api/v1/session", {{"Cookie", cookie}, {"Origin", Own()}}, ""}).status, 204);
  EXPECT_EQ(stream.Next("end"), Json::object());
  stream.socket.Read(1, 5'000);
  EXPECT_TRUE(stream.socket.ended());
  EXPECT_EQ(Ask(server_->port(), {"GET", "/api/v1/live", {{"Cookie", cookie}}, ""}).status, 401);
  EXPECT_EQ(Get("/live", "desk").status, 403) << "who may not see leads is not told of them";
}

TEST_F(LiveTest, ALeaverIsForgottenAndAHeadRequestIsNone) {
  for (int i = 0; i < 20; ++i) {
    // Each leaves: the cap of one account is never met for long.
    Stream stream(server_->port(), SignIn("head"));
    if (stream.head.starts_with("HTTP/1.1 503")) continue;  // the one before has not been noticed yet
    EXPECT_TRUE(stream.head.starts_with("HTTP/1.1 200"));
  }
  EXPECT_EQ(Send("HEAD", "/live", nullptr, "wei").status, 200);
  auto server = ConsoleServer::Start({.port = 0}, *service_);
  ASSERT_TRUE(server);
  Stream stream((*server)->port(), Cookie("wei"));
  ASSERT_FALSE(stream.Next("counts").is_null());
  (*server)->Stop();  // while one listens
  stream.Next("nothing of that name", 5'000);
  EXPECT_TRUE(stream.socket.ended());
}

TEST_F(LiveTest, TheQueuesOperationsFitTheContract) {
  const OpenApi api;
  const auto fits = [&](const char* path, const char* method, const Reply& reply) { return api.Check(path, method, reply.status, Json::parse(reply.body)); };
  const std::string flag = Lead(), at = "/flags/" + flag;
  for (const char* query : {"view=new&group=seller", "view=overdue&sort=newest", "view=mine", "view=cleared", "group=picture&sort=db"}) {
    const Reply list = Get(std::string("/flags?") + query);
    EXPECT_EQ(list.status, 200) << list.body;
    EXPECT_EQ(fits("/flags", "get", list), "") << query << list.body;
  }
  for (const char* wrong : {"view=x", "sort=x", "group=x", "min_priority=x", "region=x", "seller=x", "view=new&state=held", "cursor=x"}) {
    EXPECT_EQ(Get(std::string("/flags?") + wrong).status, 400) << wrong;
  }
  EXPECT_EQ(fits("/flags/{id}", "get", Get(at)), "") << Get(at).body;
  EXPECT_EQ(fits("/queue/counts", "get", Get("/queue/counts")), "");
  EXPECT_EQ(fits("/queue/formula", "get", Get("/queue/formula")), "");

  const Reply lock = Post(at + "/lock", Json::object());
  EXPECT_EQ(fits("/flags/{id}/lock", "post", lock), "") << lock.body;
  const Reply locked = Post(at + "/lock", Json::object(), "wei");
  EXPECT_EQ(locked.status, 409);
  EXPECT_NE(locked.body.find("lin has had this lead open since"), std::string::npos) << locked.body;
  const std::string etag = Get(at).headers.at("etag");
  const Reply refused = Send("POST", at + "/decision", {{"action", "hold"}}, "wei", {{"If-Match", etag}});
  EXPECT_EQ(refused.status, 409) << refused.body;
  EXPECT_EQ(Post(at + "/lock/break", {{"reason", "away"}}, "wei").status, 403);
  const Reply broken = Post(at + "/lock/break", {{"reason", "away"}}, "head");
  EXPECT_EQ(fits("/flags/{id}/lock/break", "post", broken), "") << broken.body;
  EXPECT_EQ(fits("/flags/{id}/lock", "delete", Send("DELETE", at + "/lock", nullptr, "lin")), "");

  EXPECT_EQ(Get(at + "/group").status, 400);
  const Reply preview = Get(at + "/group?by=seller");
  ASSERT_EQ(preview.status, 200) << preview.body;
  EXPECT_EQ(fits("/flags/{id}/group", "get", preview), "") << preview.body;
  const std::string digest = Json::parse(preview.body)["digest"];
  EXPECT_EQ(Post(at + "/group", {{"by", "seller"}, {"digest", digest}, {"action", "dismiss"}}).status, 400);
  EXPECT_EQ(Post(at + "/group", {{"by", "seller"}, {"digest", std::string(64, '0')}, {"action", "hold"}}).status, 409);
  const Reply decided = Post(at + "/group", {{"by", "seller"}, {"digest", digest}, {"action", "hold"}});
  ASSERT_EQ(decided.status, 200) << decided.body;
  EXPECT_EQ(fits("/flags/{id}/group", "post", decided), "") << decided.body;
  const std::string undo = "/flag-groups/" + Json::parse(decided.body)["group"].get<std::string>() + "/undo";
  EXPECT_EQ(Post(undo, Json::object(), "wei").status, 403);
  EXPECT_EQ(fits("/flag-groups/{id}/undo", "post", Post(undo, Json::object())), "");

  const Reply saved = Post("/queue/filters", {{"name", "晨间"}, {"filter", {{"view", "new"}}}, {"shared", true}});
  ASSERT_EQ(saved.status, 201) << saved.body;
  EXPECT_EQ(fits("/queue/filters", "post", saved), "") << saved.body;
  const std::string filter = "/queue/filters/" + Json::parse(saved.body)["id"].get<std::string>();
  EXPECT_EQ(Send("PATCH", filter, {{"name", "b"}, {"filter", Json::object()}}, "lin").status, 428);
  const Reply changed = Send("PATCH", filter, {{"name", "b"}, {"filter", Json::object()}, {"default", true}}, "lin", {{"If-Match", saved.headers.at("etag")}});
  EXPECT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(fits("/queue/filters/{id}", "patch", changed), "") << changed.body;
  EXPECT_EQ(Post("/queue/filters", {{"name", "x"}, {"filter", {{"colour", "red"}}}}).status, 400);
  EXPECT_EQ(Post("/queue/filters", {{"name", "x"}, {"filter", Json::object()}, {"shared", "yes"}}).status, 400);
  EXPECT_EQ(fits("/queue/filters", "get", Get("/queue/filters")), "");
  EXPECT_EQ(Send("DELETE", filter, nullptr, "wei").status, 404);
  EXPECT_EQ(Send("DELETE", filter, nullptr, "lin").status, 204);
}

}  // namespace
}  // namespace markwarden
