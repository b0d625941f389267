// An import as the API shows it.  Internal to service/.
#pragma once

#include "core/json.h"
#include "store/database.h"
#include "store/imports.h"

namespace markwarden {

// As service/import.h describes an item of ListImports.  Errors: those of the store.
Result<Json> ImportView(CaseDb& db, const ImportRecord& record);

}  // namespace markwarden
