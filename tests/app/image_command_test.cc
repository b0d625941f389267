// `markwarden image hash` and `image match` through the program, and pictures that rights may not bring.
#include <gtest/gtest.h>
#include <zlib.h>

#include <cmath>

#include "core/json.h"
#include "tests/app/run_command.h"
#include "tests/formats/picture_builder.h"

namespace markwarden {
namespace {

constexpr int kSide = 256;

// Rectangles and rings, another picture for each seed: RGB.
std::vector<uint8_t> Drawing(unsigned seed) {
  std::vector<uint8_t> rgb(size_t{3} * kSide * kSide, 235);
  unsigned state = seed * 2654435761u + 1;
  const auto next = [&state](unsigned below) { return (state = state * 1664525u + 1013904223u) >> 12 & 0xFFFFF ? (state >> 12) % below : 0; };
  for (int shape = 0; shape < 26; ++shape) {
    const int x0 = static_cast<int>(next(kSide)), y0 = static_cast<int>(next(kSide));
    const int w = 12 + static_cast<int>(next(70)), h = 12 + static_cast<int>(next(70));
    const auto grey = static_cast<uint8_t>(next(256));
    const bool round = shape % 3 == 0;
    for (int y = y0; y < std::min(kSide, y0 + h); ++y) {
      for (int x = x0; x < std::min(kSide, x0 + w); ++x) {
        const double dx = (x - x0 - w / 2.0) / w, dy = (y - y0 - h / 2.0) / h;
        if (round && dx * dx + dy * dy > 0.25) continue;
        for (int c = 0; c < 3; ++c) rgb[static_cast<size_t>(3 * (y * kSide + x) + c)] = grey;
      }
    }
  }
  return rgb;
}

// A square part of a drawing, put into a flat picture.
std::vector<uint8_t> Placed(const std::vector<uint8_t>& from, int x0, int y0, int side, int width, int height, int left, int top) {
  std::vector<uint8_t> rgb(static_cast<size_t>(3 * width * height), 200);
  for (int y = 0; y < side; ++y) {
    std::copy_n(&from[static_cast<size_t>(3 * ((y + y0) * kSide + x0))], 3 * side, &rgb[static_cast<size_t>(3 * ((y + top) * width + left))]);
  }
  return rgb;
}

std::vector<uint8_t> Mirrored(const std::vector<uint8_t>& from) {
  std::vector<uint8_t> rgb(from.size());
  for (size_t y = 0; y < kSide; ++y) {
    for (size_t x = 0; x < kSide; ++x) std::copy_n(&from[3 * (y * kSide + x)], 3, &rgb[3 * (y * kSide + kSide - 1 - x)]);
  }
  return rgb;
}

class ImageCommandTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(folder_.path() / "bank" / "more");
    Jpeg("bank/one.jpg", Drawing(1));
    Jpeg("bank/more/two.jpg", Drawing(2));
    Jpeg("bank/three.jpg", Drawing(3));
  }

  std::string Jpeg(const std::string& name, const std::vector<uint8_t>& rgb, int width = kSide, int height = kSide, int quality = 90) {
    return folder_.File(name, test::JpegFile(rgb, width, height, JCS_RGB, quality));
  }

  std::vector<Json> Lines(const Ran& ran) {
    std::vector<Json> lines;
    for (size_t at = 0; at < ran.out.size();) {
      const size_t end = ran.out.find('\n', at);
      auto line = ParseJson(ran.out.substr(at, end - at));
      EXPECT_TRUE(line) << ran.out;
      if (line) lines.push_back(std::move(*line));
      at = end + 1;
    }
    return lines;
  }

  // The one match of one picture against the bank.
  Json OnlyMatch(const std::string& file) {
    const Ran ran = RunMarkwarden("image match --bank " + (folder_.path() / "bank").string() + " " + file);
    EXPECT_EQ(ran.code, 0) << ran.out;
    const std::vector<Json> lines = Lines(ran);
    if (lines.size() != 1 || lines[0]["matches"].size() != 1) {
      ADD_FAILURE() << ran.out;
      return Json::object();
    }
    EXPECT_EQ(lines[0]["file"], file);
    return lines[0]["matches"][0];
  }

  TemporaryFolder folder_;
};

TEST_F(ImageCommandTest, HashAnswersEveryFile) {
  const std::string good = Jpeg("a.jpg", Drawing(1)), text = folder_.File("b.jpg", "no picture");
  const Ran ran = RunMarkwarden("image hash " + good + " " + text + " " + good + ".none");
  EXPECT_EQ(ran.code, 1);
  const std::vector<Json> lines = Lines(ran);
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0]["file"], good);
  EXPECT_EQ(lines[0]["pdq"].get<std::string>().size(), 64u);
  EXPECT_GE(lines[0]["quality"].get<int>(), 50);
  EXPECT_EQ(lines[0]["width"], kSide);
  EXPECT_EQ(lines[0]["height"], kSide);
  EXPECT_EQ(lines[1]["file"], text);
  EXPECT_EQ(lines[1]["error"], "not a JPEG, PNG, WebP or GIF picture");
  EXPECT_TRUE(lines[2]["error"].is_string());
  EXPECT_EQ(RunMarkwarden("image hash " + good).code, 0);
}

TEST_F(ImageCommandTest, MatchNamesTheReferenceTheMethodAndThePlace) {
  EXPECT_EQ(OnlyMatch((folder_.path() / "bank/more/two.jpg").string())["method"], "copy.exact");

  const Json whole = OnlyMatch(Jpeg("again.jpg", Drawing(2), kSide, kSide, 40));
  EXPECT_EQ(whole["ref"], "more/two.jpg");
  EXPECT_EQ(whole["method"], "copy.whole");
  EXPECT_LE(whole["distance"].get<int>(), 31);
  EXPECT_GT(whole["score"].get<double>(), 0.7);
  EXPECT_EQ(whole["region"], Json::parse("[0,0,256,256]"));

  EXPECT_EQ(OnlyMatch(Jpeg("mirror.jpg", Mirrored(Drawing(3))))["method"], "copy.turned");

  const Json framed = OnlyMatch(Jpeg("framed.jpg", Placed(Drawing(1), 0, 0, kSide, 320, 320, 32, 32), 320, 320));
  EXPECT_EQ(framed["method"], "copy.part");
  EXPECT_NEAR(framed["region"][0].get<int>(), 32, 12);
  EXPECT_NEAR(framed["region"][2].get<int>(), kSide, 24);

  // A part of the picture within another: hashes say nothing, corners do.
  const Json part = OnlyMatch(Jpeg("part.jpg", Placed(Drawing(1), 20, 30, 200, 480, 360, 240, 100), 480, 360));
  EXPECT_EQ(part["ref"], "one.jpg");
  EXPECT_EQ(part["method"], "copy.local");
  EXPECT_NEAR(part["region"][0].get<int>(), 220, 8);  // where the whole reference would lie, cut to the picture
  EXPECT_NEAR(part["region"][1].get<int>(), 70, 8);
  EXPECT_NEAR(part["region"][2].get<int>(), kSide, 12);
}

TEST_F(ImageCommandTest, OtherPicturesMatchNothing) {
  std::string files;
  for (unsigned seed = 100; seed < 112; ++seed) files += " " + Jpeg(std::to_string(seed) + ".jpg", Drawing(seed));
  const Ran ran = RunMarkwarden("image match --bank " + (folder_.path() / "bank").string() + files);
  EXPECT_EQ(ran.code, 0);
  for (const Json& line : Lines(ran)) EXPECT_EQ(line["matches"], Json::array()) << line;
}

TEST_F(ImageCommandTest, WhatCannotBeReadIsALineAndExitOne) {
  folder_.File("bank/notes.txt", "no picture");
  const std::string good = Jpeg("a.jpg", Drawing(1));
  const Ran ran = RunMarkwarden("image match --bank " + (folder_.path() / "bank").string() + " " + good + " /no/such.jpg");
  EXPECT_EQ(ran.code, 1);
  const std::vector<Json> lines = Lines(ran);
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_TRUE(lines[0]["file"].get<std::string>().ends_with("notes.txt"));
  EXPECT_EQ(lines[1]["matches"][0]["ref"], "one.jpg");
  EXPECT_TRUE(lines[2].contains("error"));
  EXPECT_EQ(RunMarkwarden("image match --bank /no/such/folder " + good).code, 1);
  EXPECT_EQ(RunMarkwarden("image match " + good).code, 2);
  EXPECT_EQ(RunMarkwarden("image").code, 2);
}

TEST_F(ImageCommandTest, AnSvgAsAMarksPictureIsRefusedWithAClearLine) {
  folder_.File("mark.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>");
  folder_.File("password", "a long sample password\n");
  const std::string rights =
      folder_.File("rights.jsonl", R"({"id":"svg","kind":"trademark","names":["Zellvora"],"images":["mark.svg"]})" "\n"
                                   R"({"id":"jpg","kind":"trademark","names":["Orlimex"],"images":["bank/one.jpg"]})" "\n");
  const std::string settings = "XDG_CONFIG_HOME=" + folder_.path().string() + "/config MARKWARDEN_STORE=" + folder_.path().string() + "/store";
  ASSERT_EQ(RunMarkwarden("init --password-file " + (folder_.path() / "password").string(), settings).code, 0);
  ASSERT_EQ(RunMarkwarden("account add lin --role officer --code-only", settings).code, 0);
  Ran code = RunMarkwarden("account code lin", settings);
  while (!code.out.empty() && code.out.back() == '\n') code.out.pop_back();
  ASSERT_EQ(RunMarkwarden("account login --code " + code.out, settings).code, 0);
  const Ran ran = RunMarkwarden("right import " + rights, settings);
  EXPECT_EQ(ran.code, 1);
  EXPECT_TRUE(ran.out.starts_with("1 added")) << ran.out;
  EXPECT_NE(ran.err.find("mark.svg: an SVG drawing is never rendered here: give it as PNG or JPEG"), std::string::npos) << ran.err;
}

}  // namespace
}  // namespace markwarden
