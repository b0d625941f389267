// The host part of a URL as the WHATWG URL Standard parses and writes it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"

namespace markwarden {

enum class HostKind { kNone, kEmpty, kDomain, kIpv4, kIpv6, kOpaque };

struct Host {
  HostKind kind = HostKind::kNone;
  std::string text;  // as written in a URL: "shop.test", "10.0.0.1", "[::1]"
};

// The host parser (URL Standard, 3.5).  `opaque` for schemes that are not special.
// Errors: kInvalid, saying why.
Result<Host> ParseHost(std::string_view text, bool opaque);

// The IPv6 parser and writer (URL Standard, 3.5); no brackets, no zone.
std::optional<std::array<uint16_t, 8>> ParseIpv6(std::string_view text);
std::string FormatIpv6(const std::array<uint16_t, 8>& pieces);

}  // namespace markwarden
