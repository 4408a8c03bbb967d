-- A visitor has several conversations on a channel. `begun_as` is the name that the visitor's device
-- gave to the wish for one of its own; the first has none.
CREATE TABLE own_visits (
    conversation TEXT PRIMARY KEY,
    visitor TEXT NOT NULL,
    channel TEXT NOT NULL,
    begun_as TEXT,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO own_visits (conversation, visitor, channel, created_at)
    SELECT conversation, visitor, channel, created_at FROM visits;
DROP TABLE visits;
ALTER TABLE own_visits RENAME TO visits;
CREATE INDEX visits_of_visitor ON visits (visitor, channel, created_at);
CREATE UNIQUE INDEX visits_by_wish ON visits (visitor, channel, begun_as) WHERE begun_as IS NOT NULL;

-- What visitors claim and say, and since when a ticket is closed.
ALTER TABLE tickets ADD COLUMN email TEXT;
ALTER TABLE tickets ADD COLUMN rating INTEGER;
ALTER TABLE tickets ADD COLUMN is_erased INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN closed_at INTEGER;
UPDATE tickets SET closed_at = changed_at WHERE status = 'closed';
