// Which small change of a right would remove most of its noise: counted by matching again, never guessed.  Internal to service/.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/json.h"
#include "core/listing.h"
#include "matcher/matcher.h"
#include "rules/rule_set.h"

namespace markwarden {

// A listing that the right flagged, with what it was matched with.
struct TriedListing {
  Listing listing;
  PictureContext pictures;
  Flag flag;
};

struct SuggestWish {
  int suggestions = 2;
  double least_share = 0.05;
  double strong_db = 8;  // past the threshold
};

// `flagged`: suspected ones.  Best first; each counts what it removes beside those before it.  `stopped` ends the search early, with what was found by then.
Json SuggestLessNoise(const RightVersion& right, const std::shared_ptr<const RuleBook>& book, const std::vector<TriedListing>& flagged, const SuggestWish& wish,
                      const std::function<bool()>& stopped);

}  // namespace markwarden
