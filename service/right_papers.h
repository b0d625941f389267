// What stands beside a right: files that are handed in, documents, tells, looks at the register, differences of its versions.
#pragma once

#include <string>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"
#include "store/rights.h"

namespace markwarden {

class CaseDb;

inline constexpr size_t kMaxRightFile = 20u << 20;

// Keeps a picture or a document for a right as a capture.  A picture is decoded by a content worker; other files are never opened.
// `picture`: it is to be one of the right's pictures, so that pages show it at once; a document's picture is shown with its right alone.
// {"sha256","name","content_type","size","width","height"}.  Errors: kDenied, kInvalid (empty, or no PDF, picture or text), kExhausted (over 20 MiB).
Result<Json> KeepRightFile(Service& service, const Scope& scope, const std::string& name, const std::string& bytes, bool picture = false);

struct RightFileBytes {
  std::string bytes, content_type, name;
};
// A document of a right that the account sees.  Errors: kNotFound.
Result<RightFileBytes> TakeRightDocument(Service& service, const Scope& scope, const std::string& right, const std::string& sha256);

// {"right","number","genuine","fake","created_at"}: what tells genuine goods from imitations.  Never in a notice.
Result<Json> ShowRightTells(Service& service, const Scope& scope, const std::string& right);
// {"genuine":[],"fake":[]}; answers as ShowRightTells.
Result<Json> SaveTellsOfRight(Service& service, const Scope& scope, const std::string& right, const Json& tells);

struct StatusLook {
  std::string status, checked_at;  // checked_at: a day, today when empty
  std::string source_sha256;       // a document of kind "status_source" that was handed in; may be empty
  std::string note;
};
// Records a look at the register.  Another status than the right's makes a new version of it, the same one does not.  As ShowRight.
Result<Json> RecordStatusLook(Service& service, const Scope& scope, const std::string& right, const StatusLook& look);

// [{"version","digest","created_at","changed":[{"field","before","after"}]}], oldest first.  Internal.
Json VersionsOfRight(const std::vector<RightRecord>& versions);
// "documents" and "checks" of a right as its page shows them.  Internal.
Status SayPapers(CaseDb& db, const Scope& scope, const RightRecord& record, Json& view);

}  // namespace markwarden
