// Mail that means harm: each cap, what is cut off, and what is slow.
#include <gtest/gtest.h>

#include <chrono>

#include "core/formats/mail_parse.h"
#include "core/formats/mail_wire.h"
#include "core/sanitized.h"
#include "core/utf8.h"

namespace markwarden {
namespace {

ErrorCode CodeOf(const std::string& mail) {
  const Result<ReceivedMail> read = ParseMail(mail);
  EXPECT_FALSE(read);
  return read ? ErrorCode::kInternal : read.error().code;
}

TEST(MailHostileTest, SizeAtTheCapPassesAndOneByteMoreIsRefused) {
  std::string mail = "Subject: x\r\n\r\n";
  mail.resize(kMaxMailBytes, 'x');
  const Result<ReceivedMail> read = ParseMail(mail);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->text.size(), kMaxMailBytes - 14);
  EXPECT_EQ(CodeOf(mail + "x"), ErrorCode::kExhausted);
}

std::string NestedMail(int depth) {
  std::string inner = "\r\ndeep\r\n";
  for (int i = depth; i > 0; --i) {
    const std::string boundary = "b" + std::to_string(i) + "x";
    inner = "Content-Type: multipart/mixed; boundary=" + boundary + "\r\n\r\n--" + boundary + "\r\n" + inner + "\r\n--" + boundary + "--\r\n";
  }
  return "Subject: x\r\n" + inner;
}

TEST(MailHostileTest, DepthAtTheCapPassesAndOneMoreIsRefused) {
  const Result<ReceivedMail> at_cap = ParseMail(NestedMail(kMaxMailDepth));
  ASSERT_TRUE(at_cap) << at_cap.error().message;
  EXPECT_EQ(at_cap->text, "deep\n");
  EXPECT_EQ(CodeOf(NestedMail(kMaxMailDepth + 1)), ErrorCode::kExhausted);
  EXPECT_EQ(CodeOf(NestedMail(2'000)), ErrorCode::kExhausted);
}

TEST(MailHostileTest, PartsAtTheCapPassAndOneMoreIsRefused) {
  std::string mail = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
  for (size_t i = 0; i < kMaxMailParts; ++i) mail += "--b\r\nContent-Type: image/png\r\n\r\nx\r\n";
  const Result<ReceivedMail> at_cap = ParseMail(mail + "--b--\r\n");
  ASSERT_TRUE(at_cap);
  EXPECT_EQ(at_cap->attachments.size(), kMaxMailParts);
  EXPECT_TRUE(ReceivedMailFromWire(ToWire(*at_cap)));
  EXPECT_EQ(CodeOf(mail + "--b\r\n\r\nx\r\n--b--\r\n"), ErrorCode::kExhausted);
  // Spread over several multiparts they count alike.
  std::string spread = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
  for (int i = 0; i < 2; ++i) {
    spread += "--b\r\nContent-Type: multipart/mixed; boundary=c" + std::to_string(i) + "\r\n\r\n";
    for (size_t j = 0; j < kMaxMailParts / 2; ++j) spread += "--c" + std::to_string(i) + "\r\n\r\nx\r\n";
  }
  EXPECT_EQ(CodeOf(spread), ErrorCode::kExhausted);
}

TEST(MailHostileTest, AHeadLineAtTheCapPassesAndOneByteMoreIsRefused) {
  const std::string name = "Subject: ";
  const std::string longest(kMaxMailHeadLine - name.size(), 's');
  const Result<ReceivedMail> at_cap = ParseMail(name + longest + "\r\n\r\n");
  ASSERT_TRUE(at_cap);
  EXPECT_EQ(at_cap->subject, longest);
  EXPECT_EQ(CodeOf(name + longest + "s\r\n\r\n"), ErrorCode::kExhausted);
  std::string folded = name;
  for (int i = 0; i < 70; ++i) folded += std::string(1'000, 's') + "\r\n ";
  EXPECT_EQ(CodeOf(folded + "end\r\n\r\n"), ErrorCode::kExhausted) << "folds count in";
  EXPECT_EQ(CodeOf("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nX: " + std::string(kMaxMailHeadLine, 'x') + "\r\n\r\n"), ErrorCode::kExhausted) << "in a part";
}

TEST(MailHostileTest, HeadsAtTheCapPassAndOneByteMoreIsRefused) {
  std::string head = "Subject: x\r\n";
  while (head.size() + 1'002 <= kMaxMailHeadBytes) head += "X: " + std::string(995, 'x') + "\r\n";
  const size_t left = kMaxMailHeadBytes - 2 - head.size();
  ASSERT_GT(left, 6u);
  std::string at_cap = head + "Y: " + std::string(left - 5, 'y') + "\r\n\r\n";
  ASSERT_EQ(at_cap.size(), kMaxMailHeadBytes);
  const Result<ReceivedMail> read = ParseMail(at_cap + "text");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->text, "text");
  EXPECT_TRUE(ParseMail(at_cap));
  EXPECT_EQ(CodeOf("X" + at_cap + "text"), ErrorCode::kExhausted);
  // Of all parts together.
  std::string parts = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
  for (int i = 0; i < 100; ++i) parts += "--b\r\nX: " + std::string(11'000, 'x') + "\r\n\r\n";
  EXPECT_EQ(CodeOf(parts), ErrorCode::kExhausted);
}

TEST(MailHostileTest, WhatIsNoMailIsRefused) {
  for (const std::string text : {"", "\r\n\r\nx", "nothing", "<html>", "From nobody\n"}) EXPECT_EQ(CodeOf(text), ErrorCode::kInvalid) << text;
  EXPECT_EQ(ParseMail("From x@y.test Thu Nov 26\nSubject: mbox\n\n")->subject, "mbox");
}

// No text of a head can leave its line, whatever a writer hides in it: it will be shown, stored, answered.
TEST(MailHostileTest, TextsOfTheHeadAreOneLineOfUtf8) {
  const std::string trick = "=?utf-8?Q?a=0D=0Ab=00=1B=C2=85=E2=80=A8=FF?=";
  const std::string mail = "From: " + trick + " <a@b.test>\r\nTo: " + trick + "\r\nSubject: " + trick + "\r\nMessage-ID: <" + trick + "@x>\r\nReturn-Path: " + trick +
                           "\r\nAuto-Submitted: " + trick + "\r\nPrecedence: " + trick + "\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: x/" + trick +
                           "\r\nContent-Disposition: attachment; filename=\"" + trick + "\"\r\n\r\nx\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; " + trick +
                           "\r\nAction: " + trick + "\r\nDiagnostic-Code: " + trick + "\r\nRemote-MTA: " + trick + "\r\n--b--\r\n";
  const Result<ReceivedMail> read = ParseMail(mail);
  ASSERT_TRUE(read) << read.error().message;
  std::vector<std::string> texts = {read->from.name, read->subject, read->message_id, read->return_path, read->auto_submitted, read->precedence};
  for (const MailAddress& address : read->to) texts.insert(texts.end(), {address.name, address.address});
  ASSERT_EQ(read->attachments.size(), 1u);
  ASSERT_EQ(read->deliveries.size(), 1u);
  for (const std::string& text : {read->attachments[0].name, read->attachments[0].content_type, read->deliveries[0].final_recipient, read->deliveries[0].action,
                                  read->deliveries[0].diagnostic, read->deliveries[0].remote_mta}) texts.push_back(text);
  for (const std::string& text : texts) {
    EXPECT_TRUE(IsWellFormedUtf8(text)) << text;
    for (const char c : text) EXPECT_FALSE(static_cast<uint8_t>(c) < 0x20 || c == 0x7f) << text;
    EXPECT_EQ(text.find("\xc2\x85"), std::string::npos);
    EXPECT_EQ(text.find("\xe2\x80\xa8"), std::string::npos);
  }
}

TEST(MailHostileTest, DeliveriesKeepTheirCap) {
  std::string body = "Reporting-MTA: dns; x\n\n";
  for (size_t i = 0; i < kMaxDeliveries + 10; ++i) body += "Final-Recipient: rfc822; a@b.test\nAction: failed\n\n";
  EXPECT_EQ(ReadDeliveryStatus(body).size(), kMaxDeliveries);
}

// A worker has 5 s of CPU for a mail; these took one to many minutes where something was quadratic.
TEST(MailHostileTest, NothingIsSlow) {
  const auto many = [](const std::string& piece, size_t bytes) {
    std::string text;
    while (text.size() + piece.size() < bytes) text += piece;
    return text;
  };
  const size_t body = kMaxMailBytes - 20'000, line = kMaxMailHeadLine - 200;
  const std::string html = "Content-Type: text/html; charset=utf-8\n\n", status = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n";
  std::string nested;
  for (int i = 0; i < kMaxMailDepth; ++i) nested += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\n\n--b" + std::to_string(i) + "\n";
  const struct { const char* why; std::string mail; } cases[] = {
      {"empty lines", "A: b\n\n" + many("\n", body)},
      {"empty lines in ten multiparts", nested + many("\n", body)},
      {"lines that begin like the boundary", "Content-Type: multipart/mixed; boundary=" + std::string(190, '-') + "\n\n" + many(std::string(189, '-') + "\n", body)},
      {"tags", html + many("<p>", body)},
      {"open tags", html + many("<a '", body)},
      {"open comments", html + many("<!--", body)},
      {"open scripts", html + many("<script></s", body)},
      {"ampersands", html + many("&", body)},
      {"open words", "Subject: " + many("=?a?B?", line) + "\n\n"},
      {"words", "Subject: " + many("=?utf-8?Q?a?= ", line) + "\n\n"},
      {"recipients", "To: " + many("a@b,", line) + "\n\n"},
      {"open brackets", "To: " + many("<", line) + "\nReferences: " + many("<", line) + "\n\n"},
      {"brackets in comments", "To: " + many("(", line) + "\n\n"},
      {"parameters", "Content-Type: text/plain" + many(";a=b", line) + "\n\n"},
      {"pieces of a parameter", "Content-Type: text/plain" + many(";name*1=b", line) + "\n\n"},
      {"quotes", "Content-Type: text/plain;name=\"" + many("\\\"", line) + "\n\n"},
      {"empty lines in a report", status + many("\n", body)},
      {"groups in a report", status + many("a:\n\n", body)},
      {"head lines", many("a:\n", kMaxMailHeadBytes - 10) + "\n"},
      {"soft line ends", "Content-Transfer-Encoding: quoted-printable\n\n" + many("=\n", body)},
      {"escapes that are none", "Content-Transfer-Encoding: quoted-printable\n\n" + many("= ", body)},
  };
  for (const auto& c : cases) {
    ASSERT_LE(c.mail.size(), kMaxMailBytes) << c.why;
    const auto begun = std::chrono::steady_clock::now();
    const Result<ReceivedMail> read = ParseMail(c.mail);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
    if (std::getenv("MAIL_TIMES") != nullptr) std::printf("%6lld ms  %s\n", static_cast<long long>(took.count()), c.why);
    EXPECT_LT(took.count(), 20'000 * kSlower) << c.why;
    EXPECT_TRUE(read) << c.why << ": " << read.error().message;
  }
}

}  // namespace
}  // namespace markwarden
