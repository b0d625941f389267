// Listing + RuleSet -> flags with their reasons.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/flag.h"
#include "core/listing.h"
#include "matcher/picture.h"
#include "matcher/picture_bank.h"
#include "rules/rule_set.h"

namespace markwarden {

// Changes with whatever makes another result of the same bytes and rules: readings, weighing, decoders, hashes, corners.  What is kept of pictures holds for one.
inline constexpr std::string_view kMatcherEngine = "markwarden/0.1 text-10 picture-4";

struct MatcherOptions {
  // The day on which a right must be in force when the listing does not say when it was captured.
  std::optional<Time> as_of;
};

// Immutable after construction, so thread-safe.  Building costs about 50 us a name; build aside and
// swap the shared_ptr.
class Matcher {
 public:
  explicit Matcher(std::shared_ptr<const RuleSet> rules, MatcherOptions options = {});
  // Matches as Matcher(rules) would, and shares with `before` what the change did not touch; `rules` were made of those of `before` by RuleSet::Change,
  // once or several times.  Takes as long as the rights that were added since the set was built, all of them; the pictures, passages and emoji of all
  // rights anew where a right that has some came or went.  (Bounds on hostile texts, of how many spans and sounds are compared, hold for what was kept and what was added each; past them the two may differ.)
  Matcher(const Matcher& before, std::shared_ptr<const RuleSet> rules);
  ~Matcher();
  Matcher(const Matcher&) = delete;
  Matcher& operator=(const Matcher&) = delete;

  // One flag per right that the listing names or shows, by right id.  A right that is named
  // only weakly and excused by nothing gives no flag.  Same input, same output, byte for byte.
  std::vector<Flag> Match(const Listing& listing, const PictureContext* pictures = nullptr) const;

  // True when the listing names no watched right, and some right's figure may be in its pictures: worth their corners.
  // A mark on goods whose text keeps silent about it is hidden; one beside its name is used openly.
  bool LooksForFigures(const Listing& listing) const;

  // True when the picture comes near a right's, and only its corners (FingerprintPicture with Corners::kFind) can
  // tell whether it is a copy: without them Match takes it for none.
  bool Undecided(const PictureKey& picture) const;

  // The references that a picture shows, as Match looks for them where its context does not say.
  std::vector<PictureBank::Hit> FindPictures(const PictureKey& picture) const;
  // Of the bank that FindPictures asks, and how many references it has.
  const std::string& bank_digest() const;
  size_t bank_size() const;

  const RuleSet& rules() const;

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

}  // namespace markwarden
