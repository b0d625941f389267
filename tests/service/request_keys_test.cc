// A request under a key: one outcome, for its sender, for a day.
#include "service/request_keys.h"

#include "service/transact.h"
#include "store/request_keys.h"
#include "tests/service/store_fixture.h"

namespace markwarden {
namespace {

class RequestKeysTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    service_.reset();
    auto opened = Service::Open({.store_dir = dir_ / "store", .data_dir = MARKWARDEN_SOURCE_DIR, .process = "test", .clock = &clock_});
    ASSERT_TRUE(opened) << opened.error().message;
    service_ = std::move(*opened);
  }

  Result<std::string> Send(const Scope& scope, const std::string& key, const std::string& request, bool good = true) {
    return AnswerOnce(*service_, scope, key, request, [&] { return OnceAnswer{.good = good, .text = "answer " + std::to_string(++done_)}; });
  }

  FakeClock clock_{FromUnixSeconds(1'790'000'000)};
  int done_ = 0;
};

TEST_F(RequestKeysTest, TheSameRequestHasTheAnswerOfTheFirstForADay) {
  EXPECT_EQ(*Send(admin_, "k1", "make it"), "answer 1");
  EXPECT_EQ(*Send(admin_, "k1", "make it"), "answer 1");
  EXPECT_EQ(done_, 1);
  EXPECT_EQ(Send(admin_, "k1", "make another").error().code, ErrorCode::kConflict);
  EXPECT_EQ(*Send(admin_, "k2", "make it"), "answer 2") << "another key";
  const Scope lin = Person("lin", "officer");
  EXPECT_EQ(*Send(lin, "k1", "make another"), "answer 3") << "keys are each person's own";
  clock_.Advance(std::chrono::hours(23));
  EXPECT_EQ(*Send(admin_, "k1", "make it"), "answer 1");
  clock_.Advance(std::chrono::hours(2));
  EXPECT_EQ(*Send(admin_, "k3", "make it"), "answer 4");
  EXPECT_EQ(*Send(admin_, "k1", "make it"), "answer 5") << "forgotten after a day";
}

TEST_F(RequestKeysTest, WhatDidNothingMayBeSentAgain) {
  EXPECT_EQ(*Send(admin_, "k1", "make it", false), "answer 1");
  EXPECT_EQ(*Send(admin_, "k1", "make it well"), "answer 2");
  EXPECT_EQ(*Send(admin_, "k1", "make it well"), "answer 2");
}

TEST_F(RequestKeysTest, OneThatNeverEndedIsNotDoneASecondTime) {
  const Status taken = Writing(*service_, [&](Transaction& tx) { return TakeRequestKey(tx, admin_.actor, "k1", Sha256Hex("make it"), {}); });
  ASSERT_TRUE(taken) << taken.error().message;
  const auto again = Send(admin_, "k1", "make it");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kConflict);
  EXPECT_NE(again.error().message.find("look whether it was done"), std::string::npos);
  EXPECT_EQ(done_, 0);
}

TEST_F(RequestKeysTest, AKeyIsAName) {
  for (const std::string& key : {std::string(), std::string("a b"), std::string("\xe7\x8f\x82"), std::string(kMaxRequestKey + 1, 'k'), std::string("k\0k", 3)}) {
    EXPECT_EQ(Send(admin_, key, "make it").error().code, ErrorCode::kInvalid) << key;
  }
  EXPECT_TRUE(Send(admin_, std::string(kMaxRequestKey, 'k'), "make it"));
  EXPECT_FALSE(Send(Scope{}, "k1", "make it")) << "of nobody";
  EXPECT_EQ(done_, 1);
}

}  // namespace
}  // namespace markwarden
