// Query strings in the encoding of the page that links them (URL Standard, "percent-encode after encoding").
#pragma once

#include <string>
#include <string_view>

namespace markwarden {

// `query` (UTF-8) as bytes of `charset`; a character that it lacks becomes "%26%23N%3B".  The input itself when
// `charset` is unknown, stateful (ISO-2022) or a UTF.
std::string EncodeQuery(std::string_view query, std::string_view charset);

}  // namespace markwarden
