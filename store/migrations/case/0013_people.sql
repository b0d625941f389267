-- People of several organisations: kinds of organisations that the first schema did not know, bureaus in a tree, invitations, one-time codes
-- of an authenticator, devices that signed in before, what a token may do; work that a bureau gives to another (交办); links and files that
-- spotters hand in.  A table's CHECK cannot be changed, so organisation is made anew; sessions end, as they had no names to be ended by.

PRAGMA defer_foreign_keys = ON;

CREATE TABLE organisation_before AS SELECT * FROM organisation;
DROP TABLE organisation;
CREATE TABLE organisation (
  id INTEGER PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('bureau', 'holder', 'agent', 'platform', 'association', 'system')),
  region_code TEXT NOT NULL DEFAULT '',
  parent_id INTEGER REFERENCES organisation (id),  -- the bureau above, of a province or a city
  tenant_id INTEGER NOT NULL,                      -- the bureau at the top: whose rows its whole tree works with
  keeper_id INTEGER REFERENCES organisation (id),  -- whose administrators keep it; the store's first organisation has none
  disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1
) STRICT;
INSERT INTO organisation (id, name, kind, region_code, parent_id, tenant_id, keeper_id, created_by, created_at, row_version)
SELECT b.id, b.name, b.kind, b.region_code, NULL, b.id,
       CASE WHEN b.kind = 'system' THEN NULL
            ELSE (SELECT a.org_id FROM account AS a WHERE a.id = b.created_by AND a.is_system = 0) END,
       b.created_by, b.created_at, b.row_version
  FROM organisation_before AS b;
DROP TABLE organisation_before;
CREATE INDEX organisation_by_parent ON organisation (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX organisation_by_keeper ON organisation (keeper_id) WHERE keeper_id IS NOT NULL;
CREATE INDEX organisation_by_tenant ON organisation (tenant_id);

DROP TABLE session;
CREATE TABLE session (
  sha256 BLOB PRIMARY KEY NOT NULL,
  id INTEGER NOT NULL UNIQUE,
  account_id INTEGER NOT NULL REFERENCES account (id),
  created_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL,
  idle_until INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  address TEXT NOT NULL DEFAULT '',
  agent TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX session_by_account ON session (account_id);

ALTER TABLE api_token ADD COLUMN scopes TEXT NOT NULL DEFAULT '[]';  -- JSON list of permissions, or "read"; empty: whatever the account may

CREATE TABLE invitation (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  account_id INTEGER NOT NULL REFERENCES account (id),
  sha256 BLOB NOT NULL UNIQUE,
  expires_at INTEGER NOT NULL,
  ended_at INTEGER,  -- used, or replaced by another
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX invitation_open ON invitation (account_id) WHERE ended_at IS NULL;

-- RFC 6238.  The secret is sealed with a key that lies outside the database.
CREATE TABLE authenticator (
  account_id INTEGER PRIMARY KEY NOT NULL REFERENCES account (id),
  sealed BLOB NOT NULL,
  confirmed_at INTEGER,  -- until then it is asked of nobody
  last_step INTEGER NOT NULL DEFAULT 0,  -- no code is taken twice
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE recovery_code (
  sha256 BLOB PRIMARY KEY NOT NULL,
  account_id INTEGER NOT NULL REFERENCES account (id),
  used_at INTEGER
) STRICT;
CREATE INDEX recovery_code_by_account ON recovery_code (account_id);

-- A browser from which the account has signed in: what others try does not lock it out.
CREATE TABLE known_device (
  sha256 BLOB PRIMARY KEY NOT NULL,
  account_id INTEGER NOT NULL REFERENCES account (id),
  created_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX known_device_by_account ON known_device (account_id, used_at);

-- A flag or a case that a bureau gives to one below it.
CREATE TABLE assignment (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL,  -- of the bureau that receives it
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('flag', 'case')),
  subject_id INTEGER NOT NULL,
  from_id INTEGER NOT NULL REFERENCES organisation (id),
  to_id INTEGER NOT NULL REFERENCES organisation (id),
  from_region TEXT NOT NULL,  -- where the row goes back to
  basis TEXT NOT NULL CHECK (basis IN ('seller', 'watch', 'person')),
  note TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL CHECK (state IN ('sent', 'accepted', 'returned', 'passed_on')),
  due INTEGER NOT NULL,  -- of the receipt
  answered_by INTEGER,
  answered_at INTEGER,
  reason TEXT NOT NULL DEFAULT '',
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX assignment_in_force ON assignment (subject_kind, subject_id) WHERE state IN ('sent', 'accepted');
CREATE INDEX assignment_of_subject ON assignment (subject_kind, subject_id, id);
CREATE INDEX assignment_received ON assignment (to_id, state, id);
CREATE INDEX assignment_given ON assignment (from_id, state, id);
CREATE INDEX assignment_by_org ON assignment (org_id, state, id);

-- A link or a file that somebody thinks should be looked at.
CREATE TABLE tip (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  url TEXT NOT NULL DEFAULT '',
  file_name TEXT NOT NULL DEFAULT '',
  file_sha256 BLOB REFERENCES body (sha256),
  note TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('new', 'looked_at', 'used', 'declined')),
  answer TEXT NOT NULL DEFAULT '',
  answered_by INTEGER,
  answered_at INTEGER,
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX tip_by_org ON tip (org_id, state, id);
CREATE INDEX tip_by_author ON tip (created_by, id);
