// What a fetched page of a search shows: one sighting for each offer on it.
#pragma once

#include "core/json.h"
#include "core/scope.h"
#include "crawler/crawl_loop.h"
#include "crawler/source.h"
#include "store/database.h"

namespace markwarden {

struct SearchSource {
  Id id = 0;
  Id org = 0;
  const SourceView& view;
};
// Nothing for a page that is of no search, or that is no answer (200, or 304: counted, nothing new is seen).  A page that shows too few offers to be
// read as a list tells what it links to.  `kept`: sightings of one listing by one query.
Status TakeSearchPage(Transaction& tx, const Scope& scope, const FetchedPage& page, const SearchSource& source, Id capture, int kept);

// Where a listing was found, for who sees the watches: {"sightings":[{"query","source":{"id","name"},"watch":{"id","name"},"page","position","place",
// "listed","at","url","capture","sealed":{"event","event_no"} or null}] newest first,
// "history":[{"query","source":{"id","name"},"times","first":{"place","at"},"best","last"}]}
Result<Json> FoundView(CaseDb& db, const Scope& scope, Id listing);

}  // namespace markwarden
