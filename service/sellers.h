// Sellers: how often their offers were upheld, noticed, and came back; by what one is known to be another.
#pragma once

#include <string>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

struct SellerQuery {
  std::string text = {};      // a name, code, licence or contact, from its beginning
  std::string platform = {};
  bool upheld_only = false;
  std::string cursor = {};
  int limit = 50;
};
// {"items":[{"id","name","platform","url","credit_code","region","location","suspected","upheld","dismissed","rights","notices","taken","relists","last_seen"}],
//  "next"}: those with leads, the worst first.
Result<Json> ListSellers(Service& service, const Scope& scope, const SellerQuery& query = {});

// As an item, with "keys":[{"kind","value","first_seen"}], "links":[{"seller","name","platform","kind","value","shared_by"}], "years":[{"year","suspected",
// "upheld"}] and "history":[{"kind","id","at","state","title","right":{"id","title"},"db"}] of the last five years, newest first, at most 200; "licence":
// the digest of its licence's picture when that was captured.  Errors: kNotFound (the organisation has no lead of it).
Result<Json> ShowSeller(Service& service, const Scope& scope, Id seller);

// Counts what the log says happened since the last time; what `work` does once events are numbered.  How many events were read.
Result<int64_t> SellerPass(Service& service);

}  // namespace markwarden
