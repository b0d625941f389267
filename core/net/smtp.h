// One mail handed to a mail server (RFC 5321), with an honest word on what became of it.
#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/net/mail_server.h"
#include "core/result.h"

namespace markwarden {

using SmtpServer = MailServer;

struct SmtpEnvelope {
  std::string from;             // local@domain: where mail servers report to
  std::vector<std::string> to;  // at least one, at most 100
};

enum class SmtpOutcome {
  kAccepted,  // the server answers for it now; for whom not, `refused` says
  kRefused,   // for good (5xx): the same mail need not be tried again
  kLater,     // nothing was taken: no connection, TLS or log-in failed, 4xx, lost or out of time before the mail's end was sent
  kUnknown,   // lost, out of time or stopped after the mail's end was sent: it may have been taken, so sending again may send twice
};

struct SmtpAnswer {
  int code = 0;      // the last one of the server; 0 when there was none
  std::string text;  // of the server, else what happened; UTF-8 on one line
  std::chrono::milliseconds duration{0};
};

struct SmtpRefusal {
  std::string recipient;
  int code = 0;  // 4xx: this recipient may be tried again, alone
  std::string text;
};

struct SmtpSending {
  SmtpOutcome outcome = SmtpOutcome::kLater;
  SmtpAnswer answer;
  // Recipients that the server did not take.  With kAccepted the others have been served; with kRefused all of them are
  // here with 5xx; with kLater those that were asked before the end.
  std::vector<SmtpRefusal> refused;
};

// `message` as ComposeMail writes it.  Blocks; thread-safe.  What depends on the server's set-up (log-in, TLS, a 5xx before
// MAIL is answered, 530 to 538) is kLater, because it does not concern the mail.
// Errors: kInvalid (the server, an address, a message with a bare CR or LF, NUL, 8-bit bytes, a line over 998, no CRLF at
// its end), kExhausted (too many recipients, more than 25 MiB), kCancelled (nothing was taken).
Result<SmtpSending> SendMail(const SmtpServer& server, const SmtpEnvelope& envelope, std::string_view message, std::stop_token stop);

}  // namespace markwarden
