-- Pages to be shown by a browser, and what came of it: a picture of the page when a flag is raised, and the text of
-- pages that are empty before their scripts have run.  The captures are rows of `capture` like all others.

CREATE TABLE render (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL CHECK (reason IN ('flag', 'empty_shell', 'asked')),
  url TEXT NOT NULL,
  host_group TEXT NOT NULL,
  flag_id INTEGER REFERENCES flag (id),
  page_capture_id INTEGER REFERENCES capture (id),  -- the page as fetched
  source_id INTEGER,
  watch_id INTEGER,
  weight REAL NOT NULL DEFAULT 0,                   -- the heaviest first
  state TEXT NOT NULL CHECK (state IN ('queued', 'done', 'failed')),
  attempts INTEGER NOT NULL DEFAULT 0,
  not_before_ms INTEGER NOT NULL DEFAULT 0,
  why TEXT NOT NULL DEFAULT '',                     -- of the last failure
  dom_capture_id INTEGER REFERENCES capture (id),
  screenshot_capture_id INTEGER REFERENCES capture (id),
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1,
  CHECK (reason = 'empty_shell' OR flag_id IS NOT NULL),
  CHECK (state <> 'done' OR screenshot_capture_id IS NOT NULL)
) STRICT;
CREATE INDEX render_queue ON render (reason, weight DESC, id) WHERE state = 'queued';
CREATE INDEX render_by_flag ON render (flag_id, id) WHERE flag_id IS NOT NULL;
CREATE INDEX render_by_url ON render (url) WHERE state = 'queued';

-- When each host group may next be asked for a page by a browser.
CREATE TABLE render_host (
  host_group TEXT PRIMARY KEY NOT NULL,
  next_at_ms INTEGER NOT NULL
) STRICT;
