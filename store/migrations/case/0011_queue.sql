-- The review queue at a hundred thousand leads: its order is stored and indexed with what lists filter by, so that no list sorts or
-- looks a row up before it is shown; who has a lead open, so that no two people decide it; filters that people keep; decisions
-- over groups, which one step takes back.

-- The lane is where a lead lies for people; it follows state and verdict by itself.
ALTER TABLE flag ADD COLUMN lane TEXT GENERATED ALWAYS AS (
  CASE WHEN state IN ('new', 'reopened') THEN CASE verdict WHEN 'cleared' THEN 'cleared' ELSE 'new' END ELSE state END) VIRTUAL;
ALTER TABLE flag ADD COLUMN priority REAL NOT NULL DEFAULT 0;
ALTER TABLE flag ADD COLUMN priority_parts TEXT NOT NULL DEFAULT '{}';  -- JSON: the formula's version and what each part gave
ALTER TABLE flag ADD COLUMN priority_due INTEGER NOT NULL DEFAULT 0;    -- computed anew from then on
ALTER TABLE flag ADD COLUMN priority_of TEXT NOT NULL DEFAULT '';       -- how the seller's other leads have counted this one: '', open, upheld
-- Of the latest look; copied here to be indexed.
ALTER TABLE flag ADD COLUMN seller_id INTEGER;
ALTER TABLE flag ADD COLUMN platform_key TEXT NOT NULL DEFAULT '';
ALTER TABLE flag ADD COLUMN source_id INTEGER;
ALTER TABLE flag ADD COLUMN reasons TEXT NOT NULL DEFAULT '';           -- ',low_price,name,'
ALTER TABLE flag ADD COLUMN picture_sha256 BLOB;
ALTER TABLE flag ADD COLUMN picture_group BLOB;                         -- the picture that stands for its near-duplicates
ALTER TABLE flag ADD COLUMN second_look_by INTEGER;                     -- who asked for it last

-- Taking a decision back gives this back too.
ALTER TABLE decision_before ADD COLUMN second_look_by INTEGER;

-- The picture that stands for its near-duplicates; the hash of the whole picture is kept with those that others are compared with.
ALTER TABLE picture ADD COLUMN group_sha256 BLOB;
ALTER TABLE picture ADD COLUMN group_hash BLOB;
CREATE INDEX picture_head ON picture (sha256, group_hash) WHERE group_hash IS NOT NULL;

UPDATE flag SET
  seller_id = (SELECT l.seller_id FROM listing AS l WHERE l.id = flag.listing_id),
  platform_key = (SELECT l.platform_key FROM listing AS l WHERE l.id = flag.listing_id),
  source_id = (SELECT c.source_id FROM hit AS h JOIN capture AS c ON c.id = h.capture_id WHERE h.id = flag.latest_hit_id),
  picture_sha256 = (SELECT p.sha256 FROM hit AS h JOIN snapshot_picture AS p ON p.snapshot_id = h.snapshot_id
                     WHERE h.id = flag.latest_hit_id AND p.sha256 IS NOT NULL ORDER BY p.position LIMIT 1),
  second_look_by = (SELECT d.actor_id FROM decision AS d WHERE d.flag_id = flag.id AND d.action = 'second_look' ORDER BY d.id DESC LIMIT 1);
UPDATE flag SET picture_group = picture_sha256;

CREATE INDEX flag_lane_priority ON flag (org_id, lane, priority DESC, id, right_id, region_code, created_at, watch_id, seller_id, platform_key, source_id, db);
CREATE INDEX flag_lane_db ON flag (org_id, lane, db DESC, id, right_id, region_code, created_at, watch_id, seller_id, platform_key, source_id, priority);
CREATE INDEX flag_lane_time ON flag (org_id, lane, created_at DESC, id, right_id, region_code, watch_id, seller_id, platform_key, source_id, priority, db);
CREATE INDEX flag_right_priority ON flag (right_id, lane, priority DESC, id, created_at, platform_key, db);
CREATE INDEX flag_right_db ON flag (right_id, lane, db DESC, id, created_at, platform_key, priority);
CREATE INDEX flag_right_time ON flag (right_id, lane, created_at DESC, id, platform_key, priority, db);
CREATE INDEX flag_lane_count ON flag (org_id, lane, region_code, right_id, created_at);
CREATE INDEX flag_group_picture ON flag (org_id, picture_group, lane, priority DESC, id) WHERE picture_group IS NOT NULL;
CREATE INDEX flag_group_seller ON flag (org_id, seller_id, lane, priority DESC, id, created_at) WHERE seller_id IS NOT NULL;
CREATE INDEX flag_assigned ON flag (assigned_to, lane, priority DESC, id) WHERE assigned_to IS NOT NULL;
CREATE INDEX flag_priority_due ON flag (priority_due, id);

-- Formulas that priorities were computed by; a flag's parts name the version.
CREATE TABLE priority_formula (
  digest TEXT PRIMARY KEY NOT NULL,
  version INTEGER NOT NULL,
  yaml TEXT NOT NULL,
  in_force_since INTEGER NOT NULL,
  created_by INTEGER NOT NULL
) STRICT;

-- Somebody has a lead open; over at `until`, whatever happened to the page.
CREATE TABLE flag_lease (
  flag_id INTEGER PRIMARY KEY NOT NULL REFERENCES flag (id),
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  account_id INTEGER NOT NULL REFERENCES account (id),
  account_name TEXT NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER NOT NULL,
  created_by INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX flag_lease_by_account ON flag_lease (account_id, until);
CREATE INDEX flag_lease_until ON flag_lease (until);

CREATE TABLE saved_filter (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL,
  filter TEXT NOT NULL,  -- JSON: names and values as the list takes them
  shared INTEGER NOT NULL CHECK (shared IN (0, 1)),
  is_default INTEGER NOT NULL CHECK (is_default IN (0, 1)),
  created_by INTEGER NOT NULL REFERENCES account (id),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (created_by, name)
) STRICT;
CREATE UNIQUE INDEX saved_filter_default ON saved_filter (created_by) WHERE is_default = 1;
CREATE INDEX saved_filter_shared ON saved_filter (org_id, name) WHERE shared = 1;

CREATE TABLE group_decision (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  flag_id INTEGER NOT NULL REFERENCES flag (id),
  grouped_by TEXT NOT NULL CHECK (grouped_by IN ('picture', 'seller')),
  digest TEXT NOT NULL,  -- of the preview that was seen
  action TEXT NOT NULL CHECK (action IN ('dismiss', 'hold', 'second_look')),
  reason_code TEXT NOT NULL,
  flags INTEGER NOT NULL,
  actor_name TEXT NOT NULL,
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  undone_by INTEGER,
  undone_at INTEGER,
  row_version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX group_decision_by_actor ON group_decision (created_by, id);
CREATE TABLE group_decision_flag (
  group_id INTEGER NOT NULL REFERENCES group_decision (id),
  flag_id INTEGER NOT NULL REFERENCES flag (id),
  decision_id INTEGER NOT NULL REFERENCES decision (id),
  version_after INTEGER NOT NULL,
  PRIMARY KEY (group_id, flag_id)
) STRICT;
CREATE TRIGGER group_decision_flag_is_kept BEFORE UPDATE ON group_decision_flag
BEGIN SELECT RAISE(ABORT, 'what a group decision changed is kept'); END;
CREATE TRIGGER group_decision_flag_stays BEFORE DELETE ON group_decision_flag
BEGIN SELECT RAISE(ABORT, 'what a group decision changed is kept'); END;
