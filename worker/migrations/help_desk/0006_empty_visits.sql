-- A visit of which no ticket tells is forgotten after a day, as its empty conversation is.
ALTER TABLE visits ADD COLUMN has_ticket INTEGER NOT NULL DEFAULT 0;
UPDATE visits SET has_ticket = 1 WHERE conversation IN (SELECT conversation FROM tickets);
CREATE INDEX empty_visits ON visits (created_at) WHERE has_ticket = 0;

-- What a channel's page says of a visitor is shown on that channel's tickets alone.
CREATE TABLE attributes_of_channels (
    visitor TEXT NOT NULL,
    channel TEXT NOT NULL,
    told TEXT NOT NULL,
    told_at INTEGER NOT NULL,
    PRIMARY KEY (visitor, channel)
) STRICT, WITHOUT ROWID;
INSERT INTO attributes_of_channels (visitor, channel, told, told_at)
    SELECT visitor, (SELECT channel FROM visits WHERE visits.visitor = attributes.visitor ORDER BY created_at LIMIT 1),
        told, told_at
    FROM attributes WHERE visitor IN (SELECT visitor FROM visits);
DROP TABLE attributes;
ALTER TABLE attributes_of_channels RENAME TO attributes;

-- Which conversations have yet to shut a device out.
CREATE INDEX orders_that_expel ON orders (act) WHERE substr(act, 1, 8) = '{"Expel"';
