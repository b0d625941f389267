-- Who had what before their eyes and for how long (a case rests on a look), what a decision changed (so that whoever made it can
-- take it back), and the blind sample: another person judges the same thing without the first judgement, because decisions
-- that nobody checks drift.

-- One person, one hit, one way of looking.  Times are the server's alone; what was counted stays counted.
CREATE TABLE look (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  flag_id INTEGER NOT NULL REFERENCES flag (id),
  hit_id INTEGER NOT NULL REFERENCES hit (id),
  actor_id INTEGER NOT NULL REFERENCES account (id),
  way TEXT NOT NULL CHECK (way IN ('page', 'text')),
  first_at_ms INTEGER NOT NULL,
  last_at_ms INTEGER NOT NULL,
  showing INTEGER NOT NULL CHECK (showing IN (0, 1)),
  shown_ms INTEGER NOT NULL DEFAULT 0,
  created_by INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (hit_id, actor_id, way),
  CHECK (last_at_ms >= first_at_ms AND shown_ms >= 0 AND shown_ms <= last_at_ms - first_at_ms)
) STRICT;
CREATE INDEX look_by_flag ON look (flag_id, actor_id);
CREATE TRIGGER look_goes_on BEFORE UPDATE ON look
WHEN NEW.first_at_ms <> OLD.first_at_ms OR NEW.last_at_ms < OLD.last_at_ms OR NEW.shown_ms < OLD.shown_ms OR NEW.hit_id <> OLD.hit_id OR NEW.actor_id <> OLD.actor_id
BEGIN SELECT RAISE(ABORT, 'a look goes on and is never set back'); END;
CREATE TRIGGER look_stays BEFORE DELETE ON look
BEGIN SELECT RAISE(ABORT, 'a look is never removed'); END;

-- The flag as it was before a decision changed it.
CREATE TABLE decision_before (
  decision_id INTEGER PRIMARY KEY NOT NULL REFERENCES decision (id),
  state TEXT NOT NULL CHECK (state IN ('new', 'held', 'second_look', 'dismissed', 'in_case', 'reopened')),
  decided_hit_id INTEGER,
  row_version INTEGER NOT NULL
) STRICT;
CREATE TRIGGER decision_before_is_kept BEFORE UPDATE ON decision_before
BEGIN SELECT RAISE(ABORT, 'what was before a decision is never changed'); END;
CREATE TRIGGER decision_before_stays BEFORE DELETE ON decision_before
BEGIN SELECT RAISE(ABORT, 'what was before a decision is never removed'); END;
CREATE TABLE decision_undo (
  decision_id INTEGER PRIMARY KEY NOT NULL REFERENCES decision (id),
  org_id INTEGER NOT NULL,
  actor_id INTEGER NOT NULL,
  actor_name TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE TRIGGER decision_undo_is_kept BEFORE UPDATE ON decision_undo
BEGIN SELECT RAISE(ABORT, 'that a decision was taken back is never changed'); END;
CREATE TRIGGER decision_undo_stays BEFORE DELETE ON decision_undo
BEGIN SELECT RAISE(ABORT, 'that a decision was taken back is never removed'); END;

-- What the draw is keyed with: made once by the program, shown to nobody; its digest stands in the log.
CREATE TABLE sample_seed (
  id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
  seed BLOB NOT NULL CHECK (LENGTH(seed) = 32),
  created_at INTEGER NOT NULL
) STRICT;
CREATE TRIGGER sample_seed_is_kept BEFORE UPDATE ON sample_seed
BEGIN SELECT RAISE(ABORT, 'the seed of the draw is never changed'); END;
CREATE TRIGGER sample_seed_stays BEFORE DELETE ON sample_seed
BEGIN SELECT RAISE(ABORT, 'the seed of the draw is never removed'); END;

-- 'decided': a person's dismissal or case; 'cleared': what the program held innocent.
CREATE TABLE sample (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL CHECK (kind IN ('decided', 'cleared')),
  flag_id INTEGER NOT NULL REFERENCES flag (id),
  hit_id INTEGER NOT NULL REFERENCES hit (id),
  right_id INTEGER NOT NULL REFERENCES ip_right (id),
  first_by INTEGER NOT NULL,
  first_outcome TEXT NOT NULL CHECK (first_outcome IN ('innocent', 'suspect')),
  first_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'agreed', 'disagreed', 'settled', 'void')),
  second_by INTEGER,
  second_name TEXT NOT NULL DEFAULT '',
  second_outcome TEXT NOT NULL DEFAULT '' CHECK (second_outcome IN ('', 'innocent', 'suspect')),
  second_reason TEXT NOT NULL DEFAULT '',
  second_note TEXT NOT NULL DEFAULT '',
  second_at INTEGER,
  settled_by INTEGER,
  settled_name TEXT NOT NULL DEFAULT '',
  settled_outcome TEXT NOT NULL DEFAULT '' CHECK (settled_outcome IN ('', 'innocent', 'suspect')),
  settled_note TEXT NOT NULL DEFAULT '',
  settled_at INTEGER,
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (kind, flag_id),
  CHECK (second_by IS NULL OR second_by <> first_by),
  CHECK (settled_by IS NULL OR (settled_by <> first_by AND settled_by <> second_by))
) STRICT;
CREATE INDEX sample_by_state ON sample (org_id, state, kind, id);
CREATE INDEX sample_by_time ON sample (org_id, kind, second_at) WHERE second_at IS NOT NULL;

-- What a lead's page asks for beside it: the seller's leads, past decisions on the right, returns of a listing.
CREATE INDEX hit_by_seller ON hit (seller_id, id, flag_id) WHERE seller_id IS NOT NULL;
CREATE INDEX flag_decided ON flag (right_id, updated_at, id) WHERE state IN ('dismissed', 'in_case');
CREATE INDEX relist_by_listing ON relist (listing_id);
CREATE INDEX relist_by_measure ON relist (measure_id);
