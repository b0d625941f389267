// Whole pages in, offers out.
#include "crawler/extract.h"

#include <gtest/gtest.h>

#include "core/file.h"
#include "crawler/extract_hints.h"
#include "crawler/extract_literal.h"
#include "crawler/extract_page.h"

namespace markwarden {
namespace {

Extraction ExtractFile(const std::string& name, ExtractOptions options = {}) {
  const Result<std::string> bytes = ReadFile(std::string(MARKWARDEN_SOURCE_DIR) + "/tests/data/pages/" + name);
  EXPECT_TRUE(bytes) << name;
  if (options.url.empty()) options.url = "https://shop.test/dir/page";
  return Extract(bytes ? *bytes : "", "", options);
}

TEST(ExtractTest, TagsInsideValuesGoAndOtherAngleBracketsStay) {
  const struct {
    const char* in;
    const char* want;
  } cases[] = {
      {"<em>Talmere</em> kettle", "Talmere kettle"},
      {"one<br/>two</p>", "one two"},
      {"Talm<e>re", "Talm<e>re"},
      {"a <3 b, 5 < 6 > 4", "a <3 b, 5 < 6 > 4"},
      {"<T>almere", "<T>almere"},
      {"open <a href=", "open"},
      {"<b>Talmere</b> <I>kettle</I >", "Talmere kettle"},
      {"T<a>lmere <Q>uorra", "T<a>lmere <Q>uorra"},
      {"</b> <b>Talmere", "<b>Talmere"},
      {"<p>one<p>two", "one two"},
  };
  for (const auto& c : cases) EXPECT_EQ(TidyText(c.in), c.want) << c.in;
}

TEST(ExtractTest, FindsPhrasesInWhatThePageShows) {
  const std::string page = "<html><head><title>shop</title><style>.hidden phrase{}</style></head><body><h1>No  longer\n<b>Available</b></h1>"
                           "<script>var words = 'this item has been removed';</script><p>商品<span>已下架</span></p><p>ОБЪЯВЛЕНИЕ Удалено</p></body></html>";
  const ExtractOptions options{.url = "https://shop.test/item/1", .look_for = {"商品已下架", "this item has been removed", "no longer available", "объявление удалено", ""}};
  EXPECT_EQ(Extract(page, "", options).found, (std::vector<std::string>{"商品已下架", "no longer available", "объявление удалено"})) << "what a script holds is not shown";
  EXPECT_TRUE(Extract(page, "", {.url = "https://shop.test/item/1"}).found.empty());
  ExtractOptions many = options;
  many.look_for.assign(kMaxLookFor, "nothing of that kind");
  many.look_for.push_back("商品已下架");
  EXPECT_TRUE(Extract(page, "", many).found.empty()) << "more phrases than that are passed over";
}

TEST(ExtractTest, ReadsBrokenJsonLd) {
  const Extraction got = ExtractFile("product_json_ld.html");
  EXPECT_EQ(got.kind, PageKind::kProduct);
  EXPECT_EQ(got.canonical, "https://shop.test/p/morrow-30");
  ASSERT_EQ(got.listings.size(), 1u);
  const Listing& listing = got.listings[0];
  EXPECT_EQ(listing.url, "https://shop.test/dir/page");
  EXPECT_EQ(listing.title, "Morrow Trail Backpack 30 l");
  EXPECT_EQ(listing.description, "Two lines of text.");
  EXPECT_EQ(listing.brand, "Morrow");
  EXPECT_EQ(listing.sku, "MTB-30");
  EXPECT_EQ(listing.gtin, "4006381333931");
  EXPECT_EQ(listing.price, (Price{.amount = "89.5", .amount_max = "119.00", .currency = "EUR"}));
  EXPECT_EQ(listing.availability, "InStock");
  EXPECT_EQ(listing.images, (std::vector<std::string>{"https://shop.test/img/mtb-1.jpg", "https://shop.test/img/mtb-2.jpg"}));
  EXPECT_EQ(listing.category, (std::vector<std::string>{"Bags", "Backpacks"}));
  EXPECT_EQ(listing.seller.name, "Hillgate Outfitters Ltd");
  EXPECT_EQ(listing.lang, "en");
}

TEST(ExtractTest, ReadsMicrodata) {
  const Extraction got = ExtractFile("product_microdata.html");
  ASSERT_EQ(got.listings.size(), 1u);
  const Listing& listing = got.listings[0];
  EXPECT_EQ(listing.title, "Wasserkocher Tern 1,7 l");
  EXPECT_EQ(listing.brand, "Tern");
  EXPECT_EQ(listing.price, (Price{.amount = "39.90", .amount_max = std::nullopt, .currency = "EUR"}));
  EXPECT_EQ(listing.availability, "OutOfStock");
  EXPECT_EQ(listing.images, std::vector<std::string>{"https://cdn.kessel.test/tern.jpg"});
}

TEST(ExtractTest, ReadsAPlainChinesePage) {
  for (const char* file : {"product_gbk.html", "product_utf8_says_gbk.html"}) {
    const Extraction got = ExtractFile(file);
    EXPECT_EQ(got.charset, file == std::string("product_gbk.html") ? "gb18030" : "utf-8");
    ASSERT_EQ(got.listings.size(), 1u) << file;
    const Listing& listing = got.listings[0];
    EXPECT_EQ(listing.title, "云岭 山茶油 礼盒装 500ml");
    ASSERT_TRUE(listing.price) << file;
    EXPECT_EQ(*listing.price, (Price{.amount = "128.00", .amount_max = std::nullopt, .currency = "CNY"}));
    EXPECT_EQ(listing.brand, "云岭");
    EXPECT_EQ(listing.sku, "YL-500");
    EXPECT_EQ(listing.sales, 12000);
    EXPECT_EQ(listing.seller.name, "青禾特产店");
    EXPECT_EQ(listing.seller.url, "https://shop.test/shop/77");
    EXPECT_EQ(listing.seller.licence, "https://shop.test/img/licence77.jpg");
    EXPECT_TRUE(IsCreditCode(listing.seller.credit_code)) << listing.seller.credit_code;
  }
}

TEST(ExtractTest, ReadsStateOfAScript) {
  const Extraction got = ExtractFile("product_state.html");
  ASSERT_EQ(got.listings.size(), 1u);
  EXPECT_EQ(got.listings[0].price, (Price{.amount = "64.50", .amount_max = std::nullopt, .currency = "GBP"}));
  EXPECT_EQ(got.listings[0].brand, "Fennel");
  EXPECT_EQ(got.listings[0].sku, "90017");
  EXPECT_EQ(got.listings[0].seller.name, "Lumen Yard");
}

TEST(ExtractTest, ReadsAListAndItsNextPage) {
  const Extraction got = ExtractFile("list_windows1251.html");
  EXPECT_EQ(got.charset, "windows-1251");
  EXPECT_EQ(got.kind, PageKind::kList);
  ASSERT_EQ(got.listings.size(), 5u);
  EXPECT_EQ(got.listings[0].title, "Чайник «Север» 1,5 л");
  EXPECT_EQ(got.listings[0].url, "https://shop.test/item/1");
  EXPECT_EQ(got.listings[0].price, (Price{.amount = "1290", .amount_max = std::nullopt, .currency = "RUB"}));
  EXPECT_EQ(got.listings[0].seller.name, "Лавка «Утро»");
  EXPECT_FALSE(got.listings[2].price) << "an empty price node is a price that is not known";
  EXPECT_EQ(got.listings[3].price->amount, "2150.50");
  ASSERT_FALSE(got.next.empty());
  EXPECT_EQ(got.next[0], "https://shop.test/search?page=2");
}

// A page drawn by a script: its own product is in the state alone, what it shows are other goods.
std::string DrawnPage(const std::string& price, const std::string& title) {
  std::string page = "<html lang=en><title>" + title + " - Quayside</title><body><div id=root></div><script>window.__INITIAL_STATE__ = "
      R"({"app":{"version":"1"},"product":{"id":"7001011","title":")" + title + R"(","brandName":null,"categoryPath":["Home","Lamps"],"sku":"QL-7",)"
      R"("price":)" + price + R"(,"images":["/img/7001011_0.jpg","/img/7001011_1.jpg"],"soldCount":250,)"
      R"("seller":{"id":"s9","name":"Harrow Lights","url":"/shop/s9","location":"Cork","creditCode":"91440100U3DMREA1QE"}}};</script><section class=more>)";
  for (int i = 1; i <= 4; ++i) {
    const std::string n = std::to_string(i);
    page += "<div class=card><a href='/item/700200" + n + "'><img src='/img/700200" + n + ".jpg'>Wicker basket no. " + n + " with a lid</a> <span class=p>$1" + n + ".00</span></div>";
  }
  return page + "</section></body></html>";
}

TEST(ExtractTest, OwnProductOfTheStateBesideOtherGoods) {
  const Extraction got = Extract(DrawnPage(R"({"currency":"USD","current":"35.99","max":"41.00","original":"50.00"})", "Brass desk lamp"), "", {.url = "https://shop.test/item/7001011"});
  ASSERT_EQ(got.kind, PageKind::kProduct);
  ASSERT_EQ(got.listings.size(), 1u);
  const Listing& listing = got.listings[0];
  EXPECT_EQ(listing.title, "Brass desk lamp");
  EXPECT_EQ(listing.price, (Price{.amount = "35.99", .amount_max = "41.00", .currency = "USD"}));
  EXPECT_EQ(listing.images, (std::vector<std::string>{"https://shop.test/img/7001011_0.jpg", "https://shop.test/img/7001011_1.jpg"}));
  EXPECT_EQ(listing.category, (std::vector<std::string>{"Home", "Lamps"}));
  EXPECT_EQ(listing.sales, 250);
  EXPECT_EQ(listing.item_id, "7001011");
  EXPECT_EQ(listing.seller.name, "Harrow Lights");
  EXPECT_EQ(listing.seller.url, "https://shop.test/shop/s9");
  EXPECT_EQ(listing.seller.location, "Cork");
  EXPECT_EQ(listing.seller.credit_code, "91440100U3DMREA1QE");
}

TEST(ExtractTest, AProductWithoutAPriceTakesNoneFromOtherGoods) {
  const Extraction got = Extract(DrawnPage(R"({"currency":"USD","current":null,"max":null})", "Brass desk lamp"), "", {.url = "https://shop.test/item/7001011"});
  ASSERT_EQ(got.kind, PageKind::kProduct);
  EXPECT_FALSE(got.listings[0].price);
  EXPECT_EQ(got.listings[0].images.size(), 2u);
}

TEST(ExtractTest, AStateObjectThatNothingNamesIsNotThePage) {
  std::string page = DrawnPage(R"({"currency":"USD","current":"35.99"})", "Brass desk lamp");
  page.replace(page.find("<title>"), page.find("</title>") - page.find("<title>"), "<title>Baskets - Quayside");
  EXPECT_EQ(Extract(page, "", {.url = "https://shop.test/baskets"}).kind, PageKind::kList);
}

// The heading's own product asks for its price; its neighbours show theirs.
std::string AskingPage(const std::string& name) {
  std::string page = "<html lang=zh><title>" + name + " - 河湾集</title><body><a href='/list/9'>茶具</a><h1>" + name + "</h1><div class=gallery><img src=/img/4100001_0.jpg width=400></div>"
                     "<p>价格：<span class='price now'>询价</span></p><p>已售 31</p><p>店铺：<a class=shop-name href=/shop/3>河湾茶行</a></p><h2>猜你喜欢</h2>";
  for (int i = 2; i < 6; ++i) {
    const std::string n = std::to_string(i);
    page += "<div class=card><a href='/goods.php?id=410000" + n + "'><img src='/img/410000" + n + ".jpg'>藤编收纳篮 第" + n + "款</a> <span class=p>¥1" + n + ".00</span></div>";
  }
  return page + "</body></html>";
}

TEST(ExtractTest, AHeadingWithoutAPriceIsTheProductAmongItsKind) {
  const Extraction got = Extract(AskingPage("青瓷茶杯 手工 一对"), "", {.url = "https://shop.test/goods.php?id=4100001"});
  ASSERT_EQ(got.kind, PageKind::kProduct);
  EXPECT_EQ(got.listings[0].title, "青瓷茶杯 手工 一对");
  EXPECT_FALSE(got.listings[0].price);
  EXPECT_EQ(got.listings[0].seller.name, "河湾茶行");
  EXPECT_EQ(got.listings[0].images, std::vector<std::string>{"https://shop.test/img/4100001_0.jpg"});
  // The same page at a category's address, under a name of the menu, is a list.
  EXPECT_EQ(Extract(AskingPage("茶具"), "", {.url = "https://shop.test/list/9"}).kind, PageKind::kList);
}

TEST(ExtractTest, AListOfGoodsIsNoListPrice) {
  std::string page = "<title>Home - Quayside</title><div class='goods-list'>";
  for (const char* n : {"1", "2", "3", "4", "5"}) page += std::string("<div class=card><a href='/item/") + n + "'><img src='/" + n + ".jpg'></a><h3><a href='/item/" + n + "'>Wicker basket no. " + n + "</a></h3><span class=price>$1" + n + ".00</span> <span class=list-price>$20.00</span></div>";
  const Extraction got = Extract(page + "</div>", "", {.url = "https://shop.test/baskets"});
  ASSERT_EQ(got.kind, PageKind::kList);
  ASSERT_EQ(got.listings.size(), 5u);
  EXPECT_EQ(got.listings[0].price->amount, "11.00");
  // Three goods under a heading are a list too, though the heading is the page's title.
  std::string three = "<title>Baskets - Quayside</title><h1>Baskets</h1><div>";
  for (const char* n : {"1", "2", "3"}) three += std::string("<div class=card><a href='/item/") + n + "'><img src='/" + n + ".jpg'></a><h3><a href='/item/" + n + "'>Wicker hamper with a lid " + n + "</a></h3><span class=price>$1" + n + ".00</span></div>";
  EXPECT_EQ(Extract(three + "</div>", "", {.url = "https://shop.test/baskets"}).kind, PageKind::kList);
}

TEST(ExtractTest, ASellersPageTellsItsShop) {
  const char* page = "<title>经营执照</title><h1>经营执照</h1><img src=/licence/9.png alt='经营执照'><table><tr><th>企业名称</th><td>青禾特产店</td></tr>"
                     "<tr><th>统一社会信用代码</th><td>91440100U3DMREA1QE</td></tr></table>";
  const Extraction got = Extract(page, "", {.url = "https://shop.test/licence/9"});
  EXPECT_EQ(got.kind, PageKind::kOther);
  ASSERT_TRUE(got.seller_page);
  EXPECT_EQ(got.seller_page->name, "青禾特产店");
  EXPECT_EQ(got.seller_page->credit_code, "91440100U3DMREA1QE");
  EXPECT_EQ(got.seller_page->licence, "https://shop.test/licence/9.png");
  EXPECT_TRUE(ToJson(got).contains("seller_page"));
  // A wrong check digit is no code; a name alone is no seller's page.
  EXPECT_FALSE(Extract("<p>企业名称：青禾特产店</p><p>91440100U3DMREA1QF</p>", "", {}).seller_page);
  EXPECT_FALSE(ToJson(Extract("<p>about</p>", "", {})).contains("seller_page"));
}

TEST(ExtractTest, ObstaclesAreNoOffers) {
  const Extraction got = ExtractFile("challenge.html");
  EXPECT_EQ(got.challenge, "challenge");
  EXPECT_TRUE(got.listings.empty());
  const struct { const char* want; const char* page; } cases[] = {
      {"not_found", "<title>404 Not Found</title><h1>Sorry</h1>"},
      {"not_found", "<title>宝贝不存在</title><p>¥5.00</p>"},
      {"captcha", "<title>Robot Check</title>Enter the characters you see below"},
      {"login", "<title>Sign in</title><form><input type=password></form>"},
      {"error", "<title>503 Service Temporarily Unavailable</title>"},
      {"", "<title>Hat 404 by Morrow</title><h1>Hat</h1>"}};
  for (const auto& c : cases) {
    if (*c.want == '\0') continue;
    EXPECT_EQ(Extract(c.page, "", {}).challenge, c.want) << c.page;
  }
}

TEST(ExtractTest, SaysRobotsAndAnswersTheSameTwice) {
  const char* page = "<html lang=fr><meta name=robots content='noindex, nofollow'><base href='/b/'><a href='c#x'>c</a><a href='mailto:a@b.c'>m</a>";
  const Extraction got = Extract(page, "", {.url = "https://shop.test/"});
  EXPECT_TRUE(got.noindex);
  EXPECT_TRUE(got.nofollow);
  EXPECT_EQ(got.lang, "fr");
  EXPECT_EQ(got.links, std::vector<std::string>{"https://shop.test/b/c"});
  EXPECT_EQ(DumpJson(ToJson(got)), DumpJson(ToJson(Extract(page, "", {.url = "https://shop.test/"}))));
  EXPECT_TRUE(ToJson(got).contains("degraded"));
}

TEST(ExtractTest, HintsOfASourceWin) {
  ExtractOptions options;
  options.hints = Json{{"title", "h1.goods-title"}, {"seller.url", "a.shop-name@href"}, {"price", ".price-box s"}};
  const Extraction got = ExtractFile("product_gbk.html", options);
  ASSERT_EQ(got.listings.size(), 1u);
  EXPECT_EQ(got.listings[0].price->amount, "198.00");
  options.hints = Json{{"item", "li.card"}, {"title", "a.name"}, {"price", ".price"}};
  EXPECT_EQ(ExtractFile("list_windows1251.html", options).listings.size(), 5u);
}

TEST(SelectorTest, RefusesWhatItDoesNotKnow) {
  for (const char* good : {"a", ".x", "#x", "div.a.b [data-x=1] a@href", "[itemprop]", "a@href"}) EXPECT_TRUE(Selector::Parse(good)) << good;
  for (const char* bad : {"", "a > b", "a:first", "[x", ".", "a@", "a@b c"}) EXPECT_FALSE(Selector::Parse(bad)) << bad;
}

TEST(LiteralTest, ReadsWhatPagesWrite) {
  const struct { const char* why; const char* text; const char* want; } cases[] = {
      {"plain", R"({"a":[1,"b",null,true]})", R"({"a":[1,"b",null,true]})"},
      {"unquoted keys, single quotes", "{a:'b',$c:1}", R"({"$c":1,"a":"b"})"},
      {"trailing commas and comments", "{/* x */a:1,// y\n b:[1,],}", R"({"a":1,"b":[1]})"},
      {"an expression", "{a:1+f(2),b:2}", R"({"a":null,"b":2})"},
      {"a fraction stays text", "{a:12.50}", R"({"a":"12.50"})"},
      {"a raw line break", "{\"a\":\"x\ny\"}", R"({"a":"x\ny"})"},
      {"a surrogate pair", R"({"a":"\ud83d\ude00"})", "{\"a\":\"\xf0\x9f\x98\x80\"}"}};
  for (const auto& c : cases) {
    LiteralBudget budget;
    const auto value = ParseLiteral(c.text, budget);
    ASSERT_TRUE(value) << c.why;
    EXPECT_EQ(DumpJson(*value), c.want) << c.why;
  }
  for (const char* bad : {"", "{", "{a", "[1", "function(){}", "{a:\"x}"}) {
    LiteralBudget budget;
    EXPECT_FALSE(ParseLiteral(bad, budget)) << bad;
  }
  LiteralBudget budget;
  EXPECT_TRUE(ParseLiteral(std::string(64, '[') + std::string(64, ']'), budget));
  EXPECT_FALSE(ParseLiteral(std::string(65, '[') + std::string(65, ']'), budget));
}

TEST(PageTextTest, SmallReaders) {
  EXPECT_EQ(CleanGtin("4006381333931"), "4006381333931");
  EXPECT_EQ(CleanGtin("4006381333932"), "");
  EXPECT_EQ(ParseCount("1.2万+人付款"), 12000);
  EXPECT_EQ(ParseCount("51601人付款"), 51601);
  EXPECT_EQ(ParseCount("1,204 sold"), 1204);
  EXPECT_FALSE(ParseCount("none"));
  EXPECT_EQ(AvailabilityName("http://schema.org/InStock"), "InStock");
  EXPECT_EQ(AvailabilityName("нет в наличии"), "OutOfStock");
  EXPECT_EQ(AvailabilityName("whatever"), "");
  EXPECT_GT(TitleLikeness("Morrow Pack 30 l", "Morrow Pack 30 l | Hillgate"), 0.6);
  EXPECT_LT(TitleLikeness("Morrow Pack 30 l", "Wasserkocher Tern"), 0.2);
}

}  // namespace
}  // namespace markwarden
