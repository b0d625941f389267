// Targets, cookies and errors.
#include "web/message.h"

#include <gtest/gtest.h>

namespace markwarden {
namespace {

TEST(TargetTest, IsTakenApart) {
  const auto target = ParseTarget("/api/v1/flags?state=new%2Cheld&q=a+b%26c&q=last&empty&=x");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/api/v1/flags");
  EXPECT_EQ(target->query.at("state"), "new,held");
  EXPECT_EQ(target->query.at("q"), "last");
  EXPECT_EQ(target->query.at("empty"), "");
  EXPECT_EQ(ParseTarget("/%E5%8C%97?q=%E5%8C%97")->query.at("q"), "北");
}

TEST(TargetTest, WhatLeadsElsewhereIsRefused) {
  const struct { const char* why; const char* target; } cases[] = {
      {"parent", "/assets/../../etc/passwd"}, {"escaped parent", "/assets/%2e%2e/%2E%2e/etc/passwd"},
      {"mixed", "/assets/.%2e/x"}, {"escaped slash", "/assets%2f..%2f..%2fetc/passwd"},
      {"backslash", "/assets\\..\\x"}, {"escaped backslash", "/assets%5c..%5cx"}, {"NUL", "/index.html%00.png"},
      {"absolute form", "http://evil.test/"}, {"network path", "//evil.test/"}, {"asterisk", "*"}, {"nothing", ""},
      {"broken escape", "/%zz"}, {"half an escape", "/%2"}, {"broken query", "/x?a=%"}, {"end", "/x/.."}, {"dot", "/./x"},
  };
  for (const auto& c : cases) EXPECT_FALSE(ParseTarget(c.target)) << c.why;
}

TEST(CookieTest, IsFoundByItsWholeName) {
  WebRequest request;
  request.headers["cookie"] = "a=1; xmarkwarden_session=wrong; markwarden_session=right; b=2";
  EXPECT_EQ(request.Cookie("markwarden_session"), "right");
  EXPECT_EQ(request.Cookie("b"), "2");
  EXPECT_EQ(request.Cookie("c"), "");
  EXPECT_EQ(WebRequest{}.Cookie("a"), "");
}

TEST(ProblemTest, SaysWhatToDoAndHidesWhatBroke) {
  const struct { ErrorCode code; int status; const char* name; } cases[] = {
      {ErrorCode::kInvalid, 400, "invalid"},         {ErrorCode::kNotFound, 404, "not_found"},
      {ErrorCode::kDenied, 403, "denied"},           {ErrorCode::kConflict, 409, "conflict"},
      {ErrorCode::kUnavailable, 503, "unavailable"}, {ErrorCode::kExhausted, 413, "exhausted"},
      {ErrorCode::kCancelled, 503, "cancelled"},     {ErrorCode::kUnsupported, 422, "unsupported"},
      {ErrorCode::kInternal, 500, "internal"},
  };
  for (const auto& c : cases) {
    const WebResponse response = Problem(Error{c.code, "the words of /secret/path"});
    EXPECT_EQ(response.status, c.status) << c.name;
    EXPECT_EQ(response.content_type, "application/problem+json");
    const Json problem = Json::parse(response.body);
    EXPECT_EQ(problem["code"], c.name);
    EXPECT_EQ(problem["status"], c.status);
    EXPECT_EQ(problem["detail"] == "the words of /secret/path", c.code != ErrorCode::kInternal) << c.name;
  }
}

}  // namespace
}  // namespace markwarden
