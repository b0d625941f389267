// What `work` does with snapshots: brings the rule set in force, matches what it has not
// seen, records hits.  Also replays one hit from the stored bytes.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/scope.h"
#include "matcher/matcher.h"
#include "rules/rule_set.h"
#include "service/service.h"
#include "store/flags.h"
#include "store/listings.h"
#include "store/picture_sights.h"
#include "store/rights.h"

namespace markwarden {

// Which record and version a right of a rule set is.
struct RightInForce {
  Id id = 0;
  Id version = 0;
};

// One organisation's rights and rules, compiled.
struct RulesInForce {
  std::shared_ptr<const Matcher> matcher;
  Id org = 0;
  std::vector<RightInForce> refs;  // by slot of the matcher's rule set

  bool empty() const { return !matcher || matcher->rules().rights().empty(); }
  // By Right::id; null when it is not among them.
  const RightVersion* Find(const std::string& key) const;
  const RightInForce* RefOf(const std::string& key) const;
};

// Builds the rule set from the organisation's current rights, the shipped packs and its own, and puts
// it in force when it differs from the one that is.  `before`: what was in force before, of the same organisation; where few rights have changed since,
// only those are read and compiled.
Result<RulesInForce> BringRulesInForce(Service& service, Id org, const RulesInForce& before = {});

// What would match if `draft` were registered, in place of the right of the same key.  Nothing is written.
Result<std::shared_ptr<const Matcher>> WithDraft(const RulesInForce& rules, const RightVersion& draft);

// The rule set that a hit was made with, from what is kept of it.  Errors: kNotFound, kUnsupported (its packs cannot be read any more).
Result<RulesInForce> RebuildRules(Service& service, Id org, const std::string& digest);

// What the matcher takes of a right: its version, and the fingerprints that are kept of its pictures.
Result<RightVersion> VersionOfRecord(CaseDb& db, const RightRecord& record);

// The current rights with any book; nothing comes in force by it.
Result<RulesInForce> CurrentRules(CaseDb& db, Id org, std::shared_ptr<const RuleBook> book);

// What is kept of a snapshot's pictures: their fingerprints without corners.
PictureContext KeptPictures(CaseDb& db, const SnapshotRecord& snapshot);

struct MatchTotals {
  int64_t matched = 0;  // snapshots
  int64_t flags = 0;    // suspected hits that are new
  int64_t cleared = 0;
  int64_t pictures = 0;  // fingerprinted
  int64_t relists = 0;   // offers that came back (relisting.h)
};

// Matches every snapshot that the organisation has not seen under these rules, in batches, each one
// transaction; pictures are fingerprinted once and remembered, offers compared with what was taken down.  Stops between batches.
// `after`: snapshots with a greater id only.
Result<MatchTotals> MatchUnseen(Service& service, Id org, const RulesInForce& rules, std::stop_token stop, Id after = 0);

// Whether what is compiled is what BringRulesInForce would give: the same versions of rights, the same book.
Result<bool> StillInForce(Service& service, Id org, const RulesInForce& compiled);

// The same match from the sealed bytes: the page is read back, extracted and matched again.  Empty when the page does not show the listing.
// Errors: kNotFound when what the hit was made of is gone.
Result<std::vector<Flag>> MatchAgain(Service& service, const HitRecord& hit, const RulesInForce& rules);

// The fingerprints of a snapshot's pictures that `matcher` needs: those that are kept, else made in content workers.  Where corners are asked for and what
// they showed to the same references before is kept, that takes their place.
struct FingerprintWish {
  Id org = 0;             // of the matcher's rights; 0: what was found before is not asked for
  std::vector<PictureSight>* sights = nullptr;  // takes what was found by corners and is not kept yet
  std::vector<PictureRecord>* fresh = nullptr;  // takes those that were not kept yet
  int* left = nullptr;    // how many may still be made; nullptr: as many as it takes
  int* missed = nullptr;  // with `left`: counts those that were not made for it
};
PictureContext FingerprintsOf(Service& service, CaseDb& db, const Matcher& matcher, const SnapshotRecord& snapshot, const FingerprintWish& wish);

// Name of the engine as hits record it.
std::string EngineName();

}  // namespace markwarden
