// Passwords are hashed with Argon2id and refused when they are weak.
#include "service/password.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <random>

#include "service/password_rules.h"
#include "tests/service/cheap_passwords.h"

namespace markwarden {
namespace {

TEST(PasswordTest, HashesWithArgon2idAndVerifies) {
  const PasswordsAtFullCost full;
  const auto hash = HashPassword("correct horse battery");
  ASSERT_TRUE(hash);
  EXPECT_TRUE(hash->starts_with("$argon2id$")) << *hash;
  EXPECT_NE(hash->find("$m=65536,t=2,p=1$"), std::string::npos) << *hash << ": 64 MiB, twice";
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

// ASVS 5.0, 6.2.4, 6.2.5, 6.2.9, 6.2.11.
TEST(PasswordRulesTest, KnowWhatIsTriedFirst) {
  const auto rules = PasswordRules::Load(MARKWARDEN_SOURCE_DIR, {});
  ASSERT_TRUE(rules) << rules.error().message;
  const std::string about[] = {"wang.fang", "王芳", "黑龙江省市场监督管理局", "Harbin Bureau"};
  const struct { const char* why; const char* password; } bad[] = {
      {"a word and a year", "password2026"}, {"capitals and signs", "P@ssw0rd!2026"}, {"one sign for l", "We1come-12345"}, {"twice", "passwordpassword"}, {"with separators", "pass.word.pass.word"},
      {"full width", "ｐａｓｓｗｏｒｄ２０２６"}, {"a row", "qwertyuiopas"}, {"a row backwards", "poiuytrewq12"}, {"columns", "1qaz2wsx3edc"}, {"digits", "123456789012"}, {"shifted digits", "!@#$%^&*()_+"},
      {"the alphabet", "abcdefghijkl"}, {"a block again and again", "xkxkxkxkxkxk"}, {"a date", "19900112-1990"}, {"the product", "MarkWarden#1"}, {"what it does", "trademark-counterfeit"},
      {"a role", "administrator1"}, {"the login", "wang.fang.wang"}, {"the login and digits", "WangFang123456"}, {"the name's pinyin", "wangfang!!2026"}, {"the organisation's pinyin", "heilongjiang123"},
      {"part of the organisation's pinyin", "longjiangsheng1"}, {"the organisation", "黑龙江省市场监督管理局2026"}, {"a part of it and a year", "黑龙江市场监督2026年年年"}, {"the other organisation", "Harbin-Bureau-1"},
      {"what everybody says", "iloveyou1314520"}, {"pinyin", "woaini5201314"}, {"Chinese", "我爱你中国我爱你中国密码"}, {"the well-known phrase", "correct horse battery staple"},
  };
  for (const auto& c : bad) {
    const Status refused = rules->Check(c.password, about);
    ASSERT_FALSE(refused) << c.why << ": " << c.password;
    EXPECT_NE(refused.error().message.find("guessed"), std::string::npos) << c.why << ": " << refused.error().message;
    EXPECT_EQ(refused.error().message.find(c.password), std::string::npos) << "never said again";
  }
  for (const char* good : {"a long enough pass phrase", "four lamps under snow", "correct horse and cart", "password of the old lighthouse keeper", "雪夜四盏灯下读旧书也可以", "x7k!q_2%Zp&m", "wang.fang keeps seven geese",
                           "dKf83-PzQ1v-88", "十二个汉字的密码也可以用哦"}) {
    const Status taken = rules->Check(good, about);
    EXPECT_TRUE(taken) << good << ": " << (taken ? "" : taken.error().message);
  }
  EXPECT_TRUE(rules->Check(std::string(500, ' ') + "four lamps under snow" + std::string(400, ' '), about)) << "long ones";
  EXPECT_FALSE(rules->Check("\xff\xfe\xfd broken", about)) << "too short in characters";
}

// What a password manager makes is never refused, of whatever signs.
TEST(PasswordRulesTest, RandomOnesPass) {
  const auto rules = PasswordRules::Load(MARKWARDEN_SOURCE_DIR, {});
  ASSERT_TRUE(rules);
  std::mt19937 random(20260101);
  for (const std::string& signs : {std::string("abcdefghijklmnopqrstuvwxyz"), std::string("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"), std::string("0123456789abcdef")}) {
    int refused = 0;
    for (int i = 0; i < 2'000; ++i) {
      std::string password;
      for (int k = 0; k < 20; ++k) password += signs[random() % signs.size()];
      refused += rules->Check(password, {}) ? 0 : 1;
    }
    EXPECT_EQ(refused, 0) << signs;
  }
}

TEST(PasswordRulesTest, ABrokenListIsSaidByItsField) {
  const std::filesystem::path dir = std::filesystem::temp_directory_path() / ("markwarden-passwords-" + std::to_string(::getpid()));
  std::filesystem::create_directories(dir);
  for (const auto& [text, says] : std::map<std::string, std::string>{
           {"version: 2\n", "version"}, {"version: 1\n", "own_characters"}, {"version: 1\nown_characters: 5\n", "run"}, {"version: 1\nown_characters: 5\nrun: 3\n", "words"},
           {"version: 1\nown_characters: 5\nrun: 3\nwords: [[a]]\n", "too short"}, {"version: 1\nown_characters: 5\nrun: 3\nwords: [[abc]]\nmore: 1\n", "more"}, {"[", "passwords.yaml"}}) {
    std::ofstream(dir / "passwords.yaml") << text;
    const auto loaded = PasswordRules::Load(MARKWARDEN_SOURCE_DIR, dir);
    ASSERT_FALSE(loaded) << text;
    EXPECT_NE(loaded.error().message.find(says), std::string::npos) << loaded.error().message;
  }
  std::filesystem::remove_all(dir);
  EXPECT_FALSE(PasswordRules::Load(dir, {}));
}

}  // namespace
}  // namespace markwarden
