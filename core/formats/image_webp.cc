// libwebp; the first frame of an animation is found here.
#include <webp/decode.h>

#include <algorithm>
#include <optional>
#include <string>

#include "core/formats/image_format.h"

namespace markwarden::image {
namespace {

const uint8_t* Data(std::string_view bytes) { return reinterpret_cast<const uint8_t*>(bytes.data()); }

// The payload of the first chunk of that name, as much of it as is there.
std::optional<std::string_view> FindChunk(std::string_view bytes, std::string_view name) {
  for (size_t at = 12; at + 8 <= bytes.size();) {
    const size_t length = LittleEndian(bytes, at + 4, 4);
    if (bytes.substr(at, 4) == name) return bytes.substr(at + 8, length);
    at += 8 + length + length % 2;
  }
  return std::nullopt;
}

Result<WebPBitstreamFeatures> FeaturesOf(std::string_view bytes) {
  WebPBitstreamFeatures features{};
  if (WebPGetFeatures(Data(bytes), bytes.size(), &features) != VP8_STATUS_OK) {
    return Fail(ErrorCode::kInvalid, "broken WebP: no header");
  }
  return features;
}

// A frame and its place on the canvas.
struct Frame {
  std::string_view data;
  int x = 0, y = 0, width = 0, height = 0;
};

// source: WebP container specification, "ANMF"
Result<Frame> FirstFrame(std::string_view bytes, const Head& head) {
  const std::optional<std::string_view> chunk = FindChunk(bytes, "ANMF");
  if (!chunk || chunk->size() < 16) return Fail(ErrorCode::kInvalid, "broken WebP: an animation without a frame");
  const std::string_view p = *chunk;
  const Frame frame{p.substr(16), 2 * static_cast<int>(LittleEndian(p, 0, 3)), 2 * static_cast<int>(LittleEndian(p, 3, 3)),
                    1 + static_cast<int>(LittleEndian(p, 6, 3)), 1 + static_cast<int>(LittleEndian(p, 9, 3))};
  if (frame.x + frame.width > head.width || frame.y + frame.height > head.height) {
    return Fail(ErrorCode::kInvalid, "broken WebP: a frame outside its canvas");
  }
  return frame;
}

}  // namespace

Result<Head> HeadWebp(std::string_view bytes) {
  Result<WebPBitstreamFeatures> features = FeaturesOf(bytes);
  if (!features) return Fail(features);
  Head head{features->width, features->height, 1};
  if (const std::optional<std::string_view> exif = FindChunk(bytes, "EXIF")) {
    std::string_view tiff = *exif;
    if (tiff.starts_with(std::string_view("Exif\0\0", 6))) tiff.remove_prefix(6);
    head.orientation = ExifOrientation(tiff);
  }
  return head;
}

Status RowsWebp(std::string_view bytes, const Head& head, PictureSink& sink) {
  Result<WebPBitstreamFeatures> features = FeaturesOf(bytes);
  if (!features) return Fail(features);
  Frame frame{bytes, 0, 0, head.width, head.height};
  if (features->has_animation) {
    Result<Frame> first = FirstFrame(bytes, head);
    if (!first) return Fail(first);
    frame = *first;
    features = FeaturesOf(frame.data);
    if (!features) return Fail(features);
  }
  if (features->width != frame.width || features->height != frame.height) {
    return Fail(ErrorCode::kInvalid, "broken WebP: two sizes");
  }
  const size_t channels = features->has_alpha ? 4 : 3, width = static_cast<size_t>(frame.width);
  const size_t stride = width * channels, size = stride * static_cast<size_t>(frame.height);
  std::vector<uint8_t> pixels(size);
  const uint8_t* done = channels == 4
                            ? WebPDecodeRGBAInto(Data(frame.data), frame.data.size(), pixels.data(), size, static_cast<int>(stride))
                            : WebPDecodeRGBInto(Data(frame.data), frame.data.size(), pixels.data(), size, static_cast<int>(stride));
  if (!done) return Fail(ErrorCode::kInvalid, "broken WebP: its pixels cannot be decoded");
  const size_t canvas = 3 * static_cast<size_t>(head.width);
  std::vector<uint8_t> row(canvas);
  sink.Start(head.width, head.height, 3);
  for (int y = 0; y < head.height; ++y) {
    std::fill(row.begin(), row.end(), uint8_t{255});
    if (y >= frame.y && y < frame.y + frame.height) {
      const uint8_t* from = &pixels[static_cast<size_t>(y - frame.y) * stride];
      uint8_t* to = &row[3 * static_cast<size_t>(frame.x)];
      for (size_t x = 0; x < width; ++x, from += channels, to += 3) {
        for (size_t c = 0; c < 3; ++c) to[c] = channels == 4 ? OverWhite(from[c], from[3]) : from[c];
      }
    }
    sink.Row(row.data());
  }
  return Ok();
}

}  // namespace markwarden::image
