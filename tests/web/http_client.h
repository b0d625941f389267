// A small HTTP client of the tests: says exactly the bytes it is told, reads one answer.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>
#include <string_view>

namespace markwarden {

struct Reply {
  int status = 0;  // 0: the connection ended without an answer
  std::map<std::string, std::string> headers;  // names in lower case; the last of several
  std::string body;
  std::vector<std::string> cookies = {};  // each Set-Cookie
};

class Socket {
 public:
  explicit Socket(uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  Socket(const Socket&) = delete;
  Socket(Socket&& other) noexcept : fd_(other.fd_), connected_(other.connected_) { other.fd_ = -1; }
  ~Socket() {
    if (fd_ >= 0) ::close(fd_);
  }
  bool connected() const { return connected_; }

  bool Send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<size_t>(sent));
    }
    return true;
  }

  // Bytes until the other side ends, or `want` are there, or nothing came for `patience_ms`.
  std::string Read(size_t want, int patience_ms = 20'000) {
    std::string bytes;
    char buffer[16384];
    while (bytes.size() < want) {
      pollfd wait{fd_, POLLIN, 0};
      if (::poll(&wait, 1, patience_ms) <= 0) break;
      const ssize_t got = ::recv(fd_, buffer, std::min(sizeof buffer, want - bytes.size()), 0);
      if (got <= 0) {
        ended_ = true;
        break;
      }
      bytes.append(buffer, static_cast<size_t>(got));
    }
    return bytes;
  }
  bool ended() const { return ended_; }

  Reply ReadReply(bool head_only = false) {
    std::string head;
    while (head.find("\r\n\r\n") == std::string::npos) {
      const std::string one = Read(1);
      if (one.empty()) return {};
      head += one;
    }
    Reply reply;
    reply.status = std::stoi(head.substr(9, 3));
    size_t at = head.find("\r\n") + 2;
    while (at < head.size() - 2) {
      const size_t end = head.find("\r\n", at), colon = head.find(':', at);
      std::string name = head.substr(at, colon - at);
      for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      reply.headers[name] = head.substr(colon + 2, end - colon - 2);
      if (name == "set-cookie") reply.cookies.push_back(reply.headers[name]);
      at = end + 2;
    }
    const auto length = reply.headers.find("content-length");
    if (!head_only && length != reply.headers.end()) reply.body = Read(std::stoul(length->second));
    return reply;
  }

 private:
  int fd_;
  bool connected_ = false;
  bool ended_ = false;
};

struct Asking {
  std::string method = "GET";
  std::string target = "/";
  std::map<std::string, std::string> headers;  // Host and Content-Length are made unless given
  std::string body;
};

inline std::string BytesOf(Asking asking, uint16_t port) {
  if (!asking.headers.count("Host")) asking.headers["Host"] = "127.0.0.1:" + std::to_string(port);
  if (!asking.body.empty() && !asking.headers.count("Content-Length")) {
    asking.headers["Content-Length"] = std::to_string(asking.body.size());
  }
  std::string bytes = asking.method + " " + asking.target + " HTTP/1.1\r\n";
  for (const auto& [name, value] : asking.headers) bytes += name + ": " + value + "\r\n";
  return bytes + "\r\n" + asking.body;
}

inline Reply Ask(uint16_t port, const Asking& asking) {
  Socket socket(port);
  socket.Send(BytesOf(asking, port));
  return socket.ReadReply(asking.method == "HEAD");
}

}  // namespace markwarden
