// `markwarden robots`: addresses in, what a robots.txt file says of them out.
#include <ostream>

#include "core/file.h"
#include "core/json.h"
#include "core/url.h"
#include "crawler/robots.h"
#include "service/plumbing.h"
#include "service/plumbing_lines.h"

namespace markwarden {

int PlumbRobots(const RobotsPlumbing& options, std::istream& in, std::ostream& out) {
  const Result<std::string> body = ReadFile(options.file);
  if (!body) {
    out << DumpJson(Json{{"file", options.file}, {"error", body.error().message}}) << std::endl;
    return 1;
  }
  const Robots robots = Robots::Parse(*body);
  const auto delay = robots.CrawlDelay(options.agent);
  while (const auto read = ReadPlumbingLine(in)) {
    const std::string& line = read->text;
    if (read->too_long || line.size() > kMaxUrlBytes) {  // no address; asked, it could not be fetched
      out << (options.json ? DumpJson(Json{{"error", "the address is longer than 8 KiB"}}) : "!error: the address is longer than 8 KiB")
          << '\n';
      continue;
    }
    // The address counts as it stands: whoever asks has parsed it, and encoding it again here could
    // hide how the file's own lines match.
    const RobotsAnswer answer = robots.Check(options.agent, line);
    if (!options.json) {
      out << (answer.allowed ? "allow " : "disallow ") << line << '\n';
      continue;
    }
    Json object{{"url", line}, {"allowed", answer.allowed}, {"line", TextOrNull(answer.line)},
                {"crawl_delay", nullptr}, {"sitemaps", robots.sitemaps()}};
    if (delay) object["crawl_delay"] = static_cast<double>(delay->count()) / 1000;  // seconds, as in the file
    out << DumpJson(object) << '\n';
  }
  out.flush();
  return 0;
}

}  // namespace markwarden
