-- Whatever a participant asked for and got is an event, found again by the id of its command, which
-- stands in `message_id`. `more` is, of a message, what it has besides its text, as JSON; of every
-- other event but an activity it is the whole of it. `target` is the message that it is about.
ALTER TABLE events ADD COLUMN more TEXT;
ALTER TABLE events ADD COLUMN target TEXT;
CREATE INDEX events_by_target ON events (target, seq) WHERE target IS NOT NULL;

-- The place of the first message; `about` is what the visitor said of themselves, as JSON.
ALTER TABLE head ADD COLUMN first_seq INTEGER;
ALTER TABLE head ADD COLUMN closed_at INTEGER;
ALTER TABLE head ADD COLUMN last_event_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE head ADD COLUMN about TEXT;
ALTER TABLE head ADD COLUMN is_expired INTEGER NOT NULL DEFAULT 0;
UPDATE head SET
  first_seq = (SELECT min(seq) FROM events WHERE text IS NOT NULL),
  last_event_at = coalesce((SELECT at FROM events ORDER BY seq DESC LIMIT 1), begun_at);
UPDATE head SET closed_at = last_event_at WHERE status = 'closed';

-- One row: what is enforced, as JSON. Apart from the head, which is written with every message.
CREATE TABLE policy (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  json TEXT NOT NULL
) STRICT;

-- What was agreed to and taken back, as JSON. Rows are added and never changed.
CREATE TABLE consents (
  n INTEGER PRIMARY KEY,
  record TEXT NOT NULL
) STRICT;
