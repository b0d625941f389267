// What a term or a task is about, for lists: each thing is looked up once.
#pragma once

#include <map>
#include <string>
#include <tuple>

#include "core/json.h"
#include "core/result.h"
#include "store/database.h"

namespace markwarden {

// One list's.
class SubjectViews {
 public:
  explicit SubjectViews(CaseDb& db) : db_(db) {}

  // {"number","name","right","platform","case_title"}, each null where there is none.  A notice's number is ours unless its recipient
  // gave one.
  Result<Json> Of(const std::string& kind, Id subject, Id case_id);

 private:
  CaseDb& db_;
  std::map<std::tuple<std::string, Id, Id>, Json> known_;
};

}  // namespace markwarden
