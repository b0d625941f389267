// Field by field, in the order of the structs.
#include "core/formats/mail_wire.h"

#include <array>

#include "core/formats/mail_addresses.h"
#include "core/wire.h"

namespace markwarden {
namespace {

void WriteAddress(WireWriter& w, const MailAddress& address) {
  w.Text(address.name);
  w.Text(address.address);
}

MailAddress ReadAddress(WireReader& r) {
  MailAddress address;
  address.name = r.Text();
  address.address = r.Text(kMaxMailAddressBytes);
  return address;
}

void WriteAttachment(WireWriter& w, const ReceivedAttachment& attachment) {
  w.Text(attachment.name);
  w.Text(attachment.content_type);
  w.Signed(attachment.size);
  w.Text(attachment.sha256);
  w.Text(attachment.bytes);
  w.Text(attachment.broken);
}

ReceivedAttachment ReadAttachment(WireReader& r) {
  ReceivedAttachment attachment;
  attachment.name = r.Text();
  attachment.content_type = r.Text();
  attachment.size = r.Signed();
  attachment.sha256 = r.Text(64);
  attachment.bytes = r.Text(kMaxMailBytes);
  attachment.broken = r.Text();
  return attachment;
}

// The texts of one delivery, for writing and for reading.
template <typename Delivery>
auto DeliveryTexts(Delivery& delivery) {
  return std::array{&delivery.final_recipient, &delivery.original_recipient, &delivery.action, &delivery.status, &delivery.diagnostic, &delivery.remote_mta};
}

}  // namespace

std::string ToWire(const ReceivedMail& mail) {
  WireWriter w;
  WriteAddress(w, mail.from);
  for (const auto* list : {&mail.to, &mail.cc, &mail.reply_to}) w.Vector(*list, WriteAddress);
  w.Text(mail.subject);
  w.Text(mail.message_id);
  w.Text(mail.in_reply_to);
  w.Texts(mail.references);
  w.Optional(mail.date, [](WireWriter& out, Time date) { out.Signed(date.time_since_epoch().count()); });
  w.Text(mail.return_path);
  w.Text(mail.auto_submitted);
  w.Text(mail.precedence);
  w.Bool(mail.auto_answered);
  w.Text(mail.text);
  w.Text(mail.text_charset);
  w.Bool(mail.text_from_html);
  w.Vector(mail.attachments, WriteAttachment);
  w.Bool(mail.is_report);
  w.Vector(mail.deliveries, [](WireWriter& out, const DeliveryStatus& delivery) {
    for (const std::string* text : DeliveryTexts(delivery)) out.Text(*text);
  });
  w.Text(mail.original_message_id);
  return std::move(w).Take();
}

Result<ReceivedMail> ReceivedMailFromWire(std::string_view bytes) {
  WireReader r(bytes, {.max_bytes = 4 * kMaxMailBytes, .max_elements = 100'000});
  ReceivedMail mail;
  mail.from = ReadAddress(r);
  for (auto* list : {&mail.to, &mail.cc, &mail.reply_to}) *list = r.Vector<MailAddress>(ReadAddress, kMaxMailAddressesRead);
  mail.subject = r.Text();
  mail.message_id = r.Text(kMaxMessageIdBytes);
  mail.in_reply_to = r.Text(kMaxMessageIdBytes);
  mail.references = r.Texts(kMaxMailReferences);
  mail.date = r.Optional<Time>([](WireReader& in) { return Time(std::chrono::milliseconds(in.Signed())); });
  mail.return_path = r.Text();
  mail.auto_submitted = r.Text();
  mail.precedence = r.Text();
  mail.auto_answered = r.Bool();
  mail.text = r.Text();
  mail.text_charset = r.Text();
  mail.text_from_html = r.Bool();
  mail.attachments = r.Vector<ReceivedAttachment>(ReadAttachment, kMaxMailParts + 1);
  mail.is_report = r.Bool();
  mail.deliveries = r.Vector<DeliveryStatus>(
      [](WireReader& in) {
        DeliveryStatus delivery;
        for (std::string* text : DeliveryTexts(delivery)) *text = in.Text();
        return delivery;
      },
      kMaxDeliveries);
  mail.original_message_id = r.Text(kMaxMessageIdBytes);
  if (Status whole = r.Done(); !whole) return Fail(whole);
  return mail;
}

}  // namespace markwarden
