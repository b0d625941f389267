-- What people call a right besides its registered names: each alias is an edge from a name, or from another alias, with the evidence for it.
-- One person proposes, another puts it in force; then it stands among the nicknames of a new version of the right, so that flags replay
-- with what was in force.  Rows say who did what; an alias that ended stays, a new proposal is a new row.
-- And what is stored meets every new rule set in the shadow first: what it would raise is counted, and much of it waits for a person's word.

CREATE TABLE alias (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),  -- that of the right
  region_code TEXT NOT NULL DEFAULT '',
  right_id INTEGER NOT NULL REFERENCES ip_right (id),
  of_text TEXT NOT NULL,        -- the name or alias that it is another word for
  alias_text TEXT NOT NULL,
  alias_key TEXT NOT NULL,      -- folded: what makes two the same
  relation TEXT NOT NULL CHECK (relation IN ('nickname', 'translation', 'transliteration', 'abbreviation', 'emoji', 'device', 'series', 'disguise')),
  language TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL CHECK (state IN ('proposed', 'in_force', 'refused', 'withdrawn')),
  listed INTEGER NOT NULL DEFAULT 0 CHECK (listed IN (0, 1)),  -- the right had it already when it was put in force
  decided_by INTEGER,
  decided_at INTEGER,
  decision TEXT NOT NULL DEFAULT '',  -- why it was put in force or refused
  ended_by INTEGER,
  ended_at INTEGER,
  ending TEXT NOT NULL DEFAULT '',    -- why it was withdrawn
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX alias_once ON alias (right_id, alias_key) WHERE state IN ('proposed', 'in_force');
CREATE INDEX alias_by_state ON alias (org_id, state, id);
CREATE INDEX alias_by_right ON alias (right_id, id);

-- What speaks for it.
CREATE TABLE alias_evidence (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  alias_id INTEGER NOT NULL REFERENCES alias (id),
  kind TEXT NOT NULL CHECK (kind IN ('flag', 'url', 'statement')),
  flag_id INTEGER REFERENCES flag (id),
  body TEXT NOT NULL,  -- flag: the listing's title as it was then; url: the address; statement: the words
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX alias_evidence_by_alias ON alias_evidence (alias_id, id);
CREATE TRIGGER alias_evidence_is_kept BEFORE UPDATE ON alias_evidence
BEGIN SELECT RAISE(ABORT, 'evidence for an alias is never changed'); END;
CREATE TRIGGER alias_evidence_stays BEFORE DELETE ON alias_evidence
BEGIN SELECT RAISE(ABORT, 'evidence for an alias is never removed'); END;

CREATE TABLE retro_match (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  rule_set TEXT NOT NULL,
  previous TEXT NOT NULL,             -- the set that was in force before; empty: none
  newest_snapshot INTEGER NOT NULL,   -- what is stored ends here; 0: nothing was
  state TEXT NOT NULL CHECK (state IN ('waiting', 'free', 'held', 'released')),
  scanned INTEGER NOT NULL DEFAULT 0, -- snapshots, newest first
  raised INTEGER NOT NULL DEFAULT 0,
  gone INTEGER NOT NULL DEFAULT 0,
  by_right TEXT NOT NULL DEFAULT '[]',  -- JSON list of {"right","raised","gone"}
  decided_by INTEGER,
  decided_at INTEGER,
  reason TEXT NOT NULL DEFAULT '',
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (org_id, rule_set)
) STRICT;
CREATE INDEX retro_match_by_org ON retro_match (org_id, id);
