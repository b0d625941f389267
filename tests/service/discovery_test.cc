// A watch's queries: made, chosen for a round, switched by people; and where a listing was found.
#include "core/account.h"
#include "crawler/crawl_loop.h"
#include "rules/queries.h"
#include "service/search_queries.h"
#include "service/search_sightings.h"
#include "service/transact.h"
#include "service/watches.h"
#include "store/listings.h"
#include "store/segments.h"
#include "store/sightings.h"
#include "store/watch_queries.h"
#include "store/watches.h"
#include "tests/service/store_fixture.h"

namespace markwarden {
namespace {

constexpr const char* kSearchedYaml =
    "id: shopx\nplatform: shopx\nname: {zh: 示例店, en: Shop X}\nhosts: [shopx.example]\nsearch: ['https://shopx.example/s?q={query}']\n"
    "query_charset: gb18030\nitem_id: '/item/(\\d+)'\n";
constexpr const char* kBrand =
    R"({"id":"tm-q","kind":"trademark","title":"青岚堡","names":["青岚堡","Quorvane"],"nicknames":["岚家"],"holder":{"name":"示例公司"},"classes":[25]})" "\n";

class DiscoveryTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    officer_ = Person("lin", "officer");
    ASSERT_TRUE(ImportRightsFile(*service_, officer_, Write("rights.jsonl", kBrand)));
    const auto source = AddSourceText(*service_, officer_, kSearchedYaml);
    ASSERT_TRUE(source) << source.error().message;
    source_ = *ParseId(JsonText(*source, "id"));
    const auto watch = AddWatch(*service_, officer_, {.name = "brand", .rights = {}, .sources = {}, .queries = {"青岚堡"}, .region = "230100", .from = "", .to = "", .owner = ""});
    ASSERT_TRUE(watch) << watch.error().message;
    watch_ = *ParseId(JsonText(*watch, "id"));
    view_ = *SourceView::Make(*ParseSource(kSearchedYaml));
  }
  Json Must(Result<Json> result) {
    EXPECT_TRUE(result) << result.error().message;
    return result ? std::move(*result) : Json::object();
  }
  Watch TheWatch() {
    Result<std::optional<Watch>> watch = Reading(*service_, [&](CaseDb& db) { return FindWatch(db, officer_, watch_); });
    EXPECT_TRUE(watch && *watch);
    return watch && *watch ? **watch : Watch();
  }
  RoundQueries Round(int64_t round) {
    Result<RoundQueries> queries = QueriesForRound(*service_, TheWatch(), source_, *view_, round);
    EXPECT_TRUE(queries) << queries.error().message;
    return queries ? std::move(*queries) : RoundQueries();
  }
  Json Queries() { return Must(ListWatchQueries(*service_, officer_, watch_, {.cursor = {}, .limit = 500})); }
  Json Query(const std::string& text) {
    const Json queries = Queries();
    for (const Json& item : queries["items"]) {
      if (item["query"] == text) return item;
    }
    return nullptr;
  }
  Json Act(const std::string& act, const std::string& text) { return Must(ActOnWatchQuery(*service_, officer_, watch_, {.act = act, .text = text})); }
  size_t EventsOf(const std::string& kind) {
    EventQuery query;
    query.kind = kind;
    return Must(ListEvents(*service_, admin_, query))["items"].size();
  }
  std::string Refused(const WatchQueryAct& act) {
    const auto done = ActOnWatchQuery(*service_, officer_, watch_, act);
    return done ? std::string() : done.error().message;
  }

  // A page of results as a crawl hands it over, with its capture.
  Id Found(const std::string& query, int page, int before, const Extraction& extraction, int64_t round = 0) {
    FetchedPage fetched;
    fetched.url.watch = watch_;
    fetched.url.source = "shopx";
    fetched.url.round = round;
    fetched.url.role = UrlRole::kSearch;
    fetched.url.search = {.query = query, .number = page, .before = before, .most = 3};
    fetched.exchange.url = "https://shopx.example/s?q=x&page=" + std::to_string(page);
    fetched.exchange.request_head = "GET / HTTP/1.1\r\nHost: shopx.example\r\n\r\n";
    fetched.exchange.response_head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";
    fetched.exchange.body = "results " + std::to_string(++bodies_);
    fetched.exchange.status = 200;
    fetched.exchange.remote_ip = "127.0.0.2";
    fetched.exchange.started = service_->clock().Now();
    fetched.extraction = std::make_shared<const Extraction>(extraction);
    auto db = service_->Connect();
    auto writer = CaptureWriter::Open(service_->store(), **db, "crawl", {});
    EXPECT_TRUE((*writer)->Append(fetched.exchange, {}));
    auto tx = (*db)->Begin();
    const Id capture = (*(*writer)->Commit(**tx)).front().id;
    const Status taken = TakeSearchPage(**tx, SystemScope("system:crawl", officer_.org), fetched, {.id = source_, .org = officer_.org, .view = *view_}, capture, 20);
    EXPECT_TRUE(taken) << taken.error().message;
    EXPECT_TRUE((*tx)->Commit());
    return capture;
  }

  Scope officer_;
  Id source_ = 0, watch_ = 0;
  std::shared_ptr<const SourceView> view_;
  int bodies_ = 0;
};

TEST_F(DiscoveryTest, ARoundSearchesForTheWatchsOwnAndForTheBestOfWhatIsMade) {
  const DiscoveryPolicy& policy = (*service_->query_words())->discovery;
  const RoundQueries round = Round(86'400);
  EXPECT_EQ(round.own, std::vector<std::string>{"青岚堡"});
  EXPECT_EQ(round.made.size(), static_cast<size_t>(policy.queries));
  EXPECT_EQ(round.made_pages, policy.pages);
  EXPECT_EQ(round.made[0], "Quorvane") << "a name that the watch was not given";
  EXPECT_EQ(round.made[1], "岚家");
  EXPECT_EQ(Round(86'400).made, round.made) << "asked again, a round has chosen";
  EXPECT_EQ(EventsOf("watch.searched"), 1u);
  const Json quorvane = Query("Quorvane");
  EXPECT_EQ(quorvane["form"], "name");
  EXPECT_EQ(quorvane["state"], "on");
  EXPECT_EQ(quorvane["right"]["right_id"], "tm-q");
  ASSERT_EQ(quorvane["sources"].size(), 1u);
  EXPECT_EQ(quorvane["sources"][0]["chosen"]["why"], "best");
  EXPECT_EQ(quorvane["sources"][0]["chosen"]["round"], "1970-01-02T00:00:00Z");
  EXPECT_EQ(Query("青岚堡")["state"], "own");
  EXPECT_EQ(Query("青岚堡")["form"], "name");
}

TEST_F(DiscoveryTest, WhatTheShopsFormCannotTakeIsNotChosen) {
  const SourceSpec spec = view_->spec();
  SourceSpec narrow = spec;
  narrow.query_charset = "windows-1252";
  view_ = *SourceView::Make(narrow);
  for (const std::string& query : Round(0).made) {
    for (const char c : query) EXPECT_LT(static_cast<unsigned char>(c), 0x80) << query;
  }
  narrow.search.clear();
  narrow.start = {"https://shopx.example/"};
  view_ = *SourceView::Make(narrow);
  EXPECT_TRUE(Round(86'400).made.empty()) << "a shop without a search";
}

TEST_F(DiscoveryTest, PeopleAddDropRestAndTakeItBack) {
  EXPECT_EQ(Act("add", "岚堡 二手")["items"][1]["query"], "岚堡 二手");
  EXPECT_EQ(Query("岚堡 二手")["state"], "added");
  EXPECT_EQ(Query("岚堡 二手")["form"], nullptr);
  Act("drop", "quorvane");  // letters in either case
  EXPECT_EQ(Query("Quorvane")["state"], "off");
  Act("rest", "岚家");
  EXPECT_EQ(Query("岚家")["state"], "resting");
  EXPECT_FALSE(Query("岚家")["rests_until"].is_null());
  Act("drop", "青岚堡");
  const RoundQueries round = Round(0);
  EXPECT_EQ(round.own, std::vector<std::string>{"岚堡 二手"});
  for (const std::string& query : round.made) EXPECT_TRUE(query != "Quorvane" && query != "岚家") << query;
  Act("resume", "青岚堡");
  Act("resume", "Quorvane");
  Act("drop", "岚堡 二手");
  Act("add", "qing lan bao");
  EXPECT_EQ(Query("qing lan bao")["state"], "added") << "a generated one that people want in every round";
  const RoundQueries next = Round(86'400);
  EXPECT_EQ(next.own, (std::vector<std::string>{"青岚堡", "qing lan bao"}));
  EXPECT_EQ(next.made[0], "Quorvane");
  EXPECT_TRUE(Query("岚堡 二手").is_null());
  EXPECT_EQ(EventsOf("watch.queries_changed"), 8u);
}

TEST_F(DiscoveryTest, TheNumberIsTheWatchs) {
  EXPECT_EQ(Queries()["limit_is_set"], false);
  EXPECT_EQ(Must(ActOnWatchQuery(*service_, officer_, watch_, {.act = "limit", .queries = 0}))["limit"], 0);
  EXPECT_TRUE(Round(0).made.empty());
  EXPECT_EQ(Must(ActOnWatchQuery(*service_, officer_, watch_, {.act = "limit", .queries = 3}))["limit"], 3);
  EXPECT_EQ(Round(86'400).made.size(), 3u);
  const Json watch = Must(ShowWatch(*service_, officer_, watch_));
  EXPECT_EQ(watch["discovery"], 3);
  EXPECT_EQ(watch["versions"].size(), 3u) << "each setting is a version";
  const auto edited = EditWatch(*service_, officer_, watch_, {.name = "brand two", .rights = {}, .sources = {}, .queries = {}, .region = "", .from = "", .to = "", .owner = ""}, watch["row_version"].get<int64_t>());
  ASSERT_TRUE(edited) << edited.error().message;
  EXPECT_EQ((*edited)["discovery"], 3) << "left out in a change: as before";
  EXPECT_EQ(Must(ActOnWatchQuery(*service_, officer_, watch_, {.act = "limit", .queries = -1}))["limit_is_set"], false);
}

TEST_F(DiscoveryTest, WhatIsWrongIsRefusedInOneLine) {
  EXPECT_NE(Refused({.act = "burn", .text = "xx"}).find("add, drop, rest, resume or limit"), std::string::npos);
  EXPECT_NE(Refused({.act = "add", .text = "x"}).find("2 letters"), std::string::npos);
  EXPECT_NE(Refused({.act = "add", .text = "x\ny"}).find("control"), std::string::npos);
  EXPECT_EQ(Refused({.act = "add", .text = std::string(200, 'x')}), "");
  EXPECT_NE(Refused({.act = "add", .text = std::string(201, 'x')}), "");
  EXPECT_NE(Refused({.act = "drop", .text = "没有这个词"}).find("no query"), std::string::npos);
  EXPECT_NE(Refused({.act = "rest", .text = "青岚堡"}).find("own queries"), std::string::npos);
  EXPECT_NE(Refused({.act = "limit", .queries = 201}).find("200"), std::string::npos);
  EXPECT_NE(Refused({.act = "limit", .queries = -2}), "");
  for (int i = 1; i < 500; ++i) ASSERT_EQ(Refused({.act = "add", .text = "query " + std::to_string(i)}), "");
  EXPECT_NE(Refused({.act = "add", .text = "one more"}).find("500"), std::string::npos);
  EXPECT_FALSE(ListWatchQueries(*service_, officer_, watch_, {.cursor = "1x", .limit = 5}));
  EXPECT_FALSE(ListWatchQueries(*service_, officer_, 5));
  ASSERT_TRUE(ActOnWatch(*service_, officer_, watch_, "end", 1));
  EXPECT_NE(Refused({.act = "add", .text = "too late"}).find("ended"), std::string::npos);
}

TEST_F(DiscoveryTest, AQueryWithoutALeadRestsInEverySourceAndIsTriedAgain) {
  const DiscoveryPolicy& policy = (*service_->query_words())->discovery;
  for (int round = 0; round < policy.rest_after_rounds; ++round) Found("岚家", 1, 0, {}, round * 86'400);
  const Json rests = Query("岚家");
  EXPECT_EQ(rests["state"], "resting");
  EXPECT_EQ(rests["pages"], policy.rest_after_rounds);
  EXPECT_EQ(rests["yield"], 0.0);
  EXPECT_FALSE(rests["rests_until"].is_null());
  for (const std::string& query : Round(86'400 * 10).made) EXPECT_NE(query, "岚家");
}

TEST_F(DiscoveryTest, AListingSaysWhereItWasFound) {
  Extraction list;
  list.kind = PageKind::kList;
  for (const char* url : {"https://shopx.example/item/1", "https://shopx.example/about", "https://shopx.example/item/7?from=list"}) {
    Listing card;
    card.url = url;
    list.listings.push_back(card);
  }
  const Id first = Found("青岚堡", 2, 24, list);
  Extraction few;  // two goods are no list; the second link to one of them is the same offer
  few.links = {"https://shopx.example/help", "https://shopx.example/item/3", "https://shopx.example/item/7", "https://shopx.example/item/7?x=1", "https://other.example/item/9"};
  const Id second = Found("青岚堡 高仿", 1, 0, few);
  // The listing's own page comes later.
  NewSnapshot snapshot;
  snapshot.platform = "shopx";
  snapshot.item_key = "7";
  snapshot.capture = first;
  snapshot.extractor = "x1";
  snapshot.listing.url = "https://shopx.example/item/7";
  snapshot.listing.title = "青岚堡 外套";
  const Result<SnapshotSaved> saved = Writing(*service_, [&](Transaction& tx) { return SaveSnapshot(tx, officer_, snapshot); });
  ASSERT_TRUE(saved) << saved.error().message;
  const Json found = Must(Reading(*service_, [&](CaseDb& db) { return FoundView(db, officer_, saved->listing); }));
  ASSERT_EQ(found["sightings"].size(), 2u) << found.dump();
  const Json &newest = found["sightings"][0], &oldest = found["sightings"][1];
  EXPECT_EQ(newest["query"], "青岚堡 高仿");
  EXPECT_EQ(newest["listed"], false);
  EXPECT_EQ(newest["position"], 2);
  EXPECT_EQ(newest["capture"], IdToString(second));
  EXPECT_EQ(oldest["page"], 2);
  EXPECT_EQ(oldest["position"], 2) << "what is no offer takes no place";
  EXPECT_EQ(oldest["place"], 26);
  EXPECT_EQ(oldest["listed"], true);
  EXPECT_EQ(oldest["watch"]["name"], "brand");
  EXPECT_EQ(oldest["source"]["name"], "shopx");
  ASSERT_EQ(found["history"].size(), 2u);
  EXPECT_EQ(found["history"][0]["shown_first"], false);
  const Result<int64_t> none = Reading(*service_, [&](CaseDb& db) -> Result<int64_t> { return static_cast<int64_t>(SightingsOf(db, officer_, "shopx", "9", 5)->size()); });
  EXPECT_EQ(*none, 0) << "another shop's";
}

}  // namespace
}  // namespace markwarden
