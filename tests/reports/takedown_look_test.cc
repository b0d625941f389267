// What one look tells: a table of pages, the hostile ones among them.
#include "reports/takedown_look.h"

#include "core/said.h"

#include <gtest/gtest.h>

namespace markwarden {
namespace {

constexpr const char* kUrl = "https://shop.test/item/7";
constexpr const char* kTitle = "Zellvora 运动鞋 高仿 1:1 男款";

LookFacts Page(int status) {
  LookFacts facts;
  facts.url = facts.final_url = kUrl;
  facts.item_id = facts.final_item_id = "7";
  facts.title = kTitle;
  facts.status = status;
  facts.kind = "other";
  return facts;
}
LookFacts Product(const std::string& title = kTitle, const std::string& item_id = "") {
  LookFacts facts = Page(200);
  facts.kind = "product";
  facts.offers = {{.item_id = item_id, .title = title}};
  return facts;
}
LookFacts LedTo(const std::string& url, LookFacts facts) {
  facts.final_url = url;
  facts.same_page = false;
  facts.final_item_id.clear();
  return facts;
}
template <typename Change>
LookFacts With(LookFacts facts, Change change) {
  change(facts);
  return facts;
}

TEST(TakedownLookTest, EveryKindOfAnswer) {
  const auto list = [](LookFacts& f) { f.kind = "list"; f.offers = {{.item_id = "1", .title = "a"}, {.item_id = "2", .title = "b"}}; };
  const auto challenge = [](const char* what) { return [what](LookFacts& f) { f.challenge = what; }; };
  const auto says = [](const char* phrase) { return [phrase](LookFacts& f) { f.phrases = {phrase}; }; };
  const struct { const char* why; LookFacts facts; Seen want; } cases[] = {
      {"404", Page(404), Seen::kGone},
      {"410", Page(410), Seen::kGone},
      {"404 whose page shows the offer", With(Product(), [](LookFacts& f) { f.status = 404; }), Seen::kUnclear},
      {"404 to a CAPTCHA", With(Page(404), challenge("captcha")), Seen::kUnclear},
      {"the offer", Product(), Seen::kLive},
      {"the offer by its id alone", With(Product("", "7"), [](LookFacts& f) { f.title.clear(); }), Seen::kLive},
      {"the offer with a word changed", Product("Zellvora 运动鞋 高仿 1:1 女款"), Seen::kLive},
      {"the offer, sold out", With(Product(), [](LookFacts& f) { f.availability = "OutOfStock"; }), Seen::kLive},
      {"the word of absence in a review of a live offer", With(Product(), says("商品已下架")), Seen::kLive},
      {"the offer, withdrawn from sale but still shown", With(Product(), [](LookFacts& f) { f.availability = "Discontinued"; f.phrases = {"商品已下架"}; }), Seen::kUnclear},
      {"gone in words", With(Page(200), says("商品已下架")), Seen::kGone},
      {"gone in words, in place of the product's name", With(Product("商品已下架"), says("商品已下架")), Seen::kGone},
      {"gone in words, in place of the product's name, in capitals", With(Product("ОБЪЯВЛЕНИЕ УДАЛЕНО"), says("объявление удалено")), Seen::kGone},
      {"gone in words, beside a list of others", With(With(Page(200), list), says("no longer available")), Seen::kGone},
      {"a title without such a page", With(Page(200), challenge("not_found")), Seen::kGone},
      {"a page that says nothing", Page(200), Seen::kUnclear},
      {"an empty shell", With(Page(200), [](LookFacts& f) { f.empty_shell = true; }), Seen::kUnclear},
      {"another offer at the same address", Product("木质餐桌 北欧风 六人"), Seen::kUnclear},
      {"another item", Product(kTitle, "8"), Seen::kUnclear},
      {"CAPTCHA with status 200", With(Page(200), challenge("captcha")), Seen::kUnclear},
      {"check of browsers", With(Page(200), challenge("challenge")), Seen::kUnclear},
      {"form to sign in", With(Page(200), challenge("login")), Seen::kUnclear},
      {"the server's own error page with status 200", With(Page(200), challenge("error")), Seen::kUnreachable},
      {"led to the first page", LedTo("https://shop.test/", Page(200)), Seen::kGone},
      {"led to a list", LedTo("https://shop.test/list", With(Page(200), list)), Seen::kGone},
      {"led to a form to sign in", LedTo("https://shop.test/x", With(Page(200), challenge("login"))), Seen::kUnclear},
      {"led to an address that stops visitors", LedTo("https://shop.test/punish?x5=1", Page(200)), Seen::kUnclear},
      {"led to another offer", LedTo("https://shop.test/item/9", Product("木质餐桌 北欧风 六人", "9")), Seen::kUnclear},
      {"led to the same offer elsewhere", LedTo("https://shop.test/goods/7", Product(kTitle, "7")), Seen::kLive},
      {"led to an empty shell", LedTo("https://shop.test/app", With(Page(200), [](LookFacts& f) { f.empty_shell = true; })), Seen::kUnclear},
      {"led to a 404", LedTo("https://shop.test/gone", Page(404)), Seen::kGone},
      {"led round in a circle", With(Page(302), [](LookFacts& f) { f.not_followed = "it leads round in a circle"; }), Seen::kUnclear},
      {"led where robots.txt says no", With(Page(302), [](LookFacts& f) { f.not_followed = "robots.txt says no"; f.forbidden = true; }), Seen::kUnreachable},
      {"a redirect without an address", Page(302), Seen::kUnclear},
      {"401", Page(401), Seen::kUnreachable},
      {"403", Page(403), Seen::kUnreachable},
      {"403 with a CAPTCHA", With(Page(403), challenge("captcha")), Seen::kUnreachable},
      {"429", Page(429), Seen::kUnreachable},
      {"500", Page(500), Seen::kUnreachable},
      {"503 that says gone", With(Page(503), says("no longer available")), Seen::kUnreachable},
      {"451", Page(451), Seen::kUnclear},
      {"204", Page(204), Seen::kUnclear},
      {"no answer", With(Page(0), [](LookFacts& f) { f.failure = "no answer in time"; }), Seen::kUnreachable},
      {"robots.txt says no", With(Page(0), [](LookFacts& f) { f.failure = "robots.txt says no"; f.forbidden = true; }), Seen::kUnreachable},
      {"404 cut by the line", With(Page(404), [](LookFacts& f) { f.truncated = "disconnect"; }), Seen::kUnreachable},
      {"gone in words, on a page larger than is read", With(With(Page(200), says("商品已下架")), [](LookFacts& f) { f.truncated = "length"; }), Seen::kUnclear},
      {"the offer, on a page larger than is read", With(Product(), [](LookFacts& f) { f.truncated = "length"; }), Seen::kLive},
      {"gone in words, read in part", With(With(Page(200), says("商品已下架")), [](LookFacts& f) { f.degraded = "more tags than a page may have"; }), Seen::kUnclear},
      {"led away to a page whose worker died", LedTo("https://shop.test/", With(Page(200), [](LookFacts& f) { f.degraded = "content worker: killed"; })), Seen::kUnclear},
  };
  for (const auto& c : cases) {
    const LookAnswer answer = ClassifyLook(c.facts);
    EXPECT_EQ(ToString(answer.seen), ToString(c.want)) << c.why << ": " << answer.why;
    EXPECT_FALSE(answer.why.empty()) << c.why;
    EXPECT_EQ(answer.why.find('\n'), std::string::npos) << c.why;
    if (c.facts.failure.empty() && c.facts.not_followed.empty()) {
      EXPECT_NE(InWords(answer.why, "zh"), InWords(answer.why, "en")) << c.why << ": said in one language only";
    }
  }
}

TEST(TakedownLookTest, TitlesNameOneOffer) {
  EXPECT_TRUE(SameTitle("Zellvora Trail Shoe 42", "zellvora trail shoe 43"));
  EXPECT_FALSE(SameTitle("Zellvora Trail Shoe 42", "Wooden table, six seats"));
  EXPECT_TRUE(SameTitle("鞋", "鞋"));
  EXPECT_FALSE(SameTitle("鞋", "桌"));
}

}  // namespace
}  // namespace markwarden
