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
  const Result<GreyPicture> picture = DecodePicture(bytes);
  if (!picture) return;
  Require(picture->width == size->width && picture->height == size->height, "the header told the size");
  Require(picture->pixels.size() == static_cast<size_t>(picture->width) * static_cast<size_t>(picture->height), "a pixel for each place");
}
