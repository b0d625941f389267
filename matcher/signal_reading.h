// How what a signal matched reads as the name.
#pragma once

#include <optional>
#include <string_view>

#include "core/flag.h"
#include "core/text/reading.h"

namespace markwarden {

// Whether the step is in the signal's chain.
bool Chained(const Signal& signal, std::string_view step);

// Of a signal of a name (detector text.*), by its chain: sign by sign, or as one step where it was read as a whole (by its sound, its parts, its
// emoji).  Empty where there is nothing to read, or too much.  Pure, thread-safe.
std::optional<NameReading> ReadSignal(const Signal& signal);

}  // namespace markwarden
