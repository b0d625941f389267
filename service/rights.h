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

// CSV (UTF-8, GBK), JSON Lines, trademark records in XML (WIPO ST.66, ST.96), or a ZIP archive of them.  Pictures are looked for under
// `images`; without it beside the file, or in the archive.  Good records are kept when others are refused.
// {"added","changed","unchanged","refused":[{"file","line","reason","row"}],"notes":[{"right_id","note"}]}
Result<Json> ImportRightsFile(Service& service, const Scope& scope, const std::filesystem::path& file, const std::filesystem::path& images = {});

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
