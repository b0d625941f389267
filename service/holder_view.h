// What the holders of a right do not see of what is shown to them.  Internal to service/.
#pragma once

#include "core/json.h"
#include "core/scope.h"

namespace markwarden {

// Of ShowFlag: who decided, why and on what basis; whom the lead is assigned to; how we connected.  Nothing for other accounts.
void LeaveOutOfFlag(const Scope& scope, Json& flag);

// Of a measure: what people noted of it, which account may do what.
void LeaveOutOfMeasure(const Scope& scope, Json& measure);

}  // namespace markwarden
