// Copied passages of text: how much has to be the same, and what stands between the signs.
#include "matcher/passages.h"

#include "tests/matcher/matcher_fixture.h"

namespace markwarden {
namespace {

const char kZh[] = "清晨的雾从松林里慢慢退下去，露出一排刷成蓝色的木屋，屋檐下挂着去年秋天晒干的玉米和辣椒。";
const char kEn[] = "Poured by hand in small batches, each candle rests for two weeks in the old stone cellar before it is trimmed and wrapped.";

const Matcher& Passages() {
  static const Matcher matcher(*RuleSet::Build(
      [] {
        Right zh = MakeRight("zh", {}, {}, RightKind::kCopyright), en = MakeRight("en", {}, {}, RightKind::kCopyright), tiny = MakeRight("tiny", {}, {}, RightKind::kCopyright);
        zh.texts = {kZh};
        en.texts = {"another text", kEn};
        tiny.texts = {"短", ""};
        return std::vector<RightVersion>{{"", zh, {}}, {"", en, {}}, {"", tiny, {}}};
      }(),
      Book()));
  return matcher;
}

Listing Described(std::string text) {
  Listing listing = Title("商品");
  listing.description = std::move(text);
  return listing;
}

TEST(PassagesTest, AStretchOfAPassageIsFound) {
  const struct {
    const char* why;
    std::string text;
    const char* right;
  } cases[] = {
      {"the whole of it", kZh, "zh"},
      {"the middle of it, inside other words", "本店手绘：露出一排刷成蓝色的木屋，屋檐下挂着去年秋天晒干的玉米和辣椒，欢迎选购", "zh"},
      {"signs between and traditional forms", "露·出一排刷成藍色的木屋 屋檐下掛著去年秋天晒乾的玉米和辣椒", "zh"},
      {"in capitals, with other signs", "POURED BY HAND -- IN SMALL BATCHES / EACH CANDLE RESTS FOR TWO WEEKS IN THE OLD STONE CELLAR BEFORE", "en"},
  };
  for (const auto& c : cases) {
    const auto flags = Passages().Match(Described(c.text));
    const auto flag = FlagOf(flags, c.right);
    ASSERT_TRUE(flag) << c.why;
    EXPECT_EQ(flags.size(), 1u) << c.why;
    EXPECT_EQ(flag->verdict, Verdict::kSuspected) << c.why;
    const Signal& signal = flag->signals[0];
    EXPECT_EQ(signal.detector, "text.copy");
    EXPECT_EQ(signal.field, "description");
    EXPECT_NE((std::string(kZh) + kEn).find(signal.decoded), std::string::npos);
    ASSERT_TRUE(signal.span);
    EXPECT_EQ(c.text.substr(static_cast<size_t>(signal.span->begin), static_cast<size_t>(signal.span->end - signal.span->begin)), signal.matched);
  }
}

TEST(PassagesTest, AFewWordsAreNobodys) {
  for (const char* text : {"屋檐下挂着去年秋天晒干的玉米", "in the old stone cellar before it is trimmed", "短", "", "清晨的雾从松林里", "\xff\xfe\xff"}) {
    EXPECT_TRUE(Passages().Match(Described(text)).empty()) << text;
  }
  // The same words in another order.
  EXPECT_TRUE(Passages().Match(Described("玉米和辣椒挂着，木屋刷成蓝色，秋天晒干的屋檐，松林里的雾退下去，清晨露出一排，去年慢慢")).empty());
}

// Any equal stretch that is long enough is met by a fingerprint, wherever it begins on either side.
TEST(PassagesTest, NoPlaceIsMissed) {
  const std::string passage = "abcdefghijklmnopqrstuvwxyz0123456789thequickbrownfoxjumpsoverthelazydogwhilethesleepycatlooksonfromthewarmwindowsill";
  Right right = MakeRight("r", {}, {}, RightKind::kCopyright);
  right.texts = {passage};
  const Matcher matcher(*RuleSet::Build({{"", right, {}}}, Book()));
  for (size_t begin = 0; begin + kLeastPassage <= passage.size(); ++begin) {
    for (size_t before = 0; before < 10; ++before) {
      const auto flags = matcher.Match(Described(std::string("!zqxjkvbpy!").substr(0, before + 1) + passage.substr(begin, kLeastPassage) + "#zz"));
      ASSERT_EQ(flags.size(), 1u) << begin << " " << before;
      EXPECT_GE(flags[0].signals[0].decoded.size(), kLeastPassage);
    }
  }
}

TEST(PassagesTest, HostileTextsAreBorne) {
  EXPECT_TRUE(Passages().Match(Described(std::string(200'000, 'a'))).empty());
  Right right = MakeRight("r", {}, {}, RightKind::kCopyright);
  right.texts = {std::string(200'000, 'a')};
  const Matcher matcher(*RuleSet::Build({{"", right, {}}}, Book()));
  const auto flags = matcher.Match(Described(std::string(100'000, 'a')));
  EXPECT_LE(flags.size(), 1u);
  // One period, everywhere on both sides: what is compared is capped.
  std::string period;
  while (period.size() < 60'000) period += "abcdefghijklmnopqrstuvwxyz012345678" + std::string(1, static_cast<char>('a' + period.size() / 1'200 % 26));
  Right again = MakeRight("again", {}, {}, RightKind::kCopyright);
  again.texts = {period};
  EXPECT_EQ(Matcher(*RuleSet::Build({{"", again, {}}}, Book())).Match(Described(period.substr(7) + period)).size(), 1u);
}

}  // namespace
}  // namespace markwarden
