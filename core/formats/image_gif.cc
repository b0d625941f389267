// libgif; only what comes before the end of the first frame is read.
#include <gif_lib.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "core/formats/image_format.h"

namespace markwarden::image {
namespace {

int OnRead(GifFileType* gif, GifByteType* to, int count) {
  auto* left = static_cast<std::string_view*>(gif->UserData);
  const size_t had = std::min(static_cast<size_t>(std::max(count, 0)), left->size());
  std::memcpy(to, left->data(), had);
  left->remove_prefix(had);
  return static_cast<int>(had);
}

struct Job {
  std::string_view left;
  int error = 0;
  GifFileType* gif = nullptr;
  explicit Job(std::string_view bytes) : left(bytes), gif(DGifOpen(&left, OnRead, &error)) {}
  ~Job() {
    if (gif) DGifCloseFile(gif, nullptr);
  }
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;
  tl::unexpected<Error> Broken() const {
    const char* why = GifErrorString(gif ? gif->Error : error);
    return Fail(ErrorCode::kInvalid, std::string("broken GIF: ") + (why ? why : "no picture in it"));
  }
};

// Reads up to the first image descriptor.  The palette's transparent entry, or -1.
Result<int> FindFrame(const Job& job) {
  int transparent = NO_TRANSPARENT_COLOR;
  for (GifRecordType type;;) {
    if (DGifGetRecordType(job.gif, &type) == GIF_ERROR) return job.Broken();
    if (type == TERMINATE_RECORD_TYPE) return Fail(ErrorCode::kInvalid, "broken GIF: no picture in it");
    if (type == IMAGE_DESC_RECORD_TYPE) {
      if (DGifGetImageDesc(job.gif) == GIF_ERROR) return job.Broken();
      return transparent;
    }
    if (type != EXTENSION_RECORD_TYPE) continue;
    int code = 0;
    GifByteType* block = nullptr;
    if (DGifGetExtension(job.gif, &code, &block) == GIF_ERROR) return job.Broken();
    while (block) {
      GraphicsControlBlock control;
      if (code == GRAPHICS_EXT_FUNC_CODE && DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK) transparent = control.TransparentColor;
      if (DGifGetExtensionNext(job.gif, &block) == GIF_ERROR) return job.Broken();
    }
  }
}

}  // namespace

Result<Head> HeadGif(std::string_view bytes) {
  if (bytes.size() < 13) return Fail(ErrorCode::kInvalid, "broken GIF: no header");
  return Head{static_cast<int>(LittleEndian(bytes, 6, 2)), static_cast<int>(LittleEndian(bytes, 8, 2)), 1};
}

// source: GIF89a specification, 18 to 23 and appendix E
Status RowsGif(std::string_view bytes, const Head& head, PictureSink& sink) {
  const Job job(bytes);
  if (!job.gif) return job.Broken();
  Result<int> transparent = FindFrame(job);
  if (!transparent) return Fail(transparent);
  const GifImageDesc& frame = job.gif->Image;
  const int64_t area = static_cast<int64_t>(frame.Width) * frame.Height;
  if (area > kMaxPicturePixels) return Fail(ErrorCode::kExhausted, "GIF with a frame of more than 40 million pixels");
  const ColorMapObject* palette = frame.ColorMap ? frame.ColorMap : job.gif->SColorMap;
  if (!palette) return Fail(ErrorCode::kInvalid, "broken GIF: no colours");
  if (area == 0) return Fail(ErrorCode::kInvalid, "broken GIF: a frame without pixels");

  const auto width = static_cast<size_t>(frame.Width);
  std::vector<uint8_t> indices(static_cast<size_t>(area));
  const auto line = [&](int y) { return DGifGetLine(job.gif, &indices[static_cast<size_t>(y) * width], frame.Width) == GIF_OK; };
  if (frame.Interlace) {
    static constexpr struct { int first, step; } kPasses[] = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};
    for (const auto& pass : kPasses) {
      for (int y = pass.first; y < frame.Height; y += pass.step) {
        if (!line(y)) return job.Broken();
      }
    }
  } else {
    for (int y = 0; y < frame.Height; ++y) {
      if (!line(y)) return job.Broken();
    }
  }

  sink.Start(head.width, head.height, 3);
  std::vector<uint8_t> row(3 * static_cast<size_t>(head.width));
  for (int y = 0; y < head.height; ++y) {
    std::fill(row.begin(), row.end(), uint8_t{255});
    if (y >= frame.Top && y < frame.Top + frame.Height) {
      const int end = std::min(head.width, frame.Left + frame.Width);
      for (int x = frame.Left; x < end; ++x) {
        const int index = indices[static_cast<size_t>(y - frame.Top) * width + static_cast<size_t>(x - frame.Left)];
        if (index == *transparent || index >= palette->ColorCount) continue;
        const GifColorType& colour = palette->Colors[index];
        uint8_t* to = &row[3 * static_cast<size_t>(x)];
        to[0] = colour.Red;
        to[1] = colour.Green;
        to[2] = colour.Blue;
      }
    }
    sink.Row(row.data());
  }
  return Ok();
}

}  // namespace markwarden::image
