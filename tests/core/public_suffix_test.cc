// Registrable domains: the list's rules and, where a copy is at hand, its own test cases.
#include "core/public_suffix.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "core/file.h"
#include "core/idna.h"

namespace markwarden {
namespace {

TEST(PublicSuffixTest, Rules) {
  const struct { const char* why; const char* in; const char* want; } cases[] = {
      {"one label", "a.shop.com", "shop.com"},
      {"two labels", "a.b.shop.com.cn", "shop.com.cn"},
      {"a region of China", "www.shop.ln.cn", "shop.ln.cn"},
      {"wildcard", "a.b.c.mm", "b.c.mm"},
      {"exception of a wildcard", "a.www.ck", "www.ck"},
      {"unlisted", "a.shop.test", "shop.test"},
      {"private part does not count", "me.github.io", "github.io"},
      {"trailing dot", "a.shop.com.", "shop.com"},
      {"upper case", "A.SHOP.COM", "shop.com"},
      {"in characters", "www.食狮.中国", "xn--85x722f.xn--fiqs8s"},
      {"punycode", "www.xn--85x722f.xn--55qx5d.cn", "xn--85x722f.xn--55qx5d.cn"},
  };
  for (const auto& c : cases) EXPECT_EQ(RegistrableDomain(c.in).value_or("none"), c.want) << c.why;
  for (const char* none : {"", ".", "com", "com.cn", "xn--fiqs8s", ".com", "a..com", "localhost"}) {
    EXPECT_FALSE(RegistrableDomain(none)) << none;
  }
}

// The list's tests/tests.txt: "domain registrable" a line, "null" for none.
TEST(PublicSuffixSuiteTest, ListsOwnCases) {
  const char* folder = std::getenv("MARKWARDEN_EVAL");
  const auto path = (folder ? std::filesystem::path(folder)
                            : std::filesystem::path(MARKWARDEN_SOURCE_DIR) / "../shared/eval") / "urls/psl/tests.txt";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no evaluation data: " << path;
  const Result<std::string> text = ReadFile(path);
  ASSERT_TRUE(text);
  std::istringstream lines(*text);
  int cases = 0, private_part = 0;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    std::string domain, want;
    if (!(fields >> domain >> want) || domain.substr(0, 2) == "//" || domain == "null") continue;
    const std::string shown = want == "null" ? "null" : *DomainToAscii(want);
    // uk.com is a suffix of the list's private part only.
    if (domain == "uk.com" || domain.find(".uk.com") != std::string::npos) {
      ++private_part;
      EXPECT_EQ(RegistrableDomain(domain).value_or("null"), "uk.com");
      continue;
    }
    ++cases;
    EXPECT_EQ(RegistrableDomain(domain).value_or("null"), shown) << domain;
  }
  EXPECT_GT(cases, 50);
  EXPECT_EQ(private_part, 4);
}

}  // namespace
}  // namespace markwarden
