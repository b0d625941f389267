-- That a released notice went out, recorded by the person who sent it.  A notice is sent once, and the row is never changed:
-- the terms of the law are counted from it.

CREATE TABLE notice_sending (
  notice_id INTEGER PRIMARY KEY NOT NULL REFERENCES notice (id),
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  channel TEXT NOT NULL CHECK (channel IN ('platform_form', 'email', 'post', 'in_person')),
  sent_at INTEGER NOT NULL,
  receipt TEXT NOT NULL DEFAULT '',
  document_sha256 BLOB NOT NULL REFERENCES body (sha256),  -- the very bytes
  recorded_by INTEGER NOT NULL REFERENCES account (id),
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE TRIGGER notice_sending_is_kept BEFORE UPDATE ON notice_sending
BEGIN SELECT RAISE(ABORT, 'what was sent is never changed'); END;
CREATE TRIGGER notice_sending_stays BEFORE DELETE ON notice_sending
BEGIN SELECT RAISE(ABORT, 'what was sent is never removed from the record'); END;
