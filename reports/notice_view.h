// What a notice's template may say: the record turned into words of one language.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"
#include "core/notice.h"
#include "reports/regime.h"

namespace markwarden {

// Every name a template may use is present, empty where the notice says nothing.  Texts are cleaned and
// capped (titles 300 characters); addresses of listings are whole.
Json NoticeView(const Notice& notice, const Regime& regime, std::string_view lang);

// Rows of law that the notice's document rests on: on the notice and its contents as of the day it was
// made, on substance as cited.  In the regime's order.
std::vector<const LegalBasis*> BasisUsed(const Notice& notice, const Regime& regime);

}  // namespace markwarden
