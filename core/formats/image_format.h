// One reader per picture format, for image_decode.cc alone.
//
// Head*: the stored size and orientation, from headers only; bounded by the number of bytes, nothing is inflated.
// Rows*: the first frame, top to bottom as stored; `head` is what Head* said of the same bytes.
// Errors: kInvalid (broken), kUnsupported (a variant that is not read), kExhausted (no memory, past a cap).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/formats/image_decode.h"

namespace markwarden::image {

struct Head {
  int width = 0, height = 0;  // as stored
  int orientation = 1;        // of EXIF, 1..8
};

Result<Head> HeadJpeg(std::string_view bytes);
Result<Head> HeadPng(std::string_view bytes);
Result<Head> HeadWebp(std::string_view bytes);
Result<Head> HeadGif(std::string_view bytes);


Status RowsJpeg(std::string_view bytes, const Head& head, PictureSink& sink);
Status RowsPng(std::string_view bytes, const Head& head, PictureSink& sink);
Status RowsWebp(std::string_view bytes, const Head& head, PictureSink& sink);
Status RowsGif(std::string_view bytes, const Head& head, PictureSink& sink);

// The orientation in a TIFF block as EXIF stores it ("II*\0" or "MM\0*" first); 1 when there is none.
int ExifOrientation(std::string_view tiff);

inline uint32_t BigEndian(std::string_view bytes, size_t at, size_t count) {
  uint32_t value = 0;
  for (size_t i = 0; i < count; ++i) value = value << 8 | static_cast<uint8_t>(bytes[at + i]);
  return value;
}
inline uint32_t LittleEndian(std::string_view bytes, size_t at, size_t count) {
  uint32_t value = 0;
  for (size_t i = count; i-- > 0;) value = value << 8 | static_cast<uint8_t>(bytes[at + i]);
  return value;
}

// A sample of the given opacity over white paper.
inline uint8_t OverWhite(unsigned sample, unsigned alpha) {
  return static_cast<uint8_t>((sample * alpha + 255 * (255 - alpha) + 127) / 255);
}

}  // namespace markwarden::image
