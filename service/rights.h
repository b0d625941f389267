// Rights: registered one by one or by file, versioned, seen by those who may.
#pragma once

#include <filesystem>
#include <string>

#include "core/json.h"
#include "core/right.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

// Stores a right, or a new version of it when its own key is known.  `folder` is where its
// pictures are, empty when it may name none.
// {"id","right_id","version","status":"added|changed|unchanged"}
Result<Json> AddRight(Service& service, const Scope& scope, const Right& right, const std::filesystem::path& folder);

// CSV (UTF-8, GBK) or JSON Lines.  Good rows are kept when others are refused.
// {"added","changed","unchanged","refused":[{"line","reason","row"}]}
Result<Json> ImportRightsFile(Service& service, const Scope& scope, const std::filesystem::path& file);

struct ListPage {
  std::string cursor;
  int limit = 50;  // 1..500
};
// {"items":[{"id","right_id","kind","title","names","reg_no","jurisdiction","classes","holder","valid_to",
//  "status","version","pictures","flags"}],"next"}
Result<Json> ListRights(Service& service, const Scope& scope, const ListPage& page = {});
// As in the list, with "right": the whole object, "versions", "pictures":[{"name","sha256","width","height"}].
Result<Json> ShowRight(Service& service, const Scope& scope, const std::string& id_or_key);

}  // namespace markwarden
