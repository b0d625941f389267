// The whole demo on a seed that nobody has looked at: the date of the run.
#include <gtest/gtest.h>

#include <ctime>

#include "core/json.h"
#include "core/sanitized.h"
#include "tests/app/run_command.h"

namespace markwarden {
namespace {

// A sanitizer looks at the same ways through the program over fewer listings, too few for a score.
constexpr int kListings = kSanitized ? 400 : 1200;
// Floors of the sample marketplace; they only ever rise.
constexpr double kPrecision = 0.97;
constexpr double kRecall = 0.77;
constexpr double kTrapsLeftAlone = 0.95;

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
  EXPECT_GE(takedown["relists"].get<int>(), 1) << takedown.dump(2);
  const Json& package = (*summary)["package"];
  ASSERT_TRUE(package.is_object());
  EXPECT_EQ(package["result"], "whole");
  const Ran verified = RunMarkwarden("evidence verify " + JsonText(*summary, "store") + "/evidence/" + JsonText(package, "name") + ".zip");
  EXPECT_EQ(verified.code, 0) << verified.out;
  EXPECT_GE(statistics["listings"].get<int>(), kListings - 50);
}

}  // namespace
}  // namespace markwarden
