// Offers on their pages: the plain ones as search pages showed them, forty-eight a page, those that become leads on pages of their own.
#pragma once

#include <memory>
#include <vector>

#include "bench/console/seed/ground.h"
#include "store/listings.h"

namespace markwarden::seed {

struct Offer {
  Time at;
  Shop* shop = nullptr;
  const Place* place = nullptr;
  Id watch = 0, capture = 0;
  Listing listing;
  std::vector<SnapshotPicture> pictures;
  // Of a lead.
  bool lead = false;
  size_t right = 0;  // in Ground::rights
  Disguise disguise;
  size_t name_at = 0;
  double price_ratio = 1;
  SnapshotSaved saved;
};

Offer MakeOffer(Ground& ground, Random& random, int64_t number, Time at, bool lead);

// Captures the pages of these offers and saves them, in the caller's transaction.  Plain ones go by prepared statements: the store room's own
// function takes five times as long for a million.
class OfferWriter {
 public:
  OfferWriter(CaseDb& db, FakeClock& clock, CaptureWriter& captures, const Scope& by);
  ~OfferWriter();
  void Save(Transaction& tx, std::vector<Offer>& offers);

 private:
  struct Statements;
  void Capture(Transaction& tx, std::vector<Offer>& offers);
  void SavePlain(Transaction& tx, Offer& offer);

  CaseDb& db_;
  FakeClock& clock_;
  CaptureWriter& captures_;
  const Scope& by_;
  std::unique_ptr<Statements> statements_;
};

}  // namespace markwarden::seed
