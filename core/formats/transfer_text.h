// Transfer encodings of mail and of JSON files: base64 and quoted-printable undone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace markwarden {

// RFC 4648, 4 and 5 alike, padded or not; blanks and line ends are passed over.  Empty when
// there is any other sign.
std::optional<std::string> DecodeBase64(std::string_view text);

// RFC 2045, 6.7.  A broken escape stays as it is written, as mail programs have it.
std::string DecodeQuotedPrintable(std::string_view text);

}  // namespace markwarden
