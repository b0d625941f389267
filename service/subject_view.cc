// Words of the store as JSON.
#include "service/subject_view.h"

#include "service/outbox_compose.h"
#include "service/view.h"
#include "store/subjects.h"

namespace markwarden {

Result<Json> SubjectViews::Of(const std::string& kind, Id subject, Id case_id) {
  const std::tuple key(kind, subject, case_id);
  if (const auto there = known_.find(key); there != known_.end()) return there->second;
  Result<SubjectWords> words = DescribeSubject(db_, kind, subject, case_id);
  if (!words) return Fail(words);
  if (kind == "notice" && words->number.empty()) words->number = NoticeNumber(subject);
  Json view = {{"number", TextOrNull(words->number)}, {"name", TextOrNull(words->name)}, {"right", TextOrNull(words->right)},
               {"platform", TextOrNull(words->platform)}, {"case_title", TextOrNull(words->case_title)}};
  return known_.emplace(key, std::move(view)).first->second;
}

}  // namespace markwarden
