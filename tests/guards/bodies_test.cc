// Bodies that grow, lie or never end.
#include <brotli/encode.h>
#include <zlib.h>

#include "core/inflate.h"
#include "core/sanitized.h"
#include "tests/guards/guard_fixture.h"

namespace markwarden {
namespace {

using std::chrono::milliseconds;

class BodiesTest : public GuardedTest {};

// `mebibytes` of zeros as gzip.  One deflate block, flushed and repeated: nothing that large is compressed here.
std::string GzipBomb(size_t mebibytes) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY);
  std::string zeros(1 << 20, '\0'), unit(64 << 10, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(zeros.data());
  stream.avail_in = uInt(zeros.size());
  stream.next_out = reinterpret_cast<Bytef*>(unit.data());
  stream.avail_out = uInt(unit.size());
  deflate(&stream, Z_FULL_FLUSH);
  unit.resize(stream.total_out);
  deflateEnd(&stream);
  std::string bomb("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
  for (size_t i = 0; i < mebibytes; ++i) bomb += unit;
  return bomb + std::string("\x03\0", 2) + std::string(8, '\0');
}

std::string BrotliBomb(size_t mebibytes) {
  BrotliEncoderState* state = BrotliEncoderCreateInstance(nullptr, nullptr, nullptr);
  BrotliEncoderSetParameter(state, BROTLI_PARAM_QUALITY, 5);
  BrotliEncoderSetParameter(state, BROTLI_PARAM_LGWIN, 24);
  const std::string zeros(1 << 20, '\0');
  std::string bomb;
  for (size_t i = 0; i <= mebibytes; ++i) {
    size_t in = i < mebibytes ? zeros.size() : 0;
    const auto* next = reinterpret_cast<const uint8_t*>(zeros.data());
    do {
      uint8_t out[4096];
      size_t room = sizeof out;
      uint8_t* into = out;
      BrotliEncoderCompressStream(state, i < mebibytes ? BROTLI_OPERATION_PROCESS : BROTLI_OPERATION_FINISH, &in, &next, &room, &into, nullptr);
      bomb.append(reinterpret_cast<char*>(out), sizeof out - room);
    } while (in > 0 || BrotliEncoderHasMoreOutput(state));
  }
  BrotliEncoderDestroyInstance(state);
  return bomb;
}

TEST_F(BodiesTest, BombsAreCapturedAndCostTheirPageOnly) {
  const std::string gzip = GzipBomb(10 * 1024), small = GzipBomb(100), brotli = BrotliBomb(64);
  ASSERT_GT(gzip.size(), kMaxPageBytes);
  ASSERT_LT(brotli.size(), 1u << 20);
  WireServer server(Site([&](const SiteRequest& request) {
    if (request.target == "/robots.txt") return Response("");
    if (request.target == "/") return Page(Anchor("/gzip") + Anchor("/small") + Anchor("/brotli") + Anchor("/item/1"));
    if (request.target == "/gzip") return Response(gzip, {"Content-Encoding: gzip"});
    if (request.target == "/small") return Response(small, {"Content-Encoding: gzip"});
    if (request.target == "/brotli") return Response(brotli, {"Content-Encoding: br"});
    return Page("<h1>thing</h1>");
  }));
  Add(Shop(server));
  const long before = PeakMiB();
  const CrawlSummary summary = Crawl();
  EXPECT_EQ(summary.total.pages, 5);
  ASSERT_NE(Fetched("/gzip"), nullptr);
  EXPECT_EQ(Fetched("/gzip")->exchange.body.size(), kMaxPageBytes);
  EXPECT_EQ(Fetched("/gzip")->exchange.truncated, "length");
  ASSERT_NE(Fetched("/brotli"), nullptr);
  EXPECT_EQ(Fetched("/brotli")->exchange.body, brotli);
  EXPECT_EQ(Fetched("/brotli")->exchange.truncated, "");
  EXPECT_NE(Fetched("/item/1"), nullptr);
  EXPECT_LT(PeakMiB() - before, 400) << "a bomb was held in memory";
  for (const auto& [coding, bytes] : {std::pair<std::string, std::string>{"gzip", small}, {"br", brotli}}) {
    const auto out = Inflate(coding, bytes);
    ASSERT_TRUE(out);
    EXPECT_EQ(out->end, InflateEnd::kMaxRatio) << coding;
    EXPECT_LE(out->bytes.size(), 20u << 20);
  }
}

TEST_F(BodiesTest, AChainOfFiveCodingsIsNotUndone) {
  WireServer server(Site([&](const SiteRequest& request) {
    if (request.target == "/robots.txt") return Response("");
    if (request.target == "/") return Page(Anchor("/chain") + Anchor("/item/1"));
    if (request.target == "/chain") return Response(GzipBomb(1), {"Content-Encoding: gzip, gzip, br, gzip, deflate"});
    return Page("<h1>thing</h1>");
  }));
  Add(Shop(server));
  EXPECT_EQ(Crawl().total.pages, 3);
  ASSERT_NE(Fetched("/chain"), nullptr);
  EXPECT_EQ(Fetched("/chain")->exchange.body, GzipBomb(1));
  if (Fetched("/chain")->extraction) {
    EXPECT_TRUE(Fetched("/chain")->extraction->listings.empty());
    EXPECT_TRUE(Fetched("/chain")->extraction->links.empty());
  }
}

// RFC 9112, 6.3 and 11.2: bytes after the promised length are no answer to anybody.
TEST_F(BodiesTest, BytesPastTheLengthNeverAnswerTheNextRequest) {
  for (const milliseconds later : {milliseconds(0), milliseconds(60)}) {
    WireServer server([&](Wire& wire) {
      while (const auto head = wire.ReadHead()) {
        if (head->starts_with("GET /lie ")) {
          const std::string poison = Response("poison");
          if (later.count() == 0) {
            if (!wire.Send(Response("hello") + poison)) return;
          } else if (!wire.Send(Response("hello")) || !wire.Wait(later) || !wire.Send(poison)) {
            return;
          }
        } else if (!wire.Send(Response("truth"))) {
          return;
        }
      }
    });
    for (int i = 0; i < 3; ++i) {
      const auto lie = Get(At(kPublic, server, "/lie"));
      ASSERT_TRUE(lie) << lie.error().message;
      EXPECT_EQ(lie->body, "hello");
      std::this_thread::sleep_for(later * 2);  // the late poison is on its way or there
      const auto next = Get(At(kPublic, server, "/next"));
      ASSERT_TRUE(next) << next.error().message;
      EXPECT_EQ(next->body, "truth");
    }
  }
}

TEST_F(BodiesTest, LengthsThatContradictThemselves) {
  const struct { const char* why; std::string raw; const char* body; const char* truncated; } cases[] = {
      {"longer than what comes", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nshort", "short", "disconnect"},
      {"beyond 2^63, then the connection ends", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nhello", "hello", ""},
      {"chunked wins over a length (RFC 9112, 6.3)", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "hello", ""},
      {"a chunk that breaks off", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhello", "hello", "disconnect"},
      {"a chunk of a negative size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n-1\r\nx", "hello", "disconnect"},
  };
  for (const auto& c : cases) {
    WireServer server([&](Wire& wire) {
      if (wire.ReadHead()) wire.Send(c.raw);
    });
    const auto exchange = Get(At(kPublic, server));
    ASSERT_TRUE(exchange) << c.why << ": " << exchange.error().message;
    EXPECT_EQ(exchange->body, c.body) << c.why;
    EXPECT_EQ(exchange->truncated, c.truncated) << c.why;
  }
  for (const char* length : {"-5", "5, 7", "x"}) {
    WireServer server([&](Wire& wire) {
      if (wire.ReadHead()) wire.Send("HTTP/1.1 200 OK\r\nContent-Length: " + std::string(length) + "\r\n\r\nhello");
    });
    const auto exchange = Get(At(kPublic, server));
    EXPECT_TRUE(!exchange || exchange->body == "hello" || !exchange->truncated.empty()) << length;
  }
}

TEST_F(BodiesTest, ADripIsGivenUp) {
  fetching_.low_speed_time = std::chrono::seconds(1);
  WireServer server([&](Wire& wire) {
    const auto head = wire.ReadHead();
    if (!head) return;
    const bool in_head = head->starts_with("GET /head ");
    if (!in_head && !wire.Send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")) return;
    if (in_head && !wire.Send("HTTP/1.1 200 OK\r\nX: ")) return;
    while (wire.Send("x") && wire.Wait(milliseconds(100))) {
    }
  });
  const auto body = Get(At(kPublic, server, "/body"));
  ASSERT_TRUE(body) << body.error().message;
  EXPECT_EQ(body->truncated, "time");
  EXPECT_LT(body->duration, std::chrono::seconds(15)) << "the whole answer was waited for";
  const auto head = Get(At(kPublic, server, "/head"));
  ASSERT_FALSE(head);
  EXPECT_EQ(head.error().code, ErrorCode::kUnavailable);
}

TEST_F(BodiesTest, EndlessBodiesAreCut) {
  WireServer server([&](Wire& wire) {
    const auto head = wire.ReadHead();
    if (!head) return;
    const bool chunked = head->starts_with("GET /chunked ");
    if (!wire.Send(chunked ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" : "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")) return;
    const std::string block = chunked ? "1000\r\n" + std::string(4096, 'x') + "\r\n" : std::string(4096, 'x');
    while (wire.Send(block)) {
    }
  });
  for (const char* target : {"/chunked", "/plain"}) {
    const int64_t before = server.bytes_sent();
    const auto exchange = Get(At(kPublic, server, target));
    ASSERT_TRUE(exchange) << exchange.error().message;
    EXPECT_EQ(exchange->truncated, "length") << target;
    EXPECT_EQ(exchange->body.size(), kMaxPageBytes) << target;
    EXPECT_LT(server.bytes_sent() - before, int64_t{64} << 20) << target;
  }
}

// What is no body is not counted as one: time alone ends it, and nothing of it is kept.
TEST_F(BodiesTest, EndlessTrimmingsEndByTime) {
  const struct { const char* target; std::string begin, again; } cases[] = {
      {"/extension", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;", std::string(4096, 'e')},
      {"/trailer", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n", "X-Trailer: " + std::string(4000, 't') + "\r\n"},
      {"/interim", "", "HTTP/1.1 103 Early Hints\r\nLink: </" + std::string(4000, 'i') + ">\r\n\r\n"},
  };
  WireServer server([&](Wire& wire) {
    const auto head = wire.ReadHead();
    if (!head) return;
    for (const auto& c : cases) {
      if (!head->starts_with(std::string("GET ") + c.target + " ") || (!c.begin.empty() && !wire.Send(c.begin))) continue;
      while (wire.Send(c.again)) {
      }
    }
  });
  const long before = PeakMiB();
  for (const auto& c : cases) {
    FetchRequest request;
    request.url = At(kPublic, server, c.target);
    request.timeout = milliseconds(700);
    const auto exchange = Get(std::move(request));
    EXPECT_TRUE(!exchange || !exchange->truncated.empty()) << c.target;
    if (exchange) {
      EXPECT_LE(exchange->response_head.size(), kMaxHeaderBytes) << c.target;
    }
  }
  // The address sanitizer keeps up to 256 MiB of what was given back.
  EXPECT_LT(PeakMiB() - before, kSanitized ? 100 + 256 : 100) << "what is thrown away was kept";
}

}  // namespace
}  // namespace markwarden
