// Platform profiles: what is read, and how a notice is cut to fit.
#include "reports/platform_profile.h"

#include <gtest/gtest.h>

#include "reports/notice_check.h"
#include "tests/reports/fixtures.h"

namespace markwarden {
namespace {

TEST(PlatformProfileTest, ShippedProfilesLoadAndAreFound) {
  const auto profiles = LoadPlatformProfiles(std::filesystem::path(MARKWARDEN_SOURCE_DIR) / "reports/platforms");
  ASSERT_TRUE(profiles) << profiles.error().message;
  EXPECT_EQ(FindPlatformProfile(*profiles, "taobao")->id, "alibaba-ipp");
  EXPECT_EQ(FindPlatformProfile(*profiles, "amazon")->max_items, 50u);
  EXPECT_EQ(FindPlatformProfile(*profiles, "jd")->id, "jd");
  EXPECT_EQ(FindPlatformProfile(*profiles, "pdd")->id, "pinduoduo");
  EXPECT_EQ(FindPlatformProfile(*profiles, "shop1")->id, "generic");
  // What was read second-hand or remembered is not called verified.
  for (const PlatformProfile& profile : *profiles) EXPECT_EQ(profile.verified_by.empty(), profile.id != "generic") << profile.id;
  EXPECT_TRUE(FindPlatformProfile(*profiles, "taobao")->verified_by.empty());
  EXPECT_EQ(FindPlatformProfile({}, "shop1"), nullptr);
  EXPECT_EQ(LoadPlatformProfiles("/nonexistent").error().code, ErrorCode::kNotFound);
}

TEST(PlatformProfileTest, FitsAreLeftAlone) {
  const Notice notice = DraftNotice(testing::CnInput(3));
  for (const size_t limit : {size_t{0}, size_t{3}, size_t{50}}) {
    PlatformProfile profile;
    profile.max_items = limit;
    const std::vector<Notice> parts = SplitNotice(notice, profile);
    ASSERT_EQ(parts.size(), 1u) << limit;
    EXPECT_EQ(ToJson(parts[0]), ToJson(notice));
  }
}

TEST(PlatformProfileTest, CutsWithItemsMatchesEvidenceAndWords) {
  DraftInput input = testing::CnInput(5);
  input.items[1].listing.seller.id = "s-2";  // sellers: 88, 2, 88, 88, 2
  input.items[4].listing.seller.id = "s-2";
  input.evidence = {{.kind = "test_buy", .ref = "order-1", .sha256 = "", .note = ""}};
  const Notice notice = DraftNotice(input);
  PlatformProfile profile;
  profile.max_items = 3;
  const std::vector<Notice> parts = SplitNotice(notice, profile);
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[0].id, "MW-2026-0001-1");
  ASSERT_EQ(parts[0].items.size(), 3u);
  ASSERT_EQ(parts[1].items.size(), 2u);
  for (const NoticeItem& item : parts[0].items) EXPECT_EQ(item.seller_id, "s-88");
  for (const NoticeItem& item : parts[1].items) EXPECT_EQ(item.seller_id, "s-2");
  for (const Notice& part : parts) {
    EXPECT_EQ(part.prima_facie_evidence.size(), part.items.size() + 1);  // captures and the purchase
    EXPECT_EQ(part.claim.matches.size(), part.items.size() * 2);
    EXPECT_TRUE(CheckNotice(part, *input.regime).empty()) << part.id;
    for (const NoticeItem& item : part.items) {
      EXPECT_NE(part.claim.comparison.at("zh").find("商品 " + item.platform_item_id), std::string::npos);
    }
  }
  EXPECT_EQ(parts[1].claim.comparison.at("zh").find("商品 101"), std::string::npos);
}

TEST(PlatformProfileTest, OneShopLargerThanTheLimitIsCutAnyway) {
  const Notice notice = DraftNotice(testing::CnInput(7));
  PlatformProfile profile;
  profile.max_items = 3;
  const std::vector<Notice> parts = SplitNotice(notice, profile);
  ASSERT_EQ(parts.size(), 3u);
  size_t total = 0;
  for (const Notice& part : parts) {
    EXPECT_LE(part.items.size(), 3u);
    total += part.items.size();
  }
  EXPECT_EQ(total, 7u);
}

}  // namespace
}  // namespace markwarden
