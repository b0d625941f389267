// The state of the frontier in numbers, for those who ask why a crawl stands still.
#include <SQLiteCpp/SQLiteCpp.h>

#include "store/crawl_db.h"
#include "store/database.h"

namespace markwarden {
namespace {

constexpr const char* kSeedings = "SELECT COUNT(*) FROM seeding";
constexpr const char* kLatestRounds = R"sql(
  SELECT s.source, s.budget_pages, MAX(u.round)
    FROM crawl_source AS s JOIN url AS u ON u.source = s.source
   WHERE s.active = 1
   GROUP BY s.source, s.budget_pages
   ORDER BY s.source
)sql";
constexpr const char* kRound = R"sql(
  SELECT pages, pictures, listings FROM crawl_round WHERE source = :source AND round = :round
)sql";
constexpr const char* kStates = R"sql(
  SELECT source, round, state, COUNT(*) FROM url GROUP BY source, round, state
)sql";
constexpr const char* kGroups = R"sql(
  SELECT g.group_key, g.next_at_ms, g.failures, g.why, g.lease_owner, COUNT(*), MIN(u.due_ms)
    FROM host_group AS g
    JOIN url AS u ON u.group_key = g.group_key AND u.state = 'queued'
    JOIN crawl_source AS s ON s.source = u.source AND s.active = 1
   GROUP BY g.group_key, g.next_at_ms, g.failures, g.why, g.lease_owner
   ORDER BY g.group_key
)sql";
constexpr const char* kAllRobots = R"sql(
  SELECT origin, state, fetched_ms, expires_ms, failures, capture_id FROM robots ORDER BY origin
)sql";
constexpr const char* kReasons = R"sql(
  SELECT why, COUNT(*) FROM url
   WHERE why <> '' AND state IN ('failed', 'refused', 'dropped', 'over_budget', 'queued')
   GROUP BY why ORDER BY COUNT(*) DESC, why LIMIT 20
)sql";
constexpr const char* kLastFetch = "SELECT MAX(at_ms) FROM fetch_log";

}  // namespace

Result<FrontierStatus> CrawlDb::GetStatus() try {
  FrontierStatus status;
  SQLite::Transaction snapshot(*db_);  // one moment for all queries; nothing is written
  SQLite::Statement& seedings = Prepare(kSeedings);
  if (seedings.executeStep()) status.seedings = seedings.getColumn(0);
  seedings.reset();

  std::map<Round, std::map<std::string, int64_t>> states;
  SQLite::Statement& counts = Prepare(kStates);
  while (counts.executeStep()) {
    states[{counts.getColumn(0).getString(), counts.getColumn(1)}][counts.getColumn(2).getString()] = counts.getColumn(3);
  }
  SQLite::Statement& rounds = Prepare(kLatestRounds);
  while (rounds.executeStep()) {
    SourceUse use;
    use.source = rounds.getColumn(0).getString();
    use.budget_pages = rounds.getColumn(1);
    use.round = rounds.getColumn(2);
    use.states = states[{use.source, use.round}];
    SQLite::Statement& round = Prepare(kRound);
    round.bind(":source", use.source);
    round.bind(":round", use.round);
    if (round.executeStep()) {
      use.pages = round.getColumn(0);
      use.pictures = round.getColumn(1);
      use.listings = round.getColumn(2);
    }
    round.reset();
    status.sources.push_back(std::move(use));
  }
  SQLite::Statement& groups = Prepare(kGroups);
  while (groups.executeStep()) {
    GroupStatus group;
    group.group = groups.getColumn(0).getString();
    group.next_at = FromMs(groups.getColumn(1));
    group.failures = groups.getColumn(2);
    group.why = groups.getColumn(3).getString();
    group.leased = !groups.getColumn(4).getString().empty();
    group.queued = groups.getColumn(5);
    group.next_due = FromMs(groups.getColumn(6));
    status.groups.push_back(std::move(group));
  }
  SQLite::Statement& robots = Prepare(kAllRobots);
  while (robots.executeStep()) {
    RobotsRow row;
    row.origin = robots.getColumn(0).getString();
    row.state = robots.getColumn(1).getString();
    row.fetched = FromMs(robots.getColumn(2));
    row.expires = FromMs(robots.getColumn(3));
    row.failures = robots.getColumn(4);
    row.capture = robots.getColumn(5);
    status.robots.push_back(std::move(row));
  }
  SQLite::Statement& reasons = Prepare(kReasons);
  while (reasons.executeStep()) {
    status.reasons.emplace_back(reasons.getColumn(0).getString(), reasons.getColumn(1).getInt64());
  }
  SQLite::Statement& last = Prepare(kLastFetch);
  if (last.executeStep() && !last.getColumn(0).isNull()) status.last_fetch = FromMs(last.getColumn(0));
  for (SQLite::Statement* used : {&counts, &rounds, &groups, &robots, &reasons, &last}) used->reset();
  return status;
} catch (const SQLite::Exception& e) {
  return Fail(FromSqlite(e, "read the crawl's status"));
}

}  // namespace markwarden
