// Extraction and its options as bytes that cross a process border.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "crawler/extract.h"

namespace markwarden {

// Caps of what is read back; Extract stays under them.
inline constexpr size_t kMaxWireBytes = 32u << 20;
inline constexpr size_t kMaxWireJsonBytes = 1u << 20;  // of all "extra" objects together, or of the hints
inline constexpr size_t kMaxWireListings = 20'000;
inline constexpr size_t kMaxWireLinks = 100'000;

// The bytes of one build are for the same build: they are no format for files.
std::string ToWire(const Extraction& extraction);
std::string ToWire(const ExtractOptions& options);

// The bytes come from a process that parsed a hostile page and may lie.  Errors: kInvalid (not what ToWire
// writes, cut short, bytes left over), kExhausted (past a cap).
Result<Extraction> ExtractionFromWire(std::string_view bytes);
Result<ExtractOptions> ExtractOptionsFromWire(std::string_view bytes);

}  // namespace markwarden
