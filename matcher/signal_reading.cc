// Which reading a chain asks for.
#include "matcher/signal_reading.h"

#include <algorithm>
#include <cmath>

namespace markwarden {
namespace {

// What was told as a whole costs what it leaves of the likeness.
NameReading AsAWhole(const Signal& signal, const char* step) {
  NameReading reading;
  reading.steps.push_back({step, signal.matched, signal.decoded, "", std::round((1 - signal.value) * 100) / 100});
  return reading;
}

}  // namespace

bool Chained(const Signal& signal, std::string_view step) { return std::find(signal.chain.begin(), signal.chain.end(), step) != signal.chain.end(); }

std::optional<NameReading> ReadSignal(const Signal& signal) {
  if (!signal.detector.starts_with("text.") || signal.detector == "text.copy" || signal.matched.empty() || signal.decoded.empty()) return std::nullopt;
  if (Chained(signal, "transliteration") || Chained(signal, "half")) {
    // Several letters for one sign, others left out: it is heard as a whole, not sign by sign.
    NameReading reading = AsAWhole(signal, "transliteration");
    reading.sound = signal.value;
    return reading;
  }
  if (Chained(signal, "recomposed")) {
    NameReading reading = AsAWhole(signal, "parts");
    reading.form = signal.value;
    return reading;
  }
  if (Chained(signal, "emoji_name") || Chained(signal, "emoji_alias")) return AsAWhole(signal, "emoji_word");
  if (Chained(signal, "reordered")) return ReadReordered(signal.matched, signal.decoded);
  return ReadAs(signal.matched, signal.decoded, Chained(signal, "reversed"));
}

}  // namespace markwarden
