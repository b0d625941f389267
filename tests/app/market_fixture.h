// The sample marketplace running beside a fresh store that watches it, through the built programs.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>

#include "app/child.h"
#include "core/json.h"
#include "tests/app/run_command.h"
#include "tests/hurried_review.h"

namespace markwarden {

class MarketFixture : public ::testing::Test {
 protected:
  void Begin(int seed, int listings) {
    const std::string market = (folder_.path() / "market").string();
    auto child = Child::Start({MARKWARDEN_BIN_DIR "/markwarden-samples", "run", "--seed", std::to_string(seed), "--dir", market,
                               "--listings", std::to_string(listings), "--port", "0"}, {});
    ASSERT_TRUE(child) << child.error().message;
    const auto line = child->ReadLine();
    ASSERT_TRUE(line && line->starts_with("ready ")) << line.value_or("no output");
    market_ = std::make_unique<Child>(std::move(*child));
    BeginStore();
    Expect("right import " + market + "/rights.jsonl");
    for (int shop = 1; shop <= 6; ++shop) Expect("source add " + market + "/sources/shop" + std::to_string(shop) + ".yaml");
    Expect("watch add --name all --discovery 4");
  }
  // A store with an officer who is signed in.
  void BeginStore() {
    settings_ = "XDG_CONFIG_HOME=" + folder_.path().string() + "/config MARKWARDEN_STORE=" + store().string();
    Expect("init --password-file " + folder_.File("password", "a long sample password\n"));
    HurryReviews(store());
    Expect("account add lin --role officer --code-only");
    std::string code = Expect("account code lin");
    while (!code.empty() && code.back() == '\n') code.pop_back();
    Expect("account login --code " + code);
  }
  std::string Expect(const std::string& command) {
    const Ran ran = RunMarkwarden(command, settings_);
    EXPECT_EQ(ran.code, 0) << command << ": " << ran.err;
    return ran.out;
  }
  // A crawl of its own process, with the officer's settings.
  Result<Child> StartCrawl() {
    return Child::Start({MARKWARDEN_BIN_DIR "/markwarden", "--store", store().string(), "crawl", "--patience-ms", "3000"},
                        {{"XDG_CONFIG_HOME", folder_.path().string() + "/config"}, {"MARKWARDEN_DATA", MARKWARDEN_SOURCE_DIR}},
                        (folder_.path() / "crawl.log").string());
  }
  std::filesystem::path store() const { return folder_.path() / "store"; }
  // URL -> how often it was asked for, robots.txt left out.
  std::map<std::string, int> Asked() const {
    std::map<std::string, int> asked;
    std::ifstream log(folder_.path() / "market" / "access.log");
    for (std::string line; std::getline(log, line);) {
      std::istringstream fields(line);
      std::string time, host, target;
      std::getline(fields, time, '\t');
      std::getline(fields, host, '\t');
      std::getline(fields, target, '\t');
      if (target != "/robots.txt") ++asked[host + target];
    }
    return asked;
  }

  TemporaryFolder folder_;
  std::string settings_;
  std::unique_ptr<Child> market_;
};

}  // namespace markwarden
