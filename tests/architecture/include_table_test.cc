// Keeps the arrows of docs/ARCHITECTURE.md true: which room may include which, and
// where the headers of outside libraries may appear.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace markwarden {
namespace {

namespace fs = std::filesystem;

const std::map<std::string, std::set<std::string>>& MayInclude() {
  static const std::map<std::string, std::set<std::string>> table = {
      {"core", {}},
      {"core/text", {"core"}},
      {"core/net", {"core"}},
      {"core/formats", {"core"}},
      {"core/sandbox", {"core"}},
      {"rules", {"core", "core/text", "core/formats"}},
      {"crawler", {"core", "core/text", "core/net", "core/formats"}},
      {"matcher", {"core", "core/text", "core/formats", "rules"}},
      {"reports", {"core", "core/net", "core/formats"}},
      {"store", {"core", "core/formats"}},
      {"service", {"core", "core/text", "core/net", "core/formats", "core/sandbox", "rules", "crawler",
                   "matcher", "reports", "store"}},
      {"web", {"core", "service"}},
      {"app", {"core", "service", "web"}},
      {"samples", {"core", "core/text", "core/net", "core/formats"}},
  };
  return table;
}

// The room of a path relative to the root: the longest folder in the table.
std::string RoomOf(const std::string& path) {
  std::string room;
  for (const auto& [name, ignored] : MayInclude()) {
    if (path.starts_with(name + "/") && name.size() > room.size()) room = name;
  }
  return room;
}

struct Include {
  std::string file;  // relative to the root
  std::string target;
  bool quoted = false;
};

const std::vector<Include>& AllIncludes() {
  static const std::vector<Include> all = [] {
    std::vector<Include> found;
    const fs::path root = MARKWARDEN_SOURCE_DIR;
    const std::regex line_pattern(R"re(^\s*#\s*include\s*(["<])([^">]+)[">].*)re");
    for (const auto& [room, ignored] : MayInclude()) {
      if (room.find('/') != std::string::npos || !fs::exists(root / room)) continue;
      for (auto it = fs::recursive_directory_iterator(root / room); it != fs::recursive_directory_iterator(); ++it) {
        if (it->path().filename() == "ui" || it->path().filename() == "node_modules") {
          it.disable_recursion_pending();
          continue;
        }
        const std::string extension = it->path().extension();
        if (extension != ".h" && extension != ".cc") continue;
        std::ifstream in(it->path());
        std::string line;
        std::smatch match;
        while (std::getline(in, line)) {
          if (!std::regex_match(line, match, line_pattern)) continue;
          found.push_back({fs::relative(it->path(), root), match[2], match[1] == "\""});
        }
      }
    }
    return found;
  }();
  return all;
}

TEST(IncludeTableTest, RoomsIncludeOnlyWhatTheyMay) {
  ASSERT_GT(AllIncludes().size(), 100u);
  for (const Include& include : AllIncludes()) {
    if (!include.quoted) continue;
    const std::string from = RoomOf(include.file), to = RoomOf(include.target);
    ASSERT_FALSE(to.empty()) << include.file << " includes " << include.target << ", which is in no room";
    if (from == to) continue;
    EXPECT_TRUE(MayInclude().at(from).contains(to)) << include.file << " includes " << include.target;
  }
}

TEST(IncludeTableTest, AnOutsideLibraryStaysInItsRoom) {
  const struct { const char* header; const char* where; } rules[] = {
      {"curl/", "core/net/"}, {"ares.h", "core/net/"}, {"gumbo.h", "crawler/html"}, {"SQLiteCpp/", "store/"}, {"sqlite3.h", "store/"},
      {"boost/beast", "web/"}, {"cairo", "reports/"}, {"pango/", "reports/"}, {"xlsxwriter", "reports/workbook"}, {"libpsl.h", "core/public_suffix"},
      {"uchardet", "core/text/"}, {"CLI/", "app/"}, {"seccomp.h", "core/sandbox/"},
  };
  for (const Include& include : AllIncludes()) {
    // The sample marketplace and the makers of data tables are programs of their own.
    if (include.quoted || include.file.starts_with("samples/") || include.file.starts_with("rules/tools/")) continue;
    for (const auto& rule : rules) {
      if (!include.target.starts_with(rule.header)) continue;
      EXPECT_TRUE(include.file.starts_with(rule.where)) << include.file << " includes <" << include.target << ">";
    }
  }
}

}  // namespace
}  // namespace markwarden
