// The order of judging: no answer, status, obstacle, offer, words of absence.
#include "reports/takedown_look.h"

#include <algorithm>

#include "core/said.h"
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

std::string Answered(const char* code, int status) { return Say(code, {{"status", std::to_string(status)}}).kept(); }

// "it leads to ADDRESS, " and what is there.
std::string LeadsTo(const LookFacts& facts, const char* what) {
  return Say("look.leads_to", {{"url", facts.final_url.substr(0, kShown)}, {"what", Say(what).kept()}}).kept();
}

std::string Plain(const char* code) { return Say(code).kept(); }
std::string Quoting(const char* code, const std::string& phrase) { return Say(code, {{"phrase", phrase}}).kept(); }

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
      return Unclear(Quoting("look.out", facts.phrases.front()));
    }
    return {Seen::kLive, facts.same_page ? Plain("look.shows") : LeadsTo(facts, "look.there.shows")};
  }
  const bool product = facts.kind == "product" && other_offer;
  if (!own_page) {
    if (LooksLikeObstacle(facts.final_url)) return Unclear(LeadsTo(facts, "look.there.stopped"));
    if (product) return Unclear(LeadsTo(facts, "look.there.other"));
    if (facts.empty_shell) return Unclear(LeadsTo(facts, "look.there.shell"));
    return {Seen::kGone, LeadsTo(facts, "look.there.not_offer")};
  }
  if (product) return Unclear(Plain("look.other"));
  if (!facts.phrases.empty()) return {Seen::kGone, Quoting("look.says", facts.phrases.front())};
  if (facts.empty_shell) return Unclear(Plain("look.shell"));
  return Unclear(Plain("look.neither"));
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
    if (facts.challenge == "captcha") return Unclear(Plain("look.captcha"));
    if (facts.challenge == "challenge") return Unclear(Plain("look.challenge"));
    if (facts.challenge == "login") return Unclear(Plain("look.login"));
  }
  if (facts.truncated == "time" || facts.truncated == "disconnect") return Unreachable(Plain("look.cut"));
  if (absent) {
    const bool shown = std::any_of(facts.offers.begin(), facts.offers.end(),
                                   [&](const LookOffer& offer) { return !SaysGone(offer, facts) && !offer.title.empty() && IsSameOffer(offer, facts, facts.same_page); });
    if (shown) return Unclear(Answered("look.status_shows", facts.status));
    return {Seen::kGone, Answered("look.status", facts.status)};
  }
  // RFC 7725: perhaps withheld from this place only.
  if (facts.status == 451) return Unclear(Plain("look.status_legal"));
  if (facts.status >= 300 && facts.status < 400) return Unclear(Answered("look.status_nowhere", facts.status));
  if (!success) return Unreachable(Answered("look.status", facts.status));
  if (facts.status == 202 || facts.status == 204 || facts.status == 205) return Unclear(Answered("look.status_empty", facts.status));
  if (facts.challenge == "error") return Unreachable(Answered("look.own_error", facts.status));
  if (facts.challenge == "not_found") {
    if (facts.same_page || !LooksLikeObstacle(facts.final_url)) return {Seen::kGone, Plain("look.no_such_page")};
    return Unclear(LeadsTo(facts, "look.there.stopped"));
  }
  const LookAnswer look = JudgePage(facts);
  // What was not read to its end may hold the offer.
  if (look.seen != Seen::kLive && facts.truncated == "length") return Unclear(Plain("look.too_long"));
  if (look.seen != Seen::kLive && !facts.degraded.empty()) return Unclear(Say("look.not_whole", {{"why", facts.degraded}}).kept());
  return look;
}

}  // namespace markwarden
