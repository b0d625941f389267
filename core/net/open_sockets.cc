// getsockname once per connection, poll once per use.
#include "core/net/open_sockets.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <cstring>

#include "core/net/address_guard.h"

namespace markwarden {
namespace {

std::string EndOf(int fd) {
  sockaddr_storage local{};
  socklen_t size = sizeof local;
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&local), &size) != 0) return "";
  const auto address = AddressOf(reinterpret_cast<const sockaddr&>(local));
  uint16_t port = 0;  // sin_port and sin6_port lie at the same place
  std::memcpy(&port, reinterpret_cast<const char*>(&local) + offsetof(sockaddr_in, sin_port), sizeof port);
  return address && port != 0 ? ToString(*address) + " " + std::to_string(ntohs(port)) : "";
}

}  // namespace

void OpenSockets::Closed(int fd) {
  const auto known = ends_.extract(fd);
  if (!known.empty() && !known.mapped().empty()) by_end_.erase(known.mapped());
}

bool OpenSockets::HasWaitingBytes(std::string_view local_ip, int local_port) {
  const auto address = ParseIpAddress(local_ip);
  if (!address) return false;
  const std::string end = ToString(*address) + " " + std::to_string(local_port);
  if (!by_end_.contains(end)) {
    for (auto& [fd, known] : ends_) {
      if (!known.empty()) continue;
      known = EndOf(fd);
      if (!known.empty()) by_end_[known] = fd;
    }
  }
  const auto found = by_end_.find(end);
  if (found == by_end_.end()) return false;
  pollfd wait{found->second, POLLIN, 0};
  return poll(&wait, 1, 0) > 0;
}

}  // namespace markwarden
