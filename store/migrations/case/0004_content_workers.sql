-- Content workers: what each process's workers did, so that an administrator sees them at work, and
-- over which bytes one died, so that a hostile page can be found again by its digest.  Both are
-- telling about the machine, not about anybody's case: no organisation owns a row.

CREATE TABLE worker_health (
  process TEXT PRIMARY KEY NOT NULL,   -- "crawl", "work", "serve", "cli"
  counts TEXT NOT NULL,                -- JSON
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE worker_loss (
  id INTEGER PRIMARY KEY NOT NULL,
  process TEXT NOT NULL,
  job TEXT NOT NULL,
  why TEXT NOT NULL CHECK (why IN ('cpu', 'time', 'memory', 'forbidden call', 'reply', 'crash')),
  what TEXT NOT NULL,
  sha256 BLOB NOT NULL,                -- of the bytes that the worker died over
  byte_count INTEGER NOT NULL,
  lost_at INTEGER NOT NULL
) STRICT;
