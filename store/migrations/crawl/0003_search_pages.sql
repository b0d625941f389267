-- Which page of which search a URL is, so that what a search showed can be said of each listing; '' for what is no search.
ALTER TABLE url ADD COLUMN query TEXT NOT NULL DEFAULT '';
ALTER TABLE url ADD COLUMN query_page INTEGER NOT NULL DEFAULT 1;
ALTER TABLE url ADD COLUMN query_before INTEGER NOT NULL DEFAULT 0;  -- offers on the pages before it
ALTER TABLE url ADD COLUMN query_most INTEGER NOT NULL DEFAULT 0;    -- pages that may follow from its first; 0: no end
