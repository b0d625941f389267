// Orders the rights and takes their digest.
#include "rules/rule_set.h"

#include <algorithm>
#include <numeric>
#include <unordered_set>

namespace markwarden {
namespace {

// An empty object takes 64 bytes, and a million rights have two each that say nothing.
void DropEmptyExtras(Right& right) {
  for (Json* extra : {&right.extra, &right.holder.extra}) {
    if (extra->empty()) *extra = nullptr;
  }
}

// nlohmann's objects are ordered by key, so the dump is canonical.
Sha256Digest ContentOf(const RightVersion& version) {
  std::string content = DumpJson(ToJson(version.right));
  for (const ReferencePicture& picture : version.pictures) content += picture.name + ' ' + picture.key.sha256 + '\n';
  return Sha256(content);
}

bool ById(const RightVersion& a, const RightVersion& b) { return a.right.id < b.right.id; }

// In the order of their ids, without what says nothing.
Status Sort(std::vector<RightVersion>& rights) {
  std::sort(rights.begin(), rights.end(), ById);
  for (size_t i = 0; i < rights.size(); ++i) {
    if (i > 0 && rights[i].right.id == rights[i - 1].right.id) {
      return Fail(ErrorCode::kInvalid, "two versions of right \"" + rights[i].right.id + "\" are in force at once");
    }
    DropEmptyExtras(rights[i].right);
  }
  return Ok();
}

}  // namespace

void RuleSet::TakeDigest() {
  Sha256Stream lines;
  lines.Update("book " + book_->digest + '\n');
  std::string line;
  for (const uint32_t slot : order_) {
    const Sha256Digest& content = slot < kept_slots() ? kept_->contents[slot] : added_[slot - kept_slots()]->content;
    line = "right ";
    line += at(slot)->version_id;
    line += ' ';
    line += ToHex(content);
    line += '\n';
    lines.Update(line);
  }
  digest_ = ToHex(lines.Finish());
}

Result<std::shared_ptr<const RuleSet>> RuleSet::Build(std::vector<RightVersion> rights, std::shared_ptr<const RuleBook> book) {
  if (Status sorted = Sort(rights); !sorted) return Fail(sorted);
  auto kept = std::make_shared<Kept>();
  kept->contents.reserve(rights.size());
  for (const RightVersion& version : rights) kept->contents.push_back(ContentOf(version));
  kept->rights = std::move(rights);
  std::shared_ptr<RuleSet> set(new RuleSet());
  set->order_.resize(kept->rights.size());
  std::iota(set->order_.begin(), set->order_.end(), 0u);
  set->kept_ = std::move(kept);
  set->book_ = std::move(book);
  set->TakeDigest();
  return std::shared_ptr<const RuleSet>(std::move(set));
}

Result<std::shared_ptr<const RuleSet>> RuleSet::Change(const RuleSet& before, std::vector<RightVersion> put, const std::vector<std::string>& dropped) {
  if (Status sorted = Sort(put); !sorted) return Fail(sorted);
  std::shared_ptr<RuleSet> set(new RuleSet());
  set->kept_ = before.kept_;
  set->book_ = before.book_;
  set->added_ = before.added_;
  set->gone_ = before.gone_;
  set->gone_.resize(before.slots());
  std::unordered_set<std::string_view> gone(dropped.begin(), dropped.end());
  for (const RightVersion& version : put) gone.insert(version.right.id);
  // What stays, by id, and what comes, by id: one walk over both.
  set->order_.reserve(before.order_.size() + put.size());
  std::vector<uint32_t> fresh(put.size());
  const uint32_t first_fresh = before.slots();
  std::iota(fresh.begin(), fresh.end(), first_fresh);
  size_t next = 0;
  for (const uint32_t slot : before.order_) {
    const std::string& id = before.at(slot)->right.id;
    for (; next < put.size() && put[next].right.id <= id; ++next) set->order_.push_back(fresh[next]);
    if (gone.contains(id)) {
      set->gone_[slot] = true;
    } else {
      set->order_.push_back(slot);
    }
  }
  for (; next < put.size(); ++next) set->order_.push_back(fresh[next]);
  set->gone_.resize(first_fresh + put.size());
  for (RightVersion& version : put) {
    auto added = std::make_shared<Added>();
    added->content = ContentOf(version);
    added->version = std::move(version);
    set->added_.push_back(std::move(added));
  }
  set->TakeDigest();
  return std::shared_ptr<const RuleSet>(std::move(set));
}

std::optional<uint32_t> RuleSet::Find(std::string_view id) const {
  const auto found = std::lower_bound(order_.begin(), order_.end(), id, [this](uint32_t slot, std::string_view wanted) { return at(slot)->right.id < wanted; });
  return found != order_.end() && at(*found)->right.id == id ? std::optional(*found) : std::nullopt;
}

}  // namespace markwarden
