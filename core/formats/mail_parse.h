// A received mail read: who, answer to what, its text, its attachments, and what a mail server reports in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/formats/delivery_status.h"
#include "core/formats/mail_compose.h"
#include "core/formats/mail_words.h"

namespace markwarden {

inline constexpr int kMaxMailDepth = 10;  // multiparts inside multiparts
inline constexpr size_t kMaxMailParts = 1'000;
inline constexpr size_t kMaxMailHeadLine = 64 << 10;  // of the message and of each part, folds counted in
inline constexpr size_t kMaxMailHeadBytes = 1 << 20;  // all heads of a message together

struct ReceivedAttachment {
  std::string name;          // of the file as its writer calls it, on one line; may be empty, may be a path: never a name to write to
  std::string content_type;  // in lower case, without parameters
  int64_t size = 0;          // decoded
  std::string sha256;        // of the decoded bytes, 64 hexadecimal digits
  std::string bytes;         // decoded, when they were asked for
  std::string broken;        // empty, or why it could not be decoded; the bytes are then as they came
  bool operator==(const ReceivedAttachment&) const = default;
};

// All of it is what the mail claims; nothing of a mail proves who wrote it.  Texts of the head are UTF-8 on one line.
struct ReceivedMail {
  MailAddress from;                           // the first one
  std::vector<MailAddress> to, cc, reply_to;  // an entry whose address is none keeps its text as the name
  std::string subject;
  std::string message_id, in_reply_to;        // "<id@host>"; empty when absent or not such an id
  std::vector<std::string> references;        // such ids, at most kMaxMailReferences, the last ones
  std::optional<Time> date;
  std::string return_path;                    // as written: "<>" for what is not to be answered
  std::string auto_submitted;                 // RFC 3834, 5, in lower case without parameters: "auto-replied" ...
  std::string precedence;                     // in lower case
  bool auto_answered = false;                 // one of the heads that answering machines write before RFC 3834

  // The text/plain parts that are shown, else the text of the text/html ones; lines end in LF.
  std::string text;
  std::string text_charset;  // of `text`: "utf-8"; else the label as the mail has it, and the bytes are as they came
  bool text_from_html = false;
  std::vector<ReceivedAttachment> attachments;

  bool is_report = false;                  // multipart/report of delivery statuses (RFC 3464)
  std::vector<DeliveryStatus> deliveries;
  std::string original_message_id;         // in the returned message or its head
  bool operator==(const ReceivedMail&) const = default;
};

struct MailReading {
  bool attachment_bytes = false;
  CharsetDecoder decoder;  // for other charsets than UTF-8, US-ASCII and ISO-8859-1
};

// Pure and linear in the size of `bytes`; memory is a small multiple of it.  What is broken inside costs the part it is in.
// Errors: kInvalid (no message: no line of a head), kExhausted (a cap: kMaxMailBytes and those above).
Result<ReceivedMail> ParseMail(std::string_view bytes, const MailReading& reading = {});

// "bounce": a mail server says that a mail failed for a recipient, in a report or, where the sender is a mail server's
// (MAILER-DAEMON, postmaster), in words.  "auto_reply": another machine's answer (RFC 3834), a report of a delay among
// them.  "reply": all else.
std::string_view MailKind(const ReceivedMail& mail);

}  // namespace markwarden
