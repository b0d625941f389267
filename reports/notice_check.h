// What a notice still lacks before it may be shown or sent.
#pragma once

#include <string>
#include <vector>

#include "core/notice.h"
#include "reports/regime.h"

namespace markwarden {

struct MissingField {
  std::string pointer;  // "/items/3/url"
  LocalText label;      // what it is called
  LocalText rule;       // the article that demands it
  LocalText why;        // more than absence: "not a SHA-256 digest", "a trademark is no work"; else empty
};

// Every required field that is missing or malformed, in the order of the regime's data; empty: complete.
// Text of blanks and invisible characters alone is missing.
std::vector<MissingField> CheckNotice(const Notice& notice, const Regime& regime);

// One line naming label, pointer, what is wrong and the rule of each.
std::string DescribeMissing(const std::vector<MissingField>& missing, std::string_view lang);

}  // namespace markwarden
