// Pictures: fingerprints made once from the bytes, and copies found by comparing them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/flag.h"
#include "core/picture_key.h"
#include "core/result.h"

namespace markwarden {

// Decodes (JPEG, PNG, WebP) and hashes; a pure function for a content worker.
// Errors: those of DecodePicture (core/formats/image_decode.h).
Result<PictureKey> FingerprintPicture(std::string_view bytes);

// Fingerprints of a listing's pictures, by the entry of Listing.images.
struct PictureContext {
  std::map<std::string, PictureKey> by_image;
};

// The best pair of views of a listing's picture and a right's picture.
struct PictureCopy {
  int distance = 256;
  Region region;      // in the listing's picture
  Region ref_region;  // in the right's picture
  std::string view, ref_view;
};

// Empty when no pair of views with enough structure is within `max_distance` bits.
std::optional<PictureCopy> FindCopy(const PictureKey& picture, const PictureKey& reference,
                                    int max_distance);

}  // namespace markwarden
