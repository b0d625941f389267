// What every reader of a page shares: where it is, how it speaks, and the draft of an
// offer that each of them makes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/listing.h"
#include "core/url.h"
#include "crawler/price.h"

namespace markwarden {

struct PageContext {
  std::optional<Url> url;   // of the page
  std::optional<Url> base;  // what relative addresses resolve against
  PriceContext money;
  std::string lang;

  // An absolute http(s) address without fragment; empty for anything else.
  std::string Absolute(std::string_view href) const;
  // An id of four characters and more, some of them digits, that stands alone in the path or query of `url`.
  bool InAddress(std::string_view id) const;
};

// An offer as one reader saw it.
struct Draft {
  Listing listing;
  double weight = 0;   // how sure the reader is that the page is about it
  bool listed = false;     // one of several of its kind
  bool addressed = false;  // its id stands in the page's address
  bool unpriced = false;   // has a price field that holds no price
};

// "  a \n b " -> "a b"; tags and entities inside values undone.
std::string TidyText(std::string_view text, size_t max_bytes = 2000);

// Folds case (ASCII, Latin-1, Cyrillic, Greek) and drops all but letters and digits.
std::string FoldKey(std::string_view text);

// Folds case in every script and changes nothing else.
std::string FoldCase(std::string_view text);

// How alike two titles are, 0..1, by shared pairs of characters.
double TitleLikeness(std::string_view a, std::string_view b);

// "https://schema.org/InStock", "in stock", "有货", "нет в наличии" -> schema.org's name; empty when unknown.
std::string AvailabilityName(std::string_view text);

// Digits of a GTIN-8, -12, -13 or -14 with a right check digit; empty otherwise.
std::string CleanGtin(std::string_view text);

// "1.2万+人付款", "sold 35", "1,204 verkauft" -> a count; empty when there is none.
std::optional<int64_t> ParseCount(std::string_view text);

bool ContainsNoCase(std::string_view text, std::string_view lower_needle);
std::string ToLowerAscii(std::string_view text);

}  // namespace markwarden
