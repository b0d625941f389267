// Rule packs as the command line tests them; needs no store.
#pragma once

#include <filesystem>

#include "core/json.h"
#include "core/result.h"

namespace markwarden {

// {"packs":[{"id","version","rules","examples","failed"}],"examples","failed",
//  "failures":[{"pack","rule","example","wanted"}]}.  An empty folder means the shipped packs.
Result<Json> TestRulePacks(const std::filesystem::path& folder);

}  // namespace markwarden
