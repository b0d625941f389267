// What ParseMail gives, as bytes between processes.
#pragma once

#include <string>
#include <string_view>

#include "core/formats/mail_parse.h"

namespace markwarden {

std::string ToWire(const ReceivedMail& mail);
// Errors: kInvalid (not what ToWire wrote), kExhausted (more than ParseMail ever gives).
Result<ReceivedMail> ReceivedMailFromWire(std::string_view bytes);

}  // namespace markwarden
