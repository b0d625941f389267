// Processes, ports and a configuration of Dovecot that needs nothing of the machine's own.
#include "tests/net/mail_servers.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iterator>

namespace markwarden {
namespace {

std::string Slurp(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

int ListenOnLoopback(uint16_t& port) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof where;
  if (::bind(listener, reinterpret_cast<sockaddr*>(&where), size) != 0 || ::listen(listener, 8) != 0 ||
      ::getsockname(listener, reinterpret_cast<sockaddr*>(&where), &size) != 0) {
    std::perror("listen");
    std::abort();
  }
  port = ntohs(where.sin_port);
  return listener;
}

bool Answers(uint16_t port) {
  const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  where.sin_port = htons(port);
  const bool connected = ::connect(client, reinterpret_cast<sockaddr*>(&where), sizeof where) == 0;
  ::close(client);
  return connected;
}

std::vector<std::string> SmtpCommand(const std::filesystem::path& folder, const std::vector<std::string>& options) {
  std::vector<std::string> command = {"/usr/bin/python3", std::string(MARKWARDEN_SOURCE_DIR) + "/tests/net/smtp_server.py", folder.string()};
  command.insert(command.end(), options.begin(), options.end());
  return command;
}

}  // namespace

ChildServer::ChildServer(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  int pipe_ends[2];
  if (::pipe2(pipe_ends, O_CLOEXEC) != 0) std::abort();
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(127);
    ::signal(SIGPIPE, SIG_DFL);
    ::dup2(pipe_ends[1], STDOUT_FILENO);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
  }
  ::close(pipe_ends[1]);
  out_ = pipe_ends[0];
}

ChildServer::~ChildServer() {
  ::kill(pid_, SIGTERM);
  ::waitpid(pid_, nullptr, 0);
  ::close(out_);
}

std::string ChildServer::ReadLine() {
  std::string line;
  char c;
  while (::read(out_, &c, 1) == 1 && c != '\n') line += c;
  return line;
}

bool ChildServer::Runs() const { return ::waitid(P_PID, id_t(pid_), nullptr, WEXITED | WNOHANG | WNOWAIT) == 0 && ::kill(pid_, 0) == 0; }

SmtpTestServer::SmtpTestServer(const std::vector<std::string>& options)
    : child_(SmtpCommand(folder_.path(), options)), port_(uint16_t(std::atoi(child_.ReadLine().c_str()))) {
  if (port_ == 0) {
    std::fprintf(stderr, "tests/net/smtp_server.py does not start: is python3-aiosmtpd installed?\n");
    std::abort();
  }
}

std::string SmtpTestServer::Envelopes() const { return Slurp(folder_.path() / "envelopes.jsonl"); }

DovecotServer::DovecotServer(const std::string& certificate) {
  const std::string dir = folder_.path().string();
  for (const char* sub : {"mail/new", "mail/cur", "mail/tmp", "run", "state"}) std::filesystem::create_directories(folder_.path() / sub);
  folder_.File("server.pem", certificate);
  // Dovecot gives nobody's mail to root; without root all of it runs as who runs the test.
  const bool root = ::getuid() == 0;
  const uid_t uid = root ? 65534 : ::getuid();
  const gid_t gid = root ? 65534 : ::getgid();
  for (const char* sub : {"mail", "mail/new", "mail/cur", "mail/tmp"}) {
    if (root && ::chown((folder_.path() / sub).c_str(), uid, gid) != 0) std::abort();
  }
  const std::string user = root ? "nobody" : std::string(::getenv("USER") != nullptr ? ::getenv("USER") : "nobody"), group = root ? "nogroup" : "";
  // A port may be taken by another between its choice and Dovecot's start.
  for (int attempt = 0; attempt < 5; ++attempt) {
    ::close(ListenOnLoopback(port_));
    ::close(ListenOnLoopback(tls_port_));
    folder_.File("dovecot.conf",
                 "protocols = imap\nbase_dir = " + dir + "/run\nstate_dir = " + dir + "/state\nlog_path = " + dir + "/log\nlisten = 127.0.0.1\nssl = required\n"
                 "ssl_cert = <" + dir + "/server.pem\nssl_key = <" + dir + "/server.pem\ndisable_plaintext_auth = yes\nmail_location = maildir:" + dir + "/mail\n"
                 "default_internal_user = " + user + "\n" + (group.empty() ? "" : "default_internal_group = " + group + "\n") + "default_login_user = " + user + "\n"
                 "default_vsz_limit = 0\nfirst_valid_uid = 1\nauth_mechanisms = plain login\n"
                 "passdb {\n  driver = static\n  args = user=officer password=secret\n}\n"
                 "userdb {\n  driver = static\n  args = uid=" + std::to_string(uid) + " gid=" + std::to_string(gid) + " home=" + dir + "\n}\n"
                 "service anvil {\n  chroot =\n}\nservice imap-login {\n  chroot =\n  inet_listener imap {\n    port = " + std::to_string(port_) +
                 "\n  }\n  inet_listener imaps {\n    port = " + std::to_string(tls_port_) + "\n    ssl = yes\n  }\n}\n");
    child_.emplace(std::vector<std::string>{"/usr/sbin/dovecot", "-F", "-c", dir + "/dovecot.conf"});
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (child_->Runs() && std::chrono::steady_clock::now() < until) {
      if (Answers(port_) && Answers(tls_port_)) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }
  std::fprintf(stderr, "Dovecot does not start (is dovecot-imapd installed?):\n%s\n", Log().c_str());
  std::abort();
}

void DovecotServer::Deliver(const std::string& name, std::string_view bytes) const {
  const std::filesystem::path part = maildir() / "tmp" / name;
  std::ofstream(part, std::ios::binary) << bytes;
  if (::getuid() == 0 && ::chown(part.c_str(), 65534, 65534) != 0) std::abort();
  std::filesystem::rename(part, maildir() / "new" / name);
}

std::string DovecotServer::Log() const { return Slurp(folder_.path() / "log"); }

std::string ScriptedServer::Line::Read() {
  for (;;) {
    if (const size_t end = buffer_.find("\r\n"); end != std::string::npos) {
      std::string line = buffer_.substr(0, end);
      buffer_.erase(0, end + 2);
      return line;
    }
    char bytes[4096];
    const ssize_t got = ::recv(fd_, bytes, sizeof bytes, 0);
    if (got <= 0) return "";
    buffer_.append(bytes, size_t(got));
  }
}

void ScriptedServer::Line::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (put <= 0) return;
    bytes.remove_prefix(size_t(put));
  }
}

ScriptedServer::ScriptedServer(std::function<void(Line&)> serve) : serve_(std::move(serve)), listener_(ListenOnLoopback(port_)) {
  thread_ = std::thread([this] {
    for (;;) {
      Line line;
      line.fd_ = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (line.fd_ < 0) return;
      {
        const std::lock_guard lock(mutex_);
        open_ = line.fd_;
        if (stopping_) ::shutdown(line.fd_, SHUT_RDWR);
      }
      serve_(line);
      const std::lock_guard lock(mutex_);
      open_ = -1;
      ::close(line.fd_);
    }
  });
}

ScriptedServer::~ScriptedServer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    if (open_ >= 0) ::shutdown(open_, SHUT_RDWR);
  }
  thread_.join();
  ::close(listener_);
}

}  // namespace markwarden
