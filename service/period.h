// Edges of a period as a caller writes them.  Internal to service/.
#pragma once

#include <optional>
#include <string>

#include "core/clock.h"
#include "core/result.h"

namespace markwarden {

// "": no edge.  Errors: kInvalid, naming `what`.
inline Result<std::optional<Time>> PeriodEdge(const std::string& text, const char* what) {
  if (text.empty()) return std::optional<Time>();
  const auto time = ParseTime(text);
  if (!time) {
    return Fail(ErrorCode::kInvalid, std::string(what) + " \"" + text.substr(0, 60) + "\" is no date such as 2026-11-23 or time such as 2026-11-23T08:00:00+08:00");
  }
  return std::optional<Time>(*time);
}

}  // namespace markwarden
