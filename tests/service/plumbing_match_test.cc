// `markwarden match`: one line out per listing in, bad lines answered and counted.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/json.h"
#include "service/plumbing.h"

namespace markwarden {
namespace {

class PlumbMatchTest : public ::testing::Test {
 protected:
  void SetUp() override {
    setenv("MARKWARDEN_DATA", MARKWARDEN_SOURCE_DIR, 1);
    dir_ = std::filesystem::path(::testing::TempDir()) / "plumb_match";
    std::filesystem::create_directories(dir_);
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }

  std::string Write(const char* name, const std::string& text) {
    std::ofstream(dir_ / name, std::ios::binary) << text;
    return (dir_ / name).string();
  }

  // Exit code and the lines as JSON.
  std::pair<int, std::vector<Json>> Run(const MatchPlumbing& options, const std::string& listings) {
    std::istringstream in(listings);
    std::ostringstream out;
    const int code = PlumbMatch(options, in, out);
    std::vector<Json> lines;
    std::istringstream text(out.str());
    for (std::string line; std::getline(text, line);) lines.push_back(*ParseJson(line));
    return {code, lines};
  }

  std::filesystem::path dir_;
};

TEST_F(PlumbMatchTest, AnswersEveryListing) {
  const std::string rights = Write("r.jsonl", R"({"id":"tm-1","kind":"trademark","names":["Qorvella"],"classes":[25]})" "\n");
  const auto [code, lines] = Run({.rights = rights, .images = ""},
                                 R"({"url":"https://a.test/1","title":"Q·o·r·v·e·l·l·a shoes"})" "\n\n"
                                 R"({"url":"https://a.test/2","title":"plain shoes"})" "\n");
  EXPECT_EQ(code, 0);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0]["url"], "https://a.test/1");
  ASSERT_EQ(lines[0]["flags"].size(), 1u);
  EXPECT_EQ(lines[0]["flags"][0]["verdict"], "suspected");
  EXPECT_EQ(lines[0]["flags"][0]["signals"][0]["matched"], "Q·o·r·v·e·l·l·a");
  EXPECT_EQ(lines[1]["flags"], Json::array());
}

TEST_F(PlumbMatchTest, BadInputIsALineAndExitOne) {
  const std::string rights = Write("r.jsonl", "{\"id\":\"tm-1\",\"kind\":\"trademark\",\"names\":[\"Qorvella\"]}\nnot json\n");
  const auto [code, lines] = Run({.rights = rights, .images = ""}, "{\"url\":\"u\",\"title\":\"x\"}\nnot json\n{}\n");
  EXPECT_EQ(code, 1);
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(lines[0]["file"], rights + ":2");
  EXPECT_EQ(lines[1]["url"], "u");
  EXPECT_EQ(lines[2]["file"], "stdin:2");
  EXPECT_EQ(lines[3]["file"], "stdin:3");
  EXPECT_EQ(Run({.rights = (dir_ / "none.jsonl").string(), .images = ""}, "").first, 1);
}

TEST_F(PlumbMatchTest, BadInput57HostileJsonCostsItsOwnLineAlone) {
  const std::string rights = Write("r.jsonl", R"({"id":"tm-1","kind":"trademark","names":["Qorvella"]})" "\n" R"({"id":"tm-2","id":"tm-3","kind":"trademark","names":["Navira"]})" "\n");
  const std::string good = R"({"url":"u","title":"Q·o·r·v·e·l·l·a shoes"})";
  const std::pair<std::string, const char*> bad[] = {
      {R"({"url":"d","title":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}", "JSON nests deeper than 64 levels"},
      {R"({"url":"k","title":"Qorvella","title":"plain"})", "the key \"title\" appears twice in one object"},
      {R"({"url":"n","title":"Qorvella","price":{"amount":1e400,"currency":"CNY"}})", "not JSON: number overflow parsing '1e400'"},
  };
  std::string listings = good + "\n";
  for (const auto& [line, says] : bad) listings += line + "\n" + good + "\n";
  const auto [code, lines] = Run({.rights = rights, .images = ""}, listings);
  EXPECT_EQ(code, 1);
  ASSERT_EQ(lines.size(), 8u);
  EXPECT_EQ(lines[0], Json({{"file", rights + ":2"}, {"error", "the key \"id\" appears twice in one object"}}));
  for (size_t i = 0; i < std::size(bad); ++i) {
    EXPECT_EQ(lines[2 + 2 * i], Json({{"file", "stdin:" + std::to_string(2 + 2 * i)}, {"error", bad[i].second}}));
    EXPECT_EQ(lines[3 + 2 * i]["flags"].size(), 1u) << "the next line is answered";
  }
}

TEST_F(PlumbMatchTest, PicturesStayInTheirFolder) {
  const std::string rights = Write("r.jsonl", R"({"id":"tm-1","kind":"trademark","names":["Qorvella"],"images":["../../etc/passwd"]})" "\n");
  const auto [code, lines] = Run({.rights = rights, .images = dir_.string()}, R"({"url":"u","title":"Qorvella","images":["/etc/passwd","none.png"]})" "\n");
  EXPECT_EQ(code, 1);
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_NE(lines[0]["error"].get<std::string>().find("inside its folder"), std::string::npos);
  EXPECT_NE(lines[1]["error"].get<std::string>().find("inside its folder"), std::string::npos);
  EXPECT_EQ(lines[3]["url"], "u");
}

}  // namespace
}  // namespace markwarden
