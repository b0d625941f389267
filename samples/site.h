// The shops as functions: a request in, an answer out.  No sockets, no clock.
#pragma once

#include <chrono>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "samples/market.h"
#include "samples/picture.h"

namespace markwarden::samples {

struct SiteRequest {
  std::string host;    // "shop1.test", with or without port
  std::string target;  // path and query
  std::string if_none_match, if_modified_since;
  bool accepts_gzip = false;
};

struct SiteAnswer {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;  // without length and date
  std::shared_ptr<const std::string> body;                   // never null
  std::chrono::milliseconds delay{0};                        // to wait before answering
};

// Not thread-safe.  Remembers two things: pictures drawn lately, and which of the failing
// pages were asked before (they answer the second time).
class Site {
 public:
  explicit Site(const Market& market) : market_(market), painter_(market) {}

  SiteAnswer Answer(const SiteRequest& request);

 private:
  SiteAnswer Route(const Shop& shop, const std::string& path, const std::string& query);
  SiteAnswer PictureAnswer(const std::string& key);
  SiteAnswer ListingAnswer(const Shop& shop, const Offer& offer);

  const Market& market_;
  const Painter painter_;
  std::list<std::pair<std::string, std::shared_ptr<const std::string>>> drawn_;  // newest first
  std::unordered_map<std::string, decltype(drawn_)::iterator> drawn_by_key_;
  size_t drawn_bytes_ = 0;
  std::map<std::string, int> failed_;
};

}  // namespace markwarden::samples
