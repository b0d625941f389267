// Lines about refusals: what is written, how often, and that no client's bytes are in it as they came.
#include "web/access_log.h"

#include <gtest/gtest.h>

namespace markwarden {
namespace {

struct LogUnderTest {
  std::vector<std::string> lines;
  AccessLog log{[this](const std::string& line) { lines.push_back(line); }, 20};
};

WebRequest AskedFrom(const std::string& peer, const std::string& target = "/api/v1/flags") {
  WebRequest request{.method = "GET", .target = target, .body = "", .headers = {}, .peer = peer};
  return request;
}
WebResponse Answered(int status, const std::string& operation = "") {
  WebResponse response = Problem(status, "denied", "the words of it");
  response.note.operation = operation;
  return response;
}

TEST(AccessLogTest, KnowsWhatARefusalIs) {
  WebRequest shown = AskedFrom("p"), planted = AskedFrom("p"), asks = AskedFrom("p");
  shown.headers["authorization"] = "Bearer x";
  planted.headers["cookie"] = "a=1; __Host-markwarden_session=x";
  const struct { const char* why; const WebRequest& request; WebResponse response; std::optional<Refusal> want; } cases[] = {
      {"a wrong password", asks, Answered(401, "signIn"), Refusal::kSignIn},
      {"an invitation that is none", asks, Answered(404, "acceptInvitation"), Refusal::kSignIn},
      {"too many", asks, Answered(429, "signIn"), Refusal::kWait},
      {"a busy trial", asks, Answered(429, "tryRight"), std::nullopt},
      {"a page that asks whether it is signed in", asks, Answered(401, "getSession"), std::nullopt},
      {"a token that is none", shown, Answered(401, "listFlags"), Refusal::kCredential},
      {"a session that is none", planted, Answered(401, "listFlags"), Refusal::kCredential},
      {"not theirs to do", asks, Answered(403, "addRight"), Refusal::kDenied},
      {"another site", asks, Answered(403), Refusal::kForeign},
      {"another name", asks, Answered(421), Refusal::kForeign},
      {"nothing there", asks, Answered(404, "getFlag"), std::nullopt},
      {"an answer", asks, JsonResponse({{"a", 1}}), std::nullopt},
  };
  for (const auto& c : cases) EXPECT_EQ(RefusalOf(c.request, c.response), c.want) << c.why;
}

TEST(AccessLogTest, ALineIsPrintableAsciiWhateverWasSent) {
  LogUnderTest under;
  WebResponse response = Answered(403, "addRight");
  response.note.by = "lin\r\n\x1b[2J\x7f\xc2\x9b\xe2\x80\xae\xff";
  response.body = DumpJson({{"detail", "no \"x\r\ny\x1b[31m\""}});
  under.log.Refused(Refusal::kDenied, AskedFrom("203.0.113.1\r\n", "/a\r\n\x1b" + std::string(5'000, 'b') + "?token=secret"), response, FromUnixSeconds(1'790'000'000));
  ASSERT_EQ(under.lines.size(), 1u);
  for (const char c : under.lines[0]) EXPECT_TRUE(c >= 0x20 && c < 0x7f);
  const Json line = Json::parse(under.lines[0]);
  EXPECT_EQ(line["what"], "denied");
  EXPECT_EQ(line["path"].get<std::string>().size(), 200u);
  EXPECT_EQ(under.lines[0].find("secret"), std::string::npos);
  EXPECT_EQ(line["at"], FormatTime(FromUnixSeconds(1'790'000'000)));
  for (const char c : Quoted("a\r\nb\x1b\xc2\x9b")) EXPECT_TRUE(c >= 0x20 && c < 0x7f);
}

TEST(AccessLogTest, AFloodIsCountedAndHidesNobodyElse) {
  LogUnderTest under;
  const Time begin = FromUnixSeconds(1'790'000'040);
  for (int i = 0; i < 1'000; ++i) under.log.Refused(Refusal::kSignIn, AskedFrom("203.0.113.1"), Answered(401, "signIn"), begin);
  EXPECT_EQ(under.lines.size(), 2u) << "a tenth for one address";
  under.log.Refused(Refusal::kSignIn, AskedFrom("203.0.113.2"), Answered(401, "signIn"), begin);
  ASSERT_EQ(under.lines.size(), 3u) << "another address is still seen";
  EXPECT_EQ(Json::parse(under.lines[2])["left_out"], 998);
  for (int i = 0; i < 1'000; ++i) under.log.Refused(Refusal::kSignIn, AskedFrom("198.51.100." + std::to_string(i)), Answered(401, "signIn"), begin);
  EXPECT_EQ(under.lines.size(), 20u) << "of one kind in a minute";
  under.log.Refused(Refusal::kDenied, AskedFrom("203.0.113.3"), Answered(403, "addRight"), begin);
  EXPECT_EQ(under.lines.size(), 21u) << "another kind is counted by itself";
  under.log.Refused(Refusal::kSignIn, AskedFrom("203.0.113.4"), Answered(401, "signIn"), begin + std::chrono::minutes(1));
  ASSERT_EQ(under.lines.size(), 22u);
  EXPECT_EQ(Json::parse(under.lines[21])["left_out"], 983);
}

TEST(AccessLogTest, WhatBrokeInsideIsForTheLogAlone) {
  const WebResponse response = Problem(Error{ErrorCode::kInternal, "open /store/case.db: disk I/O error"});
  EXPECT_EQ(response.note.failure, "open /store/case.db: disk I/O error");
  EXPECT_EQ(response.body.find("case.db"), std::string::npos);
}

}  // namespace
}  // namespace markwarden
