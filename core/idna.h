// Internationalised domain names: UTS #46 as the WHATWG URL Standard calls it.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace markwarden {

// "domain to ASCII" with beStrict=false (URL Standard, 3.3): non-transitional, CheckBidi,
// CheckJoiners, no limits of length.  `domain` is UTF-8.  Errors: kInvalid.
Result<std::string> DomainToAscii(std::string_view domain);

// For people to read: "xn--85x722f.test" becomes its characters; the input itself when it is not valid.
std::string DomainToUnicode(std::string_view domain);

}  // namespace markwarden
