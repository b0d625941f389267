// Heads are checked before the first byte is written.
#include "core/formats/mail_compose.h"

#include <algorithm>
#include <cstdint>

#include "core/formats/mail_date.h"
#include "core/formats/mail_words.h"
#include "core/formats/transfer_text.h"
#include "core/hash.h"
#include "core/utf8.h"

namespace markwarden {
namespace {

constexpr size_t kFoldAt = 78;

bool IsHeadControl(char32_t c) { return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029; }

// Errors: kInvalid, kExhausted.
Status CheckHeadText(const std::string& what, std::string_view text, size_t max_bytes) {
  if (text.size() > max_bytes) return Fail(ErrorCode::kExhausted, what + " is longer than " + std::to_string(max_bytes) + " bytes: shorten it");
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    const std::optional<char32_t> c = NextUtf8(text, at);
    if (!c) return Fail(ErrorCode::kInvalid, what + " is not UTF-8 at byte " + std::to_string(begin) + ": " + QuoteForMessage(text));
    if (IsHeadControl(*c)) {
      return Fail(ErrorCode::kInvalid, what + " holds a control character at byte " + std::to_string(begin) + ", which could forge lines of the mail: " + QuoteForMessage(text));
    }
  }
  return Ok();
}

bool IsAsciiText(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<uint8_t>(c) < 0x80; });
}

// Whether it would come back changed from a head line that may be folded, or be taken for an encoded word.
bool NeedsWords(std::string_view text) {
  return !IsAsciiText(text) || text.starts_with(' ') || text.ends_with(' ') || text.find("  ") != std::string_view::npos || text.find("=?") != std::string_view::npos;
}

// `text` folded at its blanks, the first line beginning at `column`; empty when a word of it is longer than a line.
std::optional<std::string> Folded(std::string_view text, size_t column) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find(' ', at), text.size()), word = end - at;
    if (word > kFoldAt - 2) return std::nullopt;
    const bool fold = column + 1 + word > kFoldAt;
    if (fold) out += "\r\n ";
    else if (at > 0) out += ' ';
    out.append(text, at, word);
    column = (fold ? 0 : column) + 1 + word;
    at = std::min(end + 1, text.size());
  }
  return out;
}

std::string PhraseOf(std::string_view name) {
  constexpr size_t kField = 10;  // "Reply-To: "
  if (NeedsWords(name)) return EncodeMailWords(name, kField);
  std::string phrase(name);
  if (name.find_first_of("()<>[]:;@\\,.\"") != std::string_view::npos) {
    phrase = "\"";
    for (const char c : name) {
      if (c == '"' || c == '\\') phrase += '\\';
      phrase += c;
    }
    phrase += '"';
  }
  // Blanks may be folded at in a quoted string, too (RFC 5322, 3.2.4).
  std::optional<std::string> folded = Folded(phrase, kField);
  return folded ? std::move(*folded) : EncodeMailWords(name, kField);
}

// Errors: as CheckMailAddress and CheckHeadText.
Result<std::string> Mailbox(const std::string& whose, const MailAddress& mailbox) {
  if (Status named = CheckHeadText("the name of " + whose, mailbox.name, kMaxMailNameBytes); !named) return Fail(named);
  Result<std::string> address = CheckMailAddress(mailbox.address);
  if (!address) return Fail(std::move(address.error()).While(whose));
  if (mailbox.name.empty()) return std::move(*address);
  const std::string phrase = PhraseOf(mailbox.name);
  const size_t last_line = phrase.size() - std::min(phrase.size(), phrase.rfind('\n') + 1);
  return phrase + (last_line + address->size() + 16 > kFoldAt ? "\r\n <" : " <") + *address + ">";
}

Result<std::string> MailboxLine(const char* field, const std::string& whose, const std::vector<MailAddress>& mailboxes) {
  std::string line = std::string(field) + ":";
  for (size_t i = 0; i < mailboxes.size(); ++i) {
    Result<std::string> mailbox = Mailbox(whose, mailboxes[i]);
    if (!mailbox) return mailbox;
    line += (i > 0 ? ",\r\n " : " ") + *mailbox;
  }
  return line + "\r\n";
}

std::string SubjectLine(const std::string& subject) {
  constexpr size_t kColumn = 9;  // "Subject: "
  std::optional<std::string> folded = NeedsWords(subject) ? std::nullopt : Folded(subject, kColumn);
  return "Subject: " + (folded ? *folded : EncodeMailWords(subject, kColumn)) + "\r\n";
}

bool IsTypeToken(std::string_view token) {
  return !token.empty() && token.size() <= 127 && std::all_of(token.begin(), token.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || std::string_view("!#$&^_.+-").find(c) != std::string_view::npos;
  });
}

Status CheckAttachment(const MailAttachment& attachment) {
  if (attachment.name.empty()) return Fail(ErrorCode::kInvalid, "an attachment has no name");
  if (Status named = CheckHeadText("the name of an attachment", attachment.name, kMaxMailNameBytes); !named) return named;
  if (attachment.name.find_first_of("/\\") != std::string::npos) return Fail(ErrorCode::kInvalid, "the name of an attachment holds a folder: " + QuoteForMessage(attachment.name));
  const std::string_view type = attachment.content_type;
  const size_t slash = std::min(type.find('/'), type.size());
  if (slash == type.size() || !IsTypeToken(type.substr(0, slash)) || !IsTypeToken(type.substr(slash + 1))) {
    return Fail(ErrorCode::kInvalid, "the attachment " + QuoteForMessage(attachment.name) + " has no valid content type: " + QuoteForMessage(type));
  }
  // RFC 2046, 5.1 and 5.2.1: these may not be encoded.
  if (type.starts_with("multipart/") || type.starts_with("message/")) {
    return Fail(ErrorCode::kInvalid, "the attachment " + QuoteForMessage(attachment.name) + " is of the type " + std::string(type) + ": attach it as application/octet-stream");
  }
  return Ok();
}

Status CheckIds(const OutgoingMail& mail) {
  if (!IsMessageId(mail.message_id)) return Fail(ErrorCode::kInvalid, "the mail has no valid Message-ID: " + QuoteForMessage(mail.message_id));
  if (!mail.in_reply_to.empty() && !IsMessageId(mail.in_reply_to)) return Fail(ErrorCode::kInvalid, "In-Reply-To is no message's id: " + QuoteForMessage(mail.in_reply_to));
  if (mail.references.size() > kMaxMailReferences) return Fail(ErrorCode::kExhausted, "the mail has more than " + std::to_string(kMaxMailReferences) + " references");
  for (const std::string& id : mail.references) {
    if (!IsMessageId(id)) return Fail(ErrorCode::kInvalid, "a reference is no message's id: " + QuoteForMessage(id));
  }
  return Ok();
}

// Errors: kInvalid, kExhausted.
Status CheckContents(const OutgoingMail& mail) {
  const auto too_large = [] { return Fail(ErrorCode::kExhausted, "the mail is larger than " + std::to_string(kMaxMailBytes >> 20) + " MiB: attach less"); };
  if (mail.attachments.size() > kMaxMailAttachments) return Fail(ErrorCode::kExhausted, "the mail has more than " + std::to_string(kMaxMailAttachments) + " attachments");
  if (mail.text.size() > kMaxMailBytes || mail.html.size() > kMaxMailBytes) return too_large();
  if (!IsWellFormedUtf8(mail.text) || !IsWellFormedUtf8(mail.html)) return Fail(ErrorCode::kInvalid, "the text of the mail is not UTF-8");
  size_t bytes = mail.text.size() + mail.html.size();
  for (const MailAttachment& attachment : mail.attachments) {
    if (Status checked = CheckAttachment(attachment); !checked) return checked;
    if (attachment.bytes.size() > kMaxMailBytes) return too_large();
    bytes += attachment.bytes.size();
  }
  return bytes > kMaxMailBytes ? too_large() : Ok();
}

std::string WithCrlf(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 32);
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r' && text[i] != '\n') {
      out += text[i];
      continue;
    }
    out += "\r\n";
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
  }
  if (!out.empty() && !out.ends_with("\r\n")) out += "\r\n";
  return out;
}

// Whether every mail server leaves it as it is.
bool IsPlainSevenBit(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find("\r\n", at), text.size());
    const std::string_view line = text.substr(at, end - at);
    if (line.size() > kFoldAt || line.starts_with("From ") || line.starts_with('.') || line.ends_with(' ') || line.ends_with('\t')) return false;
    if (!std::all_of(line.begin(), line.end(), [](char c) { return c == '\t' || (c >= ' ' && c < 0x7f); })) return false;
    at = end + 2;
  }
  return true;
}

std::string TextPart(const char* type, const std::string& written) {
  const std::string text = WithCrlf(written);
  std::string part = std::string("Content-Type: ") + type + "; charset=utf-8\r\nContent-Transfer-Encoding: ";
  if (IsPlainSevenBit(text)) return part + "7bit\r\n\r\n" + text;
  const auto beyond = static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) { return static_cast<uint8_t>(c) >= 0x80; }));
  if (beyond > text.size() / 6) return part + "base64\r\n\r\n" + EncodeBase64Lines(text);
  return part + "quoted-printable\r\n\r\n" + EncodeQuotedPrintable(text);
}

std::string AttachmentPart(const MailAttachment& attachment) {
  return "Content-Type: " + attachment.content_type + "\r\nContent-Disposition: attachment" + EncodeMailParameter("filename", attachment.name) +
         "\r\nContent-Transfer-Encoding: base64\r\n\r\n" + EncodeBase64Lines(attachment.bytes);
}

std::string Multipart(const char* subtype, const std::string& boundary, const std::vector<std::string>& parts) {
  size_t bytes = 500;
  for (const std::string& part : parts) bytes += part.size() + 100;
  std::string out = std::string("Content-Type: multipart/") + subtype + ";\r\n boundary=\"" + boundary + "\"\r\n\r\n";
  out.reserve(bytes);
  for (size_t i = 0; i < parts.size(); ++i) out.append(i > 0 ? "\r\n--" : "--").append(boundary).append("\r\n").append(parts[i]);
  return out.append("\r\n--").append(boundary).append("--\r\n");
}

// "=_" never stands in quoted-printable or base64 (RFC 2045, 6.7), and no text holds the digest of itself.
std::string BoundaryOf(const std::string& head, const OutgoingMail& mail, const char* which) {
  Sha256Stream digest;
  const auto take = [&](const std::string& field) {
    digest.Update(std::to_string(field.size()) + ":");
    digest.Update(field);
  };
  take(head);
  take(mail.text);
  take(mail.html);
  for (const MailAttachment& attachment : mail.attachments) {
    take(attachment.name);
    take(attachment.content_type);
    take(attachment.bytes);
  }
  return std::string("=_") + which + "_" + ToHex(digest.Finish()).substr(0, 40);
}

// Errors: kInvalid, kExhausted.
Result<std::string> Head(const OutgoingMail& mail) {
  const size_t recipients = mail.to.size() + mail.cc.size();
  if (recipients == 0) return Fail(ErrorCode::kInvalid, "the mail has no recipient");
  if (recipients > kMaxMailRecipients) return Fail(ErrorCode::kExhausted, "the mail has more than " + std::to_string(kMaxMailRecipients) + " recipients");
  const std::string date = FormatMailDate(mail.date);
  if (date.empty()) return Fail(ErrorCode::kInvalid, "the mail's date is outside of the years 1900 to 9999");
  if (Status subject = CheckHeadText("the subject", mail.subject, kMaxMailSubjectBytes); !subject) return Fail(subject);
  if (Status ids = CheckIds(mail); !ids) return Fail(ids);
  std::string head = "Date: " + date + "\r\n";
  const auto add = [&](const char* field, const char* whose, const std::vector<MailAddress>& mailboxes) -> Status {
    if (mailboxes.empty()) return Ok();
    Result<std::string> line = MailboxLine(field, whose, mailboxes);
    if (!line) return Fail(line);
    head += *line;
    return Ok();
  };
  if (Status added = add("From", "the sender", {mail.from}); !added) return Fail(added);
  if (mail.reply_to) {
    if (Status added = add("Reply-To", "whom answers go to", {*mail.reply_to}); !added) return Fail(added);
  }
  if (Status added = add("To", "a recipient", mail.to); !added) return Fail(added);
  if (Status added = add("Cc", "a recipient", mail.cc); !added) return Fail(added);
  const auto add_id = [&](const char* field, const std::string& id) {
    const std::string start = std::string(field) + ":";
    head += start + (start.size() + 1 + id.size() > kFoldAt ? "\r\n " : " ") + id + "\r\n";
  };
  add_id("Message-ID", mail.message_id);
  if (!mail.in_reply_to.empty()) add_id("In-Reply-To", mail.in_reply_to);
  for (size_t i = 0; i < mail.references.size(); ++i) {
    head += (i == 0 ? "References: " : " ") + mail.references[i] + "\r\n";
  }
  head += SubjectLine(mail.subject);
  if (mail.auto_generated) head += "Auto-Submitted: auto-generated\r\n";
  return head + "MIME-Version: 1.0\r\n";
}

}  // namespace

Result<std::string> ComposeMail(const OutgoingMail& mail) {
  if (Status contents = CheckContents(mail); !contents) return Fail(contents);
  Result<std::string> head = Head(mail);
  if (!head) return head;
  std::string body;
  if (mail.html.empty()) {
    body = TextPart("text/plain", mail.text);
  } else if (mail.text.empty()) {
    body = TextPart("text/html", mail.html);
  } else {
    body = Multipart("alternative", BoundaryOf(*head, mail, "either"), {TextPart("text/plain", mail.text), TextPart("text/html", mail.html)});
  }
  if (!mail.attachments.empty()) {
    std::vector<std::string> parts{std::move(body)};
    for (const MailAttachment& attachment : mail.attachments) parts.push_back(AttachmentPart(attachment));
    body = Multipart("mixed", BoundaryOf(*head, mail, "all"), parts);
  }
  std::string message = std::move(*head) + body;
  if (!message.ends_with("\r\n")) message += "\r\n";
  if (message.size() > kMaxMailBytes) return Fail(ErrorCode::kExhausted, "the mail is larger than " + std::to_string(kMaxMailBytes >> 20) + " MiB: attach less");
  return message;
}

}  // namespace markwarden
