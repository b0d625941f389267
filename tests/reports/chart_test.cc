// Charts: what is drawn, what is refused, colours that can be told from the page, and the way to SVG and back.
#include "reports/chart.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "reports/template.h"

namespace markwarden {
namespace {

ChartData ChartOf(ChartKind kind, std::vector<std::optional<double>> values) {
  ChartData data;
  data.kind = kind;
  data.title = "t";
  ChartSeries series;
  series.name = "s";
  for (size_t i = 0; i < values.size(); ++i) {
    data.labels.push_back("label " + std::to_string(i));
    series.words.push_back(values[i] ? std::to_string(static_cast<int>(*values[i])) : "—");
  }
  series.values = std::move(values);
  data.series.push_back(std::move(series));
  return data;
}


bool HasWords(const Drawing& drawing, const std::string& words) {
  return std::any_of(drawing.shapes.begin(), drawing.shapes.end(), [&](const Shape& shape) { return shape.kind == Shape::Kind::kText && shape.text == words; });
}

TEST(ChartTest, BarsAreAsLongAsTheirValues) {
  const Result<Drawing> drawing = DrawChart(ChartOf(ChartKind::kBar, {100, 25, 0, std::nullopt}));
  ASSERT_TRUE(drawing) << drawing.error().message;
  std::vector<double> widths;
  for (const Shape& shape : drawing->shapes) {
    if (shape.kind == Shape::Kind::kRect) widths.push_back(shape.width);
  }
  ASSERT_EQ(widths.size(), 2u) << "nought and unknown have no bar";
  EXPECT_NEAR(widths[1] / widths[0], 0.25, 1e-9);
  EXPECT_TRUE(HasWords(*drawing, "0"));
  EXPECT_TRUE(HasWords(*drawing, "—")) << "unknown is written, and not as nought";
}

TEST(ChartTest, AnUnknownValueIsAGapInTheLine) {
  const auto lines = [](const Drawing& drawing) {
    return std::count_if(drawing.shapes.begin(), drawing.shapes.end(), [](const Shape& shape) { return shape.kind == Shape::Kind::kLine && shape.stroke == 2; });
  };
  EXPECT_EQ(lines(*DrawChart(ChartOf(ChartKind::kLine, {1, 2, 3, 4, 5}))), 1);
  EXPECT_EQ(lines(*DrawChart(ChartOf(ChartKind::kLine, {1, 2, std::nullopt, 4, 5}))), 2);
}

TEST(ChartTest, StackedBarsStandEndToEnd) {
  ChartData data = ChartOf(ChartKind::kStacked, {30, 10});
  data.series.push_back(data.series[0]);
  data.series[1].values = {10, std::nullopt};
  data.series[1].words = {"10", "—"};
  const Result<Drawing> drawing = DrawChart(data);
  ASSERT_TRUE(drawing);
  std::vector<Shape> bars;
  for (const Shape& shape : drawing->shapes) {
    if (shape.kind == Shape::Kind::kRect && shape.width != 12) bars.push_back(shape);  // not the legend's
  }
  ASSERT_EQ(bars.size(), 3u);
  EXPECT_NEAR((bars[1].width + 1) / (bars[0].width + 1), 1.0 / 3, 1e-6);
  EXPECT_NEAR(bars[1].x, bars[0].x + bars[0].width + 1, 1e-6);
  EXPECT_TRUE(HasWords(*drawing, "—")) << "a row with an unknown part says so";
}

TEST(ChartTest, AFunnelNarrows) {
  const Result<Drawing> drawing = DrawChart(ChartOf(ChartKind::kFunnel, {100, 40, 10}));
  ASSERT_TRUE(drawing);
  std::vector<double> tops;
  for (const Shape& shape : drawing->shapes) {
    if (shape.kind == Shape::Kind::kArea) tops.push_back(shape.points[1].first - shape.points[0].first);
  }
  ASSERT_EQ(tops.size(), 3u);
  EXPECT_NEAR(tops[1] / tops[0], 0.4, 1e-9);
  EXPECT_NEAR(tops[2] / tops[0], 0.1, 1e-9);
}

TEST(ChartTest, AllOfNoughtIsDrawnWithoutBars) {
  for (const ChartKind kind : {ChartKind::kBar, ChartKind::kStacked, ChartKind::kLine, ChartKind::kFunnel}) {
    const Result<Drawing> drawing = DrawChart(ChartOf(kind, {0, 0}));
    ASSERT_TRUE(drawing) << ToString(kind);
    for (const Shape& shape : drawing->shapes) {
      for (const auto& [x, y] : shape.points) EXPECT_TRUE(std::isfinite(x) && std::isfinite(y)) << ToString(kind);
      EXPECT_TRUE(std::isfinite(shape.x) && std::isfinite(shape.width)) << ToString(kind);
    }
  }
}

TEST(ChartTest, EverythingStaysOnTheSheet) {
  for (const ChartKind kind : {ChartKind::kBar, ChartKind::kStacked, ChartKind::kLine, ChartKind::kFunnel}) {
    ChartData data = ChartOf(kind, std::vector<std::optional<double>>(MaxChartLabels(kind), 7.0));
    for (std::string& label : data.labels) label = std::string(300, 'W') + label;
    const Result<Drawing> drawing = DrawChart(data);
    ASSERT_TRUE(drawing) << ToString(kind);
    EXPECT_LE(drawing->shapes.size(), kMaxShapes / 10) << ToString(kind);
    for (const Shape& shape : drawing->shapes) {
      EXPECT_LE(shape.y + shape.height, drawing->height) << ToString(kind);
      EXPECT_GE(shape.x, 0) << ToString(kind);
      EXPECT_LE(shape.x + shape.width, drawing->width) << ToString(kind);
      EXPECT_LT(shape.text.size(), 60u) << ToString(kind);
    }
  }
}

TEST(ChartTest, CapsAndNonsenseAreRefused) {
  ChartData bad_count = ChartOf(ChartKind::kBar, {1, 2});
  bad_count.series[0].values.pop_back();
  ChartData many = ChartOf(ChartKind::kBar, {1});
  many.series.resize(kMaxChartSeries + 1, many.series[0]);
  ChartData all = ChartOf(ChartKind::kBar, {1});
  all.series.resize(kMaxChartSeries, all.series[0]);
  EXPECT_TRUE(DrawChart(all));
  ChartData wide = ChartOf(ChartKind::kFunnel, {1});
  wide.series.push_back(wide.series[0]);
  const struct { const char* why; ChartData data; ErrorCode code; } cases[] = {
      {"nothing", ChartOf(ChartKind::kBar, {}), ErrorCode::kInvalid},
      {"below zero", ChartOf(ChartKind::kBar, {-1}), ErrorCode::kInvalid},
      {"no number", ChartOf(ChartKind::kLine, {std::nan("")}), ErrorCode::kInvalid},
      {"a value too few", bad_count, ErrorCode::kInvalid},
      {"a funnel of two", wide, ErrorCode::kInvalid},
      {"one series too many", many, ErrorCode::kExhausted},
      {"one bar too many", ChartOf(ChartKind::kBar, std::vector<std::optional<double>>(kMaxChartBars + 1, 1.0)), ErrorCode::kExhausted},
      {"one point too many", ChartOf(ChartKind::kLine, std::vector<std::optional<double>>(kMaxChartPoints + 1, 1.0)), ErrorCode::kExhausted},
  };
  for (const auto& c : cases) {
    const Result<Drawing> drawing = DrawChart(c.data);
    ASSERT_FALSE(drawing) << c.why;
    EXPECT_EQ(drawing.error().code, c.code) << c.why;
  }
}

// WCAG 2.2, 1.4.3 and 1.4.11: relative luminance and contrast.
TEST(ChartTest, ColoursStandOutFromThePage) {
  for (size_t i = 0; i < kMaxChartSeries; ++i) {
    const std::string colour(ChartColour(i));
    const auto channel = [&](size_t at) {
      const double c = std::stoi(colour.substr(at, 2), nullptr, 16) / 255.0;
      return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    const double luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
    EXPECT_GE(1.05 / (luminance + 0.05), 4.5) << colour;
    for (size_t j = 0; j < i; ++j) EXPECT_NE(colour, ChartColour(j));
  }
}

// As the report's template writes it.
std::string Svg(const Drawing& drawing) {
  return *FillTemplate("<svg role=\"img\" viewBox=\"0 0 {{width}} {{height}}\"><title>{{title}}</title>"
                       "{{#shapes}}{{#rect}}<rect x=\"{{x}}\" y=\"{{y}}\" width=\"{{width}}\" height=\"{{height}}\" fill=\"{{colour}}\"></rect>{{/rect}}"
                       "{{#area}}<polygon points=\"{{points}}\" fill=\"{{colour}}\"></polygon>{{/area}}"
                       "{{#line}}<polyline points=\"{{points}}\" fill=\"none\" stroke=\"{{colour}}\" stroke-width=\"{{stroke}}\" stroke-dasharray=\"{{dashes}}\"></polyline>{{/line}}"
                       "{{#text}}<text x=\"{{x}}\" y=\"{{y}}\" text-anchor=\"{{anchor}}\" font-size=\"{{size}}\" font-weight=\"{{weight}}\" fill=\"{{colour}}\">{{words}}</text>{{/text}}{{/shapes}}</svg>",
                       DrawingView(drawing));
}

TEST(DrawingTest, GoesToSvgAndBack) {
  for (const ChartKind kind : {ChartKind::kBar, ChartKind::kStacked, ChartKind::kLine, ChartKind::kFunnel}) {
    ChartData data = ChartOf(kind, {3, std::nullopt, 12, 7});
    data.title = "A & <b> \"q\"";
    data.labels[0] = "<script>alert('1')</script>";
    const Drawing drawing = *DrawChart(data);
    const std::string svg = Svg(drawing);
    EXPECT_EQ(svg.find("<script"), std::string::npos);
    const Result<Drawing> read = ReadDrawing(svg);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(DrawingView(*read), DrawingView(drawing)) << ToString(kind);
  }
}

TEST(DrawingTest, OnlyTheSubsetIsRead) {
  const std::string open = "<svg viewBox=\"0 0 10 10\">";
  const struct { const char* why; std::string svg; } cases[] = {
      {"empty", ""},
      {"never closed", open},
      {"no box", "<svg></svg>"},
      {"a box of nothing", "<svg viewBox=\"0 0 0 10\"></svg>"},
      {"two boxes", open + open + "</svg>"},
      {"text outside a shape", open + "x</svg>"},
      {"another tag", open + "<image href=\"http://a.test/\"></image></svg>"},
      {"a script", open + "<script>1</script></svg>"},
      {"tags in a text", open + "<text x=\"1\" y=\"1\" font-size=\"9\" fill=\"#000000\"><b>x</b></text></svg>"},
      {"no number", open + "<rect x=\"a\" y=\"1\" width=\"1\" height=\"1\" fill=\"#000000\"></rect></svg>"},
      {"endless", open + "<rect x=\"inf\" y=\"1\" width=\"1\" height=\"1\" fill=\"#000000\"></rect></svg>"},
      {"a colour by address", open + "<rect x=\"1\" y=\"1\" width=\"1\" height=\"1\" fill=\"url(#a)\"></rect></svg>"},
      {"half a point", open + "<polyline points=\"1,2 3\" stroke=\"#000000\" stroke-width=\"1\"></polyline></svg>"},
      {"a shape outside", "<rect x=\"1\" y=\"1\" width=\"1\" height=\"1\" fill=\"#000000\"></rect>"},
  };
  for (const auto& c : cases) EXPECT_FALSE(ReadDrawing(c.svg)) << c.why;
}

TEST(DrawingTest, ShapesAreCapped) {
  const std::string rect = "<rect x=\"1\" y=\"1\" width=\"1\" height=\"1\" fill=\"#000000\"></rect>";
  std::string inside;
  for (size_t i = 0; i < kMaxShapes; ++i) inside += rect;
  EXPECT_TRUE(ReadDrawing("<svg viewBox=\"0 0 10 10\">" + inside + "</svg>"));
  const Result<Drawing> over = ReadDrawing("<svg viewBox=\"0 0 10 10\">" + inside + rect + "</svg>");
  ASSERT_FALSE(over);
  EXPECT_EQ(over.error().code, ErrorCode::kExhausted);
}

}  // namespace
}  // namespace markwarden
