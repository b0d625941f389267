// The rights and rules in force at one moment: what a match is made with.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/picture_key.h"
#include "core/result.h"
#include "core/right.h"
#include "rules/rule_book.h"

namespace markwarden {

struct ReferencePicture {
  std::string name;  // the entry of Right.images
  PictureKey key;
};

// One version of a right.  `version_id` may be empty: then the right's content stands for it.
struct RightVersion {
  std::string version_id;
  Right right;
  std::vector<ReferencePicture> pictures;
};

// Immutable; share it as shared_ptr<const RuleSet>.
class RuleSet {
 public:
  // Errors: kInvalid for two versions of one right id.
  static Result<std::shared_ptr<const RuleSet>> Build(std::vector<RightVersion> rights,
                                                      std::shared_ptr<const RuleBook> book);

  const std::vector<RightVersion>& rights() const { return rights_; }  // by right id
  const RuleBook& book() const { return *book_; }
  // SHA-256 (hex) over the sorted version ids, the rights' canonical JSON, their pictures'
  // digests and the book's digest.
  const std::string& digest() const { return digest_; }

 private:
  RuleSet() = default;
  std::vector<RightVersion> rights_;
  std::shared_ptr<const RuleBook> book_;
  std::string digest_;
};

}  // namespace markwarden
