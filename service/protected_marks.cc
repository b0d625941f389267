// Made when a digest is new, dropped when it was not asked for the longest.
#include "service/protected_marks.h"

#include <algorithm>

#include "core/hash.h"
#include "core/id.h"
#include "core/text/views.h"
#include "service/similar_view.h"

namespace markwarden {
namespace {

constexpr size_t kKeptIndexes = 6;

std::string KeyOfVersions(const std::vector<Id>& versions) {
  std::string text;
  for (const Id version : versions) text += IdToString(version) + '\n';
  return Sha256Hex(text);
}

}  // namespace

std::shared_ptr<const ProtectedMarks> ProtectedMarksCache::Kept(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(kept_.begin(), kept_.end(), [&](const auto& one) { return one.first == key; });
  if (found == kept_.end()) return nullptr;
  std::rotate(found, found + 1, kept_.end());
  return kept_.back().second;
}

Result<std::shared_ptr<const ProtectedMarks>> ProtectedMarksCache::Of(CaseDb& db, const Scope& scope, const std::filesystem::path& data_dir) {
  Result<std::vector<Id>> versions = AllRightVersionIds(db, scope);
  if (!versions) return Fail(versions);
  const std::string wanted = KeyOfVersions(*versions);
  if (auto kept = Kept(wanted)) return kept;
  const std::lock_guard making(making_);
  if (auto kept = Kept(wanted)) return kept;
  if (!tables_) {
    Result<std::shared_ptr<const SimilarTables>> tables = LoadSimilarTables(data_dir);
    if (!tables) return Fail(tables);
    tables_ = std::move(*tables);
  }
  Result<std::vector<RightRecord>> records = AllRights(db, scope);
  if (!records) return Fail(records);
  // What was read may be newer than what was asked for: it is kept under its own key.
  std::vector<Id> read;
  std::vector<const Right*> rights;
  std::vector<std::string> holders;
  for (const RightRecord& record : *records) {
    read.push_back(record.version_id);
    rights.push_back(&record.right);
    holders.push_back(KeyText(record.right.holder.name));
  }
  std::vector<SimilarName> names = NamesOf(rights);
  auto made = std::make_shared<const ProtectedMarks>(ProtectedMarks{std::move(*records), std::move(holders), SimilarIndex(std::move(names), tables_)});
  const std::lock_guard lock(mutex_);
  if (kept_.size() >= kKeptIndexes) kept_.erase(kept_.begin());
  kept_.emplace_back(KeyOfVersions(read), made);
  return made;
}

}  // namespace markwarden
