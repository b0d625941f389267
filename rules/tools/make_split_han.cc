// Makes rules/data/split_han.tsv, the ways to write the ideographs of GB 2312 as their parts side by side, and rules/data/parts_han.tsv, what parts they have
// where. The outlines of every ideograph are told apart into two lots, or cut where there is little ink, and each lot is compared with every whole glyph: by
// the directions of edges after the lines are spread evenly, by the turns of the outlines, and by how many outlines and holes there are.  Parts seen at the
// same place of several ideographs then teach what they look like there.  The ways of a table written by hand come first.
//
// Not part of the build; run by hand when the font changes (some minutes):
//   g++ -O3 -march=native -std=c++20 make_split_han.cc $(pkg-config --cflags --libs cairo) && ./a.out split_by_hand.tsv > split_han.tsv
//   ./a.out --parts > parts_han.tsv
//   ./a.out split_by_hand.tsv --parts-to parts_han.tsv > split_han.tsv   # both at once
#include <cairo/cairo.h>
#include <iconv.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

constexpr int kDraw = 64, kCells = 8, kDirections = 8, kShape = kCells * kCells * kDirections, kTurns = 256, kLength = kShape + kTurns;

struct Box {
  double x0 = 1e9, y0 = 1e9, x1 = -1e9, y1 = -1e9;
  void Add(double x, double y) { x0 = std::min(x0, x), y0 = std::min(y0, y), x1 = std::max(x1, x), y1 = std::max(y1, y); }
  void Add(const Box& b) { Add(b.x0, b.y0), Add(b.x1, b.y1); }
  double Width() const { return x1 - x0; }
  double Height() const { return y1 - y0; }
};

struct Segment {
  bool curve;
  double ax, ay, bx, by, x, y;  // control points, end
};

struct Contour {
  double sx, sy;
  std::vector<Segment> segments;
  Box box;
  double area = 0;
};

struct Glyph {
  std::string text;
  std::vector<std::vector<Contour>> blots;  // connected ink: the outline and its holes
  std::vector<Box> boxes;
};

struct Region {
  uint32_t blots;
  Box clip{0, 0, 1000, 1000};
  bool outside = false;  // of the clip
};

std::string Utf8(uint32_t c) { return {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 63)), static_cast<char>(0x80 | (c & 63))}; }

std::vector<std::string> Gb2312() {
  std::vector<std::string> all;
  const iconv_t convert = iconv_open("UTF-8", "GB2312");
  for (int row = 0xB0; row <= 0xF7; ++row) {
    for (int cell = 0xA1; cell <= 0xFE; ++cell) {
      char in[2] = {static_cast<char>(row), static_cast<char>(cell)};
      char out[8];
      char* from = in;
      char* to = out;
      size_t left = 2, room = sizeof out;
      if (iconv(convert, &from, &left, &to, &room) != static_cast<size_t>(-1)) all.emplace_back(out, to);
    }
  }
  iconv_close(convert);
  return all;
}

bool Inside(const Box& in, const Box& out) { return in.x0 >= out.x0 && in.y0 >= out.y0 && in.x1 <= out.x1 && in.y1 <= out.y1; }

Glyph Outline(const std::string& text) {
  static cairo_t* cr = [] {
    cairo_t* made = cairo_create(cairo_image_surface_create(CAIRO_FORMAT_A8, 8, 8));
    cairo_select_font_face(made, "Noto Sans CJK SC", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(made, 1000);
    cairo_font_options_t* options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_set_font_options(made, options);
    cairo_font_options_destroy(options);
    return made;
  }();
  cairo_new_path(cr);
  cairo_move_to(cr, 0, 880);
  cairo_text_path(cr, text.c_str());
  cairo_path_t* path = cairo_copy_path(cr);
  std::vector<Contour> contours;
  for (int k = 0; k < path->num_data; k += path->data[k].header.length) {
    const cairo_path_data_t* d = &path->data[k];
    if (d->header.type == CAIRO_PATH_MOVE_TO) {
      contours.push_back({d[1].point.x, d[1].point.y, {}, {}, 0});
    } else if (d->header.type == CAIRO_PATH_LINE_TO) {
      contours.back().segments.push_back({false, 0, 0, 0, 0, d[1].point.x, d[1].point.y});
    } else if (d->header.type == CAIRO_PATH_CURVE_TO) {
      contours.back().segments.push_back({true, d[1].point.x, d[1].point.y, d[2].point.x, d[2].point.y, d[3].point.x, d[3].point.y});
    }
  }
  cairo_path_destroy(path);
  std::erase_if(contours, [](const Contour& c) { return c.segments.size() < 3; });
  for (Contour& c : contours) {
    double x = c.sx, y = c.sy;
    if (c.segments.back().x != x || c.segments.back().y != y) c.segments.push_back({false, 0, 0, 0, 0, x, y});
    for (const Segment& s : c.segments) {
      if (s.curve) {
        for (int t = 1; t <= 8; ++t) {
          const double u = t / 8.0, v = 1 - u;
          c.box.Add(v * v * v * x + 3 * v * v * u * s.ax + 3 * v * u * u * s.bx + u * u * u * s.x,
                    v * v * v * y + 3 * v * v * u * s.ay + 3 * v * u * u * s.by + u * u * u * s.y);
        }
        c.area += x * s.ay - s.ax * y + s.ax * s.by - s.bx * s.ay + s.bx * s.y - s.x * s.by;
      } else {
        c.area += x * s.y - s.x * y;
      }
      x = s.x, y = s.y;
      c.box.Add(x, y);
    }
  }
  // The largest outline tells which way round ink goes.
  double largest = 0;
  for (const Contour& c : contours)
    if (std::abs(c.area) > std::abs(largest)) largest = c.area;
  Glyph glyph{text, {}, {}};
  for (const Contour& c : contours) {
    if (c.area * largest <= 0) continue;
    glyph.blots.push_back({c});
    glyph.boxes.push_back(c.box);
  }
  for (const Contour& c : contours) {
    if (c.area * largest > 0) continue;
    size_t in = glyph.blots.size();
    for (size_t b = 0; b < glyph.blots.size(); ++b) {
      if (Inside(c.box, glyph.boxes[b]) && (in == glyph.blots.size() || Inside(glyph.boxes[b], glyph.boxes[in]))) in = b;
    }
    if (in < glyph.blots.size()) glyph.blots[in].push_back(c);
  }
  return glyph;
}

struct Features {
  std::array<int8_t, kLength> values;
  int points, outlines, holes;
  bool cut;
  Box box;
};

void Blur(std::vector<float>& plane, const std::vector<float>& kernel) {
  const int r = static_cast<int>(kernel.size()) / 2;
  std::vector<float> other(plane.size());
  for (int pass = 0; pass < 2; ++pass) {
    for (int y = 0; y < kDraw; ++y) {
      for (int x = 0; x < kDraw; ++x) {
        float sum = 0;
        for (int d = -r; d <= r; ++d) {
          const int at = x + d;
          if (at >= 0 && at < kDraw) sum += kernel[d + r] * plane[y * kDraw + at];
        }
        other[x * kDraw + y] = sum;
      }
    }
    plane.swap(other);
  }
}

int Symbol(double x, double y, const Segment& s) {
  const double dx = s.x - x, dy = s.y - y;
  const int hx = std::abs(dx) < 0.1 * std::abs(dy) ? 0 : dx > 0 ? 1 : 2, hy = std::abs(dy) < 0.1 * std::abs(dx) ? 0 : dy > 0 ? 1 : 2;
  return (s.curve ? 9 : 0) + hx * 3 + hy;
}

bool Measure(const Glyph& glyph, const Region& region, Features& out) {
  Box box;
  for (size_t b = 0; b < glyph.blots.size(); ++b)
    if (region.blots >> b & 1) box.Add(glyph.boxes[b]);
  const bool clipped = region.outside || !Inside(box, region.clip);
  out.cut = clipped;
  static cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_A8, kDraw, kDraw);
  static cairo_t* cr = cairo_create(surface);
  const int stride = cairo_image_surface_get_stride(surface);
  unsigned char* data = cairo_image_surface_get_data(surface);
  const auto draw = [&](double x0, double y0, double w, double h) {
    cairo_identity_matrix(cr);
    cairo_reset_clip(cr);
    cairo_set_operator(cr, CAIRO_OPERATOR_CLEAR);
    cairo_paint(cr);
    cairo_set_operator(cr, CAIRO_OPERATOR_OVER);
    cairo_scale(cr, kDraw / w, kDraw / h);
    cairo_translate(cr, -x0, -y0);
    if (clipped) {
      cairo_new_path(cr);
      if (region.outside) cairo_rectangle(cr, 0, 0, 1000, 1000);
      cairo_rectangle(cr, region.clip.x0, region.clip.y0, region.clip.Width(), region.clip.Height());
      cairo_set_fill_rule(cr, CAIRO_FILL_RULE_EVEN_ODD);
      cairo_clip(cr);
      cairo_set_fill_rule(cr, CAIRO_FILL_RULE_WINDING);
    }
    cairo_new_path(cr);
    for (size_t b = 0; b < glyph.blots.size(); ++b) {
      if (!(region.blots >> b & 1)) continue;
      for (const Contour& c : glyph.blots[b]) {
        cairo_move_to(cr, c.sx, c.sy);
        for (const Segment& s : c.segments) {
          if (s.curve)
            cairo_curve_to(cr, s.ax, s.ay, s.bx, s.by, s.x, s.y);
          else
            cairo_line_to(cr, s.x, s.y);
        }
        cairo_close_path(cr);
      }
    }
    cairo_fill(cr);
    cairo_surface_flush(surface);
  };
  if (clipped) {
    draw(0, 0, 1000, 1000);
    Box ink;
    for (int y = 0; y < kDraw; ++y) {
      for (int x = 0; x < kDraw; ++x) {
        if (data[y * stride + x] >= 64) ink.Add(x * 1000.0 / kDraw, y * 1000.0 / kDraw), ink.Add((x + 1) * 1000.0 / kDraw, (y + 1) * 1000.0 / kDraw);
      }
    }
    if (ink.x1 < 0) return false;
    box.x0 = std::max(box.x0, ink.x0 - 4), box.y0 = std::max(box.y0, ink.y0 - 4), box.x1 = std::min(box.x1, ink.x1 + 4), box.y1 = std::min(box.y1, ink.y1 + 4);
    if (!region.outside)
      box.x0 = std::max(box.x0, region.clip.x0), box.y0 = std::max(box.y0, region.clip.y0), box.x1 = std::min(box.x1, region.clip.x1),
      box.y1 = std::min(box.y1, region.clip.y1);
  }
  out.box = box;
  // Something thin is not stretched to a block.
  double w = box.Width(), h = box.Height();
  w = std::max(w, 0.25 * h), h = std::max(h, 0.25 * w);
  const double x0 = (box.x0 + box.x1 - w) / 2, y0 = (box.y0 + box.y1 - h) / 2, margin = 0.04;
  draw(x0 - margin * w, y0 - margin * h, w * (1 + 2 * margin), h * (1 + 2 * margin));
  // Lines are spread evenly: rows and columns get room by the edges they have.
  std::array<double, kDraw + 1> across{}, down{};
  const auto at = [&](int x, int y) { return data[std::clamp(y, 0, kDraw - 1) * stride + std::clamp(x, 0, kDraw - 1)] / 255.0; };
  for (int k = 0; k < kDraw; ++k) {
    double h_edges = 0, v_edges = 0;
    for (int j = 0; j < kDraw; ++j) {
      h_edges += std::abs(at(k + 1, j) - at(k - 1, j));
      v_edges += std::abs(at(j, k + 1) - at(j, k - 1));
    }
    across[k + 1] = across[k] + h_edges + 5;
    down[k + 1] = down[k] + v_edges + 5;
  }
  const auto inverse = [](const std::array<double, kDraw + 1>& cumulated) {
    std::array<double, kDraw> from{};
    int k = 0;
    for (int j = 0; j < kDraw; ++j) {
      const double want = cumulated[kDraw] * (j + 0.5) / kDraw;
      while (k < kDraw - 1 && cumulated[k + 1] < want) ++k;
      from[j] = k + (want - cumulated[k]) / (cumulated[k + 1] - cumulated[k]) - 0.5;
    }
    return from;
  };
  const auto fx = inverse(across), fy = inverse(down);
  std::vector<float> image(kDraw * kDraw);
  for (int y = 0; y < kDraw; ++y) {
    for (int x = 0; x < kDraw; ++x) {
      const int ix = static_cast<int>(std::floor(fx[x])), iy = static_cast<int>(std::floor(fy[y]));
      const double u = fx[x] - ix, v = fy[y] - iy;
      image[y * kDraw + x] =
          static_cast<float>((1 - u) * (1 - v) * at(ix, iy) + u * (1 - v) * at(ix + 1, iy) + (1 - u) * v * at(ix, iy + 1) + u * v * at(ix + 1, iy + 1));
    }
  }
  static const std::vector<float> soft{0.25F, 0.5F, 0.25F};
  Blur(image, soft);
  std::vector<std::vector<float>> planes(kDirections, std::vector<float>(kCells * kCells));
  const auto pixel = [&](int x, int y) { return image[std::clamp(y, 0, kDraw - 1) * kDraw + std::clamp(x, 0, kDraw - 1)]; };
  // Each edge goes to the cells around it, by the distance.
  static const auto weights = [] {
    std::array<std::array<float, kCells>, kDraw> made{};
    for (int k = 0; k < kDraw; ++k) {
      for (int c = 0; c < kCells; ++c) {
        const double d = (k + 0.5) / kDraw * kCells - (c + 0.5);
        made[k][c] = std::abs(d) > 1.6 ? 0.F : static_cast<float>(std::exp(-d * d / (2 * 0.55 * 0.55)));
      }
    }
    return made;
  }();
  for (int y = 0; y < kDraw; ++y) {
    for (int x = 0; x < kDraw; ++x) {
      const float gx = pixel(x + 1, y) - pixel(x - 1, y), gy = pixel(x, y + 1) - pixel(x, y - 1), size = std::hypot(gx, gy);
      if (size < 0.02F) continue;
      const double turn = std::fmod((std::atan2(gy, gx) / (2 * M_PI) + 1) * kDirections, kDirections);
      const int d0 = static_cast<int>(turn) % kDirections, d1 = (d0 + 1) % kDirections;
      const float part = static_cast<float>(turn - std::floor(turn));
      const int x_cell = x * kCells / kDraw, y_cell = y * kCells / kDraw;
      for (int cy = std::max(0, y_cell - 2); cy <= std::min(kCells - 1, y_cell + 2); ++cy) {
        if (weights[y][cy] == 0) continue;
        for (int cx = std::max(0, x_cell - 2); cx <= std::min(kCells - 1, x_cell + 2); ++cx) {
          if (weights[x][cx] == 0) continue;
          const float amount = size * weights[y][cy] * weights[x][cx];
          planes[d0][cy * kCells + cx] += amount * (1 - part);
          planes[d1][cy * kCells + cx] += amount * part;
        }
      }
    }
  }
  std::array<float, kLength> values{};
  int v = 0;
  for (const auto& plane : planes)
    for (const float p : plane) values[v++] = std::sqrt(p);
  out.points = out.outlines = out.holes = 0;
  for (size_t b = 0; b < glyph.blots.size(); ++b) {
    if (!(region.blots >> b & 1)) continue;
    for (const Contour& c : glyph.blots[b]) {
      const size_t n = c.segments.size();
      std::vector<int> symbols(n);
      for (size_t k = 0; k < n; ++k) symbols[k] = Symbol(c.segments[(k + n - 1) % n].x, c.segments[(k + n - 1) % n].y, c.segments[k]);
      ++(&c == &glyph.blots[b][0] ? out.outlines : out.holes);
      for (size_t k = 0; k < n; ++k) {
        const Segment& s = c.segments[k];
        if (clipped && (s.x >= region.clip.x0 && s.x <= region.clip.x1 && s.y >= region.clip.y0 && s.y <= region.clip.y1) == region.outside) continue;
        ++out.points;
        const uint32_t hash = (symbols[(k + n - 1) % n] * 324U + symbols[k] * 18U + symbols[(k + 1) % n]) * 2654435761U;
        values[kShape + (hash >> 24) % kTurns] += 1;
      }
    }
  }
  for (int k = kShape; k < kLength; ++k) values[k] = std::sqrt(values[k]);
  constexpr float kTurnShare = 0.35F;
  double shape = 0, turns = 0;
  for (int k = 0; k < kShape; ++k) shape += values[k] * values[k];
  for (int k = kShape; k < kLength; ++k) turns += values[k] * values[k];
  for (int k = 0; k < kLength; ++k) {
    const double share = k < kShape ? (1 - kTurnShare) / (shape + 1e-9) : kTurnShare / (turns + 1e-9);
    out.values[k] = static_cast<int8_t>(std::min(127.0, std::lround(values[k] * std::sqrt(share) * 400) * 1.0));
  }
  return out.points > 0;
}

int Dot(const Features& a, const Features& b) {
  int dot = 0;
  for (int k = 0; k < kLength; ++k) dot += static_cast<int16_t>(a.values[k]) * static_cast<int16_t>(b.values[k]);
  return dot;
}
constexpr double kUnit = 400.0 * 400.0;

// Ink that is joined or closed otherwise is another part.
double Unlike(const Features& a, const Features& b) {
  if (a.cut || b.cut) return 0.003 * std::abs(a.points - b.points);
  return 0.015 * std::abs(a.outlines - b.outlines) + 0.025 * std::abs(a.holes - b.holes) + 0.004 * std::abs(a.points - b.points);
}

// Forms that parts have; `full` are the ways to write them out.  A form with `as` is another drawing of that part.  礻 is mostly taken for
// 衤, so both are given for either.
struct Form {
  const char* form;
  const char* full;  // each one character
  const char* as;
};
constexpr Form kForms[] = {{"亻", "人", ""},   {"氵", "水", ""}, {"扌", "手才", ""}, {"钅", "金", ""}, {"讠", "言", ""}, {"忄", "心", ""}, {"纟", "丝糸", ""},
                           {"艹", "草艸", ""}, {"辶", "辵走", ""}, {"犭", "犬", ""},   {"礻", "示衤衣", ""}, {"衤", "衣礻示", ""}, {"饣", "食", ""}, {"刂", "刀", ""},
                           {"攵", "攴", ""},   {"灬", "火", ""}, {"罒", "网", ""},   {"冫", "冰", ""}, {"疒", "病", ""}, {"牜", "牛", ""}, {"爫", "爪", ""},
                           {"覀", "西", ""},   {"乚", "乙", ""}, {"宀", "", ""},     {"冖", "", ""},   {"彳", "", ""},   {"丬", "", ""},   {"癶", "", ""},
                           {"虍", "", ""},     {"阝", "", ""},   {"⺮", "", "竹"},   {"⻊", "", "足"}, {"⺼", "", "月"}, {"⺶", "", "羊"}, {"⺷", "", "羊"},
                           {"⺩", "", "王"},   {"⻗", "", "雨"}, {"⻏", "", "阝"},   {"⻖", "", "阝"}, {"⺗", "", "心"}, {"⺌", "", "小"}, {"⺍", "", "小"},
                           {"⺀", "", "冫"},   {"龵", "", "手"}, {"⺈", "", "刀"},   {"⺻", "", "聿"}, {"⺊", "", "卜"}, {"⺄", "", "乙"}, {"釒", "", "钅"},
                           {"糹", "", "纟"},   {"卄", "", "艹"}, {"⺧", "", "牛"},   {"镸", "", "长"}, {"訁", "", "讠"}, {"飠", "", "饣"}, {"㣺", "", "心"}};

constexpr size_t kWays = 6, kSame = 2;               // of one ideograph; ideographs of one way
constexpr double kWeaker = 0.80, kNearBest = 0.010;  // of the two parts; how much less a way may be worth than the best

constexpr double kUsed = 0.01;  // what it is worth that a part is much used at its place

// From 0.96 to 1 is further than from 0.80 to 0.84.
double Worth(double score) { return -0.12 * std::log(1.02 - std::min(score, 1.0)); }

std::vector<std::string> Written(const std::string& name, char slot) {
  std::vector<std::string> all{name};
  if (name == "阝") all.push_back(slot == 'L' ? "阜" : "邑");
  if (name == "月" && slot == 'L') all.push_back("肉");
  if (name == "王" && slot == 'L') all.push_back("玉");
  for (const Form& f : kForms) {
    if (name != f.form) continue;
    for (const char* c = f.full; *c; c += 3) all.emplace_back(c, 3);
  }
  return all;
}

struct Match {
  float score;
  size_t name;
};

struct Part {
  Features features;
  std::vector<Match> matches, drawn;  // best first; those with whole glyphs only
};

struct Split {
  size_t parts[2];
  char slots[2];
  bool cut;
};

struct Choice {
  double base, score;
  size_t split;
  size_t names[2];
  double weaker;
};

void Slots(const Box& a, const Box& b, char& sa, char& sb) {
  const double x = (std::min(a.x1, b.x1) - std::max(a.x0, b.x0)) / (std::min(a.Width(), b.Width()) + 1);
  const double y = (std::min(a.y1, b.y1) - std::max(a.y0, b.y0)) / (std::min(a.Height(), b.Height()) + 1);
  if (std::min(x, y) < 0.3) {
    if (x < y)
      sa = a.x0 + a.x1 < b.x0 + b.x1 ? 'L' : 'R', sb = sa == 'L' ? 'R' : 'L';
    else
      sa = a.y0 + a.y1 < b.y0 + b.y1 ? 'T' : 'B', sb = sa == 'T' ? 'B' : 'T';
  } else {
    sa = a.Width() * a.Height() >= b.Width() * b.Height() ? 'O' : 'I', sb = sa == 'O' ? 'I' : 'O';
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::FILE* split_to = stdout;
  std::FILE* parts_to = nullptr;
  std::vector<std::pair<std::string, std::vector<std::string>>> by_hand;
  for (int k = 1; k < argc; ++k) {
    const std::string word = argv[k];
    if (word == "--parts") {
      split_to = nullptr, parts_to = stdout;
    } else if (word == "--parts-to" && k + 1 < argc) {
      parts_to = std::fopen(argv[++k], "w");
    } else {
      std::ifstream in(word);
      for (std::string line; std::getline(in, line);) {
        const size_t tab = line.find('\t');
        if (line.empty() || line[0] == '#' || tab == std::string::npos) continue;
        const std::string text = line.substr(0, tab);
        auto row = std::find_if(by_hand.begin(), by_hand.end(), [&](const auto& r) { return r.first == text; });
        if (row == by_hand.end()) row = by_hand.insert(row, {text, {}});
        std::istringstream ways(line.substr(tab + 1));
        for (std::string way; ways >> way;) {
          if (std::find(row->second.begin(), row->second.end(), way) == row->second.end()) row->second.push_back(way);
        }
      }
    }
  }
  const std::vector<std::string> gb = Gb2312();
  std::vector<std::string> names = gb;
  std::set<std::string> have(gb.begin(), gb.end());
  for (const Form& r : kForms)
    if (have.insert(r.form).second) names.push_back(r.form);
  for (uint32_t c = 0x4E00; c <= 0x9FA5; ++c)
    if (have.insert(Utf8(c)).second) names.push_back(Utf8(c));
  std::vector<Glyph> glyphs;
  std::vector<Features> templates;
  std::vector<std::vector<size_t>> by_points(2000);
  for (const std::string& n : names) {
    glyphs.push_back(Outline(n));
    const Glyph& g = glyphs.back();
    Features f{};
    if (g.blots.size() > 31 || g.blots.empty()) {
      std::fprintf(stderr, "%s %zu blots\n", n.c_str(), g.blots.size());
      templates.push_back(f);
      continue;
    }
    if (Measure(g, {(1U << g.blots.size()) - 1}, f)) by_points[f.points].push_back(templates.size());
    templates.push_back(f);
  }
  std::fprintf(stderr, "templates %zu\n", templates.size());
  std::map<std::string, size_t> at;
  for (size_t k = 0; k < names.size(); ++k) at[names[k]] = k;
  std::vector<size_t> canonical(names.size());
  std::vector<bool> rare(names.size()), stroke(names.size());
  for (size_t k = 0; k < names.size(); ++k) canonical[k] = k, rare[k] = k >= gb.size();
  for (const Form& f : kForms) {
    if (*f.as) canonical[at[f.form]] = at[f.as];
    rare[at[f.form]] = false;
  }
  std::set<size_t> around;
  for (const char* s : {"门", "囗", "辶", "广", "厂", "疒", "尸", "气", "勹", "走", "匚", "凵", "几", "虍", "户", "廴",
                        "行", "戈", "弋", "风", "鬼", "麦", "衣", "冂", "戊", "鹿", "匕", "夂", "毛", "是", "尢"})
    around.insert(at[s]);
  for (const char* s : {"一", "丶", "丿", "丨", "乀"}) stroke[at[s]] = true;
  std::vector<Part> parts;
  std::vector<std::vector<Split>> splits(gb.size());
  const auto find = [&](const Features& f, size_t except) {
    std::vector<std::pair<double, size_t>> dots;
    const int slack = 3 + f.points / 6;
    for (int q = std::max(0, f.points - slack); q <= std::min<int>(by_points.size() - 1, f.points + slack); ++q) {
      for (const size_t t : by_points[q]) {
        if (t == except) continue;
        if (const double dot = Dot(f, templates[t]) / kUnit - Unlike(f, templates[t]); dot > 0.65) dots.push_back({dot, t});
      }
    }
    std::sort(dots.rbegin(), dots.rend());
    std::vector<Match> found;
    for (const auto& [dot, t] : dots) {
      if (found.size() >= 10) break;
      const size_t name = canonical[t];
      if (name == except || std::any_of(found.begin(), found.end(), [&](const Match& m) { return m.name == name; })) continue;
      found.push_back({static_cast<float>(dot), name});
    }
    return found;
  };
  for (size_t i = 0; i < gb.size(); ++i) {
    const Glyph& g = glyphs[i];
    const size_t n = g.blots.size();
    if (n > 31 || n == 0) continue;
    const uint32_t whole = (1U << n) - 1;
    std::vector<std::pair<Region, Region>> tried;
    std::set<uint32_t> seen;
    const auto add = [&](uint32_t mask) {
      if (mask == 0 || mask == whole) return;
      if (!seen.insert(std::min(mask, whole & ~mask)).second) return;
      tried.push_back({{mask}, {whole & ~mask}});
    };
    Box all;
    for (const Box& x : g.boxes) all.Add(x);
    for (int key = 0; key < 19; ++key) {
      std::vector<std::pair<double, size_t>> order;
      for (size_t b = 0; b < n; ++b) {
        const Box& x = g.boxes[b];
        const double keys[] = {x.x0,
                               x.x1,
                               x.x0 + x.x1,
                               x.y0,
                               x.y1,
                               x.y0 + x.y1,
                               x.x0 + x.y0,
                               x.x1 + x.y1,
                               x.x0 + x.x1 + x.y0 + x.y1,
                               x.x1 - x.y0,
                               x.x0 - x.y1,
                               x.x0 + x.x1 - x.y0 - x.y1,
                               std::min(x.x0 - all.x0, x.y0 - all.y0),
                               std::min(x.x0 - all.x0, all.y1 - x.y1),
                               std::min(x.y0 - all.y0, all.x1 - x.x1),
                               std::min({x.x0 - all.x0, x.y0 - all.y0, all.x1 - x.x1}),
                               std::min({x.x0 - all.x0, all.y1 - x.y1, all.x1 - x.x1}),
                               std::min({x.x0 - all.x0, x.y0 - all.y0, all.y1 - x.y1}),
                               std::min({x.x0 - all.x0, x.y0 - all.y0, all.y1 - x.y1, all.x1 - x.x1})};
        order.push_back({keys[key], b});
      }
      std::sort(order.begin(), order.end());
      uint32_t mask = 0;
      for (size_t b = 0; b + 1 < n; ++b) add(mask |= 1U << order[b].second);
    }
    for (size_t b = 0; b < n; ++b) {
      uint32_t in = 0;
      for (size_t c = 0; c < n; ++c)
        if (c != b && Inside(g.boxes[c], g.boxes[b])) in |= 1U << c;
      add(in);
      add(1U << b);
      for (size_t c = b + 1; c < n; ++c) {
        add(1U << b | 1U << c);
        Box both = g.boxes[b];
        both.Add(g.boxes[c]);
        uint32_t within = 0;
        for (size_t d = 0; d < n; ++d)
          if (d != c && d != b && Inside(g.boxes[d], both)) within |= 1U << d;
        add(within);
      }
    }
    // Cuts through ink, where there is little of it.
    {
      constexpr int kGrid = 100;
      cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_A8, kGrid, kGrid);
      cairo_t* cr = cairo_create(surface);
      cairo_scale(cr, kGrid / 1000.0, kGrid / 1000.0);
      for (const auto& blot : g.blots)
        for (const Contour& c : blot) {
          cairo_move_to(cr, c.sx, c.sy);
          for (const Segment& s : c.segments)
            if (s.curve)
              cairo_curve_to(cr, s.ax, s.ay, s.bx, s.by, s.x, s.y);
            else
              cairo_line_to(cr, s.x, s.y);
          cairo_close_path(cr);
        }
      cairo_fill(cr);
      cairo_surface_flush(surface);
      const int stride = cairo_image_surface_get_stride(surface);
      const unsigned char* data = cairo_image_surface_get_data(surface);
      for (int axis = 0; axis < 2; ++axis) {
        std::array<double, kGrid> ink{};
        for (int k = 0; k < kGrid; ++k)
          for (int j = 0; j < kGrid; ++j) ink[k] += axis == 0 ? data[j * stride + k] : data[k * stride + j];
        std::vector<std::pair<double, int>> lows;
        for (int k = 12; k < 88; ++k) {
          bool low = ink[k] > 255 && ink[k] < 40 * 255;
          for (int j = k - 3; j <= k + 3; ++j) low = low && (ink[j] > ink[k] || (ink[j] == ink[k] && j >= k) || ink[j] + 20 > ink[k]);
          if (low) lows.push_back({ink[k], k});
        }
        std::sort(lows.begin(), lows.end());
        std::vector<int> chosen;
        for (const auto& [amount, k] : lows) {
          if (chosen.size() >= 4) break;
          bool near = false;
          for (const int c : chosen) near = near || std::abs(c - k) < 4;
          if (near) continue;
          chosen.push_back(k);
          Region a{whole}, b{whole};
          if (axis == 0)
            a.clip.x1 = b.clip.x0 = k * 10 + 5;
          else
            a.clip.y1 = b.clip.y0 = k * 10 + 5;
          tried.push_back({a, b});
        }
      }
      cairo_destroy(cr);
      cairo_surface_destroy(surface);
    }
    for (size_t b = 0; b < n; ++b) {
      const Box& x = g.boxes[b];
      if (x.x0 > all.x0 + 60 || x.y0 > all.y0 + 150 || x.Width() < 650 || x.Height() < 700) continue;
      for (const double left : {0.17, 0.21, 0.25}) {
        for (const double top : {0.22, 0.27, 0.32}) {
          Region inner{whole};
          inner.clip.x0 = all.x0 + left * all.Width(), inner.clip.y0 = all.y0 + top * all.Height();
          Region outer = inner;
          outer.outside = true;
          tried.push_back({outer, inner});
        }
      }
      break;
    }
    std::map<std::array<int, 6>, size_t> known;
    const auto match = [&](const Region& r) {
      const std::array<int, 6> key{r.outside,
                                   static_cast<int>(r.blots),
                                   static_cast<int>(r.clip.x0),
                                   static_cast<int>(r.clip.y0),
                                   static_cast<int>(r.clip.x1),
                                   static_cast<int>(r.clip.y1)};
      if (const auto it = known.find(key); it != known.end()) return it->second;
      Part part;
      if (Measure(g, r, part.features)) part.matches = part.drawn = find(part.features, i);
      parts.push_back(std::move(part));
      return known[key] = parts.size() - 1;
    };
    for (const auto& [a, b] : tried) {
      Split split{{match(a), match(b)}, {' ', ' '}, a.blots == whole};
      const Part &pa = parts[split.parts[0]], &pb = parts[split.parts[1]];
      if (pa.features.points == 0 || pb.features.points == 0) continue;
      Slots(pa.features.box, pb.features.box, split.slots[0], split.slots[1]);
      if (split.slots[0] == 'R' || split.slots[0] == 'B' || split.slots[0] == 'I')
        std::swap(split.parts[0], split.parts[1]), std::swap(split.slots[0], split.slots[1]);
      splits[i].push_back(split);
    }
  }
  std::fprintf(stderr, "parts %zu\n", parts.size());
  std::vector<std::vector<Choice>> choices(gb.size());
  const auto choose = [&] {
    for (size_t i = 0; i < gb.size(); ++i) {
      auto& here = choices[i];
      here.clear();
      for (size_t s = 0; s < splits[i].size(); ++s) {
        const Split& split = splits[i][s];
        const auto &ma = parts[split.parts[0]].matches, &mb = parts[split.parts[1]].matches;
        for (size_t a = 0; a < std::min<size_t>(6, ma.size()); ++a) {
          for (size_t b = 0; b < std::min<size_t>(6, mb.size()); ++b) {
            const double weaker = std::min(ma[a].score, mb[b].score);
            if (weaker < 0.75) continue;
            double base = (Worth(ma[a].score) + Worth(mb[b].score)) / 4 + Worth(weaker) / 2;
            base -= 0.03 * (rare[ma[a].name] + rare[mb[b].name]) + 0.03 * split.cut + (split.slots[0] == 'O' ? around.count(ma[a].name) ? 0.02 : 0.10 : 0) +
                    0.05 * (stroke[ma[a].name] || stroke[mb[b].name]);
            here.push_back({base, base, s, {ma[a].name, mb[b].name}, weaker});
          }
        }
      }
      std::sort(here.begin(), here.end(), [](const Choice& a, const Choice& b) { return a.base > b.base; });
      if (here.size() > 60) here.resize(60);
    }
    std::map<std::pair<char, size_t>, double> count;
    std::vector<std::pair<std::array<std::pair<char, size_t>, 2>, double>> used(gb.size());
    for (int turn = 0; turn < 4; ++turn) {
      for (size_t i = 0; i < gb.size(); ++i) {
        if (choices[i].empty()) continue;
        for (Choice& c : choices[i]) {
          c.score = c.base;
          for (int k = 0; k < 2; ++k) {
            const std::pair<char, size_t> key{splits[i][c.split].slots[k], c.names[k]};
            const auto it = count.find(key);
            double n = it == count.end() ? 0 : it->second;
            for (const auto& own : used[i].first)
              if (own == key) n -= used[i].second;
            c.score += kUsed * std::log(1 + std::max(0.0, n));
          }
        }
        std::sort(choices[i].begin(), choices[i].end(), [](const Choice& a, const Choice& b) { return a.score > b.score; });
      }
      count.clear();
      for (size_t i = 0; i < gb.size(); ++i) {
        if (choices[i].empty()) continue;
        const Choice& c = choices[i][0];
        const Split& s = splits[i][c.split];
        used[i] = {{std::pair{s.slots[0], c.names[0]}, std::pair{s.slots[1], c.names[1]}}, std::clamp((c.weaker - 0.75) / 0.15, 0.05, 1.0)};
        for (const auto& key : used[i].first) count[key] += used[i].second;
      }
    }
  };
  choose();
  // What each part looks like at its place is learnt from the ideographs told so far.
  for (int round = 0; round < 2; ++round) {
    struct Learnt {
      std::array<float, kLength> sum{};
      double norm = 0;
      int count = 0, least = 1 << 30, most = 0, outlines = 0, holes = 0;
      std::set<size_t> members;
    };
    std::map<std::pair<char, size_t>, Learnt> learnt;
    for (size_t i = 0; i < gb.size(); ++i) {
      if (choices[i].empty() || choices[i][0].weaker < 0.76) continue;
      const Split& s = splits[i][choices[i][0].split];
      if (s.cut) continue;
      for (int k = 0; k < 2; ++k) {
        Learnt& l = learnt[{s.slots[k], choices[i][0].names[k]}];
        const Features& f = parts[s.parts[k]].features;
        for (int v = 0; v < kLength; ++v) l.sum[v] += f.values[v];
        l.least = std::min(l.least, f.points), l.most = std::max(l.most, f.points);
        ++l.count, l.members.insert(s.parts[k]);
      }
    }
    std::map<char, std::vector<std::pair<size_t, Learnt*>>> by_slot;
    for (auto& [key, l] : learnt) {
      // Those unlike the others leave.
      std::vector<size_t> unlike;
      for (const float v : l.sum) l.norm += v * v;
      for (const size_t p : l.members) {
        double dot = 0, own = 0;
        for (int v = 0; v < kLength; ++v) dot += l.sum[v] * parts[p].features.values[v], own += parts[p].features.values[v] * parts[p].features.values[v];
        if ((dot - own) / std::sqrt(own * std::max(1.0, l.norm - 2 * dot + own)) < 0.86) unlike.push_back(p);
      }
      for (const size_t p : unlike) l.members.erase(p);
      if (l.members.size() < 2) continue;
      l = Learnt{.members = l.members};
      std::map<size_t, double> votes;
      for (const size_t p : l.members) {
        const Features& f = parts[p].features;
        for (int v = 0; v < kLength; ++v) l.sum[v] += f.values[v];
        l.least = std::min(l.least, f.points), l.most = std::max(l.most, f.points);
        l.outlines += f.outlines, l.holes += f.holes, ++l.count;
        for (const Match& m : parts[p].drawn) votes[m.name] += m.score - 0.7 - 0.03 * rare[m.name];
      }
      for (const float v : l.sum) l.norm += v * v;
      // Together they say what the part is; another name that fits them better was meant.
      const double mine = votes[key.second];
      if (std::any_of(votes.begin(), votes.end(), [&](const auto& v) { return v.second > mine + 0.02 * l.count; })) continue;
      by_slot[key.first].push_back({key.second, &l});
    }
    for (size_t i = 0; i < gb.size(); ++i) {
      std::set<std::pair<size_t, char>> done;
      for (const Split& split : splits[i]) {
        for (int k = 0; k < 2; ++k) {
          if (!done.insert({split.parts[k], split.slots[k]}).second) continue;
          Part& part = parts[split.parts[k]];
          const int slack = 3 + part.features.points / 8;
          double own = 0;
          for (const int8_t v : part.features.values) own += v * v;
          for (const auto& [name, l] : by_slot[split.slots[k]]) {
            if (name == i || part.features.points < l->least - slack || part.features.points > l->most + slack) continue;
            float dot = 0;
            for (int v = 0; v < kLength; ++v) dot += l->sum[v] * part.features.values[v];
            double score;
            if (l->members.count(split.parts[k])) {
              score = (dot - own) / std::sqrt(own * std::max(1.0, l->norm - 2 * dot + own));
            } else {
              score = dot / std::sqrt(own * l->norm);
            }
            if (!part.features.cut)
              score -=
                  0.015 * std::abs(part.features.outlines - 1.0 * l->outlines / l->count) + 0.025 * std::abs(part.features.holes - 1.0 * l->holes / l->count);
            score -= 0.01;
            if (score < 0.75) continue;
            bool found = false;
            for (Match& m : part.matches)
              if (m.name == name) m.score = std::max(m.score, static_cast<float>(score)), found = true;
            if (!found) part.matches.push_back({static_cast<float>(score), name});
          }
          std::sort(part.matches.begin(), part.matches.end(), [](const Match& a, const Match& b) { return a.score > b.score; });
          if (part.matches.size() > 10) part.matches.resize(10);
        }
      }
    }
    choose();
  }
  const auto place = [&](size_t i, const Choice& c, int k) { return splits[i][c.split].slots[k]; };
  if (split_to != nullptr) {
    std::map<std::string, std::vector<std::pair<double, size_t>>> told_by;  // way, who has it
    std::vector<std::vector<std::pair<double, std::string>>> ways(gb.size());
    for (size_t i = 0; i < gb.size(); ++i) {
      for (const Choice& c : choices[i]) {
        if (c.score < choices[i][0].score - kNearBest || ways[i].size() >= kWays) break;
        if (c.weaker < kWeaker) continue;
        for (const std::string& a : Written(names[c.names[0]], place(i, c, 0))) {
          for (const std::string& b : Written(names[c.names[1]], place(i, c, 1))) {
            if (std::none_of(ways[i].begin(), ways[i].end(), [&](const auto& w) { return w.second == a + b; })) {
              ways[i].push_back({c.score, a + b});
              told_by[a + b].push_back({-c.weaker, i});
            }
          }
        }
      }
    }
    for (auto& [way, who] : told_by) {
      std::sort(who.begin(), who.end());
      for (size_t k = kSame; k < who.size(); ++k) std::erase_if(ways[who[k].second], [&](const auto& w) { return w.second == way; });
    }
    // A part that is itself written apart the same way round makes three parts.
    for (size_t i = 0; i < gb.size(); ++i) {
      if (choices[i].empty() || choices[i][0].weaker < kWeaker || ways[i].empty() || ways[i].size() >= kWays) continue;
      const Choice& c = choices[i][0];
      for (int k = 0; k < 2; ++k) {
        const size_t part = c.names[k];
        const char slot = place(i, c, k);
        if (part >= gb.size() || choices[part].empty() || choices[part][0].weaker < 0.85) continue;
        const char first = place(part, choices[part][0], 0);
        if (first != (slot == 'L' || slot == 'R' ? 'L' : slot == 'T' || slot == 'B' ? 'T' : ' ')) continue;
        const std::string inner = names[choices[part][0].names[0]] + names[choices[part][0].names[1]];
        ways[i].push_back({0, k == 0 ? inner + names[c.names[1]] : names[c.names[0]] + inner});
        break;
      }
    }
    std::fprintf(split_to,
                 "# Ideographs written as their parts side by side: character, then the ways, separated by blanks.\n"
                 "# Made by rules/tools/make_split_han.cc from Noto Sans CJK SC (SIL Open Font License 1.1), ideographs of GB 2312, 2026-11-27;\n"
                 "# the rows up to the mark begin with the ways written for this project by hand.\n");
    std::set<std::string> written;
    for (const auto& [text, hand] : by_hand) {
      written.insert(text);
      std::vector<std::string> all = hand;
      if (const auto it = at.find(text); it != at.end() && it->second < gb.size()) {
        for (const auto& [score, way] : ways[it->second])
          if (all.size() < kWays && std::find(all.begin(), all.end(), way) == all.end()) all.push_back(way);
      }
      std::fprintf(split_to, "%s\t", text.c_str());
      for (size_t k = 0; k < all.size(); ++k) std::fprintf(split_to, "%s%s", k ? " " : "", all[k].c_str());
      std::fprintf(split_to, "\n");
    }
    std::fprintf(split_to, "# From here on made from the font alone.\n");
    for (size_t i = 0; i < gb.size(); ++i) {
      if (ways[i].empty() || written.count(gb[i])) continue;
      std::fprintf(split_to, "%s\t", gb[i].c_str());
      for (size_t k = 0; k < std::min(kWays, ways[i].size()); ++k) std::fprintf(split_to, "%s%s", k ? " " : "", ways[i][k].second.c_str());
      std::fprintf(split_to, "\n");
    }
  }
  if (parts_to == nullptr) return 0;
  std::fprintf(parts_to,
               "# Ideographs and their parts by place (L left, R right, T top, B bottom, O around, I within): character, then the parts, separated by blanks.\n"
               "# A part with no name of its own is called by the first ideograph that has it there, as in L#%s.\n"
               "# Made by rules/tools/make_split_han.cc --parts from Noto Sans CJK SC (SIL Open Font License 1.1), ideographs of GB 2312, 2026-11-27.\n",
               "\u6DD1");
  // Parts of no name, next to one that has, alike in several ideographs.
  struct Loose {
    size_t who, split;
    int part;
    double named;
    size_t group = 0;
  };
  std::map<char, std::vector<Loose>> loose;
  for (size_t i = 0; i < gb.size(); ++i) {
    if (!choices[i].empty() && choices[i][0].weaker >= kWeaker) continue;
    for (size_t s = 0; s < splits[i].size(); ++s) {
      const Split& split = splits[i][s];
      if (split.cut) continue;
      for (int k = 0; k < 2; ++k) {
        const auto& sibling = parts[split.parts[1 - k]].matches;
        if (sibling.empty() || sibling[0].score < 0.84 || stroke[sibling[0].name] || parts[split.parts[k]].features.points < 8) continue;
        if (split.slots[k] == 'I' || (split.slots[k] == 'O' && !around.count(sibling[0].name) && sibling[0].score < 0.9)) continue;
        loose[split.slots[k]].push_back({i, s, k, sibling[0].score});
      }
    }
  }
  std::map<size_t, std::pair<double, std::string>> told;
  for (auto& [slot, all] : loose) {
    std::map<size_t, std::set<size_t>> members;
    for (size_t k = 0; k < all.size(); ++k) {
      all[k].group = k;
      const Features& f = parts[splits[all[k].who][all[k].split].parts[all[k].part]].features;
      for (size_t j = 0; j < k; ++j) {
        if (all[j].group != j || all[j].who == all[k].who) continue;
        const Features& g = parts[splits[all[j].who][all[j].split].parts[all[j].part]].features;
        if (std::abs(f.points - g.points) > 4 || Dot(f, g) / kUnit - Unlike(f, g) < 0.93) continue;
        all[k].group = j;
        break;
      }
      members[all[k].group].insert(all[k].who);
    }
    for (const Loose& l : all) {
      const size_t size = members[l.group].size();
      if (size < 2) continue;
      const double score = l.named + 0.02 * std::log(static_cast<double>(size));
      auto& here = told[l.who];
      if (score <= here.first) continue;
      const Split& split = splits[l.who][l.split];
      std::string text;
      for (int k = 0; k < 2; ++k) {
        text += k ? " " : "";
        text += split.slots[k];
        text += k == l.part ? "#" + gb[all[l.group].who] : names[parts[split.parts[k]].matches[0].name];
      }
      here = {score, text};
    }
  }
  for (size_t i = 0; i < gb.size(); ++i) {
    if (!choices[i].empty() && choices[i][0].weaker >= kWeaker) {
      const Choice& c = choices[i][0];
      std::fprintf(parts_to, "%s\t%c%s %c%s\n", gb[i].c_str(), place(i, c, 0), names[c.names[0]].c_str(), place(i, c, 1), names[c.names[1]].c_str());
    } else if (const auto it = told.find(i); it != told.end()) {
      std::fprintf(parts_to, "%s\t%s\n", gb[i].c_str(), it->second.second.c_str());
    }
  }
  std::fclose(parts_to);
  return 0;
}
