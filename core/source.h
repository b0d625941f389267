// A way to pull listings from a platform, as its YAML file describes it (core/watch.h has the stored row).
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace markwarden {

struct SourceSpec {
  std::string id;                           // "shop1"
  std::string platform;                     // shared by all sources of one marketplace
  std::map<std::string, std::string> name;  // language -> name
  std::vector<std::string> hosts;           // lower case; "*.example.com" covers subdomains
  std::vector<std::string> picture_hosts;   // further hosts that may serve listing pictures
  int pictures = 3;                         // fetched for each listing, the first ones

  // Where to begin.
  std::vector<std::string> start;
  std::vector<std::string> search;          // with {query}
  std::string query_charset = "utf-8";      // of {query} before percent-encoding
  std::vector<std::string> sitemaps;

  // Where to stay: RE2 over path and query.  No include means everything.
  std::vector<std::string> scope_hosts;     // `hosts` when the file says nothing
  std::vector<std::string> include;
  std::vector<std::string> exclude;
  std::string item_id;                      // RE2, first group is the item id

  int64_t budget_pages = 2000;              // per round of a watch, pictures not counted
  int budget_depth = 6;

  std::chrono::milliseconds gap{1000};      // from the end of one response to the next request
  std::string group;                        // widens the host group; empty: the registrable domain

  std::map<std::string, std::string> resolve;  // host -> address
  std::vector<std::string> allow_networks;     // CIDR
  bool old_tls = false;                        // TLS 1.0 and 1.1 too; what was spoken is kept with each capture
  std::map<std::string, std::string> hints;    // field -> CSS selector, for the extractor
  std::string notice_profile = "generic";
  std::string notice_email;
  std::string region;                       // GB/T 2260
};

}  // namespace markwarden
