// The machine's clock plus an offset that a file holds: a demo moves the marketplace through months.
#pragma once

#include <filesystem>
#include <optional>

#include "core/clock.h"

namespace markwarden::samples {

inline constexpr size_t kMaxClockFileBytes = 64;
inline constexpr std::chrono::milliseconds kMaxClockOffset = std::chrono::days{36'525};  // to either side

// "86400000\n": a whole number of milliseconds, blanks around it allowed.  Empty for anything else.
std::optional<std::chrono::milliseconds> ParseClockOffset(std::string_view text);

// Thread-safe.
class MarketClock : public Clock {
 public:
  // Without a file it is the machine's clock.
  explicit MarketClock(std::filesystem::path file = {}) : file_(std::move(file)) {}

  // Reads the file anew.  An absent, unreadable or longer file, or other text in it, means no offset.
  Time Now() const override;

 private:
  const std::filesystem::path file_;
};

}  // namespace markwarden::samples
