// reports/law/procedures/*.yaml -> Procedure.
#include "reports/procedure.h"

#include <algorithm>

#include "core/file.h"
#include "core/transitions.h"
#include "reports/yaml_reader.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;
using yaml::Local;
using yaml::Needed;
using yaml::OnlyKeys;
using yaml::Text;
using yaml::Wrong;

constexpr size_t kMaxProcedureFile = 1 << 20;
constexpr int kMostUnits = 4000;

// Whether an act on a clue starts terms by that word.
bool StartsTerms(std::string_view word) {
  return std::any_of(Transitions().begin(), Transitions().end(), [&](const Transition& one) { return one.machine == Machine::kClue && one.starts == word; });
}

// Whether one ends them: by the word, or by its own name where it ends everything.
bool EndsTerms(std::string_view word) {
  return std::any_of(Transitions().begin(), Transitions().end(), [&](const Transition& one) {
    return one.machine == Machine::kClue && (one.stops == "all" ? one.act : one.stops) == word;
  });
}

LegalBasis ReadProcedureBasis(const YAML::Node& node, const std::string& file) {
  LegalBasis row;
  row.id = Needed(node, "id", file + ": legal_basis");
  const std::string where = file + ": " + row.id;
  OnlyKeys(node, {"id", "use", "statute", "article", "quote", "effective_from", "effective_to", "source", "verified_by"}, where);
  row.statute = Local(node["statute"], where + ".statute");
  row.article = Local(node["article"], where + ".article");
  row.quote = Text(node, "quote");
  Needed(node, "effective_from", where);
  row.effective_from = yaml::Date(node, "effective_from", where);
  row.effective_to = yaml::Date(node, "effective_to", where);
  row.source = Needed(node, "source", where);
  row.verified_by = Text(node, "verified_by");
  row.use = Needed(node, "use", where);
  if (row.use != "deadline") throw Wrong(where + ": a procedure's rows are of use deadline, not \"" + row.use + "\"");
  return row;
}

DeadlineRule ReadStep(const YAML::Node& node, const Procedure& procedure, const std::string& file) {
  DeadlineRule rule;
  rule.id = Needed(node, "id", file + ": deadlines");
  const std::string where = file + ": deadline " + rule.id;
  OnlyKeys(node, {"id", "name", "start", "then", "unit", "calendar", "max", "rule"}, where);
  rule.name = Local(node["name"], where);
  rule.start = Needed(node, "start", where);
  if (rule.start != "clue" && !StartsTerms(rule.start)) throw Wrong(where + ": no act on a clue starts \"" + rule.start + "\"");
  rule.then = Needed(node, "then", where);
  if (!EndsTerms(rule.then)) throw Wrong(where + ": no act on a clue ends \"" + rule.then + "\"");
  const std::string unit = Needed(node, "unit", where);
  for (const TermUnit known : {TermUnit::kHour, TermUnit::kCalendarDay, TermUnit::kWorkingDay}) {
    if (unit == ToString(known)) rule.unit = known;
  }
  if (rule.unit == TermUnit::kNone) throw Wrong(where + ": unit \"" + unit + "\" is not one of hour, calendar_day, working_day");
  rule.calendar = Text(node, "calendar");
  if (rule.calendar.empty() != (rule.unit == TermUnit::kHour)) throw Wrong(where + ": days need a calendar, and hours have none");
  rule.count_max = rule.count_min = node["max"].as<int>(0);
  if (rule.count_max < 1 || rule.count_max > kMostUnits) throw Wrong(where + ": max must be 1 to " + std::to_string(kMostUnits) + " units");
  rule.rule = Needed(node, "rule", where);
  if (!procedure.FindBasis(rule.rule)) throw Wrong(where + ": rule \"" + rule.rule + "\" names no legal basis");
  return rule;
}

Procedure ReadProcedure(const std::string& text, const std::string& file) {
  const YAML::Node root = YAML::Load(text);
  OnlyKeys(root, {"id", "jurisdiction", "name", "hint", "legal_basis", "deadlines", "documents", "limitation"}, file);
  Procedure procedure;
  procedure.id = Needed(root, "id", file);
  procedure.jurisdiction = Needed(root, "jurisdiction", file);
  procedure.name = Local(root["name"], file + ": name");
  if (root["hint"]) procedure.hint = Local(root["hint"], file + ": hint");
  for (const auto& node : root["legal_basis"]) {
    LegalBasis row = ReadProcedureBasis(node, file);
    if (procedure.FindBasis(row.id)) throw Wrong(file + ": legal basis \"" + row.id + "\" appears twice");
    procedure.legal_basis.push_back(std::move(row));
  }
  for (const auto& node : root["deadlines"]) {
    DeadlineRule rule = ReadStep(node, procedure, file);
    for (const DeadlineRule& other : procedure.deadlines) {
      if (other.id == rule.id) throw Wrong(file + ": deadline \"" + rule.id + "\" appears twice");
    }
    procedure.deadlines.push_back(std::move(rule));
  }
  if (procedure.deadlines.empty()) throw Wrong(file + ": a procedure has deadlines");
  for (const auto& node : root["documents"]) {
    OnlyKeys(node, {"code", "name"}, file + ": documents");
    procedure.documents.push_back({Needed(node, "code", file + ": documents"), Local(node["name"], file + ": documents")});
  }
  if (const YAML::Node node = root["limitation"]) {
    const std::string where = file + ": limitation";
    OnlyKeys(node, {"years", "grave_years", "rule"}, where);
    Limitation limitation{.years = node["years"].as<int>(0), .grave_years = node["grave_years"].as<int>(0), .rule = Needed(node, "rule", where)};
    if (limitation.years < 1 || limitation.grave_years < limitation.years || limitation.grave_years > 100) {
      throw Wrong(where + ": years and grave_years must be 1 to 100, years no more than grave_years");
    }
    if (!procedure.FindBasis(limitation.rule)) throw Wrong(where + ": rule \"" + limitation.rule + "\" names no legal basis");
    procedure.limitation = std::move(limitation);
  }
  return procedure;
}

}  // namespace

const LegalBasis* Procedure::FindBasis(std::string_view basis_id) const {
  const auto row = std::find_if(legal_basis.begin(), legal_basis.end(), [&](const LegalBasis& one) { return one.id == basis_id; });
  return row == legal_basis.end() ? nullptr : &*row;
}

Result<std::vector<Procedure>> LoadProcedures(const fs::path& law_dir) try {
  const fs::path folder = law_dir / "procedures";
  std::error_code failed;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder, failed)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  if (failed || files.empty()) return Fail(ErrorCode::kNotFound, "no procedures in " + folder.string());
  std::sort(files.begin(), files.end());
  const Result<DayCalendars> calendars = LoadDayCalendars(law_dir);
  if (!calendars) return Fail(Error(calendars.error()).While("load procedures"));
  std::vector<Procedure> procedures;
  for (const fs::path& path : files) {
    const std::string file = path.filename().string();
    Result<std::string> text = ReadFile(path, kMaxProcedureFile);
    if (!text) return Fail(std::move(text.error()).While("load procedures"));
    Procedure procedure;
    try {
      procedure = ReadProcedure(*text, file);
    } catch (const YAML::Exception& error) {
      return Fail(ErrorCode::kInvalid, "load procedures: " + file + ": " + error.what());
    }
    for (const DeadlineRule& rule : procedure.deadlines) {
      if (rule.calendar.empty()) continue;
      const auto calendar = calendars->find(rule.calendar);
      if (calendar == calendars->end()) throw Wrong(file + ": deadline " + rule.id + ": no calendar \"" + rule.calendar + "\"");
      procedure.calendars.insert(*calendar);
    }
    procedures.push_back(std::move(procedure));
  }
  return procedures;
} catch (const Wrong& wrong) {
  return Fail(ErrorCode::kInvalid, std::string("load procedures: ") + wrong.what());
} catch (const fs::filesystem_error& error) {
  return Fail(ErrorCode::kInternal, std::string("load procedures: ") + error.what());
}

}  // namespace markwarden
