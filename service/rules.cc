// Runs the examples of rule packs.
#include "service/rules.h"

#include "core/data_dir.h"
#include "core/file.h"
#include "rules/rule_pack.h"

namespace markwarden {

Result<Json> TestRulePacks(const std::filesystem::path& folder) {
  const std::filesystem::path dir = folder.empty() ? DataDir() / "rules" / "packs" : folder;
  // Parsed one by one without checking, so that every failing example is told, not the first.
  std::vector<RulePack> packs;
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(dir, error)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  if (error) return Fail(ErrorCode::kNotFound, "open " + dir.string() + ": " + error.message());
  if (files.empty()) return Fail(ErrorCode::kNotFound, "no *.yaml pack in " + dir.string());
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    Result<std::string> yaml = ReadFile(file, kMaxPackBytes);
    if (!yaml) return Fail(yaml);
    Result<RulePack> pack = ParsePack(*yaml, file.filename().string(), false);
    if (!pack) return Fail(pack);
    packs.push_back(std::move(*pack));
  }
  const PackReport report = TestPacks(packs);
  Json list = Json::array(), failures = Json::array();
  for (const RulePack& pack : packs) {
    int examples = 0, failed = 0;
    for (const ExampleResult& example : report.examples) {
      if (example.pack != pack.id) continue;
      ++examples;
      if (!example.ok()) ++failed;
    }
    list.push_back({{"id", pack.id}, {"version", pack.version}, {"rules", pack.rules.size()}, {"examples", examples}, {"failed", failed}});
  }
  for (const ExampleResult& example : report.examples) {
    if (!example.ok()) {
      failures.push_back({{"pack", example.pack}, {"rule", example.rule}, {"example", example.example}, {"wanted", example.wanted}});
    }
  }
  return Json{{"packs", std::move(list)}, {"examples", report.examples.size()}, {"failed", report.failed}, {"failures", std::move(failures)}};
}

}  // namespace markwarden
