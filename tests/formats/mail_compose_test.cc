// What ComposeMail writes: read back here and by Python's library for mail, and what it refuses.
#include "core/formats/mail_compose.h"

#include <gtest/gtest.h>

#include "core/base64.h"
#include "core/file.h"
#include "core/formats/mail_parse.h"
#include "core/formats/transfer_text.h"
#include "core/json.h"
#include "tests/temporary_folder.h"

namespace markwarden {
namespace {

OutgoingMail Plain() {
  OutgoingMail mail;
  mail.from = {"Market Office", "office@office.test"};
  mail.to = {{"", "law@market.test"}};
  mail.subject = "Notice 12";
  mail.message_id = "<n12.1@office.test>";
  mail.date = *ParseTime("2026-11-26T22:44:46Z");
  mail.text = "Take it down.\n";
  return mail;
}

OutgoingMail Full() {
  OutgoingMail mail = Plain();
  mail.from.name = "市场监督管理局";
  mail.to = {{"Law, \"Dept\" (x)", "law@market.test"}, {"张三", "zhang@商标.test"}, {"A name of a shop that is so long that no line of a head has room for it at all", "c@market.test"}};
  mail.cc = {{"", "copy@market.test"}, {"=?utf-8?Q?no?= word", "words@market.test"}};
  mail.reply_to = MailAddress{"Officer O'Neil", "\"o neil\"@office.test"};
  mail.subject = "关于涉嫌侵权商品的通知 — 请在三个工作日内处理并回复，第 12 号（Notice 12），谢谢配合";
  mail.in_reply_to = "<reply-to-this@market.test>";
  mail.references = {"<first@office.test>", "<" + std::string(300, 'r') + "@market.test>", "<reply-to-this@market.test>"};
  mail.text = "您好：\n\n. a dot\nFrom the office \ntrailing blank \t\n" + std::string(300, 'x') + "\nend without a line end";
  mail.html = "<p>您好</p>\n<p>100 = 100</p>\n";
  mail.attachments = {{"通知书 第十二号（含附件清单与证据目录，一式两份，盖章扫描件）.pdf", "application/pdf", std::string("%PDF\0\r\n\xff", 8)},
                      {"plain name.txt", "text/plain", "one\ntwo\r\n.\r\n"},
                      {"empty", "application/octet-stream", ""}};
  mail.auto_generated = true;
  return mail;
}

std::string Compose(const OutgoingMail& mail) {
  const Result<std::string> message = ComposeMail(mail);
  EXPECT_TRUE(message) << message.error().message;
  return message ? *message : "";
}

// RFC 5322, 2.1.1 and 2.3; RFC 2045, 2.7.
void ExpectMailLines(const std::string& message) {
  ASSERT_TRUE(message.ends_with("\r\n"));
  for (size_t at = 0; at < message.size();) {
    const size_t end = message.find_first_of("\r\n", at);
    ASSERT_EQ(message.substr(end, 2), "\r\n") << "at byte " << end;
    const std::string line = message.substr(at, end - at);
    if (line.find("@") == std::string::npos) {
      EXPECT_LE(line.size(), 78u) << line;
    }
    EXPECT_LE(line.size(), 998u) << line;
    for (const char c : line) ASSERT_TRUE(c == '\t' || (c >= ' ' && c < 0x7f)) << line;
    at = end + 2;
  }
}

TEST(MailComposeTest, APlainMailIsPlain) {
  EXPECT_EQ(Compose(Plain()),
            "Date: Thu, 26 Nov 2026 22:44:46 +0000\r\n"
            "From: Market Office <office@office.test>\r\n"
            "To: law@market.test\r\n"
            "Message-ID: <n12.1@office.test>\r\n"
            "Subject: Notice 12\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: 7bit\r\n"
            "\r\n"
            "Take it down.\r\n");
}

TEST(MailComposeTest, TheSameMailGivesTheSameBytesAndAnotherOneAnotherBoundary) {
  const std::string message = Compose(Full());
  EXPECT_EQ(Compose(Full()), message);
  const auto boundary = [](const std::string& text) { return text.substr(text.find("boundary="), 60); };
  OutgoingMail other = Full();
  other.attachments[0].bytes += "x";
  EXPECT_NE(boundary(Compose(other)), boundary(message));
  other = Full();
  other.cc[0].address = "other@market.test";
  EXPECT_NE(boundary(Compose(other)), boundary(message));
}

TEST(MailComposeTest, LinesKeepTheirLengthsInSevenBits) {
  ExpectMailLines(Compose(Plain()));
  ExpectMailLines(Compose(Full()));
  OutgoingMail mail = Full();
  mail.subject = "plain words, many of them, so that the line of the subject has to be folded once and then once again, because it does not end";
  mail.html.clear();
  mail.attachments.clear();
  const std::string message = Compose(mail);
  ExpectMailLines(message);
  EXPECT_EQ(message.find("=?utf-8?B?", message.find("Subject:")), std::string::npos) << "ASCII needs no encoded words";
}

void ExpectComesBack(const OutgoingMail& mail, const char* why) {
  const Result<ReceivedMail> read = ParseMail(Compose(mail), {.attachment_bytes = true, .decoder = nullptr});
  ASSERT_TRUE(read) << why << ": " << read.error().message;
  const auto as_sent = [](std::vector<MailAddress> list) {
    for (MailAddress& address : list) address.address = *CheckMailAddress(address.address);
    return list;
  };
  EXPECT_EQ(read->from, as_sent({mail.from})[0]) << why;
  EXPECT_EQ(read->to, as_sent(mail.to)) << why;
  EXPECT_EQ(read->cc, as_sent(mail.cc)) << why;
  if (mail.reply_to) {
    EXPECT_EQ(read->reply_to, std::vector<MailAddress>{*mail.reply_to}) << why;
  }
  EXPECT_EQ(read->subject, mail.subject) << why;
  EXPECT_EQ(read->message_id, mail.message_id) << why;
  EXPECT_EQ(read->in_reply_to, mail.in_reply_to) << why;
  EXPECT_EQ(read->references, mail.references) << why;
  EXPECT_EQ(read->date, mail.date) << why;
  EXPECT_EQ(read->auto_submitted, mail.auto_generated ? "auto-generated" : "") << why;
  EXPECT_EQ(read->text, mail.text.empty() || mail.text.ends_with('\n') ? mail.text : mail.text + "\n") << why;
  EXPECT_EQ(read->text_charset, "utf-8") << why;
  ASSERT_EQ(read->attachments.size(), mail.attachments.size()) << why;
  for (size_t i = 0; i < mail.attachments.size(); ++i) {
    EXPECT_EQ(read->attachments[i].name, mail.attachments[i].name) << why;
    EXPECT_EQ(read->attachments[i].content_type, mail.attachments[i].content_type) << why;
    EXPECT_EQ(read->attachments[i].bytes, mail.attachments[i].bytes) << why;
    EXPECT_EQ(read->attachments[i].broken, "") << why;
  }
}

TEST(MailComposeTest, EverythingComesBack) {
  ExpectComesBack(Plain(), "plain");
  ExpectComesBack(Full(), "full");
  OutgoingMail mail = Full();
  mail.attachments.clear();
  ExpectComesBack(mail, "two texts");
  mail.html.clear();
  ExpectComesBack(mail, "one text beyond ASCII");
  for (const char* subject : {"", " begins and ends with a blank ", "two  blanks", "=?utf-8?Q?not_a_word?=", "a", "colon: semicolon; <x>"}) {
    mail.subject = subject;
    ExpectComesBack(mail, subject);
  }
  mail.subject = std::string(200, 'w');
  ExpectComesBack(mail, "one long word");
  for (const char* text : {"", "\n", ".\n", "From x\n", "a \n", "--=_all_1\n", "= =3D\n"}) {
    mail.text = text;
    ExpectComesBack(mail, text);
  }
}

// `policy.default` reads heads strictly and keeps a list of defects for each and for each part.
TEST(MailComposeTest, PythonReadsItWithoutADefect) {
  const TemporaryFolder folder;
  const std::string script = std::string(MARKWARDEN_SOURCE_DIR) + "/tests/formats/read_mail.py";
  std::vector<std::pair<std::string, OutgoingMail>> mails = {{"plain", Plain()}, {"full", Full()}};
  OutgoingMail html_only = Full();
  html_only.text.clear();
  html_only.attachments.clear();
  mails.emplace_back("html only", html_only);
  for (const auto& one : mails) {
    const auto& why = one.first;
    const auto& mail = one.second;
    const std::string file = folder.File("message.eml", Compose(mail)), out = (folder.path() / "out.json").string();
    ASSERT_EQ(std::system(("/usr/bin/python3 " + script + " " + file + " > " + out).c_str()), 0) << why;
    const Result<Json> read = ParseJson(*ReadFile(out));
    ASSERT_TRUE(read) << why;
    EXPECT_EQ(read->at("defects"), Json::array()) << why;
    EXPECT_EQ(JsonText(*read, "subject"), mail.subject) << why;
    EXPECT_EQ(JsonText(*read, "message_id"), mail.message_id) << why;
    EXPECT_EQ(JsonText(*read, "date"), "2026-11-26T22:44:46+00:00") << why;
    EXPECT_EQ(JsonText(*read, "auto_submitted"), mail.auto_generated ? "auto-generated" : "") << why;
    EXPECT_EQ(JsonTexts(*read, "references"), mail.references) << why;
    const auto people = [&](const char* field, const std::vector<MailAddress>& want) {
      const Json& list = read->at(field);
      ASSERT_EQ(list.size(), want.size()) << why << " " << field;
      for (size_t i = 0; i < want.size(); ++i) {
        EXPECT_EQ(list[i][0], want[i].name) << why;
        EXPECT_EQ(list[i][1], *CheckMailAddress(want[i].address)) << why;
      }
    };
    people("from", {mail.from});
    people("to", mail.to);
    people("cc", mail.cc);
    people("reply_to", mail.reply_to ? std::vector<MailAddress>{*mail.reply_to} : std::vector<MailAddress>{});
    if (!mail.text.empty()) {
      EXPECT_EQ(JsonText(*read, "text"), mail.text.ends_with('\n') ? mail.text : mail.text + "\n") << why;
    }
    if (!mail.html.empty()) {
      EXPECT_EQ(JsonText(*read, "html"), mail.html) << why;
    }
    const Json& attachments = read->at("attachments");
    ASSERT_EQ(attachments.size(), mail.attachments.size()) << why;
    for (size_t i = 0; i < mail.attachments.size(); ++i) {
      EXPECT_EQ(JsonText(attachments[i], "name"), mail.attachments[i].name) << why;
      EXPECT_EQ(JsonText(attachments[i], "type"), mail.attachments[i].content_type) << why;
      EXPECT_EQ(JsonText(attachments[i], "base64"), ToBase64(mail.attachments[i].bytes)) << why;
    }
  }
}

// A seller's name, a title, an address come from pages that want something.
TEST(MailComposeTest, MailHeaderInjectionIsRefused) {
  const std::string tricks[] = {"Shop\r\nBcc: everyone@market.test", "Shop\nBcc: x@y.test", "Shop\rBcc: x@y.test", "Shop\r\n\r\n<html>", std::string("Shop\0x", 6), "Shop\tx",
                                "Shop\x1b[31m", "Shop\x7f", "Shop\xc2\x85" "Bcc: x@y.test", "Shop\xe2\x80\xa8x", "Shop\xff"};
  for (const std::string& trick : tricks) {
    const struct { const char* where; void (*put)(OutgoingMail&, const std::string&); } places[] = {
        {"the sender's name", [](OutgoingMail& m, const std::string& t) { m.from.name = t; }},
        {"the sender's address", [](OutgoingMail& m, const std::string& t) { m.from.address = t + "@office.test"; }},
        {"a recipient's name", [](OutgoingMail& m, const std::string& t) { m.to[0].name = t; }},
        {"a recipient's address", [](OutgoingMail& m, const std::string& t) { m.to[0].address = "law@" + t; }},
        {"a quoted address", [](OutgoingMail& m, const std::string& t) { m.to[0].address = "\"" + t + "\"@market.test"; }},
        {"a copy's name", [](OutgoingMail& m, const std::string& t) { m.cc = {{t, "a@b.test"}}; }},
        {"whom to answer", [](OutgoingMail& m, const std::string& t) { m.reply_to = MailAddress{t, "a@b.test"}; }},
        {"the subject", [](OutgoingMail& m, const std::string& t) { m.subject = t; }},
        {"the id", [](OutgoingMail& m, const std::string& t) { m.message_id = "<1" + t + "@office.test>"; }},
        {"what it answers", [](OutgoingMail& m, const std::string& t) { m.in_reply_to = "<1" + t + "@office.test>"; }},
        {"a reference", [](OutgoingMail& m, const std::string& t) { m.references = {"<1" + t + "@office.test>"}; }},
        {"a file's name", [](OutgoingMail& m, const std::string& t) { m.attachments = {{t, "application/pdf", "x"}}; }},
        {"a file's type", [](OutgoingMail& m, const std::string& t) { m.attachments = {{"x", "application/pdf" + t, "x"}}; }},
    };
    for (const auto& place : places) {
      OutgoingMail mail = Plain();
      place.put(mail, trick);
      const Result<std::string> message = ComposeMail(mail);
      ASSERT_FALSE(message) << place.where << ": " << trick;
      EXPECT_EQ(message.error().code, ErrorCode::kInvalid) << place.where;
      EXPECT_EQ(message.error().message.find_first_of("\r\n\x1b"), std::string::npos) << "one line, without what it refuses: " << message.error().message;
    }
  }
}

TEST(MailComposeTest, WhatIsMissingOrNoneIsRefused) {
  const struct { const char* why; void (*change)(OutgoingMail&); } cases[] = {
      {"no sender", [](OutgoingMail& m) { m.from = {}; }},
      {"no recipient", [](OutgoingMail& m) { m.to.clear(); }},
      {"an empty address", [](OutgoingMail& m) { m.to.push_back({"x", ""}); }},
      {"no id", [](OutgoingMail& m) { m.message_id.clear(); }},
      {"an id without brackets", [](OutgoingMail& m) { m.message_id = "a@b.test"; }},
      {"no date that a mail can have", [](OutgoingMail& m) { m.date = Time::max(); }},
      {"text that is not UTF-8", [](OutgoingMail& m) { m.text = "\xd6\xd0"; }},
      {"HTML that is not UTF-8", [](OutgoingMail& m) { m.html = "\xd6\xd0"; }},
      {"a file without a name", [](OutgoingMail& m) { m.attachments = {{"", "application/pdf", "x"}}; }},
      {"a file in a folder", [](OutgoingMail& m) { m.attachments = {{"../x", "application/pdf", "x"}}; }},
      {"a file in another system's folder", [](OutgoingMail& m) { m.attachments = {{"C:\\x", "application/pdf", "x"}}; }},
      {"no type", [](OutgoingMail& m) { m.attachments = {{"x", "", "x"}}; }},
      {"half a type", [](OutgoingMail& m) { m.attachments = {{"x", "application", "x"}}; }},
      {"a type with parameters", [](OutgoingMail& m) { m.attachments = {{"x", "text/plain; charset=x", "x"}}; }},
      {"a message, which may not be encoded", [](OutgoingMail& m) { m.attachments = {{"x", "message/rfc822", "x"}}; }},
  };
  for (const auto& c : cases) {
    OutgoingMail mail = Plain();
    c.change(mail);
    const Result<std::string> message = ComposeMail(mail);
    ASSERT_FALSE(message) << c.why;
    EXPECT_EQ(message.error().code, ErrorCode::kInvalid) << c.why;
  }
}

TEST(MailComposeTest, EachCapHoldsAndOneMoreIsRefused) {
  const struct { const char* why; void (*fill)(OutgoingMail&, size_t); size_t cap; } cases[] = {
      {"recipients", [](OutgoingMail& m, size_t n) { m.to.assign(n - 40, {"", "a@b.test"}); m.cc.assign(40, {"", "c@d.test"}); }, kMaxMailRecipients},
      {"attachments", [](OutgoingMail& m, size_t n) { m.attachments.assign(n, {"a.pdf", "application/pdf", "x"}); }, kMaxMailAttachments},
      {"references", [](OutgoingMail& m, size_t n) { m.references.assign(n, "<" + std::string(kMaxMessageIdBytes - 4, 'i') + "@h>"); }, kMaxMailReferences},
      {"subject", [](OutgoingMail& m, size_t n) { m.subject = std::string(n, 's'); }, kMaxMailSubjectBytes},
      {"name", [](OutgoingMail& m, size_t n) { m.to[0].name = std::string(n, 'n'); }, kMaxMailNameBytes},
      {"file name", [](OutgoingMail& m, size_t n) { m.attachments = {{std::string(n, 'n'), "application/pdf", "x"}}; }, kMaxMailNameBytes},
  };
  for (const auto& c : cases) {
    OutgoingMail mail = Plain();
    c.fill(mail, c.cap);
    ExpectComesBack(mail, c.why);
    c.fill(mail, c.cap + 1);
    EXPECT_EQ(ComposeMail(mail).error().code, ErrorCode::kExhausted) << c.why;
  }
}

// The cap: 25 MiB as it is sent, four thirds of what is attached.
TEST(MailComposeTest, AMailAtTheCapIsWrittenAndOneByteMoreIsRefused) {
  OutgoingMail mail = Plain();
  mail.attachments = {{"a.bin", "application/octet-stream", std::string(19'100'000, 'x')}};
  size_t left = kMaxMailBytes - Compose(mail).size();
  ASSERT_GT(left, 1'000u);
  for (; left > 1'000; left -= 80) mail.text += std::string(70, 'x') + "12345678\n";
  for (; left >= 3; left -= std::min<size_t>(left - (left > 50 ? 10 : 0), 50)) mail.text += std::string(std::min<size_t>(left - (left > 50 ? 10 : 0), 50) - 2, 'y') + "\n";
  ASSERT_EQ(left, 0u);
  EXPECT_EQ(Compose(mail).size(), kMaxMailBytes);
  mail.text.insert(0, "z");
  EXPECT_EQ(ComposeMail(mail).error().code, ErrorCode::kExhausted);
  mail.attachments[0].bytes = std::string(kMaxMailBytes + 1, 'x');
  EXPECT_EQ(ComposeMail(mail).error().code, ErrorCode::kExhausted);
}

TEST(TransferTextTest, EncodingsThereAndBack) {
  std::string bytes;
  for (int i = 0; i < 1'000; ++i) bytes += static_cast<char>(i * 7);
  for (const size_t size : {0u, 1u, 56u, 57u, 58u, 114u, 1'000u}) {
    const std::string part = bytes.substr(0, size);
    EXPECT_EQ(DecodeBase64(EncodeBase64Lines(part)), part) << size;
    EXPECT_EQ(DecodeQuotedPrintable(EncodeQuotedPrintable(part)), part) << size;
  }
  EXPECT_EQ(EncodeQuotedPrintable("a=b \r\n.\r\nFrom x\r\n"), "a=3Db=20\r\n=2E\r\n=46rom x\r\n");
  EXPECT_EQ(EncodeQuotedPrintable(std::string(76, 'x')), std::string(75, 'x') + "=\r\nx");
}

}  // namespace
}  // namespace markwarden
