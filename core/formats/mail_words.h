// Text beyond ASCII in the heads of mail: encoded words (RFC 2047) and parameters (RFC 2231), written and read.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/formats/mime.h"

namespace markwarden {

// `bytes` of the charset with that label as UTF-8; empty when the charset is not known.  Lent by a caller who may use
// core/text.  UTF-8, US-ASCII and ISO-8859-1 need no one's help.
using CharsetDecoder = std::function<std::optional<std::string>(std::string_view bytes, std::string_view charset)>;

// UTF-8 of what is well formed in its charset, else of what `decoder` makes of it; empty when nobody knows the charset.
std::optional<std::string> DecodeCharset(std::string_view bytes, std::string_view charset, const CharsetDecoder& decoder);

// `text` (well-formed UTF-8) as encoded words of at most 75 characters, each on a line of its own ("\r\n " between them); the
// first one begins at `column` (at most 20), and no line has more than 76.
std::string EncodeMailWords(std::string_view text, size_t column);

// A value of a head with its encoded words read: well-formed UTF-8 on one line, a blank for each control character, U+FFFD
// for what is no character.  A word in an unknown charset stays as it is written.  Words that follow each other in one
// charset are read as one, because writers cut characters in two.
std::string DecodeMailWords(std::string_view value, const CharsetDecoder& decoder);

// "; name=value", or with continuations "name*0*=utf-8''..." for what is no plain short text; each on a line of its own.
// `value` is well-formed UTF-8 without control characters.
std::string EncodeMailParameter(std::string_view name, std::string_view value);

// The parameter by its plain or its RFC 2231 form; encoded words in it are read, too, as many writers use them.  On one line
// as above; empty when there is none.
std::string DecodeMailParameter(const MimeParameterList& parameters, std::string_view name, const CharsetDecoder& decoder);

}  // namespace markwarden
