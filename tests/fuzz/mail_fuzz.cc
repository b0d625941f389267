// Received mail, and what is read of it between processes.
#include "core/formats/mail_parse.h"
#include "core/formats/mail_wire.h"
#include "core/utf8.h"
#include "tests/fuzz/target.h"

using namespace markwarden;
using markwarden::fuzz::Require;

namespace {

// Shown, stored, answered: UTF-8, and nothing that ends a line.
void RequireOneLine(std::string_view text) {
  Require(IsWellFormedUtf8(text), "a text of the head is UTF-8");
  for (const char c : text) Require(static_cast<uint8_t>(c) >= 0x20 && c != 0x7f, "a text of the head is one line");
}

void RequireShape(const ReceivedMail& mail) {
  std::vector<MailAddress> people = {mail.from};
  for (const auto* list : {&mail.to, &mail.cc, &mail.reply_to}) people.insert(people.end(), list->begin(), list->end());
  for (const MailAddress& person : people) {
    RequireOneLine(person.name);
    Require(person.address.empty() || CheckMailAddress(person.address), "an address is one");
  }
  for (const std::string* text : {&mail.subject, &mail.return_path, &mail.auto_submitted, &mail.precedence, &mail.text_charset}) RequireOneLine(*text);
  for (const std::string* id : {&mail.message_id, &mail.in_reply_to, &mail.original_message_id}) Require(id->empty() || IsMessageId(*id), "an id is one");
  for (const std::string& id : mail.references) Require(IsMessageId(id), "a reference is an id");
  Require(mail.references.size() <= kMaxMailReferences && mail.deliveries.size() <= kMaxDeliveries, "lists keep their caps");
  Require(mail.attachments.size() <= kMaxMailParts + 1, "attachments keep their cap");
  if (mail.text_charset == "utf-8") Require(IsWellFormedUtf8(mail.text), "a text that is said to be UTF-8 is");
  for (const ReceivedAttachment& attachment : mail.attachments) {
    for (const std::string* text : {&attachment.name, &attachment.content_type, &attachment.broken}) RequireOneLine(*text);
  }
  for (const DeliveryStatus& delivery : mail.deliveries) {
    for (const std::string* text : {&delivery.final_recipient, &delivery.original_recipient, &delivery.action, &delivery.status, &delivery.diagnostic, &delivery.remote_mta}) RequireOneLine(*text);
  }
}

// What was read of a mail can be written again: an answer to it must not fail, and comes back the same.
void RequireAnswer(const ReceivedMail& mail) {
  if (mail.from.address.empty() || mail.message_id.empty() || mail.subject.size() > kMaxMailSubjectBytes) return;
  if (mail.from.name.size() > kMaxMailNameBytes || mail.text_charset != "utf-8") return;
  OutgoingMail answer;
  answer.from = {"", "office@office.test"};
  answer.to = {mail.from};
  answer.subject = mail.subject;
  answer.message_id = "<answer@office.test>";
  answer.in_reply_to = mail.message_id;
  answer.references = mail.references;
  answer.text = mail.text;
  const Result<std::string> composed = ComposeMail(answer);
  Require(composed.has_value(), "a mail that was read can be answered");
  const Result<ReceivedMail> read = ParseMail(*composed);
  Require(read.has_value(), "what we write we read");
  Require(read->subject == mail.subject && read->to == answer.to && read->in_reply_to == mail.message_id && read->references == mail.references, "heads come back as they were written");
}

}  // namespace

MARKWARDEN_FUZZ_TARGET(mail) {
  const Result<ReceivedMail> mail = ParseMail(bytes, {.attachment_bytes = true, .decoder = nullptr});
  if (mail) {
    RequireShape(*mail);
    const Result<ReceivedMail> wired = ReceivedMailFromWire(ToWire(*mail));
    Require(wired && *wired == *mail, "a mail comes back as it went");
    Require(!MailKind(*mail).empty(), "a mail has a kind");
    RequireAnswer(*mail);
  } else {
    Require(!mail.error().message.empty(), "a refusal says why");
  }
  if (const Result<ReceivedMail> wired = ReceivedMailFromWire(bytes)) Require(ToWire(*wired) == bytes, "bytes of the wire have one form");
}
