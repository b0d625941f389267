// Reading a mailbox of a real Dovecot, and of servers that lie.
#include "core/net/imap.h"

#include <gtest/gtest.h>

#include <csignal>

#include "tests/guards/certificates.h"
#include "tests/net/mail_servers.h"

namespace markwarden {
namespace {

class ImapTest : public testing::Test {
 protected:
  ImapTest() {
    std::signal(SIGPIPE, SIG_IGN);
    authority_file_ = folder_.File("authority.pem", authority_.Pem());
  }
  ImapServer At(uint16_t port, MailTls tls) const {
    return {.host = "localhost", .port = port, .tls = tls, .user = "officer", .password = "secret", .ca_file = authority_file_, .hello_name = {},
            .connect_timeout = std::chrono::seconds(60), .answer_timeout = std::chrono::seconds(60)};
  }
  static ImapBatch Fetch(const ImapServer& server, const ImapPosition& from, size_t max = 100) {
    Result<ImapBatch> batch = FetchNewMail(server, from, max, {});
    EXPECT_TRUE(batch) << batch.error().message;
    return batch ? std::move(*batch) : ImapBatch();
  }

  const TemporaryFolder folder_;
  Authority authority_;
  std::string authority_file_;
};

// What would end the literal, or the command, for a reader that looks for lines.
constexpr const char* kTrap = "Subject: trap\r\n\r\nA001 OK done\r\nA004 BAD no\r\n+ go on\r\n* BYE\r\n* 1 FETCH (UID 99 BODY[] {3}\r\nabc)\r\n)\r\nm1 OK\r\nend\r\n";

TEST_F(ImapTest, NewMailComesByUidAndStaysUnseen) {
  const DovecotServer dovecot(authority_.ServerPem({.host = "localhost"}));
  const std::string first = "Subject: first\r\n\r\nhello\r\n", large = "Subject: large\r\n\r\n" + std::string(3u << 20, 'x') + "\r\n";
  dovecot.Deliver("1001.a.test", first);
  dovecot.Deliver("1002.b.test", kTrap);
  dovecot.Deliver("1003.c.test", large);
  const ImapServer server = At(dovecot.tls_port(), MailTls::kImplicit);
  const ImapBatch two = Fetch(server, {}, 2);
  ASSERT_EQ(two.messages.size(), 2u) << dovecot.Log();
  EXPECT_EQ(two.messages[0].bytes, first);
  EXPECT_EQ(two.messages[1].bytes, kTrap);
  EXPECT_TRUE(two.more);
  EXPECT_FALSE(two.started_anew);
  EXPECT_FALSE(two.broken_off);
  EXPECT_NE(two.position.uidvalidity, 0u);
  EXPECT_EQ(two.position.last_uid, two.messages[1].uid);
  const ImapBatch rest = Fetch(server, two.position);
  ASSERT_EQ(rest.messages.size(), 1u);
  EXPECT_EQ(rest.messages[0].bytes, large);
  EXPECT_FALSE(rest.more);
  const ImapBatch none = Fetch(server, rest.position);
  EXPECT_TRUE(none.messages.empty());
  EXPECT_EQ(none.position, rest.position);
  dovecot.Deliver("1004.d.test", "Subject: fourth\r\n\r\n");
  const ImapBatch again = Fetch(At(dovecot.port(), MailTls::kStartTls), none.position);
  ASSERT_EQ(again.messages.size(), 1u);
  EXPECT_EQ(again.messages[0].bytes, "Subject: fourth\r\n\r\n");
  // A Maildir's flags are in its files' names: "S" after ":2," means seen.
  size_t files = 0;
  for (const char* sub : {"new", "cur"}) {
    for (const auto& entry : std::filesystem::directory_iterator(dovecot.maildir() / sub)) {
      ++files;
      const std::string name = entry.path().filename();
      EXPECT_EQ(name.substr(std::min(name.find(":2,"), name.size())).find('S'), std::string::npos) << name;
    }
  }
  EXPECT_EQ(files, 4u);
}

// RFC 3501, 2.3.1.1: UIDs of another UIDVALIDITY mean nothing.
TEST_F(ImapTest, AMailboxNumberedAnewIsReadFromItsBeginning) {
  const DovecotServer dovecot(authority_.ServerPem({.host = "localhost"}));
  dovecot.Deliver("1001.a.test", "Subject: first\r\n\r\n");
  const ImapServer server = At(dovecot.tls_port(), MailTls::kImplicit);
  const ImapPosition now = Fetch(server, {}).position;
  const ImapBatch anew = Fetch(server, {.uidvalidity = now.uidvalidity - 1, .last_uid = 4'000'000'000});
  EXPECT_TRUE(anew.started_anew);
  EXPECT_EQ(anew.messages.size(), 1u);
  EXPECT_EQ(anew.position, now);
}

// The cap: 25 MiB.
TEST_F(ImapTest, AMessageAtTheCapComesAndOneByteMoreIsLeftOut) {
  const DovecotServer dovecot(authority_.ServerPem({.host = "localhost"}));
  std::string message = "Subject: large\r\n\r\n";
  while (message.size() + 80 <= kMaxImapMessageBytes) message += std::string(78, 'x') + "\r\n";
  message += std::string(kMaxImapMessageBytes - 2 - message.size(), 'x') + "\r\n";
  ASSERT_EQ(message.size(), kMaxImapMessageBytes);
  dovecot.Deliver("1001.a.test", message);
  dovecot.Deliver("1002.b.test", "x" + message);
  dovecot.Deliver("1003.c.test", "Subject: small\r\n\r\n");
  const ImapBatch batch = Fetch(At(dovecot.tls_port(), MailTls::kImplicit), {});
  ASSERT_EQ(batch.messages.size(), 2u);
  EXPECT_EQ(batch.messages[0].bytes.size(), kMaxImapMessageBytes);
  EXPECT_EQ(batch.messages[1].bytes, "Subject: small\r\n\r\n");
  ASSERT_EQ(batch.left_out.size(), 1u);
  EXPECT_EQ(batch.left_out[0].why, "it is larger than 25 MiB");
  EXPECT_EQ(batch.left_out[0].beginning.size(), kKeptOfLargeMail) << "its head tells whose it is";
  EXPECT_EQ(batch.position.last_uid, batch.messages[1].uid);
}

TEST_F(ImapTest, LogInFolderAndCertificate) {
  const DovecotServer dovecot(authority_.ServerPem({.host = "localhost"}));
  ImapServer server = At(dovecot.tls_port(), MailTls::kImplicit);
  const Result<ImapBatch> folder = FetchNewMail(server, {}, 10, {}, "No \"such\" \\ folder");
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().code, ErrorCode::kNotFound) << folder.error().message;
  server.password = "wrong";
  const Result<ImapBatch> denied = FetchNewMail(server, {}, 10, {});
  ASSERT_FALSE(denied);
  EXPECT_EQ(denied.error().code, ErrorCode::kDenied) << denied.error().message;
  const DovecotServer other(authority_.ServerPem({.host = "other.test"}));
  for (const ImapServer& wrong : {At(other.tls_port(), MailTls::kImplicit), At(other.port(), MailTls::kStartTls)}) {
    const Result<ImapBatch> batch = FetchNewMail(wrong, {}, 10, {});
    ASSERT_FALSE(batch);
    EXPECT_EQ(batch.error().code, ErrorCode::kUnavailable) << batch.error().message;
    EXPECT_EQ(other.Log().find("Login: user"), std::string::npos) << "no password for a server that cannot prove its name";
  }
}

TEST_F(ImapTest, WhatMustNotBeSaidIsRefused) {
  const auto changed = [&](auto change) {
    ImapServer server = At(1, MailTls::kNone);
    change(server);
    return server;
  };
  const struct { const char* why; ImapServer server; std::string folder; } cases[] = {
      {"another machine without TLS", changed([](ImapServer& s) { s.host = "mail.test"; }), "INBOX"},
      {"no user", changed([](ImapServer& s) { s.user.clear(); }), "INBOX"},
      {"a line end in the user", changed([](ImapServer& s) { s.user = "a\r\nb"; }), "INBOX"},
      {"a line end in the folder", changed([](ImapServer&) {}), "INBOX\r\nx DELETE INBOX"},
      {"a folder beyond ASCII", changed([](ImapServer&) {}), "收件箱"},
      {"no folder", changed([](ImapServer&) {}), ""},
  };
  for (const auto& c : cases) {
    const Result<ImapBatch> batch = FetchNewMail(c.server, {}, 10, {}, c.folder);
    ASSERT_FALSE(batch) << c.why;
    EXPECT_EQ(batch.error().code, ErrorCode::kInvalid) << c.why;
  }
}

// Answers a session: what `answer` gives for a command's name ("EXAMINE", "SEARCH", "FETCH"), then the tagged OK.  What
// begins with "!" is sent alone.
ScriptedServer Lying(std::function<std::string(const std::string& command, const std::string& line)> answer) {
  return ScriptedServer([answer = std::move(answer)](ScriptedServer::Line& line) {
    line.Write("* OK IMAP4rev1 ready\r\n");
    for (std::string said = line.Read(); !said.empty(); said = line.Read()) {
      const std::string tag = said.substr(0, said.find(' '));
      std::string text;
      for (const char* command : {"EXAMINE", "SEARCH", "FETCH"}) {
        if (said.find(command) != std::string::npos) text = answer(command, said);
      }
      if (said.find("CAPABILITY") != std::string::npos) text = "* CAPABILITY IMAP4rev1\r\n";
      if (said.find(" ID ") != std::string::npos) {
        line.Write(tag + " BAD what\r\n");
      } else if (text.starts_with('!')) {
        line.Write(text.substr(1));
      } else {
        line.Write(text + tag + " OK done\r\n");
      }
    }
  });
}

TEST_F(ImapTest, AServerThatLies) {
  const std::string opened = "* OK [UIDVALIDITY 7] valid\r\n", found = "* SEARCH 3 4\r\n";
  const struct { const char* why; std::string examine, search, fetch; ErrorCode code; } cases[] = {
      {"no UIDVALIDITY", "* 3 EXISTS\r\n", found, "", ErrorCode::kUnsupported},
      {"a literal larger than asked for", opened, found, "* 1 FETCH (UID 3 BODY[]<0> {99999999}\r\nabc", ErrorCode::kExhausted},
      {"many literals", opened, found, "* 1 FETCH (UID 3 X {20000000}\r\n" + std::string(20'000'000, 'x') + " BODY[] {20000000}\r\n", ErrorCode::kExhausted},
      {"a line without an end", "!" + std::string(9u << 20, 'x'), found, "", ErrorCode::kExhausted},
      {"another word than OK", "!m1 MAYBE\r\n", found, "", ErrorCode::kUnavailable},
      {"good-bye", opened, "* BYE no more\r\n", "", ErrorCode::kUnavailable},
  };
  for (const auto& c : cases) {
    ScriptedServer server = Lying([&](const std::string& command, const std::string&) { return command == "EXAMINE" ? c.examine : command == "SEARCH" ? c.search : c.fetch; });
    ImapServer with = At(server.port(), MailTls::kNone);
    if (c.code == ErrorCode::kUnavailable) with.answer_timeout = std::chrono::milliseconds(1'500);
    const Result<ImapBatch> batch = FetchNewMail(with, {}, 10, {});
    ASSERT_FALSE(batch) << c.why;
    EXPECT_EQ(batch.error().code, c.code) << c.why << ": " << batch.error().message;
  }
}

TEST_F(ImapTest, FormsOfAnswersAndWhatIsGoneMeanwhile) {
  ScriptedServer server = Lying([](const std::string& command, const std::string& line) -> std::string {
    if (command == "EXAMINE") return "* ok [uidvalidity 7] valid\r\n";
    if (command == "SEARCH") return "* SEARCH 9 3 4 5 6 7 2 99999999999 x\r\n* 5 EXISTS\r\n* SEARCH 8 3\r\n";
    const auto asked = [&](int uid) { return line.find("FETCH " + std::to_string(uid) + " ") != std::string::npos; };
    if (asked(3)) return "* 1 FETCH (FLAGS (\\Seen) UID 3 BODY[]<0> \"a \\\"quoted\\\" one\")\r\n";
    if (asked(4)) return "";  // expunged
    if (asked(5)) return "* 2 FETCH (BODY[]<0> {5}\r\na\r\nb\r UID 5)\r\n* 3 FETCH (UID 6 FLAGS ())\r\n";
    if (asked(6)) return "* 2 FETCH (UID 5 BODY[]<0> {5}\r\nother)\r\n";  // of another
    if (asked(7)) return "* 4 FETCH (UID 7 X-NOTE {4}\r\nnote BODY[]<0> NIL)\r\n";
    if (asked(8)) return "!" + line.substr(0, line.find(' ')) + " NO not this one\r\n";
    return "* 4 FETCH (UID 9 X-NOTE {4}\r\nnote BODY[]<0> {4}\r\nbody)\r\n";
  });
  const ImapBatch batch = Fetch(At(server.port(), MailTls::kNone), {.uidvalidity = 7, .last_uid = 2});
  std::vector<std::pair<uint32_t, std::string>> got;
  for (const ImapMessage& message : batch.messages) got.emplace_back(message.uid, message.bytes);
  EXPECT_EQ(got, (std::vector<std::pair<uint32_t, std::string>>{{3, "a \"quoted\" one"}, {5, "a\r\nb\r"}, {7, ""}, {9, "body"}}));
  ASSERT_EQ(batch.left_out.size(), 1u);
  EXPECT_EQ(batch.left_out[0].uid, 8u);
  EXPECT_EQ(batch.position.last_uid, 9u);
}

TEST_F(ImapTest, WhatCameBeforeABreakStands) {
  ScriptedServer server = Lying([](const std::string& command, const std::string& line) -> std::string {
    if (command == "EXAMINE") return "* OK [UIDVALIDITY 7] valid\r\n";
    if (command == "SEARCH") return "* SEARCH 3 4\r\n";
    return line.find("FETCH 3 ") != std::string::npos ? "* 1 FETCH (UID 3 BODY[]<0> {3}\r\nabc)\r\n" : "* BYE too much\r\n";
  });
  const ImapBatch batch = Fetch(At(server.port(), MailTls::kNone), {});
  ASSERT_EQ(batch.messages.size(), 1u);
  EXPECT_EQ(batch.position, (ImapPosition{.uidvalidity = 7, .last_uid = 3}));
  ASSERT_TRUE(batch.broken_off);
  EXPECT_EQ(batch.broken_off->code, ErrorCode::kUnavailable);
}

TEST_F(ImapTest, AStopEndsTheWait) {
  std::stop_source stop;
  ScriptedServer server = Lying([&](const std::string& command, const std::string&) -> std::string {
    if (command == "EXAMINE") return "* OK [UIDVALIDITY 7] valid\r\n";
    stop.request_stop();
    return "!* SEARCH";
  });
  const Result<ImapBatch> batch = FetchNewMail(At(server.port(), MailTls::kNone), {}, 10, stop.get_token());
  ASSERT_FALSE(batch);
  EXPECT_EQ(batch.error().code, ErrorCode::kCancelled);
}

}  // namespace
}  // namespace markwarden
