// Dates of mail (RFC 5322, 3.3 and 4.3).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"

namespace markwarden {

// "Thu, 26 Nov 2026 22:44:46 +0000", whole seconds, UTC.  Empty outside of the years 1900 to 9999.
std::string FormatMailDate(Time time);

// With or without day of week, seconds and comment; numeric and old zones, an unknown one meaning UTC; years of two or
// three figures as RFC 5322 has them.  Empty for what is no date.
std::optional<Time> ParseMailDate(std::string_view text);

}  // namespace markwarden
