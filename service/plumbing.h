// The plumbing commands: JSON Lines in and out, no store, no account, no state.
// Each returns the exit code of the command contract: 0 when every line was
// answered, 1 when some input could not be read (a line {"file","error"} says which).
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace markwarden {

struct UrlPlumbing {
  std::string base;        // resolves relative inputs
  bool canonical = false;  // print the crawl key instead of the href
  bool json = false;       // lines {"input","base"} in, {"href"} or {"error"} out
};
int PlumbUrl(const UrlPlumbing& options, std::istream& in, std::ostream& out);

struct RobotsPlumbing {
  std::string agent;
  std::string file;
  bool json = false;  // adds the matching line, crawl-delay and sitemaps
};
int PlumbRobots(const RobotsPlumbing& options, std::istream& in, std::ostream& out);

struct SitemapPlumbing {
  std::string file;
  std::string url;  // where the sitemap was found; relative locs resolve against it
};
int PlumbSitemap(const SitemapPlumbing& options, std::ostream& out);

struct ExtractPlumbing {
  std::string url;
  std::string content_type;  // as the HTTP header said, "text/html; charset=gbk"
  std::vector<std::string> files;
};
int PlumbExtract(const ExtractPlumbing& options, std::ostream& out);

struct MatchPlumbing {
  std::string rights;  // R.jsonl
  std::string images;  // folder that Listing.images name files in, or empty
};
int PlumbMatch(const MatchPlumbing& options, std::istream& in, std::ostream& out);

struct SimilarPlumbing {
  std::string rights;              // R.jsonl
  std::vector<std::string> names;  // "-": one on each line of `in`
  size_t most = 10;                // hits of one name
  double least = 0.5;              // score, 0..1
};
int PlumbSimilar(const SimilarPlumbing& options, std::istream& in, std::ostream& out);

struct ImageHashPlumbing {
  std::vector<std::string> files;
};
int PlumbImageHash(const ImageHashPlumbing& options, std::ostream& out);

struct ImageMatchPlumbing {
  std::string bank;  // folder of reference pictures, with its subfolders
  std::vector<std::string> files;
};
int PlumbImageMatch(const ImageMatchPlumbing& options, std::ostream& out);

}  // namespace markwarden
