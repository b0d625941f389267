// One-time codes against the vectors of the RFCs.
#include "core/totp.h"

#include <gtest/gtest.h>

#include "core/hash.h"

namespace markwarden {
namespace {

constexpr std::string_view kSecret = "12345678901234567890";

// RFC 2202, 3.
TEST(TotpTest, HmacSha1) {
  const struct { std::string key, message; const char* mac; } vectors[] = {
      {std::string(20, '\x0b'), "Hi There", "b617318655057264e28bc0b6fb378c8ef146be00"},
      {"Jefe", "what do ya want for nothing?", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"},
      {std::string(80, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First", "aa4ae5e15272d00e95705637ce8a3b55ed402112"},
  };
  for (const auto& one : vectors) EXPECT_EQ(ToHex(HmacSha1(one.key, one.message)), one.mac);
}

// RFC 6238, appendix B.
TEST(TotpTest, CodesOfTheRfc) {
  const struct { int64_t at; const char* code; } vectors[] = {{59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
                                                               {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"}};
  for (const auto& one : vectors) {
    EXPECT_EQ(TotpCode(kSecret, TotpStep(FromUnixSeconds(one.at)), 8), one.code) << one.at;
    EXPECT_EQ(TotpCode(kSecret, TotpStep(FromUnixSeconds(one.at))), std::string(one.code).substr(2)) << "the last six of them";
  }
}

TEST(TotpTest, OneStepEitherSideAndNoneTwice) {
  const Time at = FromUnixSeconds(1234567890);
  const int64_t step = TotpStep(at);
  for (const int64_t off : {-2, -1, 0, 1, 2}) {
    const auto found = FindTotpStep(kSecret, TotpCode(kSecret, step + off), at, 0);
    EXPECT_EQ(found.has_value(), off >= -1 && off <= 1) << off;
    EXPECT_EQ(found.value_or(step + off), step + off);
  }
  EXPECT_FALSE(FindTotpStep(kSecret, TotpCode(kSecret, step), at, step)) << "taken before";
  EXPECT_FALSE(FindTotpStep(kSecret, TotpCode(kSecret, step - 1), at, step)) << "older than one that was taken";
  EXPECT_TRUE(FindTotpStep(kSecret, TotpCode(kSecret, step + 1), at, step));
  const std::string code = TotpCode(kSecret, step);
  EXPECT_TRUE(FindTotpStep(kSecret, code.substr(0, 3) + " " + code.substr(3), at, 0)) << "as authenticators show it";
  for (const std::string& wrong : {std::string(), std::string("0"), code + "0", code.substr(1), std::string(100'000, '0')}) EXPECT_FALSE(FindTotpStep(kSecret, wrong, at, 0));
}

// RFC 4648, 10.
TEST(TotpTest, Base32) {
  const struct { const char* bytes; const char* text; } vectors[] = {{"", ""}, {"f", "MY"}, {"fo", "MZXQ"}, {"foo", "MZXW6"}, {"foob", "MZXW6YQ"}, {"fooba", "MZXW6YTB"}, {"foobar", "MZXW6YTBOI"}};
  for (const auto& one : vectors) EXPECT_EQ(ToBase32(one.bytes), one.text);
}

TEST(TotpTest, WhatAnAuthenticatorScans) {
  EXPECT_EQ(TotpUri("foobar", "markwarden", "lin wu"), "otpauth://totp/markwarden:lin%20wu?secret=MZXW6YTBOI&issuer=markwarden&algorithm=SHA1&digits=6&period=30");
}

}  // namespace
}  // namespace markwarden
