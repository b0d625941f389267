// Shapes -> values for a template; our SVG -> shapes.
#include "reports/drawing.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <optional>

#include "reports/markup.h"

namespace markwarden {
namespace {

std::string Decimal(double value) {
  char buffer[40];
  std::snprintf(buffer, sizeof buffer, "%.2f", std::isfinite(value) ? value : 0.0);
  std::string text = buffer;
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

std::string PointsText(const std::vector<std::pair<double, double>>& points) {
  std::string text;
  for (const auto& [x, y] : points) text += (text.empty() ? "" : " ") + Decimal(x) + "," + Decimal(y);
  return text;
}

constexpr std::string_view kAnchorNames[] = {"start", "middle", "end"};

std::optional<std::vector<double>> Numbers(std::string_view text) {
  std::vector<double> numbers;
  for (size_t at = 0; at < text.size();) {
    if (text[at] == ' ' || text[at] == ',') {
      ++at;
      continue;
    }
    double value = 0;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), value);
    if (error != std::errc() || !std::isfinite(value)) return std::nullopt;
    numbers.push_back(value);
    at = static_cast<size_t>(end - text.data());
  }
  return numbers;
}

bool IsColour(std::string_view text) {
  return text.size() == 7 && text[0] == '#' && text.find_first_not_of("0123456789abcdef", 1) == std::string_view::npos;
}

// One shape's attributes; every number that is asked for must be there.
class ShapeTag {
 public:
  explicit ShapeTag(std::string_view tag) : tag_(tag) {}

  double Number(std::string_view name) {
    const auto numbers = Numbers(TagAttribute(tag_, name));
    if (!numbers || numbers->size() != 1) {
      good_ = false;
      return 0;
    }
    return numbers->front();
  }

  std::vector<std::pair<double, double>> Points() {
    const auto numbers = Numbers(TagAttribute(tag_, "points"));
    std::vector<std::pair<double, double>> points;
    if (!numbers || numbers->size() < 4 || numbers->size() % 2 != 0) {
      good_ = false;
      return points;
    }
    for (size_t i = 0; i < numbers->size(); i += 2) points.emplace_back((*numbers)[i], (*numbers)[i + 1]);
    return points;
  }

  std::string Colour(std::string_view name) {
    std::string colour = TagAttribute(tag_, name);
    if (!IsColour(colour)) good_ = false;
    return colour;
  }

  std::string Text(std::string_view name) const { return TagAttribute(tag_, name); }
  bool good() const { return good_; }

 private:
  const std::string_view tag_;
  bool good_ = true;
};

}  // namespace

Json DrawingView(const Drawing& drawing) {
  Json shapes = Json::array();
  for (const Shape& shape : drawing.shapes) {
    Json view = {{"rect", nullptr}, {"line", nullptr}, {"area", nullptr}, {"text", nullptr}};
    switch (shape.kind) {
      case Shape::Kind::kRect:
        view["rect"] = {{"x", Decimal(shape.x)}, {"y", Decimal(shape.y)}, {"width", Decimal(shape.width)}, {"height", Decimal(shape.height)}, {"colour", shape.colour}};
        break;
      case Shape::Kind::kLine:
        view["line"] = {{"points", PointsText(shape.points)}, {"colour", shape.colour}, {"stroke", Decimal(shape.stroke)}, {"dashes", shape.dashes}};
        break;
      case Shape::Kind::kArea: view["area"] = {{"points", PointsText(shape.points)}, {"colour", shape.colour}}; break;
      case Shape::Kind::kText:
        view["text"] = {{"x", Decimal(shape.x)}, {"y", Decimal(shape.y)}, {"anchor", kAnchorNames[static_cast<size_t>(shape.anchor)]},
                        {"size", Decimal(shape.size)}, {"weight", shape.bold ? "700" : "400"}, {"colour", shape.colour}, {"words", shape.text}};
        break;
    }
    shapes.push_back(std::move(view));
  }
  return {{"width", Decimal(drawing.width)}, {"height", Decimal(drawing.height)}, {"title", drawing.title}, {"shapes", std::move(shapes)}};
}

Result<Drawing> ReadDrawing(std::string_view svg) {
  Drawing drawing;
  bool open = false;
  for (size_t at = 0;;) {
    at = svg.find_first_not_of(" \n\t\r", at);
    if (at == std::string_view::npos) break;
    const size_t close = svg.find('>', at);
    if (svg[at] != '<' || close == std::string_view::npos) return Fail(ErrorCode::kInvalid, "drawing: text outside a shape, or a tag that is never closed");
    const std::string_view tag = svg.substr(at + 1, close - at - 1);
    const std::string name(tag.substr(0, tag.find(' ')));
    at = close + 1;
    if (name == "/svg") return open ? Result<Drawing>(std::move(drawing)) : Fail(ErrorCode::kInvalid, "drawing: no <svg>");
    if (name == "svg") {
      const auto box = Numbers(TagAttribute(tag, "viewBox"));
      if (open || !box || box->size() != 4 || (*box)[2] <= 0 || (*box)[3] <= 0) return Fail(ErrorCode::kInvalid, "drawing: <svg> needs one viewBox of four numbers");
      drawing.width = (*box)[2];
      drawing.height = (*box)[3];
      open = true;
      continue;
    }
    const std::string end = "</" + name + ">";
    const size_t until = svg.find(end, at);
    if (!open || until == std::string_view::npos) return Fail(ErrorCode::kInvalid, "drawing: <" + name + "> is never closed or stands outside <svg>");
    const std::string_view inside = svg.substr(at, until - at);
    at = until + end.size();
    if (inside.find('<') != std::string_view::npos) return Fail(ErrorCode::kInvalid, "drawing: <" + name + "> holds other tags");
    if (name == "title") {
      drawing.title = UnescapeHtml(inside);
      continue;
    }
    Shape shape;
    ShapeTag read(tag);
    if (name == "rect") {
      shape.x = read.Number("x");
      shape.y = read.Number("y");
      shape.width = read.Number("width");
      shape.height = read.Number("height");
      shape.colour = read.Colour("fill");
    } else if (name == "polyline") {
      shape.kind = Shape::Kind::kLine;
      shape.points = read.Points();
      shape.colour = read.Colour("stroke");
      shape.stroke = read.Number("stroke-width");
      shape.dashes = read.Text("stroke-dasharray");
    } else if (name == "polygon") {
      shape.kind = Shape::Kind::kArea;
      shape.points = read.Points();
      shape.colour = read.Colour("fill");
    } else if (name == "text") {
      shape.kind = Shape::Kind::kText;
      shape.x = read.Number("x");
      shape.y = read.Number("y");
      shape.size = read.Number("font-size");
      shape.colour = read.Colour("fill");
      shape.bold = read.Text("font-weight") == "700";
      for (size_t i = 0; i < std::size(kAnchorNames); ++i) {
        if (read.Text("text-anchor") == kAnchorNames[i]) shape.anchor = static_cast<Shape::Anchor>(i);
      }
      shape.text = UnescapeHtml(inside);
    } else {
      return Fail(ErrorCode::kInvalid, "drawing: <" + name + "> is not part of the subset");
    }
    if (!read.good()) return Fail(ErrorCode::kInvalid, "drawing: <" + name + "> lacks a number or a colour");
    if (drawing.shapes.size() == kMaxShapes) return Fail(ErrorCode::kExhausted, "drawing: more than " + std::to_string(kMaxShapes) + " shapes");
    drawing.shapes.push_back(std::move(shape));
  }
  return Fail(ErrorCode::kInvalid, "drawing: <svg> is never closed");
}

}  // namespace markwarden
