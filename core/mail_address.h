// E-mail addresses, as they may stand in an envelope and in a head.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/result.h"

namespace markwarden {

inline constexpr size_t kMaxMailAddressBytes = 254;  // RFC 5321, 4.5.3.1.3, less the angle brackets
inline constexpr size_t kMaxMailLocalBytes = 64;     // RFC 5321, 4.5.3.1.1

struct MailAddress {
  std::string name;     // for people, UTF-8, may be empty
  std::string address;  // local@domain, nothing around it
  bool operator==(const MailAddress&) const = default;
};

// `address` as a mail server may be told it: a Dot-string or Quoted-string, "@", a domain name (RFC 5321, 4.1.2).  A domain
// beyond ASCII becomes its A-labels (core/idna.h); nothing else is changed.  Errors: kInvalid, saying what is wrong: any
// control character, characters beyond ASCII before the "@" (they would need SMTPUTF8), an address literal, a cap.
Result<std::string> CheckMailAddress(std::string_view address);

inline constexpr size_t kMaxMessageIdBytes = 500;  // ours; a line of a head holds one and its name

// "<left@right>" in printable ASCII (RFC 5322, 3.6.4), as Message-ID, In-Reply-To and References have it.
bool IsMessageId(std::string_view id);

// The text with what cannot be shown on a line written as \xNN, at most 80 bytes of it: for messages about it.
std::string QuoteForMessage(std::string_view text);

}  // namespace markwarden
