// Signing in, being refused, codes that work once, tokens.
#include "tests/service/store_fixture.h"

namespace markwarden {
namespace {

using AccountsTest = StoreFixture;

TEST_F(AccountsTest, AWrongPasswordAndAnUnknownLoginSayTheSame) {
  auto wrong = SignInWithPassword(*service_, "admin", "not the password");
  auto unknown = SignInWithPassword(*service_, "nobody", "not the password");
  ASSERT_FALSE(wrong);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(wrong.error().message, unknown.error().message);
  EXPECT_EQ(wrong.error().code, ErrorCode::kDenied);
}

TEST_F(AccountsTest, GuessingIsSlowedDownPerLogin) {
  Person("guessed", "officer");
  ErrorCode last = ErrorCode::kInternal;
  for (int i = 0; i < 11; ++i) {
    auto wrong = SignInWithPassword(*service_, "guessed", "wrong password " + std::to_string(i));
    ASSERT_FALSE(wrong);
    last = wrong.error().code;
  }
  EXPECT_EQ(last, ErrorCode::kUnavailable);
  EXPECT_TRUE(SignInWithPassword(*service_, "admin", kPassword)) << "others are not locked out";
}

TEST_F(AccountsTest, ACodeSignsInOnce) {
  Person("lin", "officer");
  auto code = MakeSignInCode(*service_, admin_, "lin");
  ASSERT_TRUE(code);
  EXPECT_TRUE(SignInWithCode(*service_, *code));
  EXPECT_FALSE(SignInWithCode(*service_, *code));
  EXPECT_FALSE(SignInWithCode(*service_, ""));
}

TEST_F(AccountsTest, OnlyAnAdministratorMakesAccountsAndCodes) {
  const Scope officer = Person("lin", "officer");
  NewAccount account;
  account.login = "wang";
  account.roles = {"officer"};
  auto refused = AddAccount(*service_, officer, account);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kDenied);
  EXPECT_FALSE(MakeSignInCode(*service_, officer, "admin"));
}

TEST_F(AccountsTest, SessionsAndTokensGiveTheSameScopeUntilTheyEnd) {
  auto signed_in = SignInWithPassword(*service_, "admin", kPassword);
  ASSERT_TRUE(signed_in);
  auto scope = ScopeOfSession(*service_, signed_in->secret);
  ASSERT_TRUE(scope) << scope.error().message;
  EXPECT_EQ(scope->actor, admin_.actor);
  ASSERT_TRUE(SignOut(*service_, signed_in->secret));
  EXPECT_FALSE(ScopeOfSession(*service_, signed_in->secret));

  auto token = MakeToken(*service_, admin_, "test");
  ASSERT_TRUE(token);
  auto again = ScopeOfToken(*service_, *token);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->roles, admin_.roles);
  EXPECT_FALSE(ScopeOfToken(*service_, *token + "x"));
}

TEST_F(AccountsTest, BadAccountsAreRefused) {
  const struct { const char* why; NewAccount account; } cases[] = {
      {"upper case", {.login = "Lin", .display_name = {}, .password = {}, .roles = {"officer"}, .regions = {}, .rights = {}, .org = 0}},
      {"one letter", {.login = "l", .display_name = {}, .password = {}, .roles = {"officer"}, .regions = {}, .rights = {}, .org = 0}},
      {"no role", {.login = "lin", .display_name = {}, .password = {}, .roles = {}, .regions = {}, .rights = {}, .org = 0}},
      {"unknown role", {.login = "lin", .display_name = {}, .password = {}, .roles = {"king"}, .regions = {}, .rights = {}, .org = 0}},
      {"a system role", {.login = "lin", .display_name = {}, .password = {}, .roles = {"system"}, .regions = {}, .rights = {}, .org = 0}},
      {"administrator and officer", {.login = "lin", .display_name = {}, .password = {}, .roles = {"administrator", "officer"}, .regions = {}, .rights = {}, .org = 0}},
      {"weak password", {.login = "lin", .display_name = {}, .password = "short", .roles = {"officer"}, .regions = {}, .rights = {}, .org = 0}},
      {"taken", {.login = "admin", .display_name = {}, .password = {}, .roles = {"officer"}, .regions = {}, .rights = {}, .org = 0}},
  };
  for (const auto& c : cases) EXPECT_FALSE(AddAccount(*service_, admin_, c.account)) << c.why;
}

TEST(InitTest, RefusesWeakPasswordsAndAStoreThatIsThere) {
  const std::filesystem::path dir = std::filesystem::temp_directory_path() / ("markwarden-init-" + ToHex(RandomBytes(6)));
  InitOptions init;
  init.password = "short";
  EXPECT_FALSE(InitStore(dir, init));
  EXPECT_FALSE(std::filesystem::exists(dir)) << "nothing is half-made";
  init.password = "long enough to pass";
  ASSERT_TRUE(InitStore(dir, init));
  const Status again = InitStore(dir, init);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kConflict);
  std::filesystem::remove_all(dir);
}

}  // namespace
}  // namespace markwarden
