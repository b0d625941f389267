// People over the wire: invitations, the own account, cookies, guessing; every answer against web/openapi.yaml.
#include <gtest/gtest.h>

#include <filesystem>

#include "core/clock.h"
#include "core/totp.h"
#include "service/accounts.h"
#include "tests/hurried_review.h"
#include "tests/web/http_client.h"
#include "tests/web/openapi.h"
#include "web/guard.h"
#include "web/routes.h"
#include "web/server.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;
constexpr const char* kAdminPassword = "a long enough pass phrase";
constexpr const char* kOwnPassword = "chen's own pass phrase";

std::string CookieOf(const Reply& reply, std::string_view name) {
  for (const std::string& cookie : reply.cookies) {
    if (cookie.starts_with(std::string(name) + "=")) return cookie.substr(0, cookie.find(';'));
  }
  return "";
}

class PeopleTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    dir_ = new fs::path(fs::temp_directory_path() / ("markwarden-people-" + std::to_string(::getpid())));
    fs::remove_all(*dir_);
    fs::create_directories(*dir_);
    InitOptions init;
    init.region = "230000";
    init.password = kAdminPassword;
    const Status made = InitStore(*dir_ / "store", init);
    ASSERT_TRUE(made) << made.error().message;
    HurryReviews(*dir_ / "store");
    // A clock that stands still: on a slow machine ten tries take longer than their minute.
    static const FakeClock clock(SystemClock().Now());
    auto service = Service::Open({.store_dir = *dir_ / "store", .data_dir = MARKWARDEN_SOURCE_DIR, .process = "serve", .clock = &clock});
    ASSERT_TRUE(service) << service.error().message;
    service_ = service->release();
    ServerOptions options;
    options.port = 0;
    auto server = ConsoleServer::Start(options, *service_);
    ASSERT_TRUE(server) << server.error().message;
    server_ = server->release();
  }
  static void TearDownTestSuite() {
    delete server_;
    delete service_;
    fs::remove_all(*dir_);
    delete dir_;
  }

  static std::string Own() { return "http://127.0.0.1:" + std::to_string(server_->port()); }
  static Reply Send(const std::string& method, const std::string& path, const Json& body = nullptr, std::map<std::string, std::string> more = {}) {
    more.insert({{"Origin", Own()}});
    if (!body.is_null()) more.insert({{"Content-Type", "application/json"}});
    return Ask(server_->port(), {method, "/api/v1" + path, std::move(more), body.is_null() ? "" : DumpJson(body)});
  }
  static Reply SignIn(const std::string& login, const std::string& password, const std::string& cookies = "", const std::string& authenticator = "") {
    Json body = {{"login", login}, {"password", password}};
    if (!authenticator.empty()) body["authenticator"] = authenticator;
    std::map<std::string, std::string> headers;
    if (!cookies.empty()) headers["Cookie"] = cookies;
    return Send("POST", "/session", body, headers);
  }
  static const std::string& Admin() {
    static const std::string cookie = CookieOf(SignIn("admin", kAdminPassword), kSessionCookie);
    return cookie;
  }
  // By the administrator's session; the answer fits the contract.
  static Json Admins(const std::string& method, const std::string& path, const std::string& described, int status, const Json& body = nullptr, const std::string& version = "") {
    std::map<std::string, std::string> headers = {{"Cookie", Admin()}};
    if (!version.empty()) headers["If-Match"] = version;
    const Reply reply = Send(method, path, body, headers);
    EXPECT_EQ(reply.status, status) << method << " " << path << " " << reply.body;
    return Checked(reply, method, described);
  }
  static Json Checked(const Reply& reply, std::string method, const std::string& described) {
    static const OpenApi api;
    for (char& c : method) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    const Json value = reply.body.empty() ? Json() : Json::parse(reply.body);
    EXPECT_EQ(api.Check(described, method, reply.status, value), "") << reply.body;
    return value;
  }
  // A person who has accepted the invitation: the cookies of the first session.
  static std::string Accepted(const std::string& login, const std::string& role) {
    const Json invited = Admins("POST", "/invitations", "/invitations", 201, {{"login", login}, {"roles", {role}}});
    const Reply entered = Send("POST", "/invitations/accepted", {{"code", invited["code"]}, {"password", kOwnPassword}});
    EXPECT_EQ(entered.status, 200) << entered.body;
    Checked(entered, "POST", "/invitations/accepted");
    return CookieOf(entered, kSessionCookie) + "; " + CookieOf(entered, kDeviceCookie);
  }

  static fs::path* dir_;
  static Service* service_;
  static ConsoleServer* server_;
};
fs::path* PeopleTest::dir_ = nullptr;
Service* PeopleTest::service_ = nullptr;
ConsoleServer* PeopleTest::server_ = nullptr;

TEST_F(PeopleTest, AnInvitationIsMadeShownAndAcceptedOnce) {
  const Json invited = Admins("POST", "/invitations", "/invitations", 201, {{"login", "chen"}, {"display_name", "陈"}, {"roles", {"officer"}}, {"regions", {"2301"}}});
  const std::string code = JsonText(invited, "code"), account = JsonText(invited["account"], "id");
  const Reply shown = Send("POST", "/invitations/shown", {{"code", code}});
  EXPECT_EQ(Checked(shown, "POST", "/invitations/shown")["login"], "chen");
  EXPECT_EQ(Send("POST", "/invitations/shown", {{"code", "never made"}}).status, 404);
  EXPECT_EQ(Send("POST", "/invitations/accepted", {{"code", code}, {"password", "short"}}).status, 400);
  const Reply entered = Send("POST", "/invitations/accepted", {{"code", code}, {"password", kOwnPassword}});
  ASSERT_EQ(entered.status, 200) << entered.body;
  EXPECT_EQ(Checked(entered, "POST", "/invitations/accepted")["login"], "chen");
  EXPECT_EQ(Send("GET", "/session", nullptr, {{"Cookie", CookieOf(entered, kSessionCookie)}}).status, 200);
  EXPECT_EQ(Send("POST", "/invitations/accepted", {{"code", code}, {"password", kOwnPassword}}).status, 404);
  EXPECT_EQ(Admins("GET", "/accounts/" + account, "/accounts/{id}", 200)["invited_until"], nullptr);
  Admins("POST", "/accounts/" + account + "/invitation", "/accounts/{id}/invitation", 201, Json::object());
  const Json code_made = Admins("POST", "/accounts/" + account + "/code", "/accounts/{id}/code", 201, Json::object());
  EXPECT_EQ(Send("POST", "/session", {{"code", code_made["code"]}}).status, 200);

  const std::string etag = "\"" + std::to_string(Admins("GET", "/accounts/" + account, "/accounts/{id}", 200)["row_version"].get<int>()) + "\"";
  EXPECT_EQ(Send("PATCH", "/accounts/" + account, {{"disabled", true}}, {{"Cookie", Admin()}}).status, 428);
  EXPECT_EQ(Send("PATCH", "/accounts/" + account, {{"disabled", "yes"}}, {{"Cookie", Admin()}, {"If-Match", etag}}).status, 400);
  EXPECT_EQ(Send("PATCH", "/accounts/" + account, {{"roles", {"king"}}}, {{"Cookie", Admin()}, {"If-Match", etag}}).status, 400);
  Admins("PATCH", "/accounts/" + account, "/accounts/{id}", 200, {{"roles", {"reviewer"}}, {"regions", Json::array()}}, etag);
  EXPECT_EQ(Send("PATCH", "/accounts/" + account, {{"disabled", true}}, {{"Cookie", Admin()}, {"If-Match", etag}}).status, 412) << "somebody was first";
  EXPECT_EQ(Json::parse(Send("GET", "/session", nullptr, {{"Cookie", CookieOf(entered, kSessionCookie)}}).body)["roles"], Json::array({"reviewer"})) << "at once";
  Admins("GET", "/accounts", "/accounts", 200);
}

TEST_F(PeopleTest, OrganisationsAreAddedRenamedDisabled) {
  const Json made = Admins("POST", "/organisations", "/organisations", 201, {{"name", "Harbin"}, {"kind", "bureau"}, {"region", "230100"}});
  EXPECT_EQ(made["level"], "city");
  const std::string path = "/organisations/" + JsonText(made, "id");
  EXPECT_EQ(Send("POST", "/organisations", {{"name", "x"}, {"kind", "bureau"}, {"parent", "x"}}, {{"Cookie", Admin()}}).status, 400);
  EXPECT_EQ(Send("POST", "/organisations", {{"name", "x"}, {"kind", "club"}}, {{"Cookie", Admin()}}).status, 400);
  Admins("PATCH", path, "/organisations/{id}", 200, {{"name", "Harbin city"}}, "\"1\"");
  EXPECT_EQ(Send("PATCH", path, {{"disabled", true}}, {{"Cookie", Admin()}, {"If-Match", "\"1\""}}).status, 412);
  EXPECT_EQ(Admins("PATCH", path, "/organisations/{id}", 200, {{"disabled", true}}, "\"2\"")["disabled"], true);
  Admins("GET", path, "/organisations/{id}", 200);
  EXPECT_EQ(Admins("GET", "/organisations", "/organisations", 200)["items"].size(), 2u);
}

// Bad input 65: a session that was planted is never taken up; a new secret at each signing in; the cookies are of this site alone.
TEST_F(PeopleTest, NoSessionIsFixed) {
  Accepted("fix", "officer");
  const std::string planted = "markwarden_session=mws_planted-by-somebody-else";
  const Reply entered = SignIn("fix", kOwnPassword, planted);
  ASSERT_EQ(entered.status, 200) << entered.body;
  const std::string session = CookieOf(entered, kSessionCookie);
  EXPECT_EQ(session.find("planted"), std::string::npos);
  EXPECT_EQ(Send("GET", "/session", nullptr, {{"Cookie", planted}}).status, 401);
  const Reply again = SignIn("fix", kOwnPassword, session);
  EXPECT_NE(CookieOf(again, kSessionCookie), session);
  EXPECT_EQ(Send("GET", "/session", nullptr, {{"Cookie", session}}).status, 401) << "the one before has ended";
  for (const std::string& cookie : entered.cookies) {
    EXPECT_NE(cookie.find("; HttpOnly"), std::string::npos) << cookie;
    EXPECT_NE(cookie.find("; SameSite=Strict"), std::string::npos) << cookie;
  }
  const GuardOptions secure{.secure = true, .loopback = false, .hosts = {}};
  EXPECT_TRUE(DeviceCookie("d", secure).ends_with("; Secure"));
  EXPECT_TRUE(DeviceCookie("d", secure).starts_with("__Host-markwarden_device=d; Path=/;"));
  EXPECT_TRUE(DeviceCookie("d", {}).starts_with("markwarden_device=d; Path=/;"));
}

// Bad input 66: ten wrong tries a minute lock; the owner enters from the browser that is known.
TEST_F(PeopleTest, GuessingLocksTheGuesserAlone) {
  const std::string cookies = Accepted("guessed", "officer");
  const std::string device = cookies.substr(cookies.find(std::string(kDeviceCookie)));
  std::string words;
  for (int i = 0; i < 10; ++i) {
    const Reply wrong = SignIn("guessed", "not the pass phrase");
    ASSERT_EQ(wrong.status, 401) << i << wrong.body;
    EXPECT_TRUE(words.empty() || words == wrong.body);
    words = wrong.body;
    EXPECT_TRUE(wrong.cookies.empty());
  }
  const Reply locked = SignIn("guessed", kOwnPassword);
  ASSERT_EQ(locked.status, 429) << locked.body;
  EXPECT_GE(std::stoi(locked.headers.at("retry-after")), 1);
  EXPECT_EQ(SignIn("guessed", kOwnPassword, device + "x").status, 429) << "a device that is none";
  const Reply owner = SignIn("guessed", kOwnPassword, device);
  EXPECT_EQ(owner.status, 200) << owner.body;
  EXPECT_EQ(CookieOf(owner, kDeviceCookie), device);
  EXPECT_EQ(SignIn("no-such-person", "not the pass phrase").body, words) << "an unknown login reads the same";
}

TEST_F(PeopleTest, TheOwnAccountIsItsOwners) {
  const std::string cookies = Accepted("self", "officer");
  const auto own = [&](const std::string& method, const std::string& path, const std::string& described, int status, const Json& body = nullptr) {
    const Reply reply = Send(method, path, body, {{"Cookie", cookies}});
    EXPECT_EQ(reply.status, status) << method << " " << path << " " << reply.body;
    return Checked(reply, method, described);
  };
  EXPECT_EQ(own("GET", "/account", "/account", 200)["authenticator"], false);
  const Json sessions = own("GET", "/account/sessions", "/account/sessions", 200);
  ASSERT_EQ(sessions["items"].size(), 1u);
  EXPECT_EQ(sessions["items"][0]["current"], true);
  EXPECT_EQ(sessions["items"][0]["address"], "127.0.0.1");
  const Reply other = SignIn("self", kOwnPassword);
  const Json both = own("GET", "/account/sessions", "/account/sessions", 200);
  ASSERT_EQ(both["items"].size(), 2u);
  own("DELETE", "/account/sessions/" + JsonText(both["items"][0], "id"), "/account/sessions/{id}", 204);
  EXPECT_EQ(Send("GET", "/session", nullptr, {{"Cookie", CookieOf(other, kSessionCookie)}}).status, 401);
  own("DELETE", "/account/sessions/1", "/account/sessions/{id}", 404);

  const Json token = own("POST", "/account/tokens", "/account/tokens", 201, {{"name", "reading"}, {"scopes", {"read"}}, {"days", 1}});
  EXPECT_EQ(Send("POST", "/account/tokens", {{"name", "x"}, {"days", 0}}, {{"Cookie", cookies}}).status, 400);
  EXPECT_EQ(Send("POST", "/account/tokens", {{"name", "x"}, {"scopes", {"everything"}}}, {{"Cookie", cookies}}).status, 400);
  const std::map<std::string, std::string> bearer = {{"Authorization", "Bearer " + JsonText(token, "token")}};
  EXPECT_EQ(Send("GET", "/flags", nullptr, bearer).status, 200);
  const Reply refused = Send("POST", "/cases", {{"flag_ids", {"1"}}, {"reason", "x"}}, bearer);
  EXPECT_EQ(refused.status, 403);
  EXPECT_NE(refused.body.find("lacks the scope case.make"), std::string::npos) << refused.body;
  EXPECT_EQ(Send("GET", "/account", nullptr, bearer).status, 403) << "account.self was not given";
  const Json tokens = own("GET", "/account/tokens", "/account/tokens", 200);
  own("DELETE", "/account/tokens/" + JsonText(tokens["items"][0], "id"), "/account/tokens/{id}", 204);
  EXPECT_EQ(Send("GET", "/flags", nullptr, bearer).status, 401);

  own("POST", "/account/password", "/account/password", 403, {{"password", "not mine"}, {"new_password", "another long pass phrase"}});
  own("POST", "/account/authenticator", "/account/authenticator", 403, {{"password", "not mine"}});
  const Json begun = own("POST", "/account/authenticator", "/account/authenticator", 201, {{"password", kOwnPassword}});
  EXPECT_TRUE(JsonText(begun, "uri").starts_with("otpauth://totp/markwarden:self?"));
  own("POST", "/account/authenticator/confirmed", "/account/authenticator/confirmed", 400, {{"code", "000000x"}});
  own("POST", "/account/recovery-codes", "/account/recovery-codes", 404, {{"password", kOwnPassword}});
  own("POST", "/account/authenticator/removed", "/account/authenticator/removed", 404, {{"password", kOwnPassword}});
  own("POST", "/account/password", "/account/password", 204, {{"password", kOwnPassword}, {"new_password", "another long pass phrase"}});
  EXPECT_EQ(Send("GET", "/session", nullptr, {{"Cookie", cookies}}).status, 200) << "this session stays";
}

TEST_F(PeopleTest, AnAuthenticatorIsAskedForByName) {
  const std::string cookies = Accepted("coded", "officer");
  const Json begun = Checked(Send("POST", "/account/authenticator", {{"password", kOwnPassword}}, {{"Cookie", cookies}}), "POST", "/account/authenticator");
  std::string secret;
  uint32_t bits = 0;
  int held = 0;
  for (const char c : JsonText(begun, "secret")) {
    bits = bits << 5 | static_cast<uint32_t>(c >= 'A' ? c - 'A' : c - '2' + 26);
    if ((held += 5) >= 8) secret += static_cast<char>(bits >> (held -= 8) & 0xff);
  }
  const auto step = [] { return TotpStep(service_->clock().Now()); };
  const Json codes = Checked(Send("POST", "/account/authenticator/confirmed", {{"code", TotpCode(secret, step())}}, {{"Cookie", cookies}}), "POST", "/account/authenticator/confirmed");
  ASSERT_EQ(codes["recovery_codes"].size(), 10u);
  const Reply without = SignIn("coded", kOwnPassword);
  EXPECT_EQ(without.status, 401);
  EXPECT_EQ(Json::parse(without.body)["code"], "authenticator_needed");
  EXPECT_TRUE(without.cookies.empty());
  EXPECT_EQ(SignIn("coded", kOwnPassword, "", codes["recovery_codes"][0]).status, 200);
  EXPECT_EQ(SignIn("coded", kOwnPassword, "", codes["recovery_codes"][0]).status, 401) << "once";
  EXPECT_EQ(SignIn("coded", kOwnPassword, "", TotpCode(secret, step() + 1)).status, 200);
  const std::string account = JsonText(Json::parse(Send("GET", "/session", nullptr, {{"Cookie", cookies}}).body), "id");
  EXPECT_EQ(Admins("POST", "/accounts/" + account + "/authenticator-reset", "/accounts/{id}/authenticator-reset", 200, Json::object())["authenticator"], false);
  EXPECT_EQ(SignIn("coded", kOwnPassword).status, 200);
}

TEST_F(PeopleTest, WorkIsAssignedOverTheWire) {
  const std::string cookies = Accepted("giver", "officer");
  const auto ask = [&](const std::string& method, const std::string& path, const std::string& described, int status, const Json& body = nullptr) {
    const Reply reply = Send(method, path, body, {{"Cookie", cookies}});
    EXPECT_EQ(reply.status, status) << reply.body;
    return Checked(reply, method, described);
  };
  EXPECT_EQ(ask("POST", "/assignments/proposal", "/assignments/proposal", 200, {{"kind", "flag"}})["count"], 0);
  ask("POST", "/assignments/proposal", "/assignments/proposal", 400, {{"kind", "notice"}});
  ask("POST", "/assignments/proposal", "/assignments/proposal", 400, {{"kind", "flag"}, {"ids", {"x"}}});
  ask("POST", "/assignments", "/assignments", 400, {{"kind", "flag"}, {"ids", {"1"}}, {"to", "1"}});
  ask("GET", "/assignments?box=received", "/assignments", 200);
  ask("GET", "/assignments?state=lost", "/assignments", 400);
  ask("GET", "/assignments/bureaus", "/assignments/bureaus", 200);
  ask("GET", "/assignments/1", "/assignments/{id}", 404);
}

TEST(PeerTest, TheProxysLastWordCounts) {
  // What a client wrote before the proxy's own entry says nothing; only behind a proxy is the header read at all.
  const fs::path dir = fs::temp_directory_path() / ("markwarden-peer-" + std::to_string(::getpid()));
  fs::remove_all(dir);
  InitOptions init;
  init.password = kAdminPassword;
  ASSERT_TRUE(InitStore(dir, init));
  auto service = Service::Open({.store_dir = dir, .data_dir = MARKWARDEN_SOURCE_DIR, .process = "serve"});
  ASSERT_TRUE(service);
  for (const bool proxied : {true, false}) {
    ServerOptions options;
    options.port = 0;
    options.behind_proxy = proxied;
    auto server = ConsoleServer::Start(options, **service);
    ASSERT_TRUE(server) << server.error().message;
    const std::string origin = std::string(proxied ? "https" : "http") + "://127.0.0.1:" + std::to_string((*server)->port());
    const Reply entered = Ask((*server)->port(), {"POST", "/api/v1/session", {{"Content-Type", "application/json"}, {"Origin", origin}, {"X-Forwarded-For", "203.0.113.66, 198.51.100.7"}},
                                                  DumpJson({{"login", "admin"}, {"password", kAdminPassword}})});
    ASSERT_EQ(entered.status, 200) << entered.body;
    const std::string session = CookieOf(entered, SessionCookieName({.secure = proxied, .loopback = !proxied, .hosts = {}}));
    EXPECT_FALSE(session.empty());
    EXPECT_EQ(entered.headers.at("set-cookie").find("Secure") != std::string::npos, proxied);
    const Reply sessions = Ask((*server)->port(), {"GET", "/api/v1/account/sessions", {{"Cookie", session}}, ""});
    EXPECT_EQ(Json::parse(sessions.body)["items"][0]["address"], proxied ? "198.51.100.7" : "127.0.0.1") << sessions.body;
  }
  service->reset();
  fs::remove_all(dir);
}

}  // namespace
}  // namespace markwarden
