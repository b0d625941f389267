// getaddrinfo with short time-outs, and the threads it blocks.
#include "core/net/name_lookup.h"

#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <resolv.h>
#include <sys/socket.h>

#include <cstring>

namespace markwarden {
namespace {

constexpr int kThreads = 2;
constexpr size_t kMaxAddresses = 32;

Result<std::vector<IpAddress>> LookUp(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_family = AF_UNSPEC;
  addrinfo* list = nullptr;
  if (const int error = getaddrinfo(host.c_str(), nullptr, &hints, &list); error != 0) {
    return Fail(ErrorCode::kUnavailable, "no address for the name: " + std::string(gai_strerror(error)));
  }
  std::vector<IpAddress> addresses;
  for (const addrinfo* entry = list; entry != nullptr && addresses.size() < kMaxAddresses; entry = entry->ai_next) {
    IpAddress address;
    if (entry->ai_family == AF_INET) {
      address.bytes[10] = address.bytes[11] = 0xff;
      std::memcpy(&address.bytes[12], &reinterpret_cast<const sockaddr_in*>(entry->ai_addr)->sin_addr, 4);
    } else if (entry->ai_family == AF_INET6) {
      std::memcpy(address.bytes.data(), &reinterpret_cast<const sockaddr_in6*>(entry->ai_addr)->sin6_addr, 16);
    } else {
      continue;
    }
    addresses.push_back(address);
  }
  freeaddrinfo(list);
  if (addresses.empty()) return Fail(ErrorCode::kUnavailable, "no address for the name");
  return addresses;
}

}  // namespace

HostResolver SystemResolver() { return &LookUp; }

NameLookup::NameLookup(HostResolver resolver, std::function<void()> ready)
    : resolver_(std::move(resolver)), ready_(std::move(ready)) {
  for (int i = 0; i < kThreads; ++i) threads_.emplace_back([this](std::stop_token stop) { Loop(stop); });
}

NameLookup::~NameLookup() {
  for (std::jthread& thread : threads_) thread.request_stop();
  threads_.clear();
}

void NameLookup::Ask(const std::string& host) {
  {
    const std::lock_guard lock(mutex_);
    questions_.push_back(host);
  }
  asked_.notify_one();
}

std::vector<NameLookup::Answer> NameLookup::Take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(answers_, {});
}

void NameLookup::Loop(std::stop_token stop) {
  pthread_setname_np(pthread_self(), "mw-resolve");
  // A look-up cannot be called off, so it must not take long: the thread's own resolver state.
  if (res_init() == 0) {
    _res.retrans = 3;
    _res.retry = 1;
  }
  for (;;) {
    std::string host;
    {
      std::unique_lock lock(mutex_);
      if (!asked_.wait(lock, stop, [this] { return !questions_.empty(); }) || stop.stop_requested()) return;
      host = std::move(questions_.front());
      questions_.pop_front();
    }
    Result<std::vector<IpAddress>> addresses = resolver_(host);
    {
      const std::lock_guard lock(mutex_);
      answers_.push_back({std::move(host), std::move(addresses)});
    }
    ready_();
  }
}

}  // namespace markwarden
