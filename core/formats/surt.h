// Sort-friendly URLs, the keys of web archive indexes: "com,shop)/item?id=1" for "https://www.shop.com/item?id=1".
#pragma once

#include <string>
#include <string_view>

namespace markwarden {

// As the indexers of other people's archives make them (pywb, warcio): lower case, host reversed without "www.", default
// port dropped, query sorted.  `url` as it stands when it has no host ("urn:...").  Never fails.
std::string SurtKey(std::string_view url);

}  // namespace markwarden
