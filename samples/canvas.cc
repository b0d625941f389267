// Cairo, Pango, libjpeg and libpng, each called in this file only.
#include "samples/canvas.h"

#include <pango/pangocairo.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include <jpeglib.h>
#include <png.h>

// Fontconfig keeps its caches until the process ends; leak checks of sanitizer builds would
// count them.  The name is the sanitizer's own.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MARKWARDEN_LEAK_CHECKED 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define MARKWARDEN_LEAK_CHECKED 1
#endif
#ifdef MARKWARDEN_LEAK_CHECKED
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig\n"; }
#endif

namespace markwarden::samples {

Colour AnyColour(Random& random, double low, double high) {
  Colour colour;
  colour.red = random.Real(low, high);
  colour.green = random.Real(low, high);
  colour.blue = random.Real(low, high);
  return colour;
}

Colour Darker(const Colour& colour, double factor) { return {colour.red * factor, colour.green * factor, colour.blue * factor}; }

Canvas::Canvas(int width, int height)
    : width_(width), height_(height), surface_(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height)), cr_(cairo_create(surface_)) {
  cairo_set_antialias(cr_, CAIRO_ANTIALIAS_FAST);
}

Canvas::~Canvas() {
  cairo_destroy(cr_);
  cairo_surface_destroy(surface_);
}

void Canvas::Set(const Colour& colour, double alpha) const { cairo_set_source_rgba(cr_, colour.red, colour.green, colour.blue, alpha); }

void Canvas::Rectangle(double x, double y, double w, double h, double radius) const {
  if (radius <= 0) {
    cairo_rectangle(cr_, x, y, w, h);
    return;
  }
  cairo_new_sub_path(cr_);
  cairo_arc(cr_, x + w - radius, y + radius, radius, -M_PI / 2, 0);
  cairo_arc(cr_, x + w - radius, y + h - radius, radius, 0, M_PI / 2);
  cairo_arc(cr_, x + radius, y + h - radius, radius, M_PI / 2, M_PI);
  cairo_arc(cr_, x + radius, y + radius, radius, M_PI, 3 * M_PI / 2);
  cairo_close_path(cr_);
}

void Canvas::Oval(double cx, double cy, double rx, double ry) const {
  cairo_save(cr_);
  cairo_translate(cr_, cx, cy);
  cairo_scale(cr_, rx, ry);
  cairo_new_sub_path(cr_);
  cairo_arc(cr_, 0, 0, 1, 0, 2 * M_PI);
  cairo_restore(cr_);
}

void Canvas::FillStroke(const Colour& fill, double line) const {
  Set(fill);
  cairo_fill_preserve(cr_);
  Set(Darker(fill, 0.6));
  cairo_set_line_width(cr_, line);
  cairo_stroke(cr_);
}

void Canvas::Text(std::string_view text, double cx, double cy, double size, double max_width, const std::string& font) const {
  if (text.empty()) return;
  PangoLayout* layout = pango_cairo_create_layout(cr_);
  PangoFontDescription* description = pango_font_description_from_string(font.c_str());
  pango_font_description_set_absolute_size(description, size * PANGO_SCALE);
  pango_layout_set_font_description(layout, description);
  pango_layout_set_text(layout, text.data(), static_cast<int>(text.size()));
  int width = 0, height = 0;
  pango_layout_get_pixel_size(layout, &width, &height);
  const double scale = width > max_width ? max_width / width : 1;
  cairo_save(cr_);
  cairo_translate(cr_, cx - width * scale / 2, cy - height * scale / 2);
  cairo_scale(cr_, scale, scale);
  pango_cairo_show_layout(cr_, layout);
  cairo_restore(cr_);
  pango_font_description_free(description);
  g_object_unref(layout);
}

std::string Canvas::Jpeg(int quality) const {
  cairo_surface_flush(surface_);
  const uint8_t* pixels = cairo_image_surface_get_data(surface_);
  const int stride = cairo_image_surface_get_stride(surface_);
  jpeg_compress_struct compress{};
  jpeg_error_mgr errors{};
  compress.err = jpeg_std_error(&errors);
  jpeg_create_compress(&compress);
  uint8_t* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&compress, &bytes, &size);
  compress.image_width = static_cast<JDIMENSION>(width_);
  compress.image_height = static_cast<JDIMENSION>(height_);
  compress.input_components = 4;
  compress.in_color_space = JCS_EXT_BGRX;
  jpeg_set_defaults(&compress);
  jpeg_set_quality(&compress, quality, TRUE);
  jpeg_start_compress(&compress, TRUE);
  for (int y = 0; y < height_; ++y) {
    auto* row = const_cast<JSAMPROW>(pixels + static_cast<ptrdiff_t>(y) * stride);
    jpeg_write_scanlines(&compress, &row, 1);
  }
  jpeg_finish_compress(&compress);
  std::string out(reinterpret_cast<const char*>(bytes), size);
  jpeg_destroy_compress(&compress);
  std::free(bytes);
  return out;
}

std::string Canvas::Png() const {
  cairo_surface_flush(surface_);
  const uint8_t* pixels = cairo_image_surface_get_data(surface_);
  const int stride = cairo_image_surface_get_stride(surface_);
  std::string out;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(
      png, &out, [](png_structp writer, png_bytep data, size_t length) { static_cast<std::string*>(png_get_io_ptr(writer))->append(reinterpret_cast<const char*>(data), length); },
      [](png_structp) {});
  png_set_compression_level(png, 2);
  png_set_IHDR(png, info, static_cast<png_uint_32>(width_), static_cast<png_uint_32>(height_), 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  std::vector<uint8_t> row(static_cast<size_t>(width_) * 3);
  for (int y = 0; y < height_; ++y) {
    const uint8_t* from = pixels + static_cast<ptrdiff_t>(y) * stride;
    for (int x = 0; x < width_; ++x) {
      row[static_cast<size_t>(x) * 3] = from[x * 4 + 2];
      row[static_cast<size_t>(x) * 3 + 1] = from[x * 4 + 1];
      row[static_cast<size_t>(x) * 3 + 2] = from[x * 4];
    }
    png_write_row(png, row.data());
  }
  png_write_end(png, nullptr);
  png_destroy_write_struct(&png, &info);
  return out;
}

}  // namespace markwarden::samples
