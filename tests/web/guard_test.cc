// Who may ask, from where, with what.
#include "web/guard.h"

#include <gtest/gtest.h>

namespace markwarden {
namespace {

int StatusOf(const std::optional<WebResponse>& refusal) { return refusal ? refusal->status : 0; }

WebRequest Read(std::map<std::string, std::string> headers) {
  return {.method = "GET", .target = "/api/v1/flags", .body = "", .headers = std::move(headers)};
}
WebRequest Write(std::map<std::string, std::string> headers) {
  return {.method = "POST", .target = "/api/v1/cases", .body = "{}", .headers = std::move(headers)};
}

TEST(GuardTest, HostIsALoopbackName) {
  for (const char* host : {"127.0.0.1", "127.0.0.1:8080", "localhost:8080", "LOCALHOST", "[::1]:8080", "127.4.5.6:1"}) {
    EXPECT_EQ(StatusOf(Guard(Read({{"host", host}}), {})), 0) << host;
  }
  // A page of another name that resolves to this machine (DNS rebinding) sends its own name.
  for (const char* host : {"", "evil.test", "evil.test:8080", "127.0.0.1.evil.test", "localhost.evil.test", "10.0.0.1", "[::2]",
                           "localhost:80a", "localhost:8080:9", "[::1", "127.0.0", "127.0.0.1@evil.test"}) {
    EXPECT_EQ(StatusOf(Guard(Read({{"host", host}}), {})), 421) << host;
  }
  const GuardOptions proxied{.secure = true, .loopback = false, .hosts = {"ip.example.cn"}};
  EXPECT_EQ(StatusOf(Guard(Read({{"host", "ip.example.cn"}}), proxied)), 0);
  EXPECT_EQ(StatusOf(Guard(Read({{"host", "other.example.cn"}}), proxied)), 421);
}

TEST(GuardTest, OtherOriginsNeitherReadNorWrite) {
  const std::string host = "127.0.0.1:8080", json = "application/json", own = "http://127.0.0.1:8080";
  for (const char* site : {"cross-site", "same-site"}) {  // another port of this machine is same-site
    EXPECT_EQ(StatusOf(Guard(Read({{"host", host}, {"sec-fetch-site", site}}), {})), 403) << site;
    EXPECT_EQ(StatusOf(Guard(Write({{"host", host}, {"sec-fetch-site", site}, {"content-type", json}}), {})), 403) << site;
  }
  EXPECT_EQ(StatusOf(Guard(Read({{"host", host}, {"sec-fetch-site", "none"}}), {})), 0);
  const struct { const char* why; std::map<std::string, std::string> headers; int status; } cases[] = {
      {"our own page", {{"origin", own}, {"cookie", "s=1"}, {"content-type", json}}, 0},
      {"a charset", {{"origin", own}, {"cookie", "s=1"}, {"content-type", "Application/JSON; charset=utf-8"}}, 0},
      {"another origin", {{"origin", "http://evil.test"}, {"cookie", "s=1"}, {"content-type", json}}, 403},
      {"another port", {{"origin", "http://127.0.0.1:9999"}, {"cookie", "s=1"}, {"content-type", json}}, 403},
      {"another scheme", {{"origin", "https://127.0.0.1:8080"}, {"cookie", "s=1"}, {"content-type", json}}, 403},
      {"a sandboxed page", {{"origin", "null"}, {"cookie", "s=1"}, {"content-type", json}}, 403},
      {"a cookie from nowhere", {{"cookie", "s=1"}, {"content-type", json}}, 403},
      {"a program with a token", {{"authorization", "Bearer t"}, {"content-type", json}}, 0},
      {"a form", {{"origin", own}, {"cookie", "s=1"}, {"content-type", "application/x-www-form-urlencoded"}}, 415},
      {"a form that says text", {{"origin", own}, {"cookie", "s=1"}, {"content-type", "text/plain"}}, 415},
      {"no type", {{"origin", own}, {"cookie", "s=1"}}, 415},
      {"a method in a header", {{"cookie", "s=1"}, {"x-http-method-override", "GET"}, {"content-type", json}}, 403},
  };
  for (auto c : cases) {
    c.headers["host"] = host;
    EXPECT_EQ(StatusOf(Guard(Write(c.headers), {})), c.status) << c.why;
  }
}

std::string HeaderOf(const WebResponse& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return "";
}

TEST(GuardTest, EveryAnswerIsFencedIn) {
  WebResponse plain = JsonResponse({{"a", 1}});
  AddSecurityHeaders(plain, {});
  EXPECT_EQ(HeaderOf(plain, "X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(HeaderOf(plain, "X-Frame-Options"), "DENY");
  EXPECT_EQ(HeaderOf(plain, "Cache-Control"), "no-store");
  EXPECT_EQ(HeaderOf(plain, "Cross-Origin-Resource-Policy"), "same-origin");
  EXPECT_NE(HeaderOf(plain, "Content-Security-Policy").find("sandbox"), std::string::npos);
  EXPECT_EQ(HeaderOf(plain, "Strict-Transport-Security"), "");

  WebResponse preview{.status = 200, .content_type = "text/html", .body = "", .headers = {{"Content-Security-Policy", std::string(kPreviewPolicy)}}};
  AddSecurityHeaders(preview, {.secure = true, .loopback = false, .hosts = {}});
  EXPECT_EQ(HeaderOf(preview, "X-Frame-Options"), "SAMEORIGIN");
  EXPECT_EQ(HeaderOf(preview, "Strict-Transport-Security"), "max-age=31536000; includeSubDomains");
  EXPECT_EQ(kPreviewPolicy.find("script-src"), std::string_view::npos);
  EXPECT_NE(kPreviewPolicy.find("default-src 'none'"), std::string_view::npos);
  EXPECT_NE(kPagePolicy.find("script-src 'self';"), std::string_view::npos);
  EXPECT_NE(kPagePolicy.find("frame-ancestors 'none'"), std::string_view::npos);
}

TEST(GuardTest, TheCookieIsOfThisSiteAlone) {
  EXPECT_EQ(SessionCookie("s", {}), "markwarden_session=s; Path=/; HttpOnly; SameSite=Strict");
  EXPECT_EQ(SessionCookie("s", {.secure = true, .loopback = false, .hosts = {}}), "__Host-markwarden_session=s; Path=/; HttpOnly; SameSite=Strict; Secure");
  EXPECT_TRUE(EndedCookie({.secure = true, .loopback = false, .hosts = {}}).starts_with("__Host-markwarden_session=; Path=/;")) << "what is ended is what was set";
  EXPECT_NE(EndedCookie({}).find("Max-Age=0"), std::string::npos);
}

}  // namespace
}  // namespace markwarden
