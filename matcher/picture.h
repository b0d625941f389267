// Pictures: fingerprints made once from the bytes.
#pragma once

#include <string_view>

#include "core/picture_key.h"
#include "core/result.h"

namespace markwarden {

// Decodes (JPEG, PNG, WebP, GIF), hashes and finds corners; a pure function for a content worker.
// Errors: those of DecodePicture (core/formats/image_decode.h).
//
// Corners tell a picture inside another one, or one that was covered in part, and cost some fifty times what the
// hashes cost.  They also find artwork that lawful goods of one brand share, so what is matched on its own does without.
enum class Corners { kNone, kFind };
// A reference (a right's picture, a bank's) is also hashed in the cuts that copiers make of one, some twenty more.
enum class PictureRole { kQuery, kReference };
struct FingerprintOptions {
  PictureRole role = PictureRole::kQuery;
  Corners corners = Corners::kNone;
};
Result<PictureKey> FingerprintPicture(std::string_view bytes, const FingerprintOptions& options = {});

// True of a key that was made of a reference, which says more than one of a listing's picture may.
bool IsReferenceKey(const PictureKey& key);

}  // namespace markwarden
