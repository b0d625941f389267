// A complete notice as the documents people read.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/notice.h"
#include "core/result.h"
#include "reports/regime.h"

namespace markwarden {

struct RenderedNotice {
  std::string html;  // self-contained, prints well
  std::string pdf;   // embedded fonts; the dates inside are the notice's own
  std::string text;  // UTF-8, for e-mail
  std::vector<std::string> unverified;  // ids of the rows of law used that nobody has verified
};

// All three say the same, in `lang`, one of the regime's templates ("zh", "en", "ru"): PDF and text are laid out from the HTML.
// Same notice, same regime, same fonts: same bytes of html and text.
// Errors: kInvalid, one line naming every missing field, while CheckNotice finds any; kUnsupported when the
// regime has no template in `lang`; kExhausted when the PDF would pass 500 pages.
Result<RenderedNotice> RenderNotice(const Notice& notice, const Regime& regime, std::string_view lang);

}  // namespace markwarden
