// New applications of an office's gazette beside the rights that are registered here.
#pragma once

#include <filesystem>
#include <string>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

// Applications (CSV, JSON Lines, WIPO ST.66 or ST.96, or a ZIP of them and their pictures) beside the rights that the scope sees; nothing
// is written.  Names are compared as in SearchSimilarMarks, pictures that are in the file with those of rights (clause D-1), what they show by
// Vienna codes, extra "figure_codes" (clause X-3).  Limits and thresholds: rules/registration/gazette.yaml.
// {"applications","compared","pictures","near":[{"number","mark","classes","applicant","filed","hits":[as SearchSimilarMarks says],
//   "devices":[{what a hit says of its right,"picture":{"name","method","distance","score"} or null,"figures":["03.01.01"],"clauses"}]}],
//  "near_total","serial":[{"applicant","applications","near","holders"}],"refused":[{"file","line","reason","row"}],"left_out","pictures_left_out"}
// Errors: those of reading the file.
Result<Json> WatchGazetteFile(Service& service, const Scope& scope, const std::filesystem::path& file);
Result<Json> WatchGazetteUpload(Service& service, const Scope& scope, const std::string& name, const std::string& bytes);

}  // namespace markwarden
