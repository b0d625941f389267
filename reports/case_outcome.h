// What can have come of a closed case: codes with names, as data.
#pragma once

#include <filesystem>
#include <vector>

#include "core/result.h"
#include "reports/regime.h"

namespace markwarden {

// Reads data_dir/reports/case_outcomes.yaml.  Errors: kNotFound, kInvalid naming the field: unknown key, a code twice, a text without zh or en.
Result<std::vector<Choice>> LoadCaseOutcomes(const std::filesystem::path& data_dir);

}  // namespace markwarden
