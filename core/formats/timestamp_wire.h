// What CheckTimestamp takes and gives, as bytes between processes.
#pragma once

#include <string>
#include <string_view>

#include "core/formats/timestamp.h"

namespace markwarden {

struct TimestampQuestion {
  Sha256Digest digest{};
  std::string nonce;  // empty: a token that is only looked at again
  TimestampRules rules;
};

std::string ToWire(const TimestampQuestion& question);
std::string ToWire(const TimestampFacts& facts);
// Errors: kInvalid (not what ToWire wrote).
Result<TimestampQuestion> TimestampQuestionFromWire(std::string_view bytes);
Result<TimestampFacts> TimestampFactsFromWire(std::string_view bytes);

}  // namespace markwarden
