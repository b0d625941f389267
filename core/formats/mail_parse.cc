// The tree of parts, walked once.
#include "core/formats/mail_parse.h"

#include <algorithm>
#include <deque>

#include "core/formats/exchange_record.h"
#include "core/formats/html_text.h"
#include "core/formats/mail_addresses.h"
#include "core/formats/mail_date.h"
#include "core/formats/mime.h"
#include "core/formats/transfer_text.h"
#include "core/hash.h"

namespace markwarden {
namespace {

// What a part's own multipart makes of it.
enum class Around { kNothing, kReport };

struct MailWalk {
  const MailReading& reading;
  ReceivedMail& mail;
  size_t parts = 0, head_bytes = 0;
  std::string html, html_charset;
  bool has_text = false, has_html = false, has_status = false;
};

struct DecodedBody {
  std::string bytes;
  std::string broken;
};

DecodedBody UndoTransfer(const MimeEntity& part) {
  const std::string coding = LowerAscii(part.Header("content-transfer-encoding"));
  if (coding == "base64") {
    if (std::optional<std::string> bytes = DecodeBase64(part.body)) return {std::move(*bytes), ""};
    return {std::string(part.body), "it is no base64"};
  }
  if (coding == "quoted-printable") return {DecodeQuotedPrintable(part.body), ""};
  if (coding.empty() || coding == "7bit" || coding == "8bit" || coding == "binary") return {std::string(part.body), ""};
  return {std::string(part.body), "it is encoded as " + QuoteForMessage(coding) + ", which is not known"};
}

std::string WithLf(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') out += text[i];
    else if (i + 1 == text.size() || text[i + 1] != '\n') out += '\n';
  }
  return out;
}

// Adds `bytes` to a text of one charset; false when that cannot be because the charsets differ and one is not known.
bool AddText(const MailWalk& walk, std::string_view bytes, const std::string& label, std::string& text, std::string& charset) {
  std::optional<std::string> decoded = DecodeCharset(bytes, label, walk.reading.decoder);
  const std::string found = decoded ? "utf-8" : label;
  if (!charset.empty() && charset != found) return false;
  charset = found;
  if (!text.empty() && !text.ends_with('\n')) text += '\n';
  text += WithLf(decoded ? *decoded : bytes);
  return true;
}

void AddAttachment(MailWalk& walk, std::string name, std::string type, DecodedBody body) {
  ReceivedAttachment attachment;
  attachment.name = std::move(name);
  attachment.content_type = std::move(type);
  attachment.size = static_cast<int64_t>(body.bytes.size());
  attachment.sha256 = Sha256Hex(body.bytes);
  attachment.broken = std::move(body.broken);
  if (walk.reading.attachment_bytes) attachment.bytes = std::move(body.bytes);
  walk.mail.attachments.push_back(std::move(attachment));
}

// The first "<id@host>" of a head, which may hold several.
std::vector<std::string> IdsOf(std::string_view value) {
  std::deque<std::string> ids;
  for (size_t at = value.find('<'); at != std::string_view::npos; at = value.find('<', at + 1)) {
    const std::string_view window = value.substr(at, kMaxMessageIdBytes);
    const size_t end = window.find('>');
    if (end == std::string_view::npos || !IsMessageId(window.substr(0, end + 1))) continue;
    ids.emplace_back(window.substr(0, end + 1));
    if (ids.size() > kMaxMailReferences) ids.pop_front();
  }
  return {ids.begin(), ids.end()};
}

std::string FirstId(const std::string& value) {
  std::vector<std::string> ids = IdsOf(value);
  return ids.empty() ? "" : std::move(ids.front());
}

void TakeLeaf(const MimeEntity& part, const std::string& type, Around around, MailWalk& walk) {
  DecodedBody body = UndoTransfer(part);
  if (around == Around::kReport) {
    if (type == "message/delivery-status" || type == "message/global-delivery-status") {
      // RFC 3464, 2: there is exactly one.
      if (!walk.has_status) walk.mail.deliveries = ReadDeliveryStatus(body.bytes);
      walk.has_status = true;
      return;
    }
    if (type == "message/rfc822" || type == "text/rfc822-headers" || type == "message/global" || type == "message/global-headers" || type == "message/rfc822-headers") {
      const MimeEntity returned = SplitMimeEntity(body.bytes, kMaxMailHeadBytes);
      if (walk.mail.original_message_id.empty()) walk.mail.original_message_id = FirstId(returned.Header("message-id"));
      return;
    }
  }
  const std::string disposition = part.Header("content-disposition"), content_type = part.Header("content-type");
  std::string name = DecodeMailParameter(MimeParameters(disposition), "filename", walk.reading.decoder);
  if (name.empty()) name = DecodeMailParameter(MimeParameters(content_type), "name", walk.reading.decoder);
  const bool shown = MimeType(disposition) != "attachment" && name.empty() && body.broken.empty();
  if (shown && (type == "text/plain" || type == "text/html")) {
    std::string label = DecodeMailWords(LowerAscii(TrimBlanks(MimeParameter(content_type, "charset"))).substr(0, 60), nullptr);
    if (label.empty()) label = "us-ascii";
    const bool plain = type == "text/plain";
    if (AddText(walk, body.bytes, label, plain ? walk.mail.text : walk.html, plain ? walk.mail.text_charset : walk.html_charset)) {
      (plain ? walk.has_text : walk.has_html) = true;
      return;
    }
  }
  AddAttachment(walk, std::move(name), type, std::move(body));
}

// Errors: kExhausted.
Status WalkMail(const MimeEntity& entity, int depth, Around around, MailWalk& walk) {
  walk.head_bytes += entity.head_bytes;
  if (entity.head_too_long || walk.head_bytes > kMaxMailHeadBytes) {
    return Fail(ErrorCode::kExhausted, "the heads of the mail have more than " + std::to_string(kMaxMailHeadBytes >> 20) + " MiB");
  }
  if (entity.longest_line > kMaxMailHeadLine) {
    return Fail(ErrorCode::kExhausted, "a line of the mail's head has more than " + std::to_string(kMaxMailHeadLine >> 10) + " KiB");
  }
  const std::string content_type = entity.Header("content-type");
  std::string type = MimeType(content_type).substr(0, 200);
  if (type.find('/') == std::string::npos) type = "text/plain";  // RFC 2045, 5.2
  if (!type.starts_with("multipart/")) {
    TakeLeaf(entity, DecodeMailWords(type, nullptr), around, walk);
    return Ok();
  }
  if (depth > kMaxMailDepth) return Fail(ErrorCode::kExhausted, "the mail's parts are nested deeper than " + std::to_string(kMaxMailDepth));
  const std::string boundary = MimeParameter(content_type, "boundary");
  if (boundary.empty() || boundary.size() > 200) {
    AddAttachment(walk, "", DecodeMailWords(type, nullptr), {std::string(entity.body), "it is a multipart without a usable boundary"});
    return Ok();
  }
  const std::string report_type = LowerAscii(MimeParameter(content_type, "report-type"));
  const bool report = type == "multipart/report" && (report_type == "delivery-status" || report_type == "global-delivery-status");
  if (report) walk.mail.is_report = true;
  const std::vector<std::string_view> parts = MimeParts(entity.body, boundary, kMaxMailParts - walk.parts + 1);
  walk.parts += parts.size();
  if (walk.parts > kMaxMailParts) return Fail(ErrorCode::kExhausted, "the mail has more than " + std::to_string(kMaxMailParts) + " parts");
  for (const std::string_view part : parts) {
    if (Status walked = WalkMail(SplitMimeEntity(part, kMaxMailHeadBytes + 1), depth + 1, report ? Around::kReport : Around::kNothing, walk); !walked) return walked;
  }
  return Ok();
}

void ReadHead(const MimeEntity& message, const CharsetDecoder& decoder, ReceivedMail& mail) {
  const auto text = [&](const char* name) { return DecodeMailWords(message.Header(name), decoder); };
  const auto token = [&](const char* name) { return LowerAscii(TrimBlanks(text(name).substr(0, text(name).find_first_of(";(")))); };
  const auto people = [&](const char* name) { return ParseMailAddresses(message.Header(name), decoder); };
  if (std::vector<MailAddress> from = people("from"); !from.empty()) mail.from = std::move(from.front());
  mail.to = people("to");
  mail.cc = people("cc");
  mail.reply_to = people("reply-to");
  mail.subject = text("subject");
  mail.message_id = FirstId(message.Header("message-id"));
  mail.in_reply_to = FirstId(message.Header("in-reply-to"));
  mail.references = IdsOf(message.Header("references"));
  mail.date = ParseMailDate(message.Header("date"));
  mail.return_path = text("return-path");
  mail.auto_submitted = token("auto-submitted");
  mail.precedence = token("precedence");
  for (const char* name : {"x-autoreply", "x-autorespond", "x-auto-response", "x-mail-autoreply"}) {
    if (const std::string value = token(name); !value.empty() && value != "no") mail.auto_answered = true;
  }
}

}  // namespace

Result<ReceivedMail> ParseMail(std::string_view bytes, const MailReading& reading) {
  if (bytes.size() > kMaxMailBytes) return Fail(ErrorCode::kExhausted, "the mail is larger than " + std::to_string(kMaxMailBytes >> 20) + " MiB");
  if (bytes.starts_with("From ")) bytes.remove_prefix(std::min(bytes.find('\n'), bytes.size() - 1) + 1);  // a line of an mbox
  const MimeEntity message = SplitMimeEntity(bytes, kMaxMailHeadBytes + 1);
  if (message.headers.empty()) return Fail(ErrorCode::kInvalid, "this is no mail: it begins with no line of a head");
  ReceivedMail mail;
  MailWalk walk{.reading = reading, .mail = mail, .html = {}, .html_charset = {}};
  if (Status walked = WalkMail(message, 1, Around::kNothing, walk); !walked) return Fail(walked);
  ReadHead(message, reading.decoder, mail);
  if (!walk.has_text && walk.has_html) {
    mail.text = HtmlToText(walk.html, walk.html_charset == "utf-8");
    mail.text_charset = walk.html_charset;
    mail.text_from_html = true;
  }
  return mail;
}

std::string_view MailKind(const ReceivedMail& mail) {
  for (const DeliveryStatus& delivery : mail.deliveries) {
    if (delivery.action == "failed") return "bounce";
  }
  if (mail.auto_submitted == "auto-replied") return "auto_reply";
  const std::string local = LowerAscii(std::string_view(mail.from.address).substr(0, mail.from.address.find('@')));
  const bool from_server = local == "mailer-daemon" || local == "postmaster";
  if (from_server && mail.deliveries.empty()) return "bounce";
  const bool automatic = (!mail.auto_submitted.empty() && mail.auto_submitted != "no") || mail.return_path == "<>" || mail.precedence == "auto_reply" || mail.auto_answered;
  return automatic || from_server || mail.is_report ? "auto_reply" : "reply";
}

}  // namespace markwarden
