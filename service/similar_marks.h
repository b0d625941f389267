// Marks near those that are registered here: one by one, or the applications of an office's gazette.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

struct SimilarSearch {
  std::string mark;
  std::vector<int> classes;  // of the goods it is for, 1..45; empty: not said
  std::vector<std::string> groups = {};  // similar groups, "2501"; none: all of the classes
  int most = 20;             // 1..200
};
// Among the rights that the scope sees:
// {"mark","compared","hits":[{"id","right_id","title","kind","reg_no","classes","holder","goods","goods_groups", and what SimilarHitView says}]}
// "goods": ToString(GoodsRelation), or null where one side names no goods; "goods_groups": {"right","asked","edition"} where the table in force decided,
// else null.  Errors: kInvalid.
Result<Json> SearchSimilarMarks(Service& service, const Scope& scope, const SimilarSearch& search);

// New applications of a gazette (CSV, JSON Lines, WIPO ST.66 or ST.96, or a ZIP of them) beside the rights that the scope sees; nothing
// is written.  Limits and thresholds: rules/registration/gazette.yaml.
// {"applications","compared","near":[{"number","mark","classes","applicant","filed","hits":[as above]}],"near_total",
//  "serial":[{"applicant","applications","near","holders"}],"refused":[{"file","line","reason","row"}],"left_out"}
Result<Json> WatchGazetteFile(Service& service, const Scope& scope, const std::filesystem::path& file);
Result<Json> WatchGazetteUpload(Service& service, const Scope& scope, const std::string& name, const std::string& bytes);

}  // namespace markwarden
