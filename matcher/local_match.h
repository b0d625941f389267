// Two pictures by their local features: which corners are the same, and whether one similarity (a turn, a size, a
// shift, perhaps a mirror) takes them to each other.
#pragma once

#include <optional>
#include <vector>

#include "core/flag.h"
#include "core/picture_key.h"

namespace markwarden {

struct LocalMatch {
  int inliers = 0;     // corners that one similarity takes onto each other
  bool mirrored = false;
  int distance = 0;    // the mean distance of their descriptors, of 256 bits
  Region region;       // where the reference lies in the picture, cut to the picture
  Region ref_region;   // the part of the reference that this shows
};

inline constexpr int kMaxDescriptorDistance = 64;

// The best similarity, empty when fewer than `min_inliers` corners agree or they lie too close together to tell one.
// No chance is in it: every pair of corners is tried.  Cost: about 0.3 ms.
std::optional<LocalMatch> MatchLocally(const PictureKey& picture, const PictureKey& reference, int min_inliers);

}  // namespace markwarden
