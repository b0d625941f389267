// Where a mail server is and how it is spoken to: what SMTP and IMAP share.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace markwarden {

enum class MailTls {
  kImplicit,  // from the first byte (RFC 8314): ports 465 and 993
  kStartTls,  // begun in the clear; a server that offers no STARTTLS is not spoken to further: ports 587, 25 and 143
  kNone,      // only to this machine: 127.0.0.0/8, ::1 or localhost
};

// Certificates are always checked, names in them too; TLS 1.2 or newer.
struct MailServer {
  std::string host;  // a name or an address
  uint16_t port = 0;
  MailTls tls = MailTls::kImplicit;
  std::string user, password;  // nothing for SMTP: no log-in is tried
  std::string ca_file;         // instead of the system's certificates
  std::string hello_name;      // SMTP's EHLO; this machine's name when empty
  std::chrono::milliseconds connect_timeout{30'000};  // up to being logged in
  std::chrono::milliseconds answer_timeout{120'000};  // without a byte coming or going
  std::chrono::milliseconds timeout{600'000};         // of the whole conversation
};

}  // namespace markwarden
