// From rights, a table and yields to what is searched.
#include "service/search_queries.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "core/account.h"
#include "core/text/other_scripts.h"
#include "rules/query_choice.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "service/view.h"
#include "store/events.h"
#include "store/rights.h"
#include "store/sightings.h"
#include "store/sources.h"
#include "store/watch_queries.h"
#include "store/watch_versions.h"
#include "store/watches.h"

namespace markwarden {
namespace {

constexpr size_t kMaxWatchQueries = 500;  // that people said something of, per watch
constexpr size_t kMaxSearchText = 200;    // bytes

struct MadeQuery {
  GeneratedQuery query;
  Json right;
  std::string state;  // "", "off", "resting"
  std::optional<Time> rests_until;
};

struct OwnQuery {
  std::string text;
  std::string state;  // "own", "added", "off"
  int made = -1;      // where it is made too
};

struct QueriesOfWatch {
  std::vector<OwnQuery> own;
  std::vector<MadeQuery> made;    // without those that are own
  std::vector<MadeQuery> of_own;  // how those would have been made
};

Result<QueriesOfWatch> ReadQueries(CaseDb& db, const QueryWords& words, const Watch& watch, Time now) {
  QueriesOfWatch queries;
  std::map<std::string, size_t> own;
  std::map<std::string, WatchQuery> said;
  Result<std::vector<WatchQuery>> rows = WatchQueriesOf(db, watch.id);
  if (!rows) return Fail(rows);
  for (WatchQuery& row : *rows) said[QueryKey(row.query)] = std::move(row);
  const auto take_own = [&](const std::string& text, const char* state) {
    const auto [at, fresh] = own.try_emplace(QueryKey(text), queries.own.size());
    if (!fresh) return;
    const auto row = said.find(at->first);
    queries.own.push_back({.text = text, .state = row != said.end() && row->second.state == "off" ? "off" : state, .made = -1});
  };
  for (const std::string& text : watch.queries) take_own(text, "own");
  for (const auto& [key, row] : said) {
    if (row.state == "added") take_own(row.query, "added");
  }
  std::set<std::string> once;
  const Scope scope = SystemScope("system:crawl", watch.org);
  for (const Id id : watch.rights) {
    if (queries.made.size() >= static_cast<size_t>(words.discovery.of_a_watch)) break;
    Result<std::optional<RightRecord>> right = FindRight(db, scope, id);
    if (!right) return Fail(right);
    if (!*right) continue;
    const Json named = {{"id", IdToString(id)}, {"right_id", (*right)->key}, {"title", (*right)->right.title}};
    for (GeneratedQuery& query : GenerateQueries((*right)->right, words, static_cast<size_t>(words.discovery.of_a_watch) - queries.made.size())) {
      const std::string key = QueryKey(query.text);
      if (!once.insert(key).second) continue;
      MadeQuery made{.query = std::move(query), .right = named, .state = {}, .rests_until = {}};
      if (const auto at = own.find(key); at != own.end()) {
        queries.own[at->second].made = static_cast<int>(queries.of_own.size());
        queries.of_own.push_back(std::move(made));
        continue;
      }
      if (const auto row = said.find(key); row != said.end()) {
        if (row->second.state == "off") made.state = "off";
        if (row->second.state == "resting" && row->second.rests_until && *row->second.rests_until > now) {
          made.state = "resting";
          made.rests_until = row->second.rests_until;
        }
      }
      queries.made.push_back(std::move(made));
    }
  }
  return queries;
}

using Yields = std::map<std::string, QueryYield>;  // by the query as it was searched

Result<Yields> ReadYields(CaseDb& db, Id watch, Id source) {
  Result<std::vector<QueryYield>> rows = QueryYields(db, watch, source);
  if (!rows) return Fail(rows);
  Yields yields;
  for (QueryYield& row : *rows) yields[row.query] = std::move(row);
  return yields;
}

// Of those that may be chosen; `index` says which of `made` each is.
std::vector<QueryTried> TriedOf(const std::vector<MadeQuery>& made, const Yields& yields) {
  std::vector<QueryTried> tried;
  for (const MadeQuery& one : made) {
    QueryTried query{.query = one.query, .last_at = {}};
    if (const auto found = yields.find(one.query.text); found != yields.end()) {
      query.pages = found->second.pages;
      query.rounds = found->second.rounds;
      query.brought = found->second.fresh_suspected;
      query.last_at = found->second.last_at;
    }
    tried.push_back(std::move(query));
  }
  return tried;
}

int LimitOf(const Watch& watch, const QueryWords& words) { return watch.discovery.value_or(words.discovery.queries); }

bool CanBeTyped(const SourceView& view, const std::string& query) {
  return !view.spec().search.empty() && view.SearchUrl(view.spec().search.front(), query).has_value();
}

Result<std::vector<SearchChoice>> ChooseForRound(Service& service, const QueryWords& words, const Watch& watch, Id source, const SourceView& view, int64_t round,
                                                 const QueriesOfWatch& queries) {
  const Time now = service.clock().Now();
  Result<Yields> yields = Reading(service, [&](CaseDb& db) { return ReadYields(db, watch.id, source); });
  if (!yields) return Fail(yields);
  std::vector<MadeQuery> open;
  for (const MadeQuery& made : queries.made) {
    if (made.state.empty() && CanBeTyped(view, made.query.text)) open.push_back(made);
  }
  const std::vector<QueryTried> tried = TriedOf(open, *yields);
  std::vector<SearchChoice> choices;
  Json told = Json::array();
  for (const ChosenQuery& one : ChooseQueries(tried, words, LimitOf(watch, words), round, now)) {
    const GeneratedQuery& query = tried[one.index].query;
    choices.push_back({.query = query.text, .round = round, .rank = static_cast<int>(choices.size()) + 1, .why = one.explore ? "explore" : "best", .score = one.expected, .at = now});
    told.push_back({{"query", query.text}, {"form", query.group()}, {"why", choices.back().why}, {"expected", one.expected}, {"pages", tried[one.index].pages}});
  }
  if (choices.empty()) return choices;
  Status kept = Writing(service, [&](Transaction& tx) -> Status {
    if (Status saved = SaveSearchChoices(tx, watch.org, watch.id, source, choices); !saved) return saved;
    NewEvent event = EventBy(SystemScope("system:crawl", watch.org), "watch.searched", "watch", watch.id);
    event.region_code = watch.region_code;
    event.detail = {{"source", view.spec().id}, {"round", FormatTime(FromUnixSeconds(round))}, {"table", words.version}, {"queries", std::move(told)}};
    if (auto id = AppendEvent(tx, event); !id) return Fail(id);
    return Ok();
  });
  if (!kept) return Fail(kept);
  return choices;
}

// ---- what people see

Json CountsView(const QueryYield& yield) {
  return {{"pages", yield.pages}, {"listings", yield.listings}, {"new", yield.fresh}, {"suspected", yield.suspected}, {"new_suspected", yield.fresh_suspected}, {"upheld", yield.upheld},
          {"last_searched", yield.pages > 0 ? Json(FormatTime(yield.last_at)) : Json(nullptr)}};
}

struct SourceTable {
  Id id = 0;
  std::string name;
  Yields yields;
  std::map<std::string, SearchChoice> choices;
  std::vector<double> expected;                   // of each that is made
  std::vector<std::optional<Time>> rests_until;  // the same
};

Json QueryView(const std::string& text, const MadeQuery* made, const std::vector<SourceTable>& sources) {
  Json view = {{"query", text}, {"form", made ? Json(made->query.form) : Json(nullptr)}, {"language", made ? TextOrNull(made->query.language) : Json(nullptr)},
               {"of", made ? Json(made->query.of) : Json(nullptr)}, {"right", made ? made->right : Json(nullptr)}, {"rests_until", nullptr}, {"expected", nullptr}};
  QueryYield all;
  Json rows = Json::array();
  for (const SourceTable& source : sources) {
    const auto found = source.yields.find(text);
    const auto chosen = source.choices.find(text);
    if (found == source.yields.end() && chosen == source.choices.end()) continue;
    const QueryYield yield = found == source.yields.end() ? QueryYield() : found->second;
    Json row = CountsView(yield);
    row["id"] = IdToString(source.id);
    row["source"] = source.name;
    row["chosen"] = nullptr;
    if (chosen != source.choices.end()) {
      const SearchChoice& choice = chosen->second;
      row["chosen"] = {{"round", FormatTime(FromUnixSeconds(choice.round))}, {"why", choice.why}, {"expected", choice.score}, {"at", FormatTime(choice.at)}};
    }
    rows.push_back(std::move(row));
    all.pages += yield.pages;
    all.listings += yield.listings;
    all.fresh += yield.fresh;
    all.suspected += yield.suspected;
    all.fresh_suspected += yield.fresh_suspected;
    all.upheld += yield.upheld;
    if (yield.pages > 0) all.last_at = std::max(all.last_at, yield.last_at);
  }
  view.update(CountsView(all));
  view["yield"] = all.pages > 0 ? Json(static_cast<double>(all.fresh_suspected) / static_cast<double>(all.pages)) : Json(nullptr);
  view["sources"] = std::move(rows);
  return view;
}

// All of them, in order.
Result<std::vector<Json>> ViewQueries(CaseDb& db, const Scope& scope, const QueryWords& words, const Watch& watch, Time now) {
  Result<QueriesOfWatch> queries = ReadQueries(db, words, watch, now);
  if (!queries) return Fail(queries);
  std::vector<SourceTable> sources;
  for (const Id id : watch.sources) {
    Result<std::optional<Source>> source = FindSource(db, scope, id);
    if (!source) return Fail(source);
    if (!*source) continue;
    SourceTable table{.id = id, .name = (*source)->name, .yields = {}, .choices = {}, .expected = {}, .rests_until = {}};
    Result<Yields> yields = ReadYields(db, watch.id, id);
    if (!yields) return Fail(yields);
    table.yields = std::move(*yields);
    Result<std::vector<SearchChoice>> choices = SearchChoicesOf(db, watch.id, id);
    if (!choices) return Fail(choices);
    for (SearchChoice& choice : *choices) table.choices[choice.query] = std::move(choice);
    const std::vector<QueryTried> tried = TriedOf(queries->made, table.yields);
    table.expected = ExpectedYields(tried, words);
    for (const QueryTried& one : tried) table.rests_until.push_back(RestsUntil(one, words.discovery, now));
    sources.push_back(std::move(table));
  }
  std::vector<Json> views;
  for (const OwnQuery& own : queries->own) {
    Json view = QueryView(own.text, own.made < 0 ? nullptr : &queries->of_own[static_cast<size_t>(own.made)], sources);
    view["state"] = own.state;
    views.push_back(std::move(view));
  }
  struct Ranked {
    int rank = 0;
    double by = 0;
    Json view;
  };
  std::vector<Ranked> made;
  for (size_t i = 0; i < queries->made.size(); ++i) {
    const MadeQuery& one = queries->made[i];
    Json view = QueryView(one.query.text, &one, sources);
    double expected = 0;
    bool awake = sources.empty();
    std::optional<Time> until;
    for (const SourceTable& source : sources) {
      expected = std::max(expected, source.expected[i]);
      awake = awake || !source.rests_until[i];
      if (source.rests_until[i]) until = until ? std::min(*until, *source.rests_until[i]) : source.rests_until[i];
    }
    view["expected"] = expected;
    std::string state = one.state.empty() ? (awake ? "on" : "resting") : one.state;
    if (state == "resting") view["rests_until"] = TimeOrNull(one.rests_until ? one.rests_until : until);
    const bool searched = view["pages"].get<int64_t>() > 0;
    const int rank = state == "off" ? 0 : state == "resting" ? 2 : searched ? 1 : 3;
    view["state"] = std::move(state);
    made.push_back({.rank = rank, .by = expected, .view = std::move(view)});
  }
  std::stable_sort(made.begin(), made.end(), [](const Ranked& a, const Ranked& b) { return a.rank != b.rank ? a.rank < b.rank : a.by > b.by; });
  for (Ranked& one : made) views.push_back(std::move(one.view));
  return views;
}

Result<Watch> WatchHere(CaseDb& db, const Scope& scope, Id id) {
  Result<std::optional<Watch>> watch = FindWatch(db, scope, id);
  if (!watch) return Fail(watch);
  if (!*watch) return Fail(ErrorCode::kNotFound, "no watch " + IdToString(id));
  return std::move(**watch);
}

Status CheckSearchText(const std::string& text) {
  const bool odd = std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  if (text.size() > kMaxSearchText || odd || CountLetters(text) < kLeastQueryLetters) {
    return Fail(ErrorCode::kInvalid, "a query has at least 2 letters, at most 200 bytes and no control characters");
  }
  return Ok();
}

// What the act makes of one text.
Status SayOfQuery(Transaction& tx, const Scope& scope, const QueryWords& words, const Watch& watch, const WatchQueryAct& act, Time now) {
  if (Status good = CheckSearchText(act.text); !good) return good;
  Result<QueriesOfWatch> queries = ReadQueries(tx.db(), words, watch, now);
  if (!queries) return Fail(queries);
  const std::string key = QueryKey(act.text);
  const auto own = std::find_if(queries->own.begin(), queries->own.end(), [&](const OwnQuery& one) { return QueryKey(one.text) == key; });
  const auto made = std::find_if(queries->made.begin(), queries->made.end(), [&](const MadeQuery& one) { return QueryKey(one.query.text) == key; });
  const bool is_own = own != queries->own.end();
  Result<std::vector<WatchQuery>> rows = WatchQueriesOf(tx.db(), watch.id);
  if (!rows) return Fail(rows);
  const auto row = std::find_if(rows->begin(), rows->end(), [&](const WatchQuery& one) { return QueryKey(one.query) == key; });
  // As it is written already, so that its figures stay its own.
  const std::string text = row != rows->end() ? row->query : is_own ? own->text : made != queries->made.end() ? made->query.text : act.text;
  const bool typed = std::any_of(watch.queries.begin(), watch.queries.end(), [&](const std::string& one) { return QueryKey(one) == key; });
  if (act.act != "add" && !is_own && made == queries->made.end() && row == rows->end()) {
    return Fail(ErrorCode::kNotFound, "the watch has no query " + act.text + ": see markwarden watch queries");
  }
  if (act.act == "resume" || (act.act == "add" && typed)) {
    Result<bool> removed = RemoveWatchQuery(tx, watch.id, text);
    return removed ? Ok() : Status(Fail(removed));
  }
  if (act.act == "drop" && is_own && !typed) {
    // What a person added goes as it came; where it is made too it is off.
    Result<bool> removed = RemoveWatchQuery(tx, watch.id, text);
    if (!removed) return Fail(removed);
    if (own->made < 0) return Ok();
  }
  if (act.act == "rest" && is_own) return Fail(ErrorCode::kInvalid, "the watch's own queries are searched in every round: drop it instead");
  if (row == rows->end() && rows->size() >= kMaxWatchQueries) return Fail(ErrorCode::kExhausted, "people have said something of 500 queries of this watch: resume some first");
  WatchQuery said{.query = text, .state = act.act == "add" ? "added" : act.act == "drop" ? "off" : "resting", .rests_until = {}, .created_at = {}};
  if (said.state == "resting") said.rests_until = now + std::chrono::days(words.discovery.rest_days);
  return SetWatchQuery(tx, scope, watch.id, said);
}

Status SetLimit(Transaction& tx, const Scope& scope, Watch watch, int queries) {
  if (queries < -1 || queries > kMaxDiscovery) return Fail(ErrorCode::kInvalid, "a round searches for 0 to 200 generated queries in a source; -1 for as many as the table says");
  Result<int> last = WatchVersionOf(tx.db(), watch.id);
  if (!last) return Fail(last);
  if (*last == 0) {
    if (auto kept = AddWatchVersion(tx, scope, watch); !kept) return Fail(kept);
  }
  watch.discovery = queries < 0 ? std::nullopt : std::optional<int>(queries);
  if (Status set = SetWatchDiscovery(tx, scope, watch.id, watch.discovery, watch.row_version); !set) return set;
  Result<int> kept = AddWatchVersion(tx, scope, watch);
  return kept ? Ok() : Status(Fail(kept));
}

}  // namespace

Result<RoundQueries> QueriesForRound(Service& service, const Watch& watch, Id source, const SourceView& view, int64_t round) {
  Result<const QueryWords*> words = service.query_words();
  if (!words) return Fail(words);
  Result<QueriesOfWatch> queries = Reading(service, [&](CaseDb& db) { return ReadQueries(db, **words, watch, service.clock().Now()); });
  if (!queries) return Fail(queries);
  RoundQueries chosen{.own = {}, .made = {}, .made_pages = (*words)->discovery.pages};
  for (const OwnQuery& own : queries->own) {
    if (own.state != "off") chosen.own.push_back(own.text);
  }
  if (LimitOf(watch, **words) == 0 || view.spec().search.empty()) return chosen;
  Result<std::vector<SearchChoice>> choices = Reading(service, [&](CaseDb& db) { return SearchChoicesOf(db, watch.id, source, round); });
  if (choices && choices->empty()) choices = ChooseForRound(service, **words, watch, source, view, round, *queries);
  if (!choices) return Fail(choices);
  for (const SearchChoice& choice : *choices) chosen.made.push_back(choice.query);
  return chosen;
}

Result<Json> ListWatchQueries(Service& service, const Scope& scope, Id id, const ListPage& page) {
  if (Status allowed = Authorise(scope, UseCase::kSeeWatches); !allowed) return Fail(allowed);
  Result<const QueryWords*> words = service.query_words();
  if (!words) return Fail(words);
  size_t from = 0;
  if (!page.cursor.empty()) {
    const auto read = std::from_chars(page.cursor.data(), page.cursor.data() + page.cursor.size(), from);
    if (read.ec != std::errc() || read.ptr != page.cursor.data() + page.cursor.size()) return Fail(ErrorCode::kInvalid, "the cursor is not one of ours");
  }
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Watch> watch = WatchHere(db, scope, id);
    if (!watch) return Fail(watch);
    Result<std::vector<Json>> views = ViewQueries(db, scope, **words, *watch, service.clock().Now());
    if (!views) return Fail(views);
    const size_t to = std::min(views->size(), from + static_cast<size_t>(std::clamp(page.limit, 1, 500)));
    Json items = Json::array();
    for (size_t i = from; i < to; ++i) items.push_back(std::move((*views)[i]));
    const DiscoveryPolicy& policy = (*words)->discovery;
    return Json{{"items", std::move(items)}, {"count", views->size()}, {"limit", LimitOf(*watch, **words)}, {"limit_is_set", watch->discovery.has_value()},
                {"limit_of_table", policy.queries}, {"explore_percent", policy.explore_percent}, {"pages", policy.pages}, {"rest_after_rounds", policy.rest_after_rounds},
                {"rest_days", policy.rest_days}, {"next", to < views->size() ? Json(std::to_string(to)) : Json(nullptr)}};
  });
}

Result<Json> ActOnWatchQuery(Service& service, const Scope& scope, Id id, const WatchQueryAct& act) {
  if (Status allowed = Authorise(scope, UseCase::kAddWatch); !allowed) return Fail(allowed);
  static constexpr const char* kActs[] = {"add", "drop", "rest", "resume", "limit"};
  Result<const QueryWords*> words = service.query_words();
  if (!words) return Fail(words);
  Status done = Writing(service, [&](Transaction& tx) -> Status {
    Result<Watch> watch = WatchHere(tx.db(), scope, id);
    if (!watch) return Fail(watch);
    if (std::none_of(std::begin(kActs), std::end(kActs), [&](const char* one) { return act.act == one; })) {
      return Fail(ErrorCode::kInvalid, "a query can be added, dropped, rested and resumed: send act add, drop, rest, resume or limit");
    }
    if (watch->state == "done") return Fail(ErrorCode::kConflict, "the watch has ended: add another instead of changing it");
    Status said = act.act == "limit" ? SetLimit(tx, scope, *watch, act.queries) : SayOfQuery(tx, scope, **words, *watch, act, service.clock().Now());
    if (!said) return said;
    NewEvent event = EventBy(scope, "watch.queries_changed", "watch", id);
    event.region_code = watch->region_code;
    event.detail = {{"act", act.act}};
    if (act.act == "limit") event.detail["queries"] = act.queries;
    else event.detail["query"] = act.text;
    if (auto written = AppendEvent(tx, event); !written) return Fail(written);
    return Ok();
  });
  if (!done) return Fail(done);
  return ListWatchQueries(service, scope, id, {.cursor = {}, .limit = 100});
}

}  // namespace markwarden
