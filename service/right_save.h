// Saving a right with everything that stands beside its version, in one transaction.  Internal to service/.
#pragma once

#include <string>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "core/right.h"
#include "core/scope.h"
#include "service/rights_file.h"
#include "service/service.h"
#include "store/rights.h"

namespace markwarden {

class CaptureWriter;
class CaseDb;
class Transaction;

// What comes with a right and is no part of its version.
struct RightPapers {
  struct Document {
    std::string kind, name, sha256;
  };
  std::vector<Document> documents;
  bool tells_said = false;
  std::vector<std::string> genuine, fake;
};
// Takes "documents", "genuine_tells", "fake_tells" and "files" out of the right: what tells genuine goods from imitations is seen by few.
RightPapers TakePapersOut(Right& right);

struct WholeRightSaved {
  RightSaved saved;
  bool papers_changed = false;
};
// Writes the pictures as handed-in captures and saves the right; an account that sees through rights sees what it registers from now on.
// Errors: those of its pictures (their messages begin with "image "), kInvalid, kConflict (the key is another's), kNotFound (a document that was not handed in).
Result<WholeRightSaved> SaveWholeRight(Service& service, const Scope& scope, CaptureWriter& writer, CaseDb& db, Right right, const PictureOpener& pictures_of);

// As ImportRightsFile says of a file.
Result<Json> ImportRightsParts(Service& service, const Scope& scope, std::vector<RightsPart> parts);

// "added", "changed" or "unchanged".
std::string ImportStatusOf(const WholeRightSaved& saved);

// As the list of rights shows one.
Json RightView(const RightRecord& record);
std::string TitleOfRight(const RightRecord& record);

// The right that the scope means by an id or its own key.  Errors: kNotFound.
Result<RightRecord> KnownRight(CaseDb& db, const Scope& scope, const std::string& id_or_key);

}  // namespace markwarden
