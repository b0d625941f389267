// libjpeg.
#include <cstdio>  // jpeglib.h needs FILE

#include <jpeglib.h>

#include <csetjmp>
#include <string>

#include "core/formats/image_format.h"

namespace markwarden::image {
namespace {

struct ErrorManager {
  jpeg_error_mgr base;
  std::jmp_buf back;
  char text[JMSG_LENGTH_MAX];
};

struct Progress {
  jpeg_progress_mgr base;
  bool too_many_scans;
};

[[noreturn]] void OnError(j_common_ptr info) {
  auto* error = reinterpret_cast<ErrorManager*>(info->err);
  (*info->err->format_message)(info, error->text);
  std::longjmp(error->back, 1);
}
void OnMessage(j_common_ptr) {}

// Each scan may go over every block of the picture again.
void OnProgress(j_common_ptr info) {
  if (!info->is_decompressor) return;
  if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number <= kMaxJpegScans) return;
  reinterpret_cast<Progress*>(info->progress)->too_many_scans = true;
  std::longjmp(reinterpret_cast<ErrorManager*>(info->err)->back, 1);
}

// What a longjmp must find again lives in here, outside the function that it leaves.
struct Job {
  jpeg_decompress_struct info{};
  ErrorManager error{};
  Progress progress{};
  std::vector<uint8_t> row;
  ~Job() { jpeg_destroy_decompress(&info); }
};

// False on a broken file.  Objects with destructors live in `job` alone.
bool Open(Job& job, std::string_view bytes) {
  job.info.err = jpeg_std_error(&job.error.base);
  job.error.base.error_exit = OnError;
  job.error.base.output_message = OnMessage;
  if (setjmp(job.error.back)) return false;
  jpeg_create_decompress(&job.info);
  job.progress.base.progress_monitor = OnProgress;
  job.info.progress = &job.progress.base;
  jpeg_mem_src(&job.info, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  jpeg_read_header(&job.info, TRUE);
  return true;
}

bool Decode(Job& job, PictureSink& sink) {
  if (setjmp(job.error.back)) return false;
  jpeg_start_decompress(&job.info);
  const bool cmyk = job.info.output_components == 4;
  const bool inverted = job.info.saw_Adobe_marker;
  const size_t width = job.info.output_width;
  job.row.resize(width * static_cast<size_t>(job.info.output_components));
  sink.Start(static_cast<int>(width), static_cast<int>(job.info.output_height), cmyk ? 3 : job.info.output_components);
  while (job.info.output_scanline < job.info.output_height) {
    JSAMPROW row = job.row.data();
    jpeg_read_scanlines(&job.info, &row, 1);
    for (size_t x = 0; cmyk && x < width; ++x) {
      const uint8_t* p = &job.row[4 * x];
      const unsigned key = inverted ? p[3] : 255u - p[3];
      for (size_t c = 0; c < 3; ++c) job.row[3 * x + c] = static_cast<uint8_t>((inverted ? p[c] : 255u - p[c]) * key / 255);
    }
    sink.Row(job.row.data());
  }
  jpeg_finish_decompress(&job.info);
  return true;
}

// What stands alone, without a length: stuffed zeros, TEM, restarts, SOI.
bool StandsAlone(unsigned marker) { return marker == 0 || marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8); }

// The bytes without a last segment that was cut: a table that is not whole would spoil the scans before it.
std::string_view WholeSegments(std::string_view bytes) {
  for (size_t at = 2; (at = bytes.find('\xFF', at)) != std::string_view::npos && at + 2 <= bytes.size();) {
    const unsigned marker = static_cast<uint8_t>(bytes[at + 1]);
    if (marker == 0xFF) {
      ++at;
    } else if (StandsAlone(marker)) {
      at += 2;
    } else if (marker == 0xD9) {
      return bytes;
    } else {
      if (at + 4 > bytes.size()) return bytes.substr(0, at);
      const size_t length = BigEndian(bytes, at + 2, 2);
      if (at + 2 + length > bytes.size()) return bytes.substr(0, at);
      at += 2 + length;
    }
  }
  return bytes;
}

bool IsFrame(unsigned marker) { return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC; }

}  // namespace

// source: ITU-T T.81, B.1.1.3 and B.2.2
Result<Head> HeadJpeg(std::string_view bytes) {
  Head head;
  bool exif = false;
  for (size_t at = 2; at + 4 <= bytes.size();) {
    if (static_cast<uint8_t>(bytes[at]) != 0xFF) {  // libjpeg, too, looks for the next marker
      ++at;
      continue;
    }
    const unsigned marker = static_cast<uint8_t>(bytes[at + 1]);
    if (marker == 0xFF) {
      ++at;
      continue;
    }
    if (StandsAlone(marker)) {
      at += 2;
      continue;
    }
    if (marker == 0xD9 || marker == 0xDA) break;
    const size_t length = BigEndian(bytes, at + 2, 2);
    if (length < 2) break;
    const std::string_view segment = bytes.substr(at + 4, length - 2);
    if (IsFrame(marker)) {
      if (segment.size() < 6) break;
      head.height = static_cast<int>(BigEndian(segment, 1, 2));
      head.width = static_cast<int>(BigEndian(segment, 3, 2));
      return head;
    }
    if (marker == 0xE1 && !exif && segment.starts_with(std::string_view("Exif\0\0", 6))) {
      head.orientation = ExifOrientation(segment.substr(6));
      exif = true;
    }
    at += 2 + length;
  }
  return Fail(ErrorCode::kInvalid, "broken JPEG: no frame header");
}

Status RowsJpeg(std::string_view bytes, const Head& head, PictureSink& sink) {
  Job job;
  const auto broken = [&]() -> tl::unexpected<Error> {
    if (job.progress.too_many_scans) {
      return Fail(ErrorCode::kExhausted, "JPEG of more than " + std::to_string(kMaxJpegScans) + " scans");
    }
    return Fail(ErrorCode::kInvalid, std::string("broken JPEG: ") + job.error.text);
  };
  if (!Open(job, WholeSegments(bytes))) return broken();
  if (static_cast<int>(job.info.image_width) != head.width || static_cast<int>(job.info.image_height) != head.height) {
    return Fail(ErrorCode::kInvalid, "broken JPEG: two frame headers");
  }
  switch (job.info.num_components) {
    case 1: job.info.out_color_space = JCS_GRAYSCALE; break;
    case 3: job.info.out_color_space = JCS_RGB; break;
    case 4: job.info.out_color_space = JCS_CMYK; break;
    default: return Fail(ErrorCode::kUnsupported, "JPEG of " + std::to_string(job.info.num_components) + " components");
  }
  if (!Decode(job, sink)) return broken();
  return Ok();
}

}  // namespace markwarden::image
