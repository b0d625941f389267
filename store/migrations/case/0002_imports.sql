-- Files that platforms, holders and others hand over: what was read of each, how far, and what was refused, so that an import that was
-- interrupted goes on where it stopped and nothing is stored twice.
CREATE TABLE import (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  created_by INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1,
  file_name TEXT NOT NULL,
  sha256 BLOB NOT NULL,          -- of the file; of a folder, of the list of its files
  bytes INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('listings_jsonl', 'listings_csv', 'listings_xlsx', 'warc', 'har', 'mhtml', 'html', 'archive', 'folder')),
  mapping_sha256 BLOB NOT NULL,  -- of the mapping file; of nothing without one
  from_whom TEXT NOT NULL,
  capture_id INTEGER REFERENCES capture (id),  -- of the file itself; NULL when it is larger than what is kept whole
  state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed')),
  failure TEXT NOT NULL DEFAULT '',
  read_to INTEGER NOT NULL DEFAULT 0,  -- the cursor: records of the file that are dealt with
  pages INTEGER NOT NULL DEFAULT 0,
  listings INTEGER NOT NULL DEFAULT 0,
  refused INTEGER NOT NULL DEFAULT 0,
  columns_used TEXT NOT NULL DEFAULT '{}',  -- JSON: which columns of a table became which fields
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  UNIQUE (org_id, sha256, kind, mapping_sha256)
) STRICT;

-- Append-only.  Past a cap of the program only the count goes on.
CREATE TABLE import_refusal (
  import_id INTEGER NOT NULL REFERENCES import (id),
  number INTEGER NOT NULL,  -- from 1, in the order of the file
  place TEXT NOT NULL,      -- "line 12", "entry 3 of a.har"
  reason TEXT NOT NULL,
  excerpt TEXT NOT NULL,
  PRIMARY KEY (import_id, number)
) STRICT;
