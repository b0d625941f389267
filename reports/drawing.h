// A flat drawing: rectangles, lines, areas and texts.  Charts are drawn into one; pages show it as SVG, PDFs as paths.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/json.h"
#include "core/result.h"

namespace markwarden {

// Of one drawing; a chart within its own caps has a tenth of them.
inline constexpr size_t kMaxShapes = 10'000;

struct Shape {
  enum class Kind { kRect, kLine, kArea, kText };
  enum class Anchor { kStart, kMiddle, kEnd };
  Kind kind = Kind::kRect;
  std::string colour = "#1c1e22";                  // "#rrggbb": of the stroke of a line, else of the filling
  double x = 0, y = 0, width = 0, height = 0;      // a rectangle; x and the baseline's y of a text
  std::vector<std::pair<double, double>> points;   // of a line, of an area's outline
  double stroke = 1;                               // width of a line
  std::string dashes;                              // lengths of strokes and gaps, "6 3"; empty: unbroken
  std::string text;
  double size = 11;
  Anchor anchor = Anchor::kStart;
  bool bold = false;
};

// Units are those of CSS pixels; y grows downwards.
struct Drawing {
  double width = 0, height = 0;
  std::string title;  // what a person who does not see it is told
  std::vector<Shape> shapes;
};

// What a template needs to write the drawing as SVG: {"width","height","title","shapes":[{"rect","line","area","text"}]}, of which
// one is an object and the others are null; numbers with at most two decimals.
Json DrawingView(const Drawing& drawing);

// Reads back the SVG that our templates write from a DrawingView: one <svg> with a viewBox, a <title>, <rect>, <polyline>, <polygon>, <text>.
// Errors: kInvalid for anything else, kExhausted past kMaxShapes.
Result<Drawing> ReadDrawing(std::string_view svg);

}  // namespace markwarden
