// Dates of HTTP and waits that answers ask for.
#include "core/http_date.h"

#include <gtest/gtest.h>

#include <string>

namespace markwarden {
namespace {

// RFC 9110, 5.6.7: three forms of one moment, all of which a recipient must read.
TEST(HttpDateTest, ThreeForms) {
  const Time now = *ParseTime("2026-11-27T00:00:00Z"), then = *ParseTime("1994-11-06T08:49:37Z");
  for (const char* text : {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun Nov 06 08:49:37 1994"}) {
    EXPECT_EQ(ParseHttpDate(text, now), then) << text;
  }
  EXPECT_EQ(ParseHttpDate("Tuesday, 01-Dec-76 00:00:00 GMT", now), ParseTime("2076-12-01")) << "50 years on is still to come";
  EXPECT_EQ(ParseHttpDate("Wednesday, 01-Dec-77 00:00:00 GMT", now), ParseTime("1977-12-01")) << "what is more than 50 years on is past";
  EXPECT_EQ(ParseHttpDate("Thu, 29 Feb 2024 23:59:60 GMT", now), ParseTime("2024-03-01")) << "a leap second";
}

TEST(HttpDateTest, WhatIsNone) {
  const Time now = *ParseTime("2026-11-27T00:00:00Z");
  for (const std::string& text :
       {std::string(), std::string("120"), std::string("soon"), std::string("Sun, 06 Nov 1994 08:49:37"), std::string("Sun, 06 Nov 1994 08:49:37 +0100"), std::string("Sun, 6 Nov 1994 08:49:37 GMT"),
        std::string("Sun, 31 Feb 2026 08:49:37 GMT"), std::string("Sun, 06 nov 1994 08:49:37 GMT"), std::string("Sun, 06 Nov 94 08:49:37 GMT"), std::string("Sun, 06 Nov 1994 24:00:00 GMT"),
        std::string("Sun, 06 Nov 1994 8:49:37 GMT"), std::string("Sun, 06 Nov -994 08:49:37 GMT"), std::string("2026-11-27T00:00:00Z"), std::string(70, ' ') + "Sun, 06 Nov 1994 08:49:37 GMT",
        std::string("Sun, 06 Nov 1994 08:49:37 GMT\0x", 31)}) {
    EXPECT_FALSE(ParseHttpDate(text, now)) << text;
  }
}

// RFC 9110, 10.2.3.
TEST(HttpDateTest, RetryAfter) {
  using std::chrono::hours;
  using std::chrono::seconds;
  const Time now = *ParseTime("2026-11-27T10:00:00Z");
  const auto wait = [&](std::string_view value) { return RetryAfterWait(value, now, hours(24)); };
  EXPECT_EQ(wait("0"), seconds(0));
  EXPECT_EQ(wait("120"), seconds(120));
  EXPECT_EQ(wait("86400"), hours(24));
  for (const char* long_one : {"86401", "99999999", "99999999999999999999999"}) EXPECT_EQ(wait(long_one), hours(24)) << long_one;
  EXPECT_EQ(wait("Fri, 27 Nov 2026 10:02:00 GMT"), seconds(120));
  EXPECT_EQ(wait("Friday, 27-Nov-26 10:02:00 GMT"), seconds(120));
  EXPECT_EQ(wait("Fri Nov 27 10:02:00 2026"), seconds(120));
  EXPECT_EQ(wait("Fri, 27 Nov 2026 09:59:59 GMT"), seconds(0)) << "over already";
  EXPECT_EQ(wait("Fri, 27 Nov 2099 10:02:00 GMT"), hours(24)) << "nobody silences us for ever";
  for (const char* neither : {"", "-5", "1e3", "1.5", "soon", " 120", "Fri, 27 Nov 2026"}) EXPECT_FALSE(wait(neither)) << neither;
}

}  // namespace
}  // namespace markwarden
