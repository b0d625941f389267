-- Discovery: where each listing was found, by which search, in which place; what each query has cost and brought; which queries people
-- switch on and off; which ones a round chose, and why.

-- One card of one captured page of a search.  The newest of a listing and query are kept (rules/query_words.yaml says how many); what they came
-- to since the first stands in search_listing.  The listing's own row may come later: both are joined by platform and key.
CREATE TABLE sighting (
  id INTEGER PRIMARY KEY NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  watch_id INTEGER NOT NULL,
  source_id INTEGER NOT NULL REFERENCES source (id),
  query TEXT NOT NULL,
  capture_id INTEGER NOT NULL REFERENCES capture (id),
  page INTEGER NOT NULL CHECK (page >= 1),
  position INTEGER NOT NULL CHECK (position >= 1),  -- on the page
  place INTEGER NOT NULL CHECK (place >= 1),        -- from the first page on
  listed INTEGER NOT NULL CHECK (listed IN (0, 1)),  -- 0: the page showed too few goods to be read as a list, and linked to this one
  platform_key TEXT NOT NULL,
  item_key TEXT NOT NULL,
  seen_at INTEGER NOT NULL,
  created_by INTEGER NOT NULL,
  UNIQUE (capture_id, platform_key, item_key)
) STRICT;
CREATE INDEX sighting_by_listing ON sighting (platform_key, item_key, org_id, id);
CREATE INDEX sighting_by_query ON sighting (source_id, query, platform_key, item_key, id);
CREATE TRIGGER sighting_is_kept BEFORE UPDATE ON sighting
BEGIN SELECT RAISE(ABORT, 'a sighting is never changed'); END;

-- What a query's sightings of a listing have come to.
CREATE TABLE search_listing (
  source_id INTEGER NOT NULL REFERENCES source (id),
  query TEXT NOT NULL,
  platform_key TEXT NOT NULL,
  item_key TEXT NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  times INTEGER NOT NULL,
  shown_first INTEGER NOT NULL CHECK (shown_first IN (0, 1)),  -- no other query of the organisation had shown it before
  first_at INTEGER NOT NULL,
  first_place INTEGER NOT NULL,
  best_at INTEGER NOT NULL,
  best_place INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  last_place INTEGER NOT NULL,
  PRIMARY KEY (source_id, query, platform_key, item_key)
) STRICT;
CREATE INDEX search_listing_by_listing ON search_listing (platform_key, item_key, org_id);

-- What a query has cost in a source.
CREATE TABLE search_use (
  source_id INTEGER NOT NULL REFERENCES source (id),
  query TEXT NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  pages INTEGER NOT NULL,
  rounds INTEGER NOT NULL,
  last_round INTEGER NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  PRIMARY KEY (source_id, query)
) STRICT;

-- Queries of a watch that people added, switched off or let rest.
CREATE TABLE watch_query (
  watch_id INTEGER NOT NULL REFERENCES watch (id),
  query TEXT NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  region_code TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL CHECK (state IN ('added', 'off', 'resting')),
  rests_until INTEGER,
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  row_version INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (watch_id, query)
) STRICT;

-- The last round in which a watch's generated query was chosen for a source.
CREATE TABLE search_choice (
  watch_id INTEGER NOT NULL REFERENCES watch (id),
  source_id INTEGER NOT NULL REFERENCES source (id),
  query TEXT NOT NULL,
  org_id INTEGER NOT NULL REFERENCES organisation (id),
  round INTEGER NOT NULL,
  rank INTEGER NOT NULL,
  why TEXT NOT NULL CHECK (why IN ('best', 'explore')),
  score REAL NOT NULL,  -- new suspected leads expected on a page
  chosen_at INTEGER NOT NULL,
  PRIMARY KEY (watch_id, source_id, query)
) STRICT;
CREATE INDEX search_choice_by_round ON search_choice (watch_id, source_id, round);

-- Generated queries per source and round; NULL: as many as rules/query_words.yaml says; 0: none.
ALTER TABLE watch ADD COLUMN discovery INTEGER CHECK (discovery BETWEEN 0 AND 200);
