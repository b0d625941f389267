// What the program remembers of a picture: its digest, its size and perceptual hashes.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/json.h"
#include "core/result.h"

namespace markwarden {

// A 256-bit perceptual hash (PDQ).  Word 0 holds bits 0..63, bit 0 lowest.
struct PictureHash {
  std::array<uint64_t, 4> words{};
  int quality = 0;  // 0..100; below 50 the picture has too little structure to compare
  bool operator==(const PictureHash&) const = default;
};

int HammingDistance(const PictureHash& a, const PictureHash& b);
// From `a` to each of `many`, into `out`, which has room for them.
void HammingDistances(const PictureHash& a, std::span<const PictureHash> many, int* out);

// 64 hexadecimal digits, highest word first, as the PDQ reference prints it.
std::string ToHex(const PictureHash& hash);

// A part of the picture and its hash: "whole", "trim" (border cut), "centre90", "centre80" ..., "above86" and "below86",
// of a reference its cuts "nw94", "n94" ... "se87" by the corner or side they hold, the whole picture
// in its seven other orientations "flip_x", "rotate90" ..., and mirrored parts, "trim_flip_x".
struct PictureView {
  std::string name;
  std::array<int, 4> region{};  // x, y, width, height in pixels of the picture
  PictureHash hash;
  bool operator==(const PictureView&) const = default;
};

// A corner of the picture and 256 comparisons of pixels around it (matcher/features.h).
struct PictureFeature {
  int x = 0, y = 0;  // in pixels of the picture
  int size = 0;      // the radius of what was looked at, in pixels of the picture
  int turn = 0;      // its direction, 0..255 of a full turn, from x towards y
  PictureHash descriptor;  // no quality
  bool operator==(const PictureFeature&) const = default;
};

// Small, storable, made once per picture by FingerprintPicture (matcher/picture.h).
struct PictureKey {
  std::string sha256;  // of the file's bytes
  int width = 0, height = 0;
  bool figure = false;             // few tones on a plain ground: drawn, such as a mark, and looked for inside other pictures
  std::vector<PictureView> views;  // the first is "whole"
  std::vector<PictureFeature> features;
  bool operator==(const PictureKey&) const = default;
};

Json ToJson(const PictureKey& key);
Result<PictureKey> PictureKeyFromJson(const Json& object);

}  // namespace markwarden
