// A statistical report as a PDF, laid out from its page.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "reports/figure_html.h"

namespace markwarden {

// Charts are drawn as paths, texts can be extracted.  A report too long for kMaxPdfPages shows fewer rows of each section (1,000, 100, 20, 5)
// and says how many are left out.  Same report, same fonts: same bytes.  Errors: those of RenderFigureHtml; kExhausted when even the
// shortest passes kMaxPdfPages.
Result<std::string> RenderFigurePdf(const FigureReport& report, const FigureTemplates& templates, std::string_view lang);

}  // namespace markwarden
