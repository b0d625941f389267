// Boost.Beast on one thread.
#include "samples/server.h"

#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <csignal>
#include <fstream>
#include <functional>
#include <iostream>

#include "samples/answer.h"
#include "samples/desk_files.h"
#include "samples/market_clock.h"
#include "samples/site.h"

namespace markwarden::samples {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;

constexpr std::chrono::seconds kIdle{60}, kDrain{5};
constexpr size_t kDrainBytes = 8u << 20;

// What connections share; outlives them.
struct Service {
  Site site;
  std::ofstream log;
  MarketClock clock;
  std::optional<DeskFiles> files;
  Status kept = Ok();          // failed: nothing is answered any more
  std::function<void()> stop;  // ends the server
};

using Request = http::request<http::string_body>;

std::string Field(const Request& request, http::field field) { return std::string(request[field]); }

// One keep-alive connection; keeps itself alive through its handlers.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, Service& service) : stream_(std::move(socket)), timer_(stream_.get_executor()), service_(service) {}

  void Read() {
    parser_.emplace();
    parser_->header_limit(64 * 1024);
    parser_->body_limit(kMaxBodyBytes);
    stream_.expires_after(kIdle);
    http::async_read_header(stream_, buffer_, *parser_, [self = shared_from_this()](beast::error_code error, size_t) {
      if (error == http::error::body_limit) return self->RefuseBody();
      if (error) return;
      if (beast::iequals(self->parser_->get()[http::field::expect], "100-continue")) return self->AskForBody();
      self->ReadBody();
    });
  }

 private:
  void AskForBody() {
    static const std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    asio::async_write(stream_, asio::buffer(go_on), [self = shared_from_this()](beast::error_code error, size_t) {
      if (!error) self->ReadBody();
    });
  }

  void ReadBody() {
    http::async_read(stream_, buffer_, *parser_, [self = shared_from_this()](beast::error_code error, size_t) {
      if (error == http::error::body_limit) return self->RefuseBody();
      if (!error) self->Respond();
    });
  }

  // The rest of the body would be read as the next request: the connection ends.
  void RefuseBody() {
    drain_ = true;
    const Request& request = parser_->get();
    Send(request, Field(request, http::field::host), ErrorAnswer(413, "the body is larger than 256 KiB: send fewer items"));
  }

  void Respond() {
    Request& request = parser_->get();
    SiteRequest asked{.host = Field(request, http::field::host), .target = std::string(request.target()),
                      .if_none_match = Field(request, http::field::if_none_match),
                      .if_modified_since = Field(request, http::field::if_modified_since),
                      .accepts_gzip = Field(request, http::field::accept_encoding).find("gzip") != std::string::npos,
                      .method = std::string(request.method_string()), .content_type = Field(request, http::field::content_type),
                      .idempotency_key = std::string(request["Idempotency-Key"]), .body = std::move(request.body()), .now = service_.clock.Now()};
    SiteAnswer answer = service_.site.Answer(asked);
    if (service_.files) service_.kept = service_.files->Keep(answer);
    if (!service_.kept) return service_.stop();
    Send(request, asked.host, std::move(answer));
  }

  void Send(const Request& request, const std::string& host, SiteAnswer answer) {
    service_.log << SystemClock().Now().time_since_epoch().count() << '\t' << host.substr(0, host.find(':')) << '\t' << std::string_view(request.target().data(), request.target().size())
                 << '\t' << answer.status << '\t' << Field(request, http::field::user_agent) << '\n'
                 << std::flush;
    if (answer.hang_up) return;  // nobody keeps the connection any longer
    body_ = std::move(answer.body);
    head_ = request.method() == http::verb::head;
    response_ = {};
    response_.version(11);
    response_.result(static_cast<unsigned>(answer.status));
    response_.keep_alive(request.keep_alive() && !drain_);
    for (const auto& [name, value] : answer.headers) response_.set(name, value);
    if (answer.status != 304) response_.content_length(body_->size());
    response_.body().data = const_cast<char*>(body_->data());
    response_.body().size = head_ || answer.status == 304 ? 0 : body_->size();
    response_.body().more = false;
    if (answer.delay.count() == 0) return Write();
    timer_.expires_after(answer.delay);
    timer_.async_wait([self = shared_from_this()](beast::error_code error) {
      if (!error) self->Write();
    });
  }

  void Write() {
    serializer_.emplace(response_);
    stream_.expires_after(kIdle);
    const auto done = [self = shared_from_this()](beast::error_code error, size_t) {
      if (error) return;
      if (self->response_.keep_alive()) return self->Read();
      beast::error_code ignored;
      self->stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
      if (!self->drain_) return;
      self->stream_.expires_after(kDrain);
      self->Drain(kDrainBytes);
    };
    if (head_ || response_.result_int() == 304) http::async_write_header(stream_, *serializer_, done);
    else http::async_write(stream_, *serializer_, done);
  }

  // A socket closed with unread bytes is reset, which may take the answer from the client.
  void Drain(size_t left) {
    buffer_.clear();
    stream_.async_read_some(buffer_.prepare(std::min(left, size_t{16} << 10)), [self = shared_from_this(), left](beast::error_code error, size_t got) {
      if (!error && got < left) self->Drain(left - got);
    });
  }

  beast::tcp_stream stream_;
  asio::steady_timer timer_;
  Service& service_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  http::response<http::buffer_body> response_;
  std::optional<http::response_serializer<http::buffer_body>> serializer_;
  std::shared_ptr<const std::string> body_;
  bool head_ = false;
  bool drain_ = false;  // the request was refused before its end
};

void Accept(tcp::acceptor& acceptor, Service& service) {
  acceptor.async_accept([&acceptor, &service](beast::error_code error, tcp::socket socket) {
    if (error == asio::error::operation_aborted) return;
    if (!error) {
      beast::error_code ignored;
      socket.set_option(tcp::no_delay(true), ignored);
      std::make_shared<Connection>(std::move(socket), service)->Read();
    }
    Accept(acceptor, service);
  });
}

}  // namespace

struct Server::State {
  asio::io_context context{1};
  std::vector<tcp::acceptor> acceptors;
  int port = 0;
};

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}
Server::~Server() = default;

int Server::port() const { return state_->port; }

Result<std::unique_ptr<Server>> Server::Bind(int port) {
  beast::error_code error;
  // A free port of the first address may be taken on another: try a few.
  for (int attempt = 0; attempt < (port == 0 ? 20 : 1); ++attempt) {
    auto state = std::make_unique<State>();
    state->port = port;
    for (int shop = 1; shop <= kShops; ++shop) {
      const auto address = asio::ip::make_address("127.77.0." + std::to_string(shop));
      tcp::acceptor acceptor(state->context);
      const tcp::endpoint endpoint(address, static_cast<uint16_t>(state->port));
      error = {};
      acceptor.open(endpoint.protocol(), error);
      if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
      if (!error) acceptor.bind(endpoint, error);
      if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
      if (error) break;
      state->port = acceptor.local_endpoint().port();
      state->acceptors.push_back(std::move(acceptor));
    }
    if (!error) return std::unique_ptr<Server>(new Server(std::move(state)));
  }
  return Fail(ErrorCode::kUnavailable, "port " + std::to_string(port) + " on 127.77.0.1-6: " + error.message() + "; choose another with --port");
}

Status Server::Run(const Market& market, const ServerFiles& files, const std::function<void()>& on_ready) {
  Service service{.site = Site(market), .log = std::ofstream(files.log, std::ios::app), .clock = MarketClock(files.clock_offset), .files = {}, .stop = [this] { state_->context.stop(); }};
  if (!service.log) return Fail(ErrorCode::kInternal, "cannot write " + files.log.string());
  if (!files.dir.empty()) {
    Result<DeskFiles> opened = DeskFiles::Open(files.dir, service.site, service.clock.Now());
    if (!opened) return Fail(opened);
    if (opened->passed_over() > 0) std::cerr << "complaints.jsonl: " << opened->passed_over() << " lines cannot be used and are left out\n";
    service.files = std::move(*opened);
  }
  for (tcp::acceptor& acceptor : state_->acceptors) Accept(acceptor, service);
  {
    asio::signal_set signals(state_->context, SIGTERM, SIGINT);
    signals.async_wait([this](beast::error_code error, int) {
      if (!error) state_->context.stop();
    });
    if (on_ready) on_ready();
    state_->context.run();
  }
  // Handlers of open connections refer to `service`: end them before it goes.
  state_->acceptors.clear();
  const int port = state_->port;
  state_ = std::make_unique<State>();
  state_->port = port;
  return service.kept;
}

void Server::Stop() {
  asio::post(state_->context, [this] { state_->context.stop(); });
}

}  // namespace markwarden::samples
