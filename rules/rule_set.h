// The rights and rules in force at one moment: what a match is made with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/hash.h"
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
//
// Each right lies in a slot, which it keeps in every set made by Change: what was compiled over slots goes on to hold, and only those
// that a change filled or emptied are looked at anew.
class RuleSet {
 public:
  // Errors: kInvalid for two versions of one right id.
  static Result<std::shared_ptr<const RuleSet>> Build(std::vector<RightVersion> rights,
                                                      std::shared_ptr<const RuleBook> book);

  // `before` with each of `put` in place of the right of its id or beside the others, and without those whose ids `dropped` names; ids that are not there are
  // passed over.  Takes as long as the change is large, and half a microsecond for each right that stays.  Same digest as Build of the same rights.
  // Errors: kInvalid for two versions of one right id in `put`.
  static Result<std::shared_ptr<const RuleSet>> Change(const RuleSet& before, std::vector<RightVersion> put, const std::vector<std::string>& dropped);

  class Rights {
   public:
    class Iterator {
     public:
      using iterator_category = std::forward_iterator_tag;
      using value_type = RightVersion;
      using difference_type = std::ptrdiff_t;
      using pointer = const RightVersion*;
      using reference = const RightVersion&;
      Iterator(const RuleSet* set, size_t at) : set_(set), at_(at) {}
      reference operator*() const { return set_->rights()[at_]; }
      pointer operator->() const { return &**this; }
      Iterator& operator++() {
        ++at_;
        return *this;
      }
      bool operator==(const Iterator&) const = default;

     private:
      const RuleSet* set_;
      size_t at_;
    };
    explicit Rights(const RuleSet* set) : set_(set) {}
    size_t size() const { return set_->order_.size(); }
    bool empty() const { return size() == 0; }
    const RightVersion& operator[](size_t at) const { return *set_->at(set_->order_[at]); }
    Iterator begin() const { return {set_, 0}; }
    Iterator end() const { return {set_, size()}; }

   private:
    const RuleSet* set_;
  };
  Rights rights() const { return Rights(this); }  // by right id

  // Slots that are or were filled; the first `kept_slots` are those of the Build that this set comes from.
  uint32_t slots() const { return kept_slots() + static_cast<uint32_t>(added_.size()); }
  uint32_t kept_slots() const { return static_cast<uint32_t>(kept_->rights.size()); }
  // Null when the right in it is in force no more.
  const RightVersion* at(uint32_t slot) const {
    if (slot < gone_.size() && gone_[slot]) return nullptr;
    return slot < kept_slots() ? &kept_->rights[slot] : &added_[slot - kept_slots()]->version;
  }
  // Where the right of that id lies; empty when it is not in force.
  std::optional<uint32_t> Find(std::string_view id) const;
  // By right id.
  const std::vector<uint32_t>& order() const { return order_; }
  // Whether both come from one Build: what is compiled of its slots serves both.
  bool SharesWith(const RuleSet& other) const { return kept_ == other.kept_ && book_ == other.book_; }

  const RuleBook& book() const { return *book_; }
  const std::shared_ptr<const RuleBook>& shared_book() const { return book_; }
  // SHA-256 (hex) over the sorted version ids, the rights' canonical JSON, their pictures'
  // digests and the book's digest.
  const std::string& digest() const { return digest_; }

 private:
  struct Kept {
    std::vector<RightVersion> rights;    // by id
    std::vector<Sha256Digest> contents;  // of each: its JSON and pictures
  };
  struct Added {
    RightVersion version;
    Sha256Digest content{};
  };
  RuleSet() = default;
  void TakeDigest();

  std::shared_ptr<const Kept> kept_;
  std::vector<std::shared_ptr<const Added>> added_;
  std::vector<bool> gone_;  // by slot; shorter than slots() where the rest is live
  std::vector<uint32_t> order_;
  std::shared_ptr<const RuleBook> book_;
  std::string digest_;
};

}  // namespace markwarden
