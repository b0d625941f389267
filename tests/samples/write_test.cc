// The files: every URL of the truth answers, rights read back, both CSV encodings say the same.
#include "samples/write.h"

#include <gtest/gtest.h>
#include <unicode/unistr.h>

#include <sstream>

#include "core/file.h"
#include "core/json.h"
#include "samples/site.h"

namespace markwarden::samples {
namespace {

class WriteTest : public testing::Test {
 protected:
  void SetUp() override {
    dir_ = std::filesystem::temp_directory_path() / ("samples_write_" + std::to_string(::getpid()));
    ASSERT_TRUE(WriteMarket(market_, dir_));
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }
  std::string Read(const std::string& name) { return ReadFile(dir_ / name).value_or(""); }

  const Market market_ = MakeMarket(41, 1200, 8123);
  std::filesystem::path dir_;
};

TEST_F(WriteTest, TruthHasOneLinePerListingAndOnlyUrlsThatExist) {
  Site site(market_);
  std::istringstream lines(Read("truth.jsonl"));
  std::string line;
  int count = 0;
  while (std::getline(lines, line)) {
    const auto truth = ParseJson(line);
    ASSERT_TRUE(truth);
    ++count;
    const std::string url = JsonText(*truth, "url"), host = JsonText(*truth, "shop") + ".test";
    const std::string base = "http://" + host + ":8123";
    ASSERT_TRUE(url.starts_with(base)) << url;
    const SiteRequest request{.host = host, .target = url.substr(base.size()), .if_none_match = "", .if_modified_since = "", .accepts_gzip = false};
    if (site.Answer(request).status == 503) {
      ASSERT_EQ(site.Answer(request).status, 200) << url;
    } else {
      EXPECT_EQ(site.Answer(request).status, 200) << url;
    }
    EXPECT_EQ((*truth)["infringing"].get<bool>(), !(*truth)["way"].is_null());
    EXPECT_TRUE((*truth)["way"].is_null() || (*truth)["trap"].is_null());
  }
  EXPECT_EQ(count, 1200);
}

TEST_F(WriteTest, RightsReadBackAndTheirPicturesAreThere) {
  std::istringstream lines(Read("rights.jsonl"));
  std::string line;
  size_t count = 0;
  while (std::getline(lines, line)) {
    const auto right = RightFromJson(*ParseJson(line));
    ASSERT_TRUE(right) << (right ? "" : right.error().message);
    ++count;
    for (const std::string& image : right->images) EXPECT_TRUE(std::filesystem::exists(dir_ / image)) << image;
  }
  EXPECT_EQ(count, market_.marks.size());
}

TEST_F(WriteTest, CsvInGbkSaysTheSame) {
  const std::string utf8 = Read("rights.csv"), gbk = Read("rights-gbk.csv");
  ASSERT_TRUE(utf8.starts_with("\xEF\xBB\xBF"));
  std::string decoded;
  icu::UnicodeString(gbk.data(), static_cast<int32_t>(gbk.size()), "gb18030").toUTF8String(decoded);
  EXPECT_EQ(decoded, utf8.substr(3));
  EXPECT_NE(gbk, decoded);
}

TEST_F(WriteTest, SourcesCarryThePort) {
  for (int shop = 1; shop <= 6; ++shop) {
    const std::string name = "shop" + std::to_string(shop);
    const std::string yaml = Read("sources/" + name + ".yaml");
    EXPECT_NE(yaml.find("start: [\"http://" + name + ".test:8123/\"]"), std::string::npos) << yaml;
    EXPECT_NE(yaml.find("resolve: {" + name + ".test: 127.77.0." + std::to_string(shop) + "}"), std::string::npos) << yaml;
  }
}

TEST_F(WriteTest, TellsWhereTheComplaintDesksAre) {
  Site site(market_);
  const auto desks = ParseJson(Read("complaints.json"));
  ASSERT_TRUE(desks);
  EXPECT_EQ(desks->size(), 6u);
  for (int shop = 1; shop <= 6; ++shop) {
    const Json& desk = (*desks)["shop" + std::to_string(shop)];
    const std::string base = "http://127.77.0." + std::to_string(shop) + ":8123", endpoint = JsonText(desk, "endpoint");
    EXPECT_EQ(endpoint, base + "/ipr/notices");
    EXPECT_EQ(JsonText(desk, "host"), "shop" + std::to_string(shop) + ".test:8123");
    EXPECT_EQ(JsonText(desk, "withdraw"), base + "/ipr/notices/{receipt}/withdraw");
    // No key yet: the desk is there and says what is missing, or that it is busy.
    SiteRequest request{.host = JsonText(desk, "host"), .target = endpoint.substr(base.size()), .if_none_match = "", .if_modified_since = "", .method = "POST"};
    EXPECT_EQ(site.Answer(request).status, shop == 4 ? 503 : 400);
  }
}

TEST_F(WriteTest, AFileInTheWayIsNamed) {
  const std::filesystem::path file = dir_ / "truth.jsonl";
  const Status status = WriteMarket(market_, file);
  ASSERT_FALSE(status);
  EXPECT_NE(status.error().message.find("truth.jsonl"), std::string::npos);
}

}  // namespace
}  // namespace markwarden::samples
