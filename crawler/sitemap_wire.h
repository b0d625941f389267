// Sitemap as bytes that cross a process border.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "crawler/sitemap.h"

namespace markwarden {

// For the same build on both sides, as in crawler/extract_wire.h.
std::string ToWire(const Sitemap& sitemap);

// Errors: kInvalid (not what ToWire writes, an address that is no http one), kExhausted (past a cap).
Result<Sitemap> SitemapFromWire(std::string_view bytes);

}  // namespace markwarden
