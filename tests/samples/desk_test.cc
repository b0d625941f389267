// The desk's requests: what is taken, what is refused and how, the faults that clients must get over.
#include "samples/desk.h"

#include <gtest/gtest.h>

#include "tests/samples/desk_client.h"

namespace markwarden::samples {
namespace {

const Market& SmallMarket() {
  static const Market market = MakeMarket(23, 400, 8000);
  return market;
}

std::string HeaderOf(const SiteAnswer& answer, std::string_view name) {
  for (const auto& [key, value] : answer.headers) {
    if (key == name) return value;
  }
  return {};
}

// An error is one clear line in {"error"}.
void ExpectError(const SiteAnswer& answer, int status, const std::string& why) {
  EXPECT_EQ(answer.status, status) << why << ": " << *answer.body;
  EXPECT_EQ(HeaderOf(answer, "Content-Type"), "application/json") << why;
  const std::string said = JsonText(ParseJson(*answer.body).value_or(Json()), "error");
  EXPECT_FALSE(said.empty()) << why;
  EXPECT_LT(said.size(), 400u) << why;
  EXPECT_EQ(said.find('\n'), std::string::npos) << why;
}

TEST(DeskTest, AReceiptForEachNoticeAndOneForEachKey) {
  DeskClient client(SmallMarket());
  const std::string body = client.NoticeBody(client.Offers(1, 2));
  const SiteAnswer first = client.Post(1, "/ipr/notices", "k1", body);
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(*ParseJson(*first.body), (Json{{"receipt", "S1-000001"}, {"status", "received"}, {"received_at", "2026-12-01T08:00:00Z"}}));
  EXPECT_EQ(HeaderOf(first, "Location"), "/ipr/notices/S1-000001");
  const std::string journal = client.journal();
  client.Set(Day(3));
  const SiteAnswer again = client.Post(1, "/ipr/notices", "k1", body);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(*again.body, *first.body);
  EXPECT_EQ(client.journal(), journal);
  ExpectError(client.Post(1, "/ipr/notices", "k1", body + "\n"), 422, "another body");
  ExpectError(client.Post(1, "/ipr/batch", "k1", body, "text/csv"), 422, "another address");
  EXPECT_EQ(JsonText(*ParseJson(*client.Post(1, "/ipr/notices", "k2", body).body), "receipt"), "S1-000002");
  // Shops do not know each other's keys and receipts.
  EXPECT_EQ(client.Post(2, "/ipr/notices", "k1", client.NoticeBody(client.Offers(2, 1))).status, 201);
  ExpectError(client.Get(2, "/ipr/notices/S1-000001"), 404, "another shop's receipt");
}

TEST(DeskTest, RefusesKeysThatAreNone) {
  DeskClient client(SmallMarket());
  const std::string body = client.NoticeBody(client.Offers(1, 1));
  const struct { const char* why; std::string key; int status; } cases[] = {
      {"missing", "", 400},       {"a blank", "a b", 400},          {"CRLF", "a\r\nX-Evil: 1", 400}, {"a NUL", std::string("a\0b", 3), 400}, {"not ASCII", "ключ", 400},
      {"DEL", "a\x7F", 400},      {"201 characters", std::string(201, 'k'), 400}, {"200 characters", std::string(200, 'k'), 201}, {"signs", "!~{}\"", 201}};
  for (const auto& c : cases) {
    const SiteAnswer answer = client.Post(1, "/ipr/notices", c.key, body);
    if (c.status == 201) EXPECT_EQ(answer.status, 201) << c.why;
    else ExpectError(answer, c.status, c.why);
  }
}

TEST(DeskTest, RefusesWhatIsNoNotice) {
  std::string deep;
  for (int i = 0; i < 65; ++i) deep += "[";
  std::string deepest(100'000, '[');
  const auto with_items = [](size_t count) {
    Json items = Json::array();
    for (size_t i = 0; i < count; ++i) items.push_back({{"item_id", std::to_string(i)}});
    return DumpJson({{"notice", "N"}, {"right", "r"}, {"reason", "x"}, {"items", items}});
  };
  const struct { const char* why; std::string body; int status; } cases[] = {
      {"empty", "", 400},
      {"no JSON", "{\"notice\":", 400},
      {"not UTF-8", "{\"notice\":\"\xFF\"}", 400},
      {"a list", "[]", 400},
      {"65 levels", deep, 400},
      {"100,000 levels", deepest, 400},
      {"a long token", "{\"" + std::string(200'000, 'x'), 400},
      {"no notice", R"({"right":"r","reason":"x","items":[{"item_id":"1"}]})", 400},
      {"right is a number", R"({"notice":"N","right":1,"reason":"x","items":[{"item_id":"1"}]})", 400},
      {"no reason", R"({"notice":"N","right":"r","reason":"","items":[{"item_id":"1"}]})", 400},
      {"no items", R"({"notice":"N","right":"r","reason":"x"})", 400},
      {"empty items", R"({"notice":"N","right":"r","reason":"x","items":[]})", 400},
      {"items no list", R"({"notice":"N","right":"r","reason":"x","items":{"item_id":"1"}})", 400},
      {"an item that says nothing", R"({"notice":"N","right":"r","reason":"x","items":[{"item_id":"1"},{}]})", 400},
      {"an item that is a text", R"({"notice":"N","right":"r","reason":"x","items":["1"]})", 400},
      {"301 items", with_items(301), 413},
      {"1 MiB", std::string(1 << 20, ' '), 413},
      {"a byte too much", std::string(kMaxBodyBytes + 1, ' '), 413},
      {"300 items", with_items(300), 201},
      {"as large as may be", with_items(1) + std::string(kMaxBodyBytes - with_items(1).size(), ' '), 201},
  };
  DeskClient client(SmallMarket());
  int key = 0;
  for (const auto& c : cases) {
    const SiteAnswer answer = client.Post(1, "/ipr/notices", "k" + std::to_string(++key), c.body);
    if (c.status == 201) EXPECT_EQ(answer.status, 201) << c.why;
    else ExpectError(answer, c.status, c.why);
  }
  ExpectError(client.Post(1, "/ipr/notices", "t", with_items(1), "text/plain"), 415, "another type");
  EXPECT_EQ(client.Post(1, "/ipr/notices", "u", with_items(1), "Application/JSON ; charset=utf-8").status, 201);
}

TEST(DeskTest, ListsWhatItDoesNotKnow) {
  DeskClient client(SmallMarket());
  const std::vector<Offer> offers = client.Offers(2, 4);
  const std::string base = "http://shop2.test:8000", first = SmallMarket().Url(offers[0]);
  const Json items = {{{"item_id", offers[0].item_id}},                                   // by id
                      {{"url", SmallMarket().Url(offers[1]) + "&utm_source=x"}},          // by address
                      {{"item_id", offers[0].item_id}, {"url", first}},                   // the first again
                      {{"item_id", "999"}},
                      {{"url", base + "/goods.php?id=999"}},
                      {{"url", "http://shop1.test/goods.php?id=" + offers[2].item_id}},   // another shop
                      {{"url", base + "/elsewhere/" + offers[2].item_id}},
                      {{"url", first}, {"item_id", offers[2].item_id}},                   // they differ
                      {{"url", "::no url::"}, {"item_id", offers[3].item_id}}};           // the id is enough
  const SiteAnswer answer = client.Post(2, "/ipr/notices", "k", DumpJson({{"notice", "N"}, {"right", "r"}, {"reason", "x"}, {"items", items}}));
  ASSERT_EQ(answer.status, 201);
  const Json unknown = {"999", base + "/goods.php?id=999", "http://shop1.test/goods.php?id=" + offers[2].item_id, base + "/elsewhere/" + offers[2].item_id, offers[2].item_id};
  EXPECT_EQ((*ParseJson(*answer.body))["unknown"], unknown);
  const Json standing = client.Standing(2, "S2-000001");
  std::vector<std::string> known;
  for (const Json& item : standing["items"]) known.push_back(JsonText(item, "item_id"));
  EXPECT_EQ(known, (std::vector<std::string>{offers[0].item_id, offers[1].item_id, offers[3].item_id}));
}

TEST(DeskTest, ANoticeOfNothingKnownIsRefused) {
  DeskClient client(SmallMarket());
  EXPECT_EQ(client.Post(1, "/ipr/notices", "k", R"({"notice":"N","right":"r","reason":"x","items":[{"item_id":"9"}]})").status, 201);
  const Json standing = client.Standing(1, "S1-000001");
  EXPECT_EQ(standing["status"], "refused");
  EXPECT_EQ(standing["items"], Json::array());
  EXPECT_FALSE(JsonText(standing, "refusal").empty());
}

TEST(DeskTest, TakesCsvAsWell) {
  DeskClient client(SmallMarket());
  const std::vector<Offer> offers = client.Offers(1, 2);
  const std::string header = "url,item_id,right,reason\n";
  const std::string body = "\xEF\xBB\xBF" + header + SmallMarket().Url(offers[0]) + ",,tm-1,\"fake, as seen\"\r\n," + offers[1].item_id + ",tm-2,fake\r\n,999,tm-2,fake\r\n";
  const SiteAnswer first = client.Post(1, "/ipr/batch", "k", body, "text/csv; charset=utf-8");
  EXPECT_EQ(first.status, 201) << *first.body;
  EXPECT_EQ((*ParseJson(*first.body))["unknown"], Json::array({"999"}));
  EXPECT_EQ(client.Standing(1, "S1-000001")["items"].size(), 2u);
  EXPECT_EQ(client.Post(1, "/ipr/batch", "k", body, "text/csv").status, 200);
  client.Set(Day(2));
  EXPECT_EQ(client.Get(1, offers[1].path).status, 404);
  std::string rows;
  for (int i = 0; i < 300; ++i) rows += ",9" + std::to_string(i) + ",r,x\n";
  const struct { const char* why; std::string body; int status; } cases[] = {
      {"empty", "", 400},
      {"only a header", header, 400},
      {"another header", "item_id,url,right,reason\n,1,r,x\n", 400},
      {"semicolons", "url;item_id;right;reason\n;1;r;x\n", 400},
      {"a cell too few", header + ",1,r\n", 400},
      {"neither url nor id", header + ",,r,x\n", 400},
      {"no right", header + ",1,,x\n", 400},
      {"an open quote", header + ",\"1,r,x\n", 400},
      {"JSON", "{}", 400},
      {"301 rows", header + rows + ",1,r,x\n", 413},
      {"300 rows", header + rows, 201}};
  int key = 0;
  for (const auto& c : cases) {
    const SiteAnswer answer = client.Post(1, "/ipr/batch", "c" + std::to_string(++key), c.body, "text/csv");
    if (c.status == 201) EXPECT_EQ(answer.status, 201) << c.why;
    else ExpectError(answer, c.status, c.why);
  }
}

TEST(DeskTest, RefusesFilingsAndWithdrawalsThatAreNone) {
  DeskClient client(SmallMarket());
  const std::string receipt = client.Complain(1, client.Offers(1, 1)), base = "/ipr/notices/" + receipt;
  const struct { const char* why; std::string path, body; int status; } cases[] = {
      {"another kind", base + "/filing", R"({"kind":"letter","number":"1","filed_at":"2026-12-04"})", 400},
      {"no number", base + "/filing", R"({"kind":"suit","filed_at":"2026-12-04"})", 400},
      {"no date", base + "/filing", R"({"kind":"suit","number":"1","filed_at":"31 December"})", 400},
      {"a day that is none", base + "/filing", R"({"kind":"suit","number":"1","filed_at":"2026-02-30"})", 400},
      {"no reason", base + "/withdraw", "{}", 400},
      {"no JSON", base + "/withdraw", "reason=x", 400},
      {"unknown receipt", "/ipr/notices/S1-000099/withdraw", R"({"reason":"x"})", 404},
      {"a receipt with a path", "/ipr/notices/../S1-000001/withdraw", R"({"reason":"x"})", 404},
      {"another act", base + "/appeal", "{}", 404}};
  int key = 0;
  for (const auto& c : cases) ExpectError(client.Post(1, c.path, "x" + std::to_string(++key), c.body), c.status, c.why);
  ExpectError(client.Post(1, base + "/withdraw", "", R"({"reason":"x"})"), 400, "no key");
  ExpectError(client.Get(1, "/ipr/notices/S1-000002"), 404, "unknown receipt");
  ExpectError(client.Get(1, "/ipr/notices/"), 404, "no receipt");
  EXPECT_EQ(client.Standing(1, receipt)["status"], "received");
}

TEST(DeskTest, EachAddressHasItsMethods) {
  DeskClient client(SmallMarket());
  const struct { const char* method; const char* target; int status; const char* allow; } cases[] = {
      {"GET", "/ipr/notices", 405, "POST"}, {"GET", "/ipr/batch", 405, "POST"}, {"POST", "/ipr/", 405, "GET"}, {"POST", "/ipr/notices/S1-000001", 405, "GET"},
      {"GET", "/ipr/notices/S1-000001/filing", 405, "POST"}, {"DELETE", "/ipr/notices/S1-000001", 405, "GET"}, {"GET", "/ipr/other", 404, ""},
      {"POST", "/", 405, "GET, HEAD"}, {"PUT", "/item/1001011.html", 405, "GET, HEAD"}, {"HEAD", "/ipr/", 200, ""}, {"HEAD", "/", 200, ""}};
  for (const auto& c : cases) {
    const SiteAnswer answer = client.Ask({.host = "", .target = c.target, .if_none_match = "", .if_modified_since = "", .method = c.method}, 1);
    EXPECT_EQ(answer.status, c.status) << c.method << " " << c.target;
    EXPECT_EQ(HeaderOf(answer, "Allow"), c.allow) << c.method << " " << c.target;
  }
}

TEST(DeskTest, TheFormIsInTheShopsLanguage) {
  DeskClient client(SmallMarket());
  EXPECT_NE(client.Get(1, "/ipr/").body->find("知识产权投诉"), std::string::npos);
  for (int shop = 1; shop <= 6; ++shop) {
    const SiteAnswer form = client.Get(shop, "/ipr/?from=mail");
    EXPECT_EQ(form.status, 200);
    EXPECT_NE(form.body->find("<form id=\"complaint\">"), std::string::npos);
  }
}

TEST(DeskTest, TheBareAddressServesTheDeskOnly) {
  Site site(SmallMarket());
  const auto ask = [&](const char* target) { return site.Answer({.host = "127.77.0.2:8000", .target = target, .if_none_match = "", .if_modified_since = ""}).status; };
  EXPECT_EQ(ask("/ipr/"), 200);
  EXPECT_EQ(ask("/"), 421);
}

TEST(DeskTest, ShopFourIsBusyOnceAndKeepsNothing) {
  DeskClient client(SmallMarket());
  const std::string body = client.NoticeBody(client.Offers(4, 1));
  const SiteAnswer busy = client.Post(4, "/ipr/notices", "k", body);
  ExpectError(busy, 503, "first post");
  EXPECT_EQ(HeaderOf(busy, "Retry-After"), "1");
  EXPECT_EQ(client.journal(), "");
  EXPECT_EQ(client.Post(4, "/ipr/notices", "k", body).status, 201);
  EXPECT_EQ(client.Post(4, "/ipr/notices", "l", body).status, 201);
}

TEST(DeskTest, ShopFiveHangsUpOnceAndHasKept) {
  DeskClient client(SmallMarket());
  const std::string body = client.NoticeBody(client.Offers(5, 1));
  ExpectError(client.Post(5, "/ipr/notices", "j", "{}"), 400, "a wrong notice is not the first");
  EXPECT_TRUE(client.Post(5, "/ipr/notices", "k", body).hang_up);
  EXPECT_NE(client.journal(), "");
  const SiteAnswer again = client.Post(5, "/ipr/notices", "k", body);
  EXPECT_FALSE(again.hang_up);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(JsonText(*ParseJson(*again.body), "receipt"), "S5-000001");
  EXPECT_FALSE(client.Post(5, "/ipr/notices", "l", body).hang_up);
}

TEST(DeskTest, TakesNoMoreThanItsCap) {
  DeskClient client(SmallMarket());
  const std::string body = R"({"notice":"N","right":"r","reason":"x","items":[{"item_id":"9"}]})";
  for (size_t i = 0; i < kMaxComplaints; ++i) ASSERT_EQ(client.Post(1, "/ipr/notices", std::to_string(i), body).status, 201);
  ExpectError(client.Post(1, "/ipr/notices", "more", body), 503, "full");
  EXPECT_EQ(client.Post(1, "/ipr/notices", "7", body).status, 200);
}

}  // namespace
}  // namespace markwarden::samples
