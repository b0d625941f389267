// Received mail: replies, answering machines, mail servers' reports, and bodies of every make.
#include "core/formats/mail_parse.h"

#include <gtest/gtest.h>

#include "core/formats/mail_wire.h"
#include "core/hash.h"

namespace markwarden {
namespace {

ReceivedMail Read(const std::string& text, const MailReading& reading = {}) {
  std::string message;
  for (const char c : text) message += c == '\n' ? "\r\n" : std::string(1, c);
  Result<ReceivedMail> mail = ParseMail(message, reading);
  EXPECT_TRUE(mail) << mail.error().message;
  if (!mail) return {};
  // Between processes nothing is lost.
  const Result<ReceivedMail> wired = ReceivedMailFromWire(ToWire(*mail));
  EXPECT_TRUE(wired && *wired == *mail);
  // Lines that end in LF alone say the same.
  EXPECT_EQ(ParseMail(text, reading)->text, mail->text);
  return std::move(*mail);
}

constexpr const char* kReply =
    "Return-Path: <law@market.test>\n"
    "Received: from mx.market.test (mx.market.test [192.0.2.1])\n"
    "\tby office.test; Fri, 27 Nov 2026 09:00:00 +0800\n"
    "From: =?GB2312?B?t6jO8bK/?= <law@market.test>\n"
    "To: Market Office <office@office.test>, \"B, C\" <b@office.test>\n"
    "Cc: undisclosed-recipients:;\n"
    "Subject: Re:\n"
    " =?UTF-8?Q?Notice_12_=E5=B7=B2?=\n"
    " =?UTF-8?Q?=E5=A4=84=E7=90=86?=\n"
    "Message-ID: <r1@market.test>\n"
    "In-Reply-To: <n12.1@office.test> (our notice)\n"
    "References: <n12.0@office.test>\n"
    "\t<n12.1@office.test> broken <also broken> <x@y>\n"
    "Date: Fri, 27 Nov 2026 08:59:59 +0800\n"
    "MIME-Version: 1.0\n"
    "Content-Type: multipart/mixed; boundary=\"=_outer\"\n"
    "\n"
    "This is a multi-part message.\n"
    "--=_outer\n"
    "Content-Type: multipart/alternative; boundary=inner\n"
    "\n"
    "--inner\n"
    "Content-Type: text/plain; charset=utf-8\n"
    "Content-Transfer-Encoding: quoted-printable\n"
    "\n"
    "=E5=B7=B2=E4=B8=8B=E6=9E=B6=\n"
    "=E3=80=82\n"
    "--inner\n"
    "Content-Type: text/html; charset=utf-8\n"
    "\n"
    "<p>other</p>\n"
    "--inner--\n"
    "--=_outer\n"
    "Content-Type: application/PDF; name=\"old.pdf\"\n"
    "Content-Disposition: attachment; filename*=utf-8''%E5%9B%9E%E6%89%A7.pdf\n"
    "Content-Transfer-Encoding: BASE64\n"
    "\n"
    "JVBE\nRg==\n"
    "--=_outer\n"
    "Content-Type: text/plain; charset=us-ascii\n"
    "\n"
    "-- \n"
    "A list's footer\n"
    "--=_outer--\n"
    "an epilogue\n";

TEST(MailParseTest, AReply) {
  const ReceivedMail mail = Read(kReply, {.attachment_bytes = true, .decoder = [](std::string_view bytes, std::string_view charset) -> std::optional<std::string> {
    if (charset == "gb2312" && bytes == "\xb7\xa8\xce\xf1\xb2\xbf") return "法务部";
    return std::nullopt;
  }});
  EXPECT_EQ(mail.from, (MailAddress{"法务部", "law@market.test"}));
  EXPECT_EQ(mail.to, (std::vector<MailAddress>{{"Market Office", "office@office.test"}, {"B, C", "b@office.test"}}));
  EXPECT_TRUE(mail.cc.empty());
  EXPECT_EQ(mail.subject, "Re: Notice 12 已处理");
  EXPECT_EQ(mail.message_id, "<r1@market.test>");
  EXPECT_EQ(mail.in_reply_to, "<n12.1@office.test>");
  EXPECT_EQ(mail.references, (std::vector<std::string>{"<n12.0@office.test>", "<n12.1@office.test>", "<x@y>"}));
  EXPECT_EQ(mail.date, ParseTime("2026-11-27T00:59:59Z"));
  EXPECT_EQ(mail.return_path, "<law@market.test>");
  EXPECT_EQ(mail.text, "已下架。\n-- \nA list's footer");
  EXPECT_EQ(mail.text_charset, "utf-8");
  EXPECT_FALSE(mail.text_from_html);
  ASSERT_EQ(mail.attachments.size(), 1u);
  EXPECT_EQ(mail.attachments[0].name, "回执.pdf");
  EXPECT_EQ(mail.attachments[0].content_type, "application/pdf");
  EXPECT_EQ(mail.attachments[0].bytes, "%PDF");
  EXPECT_EQ(mail.attachments[0].size, 4);
  EXPECT_EQ(mail.attachments[0].sha256, Sha256Hex("%PDF"));
  EXPECT_EQ(MailKind(mail), "reply");
  const ReceivedMail light = Read(kReply);
  EXPECT_EQ(light.attachments[0].bytes, "") << "not asked for";
  EXPECT_EQ(light.attachments[0].sha256, mail.attachments[0].sha256);
  EXPECT_EQ(light.from.name, "=?GB2312?B?t6jO8bK/?=") << "nobody knows the charset: as written";
}

TEST(MailParseTest, BodiesOfEveryMake) {
  const std::string head = "From: a@b.test\nSubject: x\n";
  const struct { const char* why; std::string body, text, charset; bool html; size_t attachments; } cases[] = {
      {"no MIME at all", "\nhello\n", "hello\n", "utf-8", false, 0},
      {"no body", "", "", "utf-8", false, 0},
      {"HTML alone", "Content-Type: text/html; charset=utf-8\n\n<p>a &amp; b</p><script>x</script>", "a & b\n", "utf-8", true, 0},
      {"latin", "Content-Type: text/plain; charset=ISO-8859-1\n\n\xe9t\xe9", "été", "utf-8", false, 0},
      {"a charset that nobody knows", "Content-Type: text/plain; charset=\"GBK\"\n\n\xd6\xd0", "\xd6\xd0", "gbk", false, 0},
      {"HTML in one", "Content-Type: text/html; charset=gbk\n\n<b>\xd6\xd0</b>", "\xd6\xd0\n", "gbk", true, 0},
      {"eight bits without a charset", "Content-Type: text/plain\n\n\xd6\xd0", "\xd6\xd0", "us-ascii", false, 0},
      {"UTF-8 without a charset", "\n中", "中", "utf-8", false, 0},
      {"broken UTF-8", "Content-Type: text/plain; charset=utf-8\n\n\xff", "\xef\xbf\xbd", "utf-8", false, 0},
      {"text that is attached", "Content-Type: text/plain\nContent-Disposition: attachment\n\nx", "", "", false, 1},
      {"a broken encoding", "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n?!", "", "", false, 1},
      {"an unknown encoding", "Content-Type: text/plain\nContent-Transfer-Encoding: x-uuencode\n\nx", "", "", false, 1},
      {"a type that is none", "Content-Type: text\n\nx", "x", "utf-8", false, 0},
      {"a multipart without a boundary", "Content-Type: multipart/mixed\n\nx", "", "", false, 1},
      {"a boundary that does not come", "Content-Type: multipart/mixed; boundary=b\n\nx", "", "", false, 0},
      {"two texts in two charsets", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\na\n--b\nContent-Type: text/plain; charset=gbk\n\n\xd6\xd0\n--b--", "a", "utf-8", false, 1},
      {"a forwarded message", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\na\n--b\nContent-Type: message/rfc822\n\nSubject: y\n\nz\n--b--", "a", "utf-8", false, 1},
      {"a part without a head", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n\na\n--b--", "\na", "utf-8", false, 0},
  };
  for (const auto& c : cases) {
    const ReceivedMail mail = Read(head + c.body);
    EXPECT_EQ(mail.text, c.text) << c.why;
    EXPECT_EQ(mail.text_charset, c.charset) << c.why;
    EXPECT_EQ(mail.text_from_html, c.html) << c.why;
    EXPECT_EQ(mail.attachments.size(), c.attachments) << c.why;
    EXPECT_EQ(mail.subject, "x") << c.why;
  }
}

constexpr const char* kBounce =
    "Return-Path: <>\n"
    "From: MAILER-DAEMON@mx.market.test (Mail Delivery System)\n"
    "To: office@office.test\n"
    "Subject: Undelivered Mail Returned to Sender\n"
    "Auto-Submitted: auto-replied\n"
    "MIME-Version: 1.0\n"
    "Content-Type: multipart/report; report-type=delivery-status;\n"
    "\tboundary=\"B1/mx.market.test\"\n"
    "Message-Id: <20261127.B1@mx.market.test>\n"
    "\n"
    "--B1/mx.market.test\n"
    "Content-Description: Notification\n"
    "Content-Type: text/plain; charset=us-ascii\n"
    "\n"
    "I'm sorry to have to inform you that your message could not be delivered.\n"
    "--B1/mx.market.test\n"
    "Content-Type: message/delivery-status\n"
    "\n"
    "Reporting-MTA: dns; mx.market.test\n"
    "Arrival-Date: Fri, 27 Nov 2026 08:59:59 +0800\n"
    "\n"
    "Final-Recipient: rfc822; nobody@market.test\n"
    "Original-Recipient: rfc822;law@market.test\n"
    "Action: Failed\n"
    "Status: 5.1.1 (no such mailbox)\n"
    "Remote-MTA: dns; mail.market.test\n"
    "Diagnostic-Code: smtp; 550 5.1.1 <nobody@market.test>: Recipient address rejected:\n"
    "    User unknown\n"
    "\n"
    "\n"
    "Final-Recipient: rfc822; slow@market.test\n"
    "Action: delayed\n"
    "Status: 4.4.1\n"
    "--B1/mx.market.test\n"
    "Content-Type: text/rfc822-headers\n"
    "\n"
    "From: Market Office <office@office.test>\n"
    "Message-ID: <n12.1@office.test>\n"
    "--B1/mx.market.test--\n";

std::string Replaced(std::string text, const std::string& what, const std::string& with) {
  const size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), with);
}

// RFC 3464, 2.
TEST(MailParseTest, AReportOfDelivery) {
  const ReceivedMail mail = Read(kBounce);
  EXPECT_TRUE(mail.is_report);
  ASSERT_EQ(mail.deliveries.size(), 2u);
  EXPECT_EQ(mail.deliveries[0], (DeliveryStatus{.final_recipient = "nobody@market.test", .original_recipient = "law@market.test", .action = "failed", .status = "5.1.1",
                                                .diagnostic = "smtp; 550 5.1.1 <nobody@market.test>: Recipient address rejected: User unknown", .remote_mta = "mail.market.test"}));
  EXPECT_EQ(mail.deliveries[1].action, "delayed");
  EXPECT_EQ(mail.deliveries[1].status, "4.4.1");
  EXPECT_EQ(mail.original_message_id, "<n12.1@office.test>");
  EXPECT_EQ(mail.text, "I'm sorry to have to inform you that your message could not be delivered.");
  EXPECT_TRUE(mail.attachments.empty());
  EXPECT_EQ(mail.from, (MailAddress{"Mail Delivery System", "MAILER-DAEMON@mx.market.test"}));
  EXPECT_EQ(MailKind(mail), "bounce");
  const ReceivedMail whole = Read(Replaced(Replaced(kBounce, "text/rfc822-headers", "message/rfc822"), "<n12.1@office.test>\n", "<n12.1@office.test>\n\nThe text\n"));
  EXPECT_EQ(whole.original_message_id, "<n12.1@office.test>");
  EXPECT_TRUE(whole.attachments.empty());
  const ReceivedMail encoded = Read(Replaced(Replaced(kBounce, "text/rfc822-headers\n", "text/rfc822-headers\nContent-Transfer-Encoding: quoted-printable\n"), "<n12.1@office.test>", "<n12.1=40office.test>"));
  EXPECT_EQ(encoded.original_message_id, "<n12.1@office.test>");
}

TEST(MailParseTest, StatusCodesThatAreNone) {
  for (const char* code : {"5", "5.1", "5.1.1.1", "3.1.1", "5.1.x", "5.1.1234", "5..1", "", "fine"}) {
    EXPECT_EQ(Read(Replaced(kBounce, "5.1.1 (no such mailbox)", code)).deliveries[0].status, "") << code;
  }
  EXPECT_EQ(Read(Replaced(kBounce, "5.1.1 (no such mailbox)", "5.1.10")).deliveries[0].status, "5.1.10");
}

TEST(MailParseTest, Kinds) {
  const std::string reply = "From: law@market.test\nTo: office@office.test\nSubject: Re: x\n";
  const struct { const char* why; std::string mail; const char* kind; } cases[] = {
      {"a person", reply + "\nok\n", "reply"},
      {"a person who says so", reply + "Auto-Submitted: no\n\nok\n", "reply"},
      {"a vacation (RFC 3834, 5)", reply + "Auto-Submitted: Auto-Replied (vacation); owner-email=\"x@y.test\"\n\nI am away\n", "auto_reply"},
      {"a ticket", reply + "Auto-Submitted: auto-generated\n\nyour ticket\n", "auto_reply"},
      {"a vacation that only its envelope shows", "Return-Path: <>\n" + reply + "\nI am away\n", "auto_reply"},
      {"older machines", reply + "X-Autoreply: yes\n\nI am away\n", "auto_reply"},
      {"older machines by precedence", reply + "Precedence: auto_reply\n\nI am away\n", "auto_reply"},
      {"a report of failure", kBounce, "bounce"},
      {"a report of a delay alone", Replaced(kBounce, "Failed", "delayed"), "auto_reply"},
      {"a report of a failure from whomever", Replaced(Replaced(kBounce, "MAILER-DAEMON@mx.market.test", "x@market.test"), "Auto-Submitted: auto-replied\n", ""), "bounce"},
      {"a failure in words", "Return-Path: <>\nFrom: PostMaster@market.test\nSubject: returned\n\nno such user\n", "bounce"},
      {"a failure in words without an envelope", "From: Mail Delivery System <MAILER-DAEMON@market.test>\nSubject: failure notice\n\nno such user\n", "bounce"},
      {"a vacation of a postmaster", "From: postmaster@market.test\nAuto-Submitted: auto-replied\n\naway\n", "auto_reply"},
  };
  for (const auto& c : cases) EXPECT_EQ(MailKind(Read(c.mail)), c.kind) << c.why;
}

TEST(MailParseTest, WhatTheWireRefuses) {
  const std::string wire = ToWire(Read(kBounce));
  for (size_t size = 0; size < wire.size(); ++size) EXPECT_FALSE(ReceivedMailFromWire(std::string_view(wire).substr(0, size))) << size;
  EXPECT_FALSE(ReceivedMailFromWire(wire + "x"));
}

}  // namespace
}  // namespace markwarden
