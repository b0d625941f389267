// Documents as PDF: a simple flow of titles, paragraphs, lists, tables and drawings over A4 pages
// (Pango and Cairo), fonts embedded, drawings as paths.
#pragma once

#include <string>

#include "core/clock.h"
#include "core/result.h"
#include "reports/document.h"

namespace markwarden {

inline constexpr int kMaxPdfPages = 500;

struct PdfOptions {
  std::string author;
  std::string header;     // small, at the top of every page
  std::string foot;       // small, at the bottom of every page: digests
  std::string page_word;  // "{page} / {pages}" with words around it
  std::string fonts = "Noto Sans CJK SC, Noto Sans, DejaVu Sans";
  std::string title_fonts = "Noto Serif CJK SC, Noto Serif, DejaVu Serif";
  Time created;  // the dates inside the file; the clock is never read
};

// The PDF's bytes.  Same document, options and fonts: same bytes.  Thread-safe.
// Errors: kExhausted past kMaxPdfPages; kInternal when Cairo fails.
Result<std::string> WritePdf(const Document& document, const PdfOptions& options);

}  // namespace markwarden
