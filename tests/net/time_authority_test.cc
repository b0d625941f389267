// How a time authority's HTTP answer is taken, over loopback.
#include "core/net/time_authority.h"

#include <gtest/gtest.h>

#include "tests/net/test_server.h"

namespace markwarden {
namespace {

class TimeAuthorityTest : public testing::Test {
 protected:
  TimeAuthorityTest() : fetcher_(std::move(*MakeFetcher({}))), server_("127.0.0.1", [this](const TestRequest& request) {
    asked_ = request;
    return answer_;
  }) {}
  TimeAuthorityQuestion Question() const {
    return {.url = server_.Base() + "/stamp", .request = std::string("\x30\x00\xff\x00 bytes", 10), .allow_networks = {*ParseIpNetwork("127.0.0.0/8")},
            .timeout = std::chrono::milliseconds(20'000)};
  }
  Result<std::string> Ask(const TimeAuthorityQuestion& question) { return AskTimeAuthority(*fetcher_, question, {}); }

  std::unique_ptr<Fetcher> fetcher_;
  TestRequest asked_;
  TestResponse answer_{.headers = {"Content-Type: application/timestamp-reply"}, .body = std::string("0\0the answer", 12)};
  TestServer server_;
};

TEST_F(TimeAuthorityTest, SendsTheQuestionAndGivesTheAnswersBytes) {
  const Result<std::string> answer = Ask(Question());
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(*answer, answer_.body);
  EXPECT_EQ(asked_.method, "POST");
  EXPECT_EQ(asked_.target, "/stamp");
  EXPECT_EQ(asked_.body, Question().request);
  EXPECT_EQ(asked_.Header("content-type"), "application/timestamp-query");
  EXPECT_EQ(asked_.Header("accept-encoding"), "");
  EXPECT_EQ(asked_.Header("expect"), "");
}

TEST_F(TimeAuthorityTest, RefusesAnswersByTheirOutside) {
  const TestResponse good = answer_;
  const auto expect = [&](const char* why, ErrorCode code, const std::string& message) {
    const Result<std::string> answer = Ask(Question());
    ASSERT_FALSE(answer) << why;
    EXPECT_EQ(answer.error().code, code) << why << ": " << answer.error().message;
    if (!message.empty()) {
      EXPECT_EQ(answer.error().message, message) << why;
    }
  };
  answer_.status = 503;
  expect("busy", ErrorCode::kUnavailable, "the authority answered with status 503");
  answer_ = good;
  answer_.headers = {"Content-Type: text/html"};
  expect("a page", ErrorCode::kInvalid, "the authority answered with another content type than application/timestamp-reply");
  answer_.headers = {};
  expect("no type", ErrorCode::kInvalid, "the authority answered with another content type than application/timestamp-reply");
  answer_.headers = {"Content-Type: application/timestamp-reply", "Content-Encoding: gzip"};
  expect("coded", ErrorCode::kInvalid, "the authority's answer is content-coded");
  answer_ = good;
  answer_.body = std::string((64 << 10) + 1, 'x');
  expect("too large", ErrorCode::kExhausted, "the authority's answer is larger than 64 KiB");
  answer_ = good;
  answer_.close = true;
  answer_.cut_after = 90;
  expect("broken off", ErrorCode::kUnavailable, "");
  answer_ = good;
  answer_.headers = {"Content-Type: Application/Timestamp-Reply ; x=y"};
  answer_.body = std::string(64 << 10, 'x');
  EXPECT_TRUE(Ask(Question())) << "as large as it may be";
}

TEST_F(TimeAuthorityTest, AsksOnlyWhereItMay) {
  TimeAuthorityQuestion question = Question();
  question.allow_networks = {};
  EXPECT_EQ(Ask(question).error().code, ErrorCode::kDenied);
  EXPECT_TRUE(server_.hits().empty());
  question.url = "file:///etc/passwd";
  EXPECT_EQ(Ask(question).error().code, ErrorCode::kInvalid);
}

TEST_F(TimeAuthorityTest, ASlowOneIsLeft) {
  answer_.delay = std::chrono::milliseconds(60'000);
  TimeAuthorityQuestion question = Question();
  question.timeout = std::chrono::milliseconds(200);
  EXPECT_EQ(Ask(question).error().code, ErrorCode::kUnavailable);
}

TEST_F(TimeAuthorityTest, AStopEndsTheWait) {
  answer_.delay = std::chrono::milliseconds(60'000);
  std::stop_source stop;
  std::jthread stopper([&] {
    while (server_.hits().empty()) std::this_thread::yield();
    stop.request_stop();
  });
  EXPECT_EQ(AskTimeAuthority(*fetcher_, Question(), stop.get_token()).error().code, ErrorCode::kCancelled);
}

}  // namespace
}  // namespace markwarden
