// A letterbox between the network thread and the one that waits.
#include "core/net/fetch_now.h"

#include <condition_variable>
#include <mutex>

namespace markwarden {
namespace {

struct Letterbox {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::optional<Result<Exchange>> outcome;  // guarded by mutex
};

}  // namespace

Result<Exchange> FetchNow(Fetcher& fetcher, FetchRequest request, std::stop_token stop) {
  const auto box = std::make_shared<Letterbox>();
  fetcher.Submit(std::move(request), [box](Result<Exchange> outcome) {
    const std::lock_guard lock(box->mutex);
    box->outcome = std::move(outcome);
    box->changed.notify_all();
  });
  std::unique_lock lock(box->mutex);
  if (!box->changed.wait(lock, stop, [&] { return box->outcome.has_value(); })) {
    return Fail(ErrorCode::kCancelled, "asked to stop while an answer was waited for");
  }
  return std::move(*box->outcome);
}

}  // namespace markwarden
