// Searches: which are asked for first, how far they go, and that each of their pages knows its place.
#include <gtest/gtest.h>

#include "crawler/discovery.h"
#include "crawler/seed.h"
#include "tests/crawler/crawl_fixture.h"

namespace markwarden {
namespace {

SourceSpec SearchedShop() {
  SourceSpec spec;
  spec.id = spec.platform = "shop";
  spec.hosts = {"shop.test"};
  spec.start = {"http://shop.test/"};
  spec.search = {"http://shop.test/search?q={query}"};
  spec.query_charset = "gb18030";
  spec.item_id = "/item/([0-9]+)";
  return spec;
}

Extraction ListOf(int cards, std::vector<std::string> next, std::vector<std::string> links) {
  Extraction page;
  page.kind = PageKind::kList;
  for (int i = 0; i < cards; ++i) {
    Listing listing;
    listing.url = "http://shop.test/item/" + std::to_string(i + 1);
    page.listings.push_back(listing);
  }
  page.next = std::move(next);
  page.links = std::move(links);
  return page;
}

const DiscoveredUrl* At(const std::vector<DiscoveredUrl>& found, const std::string& url) {
  for (const DiscoveredUrl& one : found) {
    if (one.url.url == url) return &one;
  }
  return nullptr;
}

using SearchPagesTest = CrawlFixture;

TEST_F(SearchPagesTest, OwnSearchesComeFirstAndGeneratedOnesBeforeCategories) {
  const auto source = *SourceView::Make(SearchedShop());
  const auto frontier = Open();
  ASSERT_TRUE(frontier->BeginRun("crawl", {{"shop", 100}}, clock_.Now()));
  const auto seeded = SeedWatch(*frontier, {.watch = 7, .round = 0, .queries = {"zorla"}, .more = {"zorla replica", "zo rla"}, .more_pages = 3}, *source, clock_.Now());
  ASSERT_TRUE(seeded) << seeded.error().message;
  EXPECT_EQ(*seeded, 4);
  const auto leases = frontier->LeaseGroups("crawl", 10, clock_.Now(), std::chrono::seconds(60), std::chrono::milliseconds(0));
  ASSERT_TRUE(leases && leases->size() == 1);
  const auto due = frontier->DueUrls(leases->front().group, 10, clock_.Now());
  ASSERT_TRUE(due && due->size() == 4);
  EXPECT_EQ((*due)[0].search, (SearchPage{.query = "zorla", .number = 1, .before = 0, .most = 0}));
  EXPECT_EQ((*due)[1].role, UrlRole::kSeed);
  EXPECT_EQ((*due)[2].search, (SearchPage{.query = "zorla replica", .number = 1, .before = 0, .most = 3})) << "in the order of the choice";
  EXPECT_EQ((*due)[3].search.query, "zo rla");
  EXPECT_GT((*due)[3].priority, PriorityOf(UrlRole::kList));
  EXPECT_LT((*due)[3].priority, PriorityOf(UrlRole::kDetail)) << "what own searches found is looked at first";
}

TEST_F(SearchPagesTest, TheFollowingPageKnowsHowManyCameBefore) {
  const auto source = *SourceView::Make(SearchedShop());
  FrontierUrl page;
  page.url = "http://shop.test/search?q=zorla&page=2";
  page.search = {.query = "zorla", .number = 2, .before = 24, .most = 0};
  const std::string third = "http://shop.test/search?q=zorla&page=3", sorted = "http://shop.test/search?q=zorla&sort=price", hats = "http://shop.test/list/hats";
  const auto found = DiscoverOnPage(page, *source, ListOf(20, {third}, {sorted, hats}));
  ASSERT_TRUE(At(found, third));
  EXPECT_EQ(At(found, third)->url.search, (SearchPage{.query = "zorla", .number = 3, .before = 44, .most = 0}));
  EXPECT_TRUE(At(found, sorted)) << "an own search is followed as ever";
  EXPECT_EQ(At(found, sorted)->url.search, SearchPage());
  EXPECT_EQ(At(found, "http://shop.test/item/1")->url.search, SearchPage()) << "what it leads to is no page of it";
  FrontierUrl list;
  list.url = hats;
  EXPECT_EQ(At(DiscoverOnPage(list, *source, ListOf(20, {hats + "?page=2"}, {})), hats + "?page=2")->url.search, SearchPage());
}

TEST_F(SearchPagesTest, AGeneratedSearchEndsAtItsPages) {
  const auto source = *SourceView::Make(SearchedShop());
  const std::string next = "http://shop.test/search?q=zorla&page=3", sorted = "http://shop.test/search?q=zorla&sort=price", hats = "http://shop.test/list/hats";
  FrontierUrl page;
  page.url = "http://shop.test/search?q=zorla&page=2";
  page.priority = 38;
  page.search = {.query = "zorla", .number = 2, .before = 24, .most = 3};
  auto found = DiscoverOnPage(page, *source, ListOf(24, {next}, {next, sorted, hats}));
  ASSERT_TRUE(At(found, next));
  EXPECT_EQ(At(found, next)->url.search.number, 3);
  EXPECT_EQ(At(found, next)->url.priority, 38);
  EXPECT_FALSE(At(found, sorted)) << "the same search once more";
  EXPECT_TRUE(At(found, hats));
  page.search.number = 3;
  found = DiscoverOnPage(page, *source, ListOf(24, {next}, {next, hats}));
  EXPECT_FALSE(At(found, next)) << "the last one that is asked for";
  EXPECT_TRUE(At(found, "http://shop.test/item/24")) << "what it shows is looked at";
}

TEST_F(SearchPagesTest, ARedirectAndTheNextPageAreStillTheSearch) {
  TestServer server("127.77.9.12", [](const TestRequest& request) {
    TestResponse response = Shop(request, 0, 0);
    if (request.target == "/search?q=zorla") {
      response.status = 302;
      response.headers.push_back("Location: /find?w=zorla");
    } else if (request.target == "/find?w=zorla") {
      response.status = 200;
      response.body = Link("/item/1");
    }
    return response;
  });
  SourceSpec spec = Spec("shop", server);
  spec.search = {server.Base() + "/search?q={query}"};
  const auto source = *SourceView::Make(spec);
  sources_ = {source};
  const auto frontier = Open();
  ASSERT_TRUE(SeedWatch(*frontier, {.watch = 7, .round = 0, .queries = {"zorla"}}, *source, clock_.Now()));
  const auto fetcher = std::move(*MakeFetcher(fetching_));
  CrawlLoop loop(*frontier, *fetcher, clock_, sink_, sources_, options_);
  ASSERT_TRUE(loop.Run({}));
  int named = 0;
  for (const FetchedPage& page : sink_.pages()) {
    if (page.url.search.query != "zorla") continue;
    ++named;
    EXPECT_EQ(page.url.search.number, 1);
    EXPECT_EQ(page.url.role, UrlRole::kSearch) << "robots.txt, asked for before it, is no page of it";
  }
  EXPECT_EQ(named, 2) << "the redirect and where it led";
}

}  // namespace
}  // namespace markwarden
