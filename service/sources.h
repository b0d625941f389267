// Sources and watches: where to look, for what, and who asked.
#pragma once

#include <filesystem>
#include <optional>
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
// The same from text that came over the network: networks that it may reach and addresses that it fixes are an administrator's
// to set, others keep those of the version before (kDenied).
Result<Json> AddSourceText(Service& service, const Scope& scope, const std::string& yaml);
// {"items":[{"id","source","name","platform","hosts","version","gap_ms","budget","disabled"}],"next"}
Result<Json> ListSources(Service& service, const Scope& scope, const ListPage& page = {});
// One of them with its text and how its hosts stand: {..., "yaml","item_pattern","row_version","groups":[{"group","next_at","resting",
// "failures","why"}],"robots":[{"origin","state","expires_at","failures"}],"errors":[{"at","url","status","why"}],"watches":[{"id","name"}]}
Result<Json> ShowSource(Service& service, const Scope& scope, Id id);
// "disable": no crawl fetches by it; "enable".  Errors: kConflict (changed meanwhile, or it is so already).
Result<Json> ActOnSource(Service& service, const Scope& scope, Id id, const std::string& act, int64_t row_version);

// The YAML of the stored source that has the URL's host.  Errors: kNotFound.
Result<std::string> FindSourceYaml(Service& service, const Scope& scope, const std::string& url);

// Fetches one page as a crawl would (robots first) and shows what would be extracted; stores nothing
// and needs no store; of the store in `store_dir`, when there is one, the console is never connected to.
// {"url","robots":{"allowed","status","line","why"},"status","location","in_scope","item_id","extraction":{...}}
Result<Json> TestSource(const std::string& yaml, const std::string& url, const std::filesystem::path& store_dir = {});

// TestSource for a person at the console: of a text, or of the stored source `source`.  One at a time (kUnavailable).
struct SourceTrial {
  std::string source;  // id; or
  std::string yaml;
  std::string url;
};
Result<Json> TestSourceFor(Service& service, const Scope& scope, const SourceTrial& trial);

struct NewWatch {
  std::string name;
  std::vector<std::string> rights;   // ids or keys; empty: every right the actor sees
  std::vector<std::string> sources;  // source names; empty: every source
  std::vector<std::string> queries;  // empty: the names of the rights
  std::string region;
  std::string from, to;  // dates
  std::string owner = {};     // login; empty: who asks
  std::optional<int> discovery = {};  // generated queries per source and round, at most 200; empty: as many as the table says, in a change: as before
};
Result<Json> AddWatch(Service& service, const Scope& scope, const NewWatch& watch);
// {"items":[{"id","name","rights","sources","queries","region","from","to","state","owner","discovery","version","created_by"}],"next"}
Result<Json> ListWatches(Service& service, const Scope& scope, const ListPage& page = {});

}  // namespace markwarden
