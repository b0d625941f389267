// libjpeg, libpng and libwebp behind one function.
#include "core/formats/image_decode.h"

#include <cstdio>  // jpeglib.h needs FILE

#include <jpeglib.h>
#include <png.h>
#include <webp/decode.h>

#include <algorithm>
#include <csetjmp>
#include <string>

namespace markwarden {
namespace {

enum class Kind { kUnknown, kJpeg, kPng, kWebp };

Kind KindOf(std::string_view bytes) {
  if (bytes.substr(0, 3) == "\xFF\xD8\xFF") return Kind::kJpeg;
  if (bytes.substr(0, 8) == std::string_view("\x89PNG\r\n\x1A\n", 8)) return Kind::kPng;
  if (bytes.size() > 12 && bytes.substr(0, 4) == "RIFF" && bytes.substr(8, 4) == "WEBP") return Kind::kWebp;
  return Kind::kUnknown;
}

uint8_t LumaOf(unsigned r, unsigned g, unsigned b) { return static_cast<uint8_t>((299 * r + 587 * g + 114 * b + 500) / 1000); }

struct JpegError {
  jpeg_error_mgr base;
  std::jmp_buf back;
  char text[JMSG_LENGTH_MAX];
};

[[noreturn]] void OnJpegError(j_common_ptr info) {
  auto* error = reinterpret_cast<JpegError*>(info->err);
  (*info->err->format_message)(info, error->text);
  std::longjmp(error->back, 1);
}
void OnJpegMessage(j_common_ptr) {}

// What a longjmp must find again lives in here, outside the function that it leaves.
struct JpegJob {
  jpeg_decompress_struct info{};
  JpegError error{};
  GreyPicture picture;
  ~JpegJob() { jpeg_destroy_decompress(&info); }
};

// False on a broken file: job.error.text says why.  Objects with destructors live in `job` alone.
bool RunJpeg(JpegJob& job, std::string_view bytes, int min_side, bool probe_only) {
  job.info.err = jpeg_std_error(&job.error.base);
  job.error.base.error_exit = OnJpegError;
  job.error.base.output_message = OnJpegMessage;
  if (setjmp(job.error.back)) return false;
  jpeg_create_decompress(&job.info);
  jpeg_mem_src(&job.info, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  jpeg_read_header(&job.info, TRUE);
  job.picture.full_width = static_cast<int>(job.info.image_width);
  job.picture.full_height = static_cast<int>(job.info.image_height);
  if (probe_only) return true;
  if (job.info.jpeg_color_space == JCS_CMYK || job.info.jpeg_color_space == JCS_YCCK) {
    job.info.out_color_space = JCS_CMYK;
  } else if (job.info.jpeg_color_space == JCS_RGB) {
    job.info.out_color_space = JCS_RGB;
  } else {
    job.info.out_color_space = JCS_GRAYSCALE;
  }
  const int side = std::min(job.picture.full_width, job.picture.full_height);
  for (unsigned scale = 8; min_side > 0 && scale > 1; scale /= 2) {
    if (side / static_cast<int>(scale) >= min_side) {
      job.info.scale_num = 1;
      job.info.scale_denom = scale;
      break;
    }
  }
  jpeg_start_decompress(&job.info);
  job.picture.width = static_cast<int>(job.info.output_width);
  job.picture.height = static_cast<int>(job.info.output_height);
  const auto channels = static_cast<size_t>(job.info.output_components);
  const size_t width = job.info.output_width;
  job.picture.pixels.resize(width * job.info.output_height);
  JSAMPARRAY row = (*job.info.mem->alloc_sarray)(reinterpret_cast<j_common_ptr>(&job.info), JPOOL_IMAGE,
                                                static_cast<JDIMENSION>(width * channels), 1);
  while (job.info.output_scanline < job.info.output_height) {
    uint8_t* out = job.picture.pixels.data() + width * job.info.output_scanline;
    jpeg_read_scanlines(&job.info, row, 1);
    for (size_t x = 0; x < width; ++x) {
      const JSAMPLE* p = row[0] + x * channels;
      if (channels == 1) out[x] = p[0];
      else if (channels == 3) out[x] = LumaOf(p[0], p[1], p[2]);
      else out[x] = LumaOf(p[0] * p[3] / 255u, p[1] * p[3] / 255u, p[2] * p[3] / 255u);  // Adobe's inverted CMYK
    }
  }
  jpeg_finish_decompress(&job.info);
  return true;
}

struct PngImage {
  png_image image{};
  PngImage() { image.version = PNG_IMAGE_VERSION; }
  ~PngImage() { png_image_free(&image); }
};

Result<GreyPicture> DecodePng(std::string_view bytes) {
  PngImage png;
  if (!png_image_begin_read_from_memory(&png.image, bytes.data(), bytes.size())) {
    return Fail(ErrorCode::kInvalid, std::string("broken PNG: ") + png.image.message);
  }
  png.image.format = PNG_FORMAT_RGB;
  const png_color white{255, 255, 255};
  std::vector<uint8_t> rgb(PNG_IMAGE_SIZE(png.image));
  if (!png_image_finish_read(&png.image, &white, rgb.data(), 0, nullptr)) {
    return Fail(ErrorCode::kInvalid, std::string("broken PNG: ") + png.image.message);
  }
  GreyPicture picture;
  picture.width = picture.full_width = static_cast<int>(png.image.width);
  picture.height = picture.full_height = static_cast<int>(png.image.height);
  picture.pixels.resize(rgb.size() / 3);
  for (size_t i = 0; i < picture.pixels.size(); ++i) picture.pixels[i] = LumaOf(rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]);
  return picture;
}

Result<GreyPicture> DecodeWebp(std::string_view bytes) {
  int width = 0, height = 0;
  uint8_t* rgba = WebPDecodeRGBA(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size(), &width, &height);
  if (!rgba) return Fail(ErrorCode::kInvalid, "broken or animated WebP");
  GreyPicture picture;
  picture.width = picture.full_width = width;
  picture.height = picture.full_height = height;
  picture.pixels.resize(static_cast<size_t>(width) * static_cast<size_t>(height));
  for (size_t i = 0; i < picture.pixels.size(); ++i) {
    const uint8_t* p = rgba + 4 * i;
    const unsigned alpha = p[3];
    const auto over = [alpha](unsigned c) { return (c * alpha + 255 * (255 - alpha)) / 255; };
    picture.pixels[i] = LumaOf(over(p[0]), over(p[1]), over(p[2]));
  }
  WebPFree(rgba);
  return picture;
}

Result<PictureSize> SizeInHeader(std::string_view bytes) {
  switch (KindOf(bytes)) {
    case Kind::kJpeg: {
      JpegJob job;
      if (!RunJpeg(job, bytes, 0, true)) return Fail(ErrorCode::kInvalid, std::string("broken JPEG: ") + job.error.text);
      return PictureSize{job.picture.full_width, job.picture.full_height};
    }
    case Kind::kPng: {
      // IHDR is the first chunk: length, name, width, height.
      if (bytes.size() < 24 || bytes.substr(12, 4) != "IHDR") return Fail(ErrorCode::kInvalid, "broken PNG: no header");
      const auto number = [&](size_t at) {
        uint32_t value = 0;
        for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<uint8_t>(bytes[at + i]);
        return value;
      };
      if (number(16) > 0x7FFFFFFF || number(20) > 0x7FFFFFFF) return Fail(ErrorCode::kInvalid, "broken PNG: impossible size");
      return PictureSize{static_cast<int>(number(16)), static_cast<int>(number(20))};
    }
    case Kind::kWebp: {
      PictureSize size;
      if (!WebPGetInfo(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size(), &size.width, &size.height)) {
        return Fail(ErrorCode::kInvalid, "broken WebP: no header");
      }
      return size;
    }
    case Kind::kUnknown: break;
  }
  return Fail(ErrorCode::kUnsupported, "not a JPEG, PNG or WebP picture");
}

}  // namespace

Result<PictureSize> ProbePicture(std::string_view bytes) {
  if (bytes.size() > kMaxPictureBytes) {
    return Fail(ErrorCode::kExhausted, "picture of " + std::to_string(bytes.size()) + " bytes, more than " + std::to_string(kMaxPictureBytes));
  }
  Result<PictureSize> size = SizeInHeader(bytes);
  if (!size) return size;
  if (size->width < 1 || size->height < 1) return Fail(ErrorCode::kInvalid, "broken picture: it has no pixels");
  if (size->width > kMaxPictureSide || size->height > kMaxPictureSide ||
      static_cast<int64_t>(size->width) * size->height > kMaxPicturePixels) {
    return Fail(ErrorCode::kExhausted, "picture of " + std::to_string(size->width) + " x " + std::to_string(size->height) +
                                           " pixels, more than " + std::to_string(kMaxPictureSide) + " a side or 40 million");
  }
  return size;
}

Result<GreyPicture> DecodePicture(std::string_view bytes, int min_side) {
  const Result<PictureSize> size = ProbePicture(bytes);
  if (!size) return Fail(size.error());
  switch (KindOf(bytes)) {
    case Kind::kJpeg: {
      JpegJob job;
      if (!RunJpeg(job, bytes, min_side, false)) return Fail(ErrorCode::kInvalid, std::string("broken JPEG: ") + job.error.text);
      return std::move(job.picture);
    }
    case Kind::kPng: return DecodePng(bytes);
    case Kind::kWebp: return DecodeWebp(bytes);
    case Kind::kUnknown: break;
  }
  return Fail(ErrorCode::kUnsupported, "not a JPEG, PNG or WebP picture");
}

}  // namespace markwarden
