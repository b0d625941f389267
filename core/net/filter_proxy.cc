// The proxy's thread: one poll over every connection.  A browser's render holds a few dozen of them.
#include "core/net/filter_proxy.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <list>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "core/hash.h"
#include "core/net/fetcher.h"
#include "core/net/name_lookup.h"
#include "core/net/proxy_head.h"

namespace markwarden {
namespace {

using Steady = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr size_t kMaxPending = 256 << 10;  // bytes that wait for a slow reader
constexpr milliseconds kDrainTime{2000};
constexpr char kTlsHandshake = 0x16;       // first byte of a TLS client (RFC 8446, 5.1)

enum class Phase {
  kHead,        // the browser's request is being read
  kResolving,
  kConnecting,
  kAnswerHead,  // the request is sent, its answer's head is being read
  kFirstByte,   // a tunnel stands, the browser has said nothing yet
  kRelay,
  kDrain,       // our own answer is being sent; then the connection ends
};

struct Link {
  int client = -1, upstream = -1;
  Phase phase = Phase::kHead;
  std::string from_client;  // kHead: what came so far
  std::string answer_head;  // kAnswerHead: what came so far
  std::string to_upstream, to_client;
  ProxyHead request;
  size_t body_left = 0;     // of the request, not yet read
  std::vector<IpAddress> addresses;
  size_t next_address = 0;
  std::optional<size_t> record;
  std::optional<Steady::time_point> deadline;
  bool ended = false;       // the server has closed
  bool said_end = false;    // kDrain: our side is closed
};

class PollProxy : public FilterProxy {
 public:
  explicit PollProxy(FilterProxyOptions options) : options_(std::move(options)) {}

  ~PollProxy() override {
    if (thread_.joinable()) {
      stopping_ = true;
      Wake();
      thread_.join();
    }
    lookup_.reset();
    for (Link& link : links_) Close(link);
    if (listener_ >= 0) close(listener_);
    if (wake_ >= 0) close(wake_);
  }

  Status Begin() {
    const auto broken = [] { return Fail(ErrorCode::kInternal, std::string("start the proxy: ") + std::strerror(errno)); };
    wake_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (wake_ < 0 || listener_ < 0) return broken();
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof where;
    if (bind(listener_, reinterpret_cast<sockaddr*>(&where), size) != 0 || listen(listener_, 128) != 0 ||
        getsockname(listener_, reinterpret_cast<sockaddr*>(&where), &size) != 0) {
      return broken();
    }
    port_ = ntohs(where.sin_port);
    std::vector<uint16_t> own_ports = options_.own_ports;
    own_ports.push_back(port_);
    guard_.emplace([own_ports = std::move(own_ports)] { return own_ports; });
    lookup_.emplace(options_.resolver ? options_.resolver : SystemResolver(), [this] { Wake(); });
    thread_ = std::thread([this] { Loop(); });
    return Ok();
  }

  uint16_t port() const override { return port_; }
  std::vector<ProxyRecord> records() const override {
    const std::lock_guard lock(mutex_);
    return records_;
  }
  int64_t strangers() const override { return strangers_; }

 private:
  void Wake() {
    const uint64_t one = 1;
    // A full counter means that a wake-up is pending already.
    [[maybe_unused]] const ssize_t written = write(wake_, &one, sizeof one);
  }

  void Loop() {
    pthread_setname_np(pthread_self(), "mw-proxy");
    std::vector<pollfd> polls;
    while (!stopping_) {
      polls.clear();
      polls.push_back({wake_, POLLIN, 0});
      polls.push_back({links_.size() < static_cast<size_t>(options_.max_connections) ? listener_ : -1, POLLIN, 0});
      for (const Link& link : links_) {
        polls.push_back({link.client, ClientEvents(link), 0});
        polls.push_back({link.upstream, UpstreamEvents(link), 0});
      }
      poll(polls.data(), polls.size(), 250);
      size_t at = 2;
      for (Link& link : links_) {
        const short client = polls[at++].revents, upstream = polls[at++].revents;
        if (client != 0) OnClient(link, client);
        if (upstream != 0 && link.upstream >= 0) OnUpstream(link, upstream);
        if (link.client >= 0 && link.deadline && Steady::now() >= *link.deadline) OnDeadline(link);
      }
      links_.remove_if([](const Link& link) { return link.client < 0; });
      if (polls[0].revents != 0) {
        uint64_t value;
        [[maybe_unused]] const ssize_t got = read(wake_, &value, sizeof value);
        TakeNames();
      }
      if (polls[1].revents != 0) Accept();
    }
  }

  static short ClientEvents(const Link& link) {
    short events = 0;
    const bool reads = link.phase == Phase::kHead || link.phase == Phase::kDrain || link.phase == Phase::kFirstByte ||
                       link.phase == Phase::kAnswerHead || link.phase == Phase::kRelay;
    if (reads && link.to_upstream.size() < kMaxPending) events |= POLLIN;
    if (!link.to_client.empty()) events |= POLLOUT;
    return events;
  }
  static short UpstreamEvents(const Link& link) {
    if (link.phase == Phase::kConnecting) return POLLOUT;
    short events = 0;
    if (!link.ended && link.to_client.size() < kMaxPending) events |= POLLIN;
    if (!link.to_upstream.empty()) events |= POLLOUT;
    return events;
  }

  void Accept() {
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (client < 0) return;
    const int on = 1;
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    links_.emplace_back();
    links_.back().client = client;
    links_.back().deadline = Steady::now() + options_.connect_timeout;
  }

  void OnClient(Link& link, short events) {
    if (events & POLLOUT) FlushToClient(link);
    if (link.client < 0 || !(events & (POLLIN | POLLHUP | POLLERR))) return;
    char bytes[65536];
    const ssize_t count = recv(link.client, bytes, sizeof bytes, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) {
      // A browser that has gone wants nothing more.
      Close(link);
      return;
    }
    const std::string_view came(bytes, static_cast<size_t>(count));
    switch (link.phase) {
      case Phase::kHead:
        link.from_client.append(came);
        ReadHead(link);
        return;
      case Phase::kFirstByte:
        // What is no TLS inside a tunnel (a plain WebSocket, any other protocol) is not carried.
        if (came.front() != kTlsHandshake) {
          Note(link, ProxyOutcome::kRefused, "the tunnel carries no TLS");
          Close(link);
          return;
        }
        link.phase = Phase::kRelay;
        link.to_upstream.append(came);
        FlushToUpstream(link);
        return;
      case Phase::kAnswerHead:
      case Phase::kRelay: {
        const size_t taken = link.request.connect ? came.size() : std::min(came.size(), link.body_left);
        if (!link.request.connect) link.body_left -= taken;
        link.to_upstream.append(came.substr(0, taken));
        FlushToUpstream(link);
        return;
      }
      case Phase::kResolving:
      case Phase::kConnecting:
      case Phase::kDrain:
        return;
    }
  }

  void ReadHead(Link& link) {
    const size_t end = link.from_client.find("\r\n\r\n");
    if (end == std::string::npos) {
      if (link.from_client.size() > kMaxHeaderBytes) Refuse(link, 431, ProxyOutcome::kRefused, "the request's head is too large");
      return;
    }
    const std::string head = link.from_client.substr(0, end + 4);
    const std::string rest = link.from_client.substr(end + 4);
    link.from_client.clear();
    link.deadline.reset();
    Result<ProxyHead> request = ParseProxyHead(head);
    if (!request) {
      link.request.method = head.substr(0, std::min<size_t>(head.find(' '), 16));
      link.request.target = head.substr(0, head.find("\r\n"));
      Refuse(link, 400, ProxyOutcome::kRefused, request.error().message);
      return;
    }
    link.request = std::move(*request);
    if (options_.password.empty() || !ConstantTimeEqual(link.request.credentials, "render:" + options_.password)) {
      ++strangers_;
      Answer(link, "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"markwarden\"\r\n"
                   "Content-Length: 0\r\nConnection: close\r\n\r\n");
      return;
    }
    if (++requests_ > options_.max_requests) {
      Refuse(link, 429, ProxyOutcome::kRefused, "");
      return;
    }
    const size_t body = std::min(rest.size(), link.request.body_bytes);
    link.body_left = link.request.body_bytes - body;
    link.to_upstream = link.request.forward + rest.substr(0, body);
    Note(link, ProxyOutcome::kFailed, "not answered");
    if (total_ > options_.max_bytes) {
      Refuse(link, 403, ProxyOutcome::kCut, "the page has had all the bytes it may have");
      return;
    }
    Resolve(link);
  }

  void Resolve(Link& link) {
    const std::string& host = link.request.host;
    const auto fixed = options_.resolve.find(host);
    if (const auto literal = ParseIpAddress(fixed == options_.resolve.end() ? host : fixed->second)) {
      Decide(link, {*literal});
      return;
    }
    if (fixed != options_.resolve.end()) {
      Refuse(link, 403, ProxyOutcome::kRefused, "the source maps the host to what is no address");
      return;
    }
    if (const auto known = pinned_.find(host); known != pinned_.end()) {
      Decide(link, known->second);
      return;
    }
    link.phase = Phase::kResolving;
    if (asked_.insert(host).second) lookup_->Ask(host);
  }

  void TakeNames() {
    for (NameLookup::Answer& answer : lookup_->Take()) {
      asked_.erase(answer.host);
      // The first answer holds for as long as the proxy lives.
      if (answer.addresses) pinned_[answer.host] = *answer.addresses;
      for (Link& link : links_) {
        if (link.phase != Phase::kResolving || link.request.host != answer.host) continue;
        if (answer.addresses) {
          Decide(link, *answer.addresses);
        } else {
          Refuse(link, 502, ProxyOutcome::kFailed, answer.addresses.error().message);
        }
      }
    }
  }

  // One address that may not be connected to spoils the name: nobody's public shop has a private one beside.
  void Decide(Link& link, const std::vector<IpAddress>& addresses) {
    for (const IpAddress& address : addresses) {
      if (std::string refusal = guard_->Refusal(address, link.request.port, options_.allow_networks); !refusal.empty()) {
        Refuse(link, 403, ProxyOutcome::kRefused, std::move(refusal));
        return;
      }
    }
    link.addresses = addresses;
    link.next_address = 0;
    Connect(link);
  }

  void Connect(Link& link) {
    while (link.next_address < link.addresses.size()) {
      const IpAddress& address = link.addresses[link.next_address++];
      sockaddr_storage storage{};
      socklen_t size = 0;
      if (address.IsV4()) {
        auto& v4 = reinterpret_cast<sockaddr_in&>(storage);
        v4.sin_family = AF_INET;
        v4.sin_port = htons(link.request.port);
        std::memcpy(&v4.sin_addr, &address.bytes[12], 4);
        size = sizeof v4;
      } else {
        auto& v6 = reinterpret_cast<sockaddr_in6&>(storage);
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(link.request.port);
        std::memcpy(&v6.sin6_addr, address.bytes.data(), 16);
        size = sizeof v6;
      }
      link.upstream = socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
      if (link.upstream < 0) continue;
      const int on = 1;
      setsockopt(link.upstream, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      if (connect(link.upstream, reinterpret_cast<sockaddr*>(&storage), size) == 0 || errno == EINPROGRESS) {
        link.phase = Phase::kConnecting;
        link.deadline = Steady::now() + options_.connect_timeout;
        return;
      }
      CloseUpstream(link);
    }
    Refuse(link, 502, ProxyOutcome::kFailed, "no connection");
  }

  void OnUpstream(Link& link, short events) {
    if (link.phase == Phase::kConnecting) {
      int error = 0;
      socklen_t size = sizeof error;
      getsockopt(link.upstream, SOL_SOCKET, SO_ERROR, &error, &size);
      if (error != 0) {
        CloseUpstream(link);
        Connect(link);
        return;
      }
      link.deadline.reset();
      NoteAddress(link, link.addresses[link.next_address - 1]);
      if (link.request.connect) {
        Note(link, ProxyOutcome::kPassed, "");
        link.phase = Phase::kFirstByte;
        link.to_client = "HTTP/1.1 200 Connection established\r\n\r\n";
        FlushToClient(link);
      } else {
        link.phase = Phase::kAnswerHead;
        FlushToUpstream(link);
      }
      return;
    }
    if (events & POLLOUT) FlushToUpstream(link);
    if (link.client < 0 || link.upstream < 0 || !(events & (POLLIN | POLLHUP | POLLERR))) return;
    char bytes[65536];
    const ssize_t count = recv(link.upstream, bytes, sizeof bytes, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) {
      if (link.phase == Phase::kAnswerHead) {
        Refuse(link, 502, ProxyOutcome::kFailed, "the connection ended without an answer");
        return;
      }
      link.ended = true;
      CloseUpstream(link);
      FlushToClient(link);
      return;
    }
    total_ += count;
    CountBytes(link, count);
    if (total_ > options_.max_bytes) {
      Note(link, ProxyOutcome::kCut, "the page has had all the bytes it may have");
      Close(link);
      return;
    }
    const std::string_view came(bytes, static_cast<size_t>(count));
    if (link.phase == Phase::kAnswerHead) {
      link.answer_head.append(came);
      ReadAnswerHead(link);
      return;
    }
    link.to_client.append(came);
    FlushToClient(link);
  }

  void ReadAnswerHead(Link& link) {
    for (;;) {
      const size_t end = link.answer_head.find("\r\n\r\n");
      if (end == std::string::npos) {
        if (link.answer_head.size() > kMaxHeaderBytes) Refuse(link, 502, ProxyOutcome::kFailed, "the answer's head is too large");
        return;
      }
      const std::string rest = link.answer_head.substr(end + 4);
      const Result<AnswerHead> answer = ParseAnswerHead(std::string_view(link.answer_head).substr(0, end + 4));
      if (!answer || answer->status == 101) {
        Refuse(link, 502, ProxyOutcome::kFailed, answer ? "the server changed to another protocol" : answer.error().message);
        return;
      }
      link.answer_head = rest;
      if (answer->status < 200) continue;  // an interim answer: the real one follows
      NoteStatus(link, answer->status);
      link.to_client = answer->forward + rest;
      link.answer_head.clear();
      link.phase = Phase::kRelay;
      FlushToClient(link);
      return;
    }
  }

  void OnDeadline(Link& link) {
    switch (link.phase) {
      case Phase::kConnecting:
        CloseUpstream(link);
        Connect(link);
        return;
      case Phase::kHead:
      case Phase::kDrain:
        Close(link);
        return;
      case Phase::kResolving:
      case Phase::kAnswerHead:
      case Phase::kFirstByte:
      case Phase::kRelay:
        link.deadline.reset();
        return;
    }
  }

  void FlushToUpstream(Link& link) {
    if (link.upstream >= 0 && !Send(link.upstream, link.to_upstream)) {
      if (link.phase == Phase::kAnswerHead) {
        link.to_upstream.clear();  // an early answer may have come: it is read next
      } else {
        Close(link);
      }
    }
  }
  void FlushToClient(Link& link) {
    if (!Send(link.client, link.to_client)) {
      Close(link);
      return;
    }
    if (!link.to_client.empty()) return;
    if (link.phase == Phase::kDrain && !link.said_end) {
      link.said_end = true;
      shutdown(link.client, SHUT_WR);
      link.deadline = Steady::now() + kDrainTime;
    } else if (link.ended) {
      Close(link);
    }
  }
  // False when the connection is broken.
  static bool Send(int fd, std::string& bytes) {
    while (!bytes.empty()) {
      const ssize_t count = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return errno == EAGAIN;
      bytes.erase(0, static_cast<size_t>(count));
    }
    return true;
  }

  void Answer(Link& link, std::string answer) {
    CloseUpstream(link);
    link.to_upstream.clear();
    link.to_client = std::move(answer);
    link.phase = Phase::kDrain;
    link.deadline = Steady::now() + kDrainTime;
    FlushToClient(link);
  }
  void Refuse(Link& link, int status, ProxyOutcome outcome, std::string why) {
    const std::string body = "markwarden let this request go no further: " + why + "\n";
    Note(link, outcome, std::move(why));
    Answer(link, "HTTP/1.1 " + std::to_string(status) + " Refused\r\nContent-Type: text/plain\r\nContent-Length: " +
                     std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" + body);
  }

  // Writes the link's record, once for each request; past the cap of requests nothing is kept.
  void Note(Link& link, ProxyOutcome outcome, std::string why) {
    const std::lock_guard lock(mutex_);
    if (!link.record) {
      if (records_.size() >= static_cast<size_t>(options_.max_requests)) return;
      link.record = records_.size();
      ProxyRecord record;
      record.method = link.request.method;
      record.target = link.request.target.substr(0, kMaxProxyTarget);
      records_.push_back(std::move(record));
    }
    records_[*link.record].outcome = outcome;
    records_[*link.record].why = std::move(why);
  }
  void NoteAddress(Link& link, const IpAddress& address) {
    const std::lock_guard lock(mutex_);
    if (link.record) records_[*link.record].address = ToString(address);
  }
  void NoteStatus(Link& link, int status) {
    Note(link, ProxyOutcome::kPassed, "");
    const std::lock_guard lock(mutex_);
    if (link.record) records_[*link.record].status = status;
  }
  void CountBytes(Link& link, int64_t bytes) {
    const std::lock_guard lock(mutex_);
    if (link.record) records_[*link.record].bytes += bytes;
  }

  static void CloseUpstream(Link& link) {
    if (link.upstream >= 0) close(link.upstream);
    link.upstream = -1;
  }
  static void Close(Link& link) {
    CloseUpstream(link);
    if (link.client >= 0) close(link.client);
    link.client = -1;
  }

  // Constant after Begin.
  const FilterProxyOptions options_;
  std::optional<AddressGuard> guard_;
  std::optional<NameLookup> lookup_;
  int listener_ = -1;
  int wake_ = -1;
  uint16_t port_ = 0;
  std::thread thread_;
  std::atomic<bool> stopping_{false};
  std::atomic<int64_t> strangers_{0};

  // The proxy thread's own.
  std::list<Link> links_;
  std::map<std::string, std::vector<IpAddress>> pinned_;
  std::set<std::string> asked_;
  int64_t total_ = 0;
  int requests_ = 0;

  mutable std::mutex mutex_;
  std::vector<ProxyRecord> records_;  // guarded by mutex_
};

}  // namespace

std::string_view ToString(ProxyOutcome outcome) {
  switch (outcome) {
    case ProxyOutcome::kPassed: return "passed";
    case ProxyOutcome::kRefused: return "refused";
    case ProxyOutcome::kFailed: return "failed";
    case ProxyOutcome::kCut: return "cut";
  }
  return "failed";
}

Result<std::unique_ptr<FilterProxy>> FilterProxy::Start(FilterProxyOptions options) {
  auto proxy = std::make_unique<PollProxy>(std::move(options));
  if (Status begun = proxy->Begin(); !begun) return Fail(begun);
  return Result<std::unique_ptr<FilterProxy>>(std::move(proxy));
}

}  // namespace markwarden
