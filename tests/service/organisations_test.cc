// The tree of bureaus, and who keeps whom.
#include "service/invitations.h"
#include "service/permissions.h"
#include "store/accounts.h"
#include "tests/service/store_fixture.h"

namespace markwarden {
namespace {

class OrganisationsTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    InitOptions init;
    init.organisation = "Heilongjiang";
    init.region = "230000";
    init.login = "root";
    init.password = kPassword;
    ASSERT_TRUE(InitStore(dir_ / "province", init));
    auto opened = Service::Open({.store_dir = dir_ / "province", .data_dir = MARKWARDEN_SOURCE_DIR, .process = "test"});
    ASSERT_TRUE(opened);
    service_ = std::move(*opened);
    const auto signed_in = SignInWithPassword(*service_, "root", kPassword);
    ASSERT_TRUE(signed_in);
    admin_ = signed_in->scope;
  }

  Id Add(const std::string& name, const std::string& region, const std::string& kind = "bureau") {
    const auto added = AddOrganisation(*service_, admin_, {.name = name, .kind = kind, .region = region});
    EXPECT_TRUE(added) << name << ": " << added.error().message;
    return added ? *added : 0;
  }
  Scope PersonOf(Id org, const std::string& login, const std::string& role, std::vector<std::string> regions = {}) {
    NewAccount account;
    account.login = login;
    account.roles = {role};
    account.regions = std::move(regions);
    account.org = org;
    const auto added = AddAccount(*service_, admin_, account);
    EXPECT_TRUE(added) << added.error().message;
    return SignInWithCode(*service_, *MakeSignInCode(*service_, admin_, login))->scope;
  }
  Json Shown(Id id) { return *ShowOrganisation(*service_, admin_, id); }
};

TEST_F(OrganisationsTest, ABureauStandsUnderTheNearestInWhoseRegionItLies) {
  const Id harbin = Add("Harbin", "230100"), wuchang = Add("Wuchang", "230184"), anda = Add("Anda", "231281");
  EXPECT_EQ(Shown(admin_.org)["level"], "province");
  EXPECT_EQ(Shown(harbin)["level"], "city");
  EXPECT_EQ(Shown(wuchang)["level"], "county");
  EXPECT_EQ(Shown(harbin)["parent"], IdToString(admin_.org));
  EXPECT_EQ(Shown(wuchang)["parent"], IdToString(harbin));
  EXPECT_EQ(Shown(anda)["parent"], IdToString(admin_.org)) << "no bureau of its city";
  const Id holder = Add("Zellvora", "", "holder");
  EXPECT_TRUE(Shown(holder)["parent"].is_null());
  EXPECT_TRUE(Shown(holder)["level"].is_null());
  for (const char* kind : {"agent", "platform", "association"}) Add(kind, "", kind);
  EXPECT_EQ((*ListOrganisations(*service_, admin_))["items"].size(), 8u);
  const Json first = *ListOrganisations(*service_, admin_, "", 3);
  EXPECT_EQ(first["items"].size(), 3u);
  EXPECT_EQ((*ListOrganisations(*service_, admin_, JsonText(first, "next"), 10))["items"].size(), 5u);
}

TEST_F(OrganisationsTest, BadOnesAreRefused) {
  const Id harbin = Add("Harbin", "230100"), holder = Add("Zellvora", "", "holder");
  const struct { const char* why; NewOrganisation wanted; ErrorCode code; } cases[] = {
      {"no name", {.name = " ", .kind = "bureau", .region = {}}, ErrorCode::kInvalid},
      {"a long name", {.name = std::string(401, 'x'), .kind = "holder", .region = {}}, ErrorCode::kInvalid},
      {"no text", {.name = "\xff", .kind = "holder", .region = {}}, ErrorCode::kInvalid},
      {"another kind", {.name = "x", .kind = "system", .region = {}}, ErrorCode::kInvalid},
      {"no region", {.name = "x", .kind = "bureau", .region = "230"}, ErrorCode::kInvalid},
      {"a region there is", {.name = "x", .kind = "bureau", .region = "2301"}, ErrorCode::kConflict},
      {"a parent beside it", {.name = "x", .kind = "bureau", .region = "230281", .parent = harbin}, ErrorCode::kInvalid},
      {"a parent that is no bureau", {.name = "x", .kind = "bureau", .region = "230281", .parent = holder}, ErrorCode::kInvalid},
      {"a parent that is not there", {.name = "x", .kind = "bureau", .region = "230281", .parent = 77}, ErrorCode::kNotFound},
      {"a holder under a bureau", {.name = "x", .kind = "holder", .region = {}, .parent = harbin}, ErrorCode::kInvalid},
  };
  for (const auto& c : cases) {
    const auto refused = AddOrganisation(*service_, admin_, c.wanted);
    ASSERT_FALSE(refused) << c.why;
    EXPECT_EQ(refused.error().code, c.code) << c.why << ": " << refused.error().message;
    EXPECT_EQ(refused.error().message.find('\n'), std::string::npos);
  }
}

TEST_F(OrganisationsTest, AreRenamedAndDisabled) {
  const Id harbin = Add("Harbin", "230100");
  const Scope wang = PersonOf(harbin, "wang", "officer");
  const auto token = MakeToken(*service_, wang, "script");
  EXPECT_EQ(ChangeOrganisation(*service_, admin_, harbin, {.name = "x", .row_version = 7}).error().code, ErrorCode::kConflict);
  const Json renamed = *ChangeOrganisation(*service_, admin_, harbin, {.name = "Harbin city bureau", .row_version = 1});
  EXPECT_EQ(renamed["name"], "Harbin city bureau");
  ASSERT_TRUE(ScopeOfToken(*service_, *token));
  ASSERT_TRUE(ChangeOrganisation(*service_, admin_, harbin, {.disabled = true, .row_version = 2}));
  EXPECT_FALSE(ScopeOfToken(*service_, *token)) << "nobody of it acts";
  ASSERT_TRUE(ChangeOrganisation(*service_, admin_, harbin, {.disabled = false, .row_version = 3}));
  EXPECT_TRUE(ScopeOfToken(*service_, *token));
  EXPECT_EQ(ChangeOrganisation(*service_, admin_, admin_.org, {.disabled = true, .row_version = 1}).error().code, ErrorCode::kInvalid);
}

TEST_F(OrganisationsTest, PeopleOfABureauBelowWorkWithinItsRegion) {
  const Id harbin = Add("Harbin", "230100"), wuchang = Add("Wuchang", "230184");
  const Scope lin = PersonOf(admin_.org, "lin", "officer"), wang = PersonOf(harbin, "wang", "officer"), zhou = PersonOf(wuchang, "zhou", "officer"),
              xu = PersonOf(harbin, "xu", "officer", {"230102"});
  EXPECT_EQ(wang.org, lin.org) << "the rows of the tree's top";
  EXPECT_EQ(zhou.org, lin.org);
  EXPECT_EQ(wang.home(), harbin);
  EXPECT_EQ(lin.home(), lin.org);
  EXPECT_EQ(wang.regions, std::vector<std::string>{"230100"});
  EXPECT_EQ(zhou.regions, std::vector<std::string>{"230184"});
  EXPECT_EQ(xu.regions, std::vector<std::string>{"230102"}) << "narrower than the bureau";
  NewAccount outside;
  outside.login = "out";
  outside.roles = {"officer"};
  outside.org = harbin;
  outside.regions = {"230200"};
  EXPECT_EQ(AddAccount(*service_, admin_, outside).error().code, ErrorCode::kInvalid);
}

TEST_F(OrganisationsTest, AnAdministratorKeepsTheOwnTreeAlone) {
  const Id harbin = Add("Harbin", "230100"), wuchang = Add("Wuchang", "230184"), qiqihar = Add("Qiqihar", "230200");
  const Scope city = PersonOf(harbin, "cityadmin", "administrator");
  const Scope wu = PersonOf(qiqihar, "wu", "officer"), lin = PersonOf(admin_.org, "lin", "officer"), zhou = PersonOf(wuchang, "zhou", "officer");
  std::set<std::string> seen;
  const Json kept = *ListAccounts(*service_, city);
  for (const Json& one : kept["items"]) seen.insert(JsonText(one, "login"));
  EXPECT_EQ(seen, (std::set<std::string>{"cityadmin", "zhou"})) << "its own people, and the county's below it";
  EXPECT_EQ((*ListOrganisations(*service_, city))["items"].size(), 2u);
  for (const Id id : {wu.actor, lin.actor}) {
    EXPECT_EQ(ShowAccount(*service_, city, id).error().code, ErrorCode::kNotFound);
    EXPECT_EQ(ChangeAccount(*service_, city, id, {.disabled = true, .row_version = 1}).error().code, ErrorCode::kNotFound);
    EXPECT_EQ(InviteAgain(*service_, city, id).error().code, ErrorCode::kNotFound);
    EXPECT_EQ(ResetAuthenticator(*service_, city, id).error().code, ErrorCode::kNotFound);
  }
  EXPECT_TRUE(ShowAccount(*service_, city, zhou.actor));
  EXPECT_EQ(MakeSignInCode(*service_, city, "lin").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(MakeSignInCode(*service_, city, "root").error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(MakeSignInCode(*service_, city, "zhou"));
  for (const Id org : {admin_.org, qiqihar}) {
    NewAccount intruder;
    intruder.login = "intruder";
    intruder.roles = {"officer"};
    intruder.org = org;
    EXPECT_EQ(AddAccount(*service_, city, intruder).error().code, ErrorCode::kNotFound);
    EXPECT_EQ(ChangeOrganisation(*service_, city, org, {.name = "mine", .row_version = 1}).error().code, ErrorCode::kNotFound);
  }
  const auto beside = AddOrganisation(*service_, city, {.name = "x", .kind = "bureau", .region = "230281"});
  EXPECT_EQ(beside.error().code, ErrorCode::kDenied) << "under another's";
  EXPECT_TRUE(AddOrganisation(*service_, city, {.name = "Shuangcheng", .kind = "bureau", .region = "230113"}));
  EXPECT_TRUE(AddOrganisation(*service_, city, {.name = "A holder of the city", .kind = "holder", .region = {}}));
  EXPECT_EQ(ChangeAccount(*service_, city, city.actor, {.roles = std::vector<std::string>{"officer"}, .row_version = 1}).error().code, ErrorCode::kDenied);
  // What concerns the whole store is not theirs.
  for (const UseCase use_case : {UseCase::kBackUp, UseCase::kManageLogKeys, UseCase::kManageTimeAuthorities}) {
    EXPECT_FALSE(Authorise(city, use_case)) << PermissionOf(use_case).name;
    EXPECT_TRUE(Authorise(admin_, use_case)) << PermissionOf(use_case).name;
  }
}

}  // namespace
}  // namespace markwarden
