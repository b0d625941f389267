// Local features: corners of a picture with what lies around them, found again after cuts, turns, frames, badges
// and when the picture is only a part of another.  Corners by the lesser eigenvalue of the gradients (Shi and
// Tomasi), turned by the centre of mass and described by comparisons of pixel pairs (Calonder; Rublee).
#pragma once

#include <vector>

#include "core/picture_key.h"
#include "matcher/pdq.h"

namespace markwarden {

inline constexpr int kMaxFeatures = 240;

// The strongest corners, spread over the picture, with places in pixels of `picture`.  About kMaxFeatures at most; the
// same pixels give the same features.
std::vector<PictureFeature> FindFeatures(const Luma& picture);

// The descriptor that the same corner has in the mirrored picture: the comparisons come in pairs that mirroring swaps.
inline PictureHash Mirrored(const PictureHash& descriptor) {
  PictureHash out;
  out.words = {descriptor.words[2], descriptor.words[3], descriptor.words[0], descriptor.words[1]};
  return out;
}

}  // namespace markwarden
