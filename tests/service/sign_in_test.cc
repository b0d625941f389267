// Guessing passwords, authenticators, what ends sessions: over a clock that the test moves.
#include <time.h>

#include "core/file.h"
#include "core/totp.h"
#include "service/invitations.h"
#include "service/own_account.h"
#include "service/permissions.h"
#include "service/sign_in_guard.h"
#include "service/transact.h"
#include "store/accounts.h"
#include "store/sign_in.h"
#include "tests/service/cheap_passwords.h"
#include "tests/service/store_fixture.h"

namespace markwarden {
namespace {

constexpr const char* kGoodPassword = "correct horse and cart";

class SignInTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    Reopen();
    NewAccount account;
    account.login = "lin";
    account.roles = {"officer"};
    account.password = kGoodPassword;
    const auto added = AddAccount(*service_, admin_, account);
    ASSERT_TRUE(added) << added.error().message;
    lin_ = *ParseId(JsonText(*added, "id"));
  }

  void Reopen() {
    service_.reset();
    auto opened = Service::Open({.store_dir = dir_ / "store", .data_dir = MARKWARDEN_SOURCE_DIR, .process = "test", .clock = &clock_});
    ASSERT_TRUE(opened) << opened.error().message;
    service_ = std::move(*opened);
  }

  // The policy that is shipped, with one line of it as this store wants it.
  void ReopenWith(const std::string& line, const std::string& instead) {
    std::string policy = *ReadFile(std::filesystem::path(MARKWARDEN_SOURCE_DIR) / "service/data/sign_in_policy.yaml");
    ASSERT_NE(policy.find(line), std::string::npos);
    Write("store/sign_in.yaml", policy.replace(policy.find(line), line.size(), instead));
    Reopen();
  }

  Result<SignedIn> Try(const std::string& password, SignInClient client, const std::string& code = "") { return SignInWithPassword(*service_, "lin", password, client, code); }
  Result<SignedIn> Enter(const std::string& code = "") { return Try(kGoodPassword, {.address = "198.51.100.7", .agent = "test"}, code); }

  // An authenticator that is in force; its secret.
  std::string Enrol(const Scope& scope) {
    Result<Json> begun = BeginAuthenticator(*service_, scope, kGoodPassword);
    EXPECT_TRUE(begun) << begun.error().message;
    const std::string secret = FromBase32(JsonText(*begun, "secret"));
    EXPECT_NE(JsonText(*begun, "uri").find(JsonText(*begun, "secret")), std::string::npos);
    Result<Json> codes = ConfirmAuthenticatorOf(*service_, scope, TotpCode(secret, TotpStep(clock_.Now())));
    EXPECT_TRUE(codes) << codes.error().message;
    if (codes) recovery_ = JsonTexts(*codes, "recovery_codes");
    return secret;
  }
  static std::string FromBase32(const std::string& text) {
    std::string bytes;
    uint32_t bits = 0;
    int held = 0;
    for (const char c : text) {
      bits = bits << 5 | static_cast<uint32_t>(c >= 'A' ? c - 'A' : c - '2' + 26);
      if ((held += 5) >= 8) bytes += static_cast<char>(bits >> (held -= 8) & 0xff);
    }
    return bytes;
  }
  std::string CodeNow(const std::string& secret) { return TotpCode(secret, TotpStep(clock_.Now())); }

  FakeClock clock_{FromUnixSeconds(1'790'000'000)};
  Id lin_ = 0;
  std::vector<std::string> recovery_;
};

// EVIDENCE: ten wrong tries a minute lock; nobody locks the owner out.
TEST_F(SignInTest, TenWrongTriesLockAndTheOwnerStillEnters) {
  const auto before = Try(kGoodPassword, {.address = "198.51.100.7"});
  ASSERT_TRUE(before) << before.error().message;
  ASSERT_FALSE(before->device.empty()) << "this browser is known from now on";
  const SignInClient stranger{.address = "203.0.113.9"};
  for (int i = 0; i < 10; ++i) {
    const auto wrong = Try("not the password", stranger);
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, ErrorCode::kDenied) << i;
    clock_.Advance(std::chrono::seconds(5));
  }
  const auto locked = Try(kGoodPassword, stranger);
  ASSERT_FALSE(locked) << "even the right password waits there";
  EXPECT_EQ(locked.error().code, ErrorCode::kUnavailable);
  EXPECT_NE(locked.error().message.find("wait"), std::string::npos);
  // Everybody at once: the login is locked for whoever is not known ...
  for (int i = 0; i < 40; ++i) (void)Try("not the password", {.address = "203.0.113." + std::to_string(100 + i)});
  EXPECT_EQ(Try(kGoodPassword, {.address = "192.0.2.1"}).error().code, ErrorCode::kUnavailable);
  // ... and open for its owner.
  const auto owner = Try(kGoodPassword, {.address = "198.51.100.7", .agent = {}, .device = before->device});
  ASSERT_TRUE(owner) << owner.error().message;
  EXPECT_EQ(owner->device, before->device);
  const auto travelling = Try(kGoodPassword, {.address = "192.0.2.77", .agent = {}, .device = before->device});
  EXPECT_TRUE(travelling) << "from anywhere";
  // A device of somebody else's is none.
  EXPECT_FALSE(Try(kGoodPassword, {.address = "192.0.2.1", .agent = {}, .device = "mwd_of-nobody"}));
  // Other logins are not touched.
  EXPECT_TRUE(SignInWithPassword(*service_, "admin", kPassword, {.address = "192.0.2.1"}));
}

TEST_F(SignInTest, DelaysGrowAndAreForgotten) {
  ReopenWith("tries_login_address: 10", "tries_login_address: 3");  // each try is a slow hash
  const SignInClient stranger{.address = "203.0.113.9"};
  const auto lock = [&] {
    for (int i = 0; i < 3; ++i) (void)Try("not the password", stranger);
  };
  for (const int seconds : {60, 120, 300, 900, 900}) {
    lock();
    clock_.Advance(std::chrono::seconds(seconds - 1));
    EXPECT_EQ(Try(kGoodPassword, stranger).error().code, ErrorCode::kUnavailable) << seconds;
    clock_.Advance(std::chrono::seconds(1));
    EXPECT_EQ(Try("not the password", stranger).error().code, ErrorCode::kDenied) << "tried again after " << seconds;
    clock_.Advance(std::chrono::seconds(61));
  }
  clock_.Advance(std::chrono::hours(2));
  lock();
  clock_.Advance(std::chrono::seconds(60));
  EXPECT_TRUE(Try(kGoodPassword, stranger)) << "after an hour of quiet the first delay again";
}

TEST_F(SignInTest, AStolenDeviceIsCountedToo) {
  const auto known = Try(kGoodPassword, {.address = "198.51.100.7"});
  ASSERT_TRUE(known);
  const SignInClient thief{.address = "203.0.113.9", .agent = {}, .device = known->device};
  for (int i = 0; i < 20; ++i) (void)Try("not the password", thief);
  EXPECT_EQ(Try(kGoodPassword, thief).error().code, ErrorCode::kUnavailable);
}

TEST(SignInGuardTest, HoldsABoundedNumberOfCounters) {
  SignInPolicy policy = *LoadSignInPolicy(MARKWARDEN_SOURCE_DIR, "/nonexistent");
  SignInGuard guard(policy);
  const Time now = FromUnixSeconds(1'790'000'000);
  for (int i = 0; i < 60'000; ++i) guard.Failed({.login = "x" + std::to_string(i), .address = "a" + std::to_string(i / 3), .device = {}}, now + std::chrono::milliseconds(i));
  EXPECT_LE(guard.counted(), SignInGuard::kMostCounted);
  EXPECT_GT(guard.counted(), SignInGuard::kMostCounted / 4);
}

// The same words after the same work: a login that is not there costs a hash like one that is.
TEST_F(SignInTest, AnUnknownLoginTakesTheTimeOfAWrongPassword) {
  Person("coded", "officer");  // has no password
  const PasswordsAtFullCost full;
  NewAccount account;
  account.login = "mei";
  account.roles = {"officer"};
  account.password = kGoodPassword;
  ASSERT_TRUE(AddAccount(*service_, admin_, account));
  const auto cost = [&](const std::string& login) {
    timespec begin{}, end{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin);
    const auto refused = SignInWithPassword(*service_, login, "not the password");
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
    EXPECT_FALSE(refused);
    EXPECT_EQ(refused.error().message, "login or password is wrong");
    return double(end.tv_sec - begin.tv_sec) + double(end.tv_nsec - begin.tv_nsec) / 1e9;
  };
  const auto least = [&](const std::string& login) { return std::min({cost(login), cost(login), cost(login)}); };
  const double wrong = least("mei"), unknown = least("nobody"), without = least("coded");
  EXPECT_GT(unknown, wrong * 0.5) << unknown << " s against " << wrong;
  EXPECT_LT(unknown, wrong * 2);
  EXPECT_GT(without, wrong * 0.5);
  EXPECT_LT(without, wrong * 2);
}

// Bad input 65: 30 idle minutes, 12 hours, a new secret each time.
TEST_F(SignInTest, SessionsEndWhenIdleAndAfterTwelveHours) {
  const auto first = Enter(), second = Enter();
  ASSERT_TRUE(first && second);
  EXPECT_NE(first->secret, second->secret);
  clock_.Advance(std::chrono::minutes(29));
  EXPECT_TRUE(ScopeOfSession(*service_, first->secret)) << "used";
  clock_.Advance(std::chrono::minutes(2));
  EXPECT_TRUE(ScopeOfSession(*service_, first->secret));
  EXPECT_FALSE(ScopeOfSession(*service_, second->secret)) << "idle for 31 minutes";
  for (int i = 0; i < 34; ++i) {
    clock_.Advance(std::chrono::minutes(20));
    ASSERT_TRUE(ScopeOfSession(*service_, first->secret)) << i;
  }
  clock_.Advance(std::chrono::minutes(10));
  EXPECT_FALSE(ScopeOfSession(*service_, first->secret)) << "12 hours, however busy";
}

TEST_F(SignInTest, AnAuthenticatorIsAskedForAndTakesNoCodeTwice) {
  const auto session = Enter();
  ASSERT_TRUE(session);
  const std::string secret = Enrol(session->scope);
  ASSERT_EQ(recovery_.size(), 10u);
  EXPECT_EQ(recovery_[0].size(), 29u) << "120 bits, in groups of four";
  const auto without = Enter();
  ASSERT_FALSE(without);
  EXPECT_EQ(without.error().message, kAuthenticatorNeeded);
  EXPECT_EQ(Try("not the password", {.address = "198.51.100.7"}, CodeNow(secret)).error().message, "login or password is wrong") << "says nothing of the code";
  EXPECT_FALSE(Enter(CodeNow(secret))) << "it confirmed the authenticator: that was its use";
  clock_.Advance(std::chrono::seconds(30));
  const std::string code = CodeNow(secret);
  EXPECT_TRUE(Enter(code));
  EXPECT_FALSE(Enter(code)) << "used";
  clock_.Advance(std::chrono::seconds(30));
  EXPECT_FALSE(Enter(code)) << "used, and still within the window";
  EXPECT_TRUE(Enter(TotpCode(secret, TotpStep(clock_.Now()) + 1))) << "a clock that is half a minute fast";
  clock_.Advance(std::chrono::seconds(120));
  EXPECT_FALSE(Enter(TotpCode(secret, TotpStep(clock_.Now()) - 2)));
  // A one-time code of an administrator is no second factor.
  const auto by_code = MakeSignInCode(*service_, admin_, "lin");
  ASSERT_TRUE(by_code);
  EXPECT_EQ(SignInWithCode(*service_, *by_code).error().message, kAuthenticatorNeeded);
  EXPECT_TRUE(SignInWithCode(*service_, *by_code, {}, CodeNow(secret))) << "refused, the code was not used up";
  // Recovery codes work once, however they are written.
  std::string lower = recovery_[0];
  for (char& c : lower) c = c == '-' ? ' ' : static_cast<char>(std::tolower(c));
  EXPECT_TRUE(Enter(lower));
  EXPECT_FALSE(Enter(recovery_[0]));
  EXPECT_TRUE(Enter(recovery_[1]));
  EXPECT_EQ((*ShowOwnAccount(*service_, session->scope))["recovery_codes"], 8);
}

TEST_F(SignInTest, CodesAreNotGuessedWithARightPassword) {
  const auto session = Enter();
  ASSERT_TRUE(session);
  const std::string secret = Enrol(session->scope);
  clock_.Advance(std::chrono::seconds(30));
  for (int i = 0; i < 10; ++i) EXPECT_EQ(Try(kGoodPassword, {.address = "203.0.113." + std::to_string(i)}, "000000x").error().code, ErrorCode::kDenied);
  EXPECT_EQ(Try(kGoodPassword, {.address = "192.0.2.1"}, CodeNow(secret)).error().code, ErrorCode::kUnavailable) << "wherever they come from";
}

TEST_F(SignInTest, TheSecretLiesSealedAndBoundToItsAccount) {
  const auto session = Enter();
  const std::string secret = Enrol(session->scope);
  auto db = service_->Connect();
  ASSERT_TRUE(db);
  auto stored = FindAuthenticator(**db, lin_);
  ASSERT_TRUE(stored && *stored);
  EXPECT_EQ((*stored)->sealed.find(secret), std::string::npos);
  EXPECT_EQ((*stored)->sealed.size(), 24u + 20 + 16);
  const std::filesystem::path key = dir_ / "store" / "keys" / "secret-authenticator";
  ASSERT_TRUE(std::filesystem::exists(key));
  EXPECT_EQ(std::filesystem::status(key).permissions(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  // Laid under another account it opens nothing.
  const Scope other = Person("wu", "officer");
  {
    auto tx = (*db)->Begin();
    ASSERT_TRUE(tx);
    ASSERT_TRUE(PutAuthenticator(**tx, other.actor, (*stored)->sealed));
    ASSERT_TRUE((*tx)->Commit());
  }
  const auto moved = ConfirmAuthenticatorOf(*service_, other, CodeNow(secret));
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error().code, ErrorCode::kUnavailable) << moved.error().message;
  // Without its key it is read by nobody, and an administrator resets it.
  std::filesystem::remove(key);
  clock_.Advance(std::chrono::seconds(30));
  EXPECT_EQ(Enter(CodeNow(secret)).error().code, ErrorCode::kUnavailable);
  ASSERT_TRUE(ResetAuthenticator(*service_, admin_, lin_));
  EXPECT_TRUE(Enter());
}

TEST_F(SignInTest, TakingItOffNeedsThePassword) {
  const auto session = Enter();
  Enrol(session->scope);
  EXPECT_EQ(TakeOffAuthenticator(*service_, session->scope, "not the password").error().code, ErrorCode::kDenied);
  EXPECT_EQ(RenewRecoveryCodes(*service_, session->scope, "").error().code, ErrorCode::kDenied);
  EXPECT_EQ(BeginAuthenticator(*service_, session->scope, kGoodPassword).error().code, ErrorCode::kConflict);
  EXPECT_TRUE(TakeOffAuthenticator(*service_, session->scope, kGoodPassword));
  EXPECT_TRUE(Enter());
  EXPECT_EQ(TakeOffAuthenticator(*service_, session->scope, kGoodPassword).error().code, ErrorCode::kNotFound);
}

TEST_F(SignInTest, ARoleCanAskForAnAuthenticator) {
  ReopenWith("authenticator_roles: []", "authenticator_roles: [officer]");
  const auto session = Enter();
  ASSERT_TRUE(session);
  EXPECT_TRUE(session->scope.must_enrol);
  EXPECT_EQ(ListFlags(*service_, session->scope, {}).error().code, ErrorCode::kDenied) << "that first";
  EXPECT_EQ((*ShowSelf(*service_, session->scope))["permissions"], Json::array({"account.self"}));
  Enrol(session->scope);
  const auto scope = ScopeOfSession(*service_, session->secret);
  ASSERT_TRUE(scope);
  EXPECT_FALSE(scope->must_enrol) << "at once";
  EXPECT_TRUE(ListFlags(*service_, *scope, {}));
  EXPECT_EQ(TakeOffAuthenticator(*service_, *scope, kGoodPassword).error().code, ErrorCode::kDenied);
  for (const char* broken : {"version: 2\n", "version: 1\nauthenticator_roles: [king]\n", "[", ""}) {
    Write("store/sign_in.yaml", broken);
    EXPECT_FALSE(Service::Open({.store_dir = dir_ / "store", .data_dir = MARKWARDEN_SOURCE_DIR, .process = "test"})) << broken;
  }
}

// Everywhere a password is set, the names around the account are known.
TEST_F(SignInTest, AGuessedPasswordIsSetNowhere) {
  const auto here = Enter();
  ASSERT_TRUE(here);
  const auto guessed = [](const auto& done) { return !done && done.error().code == ErrorCode::kInvalid && done.error().message.find("one that is guessed") != std::string::npos && !done.error().said.empty(); };
  for (const char* password : {"Password-2026", "markwarden123!", "Lin.Lin.Lin.2026", "qwertyuiop[]12", "M@rkw4rden2026"}) {
    EXPECT_TRUE(guessed(ChangePassword(*service_, here->scope, {here->secret}, kGoodPassword, password))) << password;
  }
  EXPECT_TRUE(Enter()) << "nothing was changed";
  EXPECT_EQ(ChangePassword(*service_, here->scope, {here->secret}, "not the password", "Password-2026").error().code, ErrorCode::kDenied) << "first who asks";

  NewAccount wanted;
  wanted.login = "zhang.wei";
  wanted.display_name = "张伟 Zhang Wei";
  wanted.roles = {"reviewer"};
  wanted.password = "ZhangWei#2026";
  EXPECT_TRUE(guessed(AddAccount(*service_, admin_, wanted)));
  wanted.password.clear();
  const std::string code = JsonText(*InvitePerson(*service_, admin_, wanted), "code");
  for (const char* password : {"zhang.wei.2026", "zhangwei123456", "张伟张伟张伟密码2026"}) EXPECT_TRUE(guessed(AcceptInvitation(*service_, code, password))) << password;
  EXPECT_TRUE(AcceptInvitation(*service_, code, "four lamps under snow"));

  InitOptions init;
  init.organisation = "黑龙江省市场监督管理局";
  init.password = "heilongjiang2026";
  EXPECT_TRUE(guessed(InitStore(dir_ / "another", init)));
  EXPECT_FALSE(std::filesystem::exists(dir_ / "another"));

  // A store's own list, and one that is broken.
  Write("store/passwords.yaml", "version: 1\nown_characters: 5\nrun: 3\nwords: [[four lamps, under snow]]\n");
  Reopen();
  EXPECT_TRUE(guessed(ChangePassword(*service_, here->scope, {here->secret}, kGoodPassword, "four lamps under snow")));
  EXPECT_TRUE(ChangePassword(*service_, here->scope, {here->secret}, kGoodPassword, "another long pass phrase"));
  Write("store/passwords.yaml", "version: 1\nown_characters: 0\nrun: 3\nwords: [[x]]\n");
  Reopen();
  const auto broken = ChangePassword(*service_, here->scope, {here->secret}, "another long pass phrase", "four lamps under snow");
  ASSERT_FALSE(broken);
  EXPECT_NE(broken.error().message.find("own_characters"), std::string::npos) << broken.error().message;
}

TEST_F(SignInTest, ANewPasswordEndsEveryOtherSession) {
  const auto here = Enter(), there = Enter();
  ASSERT_TRUE(here && there);
  const Scope& scope = here->scope;
  EXPECT_EQ(ChangePassword(*service_, scope, {here->secret}, "not the password", "another long pass phrase").error().code, ErrorCode::kDenied);
  EXPECT_EQ(ChangePassword(*service_, scope, {here->secret}, kGoodPassword, "short").error().code, ErrorCode::kInvalid);
  ASSERT_TRUE(ChangePassword(*service_, scope, {here->secret}, kGoodPassword, "another long pass phrase"));
  EXPECT_TRUE(ScopeOfSession(*service_, here->secret));
  EXPECT_FALSE(ScopeOfSession(*service_, there->secret));
  EXPECT_FALSE(Enter());
  EXPECT_TRUE(Try("another long pass phrase", {.address = "198.51.100.7"}));
}

TEST_F(SignInTest, OwnSessionsAndTokensAreListedAndEnded) {
  const auto here = Enter(), there = Enter();
  ASSERT_TRUE(here && there);
  const Scope wu = Person("wu", "officer");
  Result<Json> list = ListOwnSessions(*service_, here->scope, {here->secret});
  ASSERT_TRUE(list);
  ASSERT_EQ((*list)["items"].size(), 2u);
  EXPECT_EQ((*list)["items"][0]["current"], false);
  EXPECT_EQ((*list)["items"][1]["current"], true);
  EXPECT_EQ((*list)["items"][1]["address"], "198.51.100.7");
  const Id other = *ParseId(JsonText((*list)["items"][0], "id"));
  EXPECT_EQ(EndOwnSession(*service_, wu, other).error().code, ErrorCode::kNotFound) << "not theirs";
  ASSERT_TRUE(EndOwnSession(*service_, here->scope, other));
  EXPECT_FALSE(ScopeOfSession(*service_, there->secret));

  const auto token = MakeToken(*service_, here->scope, {.name = "nightly report", .scopes = {"read"}, .days = 7});
  ASSERT_TRUE(token);
  Result<Json> tokens = ListOwnTokens(*service_, here->scope);
  ASSERT_EQ((*tokens)["items"].size(), 1u);
  const Id id = *ParseId(JsonText((*tokens)["items"][0], "id"));
  EXPECT_EQ(EndOwnToken(*service_, wu, id).error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(EndOwnToken(*service_, here->scope, id));
  EXPECT_FALSE(ScopeOfToken(*service_, *token));
}

TEST_F(SignInTest, ATokenMayLessThanItsAccountAndNeverMore) {
  const Scope lin = Enter()->scope;
  const auto reading = MakeToken(*service_, lin, {.name = "read", .scopes = {"read"}, .days = 7});
  const auto making = MakeToken(*service_, lin, {.name = "cases", .scopes = {"case.make", "account.manage"}, .days = 7});
  ASSERT_TRUE(reading && making);
  const Scope read = *ScopeOfToken(*service_, *reading), make = *ScopeOfToken(*service_, *making);
  EXPECT_TRUE(ListFlags(*service_, read, {}));
  const auto refused = MakeCase(*service_, read, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kDenied);
  EXPECT_NE(refused.error().message.find("lacks the scope case.make"), std::string::npos) << refused.error().message;
  EXPECT_NE(MakeCase(*service_, make, {}).error().code, ErrorCode::kDenied);
  EXPECT_EQ(ListFlags(*service_, make, {}).error().code, ErrorCode::kDenied);
  EXPECT_EQ(ListAccounts(*service_, make).error().code, ErrorCode::kDenied) << "the account may not, so no token of it may";
  EXPECT_EQ(MakeToken(*service_, read, "more").error().code, ErrorCode::kDenied) << "it makes no greater one";
  const auto own = MakeToken(*service_, lin, {.name = "self", .scopes = {"account.self"}, .days = 7});
  const Scope self = *ScopeOfToken(*service_, *own);
  EXPECT_EQ(MakeToken(*service_, self, "more").error().code, ErrorCode::kDenied);
  EXPECT_EQ(ChangePassword(*service_, self, {}, kGoodPassword, "another long pass phrase").error().code, ErrorCode::kDenied);
  for (const NewToken& bad : {NewToken{.name = ""}, NewToken{.name = "x", .scopes = {"flag.everything"}}, NewToken{.name = "x", .scopes = {}, .days = 0}, NewToken{.name = "x", .scopes = {}, .days = 366}}) {
    EXPECT_EQ(MakeToken(*service_, lin, bad).error().code, ErrorCode::kInvalid);
  }
  clock_.Advance(std::chrono::hours(24 * 8));
  EXPECT_FALSE(ScopeOfToken(*service_, *reading)) << "its days are over";
}

TEST_F(SignInTest, ChangedRolesAndDisablingHoldAtOnce) {
  const auto session = Enter();
  const auto token = MakeToken(*service_, session->scope, "script");
  ASSERT_TRUE(session && token);
  const auto version = [&] { return *JsonInt(*ShowAccount(*service_, admin_, lin_), "row_version"); };
  ASSERT_TRUE(ChangeAccount(*service_, admin_, lin_, {.roles = std::vector<std::string>{"auditor"}, .row_version = version()}));
  EXPECT_EQ(ScopeOfSession(*service_, session->secret)->roles, std::set<Role>{Role::kAuditor});
  EXPECT_EQ(ScopeOfToken(*service_, *token)->roles, std::set<Role>{Role::kAuditor});
  EXPECT_EQ(ChangeAccount(*service_, admin_, lin_, {.disabled = true, .row_version = 1}).error().code, ErrorCode::kConflict) << "not what was seen";
  ASSERT_TRUE(ChangeAccount(*service_, admin_, lin_, {.disabled = true, .row_version = version()}));
  EXPECT_FALSE(ScopeOfSession(*service_, session->secret));
  EXPECT_FALSE(ScopeOfToken(*service_, *token));
  EXPECT_EQ(Enter().error().message, "login or password is wrong");
  ASSERT_TRUE(ChangeAccount(*service_, admin_, lin_, {.disabled = false, .row_version = version()}));
  EXPECT_FALSE(ScopeOfSession(*service_, session->secret)) << "what was ended stays ended";
  EXPECT_TRUE(ScopeOfToken(*service_, *token));
  EXPECT_TRUE(Enter());
}

TEST_F(SignInTest, AnInvitationLetsOnePersonInOnce) {
  NewAccount wanted;
  wanted.login = "chen";
  wanted.display_name = "Chen";
  wanted.roles = {"reviewer"};
  const auto invited = InvitePerson(*service_, admin_, wanted);
  ASSERT_TRUE(invited) << invited.error().message;
  const std::string code = JsonText(*invited, "code");
  EXPECT_FALSE((*invited)["account"]["invited_until"].is_null());
  EXPECT_FALSE(SignInWithPassword(*service_, "chen", ""));
  EXPECT_EQ(JsonText(*ShowInvitation(*service_, code), "login"), "chen");
  EXPECT_EQ(AcceptInvitation(*service_, code, "short").error().code, ErrorCode::kInvalid);
  EXPECT_TRUE(ShowInvitation(*service_, code)) << "a weak password uses nothing up";
  const auto entered = AcceptInvitation(*service_, code, "a pass phrase of chen's");
  ASSERT_TRUE(entered) << entered.error().message;
  EXPECT_TRUE(entered->scope.Has(Role::kReviewer));
  EXPECT_TRUE(ScopeOfSession(*service_, entered->secret));
  EXPECT_EQ(AcceptInvitation(*service_, code, "a pass phrase of mine").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(ShowInvitation(*service_, code).error().message, ShowInvitation(*service_, "never made").error().message);
  EXPECT_TRUE(SignInWithPassword(*service_, "chen", "a pass phrase of chen's"));

  // Another link ends the one before, and what the lost password had opened.
  const Id chen = entered->scope.actor;
  const std::string second = JsonText(*InviteAgain(*service_, admin_, chen), "code"), third = JsonText(*InviteAgain(*service_, admin_, chen), "code");
  EXPECT_FALSE(ShowInvitation(*service_, second));
  clock_.Advance(std::chrono::hours(73));
  EXPECT_FALSE(ShowInvitation(*service_, third)) << "too old";
  const std::string last = JsonText(*InviteAgain(*service_, admin_, chen), "code");
  ASSERT_TRUE(AcceptInvitation(*service_, last, "a second pass phrase"));
  EXPECT_FALSE(SignInWithPassword(*service_, "chen", "a pass phrase of chen's"));
}

TEST_F(SignInTest, AnInvitationIsKeptAsADigest) {
  NewAccount wanted;
  wanted.login = "chen";
  wanted.roles = {"reviewer"};
  const std::string code = JsonText(*InvitePerson(*service_, admin_, wanted), "code");
  service_.reset();
  for (const auto& entry : std::filesystem::recursive_directory_iterator(dir_ / "store")) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), {});
    EXPECT_EQ(bytes.find(code), std::string::npos) << entry.path();
  }
}

}  // namespace
}  // namespace markwarden
