// A hit as a document that others check without this program: what every reason rests on, sign by sign, with the rows of
// the tables that were used.  The format is docs/MATCH_CERTIFICATE.md's, matcher/verify_match.py checks it.
#pragma once

#include "core/flag.h"
#include "core/json.h"
#include "core/listing.h"
#include "core/right.h"
#include "rules/rule_book.h"

namespace markwarden {

// {"format","engine","rule_set","right":{"id","kind","names","nicknames","texts"},"fields":{name: text},"verdict","db","threshold_db","signals":[{..., "proof"}],
// "cleared_by":[{..., "proof"}]}.  `flag` was made of `listing` and `right` with `book`.  A reason that cannot be told sign by sign has
// the proof {"not_replayed": why}.  Pure.
Json MatchCertificate(const Flag& flag, const Right& right, const Listing& listing, const RuleBook& book);

}  // namespace markwarden
