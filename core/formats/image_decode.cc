// Which format, which size, which side up.
#include "core/formats/image_decode.h"

#include <algorithm>
#include <new>
#include <string>

#include "core/formats/image_format.h"
#include "core/picture_type.h"

namespace markwarden {
namespace {

enum class Format { kJpeg, kPng, kWebp, kGif };

bool IsSvg(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const size_t first = bytes.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || bytes[first] != '<') return false;
  return bytes.substr(first, 4096).find("<svg") != std::string_view::npos;
}

Result<Format> FormatOf(std::string_view bytes) {
  const std::string_view type = PictureContentType(bytes);
  if (type == "image/jpeg") return Format::kJpeg;
  if (type == "image/png") return Format::kPng;
  if (type == "image/webp") return Format::kWebp;
  if (type == "image/gif") return Format::kGif;
  if (IsSvg(bytes)) return Fail(ErrorCode::kUnsupported, "an SVG drawing is never rendered here: give it as PNG or JPEG");
  if (bytes.size() > 12 && bytes.substr(4, 4) == "ftyp") {
    const std::string_view brand = bytes.substr(8, 4);
    const bool avif = brand == "avif" || brand == "avis";
    const bool heic = brand.starts_with("hei") || brand.starts_with("hev") || brand == "mif1" || brand == "msf1";
    if (avif || heic) {
      return Fail(ErrorCode::kUnsupported, std::string(avif ? "AVIF" : "HEIC") + " pictures are not read: give it as PNG or JPEG");
    }
  }
  return Fail(ErrorCode::kUnsupported, "not a JPEG, PNG, WebP or GIF picture");
}

Result<image::Head> HeadOf(Format format, std::string_view bytes) {
  switch (format) {
    case Format::kJpeg: return image::HeadJpeg(bytes);
    case Format::kPng: return image::HeadPng(bytes);
    case Format::kWebp: return image::HeadWebp(bytes);
    case Format::kGif: return image::HeadGif(bytes);
  }
  return Fail(ErrorCode::kInternal, "a picture format without a reader");
}

Status RowsOf(Format format, std::string_view bytes, const image::Head& head, PictureSink& sink) {
  switch (format) {
    case Format::kJpeg: return image::RowsJpeg(bytes, head, sink);
    case Format::kPng: return image::RowsPng(bytes, head, sink);
    case Format::kWebp: return image::RowsWebp(bytes, head, sink);
    case Format::kGif: return image::RowsGif(bytes, head, sink);
  }
  return Fail(ErrorCode::kInternal, "a picture format without a reader");
}

struct Checked {
  Format format = Format::kJpeg;
  image::Head head;
};

Result<Checked> Check(std::string_view bytes) {
  if (bytes.size() > kMaxPictureBytes) {
    return Fail(ErrorCode::kExhausted, "picture of " + std::to_string(bytes.size()) + " bytes, more than " + std::to_string(kMaxPictureBytes));
  }
  Result<Format> format = FormatOf(bytes);
  if (!format) return Fail(format);
  Result<image::Head> head = HeadOf(*format, bytes);
  if (!head) return Fail(head);
  if (head->width < 1 || head->height < 1) return Fail(ErrorCode::kInvalid, "broken picture: it has no pixels");
  if (head->width > kMaxPictureSide || head->height > kMaxPictureSide ||
      static_cast<int64_t>(head->width) * head->height > kMaxPicturePixels) {
    return Fail(ErrorCode::kExhausted, "picture of " + std::to_string(head->width) + " x " + std::to_string(head->height) +
                                           " pixels, more than " + std::to_string(kMaxPictureSide) + " a side or 40 million");
  }
  return Checked{*format, *head};
}

bool Transposes(int orientation) { return orientation >= 5; }

// Keeps the stored rows of a picture that EXIF turns and gives them out upright.
class Turner : public PictureSink {
 public:
  Turner(int orientation, PictureSink& out) : orientation_(orientation), out_(out) {}

  void Start(int width, int height, int channels) override {
    width_ = width;
    height_ = height;
    channels_ = static_cast<size_t>(channels);
    stored_.reserve(static_cast<size_t>(width) * static_cast<size_t>(height) * channels_);
  }

  void Row(const uint8_t* samples) override {
    stored_.insert(stored_.end(), samples, samples + static_cast<size_t>(width_) * channels_);
  }

  void Replay() {
    // EXIF says where the stored row 0 and column 0 lie: 2, 3, 7, 6 have the columns from the far side, 3, 4, 7, 8 ...
    const bool transposed = Transposes(orientation_);
    const bool rows_back = orientation_ == 3 || orientation_ == 4 || orientation_ == 6 || orientation_ == 7;
    const bool columns_back = orientation_ == 2 || orientation_ == 3 || orientation_ == 7 || orientation_ == 8;
    const int width = transposed ? height_ : width_, height = transposed ? width_ : height_;
    out_.Start(width, height, static_cast<int>(channels_));
    // Several upright rows at once, so that a transposing walk uses each cache line that it touches.
    constexpr int kBlock = 16;
    std::vector<uint8_t> block(static_cast<size_t>(width) * channels_ * kBlock);
    for (int y0 = 0; y0 < height; y0 += kBlock) {
      const int count = std::min(kBlock, height - y0);
      for (int x = 0; x < width; ++x) {
        for (int dy = 0; dy < count; ++dy) {
          int row = transposed ? x : y0 + dy, column = transposed ? y0 + dy : x;
          if (rows_back) row = height_ - 1 - row;
          if (columns_back) column = width_ - 1 - column;
          const uint8_t* from = &stored_[(static_cast<size_t>(row) * static_cast<size_t>(width_) + static_cast<size_t>(column)) * channels_];
          std::copy_n(from, channels_, &block[(static_cast<size_t>(dy) * static_cast<size_t>(width) + static_cast<size_t>(x)) * channels_]);
        }
      }
      for (int dy = 0; dy < count; ++dy) out_.Row(&block[static_cast<size_t>(dy) * static_cast<size_t>(width) * channels_]);
    }
  }

 private:
  const int orientation_;
  PictureSink& out_;
  int width_ = 0, height_ = 0;
  size_t channels_ = 0;
  std::vector<uint8_t> stored_;
};

class GreySink : public PictureSink {
 public:
  GreyPicture picture;

  void Start(int width, int height, int channels) override {
    picture.width = width;
    picture.height = height;
    grey_ = channels == 1;
    picture.pixels.reserve(static_cast<size_t>(width) * static_cast<size_t>(height));
  }

  void Row(const uint8_t* samples) override {
    for (int x = 0; x < picture.width; ++x) {
      const uint8_t* p = samples + static_cast<size_t>(x) * (grey_ ? 1 : 3);
      picture.pixels.push_back(grey_ ? p[0] : static_cast<uint8_t>((299u * p[0] + 587u * p[1] + 114u * p[2] + 500) / 1000));
    }
  }

 private:
  bool grey_ = false;
};

}  // namespace

Result<PictureSize> ProbePicture(std::string_view bytes) {
  Result<Checked> checked = Check(bytes);
  if (!checked) return Fail(checked);
  const image::Head& head = checked->head;
  return Transposes(head.orientation) ? PictureSize{head.height, head.width} : PictureSize{head.width, head.height};
}

Status ReadPicture(std::string_view bytes, PictureSink& sink) try {
  Result<Checked> checked = Check(bytes);
  if (!checked) return Fail(checked);
  const image::Head& head = checked->head;
  if (head.orientation == 1) return RowsOf(checked->format, bytes, head, sink);
  Turner turner(head.orientation, sink);
  if (Status read = RowsOf(checked->format, bytes, head, turner); !read) return read;
  turner.Replay();
  return Ok();
} catch (const std::bad_alloc&) {
  return Fail(ErrorCode::kExhausted, "no memory for this picture");
}

Result<GreyPicture> DecodePicture(std::string_view bytes) {
  GreySink sink;
  if (Status read = ReadPicture(bytes, sink); !read) return Fail(read);
  return std::move(sink.picture);
}

}  // namespace markwarden
