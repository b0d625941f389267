// The server over real sockets: keep-alive, 304, log, busy port.
#include "samples/server.h"

#include <gtest/gtest.h>

#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <thread>

#include "core/file.h"

namespace markwarden::samples {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using Response = http::response<http::string_body>;

class Client {
 public:
  Client(int shop, int port) : host_("shop" + std::to_string(shop) + ".test") {
    stream_.connect(tcp::endpoint(asio::ip::make_address("127.77.0." + std::to_string(shop)), static_cast<uint16_t>(port)));
  }
  Response Post(const std::string& target, const std::string& key, const std::string& body, bool expect = false) {
    http::request<http::string_body> request(http::verb::post, target, 11);
    request.set(http::field::host, host_);
    request.set(http::field::user_agent, "samples-test");
    request.set(http::field::content_type, "application/json");
    request.set("Idempotency-Key", key);
    request.body() = body;
    request.prepare_payload();
    beast::error_code error;
    if (expect) {
      // The body follows only when the server asks for it (RFC 9110, 10.1.1).
      request.set(http::field::expect, "100-continue");
      http::request_serializer<http::string_body> serializer(request);
      http::write_header(stream_, serializer);
      Response go_on;
      http::read(stream_, buffer_, go_on);
      EXPECT_EQ(go_on.result_int(), 100u);
      http::write(stream_, serializer);
    } else {
      http::write(stream_, request, error);  // a refused body may not be taken to its end
    }
    Response response;
    http::read(stream_, buffer_, response, error);
    if (error) response.result(http::status::unknown);
    return response;
  }
  // Sends bytes as they are; everything that comes back until the server ends.
  std::string Raw(const std::string& bytes) {
    asio::write(stream_.socket(), asio::buffer(bytes));
    std::string got;
    beast::error_code error;
    asio::read(stream_.socket(), asio::dynamic_buffer(got), error);
    return got;
  }
  Response Get(const std::string& target, const std::string& tag = "") {
    http::request<http::empty_body> request(http::verb::get, target, 11);
    request.set(http::field::host, host_);
    request.set(http::field::user_agent, "samples-test");
    if (!tag.empty()) request.set(http::field::if_none_match, tag);
    http::write(stream_, request);
    Response response;
    http::read(stream_, buffer_, response);
    return response;
  }

 private:
  const std::string host_;
  asio::io_context context_;
  beast::tcp_stream stream_{context_};
  beast::flat_buffer buffer_;
};

class ServerTest : public testing::Test {
 protected:
  void SetUp() override {
    server_ = std::move(*Server::Bind(0));
    market_ = MakeMarket(31, 200, server_->port());
    log_ = std::filesystem::temp_directory_path() / ("samples_access_" + std::to_string(server_->port()) + ".log");
    dir_ = std::filesystem::temp_directory_path() / ("samples_desk_" + std::to_string(server_->port()));
    std::filesystem::create_directories(dir_);
    Start();
  }
  void TearDown() override {
    Stop();
    std::filesystem::remove(log_);
    std::filesystem::remove_all(dir_);
  }
  void Start() {
    thread_ = std::jthread([this] { ended_ = server_->Run(market_, {.log = log_, .dir = dir_, .clock_offset = dir_ / "clock"}, nullptr).has_value(); });
  }
  // As a market that is started again on the same folder and port.
  void Restart() {
    const int port = server_->port();
    Stop();
    server_.reset();
    server_ = std::move(*Server::Bind(port));
    Start();
  }
  Client At(int shop) { return Client(shop, server_->port()); }
  const Offer& FirstOffer(int shop) const { return market_.offers[static_cast<size_t>(market_.shops[static_cast<size_t>(shop - 1)].offers[0])]; }
  std::string Notice(int shop) const {
    return R"({"notice":"N","right":"r","reason":"x","items":[{"item_id":")" + FirstOffer(shop).item_id + R"("}]})";
  }
  void Stop() {
    if (!thread_.joinable()) return;
    server_->Stop();
    thread_.join();
    EXPECT_TRUE(ended_);
  }

  std::unique_ptr<Server> server_;
  Market market_;
  std::filesystem::path log_, dir_;
  bool ended_ = false;
  std::jthread thread_;
};

TEST_F(ServerTest, AnswersManyRequestsOnOneConnection) {
  Client client(1, server_->port());
  const Response home = client.Get("/");
  EXPECT_EQ(home.result_int(), 200u);
  EXPECT_NE(home.body().find("<h1>"), std::string::npos);
  EXPECT_EQ(client.Get("/", std::string(home[http::field::etag])).result_int(), 304u);
  EXPECT_EQ(client.Get("/sitemap.xml.gz").body().substr(0, 2), "\x1F\x8B");
  const Offer& offer = market_.offers[static_cast<size_t>(market_.shops[0].offers[0])];
  EXPECT_EQ(client.Get(offer.path).result_int(), 200u);
  EXPECT_EQ(client.Get("/img/" + offer.item_id + "_0.jpg").body().substr(0, 3), "\xFF\xD8\xFF");
  EXPECT_EQ(client.Get("/none").result_int(), 404u);
}

TEST_F(ServerTest, EachShopHasItsAddressAndEachRequestItsLine) {
  for (int shop = 1; shop <= kShops; ++shop) EXPECT_EQ(Client(shop, server_->port()).Get("/robots.txt").result_int(), 200u);
  Stop();
  const auto log = ReadFile(log_);
  ASSERT_TRUE(log);
  EXPECT_EQ(std::count(log->begin(), log->end(), '\n'), kShops);
  EXPECT_NE(log->find("\tshop6.test\t/robots.txt\t200\tsamples-test\n"), std::string::npos) << *log;
}

TEST_F(ServerTest, BusyPortIsNamed) {
  const auto second = Server::Bind(server_->port());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
  EXPECT_NE(second.error().message.find(std::to_string(server_->port())), std::string::npos);
}

TEST_F(ServerTest, StopsWithConnectionsOpen) {
  Client first(2, server_->port()), second(3, server_->port());
  EXPECT_EQ(first.Get("/").result_int(), 200u);
  Stop();
}

TEST_F(ServerTest, TakesNoticesAndMovesWithItsClockFile) {
  Client client = At(1);
  const Response receipt = client.Post("/ipr/notices", "k1", Notice(1));
  EXPECT_EQ(receipt.result_int(), 201u) << receipt.body();
  EXPECT_NE(receipt.body().find("S1-000001"), std::string::npos);
  EXPECT_EQ(client.Post("/ipr/notices", "k1", Notice(1), true).result_int(), 200u);
  EXPECT_EQ(client.Get(FirstOffer(1).path).result_int(), 200u);
  ASSERT_TRUE(WriteFileAtomic(dir_ / "clock", "172900000\n"));  // two days and 100 seconds
  EXPECT_EQ(client.Get(FirstOffer(1).path).result_int(), 404u);
  EXPECT_NE(client.Get("/ipr/notices/S1-000001").body().find("honoured"), std::string::npos);
  std::filesystem::remove(dir_ / "clock");
  EXPECT_EQ(client.Get(FirstOffer(1).path).result_int(), 200u);
}

TEST_F(ServerTest, RemembersComplaintsAfterARestart) {
  EXPECT_EQ(At(1).Post("/ipr/notices", "k1", Notice(1)).result_int(), 201u);
  Restart();
  EXPECT_EQ(At(1).Post("/ipr/notices", "k1", Notice(1)).result_int(), 200u);
  EXPECT_NE(At(1).Post("/ipr/notices", "k2", Notice(1)).body().find("S1-000002"), std::string::npos);
}

TEST_F(ServerTest, HangsUpAtShopFiveAfterKeepingTheNotice) {
  EXPECT_EQ(At(5).Post("/ipr/notices", "k1", Notice(5)).result(), http::status::unknown);
  const Response again = At(5).Post("/ipr/notices", "k1", Notice(5));
  EXPECT_EQ(again.result_int(), 200u);
  EXPECT_NE(again.body().find("S5-000001"), std::string::npos);
  Client fourth = At(4);
  const Response busy = fourth.Post("/ipr/notices", "k1", Notice(4));
  EXPECT_EQ(busy.result_int(), 503u);
  EXPECT_EQ(busy[http::field::retry_after], "1");
  EXPECT_EQ(fourth.Post("/ipr/notices", "k1", Notice(4)).result_int(), 201u);
  Stop();
  const auto log = ReadFile(log_);
  ASSERT_TRUE(log);
  EXPECT_EQ(std::count(log->begin(), log->end(), '\n'), 4) << *log;
  EXPECT_NE(log->find("\tshop5.test\t/ipr/notices\t444\tsamples-test\n"), std::string::npos) << *log;
}

TEST_F(ServerTest, RefusesLargeBodiesAndGoesOn) {
  const std::string megabyte(1 << 20, ' ');
  Client client = At(1);
  const Response refused = client.Post("/ipr/notices", "k1", megabyte);
  EXPECT_EQ(refused.result_int(), 413u);
  EXPECT_NE(refused.body().find("256 KiB"), std::string::npos);
  EXPECT_FALSE(refused.keep_alive());
  // Without a length the end is found on the way.
  const std::string chunk = "10000\r\n" + std::string(0x10000, ' ') + "\r\n";
  const std::string chunked = At(1).Raw("POST /ipr/notices HTTP/1.1\r\nHost: shop1.test\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + chunk + chunk + chunk + chunk + "0\r\n\r\n");
  EXPECT_TRUE(chunked.starts_with("HTTP/1.1 413 ")) << chunked.substr(0, 100);
  EXPECT_EQ(At(1).Post("/ipr/notices", "k2", std::string((256 << 10) - Notice(1).size(), ' ') + Notice(1)).result_int(), 201u);
  Stop();
  const auto log = ReadFile(log_);
  ASSERT_TRUE(log);
  EXPECT_EQ(std::count(log->begin(), log->end(), '\n'), 3) << *log;
}

// RFC 9112, 5.2: a folded field is refused or becomes one line; neither is a key.
TEST_F(ServerTest, ALineEndInAKeyIsNoKey) {
  const std::string got = At(1).Raw("POST /ipr/notices HTTP/1.1\r\nHost: shop1.test\r\nContent-Type: application/json\r\nIdempotency-Key: a\r\n b\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}");
  EXPECT_TRUE(got.empty() || got.starts_with("HTTP/1.1 400 ")) << got.substr(0, 100);
  EXPECT_EQ(At(1).Get("/").result_int(), 200u);
}

TEST_F(ServerTest, EndsWhenItCannotKeepAComplaint) {
  std::filesystem::remove_all(dir_);
  EXPECT_EQ(At(1).Post("/ipr/notices", "k1", Notice(1)).result(), http::status::unknown);
  thread_.join();
  EXPECT_FALSE(ended_);
}

}  // namespace
}  // namespace markwarden::samples
