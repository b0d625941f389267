// Blocking sockets, one thread per connection: enough for tests.
#include "tests/net/test_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace markwarden {

std::string TestRequest::Header(const std::string& lower_name) const {
  for (size_t at = head.find("\r\n"); at != std::string::npos && at + 2 < head.size(); at = head.find("\r\n", at + 2)) {
    const size_t colon = head.find(':', at);
    if (colon == std::string::npos) break;
    std::string name = head.substr(at + 2, colon - at - 2);
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
    if (name != lower_name) continue;
    const size_t begin = head.find_first_not_of(' ', colon + 1);
    return head.substr(begin, head.find("\r\n", begin) - begin);
  }
  return "";
}

TestServer::TestServer(const std::string& address, Handler handler) : address_(address), handler_(std::move(handler)) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  inet_pton(AF_INET, address.c_str(), &where.sin_addr);
  socklen_t size = sizeof where;
  if (bind(listener_, reinterpret_cast<sockaddr*>(&where), size) != 0 || listen(listener_, 64) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&where), &size) != 0) {
    std::perror("test server");
    std::abort();
  }
  port_ = ntohs(where.sin_port);
  accepting_ = std::thread([this] { Accept(); });
}

TestServer::~TestServer() {
  stopping_ = true;
  shutdown(listener_, SHUT_RDWR);
  accepting_.join();
  {
    const std::lock_guard lock(mutex_);
    for (const int fd : open_) shutdown(fd, SHUT_RDWR);
  }
  for (std::thread& thread : serving_) thread.join();
  close(listener_);
}

std::vector<TestHit> TestServer::hits() const {
  const std::lock_guard lock(mutex_);
  return hits_;
}

size_t TestServer::CountHits(const std::string& target) const {
  const std::lock_guard lock(mutex_);
  return size_t(std::count_if(hits_.begin(), hits_.end(), [&](const TestHit& hit) { return hit.target == target; }));
}

void TestServer::ClearHits() {
  const std::lock_guard lock(mutex_);
  hits_.clear();
}

void TestServer::Accept() {
  for (int connection = 0; !stopping_; ++connection) {
    const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) {
      if (stopping_) return;
      continue;
    }
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const std::lock_guard lock(mutex_);
    open_.insert(fd);
    serving_.emplace_back([this, fd, connection] { Serve(fd, connection); });
  }
}

bool TestServer::Send(int fd, const std::string& bytes, const TestResponse& response) {
  const size_t end = std::min(bytes.size(), response.cut_after);
  for (size_t at = 0; at < end;) {
    const size_t piece = response.drip.count() > 0 ? std::min<size_t>(16, end - at) : end - at;
    const ssize_t sent = send(fd, bytes.data() + at, piece, MSG_NOSIGNAL);
    if (sent <= 0 || stopping_) return false;
    at += size_t(sent);
    if (response.drip.count() > 0) std::this_thread::sleep_for(response.drip);
  }
  return end == bytes.size();
}

void TestServer::Serve(int fd, int connection) {
  std::string buffer;
  char chunk[4096];
  while (!stopping_) {
    size_t end;
    while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
      const ssize_t got = recv(fd, chunk, sizeof chunk, 0);
      if (got <= 0) break;
      buffer.append(chunk, size_t(got));
    }
    if (end == std::string::npos) break;
    TestRequest request;
    request.head = buffer.substr(0, end + 4);
    buffer.erase(0, end + 4);
    const size_t length = size_t(std::atoll(request.Header("content-length").c_str()));
    while (buffer.size() < length) {
      const ssize_t got = recv(fd, chunk, sizeof chunk, 0);
      if (got <= 0) break;
      buffer.append(chunk, size_t(got));
    }
    request.body = buffer.substr(0, length);
    buffer.erase(0, length);
    const size_t space = request.head.find(' ');
    request.method = request.head.substr(0, space);
    request.target = request.head.substr(space + 1, request.head.find(' ', space + 1) - space - 1);
    size_t hit;
    {
      const std::lock_guard lock(mutex_);
      hit = hits_.size();
      const auto now = std::chrono::steady_clock::now();
      hits_.push_back({request.target, now, now, connection});
    }
    const TestResponse response = handler_(request);
    for (auto left = response.delay; left.count() > 0 && !stopping_; left -= std::chrono::milliseconds(5)) {
      std::this_thread::sleep_for(std::min(left, std::chrono::milliseconds(5)));
    }
    std::string bytes = response.raw;
    if (bytes.empty()) {
      bytes = "HTTP/1.1 " + std::to_string(response.status) + " Said\r\n";
      for (const std::string& header : response.headers) bytes += header + "\r\n";
      if (response.status != 304) bytes += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
      if (response.close) bytes += "Connection: close\r\n";
      bytes += "\r\n" + response.body;
    }
    {
      // Before the last byte leaves: the client may ask again before this thread runs on.
      const std::lock_guard lock(mutex_);
      if (hit < hits_.size()) hits_[hit].answered = std::chrono::steady_clock::now();
    }
    if (!Send(fd, bytes, response) || response.close) break;
  }
  {
    const std::lock_guard lock(mutex_);
    open_.erase(fd);
  }
  close(fd);
}

}  // namespace markwarden
