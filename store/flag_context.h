// What stands beside a flag: its seller's history, past decisions like it, other listings with its picture.  Every query is bounded.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/flag_record.h"
#include "core/scope.h"
#include "store/database.h"
#include "store/page.h"

namespace markwarden {

inline constexpr int kMostHistoryFlags = 1'000;   // of one seller; counts end there
inline constexpr int kMostSellers = 20;           // shops of one credit code
inline constexpr int kMostPictureListings = 500;  // with one picture

// Flags whose hits name that seller, counted no further than kMostHistoryFlags.
Result<int64_t> CountSellerFlags(CaseDb& db, const Scope& scope, Id seller);

// The shop itself, first, and the shops that show the same credit code.
Result<std::vector<Id>> SellersLike(CaseDb& db, Id seller, const std::string& credit_code);

struct SellerHistory {
  int64_t flags = 0, upheld = 0, dismissed = 0, open = 0;
  int64_t cases = 0, notices = 0, measures = 0, taken = 0, relists = 0;
  bool more = false;  // there are more flags than were counted
};
struct SellerQuestion {
  std::vector<Id> sellers;               // at most kMostSellers are asked for
  Time from;
  std::vector<std::string> not_upheld;   // outcomes of closed cases
  Id except_flag = 0;                    // not counted
};
Result<SellerHistory> HistoryOfSeller(CaseDb& db, const Scope& scope, const SellerQuestion& question);

// What a count counts, newest first.
struct HistoryRow {
  std::string kind;  // flag, case, notice, measure, relist
  Id id = 0;
  Id parent = 0;     // the case of a notice, a measure or a relist
  std::string title, state;
  Time at;
};
// `what`: flags, upheld, dismissed, open, cases, notices, measures, relists.  Errors: kInvalid for another.
Result<Page<HistoryRow>> RowsOfSeller(CaseDb& db, const Scope& scope, const SellerQuestion& question, const std::string& what, const PageRequest& page = {});

struct PastDecision {
  Id flag = 0;
  FlagState state = FlagState::kDismissed;
  std::string title, right_title, reason, actor_name, case_outcome;
  Id case_id = 0;
  Time at;
  bool same_right = false, same_seller = false, same_picture = false;
  double alike = 0;  // share of detectors in common, 0..1
};
struct SimilarQuestion {
  Id flag = 0, right = 0, hit = 0;
  std::vector<Id> sellers;
  std::vector<std::string> pictures;  // SHA-256; the first few are asked for
};
// The most alike first, at most `most`.
Result<std::vector<PastDecision>> SimilarDecisions(CaseDb& db, const Scope& scope, const SimilarQuestion& question, size_t most = 10);

struct PictureListing {
  Id listing = 0;
  std::string title, url, platform, seller_name;
  Id seller = 0;
  Id flag = 0;  // of the same right, when the scope sees one
  std::string state;
};
// Other listings with one of these pictures, by id; a holder sees those that are flagged for its rights.
Result<Page<PictureListing>> ListingsWithPictures(CaseDb& db, const Scope& scope, Id listing, Id right, const std::vector<std::string>& pictures, const PageRequest& page = {});
// Counted no further than kMostPictureListings.
Result<int64_t> CountListingsWithPictures(CaseDb& db, Id listing, const std::vector<std::string>& pictures);

}  // namespace markwarden
