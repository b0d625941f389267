// The geometry of charts.
#include "reports/chart.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "reports/characters.h"

namespace markwarden {
namespace {

constexpr double kChartWidth = 680, kChartPad = 10, kLegendRow = 20, kLabelWidth = 170, kWordsWidth = 96;
constexpr double kSmallSize = 11;
constexpr const char* kChartInk = "#1c1e22";
constexpr const char* kChartMuted = "#5c6168";
constexpr const char* kChartGrid = "#d9dce1";
constexpr const char* kPaper = "#ffffff";
constexpr std::string_view kColours[kMaxChartSeries] = {"#1f5fa8", "#b35900", "#2f7d4f", "#7a4fa3", "#a63d40", "#0f7580", "#7a6a00", "#5c6168"};
constexpr std::string_view kDashes[kMaxChartSeries] = {"", "7 3", "2 3", "9 3 2 3", "12 4", "4 4", "1 4", "9 3 2 3 2 3"};

// Widths in ems, near enough to keep words off their neighbours without asking a font.
double CharEms(uint32_t c) {
  if (IsInvisibleChar(c)) return 0;
  if (c >= 0x1100 && (c <= 0x115f || (c >= 0x2e80 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe6f) ||
                      (c >= 0xff00 && c <= 0xff60) || c >= 0x1f000)) {
    return 1;
  }
  return c == 'm' || c == 'w' || c == '%' || (c >= 'A' && c <= 'Z') ? 0.72 : c == 'i' || c == 'l' || c == ' ' || c == ',' || c == '.' ? 0.3 : 0.56;
}

double TextEms(std::string_view text) {
  double ems = 0;
  for (size_t at = 0; at < text.size();) {
    const CodePoint c = DecodeUtf8(text, at);
    ems += CharEms(c.value);
    at += c.length;
  }
  return ems;
}

// `text` cut with an ellipsis to what `width` holds; the table has it whole.
std::string Fitted(const std::string& text, double width, double size) {
  const double room = width / size;
  if (TextEms(text) <= room) return text;
  double ems = 1;
  size_t at = 0;
  while (at < text.size()) {
    const CodePoint c = DecodeUtf8(text, at);
    if (ems + CharEms(c.value) > room) break;
    ems += CharEms(c.value);
    at += c.length;
  }
  return text.substr(0, at) + "…";
}

// The least of 1, 2, 5 times a power of ten that is not below `value`.
double NiceStep(double value) {
  if (value <= 0) return 1;
  const double power = std::pow(10, std::floor(std::log10(value)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= value * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

std::string TickWords(double value, double step, bool share) {
  if (share) {
    value *= 100;
    step *= 100;
  }
  const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 6);
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%.*f", decimals, value);
  return std::string(buffer) + (share ? "%" : "");
}

class ChartSheet {
 public:
  explicit ChartSheet(const ChartData& data) : data_(data) { drawing_.width = kChartWidth; }

  Drawing Draw() {
    drawing_.title = data_.title;
    switch (data_.kind) {
      case ChartKind::kBar: Bars(); break;
      case ChartKind::kStacked: Stacked(); break;
      case ChartKind::kLine: Lines(); break;
      case ChartKind::kFunnel: Funnel(); break;
    }
    drawing_.height = y_ + kChartPad;
    return std::move(drawing_);
  }

 private:
  void Rect(double x, double y, double width, double height, std::string_view colour) {
    Shape shape;
    shape.x = x, shape.y = y, shape.width = width, shape.height = height;
    shape.colour = colour;
    drawing_.shapes.push_back(std::move(shape));
  }

  void Line(std::vector<std::pair<double, double>> points, std::string_view colour, double stroke, std::string_view dashes = "") {
    Shape shape;
    shape.kind = Shape::Kind::kLine;
    shape.points = std::move(points);
    shape.colour = colour;
    shape.stroke = stroke;
    shape.dashes = dashes;
    drawing_.shapes.push_back(std::move(shape));
  }

  void Words(std::string text, double x, double y, Shape::Anchor anchor, const char* colour = kChartInk, double size = kSmallSize) {
    Shape shape;
    shape.kind = Shape::Kind::kText;
    shape.text = std::move(text);
    shape.x = x, shape.y = y;
    shape.anchor = anchor;
    shape.colour = colour;
    shape.size = size;
    drawing_.shapes.push_back(std::move(shape));
  }

  void Legend(bool lines) {
    if (data_.series.size() < 2) return;
    double x = kChartPad;
    for (size_t i = 0; i < data_.series.size(); ++i) {
      const std::string name = Fitted(data_.series[i].name, 260, kSmallSize);
      const double width = 24 + TextEms(name) * kSmallSize + 18;
      if (x > kChartPad && x + width > kChartWidth - kChartPad) {
        x = kChartPad;
        y_ += kLegendRow;
      }
      if (lines) {
        Line({{x, y_ + 7}, {x + 18, y_ + 7}}, ChartColour(i), 2, kDashes[i]);
      } else {
        Rect(x, y_ + 1, 12, 12, ChartColour(i));
      }
      Words(name, x + 24, y_ + 11, Shape::Anchor::kStart);
      x += width;
    }
    y_ += kLegendRow + 4;
  }

  double Largest() const {
    double largest = 0;
    for (const ChartSeries& series : data_.series) {
      for (const auto& value : series.values) largest = std::max(largest, value.value_or(0));
    }
    return largest;
  }

  void Bars() {
    Legend(false);
    const double thick = data_.series.size() == 1 ? 16 : 12, left = kChartPad + kLabelWidth, room = kChartWidth - kChartPad - kWordsWidth - left;
    const double largest = Largest(), top = y_;
    for (size_t i = 0; i < data_.labels.size(); ++i) {
      y_ += 4;
      const double middle = y_ + thick * static_cast<double>(data_.series.size()) / 2;
      Words(Fitted(data_.labels[i], kLabelWidth - 8, kSmallSize), left - 8, middle + 4, Shape::Anchor::kEnd);
      for (size_t s = 0; s < data_.series.size(); ++s) {
        const auto& value = data_.series[s].values[i];
        const double width = value && largest > 0 ? *value / largest * room : 0;
        if (width > 0) Rect(left, y_ + 1, width, thick - 2, ChartColour(s));
        Words(data_.series[s].words[i], left + width + 6, y_ + thick / 2 + 4, Shape::Anchor::kStart, value ? kChartInk : kChartMuted);
        y_ += thick;
      }
      y_ += 4;
    }
    Line({{left, top}, {left, y_}}, kChartMuted, 1);
  }

  void Stacked() {
    Legend(false);
    const double thick = 18, left = kChartPad + kLabelWidth, room = kChartWidth - kChartPad - kWordsWidth - left, top = y_;
    double largest = 0;
    for (size_t i = 0; i < data_.labels.size(); ++i) {
      double sum = 0;
      for (const ChartSeries& series : data_.series) sum += series.values[i].value_or(0);
      largest = std::max(largest, sum);
    }
    for (size_t i = 0; i < data_.labels.size(); ++i) {
      y_ += 4;
      Words(Fitted(data_.labels[i], kLabelWidth - 8, kSmallSize), left - 8, y_ + thick / 2 + 4, Shape::Anchor::kEnd);
      double x = left;
      bool unknown = false;
      for (size_t s = 0; s < data_.series.size(); ++s) {
        const auto& value = data_.series[s].values[i];
        unknown = unknown || !value;
        const double width = value && largest > 0 ? *value / largest * room : 0;
        if (width <= 0) continue;
        // A white line keeps neighbours apart for those who cannot tell their colours.
        Rect(x, y_, std::max(width - 1, 0.5), thick, ChartColour(s));
        const std::string& words = data_.series[s].words[i];
        if (TextEms(words) * kSmallSize + 8 < width) Words(words, x + width / 2, y_ + thick / 2 + 4, Shape::Anchor::kMiddle, kPaper);
        x += width;
      }
      if (unknown) Words("—", x + 6, y_ + thick / 2 + 4, Shape::Anchor::kStart, kChartMuted);
      y_ += thick + 4;
    }
    Line({{left, top}, {left, y_}}, kChartMuted, 1);
  }

  void Lines() {
    Legend(true);
    const double step = NiceStep(Largest() / 4), ticks = std::max(1.0, std::ceil(Largest() / step - 1e-9)), height = 200;
    const double left = kChartPad + 58, right = kChartWidth - kChartPad - 20, top = y_ + 6, base = top + height;
    for (int i = 0; i <= static_cast<int>(ticks); ++i) {
      const double y = base - height * i / ticks;
      Line({{left, y}, {right, y}}, i == 0 ? kChartMuted : kChartGrid, 1);
      Words(TickWords(step * i, step, data_.share), left - 6, y + 4, Shape::Anchor::kEnd, kChartMuted);
    }
    const size_t count = data_.labels.size();
    const auto at = [&](size_t i) { return count == 1 ? (left + right) / 2 : left + (right - left) * static_cast<double>(i) / static_cast<double>(count - 1); };
    for (size_t s = 0; s < data_.series.size(); ++s) {
      std::vector<std::pair<double, double>> run;
      const auto finish = [&] {
        if (run.size() > 1) Line(run, ChartColour(s), 2, kDashes[s]);
        run.clear();
      };
      for (size_t i = 0; i < count; ++i) {
        const auto& value = data_.series[s].values[i];
        if (!value) {
          finish();
          continue;
        }
        run.emplace_back(at(i), base - height * *value / (step * ticks));
        if (count <= 62) Rect(run.back().first - 2, run.back().second - 2, 4, 4, ChartColour(s));
      }
      finish();
    }
    // As many labels as stand beside each other.
    double widest = 1;
    for (const std::string& label : data_.labels) widest = std::max(widest, std::min(TextEms(label) * kSmallSize, 120.0) + 12);
    const size_t every = std::max<size_t>(1, static_cast<size_t>(std::ceil(widest * static_cast<double>(count) / (right - left))));
    for (size_t i = 0; i < count; i += every) {
      Line({{at(i), base}, {at(i), base + 4}}, kChartMuted, 1);
      Words(Fitted(data_.labels[i], 120, kSmallSize), at(i), base + 17, Shape::Anchor::kMiddle, kChartMuted);
    }
    y_ = base + 20;
  }

  void Funnel() {
    const ChartSeries& series = data_.series.front();
    const double step = 34, left = kChartPad + kLabelWidth, room = kChartWidth - kChartPad - kWordsWidth - left, middle = left + room / 2;
    const double largest = Largest();
    const auto half = [&](size_t i) { return largest > 0 ? series.values[i].value_or(0) / largest * room / 2 : 0; };
    for (size_t i = 0; i < data_.labels.size(); ++i) {
      Words(Fitted(data_.labels[i], kLabelWidth - 8, kSmallSize), left - 8, y_ + step / 2 + 2, Shape::Anchor::kEnd);
      const bool known = series.values[i].has_value();
      if (known && half(i) > 0) {
        const bool next = i + 1 < data_.labels.size() && series.values[i + 1];
        const double below = next ? std::min(half(i), half(i + 1)) : half(i);
        Shape shape;
        shape.kind = Shape::Kind::kArea;
        shape.colour = ChartColour(0);
        shape.points = {{middle - half(i), y_}, {middle + half(i), y_}, {middle + below, y_ + step - 4}, {middle - below, y_ + step - 4}};
        drawing_.shapes.push_back(std::move(shape));
      }
      Words(series.words[i], left + room + 8, y_ + step / 2 + 2, Shape::Anchor::kStart, known ? kChartInk : kChartMuted);
      y_ += step;
    }
  }

  const ChartData& data_;
  Drawing drawing_;
  double y_ = kChartPad;
};

}  // namespace

std::string_view ToString(ChartKind kind) {
  switch (kind) {
    case ChartKind::kBar: return "bar";
    case ChartKind::kStacked: return "stacked";
    case ChartKind::kLine: return "line";
    case ChartKind::kFunnel: return "funnel";
  }
  return "";
}

size_t MaxChartLabels(ChartKind kind) { return kind == ChartKind::kLine ? kMaxChartPoints : kMaxChartBars; }

std::string_view ChartColour(size_t n) { return kColours[n % kMaxChartSeries]; }

Result<Drawing> DrawChart(const ChartData& data) {
  if (data.labels.empty() || data.series.empty()) return Fail(ErrorCode::kInvalid, "chart: nothing to draw");
  if (data.labels.size() > MaxChartLabels(data.kind)) {
    return Fail(ErrorCode::kExhausted, "chart: more than " + std::to_string(MaxChartLabels(data.kind)) + " labels: draw the first of them");
  }
  if (data.series.size() > kMaxChartSeries) return Fail(ErrorCode::kExhausted, "chart: more than " + std::to_string(kMaxChartSeries) + " series");
  if (data.kind == ChartKind::kFunnel && data.series.size() != 1) return Fail(ErrorCode::kInvalid, "chart: a funnel has one series");
  for (const ChartSeries& series : data.series) {
    if (series.values.size() != data.labels.size() || series.words.size() != data.labels.size()) {
      return Fail(ErrorCode::kInvalid, "chart: series \"" + series.name + "\" has not one value a label");
    }
    for (const auto& value : series.values) {
      if (value && (!std::isfinite(*value) || *value < 0)) return Fail(ErrorCode::kInvalid, "chart: series \"" + series.name + "\" has a value below zero");
    }
  }
  return ChartSheet(data).Draw();
}

}  // namespace markwarden
