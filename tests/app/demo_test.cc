// The whole demo on a seed that nobody has looked at: the date of the run.
#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>

#include "core/json.h"
#include "core/sanitized.h"
#include "core/text/views.h"
#include "tests/app/run_command.h"

namespace markwarden {
namespace {

// A sanitizer looks at the same ways through the program over fewer listings, too few for a score.
constexpr int kListings = kSanitized ? 400 : 1200;
// Floors of the sample marketplace; they only ever rise.
constexpr double kPrecision = 0.97;
constexpr double kRecall = 0.77;
constexpr double kTrapsLeftAlone = 0.95;

// Offers that came back whose words say enough to be known again by (reports/follow_up.yaml: eight times three characters in a row); another cut of a picture is
// not always known.
int CameBackInWords(const std::filesystem::path& market) {
  constexpr size_t kEnough = 12;
  const auto rows = [&](const char* name) {
    std::vector<Json> read;
    std::ifstream in(market / name);
    for (std::string line; std::getline(in, line);) read.push_back(Json::parse(line));
    return read;
  };
  std::map<std::string, size_t> lengths;  // of titles, by shop and item
  for (const Json& row : rows("truth.jsonl")) lengths[JsonText(row, "shop") + "/" + JsonText(row, "item_id")] = MakeViews(JsonText(row, "title")).units.size();
  int count = 0;
  for (const Json& row : rows("relisted.jsonl")) count += std::min(lengths[JsonText(row, "shop") + "/" + JsonText(row, "relist_of")], MakeViews(JsonText(row, "title")).units.size()) >= kEnough;
  return count;
}

TEST(DemoTest, MeetsItsFloorsOnAFreshSeed) {
  const TemporaryFolder folder;
  std::time_t now = std::time(nullptr);
  char seed[16];
  std::strftime(seed, sizeof seed, "%Y%m%d", std::gmtime(&now));
  const Ran ran = RunMarkwarden("demo --once --json --listings " + std::to_string(kListings) + " --seed " + std::string(seed) + " --dir " + folder.path().string() + "/demo",
                                "XDG_CONFIG_HOME=" + folder.path().string());
  ASSERT_EQ(ran.code, 0) << ran.err;
  const auto summary = ParseJson(ran.out);
  ASSERT_TRUE(summary) << ran.out;
  const Json& score = (*summary)["score"];
  if (!kSanitized) {
    EXPECT_GE(score["precision"]["value"].get<double>(), kPrecision) << score.dump(2);
    EXPECT_GE(score["recall"]["value"].get<double>(), kRecall) << score.dump(2);
    EXPECT_GE(score["traps_left_alone"]["value"].get<double>(), kTrapsLeftAlone) << score.dump(2);
    EXPECT_GE(score["recall"]["all"].get<int>(), 110);
  }
  const Json& statistics = (*summary)["statistics"];
  EXPECT_EQ(statistics["sealed"], statistics["captures"]) << "every capture is sealed";
  // A month of the simulated clock: a notice is sent, answered, sent a second time, opposed, restored and gone round.
  const Json& takedown = (*summary)["takedown"];
  ASSERT_TRUE(takedown.is_object());
  EXPECT_GE(takedown["sent"].get<int>(), 7) << takedown.dump(2);
  EXPECT_GE(takedown["taken"].get<int>(), 3) << takedown.dump(2);
  EXPECT_GE(takedown["second"].get<int>(), 1) << takedown.dump(2);
  EXPECT_GE(takedown["counter_notices"].get<int>(), 2) << takedown.dump(2);
  EXPECT_GE(takedown["restored"].get<int>(), 1) << takedown.dump(2);
  if (CameBackInWords(folder.path() / "demo" / "marketplace") > 0) {
    EXPECT_GE(takedown["relists"].get<int>(), 1) << takedown.dump(2);
  }
  const Json& package = (*summary)["package"];
  ASSERT_TRUE(package.is_object());
  EXPECT_EQ(package["result"], "whole");
  const Ran verified = RunMarkwarden("evidence verify " + JsonText(*summary, "store") + "/evidence/" + JsonText(package, "name") + ".zip");
  EXPECT_EQ(verified.code, 0) << verified.out;
  EXPECT_GE(statistics["listings"].get<int>(), kListings - 50);
}

}  // namespace
}  // namespace markwarden
