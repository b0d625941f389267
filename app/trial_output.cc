// What a person reads of a trial.
#include "app/trial_output.h"

#include <iostream>

#include "app/output.h"
#include "app/progress.h"

namespace markwarden {
namespace {

void PrintTrial(const Json& result) {
  std::cout << result["seen"] << " listings of the last " << result["days"] << " days: " << result["suspected"] << " would be suspected, " << result["cleared"] << " cleared\n";
  if (const std::string cut = JsonText(result, "cut"); !cut.empty()) std::cout << "Not all were looked at: the limit of " << cut << " was reached.\n";
  if (result["in_force"].is_object()) {
    std::cout << result["in_force"]["suspected"] << " are suspected by the version in force: " << result["in_force"]["raised"] << " would be new, " << result["in_force"]["gone"] << " gone\n";
  }
  if (result["forecast"].is_object()) {
    const auto print = [](const Json& range, const char* of) { std::cout << "To be expected: " << range["expected"] << " (" << range["low"] << " to " << range["high"] << ") " << of << "\n"; };
    print(result["forecast"]["per_1000"], "of 1,000 listings");
    if (result["forecast"]["per_week"].is_object()) print(result["forecast"]["per_week"], "a week");
  }
  if (const Json& chance = result["chance"]; chance.is_object()) {
    std::cout << "By chance: " << chance["per_1000"]["expected"] << " (" << chance["per_1000"]["low"] << " to " << chance["per_1000"]["high"] << ") of 1,000 listings, as "
              << chance["decoys"] << " names that nobody bears tell\n";
  }
  PrintTable({{"detector", "detector"}, {"listings", "count", true}}, result["by_detector"]);
  const std::vector<Column> columns = {{"dB", "db", true}, {"verdict", "verdict"}, {"title", "title"}, {"price", "price.amount", true}, {"seller", "seller"}, {"reasons", "reason_codes"}};
  if (!result["strongest"].empty()) {
    std::cout << "Strongest:\n";
    PrintTable(columns, result["strongest"]);
  }
  if (!result["borderline"].empty()) {
    std::cout << "Nearest to the threshold of " << result["threshold_db"] << " dB:\n";
    PrintTable(columns, result["borderline"]);
  }
  for (const Json& suggestion : result["suggestions"]) {
    std::cout << "Suggestion: " << JsonText(suggestion, "kind") << " \"" << JsonText(suggestion, "value") << "\" would remove " << suggestion["removes"] << " of "
              << suggestion["of"] << " (" << suggestion["strong"] << " strong): " << DumpJson(suggestion["patch"]) << "\n";
  }
}

}  // namespace

Result<int> RunAndPrintTrial(bool json, const TrialRun& run) {
  Result<Json> tried = [&] {
    ProgressLine line("try");
    return run([&](const TrialProgress& progress) {
      line.Show({.pages = 0, .pictures = 0, .listings = progress.seen, .errors = 0, .queued = progress.of, .per_second = 0});
    }, StopOnSignals());
  }();
  if (!tried) return Fail(tried);
  if (json) std::cout << DumpJson(*tried) << "\n";
  else PrintTrial(*tried);
  return kExitDone;
}

}  // namespace markwarden
