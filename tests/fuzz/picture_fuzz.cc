// Picture headers, and the pixels of small pictures.
#include "core/formats/image_decode.h"
#include "tests/fuzz/target.h"

using namespace markwarden;
using markwarden::fuzz::Require;

MARKWARDEN_FUZZ_TARGET(picture) {
  const Result<PictureSize> size = ProbePicture(bytes);
  if (!size) {
    Require(!size.error().message.empty(), "a refusal says why");
    Require(!DecodePicture(bytes).has_value(), "what has no header has no pixels");
    return;
  }
  Require(size->width > 0 && size->height > 0 && size->width <= kMaxPictureSide && size->height <= kMaxPictureSide &&
              int64_t{size->width} * size->height <= kMaxPicturePixels,
          "a picture keeps its caps");
  if (int64_t{size->width} * size->height > 300'000) return;
  for (const int min_side : {0, 16}) {
    const Result<GreyPicture> picture = DecodePicture(bytes, min_side);
    if (!picture) continue;
    Require(picture->full_width == size->width && picture->full_height == size->height, "the header told the size");
    Require(picture->width > 0 && picture->height > 0 && picture->width <= size->width && picture->height <= size->height, "a picture is no larger than told");
    Require(picture->pixels.size() == static_cast<size_t>(picture->width) * static_cast<size_t>(picture->height), "a pixel for each place");
  }
}
