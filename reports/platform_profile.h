// What a platform's complaint form takes, as data, and how a notice is cut to fit it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/notice.h"
#include "core/result.h"

namespace markwarden {

struct PlatformProfile {
  std::string id;  // "generic", "alibaba-ipp"
  LocalText name;
  std::vector<std::string> platforms;  // platform keys served by it
  size_t max_items = 0;                // listings in one request; 0: no limit known
  size_t max_message_chars = 0;        // of free text; 0: no limit known
  bool one_right_per_notice = true;
  std::string source;
  std::string verified_by;  // empty: not checked against the platform's own page
};

// Reads dir/*.yaml.  Errors: kNotFound, kInvalid naming file and field.
Result<std::vector<PlatformProfile>> LoadPlatformProfiles(const std::filesystem::path& dir);

// The profile that names `platform`, else the one called "generic", else null.
const PlatformProfile* FindPlatformProfile(const std::vector<PlatformProfile>& profiles, std::string_view platform);

// The notice cut into parts of at most max_items items, in their order, seller by seller so that one
// shop's listings stay together where they fit.  Matches and capture evidence follow their items.  A
// notice that fits comes back as it is; parts are numbered in their ids: "n1-1", "n1-2".
std::vector<Notice> SplitNotice(const Notice& notice, const PlatformProfile& profile);

}  // namespace markwarden
