-- What one watch has come to, and what went wrong lately at one source.
CREATE INDEX url_by_watch ON url (watch_id, state, due_ms);
CREATE INDEX fetch_log_failed ON fetch_log (source, id) WHERE why <> '';
