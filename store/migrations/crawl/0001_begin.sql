-- The first frontier: what is to be fetched and when, grouped by whom politeness is owed to.
-- Times are UTC milliseconds, for gaps are shorter than a second.  A worker leases host
-- groups; lease_epoch fences off one that was thought dead.

CREATE TABLE crawl_source (
  source TEXT PRIMARY KEY NOT NULL,
  budget_pages INTEGER NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT;

CREATE TABLE crawl_round (
  source TEXT NOT NULL,
  round INTEGER NOT NULL,             -- start of the period, UTC seconds
  pages INTEGER NOT NULL DEFAULT 0,
  pictures INTEGER NOT NULL DEFAULT 0,
  listings INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (source, round)
) STRICT;

CREATE TABLE seeding (
  watch_id INTEGER NOT NULL,
  source TEXT NOT NULL,
  round INTEGER NOT NULL,
  seeded_at_ms INTEGER NOT NULL,
  PRIMARY KEY (watch_id, source, round)
) STRICT;

CREATE TABLE host_group (
  group_key TEXT PRIMARY KEY NOT NULL,
  next_at_ms INTEGER NOT NULL DEFAULT 0,
  failures INTEGER NOT NULL DEFAULT 0,
  why TEXT NOT NULL DEFAULT '',
  lease_owner TEXT NOT NULL DEFAULT '',
  lease_epoch INTEGER NOT NULL DEFAULT 0,
  lease_until_ms INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE url (
  id INTEGER PRIMARY KEY NOT NULL,
  key_hash BLOB NOT NULL UNIQUE,      -- first 16 bytes of SHA-256(source, 0, canonical key)
  source TEXT NOT NULL,
  group_key TEXT NOT NULL,
  url TEXT NOT NULL,
  watch_id INTEGER NOT NULL,
  round INTEGER NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('seed', 'search', 'list', 'detail', 'picture', 'sitemap')),
  state TEXT NOT NULL CHECK (state IN ('queued', 'done', 'gone', 'failed', 'refused', 'dropped', 'over_budget')),
  priority INTEGER NOT NULL,
  depth INTEGER NOT NULL,
  due_ms INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  redirects INTEGER NOT NULL DEFAULT 0,
  found_on INTEGER NOT NULL DEFAULT 0,
  etag TEXT NOT NULL DEFAULT '',
  last_modified TEXT NOT NULL DEFAULT '',
  why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX url_by_priority ON url (group_key, priority DESC, due_ms, id) WHERE state = 'queued';
CREATE INDEX url_by_due ON url (group_key, due_ms) WHERE state = 'queued';
CREATE INDEX url_by_page ON url (found_on);

-- How many URLs of one shape a round has brought: endless calendars end here.
CREATE TABLE url_pattern (
  source TEXT NOT NULL,
  round INTEGER NOT NULL,
  pattern TEXT NOT NULL,
  urls INTEGER NOT NULL,
  PRIMARY KEY (source, round, pattern)
) STRICT;

CREATE TABLE robots (
  origin TEXT PRIMARY KEY NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('rules', 'allow', 'unreachable')),
  body TEXT NOT NULL,
  fetched_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  capture_id INTEGER NOT NULL
) STRICT;

CREATE TABLE fetch_log (
  id INTEGER PRIMARY KEY NOT NULL,
  url_id INTEGER NOT NULL,            -- 0 for robots.txt
  source TEXT NOT NULL,
  url TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  status INTEGER NOT NULL,            -- 0: no answer
  bytes INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  capture_id INTEGER NOT NULL,        -- 0: nothing to keep
  why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX fetch_log_by_url ON fetch_log (url_id);
