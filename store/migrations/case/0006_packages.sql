-- Evidence packages that were made: which case, which bytes (by the digest that the seal names), where the archive lies.
-- A package is never changed; what happened to it afterwards is in the log.

CREATE TABLE package (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  created_by INTEGER NOT NULL REFERENCES account (id),
  created_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1,
  case_id INTEGER NOT NULL REFERENCES case_file (id),
  name TEXT NOT NULL UNIQUE,
  language TEXT NOT NULL CHECK (language IN ('zh', 'en')),
  captures INTEGER NOT NULL CHECK (captures > 0),
  byte_count INTEGER NOT NULL CHECK (byte_count > 0),
  tagmanifest_sha256 BLOB NOT NULL CHECK (LENGTH(tagmanifest_sha256) = 32),
  seal_sha256 BLOB NOT NULL CHECK (LENGTH(seal_sha256) = 32),      -- of seal.json: what a time authority stamps
  checkpoint_size INTEGER NOT NULL CHECK (checkpoint_size > 0)
) STRICT;
CREATE INDEX package_of_case ON package (case_id, id);
CREATE TRIGGER package_is_kept BEFORE UPDATE ON package
BEGIN SELECT RAISE(ABORT, 'a package is never changed'); END;
CREATE TRIGGER package_stays BEFORE DELETE ON package
BEGIN SELECT RAISE(ABORT, 'a package is never removed from the record'); END;
