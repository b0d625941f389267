// A province gives leads to its city and county bureaus: who sees what before, between and after.
#include "service/assignments.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include "service/case_acts.h"
#include "service/matching.h"
#include "service/notices.h"
#include "service/transact.h"
#include "store/accounts.h"
#include "store/cases.h"
#include "store/flags.h"
#include "tests/service/store_fixture.h"

namespace markwarden {
namespace {

class AssignmentsTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    service_.reset();
    auto opened = Service::Open({.store_dir = dir_ / "store", .data_dir = MARKWARDEN_SOURCE_DIR, .process = "test", .clock = &clock_});
    ASSERT_TRUE(opened) << opened.error().message;
    service_ = std::move(*opened);
    {
      // The store's first organisation is a province's bureau.
      auto db = service_->Connect();
      ASSERT_TRUE(db);
      auto tx = (*db)->Begin();
      (*db)->raw().exec("UPDATE organisation SET region_code = '230000' WHERE id = " + IdToString(admin_.org));
      ASSERT_TRUE((*tx)->Commit());
    }
    harbin_ = Add("Harbin", "230100");
    wuchang_ = Add("Wuchang", "230184");
    qiqihar_ = Add("Qiqihar", "230200");
    lin_ = PersonOf(admin_.org, "lin", "officer");
    wang_ = PersonOf(harbin_, "wang", "officer");
    zhou_ = PersonOf(wuchang_, "zhou", "officer");
    wu_ = PersonOf(qiqihar_, "wu", "officer");
    ASSERT_TRUE(ImportRightsFile(*service_, lin_, Write("rights.jsonl", kSampleRight)));
  }

  Id Add(const std::string& name, const std::string& region) {
    const auto added = AddOrganisation(*service_, admin_, {.name = name, .kind = "bureau", .region = region});
    EXPECT_TRUE(added) << added.error().message;
    return added ? *added : 0;
  }
  Scope PersonOf(Id org, const std::string& login, const std::string& role) {
    NewAccount account;
    account.login = login;
    account.roles = {role};
    account.org = org;
    const auto added = AddAccount(*service_, admin_, account);
    EXPECT_TRUE(added) << added.error().message;
    return SignInWithCode(*service_, *MakeSignInCode(*service_, admin_, login))->scope;
  }

  // Offers of imitations by sellers of these regions (by their credit codes), matched.
  void Offers(const Scope& by, const std::vector<std::string>& regions) {
    std::string file;
    for (const std::string& region : regions) {
      const std::string item = std::to_string(++items_);
      Json listing = {{"url", "https://shopx.example/item/" + item}, {"platform", "shopx"}, {"item_id", item}, {"title", "Z.e.l.l.v.o.r.a 运动鞋 高仿 1:1"},
                      {"price", {{"amount", "99.00"}, {"currency", "CNY"}}}, {"category", {"鞋"}}, {"seller", {{"name", "Stall " + item}, {"id", "s" + item}}}};
      if (!region.empty()) listing["seller"]["credit_code"] = CreditCode(region);
      file += DumpJson(listing) + "\n";
    }
    const auto imported = ImportFile(*service_, by, {.file = Write("offers" + std::to_string(items_) + ".jsonl", file), .from = "test"});
    ASSERT_TRUE(imported) << imported.error().message;
    const auto worked = RunWork(*service_, by, {}, {});
    ASSERT_TRUE(worked) << worked.error().message;
  }
  // GB 32100: 17 characters and a check character.
  static std::string CreditCode(const std::string& region) {
    static const std::string kLetters = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    std::string code = "91" + region + "MA0000000";
    int sum = 0, weight = 1;
    for (const char c : code) {
      sum += static_cast<int>(kLetters.find(c)) * weight;
      weight = weight * 3 % 31;
    }
    return code + kLetters[static_cast<size_t>((31 - sum % 31) % 31)];
  }

  std::vector<std::string> Seen(const Scope& scope) {
    std::vector<std::string> ids;
    const auto page = ListFlags(*service_, scope, {});
    EXPECT_TRUE(page) << page.error().message;
    for (const Json& one : (*page)["items"]) ids.push_back(JsonText(one, "id"));
    return ids;
  }
  Json Proposal(const Scope& by, const std::string& kind = "flag") {
    const auto proposed = ProposeAssignments(*service_, by, {.kind = kind});
    EXPECT_TRUE(proposed) << proposed.error().message;
    return *proposed;
  }
  // The ids that are proposed for a bureau.
  static std::vector<Id> For(const Json& proposal, Id bureau) {
    std::vector<Id> ids;
    for (const Json& group : proposal["groups"]) {
      if (JsonText(group["to"], "id") != IdToString(bureau)) continue;
      for (const std::string& id : JsonTexts(group, "ids")) ids.push_back(*ParseId(id));
    }
    return ids;
  }
  Json Give(const Scope& by, std::vector<Id> ids, Id to, const std::string& kind = "flag") {
    const auto given = GiveAssignments(*service_, by, {.kind = kind, .ids = std::move(ids), .to = to, .note = "please look"});
    EXPECT_TRUE(given) << given.error().message;
    return given ? *given : Json{{"items", Json::array()}};
  }
  Result<Json> Answer(const Scope& by, const Json& assignment, const std::string& act, const std::string& reason = "") {
    return AnswerAssignmentOf(*service_, by, *ParseId(JsonText(assignment, "id")), {.act = act, .reason = reason, .row_version = *JsonInt(assignment, "row_version")});
  }

  FakeClock clock_{FromUnixSeconds(1'790'000'000)};
  Id harbin_ = 0, wuchang_ = 0, qiqihar_ = 0;
  Scope lin_, wang_, zhou_, wu_;
  int items_ = 0;
};

TEST_F(AssignmentsTest, AreProposedByTheSellersRegionAndGivenByAPerson) {
  Offers(lin_, {"230184", "230184", "230102", "231200", ""});
  EXPECT_EQ(Seen(lin_).size(), 5u);
  for (const Scope& scope : {wang_, zhou_, wu_}) EXPECT_TRUE(Seen(scope).empty()) << scope.actor_name << " was given nothing";
  const Json proposal = Proposal(lin_);
  EXPECT_EQ(proposal["count"], 3);
  EXPECT_EQ(proposal["without"], 2) << "a city without a bureau, and nobody knows";
  ASSERT_EQ(For(proposal, wuchang_).size(), 2u);
  ASSERT_EQ(For(proposal, harbin_).size(), 1u);
  EXPECT_EQ(proposal["groups"][0]["basis"], (Json{{"seller", 1}, {"watch", 0}}));
  for (const Scope& scope : {wang_, zhou_, wu_}) EXPECT_TRUE(Seen(scope).empty()) << "a proposal gives nothing";

  const Json given = Give(lin_, For(proposal, wuchang_), wuchang_);
  EXPECT_EQ(given["given"], 2);
  EXPECT_EQ(given["items"][0]["basis"], "seller");
  EXPECT_EQ(Seen(zhou_).size(), 2u);
  EXPECT_EQ(Seen(wang_).size(), 2u) << "the city sees what its county has";
  EXPECT_TRUE(Seen(wu_).empty()) << "another city does not";
  EXPECT_EQ(Seen(lin_).size(), 5u) << "the province still does";
  EXPECT_EQ(Proposal(lin_)["count"], 1);

  // Receipt: who and when.
  const Json accepted = *Answer(zhou_, given["items"][0], "accept");
  EXPECT_EQ(accepted["state"], "accepted");
  EXPECT_EQ(accepted["answered_by"], "zhou");
  EXPECT_EQ(accepted["answered_at"], FormatTime(clock_.Now()));
  EXPECT_EQ(Answer(zhou_, accepted, "return", "late").error().code, ErrorCode::kConflict) << "answered";

  // Returned with a reason, it is the province's again.
  EXPECT_EQ(Answer(zhou_, given["items"][1], "return").error().code, ErrorCode::kInvalid) << "a return has a reason";
  const Json returned = *Answer(zhou_, given["items"][1], "return", "the shop moved to Daqing");
  EXPECT_EQ(returned["state"], "returned");
  EXPECT_EQ(returned["reason"], "the shop moved to Daqing");
  EXPECT_EQ(Seen(zhou_).size(), 1u);
  EXPECT_EQ(Seen(wang_).size(), 1u);
  EXPECT_EQ(Seen(lin_).size(), 5u);
  const Json shown = *ShowAssignment(*service_, lin_, *ParseId(JsonText(returned, "id")));
  ASSERT_EQ(shown["history"].size(), 2u);
  EXPECT_EQ(shown["history"][0]["kind"], "assignment.given");
  EXPECT_EQ(shown["history"][1]["kind"], "assignment.returned");
  EXPECT_EQ(shown["history"][1]["actor"], "zhou");
}

TEST_F(AssignmentsTest, OnlyTheBureauThatReceivedItAnswers) {
  Offers(lin_, {"230184"});
  const Json given = Give(lin_, For(Proposal(lin_), wuchang_), wuchang_)["items"][0];
  EXPECT_EQ(Answer(lin_, given, "accept").error().code, ErrorCode::kDenied);
  EXPECT_EQ(Answer(wang_, given, "accept").error().code, ErrorCode::kDenied) << "the city above it sees it";
  EXPECT_EQ(Answer(wu_, given, "accept").error().code, ErrorCode::kNotFound) << "another city does not";
  EXPECT_EQ(Answer(zhou_, given, "burn").error().code, ErrorCode::kInvalid);
  EXPECT_EQ((*ListAssignments(*service_, zhou_, {.box = "received"}))["items"][0]["may"], Json::array({"accept", "return"}));
  EXPECT_EQ((*ListAssignments(*service_, zhou_, {.box = "received"}))["waiting"], 1);
  EXPECT_TRUE((*ListAssignments(*service_, lin_, {.box = "received"}))["items"].empty());
  EXPECT_EQ((*ListAssignments(*service_, lin_, {.box = "given"}))["items"].size(), 1u);
  EXPECT_EQ((*ListAssignments(*service_, lin_, {.box = "given"}))["items"][0]["may"], Json::array());
  EXPECT_EQ(ListAssignments(*service_, lin_, {.box = "lost"}).error().code, ErrorCode::kInvalid);
}

TEST_F(AssignmentsTest, ReceiptsThatAreOverdueShow) {
  Offers(lin_, {"230184", "230102"});
  const Json proposal = Proposal(lin_);
  const Json first = Give(lin_, For(proposal, wuchang_), wuchang_)["items"][0];
  clock_.Advance(std::chrono::hours(48));
  Give(lin_, For(proposal, harbin_), harbin_);
  EXPECT_TRUE((*ListAssignments(*service_, lin_, {.state = "overdue"}))["items"].empty());
  clock_.Advance(std::chrono::hours(25));
  const Json late = (*ListAssignments(*service_, lin_, {.state = "overdue"}))["items"];
  ASSERT_EQ(late.size(), 1u);
  EXPECT_EQ(late[0]["id"], first["id"]);
  EXPECT_EQ(late[0]["overdue"], true);
  ASSERT_TRUE(Answer(zhou_, first, "accept"));
  EXPECT_TRUE((*ListAssignments(*service_, lin_, {.state = "overdue"}))["items"].empty()) << "late, but answered";
}

TEST_F(AssignmentsTest, ACityPassesOnAndGetsItBack) {
  Offers(lin_, {"230184"});
  const Id flag = For(Proposal(lin_), wuchang_).at(0);
  const Json to_city = Give(lin_, {flag}, harbin_)["items"][0];
  EXPECT_EQ(to_city["basis"], "person") << "not what was proposed";
  EXPECT_TRUE(Seen(zhou_).empty()) << "the city has it";
  EXPECT_EQ(GiveAssignments(*service_, wang_, {.kind = "flag", .ids = {flag}, .to = wuchang_}).error().code, ErrorCode::kConflict) << "accept it first";
  EXPECT_EQ(GiveAssignments(*service_, lin_, {.kind = "flag", .ids = {flag}, .to = wuchang_}).error().code, ErrorCode::kConflict) << "it waits for the city";
  ASSERT_TRUE(Answer(wang_, to_city, "accept"));
  EXPECT_EQ(GiveAssignments(*service_, lin_, {.kind = "flag", .ids = {flag}, .to = wuchang_}).error().code, ErrorCode::kConflict) << "the city's to pass on";
  EXPECT_EQ(GiveAssignments(*service_, wang_, {.kind = "flag", .ids = {flag}, .to = qiqihar_}).error().code, ErrorCode::kInvalid) << "not below it";
  EXPECT_EQ(GiveAssignments(*service_, wang_, {.kind = "flag", .ids = {flag}, .to = admin_.org}).error().code, ErrorCode::kInvalid);
  const Json to_county = Give(wang_, For(Proposal(wang_), wuchang_), wuchang_)["items"][0];
  EXPECT_EQ(Seen(zhou_).size(), 1u);
  EXPECT_EQ(Seen(wang_).size(), 1u);
  ASSERT_TRUE(Answer(zhou_, to_county, "return", "not ours"));
  EXPECT_TRUE(Seen(zhou_).empty());
  EXPECT_EQ(Seen(wang_).size(), 1u) << "the city's again";
  EXPECT_EQ((*ShowAssignment(*service_, wang_, *ParseId(JsonText(to_city, "id"))))["state"], "accepted");
  EXPECT_EQ(Give(wang_, {flag}, wuchang_)["given"], 1) << "and may be passed on once more";
}

TEST_F(AssignmentsTest, ACaseGoesWithAllThatStandsUnderIt) {
  Offers(lin_, {"230184"});
  const Id flag = For(Proposal(lin_), wuchang_).at(0);
  CaseRequest wanted;
  wanted.flags = {flag};
  wanted.reason = "a disguised name";
  const auto made = MakeCase(*service_, lin_, wanted);
  ASSERT_TRUE(made) << made.error().message;
  const Id case_id = *ParseId(JsonText(*made, "id"));
  EXPECT_EQ(ShowCase(*service_, zhou_, case_id).error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(For(Proposal(lin_), wuchang_).empty()) << "a flag in a case goes with the case";
  const Json proposal = Proposal(lin_, "case");
  ASSERT_EQ(For(proposal, wuchang_), std::vector<Id>{case_id});
  const Json given = Give(lin_, {case_id}, wuchang_, "case")["items"][0];
  EXPECT_EQ(given["subject"]["kind"], "case");
  EXPECT_TRUE(ShowCase(*service_, zhou_, case_id));
  EXPECT_TRUE(ShowFlag(*service_, zhou_, flag));
  EXPECT_TRUE(ShowCase(*service_, lin_, case_id));
  EXPECT_EQ(ShowCase(*service_, wu_, case_id).error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(Answer(zhou_, given, "return", "not ours"));
  EXPECT_EQ(ShowCase(*service_, zhou_, case_id).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(ShowFlag(*service_, zhou_, flag).error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(ShowFlag(*service_, lin_, flag));
}

TEST_F(AssignmentsTest, WhatABureauFindsItselfIsItsOwn) {
  Offers(zhou_, {"230184", "230281", ""});
  EXPECT_EQ(Seen(zhou_).size(), 3u) << "whoever sells, wherever";
  EXPECT_EQ(Seen(wang_).size(), 3u);
  EXPECT_EQ(Seen(lin_).size(), 3u);
  EXPECT_TRUE(Seen(wu_).empty()) << "a seller of its county found by another is for a person to give";
  EXPECT_TRUE(For(Proposal(lin_), wuchang_).empty()) << "it has that already";
  EXPECT_EQ(For(Proposal(lin_), qiqihar_).size(), 1u) << "the other city's seller";
}

TEST_F(AssignmentsTest, ANewBureauIsGivenWhatWasFoundBeforeIt) {
  Offers(lin_, {"231281", "231281"});
  const Id flag = *ParseId(Seen(lin_).at(0));
  const auto made = MakeCase(*service_, lin_, {.flags = {flag}, .title = {}, .reason = "a disguised name", .basis = {}});
  ASSERT_TRUE(made) << made.error().message;
  const Id anda = Add("Anda", "231281");
  const Scope feng = PersonOf(anda, "feng", "officer");
  EXPECT_TRUE(Seen(feng).empty()) << "nothing was given to it";
  EXPECT_EQ(ShowCase(*service_, feng, *ParseId(JsonText(*made, "id"))).error().code, ErrorCode::kNotFound);
  const std::vector<Id> ids = For(Proposal(lin_), anda);
  ASSERT_EQ(ids.size(), 1u);
  Give(lin_, ids, anda);
  EXPECT_EQ(Seen(feng).size(), 1u);
}

TEST_F(AssignmentsTest, ANewLookDoesNotTakeItAway) {
  Offers(lin_, {"230184"});
  const Id flag = For(Proposal(lin_), wuchang_).at(0);
  ASSERT_TRUE(Answer(wang_, Give(lin_, {flag}, harbin_)["items"][0], "accept"));
  items_ = 0;
  // The same offer, dearer: another look at the same flag.
  Json listing = {{"url", "https://shopx.example/item/1"}, {"platform", "shopx"}, {"item_id", "1"}, {"title", "Z.e.l.l.v.o.r.a 运动鞋 高仿 1:1 正品质量"},
                  {"price", {{"amount", "79.00"}, {"currency", "CNY"}}}, {"category", {"鞋"}}, {"seller", {{"name", "Stall 1"}, {"id", "s1"}, {"credit_code", CreditCode("230184")}}}};
  ASSERT_TRUE(ImportFile(*service_, lin_, {.file = Write("again.jsonl", DumpJson(listing) + "\n"), .from = "test"}));
  ASSERT_TRUE(RunWork(*service_, lin_, {}, {}));
  EXPECT_EQ(Seen(wang_).size(), 1u);
}

TEST_F(AssignmentsTest, BadOrdersAreRefusedWhole) {
  Offers(lin_, {"230184", "230184"});
  const std::vector<Id> ids = For(Proposal(lin_), wuchang_);
  ASSERT_EQ(ids.size(), 2u);
  const struct { const char* why; AssignmentOrder order; ErrorCode code; } cases[] = {
      {"nothing", {.kind = "flag", .ids = {}, .to = wuchang_}, ErrorCode::kInvalid},
      {"another kind", {.kind = "notice", .ids = ids, .to = wuchang_}, ErrorCode::kInvalid},
      {"nobody", {.kind = "flag", .ids = ids, .to = 0}, ErrorCode::kInvalid},
      {"oneself", {.kind = "flag", .ids = ids, .to = admin_.org}, ErrorCode::kInvalid},
      {"one that is not there", {.kind = "flag", .ids = {ids[0], 77}, .to = wuchang_}, ErrorCode::kConflict},
      {"a long note", {.kind = "flag", .ids = ids, .to = wuchang_, .note = std::string(2001, 'x')}, ErrorCode::kInvalid},
      {"too many", {.kind = "flag", .ids = [] { std::vector<Id> all(2001); for (size_t i = 0; i < all.size(); ++i) all[i] = Id(i + 1); return all; }(), .to = wuchang_}, ErrorCode::kInvalid},
  };
  for (const auto& c : cases) {
    const auto refused = GiveAssignments(*service_, lin_, c.order);
    ASSERT_FALSE(refused) << c.why;
    EXPECT_EQ(refused.error().code, c.code) << c.why << ": " << refused.error().message;
  }
  EXPECT_EQ(Proposal(lin_)["count"], 2) << "nothing was given";
  EXPECT_TRUE(Seen(zhou_).empty());
  const auto asked = ProposeAssignments(*service_, lin_, {.kind = "flag", .ids = {ids[0], 77}});
  EXPECT_EQ((*asked)["left_out"], Json::array({"77"}));
  EXPECT_EQ((*asked)["count"], 1);
  const auto bureaus = ListBureausBelow(*service_, lin_);
  EXPECT_EQ((*bureaus)["items"].size(), 3u);
  EXPECT_EQ((*ListBureausBelow(*service_, wang_))["items"].size(), 1u);
}

}  // namespace
}  // namespace markwarden
