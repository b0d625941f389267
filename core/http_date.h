// Dates of HTTP (RFC 9110, 5.6.7), and how long an answer asks to be left alone (10.2.3).
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "core/clock.h"

namespace markwarden {

// "Sun, 06 Nov 1994 08:49:37 GMT" and the two old forms, "Sunday, 06-Nov-94 08:49:37 GMT" and "Sun Nov  6 08:49:37 1994"; always UTC.
// A year of two figures is the one that is at most 50 years after `now`.  The name of the day is not compared with the date.  Empty for
// anything else, and for dates that do not exist.
std::optional<Time> ParseHttpDate(std::string_view text, Time now);

// A Retry-After: whole seconds or a date, which is compared with `now`; what is past is no wait, and none is longer than `most`.
// Empty when it says neither.
std::optional<std::chrono::milliseconds> RetryAfterWait(std::string_view value, Time now, std::chrono::milliseconds most);

}  // namespace markwarden
