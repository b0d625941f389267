// Sending against a real mail server, and against ones that break off or say odd things.
#include "core/net/smtp.h"

#include <gtest/gtest.h>

#include <csignal>

#include "core/formats/mail_compose.h"
#include "core/json.h"
#include "core/maildir.h"
#include "tests/guards/certificates.h"
#include "tests/net/mail_servers.h"

namespace markwarden {
namespace {

class SmtpTest : public testing::Test {
 protected:
  SmtpTest() {
    std::signal(SIGPIPE, SIG_IGN);
    authority_file_ = folder_.File("authority.pem", authority_.Pem());
  }

  SmtpServer At(uint16_t port, MailTls tls = MailTls::kNone) const {
    return {.host = "localhost", .port = port, .tls = tls, .user = {}, .password = {}, .ca_file = authority_file_, .hello_name = "office.test",
            .connect_timeout = std::chrono::seconds(60), .answer_timeout = std::chrono::seconds(60)};
  }
  std::string Certificate(const CertificateWish& wish = {.host = "localhost"}) {
    return folder_.File(wish.host + std::to_string(wish.to_days) + std::to_string(wish.by_authority) + ".pem", authority_.ServerPem(wish));
  }
  static SmtpEnvelope To(std::vector<std::string> recipients) { return {.from = "office@office.test", .to = std::move(recipients)}; }
  static std::string Message(const std::string& text = "Hello\n.\n..two dots\nend\n") {
    const Result<std::string> composed = ComposeMail({.from = {"", "office@office.test"}, .to = {{"", "shop@market.test"}}, .cc = {}, .reply_to = {}, .subject = "Notice",
                                                      .message_id = "<1@office.test>", .in_reply_to = {}, .references = {}, .text = text, .html = {}, .attachments = {}});
    EXPECT_TRUE(composed) << composed.error().message;
    return *composed;
  }
  static SmtpSending Send(const SmtpServer& server, const SmtpEnvelope& envelope, const std::string& message = Message()) {
    Result<SmtpSending> sending = SendMail(server, envelope, message, {});
    EXPECT_TRUE(sending) << sending.error().message;
    return sending ? std::move(*sending) : SmtpSending();
  }
  static std::vector<std::string> Taken(const SmtpTestServer& server) {
    const Result<MaildirBatch> batch = ReadNewMail(server.maildir(), 100);
    EXPECT_TRUE(batch) << batch.error().message;
    std::vector<std::string> messages;
    for (const MaildirMessage& message : batch->messages) messages.push_back(message.bytes);
    return messages;
  }

  const TemporaryFolder folder_;
  Authority authority_;
  std::string authority_file_;
};

TEST_F(SmtpTest, AMailArrivesAsItWasWritten) {
  const SmtpTestServer server({});
  const std::string message = Message();
  const SmtpSending sending = Send(At(server.port()), To({"shop@market.test", "law@market.test"}), message);
  EXPECT_EQ(sending.outcome, SmtpOutcome::kAccepted) << sending.answer.text;
  EXPECT_EQ(sending.answer.code, 250);
  EXPECT_EQ(sending.answer.text, "2.0.0 taken as number 1");
  EXPECT_TRUE(sending.refused.empty());
  EXPECT_EQ(Taken(server), std::vector<std::string>{message});
  const Result<Json> envelope = ParseJson(server.Envelopes());
  ASSERT_TRUE(envelope);
  EXPECT_EQ(JsonText(*envelope, "from"), "office@office.test");
  EXPECT_EQ(JsonTexts(*envelope, "to"), (std::vector<std::string>{"shop@market.test", "law@market.test"}));
}

TEST_F(SmtpTest, LinesThatBeginWithADotArriveAndEndNothing) {
  const SmtpTestServer server({});
  const std::string message = "Subject: dots\r\n\r\n.\r\n..\r\n.x\r\nend.\r\n.\r\n";
  EXPECT_EQ(Send(At(server.port()), To({"shop@market.test"}), message).outcome, SmtpOutcome::kAccepted);
  EXPECT_EQ(Taken(server), std::vector<std::string>{message});
}

TEST_F(SmtpTest, AMailOfTwentyMebibytesArrivesWhole) {
  const SmtpTestServer server({"--tls", "implicit", "--certificate", Certificate()});
  std::string message = "Subject: large\r\n\r\n";
  while (message.size() < 20u << 20) message += ".............................................................................\r\n";
  EXPECT_EQ(Send(At(server.port(), MailTls::kImplicit), To({"shop@market.test"}), message).outcome, SmtpOutcome::kAccepted);
  EXPECT_EQ(Taken(server), std::vector<std::string>{message});
}

TEST_F(SmtpTest, TlsAndLogIn) {
  for (const auto& [name, tls] : {std::pair<const char*, MailTls>{"starttls", MailTls::kStartTls}, {"implicit", MailTls::kImplicit}}) {
    const SmtpTestServer server({"--tls", name, "--certificate", Certificate(), "--password", "pass word\"\\"});
    SmtpServer with = At(server.port(), tls);
    with.user = "officer";
    with.password = "pass word\"\\";
    EXPECT_EQ(Send(with, To({"shop@market.test"})).outcome, SmtpOutcome::kAccepted) << name;
    const Result<Json> envelope = ParseJson(server.Envelopes());
    ASSERT_TRUE(envelope) << name;
    EXPECT_EQ(JsonText(*envelope, "user"), "officer") << name;
    EXPECT_TRUE(envelope->value("tls", false)) << name;
    with.password = "wrong";
    const SmtpSending refused = Send(with, To({"shop@market.test"}));
    EXPECT_EQ(refused.outcome, SmtpOutcome::kLater) << name << ": a wrong password does not concern the mail";
    EXPECT_EQ(refused.answer.code, 535) << name;
    EXPECT_NE(refused.answer.text.find("user or the password"), std::string::npos) << refused.answer.text;
    with.user.clear();
    const SmtpSending without = Send(with, To({"shop@market.test"}));
    EXPECT_EQ(without.outcome, SmtpOutcome::kLater) << name << without.answer.text;
    EXPECT_EQ(without.answer.code, 530) << name << without.answer.text;
    EXPECT_EQ(Taken(server).size(), 1u) << name;
  }
}

// RFC 8314, 3.1; RFC 6125: the name that was asked for must be among the certificate's.
TEST_F(SmtpTest, OnlyAValidCertificateOfThisHostGetsAMail) {
  const struct { const char* why; CertificateWish wish; } cases[] = {
      {"of another host", {.host = "other.test"}},
      {"expired", {.host = "localhost", .from_days = -30, .to_days = -1}},
      {"signed by itself", {.host = "localhost", .by_authority = false}},
  };
  for (const auto& c : cases) {
    for (const auto& [name, tls] : {std::pair<const char*, MailTls>{"starttls", MailTls::kStartTls}, {"implicit", MailTls::kImplicit}}) {
      const SmtpTestServer server({"--tls", name, "--certificate", Certificate(c.wish)});
      const SmtpSending sending = Send(At(server.port(), tls), To({"shop@market.test"}));
      EXPECT_EQ(sending.outcome, SmtpOutcome::kLater) << c.why << " " << name;
      EXPECT_NE(sending.answer.text.find("ertificate"), std::string::npos) << c.why << ": " << sending.answer.text;
      EXPECT_TRUE(Taken(server).empty()) << c.why << " " << name;
    }
  }
}

TEST_F(SmtpTest, AServerWithoutTlsIsNotSpokenToWhereTlsIsAsked) {
  const SmtpTestServer server({});
  for (const MailTls tls : {MailTls::kStartTls, MailTls::kImplicit}) {
    EXPECT_EQ(Send(At(server.port(), tls), To({"shop@market.test"})).outcome, SmtpOutcome::kLater);
  }
  EXPECT_TRUE(Taken(server).empty());
}

TEST_F(SmtpTest, RefusedRecipientsAreNamed) {
  const SmtpTestServer server({});
  const SmtpSending some = Send(At(server.port()), To({"nobody1@market.test", "shop@market.test", "grey@market.test"}));
  EXPECT_EQ(some.outcome, SmtpOutcome::kAccepted);
  ASSERT_EQ(some.refused.size(), 2u);
  EXPECT_EQ(some.refused[0].recipient, "nobody1@market.test");
  EXPECT_EQ(some.refused[0].code, 550);
  EXPECT_EQ(some.refused[0].text, "5.1.1 no such person here");
  EXPECT_EQ(some.refused[1].recipient, "grey@market.test");
  EXPECT_EQ(some.refused[1].code, 451);
  const SmtpSending none = Send(At(server.port()), To({"nobody1@market.test", "nobody2@market.test"}));
  EXPECT_EQ(none.outcome, SmtpOutcome::kRefused);
  EXPECT_EQ(none.answer.code, 550);
  EXPECT_EQ(none.refused.size(), 2u);
  EXPECT_EQ(Taken(server).size(), 1u);
}

TEST_F(SmtpTest, AGreylistedMailIsForLaterAndThenTaken) {
  const SmtpTestServer server({});
  const SmtpSending first = Send(At(server.port()), To({"grey@market.test", "nobody@market.test"}));
  EXPECT_EQ(first.outcome, SmtpOutcome::kLater);
  EXPECT_EQ(first.refused.size(), 2u);
  EXPECT_EQ(Send(At(server.port()), To({"grey@market.test"})).outcome, SmtpOutcome::kAccepted);
}

TEST_F(SmtpTest, WhatTheServerSaysOfTheMailItself) {
  const struct { const char* mode; SmtpOutcome outcome; int code; } cases[] = {
      {"refuse_data", SmtpOutcome::kRefused, 554},
      {"busy", SmtpOutcome::kLater, 452},
  };
  for (const auto& c : cases) {
    const SmtpTestServer server({"--mode", c.mode});
    const SmtpSending sending = Send(At(server.port()), To({"shop@market.test"}));
    EXPECT_EQ(sending.outcome, c.outcome) << c.mode;
    EXPECT_EQ(sending.answer.code, c.code) << c.mode;
  }
}

// Two generals: the server has the mail, and nobody can know it.
TEST_F(SmtpTest, AConnectionLostBeforeTheAnswerLeavesItUnknown) {
  for (const char* mode : {"drop_after_data", "slow_answer"}) {
    const SmtpTestServer server({"--mode", mode});
    SmtpServer with = At(server.port());
    if (std::string(mode) == "slow_answer") with.answer_timeout = std::chrono::milliseconds(1'500);
    const SmtpSending sending = Send(with, To({"shop@market.test"}));
    EXPECT_EQ(sending.outcome, SmtpOutcome::kUnknown) << mode;
    EXPECT_EQ(sending.answer.code, 0) << mode;
    EXPECT_NE(sending.answer.text.find("sent whole"), std::string::npos) << sending.answer.text;
    EXPECT_EQ(Taken(server).size(), 1u) << mode << ": it was taken indeed";
  }
}

TEST_F(SmtpTest, AConnectionLostInTheMidstOfAMailHasSentNothing) {
  const SmtpTestServer server({"--mode", "drop_in_data"});
  std::string message = "Subject: large\r\n\r\n";
  while (message.size() < 20u << 20) message += "This mail is larger than all that lies between two programs.\r\n";
  const SmtpSending sending = Send(At(server.port()), To({"shop@market.test"}), message);
  EXPECT_EQ(sending.outcome, SmtpOutcome::kLater) << sending.answer.text;
  EXPECT_TRUE(Taken(server).empty());
}

TEST_F(SmtpTest, NoServerOrASlowOneIsForLater) {
  uint16_t closed = 0;
  { closed = SmtpTestServer({}).port(); }
  const SmtpSending nobody = Send(At(closed), To({"shop@market.test"}));
  EXPECT_EQ(nobody.outcome, SmtpOutcome::kLater);
  EXPECT_EQ(nobody.answer.code, 0);
  const SmtpTestServer slow({"--mode", "slow_greeting"});
  SmtpServer with = At(slow.port());
  with.connect_timeout = std::chrono::milliseconds(500);
  EXPECT_EQ(Send(with, To({"shop@market.test"})).outcome, SmtpOutcome::kLater);
}

TEST_F(SmtpTest, AStopEndsTheWait) {
  // Before the mail's end: nothing was sent.
  {
    const SmtpTestServer server({"--mode", "slow_greeting"});
    std::stop_source stop;
    std::jthread stopper([&] { stop.request_stop(); });
    const Result<SmtpSending> sending = SendMail(At(server.port()), To({"shop@market.test"}), Message(), stop.get_token());
    ASSERT_FALSE(sending);
    EXPECT_EQ(sending.error().code, ErrorCode::kCancelled);
  }
  // After it: nobody knows.
  const SmtpTestServer server({"--mode", "slow_answer"});
  std::stop_source stop;
  std::jthread stopper([&] {
    while (server.Envelopes().empty()) std::this_thread::yield();
    stop.request_stop();
  });
  const Result<SmtpSending> sending = SendMail(At(server.port()), To({"shop@market.test"}), Message(), stop.get_token());
  ASSERT_TRUE(sending) << sending.error().message;
  EXPECT_EQ(sending->outcome, SmtpOutcome::kUnknown);
}

TEST_F(SmtpTest, WhatMustNotBeSaidIsRefused) {
  const SmtpServer fine = At(1);
  const auto server = [&](auto change) {
    SmtpServer changed = fine;
    change(changed);
    return changed;
  };
  const std::string message = Message();
  const struct { const char* why; SmtpServer server; SmtpEnvelope envelope; std::string message; ErrorCode code; } cases[] = {
      {"another machine without TLS", server([](SmtpServer& s) { s.host = "mail.market.test"; }), To({"a@b.test"}), message, ErrorCode::kInvalid},
      {"an address of another machine without TLS", server([](SmtpServer& s) { s.host = "10.0.0.1"; }), To({"a@b.test"}), message, ErrorCode::kInvalid},
      {"no port", server([](SmtpServer& s) { s.port = 0; }), To({"a@b.test"}), message, ErrorCode::kInvalid},
      {"a path in the host", server([](SmtpServer& s) { s.host = "localhost/x"; }), To({"a@b.test"}), message, ErrorCode::kInvalid},
      {"a line end in the password", server([](SmtpServer& s) { s.password = "a\r\nRCPT"; }), To({"a@b.test"}), message, ErrorCode::kInvalid},
      {"a line end in the greeting", server([](SmtpServer& s) { s.hello_name = "x\r\nMAIL"; }), To({"a@b.test"}), message, ErrorCode::kInvalid},
      {"a line end in a recipient", fine, To({"a@b.test>\r\nRCPT TO:<c@d.test"}), message, ErrorCode::kInvalid},
      {"an angle bracket in a recipient", fine, To({"a@b.test> SIZE=1"}), message, ErrorCode::kInvalid},
      {"no recipient", fine, To({}), message, ErrorCode::kInvalid},
      {"no sender", fine, {.from = "", .to = {"a@b.test"}}, message, ErrorCode::kInvalid},
      {"one recipient too many", fine, To(std::vector<std::string>(101, "a@b.test")), message, ErrorCode::kExhausted},
      {"a bare LF", fine, To({"a@b.test"}), "Subject: x\r\n\r\na\n.\nMAIL FROM:<b@c.test>\r\n", ErrorCode::kInvalid},
      {"a bare CR", fine, To({"a@b.test"}), "Subject: x\r\n\r\na\r.\r\n", ErrorCode::kInvalid},
      {"a bare CR before CRLF", fine, To({"a@b.test"}), "Subject: x\r\n\r\na\r\r\n", ErrorCode::kInvalid},
      {"NUL", fine, To({"a@b.test"}), std::string("Subject: \0\r\n", 12), ErrorCode::kInvalid},
      {"eight bits", fine, To({"a@b.test"}), "Subject: \xe5\x95\x86\r\n", ErrorCode::kInvalid},
      {"no CRLF at the end", fine, To({"a@b.test"}), "Subject: x", ErrorCode::kInvalid},
      {"a line one too long", fine, To({"a@b.test"}), std::string(999, 'x') + "\r\n", ErrorCode::kInvalid},
      {"larger than the cap", fine, To({"a@b.test"}), std::string((25u << 20) + 1, 'x'), ErrorCode::kExhausted},
  };
  for (const auto& c : cases) {
    const Result<SmtpSending> sending = SendMail(c.server, c.envelope, c.message, {});
    ASSERT_FALSE(sending) << c.why;
    EXPECT_EQ(sending.error().code, c.code) << c.why << ": " << sending.error().message;
  }
  // At the caps it goes out; there is nobody on port 1.
  EXPECT_EQ(Send(fine, To(std::vector<std::string>(100, "a@b.test")), std::string(998, 'x') + "\r\n").outcome, SmtpOutcome::kLater);
  EXPECT_EQ(Send(server([](SmtpServer& s) { s.host = "127.0.0.7"; }), To({"a@b.test"})).outcome, SmtpOutcome::kLater);
}

TEST_F(SmtpTest, AServerThatSaysOddThings) {
  const auto greet = [](ScriptedServer::Line& line) {
    line.Write("220 mail.test\r\n");
    line.Read();
    line.Write("250 mail.test\r\n");
  };
  const struct { const char* why; std::function<void(ScriptedServer::Line&)> after_greeting; SmtpOutcome outcome; int code; } cases[] = {
      {"no SMTP", [](auto& line) { line.Read(); line.Write("HTTP/1.1 400 Bad\r\n"); line.Read(); }, SmtpOutcome::kLater, 0},
      {"a line without an end", [](auto& line) { line.Read(); line.Write(std::string(100'000, '2')); line.Read(); }, SmtpOutcome::kLater, 0},
      {"an answer without an end", [](auto& line) { line.Read(); for (int i = 0; i < 1'000; ++i) line.Write("250-more\r\n"); line.Read(); }, SmtpOutcome::kLater, 0},
      {"closing down", [](auto& line) { line.Read(); line.Write("421 4.3.2 going down\r\n"); line.Read(); }, SmtpOutcome::kLater, 421},
      {"no sender of ours", [](auto& line) { line.Read(); line.Write("553 5.7.1 sender not owned\r\n"); line.Read(); }, SmtpOutcome::kRefused, 553},
      {"DATA taken without a mail", [](auto& line) { for (int i = 0; i < 3; ++i) { line.Read(); line.Write("250 fine\r\n"); } line.Read(); }, SmtpOutcome::kLater, 250},
      {"several lines, escape codes", [](auto& line) { line.Read(); line.Write("550-first \x1b[31m\r\n550 second \xff\r\n"); line.Read(); }, SmtpOutcome::kRefused, 550},
  };
  for (const auto& c : cases) {
    ScriptedServer server([&](ScriptedServer::Line& line) {
      greet(line);
      c.after_greeting(line);
    });
    const SmtpSending sending = Send(At(server.port()), To({"shop@market.test"}));
    EXPECT_EQ(sending.outcome, c.outcome) << c.why << ": " << sending.answer.text;
    EXPECT_EQ(sending.answer.code, c.code) << c.why << ": " << sending.answer.text;
    if (c.code == 550) {
      EXPECT_EQ(sending.answer.text, "first  [31m second \xef\xbf\xbd");
    }
  }
  ScriptedServer chatty([&](ScriptedServer::Line& line) {
    greet(line);
    for (int i = 0; i < 2; ++i) {
      line.Read();
      line.Write("250 fine\r\n");
    }
    line.Read();
    line.Write("354 go on\r\n");
    while (line.Read() != ".") {}
    line.Write("354 go on for ever\r\n");
    line.Read();
  });
  EXPECT_EQ(Send(At(chatty.port()), To({"shop@market.test"})).outcome, SmtpOutcome::kUnknown);
}

}  // namespace
}  // namespace markwarden
