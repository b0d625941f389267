// The parts of a picture: backgrounds, goods by shape, logos, works of art.
#pragma once

#include <string>
#include <string_view>

#include "samples/canvas.h"

namespace markwarden::samples {

// Where a logo would be put on the goods, in the coordinates of the drawing.
struct LabelSpot {
  double cx = 0, cy = 0, size = 60;
};

void DrawBackground(const Canvas& canvas, Random& random);
void DrawProps(const Canvas& canvas, Random& random);  // what else stands in the picture
void DrawLight(const Canvas& canvas, Random& random);  // a lamp's spot and shade over everything
// Draws into the box (0,0)-(400,400) of the current transformation.
LabelSpot DrawGoods(const Canvas& canvas, std::string_view shape, Random& random);
LabelSpot DrawAccessory(const Canvas& canvas, Random& random);
// A logo of geometry and text, the same for the same art seed, `size` wide and high.
void DrawLogo(const Canvas& canvas, uint64_t art, const std::string& text, double cx, double cy, double size);
// A picture that is itself the work: night scene or repeating pattern.
void DrawWork(const Canvas& canvas, uint64_t art);

}  // namespace markwarden::samples
