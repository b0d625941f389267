-- How many leads come by chance: what decoys, names that nobody bears made after the watched ones, raised among the newest snapshots, beside what
-- the watched names raised there.  A row a count, never changed; the newest is the one that leads are told by.

CREATE TABLE chance_count (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  rule_set TEXT NOT NULL,
  engine TEXT NOT NULL,
  newest_snapshot INTEGER NOT NULL,  -- the newest that was looked at
  scanned INTEGER NOT NULL,          -- snapshots, newest first
  rights INTEGER NOT NULL,           -- rights with a name that has a decoy
  decoys INTEGER NOT NULL,           -- decoys made after rights
  bins TEXT NOT NULL,                -- JSON list of {"db","suspected","chance"}: leads from so many whole decibans to the next
  decided INTEGER NOT NULL,          -- leads that people had decided, the latest
  decided_chance INTEGER NOT NULL,   -- of these, dismissed for being no such name
  decided_claimed REAL NOT NULL,     -- of these, as many as this count says come by chance
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX chance_count_by_org ON chance_count (org_id, id);
CREATE TRIGGER chance_count_is_kept BEFORE UPDATE ON chance_count
BEGIN SELECT RAISE(ABORT, 'a count of chance is never changed'); END;
