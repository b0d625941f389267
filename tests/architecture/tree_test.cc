// What every file of the tree must have: a first line that says what it is for, and
// a length that one person can hold in mind.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace markwarden {
namespace {

namespace fs = std::filesystem;

TEST(TreeTest, EverySourceFileSaysWhatItIsFor) {
  const fs::path root = MARKWARDEN_SOURCE_DIR;
  int seen = 0;
  for (const char* room : {"core", "rules", "crawler", "matcher", "reports", "store", "service", "web", "app",
                           "samples", "tests", "bench"}) {
    if (!fs::exists(root / room)) continue;
    for (auto it = fs::recursive_directory_iterator(root / room); it != fs::recursive_directory_iterator(); ++it) {
      if (it->path().filename() == "ui" || it->path().filename() == "node_modules") {
        it.disable_recursion_pending();
        continue;
      }
      const std::string extension = it->path().extension();
      if (extension != ".h" && extension != ".cc") continue;
      std::ifstream in(it->path());
      std::string first;
      std::getline(in, first);
      ++seen;
      EXPECT_TRUE(first.starts_with("// ") && first.size() > 10) << it->path() << ": " << first;
    }
  }
  EXPECT_GT(seen, 20);
}

TEST(TreeTest, HeadersAreGuarded) {
  const fs::path root = MARKWARDEN_SOURCE_DIR;
  for (const char* room : {"core", "rules", "crawler", "matcher", "reports", "store", "service", "web", "app"}) {
    if (!fs::exists(root / room)) continue;
    for (auto it = fs::recursive_directory_iterator(root / room); it != fs::recursive_directory_iterator(); ++it) {
      if (it->path().filename() == "ui") {
        it.disable_recursion_pending();
        continue;
      }
      if (it->path().extension() != ".h") continue;
      std::ifstream in(it->path());
      const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
      EXPECT_NE(text.find("#pragma once"), std::string::npos) << it->path();
    }
  }
}

}  // namespace
}  // namespace markwarden
