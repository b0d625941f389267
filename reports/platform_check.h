// A notice against its platform's form: what the form would refuse, the reason to give, the rows of its batch file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/notice.h"
#include "core/result.h"
#include "reports/platform_profile.h"

namespace markwarden {

struct ProfileFinding {
  std::string pointer;  // "/items/3/platform_item_id"; empty: a field that the notice does not hold
  LocalText label;      // what the form calls it
  LocalText why;
  bool blocks = false;  // the platform would refuse; else a person has to know
};

// The first reason of the profile that stands for the notice's act and kind of right and is neither chosen by hand only
// nor among `used`, the codes for which its listings were reported before.  Null when there is none.
// The pointer is into `profile`.
const ProfileReason* ReasonFor(const PlatformProfile& profile, const Notice& notice, const std::vector<std::string>& used = {});

// Those that a person may still choose, chosen by hand only or not.  Pointers are into `profile`.
std::vector<const ProfileReason*> ReasonsLeft(const PlatformProfile& profile, const Notice& notice, const std::vector<std::string>& used);

// The code that the notice gives: a person's, else ReasonFor's; empty when there is none.
std::string ReasonGiven(const PlatformProfile& profile, const Notice& notice);

// Everything that the form would refuse, then what a person fills in there.  `reason`: the code that a person chose;
// empty takes the notice's, ReasonGiven.  Empty: the notice fits.  What the law demands is CheckNotice's.
std::vector<ProfileFinding> CheckProfile(const Notice& notice, const PlatformProfile& profile, std::string_view reason = {});

// The batch file's heading and one row an item, in the notices' order; cells are cleaned text.  Writers of the format
// guard cells that a spreadsheet would calculate.
// Errors: kUnsupported (the platform takes no batch file); kInvalid (nothing to write, several rights where the platform
// takes one at a time, a notice that CheckProfile blocks, a cell past 32,767 characters); kExhausted past max_rows.
Result<std::vector<std::vector<std::string>>> BatchRows(const std::vector<Notice>& notices, const PlatformProfile& profile,
                                                        std::string_view reason = {});

}  // namespace markwarden
