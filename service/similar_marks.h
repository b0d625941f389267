// Marks near those that are registered here, one by one (service/gazette.h: the applications of an office).
#pragma once

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

}  // namespace markwarden
