// Registrable domains by the ICANN part of the public suffix list (libpsl).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace markwarden {

// "a.b.shop.com.cn" gives "shop.com.cn".  `domain` is ASCII as a Url's host has it, or UTF-8; one trailing
// dot is ignored.  Absent when `domain` is itself a public suffix, empty, or has an empty label.
// An unlisted top-level domain counts as a suffix.  Thread-safe.
std::optional<std::string> RegistrableDomain(std::string_view domain);

}  // namespace markwarden
