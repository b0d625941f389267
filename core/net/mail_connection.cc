// CURLOPT_CONNECT_ONLY, then curl_easy_send and curl_easy_recv: what libcurl does itself with mail would say neither which
// recipient was refused nor whether the end of a mail was sent, and takes lines of a hostile mail for IMAP's.
#include "core/net/mail_connection.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "core/host.h"
#include "core/net/address_guard.h"

namespace markwarden {
namespace {

using MailTime = std::chrono::steady_clock;

bool HasControl(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<uint8_t>(c) < 0x20 || c == 0x7f; });
}

bool IsThisMachine(const std::string& host) {
  const std::optional<IpAddress> address = ParseIpAddress(host);
  return host == "localhost" || (address && SpecialUse(*address) == "loopback");
}

// As a URL has it.
Result<std::string> UrlHost(const std::string& host) {
  const bool v6 = host.find(':') != std::string::npos && !host.starts_with('[');
  Result<Host> parsed = ParseHost(v6 ? "[" + host + "]" : host, false);
  if (!parsed || parsed->text.empty()) return Fail(ErrorCode::kInvalid, "the mail server has no valid name: write a host name or an address");
  return std::move(parsed->text);
}

}  // namespace

Status CheckMailServer(const MailServer& server) {
  if (Result<std::string> host = UrlHost(server.host); !host) return Fail(host);
  if (server.port == 0) return Fail(ErrorCode::kInvalid, "the mail server has no port");
  if (HasControl(server.user) || HasControl(server.password)) return Fail(ErrorCode::kInvalid, "the mail server's user or password holds a control character");
  const bool plain_name = std::all_of(server.hello_name.begin(), server.hello_name.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' || c == '-';
  });
  if (!plain_name) return Fail(ErrorCode::kInvalid, "the name to greet the mail server with is no host name");
  if (server.tls == MailTls::kNone && !IsThisMachine(server.host)) {
    return Fail(ErrorCode::kInvalid, "mail goes to another machine by TLS only: set starttls or implicit for " + server.host);
  }
  return Ok();
}

MailConnection::MailConnection(const MailServer& server, std::stop_token stop)
    : server_(server), stop_(std::move(stop)), stopped_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), deadline_(MailTime::now() + server.timeout), easy_([] {
        static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
        return initialised == CURLE_OK ? curl_easy_init() : nullptr;
      }()) {}

MailConnection::~MailConnection() {
  // libcurl would say good-bye once more and wait for the answer.
  if (socket_ != CURL_SOCKET_BAD) shutdown(socket_, SHUT_RDWR);
  if (easy_ != nullptr) curl_easy_cleanup(easy_);
}

Status MailConnection::Open(const char* protocol) {
  if (easy_ == nullptr || stopped_.get() < 0) return Fail(ErrorCode::kExhausted, "no memory or descriptors left for a connection");
  if (stop_.stop_requested()) return Fail(ErrorCode::kCancelled, "asked to stop");
  Result<std::string> host = UrlHost(server_.host);
  if (!host) return Fail(host);
  const std::string url = std::string(protocol) + (server_.tls == MailTls::kImplicit ? "s" : "") + "://" + *host + ":" + std::to_string(server_.port) + "/" + server_.hello_name;
  const auto set = [this](CURLoption option, auto value) { curl_easy_setopt(easy_, option, value); };
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "smtp,smtps,imap,imaps");
  set(CURLOPT_CONNECT_ONLY, 1L);
  set(CURLOPT_ERRORBUFFER, error_);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_QUICK_EXIT, 1L);  // a stop does not wait for a name server
  set(CURLOPT_PROXY, "");
  set(CURLOPT_NOPROXY, "*");
  set(CURLOPT_NETRC, long{CURL_NETRC_IGNORED});
  const auto time = std::min(server_.connect_timeout, server_.timeout);
  set(CURLOPT_CONNECTTIMEOUT_MS, long(time.count()));
  set(CURLOPT_TIMEOUT_MS, long(time.count()));
  set(CURLOPT_USE_SSL, server_.tls == MailTls::kNone ? long{CURLUSESSL_NONE} : long{CURLUSESSL_ALL});
  set(CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  if (!server_.ca_file.empty()) set(CURLOPT_CAINFO, server_.ca_file.c_str());
  if (!server_.user.empty()) {
    set(CURLOPT_USERNAME, server_.user.c_str());
    set(CURLOPT_PASSWORD, server_.password.c_str());
  }
  set(CURLOPT_HEADERFUNCTION, &OnLine);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &OnProgress);
  set(CURLOPT_XFERINFODATA, this);
  const CURLcode code = curl_easy_perform(easy_);
  curl_easy_getinfo(easy_, CURLINFO_ACTIVESOCKET, &socket_);
  if (stop_.stop_requested()) return Fail(ErrorCode::kCancelled, "asked to stop while connecting to the mail server");
  if (code == CURLE_OK && socket_ != CURL_SOCKET_BAD) return Ok();
  const std::string where = "mail server " + server_.host + ":" + std::to_string(server_.port) + ": ";
  const std::string said = error_[0] != 0 ? error_ : curl_easy_strerror(code);
  if (code == CURLE_LOGIN_DENIED) return Fail(ErrorCode::kDenied, where + "it refuses the user or the password" + (last_line_.empty() ? "" : " (" + last_line_ + ")"));
  return Fail(ErrorCode::kUnavailable, where + said);
}

Status MailConnection::Wait(short events, MailTime::time_point idle_until) {
  const auto until = std::min(idle_until, deadline_);
  for (;;) {
    if (stop_.stop_requested()) return Fail(ErrorCode::kCancelled, "asked to stop");
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - MailTime::now()).count();
    if (left <= 0) return Fail(ErrorCode::kUnavailable, "the mail server does not answer in time");
    pollfd fds[2] = {{socket_, events, 0}, {stopped_.get(), POLLIN, 0}};
    const int ready = poll(fds, 2, int(std::min<long long>(left, 60'000)));
    if (ready < 0 && errno != EINTR) return Fail(ErrorCode::kUnavailable, std::string("wait for the mail server: ") + std::strerror(errno));
    if (ready > 0 && fds[0].revents != 0) return Ok();
  }
}

Status MailConnection::Send(std::string_view bytes) {
  const std::stop_callback wake(stop_, [this] { eventfd_write(stopped_.get(), 1); });
  auto idle_until = MailTime::now() + server_.answer_timeout;
  while (!bytes.empty()) {
    size_t sent = 0;
    const CURLcode code = curl_easy_send(easy_, bytes.data(), bytes.size(), &sent);
    if (code == CURLE_OK && sent > 0) {
      bytes.remove_prefix(sent);
      idle_until = MailTime::now() + server_.answer_timeout;
      if (!stop_.stop_requested()) continue;
    } else if (code != CURLE_OK && code != CURLE_AGAIN) {
      return Fail(ErrorCode::kUnavailable, "the connection to the mail server was lost");
    }
    if (Status waited = Wait(POLLOUT, idle_until); !waited) return waited;
  }
  return Ok();
}

Status MailConnection::ReadMore() {
  const std::stop_callback wake(stop_, [this] { eventfd_write(stopped_.get(), 1); });
  const auto idle_until = MailTime::now() + server_.answer_timeout;
  buffer_.erase(0, taken_);
  taken_ = 0;
  char bytes[65536];
  for (;;) {
    size_t got = 0;
    const CURLcode code = curl_easy_recv(easy_, bytes, sizeof bytes, &got);
    if (code == CURLE_OK && got > 0) {
      buffer_.append(bytes, got);
      if (MailTime::now() < deadline_) return Ok();
      return Fail(ErrorCode::kUnavailable, "the mail server does not come to an end in time");
    }
    if (code == CURLE_OK) return Fail(ErrorCode::kUnavailable, "the mail server closed the connection");
    if (code != CURLE_AGAIN) return Fail(ErrorCode::kUnavailable, "the connection to the mail server was lost");
    if (Status waited = Wait(POLLIN, idle_until); !waited) return waited;
  }
}

Result<std::string> MailConnection::ReadLine(size_t max_bytes) {
  for (size_t looked = 0;;) {
    const size_t end = buffer_.find('\n', taken_ + looked);
    looked = (end == std::string::npos ? buffer_.size() : end) - taken_;
    if (looked > max_bytes) return Fail(ErrorCode::kExhausted, "a line of the mail server is longer than " + std::to_string(max_bytes) + " bytes");
    if (end != std::string::npos) {
      std::string line = buffer_.substr(taken_, looked);
      taken_ = end + 1;
      if (line.ends_with('\r')) line.pop_back();
      return line;
    }
    if (Status more = ReadMore(); !more) return Fail(more);
  }
}

Result<std::string> MailConnection::ReadBytes(size_t count) {
  std::string bytes;
  for (;;) {
    const size_t here = std::min(buffer_.size() - taken_, count - bytes.size());
    bytes.append(buffer_, taken_, here);
    taken_ += here;
    if (bytes.size() == count) return bytes;
    if (Status more = ReadMore(); !more) return Fail(more);
  }
}

size_t MailConnection::OnLine(char* data, size_t size, size_t count, void* self) {
  std::string_view line(data, size * count);
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  static_cast<MailConnection*>(self)->last_line_ = line.substr(0, 1'000);
  return size * count;
}

int MailConnection::OnProgress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<MailConnection*>(self)->stop_.stop_requested() ? 1 : 0;
}

}  // namespace markwarden
