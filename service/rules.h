// Rule packs as the command line tests them; needs no store.
#pragma once

#include <filesystem>

#include "core/json.h"
#include "core/result.h"

namespace markwarden {

// {"packs":[{"id","version","rules","examples","failed"}],"examples","failed",
//  "failures":[{"pack","rule","example","wanted"}]}.  An empty folder means the shipped packs.
Result<Json> TestRulePacks(const std::filesystem::path& folder);

// How often each rule fires on texts that nobody wrote for it: lines of a file, each a title, or a listing as a JSON object.  Rules beside a name are left out:
// the texts name nothing that is watched.  {"texts","rules":[{"pack","rule","effect","fired","per_1000","examples":[text, at most 3]}],"beside_names"},
// the most frequent first.  At most 1,000,000 lines and 256 MiB.  Errors: kNotFound, kExhausted, kInvalid (an empty file), those of the packs.
Result<Json> TryRulesOnCorpus(const std::filesystem::path& folder, const std::filesystem::path& corpus);

}  // namespace markwarden
