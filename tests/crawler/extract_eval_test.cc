// Floors on real pages, a little under what was measured (docs/BENCHMARKS.md).
#include <gtest/gtest.h>

#include "bench/extract_accuracy.h"

namespace markwarden {
namespace {

class ExtractEvalTest : public ::testing::Test {
 protected:
  void SetUp() override {
    eval_ = EvalFolder(MARKWARDEN_SOURCE_DIR);
    if (eval_.empty()) GTEST_SKIP() << "no evaluation pages: set MARKWARDEN_EVAL to their folder";
  }
  std::string eval_;
};

TEST_F(ExtractEvalTest, ProductPages) {
  Accuracy got = ScoreProductPages(eval_, true, nullptr);
  ASSERT_GE(got.pages, 60);
  EXPECT_GE(got.fields["price"].F1(), 0.90);
  EXPECT_GE(got.fields["currency"].F1(), 0.95);
  EXPECT_GE(got.fields["title"].F1(), 0.95);
  EXPECT_GE(got.fields["brand"].F1(), 0.82);
  EXPECT_GE(got.fields["images"].F1(), 0.70);
}

TEST_F(ExtractEvalTest, ProductPagesWithoutJsonLd) {
  Accuracy got = ScoreProductPages(eval_, false, nullptr);
  EXPECT_GE(got.fields["price"].F1(), 0.85);
  EXPECT_GE(got.fields["title"].F1(), 0.90);
}

TEST_F(ExtractEvalTest, ChineseShops) {
  Accuracy got = ScoreChinesePages(eval_, nullptr);
  EXPECT_EQ(got.fields["charset"].F1(), 1.0);
  EXPECT_GE(got.fields["item title"].F1(), 0.95);
  EXPECT_GE(got.fields["item price"].F1(), 0.95);
  EXPECT_GE(got.fields["seller"].F1(), 0.6);
}

TEST_F(ExtractEvalTest, OddPagesAreAnsweredInTime) {
  const Sweep sweep = SweepOddPages(eval_, nullptr);
  EXPECT_GE(sweep.files, 900);
  EXPECT_LT(sweep.slowest, 5) << sweep.slowest_file;
}

TEST_F(ExtractEvalTest, NextLinks) {
  const Score got = ScoreNextLinks(eval_, nullptr);
  EXPECT_GE(got.Precision(), 0.85);
  EXPECT_GE(got.Recall(), 0.80);
}

TEST_F(ExtractEvalTest, CharsetsAndPriceStrings) {
  EXPECT_GE(ScoreCharsets(eval_, nullptr).Recall(), 0.95);
  EXPECT_GE(ScorePriceStrings(eval_, nullptr)["amount"].F1(), 0.95);
}

}  // namespace
}  // namespace markwarden
