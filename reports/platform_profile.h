// What a platform's complaint form takes, as data, and how a notice is cut to fit it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/notice.h"
#include "core/result.h"

namespace markwarden {

// Holds when each list that is not empty has the notice's value, and the value under `present` is filled.
struct ProfileCondition {
  std::vector<RightKind> kinds;
  std::vector<std::string> acts;     // codes of the regimes' acts
  std::vector<std::string> reasons;  // codes of the profile's own reasons
  std::string present;               // pointer; empty: not asked
};

// One field of the platform's form.  `pointer` says where its value is:
//   "/items/*/url"     a JSON pointer into the notice, "*" for each element
//   "@reason"          the code of the reason that is given; "@reason/zh" its name
//   "@comparison/zh"   the item's own line of the comparison
//   ""                 not in the notice: a person fills it in on the platform
struct ProfileField {
  std::string id;  // the platform's own name: "detailedMessage"
  LocalText name;
  std::string pointer;
  std::optional<ProfileCondition> applies_when;   // else the field is left out and nothing about it is checked
  bool required = false;
  std::optional<ProfileCondition> required_when;  // required then, though not always
  size_t max_chars = 0;                           // Unicode characters; 0: no limit known
  std::vector<std::string> values;                // that are allowed; empty: any
};

struct ProfileReason {
  std::string code;  // the platform's own: "9048"
  LocalText name;
  std::vector<std::string> acts;  // codes of the regimes' acts that it stands for; empty: any
  std::vector<RightKind> kinds;   // empty: any
  bool by_hand = false;           // only when a person chooses it
};

// The file that a platform takes for many listings at once.
struct ProfileBatch {
  struct Column {
    std::string header;
    std::string pointer;  // as in ProfileField
  };
  std::string format;  // "csv" or "xlsx"; empty: the platform takes none
  std::vector<Column> columns;
  size_t max_rows = 0;  // without the heading; 0: no limit known
};

struct PlatformProfile {
  std::string id;  // "generic", "alibaba-ipp"
  LocalText name;
  LocalText note;                      // what people should know of its ways; often empty
  std::vector<std::string> platforms;  // platform keys served by it
  size_t max_items = 0;                // listings in one request; 0: no limit known
  size_t max_links_by_form = 0;        // listings in its web form, where that takes fewer; 0: as max_items
  size_t max_message_chars = 0;        // of the whole comparison, as the notice's language has it; 0: no limit known
  size_t daily_cap = 0;                // listings a day; 0: no limit known
  bool one_right_per_notice = true;
  bool same_reason_once = false;       // a listing may be reported again only for another reason
  std::vector<ProfileReason> reasons;  // in order of preference
  std::vector<ProfileField> fields;
  ProfileBatch batch;
  std::string source;
  std::string verified_by;  // empty: not checked against the platform's own page
};

// Reads dir/*.yaml.  Errors: kNotFound, kInvalid naming file and field: unknown key, a pointer to nothing that a notice
// has, a condition on a reason that the profile does not list.
Result<std::vector<PlatformProfile>> LoadPlatformProfiles(const std::filesystem::path& dir);

// The profile that names `platform`, else the one called "generic", else null.
const PlatformProfile* FindPlatformProfile(const std::vector<PlatformProfile>& profiles, std::string_view platform);

// The notice cut into parts of at most max_items items, in their order, seller by seller so that one
// shop's listings stay together where they fit.  Matches and capture evidence follow their items.  A
// notice that fits comes back as it is; parts are numbered in their ids: "n1-1", "n1-2".
std::vector<Notice> SplitNotice(const Notice& notice, const PlatformProfile& profile);

}  // namespace markwarden
