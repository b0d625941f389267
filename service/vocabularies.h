// What a person may choose from and what may be done with what, for pages and commands: no copy of these lists anywhere else.
#pragma once

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

// {"version","lists":[{"name","source","choices":[{"code","name":{},"note":bool}]}],
//  "machines":[{"name","first","states":[{"code","end":bool}],"acts":[{"act","from","to","by","starts","stops"}]}],
//  "lint":[{"code","weight","sentence":{},"source"}]}
// The lists are those of reports/vocabulary.yaml, and "refusals" and "measure_outcomes" of reports/follow_up.yaml; machines are
// core/transitions.h; a sentence of the linter has gaps {{name}}.
Result<Json> ShowVocabularies(Service& service, const Scope& scope);

}  // namespace markwarden
