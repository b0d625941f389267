-- What the references of a rule set were found in a picture by its corners: a new right without pictures then meets what is stored without one picture
-- being decoded again.  Derived from the picture's bytes, one row of an organisation's for each picture; may be deleted.
CREATE TABLE picture_sight (
  org_id INTEGER NOT NULL,
  sha256 BLOB NOT NULL,
  bank BLOB NOT NULL,       -- digest of the references and limits
  engine TEXT NOT NULL,
  found TEXT NOT NULL,      -- JSON: matcher/picture_bank.h
  PRIMARY KEY (org_id, sha256)
) STRICT;
