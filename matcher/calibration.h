// What people made of leads of each weight: how many of ten such leads were upheld.
//
// Isotonic regression (M. Ayer, H. D. Brunk, G. M. Ewing, W. T. Reid, E. Silverman, "An empirical distribution function for sampling with
// incomplete information", Annals of Mathematical Statistics 26 (1955) 641): weights are pooled until every heavier pool is upheld more often.
// The interval is E. B. Wilson's (Journal of the American Statistical Association 22 (1927) 209), at 95 %.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace markwarden {

struct LabelledLead {
  double db = 0;
  bool upheld = false;
};

struct UpheldPool {
  int from_db = 0;  // whole decibans, up to the next pool's
  int64_t leads = 0, upheld = 0;
  double share = 0, low = 0, high = 0;
};

// Lightest first; by whole decibans, each pool of `least` leads and more where there are as many.  Pure.
std::vector<UpheldPool> PoolsOf(const std::vector<LabelledLead>& leads, int64_t least);

// The pool in which a lead of this weight lies; the first one of a lighter lead, none where there are no pools.
std::optional<UpheldPool> PoolAt(const std::vector<UpheldPool>& pools, double db);

}  // namespace markwarden
