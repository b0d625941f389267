// The rights of a scope with the index over their names, kept while they stay the same.  Internal to service/.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/result.h"
#include "core/scope.h"
#include "matcher/similar.h"
#include "store/rights.h"

namespace markwarden {

struct ProtectedMarks {
  std::vector<RightRecord> records;  // SimilarName::right is the place among them
  std::vector<std::string> holder_keys;  // KeyText of each record's holder
  SimilarIndex index;
};

// Thread-safe.  One is made at a time; what is there is given meanwhile.
class ProtectedMarksCache {
 public:
  // Of the rights that the scope sees.  Errors: those of the tables and the store.
  Result<std::shared_ptr<const ProtectedMarks>> Of(CaseDb& db, const Scope& scope, const std::filesystem::path& data_dir);

 private:
  std::shared_ptr<const ProtectedMarks> Kept(const std::string& key);

  std::mutex making_;  // taken before mutex_
  std::mutex mutex_;
  std::shared_ptr<const SimilarTables> tables_;                                        // guarded by making_
  std::vector<std::pair<std::string, std::shared_ptr<const ProtectedMarks>>> kept_;  // by digest of the versions, the last used last; guarded by mutex_
};

}  // namespace markwarden
