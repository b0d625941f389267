// Whether a sanitizer slows this build down: bounds of time are multiplied.
#pragma once

namespace markwarden {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif
#else
inline constexpr bool kSanitized = false;
#endif

// The thread sanitizer hands a signal over where the thread calls the C library: a loop that calls nothing never sees it.
#if defined(__SANITIZE_THREAD__)
inline constexpr bool kSignalsWait = true;
#else
inline constexpr bool kSignalsWait = false;
#endif

inline constexpr int kSlower = kSanitized ? 8 : 1;

}  // namespace markwarden
