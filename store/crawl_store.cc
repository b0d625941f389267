// Leases, due URLs and seeding: what a crawl asks before it fetches.
#include "store/crawl_store.h"

#include "core/hash.h"
#include "store/crawl_db.h"
#include "store/database.h"

namespace markwarden {
namespace {

constexpr const char* kRestSources = "UPDATE crawl_source SET active = 0";
constexpr const char* kServeSource = R"sql(
  INSERT INTO crawl_source (source, budget_pages, active) VALUES (:source, :budget, 1)
  ON CONFLICT (source) DO UPDATE SET budget_pages = excluded.budget_pages, active = 1
)sql";
constexpr const char* kExpireLeases = "UPDATE host_group SET lease_until_ms = 0 WHERE lease_owner = :owner";
constexpr const char* kResumeRaisedBudgets = R"sql(
  UPDATE url SET state = 'queued', why = ''
   WHERE state = 'over_budget'
     AND EXISTS (SELECT 1 FROM crawl_source AS s JOIN crawl_round AS r ON r.source = s.source
                  WHERE s.source = url.source AND r.round = url.round AND r.pages < s.budget_pages)
)sql";

constexpr const char* kCloseLoweredBudgets = R"sql(
  UPDATE url SET state = 'over_budget', why = 'budget'
   WHERE state = 'queued' AND role <> 'picture'
     AND EXISTS (SELECT 1 FROM crawl_source AS s JOIN crawl_round AS r ON r.source = s.source
                  WHERE s.source = url.source AND r.round = url.round AND r.pages >= s.budget_pages)
)sql";

// What a clock that was ahead has left: rounds and answers of a time that is still to come.  Without this the crawl
// would have nothing to do until then.
constexpr const char* kToCome[] = {
    "UPDATE url SET round = 0, due_ms = CASE WHEN due_ms > :now THEN :now ELSE due_ms END WHERE round > :now / 1000",
    "DELETE FROM seeding WHERE round > :now / 1000",
    "DELETE FROM crawl_round WHERE round > :now / 1000",
    "DELETE FROM url_pattern WHERE round > :now / 1000",
    "UPDATE robots SET expires_ms = :now WHERE fetched_ms > :now",
};
// And waits that are longer than any.
constexpr const char* kTooFar[] = {
    "UPDATE url SET due_ms = :now WHERE state = 'queued' AND due_ms > :far",
    "UPDATE host_group SET next_at_ms = :now WHERE next_at_ms > :far",
    "UPDATE host_group SET lease_until_ms = :now - 1 WHERE lease_until_ms > :far",
    "UPDATE robots SET expires_ms = :now WHERE expires_ms > :far",
};

constexpr const char* kAddSeeding = R"sql(
  INSERT INTO seeding (watch_id, source, round, seeded_at_ms) VALUES (:watch, :source, :round, :now)
  ON CONFLICT (watch_id, source, round) DO NOTHING
)sql";

constexpr const char* kFreeGroups = R"sql(
  SELECT g.group_key, g.next_at_ms, g.failures, g.lease_epoch, g.lease_owner
    FROM host_group AS g
   WHERE (g.lease_owner = '' OR g.lease_until_ms < :now)
     AND g.next_at_ms <= :soon
     AND EXISTS (SELECT 1 FROM url AS u JOIN crawl_source AS s ON s.source = u.source AND s.active = 1
                  WHERE u.group_key = g.group_key AND u.state = 'queued' AND u.due_ms <= :now)
   ORDER BY g.next_at_ms, g.group_key
   LIMIT :limit
)sql";
// The old epoch in the condition makes this a compare-and-swap between workers.
constexpr const char* kLeaseGroup = R"sql(
  UPDATE host_group
     SET lease_owner = :owner, lease_epoch = lease_epoch + 1, lease_until_ms = :until, next_at_ms = :next_at
   WHERE group_key = :group AND lease_epoch = :epoch
)sql";
constexpr const char* kRenewLeases = R"sql(
  UPDATE host_group SET lease_until_ms = :until WHERE lease_owner = :owner AND lease_until_ms > 0
)sql";

constexpr const char* kDueUrls = R"sql(
  SELECT u.id, u.watch_id, u.source, u.round, u.url, u.group_key, u.role, u.depth, u.priority,
         u.redirects, u.attempts, u.found_on, u.etag, u.last_modified, u.due_ms,
         u.query, u.query_page, u.query_before, u.query_most
    FROM url AS u
    JOIN crawl_source AS s ON s.source = u.source AND s.active = 1
   WHERE u.group_key = :group AND u.state = 'queued' AND u.due_ms <= :now
   ORDER BY u.priority DESC, u.due_ms, u.id
   LIMIT :limit
)sql";
constexpr const char* kNextDue = R"sql(
  SELECT g.next_at_ms,
         (SELECT u.due_ms FROM url AS u JOIN crawl_source AS s ON s.source = u.source AND s.active = 1
           WHERE u.group_key = g.group_key AND u.state = 'queued' ORDER BY u.due_ms LIMIT 1)
    FROM host_group AS g
)sql";
constexpr const char* kRobots = R"sql(
  SELECT origin, state, body, fetched_ms, expires_ms, failures, capture_id FROM robots WHERE origin = :origin
)sql";

FrontierUrl ReadUrl(SQLite::Statement& row) {
  FrontierUrl url;
  url.id = row.getColumn(0);
  url.watch = row.getColumn(1);
  url.source = row.getColumn(2).getString();
  url.round = row.getColumn(3);
  url.url = row.getColumn(4).getString();
  url.group = row.getColumn(5).getString();
  url.role = ParseUrlRole(row.getColumn(6).getString()).value_or(UrlRole::kList);
  url.depth = row.getColumn(7);
  url.priority = row.getColumn(8);
  url.redirects = row.getColumn(9);
  url.attempts = row.getColumn(10);
  url.found_on = row.getColumn(11);
  url.etag = row.getColumn(12).getString();
  url.last_modified = row.getColumn(13).getString();
  url.due = FromMs(row.getColumn(14));
  url.search = {.query = row.getColumn(15).getString(), .number = row.getColumn(16), .before = row.getColumn(17), .most = row.getColumn(18)};
  return url;
}

}  // namespace

Result<std::unique_ptr<Frontier>> OpenCrawlStore(const std::string& path, IdMaker& ids) try {
  auto db = std::make_unique<SQLite::Database>(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, 5000);
  db->exec("PRAGMA journal_mode = WAL");
  // A completion lost to a power cut is a page fetched twice; the captures are in case.db.
  db->exec("PRAGMA synchronous = NORMAL");
  if (Status migrated = Migrate(*db, CrawlMigrations()); !migrated) {
    return Fail(std::move(migrated.error()).While("open " + path));
  }
  return Result<std::unique_ptr<Frontier>>(std::make_unique<CrawlDb>(std::move(db), ids));
} catch (const SQLite::Exception& e) {
  return Fail(FromSqlite(e, "open " + path));
}

SQLite::Statement& CrawlDb::Prepare(const char* sql) {
  std::unique_ptr<SQLite::Statement>& statement = statements_[sql];
  if (statement == nullptr) {
    statement = std::make_unique<SQLite::Statement>(*db_, sql);
  } else {
    statement->tryReset();  // a failure of the last use was reported then
    statement->clearBindings();
  }
  return *statement;
}

void CrawlDb::ForgetTheFuture(Time now) {
  for (const char* sql : kToCome) {
    SQLite::Statement& forget = Prepare(sql);
    forget.bind(":now", ToMs(now));
    forget.exec();
  }
  for (const char* sql : kTooFar) {
    SQLite::Statement& forget = Prepare(sql);
    forget.bind(":now", ToMs(now));
    forget.bind(":far", ToMs(now + kLongestWait));
    forget.exec();
  }
}

Status CrawlDb::BeginRun(const std::string& owner, const std::vector<SourceLimit>& sources, Time now) try {
  SQLite::Transaction transaction(*db_, SQLite::TransactionBehavior::IMMEDIATE);
  ForgetTheFuture(now);
  Prepare(kRestSources).exec();
  for (const SourceLimit& source : sources) {
    SQLite::Statement& serve = Prepare(kServeSource);
    serve.bind(":source", source.source);
    serve.bind(":budget", source.budget_pages);
    serve.exec();
  }
  SQLite::Statement& expire = Prepare(kExpireLeases);
  expire.bind(":owner", owner);
  expire.exec();
  Prepare(kResumeRaisedBudgets).exec();
  Prepare(kCloseLoweredBudgets).exec();
  over_budget_.clear();
  transaction.commit();
  return Ok();
} catch (const SQLite::Exception& e) {
  return Fail(FromSqlite(e, "begin a crawl"));
}

Result<int64_t> CrawlDb::Seed(Id watch, const std::string& source, int64_t round,
                              const std::vector<DiscoveredUrl>& urls, Time now) try {
  SQLite::Transaction transaction(*db_, SQLite::TransactionBehavior::IMMEDIATE);
  SQLite::Statement& seeding = Prepare(kAddSeeding);
  seeding.bind(":watch", watch);
  seeding.bind(":source", source);
  seeding.bind(":round", round);
  seeding.bind(":now", ToMs(now));
  if (seeding.exec() == 0) return 0;
  int64_t added = 0;
  for (const DiscoveredUrl& url : urls) added += AddUrl(url, now) ? 1 : 0;
  transaction.commit();
  return added;
} catch (const SQLite::Exception& e) {
  return Fail(FromSqlite(e, "seed a watch"));
}

Result<std::vector<GroupLease>> CrawlDb::LeaseGroups(const std::string& owner, int limit, Time now,
                                                     std::chrono::seconds ttl,
                                                     std::chrono::milliseconds takeover_gap) try {
  std::vector<GroupLease> leases;
  SQLite::Transaction transaction(*db_, SQLite::TransactionBehavior::IMMEDIATE);
  SQLite::Statement& free = Prepare(kFreeGroups);
  free.bind(":now", ToMs(now));
  free.bind(":soon", ToMs(now) + 1000);
  free.bind(":limit", limit);
  while (free.executeStep()) {
    GroupLease lease;
    lease.group = free.getColumn(0).getString();
    lease.next_at = FromMs(free.getColumn(1));
    lease.failures = free.getColumn(2);
    lease.epoch = free.getColumn(3);
    // The owner died: its last request may be under way at this moment.
    const bool takeover = !free.getColumn(4).getString().empty();
    if (takeover) lease.next_at = std::max(lease.next_at, now + takeover_gap);
    leases.push_back(std::move(lease));
  }
  for (GroupLease& lease : leases) {
    SQLite::Statement& take = Prepare(kLeaseGroup);
    take.bind(":owner", owner);
    take.bind(":until", ToMs(now + ttl));
    take.bind(":next_at", ToMs(lease.next_at));
    take.bind(":group", lease.group);
    take.bind(":epoch", lease.epoch);
    take.exec();
    ++lease.epoch;
  }
  transaction.commit();
  return leases;
} catch (const SQLite::Exception& e) {
  return Fail(FromSqlite(e, "lease host groups"));
}

Status CrawlDb::RenewLeases(const std::string& owner, Time now, std::chrono::seconds ttl) try {
  SQLite::Statement& renew = Prepare(kRenewLeases);
  renew.bind(":until", ToMs(now + ttl));
  renew.bind(":owner", owner);
  renew.exec();
  return Ok();
} catch (const SQLite::Exception& e) {
  return Fail(FromSqlite(e, "renew leases"));
}

Status CrawlDb::ReleaseGroups(const std::vector<GroupState>& groups) try {
  SQLite::Transaction transaction(*db_, SQLite::TransactionBehavior::IMMEDIATE);
  for (const GroupState& group : groups) SaveGroup(group, true);
  transaction.commit();
  return Ok();
} catch (const SQLite::Exception& e) {
  return Fail(FromSqlite(e, "release host groups"));
}

Result<std::vector<FrontierUrl>> CrawlDb::DueUrls(const std::string& group, int limit, Time now) try {
  std::vector<FrontierUrl> urls;
  SQLite::Statement& due = Prepare(kDueUrls);
  due.bind(":group", group);
  due.bind(":now", ToMs(now));
  due.bind(":limit", limit);
  while (due.executeStep()) urls.push_back(ReadUrl(due));
  due.reset();  // else the read transaction stays open
  return urls;
} catch (const SQLite::Exception& e) {
  return Fail(FromSqlite(e, "read due URLs"));
}

Result<std::optional<Time>> CrawlDb::NextDue() try {
  std::optional<Time> next;
  SQLite::Statement& groups = Prepare(kNextDue);
  while (groups.executeStep()) {
    if (groups.getColumn(1).isNull()) continue;
    const Time due = FromMs(std::max<int64_t>(groups.getColumn(0), groups.getColumn(1)));
    if (!next || due < *next) next = due;
  }
  groups.reset();
  return next;
} catch (const SQLite::Exception& e) {
  return Fail(FromSqlite(e, "read due times"));
}

Result<int64_t> CrawlDb::PagesUsed(const std::string& source, int64_t round) try {
  return CountPages(source, round);
} catch (const SQLite::Exception& e) {
  return Fail(FromSqlite(e, "read a budget"));
}

Result<std::optional<RobotsRow>> CrawlDb::Robots(const std::string& origin) try {
  SQLite::Statement& find = Prepare(kRobots);
  find.bind(":origin", origin);
  std::optional<RobotsRow> row;
  if (find.executeStep()) {
    row.emplace();
    row->origin = find.getColumn(0).getString();
    row->state = find.getColumn(1).getString();
    row->body = find.getColumn(2).getString();
    row->fetched = FromMs(find.getColumn(3));
    row->expires = FromMs(find.getColumn(4));
    row->failures = find.getColumn(5);
    row->capture = find.getColumn(6);
  }
  find.reset();
  return row;
} catch (const SQLite::Exception& e) {
  return Fail(FromSqlite(e, "read robots"));
}

}  // namespace markwarden
