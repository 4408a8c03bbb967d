-- What a message changed of the head, as JSON, until the head's own row is written again.
ALTER TABLE events ADD COLUMN head TEXT;
