// The full table of goods of an organisation: imported from an office's file, kept until another person puts it in force, asked for words.
#pragma once

#include <string>
#include <string_view>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "rules/nice_import.h"
#include "service/rights.h"
#include "service/service.h"

namespace markwarden {

struct GoodsFile {
  std::string name;     // of the file
  std::string edition;  // 1 to 60 characters
  std::string from;     // the day the edition is in force from, "2026-01-01"
  std::string sheet = {};  // of a workbook; empty: the first
};

// {"in_force":{"edition","from","counts":{"classes","groups","items","names","crosses"},"digest","since","by","reason","import"} or null,
//  "history":[{"at","by","edition": null when withdrawn,"from","reason","import"}],"small_table":{"words","classes"}}
Result<Json> ShowGoodsTable(Service& service, const Scope& scope);

// Imports, newest first: {"items":[{"id","edition","from","counts","state":"draft|active|dropped","in_force","author","digest","created_at","row_version"}],"next"}
Result<Json> ListGoodsImports(Service& service, const Scope& scope, const ListPage& page = {});
// {..., "changes": as NiceChanges against the table in force, "replaces": its edition or null,"problem": why it cannot be put in force yet or null,"mine","may":["activate","drop"]}
Result<Json> ShowGoodsImport(Service& service, const Scope& scope, Id id);

// The file read by a content worker; nothing is kept.
// {"edition","from","counts","refused":[{"line","reason","row"}],"refused_total","changes" and "replaces" as above; null when a row is refused}
Result<Json> PreviewGoodsTable(Service& service, const Scope& scope, const GoodsFile& file, std::string_view bytes);
// Keeps it.  Errors: those of the reader; kInvalid (rows are refused: the first is named), kConflict (it is the table in force; ten imports wait).
Result<Json> ImportGoodsTable(Service& service, const Scope& scope, const GoodsFile& file, std::string_view bytes);

// In force for whatever is matched from now on, by another than who imported it; earlier hits replay with theirs.
// Errors: kDenied, kInvalid (no reason), kConflict (changed meanwhile; its day has not come).
Result<Json> ActivateGoodsImport(Service& service, const Scope& scope, Id id, const std::string& reason, int64_t row_version);
Result<Json> DropGoodsImport(Service& service, const Scope& scope, Id id, int64_t row_version);
// The small table of everyday words stays.  As ShowGoodsTable.  Errors: kConflict (none is in force).
Result<Json> WithdrawGoodsTable(Service& service, const Scope& scope, const std::string& reason);

// What the tables in force say of a title's words:
// {"words","found": the word that decides or null,"table":"edition" or "small" or null,"edition","classes":[],"groups":[],"items":[Item, at most 50]}
Result<Json> LookGoods(Service& service, const Scope& scope, const std::string& words);

struct GoodsSearch {
  std::string text = {};   // of a name, of a number's begin, or a group
  int nice_class = 0;      // 0: any
  std::string group = {};  // empty: any
  std::string cursor = {};
  int limit = 50;
};
// Items of the table in force: {"edition" or null,"items":[{"number","class","group","names":[]}],"next"}
Result<Json> ListGoodsItems(Service& service, const Scope& scope, const GoodsSearch& search);

}  // namespace markwarden
