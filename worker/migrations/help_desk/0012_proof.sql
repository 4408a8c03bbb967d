-- When the user of a session last proved who they are. Sessions from before have done so as they began.
ALTER TABLE sessions ADD COLUMN proved_at INTEGER NOT NULL DEFAULT 0;
UPDATE sessions SET proved_at = created_at;
