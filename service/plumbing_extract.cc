// `markwarden extract`: saved pages in, one line of JSON each out.
#include <ostream>

#include "core/file.h"
#include "crawler/extract.h"
#include "service/content.h"
#include "service/plumbing.h"

namespace markwarden {

int PlumbExtract(const ExtractPlumbing& options, std::ostream& out) {
  // The cap of a page body (ARCHITECTURE, section 4), with room for what a browser saved.
  constexpr size_t kMaxFileBytes = 20u << 20;
  ContentWorkers content({});
  int code = 0;
  for (const std::string& file : options.files) {
    const Result<std::string> bytes = ReadFile(file, kMaxFileBytes);
    if (!bytes) {
      out << DumpJson({{"file", file}, {"error", bytes.error().message}}) << '\n';
      code = 1;
      continue;
    }
    const Extraction page = content.ExtractPage(*bytes, "", {.url = options.url, .content_type = options.content_type});
    if (page.why_degraded.starts_with("content worker")) {
      out << DumpJson({{"file", file}, {"error", page.why_degraded}}) << '\n';
      code = 1;
      continue;
    }
    Json line = ToJson(page);
    line["file"] = file;
    line["url"] = TextOrNull(options.url);
    out << DumpJson(line) << '\n';
  }
  return code;
}

}  // namespace markwarden
