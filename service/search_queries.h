// A watch's queries: its own, those that are made of its rights' names, what each has brought, and which ones a round searches for.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "core/watch.h"
#include "crawler/source.h"
#include "service/rights.h"
#include "service/service.h"

namespace markwarden {

inline constexpr int kMaxDiscovery = 200;  // generated queries of a watch per source and round

// What a round searches one source for.
struct RoundQueries {
  std::vector<std::string> own;   // typed or added by people and not switched off
  std::vector<std::string> made;  // chosen for this round, best first
  int made_pages = 1;             // of each of those, at most
};
// The same for the same round, however often it is asked: what was chosen is kept with its reason (store/watch_queries.h), and is an event
// of the watch ("watch.searched").
Result<RoundQueries> QueriesForRound(Service& service, const Watch& watch, Id source, const SourceView& view, int64_t round);

// {"items":[{"query","form","language","of","right":{"id","right_id","title"} or null,"state":"own|added|on|resting|off","rests_until","pages","listings",
// "new","suspected","new_suspected","upheld","yield" (new suspected leads on a page, or null),"expected","last_searched",
// "sources":[{"id","source","pages","listings","new","suspected","new_suspected","upheld","last_searched","chosen":{"round","why":"best|explore","expected","at"} or null}]}],
// "count","limit","limit_is_set","explore_percent","pages","rest_after_rounds","rest_days","next"}
// Own ones first, then those that people switched off, those that were searched, best first, those that rest, and those that were not searched yet.
Result<Json> ListWatchQueries(Service& service, const Scope& scope, Id watch, const ListPage& page = {});

struct WatchQueryAct {
  // "add": searched in every round; "drop": in none; "rest": in none for the table's days; "resume": as the program would; "limit": `queries` per
  // source and round, -1 for as many as the table says.
  std::string act;
  std::string text = {};
  int queries = -1;
};
// Gives back what ListWatchQueries does.  Errors: kInvalid, kNotFound (no such query), kConflict (the watch has ended), kExhausted.
Result<Json> ActOnWatchQuery(Service& service, const Scope& scope, Id watch, const WatchQueryAct& act);

}  // namespace markwarden
