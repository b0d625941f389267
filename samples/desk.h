// The complaint desk of every shop: takes notices, answers what became of them.
#pragma once

#include <string>
#include <string_view>

#include "samples/answer.h"
#include "samples/ledger.h"
#include "samples/sent_notice.h"

namespace markwarden::samples {

// Paths under /ipr/: the form for people, notices as JSON and CSV, receipts, filings, withdrawals.
// Whatever changes the ledger comes with a line for its journal in the answer.  Not thread-safe.
class Desk {
 public:
  // Both outlive it.
  Desk(const Market& market, Ledger& ledger) : market_(market), ledger_(ledger) {}

  // The ledger must be refreshed to `request.now`.
  SiteAnswer Answer(const Shop& shop, const SiteRequest& request);

 private:
  SiteAnswer Post(const Shop& shop, const std::string& path, const SiteRequest& request);
  SiteAnswer TakeNotice(const Shop& shop, const SiteRequest& request, const Json& key, bool csv);
  SiteAnswer TakeAct(const Shop& shop, const std::string& path, const SiteRequest& request, const Json& key);
  // Applies the event; its line goes into the answer's journal.
  Status Record(const Json& event, SiteAnswer& answer);
  int FindOffer(const Shop& shop, const SentItem& item) const;  // index, -1 when it is not there
  Json StandingJson(const Shop& shop, const Complaint& complaint, Time now) const;

  const Market& market_;
  Ledger& ledger_;
  bool refused_once_ = false;
};

// Required of a key: 1 to 200 visible ASCII characters.
bool IsIdempotencyKey(std::string_view key);

}  // namespace markwarden::samples
