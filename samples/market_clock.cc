// Reads the offset for each look at the clock.
#include "samples/market_clock.h"

#include <charconv>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace markwarden::samples {
namespace {

std::string ReadSmallFile(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);  // a pipe in its place does not block
  if (file < 0) return {};
  struct stat about {};
  char bytes[kMaxClockFileBytes + 1];
  ssize_t got = -1;
  if (::fstat(file, &about) == 0 && S_ISREG(about.st_mode)) got = ::read(file, bytes, sizeof bytes);
  ::close(file);
  return got > 0 ? std::string(bytes, static_cast<size_t>(got)) : std::string();
}

}  // namespace

std::optional<std::chrono::milliseconds> ParseClockOffset(std::string_view text) {
  if (text.size() > kMaxClockFileBytes) return std::nullopt;
  const size_t begin = text.find_first_not_of(" \t\r\n"), end = text.find_last_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return std::nullopt;
  text = text.substr(begin, end - begin + 1);
  int64_t offset = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), offset);
  if (error != std::errc() || stop != text.data() + text.size()) return std::nullopt;
  if (offset > kMaxClockOffset.count() || offset < -kMaxClockOffset.count()) return std::nullopt;
  return std::chrono::milliseconds(offset);
}

Time MarketClock::Now() const {
  const Time now = SystemClock().Now();
  return file_.empty() ? now : now + ParseClockOffset(ReadSmallFile(file_)).value_or(std::chrono::milliseconds(0));
}

}  // namespace markwarden::samples
