// Queries over the frontier that no crawl needs.
#include "store/crawl_view.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>

#include "store/crawl_db.h"
#include "store/database.h"
#include "store/watch_versions.h"

namespace markwarden {
namespace {

constexpr int kMaxOrigins = 1'000;
constexpr const char* kUrlStates[] = {"queued", "done", "gone", "failed", "refused", "dropped", "over_budget"};

}  // namespace

CrawlView::CrawlView(std::unique_ptr<SQLite::Database> db) : db_(std::move(db)) {}
CrawlView::~CrawlView() = default;

Result<std::unique_ptr<CrawlView>> CrawlView::Open(const std::string& path) try {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return Fail(ErrorCode::kNotFound, "nothing was crawled yet: run markwarden crawl");
  auto db = std::make_unique<SQLite::Database>(path, SQLite::OPEN_READWRITE, 5000);
  if (Status migrated = Migrate(*db, CrawlMigrations()); !migrated) return Fail(std::move(migrated.error()).While("open " + path));
  return std::unique_ptr<CrawlView>(new CrawlView(std::move(db)));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "open the frontier"));
}

Result<WatchCoverage> CrawlView::OfWatch(Id watch) try {
  WatchCoverage coverage;
  SQLite::Statement count(*db_, "SELECT COUNT(*) FROM (SELECT 1 FROM url WHERE watch_id = :watch AND state = :state AND role <> 'picture' LIMIT :cap) AS found");
  for (const char* state : kUrlStates) {
    count.reset();
    count.bind(":watch", watch);
    count.bind(":state", state);
    count.bind(":cap", kCountCap);
    if (count.executeStep()) coverage.states[state] = count.getColumn(0);
  }
  SQLite::Statement robots(*db_, R"sql(
    SELECT COUNT(*) FROM (SELECT 1 FROM url WHERE watch_id = :watch AND state = 'refused' AND role <> 'picture'
                             AND substr(why, 1, 11) = 'robots.txt:' LIMIT :cap) AS found
  )sql");
  robots.bind(":watch", watch);
  robots.bind(":cap", kCountCap);
  if (robots.executeStep()) coverage.refused_by_robots = robots.getColumn(0);
  SQLite::Statement due(*db_, "SELECT MIN(due_ms) FROM url WHERE watch_id = :watch AND state = 'queued'");
  due.bind(":watch", watch);
  if (due.executeStep() && !due.getColumn(0).isNull()) coverage.next_due = FromMs(due.getColumn(0));
  return coverage;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count the watch's pages"));
}

Result<std::optional<HostGroupView>> CrawlView::Group(const std::string& group) try {
  SQLite::Statement row(*db_, "SELECT next_at_ms, failures, why FROM host_group WHERE group_key = :group");
  row.bind(":group", group);
  if (!row.executeStep()) return std::optional<HostGroupView>();
  return std::optional<HostGroupView>(
      HostGroupView{.group = group, .next_at = FromMs(row.getColumn(0)), .failures = row.getColumn(1), .why = row.getColumn(2).getString()});
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read the host group"));
}

Result<std::vector<RobotsRow>> CrawlView::Robots() try {
  SQLite::Statement rows(*db_, "SELECT origin, state, fetched_ms, expires_ms, failures, capture_id FROM robots ORDER BY origin LIMIT :limit");
  rows.bind(":limit", kMaxOrigins);
  std::vector<RobotsRow> robots;
  while (rows.executeStep()) {
    RobotsRow row;
    row.origin = rows.getColumn(0).getString();
    row.state = rows.getColumn(1).getString();
    row.fetched = FromMs(rows.getColumn(2));
    row.expires = FromMs(rows.getColumn(3));
    row.failures = rows.getColumn(4);
    row.capture = rows.getColumn(5);
    robots.push_back(std::move(row));
  }
  return robots;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read robots"));
}

Result<std::vector<FetchFailure>> CrawlView::Failures(const std::string& source, int limit) try {
  SQLite::Statement rows(*db_, "SELECT at_ms, url, status, why FROM fetch_log WHERE source = :source AND why <> '' ORDER BY id DESC LIMIT :limit");
  rows.bind(":source", source);
  rows.bind(":limit", limit);
  std::vector<FetchFailure> failures;
  while (rows.executeStep()) {
    failures.push_back({.at = FromMs(rows.getColumn(0)), .url = rows.getColumn(1).getString(), .status = rows.getColumn(2), .why = rows.getColumn(3).getString()});
  }
  return failures;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read what went wrong"));
}

}  // namespace markwarden
