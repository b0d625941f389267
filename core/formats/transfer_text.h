// Transfer encodings of mail and of JSON files: base64 and quoted-printable, undone and done.
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

// Base64 in lines of 76 signs with CRLF between them, none after the last (RFC 2045, 6.8).
std::string EncodeBase64Lines(std::string_view bytes);

// Quoted-printable of text whose lines end in CRLF; every other control character and what stands before a line's end is
// escaped, and so are a "." and "From " that begin a line, which some mail servers change (RFC 2045, 6.7; RFC 2049, 3).
std::string EncodeQuotedPrintable(std::string_view text);

}  // namespace markwarden
