// Pictures: fingerprints made once from the bytes.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/picture_key.h"
#include "core/result.h"

namespace markwarden {

// Decodes (JPEG, PNG, WebP, GIF), hashes and finds corners; a pure function for a content worker.
// Errors: those of DecodePicture (core/formats/image_decode.h).
Result<PictureKey> FingerprintPicture(std::string_view bytes);

// Fingerprints of a listing's pictures, by the entry of Listing.images.
struct PictureContext {
  std::map<std::string, PictureKey> by_image;
};

}  // namespace markwarden
