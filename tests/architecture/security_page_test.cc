// docs/SECURITY.md claims nothing of a test or a file that is not there.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <string>

namespace markwarden {
namespace {

namespace fs = std::filesystem;

std::string Whole(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

// "ServerTest.RolesDecide" of every TEST, TEST_F and TEST_P.
std::set<std::string> TestsOfTheTree() {
  static const std::regex line("^TEST(?:_F|_P)?\\(([A-Za-z0-9]+), ([A-Za-z0-9]+)\\)");
  std::set<std::string> tests;
  for (auto it = fs::recursive_directory_iterator(fs::path(MARKWARDEN_SOURCE_DIR) / "tests"); it != fs::recursive_directory_iterator(); ++it) {
    if (it->path().filename() == "node_modules") it.disable_recursion_pending();
    if (it->path().extension() != ".cc") continue;
    std::ifstream in(it->path());
    std::smatch found;
    for (std::string text; std::getline(in, text);) {
      if (text.starts_with("TEST") && std::regex_search(text, found, line)) tests.insert(found.str(1) + "." + found.str(2));
    }
  }
  return tests;
}

TEST(SecurityPageTest, NamesTestsAndFilesThatAreThere) {
  const fs::path root = MARKWARDEN_SOURCE_DIR;
  const std::string page = Whole(root / "docs" / "SECURITY.md");
  const std::set<std::string> tests = TestsOfTheTree();
  ASSERT_GT(tests.size(), 1'000u);
  int named = 0, files = 0;
  static const std::regex test("`([A-Z][A-Za-z0-9]+Test)\\.([A-Za-z0-9]+|\\*)`"), file("`((?:web|service|core|store|tests|rules|reports|app)/[^`*]+)`"), link("\\]\\(([^)#:]+)\\)");
  for (std::sregex_iterator it(page.begin(), page.end(), test), end; it != end; ++it) {
    ++named;
    if (it->str(2) == "*") {
      const auto first = tests.lower_bound(it->str(1) + ".");
      EXPECT_TRUE(first != tests.end() && first->starts_with(it->str(1) + ".")) << it->str(1);
    } else {
      EXPECT_TRUE(tests.contains(it->str(1) + "." + it->str(2))) << "docs/SECURITY.md names " << it->str(1) << "." << it->str(2) << ": rename it there too";
    }
  }
  for (std::sregex_iterator it(page.begin(), page.end(), file), end; it != end; ++it) {
    ++files;
    EXPECT_TRUE(fs::exists(root / it->str(1))) << it->str(1);
  }
  for (std::sregex_iterator it(page.begin(), page.end(), link), end; it != end; ++it) EXPECT_TRUE(fs::exists(root / "docs" / it->str(1))) << it->str(1);
  EXPECT_GT(named, 80);
  EXPECT_GT(files, 15);
}

}  // namespace
}  // namespace markwarden
