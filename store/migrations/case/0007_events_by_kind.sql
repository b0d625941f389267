-- What happened last of one kind: the look at the machine that was in force when a capture was made, the last backup.
CREATE INDEX event_by_kind ON event (kind, id);
