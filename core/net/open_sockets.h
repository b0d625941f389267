// The sockets of open connections, found by their local end: what curl says of a kept
// connection before it is used again.  Private to core/net.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace markwarden {

// Used on the network thread only.
class OpenSockets {
 public:
  void Opened(int fd) { ends_[fd]; }
  void Closed(int fd);
  // True when there is something to read on the connection: bytes, or that the peer has gone.
  // On one on which nothing is outstanding nobody asked for it.
  bool HasWaitingBytes(std::string_view local_ip, int local_port);

 private:
  std::map<int, std::string> ends_;       // empty until it is asked for
  std::map<std::string, int> by_end_;
};

}  // namespace markwarden
