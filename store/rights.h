// Holders, rights and their immutable versions, with the digests of their pictures.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/hash.h"
#include "core/right.h"
#include "core/scope.h"
#include "store/database.h"
#include "store/page.h"

namespace markwarden {

struct HolderRecord {
  Id id = 0;
  Id org = 0;
  std::string name;
  std::string code;
  Json payload = Json::object();
};

// A reference picture: its bytes are a capture (handed_in), found by FindBlob.
struct RightPicture {
  std::string name;    // as Right.images lists it
  std::string sha256;  // hexadecimal
  bool operator==(const RightPicture&) const = default;
};

// A right with one of its versions.
struct RightRecord {
  Id id = 0;
  Id org = 0;
  Id holder = 0;
  std::string key;  // Right.id, the holder's own; unique in the organisation
  std::string region_code;
  Id version_id = 0;
  int version = 0;     // 1, 2, ...
  std::string digest;  // SHA-256 of the version's JSON and picture digests, hexadecimal
  Right right;
  std::vector<RightPicture> pictures;
  Id created_by = 0;
  Time created_at;  // of the version
  int64_t row_version = 1;
};

struct RightSaved {
  RightRecord record;
  bool created = false;      // the right is new
  bool new_version = false;  // false: the same content was there already
};

// Adds the right, or a new version of it when content differs.  The holder is found by code, else name.
// Errors: kInvalid (as RightFromJson says).
Result<RightSaved> SaveRight(Transaction& tx, const Scope& scope, const Right& right,
                             const std::vector<RightPicture>& pictures, const std::string& region_code = "");

Result<std::optional<RightRecord>> FindRight(CaseDb& db, const Scope& scope, Id id);
Result<std::optional<RightRecord>> FindRightByKey(CaseDb& db, const Scope& scope, const std::string& key);
Result<std::optional<RightRecord>> FindRightVersion(CaseDb& db, const Scope& scope, Id version_id);

struct RightFilter {
  std::string kind = {};  // empty: any
  std::vector<Id> ids = {};  // empty: any
};
// Current versions, by key.
Result<Page<RightRecord>> ListRights(CaseDb& db, const Scope& scope, const RightFilter& filter = {}, const PageRequest& page = {});
// Every one of them, page by page.
Result<std::vector<RightRecord>> AllRights(CaseDb& db, const Scope& scope);
// The ids of the versions that AllRights gives, in its order: another list when any right is another.
Result<std::vector<Id>> AllRightVersionIds(CaseDb& db, const Scope& scope);
Result<std::vector<RightRecord>> RightVersions(CaseDb& db, const Scope& scope, Id right);  // oldest first
Result<std::vector<HolderRecord>> ListHolders(CaseDb& db, const Scope& scope);

}  // namespace markwarden
