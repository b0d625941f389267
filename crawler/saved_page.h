// The address that a page saved to a file once had.
#pragma once

#include <string>
#include <string_view>

namespace markwarden {

struct SavedAddress {
  std::string url;  // absolute http(s), without fragment; empty when the page does not say
  std::string how;  // "saved_from", "canonical", "og:url"
};

// Looks into the first 1 MiB for the mark that browsers leave, `<!-- saved from url=(0042)https://... -->`, then
// <link rel=canonical>, then <meta property=og:url>.  What a page says about itself is a claim: callers say `how`.
// Pure; any bytes are accepted.
SavedAddress FindSavedAddress(std::string_view page);

// True for bytes that begin as a page does: a doctype, <html, <head, a comment before them ...
bool LooksHtml(std::string_view bytes);

}  // namespace markwarden
