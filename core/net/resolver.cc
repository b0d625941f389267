// c-ares behind the network thread's epoll.
#include "core/net/resolver.h"

#include <sys/epoll.h>
#include <sys/time.h>

#include <algorithm>

namespace markwarden {
namespace {

using Steady = std::chrono::steady_clock;

constexpr int kTries = 2;  // the second waits longer
constexpr std::chrono::seconds kLongestKept{3600};
constexpr std::chrono::seconds kAbsenceKept{60};
constexpr size_t kMaxKept = 20'000;

}  // namespace

struct Resolver::Question {
  Resolver& resolver;
  std::string host;
  Done done;
};

Result<std::unique_ptr<Resolver>> Resolver::Make(int epoll, std::chrono::milliseconds first_try) {
  static const int initialised = ares_library_init(ARES_LIB_INIT_ALL);
  if (initialised != ARES_SUCCESS) return Fail(ErrorCode::kInternal, std::string("start name look-ups: ") + ares_strerror(initialised));
  std::unique_ptr<Resolver> made(new Resolver(epoll));
  ares_options options{};
  char lookups[] = "fb";  // the hosts file, then name servers
  options.lookups = lookups;
  options.flags = ARES_FLAG_NOSEARCH;  // "shop" is no machine of the local domain
  options.timeout = int(first_try.count());
  options.tries = kTries;
  options.sock_state_cb = &OnSocket;
  options.sock_state_cb_data = made.get();
  const int started = ares_init_options(&made->channel_, &options,
                                        ARES_OPT_FLAGS | ARES_OPT_LOOKUPS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB);
  if (started != ARES_SUCCESS) {
    made->channel_ = nullptr;
    return Fail(ErrorCode::kInternal, std::string("start name look-ups: ") + ares_strerror(started));
  }
  return made;
}

Resolver::~Resolver() {
  if (channel_ != nullptr) ares_destroy(channel_);
}

void Resolver::Resolve(const std::string& host, Done done) {
  if (const auto known = kept_.find(host); known != kept_.end()) {
    if (known->second.until > Steady::now()) {
      const Kept kept = known->second;  // `done` may change the map
      if (kept.addresses.empty()) return done(Fail(ErrorCode::kUnavailable, kept.why));
      return done(kept.addresses);
    }
    kept_.erase(known);
  }
  ares_addrinfo_hints hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = ARES_AI_NOSORT;  // sorting opens sockets to every address
  ++asking_;
  ares_getaddrinfo(channel_, host.c_str(), nullptr, &hints, &OnAnswer, new Question{*this, host, std::move(done)});
}

void Resolver::Keep(const std::string& host, Kept kept) {
  if (kept_.size() >= kMaxKept) kept_.clear();
  kept_[host] = std::move(kept);
}

void Resolver::OnAnswer(void* question, int status, int, ares_addrinfo* found) {
  const std::unique_ptr<Question> asked(static_cast<Question*>(question));
  const std::unique_ptr<ares_addrinfo, void (*)(ares_addrinfo*)> answer(found, ares_freeaddrinfo);
  Resolver& resolver = asked->resolver;
  --resolver.asking_;
  Kept kept;
  auto ttl = kLongestKept;
  if (status == ARES_SUCCESS && answer) {
    for (const ares_addrinfo_node* node = answer->nodes; node != nullptr; node = node->ai_next) {
      ttl = std::min(ttl, std::chrono::seconds(std::max(node->ai_ttl, 0)));
      const auto address = AddressOf(*node->ai_addr);
      if (!address || std::find(kept.addresses.begin(), kept.addresses.end(), *address) != kept.addresses.end()) continue;
      kept.addresses.push_back(*address);
    }
  }
  if (kept.addresses.empty()) {
    const bool absent = status == ARES_ENOTFOUND || status == ARES_ENODATA || status == ARES_SUCCESS;
    kept.why = asked->host + (absent ? " has no address" : std::string(": no name server answers (") + ares_strerror(status) + ")");
    Error error{ErrorCode::kUnavailable, kept.why};
    kept.until = Steady::now() + kAbsenceKept;
    if (absent) resolver.Keep(asked->host, std::move(kept));
    return asked->done(Fail(std::move(error)));
  }
  std::vector<IpAddress> addresses = kept.addresses;
  kept.until = Steady::now() + ttl;
  resolver.Keep(asked->host, std::move(kept));
  asked->done(std::move(addresses));
}

void Resolver::OnSocket(void* self, ares_socket_t fd, int readable, int writable) {
  Resolver& resolver = *static_cast<Resolver*>(self);
  if (!readable && !writable) {
    if (resolver.sockets_.erase(fd) > 0) epoll_ctl(resolver.epoll_, EPOLL_CTL_DEL, fd, nullptr);
    return;
  }
  epoll_event event{};
  if (readable) event.events |= EPOLLIN;
  if (writable) event.events |= EPOLLOUT;
  event.data.fd = fd;
  const bool known = !resolver.sockets_.insert(fd).second;
  epoll_ctl(resolver.epoll_, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event);
}

bool Resolver::OnEvent(int fd, uint32_t events) {
  if (!sockets_.contains(fd)) return false;
  const bool broken = events & (EPOLLERR | EPOLLHUP);
  ares_process_fd(channel_, broken || (events & EPOLLIN) ? fd : ARES_SOCKET_BAD,
                  events & EPOLLOUT ? fd : ARES_SOCKET_BAD);
  return true;
}

std::optional<std::chrono::milliseconds> Resolver::Wait() const {
  if (asking_ == 0) return std::nullopt;
  timeval most{.tv_sec = 1, .tv_usec = 0};
  timeval left{};
  const timeval* wait = ares_timeout(channel_, &most, &left);
  return std::chrono::milliseconds(wait->tv_sec * 1000 + (wait->tv_usec + 999) / 1000);
}

void Resolver::OnTimer() {
  if (asking_ > 0) ares_process_fd(channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
}

}  // namespace markwarden
