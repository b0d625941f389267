// Extractions and options there and back, and bytes that lie.
#include "crawler/extract_wire.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "core/file.h"

namespace markwarden {
namespace {

std::string Written(const Extraction& extraction) { return DumpJson(ToJson(extraction)); }

// Every field set, each to something of its own.
Extraction Full() {
  Extraction full;
  full.charset = "gb18030";
  full.kind = PageKind::kList;
  full.degraded = true;
  full.why_degraded = "more tags than a page may have";
  full.challenge = "login";
  Listing listing;
  listing.url = "https://shop.test/p/1";
  listing.platform = "shop";
  listing.item_id = "1";
  listing.title = "云岭 山茶油";
  listing.description = std::string("two\nlines\0and a zero", 20);
  listing.brand = "云岭";
  listing.category = {"a", "", "b"};
  listing.price = Price{.amount = "1.50", .amount_max = "2", .currency = "CNY"};
  listing.availability = "InStock";
  listing.sku = "s";
  listing.gtin = "4006381333931";
  listing.sales = -3;
  listing.images = {"https://shop.test/1.jpg"};
  listing.seller = {.name = "n", .id = "i", .url = "u", .location = "l", .licence = "p", .credit_code = "c", .contacts = {"x", "y"}};
  listing.lang = "zh";
  listing.captured_at = "2026-01-02T03:04:05Z";
  listing.extra = Json{{"colour", "red"}, {"n", 1.5}};
  full.listings = {listing, Listing{}};
  full.links = {"https://shop.test/a", "https://shop.test/b"};
  full.next = {"https://shop.test/?page=2"};
  full.canonical = "https://shop.test/c";
  full.lang = "zh-CN";
  full.seller_page = Seller{.name = "青禾特产店", .id = "", .url = "", .location = "", .licence = "", .credit_code = "91440100U3DMREA1QE", .contacts = {}};
  full.noindex = full.nofollow = true;
  full.found = {"商品已下架", "no longer available"};
  return full;
}

TEST(ExtractWireTest, EveryFieldComesBack) {
  const Extraction full = Full();
  const std::string bytes = ToWire(full);
  const Result<Extraction> got = ExtractionFromWire(bytes);
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(Written(*got), Written(full));
  EXPECT_EQ(got->found, full.found);
  EXPECT_EQ(ToWire(*got), bytes);
  const Result<Extraction> empty = ExtractionFromWire(ToWire(Extraction{}));
  ASSERT_TRUE(empty);
  EXPECT_EQ(Written(*empty), Written(Extraction{}));
}

TEST(ExtractWireTest, PagesComeBack) {
  const std::string folder = std::string(MARKWARDEN_SOURCE_DIR) + "/tests/data/pages";
  size_t pages = 0, listings = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".html") continue;
    const Extraction extraction = Extract(*ReadFile(entry.path()), "", {.url = "https://shop.test/dir/page"});
    const std::string bytes = ToWire(extraction);
    const Result<Extraction> got = ExtractionFromWire(bytes);
    ASSERT_TRUE(got) << entry.path();
    EXPECT_EQ(Written(*got), Written(extraction)) << entry.path();
    EXPECT_EQ(ToWire(*got), bytes) << entry.path();
    ++pages;
    listings += got->listings.size();
  }
  EXPECT_GE(pages, 7u);
  EXPECT_GE(listings, 10u);
}

TEST(ExtractWireTest, OptionsComeBack) {
  const ExtractOptions options = {.url = "https://shop.test/", .content_type = "text/html; charset=gbk", .use_json_ld = false, .whole_tree = true, .hints = Json{{"price", ".now b"}}, .look_for = {"已删除", "gone"}};
  const Result<ExtractOptions> got = ExtractOptionsFromWire(ToWire(options));
  ASSERT_TRUE(got);
  EXPECT_EQ(got->url, options.url);
  EXPECT_EQ(got->content_type, options.content_type);
  EXPECT_EQ(got->use_json_ld, options.use_json_ld);
  EXPECT_EQ(got->whole_tree, options.whole_tree);
  EXPECT_EQ(got->hints, options.hints);
  EXPECT_EQ(got->look_for, options.look_for);
  EXPECT_EQ(ExtractOptionsFromWire(ToWire(ExtractOptions{}))->hints, Json::object());
  EXPECT_FALSE(ExtractOptionsFromWire(ToWire(Extraction{}))) << "an extraction is no options";
  EXPECT_FALSE(ExtractionFromWire(ToWire(ExtractOptions{})));
}

TEST(ExtractWireTest, CutAnywhereItIsRefused) {
  const std::string bytes = ToWire(Full());
  for (size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(ExtractionFromWire(std::string_view(bytes).substr(0, size))) << size;
  EXPECT_FALSE(ExtractionFromWire(bytes + '\0'));
  const std::string options = ToWire(ExtractOptions{.url = "https://shop.test/", .hints = Json{{"a", "b"}}});
  for (size_t size = 0; size < options.size(); ++size) EXPECT_FALSE(ExtractOptionsFromWire(std::string_view(options).substr(0, size))) << size;
}

// What a changed bit gives is refused, or is a value that is written as it was read.
TEST(ExtractWireTest, AnyBitTurned) {
  const std::string bytes = ToWire(Full());
  size_t refused = 0, read = 0;
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string turned = bytes;
    turned[bit / 8] = static_cast<char>(turned[bit / 8] ^ (1 << (bit % 8)));
    const Result<Extraction> got = ExtractionFromWire(turned);
    got ? ++read : ++refused;
    if (!got) continue;
    const std::string again = ToWire(*got);
    EXPECT_EQ(ToWire(*ExtractionFromWire(again)), again) << bit;
    EXPECT_LE(again.size(), bytes.size() * 4) << bit;
  }
  EXPECT_GT(refused, 500u);
  EXPECT_GT(read, 500u);
}

TEST(ExtractWireTest, RandomBytesAreRefused) {
  std::mt19937 random(7);
  for (int round = 0; round < 20000; ++round) {
    std::string bytes = "\xe1";
    const size_t size = random() % 64;
    for (size_t i = 0; i < size; ++i) bytes += static_cast<char>(random() % 3 == 0 ? random() : random() % 4);
    if (const Result<Extraction> got = ExtractionFromWire(bytes)) { EXPECT_LE(got->listings.size() + got->links.size(), size); }
  }
}

TEST(ExtractWireTest, CapsAreCaps) {
  Extraction many;
  many.listings.resize(kMaxWireListings);
  EXPECT_TRUE(ExtractionFromWire(ToWire(many)));
  many.listings.emplace_back();
  const Result<Extraction> listings = ExtractionFromWire(ToWire(many));
  ASSERT_FALSE(listings);
  EXPECT_EQ(listings.error().code, ErrorCode::kExhausted);

  Extraction links;
  links.links.resize(kMaxWireLinks);
  EXPECT_TRUE(ExtractionFromWire(ToWire(links)));
  links.links.emplace_back();
  EXPECT_FALSE(ExtractionFromWire(ToWire(links)));

  Extraction large;
  large.charset.assign(kMaxWireBytes - ToWire(large).size() - 3, 'x');
  EXPECT_TRUE(ExtractionFromWire(ToWire(large))) << ToWire(large).size();
  large.charset += "x";
  EXPECT_FALSE(ExtractionFromWire(ToWire(large))) << ToWire(large).size();

  // {"a":"..."} over two listings: their JSON counts together.
  Extraction extra;
  extra.listings.resize(2);
  extra.listings[0].extra = Json{{"a", std::string(kMaxWireJsonBytes / 2 - 8, 'x')}};
  extra.listings[1].extra = extra.listings[0].extra;
  EXPECT_TRUE(ExtractionFromWire(ToWire(extra)));
  extra.listings[1].extra["a"] = std::string(kMaxWireJsonBytes / 2 - 7, 'x');
  EXPECT_FALSE(ExtractionFromWire(ToWire(extra)));
}

TEST(ExtractWireTest, JsonInsideIsAnObjectOrNothing) {
  const std::string good = ToWire(ExtractOptions{.hints = Json{{"a", "b"}}});
  const size_t at = good.find("{\"a\"");
  ASSERT_NE(at, std::string::npos);
  for (const char* bad : {"[\"a\",\"bc\"]", "{\"a\":\"b\"  ", "{       }", "123456789"}) {
    std::string bytes = good;
    bytes.replace(at, 9, std::string(bad).substr(0, 9));
    EXPECT_FALSE(ExtractOptionsFromWire(bytes)) << bad;
  }
}

}  // namespace
}  // namespace markwarden
