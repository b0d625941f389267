// What one look at a listing after its notice tells: gone, live, or nothing.  A crawler that was kept out never reports success.
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace markwarden {

enum class Seen {
  kGone,
  kLive,
  kUnclear,      // an answer that proves neither
  kUnreachable,  // no look could be made
};
std::string_view ToString(Seen seen);

// An offer that the page shows.
struct LookOffer {
  std::string item_id;  // by the offer's own address, or as the page says; empty: the page's own offer
  std::string title;
};

// One look as it went.  Addresses are hrefs.
struct LookFacts {
  // What was looked for.
  std::string url;
  std::string item_id;  // may be empty
  std::string title;    // as it was last shown; may be empty

  // How the answer came.  `failure` not empty: there was none, this is why.
  std::string failure;
  int status = 0;                // of the last answer
  std::string final_url;         // where the redirects led; `url` without any
  std::string final_item_id;     // by that address
  bool same_page = true;         // the last answer is at the listing's own address, spelling aside
  std::string not_followed;      // why a redirect's target was not fetched: "outside of the source", "leads round in a circle"
  bool forbidden = false;        // it was not followed because robots.txt or the host forbids it
  std::string truncated;         // "", "length", "time", "disconnect"

  // What the page says (crawler/extract.h).
  std::string kind;              // "product", "list", "other"
  std::string challenge;         // "captcha", "challenge", "login", "not_found", "error"
  std::string degraded;          // why it could not be read whole
  bool empty_shell = false;
  std::vector<LookOffer> offers;
  std::vector<std::string> phrases;  // of "the offer is gone" that its visible text has
  std::string availability;          // of the page's own offer: "InStock", "OutOfStock" ...
};

struct LookAnswer {
  Seen seen = Seen::kUnclear;
  std::string why;  // a sentence that core/said.h keeps
};
LookAnswer ClassifyLook(const LookFacts& facts);

// Whether two titles name one offer: equal but for a few words that sellers change.
bool SameTitle(std::string_view a, std::string_view b);

}  // namespace markwarden
