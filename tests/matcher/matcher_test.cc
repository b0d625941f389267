// Verdicts: what the context adds and what it takes away.
#include "matcher/matcher.h"

#include <set>
#include <thread>

#include "core/file.h"
#include "rules/nice_import.h"
#include "tests/matcher/matcher_fixture.h"

namespace markwarden {
namespace {

Listing Offer(std::string title, std::string price = "", std::string seller = "", std::vector<std::string> category = {}) {
  Listing listing = Title(std::move(title));
  if (!price.empty()) listing.price = Price{.amount = std::move(price), .amount_max = {}, .currency = "CNY"};
  listing.seller.name = std::move(seller);
  listing.category = std::move(category);
  return listing;
}

bool Has(const Flag& flag, std::string_view clearing) {
  for (const Clearing& item : flag.cleared_by) {
    if (item.detector == clearing) return !item.why.empty() && item.db <= 0;
  }
  return false;
}
bool Signals(const Flag& flag, std::string_view detector) {
  for (const Signal& item : flag.signals) {
    if (item.detector == detector) return true;
  }
  return false;
}

TEST(MatcherTest, WordsOfSeveralLanguagesCountOnce) {
  const auto flags = TheMatcher().Match(Title("Qorvella 1:1"));
  ASSERT_EQ(flags.size(), 1u);
  int rules = 0;
  for (const Signal& signal : flags[0].signals) rules += signal.detector.starts_with("rule.");
  EXPECT_EQ(rules, 1) << ToJson(flags[0]).dump();
}

TEST(MatcherTest, ContextTurnsAnOpenNameIntoASuspicion) {
  const struct {
    const char* why;
    Listing listing;
    const char* right;
    const char* signal;
  } cases[] = {
      {"slang", Offer("Qorvella 高仿 运动鞋"), "brand", "rule.zh.imitation"},
      {"slang in the description", [] { Listing l = Offer("Qorvella shoes"); l.description = "Top replica, AAA quality"; return l; }(),
       "brand", "rule.en.imitation"},
      {"Russian slang", Offer("Кроссовки Qorvella реплика"), "brand", "rule.ru.imitation"},
      {"far too cheap", Offer("Qorvella 运动鞋", "59.00", "小鱼的店"), "brand", "price.very_low"},
      {"half price by a seller not on the list", Offer("珂沃莱 运动鞋", "280", "小鱼的店"), "brand", "price.lowish"},
      {"a nickname with slang", Offer("三叶帆 一比一 男鞋"), "brand", "rule.zh.one_to_one"},
      {"a protected origin", Offer("云岭香米 5kg"), "origin", "text.name"},
      {"origin-style", Offer("云岭香米风味 大米"), "origin", "rule.gi.style"},
  };
  for (const auto& c : cases) {
    const auto flag = FlagOf(TheMatcher().Match(c.listing), c.right);
    ASSERT_TRUE(flag) << c.why;
    EXPECT_EQ(flag->verdict, Verdict::kSuspected) << c.why << " " << flag->db;
    EXPECT_TRUE(Signals(*flag, c.signal)) << c.why << DumpJson(ToJson(*flag));
    EXPECT_GE(flag->db, TheMatcher().rules().book().weights.threshold_db()) << c.why;
  }
}

TEST(MatcherTest, HonestUsesAreClearedAndSaySo) {
  Listing by_code = Offer("Qorvella 运动鞋", "59.00", "another name");
  by_code.seller.id = "s-1";
  Listing expired = Offer("Q·o·r·v·e·l·l·a 运动鞋");
  expired.captured_at = "2031-05-01T00:00:00Z";
  Listing early = Offer("Q·o·r·v·e·l·l·a 运动鞋");
  early.captured_at = "2019-05-01T00:00:00Z";
  Listing own = Offer("Navira shoes like Qorvella");
  own.brand = "Navira";
  Listing on_platform = Offer("Qorvella 高仿 运动鞋", "", "Qorvella Outlet");
  on_platform.platform = "shop2";
  const struct {
    const char* why;
    Listing listing;
    const char* right;
    const char* clearing;
  } cases[] = {
      {"the authorised shop, however cheap", Offer("Qorvella 运动鞋", "59.00", "珂沃莱旗舰店"), "brand", "seller.authorised"},
      {"the authorised shop by its id", by_code, "brand", "seller.authorised"},
      {"the authorised shop on its platform", on_platform, "brand", "seller.authorised"},
      {"the holder itself", Offer("Q0rvella shoes", "", "QORVELLA LTD"), "brand", "seller.authorised"},
      {"for X in Chinese", Offer("适用于Qorvella的鞋垫 男", "9.90"), "brand", "use.nominative"},
      {"X accessory in Chinese", Offer("Qorvella专用鞋带", "5.00"), "brand", "use.nominative"},
      {"for X in English", Offer("Laces for Qorvella shoes", "5.00"), "brand", "use.nominative"},
      {"compatible with X", Offer("insoles compatible with Qorvella", "5.00"), "brand", "use.nominative"},
      {"for X in Russian", Offer("Шнурки для Qorvella", "5.00"), "brand", "use.nominative"},
      {"second-hand", Offer("二手 Qorvella 运动鞋 9成新", "80.00", "小鱼的店"), "brand", "use.second_hand"},
      {"second-hand in English", Offer("Pre-owned Qorvella jacket", "80.00"), "brand", "use.second_hand"},
      {"other goods", Offer("老山泉 蓝牙耳机", "", "", {"数码", "耳机"}), "drink", "goods.other_class"},
      {"resale near the usual price", Offer("Qorvella 运动鞋", "560.00", "小鱼的店"), "brand", "price.near"},
      {"open use, price unknown", Offer("Qorvella 运动鞋"), "brand", "use.resale"},
      {"no imitations here", Offer("Qorvella 运动鞋 拒绝高仿 假一赔十"), "brand", "use.negation"},
      {"another brand of its own", own, "brand", "use.own_brand"},
      {"the right has ended", expired, "brand", "right.expired"},
      {"the right has not begun", early, "brand", "right.expired"},
      {"not of that origin", Offer("普通大米 非云岭香米"), "origin", "use.descriptive"},
  };
  for (const auto& c : cases) {
    const auto flag = FlagOf(TheMatcher().Match(c.listing), c.right);
    ASSERT_TRUE(flag) << c.why;
    EXPECT_EQ(flag->verdict, Verdict::kCleared) << c.why << DumpJson(ToJson(*flag));
    EXPECT_TRUE(Has(*flag, c.clearing)) << c.why << DumpJson(ToJson(*flag));
    EXPECT_FALSE(flag->signals.empty()) << c.why;
  }
}

// A name that is a word may be meant as one, unless the price speaks against it; one that was made up or is well known says nothing of a taste.
TEST(MatcherTest, AnOrdinaryWordMayBeMeantAsOne) {
  Right word = MakeRight("word", {"薄荷", "Crimson"}, {25, 30});
  word.reference_price = Price{.amount = "599.00", .amount_max = {}, .currency = "CNY"};
  Right known = word;
  known.extra = {{"well_known", true}};
  const Matcher matcher(*RuleSet::Build({{"", word, {}}}, Book())), well_known(*RuleSet::Build({{"", known, {}}}, Book()));
  for (const char* title : {"薄荷色 运动鞋", "糖果 口味：薄荷", "薄荷味 糖果", "Crimson coloured shoes"}) {
    const auto flag = FlagOf(matcher.Match(Offer(title, "200.00")), "word");
    ASSERT_TRUE(flag) << title;
    EXPECT_EQ(flag->verdict, Verdict::kCleared) << title << DumpJson(ToJson(*flag));
    EXPECT_TRUE(Has(*flag, "use.descriptive")) << title;
    EXPECT_FALSE(Has(*FlagOf(well_known.Match(Offer(title, "200.00")), "word"), "use.descriptive")) << title;
  }
  for (const char* title : {"薄荷 运动鞋", "薄荷旗舰店同款 运动鞋", "薄荷色 高仿 运动鞋", "薄荷色系 运动鞋", "薄荷色 运动鞋"}) {
    EXPECT_EQ(FlagOf(matcher.Match(Offer(title, "59.00")), "word")->verdict, Verdict::kSuspected) << title;
  }
  EXPECT_EQ(FlagOf(TheMatcher().Match(Offer("Qorvella色 运动鞋", "59.00", "小鱼的店")), "brand")->verdict, Verdict::kSuspected);
}

TEST(MatcherTest, TwoSyllablesWithNoIdeographKeptCountWhereTheyStandApart) {
  const auto flag = FlagOf(TheMatcher().Match(Title("新款 沫徕 高仿 外套")), "short");
  ASSERT_TRUE(flag);
  EXPECT_EQ(flag->signals[0].detector, "text.sound");
  EXPECT_EQ(flag->signals[0].matched, "沫徕");
  EXPECT_FALSE(FlagOf(TheMatcher().Match(Title("新款 沫徕 外套")), "short")) << "alone they are too little";
  EXPECT_FALSE(FlagOf(TheMatcher().Match(Title("新款沫徕外套 高仿")), "short")) << "inside other words";
}

// What merely sounds or looks like a mark is looked for on goods that its right may have to do with.
TEST(MatcherTest, LikenessIsLookedForOnGoodsOfTheRight) {
  const Right shoes = MakeRight("shoes", {"珂沃莱"}, {25});
  Right known = shoes;
  known.extra = {{"well_known", true}};
  const Matcher matcher(*RuleSet::Build({{"", shoes, {}}}, Book())), well_known(*RuleSet::Build({{"", known, {}}}, Book()));
  const struct {
    const char* title;
    bool of_right, of_well_known;
  } cases[] = {
      {"科沃莱 运动鞋", true, true}, {"珂wo莱 蓝牙耳机", true, true}, {"科沃莱 运动鞋 送耳机", true, true}, {"科沃莱 蓝牙耳机", false, true}, {"科沃莱", true, true}, {"珂·沃·莱 蓝牙耳机", true, true}, {"珂沃莱 蓝牙耳机", true, true}, {"莱沃珂 蓝牙耳机", true, true},
  };
  for (const auto& c : cases) {
    // With talk of imitations, so that what is found is told.
    const Listing listing = Title(std::string(c.title) + " 高仿");
    EXPECT_EQ(FlagOf(matcher.Match(listing), "shoes").has_value(), c.of_right) << c.title;
    EXPECT_EQ(FlagOf(well_known.Match(listing), "shoes").has_value(), c.of_well_known) << c.title;
  }
}

TEST(MatcherTest, ABorrowedNameOfAnAuthorisedShopDoesNotClear) {
  Listing listing = Offer("Qorvella 运动鞋", "59.00", "珂沃莱旗舰店");
  listing.seller.id = "s-77";
  const auto flag = FlagOf(TheMatcher().Match(listing), "brand");
  ASSERT_TRUE(flag);
  EXPECT_EQ(flag->verdict, Verdict::kSuspected);
  listing = Offer("Qorvella 运动鞋", "59.00", "Qorvella Outlet");
  listing.platform = "shop9";  // authorised on another platform only
  EXPECT_EQ(FlagOf(TheMatcher().Match(listing), "brand")->verdict, Verdict::kSuspected);
}

TEST(MatcherTest, TheSumIsTheSumOfItsParts) {
  const auto flag = FlagOf(TheMatcher().Match(Offer("二手 Q·o·r·v·e·l·l·a 高仿 运动鞋", "59.00", "小鱼的店")), "brand");
  ASSERT_TRUE(flag);
  double sum = 0;
  for (const Signal& signal : flag->signals) sum += signal.db;
  for (const Clearing& clearing : flag->cleared_by) sum += clearing.db;
  EXPECT_DOUBLE_EQ(flag->db, sum);
  EXPECT_GT(flag->score, 0);
  EXPECT_LT(flag->score, 1);
  EXPECT_EQ(flag->rule_set, TheMatcher().rules().digest());
  EXPECT_EQ(flag->engine, kMatcherEngine);
  EXPECT_TRUE(std::is_sorted(flag->reason_codes.begin(), flag->reason_codes.end()));
}

TEST(MatcherTest, SameInputSameOutputFromEveryThread) {
  std::vector<Listing> listings;
  for (int i = 0; i < 40; ++i) listings.push_back(Offer("Q·o·r·v·e·l·l·a 高仿 未莱 云岭香米 科沃莱 " + std::to_string(i), "59.00", "小鱼的店"));
  const auto all = [&] {
    std::string text;
    for (const Listing& listing : listings) {
      for (const Flag& flag : TheMatcher().Match(listing)) text += DumpJson(ToJson(flag));
    }
    return text;
  };
  const std::string want = all();
  std::vector<std::string> got(4);
  {
    std::vector<std::jthread> threads;
    for (std::string& text : got) threads.emplace_back([&text, &all] { text = all(); });
  }
  for (const std::string& text : got) EXPECT_EQ(text, want);
}

TEST(MatcherTest, HostileTextIsBorne) {
  Listing listing = Title("");
  for (int i = 0; i < 20000; ++i) listing.title += "珂沃";
  for (int i = 0; i < 20000; ++i) listing.description += "Q" + Chars({0x200B});
  EXPECT_TRUE(TheMatcher().Match(listing).empty());
}

// Bytes that are no UTF-8 in every field, and in a right's own names: what stands beside them is matched, and spans stay within the field.
TEST(MatcherTest, BadInput46TextThatIsNoUtf8CostsItselfOnly) {
  std::vector<RightVersion> rights = Rights();
  rights.push_back({"", MakeRight("broken", {"\xc1\xbf\xfe", ""}, {25}), {}});
  rights.push_back({"", MakeRight("half", {"Nav\xc3ira Nol", "Zelvarin"}, {25}), {}});
  const auto rules = RuleSet::Build(std::move(rights), Book());
  ASSERT_TRUE(rules) << rules.error().message;
  const Matcher matcher(*rules);
  for (const std::string broken : {"\xff\xfe\xfd", "\xe4\xb8", "\xc0\xaf", "\xed\xa0\x80", "\xf8\x88\x80\x80\x80", "\x80", "\xf4\x90\x80\x80", "\xf0\x9f\x91"}) {
    Listing listing = Offer(broken + "Q·o·r·v·e·l·l·a 高仿 运动鞋" + broken, "59.00", broken + "小鱼的店" + broken, {broken, "鞋" + broken});
    listing.description = broken + " 新款 " + broken + " 珂★沃★莱 一比一 Zelvarin " + broken;
    listing.brand = broken;
    listing.seller.id = broken;
    const auto flags = matcher.Match(listing);
    for (const Flag& flag : flags) {
      EXPECT_NE(flag.right_id, "broken");
      for (const Signal& signal : flag.signals) {
        if (!signal.span) continue;
        const std::string& field = signal.field == "title" ? listing.title : listing.description;
        ASSERT_LE(0, signal.span->begin);
        ASSERT_LT(signal.span->begin, signal.span->end);
        ASSERT_LE(static_cast<size_t>(signal.span->end), field.size());
        EXPECT_EQ(field.substr(static_cast<size_t>(signal.span->begin), static_cast<size_t>(signal.span->end - signal.span->begin)), signal.matched);
      }
      EXPECT_TRUE(ParseJson(DumpJson(ToJson(flag))));
    }
    const auto flag = FlagOf(flags, "brand");
    ASSERT_TRUE(flag) << DumpJson(Json(broken));
    EXPECT_EQ(flag->verdict, Verdict::kSuspected);
    std::set<std::string> matched;
    for (const Signal& signal : flag->signals) matched.insert(signal.field + ": " + signal.matched);
    for (const char* wanted : {"title: Q·o·r·v·e·l·l·a", "title: 高仿", "description: 珂★沃★莱"}) EXPECT_TRUE(matched.contains(wanted)) << wanted << " beside " << DumpJson(Json(broken));
    EXPECT_TRUE(FlagOf(flags, "half")) << "its other name is sound";
    // A listing of nothing else.
    Listing nothing = Title(broken);
    nothing.description = nothing.brand = nothing.seller.name = broken;
    EXPECT_TRUE(matcher.Match(nothing).empty());
  }
}

TEST(MatcherTest, NoRightsNoFlags) {
  const Matcher empty(*RuleSet::Build({}, Book()));
  EXPECT_TRUE(empty.Match(Title("Qorvella 高仿")).empty());
}

TEST(MatcherTest, AnAuthorisationHoldsWithinItsDays) {
  Right brand = MakeRight("brand", {"Qorvella"}, {25});
  brand.authorised_sellers = {{.name = "Old partner", .id = {}, .platform = {}, .valid_from = "2025-01-01", .valid_to = "2025-12-31"}};
  const Matcher matcher(*RuleSet::Build({{"", brand, {}}}, Book()));
  const auto cleared = [&](const char* day) {
    Listing offer = Offer("Qorvella 运动鞋 高仿 1:1", "99.00", "Old partner");
    offer.captured_at = day;
    const auto flag = FlagOf(matcher.Match(offer), "brand");
    return flag && Has(*flag, "seller.authorised");
  };
  EXPECT_TRUE(cleared("2025-01-01T00:00:00Z"));
  EXPECT_TRUE(cleared("2025-12-31T23:59:59Z"));
  EXPECT_FALSE(cleared("2026-01-01T00:00:00Z"));
  EXPECT_FALSE(cleared("2024-12-31T23:59:59Z"));
}

// A mark that everybody knows is protected beyond its classes; another is not looked for there.
TEST(MatcherTest, AWellKnownMarkCrossesClasses) {
  const auto verdict = [](bool well_known) {
    Right right = MakeRight("mark", {"Qorvella"}, {25});
    right.extra = Json{{"well_known", well_known}};
    const Matcher matcher(*RuleSet::Build({{"", right, {}}}, Book()));
    const auto flag = FlagOf(matcher.Match(Offer("Q·o·r·v·e·l·l·a 东北大米 5kg", "", "", {"食品", "大米"})), "mark");
    return flag ? flag->verdict : Verdict::kCleared;
  };
  EXPECT_EQ(verdict(true), Verdict::kSuspected);
  EXPECT_EQ(verdict(false), Verdict::kCleared);
}

// What a page has to show and does not: told where the page's description is known.
TEST(MatcherTest, WhatIsMissingIsSeenWhereThePageIsKnown) {
  const Matcher matcher(*RuleSet::Build({{"", MakeRight("variety", {"云岭粳九号"}, {}, RightKind::kPlantVariety), {}},
                                         {"", MakeRight("origin", {"云岭香米"}, {}, RightKind::kGeographicalIndication), {}},
                                         {"", MakeRight("mark", {"云岭禾"}, {}), {}}},
                                        Book()));
  const struct {
    const char* why;
    const char* title;
    const char* description;
    const char* right;
    const char* detector;
    bool fires;
  } cases[] = {
      {"seed without a number", "云岭粳九号 水稻种子", "颗粒饱满，抗倒伏", "variety", "rule.seed.zh.no_numbers", true},
      {"an approval's number", "云岭粳九号 水稻种子", "黑审稻20260012", "variety", "rule.seed.zh.no_numbers", false},
      {"a licence, written in traditional forms", "云岭粳九号 水稻种子", "農作物種子生產經營許可證齊全", "variety", "rule.seed.zh.no_numbers", false},
      {"a page of which the title alone is known", "云岭粳九号 水稻种子", "", "variety", "rule.seed.zh.no_numbers", false},
      {"a protected origin without its user's code", "云岭香米 国家地理标志保护产品", "当季新米", "origin", "rule.gi.zh.no_code", true},
      {"with it", "云岭香米 国家地理标志保护产品", "统一社会信用代码 91350100M000100Y43", "origin", "rule.gi.zh.no_code", false},
      {"another number of many digits", "云岭香米 地标产品", "客服 139000000001234567890", "origin", "rule.gi.zh.no_code", true},
      {"a mark has no such duty", "云岭禾 地标产品 水稻种子 高仿", "当季", "mark", "rule.gi.zh.no_code", false},
  };
  for (const auto& c : cases) {
    Listing listing = Title(c.title);
    listing.description = c.description;
    const auto flag = FlagOf(matcher.Match(listing), c.right);
    ASSERT_TRUE(flag) << c.why;
    EXPECT_EQ(Signals(*flag, c.detector), c.fires) << c.why << DumpJson(ToJson(*flag));
  }
}

TEST(MatcherTest, ARuleFiresOnlyWhenWhatElseItWantsHolds) {
  auto texts = ReadRuleTexts(MARKWARDEN_SOURCE_DIR);
  ASSERT_TRUE(texts) << texts.error().message;
  const auto rule = [](const char* id, const char* effect, int db, const char* pattern, const char* when) {
    return std::string("  - {id: ") + id + ", effect: " + effect + ", reason: own, why: a test, db: " + std::to_string(db) + ", pattern: " + pattern + ", must_fire: [" + pattern +
           "], when: " + when + "}\n";
  };
  (*texts)["own.yaml"] = "id: own\nversion: 1\nsource: test\nrules:\n" + rule("cheap", "suspect", 11, "量版", "{price_below: 0.5}") + rule("stranger", "suspect", 11, "厂直", "{seller: unlisted}") +
                         rule("shoe", "suspect", 11, "跟底", "{category: [鞋]}") + rule("known", "clear", -9, "高仿展", "{seller: listed}");
  const auto book = BuildRuleBook(*texts);
  ASSERT_TRUE(book) << book.error().message;
  const Matcher matcher(*RuleSet::Build(Rights(), *book));
  const struct {
    const char* why;
    Listing listing;
    const char* detector;
    bool fires;
  } cases[] = {
      {"cheap enough", Offer("珂沃莱 量版", "200"), "rule.cheap", true},
      {"too dear", Offer("珂沃莱 量版", "580"), "rule.cheap", false},
      {"no price", Offer("珂沃莱 量版"), "rule.cheap", false},
      {"not on the list", Offer("珂沃莱 厂直", "", "小鱼的店"), "rule.stranger", true},
      {"on the list", Offer("珂沃莱 厂直", "", "珂沃莱旗舰店"), "rule.stranger", false},
      {"nobody knows who sells", Offer("珂沃莱 厂直"), "rule.stranger", false},
      {"the right has no list", Offer("明台木兰 厂直", "", "小鱼的店"), "rule.stranger", false},
      {"of the category", Offer("珂沃莱 跟底", "", "", {"服饰", "男鞋"}), "rule.shoe", true},
      {"of another", Offer("珂沃莱 跟底", "", "", {"服饰"}), "rule.shoe", false},
      {"a clearing that does not hold covers nothing", Offer("珂沃莱 高仿展", "", "小鱼的店"), "rule.zh.imitation", true},
  };
  for (const auto& c : cases) {
    bool fired = false;
    for (const Flag& flag : matcher.Match(c.listing)) fired = fired || Signals(flag, c.detector);
    EXPECT_EQ(fired, c.fires) << c.why;
  }
}

TEST(MatcherTest, AWordOfTheRightsOwnListExcusesAnOpenNameOnly) {
  Right brand = MakeRight("brand", {"珂沃莱"}, {});
  brand.extra = {{"context_words", {"花卉"}}};
  const Matcher matcher(*RuleSet::Build({{"", brand, {}}}, Book()));
  const auto open = FlagOf(matcher.Match(Offer("珂沃莱 花 卉 种子 高仿", "9.00")), "brand");
  ASSERT_TRUE(open);
  EXPECT_TRUE(Has(*open, "use.other_thing")) << DumpJson(ToJson(*open));
  const auto other = FlagOf(matcher.Match(Offer("珂沃莱 运动鞋 高仿", "9.00")), "brand");
  ASSERT_TRUE(other);
  EXPECT_FALSE(Has(*other, "use.other_thing"));
  const auto hidden = FlagOf(matcher.Match(Offer("珂·沃·莱 花卉 高仿", "9.00")), "brand");
  ASSERT_TRUE(hidden);
  EXPECT_FALSE(Has(*hidden, "use.other_thing")) << DumpJson(ToJson(*hidden));
}

// With an office's table in force its groups decide, and each flag says which group of which edition.
TEST(MatcherTest, GroupsOfTheTableInForceDecideOverGoods) {
  auto texts = ReadRuleTexts(MARKWARDEN_SOURCE_DIR);
  const auto csv = ReadFile(std::string(MARKWARDEN_SOURCE_DIR) + "/tests/data/goods/table.csv", kMaxNiceFile);
  ASSERT_TRUE(texts && csv);
  const auto import = ImportNiceTable(*csv, "Test 1-2026", "2026-01-01");
  ASSERT_TRUE(import) << import.error().message;
  (*texts)[kNiceTableName] = import->text;
  const auto book = BuildRuleBook(*texts);
  ASSERT_TRUE(book) << book.error().message;
  const auto right = [](std::vector<int> classes, std::vector<const char*> groups) {
    Right made = MakeRight("brand", {"Qorvella"}, std::move(classes));
    for (const char* group : groups) made.groups.push_back(*ParseGoodsGroup(group));
    return made;
  };
  const struct {
    const char* why;
    Right of;
    Listing listing;
    const char *detector, *matched, *decoded;
    double db;
  } cases[] = {
      {"the same group", right({25}, {"2501"}), Offer("Qorvella 高仿 连帽外衣"), "goods.same_group", "2501-1", "2501", 2},
      {"all groups of the class", right({25}, {}), Offer("Qorvella 高仿 越野跑步鞋"), "goods.same_group", "2507", "2507", 2},
      {"of the category", right({25}, {}), Offer("Qorvella 高仿", "", "", {"户外", "越野跑步鞋"}), "goods.same_group", "2507", "2507", 2},
      {"searched across", right({25}, {}), Offer("Qorvella 高仿 折叠旅行包"), "goods.cross_group", "1802", "2501-1", 2},
      {"another part", right({9}, {"0907-1"}), Offer("Qorvella 高仿 车载定位盒"), "goods.near_part", "0907-2", "0907-1", 1},
      {"another group of the class", right({25}, {"2501"}), Offer("Qorvella 高仿 越野跑步鞋"), "goods.other_group", "2507", "2501", 0.5},
      {"a word of the small table alone", right({25}, {"2501"}), Offer("Qorvella 高仿 运动鞋"), "goods.same_class", "25", "", 2},
  };
  for (const auto& c : cases) {
    const Matcher matcher(*RuleSet::Build({{"", c.of, {}}}, *book));
    const std::optional<Flag> flag = FlagOf(matcher.Match(c.listing), "brand");
    ASSERT_TRUE(flag) << c.why;
    EXPECT_EQ(flag->verdict, Verdict::kSuspected) << c.why;
    const auto goods = std::find_if(flag->signals.begin(), flag->signals.end(), [](const Signal& one) { return one.detector.starts_with("goods."); });
    ASSERT_NE(goods, flag->signals.end()) << c.why;
    EXPECT_EQ(goods->detector, c.detector) << c.why;
    EXPECT_EQ(goods->matched, c.matched) << c.why;
    EXPECT_EQ(goods->decoded, c.decoded) << c.why;
    EXPECT_DOUBLE_EQ(goods->db, c.db) << c.why;
    EXPECT_EQ(goods->chain, goods->decoded.empty() ? std::vector<std::string>() : std::vector<std::string>{"Test 1-2026"}) << c.why;
    EXPECT_EQ(goods->field, c.listing.category.empty() ? "title" : "category") << c.why;
    const Result<Flag> kept = FlagFromJson(ToJson(*flag));
    ASSERT_TRUE(kept) << c.why;
    const auto again = std::find_if(kept->signals.begin(), kept->signals.end(), [](const Signal& one) { return one.detector.starts_with("goods."); });
    EXPECT_EQ(again->decoded, c.decoded) << c.why << ": what decided is kept";
    EXPECT_EQ(again->chain, goods->chain) << c.why;
  }
  const Matcher other(*RuleSet::Build({{"", right({25}, {}), {}}}, *book));
  const std::optional<Flag> cleared = FlagOf(other.Match(Offer("Qorvella 搪瓷煮锅")), "brand");
  ASSERT_TRUE(cleared);
  const auto why = std::find_if(cleared->cleared_by.begin(), cleared->cleared_by.end(), [](const Clearing& one) { return one.detector == "goods.other_class"; });
  ASSERT_NE(why, cleared->cleared_by.end());
  EXPECT_EQ(why->why, "the goods are of group 2101 (Test 1-2026), class 21; the right covers others");
  EXPECT_EQ(why->matched, "2101 (Test 1-2026)");
  const Result<Flag> again = FlagFromJson(ToJson(*cleared));
  ASSERT_TRUE(again);
  EXPECT_EQ(ToJson(*again), ToJson(*cleared));
  // Before the table the same words name a class alone, or nothing.
  EXPECT_TRUE(FlagOf(Matcher(*RuleSet::Build({{"", right({25}, {"2501"}), {}}}, Book())).Match(Offer("Qorvella 高仿 越野跑步鞋")), "brand"));
}

}  // namespace
}  // namespace markwarden
