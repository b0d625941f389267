// Sources and watches: where to look, for what, and who asked.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/rights.h"
#include "service/service.h"

namespace markwarden {

// {"id","source","platform","version","status":"added|changed|unchanged"}
Result<Json> AddSource(Service& service, const Scope& scope, const std::filesystem::path& file);
// {"items":[{"id","source","name","platform","hosts","version","gap_ms","budget"}],"next"}
Result<Json> ListSources(Service& service, const Scope& scope, const ListPage& page = {});

// The YAML of the stored source that has the URL's host.  Errors: kNotFound.
Result<std::string> FindSourceYaml(Service& service, const Scope& scope, const std::string& url);

// Fetches one page as a crawl would (robots first) and shows what would be extracted; stores nothing
// and needs no store; of the store in `store_dir`, when there is one, the console is never connected to.
// {"url","robots":{"allowed","status","line","why"},"status","location","in_scope","item_id","extraction":{...}}
Result<Json> TestSource(const std::string& yaml, const std::string& url, const std::filesystem::path& store_dir = {});

struct NewWatch {
  std::string name;
  std::vector<std::string> rights;   // ids or keys; empty: every right the actor sees
  std::vector<std::string> sources;  // source names; empty: every source
  std::vector<std::string> queries;  // empty: the names of the rights
  std::string region;
  std::string from, to;  // dates
};
Result<Json> AddWatch(Service& service, const Scope& scope, const NewWatch& watch);
// {"items":[{"id","name","rights","sources","queries","region","from","to","state","created_by"}],"next"}
Result<Json> ListWatches(Service& service, const Scope& scope, const ListPage& page = {});

}  // namespace markwarden
