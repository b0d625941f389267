-- Who signs the log, what was signed, and what a time authority says of it: the public half of every key that
-- ever signed stays known, a signed state is never changed, and a request for a stamp is kept until it is answered.

CREATE TABLE log_key (
  generation INTEGER PRIMARY KEY NOT NULL CHECK (generation >= 1),
  vkey TEXT NOT NULL UNIQUE,          -- name+id+key, as C2SP signed-note writes it
  state TEXT NOT NULL CHECK (state IN ('active', 'retired', 'lost')),
  from_size INTEGER NOT NULL,         -- of the log, when the key was made
  created_at INTEGER NOT NULL,
  retires_at INTEGER                  -- set when a younger key exists
) STRICT;
CREATE TRIGGER log_key_stays BEFORE DELETE ON log_key
BEGIN SELECT RAISE(ABORT, 'a key of the log is never forgotten'); END;
CREATE TRIGGER log_key_is_kept BEFORE UPDATE OF generation, vkey, from_size, created_at ON log_key
BEGIN SELECT RAISE(ABORT, 'a key of the log is never changed'); END;

CREATE TABLE checkpoint (
  size INTEGER PRIMARY KEY NOT NULL CHECK (size >= 1),
  root BLOB NOT NULL,
  note TEXT NOT NULL,                 -- the signed note, byte for byte
  made_at_ms INTEGER NOT NULL,
  clock TEXT NOT NULL                 -- JSON: how good this machine's clock was; {} when unknown
) STRICT;
CREATE TRIGGER checkpoint_is_kept BEFORE UPDATE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'a checkpoint is never changed'); END;
CREATE TRIGGER checkpoint_stays BEFORE DELETE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'a checkpoint is never removed'); END;

-- Versions: a token keeps saying what was trusted when it was taken.
CREATE TABLE time_authority (
  id INTEGER PRIMARY KEY NOT NULL,
  authority_key TEXT NOT NULL,
  number INTEGER NOT NULL,
  trusted INTEGER NOT NULL CHECK (trusted IN (0, 1)),
  enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
  priority INTEGER NOT NULL,          -- lower ones are asked first
  payload TEXT NOT NULL,              -- JSON: address, names, anchors, revocation lists, policies
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (authority_key, number)
) STRICT;
CREATE TRIGGER time_authority_is_kept BEFORE UPDATE ON time_authority
BEGIN SELECT RAISE(ABORT, 'a version of a time authority is never changed'); END;

CREATE TABLE time_stamp (
  id INTEGER PRIMARY KEY NOT NULL,
  subject TEXT NOT NULL CHECK (subject IN ('checkpoint', 'seal')),
  size INTEGER NOT NULL,              -- of the checkpoint; 0 for a seal
  digest BLOB NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('wanted', 'have', 'refused')),
  wanted_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_try INTEGER NOT NULL,
  last_error TEXT NOT NULL DEFAULT '',
  authority_id INTEGER REFERENCES time_authority (id),
  answer BLOB,                        -- the TimeStampResp as it came
  stamped_at_ms INTEGER,              -- the token's time
  facts TEXT,                         -- JSON
  CHECK ((state = 'have') = (answer IS NOT NULL))
) STRICT;
CREATE INDEX time_stamp_due ON time_stamp (state, next_try);
CREATE INDEX time_stamp_by_size ON time_stamp (subject, size);
CREATE TRIGGER time_stamp_token_is_kept BEFORE UPDATE ON time_stamp WHEN OLD.state = 'have'
BEGIN SELECT RAISE(ABORT, 'a token is never changed'); END;
CREATE TRIGGER time_stamp_stays BEFORE DELETE ON time_stamp
BEGIN SELECT RAISE(ABORT, 'a request for a stamp is never removed'); END;
