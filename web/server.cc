// Beast: one io thread, one object per connection.
#include "web/server.h"

#include <pthread.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <map>
#include <sstream>
#include <thread>

#include "web/access_log.h"
#include "web/guard.h"
#include "web/live.h"
#include "web/routes.h"
#include "web/static_files.h"

namespace markwarden {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using Tcp = asio::ip::tcp;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;

// What every connection shares.
struct Shared {
  ServerOptions options;
  GuardOptions guard;
  Service& service;
  StaticFiles files;
  asio::ssl::context tls{asio::ssl::context::tls_server};
  bool use_tls = false;
  std::atomic<bool> stopping{false};
  size_t connections = 0;  // io thread only
  size_t body_bytes = 0;   // io thread only: announced bodies of requests in flight
  size_t upload_bytes = 0; // io thread only: the same for files
  asio::thread_pool workers;
  asio::io_context io{1};  // the connections that wait in it go first
  std::shared_ptr<LiveHub> live;  // before it: those that listen have their timer there
  AccessLog access;

  Shared(ServerOptions o, Service& s, StaticFiles f)
      : options(std::move(o)), service(s), files(std::move(f)), workers(static_cast<size_t>(std::max(1, options.workers))),
        live(std::make_shared<LiveHub>(io, workers, service, stopping)), access([this](const std::string& line) { Log(line); }, options.refusals_a_minute) {}

  // Lines hold nothing but printable ASCII, or are quoted as JSON: no line breaks of others in our log.
  void Log(const std::string& line) {
    if (options.log) options.log(line);
    else spdlog::warn("console: {}", line);
  }

  // Runs on a worker.  Never throws: what a use case lets out becomes a 500.
  WebResponse Answer(const WebRequest& request) try {
    WebResponse response = AnswerOf(request);
    if (const auto refusal = RefusalOf(request, response)) access.Refused(*refusal, request, response, service.clock().Now());
    if (!response.note.failure.empty()) Log("failed: " + response.note.operation + " " + Quoted(response.note.failure));
    return response;
  } catch (const std::exception& e) {
    Log("failed: " + Quoted(e.what()));
    return Problem(500, "internal", "the server failed: see its log");
  }

  WebResponse AnswerOf(const WebRequest& request) {
    if (auto refusal = Guard(request, guard)) return std::move(*refusal);
    const std::optional<Target> target = ParseTarget(request.target);
    if (!target) return Problem(400, "invalid", "that is no path");
    if (target->path == kApiBase || target->path.starts_with(std::string(kApiBase) + "/")) {
      return AnswerApi(service, request, guard, *target);
    }
    if (target->path.starts_with("/api/")) return Problem(404, "not_found", "the API is at /api/v1");
    if (request.method != "GET" && request.method != "HEAD") return Problem(405, "invalid", "this path is only read");
    return files.Serve(request, target->path);
  }
};

template <typename Stream>
class Connection : public LiveSink, public std::enable_shared_from_this<Connection<Stream>> {
 public:
  Connection(Shared* shared, Stream stream) : shared_(shared), stream_(std::move(stream)) {
    ++shared_->connections;
  }
  ~Connection() override { --shared_->connections; }

  void Run() {
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      Lowest().expires_after(shared_->options.request_timeout);
      stream_.async_handshake(asio::ssl::stream_base::server, [self = this->shared_from_this()](beast::error_code failed) {
        if (!failed) self->ReadHeader();
      });
    } else {
      ReadHeader();
    }
  }

 private:
  using Parser = http::request_parser<http::string_body>;

  beast::tcp_stream& Lowest() { return beast::get_lowest_layer(stream_); }

  void ReadHeader() {
    parser_.emplace();
    parser_->header_limit(kMaxRequestHeader);
    parser_->body_limit(kMaxUploadBody);  // the limit of the route is known with the header
    // One deadline for the whole request: a client that drips bytes does not move it.
    Lowest().expires_after(shared_->options.request_timeout);
    http::async_read_header(stream_, buffer_, *parser_, [self = this->shared_from_this()](beast::error_code failed, size_t) {
      self->OnHeader(failed);
    });
  }

  void OnHeader(beast::error_code failed) {
    if (failed == http::error::header_limit) return Refuse(Problem(431, "exhausted", "the request's header is larger than 16 KiB"));
    if (failed == http::error::body_limit) return Refuse(Problem(413, "exhausted", "the body is larger than any that is taken"));
    if (failed.category() == http::make_error_code(http::error::bad_method).category() && failed != http::error::end_of_stream &&
        failed != http::error::partial_message) {
      return Refuse(Problem(400, "invalid", "that is no HTTP request"));
    }
    if (failed) return Close();
    const auto& head = parser_->get();
    // One way of saying where a body ends: what two servers could read in two ways is refused.
    if (head.count(http::field::transfer_encoding) > 0) return Refuse(Problem(411, "invalid", "send the body with a Content-Length"));
    if (head.count(http::field::host) != 1) return Refuse(Problem(400, "invalid", "send one Host"));
    // A list of equal lengths is one to RFC 9112, 6.3, and to others none.
    const std::string_view said(head[http::field::content_length].data(), head[http::field::content_length].size());
    if (head.count(http::field::content_length) > 1 || said.find_first_not_of("0123456789") != std::string_view::npos) {
      return Refuse(Problem(400, "invalid", "send one Content-Length"));
    }
    const uint64_t length = parser_->content_length().value_or(0);
    upload_ = TakesUpload(std::string_view(head.method_string().data(), head.method_string().size()),
                          std::string_view(head.target().data(), head.target().size()));
    if (!upload_ && length > kMaxRequestBody) return Refuse(Problem(413, "exhausted", "the body is larger than 1 MiB"));
    const bool takes_body = head.method() == http::verb::post || head.method() == http::verb::put || head.method() == http::verb::patch;
    if (length > 0 && !takes_body) return Refuse(Problem(400, "invalid", "this method takes no body"));
    size_t& in_flight = upload_ ? shared_->upload_bytes : shared_->body_bytes;
    if (in_flight + length > (upload_ ? shared_->options.max_upload_bytes_in_flight : shared_->options.max_body_bytes_in_flight)) {
      return Refuse(Problem(503, "unavailable", "too many requests at once: try again"));
    }
    reserved_ = length;
    in_flight += reserved_;
    if (upload_) Lowest().expires_after(shared_->options.upload_timeout);
    http::async_read(stream_, buffer_, *parser_, [self = this->shared_from_this()](beast::error_code read_failed, size_t) {
      self->OnRequest(read_failed);
    });
  }

  void OnRequest(beast::error_code failed) {
    if (failed) {
      Release();
      return Close();
    }
    Lowest().expires_never();
    auto message = parser_->release();
    auto request = std::make_shared<WebRequest>();
    request->method = std::string(message.method_string());
    request->target = std::string(message.target());
    request->body = std::move(message.body());
    for (const auto& field : message) {
      std::string name(field.name_string());
      for (char& c : name) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
      }
      std::string& value = request->headers[name];
      // Cookie may come in several fields (RFC 9113, 8.2.3); of others the first counts.
      if (value.empty()) value = std::string(field.value());
      else if (name == "cookie") value += "; " + std::string(field.value());
    }
    request->peer = Peer(*request);
    keep_alive_ = message.keep_alive() && !shared_->stopping;
    head_only_ = message.method() == http::verb::head;
    // The worker hands its hold on the connection back: the last one ends on the thread that owns the connections.
    asio::post(shared_->workers, [self = this->shared_from_this(), request]() mutable {
      auto response = std::make_shared<WebResponse>(self->shared_->Answer(*request));
      asio::io_context& io = self->shared_->io;
      asio::post(io, [self = std::move(self), response] {
        self->Release();
        self->Write(std::move(*response));
      });
    });
  }

  // Who asks.  The proxy in front appends the address that it saw: what a client wrote before that says nothing.
  std::string Peer(const WebRequest& request) {
    if (shared_->options.behind_proxy) {
      std::string_view list = request.Header("x-forwarded-for");
      if (const size_t comma = list.rfind(','); comma != std::string_view::npos) list.remove_prefix(comma + 1);
      while (list.starts_with(' ')) list.remove_prefix(1);
      beast::error_code wrong;
      const asio::ip::address said = asio::ip::make_address(std::string(list.substr(0, 64)), wrong);
      if (!wrong) return said.to_string();
    }
    beast::error_code gone;
    const Tcp::endpoint other = Lowest().socket().remote_endpoint(gone);
    return gone ? "unknown" : other.address().to_string();
  }

  void Refuse(WebResponse response) {
    if (response.status == 400 || response.status == 411 || response.status == 431) {
      const WebRequest nobody{.method = {}, .target = {}, .body = {}, .headers = {}, .peer = Peer({})};
      shared_->access.Refused(Refusal::kMalformed, nobody, response, shared_->service.clock().Now());
    }
    keep_alive_ = false;
    head_only_ = false;
    Write(std::move(response));
  }

  void Write(WebResponse response) {
    if (response.listening && !head_only_) return Listen(std::move(response));
    AddSecurityHeaders(response, shared_->guard);
    auto message = std::make_shared<http::response<http::string_body>>();
    message->version(11);
    message->result(static_cast<unsigned>(response.status));
    for (const auto& [name, value] : response.headers) message->insert(name, value);
    if (!response.content_type.empty()) message->set(http::field::content_type, response.content_type);
    message->keep_alive(keep_alive_);
    const bool bodiless = response.status == 204 || response.status == 304;
    const size_t size = response.body.size();
    if (!head_only_) message->body() = std::move(response.body);
    if (!bodiless) message->content_length(size);
    Lowest().expires_after(shared_->options.request_timeout);
    http::async_write(stream_, *message, [self = this->shared_from_this(), message](beast::error_code failed, size_t) {
      if (failed || !self->keep_alive_) return self->Close();
      self->ReadHeader();
    });
  }

  // From here on the connection is told what happens until one side ends it.
  void Listen(WebResponse response) {
    Credential credential{.session = std::move(response.listening->session), .token = std::move(response.listening->token)};
    if (Status added = shared_->live->Add(this->shared_from_this(), std::move(response.listening->scope), std::move(credential)); !added) {
      return Write(Problem(503, "unavailable", added.error().message));
    }
    listening_ = true;
    keep_alive_ = false;
    AddSecurityHeaders(response, shared_->guard);
    http::response<http::empty_body> head;
    head.version(11);
    head.result(static_cast<unsigned>(response.status));
    for (const auto& [name, value] : response.headers) head.insert(name, value);
    head.set(http::field::content_type, response.content_type);
    head.keep_alive(false);
    std::ostringstream text;
    text << head;
    unsent_ = text.str();
    Lowest().expires_never();
    ReadAway();
    Flush();
  }

  // Nothing more is said by the other side: what comes is only looked at to learn that it left.
  void ReadAway() {
    drained_.resize(512);
    stream_.async_read_some(asio::buffer(drained_), [self = this->shared_from_this()](beast::error_code failed, size_t count) {
      self->drained_bytes_ += count;
      if (failed || self->drained_bytes_ > (16u << 10)) return self->Leave();
      self->ReadAway();
    });
  }

  void Tell(const std::map<std::string, std::string>& events) override {
    for (const auto& [name, text] : events) pending_[name] = text;
    Flush();
  }
  void Beat() override {
    if (!writing_ && pending_.empty()) unsent_ += ":\n\n";
    Flush();
  }
  void End() override {
    ending_ = true;
    pending_.clear();
    pending_["end"] = "{}";
    Flush();
  }

  // One write at a time; a reader that does not take it in time is dropped.
  void Flush() {
    if (!listening_ || writing_) return;
    for (const auto& [name, text] : pending_) unsent_ += "event: " + name + "\ndata: " + text + "\n\n";
    pending_.clear();
    if (unsent_.empty()) return;
    writing_ = true;
    Lowest().expires_after(shared_->options.request_timeout);  // of the write: the read waits already, without an end
    asio::async_write(stream_, asio::buffer(unsent_), [self = this->shared_from_this()](beast::error_code failed, size_t) {
      self->writing_ = false;
      self->unsent_.clear();
      if (failed || (self->ending_ && self->pending_.empty())) return self->Leave();
      self->Flush();
    });
  }

  void Leave() {
    if (!listening_) return;
    listening_ = false;
    shared_->live->Remove(this);
    Lowest().close();
  }

  void Release() {
    (upload_ ? shared_->upload_bytes : shared_->body_bytes) -= reserved_;
    reserved_ = 0;
  }

  // The other side may still be sending what was refused: it gets to read the answer, then the socket ends.
  void Close() {
    beast::error_code ignored;
    Lowest().socket().shutdown(Tcp::socket::shutdown_send, ignored);
    if (ignored) return;
    Lowest().expires_after(std::min(shared_->options.request_timeout, std::chrono::milliseconds(2'000)));
    Drain();
  }

  void Drain() {
    drained_.resize(4096);
    Lowest().async_read_some(asio::buffer(drained_), [self = this->shared_from_this()](beast::error_code failed, size_t count) {
      if (failed) return;
      self->drained_bytes_ += count;
      if (self->drained_bytes_ < (2u << 20)) self->Drain();
    });
  }

  Shared* shared_;  // outlives it
  Stream stream_;
  beast::flat_buffer buffer_{kMaxRequestHeader + kMaxRequestBody};
  std::optional<Parser> parser_;
  uint64_t reserved_ = 0;
  bool keep_alive_ = false, head_only_ = false, upload_ = false;
  std::string drained_;
  size_t drained_bytes_ = 0;
  // Of one that listens.
  bool listening_ = false, writing_ = false, ending_ = false;
  std::string unsent_;                          // being written, or about to be
  std::map<std::string, std::string> pending_;  // events by name
};

class Listener : public std::enable_shared_from_this<Listener> {
 public:
  Listener(Shared* shared, Tcp::acceptor acceptor)
      : shared_(shared), acceptor_(std::move(acceptor)), pause_(shared_->io) {}

  void Accept() {
    acceptor_.async_accept(shared_->io, [self = shared_from_this()](beast::error_code failed, Tcp::socket socket) {
      if (failed == asio::error::operation_aborted || self->shared_->stopping) return;
      if (failed) return self->Pause();  // out of descriptors: wait until some are back
      if (self->shared_->connections < self->shared_->options.max_connections) {
        beast::error_code ignored;
        socket.set_option(Tcp::no_delay(true), ignored);
        if (self->shared_->use_tls) {
          std::make_shared<Connection<TlsStream>>(self->shared_, TlsStream(beast::tcp_stream(std::move(socket)), self->shared_->tls))->Run();
        } else {
          std::make_shared<Connection<beast::tcp_stream>>(self->shared_, beast::tcp_stream(std::move(socket)))->Run();
        }
      }
      self->Accept();
    });
  }

  void Stop() {
    beast::error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
  }

 private:
  void Pause() {
    pause_.expires_after(std::chrono::milliseconds(100));
    pause_.async_wait([self = shared_from_this()](beast::error_code failed) {
      if (!failed) self->Accept();
    });
  }

  Shared* shared_;  // outlives it
  Tcp::acceptor acceptor_;
  asio::steady_timer pause_;
};

}  // namespace

struct ConsoleServer::Impl {
  std::unique_ptr<Shared> shared;
  std::shared_ptr<Listener> listener;
  uint16_t port = 0;
  std::string url;
  std::jthread thread;  // "console-io": owns every socket
};

ConsoleServer::ConsoleServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ConsoleServer::~ConsoleServer() { Stop(); }
uint16_t ConsoleServer::port() const { return impl_->port; }

std::string ConsoleServer::url() const { return impl_->url; }

Result<std::unique_ptr<ConsoleServer>> ConsoleServer::Start(ServerOptions options, Service& service) try {
  beast::error_code failed;
  const asio::ip::address address = asio::ip::make_address(options.address, failed);
  if (failed) return Fail(ErrorCode::kInvalid, "\"" + options.address + "\" is no address to listen at: try 127.0.0.1");
  const bool tls = !options.tls_certificate.empty() || !options.tls_key.empty();
  if (!address.is_loopback() && !tls && !options.behind_proxy) {
    return Fail(ErrorCode::kDenied, options.address + " is not loopback: give a TLS certificate and key, or --behind-proxy");
  }
  StaticFiles files;
  if (!options.ui_dir.empty()) {
    Result<StaticFiles> loaded = StaticFiles::Load(options.ui_dir);
    if (!loaded) return Fail(std::move(loaded.error()));
    files = std::move(*loaded);
  }
  auto shared = std::make_unique<Shared>(std::move(options), service, std::move(files));
  shared->guard = {.secure = tls || shared->options.behind_proxy,
                   .loopback = address.is_loopback() && !shared->options.behind_proxy,
                   .hosts = shared->options.hosts};
  if (tls) {
    shared->use_tls = true;
    shared->tls.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
    // Of TLS 1.2 what keeps earlier talk secret when a key is lost, and authenticates what it encrypts (RFC 9325, 4.2); TLS 1.3 has nothing else.
    if (SSL_CTX_set_cipher_list(shared->tls.native_handle(), "ECDHE+AESGCM:ECDHE+CHACHA20") != 1) return Fail(ErrorCode::kInternal, "TLS: OpenSSL has none of the ciphers that are used");
    SSL_CTX_set_options(shared->tls.native_handle(), SSL_OP_NO_RENEGOTIATION);
    shared->tls.use_certificate_chain_file(shared->options.tls_certificate.string(), failed);
    if (failed) return Fail(ErrorCode::kInvalid, "TLS certificate " + shared->options.tls_certificate.string() + ": " + failed.message());
    shared->tls.use_private_key_file(shared->options.tls_key.string(), asio::ssl::context::pem, failed);
    if (failed) return Fail(ErrorCode::kInvalid, "TLS key " + shared->options.tls_key.string() + ": " + failed.message());
  }

  const Tcp::endpoint endpoint(address, shared->options.port);
  const std::string place = shared->options.address + " port " + std::to_string(shared->options.port);
  Tcp::acceptor acceptor(shared->io);
  acceptor.open(endpoint.protocol(), failed);
  if (!failed) acceptor.set_option(asio::socket_base::reuse_address(true), failed);
  if (!failed) acceptor.bind(endpoint, failed);
  if (!failed) acceptor.listen(asio::socket_base::max_listen_connections, failed);
  if (failed == asio::error::address_in_use) {
    return Fail(ErrorCode::kUnavailable, place + " is busy: stop what listens there, or choose another with --port");
  }
  if (failed == asio::error::access_denied) return Fail(ErrorCode::kDenied, "not allowed to listen at " + place + ": choose a port above 1023");
  if (failed) return Fail(ErrorCode::kUnavailable, "cannot listen at " + place + ": " + failed.message());

  auto impl = std::make_unique<Impl>();
  impl->port = acceptor.local_endpoint().port();
  const std::string host = address.is_v6() ? "[" + address.to_string() + "]" : address.to_string();
  impl->url = (tls ? "https://" : "http://") + host + ":" + std::to_string(impl->port);
  impl->listener = std::make_shared<Listener>(shared.get(), std::move(acceptor));
  impl->shared = std::move(shared);
  impl->listener->Accept();
  impl->thread = std::jthread([shared = impl->shared.get()] {
    pthread_setname_np(pthread_self(), "console-io");
    while (!shared->stopping) {
      try {
        shared->io.run();
        break;
      } catch (const std::exception& e) {
        shared->Log("failed: " + Quoted(e.what()));  // one connection's failure is not the server's
      }
    }
  });
  return std::unique_ptr<ConsoleServer>(new ConsoleServer(std::move(impl)));
} catch (const std::exception& e) {
  return Fail(ErrorCode::kInternal, std::string("start the console: ") + e.what());
}

void ConsoleServer::Stop() {
  if (!impl_->shared) return;
  impl_->shared->stopping = true;
  impl_->shared->workers.join();
  impl_->shared->io.stop();
  if (impl_->thread.joinable()) impl_->thread.join();
  impl_->listener->Stop();
  impl_->listener.reset();
  impl_->shared.reset();  // closes what was still open
}

}  // namespace markwarden
