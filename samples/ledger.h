// The complaints of a marketplace, and what they do to its offers.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "samples/complaint.h"
#include "samples/market.h"

namespace markwarden::samples {

inline constexpr size_t kMaxComplaints = 2'000;

// What a holder's idempotency key was used for.
struct KeyUse {
  std::string digest;     // of what was sent with it
  std::string receipt;
  bool complained = false;  // else it told of a filing or a withdrawal
};

// Keeps what was said as events, so that a journal of them brings back the same state:
//   {"event":"market","seed","offers"}
//   {"event":"complaint","number","shop","at","key","digest","notice","contact","items":[{"item_id","right","reason"}],"unknown":[]}
//   {"event":"filing","receipt","at","key","digest","kind","number","filed_at"}
//   {"event":"withdrawal","receipt","at","key","digest","reason"}
// Not thread-safe.
class Ledger {
 public:
  // `market` must outlive it; offers are marked as removed and relisted ones are added.
  explicit Ledger(Market& market) : market_(market), changed_(market.shops.size()) {}

  // Takes up one event.  Errors: kInvalid (not such an event, or a receipt, item or key that cannot be),
  // kConflict (another market's), kExhausted (kMaxComplaints).  After an error nothing has changed.
  Status Apply(const Json& event);
  Json MarketEvent() const;

  // Takes up a journal, one event a line.  Lines that cannot be used are passed over; returns how many.
  // Errors: kConflict (another market's journal).
  Result<int> Remember(std::string_view journal);

  // Makes the offers what they are at `now`.
  void Refresh(Time now);

  bool empty() const { return complaints_.empty(); }
  int next_number() const { return empty() ? 1 : complaints_.back().number + 1; }
  bool HasComplaintAt(const Shop& shop) const;
  const Complaint* Find(const Shop& shop, std::string_view receipt) const;  // null: no such receipt there
  const KeyUse* FindKey(const Shop& shop, const std::string& key) const;    // null: not used yet

  // As of the last Refresh: when offers of the shop last went or came back; empty: never.
  const std::optional<Time>& changed(const Shop& shop) const { return changed_[static_cast<size_t>(shop.number - 1)]; }

  // Whether an offer (an index) is not one that is still to be relisted, as of the last Refresh.
  bool HasAppeared(int offer) const;

  // Lines of truth about relisted offers: of those that Refresh brought up since the last call, and
  // of all that are up as of the last Refresh.
  std::string TakeRelisted() { return std::exchange(new_relisted_, {}); }
  std::string RelistedLines() const;

 private:
  struct Relist {
    int offer = -1;
    Time appears;
  };

  Status AddComplaint(const Json& event, Time at);
  Status AddAct(const Json& event, Time at);
  void MakeRelists(Time now);
  Offer& OfferAt(int index) { return market_.offers[static_cast<size_t>(index)]; }

  Market& market_;
  std::vector<Complaint> complaints_;  // by number
  std::map<std::pair<int, std::string>, KeyUse> keys_;  // by shop number and key
  std::vector<Relist> relists_;
  std::set<int> relisted_from_;  // offers that came back already
  std::vector<std::optional<Time>> changed_;
  std::string new_relisted_;
  Time refreshed_{};
};

}  // namespace markwarden::samples
