-- The first schema: everything but the frontier.  Times are UTC seconds except *_ms;
-- ids come from the program; JSON and digests are text or raw bytes as the column says.

CREATE TABLE organisation (
  id INTEGER PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('bureau', 'holder', 'platform', 'system')),
  region_code TEXT NOT NULL DEFAULT '',
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE account (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  login TEXT NOT NULL UNIQUE,
  display_name TEXT NOT NULL,
  password_hash TEXT NOT NULL DEFAULT '',
  roles TEXT NOT NULL,      -- JSON list of names
  regions TEXT NOT NULL,    -- JSON list of GB/T 2260 prefixes
  is_system INTEGER NOT NULL DEFAULT 0 CHECK (is_system IN (0, 1)),
  disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX account_by_org ON account (org_id, login);

-- Secrets are looked up by the SHA-256 of what the bearer holds.
CREATE TABLE api_token (
  id INTEGER PRIMARY KEY NOT NULL,
  account_id INTEGER NOT NULL REFERENCES account (id),
  sha256 BLOB NOT NULL UNIQUE,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT;
CREATE INDEX api_token_by_account ON api_token (account_id);

CREATE TABLE session (
  sha256 BLOB PRIMARY KEY NOT NULL,
  account_id INTEGER NOT NULL REFERENCES account (id),
  created_at INTEGER NOT NULL,
  idle_until INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX session_by_account ON session (account_id);

CREATE TABLE sign_in_code (
  sha256 BLOB PRIMARY KEY NOT NULL,
  account_id INTEGER NOT NULL REFERENCES account (id),
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;

CREATE TABLE holder (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  holder_key TEXT NOT NULL,  -- its code, else its name
  name TEXT NOT NULL,
  code TEXT NOT NULL DEFAULT '',
  payload TEXT NOT NULL,
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (org_id, holder_key)
) STRICT;

-- "right" is a word of SQL, hence the name.
CREATE TABLE ip_right (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  holder_id INTEGER NOT NULL REFERENCES holder (id),
  right_key TEXT NOT NULL,  -- the holder's own
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  current_version_id INTEGER NOT NULL,
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (org_id, right_key)
) STRICT;

-- Never updated: which version is current is said by ip_right.
CREATE TABLE right_version (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL,
  right_id INTEGER NOT NULL REFERENCES ip_right (id),
  number INTEGER NOT NULL,
  payload TEXT NOT NULL,  -- the Right object
  digest BLOB NOT NULL,
  valid_from TEXT NOT NULL DEFAULT '',
  valid_to TEXT NOT NULL DEFAULT '',
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (right_id, number)
) STRICT;
CREATE TRIGGER right_version_is_kept BEFORE UPDATE ON right_version
BEGIN SELECT RAISE(ABORT, 'a version of a right is never changed'); END;

CREATE TABLE right_picture (
  right_version_id INTEGER NOT NULL REFERENCES right_version (id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  sha256 BLOB NOT NULL,
  PRIMARY KEY (right_version_id, position)
) STRICT;

-- What a holder or an agent sees flags through.
CREATE TABLE account_right (
  account_id INTEGER NOT NULL REFERENCES account (id),
  right_id INTEGER NOT NULL REFERENCES ip_right (id),
  PRIMARY KEY (account_id, right_id)
) STRICT;

CREATE TABLE platform (
  id INTEGER PRIMARY KEY NOT NULL,
  platform_key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  hosts TEXT NOT NULL,  -- JSON list
  item_pattern TEXT NOT NULL DEFAULT '',
  notice_profile TEXT NOT NULL,
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE source (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  platform_id INTEGER NOT NULL REFERENCES platform (id),
  name TEXT NOT NULL,
  current_version_id INTEGER NOT NULL,
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (org_id, name)
) STRICT;

CREATE TABLE source_version (
  id INTEGER PRIMARY KEY NOT NULL,
  source_id INTEGER NOT NULL REFERENCES source (id),
  number INTEGER NOT NULL,
  yaml TEXT NOT NULL,
  digest BLOB NOT NULL,
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (source_id, number)
) STRICT;
CREATE TRIGGER source_version_is_kept BEFORE UPDATE ON source_version
BEGIN SELECT RAISE(ABORT, 'a version of a source is never changed'); END;

CREATE TABLE watch (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL,
  queries TEXT NOT NULL,  -- JSON list
  period_from INTEGER,
  period_to INTEGER,
  state TEXT NOT NULL CHECK (state IN ('active', 'paused', 'done')),
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (org_id, name)
) STRICT;
CREATE TABLE watch_right (
  watch_id INTEGER NOT NULL REFERENCES watch (id),
  right_id INTEGER NOT NULL REFERENCES ip_right (id),
  PRIMARY KEY (watch_id, right_id)
) STRICT;
CREATE TABLE watch_source (
  watch_id INTEGER NOT NULL REFERENCES watch (id),
  source_id INTEGER NOT NULL REFERENCES source (id),
  PRIMARY KEY (watch_id, source_id)
) STRICT;

CREATE TABLE rule_pack_version (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  name TEXT NOT NULL,
  digest BLOB NOT NULL,
  yaml TEXT NOT NULL,
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (org_id, name, digest)
) STRICT;
CREATE TRIGGER rule_pack_version_is_kept BEFORE UPDATE ON rule_pack_version
BEGIN SELECT RAISE(ABORT, 'a version of a rule pack is never changed'); END;

CREATE TABLE rule_set (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  digest TEXT NOT NULL,
  right_versions TEXT NOT NULL,  -- JSON list of ids
  rule_packs TEXT NOT NULL,      -- JSON list of ids
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (org_id, digest)
) STRICT;
CREATE TABLE rule_set_in_force (
  org_id INTEGER PRIMARY KEY NOT NULL REFERENCES organisation (id),
  digest TEXT NOT NULL,
  generation INTEGER NOT NULL
) STRICT;

CREATE TABLE segment (
  id INTEGER PRIMARY KEY NOT NULL,
  file TEXT NOT NULL UNIQUE,
  writer TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('hot', 'closed', 'sealed', 'kept')),
  committed_length INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX segment_hot ON segment (writer) WHERE state = 'hot';

CREATE TABLE blob (
  sha256 BLOB PRIMARY KEY NOT NULL,
  segment_id INTEGER NOT NULL REFERENCES segment (id),
  data_offset INTEGER NOT NULL,
  data_length INTEGER NOT NULL,
  content_type TEXT NOT NULL DEFAULT ''
) STRICT;

-- The order of a capture's records in its segment: response or resource, request, metadata.
CREATE TABLE capture (
  id INTEGER PRIMARY KEY NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('fetched', 'rendered', 'imported', 'handed_in')),
  method TEXT NOT NULL,
  url TEXT NOT NULL,
  captured_at_ms INTEGER NOT NULL,
  time_class TEXT NOT NULL CHECK (time_class IN ('A', 'B', 'C')),
  status INTEGER NOT NULL,
  content_type TEXT NOT NULL,
  payload_sha256 BLOB NOT NULL,
  payload_length INTEGER NOT NULL,
  digest BLOB NOT NULL,
  segment_id INTEGER NOT NULL REFERENCES segment (id),
  record_offset INTEGER NOT NULL,
  response_length INTEGER NOT NULL,
  request_length INTEGER NOT NULL,
  metadata_length INTEGER NOT NULL,
  remote_ip TEXT NOT NULL,
  truncated TEXT NOT NULL CHECK (truncated IN ('', 'length', 'time', 'disconnect')),
  provenance TEXT NOT NULL,
  source_id INTEGER,
  watch_id INTEGER,
  created_by INTEGER NOT NULL,
  simulated INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX capture_by_place ON capture (segment_id, record_offset);
CREATE INDEX capture_by_url ON capture (url, captured_at_ms);
CREATE INDEX capture_by_payload ON capture (payload_sha256);

-- One leaf of the log over consecutive captures of a segment.
CREATE TABLE seal (
  id INTEGER PRIMARY KEY NOT NULL,
  segment_id INTEGER NOT NULL REFERENCES segment (id),
  from_offset INTEGER NOT NULL,
  to_offset INTEGER NOT NULL,
  captures INTEGER NOT NULL,
  root BLOB NOT NULL,
  event_id INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (segment_id, to_offset)
) STRICT;

CREATE TABLE seller (
  id INTEGER PRIMARY KEY NOT NULL,
  platform_key TEXT NOT NULL,
  seller_key TEXT NOT NULL,
  name TEXT NOT NULL,
  url TEXT NOT NULL,
  credit_code TEXT NOT NULL DEFAULT '',
  region_code TEXT NOT NULL DEFAULT '',
  location TEXT NOT NULL DEFAULT '',
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (platform_key, seller_key)
) STRICT;
CREATE INDEX seller_by_code ON seller (credit_code) WHERE credit_code <> '';

CREATE TABLE listing (
  id INTEGER PRIMARY KEY NOT NULL,
  platform_key TEXT NOT NULL,
  item_key TEXT NOT NULL,
  url TEXT NOT NULL,
  title TEXT NOT NULL,
  seller_id INTEGER REFERENCES seller (id),
  region_code TEXT NOT NULL DEFAULT '',
  latest_snapshot_id INTEGER NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  created_by INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (platform_key, item_key)
) STRICT;
CREATE INDEX listing_by_seller ON listing (seller_id, id);
CREATE INDEX listing_by_snapshot ON listing (latest_snapshot_id);

CREATE TABLE snapshot (
  id INTEGER PRIMARY KEY NOT NULL,
  listing_id INTEGER NOT NULL REFERENCES listing (id),
  capture_id INTEGER NOT NULL REFERENCES capture (id),
  watch_id INTEGER,
  seller_id INTEGER,
  extractor TEXT NOT NULL,
  payload TEXT NOT NULL,  -- the Listing object
  fingerprint BLOB NOT NULL,
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (listing_id, capture_id, extractor)
) STRICT;

CREATE TABLE snapshot_picture (
  snapshot_id INTEGER NOT NULL REFERENCES snapshot (id),
  position INTEGER NOT NULL,
  url TEXT NOT NULL,
  capture_id INTEGER,
  sha256 BLOB,
  PRIMARY KEY (snapshot_id, position)
) STRICT;
CREATE INDEX snapshot_picture_missing ON snapshot_picture (url) WHERE capture_id IS NULL;
CREATE INDEX snapshot_picture_by_digest ON snapshot_picture (sha256) WHERE sha256 IS NOT NULL;

CREATE TABLE picture (
  sha256 BLOB PRIMARY KEY NOT NULL,
  perceptual_hash BLOB,
  quality INTEGER,
  width INTEGER,
  height INTEGER
) STRICT;

-- A look that was made, whether or not it found anything, and how many pictures it had before it.
CREATE TABLE match_done (
  org_id INTEGER NOT NULL,
  rule_set TEXT NOT NULL,
  engine TEXT NOT NULL,
  snapshot_id INTEGER NOT NULL REFERENCES snapshot (id),
  pictures INTEGER NOT NULL,
  done_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, rule_set, engine, snapshot_id)
) STRICT;

CREATE TABLE flag (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  listing_id INTEGER NOT NULL REFERENCES listing (id),
  right_id INTEGER NOT NULL REFERENCES ip_right (id),
  watch_id INTEGER,
  state TEXT NOT NULL CHECK (state IN ('new', 'held', 'second_look', 'dismissed', 'in_case', 'reopened')),
  verdict TEXT NOT NULL CHECK (verdict IN ('suspected', 'cleared')),
  score REAL NOT NULL,
  db REAL NOT NULL,
  latest_hit_id INTEGER NOT NULL,
  decided_hit_id INTEGER,
  assigned_to INTEGER,
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (org_id, listing_id, right_id)
) STRICT;
CREATE INDEX flag_queue ON flag (org_id, verdict, db DESC, id);
CREATE INDEX flag_state ON flag (org_id, state, verdict, db DESC, id);
CREATE INDEX flag_by_right ON flag (right_id, verdict, db DESC, id);
CREATE INDEX flag_by_listing ON flag (listing_id);

CREATE TABLE hit (
  id INTEGER PRIMARY KEY NOT NULL,
  flag_id INTEGER NOT NULL REFERENCES flag (id),
  snapshot_id INTEGER NOT NULL REFERENCES snapshot (id),
  capture_id INTEGER NOT NULL REFERENCES capture (id),
  picture_captures TEXT NOT NULL,  -- JSON list of ids
  right_version_id INTEGER NOT NULL REFERENCES right_version (id),
  seller_id INTEGER,
  rule_set TEXT NOT NULL,
  engine TEXT NOT NULL,
  payload TEXT NOT NULL,  -- the Flag object
  digest BLOB NOT NULL,
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (flag_id, digest)
) STRICT;
CREATE TRIGGER hit_is_kept BEFORE UPDATE ON hit
BEGIN SELECT RAISE(ABORT, 'a hit is never changed'); END;
CREATE TRIGGER hit_stays BEFORE DELETE ON hit
BEGIN SELECT RAISE(ABORT, 'a hit is never removed'); END;

-- What a hit's signals and clearings were, for counting.
CREATE TABLE hit_signal (
  hit_id INTEGER NOT NULL REFERENCES hit (id),
  detector TEXT NOT NULL,
  clears INTEGER NOT NULL CHECK (clears IN (0, 1)),
  db REAL NOT NULL,  -- summed over the detector
  PRIMARY KEY (hit_id, detector, clears)
) STRICT;

CREATE TABLE decision (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL,
  flag_id INTEGER NOT NULL REFERENCES flag (id),
  hit_id INTEGER NOT NULL REFERENCES hit (id),
  actor_id INTEGER NOT NULL,
  actor_name TEXT NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('dismiss', 'hold', 'second_look', 'make_case', 'reopen', 'note')),
  reason_code TEXT NOT NULL,
  basis TEXT NOT NULL,
  note TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX decision_by_flag ON decision (flag_id, id);
CREATE TRIGGER decision_is_kept BEFORE UPDATE ON decision
BEGIN SELECT RAISE(ABORT, 'a decision is never changed'); END;
CREATE TRIGGER decision_stays BEFORE DELETE ON decision
BEGIN SELECT RAISE(ABORT, 'a decision is never removed'); END;

-- "case" is a word of SQL, hence the name.
CREATE TABLE case_file (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
  officer_id INTEGER,
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX case_by_org ON case_file (org_id, state, id);
CREATE TABLE case_flag (
  case_id INTEGER NOT NULL REFERENCES case_file (id),
  flag_id INTEGER NOT NULL REFERENCES flag (id),
  PRIMARY KEY (case_id, flag_id)
) STRICT;
CREATE INDEX case_flag_by_flag ON case_flag (flag_id);

CREATE TABLE body (
  sha256 BLOB PRIMARY KEY NOT NULL,
  content_type TEXT NOT NULL,
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE notice (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  case_id INTEGER NOT NULL REFERENCES case_file (id),
  platform_key TEXT NOT NULL,
  regime TEXT NOT NULL,
  language TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'queued', 'approved', 'sent', 'withdrawn', 'closed')),
  payload TEXT NOT NULL,  -- the Notice object
  payload_digest TEXT NOT NULL,
  html_sha256 BLOB REFERENCES body (sha256),
  pdf_sha256 BLOB REFERENCES body (sha256),
  author_id INTEGER NOT NULL,
  approver_id INTEGER,
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1,
  CHECK (approver_id IS NULL OR approver_id <> author_id)
) STRICT;
CREATE INDEX notice_queue ON notice (org_id, platform_key, state, id);
CREATE INDEX notice_by_case ON notice (case_id);

-- Append-only; the number comes later, in log_leaf.
CREATE TABLE event (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL,
  region_code TEXT NOT NULL DEFAULT '',
  actor_id INTEGER NOT NULL,
  actor_name TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  detail TEXT NOT NULL,
  payload_digest BLOB NOT NULL,
  simulated INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX event_by_org ON event (org_id, id);
CREATE INDEX event_by_subject ON event (subject_kind, subject_id, id);
CREATE TRIGGER event_is_kept BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;
CREATE TRIGGER event_stays BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'an event is never removed'); END;

-- The erasable part: without the salt the digest in the leaf tells nothing.
CREATE TABLE event_payload (
  event_id INTEGER PRIMARY KEY NOT NULL REFERENCES event (id),
  salt BLOB NOT NULL,
  payload TEXT NOT NULL
) STRICT;

-- Events that no number was given to yet.
CREATE TABLE event_waiting (
  event_id INTEGER PRIMARY KEY NOT NULL REFERENCES event (id)
) STRICT;

CREATE TABLE log_leaf (
  no INTEGER PRIMARY KEY NOT NULL CHECK (no >= 0),
  event_id INTEGER NOT NULL UNIQUE REFERENCES event (id),
  leaf_hash BLOB NOT NULL
) STRICT;
CREATE TRIGGER log_leaf_is_kept BEFORE UPDATE ON log_leaf
BEGIN SELECT RAISE(ABORT, 'a leaf of the log is never changed'); END;
CREATE TRIGGER log_leaf_stays BEFORE DELETE ON log_leaf
BEGIN SELECT RAISE(ABORT, 'a leaf of the log is never removed'); END;

-- Hashes of complete subtrees of 2^level leaves, level 1 and up.
CREATE TABLE log_node (
  level INTEGER NOT NULL,
  position INTEGER NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (level, position)
) STRICT;

CREATE TABLE log_head (
  size INTEGER PRIMARY KEY NOT NULL,
  root BLOB NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;

INSERT INTO organisation (id, name, kind, created_by, created_at) VALUES (1, 'system', 'system', 13, 0);
INSERT INTO account (id, org_id, login, display_name, roles, regions, is_system, created_by, created_at) VALUES
  (10, 1, 'system:crawl', 'crawl', '["system"]', '[]', 1, 13, 0),
  (11, 1, 'system:match', 'match', '["system"]', '[]', 1, 13, 0),
  (12, 1, 'system:seal', 'seal', '["system"]', '[]', 1, 13, 0),
  (13, 1, 'system:work', 'work', '["system"]', '[]', 1, 13, 0);
