// libpng, row by row.
#include <png.h>

#include <algorithm>
#include <csetjmp>
#include <cstring>
#include <string>

#include "core/formats/image_format.h"

namespace markwarden::image {
namespace {

constexpr size_t kMaxChunkMemory = 8u << 20;

// What a longjmp must find again lives in here, outside the function that it leaves.
struct Job {
  png_structp png = nullptr;
  png_infop info = nullptr;
  std::string_view left;
  char text[128] = "no memory";
  size_t width = 0, channels = 0;
  std::vector<uint8_t> rows;  // one, or all of an interlaced picture
  ~Job() { png_destroy_read_struct(&png, &info, nullptr); }
};

[[noreturn]] void OnError(png_structp png, png_const_charp text) {
  auto* job = static_cast<Job*>(png_get_error_ptr(png));
  std::strncpy(job->text, text, sizeof job->text - 1);
  png_longjmp(png, 1);
}
void OnWarning(png_structp, png_const_charp) {}

void OnRead(png_structp png, png_bytep to, size_t count) {
  auto* job = static_cast<Job*>(png_get_io_ptr(png));
  if (count > job->left.size()) png_error(png, "it ends early");
  std::memcpy(to, job->left.data(), count);
  job->left.remove_prefix(count);
}

// The samples of a row in place, transparency over white, 1 or 3 channels.
void Flatten(uint8_t* row, size_t width, size_t channels) {
  if (channels != 2 && channels != 4) return;
  const size_t colours = channels - 1;
  for (size_t x = 0; x < width; ++x) {
    const uint8_t alpha = row[x * channels + colours];
    for (size_t c = 0; c < colours; ++c) row[x * colours + c] = OverWhite(row[x * channels + c], alpha);
  }
}

// False on a broken file.  Objects with destructors live in `job` alone.
bool Decode(Job& job, PictureSink& sink) {
  if (setjmp(png_jmpbuf(job.png))) return false;
  png_set_user_limits(job.png, kMaxPictureSide, kMaxPictureSide);
  png_set_chunk_malloc_max(job.png, kMaxChunkMemory);
  // Profiles and texts are passed over, not inflated.
  png_set_keep_unknown_chunks(job.png, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
  png_set_read_fn(job.png, &job, OnRead);
  png_read_info(job.png, job.info);
  png_set_expand(job.png);
  png_set_scale_16(job.png);
  const int passes = png_set_interlace_handling(job.png);
  png_read_update_info(job.png, job.info);
  job.width = png_get_image_width(job.png, job.info);
  job.channels = png_get_channels(job.png, job.info);
  const size_t height = png_get_image_height(job.png, job.info), stride = png_get_rowbytes(job.png, job.info);
  job.rows.resize(passes == 1 ? stride : stride * height);
  sink.Start(static_cast<int>(job.width), static_cast<int>(height), job.channels <= 2 ? 1 : 3);
  for (int pass = 0; pass < passes; ++pass) {
    for (size_t y = 0; y < height; ++y) {
      uint8_t* row = job.rows.data() + (passes == 1 ? 0 : y * stride);
      png_read_row(job.png, row, nullptr);
      if (pass + 1 < passes) continue;
      Flatten(row, job.width, job.channels);
      sink.Row(row);
    }
  }
  return true;
}

}  // namespace

// source: W3C PNG (third edition), 5 and 11.2.1; eXIf 11.3.4.3
Result<Head> HeadPng(std::string_view bytes) {
  if (bytes.size() < 33 || bytes.substr(12, 4) != "IHDR") return Fail(ErrorCode::kInvalid, "broken PNG: no header");
  const uint32_t width = BigEndian(bytes, 16, 4), height = BigEndian(bytes, 20, 4);
  if (width > 0x7FFFFFFF || height > 0x7FFFFFFF) return Fail(ErrorCode::kInvalid, "broken PNG: impossible size");
  Head head{static_cast<int>(width), static_cast<int>(height), 1};
  for (size_t at = 33; at + 8 <= bytes.size();) {
    const size_t length = BigEndian(bytes, at, 4);
    const std::string_view name = bytes.substr(at + 4, 4);
    if (name == "eXIf") {
      head.orientation = ExifOrientation(bytes.substr(at + 8, length));
      break;
    }
    if (name == "IEND") break;
    at += 12 + length;
  }
  return head;
}

Status RowsPng(std::string_view bytes, const Head&, PictureSink& sink) {
  Job job;
  job.left = bytes;
  job.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &job, OnError, OnWarning);
  if (job.png) job.info = png_create_info_struct(job.png);
  if (!job.info) return Fail(ErrorCode::kExhausted, "no memory for this picture");
  if (!Decode(job, sink)) return Fail(ErrorCode::kInvalid, std::string("broken PNG: ") + job.text);
  return Ok();
}

}  // namespace markwarden::image
