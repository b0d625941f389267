// Progress lines and signals.
#include "app/progress.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <thread>

namespace markwarden {

ProgressLine::~ProgressLine() {
  if (shown_ && ::isatty(STDERR_FILENO)) std::fprintf(stderr, "\n");
}

void ProgressLine::Show(const RunProgress& progress) {
  const bool terminal = ::isatty(STDERR_FILENO) != 0;
  const auto now = std::chrono::steady_clock::now();
  if (now - last_ < (terminal ? std::chrono::milliseconds(200) : std::chrono::milliseconds(5000))) return;
  last_ = now;
  shown_ = true;
  const int64_t done = progress.pages + progress.pictures, all = done + progress.queued;
  if (terminal) {
    constexpr int kWidth = 24;
    const int filled = all > 0 ? static_cast<int>(kWidth * done / all) : 0;
    std::string bar(static_cast<size_t>(filled), '#');
    bar.resize(kWidth, '.');
    std::fprintf(stderr, "\r%s [%s] %lld of %lld, %lld listings, %lld errors, %.0f/s   ", label_.c_str(), bar.c_str(),
                 static_cast<long long>(done), static_cast<long long>(all), static_cast<long long>(progress.listings),
                 static_cast<long long>(progress.errors), progress.per_second);
  } else {
    std::fprintf(stderr, "%s: %lld of %lld, %lld listings, %lld errors, %.0f/s\n", label_.c_str(),
                 static_cast<long long>(done), static_cast<long long>(all), static_cast<long long>(progress.listings),
                 static_cast<long long>(progress.errors), progress.per_second);
  }
}

std::stop_token StopOnSignals() {
  // A thread of its own waits for the signals, so that no handler runs in the middle of anything.
  static std::stop_source source;
  static const bool installed = [] {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    static std::jthread waiter([signals](std::stop_token done) {
      pthread_setname_np(pthread_self(), "mw-signals");
      timespec half{.tv_sec = 0, .tv_nsec = 200'000'000};
      while (!done.stop_requested()) {
        if (sigtimedwait(&signals, nullptr, &half) > 0) source.request_stop();
      }
    });
    return true;
  }();
  (void)installed;
  return source.get_token();
}

}  // namespace markwarden
