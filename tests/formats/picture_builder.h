// Makes picture files for tests, whole and broken ones, from pixels and from single chunks.
#pragma once

#include <cstdio>

#include <jpeglib.h>
#include <webp/encode.h>
#include <zlib.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

namespace markwarden::test {

inline std::string Big(uint32_t value, int bytes) {
  std::string out;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xFF);
  return out;
}
inline std::string Little(uint32_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> 8 * i & 0xFF);
  return out;
}

inline std::string ZlibDeflated(const std::string& bytes, int level = 9) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  std::string out(size, '\0');
  compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uLong>(bytes.size()), level);
  out.resize(size);
  return out;
}

// source: W3C PNG, 5.3
inline std::string PngChunk(const std::string& name, const std::string& data) {
  const std::string body = name + data;
  return Big(static_cast<uint32_t>(data.size()), 4) + body +
         Big(static_cast<uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()))), 4);
}

inline const std::string kPngSignature = std::string("\x89PNG\r\n\x1A\n", 8);

// colour: 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA.
inline std::string PngHeader(uint32_t width, uint32_t height, int depth, int colour, int interlace = 0) {
  return PngChunk("IHDR", Big(width, 4) + Big(height, 4) + static_cast<char>(depth) + static_cast<char>(colour) +
                              std::string(2, '\0') + static_cast<char>(interlace));
}

// `rows`: the samples of one row after another, packed as PNG stores them; `before` are chunks in front of IDAT.
inline std::string PngFile(uint32_t width, const std::vector<std::string>& rows, int depth, int colour, const std::string& before = "") {
  std::string raw;
  for (const std::string& row : rows) raw += '\0' + row;
  return kPngSignature + PngHeader(width, static_cast<uint32_t>(rows.size()), depth, colour) + before +
         PngChunk("IDAT", ZlibDeflated(raw, 1)) + PngChunk("IEND", "");
}

// `samples` has width * height * channels of them; `space` as libjpeg names it.
inline std::string JpegFile(const std::vector<uint8_t>& samples, int width, int height, J_COLOR_SPACE space, int quality = 90,
                            bool progressive = false, bool adobe = true) {
  const int channels = space == JCS_GRAYSCALE ? 1 : space == JCS_CMYK ? 4 : 3;
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &bytes, &size);
  info.image_width = static_cast<JDIMENSION>(width);
  info.image_height = static_cast<JDIMENSION>(height);
  info.input_components = channels;
  info.in_color_space = space;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, quality, TRUE);
  if (progressive) jpeg_simple_progression(&info);
  if (space == JCS_CMYK) info.write_Adobe_marker = adobe ? TRUE : FALSE;
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    JSAMPROW row = const_cast<JSAMPROW>(&samples[static_cast<size_t>(info.next_scanline) * static_cast<size_t>(width * channels)]);
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  std::string out(reinterpret_cast<char*>(bytes), size);
  jpeg_destroy_compress(&info);
  std::free(bytes);
  return out;
}

// A TIFF block with one entry, the orientation.
inline std::string ExifBlock(int orientation, bool little = false) {
  const auto number = [&](uint32_t value, int bytes) { return little ? Little(value, bytes) : Big(value, bytes); };
  return std::string(little ? "II" : "MM") + number(42, 2) + number(8, 4) + number(1, 2) + number(0x0112, 2) + number(3, 2) +
         number(1, 4) + number(static_cast<uint32_t>(orientation), 2) + number(0, 2) + number(0, 4);
}

// Segments behind the first marker of a JPEG.
inline std::string WithSegments(const std::string& jpeg, const std::string& segments) { return jpeg.substr(0, 2) + segments + jpeg.substr(2); }
inline std::string JpegSegment(int marker, const std::string& data) {
  return std::string("\xFF") + static_cast<char>(marker) + Big(static_cast<uint32_t>(data.size() + 2), 2) + data;
}

// Lossless, from RGBA.
inline std::string WebpFile(const std::vector<uint8_t>& rgba, int width, int height) {
  uint8_t* bytes = nullptr;
  const size_t size = WebPEncodeLosslessRGBA(rgba.data(), width, height, 4 * width, &bytes);
  std::string out(reinterpret_cast<char*>(bytes), size);
  WebPFree(bytes);
  return out;
}
inline std::string RiffChunk(const std::string& name, const std::string& data) {
  return name + Little(static_cast<uint32_t>(data.size()), 4) + data + (data.size() % 2 ? std::string(1, '\0') : "");
}
// An extended WebP file; flags: 2 animation, 8 EXIF, 16 alpha.
inline std::string WebpExtended(int flags, int width, int height, const std::string& chunks) {
  const std::string body = "WEBP" + RiffChunk("VP8X", Little(static_cast<uint32_t>(flags), 4) + Little(static_cast<uint32_t>(width - 1), 3) +
                                                          Little(static_cast<uint32_t>(height - 1), 3)) + chunks;
  return "RIFF" + Little(static_cast<uint32_t>(body.size()), 4) + body;
}

// Image data of a GIF that needs no compressor: each code is a pixel, and the table is cleared before it grows.
inline std::string GifPixels(const std::vector<uint8_t>& indices) {
  std::string packed;
  uint32_t held = 0;
  int have = 0;
  const auto code = [&](uint32_t value) {  // codes of 8 bits: 7-bit pixels, 128 clears, 129 ends
    held |= value << have;
    have += 8;
    while (have >= 8) {
      packed += static_cast<char>(held & 0xFF);
      held >>= 8;
      have -= 8;
    }
  };
  for (size_t i = 0; i < indices.size(); ++i) {
    if (i % 100 == 0) code(128);
    code(indices[i]);
  }
  code(129);
  std::string out(1, '\x07');
  for (size_t at = 0; at < packed.size(); at += 255) {
    const std::string block = packed.substr(at, 255);
    out += static_cast<char>(block.size()) + block;
  }
  return out + '\0';
}

struct GifFrame {
  int x = 0, y = 0, width = 0, height = 0;
  std::vector<uint8_t> indices;
  int transparent = -1;
  bool interlaced = false;
};

// Palette of 128 entries: entry i is grey 2 * i.
inline std::string GifFile(int width, int height, const std::vector<GifFrame>& frames) {
  std::string out = "GIF89a" + Little(static_cast<uint32_t>(width), 2) + Little(static_cast<uint32_t>(height), 2) + "\xF6" + std::string(2, '\0');
  for (int i = 0; i < 128; ++i) out += std::string(3, static_cast<char>(2 * i));
  for (const GifFrame& f : frames) {
    if (f.transparent >= 0) out += std::string("\x21\xF9\x04\x01\0\0", 6) + static_cast<char>(f.transparent) + '\0';
    out += "\x2C" + Little(static_cast<uint32_t>(f.x), 2) + Little(static_cast<uint32_t>(f.y), 2) + Little(static_cast<uint32_t>(f.width), 2) +
           Little(static_cast<uint32_t>(f.height), 2) + static_cast<char>(f.interlaced ? 0x40 : 0) + GifPixels(f.indices);
  }
  return out + "\x3B";
}

}  // namespace markwarden::test
