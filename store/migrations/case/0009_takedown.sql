-- What happens after a notice was released: its delivery, the terms that run, what the recipient did to each listing, what the
-- seller answers, what comes back, what people must still do; and beside it the holder's identifications and the bureau's own procedure.

ALTER TABLE case_file ADD COLUMN outcome TEXT NOT NULL DEFAULT '';
ALTER TABLE notice_sending ADD COLUMN receipt_sha256 BLOB REFERENCES body (sha256);
ALTER TABLE notice_sending ADD COLUMN delivery_id INTEGER;
ALTER TABLE notice ADD COLUMN follows_id INTEGER REFERENCES notice (id);  -- the notice that this one repeats
CREATE INDEX notice_by_follows ON notice (follows_id) WHERE follows_id IS NOT NULL;

CREATE TABLE deadline (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('notice', 'counter_notice', 'clue', 'identification')),
  subject_id INTEGER NOT NULL,
  case_id INTEGER NOT NULL REFERENCES case_file (id),
  law TEXT NOT NULL,
  rule TEXT NOT NULL,
  rule_digest BLOB NOT NULL CHECK (LENGTH(rule_digest) = 32),
  name TEXT NOT NULL,         -- JSON, by language
  basis TEXT NOT NULL,        -- JSON: law, article, verified
  start_event TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  zone TEXT NOT NULL,
  not_before INTEGER,
  due INTEGER NOT NULL,
  last_day TEXT NOT NULL,
  at_end TEXT NOT NULL,
  holidays_unknown INTEGER NOT NULL CHECK (holidays_unknown IN (0, 1)),
  state TEXT NOT NULL CHECK (state IN ('running', 'met', 'over', 'stopped')),
  ended_at INTEGER,
  reminded INTEGER NOT NULL DEFAULT 0,
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (subject_kind, subject_id, law, rule, started_at)
) STRICT;
CREATE INDEX deadline_by_due ON deadline (org_id, due, id);
CREATE INDEX deadline_running ON deadline (due) WHERE state = 'running';
CREATE INDEX deadline_by_case ON deadline (case_id);

CREATE TABLE counter_notice (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  notice_id INTEGER NOT NULL REFERENCES notice (id),
  case_id INTEGER NOT NULL REFERENCES case_file (id),
  number TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  from_name TEXT NOT NULL,
  from_address TEXT NOT NULL,
  reason TEXT NOT NULL CHECK (reason IN ('owner', 'authorized', 'no_right', 'fair_use', 'removed', 'not_used', 'other')),
  statement TEXT NOT NULL,
  items TEXT NOT NULL,        -- JSON list of indexes
  document_sha256 BLOB REFERENCES body (sha256),
  source TEXT NOT NULL CHECK (source IN ('hand', 'mail', 'connector')),
  late INTEGER NOT NULL CHECK (late IN (0, 1)),
  state TEXT NOT NULL CHECK (state IN ('received', 'withdrawn', 'escalated', 'restoring', 'restored')),
  filing_kind TEXT NOT NULL DEFAULT '' CHECK (filing_kind IN ('', 'complaint', 'suit')),
  filing_number TEXT NOT NULL DEFAULT '',
  filed_at INTEGER,
  told_at INTEGER,
  proof_sha256 BLOB REFERENCES body (sha256),
  decided_by INTEGER,
  decided_at INTEGER,
  decision_reason TEXT NOT NULL DEFAULT '',
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX counter_notice_by_notice ON counter_notice (notice_id);
CREATE INDEX counter_notice_by_org ON counter_notice (org_id, state, id);

CREATE TABLE measure (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  notice_id INTEGER NOT NULL REFERENCES notice (id),
  case_id INTEGER NOT NULL REFERENCES case_file (id),
  item INTEGER NOT NULL,
  listing_id INTEGER REFERENCES listing (id),
  right_id INTEGER NOT NULL REFERENCES ip_right (id),
  platform_key TEXT NOT NULL,
  url TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('asked', 'taken', 'refused', 'back', 'ended', 'dropped')),
  asked_at INTEGER NOT NULL,
  first_gone_at INTEGER,
  taken_at INTEGER,
  ended_at INTEGER,
  refusal TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  next_check_at INTEGER,
  checks INTEGER NOT NULL DEFAULT 0,
  misses INTEGER NOT NULL DEFAULT 0,
  outcome TEXT NOT NULL DEFAULT '',
  created_by INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (notice_id, item)
) STRICT;
CREATE INDEX measure_due ON measure (next_check_at) WHERE next_check_at IS NOT NULL;
CREATE INDEX measure_by_org ON measure (org_id, state, id);
CREATE INDEX measure_by_case ON measure (case_id);
CREATE INDEX measure_by_listing ON measure (listing_id, right_id);

CREATE TABLE measure_check (
  id INTEGER PRIMARY KEY NOT NULL,
  measure_id INTEGER NOT NULL REFERENCES measure (id),
  at INTEGER NOT NULL,
  seen TEXT NOT NULL CHECK (seen IN ('gone', 'live', 'unclear', 'unreachable')),
  why TEXT NOT NULL,
  status INTEGER NOT NULL,
  capture_id INTEGER REFERENCES capture (id)
) STRICT;
CREATE INDEX measure_check_by_measure ON measure_check (measure_id, id);
CREATE TRIGGER measure_check_is_kept BEFORE UPDATE ON measure_check
BEGIN SELECT RAISE(ABORT, 'a look at a listing is never changed'); END;
CREATE TRIGGER measure_check_stays BEFORE DELETE ON measure_check
BEGIN SELECT RAISE(ABORT, 'a look at a listing is never removed'); END;

CREATE TABLE relist_watch (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  measure_id INTEGER NOT NULL UNIQUE REFERENCES measure (id),
  case_id INTEGER NOT NULL REFERENCES case_file (id),
  right_id INTEGER NOT NULL REFERENCES ip_right (id),
  listing_id INTEGER NOT NULL REFERENCES listing (id),
  fingerprint TEXT NOT NULL,  -- JSON
  since INTEGER NOT NULL,
  until INTEGER NOT NULL,
  seen_snapshot_id INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('watching', 'over')),
  created_by INTEGER NOT NULL
) STRICT;
CREATE INDEX relist_watch_open ON relist_watch (org_id, id) WHERE state = 'watching';
CREATE TABLE relist (
  id INTEGER PRIMARY KEY NOT NULL,
  watch_id INTEGER NOT NULL REFERENCES relist_watch (id),
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  case_id INTEGER NOT NULL REFERENCES case_file (id),
  measure_id INTEGER NOT NULL REFERENCES measure (id),
  listing_id INTEGER NOT NULL REFERENCES listing (id),
  seen_at INTEGER NOT NULL,
  score REAL NOT NULL,
  reasons TEXT NOT NULL,      -- JSON list
  UNIQUE (watch_id, listing_id)
) STRICT;
CREATE INDEX relist_by_case ON relist (case_id);

CREATE TABLE delivery (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  notice_id INTEGER NOT NULL REFERENCES notice (id),
  case_id INTEGER NOT NULL REFERENCES case_file (id),
  what TEXT NOT NULL CHECK (what IN ('notice', 'withdrawal', 'filing')),
  channel TEXT NOT NULL CHECK (channel IN ('email', 'connector', 'batch')),
  recipient TEXT NOT NULL,
  idempotency_key TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'trying', 'accepted', 'refused', 'unknown', 'bounced', 'cancelled')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER NOT NULL,
  last_answer TEXT NOT NULL DEFAULT '',
  body_sha256 BLOB NOT NULL REFERENCES body (sha256),
  message_id TEXT NOT NULL DEFAULT '',
  receipt TEXT NOT NULL DEFAULT '',
  accepted_at INTEGER,
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX delivery_due ON delivery (next_at) WHERE state IN ('waiting', 'trying');
CREATE INDEX delivery_by_notice ON delivery (notice_id);
CREATE INDEX delivery_by_message ON delivery (message_id) WHERE message_id <> '';
CREATE INDEX delivery_paced ON delivery (recipient, accepted_at) WHERE accepted_at IS NOT NULL;

CREATE TABLE received_message (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  kind TEXT NOT NULL CHECK (kind IN ('reply', 'auto_reply', 'bounce', 'unknown')),
  delivery_id INTEGER REFERENCES delivery (id),
  notice_id INTEGER REFERENCES notice (id),
  from_address TEXT NOT NULL,
  subject TEXT NOT NULL,
  message_id TEXT NOT NULL,
  text TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  raw_sha256 BLOB NOT NULL REFERENCES body (sha256),
  created_by INTEGER NOT NULL,
  UNIQUE (org_id, raw_sha256)
) STRICT;
CREATE INDEX received_by_notice ON received_message (notice_id) WHERE notice_id IS NOT NULL;
-- Where reading a mailbox has come to.
CREATE TABLE mailbox_position (
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  mailbox TEXT NOT NULL,
  position TEXT NOT NULL,     -- JSON
  row_version INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (org_id, mailbox)
) STRICT;

-- How a platform is given notice over its own interface: data, versioned by digest.
CREATE TABLE connector (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  name TEXT NOT NULL,
  yaml TEXT NOT NULL,
  digest BLOB NOT NULL,
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (org_id, name, digest)
) STRICT;
CREATE TRIGGER connector_is_kept BEFORE UPDATE ON connector
BEGIN SELECT RAISE(ABORT, 'a version of a connector is never changed'); END;

CREATE TABLE task (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id INTEGER NOT NULL,
  case_id INTEGER REFERENCES case_file (id),
  cause TEXT NOT NULL,
  due INTEGER,
  detail TEXT NOT NULL,       -- JSON
  state TEXT NOT NULL CHECK (state IN ('open', 'done')),
  done_by INTEGER,
  done_at INTEGER,
  note TEXT NOT NULL DEFAULT '',
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (org_id, cause)
) STRICT;
CREATE INDEX task_open ON task (org_id, state, id);

CREATE TABLE identification (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  case_id INTEGER NOT NULL REFERENCES case_file (id),
  flag_id INTEGER NOT NULL REFERENCES flag (id),
  right_id INTEGER NOT NULL REFERENCES ip_right (id),
  state TEXT NOT NULL CHECK (state IN ('asked', 'answered', 'withdrawn')),
  question TEXT NOT NULL,
  pictures TEXT NOT NULL,     -- JSON list of digests
  due INTEGER NOT NULL,
  verdict TEXT NOT NULL DEFAULT '' CHECK (verdict IN ('', 'genuine', 'fake', 'cannot_tell')),
  reasons TEXT NOT NULL DEFAULT '',
  signer TEXT NOT NULL DEFAULT '',
  position TEXT NOT NULL DEFAULT '',
  signed_at INTEGER,
  answer_sha256 BLOB REFERENCES body (sha256),
  answered_by INTEGER,
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX identification_by_case ON identification (case_id);
CREATE INDEX identification_by_right ON identification (right_id, state, id);
CREATE INDEX identification_by_flag ON identification (flag_id);

CREATE TABLE clue (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  case_id INTEGER NOT NULL REFERENCES case_file (id),
  state TEXT NOT NULL CHECK (state IN ('clue', 'filed', 'suspended', 'transfer_proposed', 'transfer_approved', 'transferred', 'decided',
                                       'published', 'changed', 'closed')),
  officer_id INTEGER NOT NULL,
  second_officer_id INTEGER,
  number TEXT NOT NULL DEFAULT '',
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX clue_by_case ON clue (case_id);
CREATE INDEX clue_by_org ON clue (org_id, state, id);
