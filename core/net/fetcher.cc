// The network thread: curl's multi handle driven by epoll.  The timer that curl asks for
// is kept in a variable and handed to epoll_wait, twice as fast as a timerfd.
#include "core/net/fetcher.h"

#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <deque>
#include <filesystem>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <vector>

#include "core/net/resolver.h"
#include "core/net/transfer.h"

namespace markwarden {
namespace {

using Steady = std::chrono::steady_clock;

class CurlFetcher : public Fetcher {
 public:
  explicit CurlFetcher(const FetcherOptions& options)
      : options_(options),
        guard_(options.own_ports),
        clock_(options.clock != nullptr ? *options.clock : static_cast<const Clock&>(system_clock_)) {}

  ~CurlFetcher() override {
    if (thread_.joinable()) {
      {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
      }
      Wake();
      thread_.join();
    }
    idle_.clear();
    resolver_.reset();
    if (multi_ != nullptr) curl_multi_cleanup(multi_);
    if (epoll_ >= 0) close(epoll_);
    if (wake_ >= 0) close(wake_);
  }

  Status Begin() {
    static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (initialised != CURLE_OK) return Fail(ErrorCode::kInternal, curl_easy_strerror(initialised));
    multi_ = curl_multi_init();
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    wake_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (multi_ == nullptr || epoll_ < 0 || wake_ < 0) {
      return Fail(ErrorCode::kInternal, std::string("start the network thread: ") + std::strerror(errno));
    }
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &OnSocket);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &OnTimer);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
    // Left to itself curl resizes this with the number of transfers and drops warm connections.
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, options_.max_connections);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = wake_;
    if (epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_, &event) != 0) {
      return Fail(ErrorCode::kInternal, std::string("start the network thread: ") + std::strerror(errno));
    }
    Result<std::unique_ptr<Resolver>> resolver = Resolver::Make(epoll_, options_.name_timeout);
    if (!resolver) return Fail(resolver);
    resolver_ = std::move(*resolver);
    thread_ = std::thread([this] { Loop(); });
    return Ok();
  }

  void Submit(FetchRequest request, FetchDone done) override {
    {
      const std::lock_guard lock(mutex_);
      submitted_.push_back({std::move(request), std::move(done)});
    }
    Wake();
  }

  void CancelAll() override {
    {
      const std::lock_guard lock(mutex_);
      cancelling_ = true;
    }
    Wake();
  }

 private:
  struct Submission {
    FetchRequest request;
    FetchDone done;
  };

  void Wake() {
    const uint64_t one = 1;
    // A full counter means that a wake-up is pending already.
    [[maybe_unused]] const ssize_t written = write(wake_, &one, sizeof one);
  }

  void Loop() {
    pthread_setname_np(pthread_self(), "mw-net");
    std::vector<epoll_event> events(256);
    for (bool stopping = false; !stopping;) {
      const int count = epoll_wait(epoll_, events.data(), int(events.size()), WaitMilliseconds());
      int running = 0;
      for (int i = 0; i < count; ++i) {
        const int fd = events[i].data.fd;
        if (fd == wake_) {
          uint64_t value;
          [[maybe_unused]] const ssize_t got = read(wake_, &value, sizeof value);
          continue;
        }
        if (resolver_->OnEvent(fd, events[i].events)) continue;
        int mask = 0;
        if (events[i].events & EPOLLIN) mask |= CURL_CSELECT_IN;
        if (events[i].events & EPOLLOUT) mask |= CURL_CSELECT_OUT;
        if (events[i].events & (EPOLLERR | EPOLLHUP)) mask |= CURL_CSELECT_ERR;
        curl_multi_socket_action(multi_, fd, mask, &running);
      }
      if (timer_ && Steady::now() >= *timer_) {
        timer_.reset();
        curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running);
      }
      resolver_->OnTimer();
      TakeFinished();
      stopping = TakeOrders();
    }
  }

  int WaitMilliseconds() const {
    const auto names = resolver_->Wait();
    if (!timer_ && !names) return -1;
    int64_t left = names ? names->count() : 60'000;
    if (timer_) left = std::min<int64_t>(left, std::chrono::ceil<std::chrono::milliseconds>(*timer_ - Steady::now()).count());
    return int(std::clamp<int64_t>(left, 0, 60'000));
  }

  void TakeFinished() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      CURL* easy = message->easy_handle;
      const CURLcode code = message->data.result;  // the message dies with the handle's removal
      Transfer* transfer = nullptr;
      curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
      curl_multi_remove_handle(multi_, easy);
      if (transfer->BeginAgain()) {
        curl_multi_add_handle(multi_, easy);
        continue;
      }
      std::unique_ptr<Transfer> owned = Release(transfer);
      owned->Finish(code);
      idle_.push_back(std::move(owned));
    }
  }

  // Starts what was submitted; true when the thread is to end.
  bool TakeOrders() {
    std::deque<Submission> submitted;
    bool cancel = false, stopping = false;
    {
      const std::lock_guard lock(mutex_);
      submitted.swap(submitted_);
      cancel = std::exchange(cancelling_, false);
      stopping = stopping_;
    }
    if (cancel || stopping) {
      const Error cancelled{ErrorCode::kCancelled, "the fetch was cancelled"};
      looking_up_.clear();
      while (!busy_.empty()) {
        Transfer* transfer = busy_.begin()->first;
        curl_multi_remove_handle(multi_, transfer->easy());
        std::unique_ptr<Transfer> owned = Release(transfer);
        owned->Fail(cancelled);
        idle_.push_back(std::move(owned));
      }
      for (Submission& s : submitted) s.done(Fail(cancelled));
      return stopping;
    }
    for (Submission& s : submitted) Start(std::move(s));
    return false;
  }

  void Start(Submission s) {
    std::unique_ptr<Transfer> transfer;
    if (idle_.empty()) {
      transfer = std::make_unique<Transfer>(options_, guard_, clock_, sockets_);
      if (transfer->easy() == nullptr) {
        s.done(Fail(ErrorCode::kExhausted, "no memory for another connection"));
        return;
      }
    } else {
      transfer = std::move(idle_.back());
      idle_.pop_back();
    }
    if (Status ready = transfer->Start(std::move(s.request), std::move(s.done)); !ready) {
      transfer->Fail(std::move(ready.error()));
      idle_.push_back(std::move(transfer));
      return;
    }
    Transfer* raw = transfer.get();
    busy_.emplace(raw, std::move(transfer));
    if (raw->host().empty()) {
      curl_multi_add_handle(multi_, raw->easy());  // asks for the timer, which starts it
      return;
    }
    const uint64_t number = ++look_ups_;
    looking_up_[number] = raw;
    resolver_->Resolve(raw->host(), [this, number](Result<std::vector<IpAddress>> found) { LookedUp(number, std::move(found)); });
  }

  void LookedUp(uint64_t number, Result<std::vector<IpAddress>> found) {
    const auto asked = looking_up_.extract(number);
    if (asked.empty()) return;  // cancelled meanwhile
    Transfer* transfer = asked.mapped();
    Status pinned = found ? transfer->Pin(*found) : Status(Fail(found));
    if (pinned) {
      curl_multi_add_handle(multi_, transfer->easy());
      return;
    }
    std::unique_ptr<Transfer> owned = Release(transfer);
    owned->Fail(std::move(pinned.error()));
    idle_.push_back(std::move(owned));
  }

  std::unique_ptr<Transfer> Release(Transfer* transfer) {
    auto node = busy_.extract(transfer);
    return std::move(node.mapped());
  }

  static int OnSocket(CURL*, curl_socket_t fd, int what, void* self, void* known) {
    CurlFetcher& f = *static_cast<CurlFetcher*>(self);
    if (what == CURL_POLL_REMOVE) {
      epoll_ctl(f.epoll_, EPOLL_CTL_DEL, fd, nullptr);
      curl_multi_assign(f.multi_, fd, nullptr);
      return 0;
    }
    epoll_event event{};
    if (what & CURL_POLL_IN) event.events |= EPOLLIN;
    if (what & CURL_POLL_OUT) event.events |= EPOLLOUT;
    event.data.fd = fd;
    if (epoll_ctl(f.epoll_, known != nullptr ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event) != 0) {
      // A descriptor that was closed and came back: what we knew of it is void.
      epoll_ctl(f.epoll_, errno == ENOENT ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, fd, &event);
    }
    if (known == nullptr) curl_multi_assign(f.multi_, fd, self);
    return 0;
  }

  static int OnTimer(CURLM*, long milliseconds, void* self) {
    CurlFetcher& f = *static_cast<CurlFetcher*>(self);
    if (milliseconds < 0) {
      f.timer_.reset();
    } else {
      f.timer_ = Steady::now() + std::chrono::milliseconds(milliseconds);
    }
    return 0;
  }

  // Constant after Begin.
  const FetcherOptions options_;
  const AddressGuard guard_;
  const SystemClock system_clock_;
  const Clock& clock_;
  CURLM* multi_ = nullptr;
  int epoll_ = -1;
  int wake_ = -1;
  std::thread thread_;

  // The network thread's own.
  OpenSockets sockets_;
  std::optional<Steady::time_point> timer_;
  std::map<Transfer*, std::unique_ptr<Transfer>> busy_;
  std::vector<std::unique_ptr<Transfer>> idle_;
  std::unique_ptr<Resolver> resolver_;
  std::map<uint64_t, Transfer*> looking_up_;  // busy ones that wait for addresses
  uint64_t look_ups_ = 0;

  // Guarded by mutex_.
  std::mutex mutex_;
  std::deque<Submission> submitted_;
  bool cancelling_ = false;
  bool stopping_ = false;
};

}  // namespace

int ConnectionsThatFit(int wanted) {
  // Databases with their logs, the segment, name servers, epoll; and a content worker per core.
  const rlim_t for_others = 24 + 8 * std::max(1u, std::thread::hardware_concurrency());
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  if (limit.rlim_cur < limit.rlim_max) {
    const rlimit raised{limit.rlim_max, limit.rlim_max};
    if (setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
  }
  std::error_code unknown;
  rlim_t open = 0;
  for (auto it = std::filesystem::directory_iterator("/proc/self/fd", unknown); !unknown && it != std::filesystem::directory_iterator(); ++it) ++open;
  const rlim_t taken = open + for_others;
  const rlim_t left = limit.rlim_cur > taken ? limit.rlim_cur - taken : 0;
  return int(std::clamp<rlim_t>(left, 4, rlim_t(wanted)));
}

Result<std::unique_ptr<Fetcher>> MakeFetcher(const FetcherOptions& options) {
  auto fetcher = std::make_unique<CurlFetcher>(options);
  if (Status begun = fetcher->Begin(); !begun) return Fail(std::move(begun.error()));
  return Result<std::unique_ptr<Fetcher>>(std::move(fetcher));
}

}  // namespace markwarden
