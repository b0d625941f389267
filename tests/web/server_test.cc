// The server over a real store: sessions, files, hostile clients.
#include "web/server.h"

#include <gtest/gtest.h>

#include <chrono>
#include <regex>

#include "tests/web/server_fixture.h"
#include "web/routes.h"

namespace markwarden {
namespace {

TEST_F(ServerTest, NothingIsAnsweredBeforeSigningIn) {
  for (const Route& route : Routes()) {
    const std::string target = "/api/v1" + std::regex_replace(std::string(route.path), std::regex("\\{[a-z0-9]+\\}"), "1");
    Asking asking{std::string(route.method), target, {{"Content-Type", route.upload ? "application/octet-stream" : "application/json"}}, route.method == "POST" ? "{}" : ""};
    const Reply reply = Ask(server_->port(), asking);
    if (route.open) EXPECT_NE(reply.status, 401) << target;
    else EXPECT_EQ(reply.status, 401) << route.method << " " << target << " " << reply.body;
  }
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
