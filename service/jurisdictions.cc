// A small tree, read whole.
#include "service/jurisdictions.h"

#include <algorithm>

#include "core/region.h"
#include "store/accounts.h"

namespace markwarden {

Result<Jurisdictions> Jurisdictions::Read(CaseDb& db, Id tenant) {
  Result<std::vector<Organisation>> bureaus = ListBureausOf(db, tenant);
  if (!bureaus) return Fail(bureaus);
  Jurisdictions read;
  read.tenant_ = tenant;
  read.bureaus_ = std::move(*bureaus);
  return read;
}

const Organisation* Jurisdictions::Find(Id bureau) const {
  const auto found = std::find_if(bureaus_.begin(), bureaus_.end(), [&](const Organisation& one) { return one.id == bureau; });
  return found == bureaus_.end() ? nullptr : &*found;
}

bool Jurisdictions::IsBelow(Id bureau, Id above) const {
  const Organisation* one = Find(bureau);
  for (size_t steps = 0; one && one->parent != 0 && steps < bureaus_.size(); ++steps) {
    if (one->parent == above) return true;
    one = Find(one->parent);
  }
  return false;
}

const Organisation* Jurisdictions::Nearest(const std::string& region, Id above) const {
  const Organisation* nearest = nullptr;
  for (const Organisation& one : bureaus_) {
    if (one.disabled || !RegionHolds(one.region_code, region) || (above != 0 && !IsBelow(one.id, above))) continue;
    if (!nearest || TrimRegion(one.region_code).size() > TrimRegion(nearest->region_code).size()) nearest = &one;
  }
  return nearest;
}

std::string Jurisdictions::RegionFor(Id desk, const std::string& region) const {
  if (!several()) return region;
  const Organisation* own = Find(desk);
  if (!own) own = Find(tenant_);  // nobody's, or the program's: the top's
  if (!own) return region;
  const Organisation* nearest = Nearest(region);
  const Id whose = nearest ? nearest->id : tenant_;
  return whose == own->id ? region : own->region_code;
}

}  // namespace markwarden
