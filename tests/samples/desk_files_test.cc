// The desks' files: kept before the answer, read back, mended after a kill.
#include "samples/desk_files.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "core/file.h"
#include "tests/samples/desk_client.h"

namespace markwarden::samples {
namespace {

class DeskFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    dir_ = std::filesystem::temp_directory_path() / ("desk_files_" + std::to_string(::getpid()));
    std::filesystem::create_directories(dir_);
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }
  std::string Read(const char* name) { return ReadFile(dir_ / name).value_or("(none)"); }

  const Market market_ = MakeMarket(26, 400, 8000);
  std::filesystem::path dir_;
};

TEST_F(DeskFilesTest, AreMadeWithTheirFirstLineAndReadBack) {
  DeskClient client(market_);
  Result<DeskFiles> files = DeskFiles::Open(dir_, client.site(), kStart);
  ASSERT_TRUE(files);
  ASSERT_TRUE(files->Keep(client.Get(1, "/")));
  EXPECT_TRUE(std::filesystem::is_empty(dir_));
  for (int i = 1; i <= 4; ++i) {
    ASSERT_TRUE(files->Keep(client.Post(1, "/ipr/notices", "k" + std::to_string(i), client.NoticeBody(client.Offers(1, 2, static_cast<size_t>(3 * i))))));
  }
  EXPECT_EQ(Read("complaints.jsonl"), client.journal());
  EXPECT_EQ(Read("relisted.jsonl"), "(none)");
  client.Set(Day(20));
  ASSERT_TRUE(files->Keep(client.Get(1, "/")));
  EXPECT_EQ(Read("relisted.jsonl"), client.relisted());
  EXPECT_EQ(DeskClient::Count(Read("relisted.jsonl"), "\n"), 2);

  // On another port after a restart, what is relisted has other addresses.
  const Market moved = MakeMarket(26, 400, 9000);
  DeskClient second(moved);
  ASSERT_TRUE(DeskFiles::Open(dir_, second.site(), Day(20)));
  EXPECT_EQ(DeskClient::Count(Read("relisted.jsonl"), "http://shop1.test:9000/item/"), 2);
  EXPECT_EQ(DeskClient::Count(Read("relisted.jsonl"), "\n"), 2);
  // With the clock set back nothing is relisted yet.
  DeskClient third(market_);
  ASSERT_TRUE(DeskFiles::Open(dir_, third.site(), Day(19)));
  EXPECT_EQ(Read("relisted.jsonl"), "");
}

TEST_F(DeskFilesTest, ATornLineCostsItselfOnly) {
  DeskClient client(market_);
  Result<DeskFiles> files = DeskFiles::Open(dir_, client.site(), kStart);
  ASSERT_TRUE(files);
  ASSERT_TRUE(files->Keep(client.Post(1, "/ipr/notices", "k1", client.NoticeBody(client.Offers(1, 1)))));
  const std::string whole = Read("complaints.jsonl");
  ASSERT_TRUE(WriteFileAtomic(dir_ / "complaints.jsonl", whole + R"({"event":"complaint","num)"));
  DeskClient second(market_);
  Result<DeskFiles> reopened = DeskFiles::Open(dir_, second.site(), kStart);
  ASSERT_TRUE(reopened);
  EXPECT_EQ(reopened->passed_over(), 1);
  ASSERT_TRUE(reopened->Keep(second.Post(1, "/ipr/notices", "k2", second.NoticeBody(second.Offers(1, 1, 4)))));
  DeskClient third(market_);
  Result<DeskFiles> last = DeskFiles::Open(dir_, third.site(), kStart);
  ASSERT_TRUE(last);
  EXPECT_EQ(last->passed_over(), 1);
  EXPECT_EQ(third.Standing(1, "S1-000002")["status"], "received");
}

TEST_F(DeskFilesTest, AnotherMarketsComplaintsAreNamed) {
  DeskClient client(market_);
  Result<DeskFiles> files = DeskFiles::Open(dir_, client.site(), kStart);
  ASSERT_TRUE(files);
  ASSERT_TRUE(files->Keep(client.Post(1, "/ipr/notices", "k1", client.NoticeBody(client.Offers(1, 1)))));
  Site other(MakeMarket(27, 400, 8000));
  const Result<DeskFiles> refused = DeskFiles::Open(dir_, other, kStart);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kConflict);
  EXPECT_NE(refused.error().message.find("complaints.jsonl"), std::string::npos) << refused.error().message;
}

TEST_F(DeskFilesTest, WhatCannotBeKeptIsSaid) {
  DeskClient client(market_);
  Result<DeskFiles> files = DeskFiles::Open(dir_ / "gone", client.site(), kStart);
  ASSERT_TRUE(files);
  const Status kept = files->Keep(client.Post(1, "/ipr/notices", "k1", client.NoticeBody(client.Offers(1, 1))));
  ASSERT_FALSE(kept);
  EXPECT_EQ(kept.error().code, ErrorCode::kInternal);
}

}  // namespace
}  // namespace markwarden::samples
