// Imports listed and shown.
#include "service/import_view.h"

#include "service/import.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "store/accounts.h"

namespace markwarden {

Result<Json> ImportView(CaseDb& db, const ImportRecord& record) {
  Result<std::optional<Account>> by = FindAccount(db, record.created_by);
  if (!by) return Fail(by);
  return Json{{"id", IdToString(record.id)},
              {"file", record.file_name},
              {"sha256", record.sha256},
              {"bytes", record.bytes},
              {"kind", record.kind},
              {"from", TextOrNull(record.from_whom)},
              {"by", *by ? Json((*by)->login) : Json(nullptr)},
              {"state", record.state},
              {"failure", TextOrNull(record.failure)},
              {"records", record.read_to},
              {"pages", record.pages},
              {"listings", record.listings},
              {"refused_count", record.refused},
              {"capture", record.capture ? Json(IdToString(record.capture)) : Json(nullptr)},
              {"columns", record.columns},
              {"started_at", FormatTime(record.started_at)},
              {"ended_at", record.ended_at ? Json(FormatTime(*record.ended_at)) : Json(nullptr)},
              {"row_version", record.row_version}};
}

Result<Json> ListImports(Service& service, const Scope& scope, const ListPage& page) {
  if (Status allowed = Authorise(scope, UseCase::kSeeImports); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Page<ImportRecord>> imports = ListImports(db, scope, PageRequest{.limit = page.limit, .after = page.cursor});
    if (!imports) return Fail(imports);
    Json items = Json::array();
    for (const ImportRecord& record : imports->rows) {
      Result<Json> view = ImportView(db, record);
      if (!view) return view;
      items.push_back(std::move(*view));
    }
    return Json{{"items", std::move(items)}, {"next", TextOrNull(imports->next)}};
  });
}

Result<Json> ShowImport(Service& service, const Scope& scope, Id id) {
  if (Status allowed = Authorise(scope, UseCase::kSeeImports); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::optional<ImportRecord>> found = FindImport(db, scope, id);
    if (!found) return Fail(found);
    if (!*found) return Fail(ErrorCode::kNotFound, "no import " + IdToString(id));
    return ImportView(db, **found);
  });
}

Result<Json> ListImportRefusals(Service& service, const Scope& scope, Id id, const ListPage& page) {
  if (Status allowed = Authorise(scope, UseCase::kSeeImports); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::optional<ImportRecord>> found = FindImport(db, scope, id);
    if (!found) return Fail(found);
    if (!*found) return Fail(ErrorCode::kNotFound, "no import " + IdToString(id));
    Result<Page<ImportRefusal>> refusals = ListImportRefusals(db, scope, id, PageRequest{.limit = page.limit, .after = page.cursor});
    if (!refusals) return Fail(refusals);
    Json items = Json::array();
    for (const ImportRefusal& refusal : refusals->rows) {
      items.push_back({{"number", refusal.number}, {"place", refusal.place}, {"reason", refusal.reason}, {"row", TextOrNull(refusal.excerpt)}});
    }
    return Json{{"items", std::move(items)}, {"next", TextOrNull(refusals->next)}};
  });
}

}  // namespace markwarden
