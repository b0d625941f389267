-- What stands beside a right's version without being matched: files that were handed in, documents, what tells genuine goods from imitations
-- (seen by few, so never in the version itself), looks at the register, days to be warned of.  And of sellers: the keys by which two of them
-- are known to be one, and their tallies, so that no list counts anew.

CREATE TABLE right_file (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  sha256 BLOB NOT NULL CHECK (LENGTH(sha256) = 32),
  name TEXT NOT NULL,
  content_type TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  width INTEGER,
  height INTEGER,
  created_by INTEGER NOT NULL REFERENCES account (id),
  created_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (created_by, sha256)
) STRICT;
CREATE INDEX right_file_by_org ON right_file (org_id, sha256);

CREATE TABLE right_document (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  right_id INTEGER NOT NULL REFERENCES ip_right (id),
  version INTEGER NOT NULL,   -- that it came with
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  sha256 BLOB NOT NULL CHECK (LENGTH(sha256) = 32),
  content_type TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (right_id, kind, sha256)
) STRICT;
CREATE TRIGGER right_document_is_kept BEFORE UPDATE ON right_document
BEGIN SELECT RAISE(ABORT, 'a document of a right is never changed'); END;
CREATE TRIGGER right_document_stays BEFORE DELETE ON right_document
BEGIN SELECT RAISE(ABORT, 'a document of a right is never removed'); END;

CREATE TABLE right_tell (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  right_id INTEGER NOT NULL REFERENCES ip_right (id),
  number INTEGER NOT NULL,
  genuine TEXT NOT NULL,      -- JSON list
  fake TEXT NOT NULL,         -- JSON list
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (right_id, number)
) STRICT;

-- That somebody looked at the register: another status makes a new version of the right, the same one does not.
CREATE TABLE right_check (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  right_id INTEGER NOT NULL REFERENCES ip_right (id),
  status TEXT NOT NULL,
  checked_at TEXT NOT NULL,
  source_sha256 BLOB,
  note TEXT NOT NULL DEFAULT '',
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX right_check_by_right ON right_check (right_id, id);
CREATE TRIGGER right_check_is_kept BEFORE UPDATE ON right_check
BEGIN SELECT RAISE(ABORT, 'a look at the register is never changed'); END;
CREATE TRIGGER right_check_stays BEFORE DELETE ON right_check
BEGIN SELECT RAISE(ABORT, 'a look at the register is never removed'); END;

-- Derived: computed again whenever the right, a look or the rules change.  An empty day was never said.
CREATE TABLE right_term (
  right_id INTEGER NOT NULL REFERENCES ip_right (id),
  code TEXT NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  due_day TEXT NOT NULL,
  warn_day TEXT NOT NULL,
  PRIMARY KEY (right_id, code)
) STRICT;
CREATE INDEX right_term_by_day ON right_term (org_id, due_day, right_id, code);
CREATE INDEX right_term_by_warning ON right_term (warn_day);
CREATE TABLE right_term_done (
  right_id INTEGER PRIMARY KEY NOT NULL REFERENCES ip_right (id),
  version_id INTEGER NOT NULL,
  rules_sha256 TEXT NOT NULL
) STRICT;

-- By what a seller is known again.  Sellers that were seen before this table are known by what their offers show from now on.
CREATE TABLE seller_key (
  seller_id INTEGER NOT NULL REFERENCES seller (id),
  kind TEXT NOT NULL CHECK (kind IN ('name', 'credit_code', 'licence', 'contact')),
  value TEXT NOT NULL,
  snapshot_id INTEGER NOT NULL,
  first_seen INTEGER NOT NULL,
  PRIMARY KEY (seller_id, kind, value)
) STRICT;
CREATE INDEX seller_key_by_value ON seller_key (value, kind, seller_id);

-- Derived from the log, leaf by leaf.
CREATE TABLE seller_tally (
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  seller_id INTEGER NOT NULL REFERENCES seller (id),
  region_code TEXT NOT NULL DEFAULT '',
  suspected INTEGER NOT NULL,
  upheld INTEGER NOT NULL,
  dismissed INTEGER NOT NULL,
  rights INTEGER NOT NULL,
  notices INTEGER NOT NULL,
  taken INTEGER NOT NULL,
  relists INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  PRIMARY KEY (org_id, seller_id)
) STRICT;
CREATE INDEX seller_tally_worst ON seller_tally (org_id, upheld DESC, suspected DESC, seller_id);
CREATE TABLE seller_tally_position (
  id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
  leaf INTEGER NOT NULL
) STRICT;
INSERT INTO seller_tally_position (id, leaf) VALUES (1, 0);

CREATE INDEX measure_by_right ON measure (right_id, state, id);
CREATE INDEX watch_right_by_right ON watch_right (right_id);
