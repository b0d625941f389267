// What a fetch changed: the URL itself, what was found on it, its group, the log.
#include <SQLiteCpp/SQLiteCpp.h>

#include "core/hash.h"
#include "store/crawl_db.h"
#include "store/database.h"

namespace markwarden {
namespace {

void BindSearch(SQLite::Statement& statement, const SearchPage& search) {
  statement.bind(":query", search.query);
  statement.bind(":query_page", search.number);
  statement.bind(":query_before", search.before);
  statement.bind(":query_most", search.most);
}

constexpr const char* kAddGroup = R"sql(
  INSERT INTO host_group (group_key) VALUES (:group) ON CONFLICT (group_key) DO NOTHING
)sql";
// A URL of an earlier round is queued again; its ETag stays for the conditional request.  One that waits as a plain list, because some pager
// named it, becomes the page of the search that it is.
constexpr const char* kAddUrl = R"sql(
  INSERT INTO url (id, key_hash, source, group_key, url, watch_id, round, role, state, priority,
                   depth, due_ms, redirects, found_on, why, query, query_page, query_before, query_most)
  VALUES (:id, :key, :source, :group, :url, :watch, :round, :role, :state, :priority,
          :depth, :due, :redirects, :found_on, :why, :query, :query_page, :query_before, :query_most)
  ON CONFLICT (key_hash) DO UPDATE
     SET url = excluded.url, group_key = excluded.group_key, watch_id = excluded.watch_id,
         round = excluded.round, role = excluded.role, state = excluded.state,
         priority = excluded.priority, depth = excluded.depth, due_ms = excluded.due_ms,
         attempts = 0, redirects = excluded.redirects, found_on = excluded.found_on, why = excluded.why,
         query = excluded.query, query_page = excluded.query_page, query_before = excluded.query_before, query_most = excluded.query_most
   WHERE url.round < excluded.round
)sql";
constexpr const char* kNameSearchPage = R"sql(
  UPDATE url SET query = :query, query_page = :query_page, query_before = :query_before, query_most = :query_most
   WHERE key_hash = :key AND round = :round AND query = '' AND state IN ('queued', 'over_budget')
)sql";
constexpr const char* kCountPattern = R"sql(
  INSERT INTO url_pattern (source, round, pattern, urls) VALUES (:source, :round, :pattern, 1)
  ON CONFLICT (source, round, pattern) DO UPDATE SET urls = url_pattern.urls + 1
  RETURNING urls
)sql";
constexpr const char* kDropUrl = "UPDATE url SET state = 'dropped', why = :why WHERE key_hash = :key";

constexpr const char* kGroupEpoch = "SELECT lease_epoch FROM host_group WHERE group_key = :group";
constexpr const char* kFinishUrl = R"sql(
  UPDATE url
     SET state = :state, due_ms = :due, attempts = :attempts, redirects = :redirects, why = :why,
         etag = :etag, last_modified = :last_modified,
         url = CASE WHEN :moved_to = '' THEN url ELSE :moved_to END
   WHERE id = :id AND round = :round AND state IN ('queued', 'over_budget')
)sql";
constexpr const char* kQueueChildren = R"sql(
  UPDATE url SET state = 'queued', round = :round, due_ms = :now, attempts = 0, why = ''
   WHERE found_on = :page AND round < :round
)sql";
constexpr const char* kCountRound = R"sql(
  INSERT INTO crawl_round (source, round, pages, pictures, listings)
  VALUES (:source, :round, :pages, :pictures, :listings)
  ON CONFLICT (source, round) DO UPDATE
     SET pages = crawl_round.pages + excluded.pages, pictures = crawl_round.pictures + excluded.pictures,
         listings = crawl_round.listings + excluded.listings
)sql";
constexpr const char* kRoundPages = "SELECT pages FROM crawl_round WHERE source = :source AND round = :round";
constexpr const char* kIsOverBudget = R"sql(
  SELECT 1 FROM crawl_source AS s JOIN crawl_round AS r ON r.source = s.source
   WHERE s.source = :source AND r.round = :round AND r.pages >= s.budget_pages
)sql";
constexpr const char* kCloseRound = R"sql(
  UPDATE url SET state = 'over_budget', why = 'budget'
   WHERE source = :source AND round = :round AND state = 'queued' AND role <> 'picture'
)sql";

constexpr const char* kSaveGroup = R"sql(
  UPDATE host_group SET next_at_ms = :next_at, failures = :failures, why = :why
   WHERE group_key = :group AND lease_epoch = :epoch
)sql";
constexpr const char* kFreeGroup = R"sql(
  UPDATE host_group SET lease_owner = '', lease_until_ms = 0
   WHERE group_key = :group AND lease_epoch = :epoch
)sql";
constexpr const char* kSaveRobots = R"sql(
  INSERT INTO robots (origin, state, body, fetched_ms, expires_ms, failures, capture_id)
  VALUES (:origin, :state, :body, :fetched, :expires, :failures, :capture)
  ON CONFLICT (origin) DO UPDATE
     SET state = excluded.state, body = excluded.body, fetched_ms = excluded.fetched_ms,
         expires_ms = excluded.expires_ms, failures = excluded.failures, capture_id = excluded.capture_id
)sql";
constexpr const char* kLogFetch = R"sql(
  INSERT INTO fetch_log (id, url_id, source, url, at_ms, status, bytes, duration_ms, capture_id, why)
  VALUES (:id, :url_id, :source, :url, :at, :status, :bytes, :duration, :capture, :why)
)sql";

std::string KeyHash(const std::string& source, const std::string& key) {
  std::string text = source;
  text.push_back('\0');
  text += key;
  const Sha256Digest digest = Sha256(text);
  return std::string(reinterpret_cast<const char*>(digest.data()), 16);
}

void BindBytes(SQLite::Statement& statement, const char* name, const std::string& bytes) {
  statement.bind(name, bytes.data(), int(bytes.size()));
}

}  // namespace

int64_t CrawlDb::CountPages(const std::string& source, int64_t round) {
  SQLite::Statement& pages = Prepare(kRoundPages);
  pages.bind(":source", source);
  pages.bind(":round", round);
  const int64_t count = pages.executeStep() ? pages.getColumn(0).getInt64() : 0;
  pages.reset();
  return count;
}

bool CrawlDb::OverBudget(const Round& round) {
  if (over_budget_.contains(round)) return true;
  SQLite::Statement& over = Prepare(kIsOverBudget);
  over.bind(":source", round.first);
  over.bind(":round", round.second);
  const bool is_over = over.executeStep();
  over.reset();
  if (is_over) over_budget_.insert(round);
  return is_over;
}

void CrawlDb::CloseRoundOverBudget(const Round& round) {
  SQLite::Statement& close = Prepare(kCloseRound);
  close.bind(":source", round.first);
  close.bind(":round", round.second);
  close.exec();
}

bool CrawlDb::AddUrl(const DiscoveredUrl& found, Time now) {
  const FrontierUrl& url = found.url;
  const bool over = url.role != UrlRole::kPicture && OverBudget({url.source, url.round});
  SQLite::Statement& group = Prepare(kAddGroup);
  group.bind(":group", url.group);
  group.exec();
  const std::string key = KeyHash(url.source, url.key);
  SQLite::Statement& add = Prepare(kAddUrl);
  add.bind(":id", ids_.Next());
  BindBytes(add, ":key", key);
  add.bind(":source", url.source);
  add.bind(":group", url.group);
  add.bind(":url", url.url);
  add.bind(":watch", url.watch);
  add.bind(":round", url.round);
  add.bind(":role", std::string(ToString(url.role)));
  add.bind(":state", over ? "over_budget" : "queued");
  add.bind(":priority", url.priority);
  add.bind(":depth", url.depth);
  add.bind(":due", ToMs(std::max(url.due, now)));
  add.bind(":redirects", url.redirects);
  add.bind(":found_on", url.found_on);
  add.bind(":why", over ? "budget" : "");
  BindSearch(add, url.search);
  if (add.exec() == 0) {
    if (!url.search.query.empty()) {
      SQLite::Statement& name = Prepare(kNameSearchPage);
      BindSearch(name, url.search);
      BindBytes(name, ":key", key);
      name.bind(":round", url.round);
      name.exec();
    }
    return false;
  }
  if (!found.pattern.empty()) {
    SQLite::Statement& count = Prepare(kCountPattern);
    count.bind(":source", url.source);
    count.bind(":round", url.round);
    count.bind(":pattern", found.pattern);
    count.executeStep();
    const int64_t urls = count.getColumn(0);
    count.reset();
    if (urls > found.pattern_limit) {
      SQLite::Statement& drop = Prepare(kDropUrl);
      drop.bind(":why", "too many URLs like " + found.pattern);
      BindBytes(drop, ":key", key);
      drop.exec();
      return false;
    }
  }
  return !over;
}

void CrawlDb::LogFetch(const FetchRecord& fetch, Id url_id, const std::string& source, const std::string& url) {
  SQLite::Statement& log = Prepare(kLogFetch);
  log.bind(":id", ids_.Next());
  log.bind(":url_id", url_id);
  log.bind(":source", source);
  log.bind(":url", url);
  log.bind(":at", ToMs(fetch.at));
  log.bind(":status", fetch.status);
  log.bind(":bytes", fetch.bytes);
  log.bind(":duration", int64_t(fetch.duration.count()));
  log.bind(":capture", fetch.capture);
  log.bind(":why", fetch.why);
  log.exec();
}

void CrawlDb::SaveGroup(const GroupState& group, bool release) {
  SQLite::Statement& save = Prepare(kSaveGroup);
  save.bind(":next_at", ToMs(group.next_at));
  save.bind(":failures", group.failures);
  save.bind(":why", group.why);
  save.bind(":group", group.group);
  save.bind(":epoch", group.epoch);
  save.exec();
  if (!release) return;
  SQLite::Statement& free = Prepare(kFreeGroup);
  free.bind(":group", group.group);
  free.bind(":epoch", group.epoch);
  free.exec();
}

void CrawlDb::SaveRobots(const RobotsRow& row) {
  SQLite::Statement& save = Prepare(kSaveRobots);
  save.bind(":origin", row.origin);
  save.bind(":state", row.state);
  save.bind(":body", row.body);
  save.bind(":fetched", ToMs(row.fetched));
  save.bind(":expires", ToMs(row.expires));
  save.bind(":failures", row.failures);
  save.bind(":capture", row.capture);
  save.exec();
  if (row.fetch) LogFetch(*row.fetch, 0, "", row.origin + "/robots.txt");
}

void CrawlDb::FinishUrl(const Completion& done, Time now) {
  const bool over = done.state == UrlState::kQueued && done.url.role != UrlRole::kPicture &&
                    OverBudget({done.url.source, done.url.round});
  SQLite::Statement& finish = Prepare(kFinishUrl);
  finish.bind(":state", std::string(ToString(over ? UrlState::kOverBudget : done.state)));
  finish.bind(":due", ToMs(done.state == UrlState::kQueued ? done.due : now));
  finish.bind(":attempts", done.attempts);
  finish.bind(":redirects", done.redirects);
  finish.bind(":why", done.why);
  finish.bind(":etag", done.etag);
  finish.bind(":last_modified", done.last_modified);
  finish.bind(":moved_to", done.moved_to);
  finish.bind(":id", done.url.id);
  finish.bind(":round", done.url.round);
  if (finish.exec() == 0) return;  // done before, by a batch that was written twice
  if (done.unchanged) {
    SQLite::Statement& children = Prepare(kQueueChildren);
    children.bind(":round", done.url.round);
    children.bind(":now", ToMs(now));
    children.bind(":page", done.url.id);
    children.exec();
  }
  if (!done.fetch) return;
  LogFetch(*done.fetch, done.url.id, done.url.source, done.url.url);
  const bool picture = done.url.role == UrlRole::kPicture;
  SQLite::Statement& count = Prepare(kCountRound);
  count.bind(":source", done.url.source);
  count.bind(":round", done.url.round);
  count.bind(":pages", picture ? 0 : 1);
  count.bind(":pictures", picture ? 1 : 0);
  count.bind(":listings", done.listings);
  count.exec();
}

Result<CompletionReport> CrawlDb::Complete(const CompletionBatch& batch) try {
  CompletionReport report;
  std::set<Round> touched;
  std::set<std::string> groups;
  std::map<std::string, int64_t> epochs;
  SQLite::Transaction transaction(*db_, SQLite::TransactionBehavior::IMMEDIATE);
  for (const Completion& done : batch.completions) {
    auto [epoch, unseen] = epochs.try_emplace(done.url.group, -1);
    if (unseen) {
      SQLite::Statement& read = Prepare(kGroupEpoch);
      read.bind(":group", done.url.group);
      if (read.executeStep()) epoch->second = read.getColumn(0);
      read.reset();
    }
    if (epoch->second != done.epoch) {
      ++report.fenced;
      continue;
    }
    FinishUrl(done, batch.now);
    touched.insert({done.url.source, done.url.round});
  }
  for (const Round& round : touched) {
    const bool was_over = over_budget_.contains(round);
    if (!was_over && OverBudget(round)) CloseRoundOverBudget(round);
    report.pages.push_back({round.first, round.second, CountPages(round.first, round.second)});
  }
  for (const Completion& done : batch.completions) {
    if (epochs[done.url.group] != done.epoch) continue;
    for (const DiscoveredUrl& found : done.discovered) {
      if (!AddUrl(found, batch.now)) continue;
      ++report.added;
      groups.insert(found.url.group);
    }
    if (done.unchanged) groups.insert(done.url.group);
  }
  for (const DiscoveredUrl& found : batch.discovered) {
    if (!AddUrl(found, batch.now)) continue;
    ++report.added;
    groups.insert(found.url.group);
  }
  for (const GroupState& group : batch.groups) SaveGroup(group, false);
  for (const RobotsRow& row : batch.robots) SaveRobots(row);
  transaction.commit();
  report.groups.assign(groups.begin(), groups.end());
  return report;
} catch (const SQLite::Exception& e) {
  over_budget_.clear();  // what was learnt in a transaction that is rolled back
  return Fail(FromSqlite(e, "record fetches"));
}

}  // namespace markwarden
