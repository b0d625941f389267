// Tables of listings: which column means what, and cells that are none of it.
#include "crawler/listing_mapping.h"

#include <gtest/gtest.h>

#include "core/file.h"
#include "crawler/saved_page.h"

namespace markwarden {
namespace {

KnownColumns Known() {
  const Result<std::string> yaml = ReadFile(std::string(MARKWARDEN_SOURCE_DIR) + "/crawler/data/listing_columns.yaml");
  EXPECT_TRUE(yaml);
  Result<KnownColumns> known = ParseKnownColumns(*yaml);
  EXPECT_TRUE(known) << known.error().message;
  return known ? *known : KnownColumns{};
}

TEST(ListingMappingTest, KnownHeadingsNeedNoMapping) {
  const KnownColumns known = Known();
  const Result<RowMapper> mapper = RowMapper::Make({"商品名称", "价格(元)", " 商品链接 ", "店铺名称", "月销量", "主图", "内部备注", "Title"}, known);
  ASSERT_TRUE(mapper) << mapper.error().message;
  EXPECT_EQ(mapper->report()["columns_version"], known.version);
  EXPECT_EQ(mapper->report()["ignored"], Json::array({"内部备注", "Title"})) << "the first title counts";
  EXPECT_EQ(mapper->report()["used"][1], (Json{{"column", "价格(元)"}, {"field", "price"}}));
  const Result<Listing> listing = mapper->Map({" 泽沃拉 运动鞋 ", "￥1,299.00", "https://shopx.example/item/1?a=b", "夜市", "1.2万+", "//img.example/1.jpg,//img.example/2.jpg", "secret", "other"});
  ASSERT_TRUE(listing) << listing.error().message;
  EXPECT_EQ(listing->title, "泽沃拉 运动鞋");
  ASSERT_TRUE(listing->price);
  EXPECT_EQ(listing->price->amount, "1299.00");
  EXPECT_EQ(listing->price->currency, "CNY");
  EXPECT_EQ(listing->url, "https://shopx.example/item/1?a=b");
  EXPECT_EQ(listing->seller.name, "夜市");
  EXPECT_EQ(listing->sales, 12'000);
  EXPECT_EQ(listing->images.size(), 2u);
  EXPECT_TRUE(listing->extra.empty()) << listing->extra.dump();
}

constexpr const char* kMapping =
    "columns:\n  Ware: title\n  Nr: item_id\n  Preis: price\n  Gruppe: category\n  Bild1: images\n  Bild2: images\n  Code: seller.credit_code\n  Wann: captured_at\n"
    "constants: {platform: shopx}\nurl: \"https://shopx.example/item/{item_id}\"\ncurrency: EUR\ndecimal: comma\ncategory_separator: \"::\"\ndelimiter: \";\"\nencoding: gbk\nsheet: Angebote\n";

TEST(ListingMappingTest, AMappingFileSaysItAll) {
  const Result<ListingMapping> mapping = ParseListingMapping(kMapping);
  ASSERT_TRUE(mapping) << mapping.error().message;
  EXPECT_EQ(mapping->delimiter, ';');
  EXPECT_EQ(mapping->sheet, "Angebote");
  const Result<RowMapper> mapper = RowMapper::Make({"Nr", "Ware", "Preis", "Gruppe", "Bild1", "Bild2", "Code", "Wann", "url"}, *mapping);
  ASSERT_TRUE(mapper) << mapper.error().message;
  EXPECT_EQ(mapper->report()["ignored"], Json::array({"url"})) << "with a mapping, only its columns count";
  const Result<Listing> listing = mapper->Map({"a/7", "Schuh", "1.299,50", "Mode::Schuhe / Stiefel", "https://i.example/1.jpg", "https://i.example/2.jpg", "91350100M000100Y43", "2026-11-20 08:00:00", "x"});
  ASSERT_TRUE(listing) << listing.error().message;
  EXPECT_EQ(listing->url, "https://shopx.example/item/a%2F7");
  EXPECT_EQ(listing->platform, "shopx");
  ASSERT_TRUE(listing->price);
  EXPECT_EQ(listing->price->amount, "1299.50");
  EXPECT_EQ(listing->price->currency, "EUR");
  EXPECT_EQ(listing->category, (std::vector<std::string>{"Mode", "Schuhe / Stiefel"}));
  EXPECT_EQ(listing->images, (std::vector<std::string>{"https://i.example/1.jpg", "https://i.example/2.jpg"}));
  EXPECT_EQ(listing->seller.credit_code, "91350100M000100Y43");
  EXPECT_EQ(listing->captured_at, "2026-11-20T08:00:00Z");
}

TEST(ListingMappingTest, AWrongMappingIsOneErrorBeforeAnyRow) {
  const struct { const char* yaml; const char* want; } cases[] = {
      {"columns: {A: titel}\n", "line 1: unknown field \"titel\"; there are: url, item_id"},
      {"columns: {A: title}\nconstants: {brnd: x}\n", "line 2: unknown field \"brnd\""},
      {"columns: {A: title}\ncolour: red\n", "line 2: unknown key \"colour\""},
      {"columns: {}\n", "no columns"},
      {"columns: [a]\n", "must be a map"},
      {"- a\n", "must be a map"},
      {"columns: {A: title}\ndelimiter: ab\n", "delimiter"},
      {"columns: {A: title}\ndecimal: dot\n", "decimal"},
      {"columns: {A: title}\nurl: https://x.example/\n", "{item_id}"},
      {"columns: {A: [title]}\n", "must map text to text"},
      {"a: [\n", "no YAML"},
  };
  for (const auto& c : cases) {
    const Result<ListingMapping> mapping = ParseListingMapping(c.yaml);
    ASSERT_FALSE(mapping) << c.yaml;
    EXPECT_NE(mapping.error().message.find(c.want), std::string::npos) << c.yaml << mapping.error().message;
    EXPECT_EQ(mapping.error().message.find('\n'), std::string::npos);
  }
  const ListingMapping mapping = *ParseListingMapping("columns: {Ware: title, Nr: item_id}\n");
  EXPECT_NE(RowMapper::Make({"Ware", "Nummer"}, mapping).error().message.find("\"Nr\" that the heading lacks; it has: Ware, Nummer"), std::string::npos);
  EXPECT_NE(RowMapper::Make({"url", "price"}, Known()).error().message.find("title"), std::string::npos);
  EXPECT_NE(RowMapper::Make({"title", "price"}, Known()).error().message.find("address"), std::string::npos);
}

TEST(ListingMappingTest, ARowIsRefusedOrItsCellsAreLeftOut) {
  const Result<RowMapper> mapper = RowMapper::Make({"title", "url", "price", "sales", "captured_at", "credit_code"}, Known());
  ASSERT_TRUE(mapper);
  const struct { const char* why; std::vector<std::string> cells; const char* want; } refused[] = {
      {"no title", {"", "https://a.test/1", "1", "", "", ""}, "no title"},
      {"an error for a title", {"#N/A", "https://a.test/1", "1", "", "", ""}, "no title"},
      {"no address", {"x", "", "1", "", "", ""}, "neither"},
      {"a script", {"x", "javascript:alert(1)", "1", "", "", ""}, "no web address"},
      {"no address at all", {"x", "ask me", "1", "", "", ""}, "no web address"},
      {"cells missing", {"x"}, "neither"},
  };
  for (const auto& c : refused) {
    const Result<Listing> listing = mapper->Map(c.cells);
    ASSERT_FALSE(listing) << c.why;
    EXPECT_NE(listing.error().message.find(c.want), std::string::npos) << c.why << ": " << listing.error().message;
  }
  const Result<Listing> listing = mapper->Map({"x", "//a.test/1", "面议", "many", "yesterday", "91350100M000100Y44"});
  ASSERT_TRUE(listing) << listing.error().message;
  EXPECT_EQ(listing->url, "https://a.test/1");
  EXPECT_FALSE(listing->price);
  EXPECT_FALSE(listing->sales);
  EXPECT_EQ(listing->seller.credit_code, "") << "its check digit is wrong";
  EXPECT_EQ(listing->extra["unread"], (Json{{"price", "面议"}, {"sales", "many"}, {"captured_at", "yesterday"}, {"seller.credit_code", "91350100M000100Y44"}}));
  // Prices that are no numbers, or too large for any: left out, never guessed.
  for (const char* price : {"1e309", "nan", "０", "-"}) EXPECT_FALSE(mapper->Map({"x", "https://a.test/1", price})->price) << price;
  EXPECT_EQ(mapper->Map({"x", "https://a.test/1", "９９.９"})->price->amount, "99.9");
}

TEST(SavedPageTest, FindsTheAddress) {
  const struct { const char* why; std::string page; const char* url; const char* how; } cases[] = {
      {"the browser's mark", "<!DOCTYPE html>\n<!-- saved from url=(0028)https://shopx.example/item/1 -->\n<link rel=canonical href=https://other.example/>", "https://shopx.example/item/1", "saved_from"},
      {"a mark of a wrong length", "<!-- saved from url=(9999)https://shopx.example/item/1 --><html>", "https://shopx.example/item/1", "saved_from"},
      {"a mark of no page", "<!-- saved from url=(0014)about:internet --><meta property=\"og:url\" content=\"https://shopx.example/2\">", "https://shopx.example/2", "og:url"},
      {"canonical before og:url", "<head><meta property=og:url content=https://a.example/1><link rel=\"Canonical\" href=\"https://a.example/2#x\"></head>", "https://a.example/2", "canonical"},
      {"a relative canonical says nothing", "<link rel=canonical href=/item/2>", "", ""},
      {"in the body it is somebody else's", "<body><link rel=canonical href=https://a.example/2>", "", ""},
      {"nothing", "<html><title>x</title>", "", ""},
      {"no page", std::string("\x00\xff<<<>", 6), "", ""},
  };
  for (const auto& c : cases) {
    const SavedAddress found = FindSavedAddress(c.page);
    EXPECT_EQ(found.url, c.url) << c.why;
    EXPECT_EQ(found.how, c.how) << c.why;
  }
  EXPECT_TRUE(LooksHtml("\xEF\xBB\xBF \n<!DOCTYPE HTML>"));
  EXPECT_TRUE(LooksHtml("<?xml version=\"1.0\"?><html xmlns=\"x\">"));
  EXPECT_FALSE(LooksHtml("<?xml version=\"1.0\"?><Transaction>"));
  EXPECT_FALSE(LooksHtml("a,b\n<html>"));
}

}  // namespace
}  // namespace markwarden
