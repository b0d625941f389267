// The shops as functions: a request in, an answer out.  No sockets, no clock.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "samples/answer.h"
#include "samples/desk.h"
#include "samples/ledger.h"
#include "samples/market.h"
#include "samples/picture.h"

namespace markwarden::samples {

// Not thread-safe.  Remembers the complaints it took (they change what it answers), pictures drawn
// lately, and which of the failing pages were asked before (they answer the second time).
class Site {
 public:
  explicit Site(const Market& market) : market_(market), painter_(market_), ledger_(market_), desk_(market_, ledger_) {}
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  SiteAnswer Answer(const SiteRequest& request);

  // Takes up the journal of an earlier run, before the first request.  Lines that cannot be used
  // are passed over; returns how many.  Errors: kConflict (another market's journal).
  Result<int> Remember(std::string_view journal) { return ledger_.Remember(journal); }
  // What relisted.jsonl holds at `now`.
  std::string RelistedLines(Time now);

 private:
  SiteAnswer Respond(const SiteRequest& request);
  SiteAnswer Route(const Shop& shop, const std::string& path, const std::string& query);
  SiteAnswer PictureAnswer(const std::string& key);
  SiteAnswer ListingAnswer(const Shop& shop, const Offer& offer);

  Market market_;  // complaints change it
  const Painter painter_;
  Ledger ledger_;
  Desk desk_;
  std::list<std::pair<std::string, std::shared_ptr<const std::string>>> drawn_;  // newest first
  std::unordered_map<std::string, decltype(drawn_)::iterator> drawn_by_key_;
  size_t drawn_bytes_ = 0;
  std::map<std::string, int> failed_;
};

}  // namespace markwarden::samples
