-- Rule packs of an organisation's own: drafts that run in the shadow before another person puts them in force.  What is in
-- force of a pack is its last row in rule_activation; rows are added, never changed.  Beside them what watches and sources
-- keep: the versions of a watch, its owner, a source that rests; and indexes for reading the log by person and by time.

CREATE TABLE rule_draft (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  pack_key TEXT NOT NULL,  -- the pack's own id
  state TEXT NOT NULL CHECK (state IN ('draft', 'active', 'dropped')),
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX rule_draft_by_org ON rule_draft (org_id, id);

-- Who wrote which text of a draft; the newest counts.
CREATE TABLE rule_draft_text (
  id INTEGER PRIMARY KEY NOT NULL,
  draft_id INTEGER NOT NULL REFERENCES rule_draft (id),
  version_id INTEGER NOT NULL REFERENCES rule_pack_version (id),
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX rule_draft_text_by_draft ON rule_draft_text (draft_id, id);
CREATE TRIGGER rule_draft_text_is_kept BEFORE UPDATE ON rule_draft_text
BEGIN SELECT RAISE(ABORT, 'a text of a draft is never changed'); END;

-- version_id NULL: withdrawn; the shipped pack of that id, if there is one, stands again.
CREATE TABLE rule_activation (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  pack_key TEXT NOT NULL,
  version_id INTEGER REFERENCES rule_pack_version (id),
  draft_id INTEGER REFERENCES rule_draft (id),
  reason TEXT NOT NULL,
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX rule_activation_by_pack ON rule_activation (org_id, pack_key, id);
CREATE TRIGGER rule_activation_is_kept BEFORE UPDATE ON rule_activation
BEGIN SELECT RAISE(ABORT, 'what was put in force is never changed'); END;
CREATE TRIGGER rule_activation_stays BEFORE DELETE ON rule_activation
BEGIN SELECT RAISE(ABORT, 'what was put in force is never removed'); END;

-- A draft tried on what is stored; nothing that people see changes by it.
CREATE TABLE rule_shadow (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  draft_id INTEGER NOT NULL REFERENCES rule_draft (id),
  version_id INTEGER NOT NULL REFERENCES rule_pack_version (id),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'cancelled', 'failed')),
  wanted INTEGER NOT NULL,       -- snapshots, newest first
  scanned INTEGER NOT NULL,
  before_snapshot INTEGER NOT NULL,  -- where it goes on: snapshots with a smaller id
  result TEXT NOT NULL,
  why TEXT NOT NULL DEFAULT '',
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  row_version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX rule_shadow_by_draft ON rule_shadow (draft_id, id);
CREATE INDEX rule_shadow_open ON rule_shadow (id) WHERE state IN ('waiting', 'running');

ALTER TABLE watch ADD COLUMN owner_id INTEGER;  -- NULL: who created it
CREATE TABLE watch_version (
  id INTEGER PRIMARY KEY NOT NULL,
  watch_id INTEGER NOT NULL REFERENCES watch (id),
  number INTEGER NOT NULL,
  payload TEXT NOT NULL,
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (watch_id, number)
) STRICT;
CREATE TRIGGER watch_version_is_kept BEFORE UPDATE ON watch_version
BEGIN SELECT RAISE(ABORT, 'a version of a watch is never changed'); END;
ALTER TABLE source ADD COLUMN disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1));

CREATE INDEX snapshot_by_watch ON snapshot (watch_id, listing_id);
CREATE INDEX event_by_actor ON event (org_id, actor_name, id);
CREATE INDEX event_by_time ON event (org_id, at_ms, id);
