// Names behind disguises, one table row per way of hiding them, and the traps beside them.
#include "tests/matcher/matcher_fixture.h"

namespace markwarden {
namespace {

TEST(DisguiseTest, HiddenNamesAreSuspected) {
  const struct {
    const char* why;
    std::string title;
    const char* right;
    const char* detector;
    std::string matched;
  } cases[] = {
      {"dots between ideographs", "珂·沃·莱 运动鞋", "brand", "text.separator", "珂·沃·莱"},
      {"blanks between ideographs", "新款 珂 沃 莱 鞋", "brand", "text.separator", "珂 沃 莱"},
      {"stars", "珂★沃★莱运动鞋", "brand", "text.separator", "珂★沃★莱"},
      {"spaced letters", "Q O R V E L L A shoes", "brand", "text.separator", "Q O R V E L L A"},
      {"hyphens between letters", "Q-o-r-v-e-l-l-a shoes", "brand", "text.separator", "Q-o-r-v-e-l-l-a"},
      {"underscore", "Qor_vella 鞋", "brand", "text.separator", "Qor_vella"},
      {"emoji between", "珂" + Chars({0x1F525}) + "沃莱 鞋", "brand", "text.separator", "珂" + Chars({0x1F525}) + "沃莱"},
      {"zero width space", "Qor" + Chars({0x200B}) + "vella 鞋", "brand", "text.separator", "Qor" + Chars({0x200B}) + "vella"},
      {"variation selectors", "珂" + Chars({0xFE00}) + "沃" + Chars({0xE0100}) + "莱" + Chars({0xFE0F}) + " 鞋", "brand", "text.separator", "珂" + Chars({0xFE00}) + "沃" + Chars({0xE0100}) + "莱"},
      {"variation selectors among letters", "Q" + Chars({0xFE0F}) + "orv" + Chars({0xE01EF}) + "ella 鞋", "brand", "text.separator", "Q" + Chars({0xFE0F}) + "orv" + Chars({0xE01EF}) + "ella"},
      {"asterisks", "珂*沃*莱 运动鞋", "brand", "text.separator", "珂*沃*莱"},
      {"letters with the tones of pinyin", "Qǒrvéllā shoes", "brand", "text.lookalike", "Qǒrvéllā"},
      {"pinyin with its tones", "kēwòlái 运动鞋", "brand", "text.sound", "kēwòlái"},
      {"soft hyphen", "珂沃" + Chars({0xAD}) + "莱 鞋", "brand", "text.separator", "珂沃" + Chars({0xAD}) + "莱"},
      {"marks laid over", "Q" + Chars({0x336}) + "o" + Chars({0x336}) + "rvella 鞋", "brand", "text.separator",
       "Q" + Chars({0x336}) + "o" + Chars({0x336}) + "rvella"},
      {"circled letters", "ⓆⓄⓇⓋⒺⓁⓁⒶ 鞋", "brand", "text.width", "ⓆⓄⓇⓋⒺⓁⓁⒶ"},
      {"some letters full-width", "Ｑorｖella 鞋", "brand", "text.width", "Ｑorｖella"},
      {"all letters full-width", "ＱＯＲＶＥＬＬＡ 鞋", "brand", "text.width", "ＱＯＲＶＥＬＬＡ"},
      {"small capitals", "qᴏʀvella shoes", "brand", "text.width", "qᴏʀvella"},
      {"Cyrillic letters among Latin", "Qоrvеlla 鞋", "brand", "text.lookalike", "Qоrvеlla"},
      {"Greek letters among Latin", "Qorνellα shoes", "brand", "text.lookalike", "Qorνellα"},
      {"zero for o", "Q0rvella 鞋", "brand", "text.lookalike", "Q0rvella"},
      {"at and one", "Qorve1l@ shoes", "brand", "text.lookalike", "Qorve1l@"},
      {"rn for m", "rnarnova sol shoes", "latin", "text.lookalike", "rnarnova sol"},
      {"accents", "Qörvèlla shoes", "brand", "text.lookalike", "Qörvèlla"},
      {"an ideograph that looks alike", "明台术兰 外套", "long", "text.lookalike", "明台术兰"},
      {"two of them", "明合术兰 外套", "long", "text.lookalike", "明合术兰"},
      {"short and first, in the right's class", "未莱 运动鞋", "short", "text.lookalike", "未莱"},
      {"same sound, three syllables", "科沃莱 运动鞋", "brand", "text.sound", "科沃莱"},
      {"same sound, four syllables", "名苔木兰 外套", "long", "text.sound", "名苔木兰"},
      {"pinyin, whole", "kewolai 运动鞋", "brand", "text.sound", "kewolai"},
      {"pinyin in Cyrillic", "кроссовки Кэволай", "brand", "text.sound", "Кэволай"},
      {"Latin letters written in ideographs", "巴尔文多里 运动鞋", "borrowed", "text.sound", "巴尔文多里"},
      {"two ideographs of the same sound, last after a word of goods", "适用 13 防摔保护套沫莱", "short", "text.sound", "沫莱"},
      {"in three, with words of imitation beside them", "塔韦洛 运动鞋 高仿", "borrowed", "text.sound", "塔韦洛"},
      {"half pinyin, half ideographs", "珂wo莱 运动鞋", "brand", "text.mixed", "珂wo莱"},
      {"half, other way", "ke沃lai运动鞋", "brand", "text.mixed", "ke沃lai"},
      {"half Latin, half Cyrillic letters by their sound", "Qorвелла shoes", "brand", "text.mixed", "Qorвелла"},
      {"half Cyrillic, half Latin", "корвella 鞋", "brand", "text.mixed", "корвella"},
      {"a comma inside", "Qorv,ella shoes", "brand", "text.separator", "Qorv,ella"},
      {"list marks between letters", "Q、o、r、v、e、l、l、a 鞋", "brand", "text.separator", "Q、o、r、v、e、l、l、a"},
      {"one letter in brackets", "Qor(v)ella shoes", "brand", "text.separator", "Qor(v)ella"},
      {"the first letter in brackets", "(Q)orvella shoes", "brand", "text.separator", "Q)orvella"},
      {"one ideograph in brackets", "珂[沃]莱 运动鞋", "brand", "text.separator", "珂[沃]莱"},
      {"one of two ideographs in brackets, in the right's class", "[末]莱运动鞋", "short", "text.separator", "末]莱"},
      {"a bar inside two ideographs, in the right's class", "末|莱 运动鞋", "short", "text.separator", "末|莱"},
      {"bars that are ideographs by their code points", "Q丨o丨r丨v丨e丨l丨l丨a 鞋", "brand", "text.separator", "Q丨o丨r丨v丨e丨l丨l丨a"},
      {"bars and tildes", "Q|o~r|v~e|l~l|a shoes", "brand", "text.separator", "Q|o~r|v~e|l~l|a"},
      {"an ideograph that is a bar, between letters", "Qorv丨ella shoes", "brand", "text.separator", "Qorv丨ella"},
      {"three pieces", "Qor/vel/la shoes", "brand", "text.separator", "Qor/vel/la"},
      {"commas among invisible signs", "Qo" + Chars({0xAD}) + "r,ve" + Chars({0xAD}) + "lla 鞋", "brand", "text.separator",
       "Qo" + Chars({0xAD}) + "r,ve" + Chars({0xAD}) + "lla"},
      {"a comma inside kana", "カソミ,ロナ 鞋", "kana", "text.separator", "カソミ,ロナ"},
      {"an ellipsis inside", "珂…沃莱 鞋", "brand", "text.separator", "珂…沃莱"},
      {"a capital I for a small l", "QorveIla shoes", "brand", "text.lookalike", "QorveIla"},
      {"half in the other kana", "カソみろナ 鞋", "kana", "text.mixed", "カソみろナ"},
      {"ideographs for kana", "力ソ三口ナ 鞋", "kana", "text.lookalike", "力ソ三口ナ"},
      {"ideographs that sound like the first letters", "新款科vella 鞋", "brand", "text.mixed", "科vella"},
      {"three syllables, no ideograph kept", "新款科握徕运动鞋", "brand", "text.sound", "科握徕"},
      {"split into parts", "日月台木兰 外套", "long", "text.split", "日月台木兰"},
      {"one of four is another", "明台青兰 外套", "long", "text.similar", "明台青兰"},
      {"two of four split", "日月厶口木兰 外套", "long", "text.split", "日月厶口木兰"},
      {"an ideograph that is alike as a whole, the first of three", "何沃莱 运动鞋", "brand", "text.lookalike", "何沃莱"},
      {"the name's other reading", "航知堂 茶具", "reading", "text.sound", "航知堂"},
      {"the text's other reading", "行远轩 茶具", "reading", "text.sound", "行远轩"},
      {"five letters that sound alike and are no word", "Stilo shoes", "five", "text.sound", "Stilo"},
      {"an emoji for an ideograph", "新款柯" + Chars({0x1F434}) + "仕鞋", "drawn", "text.emoji", "柯" + Chars({0x1F434}) + "仕"},
      {"an emoji with its selector for letters", "new " + Chars({0x1F451, 0xFE0F}) + "mill shoes", "drawn", "text.emoji", Chars({0x1F451, 0xFE0F}) + "mill"},
      {"parts after a sign that makes another with the first of them", "木木子日月台木兰 外套", "long", "text.split", "日月台木兰"},
      {"a Cyrillic letter in a pair", "Guc\u0441laio shoes", "pairs", "text.lookalike", "Guc\u0441laio"},
      {"a digit after a c", "Guccla1o shoes", "pairs", "text.lookalike", "Guccla1o"},
      {"a capital I in a pair", "guccIaio shoes", "pairs", "text.lookalike", "guccIaio"},
      {"reversed", "莱沃珂 运动鞋", "brand", "text.reversed", "莱沃珂"},
      {"two parts of letters that changed places", "new vellaQor shoes", "brand", "text.reordered", "vellaQor"},
      {"four ideographs in another order", "兰明台木 运动鞋", "long", "text.reordered", "兰明台木"},
      {"reversed letters", "allevroq shoes", "brand", "text.reversed", "allevroq"},
      {"a bar that parts a word", "Qorvell|a shoes", "brand", "text.separator", "Qorvell|a"},
      {"a last letter parted", "Qorvell-a shoes", "brand", "text.separator", "Qorvell-a"},
      {"the latter of two ideographs alone at the end", "运动鞋末/莱", "short", "text.separator", "末/莱"},
      {"three hangul parted", "나*벨*라 shoes", "hangul", "text.separator", "나*벨*라"},
      {"three hangul parted by list marks", "나、벨、라 shoes", "hangul", "text.separator", "나、벨、라"},
      {"by a comma and something else", "나'벨,라 shoes", "hangul", "text.separator", "나'벨,라"},
      {"hangul by its letters", "ㄴㅏ벨라 shoes", "hangul", "text.width", "ㄴㅏ벨라"},
      {"hangul by its letters, in the middle", "나ㅂㅔㄹ라 shoes", "hangul", "text.width", "나ㅂㅔㄹ라"},
      {"another spelling of the same sound", "Qorvela shoes", "brand", "text.sound", "Qorvela"},
      {"a full-width bar that parts a word", "Qorvell｜a shoes", "brand", "text.separator", "Qorvell｜a"},
      {"traditional and separated", "雲·嶺·香·米 5kg", "origin", "text.separator", "雲·嶺·香·米"},
  };
  for (const auto& c : cases) {
    const auto flag = FlagOf(TheMatcher().Match(Title(c.title)), c.right);
    ASSERT_TRUE(flag) << c.why;
    EXPECT_EQ(flag->verdict, Verdict::kSuspected) << c.why << " " << flag->db;
    ASSERT_FALSE(flag->signals.empty()) << c.why;
    const Signal& signal = flag->signals[0];
    EXPECT_EQ(signal.detector, c.detector) << c.why;
    EXPECT_EQ(signal.matched, c.matched) << c.why;
    ASSERT_TRUE(signal.span) << c.why;
    EXPECT_EQ(c.title.substr(static_cast<size_t>(signal.span->begin), static_cast<size_t>(signal.span->end - signal.span->begin)),
              c.matched)
        << c.why;
    EXPECT_FALSE(signal.chain.empty()) << c.why;
    EXPECT_FALSE(signal.operations.empty()) << c.why << ": what was undone is told";
    for (const Operation& one : signal.operations) EXPECT_TRUE(one.axis == "sound" || one.axis == "form" || one.axis == "meaning") << c.why;
  }
}

TEST(DisguiseTest, OtherWordsAreNotTheName) {
  const struct {
    const char* why;
    std::string title;
  } cases[] = {
      {"a longer Latin word", "Qorvellas and Qorvellan shoes"},
      {"two words in a row", "Q or vella"},
      {"a comma between", "珂，沃，莱 三种"},
      {"only part of the name", "珂沃 运动鞋"},
      {"short name by sound inside a sentence", "今年的未来运动鞋"},
      {"initials inside a word", "aqva QVC 包"},
      {"a word of four letters after another word", "手机壳ella"},
      {"a bar between things", "鞋|末 莱芜"},
      {"a word of the language that sounds like five letters", "a quiet shoes"},
      {"a possessive", "Pevar's shoes, Pevar'd, Pevar-s"},
      {"three ideographs that sound like letters, inside other words", "一塔韦洛阳 运动鞋"},
      {"four Cyrillic letters that no brand is written in", "куртка мола, зимняя"},
      {"a sentence's first word in Cyrillic that is pinyin", "Мола женская"},
      {"an ordinary Russian word that is pinyin", "свежая малина, ботинки"},
      {"alternatives of a pair that is a word", "新款左/右 靠枕 左（右）"},
      {"another word of the name's letters", "new Tyols shoes, vellorQa"},
      {"ideographs in another order inside a sentence", "今天兰木明台阶运动鞋"},
      {"three one-syllable words", "나 벨 라면 먹었어"},
      {"a list of them", "나, 벨, 라 세트"},
      {"consonants of hangul for a laugh", "ㅋㅋㅋ 나ㅋㅋㅋ"},
      {"an emoji for the whole of a name", Chars({0x1F427}) + " 抱枕"},
      {"an emoji beside other words", "新款柯" + Chars({0x1F434}) + "上仕途"},
      {"an ornament before a word", Chars({0x1F451}) + " mill shoes"},
      {"an ornament before a word of two signs", Chars({0x1F525}) + "爆款 鞋"},
      {"an author's name at the end of a title", "水墨画 王莉莱"},
      {"one letter after a size", "Size M/Arnova"},
      {"letters far apart", "Q      o      r      v      e      l      l      a"},
      {"broken bytes between", "Qor\xFFvella"},
      {"nothing", ""},
  };
  for (const auto& c : cases) {
    for (const Flag& flag : TheMatcher().Match(Title(c.title))) {
      ADD_FAILURE() << c.why << ": " << DumpJson(ToJson(flag));
    }
  }
}

// Letters that are drawn or covered, digits that Russian sellers write for letters, short names turned round, and other vowels.
TEST(DisguiseTest, DrawnCoveredTurnedAndMisspelt) {
  const Matcher matcher(*RuleSet::Build({{"", MakeRight("brand", {"Norvella", "诺维莱", "Новочель", "Норвела"}, {}), {}},
                                         {"", MakeRight("short", {"Ruvo", "QV", "鲁沃"}, {}), {}},
                                         {"", MakeRight("heard", {"Tolnex", "Gurocci", "Tyve"}, {}), {}}},
                                        Book()));
  const struct {
    const char* why;
    std::string title;
    const char* right;
    std::string matched;
    const char* link;  // of the chain
    bool suspected;
  } cases[] = {
      {"a drawn first letter", R"(new |\|orvella shoes)", "brand", R"(|\|orvella)", "skeleton", true},
      {"two drawn in a row", R"(new |\|()rvella shoes)", "brand", R"(|\|()rvella)", "skeleton", true},
      {"a drawn last letter", R"(new Norvell/-\ shoes)", "brand", R"(Norvell/-\)", "skeleton", true},
      {"another sign before a drawn one", R"(new Norve!|_a shoes)", "brand", R"(Norve!|_a)", "skeleton", true},
      {"drawn in Cyrillic", R"(кроссовки |-|овочель новые)", "brand", R"(|-|овочель)", "skeleton", true},
      {"a digit for a Cyrillic letter", "кроссовки Ново4ель новые", "brand", "Ново4ель", "skeleton", true},
      {"a sign at the end of a Cyrillic word", "кроссовки Норвел@ новые", "brand", "Норвел@", "skeleton", true},
      {"a covered letter", "new Norv*lla shoes", "brand", "Norv*lla", "masked", true},
      {"a covered Cyrillic letter", "кроссовки Нов*чель новые", "brand", "Нов*чель", "masked", true},
      {"a covered ideograph", "新款诺*莱运动鞋", "brand", "诺*莱", "masked", true},
      {"a covered letter of four", "new R*vo shoes", "short", "R*vo", "masked", true},
      {"two ideographs turned round", "新款 沃鲁 运动鞋", "short", "沃鲁", "reversed", true},
      {"four letters turned round", "new ovur shoes", "short", "ovur", "reversed", true},
      {"turned round with the capital at the end", "new ovuR shoes", "short", "ovuR", "reversed", true},
      {"a sign between two capitals", "new Q*V shoes", "short", "Q*V", "separators", true},
      {"a vowel left out", "new Tolnx shoes", "heard", "Tolnx", "near_sound", true},
      {"another vowel", "new Talnex shoes", "heard", "Talnex", "near_sound", true},
      {"as it is heard", "new Goorochi shoes", "heard", "Goorochi", "sound", true},
      {"three sounds, where a brand stands", "new Tive shoes", "heard", "Tive", "sound", true},
      {"pinyin of two, where a brand stands", "new Luwo shoes", "short", "Luwo", "pinyin", true},
  };
  for (const auto& c : cases) {
    const auto flag = FlagOf(matcher.Match(Title(c.title)), c.right);
    ASSERT_TRUE(flag) << c.why;
    EXPECT_EQ(flag->verdict == Verdict::kSuspected, c.suspected) << c.why << " " << flag->db;
    const Signal& signal = flag->signals.at(0);
    EXPECT_EQ(signal.matched, c.matched) << c.why;
    EXPECT_NE(std::find(signal.chain.begin(), signal.chain.end(), c.link), signal.chain.end()) << c.why << DumpJson(ToJson(*flag));
  }
  for (const char* honest : {
           "chipset|Norvellas, 24/7 (open) |x|", "诺*里芜 红*白", "5*8 cm", "Nor*vel*la", "tall next to", "新款鲁沃姆", "over the river", R"(path C:\/users (a)|(b))", "q*v", "Q-V", "new tive, luwo", "NEW TIVE SHOES", "N*rvellas",
       }) {
    for (const Flag& flag : matcher.Match(Title(honest))) {
      if (flag.verdict == Verdict::kSuspected && std::string(honest).find("Nor*vel*la") == std::string::npos) ADD_FAILURE() << honest << DumpJson(ToJson(flag));
    }
  }
  // What draws a letter to one reader parts words to another.
  EXPECT_TRUE(FlagOf(matcher.Match(Title("Norvella()case")), "brand"));
  // A text of nothing but covers is borne.
  std::string covers;
  for (int i = 0; i < 12'000; ++i) covers += "诺*";
  EXPECT_TRUE(matcher.Match(Title(covers)).empty());
}

// What offers an imitation is not excused by being used, or by fitting something.
// Who sells the genuine goods may spell a name in another script as well: goods of its class have to speak besides.
TEST(DisguiseTest, NamesInAnotherScriptAndKanaDrawnWithSigns) {
  const Matcher matcher(*RuleSet::Build({{"", MakeRight("kana", {"ツキモラン", "ウカモラン"}, {21}), {}},
                                         {"", MakeRight("latin", {"Gorvalt"}, {7}), {}},
                                         {"", MakeRight("hangul", {"나벨라"}, {25}), {}},
                                         {"", MakeRight("short", {"驭岭", "柚庭"}, {7, 24}), {}},
                                         {"", MakeRight("word", {"老干泉"}, {30}), {}}},
                                        Book()));
  struct Case {
    const char* why;
    std::string title, brand;
    const char* right;  // "": none
    const char* detector;
    double db;
    bool suspected;
  };
  const Case cases[] = {
      {"a dagger for キ", "ツ‡モラン 玻璃杯", "", "kana", "text.lookalike", 11, true},
      {"daggers between kana", "ツ‡キ‡モ‡ラ‡ン 保温杯", "", "kana", "text.separator", 12, true},
      {"a dagger between other words", "夏 ‡ 冬 保温杯", "", "", "", 0, false},
      {"hiragana that looks like another kana", "ッキモうﾝ 500ml 高仿", "", "kana", "text.lookalike", 7, true},
      {"both", "シ‡モうン保温杯", "", "kana", "text.lookalike", 11, true},
      {"hiragana that is the kana", "う力モラン 保温杯", "", "kana", "text.lookalike", 13, true},
      {"Latin for kana, goods of its class", "Tsukimoran mug with lid", "", "kana", "text.sound", 8, true},
      {"Latin for kana beside a model's capital", "Tsukimoran C420 保温杯", "", "kana", "text.sound", 8, true},
      {"Latin for kana, goods not known", "Tsukimoran limited", "", "", "", 0, false},
      {"Latin for kana, as no brand is written", "a tsukimoran mug", "", "", "", 0, false},
      {"Latin for kana beside the name itself", "ツキモラン (Tsukimoran) mug", "", "kana", "text.name", 5, false},
      {"Cyrillic for Latin, goods of its class", "дрель Горвалт", "", "latin", "text.sound", 8, true},
      {"Cyrillic for Latin, the whole of a field", "дрель аккумуляторная", "Горвалт", "latin", "text.sound", 8, true},
      {"Cyrillic for Latin, a title's first word", "Горвалт дрель", "", "", "", 0, false},
      {"Cyrillic for Latin beside the name itself", "дрель Gorvalt", "Горвалт", "latin", "text.name", 5, false},
      {"Cyrillic for Latin, other goods", "помада Горвалт", "", "", "", 0, false},
      {"Cyrillic for Latin, said to fit", "дрель, патрон для Горвалт", "", "latin", "text.sound", 8, false},
      {"Latin for hangul", "Nabella sneakers", "", "hangul", "text.sound", 8, true},
      {"the same sound behind the brackets that a title begins with", "【当天发】柚蜓床单", "", "short", "text.sound", 10, true},
      {"behind brackets inside a title", "床单【当天发】柚蜓床单", "", "", "", 0, false},
      {"a part of one of two ideographs", "【当天发】骑岭电钻 高仿", "", "short", "text.lookalike", 6, true},
      {"two syllables with no ideograph kept, first in a title", "玉领电钻 高仿", "", "short", "text.sound", 6, true},
      {"the same without such words", "玉领电钻 大扭矩", "", "", "", 0, false},
      {"a sign that looks alike makes a word with another of the name's", "新款 老千泉 辣酱 酱油", "", "word", "text.lookalike", 8, true},
      {"the same where the goods say nothing", "新款 老千泉", "", "", "", 0, false},
      {"a phrase in brackets says nothing of what follows", "【支持退换】驭\u200d岭 电钻", "", "short", "text.separator", 14, true},
  };
  for (const Case& c : cases) {
    Listing listing = Title(c.title);
    listing.brand = c.brand;
    const std::vector<Flag> flags = matcher.Match(listing);
    if (*c.right == '\0') {
      for (const Flag& flag : flags) ADD_FAILURE() << c.why << ": " << DumpJson(ToJson(flag));
      continue;
    }
    const auto flag = FlagOf(flags, c.right);
    ASSERT_TRUE(flag) << c.why;
    EXPECT_EQ(flag->signals[0].detector, c.detector) << c.why;
    EXPECT_EQ(flag->signals[0].db, c.db) << c.why;
    EXPECT_EQ(flag->verdict == Verdict::kSuspected, c.suspected) << c.why << " " << flag->db;
  }
}

TEST(MatcherExcuseTest, APhraseOfTheOfferIsNoPurpose) {
  Right right = MakeRight("brand", {"Qorvella"}, {24});
  right.reference_price = Price{.amount = "100.00", .amount_max = {}, .currency = "CNY"};
  const Matcher matcher(*RuleSet::Build({{"", right, {}}}, Book()));
  const struct { const char* title; bool suspected; } cases[] = {
      {"【支持退换】Qorvella 被套", true}, {"支持七天退换 Qorvella 被套", true}, {"Qorvella compact duvet cover set", true}, {"bedding for the home Qorvella", true},
      {"支持一件代发 Qorvella 被套", true}, {"Qorvella 被套", true},
      {"【适用】Qorvella 床单扣", false}, {"【兼容款】Qorvella 床", false}, {"Qorvella 床 专用 滤芯", false}, {"strap for Qorvella", false}, {"nozzle for hair dryer Qorvella", false},
      {"фильтр для всех моделей Qorvella", false}, {"Qorvella phone case card holder", false}, {"快充线 支持Qorvella", false},
  };
  for (const auto& c : cases) {
    Listing listing = Title(c.title);
    listing.price = Price{.amount = "15.00", .amount_max = {}, .currency = "CNY"};
    const auto flag = FlagOf(matcher.Match(listing), "brand");
    ASSERT_TRUE(flag) << c.title;
    EXPECT_EQ(flag->verdict == Verdict::kSuspected, c.suspected) << c.title << ": " << DumpJson(ToJson(*flag));
  }
}

TEST(MatcherExcuseTest, AnImitationIsNotExcused) {
  for (const char* title : {"Qorvella 高仿 运动鞋 二手", "适用于Qorvella 高仿 运动鞋", "Qorvella replica pre-owned"}) {
    Listing listing = Title(title);
    listing.price = Price{.amount = "59.00", .amount_max = {}, .currency = "CNY"};
    const auto flag = FlagOf(TheMatcher().Match(listing), "brand");
    ASSERT_TRUE(flag) << title;
    EXPECT_EQ(flag->verdict, Verdict::kSuspected) << title << DumpJson(ToJson(*flag));
    for (const Clearing& clearing : flag->cleared_by) EXPECT_FALSE(clearing.detector.starts_with("use.second") || clearing.detector.starts_with("use.nomin")) << title;
  }
}

// An ordinary word that sounds or looks like a name is no suspicion by itself, and counts beside others; a rule book without the list knows no such word.
TEST(DisguiseTest, AWordOfTheListNeedsMoreBesides) {
  ASSERT_GT(Book()->chinese.size(), 100'000u);
  ASSERT_TRUE(Book()->chinese.Has("蓝光"));
  const std::vector<RightVersion> rights = {{"", MakeRight("sound", {"兰咣"}, {}), {}}, {"", MakeRight("look", {"金质"}, {}), {}}};
  const Matcher matcher(*RuleSet::Build(rights, Book()));
  auto texts = ReadRuleTexts(MARKWARDEN_SOURCE_DIR);
  ASSERT_TRUE(texts);
  texts->erase("words_zh.txt");
  const Matcher without(*RuleSet::Build(rights, *BuildRuleBook(*texts)));
  const auto suspects = [](const Matcher& by, const std::string& title, const std::string& right) {
    Listing listing;
    listing.title = title;
    for (const Flag& flag : by.Match(listing)) {
      if (flag.right_id == right && flag.verdict == Verdict::kSuspected) return true;
    }
    return false;
  };
  EXPECT_FALSE(suspects(matcher, "金盾 防盗门 家用", "look"));
  EXPECT_TRUE(suspects(without, "金盾 防盗门 家用", "look"));
  EXPECT_TRUE(suspects(matcher, "金盾 防盗门 高仿 1:1 复刻", "look")) << "with words of imitation it counts";
  EXPECT_FALSE(suspects(matcher, "蓝光 播放机 高清", "sound"));
  EXPECT_TRUE(suspects(matcher, "兰广 播放机 高清", "sound")) << "no word";
}

// "crown" is a word, and other signs may be how the brand is spelled, or part alternatives: such a name is used openly.
TEST(DisguiseTest, WordsAndSignsOfSpellingInsideANameHideNothing) {
  for (const char* title : {"Crown|mill shoes", "Qor-vella shoes", "Qor–vella shoes", "Qor'vella shoes", "Qor/vella shoes", "Qor&vella shoes", "Qor(vella) shoes", "Qor‖vella shoes"}) {
    for (const Flag& flag : TheMatcher().Match(Title(title))) EXPECT_NE(flag.verdict, Verdict::kSuspected) << title << DumpJson(ToJson(flag));
  }
}

TEST(DisguiseTest, SpansCountBytesOfEveryField) {
  Listing listing = Title("运动鞋");
  listing.description = "新款\xFF 正品 Q·o·r·v·e·l·l·a 鞋";
  const auto flag = FlagOf(TheMatcher().Match(listing), "brand");
  ASSERT_TRUE(flag);
  const Signal& signal = flag->signals[0];
  EXPECT_EQ(signal.field, "description");
  EXPECT_EQ(listing.description.substr(static_cast<size_t>(signal.span->begin),
                                       static_cast<size_t>(signal.span->end - signal.span->begin)),
            "Q·o·r·v·e·l·l·a");
  EXPECT_EQ(signal.decoded, "Qorvella");
}

}  // namespace
}  // namespace markwarden
