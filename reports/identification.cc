// The term of an answer, and the statement from its template.
#include "reports/identification.h"

#include "core/file.h"
#include "reports/template.h"
#include "reports/yaml_reader.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxStatementFile = 64 << 10;
constexpr int kMostDays = 400;

// The lines that say something, cleaned one by one.
Json LinesOf(const std::string& text) {
  Json lines = Json::array();
  for (size_t from = 0; from < text.size();) {
    const size_t end = std::min(text.find('\n', from), text.size());
    const std::string line = CleanText(std::string_view(text).substr(from, end - from), 8000);
    if (!line.empty()) lines.push_back(line);
    from = end + 1;
  }
  return lines;
}

}  // namespace

Result<DeadlineRule> LoadIdentificationTerm(const fs::path& data_dir) try {
  const std::string file = "identification.yaml";
  Result<std::string> text = ReadFile(data_dir / "reports" / file, kMaxStatementFile);
  if (!text) return Fail(text);
  const YAML::Node root = YAML::Load(*text);
  yaml::OnlyKeys(root, {"identification"}, file);
  const YAML::Node node = root["identification"];
  yaml::OnlyKeys(node, {"count", "unit", "calendar"}, file);
  DeadlineRule rule;
  rule.id = "identification";
  rule.name = {{"zh", "权利人答复辨认"}, {"en", "the holder answers"}};
  rule.start = "asked";
  rule.then = "identify";
  const std::string unit = yaml::Needed(node, "unit", file);
  if (unit != ToString(TermUnit::kCalendarDay) && unit != ToString(TermUnit::kWorkingDay)) {
    return Fail(ErrorCode::kInvalid, file + ": unit \"" + unit + "\" is not one of calendar_day, working_day");
  }
  rule.unit = unit == ToString(TermUnit::kCalendarDay) ? TermUnit::kCalendarDay : TermUnit::kWorkingDay;
  rule.calendar = yaml::Needed(node, "calendar", file);
  rule.count_min = rule.count_max = node["count"].as<int>(0);
  if (rule.count_max < 1 || rule.count_max > kMostDays) return Fail(ErrorCode::kInvalid, file + ": count must be 1 to " + std::to_string(kMostDays));
  return rule;
} catch (const yaml::Wrong& wrong) {
  return Fail(ErrorCode::kInvalid, wrong.what());
} catch (const YAML::Exception& error) {
  return Fail(ErrorCode::kInvalid, std::string("identification.yaml: ") + error.what());
}

Result<std::string> RenderStatement(const StatementFacts& facts, const std::string& language, const fs::path& data_dir) {
  if (language != "zh" && language != "en") return Fail(ErrorCode::kInvalid, "a statement is written in zh or en, not \"" + language.substr(0, 20) + "\"");
  if (facts.verdict != "genuine" && facts.verdict != "fake" && facts.verdict != "cannot_tell") {
    return Fail(ErrorCode::kInvalid, "an answer is genuine, fake or cannot_tell, not \"" + facts.verdict.substr(0, 40) + "\"");
  }
  Result<std::string> page = ReadFile(data_dir / "reports" / "identification" / ("statement." + language + ".txt"), kMaxStatementFile);
  if (!page) return Fail(page);
  Json view = {{"number", facts.number},     {"organisation", facts.organisation}, {"asked_at", facts.asked_at}, {"right", facts.right},
               {"reg_no", facts.reg_no},     {"title", facts.title},               {"platform", facts.platform}, {"price", facts.price},
               {"pictures", facts.pictures}, {"signer", facts.signer},             {"position", facts.position}, {"account", facts.account},
               {"signed_at", facts.signed_at}};
  view["question"] = LinesOf(facts.question);
  view["reasons"] = LinesOf(facts.reasons);
  if (view["question"].empty() || view["reasons"].empty()) return Fail(ErrorCode::kInvalid, "a statement has a question and reasons");
  for (const char* verdict : {"genuine", "fake", "cannot_tell"}) view[verdict] = facts.verdict == verdict;
  Result<std::string> text = FillSentence(*page, view);
  if (!text) return Fail(std::move(text.error()).While("statement"));
  return text;
}

}  // namespace markwarden
