// What becomes of complaints: honoured, ignored, countered, relisted, by their order and the market's time.
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sstream>

#include "samples/complaint.h"
#include "samples/picture.h"
#include "tests/samples/desk_client.h"

namespace markwarden::samples {
namespace {

const Market& DeskMarket() {
  static const Market market = MakeMarket(21, 600, 8000);
  return market;
}

int StatusOf(DeskClient& client, const Offer& offer) { return client.Get(offer.shop + 1, offer.path).status; }

TEST(ComplaintTest, TimelinesByOrder) {
  const struct {
    const char* why;
    int number;
    double day;
    const char* status;
    Measure measure;
  } cases[] = {
      {"first, just before two days", 1, 1.999, "received", Measure::kNone},
      {"first, after two days", 1, 2, "honoured", Measure::kDeleted},
      {"first, much later", 1, 400, "honoured", Measure::kDeleted},
      {"second, for ever", 2, 4000, "received", Measure::kNone},
      {"third, before a day", 3, 0.999, "received", Measure::kNone},
      {"third, after a day", 3, 1, "honoured", Measure::kDeleted},
      {"third, countered", 3, 3, "counter_notice", Measure::kDeleted},
      {"third, last moment of the fifteen days", 3, 17.999, "counter_notice", Measure::kDeleted},
      {"third, restored", 3, 18, "counter_notice", Measure::kRestored},
      {"fourth, after a day", 4, 1, "honoured", Measure::kDeleted},
      {"fourth, after the relisting", 4, 20, "honoured", Measure::kDeleted},
      {"fifth as the first", 5, 1.5, "received", Measure::kNone},
      {"seventh as the third", 7, 18, "counter_notice", Measure::kRestored},
      {"twelfth as the fourth", 12, 1, "honoured", Measure::kDeleted},
      {"the clock went back", 1, -5, "received", Measure::kNone},
  };
  for (const auto& c : cases) {
    Complaint complaint;
    complaint.number = c.number;
    complaint.received = kStart;
    complaint.items.push_back({.item_id = "1", .right = "", .reason = "", .offer = 0});
    const Standing standing = StandingAt(complaint, Day(c.day));
    EXPECT_EQ(standing.status, c.status) << c.why;
    EXPECT_EQ(standing.measure, c.measure) << c.why;
    EXPECT_EQ(standing.relisted.has_value(), HabitOf(c.number) == Habit::kRelists && c.day >= 20) << c.why;
  }
}

TEST(ComplaintsTest, TheFirstIsHonouredAfterTwoDaysInEveryShop) {
  const std::map<int, int> statuses = {{1, 404}, {2, 410}, {3, 410}, {4, 404}, {5, 410}, {6, 404}};
  const std::map<int, std::string> words = {{1, "商品已下架"}, {3, "This item is no longer available"}, {4, "This item is no longer available"}};
  for (const auto& [shop, status] : statuses) {
    DeskClient client(DeskMarket());
    const std::vector<Offer> offers = client.Offers(shop, 5, 2);
    std::string receipt;
    if (shop == 4) client.Post(4, "/ipr/notices", "early", "{}");  // is told to come again
    if (shop == 5) {
      EXPECT_TRUE(client.Post(5, "/ipr/notices", "k", client.NoticeBody(offers)).hang_up);
      receipt = JsonText(*ParseJson(*client.Post(5, "/ipr/notices", "k", client.NoticeBody(offers)).body), "receipt");
    } else {
      receipt = client.Complain(shop, offers);
    }
    EXPECT_EQ(receipt, "S" + std::to_string(shop) + "-000001");
    client.Set(Day(1.99));
    for (const Offer& offer : offers) EXPECT_NE(client.Places(shop).find(offer.item_id), std::string::npos) << offer.item_id;
    EXPECT_EQ(client.Standing(shop, receipt)["status"], "received");

    client.Set(Day(2));
    const std::string places = client.Places(shop), others = client.Offers(shop, 1)[0].item_id;
    EXPECT_NE(places.find(others), std::string::npos);
    for (const Offer& offer : offers) {
      const SiteAnswer page = client.Get(shop, offer.path);
      EXPECT_EQ(page.status, status) << offer.path;
      if (words.contains(shop)) {
        EXPECT_NE(page.body->find(words.at(shop)), std::string::npos);
      }
      EXPECT_EQ(places.find(offer.item_id), std::string::npos) << offer.path;
      EXPECT_EQ(client.Get(shop, "/search?q=" + offer.title).body->find(offer.path), std::string::npos);
      EXPECT_EQ(client.Get(shop, "/img/" + offer.item_id + "_0.jpg").status, 404);
    }
    const Json standing = client.Standing(shop, receipt);
    EXPECT_EQ(standing["status"], "honoured");
    ASSERT_EQ(standing["items"].size(), offers.size());
    EXPECT_EQ(standing["items"][0], (Json{{"item_id", offers[0].item_id}, {"measure", "deleted"}, {"at", "2026-12-03T08:00:00Z"}}));
    EXPECT_EQ(standing["refusal"], nullptr);
    EXPECT_EQ(standing["counter_notice"], nullptr);
  }
}

// A page that shows a removed item must not be "not modified" for shops that go by dates.
TEST(ComplaintsTest, DatesOfPagesFollowTheMeasures) {
  DeskClient client(DeskMarket());
  client.Complain(6, client.Offers(6, 1));
  const auto modified = [](const SiteAnswer& answer) {
    for (const auto& [name, value] : answer.headers) {
      if (name == "Last-Modified") return value;
    }
    return std::string();
  };
  const std::string before = modified(client.Get(6, "/"));
  EXPECT_EQ(client.Get(6, "/", before).status, 304);
  client.Set(Day(2));
  const SiteAnswer after = client.Get(6, "/", before);
  EXPECT_EQ(after.status, 200);
  EXPECT_EQ(modified(after), "Thu, 03 Dec 2026 08:00:00 GMT");
  EXPECT_EQ(client.Get(6, "/", modified(after)).status, 304);
  EXPECT_EQ(modified(client.Get(5, "/")), before);  // another shop
}

// One complaint of each habit; returns receipts, the third about `third`, the fourth about `fourth`.
std::vector<std::string> FourComplaints(DeskClient& client, const std::vector<Offer>& third, const std::vector<Offer>& fourth) {
  return {client.Complain(1, client.Offers(1, 1)), client.Complain(2, client.Offers(2, 1)), client.Complain(third[0].shop + 1, third), client.Complain(fourth[0].shop + 1, fourth)};
}

TEST(ComplaintsTest, TheSecondIsIgnored) {
  DeskClient client(DeskMarket());
  const auto receipts = FourComplaints(client, client.Offers(3, 1), client.Offers(6, 1));
  client.Set(Day(1000));
  EXPECT_EQ(StatusOf(client, client.Offers(2, 1)[0]), 200);
  EXPECT_EQ(client.Standing(2, receipts[1])["status"], "received");
  EXPECT_EQ(client.Standing(2, receipts[1])["items"][0]["at"], nullptr);
}

TEST(ComplaintsTest, TheThirdIsCounteredAndRestored) {
  DeskClient client(DeskMarket());
  const std::vector<Offer> offers = client.Offers(1, 2, 5);
  const std::string receipt = FourComplaints(client, offers, client.Offers(6, 1))[2];
  client.Set(Day(3));
  EXPECT_EQ(StatusOf(client, offers[0]), 404);
  const Json countered = client.Standing(1, receipt);
  EXPECT_EQ(countered["status"], "counter_notice");
  const Json& notice = countered["counter_notice"];
  const ShopSeller& seller = DeskMarket().shops[0].sellers[static_cast<size_t>(offers[0].seller)];
  EXPECT_EQ(JsonText(notice, "number"), "CN-" + receipt);
  EXPECT_EQ(JsonText(notice, "received_at"), "2026-12-04T08:00:00Z");
  EXPECT_EQ(JsonText(notice["from"], "name"), seller.name);
  EXPECT_TRUE(JsonText(notice["from"], "address").starts_with(seller.location));
  EXPECT_EQ(JsonText(notice, "reason"), "authorized");
  EXPECT_NE(JsonText(notice, "statement").find("授权"), std::string::npos);
  EXPECT_GE(notice["evidence"].size(), 2u);
  client.Set(Day(17.99));
  EXPECT_EQ(StatusOf(client, offers[0]), 404);
  client.Set(Day(18));
  for (const Offer& offer : offers) EXPECT_EQ(StatusOf(client, offer), 200);
  EXPECT_NE(client.Places(1).find(offers[0].item_id), std::string::npos);
  EXPECT_NE(client.Places(1).find(offers[0].item_id + ".html</loc><lastmod>2026-12-19</lastmod>"), std::string::npos);
  const Json restored = client.Standing(1, receipt);
  EXPECT_EQ(restored["items"][1], (Json{{"item_id", offers[1].item_id}, {"measure", "restored"}, {"at", "2026-12-19T08:00:00Z"}}));
  EXPECT_EQ(restored["status"], "counter_notice");
}

TEST(ComplaintsTest, AFilingStopsTheRestoreWhenItIsToldInTime) {
  const struct { const char* why; double day; int status; } cases[] = {
      {"before the counter-notice", 2, 404}, {"in the fifteen days", 10, 404}, {"at the last moment", 18, 404}, {"too late", 18.01, 200}};
  for (const auto& c : cases) {
    DeskClient client(DeskMarket());
    const std::vector<Offer> offers = client.Offers(1, 2, 5);
    const std::string receipt = FourComplaints(client, offers, client.Offers(6, 1))[2], path = "/ipr/notices/" + receipt + "/filing";
    const std::string body = R"({"kind":"suit","number":"(2026) 黑01知民初8号","filed_at":"2026-12-10"})";
    client.Set(Day(c.day));
    const SiteAnswer told = client.Post(1, path, "f", body);
    ASSERT_EQ(told.status, 200) << *told.body;
    EXPECT_EQ((*ParseJson(*told.body))["filings"][0]["kind"], "suit");
    EXPECT_EQ(client.Post(1, path, "f", body).status, 200) << "again with its key";
    EXPECT_EQ(client.Post(1, path, "g", body).status, 409) << "a second suit";
    EXPECT_EQ(client.Post(1, path, "f", body + " ").status, 422);
    EXPECT_EQ(client.Standing(1, receipt)["filings"].size(), 1u);
    client.Set(Day(60));
    EXPECT_EQ(StatusOf(client, offers[0]), c.status) << c.why;
  }
}

TEST(ComplaintsTest, AWithdrawalBringsTheListingBack) {
  DeskClient client(DeskMarket());
  const std::vector<Offer> offers = client.Offers(1, 1);
  const std::string receipt = client.Complain(1, offers), path = "/ipr/notices/" + receipt + "/withdraw";
  client.Set(Day(5));
  EXPECT_EQ(StatusOf(client, offers[0]), 404);
  ASSERT_EQ(client.Post(1, path, "w", R"({"reason":"mistake"})").status, 200);
  EXPECT_EQ(StatusOf(client, offers[0]), 200);
  EXPECT_EQ(client.Standing(1, receipt)["items"][0]["measure"], "restored");
  EXPECT_EQ(client.Standing(1, receipt)["withdrawn_at"], "2026-12-06T08:00:00Z");
  EXPECT_EQ(client.Post(1, path, "w", R"({"reason":"mistake"})").status, 200);
  EXPECT_EQ(client.Post(1, path, "x", R"({"reason":"mistake"})").status, 409);
  EXPECT_EQ(client.Post(1, "/ipr/notices/" + receipt + "/filing", "y", R"({"kind":"suit","number":"1","filed_at":"2026-12-10"})").status, 409);
}

TEST(ComplaintsTest, NothingHappensAfterAnEarlyWithdrawal) {
  DeskClient client(DeskMarket());
  const std::vector<Offer> third = client.Offers(1, 1, 5), fourth = client.Offers(6, 2);
  const auto receipts = FourComplaints(client, third, fourth);
  client.Set(Day(2));
  for (const int at : {2, 3}) {
    const int shop = at == 2 ? 1 : 6;
    ASSERT_EQ(client.Post(shop, "/ipr/notices/" + receipts[static_cast<size_t>(at)] + "/withdraw", "w", R"({"reason":"settled"})").status, 200);
  }
  client.Set(Day(50));
  EXPECT_EQ(client.Standing(1, receipts[2])["status"], "honoured");
  EXPECT_EQ(client.Standing(1, receipts[2])["counter_notice"], nullptr);
  EXPECT_EQ(StatusOf(client, fourth[0]), 200);
  EXPECT_EQ(client.relisted(), "");
}

TEST(ComplaintsTest, AnotherComplaintKeepsAnItemDown) {
  DeskClient client(DeskMarket());
  const std::vector<Offer> offers = client.Offers(1, 1, 3);
  const auto receipts = FourComplaints(client, offers, offers);
  client.Set(Day(18));
  EXPECT_EQ(client.Standing(1, receipts[2])["items"][0]["measure"], "restored");
  EXPECT_EQ(StatusOf(client, offers[0]), 404) << "the fourth complaint still holds";
}

TEST(ComplaintsTest, TheFourthComesBackUnderOtherSellers) {
  for (int shop = 1; shop <= 6; ++shop) {
    if (shop == 4 || shop == 5) continue;  // their first posts fail; nothing else is theirs alone
    DeskClient client(DeskMarket());
    const std::vector<Offer> offers = client.Offers(shop, 4, 6);
    const auto receipts = FourComplaints(client, client.Offers(1, 1, 40), offers);
    client.Set(Day(19.99));
    client.Get(shop, "/");
    EXPECT_EQ(client.relisted(), "");
    EXPECT_EQ(StatusOf(client, offers[0]), shop == 1 || shop == 6 ? 404 : 410);
    client.Set(Day(20));
    const std::string places = client.Places(shop);
    std::istringstream lines(client.relisted());
    std::string line;
    size_t at = 0;
    while (std::getline(lines, line)) {
      const Json truth = *ParseJson(line);
      ASSERT_LT(at, offers.size());
      const Offer& old = offers[at++];
      EXPECT_EQ(JsonText(truth, "relist_of"), old.item_id);
      EXPECT_EQ(truth["infringing"], old.way.has_value());
      const std::string id = JsonText(truth, "item_id"), title = JsonText(truth, "title"), url = JsonText(truth, "url");
      const std::string path = url.substr(DeskMarket().Base(DeskMarket().shops[static_cast<size_t>(shop - 1)]).size());
      EXPECT_NE(id, old.item_id);
      EXPECT_NE(title, old.title);
      EXPECT_NE(title.find(old.title), std::string::npos);
      EXPECT_EQ(client.Get(shop, path).status, 200) << path;
      EXPECT_EQ(StatusOf(client, old), shop == 1 || shop == 6 ? 404 : 410);
      // In a list, on its seller's page (the first thirty are there), in the sitemap, by search.
      EXPECT_GE(DeskClient::Count(places, path), shop == 6 ? 2 : 3) << path;
      EXPECT_NE(client.Get(shop, "/search?q=" + old.title).body->find(path), std::string::npos);
      const SiteAnswer picture = client.Get(shop, "/img/" + id + "_0.jpg");
      EXPECT_EQ(picture.status, 200);
      EXPECT_NE(*picture.body, Painter(DeskMarket()).ListingJpeg(old.pictures[0]));
    }
    EXPECT_EQ(at, offers.size());
    const std::string all = client.relisted();
    client.Set(Day(40));
    client.Get(shop, "/");
    EXPECT_EQ(client.relisted(), all) << "each is told once";
  }
}

TEST(ComplaintsTest, RelistedOffersCanBeComplainedAboutToo) {
  DeskClient client(DeskMarket());
  FourComplaints(client, client.Offers(1, 1, 40), client.Offers(6, 1, 6));
  client.Set(Day(25));
  client.Get(6, "/");
  const std::string id = JsonText(*ParseJson(client.relisted()), "item_id");
  const std::string body = R"({"notice":"N","right":"r","reason":"x","items":[{"item_id":")" + id + R"("}]})";
  const SiteAnswer fifth = client.Post(6, "/ipr/notices", "k5", body);
  EXPECT_EQ(fifth.status, 201);
  EXPECT_EQ(JsonMember(*ParseJson(*fifth.body), "unknown"), nullptr) << *fifth.body;
  EXPECT_EQ(client.Get(6, "/detail/" + id + ".html").status, 200);
  client.Set(Day(27));
  EXPECT_EQ(client.Get(6, "/detail/" + id + ".html").status, 404);
  // With the clock set back it was never there.
  client.Set(Day(19));
  EXPECT_EQ(client.Get(6, "/detail/" + id + ".html").status, 404);
  EXPECT_EQ(client.Places(6).find(id), std::string::npos);
  const SiteAnswer early = client.Post(6, "/ipr/notices", "k6", body);
  EXPECT_EQ((*ParseJson(*early.body))["unknown"], Json::array({id}));
}

TEST(ComplaintsTest, ARestartedMarketRemembers) {
  DeskClient first(DeskMarket());
  const std::vector<Offer> third = first.Offers(1, 2, 5), fourth = first.Offers(6, 3, 6);
  const auto receipts = FourComplaints(first, third, fourth);
  first.Set(Day(4));
  ASSERT_EQ(first.Post(1, "/ipr/notices/" + receipts[2] + "/filing", "f", R"({"kind":"complaint","number":"12","filed_at":"2026-12-04"})").status, 200);
  ASSERT_EQ(first.Post(1, "/ipr/notices/" + receipts[0] + "/withdraw", "w", R"({"reason":"mistake"})").status, 200);
  first.Set(Day(30));
  first.Get(6, "/");
  const std::string again = JsonText(*ParseJson(first.relisted().substr(0, first.relisted().find('\n'))), "item_id");
  ASSERT_EQ(first.Post(6, "/ipr/notices", "k5", R"({"notice":"N","right":"r","reason":"x","items":[{"item_id":")" + again + R"("}]})").status, 201);

  DeskClient second(DeskMarket());
  const Result<int> passed_over = second.site().Remember(first.journal() + "{\"event\":\"compl");  // torn by a kill
  ASSERT_TRUE(passed_over);
  EXPECT_EQ(*passed_over, 1);
  EXPECT_EQ(second.site().RelistedLines(Day(19)), "");
  EXPECT_EQ(second.site().RelistedLines(Day(30)), first.relisted());
  for (const double day : {0.5, 1.5, 5.0, 19.0, 21.0, 31.0, 60.0}) {
    first.Set(Day(day));
    second.Set(Day(day));
    for (const int shop : {1, 2, 6}) EXPECT_EQ(first.Places(shop), second.Places(shop)) << day;
    for (size_t i = 0; i < receipts.size(); ++i) {
      const int shop = receipts[i][1] - '0';
      EXPECT_EQ(first.Standing(shop, receipts[i]), second.Standing(shop, receipts[i])) << day;
    }
  }
  EXPECT_EQ(second.relisted(), "") << "told before the restart";
  // Keys are remembered, and the count goes on.
  EXPECT_EQ(second.Post(1, "/ipr/notices/" + receipts[2] + "/filing", "f", R"({"kind":"complaint","number":"12","filed_at":"2026-12-04"})").status, 200);
  EXPECT_EQ(second.Post(1, "/ipr/notices", "key-1", second.NoticeBody(second.Offers(1, 1))).status, 200);
  EXPECT_EQ(second.Post(1, "/ipr/notices", "key-1", "{}").status, 422);
  EXPECT_EQ(second.Complain(3, second.Offers(3, 1)), "S3-000006");
}

TEST(ComplaintsTest, AnotherMarketsJournalIsRefused) {
  DeskClient first(DeskMarket());
  first.Complain(1, first.Offers(1, 1));
  const Market other_market = MakeMarket(22, 600, 8000);
  DeskClient other(other_market);
  const Result<int> remembered = other.site().Remember(first.journal());
  ASSERT_FALSE(remembered);
  EXPECT_EQ(remembered.error().code, ErrorCode::kConflict);
  EXPECT_NE(remembered.error().message.find("seed was 21"), std::string::npos) << remembered.error().message;
}

TEST(ComplaintsTest, ABadJournalLineCostsItselfOnly) {
  DeskClient first(DeskMarket());
  const std::string receipt = first.Complain(1, first.Offers(1, 1));
  const std::string good = first.journal();
  const char* bad[] = {
      "null", "[]", "{}", "not json", R"({"event":"complaint"})", R"({"event":"flood","at":"2026-12-01T08:00:00Z"})",
      R"({"event":"complaint","number":2,"shop":"shop9","at":"2026-12-01T08:00:00Z","key":"a","digest":"","items":[]})",
      R"({"event":"complaint","number":1,"shop":"shop1","at":"2026-12-01T08:00:00Z","key":"a","digest":"","items":[]})",
      R"({"event":"complaint","number":2,"shop":"shop1","at":"yesterday","key":"a","digest":"","items":[]})",
      R"({"event":"complaint","number":2,"shop":"shop1","at":"2026-12-01T08:00:00Z","key":"key-1","digest":"","items":[]})",
      R"({"event":"complaint","number":2,"shop":"shop1","at":"2026-12-01T08:00:00Z","key":"a","digest":"","items":[{"item_id":"5"}]})",
      R"({"event":"complaint","number":2,"shop":"shop1","at":"2026-12-01T08:00:00Z","key":"a","digest":""})",
      R"({"event":"withdrawal","receipt":"S1-000009","at":"2026-12-01T08:00:00Z","key":"a","digest":"","reason":"x"})",
      R"({"event":"filing","receipt":"S1-000001","at":"2026-12-01T08:00:00Z","key":"key-1","digest":"","kind":"suit"})",
  };
  for (const char* line : bad) {
    DeskClient second(DeskMarket());
    const Result<int> passed_over = second.site().Remember(good + line + "\n" + line + "\n");
    ASSERT_TRUE(passed_over) << line;
    EXPECT_EQ(*passed_over, 2) << line;
    EXPECT_EQ(second.Standing(1, receipt), first.Standing(1, receipt)) << line;
    EXPECT_EQ(second.Complain(3, second.Offers(3, 1)), "S3-000002") << line;
  }
}

}  // namespace
}  // namespace markwarden::samples
