// The bureau's procedures: every step of a clue has its terms, every term its article; 90 days, seven working days, three days, 24 hours.
#include "reports/procedure.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "core/hash.h"
#include "core/transitions.h"
#include "reports/deadline.h"
#include "tests/reports/fixtures.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;

const std::vector<Procedure>& Procedures() {
  static const auto procedures = LoadProcedures(testing::LawDir());
  EXPECT_TRUE(procedures) << procedures.error().message;
  return *procedures;
}

struct Step {
  const Procedure* procedure = nullptr;
  const DeadlineRule* rule = nullptr;
};
Step StepOf(const std::string& id) {
  for (const Procedure& procedure : Procedures()) {
    for (const DeadlineRule& rule : procedure.deadlines) {
      if (rule.id == id) return {&procedure, &rule};
    }
  }
  ADD_FAILURE() << "no deadline " << id;
  return {};
}

TEST(ProcedureTest, StepsAndTermsFitTheTableOfActs) {
  std::set<std::string_view> starts, ends, act_starts = {"clue"}, act_ends;
  for (const Procedure& procedure : Procedures()) {
    for (const DeadlineRule& rule : procedure.deadlines) {
      starts.insert(rule.start);
      ends.insert(rule.then);
      ASSERT_NE(procedure.FindBasis(rule.rule), nullptr) << rule.id;
    }
  }
  for (const Transition& one : Transitions()) {
    if (one.machine != Machine::kClue) continue;
    if (!one.starts.empty()) act_starts.insert(one.starts);
    if (!one.stops.empty() && one.stops != "all") act_ends.insert(one.stops);
    if (one.act == "take_down") act_ends.insert(one.act);  // ends everything, and fulfils the term of its name
  }
  act_starts.erase("resumed");  // what was suspended goes on: no rule of its own
  EXPECT_EQ(starts, act_starts);
  EXPECT_EQ(ends, act_ends);
}

// Times as the laws set them; 30 September 2026 is a Wednesday before a week of holidays.
TEST(ProcedureTest, TermsEndWhereTheLawsPutThem) {
  const struct { const char* why; const char* id; const char* start; const char* due; } cases[] = {
      {"15 working days over the National Day, with the Saturday worked for it", "check", "2026-09-25T02:00:00Z", "2026-10-22T16:00:00Z"},
      {"90 calendar days", "decision", "2026-09-01T02:00:00Z", "2026-11-30T16:00:00Z"},
      {"the last day does not move: a Sunday", "decision", "2026-09-07T02:00:00Z", "2026-12-06T16:00:00Z"},
      {"seven working days over the holidays", "preservation", "2026-09-30T02:00:00Z", "2026-10-15T16:00:00Z"},
      {"service", "service", "2026-11-26T02:00:00Z", "2026-12-07T16:00:00Z"},
      {"correction", "correction", "2026-11-27T02:00:00Z", "2026-12-02T16:00:00Z"},
      {"the head: three calendar days, week-end or not", "approval", "2026-11-27T02:00:00Z", "2026-11-30T16:00:00Z"},
      {"hand over in 24 hours", "hand-over", "2026-11-27T02:30:00Z", "2026-11-28T02:30:00Z"},
      {"the police", "police-decision", "2026-12-31T02:00:00Z", "2027-01-03T16:00:00Z"},
      {"goods", "goods", "2026-11-26T15:59:59Z", "2026-11-29T16:00:00Z"},
      {"goods, a second later it is the next day in Beijing", "goods", "2026-11-26T16:00:00Z", "2026-11-30T16:00:00Z"},
  };
  for (const auto& c : cases) {
    const Step step = StepOf(c.id);
    ASSERT_NE(step.rule, nullptr);
    const auto term = TermOf(*step.rule, *ParseTime(c.start), step.procedure->calendars);
    ASSERT_TRUE(term && *term) << c.why;
    EXPECT_EQ(FormatTime((*term)->due), c.due) << c.why;
  }
}

TEST(ProcedureTest, ASuspendedTermGoesOnWithTheDaysThatAreLeft) {
  const Step step = StepOf("decision");
  const Time filed = *ParseTime("2026-09-01T02:00:00Z");
  const Time due = (*TermOf(*step.rule, filed, step.procedure->calendars))->due;
  const struct { const char* why; const char* suspended; const char* resumed; int left; const char* due; } cases[] = {
      {"suspended and taken up at once: as if nothing had been", "2026-09-11T02:00:00Z", "2026-09-11T03:00:00Z", 80, "2026-11-30T16:00:00Z"},
      {"ten days' rest", "2026-09-11T02:00:00Z", "2026-09-21T02:00:00Z", 80, "2026-12-10T16:00:00Z"},
      {"on the day of filing", "2026-09-01T03:00:00Z", "2026-10-01T02:00:00Z", 90, "2026-12-30T16:00:00Z"},
      {"on the last day: ends on the day it is taken up", "2026-11-30T15:59:59Z", "2027-02-01T02:00:00Z", 0, "2027-02-01T16:00:00Z"},
  };
  for (const auto& c : cases) {
    const auto left = DaysLeft(*step.rule, *ParseTime(c.suspended), due, step.procedure->calendars);
    ASSERT_TRUE(left) << c.why;
    EXPECT_EQ(*left, c.left) << c.why;
    DeadlineRule rest = *step.rule;
    rest.count_min = rest.count_max = *left;
    EXPECT_EQ(FormatTime((*TermOf(rest, *ParseTime(c.resumed), step.procedure->calendars))->due), c.due) << c.why;
  }
  EXPECT_LT(*DaysLeft(*step.rule, due, due, step.procedure->calendars), 0) << "it was over";
  EXPECT_EQ(*DaysLeft(*StepOf("check").rule, *ParseTime("2026-09-30T02:00:00Z"), *ParseTime("2026-10-22T16:00:00Z"), step.procedure->calendars), 12) << "working days, the week of holidays left out";
  EXPECT_FALSE(DaysLeft(*StepOf("hand-over").rule, filed, due, step.procedure->calendars)) << "hours are not suspended";
}

TEST(ProcedureTest, LawThatNobodyReadSaysSo) {
  EXPECT_TRUE(StepOf("check").procedure->FindBasis("samr-procedure-18")->verified_by.empty());
  EXPECT_FALSE(StepOf("decision").procedure->FindBasis("penalty-60")->verified_by.empty());
  const Procedure& penalty = *StepOf("decision").procedure;
  ASSERT_TRUE(penalty.limitation);
  EXPECT_EQ(penalty.limitation->years, 2);
}

// Transfer regulations, art. 3(2) and 6: reasonable suspicion is enough, and five kinds of documents go along.
TEST(ProcedureTest, ATransferRestsOnReasonableSuspicion) {
  const Procedure& transfer = *StepOf("approval").procedure;
  EXPECT_NE(transfer.hint.at("zh").find("合理嫌疑"), std::string::npos);
  EXPECT_NE(transfer.hint.at("en").find("reasonable suspicion"), std::string::npos);
  for (const char* never : {"达到立案", "threshold", "standard"}) {
    for (const auto& [lang, text] : transfer.hint) EXPECT_EQ(text.find(never), std::string::npos) << lang;
  }
  ASSERT_EQ(transfer.documents.size(), 5u);
  EXPECT_EQ(transfer.documents[0].code, "transfer_letter");
}

TEST(ProcedureTest, WrongDataIsRefusedByName) {
  const fs::path dir = fs::temp_directory_path() / ("markwarden-procedure-" + ToHex(RandomBytes(6)));
  fs::create_directories(dir / "procedures");
  fs::copy(testing::LawDir() / "calendars", dir / "calendars");
  const std::string good = R"(id: p
jurisdiction: CN
name: {zh: "程序", en: "procedure"}
legal_basis:
  - {id: a, use: deadline, statute: {zh: "法", en: "law"}, article: {zh: "条", en: "art"}, effective_from: "2020-01-01", source: "text", verified_by: ""}
deadlines:
  - {id: d, start: filed, then: decide, name: {zh: "期限", en: "term"}, unit: calendar_day, calendar: cn, max: 90, rule: a}
)";
  const auto load = [&](const std::string& text) {
    std::ofstream(dir / "procedures" / "p.yaml", std::ios::binary) << text;
    return LoadProcedures(dir);
  };
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    const size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
  };
  const auto fine = load(good);
  ASSERT_TRUE(fine) << fine.error().message;
  const struct { const char* from; const char* to; const char* says; } cases[] = {
      {"start: filed", "start: filled", "no act on a clue starts"},
      {"then: decide", "then: decides", "no act on a clue ends"},
      {"then: decide", "then: all", "no act on a clue ends"},
      {"unit: calendar_day", "unit: moon", "unit"},
      {"calendar: cn", "calendar: xx", "no calendar"},
      {", calendar: cn", "", "days need a calendar"},
      {"max: 90", "max: 0", "max"},
      {"max: 90", "max: 4001", "max"},
      {"rule: a", "rule: b", "names no legal basis"},
      {"jurisdiction: CN", "jurisdiction: CN\nfoo: 1", "unknown key"},
      {"use: deadline", "use: notice", "use"},
      {"id: p", "id: [", "p.yaml"},
  };
  for (const auto& c : cases) {
    const auto loaded = load(with(c.from, c.to));
    ASSERT_FALSE(loaded) << c.to;
    EXPECT_EQ(loaded.error().code, ErrorCode::kInvalid) << c.to;
    EXPECT_NE(loaded.error().message.find(c.says), std::string::npos) << loaded.error().message;
  }
  fs::remove_all(dir);
  const auto none = LoadProcedures(dir);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace markwarden
