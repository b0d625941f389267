// Sellers across listings: the keys by which they are known again, their tallies, their history.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/listing.h"
#include "core/scope.h"
#include "store/database.h"
#include "store/listings.h"
#include "store/page.h"

namespace markwarden {

// In the transaction of the snapshot that showed them.  What is known already costs nothing.
Status RememberSellerKeys(Transaction& tx, Id seller, Id snapshot, const Seller& shown);

struct SellerKey {
  std::string kind;   // name, credit_code, licence, contact
  std::string value;  // as it is compared
  Id snapshot = 0;
  Time first_seen;
};
Result<std::vector<SellerKey>> KeysOfSeller(CaseDb& db, Id seller);  // at most 200

struct SellerTally {
  int64_t suspected = 0;  // leads
  int64_t upheld = 0;     // leads that people put into a case
  int64_t dismissed = 0;
  int64_t rights = 0;     // of how many rights
  int64_t notices = 0;
  int64_t taken = 0;      // listings that came down
  int64_t relists = 0;
  std::optional<Time> last_seen;  // of a lead
};
struct SellerRow {
  SellerRecord seller;
  SellerTally tally;
};
struct SellerFilter {
  std::string text = {};  // a name, code, licence or contact, from its beginning
  std::string platform = {};
  bool upheld_only = false;
};
// Those with leads in the organisation, the worst first.
Result<Page<SellerRow>> ListSellers(CaseDb& db, const Scope& scope, const SellerFilter& filter = {}, const PageRequest& page = {});
// Empty where the organisation (or the region of the account) has no lead of it.
Result<std::optional<SellerRow>> FindSellerRow(CaseDb& db, const Scope& scope, Id id);

// Another seller that shares a key.
struct SellerLink {
  Id seller = 0;
  std::string platform, name;
  std::string kind, value;
  int64_t shared_by = 0;  // sellers that have the key, counted to 100
};
// Best keys first, at most 200.  A key that more than `most` sellers have says nothing and gives no link.
Result<std::vector<SellerLink>> LinksOfSeller(CaseDb& db, Id seller, int most);

// What happened with the seller's offers since `since`, newest first.
struct SellerAct {
  std::string kind;  // flag, case, notice, taken, relist
  Id id = 0;
  Time at;
  std::string state, title, right_title;
  Id right = 0;
  double db = 0;
};
Result<std::vector<SellerAct>> ActsOfSeller(CaseDb& db, const Scope& scope, Id seller, Time since, int limit);

// Leads a year.
struct SellerYear {
  int year = 0;
  int64_t suspected = 0, upheld = 0;
};
Result<std::vector<SellerYear>> YearsOfSeller(CaseDb& db, const Scope& scope, Id seller, Time since);

// The digest of the picture that was captured at the licence's address, as the newest offer of the seller shows it; empty: none.
Result<std::string> LicencePictureOf(CaseDb& db, Id seller);

// Reads up to `limit` numbered events past the position, counts the sellers they touch anew, moves the position.  How many events were read.
Result<int64_t> TallySellers(Transaction& tx, int limit);

}  // namespace markwarden
