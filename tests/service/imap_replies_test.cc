// Replies out of a real IMAP mailbox, through the pass: each kind is filed where it belongs, once.
#include "service/replies.h"

#include "core/maildir.h"
#include "core/net/imap.h"
#include "service/mail_settings.h"
#include "tests/guards/certificates.h"
#include "tests/net/mail_servers.h"
#include "tests/service/outbox_fixture.h"

namespace markwarden {
namespace {

class ImapRepliesTest : public OutboxFixture {
 protected:
  void SetUp() override {
    OutboxFixture::SetUp();
    dovecot_.emplace(authority_.ServerPem({.host = "localhost"}));
    const std::filesystem::path store = service_->store().dir();
    Private(store / "mail-password", "secret\n");
    Private(store / "authority.pem", authority_.Pem());
    Private(store / "mail.yaml", "from: {address: ipr@bureau.test}\nsmtp: {host: 127.0.0.1, port: " + std::to_string(smtp_.port()) + ", tls: none}\nreplies:\n  imap: {host: localhost, port: " +
                                     std::to_string(dovecot_->tls_port()) + ", tls: tls, user: officer, password_file: mail-password, ca_file: " + (store / "authority.pem").string() + "}\n");
  }
  static void Private(const std::filesystem::path& file, const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
    std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }
  // A turn in which the mailbox is looked at.
  MailTotals Read() {
    Sql("UPDATE mailbox_position SET position = json_remove(position, '$.looked_at')");
    const auto totals = MailPass(*service_, {});
    EXPECT_TRUE(totals) << totals.error().message;
    return totals ? *totals : MailTotals{};
  }
  Json Messages(Id notice) {
    const auto page = ListReplies(*service_, officer_, notice);
    EXPECT_TRUE(page) << page.error().message;
    return page ? (*page)["items"] : Json::array();
  }
  std::map<std::string, int> Kinds(Id notice) {
    std::map<std::string, int> kinds;
    for (const Json& message : Messages(notice)) ++kinds[JsonText(message, "kind")];
    return kinds;
  }

  Authority authority_;
  SmtpTestServer smtp_{{}};
  std::optional<DovecotServer> dovecot_;
};

TEST_F(ImapRepliesTest, EachKindIsFiledOnce) {
  const Id notice = Released();
  const Id delivery = MustPut(notice, "email");
  ASSERT_EQ(Pass().accepted, 1) << Shown(delivery);
  const std::string id = JsonText(Shown(delivery), "message_id");
  const std::string from = "From: Desk <ipr@shopx.test>\r\nTo: ipr@bureau.test\r\nDate: Fri, 27 Nov 2026 10:00:00 +0800\r\n";
  dovecot_->Deliver("1001.a.test", from + "Message-ID: <1@shopx.test>\r\nIn-Reply-To: " + id + "\r\nAuto-Submitted: auto-replied\r\nSubject: received\r\n\r\nWe have received your notice.\r\n");
  // RFC 3464.
  dovecot_->Deliver("1002.b.test",
                    "From: MAILER-DAEMON@mx.test\r\nReturn-Path: <>\r\nMessage-ID: <2@mx.test>\r\nSubject: failed\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; "
                    "boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nIt failed.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.test\r\n\r\n"
                    "Final-Recipient: rfc822; ipr@shopx.test\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
                    "Message-ID: " + id + "\r\nSubject: x\r\n\r\n--b--\r\n");
  dovecot_->Deliver("1003.c.test", "From: a@b.test\r\nMessage-ID: <3@b.test>\r\nSubject: hello\r\n\r\nWho are you?\r\n");
  // One byte too large: what is a reply is filed as one, with its beginning.
  std::string large = from + "Message-ID: <4@shopx.test>\r\nIn-Reply-To: " + id + "\r\nSubject: our files\r\n\r\nWe refuse, see below.\r\n";
  large += std::string(kMaxImapMessageBytes + 1 - large.size(), 'x');
  dovecot_->Deliver("1004.d.test", large);

  const MailTotals first = Read();
  EXPECT_EQ(first.why_not, "") << dovecot_->Log();
  EXPECT_EQ(first.taken, 4);
  EXPECT_EQ(Kinds(notice), (std::map<std::string, int>{{"auto_reply", 1}, {"bounce", 1}, {"reply", 1}})) << Messages(notice).dump();
  EXPECT_EQ(Kinds(0), (std::map<std::string, int>{{"unknown", 1}}));
  EXPECT_EQ(Shown(delivery)["state"], "bounced");
  for (const auto& [kind, tasks] : std::map<std::string, size_t>{{"reply", 1}, {"bounce", 1}, {"unknown_reply", 1}, {"auto_reply", 0}}) EXPECT_EQ(Tasks(kind).size(), tasks) << kind;
  for (const Json& message : Messages(notice)) {
    if (message["kind"] != "reply") continue;
    EXPECT_EQ(message["subject"], "our files");
    ASSERT_TRUE(message["said"].is_object()) << message;
    EXPECT_EQ(message["said"]["code"], "message.too_large");
    EXPECT_NE(JsonText(message["said"]["text"], "zh").find("25 MiB"), std::string::npos);
    EXPECT_NE(JsonText(message, "text").find("We refuse, see below."), std::string::npos) << "what it says is read";
  }

  // A second look at the same mailbox, and one after the server has numbered it anew: nothing twice.
  EXPECT_EQ(Read().taken, 0);
  Sql("UPDATE mailbox_position SET position = json_set(position, '$.last_uid', 0, '$.uidvalidity', 7)");
  EXPECT_EQ(Read().taken, 0);
  EXPECT_EQ(Messages(notice).size(), 3u);
  EXPECT_EQ(Messages(0).size(), 1u);
  EXPECT_EQ(Events("message.received"), 4u);
  EXPECT_EQ(Events("notice.bounced"), 1u);
  for (const char* kind : {"reply", "bounce", "unknown_reply"}) EXPECT_EQ(Tasks(kind).size(), 1u) << kind;

  // What came meanwhile is taken alone.
  dovecot_->Deliver("1005.e.test", from + "Message-ID: <5@shopx.test>\r\nSubject: Re: [MW-" + IdToString(notice) + "] done\r\n\r\nDone.\r\n");
  EXPECT_EQ(Read().taken, 1);
  EXPECT_EQ(Kinds(notice)["reply"], 2);
}

TEST_F(ImapRepliesTest, AMailboxThatCannotBeReadIsSaidAndTriedAgain) {
  Private(service_->store().dir() / "mail-password", "wrong\n");
  EXPECT_NE(Read().why_not.find("replies cannot be read"), std::string::npos);
  Private(service_->store().dir() / "mail-password", "secret\n");
  dovecot_->Deliver("1001.a.test", "From: a@b.test\r\nMessage-ID: <1@b.test>\r\nSubject: hello\r\n\r\nhello\r\n");
  EXPECT_EQ(Read().taken, 1);
}

}  // namespace
}  // namespace markwarden
