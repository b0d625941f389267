// Notices by mail, over a real mail server, and what comes back.
#include "service/replies.h"

#include "core/base64.h"
#include "core/formats/mail_parse.h"
#include "service/content.h"
#include "service/mail_settings.h"
#include "tests/net/mail_servers.h"
#include "tests/service/outbox_fixture.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;

class RepliesTest : public OutboxFixture {
 protected:
  void SetUp() override {
    OutboxFixture::SetUp();
    for (const char* part : {"new", "cur", "tmp"}) fs::create_directories(Maildir() / part);
  }
  fs::path Maildir() const { return dir_ / "replies"; }
  void MailYaml(uint16_t port, const std::string& more = "") {
    std::ofstream(service_->store().dir() / "mail.yaml")
        << "from: {address: ipr@bureau.test, name: 知识产权科}\nsmtp: {host: 127.0.0.1, port: " << port << ", tls: none}\nreplies: {maildir: " << Maildir().string() << "}\n" << more;
  }
  void Arrive(const std::string& name, const std::string& bytes) { std::ofstream(Maildir() / "new" / name, std::ios::binary) << bytes; }
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
  static std::string ReadWhole(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }
};

TEST_F(RepliesTest, ANoticeGoesOutByMail) {
  SmtpTestServer server({});
  MailYaml(server.port());
  const Id notice = Released();
  const Id delivery = MustPut(notice, "email");
  EXPECT_EQ(Pass().accepted, 1);
  const std::string bytes = ReadWhole(server.maildir() / "new" / "001");
  EXPECT_EQ(Sha256Hex(bytes), JsonText(Shown(delivery), "body_sha256")) << "the very bytes that were put in";
  const auto mail = ParseMail(bytes, {.attachment_bytes = true, .decoder = {}});
  ASSERT_TRUE(mail) << mail.error().message;
  EXPECT_EQ(mail->from.address, "ipr@bureau.test");
  ASSERT_EQ(mail->to.size(), 1u);
  EXPECT_EQ(mail->to[0].address, "ipr@shopx.test");
  EXPECT_TRUE(mail->subject.starts_with("[MW-" + IdToString(notice) + "] ")) << mail->subject;
  EXPECT_EQ(mail->message_id, JsonText(Shown(delivery), "message_id"));
  EXPECT_NE(mail->text.find("https://shopx.example/item/1"), std::string::npos);
  ASSERT_EQ(mail->attachments.size(), 3u);
  EXPECT_EQ(mail->attachments[0].sha256, JsonText(Notice(notice), "pdf_sha256"));
  EXPECT_EQ(mail->attachments[1].sha256, JsonText(Notice(notice), "html_sha256"));
  EXPECT_EQ((*ParseJson(mail->attachments[2].bytes))["id"], IdToString(notice));
  EXPECT_EQ(Notice(notice)["sending"]["channel"], "email");
  EXPECT_EQ(State(notice), "sent");

  ASSERT_TRUE(ActOnNotice(*service_, officer_, notice, {.act = "withdraw", .reason = "the seller is authorised"}));
  EXPECT_EQ(Pass().accepted, 0) << "a minute between two mails to one address";
  Sql("UPDATE delivery SET accepted_at = accepted_at - 120");
  EXPECT_EQ(Pass().accepted, 1);
  const auto told = ParseMail(ReadWhole(server.maildir() / "new" / "002"));
  ASSERT_TRUE(told);
  EXPECT_EQ(told->in_reply_to, mail->message_id);
  EXPECT_NE(told->text.find("the seller is authorised"), std::string::npos) << told->text;
}

TEST_F(RepliesTest, AMailServersNoAndNotNow) {
  SmtpTestServer server({});
  MailYaml(server.port());
  const auto fields = [](const std::string& email) {
    Json json = *ParseJson(kNoticeFields);
    json["recipient"]["email"] = email;
    return json.dump();
  };
  const Id refused = MustPut(Released(fields("nobody@shopx.test")), "email");
  EXPECT_EQ(Pass().refused, 1);
  EXPECT_NE(JsonText(Shown(refused), "last_answer").find("550"), std::string::npos) << Shown(refused);
  EXPECT_EQ(Tasks("delivery_refused").size(), 1u);
  Sql("UPDATE notice SET state = 'closed'");
  const Id later = MustPut(Released(fields("grey@elsewhere.test")), "email");
  EXPECT_EQ(Pass().put_off, 1);
  Due(later);
  EXPECT_EQ(Pass().accepted, 1) << "the same mail a minute later";
  EXPECT_EQ(Shown(later)["state"], "accepted");
}

TEST_F(RepliesTest, AMailWhoseAnswerWasLostIsNotSentTwice) {
  SmtpTestServer server({"--mode", "drop_after_data"});
  MailYaml(server.port());
  const Id notice = Released();
  const Id delivery = MustPut(notice, "email");
  EXPECT_EQ(Pass().unknown, 1);
  EXPECT_EQ(Shown(delivery)["state"], "unknown");
  EXPECT_EQ(Tasks("delivery_unknown").size(), 1u);
  Due(delivery);
  EXPECT_EQ(Pass().accepted, 0);
  EXPECT_FALSE(fs::exists(server.maildir() / "new" / "002"));
}

// What pages and people write into names does not become a head of the mail, and no second recipient.
TEST_F(RepliesTest, NamesDoNotBecomeHeads) {
  SmtpTestServer server({});
  MailYaml(server.port());
  const struct { const char* field; const char* value; } cases[] = {
      {"/recipient/name", "Shop X\r\nBcc: all@evil.test"}, {"/recipient/name", "Shop\nX"}, {"/recipient/email", "ipr@shopx.test\r\nRCPT TO:<all@evil.test>"},
      {"/recipient/email", "ipr@shopx.test, all@evil.test"}, {"/recipient/email", "all"}, {"/recipient/email", "<ipr@shopx.test>"}};
  for (const auto& c : cases) {
    Json fields = *ParseJson(kNoticeFields);
    fields[Json::json_pointer(c.field)] = c.value;
    const Id notice = Released(fields.dump());
    const auto put = Put(notice, "email");
    ASSERT_FALSE(put) << c.value;
    EXPECT_EQ(put.error().code, ErrorCode::kInvalid) << put.error().message;
    EXPECT_EQ(put.error().message.find_first_of("\r\n"), std::string::npos) << "one line";
    EXPECT_EQ(State(notice), "approved");
    Sql("UPDATE notice SET state = 'closed'");
  }
  EXPECT_EQ(Pass().accepted, 0);
}

class HostileSellerTest : public RepliesTest {
 protected:
  std::string Listings() const override {
    return R"({"url":"https://shopx.example/item/1","platform":"shopx","item_id":"1","title":"Z.e.l.l.v.o.r.a 运动鞋 高仿 1:1","price":{"amount":"99.00","currency":"CNY"},"category":["鞋"],)"
           R"("seller":{"name":"Night\r\nBcc: all@evil.test\r\n\r\n{{/id}} \",\"x\":\"","id":"s1"}})" "\n";
  }
};

TEST_F(HostileSellerTest, ASellersNameStaysAName) {
  SmtpTestServer server({});
  MailYaml(server.port());
  const Id notice = Released();
  MustPut(notice, "email");
  EXPECT_EQ(Pass().accepted, 1);
  const auto envelopes = ParseJson(server.Envelopes());
  ASSERT_TRUE(envelopes) << server.Envelopes();
  EXPECT_EQ((*envelopes)["to"], Json::array({"ipr@shopx.test"}));
  const std::string bytes = ReadWhole(server.maildir() / "new" / "001");
  EXPECT_EQ(bytes.substr(0, bytes.find("\r\n\r\n")).find("evil"), std::string::npos);
  Sql("UPDATE notice SET state = 'closed'");
  const Id other = Released();
  MustPut(other);
  EXPECT_EQ(Pass().accepted, 1);
  const auto body = ParseJson(desk_.requests().back().body);
  ASSERT_TRUE(body);
  EXPECT_EQ(body->size(), 2u);
  EXPECT_EQ((*body)["items"][0].size(), 2u);
}

TEST_F(RepliesTest, WhatComesBackFindsItsNotice) {
  SmtpTestServer server({});
  MailYaml(server.port());
  const Id notice = Released();
  const Id delivery = MustPut(notice, "email");
  EXPECT_EQ(Pass().accepted, 1);
  const std::string id = JsonText(Shown(delivery), "message_id"), number = IdToString(notice);
  const std::string from = "From: Desk <ipr@shopx.test>\r\nTo: ipr@bureau.test\r\nDate: Fri, 27 Nov 2026 10:00:00 +0800\r\n";
  Arrive("1.answer", from + "Message-ID: <1@shopx.test>\r\nIn-Reply-To: " + id + "\r\nSubject: Re: your notice\r\n\r\nWe look at it.\r\n");
  Arrive("2.thread", from + "Message-ID: <2@shopx.test>\r\nReferences: <x@y.test> " + id + "\r\nSubject: more\r\n\r\nMore.\r\n");
  Arrive("3.number", from + "Message-ID: <3@shopx.test>\r\nSubject: =?utf-8?B?" + ToBase64("回复: [MW-" + number + "] 已处理") + "?=\r\n\r\nDone.\r\n");
  Arrive("4.number", from + "Message-ID: <4@shopx.test>\r\nSubject: Re: [MW-" + number + "] done\r\n\r\nDone.\r\n");
  Arrive("5.holiday", from + "Message-ID: <5@shopx.test>\r\nIn-Reply-To: " + id + "\r\nAuto-Submitted: auto-replied\r\nSubject: away\r\n\r\nOn holiday.\r\n");
  Arrive("6.other", "From: a@b.test\r\nMessage-ID: <6@b.test>\r\nSubject: hello\r\n\r\nIs this [MW-" + number + "]?\r\n");
  Arrive("7.foreign", from + "Message-ID: <7@shopx.test>\r\nSubject: [MW-1]\r\n\r\nNo such number.\r\n");
  Arrive("8.garbage", std::string("\0\1\2\3", 4));
  EXPECT_EQ(Read().taken, 8);
  std::map<std::string, int> kinds;
  for (const Json& message : Messages(notice)) ++kinds[JsonText(message, "kind")];
  EXPECT_EQ(kinds["reply"], 4) << Messages(notice).dump();
  EXPECT_EQ(kinds["auto_reply"], 1);
  EXPECT_EQ(Messages(0).size(), 3u);
  EXPECT_EQ(Tasks("reply").size(), 4u);
  EXPECT_EQ(Tasks("unknown_reply").size(), 3u);
  EXPECT_EQ(Tasks("auto_reply").size(), 0u);
  // The same bytes under another name, and the same files moved as readers move them: nothing new.
  Arrive("9.again", from + "Message-ID: <1@shopx.test>\r\nIn-Reply-To: " + id + "\r\nSubject: Re: your notice\r\n\r\nWe look at it.\r\n");
  fs::rename(Maildir() / "new" / "2.thread", Maildir() / "cur" / "2.thread:2,S");
  EXPECT_EQ(Read().taken, 0);
  EXPECT_EQ(Messages(notice).size(), 5u);
  EXPECT_EQ(Tasks("reply").size(), 4u);
  const auto soon = MailPass(*service_, {});
  ASSERT_TRUE(soon);
  EXPECT_EQ(soon->taken, 0) << "a minute between two looks";
}

// RFC 3464: the mail server took it and could not deliver it after all.
TEST_F(RepliesTest, ABounceMarksItsDelivery) {
  SmtpTestServer server({});
  MailYaml(server.port());
  const Id notice = Released();
  const Id delivery = MustPut(notice, "email");
  EXPECT_EQ(Pass().accepted, 1);
  Arrive("1.bounce",
         "From: MAILER-DAEMON@mx.test\r\nReturn-Path: <>\r\nMessage-ID: <b@mx.test>\r\nSubject: failed\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n"
         "--b\r\nContent-Type: text/plain\r\n\r\nIt failed.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.test\r\n\r\nFinal-Recipient: rfc822; ipr@shopx.test\r\n"
         "Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: " +
             JsonText(Shown(delivery), "message_id") + "\r\nSubject: x\r\n\r\n--b--\r\n");
  EXPECT_EQ(Read().taken, 1);
  EXPECT_EQ(Shown(delivery)["state"], "bounced");
  EXPECT_NE(JsonText(Shown(delivery), "last_answer").find("no such user"), std::string::npos) << Shown(delivery);
  EXPECT_EQ(State(notice), "sent") << "that it went out stays true";
  EXPECT_EQ(Events("notice.bounced"), 1u);
  EXPECT_EQ(Tasks("bounce").size(), 1u);
  EXPECT_EQ(Messages(notice)[0]["kind"], "bounce");
}

TEST_F(RepliesTest, WhatMailYamlMayNotSay) {
  const auto settings = [&](const std::string& yaml, int mode = 0600) {
    const fs::path file = service_->store().dir() / "mail.yaml";
    fs::remove(file);
    std::ofstream(file) << yaml;
    fs::permissions(file, static_cast<fs::perms>(mode));
    const auto shown = ShowMailSettings(*service_, head_);
    EXPECT_TRUE(shown) << shown.error().message;
    return (*shown)["ok"] == true ? std::string("ok") : JsonText(*shown, "why");
  };
  const std::string from = "from: {address: a@b.test}\n", smtp = "smtp: {host: mx.test}\n";
  EXPECT_EQ(settings(from + smtp), "ok");
  EXPECT_EQ(settings(from + smtp, 0644), "ok") << "there is no password in it";
  std::ofstream(service_->store().dir() / "mail-password") << "pass word\n";
  const std::string login = "smtp: {host: mx.test, user: u, password_file: mail-password}\n";
  EXPECT_NE(settings(from + login).find("chmod 600"), std::string::npos) << "the password's file";
  fs::permissions(service_->store().dir() / "mail-password", fs::perms::owner_read);
  EXPECT_EQ(settings(from + login), "ok");
  EXPECT_NE(settings(from + login, 0640).find("chmod 600"), std::string::npos) << "the file that names it";
  const struct { const char* why; std::string yaml; const char* says; } cases[] = {
      {"no sender", smtp, "from is missing"},
      {"a sender that is two", "from: {address: \"a@b.test\\r\\nX: y\"}\n" + smtp, "from:"},
      {"no server", from, "smtp is missing"},
      {"an unknown key", from + smtp + "cc: x\n", "unknown key"},
      {"a password in it", from + "smtp: {host: h, user: u, password: p}\n", "unknown key"},
      {"a user without a password", from + "smtp: {host: h, user: u}\n", "go together"},
      {"an unknown tls", from + "smtp: {host: h, tls: maybe}\n", "tls is"},
      {"a port", from + "smtp: {host: h, port: 70000}\n", "port is"},
      {"two ways back", from + smtp + "replies: {maildir: x, imap: {host: h}}\n", "either"},
      {"imap without a user", from + smtp + "replies: {imap: {host: h}}\n", "user is missing"},
      {"no folder", from + smtp + "replies: {maildir: nowhere}\n", "no folder"},
      {"no YAML", "[[[", "mail.yaml"},
  };
  for (const auto& c : cases) EXPECT_NE(settings(c.yaml).find(c.says), std::string::npos) << c.why << ": " << settings(c.yaml);
  fs::remove(service_->store().dir() / "mail.yaml");
  EXPECT_EQ((*ShowMailSettings(*service_, head_))["set"], false);
}

}  // namespace
}  // namespace markwarden
