// What the order of the queue is computed from, and what came of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/flag_record.h"
#include "core/listing.h"
#include "core/right.h"
#include "core/scope.h"
#include "store/database.h"

namespace markwarden {

// One flag whose priority is due, with what the latest look saw.
struct DuePriority {
  Id flag = 0, org = 0, seller = 0;
  std::string lane;
  std::string counted;  // how the seller's other leads have counted it: "", "open", "upheld"
  double db = 0;
  Time found_at;
  Listing listing;
  Right right;          // the version of the latest look
  std::vector<std::string> detectors;  // that speak for suspicion
  std::string picture_sha256;          // first picture, or empty
};
// Those due at `now`, longest overdue first; broken rows are none of them.
Result<std::vector<DuePriority>> ListDuePriorities(CaseDb& db, Time now, int limit);

// Leads on other listings of that seller since then, counted to `most` each.  Upheld: put into a case whose outcome, when it is closed,
// is none of `not_upheld`.
struct SellerPast {
  int flags = 0, upheld = 0;
};
Result<SellerPast> PastOfSeller(CaseDb& db, Id org, Id seller, Id but_flag, Time since, const std::vector<std::string>& not_upheld, int most);

// `due`: when it is computed anew.  The row version stays: nothing that a person decides about has changed.
Status SavePriority(Transaction& tx, Id flag, double points, const std::string& parts, const std::string& counted, Time due);
// The seller's other leads that lie before people are due now, at most `most` of them.
Status SellerPrioritiesAreDue(Transaction& tx, Id org, Id seller, Id but_flag, int most);
// Every lead that lies before people is due now.
Status AllPrioritiesAreDue(Transaction& tx);
// The digest of the formula that priorities were last computed by; empty before the first.
Result<std::string> PriorityFormulaInForce(CaseDb& db);
// Puts a formula in force and keeps its text.
Status PutPriorityFormulaInForce(Transaction& tx, const std::string& digest, int64_t version, const std::string& yaml);
Result<bool> AnyPriorityIsDue(CaseDb& db, Time now);

// Pictures that stand for their near-duplicates.
struct PictureHead {
  std::string sha256;
  std::string hash;  // of the whole picture, 64 hexadecimal digits
};
Result<std::vector<PictureHead>> ListPictureHeads(CaseDb& db);
// The head of a picture's group; empty when it was not looked for yet, or the picture was never fingerprinted.
struct PictureGroup {
  std::string head;
  std::string perceptual_hash;
};
Result<PictureGroup> GroupOfPicture(CaseDb& db, const std::string& sha256);
// `head` may be the picture itself; with a `hash` others are compared with it.
Status SetPictureGroup(Transaction& tx, const std::string& sha256, const std::string& head, const std::string& hash);
Status SetFlagPictureGroup(Transaction& tx, Id flag, const std::string& head);

}  // namespace markwarden
