// What stands beside a right's versions: files handed in, documents, tells, looks at the register.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/scope.h"
#include "store/database.h"

namespace markwarden {

// A file that somebody handed in for a right; its bytes are a capture (handed_in), found by FindBlob.
struct RightFile {
  Id id = 0;
  std::string sha256, name, content_type;
  int64_t bytes = 0;
  int width = 0, height = 0;  // of a picture
  Id created_by = 0;
  Time created_at;
};
// The same account and bytes once: gives what is there.
Result<RightFile> AddRightFile(Transaction& tx, const Scope& scope, const RightFile& file);
// The account's own; of the organisation's too, for an account that does not see through rights.
Result<std::optional<RightFile>> FindRightFile(CaseDb& db, const Scope& scope, const std::string& sha256);

struct RightDocument {
  Id id = 0;
  Id right = 0;
  int version = 0;
  std::string kind, name, sha256, content_type;
  int64_t bytes = 0;
  Id created_by = 0;
  Time created_at;
};
// False when the right has it already.
Result<bool> AddRightDocument(Transaction& tx, const Scope& scope, Id org, const RightDocument& document);
// The caller has found the right.  Oldest first, at most 500.
Result<std::vector<RightDocument>> DocumentsOfRight(CaseDb& db, Id right);

struct RightTells {
  int number = 0;
  std::vector<std::string> genuine, fake;
  Time created_at;
};
// The caller has authorised it.  Empty: none was ever said.
Result<std::optional<RightTells>> TellsOfRight(CaseDb& db, Id right);
// A new number when they differ from the newest; false when they do not.
Result<bool> SaveRightTells(Transaction& tx, const Scope& scope, Id org, Id right, const std::vector<std::string>& genuine, const std::vector<std::string>& fake);

struct RightCheck {
  Id id = 0;
  Id right = 0;
  std::string status, checked_at, source_sha256, note;
  Id created_by = 0;
  Time created_at;
};
Result<Id> AddRightCheck(Transaction& tx, const Scope& scope, Id org, const RightCheck& check);
Result<std::vector<RightCheck>> ChecksOfRight(CaseDb& db, Id right);  // newest first, at most 200
Result<std::string> LastCheckedAt(CaseDb& db, Id right);              // empty: never

// What the right's holder signs in with sees it from now on.
Status GrantRight(Transaction& tx, Id account, Id right);

}  // namespace markwarden
