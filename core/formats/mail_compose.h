// A mail as the bytes that a mail server takes: RFC 5322 heads, MIME bodies (RFC 2045 to 2047, 2231), seven bits only.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/mail_address.h"
#include "core/result.h"

namespace markwarden {

inline constexpr size_t kMaxMailBytes = 25u << 20;  // of a whole message, as it is sent or was received
inline constexpr size_t kMaxMailAttachments = 50;
inline constexpr size_t kMaxMailRecipients = 100;   // To and Cc together
inline constexpr size_t kMaxMailSubjectBytes = 2'000;
inline constexpr size_t kMaxMailNameBytes = 400;    // of a person, a shop, a file
inline constexpr size_t kMaxMailReferences = 100;  // the newest; a head line holds them all

struct MailAttachment {
  std::string name;          // of the file, without folders
  std::string content_type;  // "application/pdf"; no parameters, neither multipart/ nor message/
  std::string bytes;
};

struct OutgoingMail {
  MailAddress from;
  std::vector<MailAddress> to, cc;
  std::optional<MailAddress> reply_to;
  std::string subject;                  // UTF-8
  std::string message_id, in_reply_to;  // "<id@host>"; the second may be empty
  std::vector<std::string> references;
  Time date{};
  // UTF-8.  Each line end of any kind is one CRLF in the message, and the last line gets one.  With both, readers choose.
  std::string text, html;
  std::vector<MailAttachment> attachments;
  bool auto_generated = false;  // "Auto-Submitted: auto-generated" (RFC 3834, 5): no machine answers it
};

// Lines end in CRLF and have at most 78 signs, where what may not be cut (an address, a message's id) is longer at most 998.
// The boundary comes from a digest of the contents: the same mail always gives the same bytes.
// Errors: kInvalid (a control character, broken UTF-8 or no valid address in what goes into the head; a missing sender,
// recipient, id or date), kExhausted (a cap).  Nothing is mended: what pages wrote into a name does not become a head line.
Result<std::string> ComposeMail(const OutgoingMail& mail);

}  // namespace markwarden
