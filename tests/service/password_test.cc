// Passwords are hashed with Argon2id and refused when they are weak.
#include "service/password.h"

#include <gtest/gtest.h>

namespace markwarden {
namespace {

TEST(PasswordTest, HashesWithArgon2idAndVerifies) {
  const auto hash = HashPassword("correct horse battery");
  ASSERT_TRUE(hash);
  EXPECT_TRUE(hash->starts_with("$argon2id$")) << *hash;
  EXPECT_TRUE(VerifyPassword(*hash, "correct horse battery"));
  EXPECT_FALSE(VerifyPassword(*hash, "correct horse batterY"));
  EXPECT_NE(*hash, *HashPassword("correct horse battery")) << "salted";
}

TEST(PasswordTest, AnEmptyOrBrokenHashNeverOpens) {
  EXPECT_FALSE(VerifyPassword("", ""));
  EXPECT_FALSE(VerifyPassword("", "anything at all"));
  EXPECT_FALSE(VerifyPassword("$argon2id$v=19$broken", "anything at all"));
}

TEST(PasswordTest, WeakOnesAreRefused) {
  EXPECT_TRUE(CheckPassword("twelve chars"));
  EXPECT_TRUE(CheckPassword("十二个汉字的密码也可以用哦")) << "characters count, not bytes";
  for (const std::string& bad : {std::string(), std::string("short"), std::string("一二三四五"), std::string(12, 'a'),
                                std::string(1025, 'x') + "y"}) {
    EXPECT_FALSE(CheckPassword(bad)) << bad.substr(0, 20);
  }
}

}  // namespace
}  // namespace markwarden
