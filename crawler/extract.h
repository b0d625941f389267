// From the bytes of a page to the offers it shows: one pure function that runs in
// a content worker.  No site is named anywhere: only cues that shops share.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"
#include "core/listing.h"

namespace markwarden {

// Caps on the answer, so that a hostile page cannot make it larger than itself many times over.
inline constexpr size_t kMaxListings = 500;
inline constexpr size_t kMaxLinks = 5000;
inline constexpr size_t kMaxListingImages = 200;
inline constexpr size_t kMaxAnswerBytes = 8u << 20;  // of all texts of the listings; of all links
inline constexpr size_t kMaxLookFor = 500;            // phrases to look for; more are passed over

struct ExtractOptions {
  std::string url = {};           // where the page came from; relative addresses resolve against it
  std::string content_type = {};  // the HTTP header's value, or empty
  bool use_json_ld = true;   // off only to measure the other paths
  bool whole_tree = false;   // on only to compare: the tree is built from the page as it came, nothing elided
  // Field -> simple selector, from a source file: tag, .class, #id, [attr], [attr=value],
  // descendants, and a final @attr; e.g. {"price": ".now-price b", "seller.name": "#shop@title"}.
  // "item" selects the blocks of a list page; the other fields are then looked up inside each.
  Json hints = Json::object();
  // Phrases to look for in what the page shows to its reader, blanks collapsed, letters in either case.
  std::vector<std::string> look_for = {};
};

enum class PageKind { kProduct, kList, kOther };
std::string_view ToString(PageKind kind);

struct Extraction {
  std::string charset;  // WHATWG name
  PageKind kind = PageKind::kOther;
  bool degraded = false;     // past a cap: read by the text-only tokenizer
  std::string why_degraded;  // which cap
  std::string challenge;     // non-empty: what stood in the way: "captcha", "challenge", "login", "not_found", "error"
  std::vector<Listing> listings;
  std::vector<std::string> links;  // absolute http(s) addresses, in page order, each once
  std::vector<std::string> next;   // following pages of a list, best first
  std::string canonical;           // absolute, or empty
  std::string lang;                // of the page, as it says: "zh-CN"
  // A page without an offer that shows a shop's name with a valid credit code or a picture of its licence.
  std::optional<Seller> seller_page;
  // No listing, hardly a word, and a script that could build both (crawler/empty_shell.h).
  bool empty_shell = false;
  bool noindex = false;
  bool nofollow = false;
  std::vector<std::string> found;  // of look_for, in its order; none where the page was too much for a tree
};

// Pure: the same bytes give the same answer.  `body` is the entity as received, still in
// `content_encoding` ("gzip", "br", ""); decoding has caps.  Never fails: what cannot be
// read is an Extraction of kind kOther that says why in why_degraded.
Extraction Extract(std::string_view body, std::string_view content_encoding, const ExtractOptions& options);

// The object of the `extract` command, without "file" and "url".
Json ToJson(const Extraction& extraction);

}  // namespace markwarden
