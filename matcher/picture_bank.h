// Reference pictures, and which of them a picture copies.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/flag.h"
#include "core/picture_key.h"
#include "matcher/hash_index.h"

namespace markwarden {

struct PictureCopy {
  // "copy.exact" (the same file), "copy.whole", "copy.turned" (turned or mirrored), "copy.part" (cut or framed),
  // "copy.local" (corners in common: cut, framed, covered, or part of another picture)
  std::string_view method;
  int distance = 256;  // of the two hashes; copy.local: the mean of the corners' descriptors
  Region region;       // in the picture, pixels
  Region ref_region;   // in the reference
  std::string view, ref_view;  // copy.local: "local", "local_flip_x" and "local"
  int inliers = 0;     // copy.local: corners that agree
  double score = 0;    // 0..1
};

struct CopyLimits {
  int sure_distance = 31;     // hashes this near need no second opinion
  int max_distance = 48;      // those beyond it count for nothing
  int min_inliers = 24;       // corners that must agree where hashes say nothing
  int confirm_inliers = 12;   // and where a hash between the two distances says "perhaps"
};

// Immutable after construction, so thread-safe.
class PictureBank {
 public:
  struct Hit {
    uint32_t reference = 0;  // position in what the bank was made of
    PictureCopy copy;
  };

  explicit PictureBank(std::vector<PictureKey> references);

  // The best copy of each reference that the picture shows, by reference.  Empty for pictures of too little
  // structure (PDQ quality below 50 and few corners).
  std::vector<Hit> Find(const PictureKey& picture, const CopyLimits& limits = {}) const;

  const PictureKey& reference(uint32_t at) const { return references_[at]; }

 private:
  struct ViewAt {
    uint32_t reference = 0, view = 0;
  };
  void FindByHash(const PictureKey& picture, const CopyLimits& limits, std::vector<PictureCopy>& best) const;
  void FindByCorners(const PictureKey& picture, const CopyLimits& limits, std::vector<PictureCopy>& best) const;

  std::vector<PictureKey> references_;
  std::vector<ViewAt> views_;
  HashIndex hashes_;                // of views_
  std::vector<uint32_t> corners_;   // the reference of each descriptor
  HashIndex descriptors_;
};

}  // namespace markwarden
