// Mail servers for tests: aiosmtpd and Dovecot as processes of their own on 127.0.0.1, and one that says what it is told.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/temporary_folder.h"

namespace markwarden {

// A process that ends with its owner, or with the test program.
class ChildServer {
 public:
  explicit ChildServer(const std::vector<std::string>& command);
  ~ChildServer();
  ChildServer(const ChildServer&) = delete;
  ChildServer& operator=(const ChildServer&) = delete;

  // The next line of its standard output; empty when it has ended.
  std::string ReadLine();
  bool Runs() const;

 private:
  pid_t pid_ = -1;
  int out_ = -1;
};

// tests/net/smtp_server.py with these options.
class SmtpTestServer {
 public:
  explicit SmtpTestServer(const std::vector<std::string>& options);
  uint16_t port() const { return port_; }
  const std::filesystem::path& maildir() const { return folder_.path(); }
  std::string Envelopes() const;  // JSON Lines

 private:
  const TemporaryFolder folder_;
  ChildServer child_;
  const uint16_t port_;
};

// Dovecot over the Maildir maildir(): user "officer", password "secret".  `certificate` is PEM, certificate and key.
class DovecotServer {
 public:
  explicit DovecotServer(const std::string& certificate);
  uint16_t port() const { return port_; }           // STARTTLS
  uint16_t tls_port() const { return tls_port_; }   // TLS from the first byte
  std::filesystem::path maildir() const { return folder_.path() / "mail"; }
  void Deliver(const std::string& name, std::string_view bytes) const;
  std::string Log() const;

 private:
  const TemporaryFolder folder_;
  uint16_t port_ = 0, tls_port_ = 0;
  std::optional<ChildServer> child_;
};

// Serves one connection after another with `serve`, in the clear.
class ScriptedServer {
 public:
  class Line {
   public:
    // Without its CRLF; empty when the peer has gone.
    std::string Read();
    void Write(std::string_view bytes);

   private:
    friend class ScriptedServer;
    int fd_ = -1;
    std::string buffer_;
  };

  explicit ScriptedServer(std::function<void(Line&)> serve);
  ~ScriptedServer();
  uint16_t port() const { return port_; }

 private:
  const std::function<void(Line&)> serve_;
  uint16_t port_ = 0;  // before listener_, which sets it
  int listener_ = -1;
  std::mutex mutex_;
  int open_ = -1;          // guarded by mutex_
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace markwarden
