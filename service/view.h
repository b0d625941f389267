// What the JSON of several use cases shares.  Internal to service/.
#pragma once

#include <optional>

#include "core/clock.h"
#include "core/json.h"
#include "core/said.h"

namespace markwarden {

inline Json TimeOrNull(const std::optional<Time>& time) { return time ? Json(FormatTime(*time)) : Json(nullptr); }

// A line of a row for pages: {"code" or null,"args":{},"text":{"zh","en"}}; what older rows say in plain words is the same in both.
inline Json SaidView(const std::string& line) {
  const std::string code = SaidCode(line);
  return {{"code", TextOrNull(code)}, {"args", Json::parse(SaidArgs(line))}, {"text", {{"zh", InWords(line, "zh")}, {"en", InWords(line, "en")}}}};
}

}  // namespace markwarden
