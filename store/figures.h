// What reports count: rows of the store over a period, each with the very query that gave them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/json.h"
#include "core/scope.h"
#include "store/database.h"

namespace markwarden {

struct FigureQuery {
  std::string sql;                    // as it ran, named parameters in place
  Json parameters = Json::object();   // by name
};
// [from, to)
struct FigurePeriod {
  Time from, to;
};

template <typename Row>
struct FigureRows {
  FigureQuery query;
  std::vector<Row> rows;
};

// A flag's way: raised, first decided on, made a case.  Flags that were raised in the period.
struct FlagFigure {
  std::string platform, right, verdict, state, region;
  Time raised;
  std::optional<Time> decided, in_case;
};
Result<FigureRows<FlagFigure>> FlagFigures(CaseDb& db, const Scope& scope, const FigurePeriod& period);

// A listing under a notice that went out in the period.
struct MeasureFigure {
  std::string platform, right, state, region;
  Time asked;
  std::optional<Time> first_seen, raised, taken, ended;  // of the listing; of its flag; of the measure
};
Result<FigureRows<MeasureFigure>> MeasureFigures(CaseDb& db, const Scope& scope, const FigurePeriod& period);

// Notices drafted in the period and how far they came.
struct NoticeFigure {
  std::string platform, regime, state;
  Time drafted;
  std::optional<Time> sent;
  int64_t listings = 0;
};
Result<FigureRows<NoticeFigure>> NoticeFigures(CaseDb& db, const Scope& scope, const FigurePeriod& period);

// Listings that the organisation's watches reached in the period, and how many of them a suspected flag names.
struct ReachFigure {
  std::string watch, platform;
  int64_t listings = 0, suspected = 0;
};
Result<FigureRows<ReachFigure>> ReachFigures(CaseDb& db, const Scope& scope, const FigurePeriod& period);

// Listings that came back in the period, by platform.
struct RelistFigure {
  std::string platform;
  int64_t relists = 0;
};
Result<FigureRows<RelistFigure>> RelistFigures(CaseDb& db, const Scope& scope, const FigurePeriod& period);

}  // namespace markwarden
