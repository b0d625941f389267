// New mail of a mailbox (RFC 3501), looked at and left as it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/net/mail_server.h"
#include "core/result.h"

namespace markwarden {

inline constexpr size_t kMaxImapMessageBytes = 25u << 20;
inline constexpr size_t kKeptOfLargeMail = 64u << 10;
inline constexpr size_t kMaxImapBatchBytes = 100u << 20;  // of messages in one answer: no further one is begun past it

using ImapServer = MailServer;

// Up to where a mailbox has been read: all zero for one that never was.
struct ImapPosition {
  uint32_t uidvalidity = 0;
  uint32_t last_uid = 0;
  bool operator==(const ImapPosition&) const = default;
};

struct ImapMessage {
  uint32_t uid = 0;
  std::string bytes;
};

struct ImapOmission {
  uint32_t uid = 0;
  std::string why;
  std::string beginning = {};  // of one that is too large: its first kKeptOfLargeMail bytes
};

struct ImapBatch {
  std::vector<ImapMessage> messages;   // by UID
  std::vector<ImapOmission> left_out;  // larger than kMaxImapMessageBytes; the position goes past them
  ImapPosition position;               // to ask with the next time
  bool started_anew = false;           // the server has numbered the mailbox anew: messages may come a second time
  bool more = false;                   // there is more than was asked for
  std::optional<Error> broken_off;     // what ended it after something had come; what came stands
};

// The messages after `from`, at most `max_messages`, oldest first.  Nothing is changed in the mailbox: it is opened with
// EXAMINE and read with BODY.PEEK, so that no message becomes "seen".  Blocks; thread-safe.  TLS and log-in as for SMTP; a
// user is needed.  `folder` is ASCII as the server names it ("INBOX"; others in modified UTF-7).
// Errors: kInvalid (the server, the folder's name, an answer that is no IMAP), kDenied (log-in), kNotFound (the server does
// not open the folder), kUnsupported (a server without UIDs), kExhausted (more new messages than a line holds), kUnavailable, kCancelled.
Result<ImapBatch> FetchNewMail(const ImapServer& server, const ImapPosition& from, size_t max_messages, std::stop_token stop, const std::string& folder = "INBOX");

}  // namespace markwarden
