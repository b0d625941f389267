// Blocking sockets, one thread per connection.
#include "tests/guards/wire_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace markwarden {

std::optional<std::string> Wire::ReadHead() {
  char chunk[4096];
  size_t end;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    const ssize_t got = tls_ != nullptr ? SSL_read(tls_, chunk, sizeof chunk) : ::recv(fd_, chunk, sizeof chunk, 0);
    if (got <= 0) return std::nullopt;
    buffer_.append(chunk, size_t(got));
  }
  std::string head = buffer_.substr(0, end + 4);
  buffer_.erase(0, end + 4);
  return head;
}

bool Wire::Send(std::string_view bytes) {
  while (!bytes.empty() && !*stopping_) {
    const size_t piece = std::min<size_t>(bytes.size(), 64 << 10);
    const ssize_t put = tls_ != nullptr ? SSL_write(tls_, bytes.data(), int(piece)) : ::send(fd_, bytes.data(), piece, MSG_NOSIGNAL);
    if (put <= 0) return false;
    *sent_ += put;
    bytes.remove_prefix(size_t(put));
  }
  return !*stopping_;
}

bool Wire::Wait(std::chrono::milliseconds time) {
  const auto until = std::chrono::steady_clock::now() + time;
  while (!*stopping_ && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  return !*stopping_;
}

WireServer::WireServer(Serve serve, uint16_t port, SSL_CTX* tls) : serve_(std::move(serve)), tls_(tls) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
  listener_ = ::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1, off = 0;
  ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  ::setsockopt(listener_, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  sockaddr_in6 where{};
  where.sin6_family = AF_INET6;
  where.sin6_port = htons(port);
  socklen_t size = sizeof where;
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&where), size) != 0 || ::listen(listener_, 256) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&where), &size) != 0) {
    std::perror("wire server");
    std::abort();
  }
  port_ = ntohs(where.sin6_port);
  accepting_ = std::thread([this] { Accept(); });
}

WireServer::~WireServer() {
  stopping_ = true;
  ::shutdown(listener_, SHUT_RDWR);
  accepting_.join();
  {
    const std::lock_guard lock(mutex_);
    for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
  }
  for (std::thread& thread : serving_) thread.join();
  ::close(listener_);
}

std::map<std::string, int> WireServer::reached() const {
  const std::lock_guard lock(mutex_);
  return reached_;
}

int WireServer::connections() const {
  const std::lock_guard lock(mutex_);
  int sum = 0;
  for (const auto& [address, times] : reached_) sum += times;
  return sum;
}

void WireServer::Accept() {
  while (!stopping_) {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) continue;
    const std::lock_guard lock(mutex_);
    open_.insert(fd);
    serving_.emplace_back([this, fd] { ServeOne(fd); });
  }
}

void WireServer::ServeOne(int fd) {
  Wire wire;
  wire.fd_ = fd;
  wire.stopping_ = &stopping_;
  wire.sent_ = &sent_;
  sockaddr_in6 mine{};
  socklen_t size = sizeof mine;
  char text[INET6_ADDRSTRLEN] = "?";
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&mine), &size) == 0) {
    if (IN6_IS_ADDR_V4MAPPED(&mine.sin6_addr)) {
      ::inet_ntop(AF_INET, &mine.sin6_addr.s6_addr[12], text, sizeof text);
    } else {
      ::inet_ntop(AF_INET6, &mine.sin6_addr, text, sizeof text);
    }
  }
  wire.address_ = text;
  {
    const std::lock_guard lock(mutex_);
    ++reached_[text];
  }
  if (tls_ != nullptr) {
    wire.tls_ = SSL_new(tls_);
    SSL_set_fd(wire.tls_, fd);
  }
  if (wire.tls_ == nullptr || SSL_accept(wire.tls_) == 1) serve_(wire);
  if (wire.tls_ != nullptr) SSL_free(wire.tls_);
  {
    const std::lock_guard lock(mutex_);
    open_.erase(fd);
  }
  ::shutdown(fd, SHUT_RDWR);
  ::close(fd);
}

WireServer::Serve Site(std::function<std::string(const SiteRequest&)> answer) {
  return [answer = std::move(answer)](Wire& wire) {
    while (const std::optional<std::string> head = wire.ReadHead()) {
      SiteRequest request;
      request.head = *head;
      const size_t space = head->find(' ');
      request.target = head->substr(space + 1, head->find(' ', space + 1) - space - 1);
      const size_t host = head->find("\r\nHost: ");
      if (host != std::string::npos) request.host = head->substr(host + 8, head->find_first_of(":\r", host + 8) - host - 8);
      const std::string bytes = answer(request);
      if (bytes.empty() || !wire.Send(bytes)) return;
    }
  };
}

std::string Response(std::string_view body, const std::vector<std::string>& headers, int status) {
  std::string text = "HTTP/1.1 " + std::to_string(status) + " Said\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  for (const std::string& header : headers) text += header + "\r\n";
  return text + "\r\n" + std::string(body);
}

}  // namespace markwarden
