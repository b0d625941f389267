// Runs the examples of rule packs.
#include "service/rules.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <sstream>

#include "core/data_dir.h"
#include "core/file.h"
#include "matcher/context.h"
#include "rules/rule_pack.h"

namespace markwarden {

namespace {

constexpr size_t kMaxCorpusBytes = 256u << 20, kMaxCorpusLines = 1'000'000, kMaxLineBytes = 64 << 10, kCorpusExamples = 3;

// Parsed one by one without checking, so that every failing example is told, not the first.
Result<std::vector<RulePack>> PacksIn(const std::filesystem::path& folder) {
  const std::filesystem::path dir = folder.empty() ? DataDir() / "rules" / "packs" : folder;
  Result<std::vector<std::filesystem::path>> files = ListPackFiles(dir);
  if (!files) return Fail(files);
  if (files->empty()) return Fail(ErrorCode::kNotFound, "no *.yaml pack in " + dir.string());
  std::vector<RulePack> packs;
  for (const auto& file : *files) {
    Result<std::string> yaml = ReadFile(file, kMaxPackBytes);
    if (!yaml) return Fail(yaml);
    Result<RulePack> pack = ParsePack(*yaml, file.filename().string(), false);
    if (!pack) return Fail(pack);
    packs.push_back(std::move(*pack));
  }
  return packs;
}

std::string_view EffectName(RuleEffect effect) {
  switch (effect) {
    case RuleEffect::kSuspect: return "suspect";
    case RuleEffect::kClear: return "clear";
    case RuleEffect::kContext: return "context";
  }
  return "";
}

struct RuleCount {
  const RulePack* pack = nullptr;
  const Rule* rule = nullptr;
  int64_t fired = 0;
  std::vector<std::string> examples;
};

}  // namespace

Result<Json> TestRulePacks(const std::filesystem::path& folder) {
  Result<std::vector<RulePack>> read = PacksIn(folder);
  if (!read) return Fail(read);
  const std::vector<RulePack>& packs = *read;
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

Result<Json> TryRulesOnCorpus(const std::filesystem::path& folder, const std::filesystem::path& corpus) {
  Result<std::vector<RulePack>> packs = PacksIn(folder);
  if (!packs) return Fail(packs);
  Result<std::string> text = ReadFile(corpus, kMaxCorpusBytes);
  if (!text) return Fail(text);
  std::vector<RuleCount> counts;
  int64_t beside = 0;
  for (const RulePack& pack : *packs) {
    for (const Rule& rule : pack.rules) {
      if (rule.place == RulePlace::kAnywhere) counts.push_back({&pack, &rule, 0, {}});
      else ++beside;
    }
  }
  int64_t texts = 0, at = 0;
  std::istringstream lines(*text);
  for (std::string line; std::getline(lines, line);) {
    ++at;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.find_first_not_of(" \t") == std::string::npos) continue;
    if (line.size() > kMaxLineBytes) return Fail(ErrorCode::kExhausted, corpus.string() + ": line " + std::to_string(at) + " is longer than 64 KiB");
    if (static_cast<size_t>(++texts) > kMaxCorpusLines) return Fail(ErrorCode::kExhausted, corpus.string() + ": more than 1,000,000 lines");
    Listing listing;
    listing.title = line;
    if (line.front() == '{') {
      if (const Result<Json> object = ParseJson(line); object && object->is_object()) {
        listing.title = JsonText(*object, "title");
        listing.description = JsonText(*object, "description");
      }
    }
    // As the matcher fires them: what lies within a clearing does not count.
    std::set<const Rule*> fired;
    for (const FiredRule& one : FireRules(*packs, FieldsOf(listing))) fired.insert(one.rule);
    for (RuleCount& count : counts) {
      if (!fired.contains(count.rule)) continue;
      ++count.fired;
      if (count.examples.size() < kCorpusExamples) count.examples.push_back(listing.title.empty() ? listing.description : listing.title);
    }
  }
  if (texts == 0) return Fail(ErrorCode::kInvalid, corpus.string() + ": no text in it: one title or one listing as JSON on each line");
  std::stable_sort(counts.begin(), counts.end(), [](const RuleCount& a, const RuleCount& b) { return a.fired > b.fired; });
  Json rules = Json::array();
  for (const RuleCount& count : counts) {
    rules.push_back({{"pack", count.pack->id}, {"rule", count.rule->id}, {"effect", EffectName(count.rule->effect)}, {"fired", count.fired},
                     {"per_1000", std::round(1e5 * static_cast<double>(count.fired) / static_cast<double>(texts)) / 100}, {"examples", count.examples}});
  }
  return Json{{"texts", texts}, {"rules", std::move(rules)}, {"beside_names", beside}};
}

}  // namespace markwarden
