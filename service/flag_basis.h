// Which article a decision about a flag stands on, by the right's kind and the day of the act.
#pragma once

#include <string>

#include "core/json.h"
#include "core/result.h"
#include "service/service.h"
#include "store/flags.h"

namespace markwarden {

// The day of the act: when the listing was captured, in China.  "2026-11-27"
std::string DayOfAct(const FlagDetail& detail);

// {"date","suspected":[{"id","text":{"zh","en"},"verified"}],"dismiss":{"fair_use":{"id","text","verified"},...}}
Result<Json> BasisView(Service& service, const FlagDetail& detail);

// The Chinese text of what is offered for a dismissal; empty when the data has nothing.
Result<std::string> DefaultBasis(Service& service, const FlagDetail& detail, const std::string& reason);

}  // namespace markwarden
