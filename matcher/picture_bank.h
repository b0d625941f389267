// Reference pictures, and which of them a picture copies.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/flag.h"
#include "core/json.h"
#include "core/picture_key.h"
#include "core/result.h"
#include "matcher/hash_index.h"
#include "rules/rule_book.h"

namespace markwarden {

struct PictureCopy {
  // "copy.exact" (the same file), "copy.whole", "copy.turned" (turned or mirrored), "copy.part" (cut or framed),
  // "copy.local" (corners in common: cut, framed, covered, or part of another picture)
  std::string_view method;
  int distance = 256;  // of the two hashes; copy.local: the mean of the corners' descriptors
  Region region;       // in the picture, pixels
  Region ref_region;   // in the reference
  std::string view, ref_view;  // copy.local: "local", "local_flip_x" and "local"
  int inliers = 0;     // corners that agree, where they were asked
  double score = 0;    // 0..1
  bool operator==(const PictureCopy&) const = default;
};

struct CopyLimits {
  int sure_distance = 31;     // hashes this near need no second opinion
  int open_distance = 64;     // up to it confirm_inliers corners decide, past it far_inliers
  int max_distance = 88;      // those beyond it count for nothing; past open_distance corners are not asked for, but used
  int min_inliers = 24;       // corners that must agree where hashes say nothing
  int figure_inliers = 10;    // the same for a figure (PictureKey), inside another picture
  int figure_percent = 35;    // of the picture's area, beyond which a figure is no part of it and wants min_inliers; 0: any
  int confirm_inliers = 22;   // and where a hash past sure_distance says "perhaps"
  int far_inliers = 30;       // and where one past open_distance does
};
// As the weights in force say (`limits` of rules/thresholds.yaml).
CopyLimits CopyLimitsOf(const Weights& weights);

// Which references corners may find that no hash speaks of.  Of photographs they also find the artwork that lawful
// goods of one brand share, so that only those who ask for every trace of a picture want all.
enum class CornerSearch { kFigures, kAll };

// Immutable after construction, so thread-safe.
class PictureBank {
 public:
  struct Hit {
    uint32_t reference = 0;  // position in what the bank was made of
    PictureCopy copy;
    bool operator==(const Hit&) const = default;
  };

  explicit PictureBank(std::vector<PictureKey> references, CornerSearch search = CornerSearch::kFigures);

  // The best copy of each reference that the picture shows, by reference.  Empty for pictures of too little
  // structure (PDQ quality below 50 and few corners).  What hashes leave open counts when the corners of both agree.
  std::vector<Hit> Find(const PictureKey& picture, const CopyLimits& limits = {}) const;

  // True when hashes leave open whether some reference is shown, and the picture's corners would tell.
  bool Undecided(const PictureKey& picture, const CopyLimits& limits = {}) const;

  // True when some reference is looked for by its corners.
  bool HasSearched() const { return descriptors_.size() > 0; }

  const PictureKey& reference(uint32_t at) const { return references_[at]; }

  // Hexadecimal, of the references in their order and the limits: banks of one digest and one engine find the same in the same picture.
  std::string Digest(const CopyLimits& limits) const;

 private:
  struct ViewAt {
    uint32_t reference = 0, view = 0;
  };
  void FindByHash(const PictureKey& picture, const CopyLimits& limits, std::vector<PictureCopy>& best) const;
  void ConfirmByCorners(const PictureKey& picture, const CopyLimits& limits, std::vector<PictureCopy>& best) const;
  void FindByCorners(const PictureKey& picture, const CopyLimits& limits, std::vector<PictureCopy>& best) const;

  std::vector<PictureKey> references_;
  std::vector<ViewAt> views_;
  HashIndex hashes_;                // of views_
  std::vector<uint32_t> corners_;   // the reference of each descriptor
  HashIndex descriptors_;           // of the references that are searched for
};

// To keep what was found.  Errors: kInvalid, for a bank of `references` pictures.
Json ToJson(const std::vector<PictureBank::Hit>& hits);
Result<std::vector<PictureBank::Hit>> PictureHitsFromJson(const Json& list, size_t references);

// What is known of a listing's pictures, by the entry of Listing.images.
struct PictureContext {
  std::map<std::string, PictureKey> by_image;
  // What a bank of digest `bank` found by the corners of some of them, which then need none; other banks look for themselves.
  std::string bank;
  std::map<std::string, std::vector<PictureBank::Hit>> found;
};

}  // namespace markwarden
