// Whether a sanitizer slows this build down: bounds of time are multiplied by kSlower.
#pragma once

namespace markwarden {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
inline constexpr double kSlower = 8;
#else
inline constexpr bool kSanitized = false;
inline constexpr double kSlower = 1;
#endif

}  // namespace markwarden
