// Packs bytes as one gzip member (RFC 1952).
#pragma once

#include <string>
#include <string_view>

namespace markwarden {

// The same bytes for the same input and zlib: no name, no time, no system.
std::string GzipMember(std::string_view bytes);

}  // namespace markwarden
