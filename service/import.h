// Files that platforms, holders and others hand over, in by the same door as the crawl: captured, read, extracted, matched.
#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/rights.h"
#include "service/service.h"
#include "service/work.h"

namespace markwarden {

struct FileImport {
  std::filesystem::path file = {};        // or a folder of saved pages
  const std::string* upload = nullptr;    // bytes instead of a file; `name` is theirs
  std::string name = {};
  std::string from = {};                  // who handed it over
  std::string as = {};                    // kind; empty: told by the bytes
  std::string mapping = {};               // YAML that says what a table's columns mean; empty: headings that are known
  std::function<void(int64_t pages, int64_t listings, int64_t refused)> progress = {};
  SayLine say = {};
  std::stop_token stop = {};
};

// Reads the file to its end, a batch a transaction.  What was interrupted goes on where it stopped; what is done is not done again.
// Every capture says by whom, from whom, from which file (name, SHA-256) and which record of it; its time is this machine's, the
// file's own is kept as a claim.  The file itself is captured when it has at most 64 MiB, else its digest is kept.
// As ShowImport, with "already_done" and "refused": the first 100 of {"place","line","reason","row"}.
// Errors: kInvalid, kUnsupported, kExhausted (nothing that can be read: the import is `failed`), kConflict (another process runs it),
// kCancelled (stopped: run it again to go on).
Result<Json> ImportFile(Service& service, const Scope& scope, const FileImport& import);

// {"items":[{"id","file","sha256","bytes","kind","from","by","state","failure","records","pages","listings","refused_count",
//  "capture","columns","started_at","ended_at","row_version"}],"next"}, newest first.
Result<Json> ListImports(Service& service, const Scope& scope, const ListPage& page = {});
Result<Json> ShowImport(Service& service, const Scope& scope, Id id);
// {"items":[{"number","place","reason","row"}],"next"}
Result<Json> ListImportRefusals(Service& service, const Scope& scope, Id id, const ListPage& page = {});

}  // namespace markwarden
