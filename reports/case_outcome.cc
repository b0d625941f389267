// reports/case_outcomes.yaml -> choices.
#include "reports/case_outcome.h"

#include "core/file.h"
#include "reports/yaml_reader.h"

namespace markwarden {

Result<std::vector<Choice>> LoadCaseOutcomes(const std::filesystem::path& data_dir) try {
  const std::string file = "case_outcomes.yaml";
  Result<std::string> text = ReadFile(data_dir / "reports" / file, 64 << 10);
  if (!text) return Fail(text);
  const YAML::Node root = YAML::Load(*text);
  yaml::OnlyKeys(root, {"outcomes"}, file);
  std::vector<Choice> outcomes;
  for (const auto& node : root["outcomes"]) {
    yaml::OnlyKeys(node, {"code", "name"}, file);
    Choice outcome{yaml::Needed(node, "code", file), yaml::Local(node["name"], file)};
    for (const Choice& other : outcomes) {
      if (other.code == outcome.code) return Fail(ErrorCode::kInvalid, file + ": the code " + outcome.code + " stands twice");
    }
    outcomes.push_back(std::move(outcome));
  }
  if (outcomes.empty()) return Fail(ErrorCode::kInvalid, file + ": there are no outcomes");
  return outcomes;
} catch (const yaml::Wrong& wrong) {
  return Fail(ErrorCode::kInvalid, wrong.what());
} catch (const YAML::Exception& error) {
  return Fail(ErrorCode::kInvalid, std::string("case_outcomes.yaml: ") + error.what());
}

}  // namespace markwarden
