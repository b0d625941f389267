// Lists of addresses in the heads of mail (RFC 5322, 3.4), read with patience.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "core/formats/mail_words.h"
#include "core/mail_address.h"

namespace markwarden {

inline constexpr size_t kMaxMailAddressesRead = 1'000;  // of one list; more are passed over

// Of "Name <a@b.test>, c@d.test (Comment), Group: e@f.test;".  Names are decoded, on one line.  An entry whose address
// CheckMailAddress refuses keeps its whole text as the name and has no address.
std::vector<MailAddress> ParseMailAddresses(std::string_view value, const CharsetDecoder& decoder);

}  // namespace markwarden
