-- A count of chance that its time cut short was to look at more than it did: by what it was to look at it is told whether enough is stored for
-- another one, or the next pass would count again at once.  0 in counts made before, after which the next pass counts anew.
ALTER TABLE chance_count ADD COLUMN wanted INTEGER NOT NULL DEFAULT 0;
