// Which bureau of a tree a region belongs to.
#pragma once

#include <string>
#include <vector>

#include "core/account.h"
#include "core/result.h"

namespace markwarden {

class CaseDb;

class Jurisdictions {
 public:
  static Result<Jurisdictions> Read(CaseDb& db, Id tenant);

  // More than one bureau: what a region says matters.
  bool several() const { return bureaus_.size() > 1; }
  const Organisation* Find(Id bureau) const;
  // The nearest bureau in whose region `region` lies, of those below `above` (0: of all); null when there is none.  Disabled ones do not count.
  const Organisation* Nearest(const std::string& region, Id above = 0) const;
  bool IsBelow(Id bureau, Id above) const;  // at any depth; not itself

  // The region of what a bureau's watch found: `region` where that is its own to work with; else the bureau's, so that nobody else sees it before
  // it is given to them.
  std::string RegionFor(Id desk, const std::string& region) const;

 private:
  Id tenant_ = 0;
  std::vector<Organisation> bureaus_;
};

}  // namespace markwarden
