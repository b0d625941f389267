// Shapes are simple on purpose: a hundred must be drawn in a second.
#include "samples/drawing.h"

#include <cmath>

namespace markwarden::samples {
namespace {

void Polygon(cairo_t* cr, std::initializer_list<std::pair<double, double>> points) {
  cairo_new_path(cr);
  for (const auto& [x, y] : points) cairo_line_to(cr, x, y);
  cairo_close_path(cr);
}

LabelSpot Shoe(const Canvas& c, const Colour& body, const Colour& trim, Random& random) {
  cairo_t* cr = c.cr();
  const double toe = random.Real(330, 375), top = random.Real(110, 160);
  cairo_move_to(cr, 60, top);
  cairo_line_to(cr, 150, top - 10);
  cairo_curve_to(cr, 190, top + 70, 260, 190, toe, 230);
  cairo_curve_to(cr, toe + 20, 250, toe + 10, 280, toe - 10, 285);
  cairo_line_to(cr, 55, 285);
  cairo_curve_to(cr, 40, 240, 70, 180, 60, top);
  c.FillStroke(body, 3);
  c.Rectangle(45, 280, toe - 40, 32, 14);
  c.FillStroke(trim, 2);
  for (int i = 0; i < 4; ++i) {
    cairo_move_to(cr, 165 + i * 26, top + 25 + i * 22);
    cairo_line_to(cr, 195 + i * 26, top + 5 + i * 22);
    c.Set(trim);
    cairo_set_line_width(cr, 7);
    cairo_stroke(cr);
  }
  return {135, 235, 80};
}

LabelSpot Shirt(const Canvas& c, const Colour& body, const Colour& trim, Random& random) {
  const double sleeve = random.Real(150, 240);
  Polygon(c.cr(), {{130, 60}, {270, 60}, {380, sleeve - 20}, {330, sleeve + 20}, {290, 150}, {290, 360}, {110, 360}, {110, 150}, {70, sleeve + 20}, {20, sleeve - 20}});
  c.FillStroke(body, 3);
  c.Oval(200, 62, 42, 26);
  c.FillStroke(trim);
  if (random.Chance(0.4)) {
    c.Rectangle(197, 90, 6, 270);
    c.FillStroke(trim, 1);
  }
  return {200, 190, 110};
}

LabelSpot Bag(const Canvas& c, const Colour& body, const Colour& trim, Random& random) {
  const double wide = random.Real(20, 60), top = random.Real(140, 180);
  c.Oval(200, top, 80, random.Real(60, 110));
  c.Set(trim);
  cairo_set_line_width(c.cr(), 13);
  cairo_stroke(c.cr());
  Polygon(c.cr(), {{wide + 25, top}, {375 - wide, top}, {400 - wide, 360}, {wide, 360}});
  c.FillStroke(body, 3);
  c.Rectangle(wide + 20, top, 360 - 2 * wide, 24);
  c.FillStroke(trim);
  return {200, 280, 100};
}

LabelSpot Bottle(const Canvas& c, const Colour& body, const Colour& trim, Random& random) {
  const double half = random.Real(55, 90), shoulder = random.Real(120, 170);
  c.Rectangle(175, 30, 50, 50, 6);
  c.FillStroke(trim);
  c.Rectangle(182, 75, 36, shoulder - 60);
  c.FillStroke(body);
  c.Rectangle(200 - half, shoulder, 2 * half, 380 - shoulder, 26);
  c.FillStroke(body, 3);
  c.Rectangle(200 - half, shoulder + 50, 2 * half, 130);
  c.FillStroke({0.95, 0.93, 0.88}, 1);
  return {200, shoulder + 115, 105};
}

LabelSpot Jar(const Canvas& c, const Colour& body, const Colour& trim, Random& random) {
  const double half = random.Real(95, 140);
  c.Rectangle(200 - half, 130, 2 * half, 70, 8);
  c.FillStroke(trim, 3);
  c.Rectangle(200 - half + 8, 195, 2 * half - 16, 140, 28);
  c.FillStroke(body, 3);
  return {200, 262, 105};
}

LabelSpot Sack(const Canvas& c, const Colour& body, const Colour& trim, Random& random) {
  cairo_t* cr = c.cr();
  const double bulge = random.Real(10, 35);
  cairo_move_to(cr, 90, 60);
  cairo_line_to(cr, 310, 60);
  cairo_curve_to(cr, 310 + bulge, 150, 310 + bulge, 300, 320, 370);
  cairo_line_to(cr, 80, 370);
  cairo_curve_to(cr, 90 - bulge, 300, 90 - bulge, 150, 90, 60);
  c.FillStroke(body, 3);
  c.Rectangle(85, 60, 230, 26);
  c.FillStroke(trim);
  c.Oval(200, 225, 88, 88);
  c.FillStroke({0.97, 0.96, 0.9}, 2);
  return {200, 225, 120};
}

LabelSpot Tin(const Canvas& c, const Colour& body, const Colour& trim, Random& random) {
  const double half = random.Real(80, 120), top = random.Real(80, 130);
  c.Rectangle(200 - half, top, 2 * half, 350 - top);
  c.FillStroke(body, 3);
  c.Oval(200, 350, half, 18);
  c.FillStroke(body, 1);
  c.Oval(200, top, half, 22);
  c.FillStroke(trim, 3);
  c.Rectangle(200 - half, top + 75, 2 * half, 120);
  c.FillStroke({0.96, 0.94, 0.86}, 1);
  return {200, top + 135, 108};
}

LabelSpot Headphones(const Canvas& c, const Colour& body, const Colour& trim, Random& random) {
  cairo_t* cr = c.cr();
  cairo_arc(cr, 200, 210, random.Real(120, 140), M_PI, 2 * M_PI);
  c.Set(body);
  cairo_set_line_width(cr, 24);
  cairo_stroke(cr);
  for (const double x : {70.0, 330.0}) {
    c.Oval(x, 250, 48, random.Real(60, 80));
    c.FillStroke(body, 3);
    c.Oval(x, 250, 30, 44);
    c.FillStroke(trim, 2);
  }
  return {330, 250, 60};
}

LabelSpot Phone(const Canvas& c, const Colour& body, const Colour& trim, Random& random) {
  c.Rectangle(115, 30, 170, 340, 26);
  c.FillStroke(body, 4);
  const int lenses = random.Between(1, 4);
  for (int i = 0; i < lenses; ++i) {
    c.Oval(150 + (i % 2) * 40, 70 + (i / 2) * 40, 15, 15);
    c.FillStroke(trim, 3);
  }
  return {200, 225, 100};
}

LabelSpot Watch(const Canvas& c, const Colour& body, const Colour& trim, Random& random) {
  c.Rectangle(165, 10, 70, 380, 14);
  c.FillStroke(body, 3);
  const double radius = random.Real(85, 105);
  c.Oval(200, 200, radius, radius);
  c.FillStroke(trim, 6);
  c.Oval(200, 200, radius - 14, radius - 14);
  c.FillStroke({0.95, 0.95, 0.95}, 1);
  cairo_t* cr = c.cr();
  for (int hand = 0; hand < 2; ++hand) {
    const double angle = random.Real(0, 2 * M_PI), length = hand ? 40 : 62;
    cairo_move_to(cr, 200, 200);
    cairo_line_to(cr, 200 + length * std::cos(angle), 200 + length * std::sin(angle));
    c.Set({0.1, 0.1, 0.1});
    cairo_set_line_width(cr, hand ? 7 : 4);
    cairo_stroke(cr);
  }
  return {200, 160, 56};
}

LabelSpot Lamp(const Canvas& c, const Colour& body, const Colour& trim, Random& random) {
  cairo_t* cr = c.cr();
  const double bend = random.Real(60, 160);
  c.Oval(200, 360, 85, 18);
  c.FillStroke(body, 3);
  cairo_move_to(cr, 200, 355);
  cairo_curve_to(cr, 200 - bend, 250, 150, 180, 230, 110);
  c.Set(body);
  cairo_set_line_width(cr, 12);
  cairo_stroke(cr);
  Polygon(cr, {{200, 70}, {290, 100}, {330, 190}, {170, 150}});
  c.FillStroke(trim, 3);
  return {200, 358, 60};
}

LabelSpot Drill(const Canvas& c, const Colour& body, const Colour& trim, Random& random) {
  c.Rectangle(60, 100, 230, 95, 24);
  c.FillStroke(body, 3);
  Polygon(c.cr(), {{290, 125}, {340, 135}, {390, 145}, {340, 158}, {290, 170}});
  c.FillStroke(trim, 2);
  const double lean = random.Real(-15, 20);
  Polygon(c.cr(), {{105, 190}, {175, 190}, {165 + lean, 320}, {95 + lean, 320}});
  c.FillStroke(body, 3);
  c.Rectangle(75 + lean, 318, 120, 52, 8);
  c.FillStroke(trim, 3);
  return {170, 147, 88};
}

LabelSpot Vacuum(const Canvas& c, const Colour& body, const Colour& trim, Random& random) {
  c.Rectangle(185, 20, 30, 260, 12);
  c.FillStroke(trim, 2);
  c.Rectangle(140, random.Real(80, 110), 120, 150, 34);
  c.FillStroke(body, 3);
  Polygon(c.cr(), {{110, 340}, {290, 340}, {310, 385}, {90, 385}});
  c.FillStroke(body, 3);
  return {200, 170, 88};
}

LabelSpot Box(const Canvas& c, const Colour& body, const Colour& trim, Random& random) {
  const double depth = random.Real(30, 70), top = random.Real(110, 150);
  Polygon(c.cr(), {{60, top}, {60 + depth, top - depth}, {340 + depth / 2, top - depth}, {310, top}});
  c.FillStroke(trim, 2);
  Polygon(c.cr(), {{310, top}, {340 + depth / 2, top - depth}, {340 + depth / 2, 300}, {310, 350}});
  c.FillStroke(Darker(body, 0.8), 2);
  c.Rectangle(60, top, 250, 350 - top);
  c.FillStroke(body, 3);
  return {185, (top + 350) / 2, 125};
}

LabelSpot Packet(const Canvas& c, const Colour& body, const Colour& trim, Random& random) {
  c.Rectangle(110, 50, 180, 310);
  c.FillStroke(body, 3);
  c.Rectangle(110, 50, 180, random.Real(30, 60));
  c.FillStroke(trim);
  for (int i = 0; i < 7; ++i) {
    c.Oval(140 + i * 20, 320 + (i % 2) * 12, 8, 11);
    c.FillStroke(trim, 1);
  }
  return {200, 200, 120};
}

LabelSpot Cup(const Canvas& c, const Colour& body, const Colour& trim, Random& random) {
  c.Oval(300, 220, 55, 62);
  c.Set(trim);
  cairo_set_line_width(c.cr(), 18);
  cairo_stroke(c.cr());
  const double taper = random.Real(0, 35);
  Polygon(c.cr(), {{90, 110}, {290, 110}, {290 - taper, 340}, {90 + taper, 340}});
  c.FillStroke(body, 3);
  c.Oval(190, 110, 100, 18);
  c.FillStroke(trim, 2);
  return {190, 230, 100};
}

LabelSpot Chair(const Canvas& c, const Colour& body, const Colour& trim, Random& random) {
  c.Rectangle(120, 30, 160, random.Real(150, 180), 18);
  c.FillStroke(body, 3);
  c.Rectangle(100, 215, 200, 40, 14);
  c.FillStroke(body, 3);
  for (const double x : {110.0, 275.0}) {
    c.Rectangle(x, 255, 14, 130);
    c.FillStroke(trim, 2);
  }
  return {200, 110, 88};
}

LabelSpot Wheel(const Canvas& c, const Colour&, const Colour& trim, Random& random) {
  c.Oval(200, 200, 170, 170);
  c.FillStroke({0.15, 0.15, 0.16}, 6);
  c.Oval(200, 200, 105, 105);
  c.FillStroke(trim, 4);
  const int spokes = random.Between(5, 9);
  for (int i = 0; i < spokes; ++i) {
    cairo_move_to(c.cr(), 200, 200);
    cairo_line_to(c.cr(), 200 + 100 * std::cos(2 * M_PI * i / spokes), 200 + 100 * std::sin(2 * M_PI * i / spokes));
    c.Set({0.2, 0.2, 0.2});
    cairo_set_line_width(c.cr(), 12);
    cairo_stroke(c.cr());
  }
  return {200, 200, 70};
}

LabelSpot Bear(const Canvas& c, const Colour& body, const Colour& trim, Random& random) {
  for (const double x : {140.0, 260.0}) {
    c.Oval(x, 75, 34, 34);
    c.FillStroke(body, 3);
  }
  c.Oval(200, 290, random.Real(85, 105), 95);
  c.FillStroke(body, 3);
  c.Oval(200, 135, 82, 75);
  c.FillStroke(body, 3);
  for (const double x : {172.0, 228.0}) {
    c.Oval(x, 125, 8, 9);
    c.FillStroke({0.1, 0.1, 0.1});
  }
  c.Oval(200, 155, 24, 17);
  c.FillStroke(trim);
  return {200, 290, 92};
}

LabelSpot Book(const Canvas& c, const Colour& body, const Colour& trim, Random& random) {
  c.Rectangle(95, 50, 220, 310, 8);
  c.FillStroke({0.95, 0.95, 0.92}, 2);
  c.Rectangle(85, 45, 220, 310, 8);
  c.FillStroke(body, 3);
  c.Rectangle(85, 45, random.Real(20, 36), 310);
  c.FillStroke(trim);
  return {205, 190, 115};
}

}  // namespace

void DrawBackground(const Canvas& canvas, Random& random) {
  cairo_t* cr = canvas.cr();
  const double width = canvas.width(), height = canvas.height();
  const Colour low = AnyColour(random, 0.6, 0.98), high = AnyColour(random, 0.75, 1.0);
  cairo_pattern_t* shade = cairo_pattern_create_linear(0, 0, random.Real(0, width), height);
  cairo_pattern_add_color_stop_rgb(shade, 0, high.red, high.green, high.blue);
  cairo_pattern_add_color_stop_rgb(shade, 1, low.red, low.green, low.blue);
  cairo_set_source(cr, shade);
  cairo_paint(cr);
  cairo_pattern_destroy(shade);
  const int style = random.Below(6);
  if (style == 1) {  // table top
    canvas.Rectangle(0, height * random.Real(0.6, 0.8), width, height);
    canvas.Set(AnyColour(random, 0.35, 0.75));
    cairo_fill(cr);
  } else if (style == 2) {  // planks
    const double step = random.Real(40, 90);
    for (double x = 0; x < width; x += step) {
      canvas.Rectangle(x, 0, step - 3, height);
      canvas.Set({0.55 + random.Real(-0.1, 0.15), 0.4, 0.28});
      cairo_fill(cr);
    }
  } else if (style == 3) {  // lights out of focus
    for (int i = 0; i < 14; ++i) {
      const double x = random.Real(0, width), y = random.Real(0, height), radius = random.Real(12, 70);
      canvas.Oval(x, y, radius, radius);
      canvas.Set(AnyColour(random, 0.6, 1), 0.35);
      cairo_fill(cr);
    }
  } else if (style == 4) {  // tiles
    const double step = random.Real(50, 110);
    canvas.Set({0.7, 0.72, 0.74});
    cairo_set_line_width(cr, 3);
    for (double x = step / 2; x < width; x += step) {
      cairo_move_to(cr, x, 0);
      cairo_line_to(cr, x, height);
      cairo_move_to(cr, 0, x);
      cairo_line_to(cr, width, x);
    }
    cairo_stroke(cr);
  } else if (style == 5) {  // a plant at the side
    for (int i = 0; i < 9; ++i) {
      cairo_save(cr);
      cairo_translate(cr, random.Chance(0.5) ? 20 : width - 20, height * 0.85);
      cairo_rotate(cr, random.Real(-1.2, 1.2));
      canvas.Oval(0, -90, 17, 85);
      canvas.Set({0.2, random.Real(0.4, 0.65), 0.25}, 0.8);
      cairo_fill(cr);
      cairo_restore(cr);
    }
  }
}

void DrawProps(const Canvas& canvas, Random& random) {
  cairo_t* cr = canvas.cr();
  const int count = random.Below(5);
  for (int i = 0; i < count; ++i) {
    cairo_save(cr);
    const double x = random.Real(0, canvas.width()), y = random.Real(0, canvas.height());
    cairo_translate(cr, x, y);
    cairo_rotate(cr, random.Real(0, M_PI));
    const double wide = random.Real(20, 120), high = random.Real(14, 90);
    if (random.Chance(0.5)) canvas.Oval(0, 0, wide, high);
    else canvas.Rectangle(-wide, -high, 2 * wide, 2 * high, 10);
    const Colour colour = AnyColour(random, 0.15, 0.95);
    if (random.Chance(0.6)) {
      canvas.Set(colour, 0.85);
      cairo_fill(cr);
    } else {
      canvas.Set(colour, 0.85);
      cairo_set_line_width(cr, random.Real(4, 16));
      cairo_stroke(cr);
    }
    cairo_restore(cr);
  }
}

void DrawLight(const Canvas& canvas, Random& random) {
  const double x = random.Real(0, canvas.width()), y = random.Real(0, canvas.height());
  const double strength = random.Real(0.05, 0.4);
  cairo_pattern_t* light = cairo_pattern_create_radial(x, y, 20, x, y, canvas.width() * random.Real(0.7, 1.3));
  cairo_pattern_add_color_stop_rgba(light, 0, 1, 1, 0.95, strength * 0.6);
  cairo_pattern_add_color_stop_rgba(light, 1, 0, 0, 0.1, strength);
  cairo_set_source(canvas.cr(), light);
  cairo_paint(canvas.cr());
  cairo_pattern_destroy(light);
}

LabelSpot DrawGoods(const Canvas& canvas, std::string_view shape, Random& random) {
  const Colour body = AnyColour(random), trim = AnyColour(random, 0.2, 1);
  using Draw = LabelSpot (*)(const Canvas&, const Colour&, const Colour&, Random&);
  static const std::vector<std::pair<std::string_view, Draw>> shapes = {
      {"shoe", Shoe}, {"shirt", Shirt}, {"bag", Bag}, {"bottle", Bottle}, {"jar", Jar}, {"sack", Sack}, {"tin", Tin},
      {"headphones", Headphones}, {"phone", Phone}, {"watch", Watch}, {"lamp", Lamp}, {"drill", Drill}, {"vacuum", Vacuum},
      {"packet", Packet}, {"cup", Cup}, {"chair", Chair}, {"wheel", Wheel}, {"bear", Bear}, {"book", Book}};
  for (const auto& [name, draw] : shapes) {
    if (name == shape) return draw(canvas, body, trim, random);
  }
  return Box(canvas, body, trim, random);
}

LabelSpot DrawAccessory(const Canvas& canvas, Random& random) {
  const Colour body = AnyColour(random), trim = AnyColour(random, 0.2, 1);
  const int count = random.Between(1, 4), style = random.Below(3);
  for (int i = 0; i < count; ++i) {
    const double x = 70 + i * 70, y = 120 + (i % 2) * 60;
    if (style == 0) canvas.Oval(x + 40, y + 60, 52, 52);
    if (style == 1) canvas.Rectangle(x, y, 90, 150, 18);
    if (style == 2) canvas.Rectangle(x, y, 40, 190, 4);
    canvas.FillStroke(i % 2 ? trim : body, 4);
    if (style == 0) {
      canvas.Oval(x + 40, y + 60, 24, 24);
      canvas.FillStroke(trim, 3);
    }
  }
  return {200, 200, 60};
}

void DrawLogo(const Canvas& canvas, uint64_t art, const std::string& text, double cx, double cy, double size) {
  Random random(art, "logo");
  cairo_t* cr = canvas.cr();
  const Colour main = AnyColour(random, 0.0, 0.6), second = AnyColour(random, 0.6, 1.0);
  const int shape = random.Below(6), sides = random.Between(3, 8);
  const double turn = random.Real(0, M_PI);
  cairo_save(cr);
  cairo_translate(cr, cx - size / 2, cy - size / 2);
  cairo_scale(cr, size / 100, size / 100);
  canvas.Rectangle(0, 0, 100, 100, 10);
  canvas.Set({1, 1, 1}, 0.92);
  cairo_fill(cr);
  canvas.Set(main);
  switch (shape) {
    case 0:  // ring with a disc beside its middle
      canvas.Oval(50, 36, 28, 28);
      cairo_set_line_width(cr, random.Real(5, 10));
      cairo_stroke(cr);
      canvas.Oval(50 + random.Real(-10, 10), 36, 12, 12);
      canvas.Set(second);
      cairo_fill(cr);
      break;
    case 1:  // star
      for (int i = 0; i < sides * 2; ++i) {
        const double radius = i % 2 ? random.Real(10, 16) : 30, angle = turn + M_PI * i / sides;
        cairo_line_to(cr, 50 + radius * std::cos(angle), 36 + radius * std::sin(angle));
      }
      cairo_close_path(cr);
      cairo_fill(cr);
      break;
    case 2:  // mountains
      Polygon(cr, {{18, 62}, {40, 62 - random.Real(25, 50)}, {62, 62}});
      cairo_fill(cr);
      Polygon(cr, {{42, 62}, {64, 62 - random.Real(20, 40)}, {84, 62}});
      canvas.Set(second);
      cairo_fill(cr);
      break;
    case 3:  // waves
      cairo_set_line_width(cr, 6);
      for (int i = 0; i < 3; ++i) {
        cairo_move_to(cr, 15, 22 + i * 15);
        cairo_curve_to(cr, 35, random.Real(0, 20) + i * 15, 60, 45 + i * 15, 85, 22 + i * 15);
        cairo_stroke(cr);
      }
      break;
    case 4:  // petals
      for (int i = 0; i < sides; ++i) {
        cairo_save(cr);
        cairo_translate(cr, 50, 36);
        cairo_rotate(cr, turn + 2 * M_PI * i / sides);
        canvas.Oval(17, 0, 14, 6);
        canvas.Set(i % 2 ? second : main);
        cairo_fill(cr);
        cairo_restore(cr);
      }
      break;
    default:  // shield with a bar
      cairo_move_to(cr, 24, 10);
      cairo_line_to(cr, 76, 10);
      cairo_curve_to(cr, 76, 45, 64, 58, 50, 66);
      cairo_curve_to(cr, 36, 58, 24, 45, 24, 10);
      cairo_fill(cr);
      cairo_save(cr);
      cairo_translate(cr, 50, 36);
      cairo_rotate(cr, turn);
      canvas.Rectangle(-22, -5, 44, 10);
      canvas.Set(second);
      cairo_fill(cr);
      cairo_restore(cr);
  }
  static const std::vector<std::string> fonts = {"Noto Sans CJK SC Bold", "Noto Serif CJK SC Bold", "Noto Sans CJK SC", "Noto Serif CJK SC"};
  canvas.Set(main);
  canvas.Text(text, 50, 83, 22, 90, random.Pick(fonts));
  cairo_restore(cr);
}

void DrawWork(const Canvas& canvas, uint64_t art) {
  Random random(art, "work");
  cairo_t* cr = canvas.cr();
  const Colour sky = AnyColour(random, 0.1, 0.45);
  canvas.Set(sky);
  cairo_paint(cr);
  const double moon_x = random.Real(120, 400), moon_y = random.Real(80, 150);
  canvas.Oval(moon_x, moon_y, 52, 52);
  canvas.Set({0.98, 0.93, 0.75});
  cairo_fill(cr);
  for (int i = 0; i < 40; ++i) {
    const double x = random.Real(0, 512), y = random.Real(0, 260);
    canvas.Oval(x, y, 2, 2);
    cairo_fill(cr);
  }
  for (int hill = 0; hill < 3; ++hill) {
    const double x = random.Real(60, 450), radius = random.Real(150, 260);
    canvas.Oval(x, 430 + hill * 45, radius, 120);
    canvas.Set(AnyColour(random, 0.2, 0.55));
    cairo_fill(cr);
  }
  for (int figure = 0; figure < 7; ++figure) {
    const double x = random.Real(40, 470), y = random.Real(300, 460), size = random.Real(22, 58);
    Polygon(cr, {{x - size, y + size}, {x - size * 0.6, y - size}, {x - size * 0.2, y - size * 0.4}, {x + size * 0.2, y - size * 0.4}, {x + size * 0.6, y - size}, {x + size, y + size}});
    canvas.FillStroke(AnyColour(random, 0.4, 1), 3);
  }
}

}  // namespace markwarden::samples
