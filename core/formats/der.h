// Whether bytes are written as DER (X.690, 10 and 11) asks: one value, definite and shortest lengths, shortest numbers.
#pragma once

#include <string_view>

#include "core/result.h"

namespace markwarden {

inline constexpr int kMaxDerDepth = 32;

// What lies inside octet and bit strings is not looked at.  Errors: kInvalid, naming the byte; kExhausted (too deep).
Status CheckDer(std::string_view bytes);

}  // namespace markwarden
