// What the JSON of several use cases shares.  Internal to service/.
#pragma once

#include <optional>

#include "core/clock.h"
#include "core/json.h"

namespace markwarden {

inline Json TimeOrNull(const std::optional<Time>& time) { return time ? Json(FormatTime(*time)) : Json(nullptr); }

}  // namespace markwarden
