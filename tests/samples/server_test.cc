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
    thread_ = std::jthread([this] { ended_ = server_->Run(market_, {.log = log_, .dir = "", .clock_offset = ""}, nullptr).has_value(); });
  }
  void TearDown() override {
    Stop();
    std::filesystem::remove(log_);
  }
  void Stop() {
    if (!thread_.joinable()) return;
    server_->Stop();
    thread_.join();
    EXPECT_TRUE(ended_);
  }

  std::unique_ptr<Server> server_;
  Market market_;
  std::filesystem::path log_;
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

}  // namespace
}  // namespace markwarden::samples
