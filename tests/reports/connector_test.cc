// Connectors: what is read of them, what they ask, and what no seller can put into a request.
#include "reports/connector.h"

#include <gtest/gtest.h>

namespace markwarden {
namespace {

constexpr const char* kHarbour = R"(
id: harbour
name: {zh: 海港商城, en: Harbour}
platforms: [harbour]
allow_networks: [127.0.0.0/8]
resolve: {api.harbour.example: 127.0.0.1}
pacing: {gap_ms: 250, per_day: 500}
submit:
  url: http://api.harbour.example/complaints
  headers: {X-Right: "{{/right/reg_no}}", X-Client: markwarden}
  auth: {kind: bearer, secret: harbour}
  idempotency_header: Idempotency-Key
  body:
    reference: "{{/id}}"
    version: 2
    urgent: false
    as_text: "2"
    subject: {$text: ["Notice ", "{{/id}}", " of ", "{{/right/title}}"]}
    listings: {$each: /items, $item: {link: "{{./url}}", shop: "{{./seller_name}}", right: "{{/right/reg_no}}", price: "{{./price}}"}}
  accepted: [201]
  receipt: /complaint/id
status: {url: "http://api.harbour.example/complaints/{receipt}", state: /state, words: {REMOVED: honoured, DECLINED: refused, APPEALED: counter_notice}, counter_notice: /appeal}
withdraw: {method: DELETE, url: "http://api.harbour.example/complaints/{receipt}?why=x"}
batch: {url: http://api.harbour.example/batch, columns: [{title: link, value: ./url}, {title: shop, value: ./seller_name}, {title: right, value: /right/reg_no}]}
)";

Json SampleNotice(const std::string& seller) {
  return {{"id", "77"}, {"right", {{"reg_no", "123"}, {"title", "Zellvora"}}},
          {"items", Json::array({{{"url", "https://h.example/1"}, {"seller_name", seller}}, {{"url", "https://h.example/2"}, {"seller_name", "B"}}})}};
}

Connector Harbour() {
  const Result<Connector> read = ReadConnector(kHarbour);
  EXPECT_TRUE(read) << read.error().message;
  return read ? *read : Connector{};
}

TEST(ConnectorTest, ANoticeBecomesARequest) {
  const Connector harbour = Harbour();
  EXPECT_EQ(harbour.gap, std::chrono::milliseconds(250));
  const auto request = BuildRequest(harbour, ConnectorCall::kSubmit, SampleNotice("A"), {.key = "k1", .receipt = {}});
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(request->method, "POST");
  EXPECT_EQ(request->url, "http://api.harbour.example/complaints");
  EXPECT_EQ(request->headers, (std::vector<std::string>{"X-Client: markwarden", "X-Right: 123", "Idempotency-Key: k1"}));
  EXPECT_EQ(request->auth.secret, "harbour");
  const Json body = *ParseJson(request->body);
  EXPECT_EQ(body, (Json{{"reference", "77"}, {"version", 2}, {"urgent", false}, {"as_text", "2"}, {"subject", "Notice 77 of Zellvora"},
                        {"listings", Json::array({{{"link", "https://h.example/1"}, {"shop", "A"}, {"right", "123"}, {"price", nullptr}},
                                                  {{"link", "https://h.example/2"}, {"shop", "B"}, {"right", "123"}, {"price", nullptr}}})}}));
  const auto again = BuildRequest(harbour, ConnectorCall::kSubmit, SampleNotice("A"), {.key = "k1", .receipt = {}});
  EXPECT_EQ(again->body, request->body) << "the same notice, the same bytes";
}

// What a page says of a seller stays one value of the request.
TEST(ConnectorTest, NamesOfSellersStayNames) {
  for (const std::string seller : {"\",\"urgent\":true,\"x\":\"", "a\r\nX-Injected: yes\r\n\r\nGET /", "{{/right/reg_no}}", "{{x}}", "\\u0022", "{\"$each\":\"/items\"}", "{receipt}", "\x01\x7f"}) {
    const auto request = BuildRequest(Harbour(), ConnectorCall::kSubmit, SampleNotice(seller), {.key = "k", .receipt = {}});
    ASSERT_TRUE(request) << request.error().message;
    const Json body = *ParseJson(request->body);
    EXPECT_EQ(body["listings"][0]["shop"], seller);
    EXPECT_EQ(body["urgent"], false);
    EXPECT_EQ(body.size(), 6u);
    EXPECT_EQ(request->headers.size(), 3u);
    EXPECT_EQ(request->body.find('\n'), std::string::npos);
  }
}

// RFC 9110, 5.5: no CR, LF or NUL in a field's value.
TEST(ConnectorTest, NothingEndsAHeaderLine) {
  for (const char* value : {"1\r\nX-Injected: yes", "1\n", "1\r", "\t1", "商标", "\x7f"}) {
    Json notice = SampleNotice("A");
    notice["right"]["reg_no"] = value;
    const auto request = BuildRequest(Harbour(), ConnectorCall::kSubmit, notice, {.key = "k", .receipt = {}});
    ASSERT_FALSE(request) << value;
    EXPECT_EQ(request.error().code, ErrorCode::kInvalid);
    EXPECT_NE(request.error().message.find("X-Right"), std::string::npos) << request.error().message;
  }
  EXPECT_FALSE(BuildRequest(Harbour(), ConnectorCall::kSubmit, SampleNotice("A"), {.key = "k\r\nX: y", .receipt = {}}));
}

TEST(ConnectorTest, AReceiptLeadsNowhereElse) {
  const auto url = [](const std::string& receipt) {
    const auto request = BuildRequest(Harbour(), ConnectorCall::kWithdraw, SampleNotice("A"), {.key = "k", .receipt = receipt});
    return request ? request->method + " " + request->url : "refused: " + request.error().message;
  };
  EXPECT_EQ(url("C-1"), "DELETE http://api.harbour.example/complaints/C-1?why=x");
  EXPECT_EQ(url("../../admin?x=1#"), "DELETE http://api.harbour.example/complaints/..%2f..%2fadmin%3fx%3d1%23?why=x");
  EXPECT_EQ(url("{key}"), "DELETE http://api.harbour.example/complaints/%7bkey%7d?why=x");
  for (const char* bad : {"", ".", ".."}) EXPECT_TRUE(url(bad).starts_with("refused")) << bad;
}

TEST(ConnectorTest, ABatchIsAFileWithoutFormulas) {
  const auto request = BuildRequest(Harbour(), ConnectorCall::kBatch, SampleNotice("=HYPERLINK(\"x\")"), {.key = "k", .receipt = {}});
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(request->content_type, "text/csv; charset=utf-8");
  EXPECT_TRUE(request->body.starts_with("\xef\xbb\xbflink,shop,right\r\n")) << request->body;
  EXPECT_NE(request->body.find("\"'=HYPERLINK(\"\"x\"\")\",123\r\n"), std::string::npos) << request->body;
}

TEST(ConnectorTest, CapsOfOneRequest) {
  Json notice = SampleNotice("A");
  const auto with = [&](size_t items, size_t bytes) {
    notice["items"] = Json::array();
    for (size_t i = 0; i < items; ++i) notice["items"].push_back({{"url", std::string(bytes, 'x')}});
    return BuildRequest(Harbour(), ConnectorCall::kSubmit, notice, {.key = "k", .receipt = {}});
  };
  EXPECT_TRUE(with(kMaxConnectorItems, 10));
  EXPECT_EQ(with(kMaxConnectorItems + 1, 10).error().code, ErrorCode::kExhausted);
  const size_t around = with(1, 0)->body.size();
  EXPECT_TRUE(with(1, kMaxConnectorBody - around));
  EXPECT_EQ(with(1, kMaxConnectorBody - around + 1).error().code, ErrorCode::kExhausted);
  EXPECT_EQ(BuildRequest(Harbour(), ConnectorCall::kFiling, notice, {}).error().code, ErrorCode::kInvalid) << "it has no such step";
  // A list for each member of a list, over and over.
  const Json shape = *ParseJson(R"({"$each":"/items","$item":{"$each":"/items","$item":{"$each":"/items","$item":"{{.}}"}}})");
  notice["items"] = Json::array();
  for (int i = 0; i < 100; ++i) notice["items"].push_back(i);
  EXPECT_EQ(FillBody(shape, notice).error().code, ErrorCode::kExhausted);
}

TEST(ConnectorTest, WhatIsNoConnector) {
  const auto changed = [](const std::string& from, const std::string& to) {
    std::string text = kHarbour;
    const size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
  };
  const struct { const char* why; const char* from; const char* to; const char* says; } cases[] = {
      {"an unknown key", "pacing:", "pace:", "unknown key \"pace\""},
      {"an id with a path", "id: harbour", "id: ../harbour", "id must be"},
      {"no English name", ", en: Harbour", "", "no text in en"},
      {"another scheme", "url: http://api.harbour.example/complaints\n", "url: ftp://api.harbour.example/\n", "http or https"},
      {"a password in the address", "url: http://api.harbour.example/complaints\n", "url: http://a:b@api.harbour.example/\n", "without a user name"},
      {"a state without a receipt is read", "complaints/{receipt}\", state", "complaints\", state", ""},
      {"a receipt before there is one", "url: http://api.harbour.example/complaints\n", "url: \"http://api.harbour.example/{receipt}\"\n", "url knows"},
      {"a host from outside", "url: http://api.harbour.example/complaints\n", "url: \"http://{notice}.example/\"\n", "hole in its host"},
      {"a header of ours", "X-Client: markwarden", "Content-Length: 5", "not yours"},
      {"a header that is two", "X-Client: markwarden", "\"X: y\\r\\nZ\": 5", "no name of a header"},
      {"a value that is two", "X-Client: markwarden", "X-Client: \"a\\r\\nB: c\"", "control character"},
      {"a spliced text", "reference: \"{{/id}}\"", "reference: \"No. {{/id}}\"", "one {{pointer}}"},
      {"an item outside of a list", "reference: \"{{/id}}\"", "reference: \"{{./id}}\"", "inside $item"},
      {"no pointer", "reference: \"{{/id}}\"", "reference: \"{{id}}\"", "no pointer"},
      {"a broken pointer", "reference: \"{{/id}}\"", "reference: \"{{/a~2}}\"", "no pointer"},
      {"$each alone", "$item: {link", "item: {link", "inside $item"},
      {"$each with more", "$each: /items, $item", "also: 1, $each: /items, $item", "$each goes with $item"},
      {"an unknown $", "{$text: [", "{$exec: [", "none of $each"},
      {"a secret with a path", "secret: harbour", "secret: ../../etc/passwd", "name of a file"},
      {"an unknown proof", "kind: bearer", "kind: digest", "none, bearer"},
      {"a status that accepts nothing", "accepted: [201]", "accepted: [404]", "200 to 299"},
      {"a word that nobody knows", "REMOVED: honoured", "REMOVED: gone", "none of received"},
      {"GET changes nothing", "  url: http://api.harbour.example/complaints\n", "  method: GET\n  url: http://api.harbour.example/complaints\n", "none that asks"},
      {"too many listings", "pacing:", "max_items: 301\npacing:", "from 1 to 300"},
  };
  for (const auto& c : cases) {
    const Result<Connector> read = ReadConnector(changed(c.from, c.to));
    if (!*c.says) {
      EXPECT_TRUE(read) << c.why;
      continue;
    }
    ASSERT_FALSE(read) << c.why;
    EXPECT_NE(read.error().message.find(c.says), std::string::npos) << c.why << ": " << read.error().message;
    EXPECT_EQ(read.error().message.find('\n'), std::string::npos);
  }
  std::string padded = kHarbour;
  padded += "# " + std::string(kMaxConnectorYaml - padded.size() - 2, 'x');
  EXPECT_TRUE(ReadConnector(padded)) << "as long as may be";
  EXPECT_EQ(ReadConnector(padded + "x").error().code, ErrorCode::kExhausted);
  EXPECT_FALSE(ReadConnector(""));
  EXPECT_FALSE(ReadConnector(std::string(2'000, '[')));
  EXPECT_FALSE(ReadConnector("a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"));
}

// One alias over another grows without bound when it is read as a tree.
TEST(ConnectorTest, AliasesDoNotGrow) {
  std::string bomb = kHarbour;
  std::string body = "a0: &a0 [x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    body += "    a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int j = 1; j < 8; ++j) body += ", " + before;
    body += "]\n";
  }
  bomb.replace(bomb.find("reference:"), 0, body + "    ");
  const Result<Connector> read = ReadConnector(bomb);
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find("more than 5000 values"), std::string::npos) << read.error().message;
}

TEST(ConnectorTest, AFileSaysWhatAConflictMeans) {
  const auto with = [](const char* line) {
    std::string yaml = kHarbour;
    yaml.replace(yaml.find("  accepted: [201]"), 0, line);
    return ReadConnector(yaml);
  };
  const auto unsaid = with("");
  ASSERT_TRUE(unsaid);
  EXPECT_EQ(unsaid->Find(ConnectorCall::kSubmit)->conflict, ConnectorStep::Conflict::kLater);
  EXPECT_EQ(with("  conflict: later\n")->Find(ConnectorCall::kSubmit)->conflict, ConnectorStep::Conflict::kLater);
  const auto duplicate = with("  conflict: duplicate\n");
  ASSERT_TRUE(duplicate) << duplicate.error().message;
  EXPECT_EQ(duplicate->Find(ConnectorCall::kSubmit)->conflict, ConnectorStep::Conflict::kDuplicate);
  EXPECT_EQ(duplicate->Find(ConnectorCall::kWithdraw)->conflict, ConnectorStep::Conflict::kLater) << "each step says it for itself";
  const auto other = with("  conflict: twice\n");
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().message.find("later or duplicate"), std::string::npos) << other.error().message;
  std::string keyless = kHarbour;
  keyless.replace(keyless.find("  idempotency_header: Idempotency-Key\n"), 38, "  conflict: duplicate\n");
  const auto without = ReadConnector(keyless);
  ASSERT_FALSE(without);
  EXPECT_NE(without.error().message.find("idempotency_header"), std::string::npos) << without.error().message;
}

TEST(ConnectorTest, AnswersMeanSomething) {
  using Kind = ConnectorAnswer::Kind;
  const Connector harbour = Harbour();
  const ConnectorStep& submit = *harbour.Find(ConnectorCall::kSubmit);
  const Time now = *ParseTime("2026-11-26T10:00:00Z");
  const struct { int status; Kind kind; } cases[] = {{201, Kind::kAccepted}, {200, Kind::kRefused}, {301, Kind::kRefused}, {307, Kind::kRefused}, {400, Kind::kRefused}, {401, Kind::kRefused},
                                                      {404, Kind::kRefused}, {408, Kind::kLater},   {409, Kind::kLater},   {422, Kind::kRefused}, {425, Kind::kLater},   {429, Kind::kLater},
                                                      {500, Kind::kLater},   {503, Kind::kLater}};
  for (const auto& c : cases) EXPECT_EQ(JudgeAnswer(submit, c.status, "", now).kind, c.kind) << c.status;
  ConnectorStep knows = submit;
  knows.conflict = ConnectorStep::Conflict::kDuplicate;
  EXPECT_EQ(JudgeAnswer(knows, 409, "", now).kind, Kind::kAccepted);
  EXPECT_EQ(JudgeAnswer(knows, 429, "", now).kind, Kind::kLater);
  EXPECT_EQ(JudgeAnswer(submit, 429, "120", now).not_before, now + std::chrono::seconds(120));
  EXPECT_EQ(JudgeAnswer(submit, 429, "99999999", now).not_before, now + std::chrono::hours(24)) << "nobody silences us for ever";
  EXPECT_EQ(JudgeAnswer(submit, 503, "Thu, 26 Nov 2026 11:30:00 GMT", now).not_before, now + std::chrono::minutes(90));
  EXPECT_EQ(JudgeAnswer(submit, 503, "Wed, 21 Oct 2026 07:28:00 GMT", now).not_before, now) << "over already";
  EXPECT_EQ(JudgeAnswer(submit, 503, "Thu, 26 Nov 2099 11:30:00 GMT", now).not_before, now + std::chrono::hours(24));
  for (const char* neither : {"", "-5", "soon", "Wed, 21 Oct 2026"}) {
    EXPECT_FALSE(JudgeAnswer(submit, 429, neither, now).not_before) << neither;
  }
}

}  // namespace
}  // namespace markwarden
