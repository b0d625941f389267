// Orders the rights and takes their digest.
#include "rules/rule_set.h"

#include <algorithm>

#include "core/hash.h"

namespace markwarden {

Result<std::shared_ptr<const RuleSet>> RuleSet::Build(std::vector<RightVersion> rights, std::shared_ptr<const RuleBook> book) {
  std::sort(rights.begin(), rights.end(), [](const RightVersion& a, const RightVersion& b) { return a.right.id < b.right.id; });
  std::string lines = "book " + book->digest + '\n';
  for (size_t i = 0; i < rights.size(); ++i) {
    if (i > 0 && rights[i].right.id == rights[i - 1].right.id) {
      return Fail(ErrorCode::kInvalid, "two versions of right \"" + rights[i].right.id + "\" are in force at once");
    }
    // An empty object takes 64 bytes, and a million rights have two each that say nothing.
    for (Json* extra : {&rights[i].right.extra, &rights[i].right.holder.extra}) {
      if (extra->empty()) *extra = nullptr;
    }
    // nlohmann's objects are ordered by key, so the dump is canonical.
    std::string content = DumpJson(ToJson(rights[i].right));
    for (const ReferencePicture& picture : rights[i].pictures) content += picture.name + ' ' + picture.key.sha256 + '\n';
    lines += "right " + rights[i].version_id + ' ' + Sha256Hex(content) + '\n';
  }
  std::shared_ptr<RuleSet> set(new RuleSet());
  set->rights_ = std::move(rights);
  set->book_ = std::move(book);
  set->digest_ = Sha256Hex(lines);
  return std::shared_ptr<const RuleSet>(std::move(set));
}

}  // namespace markwarden
