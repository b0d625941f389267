// Charts as flat drawings: bars, stacked bars, lines, funnels.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "reports/drawing.h"

namespace markwarden {

enum class ChartKind { kBar, kStacked, kLine, kFunnel };
std::string_view ToString(ChartKind kind);

// Past these a chart says nothing any more; the table beside it has all.
inline constexpr size_t kMaxChartBars = 30;     // labels of bars, stacked bars and funnels
inline constexpr size_t kMaxChartPoints = 400;  // labels of a line chart
inline constexpr size_t kMaxChartSeries = 8;
size_t MaxChartLabels(ChartKind kind);

struct ChartSeries {
  std::string name;
  std::vector<std::optional<double>> values;  // one a label; empty: unknown, drawn as a gap and never as nothing
  std::vector<std::string> words;             // each value as it is written beside its bar; "—" where it is unknown
};

struct ChartData {
  ChartKind kind = ChartKind::kBar;
  std::string title;
  std::vector<std::string> labels;
  std::vector<ChartSeries> series;
  bool share = false;  // values are shares: the axis says 50%, not 0.5
};

// Colour of the n-th series (modulo kMaxChartSeries): each has a contrast of at least 4.5 to the white page.
std::string_view ChartColour(size_t n);

// Series differ by more than colour: order and legend, dashes of lines, the words at the bars.  Same data, same drawing.
// Errors: kInvalid (no labels or series, counts that do not fit, a value below zero or no number, a funnel of more than
// one series), kExhausted (more labels or series than above).
Result<Drawing> DrawChart(const ChartData& data);

}  // namespace markwarden
