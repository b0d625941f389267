// Small pictures for tests, made without a library of pictures.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>

namespace markwarden {

// A grey picture of 96 x 96 with some structure, another for each seed; turned upside down when asked.
inline std::string DrawnPng(int seed, bool turned = false) {
  std::string rows;
  for (int row = 0; row < 96; ++row) {
    rows += '\0';
    for (int column = 0; column < 96; ++column) {
      const int x = turned ? 95 - column : column, y = turned ? 95 - row : row;
      rows += static_cast<char>((x / 8 * 37 + y / 12 * 91 + seed * (x / 24 + y / 24)) % 256);
    }
  }
  uLongf length = compressBound(rows.size());
  std::string packed(length, '\0');
  compress(reinterpret_cast<Bytef*>(packed.data()), &length, reinterpret_cast<const Bytef*>(rows.data()), rows.size());
  packed.resize(length);
  const auto big = [](uint32_t value) { return std::string{static_cast<char>(value >> 24), static_cast<char>(value >> 16), static_cast<char>(value >> 8), static_cast<char>(value)}; };
  const auto chunk = [&](const std::string& type, const std::string& data) {
    const std::string body = type + data;
    return big(static_cast<uint32_t>(data.size())) + body + big(static_cast<uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()))));
  };
  return std::string("\x89PNG\r\n\x1a\n", 8) + chunk("IHDR", big(96) + big(96) + std::string("\x08\0\0\0\0", 5)) + chunk("IDAT", packed) + chunk("IEND", "");
}

}  // namespace markwarden
