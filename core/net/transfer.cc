// Callbacks that keep an exchange as it went over the wire and that stop it at its caps.
#include "core/net/transfer.h"

#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/url.h"

namespace markwarden {
namespace {

constexpr size_t kMaxPinned = 16;  // more addresses of one name are judged, not tried

bool EndsHead(std::string_view head) {
  return head.ends_with("\r\n\r\n") || head.ends_with("\n\n");
}

}  // namespace

Transfer::Transfer(const FetcherOptions& options, const AddressGuard& guard, const Clock& clock, OpenSockets& sockets)
    : options_(options), guard_(guard), clock_(clock), sockets_(sockets), easy_(curl_easy_init()) {}

Transfer::~Transfer() {
  curl_easy_cleanup(easy_);
  curl_slist_free_all(headers_);
  curl_slist_free_all(connect_to_);
  curl_slist_free_all(pinned_);
}

Status Transfer::Start(FetchRequest request, FetchDone done) {
  request_ = std::move(request);
  done_ = std::move(done);
  exchange_ = Exchange();
  refusal_.clear();
  unasked_ = false;
  head_complete_ = head_too_large_ = body_begun_ = body_too_large_ = false;
  error_[0] = 0;
  curl_slist_free_all(headers_);
  curl_slist_free_all(connect_to_);
  curl_slist_free_all(pinned_);
  headers_ = connect_to_ = pinned_ = nullptr;
  host_.clear();
  exchange_.started = clock_.Now();
  begun_ = std::chrono::steady_clock::now();

  const Result<Url> url = ParseUrl(request_.url);
  if (!url) return markwarden::Fail(url.error());
  if (!url->IsHttp()) return markwarden::Fail(ErrorCode::kInvalid, "only http and https are fetched");
  if (!url->username().empty() || !url->password().empty()) {
    return markwarden::Fail(ErrorCode::kInvalid, "the URL carries a user name or a password: these are never sent");
  }
  exchange_.url = url->HrefWithoutFragment();

  curl_easy_reset(easy_);  // keeps connections and name caches
  const auto set = [this](CURLoption option, auto value) { curl_easy_setopt(easy_, option, value); };
  set(CURLOPT_URL, exchange_.url.c_str());
  set(CURLOPT_PRIVATE, this);
  set(CURLOPT_ERRORBUFFER, error_);
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_PATH_AS_IS, 1L);
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});  // heads are kept as they were sent
  set(CURLOPT_HTTP09_ALLOWED, 0L);
  set(CURLOPT_HTTP_CONTENT_DECODING, 0L);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PROXY, "");
  set(CURLOPT_NOPROXY, "*");
  set(CURLOPT_NETRC, long{CURL_NETRC_IGNORED});
  set(CURLOPT_BUFFERSIZE, 65536L);
  set(CURLOPT_CONNECTTIMEOUT_MS, long(request_.connect_timeout.count()));
  set(CURLOPT_TIMEOUT_MS, long(request_.timeout.count()));
  set(CURLOPT_LOW_SPEED_LIMIT, options_.low_speed_limit);
  set(CURLOPT_LOW_SPEED_TIME, long(options_.low_speed_time.count()));
  set(CURLOPT_SSLVERSION, request_.old_tls ? long{CURL_SSLVERSION_TLSv1_0} : long{CURL_SSLVERSION_TLSv1_2});
  if (request_.old_tls) set(CURLOPT_SSL_CIPHER_LIST, "DEFAULT:@SECLEVEL=0");  // OpenSSL's level 1 leaves no cipher to them
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  if (!options_.ca_file.empty()) set(CURLOPT_CAINFO, options_.ca_file.c_str());
  set(CURLOPT_USERAGENT, request_.user_agent.c_str());

  if (request_.post) {
    exchange_.method = "POST";
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDS, request_.post->data());
    set(CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request_.post->size()));
    headers_ = curl_slist_append(headers_, "Expect:");
  } else if (!request_.once) {
    headers_ = curl_slist_append(headers_, "Accept-Encoding: gzip, deflate, br");
  }
  if (!request_.method.empty()) {
    exchange_.method = request_.method;
    set(CURLOPT_CUSTOMREQUEST, request_.method.c_str());
  }
  if (request_.once) {  // curl sends a request again, posts too, when a kept connection turns out to be dead
    set(CURLOPT_FRESH_CONNECT, 1L);
    set(CURLOPT_FORBID_REUSE, 1L);
  }
  for (const std::string& header : request_.headers) headers_ = curl_slist_append(headers_, header.c_str());
  set(CURLOPT_HTTPHEADER, headers_);

  // CONNECT_TO concerns this request alone; CURLOPT_RESOLVE would fill a cache that all share.
  if (const auto fixed = request_.resolve.find(url->host()); fixed != request_.resolve.end()) {
    const bool v6 = fixed->second.find(':') != std::string::npos && !fixed->second.starts_with('[');
    const std::string to = "::" + (v6 ? "[" + fixed->second + "]" : fixed->second) + ":";
    connect_to_ = curl_slist_append(nullptr, to.c_str());
    set(CURLOPT_CONNECT_TO, connect_to_);
  } else if (!ParseIpAddress(url->host())) {
    host_ = url->host();
    port_ = url->EffectivePort();
  }

  set(CURLOPT_HEADERFUNCTION, &OnHeader);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_WRITEFUNCTION, &OnBody);
  set(CURLOPT_WRITEDATA, this);
  set(CURLOPT_DEBUGFUNCTION, &OnDebug);
  set(CURLOPT_DEBUGDATA, this);
  set(CURLOPT_VERBOSE, 1L);
  set(CURLOPT_OPENSOCKETFUNCTION, &OnOpenSocket);
  set(CURLOPT_OPENSOCKETDATA, this);
  set(CURLOPT_CLOSESOCKETFUNCTION, &OnCloseSocket);
  set(CURLOPT_CLOSESOCKETDATA, &sockets_);
  set(CURLOPT_PREREQFUNCTION, &OnConnected);
  set(CURLOPT_PREREQDATA, this);
  return Ok();
}

// One private address among public ones is a trick or a mistake: whichever would be tried first,
// such a name is not connected to.
Status Transfer::Pin(const std::vector<IpAddress>& addresses) {
  std::string to = "+" + host_ + ":" + std::to_string(port_) + ":";
  for (size_t i = 0; i < addresses.size(); ++i) {
    const std::string refusal = guard_.Refusal(addresses[i], port_, request_.allow_networks);
    if (!refusal.empty()) return markwarden::Fail(ErrorCode::kDenied, host_ + ": " + refusal);
    if (i >= kMaxPinned) continue;
    const std::string text = ToString(addresses[i]);
    to += (i > 0 ? "," : "") + (addresses[i].IsV4() ? text : "[" + text + "]");
  }
  pinned_ = curl_slist_append(nullptr, to.c_str());
  curl_easy_setopt(easy_, CURLOPT_RESOLVE, pinned_);
  return Ok();
}

bool Transfer::BeginAgain() {
  if (!unasked_) return false;
  unasked_ = false;
  exchange_.request_head.clear();
  curl_easy_setopt(easy_, CURLOPT_FRESH_CONNECT, 1L);
  return true;
}

void Transfer::Finish(CURLcode code) {
  FetchDone done = std::move(done_);
  done(Outcome(code));
}

void Transfer::Fail(Error error) {
  FetchDone done = std::move(done_);
  done(markwarden::Fail(std::move(error)));
}

Result<Exchange> Transfer::Outcome(CURLcode code) {
  exchange_.duration = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun_);
  const auto what = [&] { return std::string(error_[0] != 0 ? error_ : curl_easy_strerror(code)); };
  if (head_too_large_) {
    return markwarden::Fail(ErrorCode::kExhausted, "the response's headers exceed " + std::to_string(kMaxHeaderBytes) + " bytes");
  }
  if (code != CURLE_OK && !head_complete_) {
    if (!refusal_.empty()) return markwarden::Fail(ErrorCode::kDenied, refusal_);
    switch (code) {
      case CURLE_OUT_OF_MEMORY:  // so curl says of a header line longer than 100 KB, too
        return markwarden::Fail(ErrorCode::kExhausted, "a line of the response's head is too long, or there is no memory");
      case CURLE_URL_MALFORMAT:
      case CURLE_UNSUPPORTED_PROTOCOL:
        return markwarden::Fail(ErrorCode::kInvalid, what());
      default:
        return markwarden::Fail(ErrorCode::kUnavailable, what());
    }
  }
  if (code != CURLE_OK) {
    exchange_.truncated = body_too_large_ ? "length" : code == CURLE_OPERATION_TIMEDOUT ? "time" : "disconnect";
  }
  long status = 0;
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  exchange_.status = int(status);
  return std::move(exchange_);
}

// The handshake's outcome, while the connection is there to ask.
void Transfer::NoteConnection() {
  curl_tlssessioninfo* info = nullptr;
  if (curl_easy_getinfo(easy_, CURLINFO_TLS_SSL_PTR, &info) != CURLE_OK || info == nullptr) return;
  if (info->backend != CURLSSLBACKEND_OPENSSL || info->internals == nullptr) return;
  const SSL* ssl = static_cast<const SSL*>(info->internals);
  exchange_.tls = std::string(SSL_get_version(ssl)) + " " + SSL_get_cipher_name(ssl);
}

size_t Transfer::OnHeader(char* data, size_t size, size_t count, void* self) {
  Transfer& t = *static_cast<Transfer*>(self);
  const std::string_view line(data, size * count);
  if (t.body_begun_) return line.size();  // trailers
  std::string& head = t.exchange_.response_head;
  if (t.head_complete_) {
    if (!line.starts_with("HTTP/")) return line.size();
    head.clear();  // what came was a 1xx answer
    t.head_complete_ = false;
  }
  if (head.empty()) t.NoteConnection();
  if (head.size() + line.size() > kMaxHeaderBytes) {
    t.head_too_large_ = true;
    return 0;
  }
  head.append(line);
  if (line == "\r\n" || line == "\n") {
    long status = 0;
    curl_easy_getinfo(t.easy_, CURLINFO_RESPONSE_CODE, &status);
    t.head_complete_ = status >= 200 || EndsHead(head);
  }
  return line.size();
}

size_t Transfer::OnBody(char* data, size_t size, size_t count, void* self) {
  Transfer& t = *static_cast<Transfer*>(self);
  const size_t bytes = size * count;
  t.body_begun_ = true;
  std::string& body = t.exchange_.body;
  if (body.size() + bytes > t.request_.max_bytes) {
    body.append(data, t.request_.max_bytes - body.size());
    t.body_too_large_ = true;
    return 0;
  }
  body.append(data, bytes);
  return bytes;
}

int Transfer::OnDebug(CURL*, curl_infotype type, char* data, size_t size, void* self) {
  if (type != CURLINFO_HEADER_OUT) return 0;
  std::string& head = static_cast<Transfer*>(self)->exchange_.request_head;
  if (EndsHead(head)) head.clear();  // sent again: the kept connection was dead
  head.append(data, size);
  return 0;
}

curl_socket_t Transfer::OnOpenSocket(void* self, curlsocktype, curl_sockaddr* address) {
  Transfer& t = *static_cast<Transfer*>(self);
  std::string refusal = t.guard_.Refusal(address->addr, t.request_.allow_networks);
  if (!refusal.empty()) {
    t.refusal_ = std::move(refusal);
    return CURL_SOCKET_BAD;
  }
  const int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (fd >= 0) t.sockets_.Opened(fd);
  return fd;
}

int Transfer::OnCloseSocket(void* sockets, curl_socket_t fd) {
  static_cast<OpenSockets*>(sockets)->Closed(fd);
  return close(fd);
}

int Transfer::OnConnected(void* self, char* remote_ip, char* local_ip, int remote_port, int local_port) {
  Transfer& t = *static_cast<Transfer*>(self);
  const auto address = ParseIpAddress(remote_ip);
  std::string refusal = address ? t.guard_.Refusal(*address, uint16_t(remote_port), t.request_.allow_networks)
                                : "the peer's address is unknown";
  if (!refusal.empty()) {
    t.refusal_ = std::move(refusal);
    return CURL_PREREQFUNC_ABORT;
  }
  long fresh = 1;
  curl_easy_getinfo(t.easy_, CURLINFO_NUM_CONNECTS, &fresh);
  if (fresh == 0 && local_ip != nullptr && t.sockets_.HasWaitingBytes(local_ip, local_port)) {
    t.unasked_ = true;
    return CURL_PREREQFUNC_ABORT;
  }
  t.exchange_.remote_ip = ToString(*address);
  if (t.request_.left) t.request_.left->store(true);
  return CURL_PREREQFUNC_OK;
}

}  // namespace markwarden
