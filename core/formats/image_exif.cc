// EXIF: one number of the first directory.
#include "core/formats/image_format.h"

namespace markwarden::image {

// source: Exif 2.32, 4.6.4 (tag 0x0112, SHORT, count 1); TIFF 6.0, section 2
int ExifOrientation(std::string_view tiff) {
  if (tiff.size() < 8) return 1;
  const bool little = tiff.starts_with("II");
  if (!little && !tiff.starts_with("MM")) return 1;
  const auto number = [&](size_t at, size_t count) { return little ? LittleEndian(tiff, at, count) : BigEndian(tiff, at, count); };
  if (number(2, 2) != 42) return 1;
  const size_t directory = number(4, 4);
  if (directory + 2 > tiff.size()) return 1;
  const size_t entries = number(directory, 2);
  for (size_t i = 0; i < entries; ++i) {
    const size_t at = directory + 2 + 12 * i;
    if (at + 12 > tiff.size()) return 1;
    if (number(at, 2) != 0x0112) continue;
    const uint32_t value = number(at + 8, 2);
    return number(at + 2, 2) == 3 && value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

}  // namespace markwarden::image
