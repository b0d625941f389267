// The order of judging: no answer, status, obstacle, offer, words of absence.
#include "reports/takedown_look.h"

#include <algorithm>

#include "reports/relist.h"

namespace markwarden {
namespace {

constexpr double kSameTitle = 0.5;
constexpr size_t kShown = 200;  // of an address, in a reason

// Latin and Cyrillic letters of UTF-8 in lower case: the scripts of our phrases that have two cases.
std::string Lower(std::string_view text) {
  std::string out(text);
  for (size_t i = 0; i < out.size(); ++i) {
    if (out[i] >= 'A' && out[i] <= 'Z') out[i] = static_cast<char>(out[i] - 'A' + 'a');
    if (out[i] != '\xd0' || i + 1 == out.size()) continue;
    const auto next = static_cast<unsigned char>(out[i + 1]);
    if (next >= 0x90 && next <= 0x9f) out[i + 1] = static_cast<char>(next + 0x20);  // А..П
    if (next >= 0xa0 && next <= 0xaf) {                                              // Р..Я
      out[i] = '\xd1';
      out[i + 1] = static_cast<char>(next - 0x20);
    }
    if (next == 0x81) {  // Ё
      out[i] = '\xd1';
      out[i + 1] = '\x91';
    }
  }
  return out;
}

std::string Answered(int status) { return "the server answered " + std::to_string(status); }

// Where sign-in, traffic control and their like live: a path or host that says so itself.
bool LooksLikeObstacle(const std::string& url) {
  const std::string lower = Lower(url.substr(0, url.find('?')));
  for (const char* word : {"login", "signin", "sign-in", "sign_in", "passport", "captcha", "verify", "punish", "challenge", "antibot", "blocked", "accessdenied", "access-denied"}) {
    if (lower.find(word) != std::string::npos) return true;
  }
  return false;
}

bool IsSameOffer(const LookOffer& offer, const LookFacts& facts, bool own_page) {
  const bool named = !offer.item_id.empty() && !facts.item_id.empty();
  if (named && offer.item_id != facts.item_id) return false;
  // The address stays when a seller puts other goods under it.
  if (!facts.title.empty() && !offer.title.empty()) return SameTitle(offer.title, facts.title);
  return named || own_page;
}

// What a page puts where a product's name stands, when there is no product.
bool SaysGone(const LookOffer& offer, const LookFacts& facts) {
  const std::string title = Lower(offer.title);
  return std::any_of(facts.phrases.begin(), facts.phrases.end(), [&](const std::string& phrase) { return title.find(phrase) != std::string::npos; });
}

bool IsOut(const std::string& availability) {
  return availability == "OutOfStock" || availability == "Discontinued" || availability == "SoldOut";
}

LookAnswer Unreachable(std::string why) { return {Seen::kUnreachable, std::move(why)}; }
LookAnswer Unclear(std::string why) { return {Seen::kUnclear, std::move(why)}; }

// A page that came whole, with a status of success and nothing in its way.
LookAnswer JudgePage(const LookFacts& facts) {
  const bool own_page = facts.same_page || (!facts.item_id.empty() && facts.final_item_id == facts.item_id);
  bool other_offer = false;
  for (const LookOffer& offer : facts.offers) {
    if (SaysGone(offer, facts)) continue;
    if (!IsSameOffer(offer, facts, own_page)) {
      other_offer = true;
      continue;
    }
    if (!facts.phrases.empty() && IsOut(facts.availability)) {
      return Unclear("the page still shows the offer, says \"" + facts.phrases.front() + "\" and that it cannot be bought");
    }
    return {Seen::kLive, facts.same_page ? "the page shows the offer" : "it leads to " + facts.final_url.substr(0, kShown) + ", which shows the offer"};
  }
  const bool product = facts.kind == "product" && other_offer;
  if (!own_page) {
    const std::string there = "it leads to " + facts.final_url.substr(0, kShown);
    if (LooksLikeObstacle(facts.final_url)) return Unclear(there + ", where visitors are stopped");
    if (product) return Unclear(there + ", which shows another offer");
    if (facts.empty_shell) return Unclear(there + ", which shows nothing before its scripts have run");
    return {Seen::kGone, there + ", which does not show the offer"};
  }
  if (product) return Unclear("the page shows another offer now");
  if (!facts.phrases.empty()) return {Seen::kGone, "the page says \"" + facts.phrases.front() + "\" and shows no offer"};
  if (facts.empty_shell) return Unclear("the page shows nothing before its scripts have run");
  return Unclear("the page shows neither the offer nor that it is gone");
}

}  // namespace

std::string_view ToString(Seen seen) {
  switch (seen) {
    case Seen::kGone: return "gone";
    case Seen::kLive: return "live";
    case Seen::kUnclear: return "unclear";
    case Seen::kUnreachable: return "unreachable";
  }
  return "unclear";
}

bool SameTitle(std::string_view a, std::string_view b) {
  if (a == b) return true;
  constexpr size_t kMost = 2000;
  return ShingleLikeness(ShinglesOf(Lower(a), kMost), ShinglesOf(Lower(b), kMost), kMost) >= kSameTitle;
}

LookAnswer ClassifyLook(const LookFacts& facts) {
  if (!facts.failure.empty()) return Unreachable(facts.failure);
  if (!facts.not_followed.empty()) {
    if (facts.forbidden) return Unreachable(facts.not_followed);
    return Unclear(facts.not_followed);
  }
  const bool success = facts.status >= 200 && facts.status < 300, absent = facts.status == 404 || facts.status == 410;
  if (success || absent) {
    if (facts.challenge == "captcha") return Unclear("the page is a CAPTCHA");
    if (facts.challenge == "challenge") return Unclear("the page is a check of its visitors");
    if (facts.challenge == "login") return Unclear("the page is a form to sign in");
  }
  if (facts.truncated == "time" || facts.truncated == "disconnect") return Unreachable("the answer was cut short");
  if (absent) {
    const bool shown = std::any_of(facts.offers.begin(), facts.offers.end(),
                                   [&](const LookOffer& offer) { return !SaysGone(offer, facts) && !offer.title.empty() && IsSameOffer(offer, facts, facts.same_page); });
    if (shown) return Unclear(Answered(facts.status) + " with a page that shows the offer");
    return {Seen::kGone, Answered(facts.status)};
  }
  // RFC 7725: perhaps withheld from this place only.
  if (facts.status == 451) return Unclear(Answered(451) + ": withheld for legal reasons, perhaps not everywhere");
  if (facts.status >= 300 && facts.status < 400) return Unclear(Answered(facts.status) + " and does not say where it leads");
  if (!success) return Unreachable(Answered(facts.status));
  if (facts.status == 202 || facts.status == 204 || facts.status == 205) return Unclear(Answered(facts.status) + " without a page");
  if (facts.challenge == "error") return Unreachable("the page is the server's own error, with status " + std::to_string(facts.status));
  if (facts.challenge == "not_found") {
    if (facts.same_page || !LooksLikeObstacle(facts.final_url)) return {Seen::kGone, "the page's title says that there is no such page"};
    return Unclear("it leads to " + facts.final_url.substr(0, kShown) + ", where visitors are stopped");
  }
  const LookAnswer look = JudgePage(facts);
  // What was not read to its end may hold the offer.
  if (look.seen != Seen::kLive && facts.truncated == "length") return Unclear("the page is larger than what is read of one, and its beginning does not show the offer");
  if (look.seen != Seen::kLive && !facts.degraded.empty()) return Unclear("the page could not be read whole: " + facts.degraded);
  return look;
}

}  // namespace markwarden
