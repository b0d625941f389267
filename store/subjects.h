// What a term or a task is about, in the words by which people know it.
#pragma once

#include <string>

#include "core/id.h"
#include "core/result.h"
#include "store/database.h"

namespace markwarden {

// Whatever is not known, or the thing does not have, is empty.
struct SubjectWords {
  std::string number;    // the recipient's of a notice, the forwarder's of a counter-notice, the bureau's of a clue
  std::string name;      // who objects; the listing's address of a measure
  std::string right;     // title of the right that its case is about
  std::string platform;
  std::string case_title;
};

// The caller has seen to it that the account may see the row which names the thing.  `case_id` may be 0.
Result<SubjectWords> DescribeSubject(CaseDb& db, const std::string& kind, Id subject, Id case_id);

}  // namespace markwarden
