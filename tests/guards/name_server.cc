// RFC 1035 as far as a test needs it: one question, no compression but of the name asked for.
#include "tests/guards/name_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace markwarden {
namespace {

constexpr int kA = 1, kCname = 5, kAaaa = 28;

void Put16(std::string& out, uint32_t value) {
  out += char(value >> 8 & 0xff);
  out += char(value & 0xff);
}

std::string PackedName(const std::string& name) {
  std::string packed;
  for (size_t at = 0; at < name.size();) {
    const size_t dot = std::min(name.find('.', at), name.size());
    packed += char(dot - at);
    packed += name.substr(at, dot - at);
    at = dot + 1;
  }
  packed += '\0';
  return packed;
}

int Bound(int type) {
  const int fd = ::socket(AF_INET, type | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(53);
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(fd, reinterpret_cast<sockaddr*>(&where), sizeof where) != 0 || (type == SOCK_STREAM && ::listen(fd, 64) != 0)) {
    std::perror("name server");
    std::abort();
  }
  return fd;
}

bool Readable(int fd) {
  pollfd wait{fd, POLLIN, 0};
  return ::poll(&wait, 1, 20) > 0;
}

}  // namespace

NameServer::NameServer(Handler handler)
    : handler_(std::move(handler)), datagrams_(Bound(SOCK_DGRAM)), streams_(Bound(SOCK_STREAM)) {
  on_datagrams_ = std::thread([this] { ServeDatagrams(); });
  on_streams_ = std::thread([this] { ServeStreams(); });
}

NameServer::~NameServer() {
  stopping_ = true;
  on_datagrams_.join();
  on_streams_.join();
  ::close(datagrams_);
  ::close(streams_);
}

std::string NameServer::Answer(const std::string& question, bool may_be_long) {
  if (question.size() < 17) return "";
  std::string name;
  size_t at = 12;
  while (at < question.size() && question[at] != 0) {
    const auto length = size_t(static_cast<unsigned char>(question[at]));
    if (!name.empty()) name += '.';
    name += question.substr(at + 1, length);
    at += length + 1;
  }
  if (at + 5 > question.size()) return "";
  const int type = static_cast<unsigned char>(question[at + 1]) * 256 + static_cast<unsigned char>(question[at + 2]);
  const std::string asked = question.substr(12, at + 5 - 12);
  int times;
  {
    const std::lock_guard lock(mutex_);
    times = ++asked_[name + (type == kAaaa ? "/6" : "/4")];
  }
  ++questions_;
  const NameAnswer answer = handler_(name, type == kAaaa, times);
  if (answer.silent) return "";
  std::string records;
  int count = 0;
  for (const NameRecord& record : answer.records) {
    in_addr v4;
    in6_addr v6;
    std::string data;
    int kind = kCname;
    if (::inet_pton(AF_INET, record.value.c_str(), &v4) == 1) {
      kind = kA;
      data.assign(reinterpret_cast<const char*>(&v4), 4);
    } else if (::inet_pton(AF_INET6, record.value.c_str(), &v6) == 1) {
      kind = kAaaa;
      data.assign(reinterpret_cast<const char*>(&v6), 16);
    } else {
      data = PackedName(record.value);
    }
    if (kind != kCname && kind != type) continue;
    records += record.owner.empty() ? std::string("\xc0\x0c", 2) : PackedName(record.owner);
    Put16(records, uint32_t(kind));
    Put16(records, 1);
    Put16(records, record.ttl >> 16);
    Put16(records, record.ttl);
    Put16(records, uint32_t(data.size()));
    records += data;
    ++count;
  }
  const bool cut = !may_be_long && 12 + asked.size() + records.size() > 512;
  std::string out = question.substr(0, 2);
  Put16(out, 0x8180u | (cut ? 0x0200u : 0u) | (answer.absent ? 3u : 0u));
  Put16(out, 1);
  Put16(out, uint32_t(cut ? 0 : count));
  Put16(out, 0);
  Put16(out, 0);
  return out + asked + (cut ? std::string() : records);
}

void NameServer::ServeDatagrams() {
  char buffer[4096];
  while (!stopping_) {
    if (!Readable(datagrams_)) continue;
    sockaddr_in from{};
    socklen_t size = sizeof from;
    const ssize_t got = ::recvfrom(datagrams_, buffer, sizeof buffer, 0, reinterpret_cast<sockaddr*>(&from), &size);
    if (got <= 0) continue;
    const std::string answer = Answer(std::string(buffer, size_t(got)), false);
    if (!answer.empty()) ::sendto(datagrams_, answer.data(), answer.size(), 0, reinterpret_cast<sockaddr*>(&from), size);
  }
}

void NameServer::ServeStreams() {
  while (!stopping_) {
    if (!Readable(streams_)) continue;
    const int fd = ::accept4(streams_, nullptr, nullptr, SOCK_CLOEXEC);
    std::string buffer;
    char chunk[4096];
    while (fd >= 0 && !stopping_) {
      if (buffer.size() >= 2) {
        const size_t length = size_t(static_cast<unsigned char>(buffer[0])) * 256 + static_cast<unsigned char>(buffer[1]);
        if (buffer.size() >= length + 2) {
          const std::string answer = Answer(buffer.substr(2, length), true);
          buffer.erase(0, length + 2);
          std::string framed;
          Put16(framed, uint32_t(answer.size()));
          framed += answer;
          for (size_t sent = 0; sent < framed.size();) {
            const ssize_t put = ::send(fd, framed.data() + sent, framed.size() - sent, MSG_NOSIGNAL);
            if (put <= 0) break;
            sent += size_t(put);
          }
          continue;
        }
      }
      if (!Readable(fd)) continue;
      const ssize_t got = ::recv(fd, chunk, sizeof chunk, 0);
      if (got <= 0) break;
      buffer.append(chunk, size_t(got));
    }
    if (fd >= 0) ::close(fd);
  }
}

}  // namespace markwarden
