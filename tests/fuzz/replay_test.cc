// Every fuzz target over its corpus, once: so that none of them rots, and what once broke a parser
// does not break it again.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "core/file.h"
#include "tests/fuzz/target.h"

namespace markwarden::fuzz {
namespace {

std::string Corpus(const std::string& target) { return std::string(MARKWARDEN_SOURCE_DIR) + "/tests/fuzz/corpus/" + target; }

class ReplayTest : public ::testing::TestWithParam<Target> {};

TEST_P(ReplayTest, Corpus) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(Corpus(GetParam().name))) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  ASSERT_GE(files.size(), 3u);
  for (const auto& file : files) {
    // A broken property ends the program: this line then tells where.
    std::cout << file.filename().string() << std::endl;
    const Result<std::string> bytes = ReadFile(file);
    ASSERT_TRUE(bytes) << file;
    GetParam().run(*bytes);
    // What is cut short must be answered too.
    for (const size_t part : {size_t{0}, bytes->size() / 3, bytes->size() / 2, bytes->size() - std::min<size_t>(bytes->size(), 1)}) {
      GetParam().run(std::string_view(*bytes).substr(0, part));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, ReplayTest, ::testing::ValuesIn(Targets()), [](const auto& target) { return std::string(target.param.name); });

TEST(ReplayFolderTest, EveryCorpusHasATarget) {
  for (const auto& entry : std::filesystem::directory_iterator(Corpus(""))) {
    const std::string name = entry.path().filename();
    EXPECT_TRUE(std::any_of(Targets().begin(), Targets().end(), [&](const Target& target) { return target.name == name; })) << name;
  }
  EXPECT_GE(Targets().size(), 11u);
}

}  // namespace
}  // namespace markwarden::fuzz
