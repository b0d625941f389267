// Views: every disguise undone, every character still pointing at its bytes.
#include "core/text/views.h"

#include <gtest/gtest.h>

namespace markwarden {
namespace {

// Bytes by number, so that no invisible character hides in this file.
std::string Chars(std::initializer_list<char32_t> points) {
  std::string out;
  for (const char32_t c : points) out += ToUtf8(c);
  return out;
}

TEST(ViewsTest, UndoesDisguisesInTheKey) {
  const struct {
    const char* why;
    std::string in;
    const char* want;
  } cases[] = {
      {"case", "QORVELLA", "qorvella"},
      {"full width", "ＱＯＲＶＥＬＬＡ", "qorvella"},
      {"circled", "Ⓠⓞⓡvella", "qorvella"},
      {"negative squared", Chars({0x1F180, 0x1F17E}), "qo"},
      {"regional indicators", Chars({0x1F1F6, 0x1F1F4}), "qo"},
      {"mathematical", Chars({0x1D410, U'o'}), "qo"},
      {"small capitals", "ᴏʀᴠ", "orv"},
      {"separators", "Q·o-r_v*e/l l.a", "qorvella"},
      {"zero width space", "Qor" + Chars({0x200B}) + "vella", "qorvella"},
      {"soft hyphen and joiner", "Qor" + Chars({0xAD, 0x200D}) + "vella", "qorvella"},
      {"variation selector", "珂" + Chars({0xFE0F}) + "沃", "珂沃"},
      {"struck through", Chars({U'Q', 0x336, U'o', 0x336, U'r'}), "qor"},
      {"accents", "Qörvéllà", "qorvella"},
      {"emoji between", "珂" + Chars({0x2B50}) + "沃莱", "珂沃莱"},
      {"traditional", "雲嶺香米", "云岭香米"},
      {"half-width voiced kana", Chars({0xFF76, 0xFF9E}), "ガ"},
      {"letters of hangul", "ㄴㅏ이ㅋㅣ", "나이키"},
      {"with a tail", "ㅎㅏㄴ국", "한국"},
      {"a tail that begins the next syllable", "ㅎㅏㄴㅏ", "하나"},
      {"no tail", "ㄱㅏㄸㅏ", "가따"},
      {"hiragana", "ないき", "ナイキ"},
      {"stroke letters", "Øst", "ost"},
      {"digits of other scripts", "٣٦", "36"},
      {"nothing", "", ""},
      {"only separators", " -·* ", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(KeyText(c.in), c.want) << c.why;
}

// The letters that make a syllable's canonical decomposition (NFD) are the same text; letters that stand alone were typed one by one.
TEST(ViewsTest, HangulStoredByItsLettersIsNoDisguise) {
  const Views stored = MakeViews(Chars({0x1102, 0x1161, 0x110B, 0x1175})), typed = MakeViews("ㄴㅏ이");
  ASSERT_EQ(stored.units.size(), 2u);
  ASSERT_EQ(typed.units.size(), 2u);
  EXPECT_EQ(stored.units[0].key, U'나');
  EXPECT_EQ(stored.units[0].change & kCompatChanged, 0);
  EXPECT_EQ(typed.units[0].change & kCompatChanged, kCompatChanged);
  EXPECT_EQ(typed.units[0].end, 6u) << "bytes of both letters";
}

TEST(ViewsTest, UnitsPointAtTheirBytes) {
  const std::string text = "新款Ｑ·o" + Chars({0x200B}) + "r鞋";
  const Views views = MakeViews(text);
  ASSERT_EQ(views.units.size(), 6u);
  EXPECT_EQ(text.substr(views.units[2].begin, views.units[2].end - views.units[2].begin), "Ｑ");
  EXPECT_EQ(text.substr(views.units[4].begin, views.units[4].end - views.units[4].begin), "r");
  EXPECT_EQ(views.units[3].gap, kGapOdd);
  EXPECT_EQ(views.units[4].gap, kGapInvisible);
  EXPECT_EQ(text.substr(views.units[2].begin, views.units[4].end - views.units[2].begin), "Ｑ·o" + Chars({0x200B}) + "r");
}

TEST(ViewsTest, BrokenUtf8IsKeptAndNeverJoins) {
  const std::string text = "Qor\xFF\xC3vella";
  const Views views = MakeViews(text);
  ASSERT_EQ(views.units.size(), 10u);
  EXPECT_EQ(views.units[3].key, 0x110000u + 0xFF);
  EXPECT_EQ(views.units[3].begin, 3u);
  EXPECT_EQ(views.units.back().end, text.size());
  EXPECT_EQ(KeyText(text), "qorvella");
  // Every single byte and pairs of bytes pass.
  for (int a = 0; a < 256; ++a) {
    for (int b = 0; b < 256; b += 5) {
      const std::string pair = {static_cast<char>(a), static_cast<char>(b)};
      const Views pair_views = MakeViews(pair);
      for (const Unit& unit : pair_views.units) EXPECT_LE(unit.end, 2u);
      EXPECT_EQ(pair_views.folded.size() + 1, pair_views.folded_from.size());
    }
  }
}

TEST(ViewsTest, EveryCodePointHasAView) {
  for (char32_t c = 1; c < 0x30000; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    const std::string text = ToUtf8(c);
    const Views views = MakeViews(text);
    for (const Unit& unit : views.units) ASSERT_EQ(unit.end, text.size()) << static_cast<uint32_t>(c);
    ASSERT_EQ(views.folded.size() + 1, views.folded_from.size()) << static_cast<uint32_t>(c);
  }
}

TEST(ViewsTest, LongTextIsCutAtTheCapBetweenCharacters) {
  std::string text;
  while (text.size() <= kMaxViewBytes) text += "沃";
  const Views views = MakeViews(text);
  EXPECT_EQ(views.units.size(), kMaxViewBytes / 3);
  EXPECT_LE(views.units.back().end, kMaxViewBytes);
}

std::u32string Look(std::string_view text) {
  std::u32string out;
  for (const ViewItem& item : MakeViews(text).look) out += static_cast<char32_t>(item.key);
  return out;
}

TEST(ViewsTest, ABarIsALetterUnlessItParts) {
  EXPECT_EQ(KeyText("n|ke").size(), 4u) << "one bar inside a word";
  EXPECT_EQ(KeyText("n|i~k|e"), "nike");
  EXPECT_EQ(KeyText("n|i|k|e"), "nike");
  EXPECT_EQ(KeyText("a | b"), "ab");
  EXPECT_TRUE(MakeViews("Wine|mark").bars);
  EXPECT_FALSE(MakeViews("n|i|k|e").bars);
  EXPECT_EQ(MakeViewsOfParted("Wine|mark").units.size(), 8u);
}

TEST(ViewsTest, LookAlikesFallTogether) {
  const struct {
    const char* why;
    const char* a;
    const char* b;
  } cases[] = {
      {"Cyrillic o", "Qоrvella", "Qorvella"}, {"Greek capital nu", "Νavira", "Navira"},
      {"Cyrillic ka and te", "пиктo", "nukto"}, {"zero", "Q0rvella", "Qorvella"},
      {"one for l", "Qorve1la", "Qorvella"},  {"capital i for l", "QorveIIa", "Qorvella"},
      {"rn for m", "arnara", "amara"},         {"vv for w", "vvella", "wella"},
      {"lunate sigma", "ϲalvara", "calvara"}, {"l and dotless i for h", "Talıolm", "Taholm"},
      {"dollar", "$avira", "savira"},          {"at", "N@vira", "Navira"},
      {"kana for ideograph", "ロ", "口"},
  };
  for (const auto& c : cases) EXPECT_EQ(Look(c.a), Look(c.b)) << c.why;
  EXPECT_NE(Look("Navira"), Look("Novira"));
  EXPECT_NE(Look("大"), Look("太"));
}

std::vector<uint32_t> Sound(std::string_view text) {
  std::vector<uint32_t> out;
  for (const ViewItem& item : MakeViews(text).sound) {
    if (item.key) out.push_back(item.key);
  }
  return out;
}

TEST(ViewsTest, SyllablesFallTogether) {
  const struct {
    const char* why;
    const char* a;
    const char* b;
  } cases[] = {
      {"same sound", "珂沃莱", "科沃来"},   {"pinyin", "珂沃莱", "kewolai"},
      {"half and half", "珂沃莱", "ke沃lai"}, {"spaced pinyin", "珂沃莱", "ke wo lai"},
      {"zh and z", "张", "脏"},             {"n and l", "兰", "南"},
      {"in and ing", "林", "领"},           {"digit beside", "五岭", "5岭"},
      {"Palladius", "珂沃莱", "Кэволай"},   {"as shops spell it", "珂沃莱", "кеволай"},
      {"soft signs", "霁岚", "Цзилань"},    {"their loss", "霁岚", "цзилан"},
      {"letter by letter", "木洛", "мулуо"}, {"hissed", "四川", "сычуань"},
      {"two dots", "绿雪", "люйсюэ"},
  };
  for (const auto& c : cases) EXPECT_EQ(Sound(c.a), Sound(c.b)) << c.why;
  EXPECT_NE(Sound("大"), Sound("小"));
  EXPECT_TRUE(Sound("phone 13").empty());
  EXPECT_TRUE(Sound("сумка").empty());
}

std::string WordSound(std::string_view word) {
  const Views views = MakeViews(word);
  return SoundKey(views.units.data(), views.units.data() + views.units.size());
}

TEST(ViewsTest, AlphabeticWordsThatSoundAlike) {
  const struct {
    const char* why;
    const char* a;
    const char* b;
  } cases[] = {
      {"doubled letter", "Naddira", "Nadira"}, {"y for i", "Nydira", "Nidira"},
      {"sh for ch", "Shavel", "Chavel"},        {"Cyrillic", "Надира", "Nadira"},
      {"katakana", "ナダラ", "nadara"},       {"ph", "Phadira", "Fadira"},
      {"hangul", "나디라", "nadira"},         {"ey for ei", "Nadirey", "Nadirei"},
      {"ow before a consonant", "Nowdira", "Nodira"}, {"eh and ow", "Nehdowra", "Nedora"},
  };
  for (const auto& c : cases) EXPECT_EQ(WordSound(c.a), WordSound(c.b)) << c.why;
  EXPECT_NE(WordSound("Nadira"), WordSound("Nadora"));
  EXPECT_NE(WordSound("Nowira"), WordSound("Noira")) << "a w between vowels is heard";
  EXPECT_EQ(WordSound("珂沃"), "");
}

TEST(ViewsTest, FoldedTextKeepsBlanksAndDropsTricks) {
  const std::string text = "高★仿 １：１ A" + Chars({0x200B}) + "货";
  const Views views = MakeViews(text);
  EXPECT_EQ(views.folded, "高仿 1:1 a货");
  EXPECT_EQ(text.substr(views.folded_from[0], views.folded_from[6] - views.folded_from[0]), "高★仿");
  EXPECT_EQ(MakeViews("1.5升").folded, "1.5升");
}

}  // namespace
}  // namespace markwarden
