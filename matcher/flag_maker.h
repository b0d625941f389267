// One right and one listing: what names or shows it, what speaks besides and what excuses, as one flag.
#pragma once

#include <optional>
#include <vector>

#include "core/flag.h"
#include "core/listing.h"
#include "matcher/context.h"
#include "matcher/name.h"
#include "matcher/picture_bank.h"
#include "rules/goods_reading.h"
#include "rules/rule_set.h"

namespace markwarden {

// A name, or what it may be hidden in, in one of the scene's fields.
struct FieldHit {
  size_t field = 0;
  NameHit hit;
};

// A picture of the listing that copies one of a right's.
struct CopyHit {
  size_t image = 0;  // position in Listing.images
  const PictureKey* picture = nullptr;
  const ReferencePicture* of = nullptr;
  PictureCopy copy;
};

// Everything about one listing that does not depend on the right.
struct Scene {
  const Listing& listing;
  std::vector<Field> fields;
  std::vector<FiredRule> fired;
  GoodsReading goods;
  std::optional<Time> day;
};

// Empty when nothing names or shows the right, or only so weakly that nobody need know.  `copies`: by image, the best of each.
std::optional<Flag> MakeFlag(const Scene& scene, const RuleSet& rules, const RightVersion& version, const std::vector<FieldHit>& hits, const std::vector<CopyHit>& copies);

}  // namespace markwarden
