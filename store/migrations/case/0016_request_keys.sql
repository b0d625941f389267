-- Requests that make something new carry a key of their sender's, so that the same one sent again makes nothing twice and has the same answer.
-- A row without an answer: the request is under way, or the server stopped while it was.  Rows go after a day.
CREATE TABLE request_key (
  account_id INTEGER NOT NULL REFERENCES account (id),
  request_key TEXT NOT NULL CHECK (length(request_key) BETWEEN 1 AND 128),
  request BLOB NOT NULL CHECK (length(request) = 32),  -- SHA-256 of the method, the target and the body
  answer TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, request_key)
) STRICT;
CREATE INDEX request_key_by_age ON request_key (created_at);
