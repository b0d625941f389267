// The bureau's procedure: two officers, the head, the terms of every step, and nothing that the table does not allow.
#include "service/clues.h"

#include <map>
#include <set>
#include <thread>

#include "core/transitions.h"
#include "service/case_acts.h"
#include "service/deadline_terms.h"
#include "service/transact.h"
#include "store/clues.h"
#include "store/deadlines.h"
#include "tests/service/store_fixture.h"

namespace markwarden {
namespace {

class CluesTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    lin_ = Person("lin", "officer");
    wei_ = Person("wei", "officer");
    head_ = Person("zhou", "head");
    ASSERT_TRUE(ImportRightsFile(*service_, lin_, Write("rights.jsonl", kSampleRight)));
    ASSERT_TRUE(ImportFile(*service_, lin_, {.file = Write("offers.jsonl", kSampleListings)}));
    const auto flags = ListFlags(*service_, lin_, {});
    ASSERT_TRUE(flags && !(*flags)["items"].empty());
    const auto made = MakeCase(*service_, lin_, {.flags = {*ParseId(JsonText((*flags)["items"][0], "id"))}, .title = "Zellvora", .reason = "imitation", .basis = ""});
    ASSERT_TRUE(made) << made.error().message;
    case_ = *ParseId(JsonText(*made, "id"));
  }
  Id Opened(const std::string& received = "") {
    static int region = 110000;  // one open clue a region
    const auto opened = OpenClue(*service_, lin_, {.case_id = case_, .region = std::to_string(++region), .received_at = received});
    EXPECT_TRUE(opened) << opened.error().message;
    return opened ? *ParseId(JsonText(*opened, "id")) : 0;
  }
  // What an act needs, done by who may do it.
  ClueDeed Deed(const std::string& act, const std::string& at = "") const {
    ClueDeed deed{.act = act, .reason = "for a reason", .at = at};
    const Transition* row = nullptr;
    for (const Transition& one : Transitions()) {
      if (one.machine == Machine::kClue && one.act == act) row = &one;
    }
    if (row && row->by == Transition::By::kTwo) deed.second_officer = "wei";
    if (act == "assign") deed.region = "230100";
    if (act == "file") deed.number = "2026-17";
    if (act == "hand_over") {
      for (const char* code : {"transfer_letter", "investigation_report", "goods_list", "test_report", "other"}) deed.documents.push_back({code, std::string(64, 'd')});
    }
    return deed;
  }
  const Scope& Who(const std::string& act) const {
    for (const Transition& one : Transitions()) {
      if (one.machine == Machine::kClue && one.act == act) return one.by == Transition::By::kAnother ? head_ : lin_;
    }
    return lin_;
  }
  Result<Json> Do(Id id, const std::string& act, const std::string& at = "") { return ActOnClue(*service_, Who(act), id, Deed(act, at)); }
  Json Must(Id id, const std::string& act, const std::string& at = "") {
    const auto done = Do(id, act, at);
    EXPECT_TRUE(done) << act << ": " << done.error().message;
    return done ? *done : Json::object();
  }
  Json Shown(Id id) { return *ShowClue(*service_, head_, id); }
  // By rule: of the latest that started.
  std::map<std::string, Json> Terms(Id id) {
    std::map<std::string, Json> terms;
    const Json shown = Shown(id);
    for (const Json& term : shown["terms"]) terms[JsonText(term, "rule")] = term;
    return terms;
  }
  // A fresh clue in that state, by the shortest way.
  Id In(const std::string& state) {
    static const std::map<std::string, std::vector<std::string>> ways = {
        {"clue", {}},
        {"filed", {"file"}},
        {"suspended", {"file", "suspend"}},
        {"transfer_proposed", {"file", "propose_transfer"}},
        {"transfer_approved", {"file", "propose_transfer", "approve_transfer"}},
        {"transferred", {"file", "propose_transfer", "approve_transfer", "hand_over"}},
        {"decided", {"file", "decide"}},
        {"published", {"file", "decide", "publish"}},
        {"changed", {"file", "decide", "publish", "change"}},
        {"closed", {"drop"}}};
    const Id id = Opened();
    for (const std::string& act : ways.at(state)) Must(id, act);
    EXPECT_EQ(Shown(id)["state"], state);
    return id;
  }
  void ExpectRefused(const Result<Json>& done, ErrorCode code, const char* says) {
    ASSERT_FALSE(done) << says;
    EXPECT_EQ(done.error().code, code) << done.error().message;
    EXPECT_NE(done.error().message.find(says), std::string::npos) << done.error().message;
  }

  Scope lin_, wei_, head_;
  Id case_ = 0;
};

// Every pair of state and act: allowed exactly where the table has it.
TEST_F(CluesTest, WhatIsNotInTheTableCannotHappen) {
  std::set<std::string> states, acts;
  int pairs = 0;
  for (const Transition& one : Transitions()) {
    if (one.machine != Machine::kClue) continue;
    states.insert(std::string(one.from));
    states.insert(std::string(one.to));
    acts.insert(std::string(one.act));
    ++pairs;
  }
  ASSERT_EQ(states.size(), 10u);
  int refused = 0;
  for (const std::string& state : states) {
    const Id id = In(state);
    for (const std::string& act : acts) {
      if (FindTransition(Machine::kClue, act, state)) continue;
      SCOPED_TRACE(state + " " + act);
      ExpectRefused(Do(id, act), ErrorCode::kConflict, ("cannot be given a " + act).c_str());
      ++refused;
    }
    EXPECT_EQ(Shown(id)["state"], state) << "nothing moved";
  }
  EXPECT_EQ(refused, static_cast<int>(states.size() * acts.size()) - pairs);
  ExpectRefused(Do(In("clue"), "burn"), ErrorCode::kInvalid, "no act on a clue");
  for (const char* state : {"clue", "filed", "decided"}) {
    const Json shown = Shown(In(state));
    for (const Json& act : shown["may"]) EXPECT_TRUE(FindTransition(Machine::kClue, act.get<std::string>(), state)) << state << " " << act;
  }
}

TEST_F(CluesTest, ACaseToItsDecision) {
  const Id id = Opened();
  Json shown = Shown(id);
  EXPECT_EQ(shown["state"], "clue");
  EXPECT_EQ(shown["officer"], "lin");
  EXPECT_EQ(Terms(id)["check"]["state"], "running");
  EXPECT_EQ(Terms(id)["check"]["verified"], false) << "nobody has read that article";
  EXPECT_EQ(shown["limitation"]["years"], 2);
  EXPECT_EQ(shown["hint"], nullptr);

  shown = Must(id, "file");
  EXPECT_EQ(shown["number"], "2026-17");
  EXPECT_EQ(shown["second_officer"], "wei");
  EXPECT_NE(shown["hint"]["zh"].get<std::string>().find("合理嫌疑"), std::string::npos);
  EXPECT_EQ(shown["hint"].dump().find("达到立案"), std::string::npos);
  EXPECT_EQ(Terms(id)["check"]["state"], "met");
  EXPECT_EQ(Terms(id)["decision"]["state"], "running");
  EXPECT_EQ(Terms(id)["decision"]["verified"], true);

  Must(id, "preserve");
  EXPECT_EQ(Terms(id)["preservation"]["state"], "running");
  Must(id, "dispose");
  EXPECT_EQ(Terms(id)["preservation"]["state"], "met");
  ExpectRefused(Do(id, "dispose"), ErrorCode::kConflict, "nothing is waiting");

  Must(id, "decide");
  EXPECT_EQ(Terms(id)["decision"]["state"], "met");
  EXPECT_EQ(Terms(id)["service"]["state"], "running");
  Must(id, "serve");
  EXPECT_EQ(Terms(id)["service"]["state"], "met");
  Must(id, "publish");
  Must(id, "change");
  EXPECT_EQ(Terms(id)["correction"]["state"], "running");
  shown = Must(id, "take_down");
  EXPECT_EQ(shown["state"], "closed");
  EXPECT_EQ(Terms(id)["correction"]["state"], "met");
  EXPECT_EQ(shown["may"], Json::array());
  for (const Json& term : shown["terms"]) EXPECT_NE(term["state"], "running") << term.dump();
  std::vector<std::string> steps;
  for (const Json& step : shown["timeline"]) steps.push_back(JsonText(step, "act"));
  EXPECT_EQ(steps, (std::vector<std::string>{"open", "file", "preserve", "dispose", "decide", "serve", "publish", "change", "take_down"}));
  EXPECT_EQ(shown["timeline"][7]["reason"], "for a reason");
}

TEST_F(CluesTest, ACaseToThePolice) {
  const Id id = In("transfer_approved");
  EXPECT_EQ(Terms(id)["approval"]["state"], "met");
  EXPECT_EQ(Terms(id)["hand-over"]["state"], "running");
  EXPECT_EQ(Terms(id)["decision"]["state"], "running") << "a proposal does not stop the ninety days";
  for (const char* code : {"transfer_letter", "other"}) {
    ClueDeed lacking = Deed("hand_over");
    std::erase_if(lacking.documents, [&](const NoticeFile& one) { return one.name == code; });
    ExpectRefused(ActOnClue(*service_, lin_, id, lacking), ErrorCode::kInvalid, code);
  }
  ClueDeed nameless = Deed("hand_over");
  nameless.documents[1].sha256 = "abc";
  ExpectRefused(ActOnClue(*service_, lin_, id, nameless), ErrorCode::kInvalid, "SHA-256");
  ClueDeed many = Deed("hand_over");
  many.documents.resize(101, {"other", std::string(64, 'd')});
  ExpectRefused(ActOnClue(*service_, lin_, id, many), ErrorCode::kInvalid, "at most 100");
  const Json handed = Must(id, "hand_over");
  EXPECT_EQ(handed["timeline"].back()["documents"].size(), 5u);
  EXPECT_EQ(Terms(id)["hand-over"]["state"], "met");
  EXPECT_EQ(Terms(id)["receipt"]["state"], "running");
  EXPECT_EQ(Terms(id)["police-decision"]["state"], "running");
  ExpectRefused(Do(id, "hand_goods"), ErrorCode::kConflict, "nothing is waiting");
  Must(id, "police_receive");
  EXPECT_EQ(Terms(id)["receipt"]["state"], "met");
  Must(id, "police_file");
  EXPECT_EQ(Terms(id)["police-decision"]["state"], "met");
  EXPECT_EQ(Terms(id)["goods"]["state"], "running");
  Must(id, "hand_goods");
  EXPECT_EQ(Terms(id)["goods"]["state"], "met");
  EXPECT_EQ(Must(id, "close")["state"], "closed");
}

TEST_F(CluesTest, ThePoliceRefuse) {
  const Id id = In("transferred");
  EXPECT_EQ(Must(id, "police_refuse")["state"], "filed");
  EXPECT_EQ(Terms(id)["decision"]["state"], "running");
  ExpectRefused(Do(id, "review_answered"), ErrorCode::kConflict, "nothing is waiting");
  const Json may = Shown(id)["may"];
  EXPECT_NE(std::find(may.begin(), may.end(), Json("ask_review")), may.end());
  EXPECT_EQ(std::find(may.begin(), may.end(), Json("ask_supervision")), may.end());
  Must(id, "ask_review");
  Must(id, "review_answered");
  EXPECT_EQ(Terms(id)["supervision"]["state"], "running");
  Must(id, "ask_supervision");
  for (const char* rule : {"review", "review-answer", "supervision"}) EXPECT_EQ(Terms(id)[rule]["state"], "met") << rule;
  ExpectRefused(Do(In("filed"), "ask_review"), ErrorCode::kConflict, "nothing is waiting");
}

// Administrative Penalty Law, art. 42: two officers.
TEST_F(CluesTest, TwoOfficersAreTwoPeopleOfOneBureau) {
  Person("rev", "reviewer");
  NewOrganisation elsewhere;
  elsewhere.name = "another bureau";
  const auto org = AddOrganisation(*service_, admin_, elsewhere);
  ASSERT_TRUE(org);
  NewAccount foreign;
  foreign.login = "far";
  foreign.roles = {"officer"};
  foreign.org = *org;
  ASSERT_TRUE(AddAccount(*service_, admin_, foreign));
  const Id id = Opened();
  const struct { const char* second; const char* says; } cases[] = {
      {"", "needs a second officer"}, {"lin", "another person"}, {"nobody", "no officer"}, {"rev", "no officer"}, {"far", "no officer"}};
  for (const auto& c : cases) {
    ClueDeed deed = Deed("file");
    deed.second_officer = c.second;
    ExpectRefused(ActOnClue(*service_, lin_, id, deed), ErrorCode::kInvalid, c.says);
  }
  EXPECT_EQ(Shown(id)["state"], "clue");
  ClueDeed deed = Deed("file");
  deed.second_officer = "zhou";
  EXPECT_TRUE(ActOnClue(*service_, lin_, id, deed)) << "a head is an officer too";
  // But then not the head who approves.
  ASSERT_TRUE(ActOnClue(*service_, lin_, id, [&] { ClueDeed propose = Deed("propose_transfer"); propose.second_officer = "zhou"; return propose; }()));
  ExpectRefused(Do(id, "approve_transfer"), ErrorCode::kDenied, "another person");
  EXPECT_TRUE(ActOnClue(*service_, Person("han", "head"), id, Deed("approve_transfer")));
}

TEST_F(CluesTest, OnlyTheHeadDecidesWhatIsTheHeads) {
  const Id id = In("transfer_proposed");
  ExpectRefused(ActOnClue(*service_, wei_, id, Deed("approve_transfer")), ErrorCode::kDenied, "clue.head");
  ExpectRefused(ActOnClue(*service_, lin_, id, Deed("refuse_transfer")), ErrorCode::kDenied, "clue.head");
  const Json officers = (*ShowClue(*service_, lin_, id))["may"];
  EXPECT_EQ(officers, Json::array());
  EXPECT_EQ(Shown(id)["may"].size(), 2u);
  EXPECT_EQ(Must(id, "refuse_transfer")["state"], "filed");
  EXPECT_EQ(Terms(id)["approval"]["state"], "met");
  // Who opened it does not approve it, head or not.
  const auto own = OpenClue(*service_, head_, {.case_id = case_, .region = "450000", .received_at = ""});
  ASSERT_TRUE(own);
  const Id mine = *ParseId(JsonText(*own, "id"));
  Must(mine, "file");
  ExpectRefused(Do(mine, "suspend"), ErrorCode::kDenied, "another person");
}

TEST_F(CluesTest, ReasonsAreGivenWhereTheyAreNeeded) {
  for (const char* act : {"drop", "extend_check"}) {
    ClueDeed deed = Deed(act);
    deed.reason = " ";
    ExpectRefused(ActOnClue(*service_, lin_, Opened(), deed), ErrorCode::kInvalid, "needs a reason");
  }
  const std::pair<const char*, const char*> later[] = {{"transfer_proposed", "refuse_transfer"}, {"filed", "suspend"}, {"published", "change"}, {"transferred", "police_refuse"}};
  for (const auto& [state, act] : later) {
    ClueDeed deed = Deed(act);
    deed.reason.clear();
    ExpectRefused(ActOnClue(*service_, Who(act), In(state), deed), ErrorCode::kInvalid, "needs a reason");
  }
  const Id id = Opened();
  ClueDeed deed = Deed("drop");
  deed.reason = std::string(2001, 'x');
  ExpectRefused(ActOnClue(*service_, lin_, id, deed), ErrorCode::kInvalid, "longer than 2000");
  deed = Deed("file");
  deed.number = std::string(201, 'x');
  ExpectRefused(ActOnClue(*service_, lin_, id, deed), ErrorCode::kInvalid, "longer than 200");
  deed.number = "x";
  deed.region = "11";
  ExpectRefused(ActOnClue(*service_, lin_, id, deed), ErrorCode::kInvalid, "only an assignment");
}

TEST_F(CluesTest, TermsAreCountedFromWhenItWasDone) {
  const Id id = Opened("2026-09-01T10:00:00+08:00");
  EXPECT_EQ(Terms(id)["check"]["last_day"], "2026-09-21") << "15 working days, with the Sunday that is worked";
  const struct { const char* at; const char* says; } wrong[] = {
      {"2026-09-01", "is no time"}, {"soon", "is no time"}, {"2096-01-01T00:00:00Z", "still to come"}, {"2026-08-31T10:00:00+08:00", "the step before"}};
  for (const auto& c : wrong) ExpectRefused(Do(id, "file", c.at), ErrorCode::kInvalid, c.says);
  Must(id, "extend_check", "2026-09-18T10:00:00+08:00");
  EXPECT_EQ(Terms(id)["check"]["state"], "stopped");
  EXPECT_EQ(Terms(id)["check-extension"]["last_day"], "2026-10-19") << "counted from the end of the first";
  ExpectRefused(Do(id, "extend_check", "2026-09-19T10:00:00+08:00"), ErrorCode::kConflict, "extended already");
  Must(id, "file", "2026-10-12T10:00:00+08:00");
  EXPECT_EQ(Terms(id)["check-extension"]["state"], "met");
  EXPECT_EQ(Terms(id)["decision"]["last_day"], "2027-01-10");
  EXPECT_EQ(Terms(id)["decision"]["holidays_unknown"], false) << "calendar days that do not move need no holidays";
  // Done too late: over, and when it was done stays.
  const Id late = Opened("2026-09-01T10:00:00+08:00");
  ExpectRefused(Do(late, "extend_check", "2026-09-22T10:00:00+08:00"), ErrorCode::kConflict, "over");
  Must(late, "file", "2026-09-22T10:00:00+08:00");
  EXPECT_EQ(Terms(late)["check"]["state"], "over");
  EXPECT_EQ(Terms(late)["check"]["ended_at"], "2026-09-22T02:00:00Z");
  ExpectRefused(OpenClue(*service_, lin_, {.case_id = case_, .region = "650000", .received_at = "2096-01-01T00:00:00Z"}), ErrorCode::kInvalid, "still to come");
}

TEST_F(CluesTest, ASuspendedCaseHasTheDaysThatWereLeft) {
  const Id id = Opened("2026-08-31T10:00:00+08:00");
  Must(id, "file", "2026-09-01T10:00:00+08:00");
  EXPECT_EQ(Terms(id)["decision"]["due"], "2026-11-30T16:00:00Z");
  Must(id, "suspend", "2026-09-11T10:00:00+08:00");
  EXPECT_EQ(Terms(id)["decision"]["state"], "suspended");
  EXPECT_EQ(Terms(id)["decision"]["days_left"], 80);
  const auto running = Reading(*service_, [&](CaseDb& db) { return RunningDeadlines(db, *ParseTime("2030-01-01")); });
  ASSERT_TRUE(running);
  for (const Deadline& term : *running) EXPECT_NE(term.subject, id) << "nothing runs out meanwhile";
  Must(id, "resume", "2026-10-11T10:00:00+08:00");
  EXPECT_EQ(Terms(id)["decision"]["state"], "running");
  EXPECT_EQ(Terms(id)["decision"]["due"], "2026-12-30T16:00:00Z") << "thirty days later";
  // Again, and at once: as if nothing had been.
  Must(id, "suspend", "2026-10-12T10:00:00+08:00");
  EXPECT_EQ(Terms(id)["decision"]["days_left"], 79);
  Must(id, "resume", "2026-10-12T11:00:00+08:00");
  EXPECT_EQ(Terms(id)["decision"]["due"], "2026-12-30T16:00:00Z");
  EXPECT_EQ(Terms(id).size(), 2u) << "one term, whose end moved";
  // What was over before stays over.
  const Id late = Opened("2026-08-01T10:00:00+08:00");
  Must(late, "file", "2026-08-02T10:00:00+08:00");
  Must(late, "suspend", "2026-11-20T10:00:00+08:00");
  Must(late, "resume", "2026-11-21T10:00:00+08:00");
  EXPECT_EQ(Terms(late)["decision"]["state"], "over");
}

TEST_F(CluesTest, AnAssignmentSetsTheRegion) {
  const auto opened = OpenClue(*service_, lin_, {.case_id = case_, .region = "230100", .received_at = ""});
  ASSERT_TRUE(opened);
  EXPECT_EQ((*opened)["region"], "230100");
  const Id id = *ParseId(JsonText(*opened, "id"));
  ExpectRefused(OpenClue(*service_, lin_, {.case_id = case_, .region = "230100", .received_at = ""}), ErrorCode::kConflict, "open clue for that region");
  for (const char* wrong : {"1", "abc", "1234567", ""}) {
    ClueDeed deed = Deed("assign");
    deed.region = wrong;
    ExpectRefused(ActOnClue(*service_, lin_, id, deed), ErrorCode::kInvalid, "no region");
  }
  Scope harbin = lin_;
  harbin.regions = {"2301"};
  Scope fuzhou = lin_;
  fuzhou.regions = {"3501"};
  EXPECT_TRUE(ShowClue(*service_, harbin, id));
  ExpectRefused(ShowClue(*service_, fuzhou, id), ErrorCode::kNotFound, "no clue");
  ClueDeed deed = Deed("assign");
  deed.region = "350100";
  const auto assigned = ActOnClue(*service_, harbin, id, deed);
  ASSERT_TRUE(assigned) << assigned.error().message;
  EXPECT_EQ((*assigned)["region"], "350100");
  EXPECT_EQ((*assigned)["timeline"].size(), 2u) << "who assigns it still sees what they did";
  ExpectRefused(ShowClue(*service_, harbin, id), ErrorCode::kNotFound, "no clue");
  const auto there = ShowClue(*service_, fuzhou, id);
  ASSERT_TRUE(there);
  EXPECT_EQ((*there)["timeline"].size(), 2u) << "the new bureau sees what was before";
  EXPECT_EQ((*there)["terms"].size(), 1u);
}

TEST_F(CluesTest, OnlyWhatWasSeenIsActedOnAndOnce) {
  const Id id = Opened();
  const int64_t seen = *JsonInt(Shown(id), "row_version");
  ClueDeed stale = Deed("drop");
  stale.row_version = seen + 1;
  ExpectRefused(ActOnClue(*service_, lin_, id, stale), ErrorCode::kConflict, "meanwhile");
  for (int round = 0; round < 8; ++round) {
    const Id contested = Opened();
    Result<Json> filed = Fail(ErrorCode::kInternal, ""), dropped = filed;
    {
      std::jthread one([&] { filed = Do(contested, "file"); });
      std::jthread two([&] { dropped = ActOnClue(*service_, wei_, contested, Deed("drop")); });
    }
    ASSERT_NE(filed.has_value(), dropped.has_value());
    EXPECT_EQ(Shown(contested)["state"], filed ? "filed" : "closed");
    EXPECT_EQ(Shown(contested)["timeline"].size(), 2u);
  }
}

TEST_F(CluesTest, AnotherOrganisationsDoesNotExist) {
  const Id id = Opened();
  Scope stranger = head_;
  stranger.org = 4711;
  ExpectRefused(ShowClue(*service_, stranger, id), ErrorCode::kNotFound, "no clue");
  ExpectRefused(ActOnClue(*service_, stranger, id, Deed("drop")), ErrorCode::kNotFound, "no clue");
  ExpectRefused(OpenClue(*service_, stranger, {.case_id = case_, .region = "", .received_at = ""}), ErrorCode::kNotFound, "no case");
  EXPECT_EQ((*ListClues(*service_, lin_, {}))["items"].size(), 1u);
  EXPECT_EQ((*ListClues(*service_, lin_, {.state = "filed"}))["items"].size(), 0u);
  EXPECT_EQ((*ListClues(*service_, stranger, {}))["items"].size(), 0u);
}

TEST_F(CluesTest, ACaseIsClosedByAnotherWithAnOutcome) {
  const auto act = [&](const Scope& who, const CaseDeed& deed) { return ActOnCase(*service_, who, case_, deed); };
  const CaseDeed close{.act = "close", .outcome = "taken_down", .reason = "all gone"};
  ExpectRefused(act(lin_, close), ErrorCode::kDenied, "case.close");
  ExpectRefused(act(head_, {.act = "close", .outcome = "taken_down"}), ErrorCode::kInvalid, "reason");
  ExpectRefused(act(head_, {.act = "close", .outcome = "won", .reason = "x"}), ErrorCode::kInvalid, "taken_down");
  ExpectRefused(act(head_, {.act = "close", .outcome = "taken_down", .reason = std::string(2001, 'x')}), ErrorCode::kInvalid, "longer");
  ExpectRefused(act(head_, {.act = "burn", .reason = "x"}), ErrorCode::kInvalid, "close or reopen");
  ExpectRefused(act(head_, {.act = "reopen", .reason = "x"}), ErrorCode::kConflict, "open already");
  const Id clue = Opened();
  ExpectRefused(act(head_, close), ErrorCode::kConflict, "clue of the case is still open");
  Must(clue, "drop");
  EXPECT_EQ(Terms(clue)["check"]["state"], "met");
  CaseDeed stale = close;
  stale.row_version = 99;
  ExpectRefused(act(head_, stale), ErrorCode::kConflict, "meanwhile");
  const auto closed = act(head_, close);
  ASSERT_TRUE(closed) << closed.error().message;
  EXPECT_EQ((*closed)["state"], "closed");
  EXPECT_EQ((*closed)["outcome"], "taken_down");
  EXPECT_EQ((*closed)["may"], Json::array({"reopen"}));
  ExpectRefused(act(head_, close), ErrorCode::kConflict, "closed already");
  ExpectRefused(OpenClue(*service_, lin_, {.case_id = case_, .region = "", .received_at = ""}), ErrorCode::kConflict, "closed");
  const auto reopened = act(lin_, {.act = "reopen", .reason = "back on sale"});
  ASSERT_TRUE(reopened) << reopened.error().message;
  EXPECT_EQ((*reopened)["state"], "open");
  EXPECT_EQ((*reopened)["outcome"], nullptr);
  const auto events = Reading(*service_, [&](CaseDb& db) { return ListEvents(db, head_, EventFilter{.kind = "case.", .subject_kind = "case", .subject = case_}); });
  ASSERT_TRUE(events && events->rows.size() == 3u);
  EXPECT_EQ(events->rows[1].detail["outcome"], "taken_down");
  EXPECT_EQ(events->rows[0].detail["outcome_before"], "taken_down");
  EXPECT_EQ((*events->rows[0].personal)["reason"], "back on sale");
}

TEST_F(CluesTest, WhoMadeTheCaseDoesNotCloseIt) {
  const auto flags = ListFlags(*service_, lin_, FlagQuery{.states = {"any"}, .right = {}, .platform = {}, .watch = {}, .verdict = "any", .text = {}, .min_db = {}, .cursor = {}});
  Id other = 0;
  for (const Json& flag : (*flags)["items"]) {
    if (flag["state"] != "in_case") other = *ParseId(JsonText(flag, "id"));
  }
  ASSERT_NE(other, 0);
  const auto made = MakeCase(*service_, head_, {.flags = {other}, .title = "own", .reason = "x", .basis = ""});
  ASSERT_TRUE(made) << made.error().message;
  const Id own = *ParseId(JsonText(*made, "id"));
  const CaseDeed close{.act = "close", .outcome = "genuine", .reason = "x"};
  ExpectRefused(ActOnCase(*service_, head_, own, close), ErrorCode::kDenied, "another person");
  EXPECT_EQ((*ShowCase(*service_, head_, own))["may"], Json::array());
  EXPECT_TRUE(ActOnCase(*service_, Person("han", "approver"), own, close));
}

}  // namespace
}  // namespace markwarden
