// A Cairo surface with the few operations the pictures need, and its codecs.
#pragma once

#include <cairo.h>

#include <memory>
#include <string>
#include <string_view>

#include "samples/random.h"

namespace markwarden::samples {

struct Colour {
  double red = 0, green = 0, blue = 0;
};
Colour AnyColour(Random& random, double low = 0.1, double high = 0.9);
Colour Darker(const Colour& colour, double factor);

// Owns one RGB surface.  Coordinates are pixels unless scaled.
class Canvas {
 public:
  Canvas(int width, int height);
  ~Canvas();
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  cairo_t* cr() const { return cr_; }
  int width() const { return width_; }
  int height() const { return height_; }

  void Set(const Colour& colour, double alpha = 1) const;
  void Rectangle(double x, double y, double w, double h, double radius = 0) const;  // path only
  void Oval(double cx, double cy, double rx, double ry) const;                      // path only
  void FillStroke(const Colour& fill, double line = 2) const;                       // the path, with a darker edge
  // Text centred at (cx, cy), shrunk to `max_width`; `font` as Pango writes it ("Noto Sans Bold").
  void Text(std::string_view text, double cx, double cy, double size, double max_width, const std::string& font) const;

  std::string Jpeg(int quality) const;
  std::string Png() const;

 private:
  const int width_, height_;
  cairo_surface_t* surface_;
  cairo_t* cr_;
};

}  // namespace markwarden::samples
